package ui

import (
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// selection is what is selected in a text of several parts, from where it began to where the caret went, in characters of
// the whole text. Of what lies in the part in hand Fyne's entry knows, and draws it; the other parts have a ground of
// their own. While something is selected nothing else changes the text: words of others wait ([textEditor.Busy]).
type selection struct {
	on           bool
	anchor, head int
	edge         fyne.Position // where the anchor is seen in its part, from when that was in hand

	dragging bool
	pointer  fyne.Position // of the drag under way, in the window
	stop     func()        // of the scrolling while the pointer is beyond what can be seen
}

// span gives what is selected, in order.
func (s *selection) span() (from, to int) { return min(s.anchor, s.head), max(s.anchor, s.head) }

// chosen gives what is selected in the whole text or by Fyne in the part in hand (a word that was tapped twice, with the
// caret after it); both are the caret where nothing is.
func (e *textEditor) chosen() (anchor, head int) {
	if s := &e.long.picked; s.on {
		return s.anchor, s.head
	}
	head = e.Caret()
	return head - utf8.RuneCountInString(e.SelectedText()), head
}

// choose selects what lies between two places, and puts the part with the second in hand.
func (e *textEditor) choose(anchor, head int) {
	s := &e.long.picked
	s.anchor, s.head = anchor, head
	if part := e.long.holding(head, e.long.at); part != e.long.at {
		e.turnTo(part)
	}
	s.on = anchor != head
	e.chooseHere()
}

// chooseHere has Fyne's entry select what is selected of the part in hand, and shows the rest in the others. Fyne selects
// only what keys go over while Shift is held: so it is told of one such key, and then where the caret is.
func (e *textEditor) chooseHere() {
	s, most := &e.long.picked, utf8.RuneCountInString(e.Text)
	from, to := min(max(0, s.anchor-e.long.ahead), most), min(max(0, s.head-e.long.ahead), most)
	e.unselect()
	if from == to {
		e.setCaret(to)
	} else {
		e.putCaret(from)
		step := fyne.KeyLeft
		if from == 0 {
			step = fyne.KeyRight
		}
		toolkit := &e.Entry.Entry
		toolkit.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		toolkit.TypedKey(&fyne.KeyEvent{Name: step})
		toolkit.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		e.putCaret(to)
		toolkit.DragEnd() // which has it see where the caret is
		e.Refresh()
	}
	e.long.mark()
}

// chooseAll selects the whole text. What can be seen stays.
func (e *textEditor) chooseAll() {
	s := &e.long.picked
	s.anchor, s.head = 0, utf8.RuneCountInString(e.session.doc.Text())
	s.on = true
	e.chooseHere()
}

// drop ends what is selected; the caret stays.
func (e *textEditor) drop() {
	e.unselect()
	e.long.picked.on = false
	e.long.mark()
}

// unselect ends what Fyne's entry has selected: a key without Shift does.
func (e *textEditor) unselect() {
	toolkit := &e.Entry.Entry
	toolkit.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	if e.SelectedText() == "" {
		return
	}
	row, column := e.CursorRow, e.CursorColumn
	toolkit.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	e.CursorRow, e.CursorColumn = row, column
	toolkit.DragEnd()
}

// extend has what is selected grow or shrink by a move of the caret.
func (e *textEditor) extend(move func()) {
	anchor, head := e.chosen()
	e.drop()
	e.long.picked.anchor = anchor
	e.goTo(head)
	move()
	e.choose(anchor, e.Caret())
}

// goTo puts the caret after so many characters of the whole text.
func (e *textEditor) goTo(caret int) {
	if caret == e.Caret() {
		return
	}
	if part := e.long.holding(caret, e.long.at); part != e.long.at {
		e.turnTo(part)
	}
	e.setCaret(caret - e.long.ahead)
}

// replaceChosen puts a text in place of what is selected: one step for undo.
func (e *textEditor) replaceChosen(text string) {
	from, to := e.long.picked.span()
	e.drop()
	whole := []rune(e.session.doc.Text())
	e.changed(string(whole[:from])+text+string(whole[to:]), from+utf8.RuneCountInString(text))
}

// copyChosen gives what is selected.
func (e *textEditor) copyChosen() string {
	from, to := e.long.picked.span()
	return string([]rune(e.session.doc.Text())[from:to])
}

// keyOnChosen is what a key does while something is selected.
func (e *textEditor) keyOnChosen(k *fyne.KeyEvent) bool {
	from, to := e.long.picked.span()
	switch k.Name {
	case fyne.KeyBackspace, fyne.KeyDelete:
		e.replaceChosen("")
	case fyne.KeyReturn, fyne.KeyEnter:
		e.replaceChosen("\n")
	case fyne.KeyLeft:
		e.drop()
		e.goTo(from)
	case fyne.KeyRight:
		e.drop()
		e.goTo(to)
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageDown:
		head := e.long.picked.head
		e.drop()
		e.goTo(head)
		e.step(k)
	case fyne.KeyEscape:
		e.drop()
		return false
	default: // such as Shift alone
		return false
	}
	return true
}

// step goes where a key goes, with nothing selected.
func (e *textEditor) step(k *fyne.KeyEvent) {
	if !e.edgeKey(e.Pointed(k)) {
		e.area.TypedKey(k)
	}
}

// moves says whether a key moves the caret.
func moves(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageDown:
		return true
	}
	return false
}

