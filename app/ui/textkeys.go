package ui

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// pageRows is how many rows PageUp and PageDown go in a long text.
const pageRows = editorRowsMost - 2

// longKey does what a key does at the edge of the part in hand, where Fyne's entry knows no more text. It says whether
// that was all the key does. What is selected with Shift stays inside a part.
func (e *textEditor) longKey(k *fyne.KeyEvent) bool {
	if e.long.all {
		return e.keyOnAll(k)
	}
	if e.shift || e.SelectedText() != "" {
		return false
	}
	at, last := e.CursorTextOffset(), utf8.RuneCountInString(e.Text)
	switch k.Name {
	case fyne.KeyUp:
		return e.CursorRow == 0 && e.rowUp()
	case fyne.KeyDown:
		return e.CursorRow == e.lastRow() && e.rowDown()
	case fyne.KeyLeft:
		return at == 0 && e.putAt(e.long.at-1, true)
	case fyne.KeyRight:
		return at == last && e.putAt(e.long.at+1, false)
	case fyne.KeyPageUp:
		e.page(-1)
	case fyne.KeyPageDown:
		e.page(1)
	case fyne.KeyBackspace:
		return at == 0 && e.joinBefore()
	case fyne.KeyDelete:
		return at == last && e.joinAfter()
	default:
		return false
	}
	return true
}

// lastRow is the last row of the part in hand. Fyne does not tell, but for a row that does not exist it tells an offset
// of just the column.
func (e *textEditor) lastRow() int {
	row, column := e.CursorRow, e.CursorColumn
	defer func() { e.CursorRow, e.CursorColumn = row, column }()
	e.CursorColumn = 0
	exists := func(r int) bool { e.CursorRow = r; return e.CursorTextOffset() > 0 }
	most := 1
	for exists(most) {
		most *= 2
	}
	least := most / 2
	for least+1 < most {
		if middle := (least + most) / 2; exists(middle) {
			least = middle
		} else {
			most = middle
		}
	}
	return least
}

// rowUp goes to the last row of the part before, rowDown to the first of the part after.
func (e *textEditor) rowUp() bool {
	column := e.CursorColumn
	if !e.putAt(e.long.at-1, true) {
		return false
	}
	e.putInRow(e.CursorRow, column)
	return true
}

func (e *textEditor) rowDown() bool {
	column := e.CursorColumn
	if !e.putAt(e.long.at+1, false) {
		return false
	}
	e.putInRow(0, column)
	return true
}

// putInRow puts the caret in a row, not beyond its end.
func (e *textEditor) putInRow(row, column int) {
	e.CursorRow, e.CursorColumn = row, column
	e.Refresh() // which sees to the end of the row
}

// page goes on by as many rows as can be seen.
func (e *textEditor) page(way int) {
	switch last := e.lastRow(); {
	case way < 0 && e.CursorRow == 0 && e.rowUp(), way > 0 && e.CursorRow == last && e.rowDown():
	default:
		e.putInRow(min(max(0, e.CursorRow+way*pageRows), last), e.CursorColumn)
	}
}

// putAt puts a part in hand, with the caret at its start or its end; false if there is no such part.
func (e *textEditor) putAt(part int, end bool) bool {
	if part < 0 || part >= len(e.long.parts) {
		return false
	}
	at := 0
	if end {
		at = utf8.RuneCountInString(e.long.parts[part].text)
	}
	e.turnTo(part)
	e.setCaret(at)
	return true
}

// joinBefore takes out the character before the part in hand, which joins it to the part before; joinAfter the one after it.
func (e *textEditor) joinBefore() bool {
	l := e.long
	if l.before == "" {
		return false
	}
	_, size := utf8.DecodeLastRuneInString(l.before)
	e.changed(l.before[:len(l.before)-size]+e.Text+l.after, l.ahead-1)
	return true
}

func (e *textEditor) joinAfter() bool {
	l := e.long
	if l.after == "" {
		return false
	}
	_, size := utf8.DecodeRuneInString(l.after)
	e.changed(l.before+e.Text+l.after[size:], e.Caret())
	return true
}

// longShortcut does what a shortcut does beyond the part in hand, and says whether that was all it does.
func (e *textEditor) longShortcut(s fyne.Shortcut) bool {
	switch s := s.(type) {
	case *fyne.ShortcutSelectAll:
		e.area.TypedShortcut(s)
		e.long.mark(true)
		return true
	case *fyne.ShortcutCopy:
		if e.long.all {
			s.Clipboard.SetContent(e.session.doc.Text())
		}
		return e.long.all
	case *fyne.ShortcutCut:
		if e.long.all && !e.Disabled() {
			s.Clipboard.SetContent(e.session.doc.Text())
			e.replaceAll("")
			return true
		}
	case *fyne.ShortcutPaste:
		if e.long.all && !e.Disabled() {
			e.replaceAll(s.Clipboard.Content())
			return true
		}
	case *desktop.CustomShortcut:
		return e.longMove(s)
	}
	return false
}

// longMove goes to the start or the end of the whole text, and by words across the edge of a part.
func (e *textEditor) longMove(s *desktop.CustomShortcut) bool {
	e.long.mark(false)
	if e.Disabled() || s.Modifier&fyne.KeyModifierShift != 0 {
		return false
	}
	switch s.KeyName {
	case fyne.KeyHome:
		return e.putAt(0, false)
	case fyne.KeyEnd:
		return e.putAt(len(e.long.parts)-1, true)
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete:
		return e.longKey(&fyne.KeyEvent{Name: s.KeyName})
	}
	return false
}

// keyOnAll is what a key does while the whole text is selected.
func (e *textEditor) keyOnAll(k *fyne.KeyEvent) bool {
	switch k.Name {
	case fyne.KeyBackspace, fyne.KeyDelete:
		e.replaceAll("")
	case fyne.KeyReturn, fyne.KeyEnter:
		e.replaceAll("\n")
	case desktop.KeyShiftLeft, desktop.KeyShiftRight, desktop.KeyControlLeft, desktop.KeyControlRight:
		return false
	default:
		e.long.mark(false)
		return false
	}
	return true
}

// replaceAll puts a text in place of the whole, which was selected.
func (e *textEditor) replaceAll(text string) {
	e.long.mark(false)
	e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight}) // ends the selection in the entry
	e.changed(text, utf8.RuneCountInString(text))
}

// KeyDown notes whether Shift is held.
func (e *textEditor) KeyDown(k *fyne.KeyEvent) { e.hold(k, true); e.Entry.KeyDown(k) }

// KeyUp is described at KeyDown.
func (e *textEditor) KeyUp(k *fyne.KeyEvent) { e.hold(k, false); e.Entry.KeyUp(k) }

func (e *textEditor) hold(k *fyne.KeyEvent, down bool) {
	if k.Name == desktop.KeyShiftLeft || k.Name == desktop.KeyShiftRight {
		e.shift = down
	}
}
