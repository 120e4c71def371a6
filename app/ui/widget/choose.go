package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Select is Fyne's list to choose from, whose words begin where the language does, with the arrow after them.
type Select struct {
	widget.Select
	// OnChanged is called with what was chosen, as it is written in Options. It stands before Fyne's, which is told of what is
	// drawn in the list.
	OnChanged func(string)
	OnFocus   func(bool) // shows that it has the keyboard; may be nil

	written map[string]string // what is drawn in the list, while it is or was open: as it is written in Options
}

// NewSelect makes a list to choose from.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{OnChanged: changed}
	s.Options, s.PlaceHolder = options, widget.NewSelect(nil, nil).PlaceHolder
	s.Select.OnChanged = s.chosen
	if FromRight() {
		s.Alignment = fyne.TextAlignTrailing
	}
	s.ExtendBaseWidget(s)
	return s
}

func (s *Select) chosen(drawn string) {
	if written, ok := s.written[drawn]; ok {
		s.Selected = written
	}
	if s.OnChanged != nil {
		s.OnChanged(s.Selected)
	}
}

// FocusGained is Fyne's, whose own turns so dark that it looks switched off.
func (s *Select) FocusGained() { s.tellFocus(true); IntoSight(s) }

// FocusLost is Fyne's.
func (s *Select) FocusLost() { s.tellFocus(false) }

func (s *Select) tellFocus(has bool) {
	if s.OnFocus != nil {
		s.OnFocus(has)
	}
}

// Tapped is Fyne's.
func (s *Select) Tapped(at *fyne.PointEvent) { s.ordered(func() { s.Select.Tapped(at) }) }

// TypedKey is Fyne's.
func (s *Select) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeySpace, fyne.KeyUp, fyne.KeyDown:
		s.ordered(func() { s.Select.TypedKey(key) })
	default:
		s.Select.TypedKey(arrow(key))
		HandOn(s, key)
	}
}

// TypedRune is the window's.
func (s *Select) TypedRune(r rune) { HandOnRune(s, r) }

// ordered opens the list, with the parts of each line in the order in which they are seen: Fyne draws its words itself.
func (s *Select) ordered(open func()) {
	if !FromRight() {
		open()
		return
	}
	options := s.Options
	s.written = map[string]string{}
	s.Options = make([]string, len(options))
	for i, option := range options {
		s.Options[i] = Line(option)
		s.written[s.Options[i]] = option
	}
	open()
	s.Options = options
}

// CreateRenderer is Fyne's.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	r := s.Select.CreateRenderer()
	if !FromRight() {
		return r
	}
	t := &chosenRight{WidgetRenderer: r, of: s, words: widget.NewRichText(&widget.TextSegment{Style: widget.RichTextStyleInline})}
	t.words.Truncation = fyne.TextTruncateEllipsis
	shown := &turnedText{RichText: t.words}
	t.words.ExtendBaseWidget(shown)
	for _, o := range r.Objects() {
		if label, ok := o.(*widget.RichText); ok { // it stands for itself, for good: another is drawn in its place
			t.label = label
			o = shown
		}
		t.objects = append(t.objects, o)
	}
	t.again()
	return t
}

// chosenRight is the renderer of a list to choose from in a language that runs from right to left.
type chosenRight struct {
	fyne.WidgetRenderer
	of      *Select
	label   *widget.RichText // Fyne's, which is not drawn
	words   *widget.RichText
	objects []fyne.CanvasObject
}

// Objects is Fyne's.
func (r *chosenRight) Objects() []fyne.CanvasObject { return r.objects }

// Layout is Fyne's.
func (r *chosenRight) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	height := r.words.MinSize().Height
	r.words.Resize(fyne.NewSize(r.label.Size().Width, height))
	r.words.Move(fyne.NewPos(r.label.Position().X, (size.Height-height)/2))
	mirror(r.objects, size.Width)
}

// Refresh is Fyne's.
func (r *chosenRight) Refresh() {
	r.WidgetRenderer.Refresh()
	r.again()
}

func (r *chosenRight) again() {
	theirs, ok := r.label.Segments[0].(*widget.TextSegment)
	if ours, ok2 := r.words.Segments[0].(*widget.TextSegment); ok && ok2 {
		ours.Text, ours.Style.ColorName = theirs.Text, theirs.Style.ColorName
	}
	r.words.Refresh()
	r.Layout(r.of.Size())
}

// mirror sets things as far from the right as they were from the left.
func mirror(things []fyne.CanvasObject, width float32) {
	for _, o := range things {
		at := o.Position()
		o.Move(fyne.NewPos(width-at.X-o.Size().Width, at.Y))
	}
}

// Check is Fyne's box to tick, which is where its words begin.
type Check struct{ widget.Check }

// NewCheck makes a box to tick.
func NewCheck(words string, changed func(bool)) *Check {
	c := &Check{}
	c.Text, c.OnChanged = words, changed
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer is Fyne's.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	r := c.Check.CreateRenderer()
	if !FromRight() {
		return r
	}
	t := &boxRight{r, c}
	t.Refresh()
	return t
}

// FocusGained brings the box into sight.
func (c *Check) FocusGained() {
	c.Check.FocusGained()
	IntoSight(c)
}

// TypedKey is the window's.
func (c *Check) TypedKey(key *fyne.KeyEvent) { HandOn(c, key) }

// TypedRune ticks the box on a space.
func (c *Check) TypedRune(r rune) {
	c.Check.TypedRune(r)
	if r != ' ' {
		HandOnRune(c, r)
	}
}

// boxRight is the renderer of a box to tick in a language that runs from right to left.
type boxRight struct {
	fyne.WidgetRenderer
	of *Check
}

// Layout is Fyne's.
func (r *boxRight) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	mirror(r.Objects(), size.Width)
}

// Refresh is Fyne's.
func (r *boxRight) Refresh() {
	r.WidgetRenderer.Refresh()
	for _, o := range r.Objects() {
		if text, ok := o.(*canvas.Text); ok {
			text.Text, text.Alignment = Line(text.Text), fyne.TextAlignTrailing
			text.Refresh()
		}
	}
	r.Layout(r.of.Size())
}
