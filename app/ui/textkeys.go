package ui

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// pageRows is how many rows PageUp and PageDown go in a long text.
const pageRows = editorRowsMost - 2

// longKey does what a key does beyond the part in hand, where Fyne's entry knows no more text. It says whether that was
// all the key does.
func (e *textEditor) longKey(k *fyne.KeyEvent) bool {
	switch {
	case e.shift && moves(k.Name):
		e.extend(func() { e.step(k) })
		return true
	case e.long.picked.on:
		return e.keyOnChosen(e.Pointed(k))
	case e.SelectedText() != "": // a word that was tapped twice
		return false
	}
	return e.edgeKey(e.Pointed(k))
}

// edgeKey does what a key does at the edge of the part in hand, with nothing selected.
func (e *textEditor) edgeKey(k *fyne.KeyEvent) bool {
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
	on, may := e.long.picked.on, !e.Disabled()
	switch s := s.(type) {
	case *fyne.ShortcutSelectAll:
		e.chooseAll()
		return true
	case *fyne.ShortcutCopy:
		if on {
			s.Clipboard.SetContent(e.copyChosen())
		}
		return on
	case *fyne.ShortcutCut:
		if on && may {
			s.Clipboard.SetContent(e.copyChosen())
			e.replaceChosen("")
		}
		return on
	case *fyne.ShortcutPaste:
		if on && may && s.Clipboard.Content() != "" {
			e.replaceChosen(s.Clipboard.Content())
		}
		return on
	case *desktop.CustomShortcut:
		return may && e.longMove(s)
	}
	return false
}

// longMove goes to the start or the end of the whole text, and by words across the edge of a part; with Shift it selects.
func (e *textEditor) longMove(s *desktop.CustomShortcut) bool {
	plain := *s
	plain.Modifier &^= fyne.KeyModifierShift
	switch s.KeyName {
	case fyne.KeyHome, fyne.KeyEnd, fyne.KeyLeft, fyne.KeyRight:
	case fyne.KeyBackspace, fyne.KeyDelete:
		if e.long.picked.on {
			e.replaceChosen("")
			return true
		}
		return e.edgeKey(&fyne.KeyEvent{Name: s.KeyName})
	default:
		return false
	}
	if s.Modifier&fyne.KeyModifierShift != 0 {
		e.extend(func() { e.leap(&plain) })
		return true
	}
	if _, head := e.chosen(); e.long.picked.on {
		e.drop()
		e.goTo(head)
	}
	e.leap(&plain)
	return true
}

// leap goes by a word, or to the start or the end of the whole text, with nothing selected.
func (e *textEditor) leap(s *desktop.CustomShortcut) {
	switch s.KeyName {
	case fyne.KeyHome:
		e.putAt(0, false)
	case fyne.KeyEnd:
		e.putAt(len(e.long.parts)-1, true)
	default:
		if !e.edgeKey(&fyne.KeyEvent{Name: s.KeyName}) {
			e.area.TypedShortcut(s)
		}
	}
}

// KeyDown notes whether Shift is held.
func (e *textEditor) KeyDown(k *fyne.KeyEvent) {
	e.hold(k, true)
	if !e.long.several() { // or Fyne would select in the part in hand alone
		e.Entry.KeyDown(k)
	}
}

// KeyUp is described at KeyDown.
func (e *textEditor) KeyUp(k *fyne.KeyEvent) { e.hold(k, false); e.Entry.KeyUp(k) }

func (e *textEditor) hold(k *fyne.KeyEvent, down bool) {
	if k.Name == desktop.KeyShiftLeft || k.Name == desktop.KeyShiftRight {
		e.shift = down
	}
}
