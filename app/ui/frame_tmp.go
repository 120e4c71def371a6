package ui

import (
	"context"
	"image/color"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"moot/assets"
	"moot/store"
)

// STAND-IN for the framework of the other engineer; deleted when that lands.

type Screen interface {
	Object() fyne.CanvasObject
	Refresh()
}

type App struct {
	Store   *store.Store
	Log     *slog.Logger
	Now     func() time.Time
	window  fyne.Window
	run     func(work, done func())
	errs    []error
	shown   []Screen
	desk    *desks
	laterFn func(time.Duration, func()) func()
}

func (a *App) work(f func(context.Context) error, done func(error)) {
	var err error
	a.run(func() { err = f(context.Background()) }, func() { done(err) })
}
func (a *App) tell(err error) { a.errs = append(a.errs, err) }
func (a *App) later(d time.Duration, f func()) func() {
	if a.laterFn != nil {
		return a.laterFn(d, f)
	}
	tm := time.AfterFunc(d, func() { fyne.Do(f) })
	return func() { tm.Stop() }
}
func (a *App) open(s Screen) { a.shown = append(a.shown, s) }

var catalogue = sync.OnceValue(func() *assets.Catalogue { c, _ := assets.Load("en"); return c })

func t(id string, pairs ...any) string { return catalogue().Text(id, data(pairs)) }

func tn(id string, n int, pairs ...any) string { return catalogue().Count(id, n, data(pairs)) }

func data(pairs []any) assets.Data {
	d := assets.Data{}
	for i := 0; i+1 < len(pairs); i += 2 {
		d[pairs[i].(string)] = pairs[i+1]
	}
	return d
}

const (
	colorSurface fyne.ThemeColorName = "moot.surface"
	colorYes     fyne.ThemeColorName = "moot.yes"
	colorNo      fyne.ThemeColorName = "moot.no"
	colorAbstain fyne.ThemeColorName = "moot.abstain"
)

type card struct {
	widget.BaseWidget
	bg      *canvas.Rectangle
	content fyne.CanvasObject
}

func newCard(o fyne.CanvasObject) fyne.CanvasObject {
	c := &card{bg: canvas.NewRectangle(color.White), content: container.New(layout.NewCustomPaddedLayout(8, 8, 8, 8), o)}
	c.ExtendBaseWidget(c)
	return c
}
func (c *card) Refresh() {
	c.bg.FillColor = themed(colorSurface)
	c.bg.CornerRadius = 10
	c.BaseWidget.Refresh()
}
func (c *card) CreateRenderer() fyne.WidgetRenderer {
	c.bg.FillColor = themed(colorSurface)
	c.bg.CornerRadius = 10
	return widget.NewSimpleRenderer(container.NewStack(c.bg, c.content))
}

func themed(n fyne.ThemeColorName) color.Color {
	s := fyne.CurrentApp().Settings()
	return s.Theme().Color(n, s.ThemeVariant())
}

type chip struct {
	widget.BaseWidget
	text *canvas.Text
	bg   *canvas.Rectangle
	name fyne.ThemeColorName
}

func newChip() *chip {
	c := &chip{text: canvas.NewText("", nil), bg: canvas.NewRectangle(nil), name: theme.ColorNameForeground}
	c.ExtendBaseWidget(c)
	return c
}
func (c *chip) Set(text string, n fyne.ThemeColorName) { c.text.Text = text; c.name = n; c.Refresh() }
func (c *chip) Refresh()                               { c.style(); c.BaseWidget.Refresh() }
func (c *chip) style() {
	c.text.TextSize = theme.CaptionTextSize()
	c.text.TextStyle.Bold = true
	col := themed(c.name)
	c.text.Color = col
	r, g, b, _ := col.RGBA()
	c.bg.FillColor = color.NRGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0x24}
	c.bg.CornerRadius = canvas.RadiusMaximum
}
func (c *chip) CreateRenderer() fyne.WidgetRenderer {
	c.style()
	return widget.NewSimpleRenderer(container.NewStack(c.bg, container.New(layout.NewCustomPaddedLayout(2, 2, 9, 9), c.text)))
}

type tallyBar struct {
	widget.BaseWidget
	height float32
	parts  [3]int
	of     int
	rects  [4]*canvas.Rectangle
}

