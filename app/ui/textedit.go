package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// The height of the editor in rows: it grows with the text, so that the page scrolls and not the text in it.
const (
	editorRowsLeast = 4
	editorRowsMost  = 24
)

// textEditor shows a [textSession] in an entry. Words of others appear while one types, and the caret stays on its
// character; while something is selected they wait, because Fyne cannot put a selection back. Fyne's entry takes time with
// the square of the length: of a long text it has one part at a time ([longText]), and everything said here of rows and
// of what Fyne's entry has is of that part.
type textEditor struct {
	area
	session *textSession
	long    *longText
	margin  *hereMargin
	quiet   bool // the text is being set from the session
	shift   bool // is held: what is selected grows
	rows    int
}

func newTextEditor(session *textSession) *textEditor {
	e := &textEditor{session: session}
	e.setUp(e)
	e.over = newReach(e)
	e.margin = newHereMargin(e)
	e.ActionItem = e.margin
	e.send = session.Flush
	e.OnChanged = e.typed
	e.long = newLongText(e)
	e.ShowText(session.doc.Text(), 0)
	session.view = e
	return e
}

// Object is all of the editor, as it is put on a screen.
func (e *textEditor) Object() fyne.CanvasObject { return e.long.root }

func (e *textEditor) typed(text string) {
	if e.quiet {
		return
	}
	if e.long.picked.on { // the words it was counted in have changed
		e.long.picked.on = false
		e.long.mark()
	}
	whole, caret := e.long.typed(text), e.Caret()
	e.session.Typed(whole, caret)
	if e.long.outgrown() {
		e.ShowText(whole, caret)
		return
	}
	e.grow()
	e.margin.Moved()
}

// changed takes what was made of the text here, but not in the entry.
func (e *textEditor) changed(text string, caret int) {
	e.session.Typed(text, caret)
	e.ShowText(text, caret)
}

// ShowText is what the session calls with a text that was not typed here.
func (e *textEditor) ShowText(text string, caret int) {
	e.drop()
	e.long.hold(func() {
		e.quiet = true
		e.long.show(text, caret)
		e.quiet = false
		e.grow()
		e.long.fit()
		e.setCaret(caret - e.long.ahead)
	})
	e.margin.Moved()
}

// turnTo puts another part in hand.
func (e *textEditor) turnTo(part int) {
	if at := e.long.picked.anchor - e.long.ahead; at >= 0 && at <= utf8.RuneCountInString(e.Text) {
		row, column := e.CursorRow, e.CursorColumn
		e.putCaret(at)
		e.long.picked.edge = e.CursorSeen()
		e.CursorRow, e.CursorColumn = row, column
	}
	e.unselect()
	e.quiet = true
	e.long.take(part)
	e.quiet = false
	e.long.arrange()
	e.grow()
	e.margin.Moved()
}

// CreateRenderer is Fyne's. The margin goes with what the text scrolls in.
func (e *textEditor) CreateRenderer() fyne.WidgetRenderer {
	r := e.area.CreateRenderer()
	for _, o := range r.Objects() {
		if s, ok := o.(*container.Scroll); ok {
			e.margin.scroll, s.OnScrolled = s, func(fyne.Position) { e.margin.place() }
		}
	}
	return r
}

// Caret is where the caret is, in characters from the start.
func (e *textEditor) Caret() int { return e.long.ahead + e.CursorTextOffset() }

// Busy says whether something is selected.
func (e *textEditor) Busy() bool {
	return e.long.picked.on || e.long.picked.dragging || e.SelectedText() != ""
}

// setCaret puts the caret after offset characters.
func (e *textEditor) setCaret(offset int) {
	e.putCaret(offset)
	e.Refresh()
	if e.CursorTextOffset() != offset { // after a space at which the line is wrapped: the toolkit takes it back
		e.putCaret(offset)
	}
}

