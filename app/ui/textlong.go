package ui

import (
	"slices"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// longText shows a text in its parts under each other: the one in hand in the editor's entry, the others as plain words,
// which cost nothing while nobody changes them. A text that is not long is one part: then there is the entry alone.
type longText struct {
	entry  *textEditor
	parts  []part
	shown  []*passage // of each part; nil for the one in hand
	at     int        // the part in hand
	before string     // the text before it
	ahead  int        // how many characters that is
	after  string     // the text after it, from its end on
	picked selection  // what is selected of a text of several parts
	laid   int        // how many passages have been laid out since the editor was made

	box    *fyne.Container // the parts
	scroll *container.Scroll
	root   *fyne.Container
}

func newLongText(e *textEditor) *longText {
	return &longText{entry: e, parts: []part{{}}, shown: []*passage{nil}, root: container.NewStack(e)}
}

// show takes a text that was not typed into the entry, and puts the part with the caret in hand.
func (l *longText) show(text string, caret int) {
	head, middle, tail := resplit(l.parts, text)
	end := len(l.parts) - tail
	shown := slices.Clone(l.shown[:head])
	for i := range middle { // what was shown there is used again
		var p *passage
		if head+i < end {
			p = l.shown[head+i]
		}
		shown = append(shown, p)
	}
	was := l.at
	if l.at >= end {
		was += head + len(middle) - end
	}
	shown = append(shown, l.shown[end:]...)
	l.parts = slices.Concat(l.parts[:head], middle, l.parts[end:])
	l.shown = shown
	l.build()
	l.take(l.holding(caret, was))
	for i := head; i < head+len(middle); i++ {
		l.lay(i)
	}
	l.arrange()
}

// holding says which part a place in the text is in; where it is the end of one and the start of the next, the one it was in.
func (l *longText) holding(caret, was int) int {
	begin := 0
	for i, p := range l.parts {
		n := utf8.RuneCountInString(p.text)
		if caret <= begin+n && (i >= was || p.end != "" || caret < begin+n) || i == len(l.parts)-1 {
			return i
		}
		begin += p.characters()
	}
	return 0
}

// take puts a part in hand: its words are in the entry from then on.
func (l *longText) take(at int) {
	l.at = at
	l.before = joined(l.parts[:at])
	l.ahead = utf8.RuneCountInString(l.before)
	l.after = l.parts[at].end + joined(l.parts[at+1:])
	if l.entry.Text != l.parts[at].text {
		l.entry.SetText(l.parts[at].text)
	}
	for i := range l.shown {
		switch {
		case i == at:
			l.shown[i] = nil
		case l.shown[i] == nil:
			l.shown[i] = newPassage(l)
			l.lay(i)
		}
	}
}

// lay has a part that is not in hand laid out, if it says something new.
func (l *longText) lay(i int) {
	if p := l.shown[i]; p != nil && (p.words.Text != l.parts[i].text || !p.laid) {
		l.laid++
		p.laid = true
		p.words.SetText(l.parts[i].text)
	}
}

// build makes what a text of several parts is shown in.
func (l *longText) build() {
	if l.box != nil || !l.several() {
		return
	}
	l.box = container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()))
	l.scroll = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(3, 3, 3, 3), l.box))
	l.scroll.SetMinSize(fyne.NewSize(0, editorRowsMost*fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{}).Height))
}

// arrange puts the parts under each other.
func (l *longText) arrange() {
	if len(l.parts) == 1 {
		if l.root.Objects[0] != fyne.CanvasObject(l.entry) {
			l.box.Objects = nil
			rearrange(l.root, l.entry)
		}
		return
	}
	things := make([]fyne.CanvasObject, len(l.parts))
	for i, p := range l.shown {
		if things[i] = p; p == nil {
			things[i] = l.entry
		}
	}
	if l.root.Objects[0] == fyne.CanvasObject(l.entry) {
		l.box.Objects = things
		rearrange(l.root, newFrame(l.scroll))
	}
	if !slices.Equal(l.box.Objects, things) {
		rearrange(l.box, things...)
	}
}

// rearrange puts things in a container, and does not refresh what is in them, as the container itself would: laying out a
// text again takes time.
func rearrange(c *fyne.Container, things ...fyne.CanvasObject) {
	c.Objects = things
	c.Layout.Layout(things, c.Size())
	canvas.Refresh(c)
}

// fit gives the parts the room they have come to need.
func (l *longText) fit() {
	if !l.several() {
		return
	}
	all := l.scroll.Content
	all.Resize(fyne.NewSize(all.Size().Width, max(l.scroll.Size().Height, all.MinSize().Height)))
	l.box.Layout.Layout(l.box.Objects, l.box.Size()) // one may have what another had
}

// typed takes what the entry has after a keystroke, and gives the whole text.
func (l *longText) typed(text string) string {
	l.parts[l.at].text = text
	return l.before + text + l.after
}

// outgrown says whether the part in hand has become too long.
func (l *longText) outgrown() bool { return longer(l.parts[l.at].text, partMost) }

// several says whether there are parts beside the one in hand.
func (l *longText) several() bool { return len(l.parts) > 1 }

// tapped puts a part in hand, and the caret where it was tapped.
func (l *longText) tapped(p *passage, at fyne.Position) {
	i := slices.Index(l.shown, p)
	if i < 0 || l.entry.Disabled() {
		return
	}
	l.entry.drop()
	on := p.shift
	if on {
		l.picked.anchor = l.entry.session.doc.Caret(p.from)
	}
	l.entry.turnTo(i)
	l.entry.clickAt(at)
	if on {
		l.entry.choose(l.picked.anchor, l.entry.Caret())
	}
	l.entry.session.Release()
}

// place is how far below the top of what is seen the caret's line begins, and how high it is.
func (l *longText) place() (y, height float32) {
	return l.entry.Position().Y + l.entry.CursorPosition().Y - l.scroll.Offset.Y, 1.5 * theme.TextSize()
}

// hold does something to the text that may move the line with the caret, and scrolls so that it stays where it is.
func (l *longText) hold(do func()) {
	if !l.several() {
		do()
		return
	}
	was, _ := l.place()
	do()
	if l.several() {
		is, _ := l.place()
		l.scrollBy(is - was)
	}
}

// follow scrolls until the line with the caret can be seen.
func (l *longText) follow() {
	if !l.several() {
		return
	}
	y, height := l.place()
	switch room := l.scroll.Size().Height; {
	case y < 0:
		l.scrollBy(y - height)
	case y+2*height > room:
		l.scrollBy(y + 2*height - room)
	}
}

func (l *longText) scrollBy(y float32) {
	if y != 0 {
		l.scroll.ScrollToOffset(l.scroll.Offset.AddXY(0, y))
	}
}

// mark shows in the parts that are not in hand what of them is selected.
func (l *longText) mark() {
	begin := 0
	for i, p := range l.shown {
		if p != nil {
			p.choose(l.chosenOf(begin, utf8.RuneCountInString(l.parts[i].text)))
		}
		if l.picked.on {
			begin += l.parts[i].characters()
		}
	}
}

// chosenOf says what is selected of a part that is not in hand, of so many characters from begin on. Where that is not all of
// it, it is what lies before the place where the selection began, or after it: where it ends is in hand.
func (l *longText) chosenOf(begin, most int) extent {
	from, to := l.picked.span()
	switch {
	case !l.picked.on || to <= begin || from >= begin+most:
		return noneOfIt
	case from <= begin && to >= begin+most:
		return allOfIt
	case from <= begin:
		return beforeEdge
	}
	return afterEdge
}
