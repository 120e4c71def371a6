package ui

import (
	"image/color"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// Small parts that the proposal and meeting screens share.

// frame is the border of an entry round something.
type frame struct {
	widget.BaseWidget
	box     *canvas.Rectangle
	content fyne.CanvasObject
	on      bool // has the keyboard
}

func newFrame(content fyne.CanvasObject) *frame {
	f := &frame{box: canvas.NewRectangle(color.Transparent), content: content}
	f.ExtendBaseWidget(f)
	return f
}

// Refresh follows the theme.
func (f *frame) Refresh() {
	f.style()
	f.BaseWidget.Refresh()
}

// Within is what it is round.
func (f *frame) Within() []fyne.CanvasObject { return []fyne.CanvasObject{f.content} }

func (f *frame) style() {
	f.box.CornerRadius, f.box.StrokeWidth, f.box.StrokeColor = theme.InputRadiusSize(), theme.InputBorderSize(), themed(theme.ColorNameInputBorder)
	if f.on {
		f.box.StrokeWidth, f.box.StrokeColor = widget.RingWidth, themed(theme.ColorNamePrimary)
	}
	f.box.Refresh()
}

// CreateRenderer is Fyne's.
func (f *frame) CreateRenderer() fyne.WidgetRenderer {
	f.style()
	return widget.NewSimpleRenderer(container.NewStack(f.content, f.box))
}

// rowMark is the background of the row of a list whose thing is shown beside it.
type rowMark struct {
	widget.BaseWidget
	box, line *canvas.Rectangle
	on, ring  bool
}

func newRowMark() *rowMark {
	m := &rowMark{box: canvas.NewRectangle(color.Transparent), line: canvas.NewRectangle(color.Transparent)}
	m.line.StrokeWidth = widget.RingWidth
	m.ExtendBaseWidget(m)
	return m
}

// Set marks the row or not.
func (m *rowMark) Set(on bool) {
	m.on = on
	m.Refresh()
}

// Ring shows that the keyboard is at the row, or not.
func (m *rowMark) Ring(on bool) {
	if m.ring != on {
		m.ring = on
		m.Refresh()
	}
}

// Keyboard is told of by the list.
func (r *proposalRow) Keyboard(at bool) { r.mark.Ring(at) }

// Keyboard is told of by the list.
func (r *meetingRow) Keyboard(at bool) { r.mark.Ring(at) }

// Keyboard is told of by the list.
func (r *memberRow) Keyboard(at bool) { r.mark.Ring(at) }

// Refresh follows the theme.
func (m *rowMark) Refresh() {
	colour := func(name fyne.ThemeColorName) color.Color {
		return m.Theme().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
	}
	m.box.FillColor, m.line.StrokeColor = colour(theme.ColorNameSelection), colour(theme.ColorNamePrimary)
	m.box.CornerRadius, m.line.CornerRadius = theme.SelectionRadiusSize(), theme.SelectionRadiusSize()
	show(m.ring, m.line)
	show(m.on, m.box) // hidden and not transparent: without a graphics card the toolkit works out round corners at every frame
	m.box.Refresh()
	m.line.Refresh()
}

// CreateRenderer is Fyne's.
func (m *rowMark) CreateRenderer() fyne.WidgetRenderer {
	m.Refresh()
	within := layout.NewCustomPaddedLayout(widget.RingWidth, widget.RingWidth, 2*widget.RingWidth, 2*widget.RingWidth)
	return widget.NewSimpleRenderer(container.NewStack(m.box, container.New(within, m.line)))
}

// small makes a label for what is less important than the words around it.
func small(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.SizeName = theme.SizeNameCaptionText
	l.Importance = widget.LowImportance
	l.Wrapping = fyne.TextWrapWord
	return l
}

// heading makes the heading of a part of a page.
func heading(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.SizeName = theme.SizeNameSubHeadingText
	l.TextStyle.Bold = true
	l.Wrapping = fyne.TextWrapWord
	return l
}

// quietButton makes a button that does not draw the eye.
func quietButton(text string, icon fyne.Resource, tapped func()) *widget.Button {
	b := widget.NewButtonWithIcon(text, icon, tapped)
	b.Importance = widget.LowImportance
	return b
}

// inset sets a thing as far in from the sides as the text above it is.
func inset(thing fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(0, 0, theme.InnerPadding(), theme.InnerPadding()), thing)
}

