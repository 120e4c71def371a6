package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// lineEntry is an entry of one line that hands the window's shortcuts on and that Escape empties, or leaves when empty.
type lineEntry struct {
	widget.Entry
	escape func() // nil: empty it, then leave it
	hint   string // its placeholder, of which as many words are shown as there is room for
}

func newLineEntry(placeholder string) *lineEntry {
	e := &lineEntry{}
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(placeholder)
	return e
}

// newSecretEntry makes one that shows what is typed only when asked.
func newSecretEntry() *lineEntry {
	e := newLineEntry("")
	e.Password = true
	return e
}

// SetPlaceHolder is Fyne's.
func (e *lineEntry) SetPlaceHolder(words string) {
	e.hint = words
	e.fitHint(e.Size().Width)
}

// Resize is Fyne's.
func (e *lineEntry) Resize(size fyne.Size) {
	e.fitHint(size.Width)
	e.Entry.Resize(size)
}

// fitHint leaves out the last words of a hint that is too long: the toolkit would cut it and show a bar to scroll it by.
func (e *lineEntry) fitHint(width float32) {
	room := width - 2*theme.InnerPadding() - 2*theme.InputBorderSize()
	if e.ActionItem != nil {
		room -= e.ActionItem.MinSize().Width + theme.InnerPadding()
	}
	hint, words := e.hint, strings.Fields(e.hint)
	for n := len(words) - 1; n > 0 && width > 0 && fyne.MeasureText(hint, theme.TextSize(), e.TextStyle).Width > room; n-- {
		hint = strings.Join(words[:n], " ") + "…"
	}
	if e.PlaceHolder != hint {
		e.Entry.SetPlaceHolder(hint)
	}
}

func newSearchEntry(placeholder string) *lineEntry {
	e := newLineEntry(placeholder)
	e.ActionItem = widget.NewIcon(icon("search"))
	return e
}

// CreateRenderer is Fyne's.
func (e *lineEntry) CreateRenderer() fyne.WidgetRenderer {
	return underFinger(e.Entry.CreateRenderer(), e)
}

// FocusGained brings the field into sight.
func (e *lineEntry) FocusGained() {
	e.Entry.FocusGained()
	widget.IntoSight(e)
}

// TypedKey is described at the type.
func (e *lineEntry) TypedKey(k *fyne.KeyEvent) {
	if k.Name != fyne.KeyEscape {
		e.Entry.TypedKey(k)
		return
	}
	switch c := fyne.CurrentApp().Driver().CanvasForObject(e); {
	case e.escape != nil:
		e.escape()
	case e.Text != "":
		empty(&e.Entry)
	case c != nil:
		c.Unfocus()
	}
}

// empty rubs out all that is typed in a field, so that undoing brings it back.
func empty(e interface {
	fyne.Focusable
	fyne.Shortcutable
}) {
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
}

// TypedShortcut is described at the type.
func (e *lineEntry) TypedShortcut(s fyne.Shortcut) {
	if custom, ok := s.(*desktop.CustomShortcut); ok && !editsWords(custom.KeyName) {
		if window, ok := fyne.CurrentApp().Driver().CanvasForObject(e).(fyne.Shortcutable); ok {
			window.TypedShortcut(s)
		}
		return
	}
	e.Entry.TypedShortcut(s)
}
