package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// TestWheel: a page goes on under the pointer where a field is; the field that is being written in has the wheel first.
func TestWheel(t *testing.T) {
	field := newArea("", 3)
	tall := canvas.NewRectangle(nil)
	tall.SetMinSize(fyne.NewSize(10, 3000))
	p := page(field, tall)
	w := test.NewWindow(p)
	defer w.Close()
	w.Resize(fyne.NewSize(400, 600))
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(field).AddXY(50, 30)
	test.Scroll(w.Canvas(), at, 0, -20) // which finds what gets the wheel as a window does
	if p.Offset.Y != 20 {
		t.Fatalf("over a field the page went %v", p.Offset.Y)
	}
	turn := func() { // test.Scroll does not say where
		p.Content.(*fyne.Container).Objects[1].(*wheel).Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at}, Scrolled: fyne.NewDelta(0, -20)})
	}
	p.ScrollToTop()
	field.SetText(strings.Repeat("a line\n", 20))
	w.Canvas().Focus(field)
	field.CursorRow, field.CursorColumn = 0, 0
	field.Refresh()
	field.inside.ScrollToTop()
	turn()
	if p.Offset.Y != 0 || field.inside.Offset.Y != 20 {
		t.Errorf("in a long text the page went %v and the text %v", p.Offset.Y, field.inside.Offset.Y)
	}
	field.inside.ScrollToBottom()
	turn()
	if p.Offset.Y != 20 {
		t.Errorf("at the end of the text the page went %v", p.Offset.Y)
	}
}