// field sets a label above what is typed into, and under it what there is to say about that.
func field(label string, input fyne.CanvasObject, under ...string) *fyne.Container {
	l := widget.NewLabel(label)
	l.TextStyle.Bold = true
	l.Wrapping = fyne.TextWrapWord
	if choice, ok := input.(*widget.Select); ok {
		input = framed(choice)
	}
	box := container.New(layout.NewCustomPaddedVBoxLayout(0), l, inset(input))
	for _, words := range under {
		box.Add(small(words))
	}
	return box
}

// page scrolls a column of things under each other, with room at its sides, and no wider than is good to read.
func page(things ...fyne.CanvasObject) *container.Scroll { return widePage(readWidth, things...) }

// widePage is a page of another greatest width.
func widePage(width float32, things ...fyne.CanvasObject) *container.Scroll {
	padded := container.New(padding(4, 20, 12, 16), container.NewVBox(things...))
	return scrolling(container.New(&measureLayout{width}, padded))
}

// measureLayout gives one thing all the width there is, up to a greatest one that grows with the text.
type measureLayout struct{ width float32 }

// Layout is Fyne's.
func (l *measureLayout) Layout(things []fyne.CanvasObject, size fyne.Size) {
	things[0].Move(fyne.NewPos(0, 0))
	things[0].Resize(fyne.NewSize(min(size.Width, l.width*theme.TextSize()/textSize), size.Height))
	turnRound(things, size.Width)
}

// MinSize is Fyne's.
func (l *measureLayout) MinSize(things []fyne.CanvasObject) fyne.Size { return things[0].MinSize() }

// listTop is the top of a list: its name, and the one button that adds to it.
func listTop(things ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(padding(6, 6, 4, 8), container.NewVBox(things...))
}

// listHead is the name of a list with the button that adds to it, which ends where the fields under it end.
func listHead(name *widget.Label, add fyne.CanvasObject, least int) fyne.CanvasObject {
	back := container.New(padding(0, 0, -theme.InnerPadding(), 0), name)
	return inset(beside(back, add, least, false))
}

// rowsCard sets rows on one card, with a thin line between them.
func rowsCard(rows []fyne.CanvasObject) fyne.CanvasObject {
	var lined []fyne.CanvasObject
	for i, r := range rows {
		if i > 0 {
			lined = append(lined, inset(widget.NewSeparator()))
		}
		lined = append(lined, r)
	}
	return newCard(container.NewVBox(lined...))
}

// newTrack draws the way of a slider so that it is seen: Fyne draws it in the colour of a field, which cards have too.
func newTrack(s *widget.Slider) fyne.CanvasObject { return container.NewThemeOverride(s, trackLook{}) }

// trackLook is the theme in force, but for the ground of fields.
type trackLook struct{}

// Color is Fyne's.
func (trackLook) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if n == theme.ColorNameInputBackground {
		n = theme.ColorNameInputBorder
	}
	return fyne.CurrentApp().Settings().Theme().Color(n, v)
}

// Font is Fyne's.
func (trackLook) Font(s fyne.TextStyle) fyne.Resource {
	return fyne.CurrentApp().Settings().Theme().Font(s)
}

// Icon is Fyne's.
func (trackLook) Icon(n fyne.ThemeIconName) fyne.Resource {
	return fyne.CurrentApp().Settings().Theme().Icon(n)
}

// Size is Fyne's.
func (trackLook) Size(n fyne.ThemeSizeName) float32 {
	return fyne.CurrentApp().Settings().Theme().Size(n)
}

// gap parts what is filled in from the buttons under it.
func gap() fyne.CanvasObject {
	g := canvas.NewRectangle(color.Transparent)
	g.SetMinSize(fyne.NewSize(0, theme.Padding()))
	return g
}

// spot takes a square of room at least, and shows nothing.
func spot(side float32) fyne.CanvasObject { return spotOf(side, side) }

func spotOf(width, height float32) fyne.CanvasObject {
	g := canvas.NewRectangle(color.Transparent)
	g.SetMinSize(fyne.NewSize(width, height))
	return g
}

// framed draws the border round a list to choose from that an entry has: on a card it could not be seen otherwise. It
// is a ring where the list has the keyboard.
func framed(choice *widget.Select) fyne.CanvasObject {
	f := newFrame(choice)
	if choice.PlaceHolder == "" {
		choice.PlaceHolder = t("action.choose")
	}
	choice.OnFocus = func(has bool) { f.on = has; f.Refresh() }
	return f
}

// show shows things or hides them.
func show(on bool, things ...fyne.CanvasObject) {
	for _, thing := range things {
		switch {
		case on && !thing.Visible():
			thing.Show()
		case !on && thing.Visible():
			thing.Hide()
		}
	}
}

