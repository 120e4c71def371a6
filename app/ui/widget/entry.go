package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Entry is Fyne's field to type in. Where the language runs from right to left, so do its lines; the cursor, what is chosen and where
// one clicks go by what is seen. Fyne reckons them all as if the letters stood from the left in the order in which they are typed.
type Entry struct {
	widget.Entry
	// OnCursorChanged stands before Fyne's.
	OnCursorChanged func()

	right *fieldRight // nil where the language runs from left to right, or nothing has been drawn
}

// NewEntry makes a field of one line.
func NewEntry() *Entry {
	e := &Entry{}
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	e.ExtendBaseWidget(e)
	return e
}

// CreateRenderer is Fyne's.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	e.Entry.OnCursorChanged = e.moved
	r := e.Entry.CreateRenderer()
	if !FromRight() {
		return r
	}
	e.right = newFieldRight(r, e)
	if e.right == nil {
		return r
	}
	return e.right
}

func (e *Entry) moved() {
	if e.right != nil {
		e.right.write()
	}
	if e.OnCursorChanged != nil {
		e.OnCursorChanged()
	}
}

// MouseDown is Fyne's.
func (e *Entry) MouseDown(m *desktop.MouseEvent) {
	pressed = true
	defer func() { pressed = false }()
	as := *m
	as.Position = e.asTyped(m.Position)
	e.Entry.MouseDown(&as)
}

// TouchDown is Fyne's.
func (e *Entry) TouchDown(t *mobile.TouchEvent) {
	pressed = true
	defer func() { pressed = false }()
	as := *t
	as.Position = e.asTyped(t.Position)
	e.Entry.TouchDown(&as)
}

// asTyped gives where Fyne takes what is seen at a place in the field to be.
func (e *Entry) asTyped(at fyne.Position) fyne.Position {
	if e.right == nil {
		return at
	}
	at.X -= e.right.scroll.Position().X // what is at the end of the line stands before it
	return e.right.asTyped(at.Add(e.right.scroll.Offset)).Subtract(e.right.scroll.Offset)
}

// TypedKey is Fyne's; the arrows go to where they point.
func (e *Entry) TypedKey(key *fyne.KeyEvent) {
	e.Entry.TypedKey(e.Pointed(key))
}

// Pointed gives the key that Fyne would have to be told of to go where an arrow points: the other one, where the words run from right to
// left.
func (e *Entry) Pointed(key *fyne.KeyEvent) *fyne.KeyEvent {
	if e.right != nil && e.right.backwards() {
		return arrow(key)
	}
	return key
}

// CursorSeen gives where the cursor is seen in the text.
func (e *Entry) CursorSeen() fyne.Position {
	at := e.CursorPosition()
	if e.right != nil && e.right.text != nil {
		at.X = e.right.text.caret(e.CursorRow, e.CursorColumn)
	}
	return at
}

// fieldRight is the renderer of a field whose lines run from right to left. Fyne's draws its text, its cursor and what is chosen in a
// part of its own, which has to keep its renderer: so its text is moved out of sight, and drawn over it as it is seen.
type fieldRight struct {
	fyne.WidgetRenderer
	of     *Entry
	scroll *container.Scroll
	part   fyne.WidgetRenderer // of Fyne's part, with the same things in it as its own
	theirs *widget.RichText    // its text
	hint   *widget.RichText    // what it says while it is empty
	words  *widget.RichText    // what is drawn for both
	text   *lines              // of words
	cursor *canvas.Rectangle
	veil   *dragVeil
	chosen *fyne.Container // behind the words that are chosen
	busy   bool
}

// outOfSight is where nobody sees it.
const outOfSight = -1e5

