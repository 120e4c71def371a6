package ui

import (
	"context"
	"fmt"
	"image/color"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"moot/store"
)

// STAND-IN for the framework of the other engineer; deleted when that lands.

type Screen interface {
	Object() fyne.CanvasObject
	Refresh()
}

type App struct {
	Store  *store.Store
	Log    *slog.Logger
	Now    func() time.Time
	window fyne.Window
	run    func(work, done func())
	errs   []error
	shown  []Screen
	desk   *desks
}

func (a *App) work(f func(context.Context) error, done func(error)) {
	var err error
	a.run(func() { err = f(context.Background()) }, func() { done(err) })
}
func (a *App) tell(err error) { a.errs = append(a.errs, err) }
func (a *App) later(d time.Duration, f func()) func() {
	tm := time.AfterFunc(d, func() { fyne.Do(f) })
	return func() { tm.Stop() }
}
func (a *App) open(s Screen) { a.shown = append(a.shown, s) }

func t(id string, pairs ...any) string {
	s, ok := english[id]
	if !ok {
		return "[" + id + "]"
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		s = strings.ReplaceAll(s, "{{."+pairs[i].(string)+"}}", fmt.Sprint(pairs[i+1]))
	}
	return s
}

func tn(id string, n int, pairs ...any) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return t(id+form, append(pairs, "Count", n)...)
}

const (
	colorSurface fyne.ThemeColorName = "moot.surface"
	colorYes     fyne.ThemeColorName = "moot.yes"
	colorNo      fyne.ThemeColorName = "moot.no"
	colorAbstain fyne.ThemeColorName = "moot.abstain"
)

func newCard(o fyne.CanvasObject) fyne.CanvasObject {
	bg := canvas.NewRectangle(color.White)
	bg.CornerRadius = 10
	return container.NewStack(bg, container.New(layout.NewCustomPaddedLayout(10, 10, 12, 12), o))
}

type chip struct{ widget.Label }

func newChip() *chip                                   { c := &chip{}; c.ExtendBaseWidget(c); return c }
func (c *chip) Set(text string, _ fyne.ThemeColorName) { c.SetText(text) }

type tallyBar struct{ widget.ProgressBar }

func newTallyBar(h float32) *tallyBar            { c := &tallyBar{}; c.ExtendBaseWidget(c); return c }
func (b *tallyBar) Set(yes, no, abstain, of int) { b.SetValue(float64(yes) / float64(max(of, 1))) }

func icon(name string) fyne.Resource { return theme.DocumentIcon() }

func (a *App) follow(u *url.URL) {}