// setText says words in a label, drawing it again only if they are new.
func setText(l *widget.Label, words string) {
	if l.Text != words {
		l.SetText(words)
	}
}

// dotted sets several lines under each other, each with a point before it where it is no heading of the next.
func dotted(lines []string) string {
	if len(lines) == 1 {
		return lines[0]
	}
	all := make([]string, len(lines))
	for i, line := range lines {
		if all[i] = line; !strings.HasSuffix(line, ":") {
			all[i] = "• " + line
		}
	}
	return strings.Join(all, "\n")
}

// setThings puts things into a container, drawing it again only if they are others than before.
func setThings(c *fyne.Container, things []fyne.CanvasObject) {
	if !slices.Equal(c.Objects, things) {
		c.Objects = things
		c.Refresh()
	}
}

// enable sets whether buttons can be tapped: not while what they do is under way.
func enable(on bool, things ...fyne.Disableable) {
	for _, thing := range things {
		if on {
			thing.Enable()
		} else {
			thing.Disable()
		}
	}
}

// tick is a box to tick with words that wrap: Fyne's own has them on one line.
type tick struct {
	widget.BaseWidget
	box   *widget.Check
	words *widget.Label
	root  *fyne.Container
}

// ticked gives the people whose boxes are ticked, in the order of their keys: the same every time.
func ticked(boxes parts[forum.Person, *tick]) (people []forum.Person) {
	for p, c := range boxes.made {
		if c.box.Checked {
			people = append(people, p)
		}
	}
	slices.SortFunc(people, func(a, b forum.Person) int { return slices.Compare(a[:], b[:]) })
	return people
}

func newTick(changed func()) *tick {
	c := &tick{box: widget.NewCheck("", func(bool) { changed() }), words: widget.NewLabel("")}
	c.words.Wrapping = fyne.TextWrapWord
	line := bordered(nil, nil, container.New(padding(0, 0, 0, -2*theme.Padding()), container.NewVBox(c.box)), nil, c.words)
	c.root = container.NewVBox(layout.NewSpacer(), line, layout.NewSpacer())
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer is Fyne's.
func (c *tick) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.root) }

// Within is the box and its words.
func (c *tick) Within() []fyne.CanvasObject { return []fyne.CanvasObject{c.root} }

// MinSize leaves room for a thumb where it is as narrow as on a phone.
func (c *tick) MinSize() fyne.Size {
	size := c.BaseWidget.MinSize()
	if width := c.Size().Width; width > 0 && width < mediumWidth {
		size.Height = max(size.Height, thumb)
	}
	return size
}

// Tapped ticks the box from its words.
func (c *tick) Tapped(*fyne.PointEvent) {
	if !c.box.Disabled() {
		c.box.SetChecked(!c.box.Checked)
	}
}

// emptyState says why there is nothing to see, and offers what to do about it.
type emptyState struct {
	text   *widget.Label
	button *widget.Button
	offer  *fyne.Container // the button, as high as a thumb
	root   *fyne.Container
	turned func() // tells that it came or went; may be nil
}

func newEmptyState(picture fyne.Resource) *emptyState {
	e := &emptyState{text: widget.NewLabel(""), button: widget.NewButton("", nil)}
	e.text.Wrapping = fyne.TextWrapWord
	e.text.Alignment = fyne.TextAlignCenter
	e.text.Importance = widget.LowImportance
	e.button.Importance = widget.HighImportance
	e.offer = container.NewCenter(tall(e.button))
	image := widget.NewIcon(theme.NewColoredResource(picture, theme.ColorNamePlaceHolder))
	e.root = container.NewVBox(layout.NewSpacer(), container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(48), image)),
		e.text, e.offer, layout.NewSpacer())
	e.root.Hide()
	return e
}

// Show says text, with a button when there is something to do.
func (e *emptyState) Show(text, button string, tapped func()) {
	e.text.SetText(text)
	e.button.SetText(button)
	e.button.OnTapped = tapped
	show(tapped != nil, e.button, e.offer)
	e.root.Show()
	e.root.Refresh()
	e.turn()
}

// Hide takes it away.
func (e *emptyState) Hide() {
	e.root.Hide()
	e.turn()
}

func (e *emptyState) turn() {
	if e.turned != nil {
		e.turned()
	}
}

// Object is what to put on the screen.
func (e *emptyState) Object() fyne.CanvasObject { return e.root }
