package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// TestRing: a button has a ring while it has the keyboard and only then; on a filled ground it is inside and in the colour of the words.
func TestRing(t *testing.T) {
	w := test.NewTempWindow(t, nil)
	for _, importance := range []Importance{MediumImportance, HighImportance} {
		b := NewButton("Send", nil)
		b.Importance = importance
		w.SetContent(b)
		w.Resize(fyne.NewSize(200, 60))
		r := test.WidgetRenderer(b).(*ringed)
		has := func() bool {
			for _, o := range r.Objects() {
				if o == fyne.CanvasObject(r.ring) {
					return true
				}
			}
			return false
		}
		if has() {
			t.Error("a button without the keyboard has a ring")
		}
		w.Canvas().Focus(b)
		in, ink := float32(0), theme.ColorNamePrimary
		if importance == HighImportance {
			in, ink = RingWidth, theme.ColorNameForegroundOnPrimary
		}
		if !has() || r.ring.Position().X != in || r.ring.Size().Width != b.Size().Width-2*in || r.ring.StrokeColor != b.Theme().Color(ink, fyne.CurrentApp().Settings().ThemeVariant()) {
			t.Errorf("with the keyboard the ring is %v %v %v", has(), r.ring.Position(), r.ring.Size())
		}
		w.Canvas().Unfocus()
		if has() {
			t.Error("the ring stays")
		}
	}
}
