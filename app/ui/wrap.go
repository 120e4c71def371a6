package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// leastOf is the least size of a thing in a row of some width: what is tapped is never lower than a thumb where the
// window, or the pane, is as narrow as a phone.
func leastOf(o fyne.CanvasObject, width float32) fyne.Size {
	size := o.MinSize()
	if width > 0 && width < mediumWidth && isTapped(o) {
		size.Height = max(size.Height, thumb)
	}
	return size
}

// isTapped says whether a thing is a button, or holds one.
func isTapped(o fyne.CanvasObject) bool {
	if c, ok := o.(*fyne.Container); ok {
		return slices.ContainsFunc(c.Objects, isTapped)
	}
	_, ok := o.(*widget.Button)
	return ok
}

// Layouts that give way where it is narrow or the text is large. Fyne's own wrapping row keeps the width it once had,
// so a page of them never gets narrower again.

// wrapLayout sets things side by side and goes on below where there is no room, as far in from the sides as text is. A line
// that a bare button begins or ends goes as much further out as its words are further in: they are where those around them are.
type wrapLayout struct{ width float32 }

// Layout is Fyne's.
func (l *wrapLayout) Layout(things []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.each(things, size.Width, func(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
		o.Resize(size)
		o.Move(at)
	})
	turnRound(things, size.Width)
}

// MinSize is Fyne's: the height is that for the width last had.
func (l *wrapLayout) MinSize(things []fyne.CanvasObject) fyne.Size {
	width := float32(0)
	for _, o := range things {
		if o.Visible() {
			width = max(width, narrowest(o)+2*theme.InnerPadding())
		}
	}
	return fyne.NewSize(width, l.each(things, max(width, l.width), func(fyne.CanvasObject, fyne.Position, fyne.Size) {}))
}

func (l *wrapLayout) each(things []fyne.CanvasObject, width float32, place func(fyne.CanvasObject, fyne.Position, fyne.Size)) (height float32) {
	gap, side := theme.Padding(), theme.InnerPadding()
	x, y, row := float32(0), float32(0), float32(0)
	for _, o := range things {
		if !o.Visible() {
			continue
		}
		in := side // how far in it has to be
		if isBare(o) {
			in = 0
		}
		fold(o, width-2*in)
		size := leastOf(o, width)
		if x > side && x+size.Width > width-in {
			x, y, row = 0, y+row+gap, 0
		}
		x = max(x, in)
		size.Width = min(size.Width, max(0, width-2*in))
		place(o, fyne.NewPos(x, y), size)
		x += size.Width + gap
		row = max(row, size.Height)
	}
	return y + row
}

// isBare says whether a thing is a button without a ground of its own.
func isBare(o fyne.CanvasObject) bool {
	b, ok := o.(*widget.Button)
	return ok && b.Importance == widget.LowImportance
}

// narrowest is the least width a thing can be given: a button's words go on several lines where they must.
func narrowest(o fyne.CanvasObject) float32 {
	b, ok := o.(*widget.Button)
	if !ok {
		return o.MinSize().Width
	}
	least := float32(0)
	for _, word := range strings.Fields(b.Text) {
		least = max(least, buttonWords(word))
	}
	return least + b.MinSize().Width - buttonWords(b.Text)
}

// naturally is the width a thing takes where there is room: of a row of buttons, that of all of them side by side.
func naturally(o fyne.CanvasObject) float32 {
	c, ok := o.(*fyne.Container)
	if !ok {
		return o.MinSize().Width
	}
	if _, ok := c.Layout.(*wrapLayout); !ok {
		return o.MinSize().Width
	}
	width, first, last := 1-theme.Padding(), true, false // 1: a rounding
	for _, one := range c.Objects {
		if !one.Visible() {
			continue
		}
		if first && !isBare(one) {
			width += theme.InnerPadding()
		}
		first, last = false, isBare(one)
		width += one.MinSize().Width + theme.Padding()
		if b, ok := one.(*widget.Button); ok { // with its words on one line
			width += buttonWords(strings.ReplaceAll(b.Text, "\n", " ")) - buttonWords(b.Text)
		}
	}
	if !last {
		width += theme.InnerPadding()
	}
	return width
}

