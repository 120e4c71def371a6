package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// row is a line as it was written, and what is drawn of it.
type row struct {
	written []rune
	drawn   *canvas.Text
	turned  bool // its parts are drawn in another order
	base    bool // which way they follow each other
}

// piece is a part of a row, and where its ends are seen.
type piece struct {
	from, to    int // columns
	left, width float32
	right       bool
}

func (l *lines) measure(words []rune, like *canvas.Text) float32 {
	return fyne.MeasureText(string(words), like.TextSize, like.TextStyle).Width
}

// pieces gives the parts of a row in the order in which they are written.
func (l *lines) pieces(n int) []piece {
	if n < 0 || n >= len(l.rows) {
		return nil
	}
	r := &l.rows[n]
	parts := []part{{text: string(r.written)}}
	if r.turned {
		parts = partsOf(string(r.written), r.base)
	}
	all := make([]piece, len(parts))
	x := r.drawn.Position().X
	for i, p := range parts {
		words := []rune(p.text)
		all[i] = piece{p.from, p.from + len(words), x, l.measure(words, r.drawn), p.right}
		x += all[i].width
	}
	slices.SortFunc(all, func(a, b piece) int { return a.from - b.from })
	return all
}

// within gives where a column of a piece is seen.
func (l *lines) within(n int, p piece, column int) float32 {
	typed := l.measure(l.rows[n].written[p.from:column], l.rows[n].drawn)
	if p.right {
		return p.left + p.width - typed
	}
	return p.left + typed
}

// at gives the piece that the letter before a column is in.
func (l *lines) at(n, column int) (p piece, ok bool) {
	for _, p = range l.pieces(n) {
		if column <= p.to {
			return p, true
		}
	}
	return p, len(l.pieces(n)) > 0
}

// caret gives where the cursor is seen at a column of a row.
func (l *lines) caret(n, column int) float32 {
	p, ok := l.at(n, column)
	if !ok {
		if n >= 0 && n < len(l.rows) { // nothing on the line
			return l.rows[n].drawn.Position().X
		}
		return l.empty
	}
	return l.within(n, p, min(max(column, p.from), p.to))
}

// runsRight says whether what is before a column, or the whole line where that is nothing, runs from right to left.
func (l *lines) runsRight(n, column int) bool {
	p, ok := l.at(n, column)
	return !ok && l.right() || ok && p.right
}

// rowAt gives the row that is seen at a height.
func (l *lines) rowAt(y float32) int {
	for i := range l.rows {
		if y < l.rows[i].drawn.Position().Y+l.rows[i].drawn.MinSize().Height {
			return i
		}
	}
	return len(l.rows) - 1
}

// column gives the column whose cursor is nearest to a place on a row.
func (l *lines) column(n int, x float32) (nearest int) {
	best := float32(-1)
	for _, p := range l.pieces(n) {
		for c := p.from; c <= p.to; c++ {
			if away := max(l.within(n, p, c)-x, x-l.within(n, p, c)); best < 0 || away < best {
				nearest, best = c, away
			}
		}
	}
	return nearest
}

// typedAt gives a place where Fyne takes a click to mean a column. It goes through the letters as if they stood from the left, each as
// wide as it is alone, and takes the first whose middle is not before the click.
func (l *lines) typedAt(n, column int) float32 {
	x := l.start - 1
	if n < 0 || n >= len(l.rows) {
		return x
	}
	r := &l.rows[n]
	for c := range min(column, len(r.written)) {
		x = max(x, l.start+l.measure(r.written[:c], r.drawn)+l.measure(r.written[c:c+1], r.drawn)/2+0.01)
	}
	return x
}

// typedColumn gives the column that Fyne's ground of what is chosen begins or ends at.
func (l *lines) typedColumn(n int, x float32) (nearest int) {
	if n < 0 || n >= len(l.rows) {
		return 0
	}
	r, best := &l.rows[n], float32(-1)
	for c := range len(r.written) + 1 {
		at := l.start + l.measure(r.written[:c], r.drawn)
		if away := max(at-x, x-at); best < 0 || away < best {
			nearest, best = c, away
		}
	}
	return nearest
}

// spans gives from where to where the letters between two columns of a row are seen.
func (l *lines) spans(n, from, to int) (all [][2]float32) {
	for _, p := range l.pieces(n) {
		a, b := max(from, p.from), min(to, p.to)
		if a >= b {
			continue
		}
		left, right := l.within(n, p, a), l.within(n, p, b)
		all = append(all, [2]float32{min(left, right), max(left, right)})
	}
	return all
}
