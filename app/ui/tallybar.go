package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// tallyBar draws votes as parts of everyone who may vote. The counts stand beside it in words.
type tallyBar struct {
	widget.BaseWidget
	height float32
	parts  [3]int // yes, no, abstain
	of     int
	rects  [4]*canvas.Rectangle // the same, and the whole
}

func newTallyBar(height float32) *tallyBar {
	b := &tallyBar{height: height}
	for i := range b.rects {
		b.rects[i] = canvas.NewRectangle(color.Transparent)
	}
	b.ExtendBaseWidget(b)
	return b
}

// Set gives the counts and how many may vote.
func (b *tallyBar) Set(yes, no, abstain, of int) {
	b.parts, b.of = [3]int{yes, no, abstain}, of
	b.Refresh()
}

// CreateRenderer is Fyne's.
func (b *tallyBar) CreateRenderer() fyne.WidgetRenderer {
	r := &tallyRenderer{b}
	r.Refresh()
	return r
}

type tallyRenderer struct{ bar *tallyBar }

// Destroy is Fyne's.
func (r *tallyRenderer) Destroy() {}

// MinSize is Fyne's.
func (r *tallyRenderer) MinSize() fyne.Size { return fyne.NewSize(40, r.bar.height) }

// Objects is Fyne's.
func (r *tallyRenderer) Objects() []fyne.CanvasObject {
	b := r.bar
	return []fyne.CanvasObject{b.rects[3], b.rects[0], b.rects[1], b.rects[2]}
}

// Layout is Fyne's.
func (r *tallyRenderer) Layout(s fyne.Size) {
	r.bar.rects[3].Resize(s)
	x := float32(0)
	for i, n := range r.bar.parts {
		w := s.Width * float32(n) / float32(max(1, r.bar.of))
		show(n > 0, r.bar.rects[i])
		r.bar.rects[i].Move(fyne.NewPos(x, 0))
		r.bar.rects[i].Resize(fyne.NewSize(w, s.Height))
		x += w
	}
	turnRound([]fyne.CanvasObject{r.bar.rects[0], r.bar.rects[1], r.bar.rects[2]}, s.Width)
}

// Refresh follows the theme.
func (r *tallyRenderer) Refresh() {
	for i, name := range []fyne.ThemeColorName{colorYes, colorNo, colorAbstain, theme.ColorNameSeparator} {
		r.bar.rects[i].FillColor = themed(name)
		r.bar.rects[i].CornerRadius = r.bar.height / 2
	}
	r.Layout(r.bar.Size())
	canvas.Refresh(r.bar)
}
