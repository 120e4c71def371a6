package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// RadioGroup is Fyne's options, one of which holds. Where the language runs from right to left they are drawn here: Fyne's
// are out of reach.
type RadioGroup struct{ widget.RadioGroup }

// NewRadioGroup makes options to choose one from.
func NewRadioGroup(options []string, changed func(string)) *RadioGroup {
	g := &RadioGroup{}
	g.Options, g.OnChanged = options, changed
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer is Fyne's.
func (g *RadioGroup) CreateRenderer() fyne.WidgetRenderer {
	if !FromRight() {
		return g.RadioGroup.CreateRenderer()
	}
	r := &radiosRight{of: g}
	r.make()
	return r
}

// radiosRight is the renderer of options in a language that runs from right to left.
type radiosRight struct {
	of    *RadioGroup
	items []fyne.CanvasObject
}

// make gives each option what is drawn of it.
func (r *radiosRight) make() {
	for len(r.items) < len(r.of.Options) {
		item := &radio{group: r.of, at: len(r.items)}
		item.ExtendBaseWidget(item)
		r.items = append(r.items, item)
	}
	r.items = r.items[:len(r.of.Options)]
}

// Objects is Fyne's.
func (r *radiosRight) Objects() []fyne.CanvasObject { return r.items }

// Destroy is Fyne's.
func (r *radiosRight) Destroy() {}

// MinSize is Fyne's.
func (r *radiosRight) MinSize() (size fyne.Size) {
	for _, item := range r.items {
		least := item.MinSize()
		size = fyne.NewSize(max(size.Width, least.Width), size.Height+least.Height)
	}
	return size
}

// Layout is Fyne's.
func (r *radiosRight) Layout(size fyne.Size) {
	y := float32(0)
	for _, item := range r.items {
		high := item.MinSize().Height
		item.Resize(fyne.NewSize(size.Width, high))
		item.Move(fyne.NewPos(0, y))
		y += high
	}
}

// Refresh is Fyne's.
func (r *radiosRight) Refresh() {
	r.make()
	r.Layout(r.of.Size())
	for _, item := range r.items {
		item.Refresh()
	}
	canvas.Refresh(r.of)
}

// radio is one option.
type radio struct {
	widget.BaseWidget
	group   *RadioGroup
	at      int
	focused bool
	hovered bool
}

var (
	_ fyne.Tappable     = (*radio)(nil)
	_ fyne.Focusable    = (*radio)(nil)
	_ desktop.Hoverable = (*radio)(nil)
)

func (r *radio) words() string {
	if r.at < len(r.group.Options) {
		return r.group.Options[r.at]
	}
	return ""
}

func (r *radio) holds() bool { return r.group.Selected != "" && r.group.Selected == r.words() }

// AccessibilityLabel is the option.
func (r *radio) AccessibilityLabel() string { return r.words() }

// Tapped chooses the option, or gives it up where none has to hold.
func (r *radio) Tapped(*fyne.PointEvent) {
	if r.group.Disabled() {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(r); c != nil && !fyne.CurrentDevice().IsMobile() {
		c.Focus(r)
	}
	switch {
	case !r.holds():
		r.group.SetSelected(r.words())
	case !r.group.Required:
		r.group.SetSelected("")
	}
}

// TypedRune chooses on a space.
func (r *radio) TypedRune(typed rune) {
	if typed == ' ' {
		r.Tapped(nil)
		return
	}
	HandOnRune(r, typed)
}

// TypedKey is the window's.
func (r *radio) TypedKey(key *fyne.KeyEvent) { HandOn(r, key) }

// FocusGained is Fyne's.
func (r *radio) FocusGained() { r.focused = true; r.Refresh(); IntoSight(r.group) }

// FocusLost is Fyne's.
func (r *radio) FocusLost() { r.focused = false; r.Refresh() }

// MouseIn is Fyne's.
func (r *radio) MouseIn(*desktop.MouseEvent) { r.hovered = true; r.Refresh() }

// MouseMoved is Fyne's.
func (r *radio) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is Fyne's.
func (r *radio) MouseOut() { r.hovered = false; r.Refresh() }

// CreateRenderer is Fyne's.
func (r *radio) CreateRenderer() fyne.WidgetRenderer {
	n := &radioRight{of: r, glow: canvas.NewCircle(color.Transparent), ring: widget.NewIcon(nil), dot: widget.NewIcon(nil), text: canvas.NewText("", color.Black)}
	n.text.Alignment = fyne.TextAlignTrailing
	n.Refresh()
	return n
}

// radioRight draws one option as Fyne does, from the right.
type radioRight struct {
	of        *radio
	glow      *canvas.Circle
	ring, dot *widget.Icon
	text      *canvas.Text
}

// Objects is Fyne's.
func (n *radioRight) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{n.glow, n.dot, n.ring, n.text}
}

// Destroy is Fyne's.
func (n *radioRight) Destroy() {}

// MinSize is Fyne's.
func (n *radioRight) MinSize() fyne.Size {
	pad := 2 * theme.InnerPadding()
	return n.text.MinSize().AddWidthHeight(pad+theme.IconInlineSize()+theme.Padding(), pad)
}

// Layout is Fyne's.
func (n *radioRight) Layout(size fyne.Size) {
	icon, glow := fyne.NewSquareSize(theme.IconInlineSize()), fyne.NewSquareSize(theme.IconInlineSize()+theme.InnerPadding())
	n.glow.Resize(glow)
	n.glow.Move(fyne.NewPos(theme.InputBorderSize(), (size.Height-glow.Height)/2))
	for _, o := range []fyne.CanvasObject{n.dot, n.ring} {
		o.Resize(icon)
		o.Move(fyne.NewPos(theme.InnerPadding()/2+theme.InputBorderSize(), (size.Height-icon.Height)/2))
	}
	before := glow.Width + theme.Padding()
	n.text.Resize(fyne.NewSize(size.Width-before, size.Height))
	n.text.Move(fyne.NewPos(before, 0))
	mirror(n.Objects(), size.Width)
}

// Refresh is Fyne's.
func (n *radioRight) Refresh() {
	th, variant := n.of.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	words, ring, dot := theme.ColorNameForeground, theme.ColorNameInputBorder, theme.ColorNameInputBackground
	if n.of.holds() {
		ring, dot = theme.ColorNameForeground, theme.ColorNamePrimary
	}
	if n.of.group.Disabled() {
		words, ring, dot = theme.ColorNameDisabled, theme.ColorNameDisabled, theme.ColorNameBackground
		if n.of.holds() {
			dot = theme.ColorNameDisabled
		}
	}
	n.glow.FillColor = color.Transparent
	switch {
	case n.of.group.Disabled():
	case n.of.focused:
		n.glow.FillColor = th.Color(theme.ColorNameFocus, variant)
	case n.of.hovered:
		n.glow.FillColor = th.Color(theme.ColorNameHover, variant)
	}
	n.text.Text, n.text.TextSize, n.text.Color = Line(n.of.words()), th.Size(theme.SizeNameText), th.Color(words, variant)
	n.ring.SetResource(theme.NewColoredResource(th.Icon(theme.IconNameRadioButton), ring))
	n.dot.SetResource(theme.NewColoredResource(th.Icon(theme.IconNameRadioButtonFill), dot))
	n.glow.Refresh()
	n.text.Refresh()
	canvas.Refresh(n.of)
}
