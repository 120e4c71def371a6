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

// List is Fyne's, which opens the row that is marked on Enter too.
type List struct{ widget.List }

// NewList makes a list, as Fyne's does.
func NewList(length func() int, create func() fyne.CanvasObject, update func(int, fyne.CanvasObject)) *List {
	l := &List{}
	l.Length, l.CreateItem, l.UpdateItem = length, create, update
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey is Fyne's.
func (l *List) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		l.List.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	case fyne.KeyUp, fyne.KeyDown:
		l.List.TypedKey(key)
	default:
		HandOn(l, key)
	}
}

// TypedRune is Fyne's.
func (l *List) TypedRune(r rune) { HandOnRune(l, r) }