// newFieldRight gives nil where a field is not made as it is expected to be.
func newFieldRight(r fyne.WidgetRenderer, of *Entry) *fieldRight {
	f := &fieldRight{WidgetRenderer: r, of: of, chosen: container.NewWithoutLayout()}
	for _, o := range r.Objects() {
		if s, ok := o.(*container.Scroll); ok {
			f.scroll = s
		}
	}
	if f.scroll == nil {
		return nil
	}
	part, ok := f.scroll.Content.(fyne.Widget)
	if !ok {
		return nil
	}
	f.part = part.CreateRenderer()
	things := f.part.Objects()
	if len(things) != 3 {
		return nil
	}
	var isHint, isText, isCursor bool
	f.hint, isHint = things[0].(*widget.RichText)
	f.theirs, isText = things[1].(*widget.RichText)
	if f.cursor, isCursor = things[2].(*canvas.Rectangle); !isHint || !isText || !isCursor {
		return nil
	}
	f.hint.Move(fyne.NewPos(outOfSight, 0))
	f.theirs.Move(fyne.NewPos(outOfSight, 0))
	f.words = widget.NewRichText(&widget.TextSegment{})
	shown := &fieldText{f.words, f}
	f.words.ExtendBaseWidget(shown)
	f.scroll.Content = container.New(&overPart{part}, f.chosen, part, shown)
	f.veil = &dragVeil{of: f}
	f.veil.ExtendBaseWidget(f.veil)
	f.write()
	return f
}

// fieldText stands for the text that is drawn in a field.
type fieldText struct {
	*widget.RichText
	of *fieldRight
}

// CreateRenderer is Fyne's.
func (t *fieldText) CreateRenderer() fyne.WidgetRenderer {
	l := newLines(t.RichText.CreateRenderer(), t.RichText, FromRight, true)
	t.of.text, l.placed = l, t.of.settle
	return l
}

// write has what is drawn say what the field holds, or, while that is nothing, what it is for.
func (f *fieldRight) write() {
	from := f.theirs
	if f.of.Text == "" {
		from = f.hint
	}
	theirs, ok := from.Segments[0].(*widget.TextSegment)
	ours, ok2 := f.words.Segments[0].(*widget.TextSegment)
	if !ok || !ok2 {
		return
	}
	as := *ours
	ours.Text, ours.Style = theirs.Text, theirs.Style
	f.words.Wrapping = from.Wrapping
	if f.text == nil || as.Text != ours.Text || as.Style != ours.Style {
		f.words.Refresh()
	}
	f.settle()
}

// overPart lays what is drawn over Fyne's part.
type overPart struct{ part fyne.CanvasObject }

// Layout gives everything the whole room. Fyne's text has its lines nearer to the top.
func (l *overPart) Layout(things []fyne.CanvasObject, size fyne.Size) {
	for _, o := range things {
		o.Resize(size)
	}
	things[2].Move(fyne.NewPos(0, -theme.InputBorderSize()))
}

// MinSize is that of Fyne's part.
func (l *overPart) MinSize([]fyne.CanvasObject) fyne.Size { return l.part.MinSize() }

// Objects is Fyne's, with what takes the mouse that is drawn over the text.
func (f *fieldRight) Objects() (all []fyne.CanvasObject) {
	for _, o := range f.WidgetRenderer.Objects() {
		if all = append(all, o); o == fyne.CanvasObject(f.scroll) {
			all = append(all, f.veil)
		}
	}
	return all
}

// Layout is Fyne's, with the picture after the words.
func (f *fieldRight) Layout(size fyne.Size) {
	f.WidgetRenderer.Layout(size)
	for _, o := range f.WidgetRenderer.Objects()[2:] { // after the ground and the border
		at := o.Position()
		o.Move(fyne.NewPos(size.Width-at.X-o.Size().Width, at.Y))
	}
	f.veil.Resize(f.scroll.Size())
	f.veil.Move(f.scroll.Position())
	f.settle()
}

// Refresh is Fyne's.
func (f *fieldRight) Refresh() {
	f.WidgetRenderer.Refresh()
	f.write()
	f.words.Refresh()
}

// settle puts the cursor and what is chosen where they are seen, and the cursor in sight.
func (f *fieldRight) settle() {
	if f.busy || f.text == nil { // scrolling ends here again
		return
	}
	f.busy = true
	defer func() { f.busy = false }()
	at := f.cursor.Position()
	x := f.text.empty
	if f.of.Text != "" {
		x = f.text.caret(f.of.CursorRow, f.of.CursorColumn)
	}
	at.X = x - f.cursor.Size().Width/2
	f.cursor.Move(at)
	f.show(at.X)
	f.choose()
}