// reach lies over the words of a long text and takes drags, which select them from one part into others. By finger,
// where drags scroll, Fyne's entry selects in the part in hand.
type reach struct {
	widget.BaseWidget
	of *textEditor
}

func newReach(e *textEditor) *reach {
	r := &reach{of: e}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is Fyne's: nothing is seen of it.
func (r *reach) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

// Dragged is Fyne's.
func (r *reach) Dragged(d *fyne.DragEvent) { r.of.dragged(d.AbsolutePosition, d.Dragged) }

// DragEnd is Fyne's.
func (r *reach) DragEnd() { r.of.dragEnd() }

func (e *textEditor) dragged(to fyne.Position, by fyne.Delta) {
	if e.Disabled() || !e.long.several() {
		return
	}
	s := &e.long.picked
	if !s.dragging {
		s.dragging = true
		e.drop()
		s.anchor = e.under(fyne.NewPos(to.X-by.DX, to.Y-by.DY))
	}
	s.pointer = to
	e.dragOn()
}

// dragPause is the time between two lines while a drag waits above or below what can be seen.
const dragPause = 60 * time.Millisecond

// dragOn selects up to the pointer, and goes on by itself while that is beyond what can be seen.
func (e *textEditor) dragOn() {
	s := &e.long.picked
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	was := s.head
	e.choose(s.anchor, e.under(s.pointer))
	e.long.follow()
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(e.long.scroll).Y
	beyond := s.pointer.Y < top || s.pointer.Y > top+e.long.scroll.Size().Height
	if beyond && s.head != was {
		s.stop = e.session.later(dragPause, func() {
			s.stop = nil
			if s.dragging {
				e.dragOn()
			}
		})
	}
}

func (e *textEditor) dragEnd() {
	s := &e.long.picked
	if !s.dragging {
		return
	}
	s.dragging = false
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	if c := canvasOf(&e.area); c != nil {
		c.Focus(e)
	}
	e.session.Release()
}

// under puts the part under a place in the window in hand, with the caret there, and gives the caret. A place beyond what
// can be seen is one line beyond.
func (e *textEditor) under(at fyne.Position) int {
	l, where := e.long, fyne.CurrentApp().Driver().AbsolutePositionForObject
	top := where(l.scroll).Y
	line := 1.5 * theme.TextSize()
	y := min(max(at.Y, top-line), top+l.scroll.Size().Height+line) - where(l.box).Y
	part := 0
	for i, o := range l.box.Objects {
		if i == 0 || y >= o.Position().Y {
			part = i
		}
	}
	if part != l.at {
		e.turnTo(part)
	}
	e.clickAt(fyne.NewPos(at.X, y+where(l.box).Y).Subtract(where(e.long.entry)))
	return e.Caret()
}

// clickAt puts the caret where the entry is clicked.
func (e *textEditor) clickAt(at fyne.Position) {
	press := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary}
	e.area.MouseDown(press)
	e.area.MouseUp(press)
}

// TappedSecondary is Fyne's, whose menu knows only of the part in hand.
func (e *textEditor) TappedSecondary(at *fyne.PointEvent) {
	if !e.long.several() {
		e.area.TappedSecondary(at)
		return
	}
	board := fyne.CurrentApp().Clipboard()
	item := func(label string, does fyne.Shortcut) *fyne.MenuItem {
		return fyne.NewMenuItem(lang.L(label), func() { e.TypedShortcut(does) })
	}
	menu := []*fyne.MenuItem{item("Copy", &fyne.ShortcutCopy{Clipboard: board}), item("Select all", &fyne.ShortcutSelectAll{})}
	if !e.Disabled() {
		menu = append([]*fyne.MenuItem{item("Cut", &fyne.ShortcutCut{Clipboard: board}), menu[0], item("Paste", &fyne.ShortcutPaste{Clipboard: board})}, menu[1])
	}
	if c := canvasOf(&e.area); c != nil {
		widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", menu...), c, fyne.CurrentApp().Driver().AbsolutePositionForObject(e).Add(at.Position))
	}
}

// MouseDown is Fyne's. With Shift what is selected goes on to where one clicks.
func (e *textEditor) MouseDown(m *desktop.MouseEvent) {
	if !e.long.several() || m.Button != desktop.MouseButtonPrimary {
		e.area.MouseDown(m)
		return
	}
	anchor, _ := e.chosen()
	e.drop()
	e.area.MouseDown(m)
	if m.Modifier&fyne.KeyModifierShift != 0 || e.shift {
		e.choose(anchor, e.Caret())
	}
}
