package widget

import (
	"slices"
	"strings"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

var fromTheRight atomic.Bool

// Speak says whether the language of the window runs from right to left. What was drawn before stays as it is.
func Speak(right bool) { fromTheRight.Store(right) }

// FromRight says whether the language of the window runs from right to left.
func FromRight() bool { return fromTheRight.Load() }

// Label is Fyne's, whose lines begin where those of the language do, with their parts in order, unless it can be selected: what is
// selected is reckoned from the left.
type Label struct {
	widget.Label
	// AsTyped says that it shows words just as a field to type them in does.
	AsTyped bool
}

// NewLabel makes a label.
func NewLabel(text string) *Label {
	return NewLabelWithStyle(text, fyne.TextAlignLeading, fyne.TextStyle{})
}

// NewLabelWithStyle makes a label with a style. Leading is where a line of the language begins.
func NewLabelWithStyle(text string, align fyne.TextAlign, style fyne.TextStyle) *Label {
	l := &Label{}
	l.Text, l.Alignment, l.TextStyle = text, align, style
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer is Fyne's.
func (l *Label) CreateRenderer() fyne.WidgetRenderer {
	if l.Selectable || l.AsTyped && !FromRight() {
		return l.Label.CreateRenderer()
	}
	return turning(l.Label.CreateRenderer(), l.AsTyped)
}

// Button is Fyne's, whose picture is where its words begin, and which has a ring where it has the keyboard: with it Fyne's
// own turns so dark that it looks switched off.
type Button struct {
	widget.Button
	focus bool
}

// NewButton makes a button with words on it.
func NewButton(text string, tapped func()) *Button { return NewButtonWithIcon(text, nil, tapped) }

// NewButtonWithIcon makes a button with words and a picture before them.
func NewButtonWithIcon(text string, icon fyne.Resource, tapped func()) *Button {
	b := &Button{}
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	if FromRight() {
		b.IconPlacement = widget.ButtonIconTrailingText
	}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is Fyne's.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := b.Button.CreateRenderer()
	if b.Importance == widget.LowImportance { // without a ground, several lines begin under each other as words around them do
		for _, o := range r.Objects() {
			if words, ok := o.(*widget.RichText); ok {
				words.Segments[0].(*widget.TextSegment).Style.Alignment = fyne.TextAlignLeading
			}
		}
	}
	return &ringed{turned(r), b, newRing()}
}

// FocusGained is Fyne's.
func (b *Button) FocusGained() { b.focus = true; b.Refresh(); IntoSight(b) }

// FocusLost is Fyne's.
func (b *Button) FocusLost() { b.focus = false; b.Refresh() }

// TypedKey hands what is no key of its own on to the window. A space presses it when it is typed as a letter, which comes after the
// key: what the button gives the keyboard to, such as a field, would be told of the letter.
func (b *Button) TypedKey(key *fyne.KeyEvent) {
	switch {
	case holds(b) == nil:
		b.Button.TypedKey(key)
	case key.Name != fyne.KeySpace:
		HandOn(b, key)
	}
}

// TypedRune presses the button on a space, and hands other letters on to the window. Fyne's takes the keyboard away from what is
// pressed, to nowhere: Tab would begin again at the top of the window. Only where the button has gone from sight it is let go.
func (b *Button) TypedRune(r rune) {
	c := holds(b)
	switch {
	case c == nil:
	case r != ' ':
		HandOnRune(b, r)
	case b.Disabled() || b.OnTapped == nil:
	case fyne.CurrentApp().Driver().AbsolutePositionForObject(b).IsZero(): // the toolkit finds it nowhere
		c.Unfocus()
	default:
		b.OnTapped()
	}
}

// RichText is Fyne's, whose lines begin where those of the language do.
type RichText struct {
	widget.RichText
	// People says that these are words of people, which run as their first letter does whatever the language is.
	People bool
}

// NewRichText makes a rich text.
func NewRichText(segments ...RichTextSegment) *RichText {
	t := &RichText{}
	t.Segments, t.Scroll = segments, fyne.ScrollNone
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer is Fyne's.
func (t *RichText) CreateRenderer() fyne.WidgetRenderer {
	r := t.RichText.CreateRenderer()
	if !FromRight() && !t.People {
		return r
	}
	return newLines(r, &t.RichText, t.Right, false)
}

// Resize is Fyne's.
func (t *RichText) Resize(size fyne.Size) {
	was := t.Size()
	t.RichText.Resize(size)
	if was != size && t.Right() {
		turnAgain(&t.RichText)
	}
}

// Right says whether the text runs from right to left.
func (t *RichText) Right() bool {
	for _, s := range t.Segments {
		if letter := firstLetter(s.Textual()); t.People && letter != neither {
			return letter == fromRight
		}
	}
	return FromRight()
}

// turned gives the rich texts in a widget of Fyne's lines that run from right to left, where the language does.
func turned(r fyne.WidgetRenderer) fyne.WidgetRenderer {
	if !FromRight() {
		return r
	}
	return turning(r, false)
}

// turning gives the rich texts in a widget of Fyne's lines whose parts are in order, whatever the language. It has to come
// before anything is drawn of them: a rich text has one widget to stand for it, for good.
func turning(r fyne.WidgetRenderer, typed bool) fyne.WidgetRenderer {
	t := &turner{WidgetRenderer: r, typed: typed, texts: map[*widget.RichText]*turnedText{}}
	t.Objects()
	return t
}

// turner is the renderer of a widget with other rich texts in it than Fyne gave it.
type turner struct {
	fyne.WidgetRenderer
	typed        bool
	was, objects []fyne.CanvasObject
	texts        map[*widget.RichText]*turnedText
}

// Objects is Fyne's.
func (r *turner) Objects() []fyne.CanvasObject {
	was := r.WidgetRenderer.Objects()
	if slices.Equal(was, r.was) {
		return r.objects
	}
	r.was, r.objects = slices.Clone(was), slices.Clone(was)
	for i, o := range r.objects {
		switch o := o.(type) {
		case *widget.RichText:
			r.objects[i] = r.turn(o)
		}
	}
	return r.objects
}

// Layout is Fyne's.
func (r *turner) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.again()
}

// Refresh is Fyne's.
func (r *turner) Refresh() {
	r.WidgetRenderer.Refresh()
	r.again()
}

func (r *turner) again() {
	for text := range r.texts {
		turnAgain(text)
	}
}

// turnAgain draws a text again that Fyne has just given another size. Where it need not be broken into lines Fyne takes a short cut
// then, past the widget that stands for it.
func turnAgain(text *widget.RichText) {
	short := text.Wrapping == fyne.TextWrapOff && text.Truncation == fyne.TextTruncateOff
	if short && (FromRight() || hasRight(text.String())) {
		text.Refresh()
	}
}

func (r *turner) turn(text *widget.RichText) *turnedText {
	t, ok := r.texts[text]
	if !ok {
		t = &turnedText{text, r.typed}
		text.ExtendBaseWidget(t)
		r.texts[text] = t
	}
	return t
}

// turnedText stands for a rich text in a widget of Fyne's.
type turnedText struct {
	*widget.RichText
	typed bool // it shows words just as a field does
}

// CreateRenderer is Fyne's.
func (t *turnedText) CreateRenderer() fyne.WidgetRenderer {
	return newLines(t.RichText.CreateRenderer(), t.RichText, FromRight, t.typed)
}

// lines is the renderer of a rich text that may run from right to left. Fyne's has broken the text as it is written and
// set every part of a line from the left; what that drew is turned round after each time.
type lines struct {
	fyne.WidgetRenderer
	text  *widget.RichText
	right func() bool

	typed  bool    // each paragraph runs as its first letter does
	rows   []row   // as they were written
	start  float32 // where Fyne begins each line
	empty  float32 // where an empty line begins
	placed func()  // may be nil
}

func newLines(r fyne.WidgetRenderer, text *widget.RichText, right func() bool, typed bool) *lines {
	l := &lines{WidgetRenderer: r, text: text, right: right, typed: typed}
	l.order()
	l.place(text.Size())
	return l
}

// Refresh is Fyne's.
func (l *lines) Refresh() {
	l.WidgetRenderer.Refresh() // which begins with the words as they are written
	l.order()
	l.place(l.text.Size())
}

// Layout is Fyne's.
func (l *lines) Layout(size fyne.Size) {
	l.WidgetRenderer.Layout(size)
	l.place(size)
}

// order puts the parts of each line in their order. A text with no letter that runs from right to left stays as it is: a name, a
// number, a date in figures.
func (l *lines) order() {
	l.rows = l.rows[:0]
	words, from := l.text.String(), 0
	turns, base := hasRight(words), l.base()
	for _, o := range l.Objects() {
		if link := linkIn(o); link != nil && turns {
			if words := ordered(link.Text, base); words != link.Text {
				link.Text = words
				link.Refresh()
			}
		}
		text := textIn(o)
		if text == nil {
			continue
		}
		if turns && l.typed {
			base, from = l.paragraph(words, from, text.Text)
		}
		l.rows = append(l.rows, row{[]rune(text.Text), text, turns, base})
		if turns {
			text.Text = ordered(text.Text, base)
		}
	}
}

// paragraph says which way the paragraph runs that a line is of, which is the next one in words: as its first letter does. next is
// where to look for the line after it.
func (l *lines) paragraph(words string, from int, line string) (right bool, next int) {
	at := strings.Index(words[from:], line)
	if at < 0 { // it is drawn as something else than what was typed
		return l.right(), from
	}
	at += from
	whole, _, _ := strings.Cut(words[strings.LastIndexByte(words[:at], '\n')+1:], "\n")
	if letter := firstLetter(whole); letter != neither {
		return letter == fromRight, at + len(line)
	}
	return l.right(), at + len(line)
}

// base says which way the parts of its lines follow each other: as the language runs, or, from the left, as the first letter does.
func (l *lines) base() bool { return l.right() || firstLetter(l.text.String()) == fromRight }

// place sets what is on each line in its order: from the right where the text runs so.
func (l *lines) place(size fyne.Size) {
	right, objects := l.right(), l.Objects()
	if !right && !hasRight(l.text.String()) {
		return
	}
	for from := 0; from < len(objects); {
		to := from + 1
		for to < len(objects) && besideEach(objects[to-1], objects[to]) {
			to++
		}
		if right || to > from+1 {
			l.placeRow(objects[from:to], right, size.Width)
		}
		from = to
	}
	l.empty = size.Width - l.start
	if l.placed != nil {
		l.placed()
	}
}

// besideEach says whether two parts that follow each other are on one line: of lines set in the middle the next may begin
// further in than the last.
func besideEach(a, b fyne.CanvasObject) bool {
	return b.Position().X > a.Position().X && b.Position().Y < a.Position().Y+a.MinSize().Height/2
}

// placeRow sets the parts of one line in their order: bold words, links and what is between them.
func (l *lines) placeRow(parts []fyne.CanvasObject, right bool, width float32) {
	l.start = parts[0].Position().X
	x := l.start
	for _, i := range phrases(parts, right) {
		o := parts[i]
		at, wide := x, o.Size().Width
		if text, ok := o.(*canvas.Text); ok {
			wide = text.MinSize().Width
		}
		x += wide
		if right {
			at = width - at - wide
		}
		o.Move(fyne.NewPos(at, o.Position().Y))
	}
}

// phrases gives the parts of a line in the order in which they are seen from where it begins. Parts side by side that run the other way
// are one phrase, with what has no letters between them: it is turned round as a whole.
func phrases(parts []fyne.CanvasObject, right bool) []int {
	order := make([]int, len(parts))
	against := func(i int) bool {
		words := wordsIn(parts[i])
		return hasRight(words) != right && firstLetter(words) != neither
	}
	for i := range order {
		order[i] = i
	}
	for from := 0; from < len(parts); from++ {
		if !against(from) {
			continue
		}
		to := from
		for i := from + 1; i < len(parts) && (against(i) || firstLetter(wordsIn(parts[i])) == neither); i++ {
			if against(i) {
				to = i
			}
		}
		slices.Reverse(order[from : to+1])
		from = to
	}
	return order
}

// wordsIn gives the words that are drawn in a part of a line.
func wordsIn(o fyne.CanvasObject) string {
	if link := linkIn(o); link != nil {
		return link.Text
	}
	if text := textIn(o); text != nil {
		return text.Text
	}
	return ""
}

// linkIn gives the link that Fyne draws for a piece of text.
func linkIn(o fyne.CanvasObject) *widget.Hyperlink {
	if c, ok := o.(*fyne.Container); ok && len(c.Objects) == 1 {
		link, _ := c.Objects[0].(*widget.Hyperlink)
		return link
	}
	return nil
}

// textIn gives the words that Fyne draws for a piece of text, or of code in a text.
func textIn(o fyne.CanvasObject) *canvas.Text {
	switch o := o.(type) {
	case *canvas.Text:
		return o
	case *fyne.Container: // the ground behind code, and the code
		if len(o.Objects) == 2 {
			text, _ := o.Objects[1].(*canvas.Text)
			return text
		}
	}
	return nil
}