// show scrolls sideways to the cursor.
func (f *fieldRight) show(x float32) {
	offset, room := f.scroll.Offset, f.scroll.Size().Width
	wide := f.scroll.Content.Size().Width
	if f.scroll.Direction == container.ScrollVerticalOnly || wide <= room {
		return
	}
	margin := 2 * theme.InnerPadding()
	offset.X = min(max(offset.X, x+margin-room, 0), max(x-margin, 0), wide-room)
	if offset.X != f.scroll.Offset.X {
		f.scroll.ScrollToOffset(offset)
	}
}

// choose draws the ground of what is chosen. Fyne's is moved out of sight: it goes by where letters would stand from the left.
func (f *fieldRight) choose() {
	things := f.part.Objects()
	var grounds []fyne.CanvasObject
	if len(things) == 4 && things[0].Visible() {
		if theirs, ok := things[0].(fyne.Widget); ok {
			theirs.Move(fyne.NewPos(outOfSight, 0))
			r := theirs.CreateRenderer()
			r.Refresh()
			for _, o := range r.Objects() {
				grounds = append(grounds, f.grounds(o)...)
			}
		}
	}
	f.chosen.Objects = grounds
	f.chosen.Refresh()
}

// grounds gives the grounds of what is chosen on a line, from Fyne's.
func (f *fieldRight) grounds(theirs fyne.CanvasObject) (all []fyne.CanvasObject) {
	at, wide := theirs.Position(), theirs.Size().Width
	row := f.text.rowAt(at.Y + theirs.Size().Height/2)
	from, to := f.text.typedColumn(row, at.X+1), f.text.typedColumn(row, at.X+wide)
	for _, span := range f.text.spans(row, from, to) {
		ground := canvas.NewRectangle(theme.ColorForWidget(theme.ColorNameSelection, f.of))
		ground.Move(fyne.NewPos(span[0], at.Y))
		ground.Resize(fyne.NewSize(span[1]-span[0], theirs.Size().Height))
		all = append(all, ground)
	}
	return all
}

// asTyped gives where the letter that is seen at a place in the text would be if it stood from the left.
func (f *fieldRight) asTyped(at fyne.Position) fyne.Position {
	if f.text == nil {
		return at
	}
	row := f.text.rowAt(at.Y)
	return fyne.NewPos(f.text.typedAt(row, f.text.column(row, at.X)), at.Y)
}

// backwards says whether the words at the cursor run from right to left.
func (f *fieldRight) backwards() bool {
	return f.text != nil && f.text.runsRight(f.of.CursorRow, f.of.CursorColumn)
}

// dragVeil takes the mouse that is drawn over a field before Fyne's part does.
type dragVeil struct {
	widget.BaseWidget
	of *fieldRight
}

var _ fyne.Draggable = (*dragVeil)(nil)

// CreateRenderer is Fyne's: nothing is seen of it.
func (v *dragVeil) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

// Dragged is Fyne's.
func (v *dragVeil) Dragged(d *fyne.DragEvent) {
	offset := v.of.scroll.Offset
	to := v.of.asTyped(d.Position.Add(offset))
	from := v.of.asTyped(d.Position.Subtract(d.Dragged).Add(offset))
	as := *d
	as.Position, as.Dragged = to, fyne.NewDelta(to.X-from.X, to.Y-from.Y)
	v.of.of.Entry.Dragged(&as)
}

// DragEnd is Fyne's.
func (v *dragVeil) DragEnd() { v.of.of.Entry.DragEnd() }

// TypedRune leaves the cursor after a space at which the line is wrapped. Fyne does not show that space, and takes the cursor to be
// before it: what is typed next stood before the space, and two words were one.
func (e *Entry) TypedRune(r rune) {
	at, replaced := e.CursorTextOffset(), e.SelectedText() != ""
	e.Entry.TypedRune(r)
	if r != ' ' || replaced || e.Disabled() || e.CursorTextOffset() == at+1 {
		return
	}
	row, begin := 0, 0
	for e.CursorRow = 1; ; e.CursorRow++ { // Fyne can be asked for the place of the cursor only
		e.CursorColumn = 0
		if next := e.CursorTextOffset(); next == 0 || next > at {
			break
		} else {
			row, begin = e.CursorRow, next
		}
	}
	e.CursorRow, e.CursorColumn = row, at+1-begin
}