// fold sets a button's words on as many lines as they need in a width, and on one where there is room.
func fold(o fyne.CanvasObject, width float32) {
	b, ok := o.(*widget.Button)
	if !ok || width <= 0 || !strings.ContainsAny(b.Text, " \n") {
		return
	}
	if lines := inLines(b.Text, width-(b.MinSize().Width-buttonWords(b.Text))); lines != b.Text {
		b.SetText(lines)
	}
}

// inLines sets bold words on lines of a width.
func inLines(words string, width float32) (lines string) {
	for i, word := range strings.Fields(words) {
		last := lines[strings.LastIndexByte(lines, '\n')+1:]
		switch {
		case i == 0:
			lines = word
		case buttonWords(last+" "+word) <= width:
			lines += " " + word
		default:
			lines += "\n" + word
		}
	}
	return lines
}

// buttonWords is the width of the widest line of a button's words.
func buttonWords(words string) (width float32) {
	for line := range strings.SplitSeq(words, "\n") {
		width = max(width, fyne.MeasureText(line, theme.TextSize(), fyne.TextStyle{Bold: true}).Width)
	}
	return width
}

// evenLayout gives answers of one weight the same size: side by side, two and two, or under each other where it is narrow.
type evenLayout struct{ width float32 }

// mostAnswer is the greatest width of one, at the usual size of text.
const mostAnswer = 168

// Layout is Fyne's.
func (l *evenLayout) Layout(things []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.each(things, size.Width, func(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
		o.Resize(size)
		o.Move(at)
	})
	turnRound(things, size.Width)
}

// MinSize is Fyne's: the height is that for the width last had.
func (l *evenLayout) MinSize(things []fyne.CanvasObject) fyne.Size {
	width := float32(0)
	for _, o := range things {
		if o.Visible() {
			width = max(width, narrowest(o))
		}
	}
	return fyne.NewSize(width, l.each(things, max(width, l.width), func(fyne.CanvasObject, fyne.Position, fyne.Size) {}))
}

func (l *evenLayout) each(things []fyne.CanvasObject, width float32, place func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	var shown []fyne.CanvasObject
	size, gap := fyne.NewSize(0, thumb), theme.Padding()
	for _, o := range things {
		if o.Visible() {
			fold(o, width)
			shown, size = append(shown, o), size.Max(o.MinSize())
		}
	}
	if len(shown) == 0 {
		return 0
	}
	across := 1
	for _, n := range []int{len(shown), (len(shown) + 1) / 2} {
		if room := (width - float32(n-1)*gap) / float32(n); room >= size.Width && (n == len(shown) || len(shown)%2 == 0) {
			across, size.Width = n, min(room, max(size.Width, mostAnswer*theme.TextSize()/textSize))
			break
		}
	}
	if across == 1 {
		size.Width = width
	}
	for i, o := range shown {
		place(o, fyne.NewPos(float32(i%across)*(size.Width+gap), float32(i/across)*(size.Height+gap)), size)
	}
	rows := float32((len(shown) + across - 1) / across)
	return rows*(size.Height+gap) - gap
}

// evenly is described at evenLayout.
func evenly(buttons ...fyne.CanvasObject) *fyne.Container {
	return inset(container.New(&evenLayout{}, buttons...))
}

// closely sets words under each other that belong together, without the room that each label has above and below.
func closely() fyne.Layout { return layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()) }

// buttonRow sets buttons side by side, wrapped where it is narrow.
func buttonRow(buttons ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrapLayout{}, buttons...)
}

// besideLayout puts the second of two things after the first, or under it where the first would get less
// than least of the width. With before it goes before it, or above.
type besideLayout struct {
	least, width float32
	fill         bool // under the first, the second takes the whole width
	before       bool
}

// Layout is Fyne's.
func (l *besideLayout) Layout(things []fyne.CanvasObject, size fyne.Size) {
	l.set(things, size)
	turnRound(things, size.Width)
}

