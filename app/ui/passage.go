package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// passage is a part of a text that is not in hand: a tap puts it there.
type passage struct {
	widget.BaseWidget
	in     *longText
	words  *widget.Label
	ground *canvas.Rectangle // behind what is selected
	line   *canvas.Rectangle // and behind a line of which only a piece is
	over   *reach
	chosen extent
	laid   bool

	shift bool  // it was pressed with Shift
	from  *char // what was before the start of what was selected then
}

// extent is how much of a passage is selected.
type extent int

const (
	noneOfIt extent = iota
	allOfIt
	beforeEdge // up to where the selection began
	afterEdge  // from there on
)

func newPassage(in *longText) *passage {
	p := &passage{in: in, words: widget.NewLabel(""), ground: canvas.NewRectangle(color.Transparent), line: canvas.NewRectangle(color.Transparent)}
	p.words.Wrapping, p.words.AsTyped = fyne.TextWrapWord, true
	p.over = newReach(in.entry)
	p.over.Hidden = fyne.CurrentDevice().IsMobile()
	p.ExtendBaseWidget(p)
	return p
}

// seen says whether some of the passage can be seen.
func (p *passage) seen() bool {
	y := p.Position().Y - p.in.scroll.Offset.Y
	return y < p.in.scroll.Size().Height && y+p.Size().Height > 0
}

// CreateRenderer is Fyne's.
func (p *passage) CreateRenderer() fyne.WidgetRenderer {
	return &passageRenderer{p, []fyne.CanvasObject{p.ground, p.line, p.words, p.over}}
}

// passageRenderer gives a passage that is scrolled away no words to draw, and leaves the entry's margin free, so that a text
// has the same lines in hand and not in hand.
type passageRenderer struct {
	passage *passage
	all     []fyne.CanvasObject
}

// Objects is Fyne's.
func (r *passageRenderer) Objects() []fyne.CanvasObject {
	if r.passage.seen() {
		return r.all
	}
	return r.all[:1]
}

// Layout is Fyne's.
func (r *passageRenderer) Layout(size fyne.Size) {
	p, margin := r.passage, r.passage.in.entry.margin.MinSize().Width
	size.Width -= margin
	at := fyne.NewPos(0, 0)
	if widget.FromRight() {
		at.X = margin
	}
	for _, o := range []fyne.CanvasObject{p.words, p.over} {
		o.Move(at)
		o.Resize(size)
	}
	p.place()
}

// MinSize is Fyne's.
func (r *passageRenderer) MinSize() fyne.Size { return r.passage.words.MinSize() }

// Refresh is Fyne's.
func (r *passageRenderer) Refresh() {
	r.passage.paint()
	r.passage.words.Refresh()
}

// Destroy is Fyne's.
func (r *passageRenderer) Destroy() {}

// Tapped is Fyne's.
func (p *passage) Tapped(at *fyne.PointEvent) { p.in.tapped(p, at.Position) }

// MouseDown is Fyne's. It comes before the entry loses the keyboard, and with that what is selected.
func (p *passage) MouseDown(m *desktop.MouseEvent) {
	anchor, _ := p.in.entry.chosen()
	p.shift, p.from = m.Modifier&fyne.KeyModifierShift != 0, p.in.entry.session.doc.Mark(anchor)
}

// MouseUp is Fyne's.
func (p *passage) MouseUp(*desktop.MouseEvent) {}

// Cursor says that it can be written in.
func (p *passage) Cursor() desktop.Cursor { return desktop.TextCursor }

// choose shows how much of it is selected.
func (p *passage) choose(chosen extent) {
	if chosen == p.chosen && chosen < beforeEdge {
		return
	}
	p.chosen = chosen
	p.place()
	p.paint()
}

func (p *passage) paint() {
	for _, o := range []*canvas.Rectangle{p.ground, p.line} {
		o.FillColor = color.Transparent
		if p.chosen != noneOfIt {
			o.FillColor = themed(theme.ColorNameSelection)
		}
		o.Refresh()
	}
}

// place puts the ground behind what is selected.
func (p *passage) place() {
	size, edge, left := p.words.Size(), p.in.picked.edge, p.words.Position().X
	top := edge.Y + theme.InputBorderSize()
	high := fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{}).Height
	before := p.chosen == beforeEdge
	switch p.chosen {
	case beforeEdge:
		p.ground.Move(fyne.NewPos(left, 0))
		p.ground.Resize(fyne.NewSize(size.Width, top))
	case afterEdge:
		p.ground.Move(fyne.NewPos(left, top+high))
		p.ground.Resize(fyne.NewSize(size.Width, max(0, size.Height-top-high)))
	default:
		p.ground.Move(fyne.NewPos(left, 0))
		p.ground.Resize(size)
		high = 0
	}
	p.line.Move(fyne.NewPos(left+edge.X, top))
	p.line.Resize(fyne.NewSize(max(0, size.Width-edge.X), high))
	if before != widget.FromRight() { // the words before the edge are at the left of it
		p.line.Move(fyne.NewPos(left, top))
		p.line.Resize(fyne.NewSize(edge.X, high))
	}
}

// underReach has a field's renderer lay a [reach] over its text, while that has more than one part.
func underReach(r fyne.WidgetRenderer, over *reach) fyne.WidgetRenderer {
	if over == nil || fyne.CurrentDevice().IsMobile() {
		return r
	}
	return &reachRenderer{r, over}
}

type reachRenderer struct {
	fyne.WidgetRenderer
	over *reach
}

// Objects is Fyne's.
func (r *reachRenderer) Objects() []fyne.CanvasObject {
	all := r.WidgetRenderer.Objects()
	if !r.over.of.long.several() {
		return all
	}
	after := 0 // the text, and what takes drags over it
	for i, o := range all {
		_, text := o.(*container.Scroll)
		if _, drags := o.(fyne.Draggable); text || drags {
			after = i + 1
		}
	}
	return slices.Insert(slices.Clone(all), after, fyne.CanvasObject(r.over))
}

// Layout is Fyne's.
func (r *reachRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.over.Resize(size.SubtractWidthHeight(r.over.of.margin.MinSize().Width, 0))
}
