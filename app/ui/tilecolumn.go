package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// tilesShown is how many tiles a column shows before asking for more: a long column is slow to lay out.
const tilesShown = 40

// columnWords is what a column holds. Where it holds nothing it says none, or is not there at all when that is empty.
type columnWords struct {
	key, heading, none string
	tiles              []tileWords
}

// tileColumn is a run of tiles under a heading. News leaves the keyboard on the tile where it is.
type tileColumn struct {
	heading, none *widget.Label
	tiles         parts[string, *tile]
	more          *widget.Button
	most          int
	words         columnWords
	root          *fyne.Container
}

func newColumn(string) *tileColumn {
	c := &tileColumn{heading: heading(""), none: small(""), most: tilesShown}
	c.tiles = parts[string, *tile]{box: container.NewVBox(), create: newTile, object: func(l *tile) fyne.CanvasObject { return l }}
	c.more = quietButton("", nil, func() { c.most += tilesShown; c.Show(c.words) })
	c.root = container.NewVBox(c.heading, c.none, c.tiles.box, buttonRow(c.more))
	return c
}

// Says says whether showing w would change anything that can be seen.
func (c *tileColumn) Says(w *columnWords) bool {
	return c.words.heading == w.heading && c.words.none == w.none &&
		slices.EqualFunc(c.words.tiles, w.tiles, func(a, b tileWords) bool { return a.same(&b) })
}

// Show brings the column up to date.
func (c *tileColumn) Show(w columnWords) {
	c.words = w
	setText(c.heading, w.heading)
	show(w.heading != "", c.heading)
	setText(c.none, w.none)
	show(len(w.tiles) == 0 && w.none != "", c.none)
	shown := w.tiles[:min(len(w.tiles), c.most)]
	keys := make([]string, len(shown))
	for i := range shown {
		keys[i] = shown[i].key
	}
	c.tiles.Show(keys, func(l *tile, i int) { l.Set(shown[i]) })
	show(len(w.tiles) > len(shown), c.more)
	c.more.SetText(tn("list.more", len(w.tiles)-len(shown)))
}

// columnsLayout sets columns side by side where each gets the width it needs, and under each other otherwise.
type columnsLayout struct {
	width float32
	gap   float32 // between them; 0: three paddings
}

// leastColumn is the least width of a column beside others.
const leastColumn = 260

// Layout is Fyne's.
func (l *columnsLayout) Layout(things []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.each(things, size.Width, func(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
		o.Move(at)
		o.Resize(size)
	})
	turnRound(things, size.Width)
}

// MinSize is Fyne's: the height is that for the width last had.
func (l *columnsLayout) MinSize(things []fyne.CanvasObject) fyne.Size {
	width := float32(0)
	for _, o := range things {
		if o.Visible() {
			width = max(width, o.MinSize().Width)
		}
	}
	return fyne.NewSize(width, l.each(things, max(width, l.width), func(fyne.CanvasObject, fyne.Position, fyne.Size) {}))
}

func (l *columnsLayout) each(things []fyne.CanvasObject, width float32, place func(fyne.CanvasObject, fyne.Position, fyne.Size)) (height float32) {
	var shown []fyne.CanvasObject
	for _, o := range things {
		if o.Visible() {
			shown = append(shown, o)
		}
	}
	gap, n := l.gap, float32(len(shown))
	if gap == 0 {
		gap = 3 * theme.Padding()
	}
	one := (width - gap*(n-1)) / max(1, n)
	if one < leastColumn*room() {
		for _, o := range shown {
			h := o.MinSize().Height
			place(o, fyne.NewPos(0, height), fyne.NewSize(width, h))
			height += h + gap
		}
		return max(0, height-gap)
	}
	for i, o := range shown {
		h := o.MinSize().Height
		place(o, fyne.NewPos(float32(i)*(one+gap), 0), fyne.NewSize(one, h))
		height = max(height, h)
	}
	return height
}
