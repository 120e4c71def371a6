package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Slider is Fyne's, whose least is where the language begins.
type Slider struct{ widget.Slider }

// NewSlider makes a slider between two values.
func NewSlider(least, most float64) *Slider {
	s := &Slider{}
	s.Min, s.Max, s.Value, s.Step = least, most, least, 1
	s.ExtendBaseWidget(s)
	return s
}

// turned gives the place that Fyne takes for one.
func (s *Slider) turned(at fyne.Position) fyne.Position {
	if !FromRight() {
		return at
	}
	return fyne.NewPos(s.Size().Width-at.X, at.Y)
}

// Tapped is Fyne's.
func (s *Slider) Tapped(at *fyne.PointEvent) {
	as := *at
	as.Position = s.turned(at.Position)
	s.Slider.Tapped(&as)
}

// Dragged is Fyne's.
func (s *Slider) Dragged(d *fyne.DragEvent) {
	as := *d
	as.Position = s.turned(d.Position)
	s.Slider.Dragged(&as)
}

// TypedKey is Fyne's; the arrows go to where they point.
func (s *Slider) TypedKey(key *fyne.KeyEvent) {
	s.Slider.TypedKey(arrow(key))
	HandOn(s, key)
}

// TypedRune is the window's.
func (s *Slider) TypedRune(r rune) { HandOnRune(s, r) }

// arrow gives the key that Fyne takes for one, where the language runs from right to left.
func arrow(key *fyne.KeyEvent) *fyne.KeyEvent {
	other, ok := map[fyne.KeyName]fyne.KeyName{fyne.KeyLeft: fyne.KeyRight, fyne.KeyRight: fyne.KeyLeft}[key.Name]
	if !ok || !FromRight() {
		return key
	}
	return &fyne.KeyEvent{Name: other, Physical: key.Physical}
}

// CreateRenderer is Fyne's.
func (s *Slider) CreateRenderer() fyne.WidgetRenderer {
	r := s.Slider.CreateRenderer()
	if !FromRight() {
		return r
	}
	return &sliderRight{r, s}
}

// sliderRight is the renderer of a slider in a language that runs from right to left.
type sliderRight struct {
	fyne.WidgetRenderer
	of *Slider
}

// Layout is Fyne's.
func (r *sliderRight) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	mirror(r.Objects(), size.Width)
}

// Refresh is Fyne's.
func (r *sliderRight) Refresh() {
	r.WidgetRenderer.Refresh()
	r.Layout(r.of.Size())
}
