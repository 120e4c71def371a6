package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"moot/app/ui/widget"
)

// area is an entry of several lines that the keyboard alone gets in and out of: Tab goes on to the next thing, Escape
// leaves, Ctrl+Enter sends, and shortcuts it does not know go to the window.
type area struct {
	widget.Entry
	send  func()            // Ctrl+Enter; may be nil
	paste func(string) bool // takes what is on the clipboard, if it is more than words; may be nil
	self  touched           // the entry, or what it is part of

	inside *container.Scroll // what its text scrolls in, once it has been drawn
	over   *reach            // takes drags over its text; nil for the toolkit to take them
}

func newArea(placeholder string, rows int) *area {
	e := &area{}
	e.setUp(e)
	e.SetPlaceHolder(placeholder)
	e.SetMinRowsVisible(rows)
	return e
}

func (e *area) setUp(self touched) {
	e.MultiLine = true
	e.Wrapping = fyne.TextWrapWord
	e.self = self
	e.ExtendBaseWidget(self)
}

// CreateRenderer is Fyne's.
func (e *area) CreateRenderer() fyne.WidgetRenderer {
	r := e.Entry.CreateRenderer()
	for _, o := range r.Objects() {
		if s, ok := o.(*container.Scroll); ok {
			e.inside = s
		}
	}
	return underFinger(underReach(r, e.over), e.self)
}

// FocusGained brings the field into sight.
func (e *area) FocusGained() {
	e.Entry.FocusGained()
	widget.IntoSight(e.self)
}

// AcceptsTab leaves Tab to the window.
func (e *area) AcceptsTab() bool { return false }

// TypedKey leaves the entry on Escape.
func (e *area) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		if c := canvasOf(e); c != nil {
			c.Unfocus()
		}
		return
	}
	e.Entry.TypedKey(k)
}

// TypedShortcut sends on Ctrl+Enter and hands the window's shortcuts on.
func (e *area) TypedShortcut(s fyne.Shortcut) {
	if p, ok := s.(*fyne.ShortcutPaste); ok && e.paste != nil && e.paste(p.Clipboard.Content()) {
		return
	}
	custom, ok := s.(*desktop.CustomShortcut)
	switch {
	case !ok || editsWords(custom.KeyName):
		e.Entry.TypedShortcut(s)
	case custom.KeyName == fyne.KeyReturn || custom.KeyName == fyne.KeyEnter:
		if e.send != nil {
			e.send()
		}
	default:
		if window, ok := canvasOf(e).(fyne.Shortcutable); ok {
			window.TypedShortcut(s)
		}
	}
}

// editsWords says whether the entry itself has shortcuts with the key: moving by words and rubbing words out.
func editsWords(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete:
		return true
	}
	return false
}

func canvasOf(e *area) fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(e.self)
}