// putCaret is setCaret before anything is drawn.
func (e *textEditor) putCaret(offset int) {
	row, begin := e.rowsOf(offset)
	e.CursorRow, e.CursorColumn = row[0], offset-begin[0]
}

// rowsOf gives the rows in which places after so many characters are shown, and how many characters lie before each row.
// Fyne can tell where the caret is but not be asked about another place, so the caret goes through the rows: for one that
// does not exist, it tells an offset of just the column. It takes time with the square of the length.
func (e *textEditor) rowsOf(offsets ...int) (rows, begins []int) {
	rows, begins = make([]int, len(offsets)), make([]int, len(offsets))
	last := slices.Max(offsets)
	caretRow, caretColumn := e.CursorRow, e.CursorColumn
	for r := 1; ; r++ {
		e.CursorRow, e.CursorColumn = r, 0
		at := e.CursorTextOffset()
		if at == 0 || at > last {
			break
		}
		for i := range offsets {
			if at <= offsets[i] {
				rows[i], begins[i] = r, at
			}
		}
	}
	e.CursorRow, e.CursorColumn = caretRow, caretColumn
	return rows, begins
}

// grow fits the height to the text.
func (e *textEditor) grow() {
	rows := e.wrappedRows()
	if e.long.several() {
		rows = e.lastRow() + 1
	}
	if rows == e.rows {
		return
	}
	e.rows = rows
	e.SetMinRowsVisible(rows)
	e.long.fit()
}

func (e *textEditor) wrappedRows() int {
	size := theme.TextSize()
	width := max(20, int((e.Size().Width-e.margin.MinSize().Width)/fyne.MeasureText("n", size, fyne.TextStyle{}).Width))
	rows := 1
	for line := range strings.SplitSeq(e.Text, "\n") {
		rows += 1 + utf8.RuneCountInString(line)/width
	}
	return min(max(rows, editorRowsLeast), editorRowsMost)
}

// Resize fits the height to the text again when the width has changed.
func (e *textEditor) Resize(size fyne.Size) {
	wider := size.Width != e.Size().Width
	e.Entry.Resize(size)
	if wider {
		if e.long.picked.on { // its lines are others now
			e.drop()
			e.session.Release()
		}
		e.grow()
		e.margin.Moved()
	}
}

// TypedShortcut takes undo and redo for the session, which never undoes other people's words, and what a long text has
// beside its entry.
func (e *textEditor) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutUndo:
		e.Undo()
	case *fyne.ShortcutRedo:
		e.Redo()
	default:
		if !e.long.several() || !e.longShortcut(s) {
			e.area.TypedShortcut(s)
		}
	}
	e.long.follow()
	e.session.Release()
}

// Undo takes back this person's last step.
func (e *textEditor) Undo() {
	if !e.Disabled() {
		e.session.Undo()
	}
}

// Redo gives back what Undo took.
func (e *textEditor) Redo() {
	if !e.Disabled() {
		e.session.Redo()
	}
}

// TypedKey, TypedRune, Tapped and FocusLost may end a selection that words of others wait for.
func (e *textEditor) TypedKey(k *fyne.KeyEvent) {
	if !e.long.several() || e.Disabled() || !e.longKey(k) {
		e.area.TypedKey(k)
	}
	e.long.follow()
	e.session.Release()
}

// TypedRune is described at TypedKey.
func (e *textEditor) TypedRune(r rune) {
	if e.long.picked.on && !e.Disabled() {
		e.replaceChosen(string(r))
	} else {
		e.Entry.TypedRune(r)
	}
	e.long.follow()
	e.session.Release()
}

// Tapped is described at TypedKey.
func (e *textEditor) Tapped(p *fyne.PointEvent) {
	e.Entry.Tapped(p)
	e.session.Release()
}

// FocusLost saves at once.
func (e *textEditor) FocusLost() {
	if e.long.picked.on && !e.long.picked.dragging { // a drag may end over something else
		e.drop()
	}
	e.shift = false
	e.Entry.FocusLost()
	e.session.Release()
	e.session.Flush()
}
