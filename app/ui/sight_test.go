package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"moot/app/ui/widget"
)

// TestWhatHasTheKeyboardIsInSight: Tab and Shift+Tab bring what they go to into sight, on a page that is longer than the window; what is
// pressed keeps the keyboard, and hands Escape on to the window.
func TestWhatHasTheKeyboardIsInSight(t *testing.T) {
	e := newEvening(t)
	m := e.screen("Ada")
	e.show(m, 390, 400)
	c := e.window.Canvas()
	for _, next := range []func(){c.FocusNext, c.FocusPrevious} {
		gone := 0
		for range 24 {
			next()
			o := c.Focused().(fyne.CanvasObject)
			y := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
			if y < 0 || y+o.Size().Height > 400 {
				t.Errorf("%T with the keyboard lies from %v to %v of 400", o, y, y+o.Size().Height)
			}
			if m.scroll.Offset.Y > 0 {
				gone++
			}
		}
		if gone == 0 {
			t.Fatal("the page is not long enough to try this on")
		}
	}
	e.press(m.attendance.open)
	if c.Focused() != fyne.Focusable(m.attendance.open) || !m.attendance.opened {
		t.Errorf("after it was pressed the keyboard is on %v", c.Focused())
	}
	heard := fyne.KeyName("")
	c.SetOnTypedKey(func(k *fyne.KeyEvent) { heard = k.Name })
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if heard != fyne.KeyEscape {
		t.Error("the window does not hear of Escape")
	}
	pressed := 0
	b := widget.NewButton("Once", nil)
	b.OnTapped = func() { pressed++; m.there.Hide() }
	m.attendance.sheet.Add(b)
	e.press(b)
	b.TypedRune(' ')
	if pressed != 1 {
		t.Errorf("a button that has gone was pressed %d times", pressed)
	}
}

// TestClickMovesNothing: a field that is half in sight stays under the pointer that is pressed on it.
func TestClickMovesNothing(t *testing.T) {
	b := newBench(t)
	above := canvas.NewRectangle(nil)
	above.SetMinSize(fyne.NewSize(10, 380))
	field := newArea("", 3)
	page := container.NewVScroll(container.NewVBox(above, field))
	b.window.SetContent(page)
	b.window.Resize(fyne.NewSize(390, 400))
	field.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	if b.window.Canvas().Focused() != fyne.Focusable(field) || page.Offset.Y != 0 {
		t.Errorf("the page moves by %v", page.Offset.Y)
	}
	b.window.Canvas().Unfocus()
	b.window.Canvas().Focus(field)
	if page.Offset.Y == 0 {
		t.Error("by keyboard it is not brought into sight")
	}
}
