package widget

import (
	"slices"
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

// Label is Fyne's, whose lines begin where those of the language do, unless it can be selected: what is selected is
// reckoned from the left.
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
	if l.Selectable || l.AsTyped {
		return l.Label.CreateRenderer()
	}
	return turned(l.Label.CreateRenderer())
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
	return &ringed{turned(b.Button.CreateRenderer()), b, newRing()}
}

// FocusGained is Fyne's.
func (b *Button) FocusGained() { b.focus = true; b.Refresh() }

// FocusLost is Fyne's.
func (b *Button) FocusLost() { b.focus = false; b.Refresh() }

// Select is Fyne's list to choose from, but for the keyboard: with it Fyne's own turns so dark that it looks switched off.
type Select struct {
	widget.Select
	OnFocus func(bool) // shows that it has the keyboard; may be nil
}

// NewSelect makes a list to choose from, with its words where the language begins.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.OnChanged = options, changed
	if FromRight() {
		s.Alignment = fyne.TextAlignTrailing
	}
	s.ExtendBaseWidget(s)
	return s
}

// FocusGained is Fyne's.
func (s *Select) FocusGained() { s.tellFocus(true) }

// FocusLost is Fyne's.
func (s *Select) FocusLost() { s.tellFocus(false) }

func (s *Select) tellFocus(has bool) {
	if s.OnFocus != nil {
		s.OnFocus(has)
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
	return newLines(r, &t.RichText, t.Right)
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

// turned gives the rich texts in a widget of Fyne's lines that run from right to left, where the language does. It has to come
// before anything is drawn of them: a rich text has one widget to stand for it, for good.
func turned(r fyne.WidgetRenderer) fyne.WidgetRenderer {
	if !FromRight() {
		return r
	}
	t := &turning{WidgetRenderer: r, texts: map[*widget.RichText]*turnedText{}}
	t.Objects()
	return t
}

// turning is the renderer of a widget with other rich texts in it than Fyne gave it.
type turning struct {
	fyne.WidgetRenderer
	was, objects []fyne.CanvasObject
	texts        map[*widget.RichText]*turnedText
}

// Objects is Fyne's.
func (r *turning) Objects() []fyne.CanvasObject {
	was := r.WidgetRenderer.Objects()
	if slices.Equal(was, r.was) {
		return r.objects
	}
	r.was, r.objects = slices.Clone(was), slices.Clone(was)
	for i, o := range r.objects {
		if text, ok := o.(*widget.RichText); ok {
			r.objects[i] = r.turn(text)
		}
	}
	return r.objects
}

// Layout is Fyne's.
func (r *turning) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.again()
}

// Refresh is Fyne's.
func (r *turning) Refresh() {
	r.WidgetRenderer.Refresh()
	r.again()
}

func (r *turning) again() {
	for text := range r.texts {
		turnAgain(text)
	}
}

// turnAgain draws a text again that Fyne has just given another size. Where it need not be broken into lines Fyne takes a short cut
// then, past the widget that stands for it.
func turnAgain(text *widget.RichText) {
	if text.Wrapping == fyne.TextWrapOff && text.Truncation == fyne.TextTruncateOff {
		text.Refresh()
	}
}

func (r *turning) turn(text *widget.RichText) *turnedText {
	t, ok := r.texts[text]
	if !ok {
		t = &turnedText{text}
		text.ExtendBaseWidget(t)
		r.texts[text] = t
	}
	return t
}

// turnedText stands for a rich text in a widget of Fyne's.
type turnedText struct{ *widget.RichText }

// CreateRenderer is Fyne's.
func (t *turnedText) CreateRenderer() fyne.WidgetRenderer {
	return newLines(t.RichText.CreateRenderer(), t.RichText, FromRight)
}

// lines is the renderer of a rich text that may run from right to left. Fyne's has broken the text as it is written and
// set every part of a line from the left; what that drew is turned round after each time.
type lines struct {
	fyne.WidgetRenderer
	text  *widget.RichText
	right func() bool
}

func newLines(r fyne.WidgetRenderer, text *widget.RichText, right func() bool) *lines {
	l := &lines{r, text, right}
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
	if !l.right() || !hasRight(l.text.String()) {
		return
	}
	for _, o := range l.Objects() {
		if text := textIn(o); text != nil {
			text.Text = ordered(text.Text)
		}
	}
}

// place sets what is on each line from the right.
func (l *lines) place(size fyne.Size) {
	if !l.right() {
		return
	}
	for _, o := range l.Objects() {
		at, width := o.Position(), o.Size().Width
		if text, ok := o.(*canvas.Text); ok {
			width = text.MinSize().Width
		}
		o.Move(fyne.NewPos(size.Width-at.X-width, at.Y))
	}
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