func (l *besideLayout) set(things []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	main, side := things[0], things[1]
	fold(side, size.Width)
	if l.fits(things, size.Width) {
		w, gap := naturally(side), theme.Padding()
		if !side.Visible() {
			w, gap = 0, 0
		}
		high, low := l.leastOf(things, size.Width).Height, float32(0)
		if _, ok := main.(*widget.Label); ok { // the words at the height of those of the button
			low = max(0, (high-main.MinSize().Height)/2)
		}
		main.Resize(fyne.NewSize(size.Width-w-gap, size.Height-low))
		side.Resize(fyne.NewSize(w, high))
		main.Move(fyne.NewPos(0, low))
		side.Move(fyne.NewPos(size.Width-w, 0))
		if l.before {
			main.Move(fyne.NewPos(w+gap, low))
			side.Move(fyne.NewPos(0, 0))
		}
		return
	}
	h := main.MinSize().Height
	main.Resize(fyne.NewSize(size.Width, h))
	main.Move(fyne.NewPos(0, 0))
	under := l.leastOf(things, size.Width)
	if l.before {
		main.Move(fyne.NewPos(0, under.Height))
		h = 0
	}
	if l.fill {
		under.Width = size.Width
	}
	side.Resize(under)
	side.Move(fyne.NewPos(0, h))
}

// leastOf is the least size of the second thing: beside an entry it is as high as that, whose words are at its top.
func (l *besideLayout) leastOf(things []fyne.CanvasObject, width float32) fyne.Size {
	if _, ok := things[0].(*lineEntry); ok {
		return things[1].MinSize()
	}
	return leastOf(things[1], width)
}

func (l *besideLayout) fits(things []fyne.CanvasObject, width float32) bool {
	if !things[1].Visible() {
		return true
	}
	return width-naturally(things[1])-theme.Padding() >= max(l.least, things[0].MinSize().Width, widestWord(things[0]))
}

// widestWord is the width of the longest word of a label that wraps: nothing is put beside it for which that would be broken.
func widestWord(o fyne.CanvasObject) (width float32) {
	switch o := o.(type) {
	case *fyne.Container:
		if len(o.Objects) == 1 {
			return widestWord(o.Objects[0])
		}
	case *widget.Label:
		if o.Wrapping != fyne.TextWrapWord || o.Truncation != fyne.TextTruncateOff {
			return 0
		}
		size := theme.Size(o.SizeName)
		if o.SizeName == "" {
			size = theme.TextSize()
		}
		for _, word := range strings.Fields(o.Text) {
			width = max(width, fyne.MeasureText(word, size, o.TextStyle).Width+2*theme.InnerPadding())
		}
	}
	return width
}

// MinSize is Fyne's: the height is that for the width last had.
func (l *besideLayout) MinSize(things []fyne.CanvasObject) fyne.Size {
	fold(things[1], l.width)
	main, side := things[0].MinSize(), l.leastOf(things, l.width)
	if !things[1].Visible() {
		return main
	}
	width := max(main.Width, narrowest(things[1]))
	if l.width == 0 || l.fits(things, l.width) {
		return fyne.NewSize(width, max(main.Height, side.Height))
	}
	return fyne.NewSize(width, main.Height+side.Height)
}

// beside is described at besideLayout; least is in widths of a letter.
func beside(main, side fyne.CanvasObject, least int, fill bool) *fyne.Container {
	letter := fyne.MeasureText("n", theme.TextSize(), fyne.TextStyle{}).Width
	return container.New(&besideLayout{least: float32(least) * letter, fill: fill}, main, side)
}

// chipLine sets the state of a thing before what else there is to say about it.
func chipLine(state, words fyne.CanvasObject) *fyne.Container {
	chip := container.New(padding(theme.InnerPadding()-1, 0, theme.InnerPadding(), 0), state)
	line := beside(words, chip, 20, false)
	line.Layout.(*besideLayout).before = true
	return line
}

// widthLayout gives one thing all the room there is, and says when its width has changed.
type widthLayout struct {
	width   float32
	changed func()
}

// Layout is Fyne's.
func (l *widthLayout) Layout(things []fyne.CanvasObject, size fyne.Size) {
	things[0].Move(fyne.NewPos(0, 0))
	things[0].Resize(size)
	if l.width != size.Width {
		l.width = size.Width
		l.changed()
	}
}

// MinSize is Fyne's.
func (l *widthLayout) MinSize(things []fyne.CanvasObject) fyne.Size { return things[0].MinSize() }
