package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Focusable is something drawn that can have the keyboard.
type Focusable interface {
	fyne.CanvasObject
	fyne.Focusable
}

// holds gives the canvas on which something has the keyboard; nil where it has none, or is a part of what has it.
func holds(of Focusable) fyne.Canvas {
	if c := fyne.CurrentApp().Driver().CanvasForObject(of); c != nil && c.Focused() == fyne.Focusable(of) {
		return c
	}
	return nil
}

// HandOn gives a key that means nothing to what has the keyboard to the window: the toolkit drops it there, and Escape would not lead
// back from a list of which a row was clicked.
func HandOn(of Focusable, key *fyne.KeyEvent) {
	if c := holds(of); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(key)
	}
}

// HandOnRune does the same with a letter.
func HandOnRune(of Focusable, r rune) {
	if c := holds(of); c != nil && c.OnTypedRune() != nil {
		c.OnTypedRune()(r)
	}
}

// List is Fyne's, which opens the row that the keyboard is at on Enter too, and has a ring round it: Fyne's tint cannot be seen by all.
type List struct {
	widget.List
	// OnSelected is called with the row that was chosen. It stands before Fyne's.
	OnSelected func(int)

	at          int // the row that the keyboard is at, as Fyne has it
	focus, keys bool
}

// Row is a row of a list that shows that the keyboard is at it.
type Row interface{ Keyboard(bool) }

// NewList makes a list, as Fyne's does, of rows that may be a Row.
func NewList(length func() int, create func() fyne.CanvasObject, update func(int, fyne.CanvasObject)) *List {
	l := &List{}
	l.Length, l.CreateItem = length, create
	l.UpdateItem = func(i int, o fyne.CanvasObject) {
		update(i, o)
		if r, ok := o.(Row); ok {
			r.Keyboard(l.focus && l.keys && i == l.at)
		}
	}
	l.List.OnSelected = l.chose
	l.ExtendBaseWidget(l)
	return l
}

// chose is told of a row that was tapped, or chosen by a key: who taps needs no ring.
func (l *List) chose(i int) {
	l.at, l.keys = i, false
	if l.OnSelected != nil {
		l.OnSelected(i)
	}
}

// FocusGained is Fyne's.
func (l *List) FocusGained() { l.focus, l.keys = true, true; l.List.FocusGained() }

// FocusLost is Fyne's.
func (l *List) FocusLost() { l.focus = false; l.List.FocusLost() }

// TypedKey is Fyne's.
func (l *List) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		l.List.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		l.keys = true
	case fyne.KeyUp:
		l.step(key, max(0, l.at-1))
	case fyne.KeyDown:
		l.step(key, min(l.Length()-1, l.at+1))
	default:
		HandOn(l, key)
	}
}

// step goes to the next row by a key of Fyne's.
func (l *List) step(key *fyne.KeyEvent, to int) {
	l.at, l.keys = max(0, to), true
	l.List.TypedKey(key)
	l.RefreshItem(l.at)
}

// TypedRune is Fyne's.
func (l *List) TypedRune(r rune) { HandOnRune(l, r) }