func newTallyBar(h float32) *tallyBar {
	b := &tallyBar{height: h}
	for i := range b.rects {
		b.rects[i] = canvas.NewRectangle(color.Transparent)
	}
	b.ExtendBaseWidget(b)
	return b
}
func (b *tallyBar) Set(yes, no, abstain, of int) {
	b.parts, b.of = [3]int{yes, no, abstain}, of
	b.Refresh()
}
func (b *tallyBar) CreateRenderer() fyne.WidgetRenderer {
	r := &tallyRenderer{b}
	r.Refresh()
	return r
}

type tallyRenderer struct{ b *tallyBar }

func (r *tallyRenderer) Destroy()           {}
func (r *tallyRenderer) MinSize() fyne.Size { return fyne.NewSize(40, r.b.height) }
func (r *tallyRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.b.rects[3], r.b.rects[0], r.b.rects[1], r.b.rects[2]}
}
func (r *tallyRenderer) Layout(s fyne.Size) {
	r.b.rects[3].Resize(s)
	x := float32(0)
	for i, n := range r.b.parts {
		w := s.Width * float32(n) / float32(max(1, r.b.of))
		r.b.rects[i].Move(fyne.NewPos(x, 0))
		r.b.rects[i].Resize(fyne.NewSize(w, s.Height))
		x += w
	}
}
func (r *tallyRenderer) Refresh() {
	for i, n := range []fyne.ThemeColorName{colorYes, colorNo, colorAbstain, theme.ColorNameSeparator} {
		r.b.rects[i].FillColor = themed(n)
		r.b.rects[i].CornerRadius = r.b.height / 2
	}
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}

func icon(name string) fyne.Resource {
	return theme.NewThemedResource(fyne.NewStaticResource(name+".svg", assets.Icon(name)))
}

func hex(v uint32) color.Color {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

var tmpColours = map[bool]map[fyne.ThemeColorName]uint32{false: {theme.ColorNameBackground: 0xF4F5F1, colorSurface: 0xFFFFFF, theme.ColorNameForeground: 0x1B2420,
	theme.ColorNameDisabled: 0x59655F, theme.ColorNamePrimary: 0x1F6F54, theme.ColorNameForegroundOnPrimary: 0xFFFFFF, theme.ColorNameSelection: 0xD5E8DF,
	theme.ColorNameSeparator: 0xDDE2DC, theme.ColorNameInputBackground: 0xFFFFFF, theme.ColorNameInputBorder: 0xC3CAC4, theme.ColorNameButton: 0xE6EAE4, theme.ColorNameHyperlink: 0x145F8C,
	theme.ColorNamePlaceHolder: 0x6A756F, colorYes: 0x2E8B57, colorNo: 0xC0463C, colorAbstain: 0x9AA39D},
	true: {theme.ColorNameBackground: 0x131816, colorSurface: 0x1B2220, theme.ColorNameForeground: 0xE8EDEA,
		theme.ColorNameDisabled: 0x9DABA4, theme.ColorNamePrimary: 0x5FC79B, theme.ColorNameForegroundOnPrimary: 0x08130E, theme.ColorNameSelection: 0x24483A,
		theme.ColorNameSeparator: 0x2C3532, theme.ColorNameInputBackground: 0x10150F, theme.ColorNameInputBorder: 0x3C4743, theme.ColorNameButton: 0x2A322F, theme.ColorNameHyperlink: 0x7EC0EE,
		theme.ColorNamePlaceHolder: 0x8A958F, colorYes: 0x4FB57C, colorNo: 0xE0756B, colorAbstain: 0x77827C}}

type tmpTheme struct {
	dark  bool
	scale float32
}

func (t tmpTheme) Color(n fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if c, ok := tmpColours[t.dark][n]; ok {
		return hex(c)
	}
	v := theme.VariantLight
	if t.dark {
		v = theme.VariantDark
	}
	return theme.DefaultTheme().Color(n, v)
}
func (tmpTheme) Font(s fyne.TextStyle) fyne.Resource     { return theme.DefaultTheme().Font(s) }
func (tmpTheme) Icon(n fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(n) }
func (t tmpTheme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNameText:
		return 14 * t.scale
	case theme.SizeNameHeadingText:
		return 22 * t.scale
	case theme.SizeNameSubHeadingText:
		return 17 * t.scale
	case theme.SizeNameCaptionText:
		return 12 * t.scale
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 8
	}
	return theme.DefaultTheme().Size(n)
}
func (a *App) follow(u *url.URL) {}
