package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// RingWidth is how wide the ring is round what has the keyboard.
const RingWidth = 2

func newRing() *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.StrokeWidth = RingWidth
	return r
}

// ringed is the renderer of a button with a ring where it has the keyboard.
type ringed struct {
	fyne.WidgetRenderer
	of   *Button
	ring *canvas.Rectangle
}

// Objects is Fyne's.
func (r *ringed) Objects() []fyne.CanvasObject {
	was := r.WidgetRenderer.Objects()
	if !r.of.focus {
		return was
	}
	return append(was[:len(was):len(was)], r.ring)
}

// Layout is Fyne's.
func (r *ringed) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.place(size)
}

// Refresh is Fyne's.
func (r *ringed) Refresh() {
	r.place(r.of.Size())
	r.WidgetRenderer.Refresh()
}

// place sets the ring round the button, or, where its ground is filled with a colour, into it in the colour of its words.
func (r *ringed) place(size fyne.Size) {
	ink, in := theme.ColorNamePrimary, float32(0)
	switch r.of.Importance {
	case widget.HighImportance, widget.DangerImportance, widget.WarningImportance, widget.SuccessImportance:
		ink, in = theme.ColorNameForegroundOnPrimary, RingWidth
	}
	th := r.of.Theme()
	r.ring.StrokeColor = th.Color(ink, fyne.CurrentApp().Settings().ThemeVariant())
	r.ring.CornerRadius = th.Size(theme.SizeNameButtonRadius)
	r.ring.Move(fyne.NewPos(in, in))
	r.ring.Resize(fyne.NewSize(size.Width-2*in, size.Height-2*in))
	r.ring.Refresh()
}
