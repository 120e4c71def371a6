package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// tileWords is what a tile says. Words made by neighbours are made printable by the tile.
type tileWords struct {
	key               string        // tells tiles of one column apart
	picture           fyne.Resource // nil: none
	title, meta, note string        // note is what needs to be seen, such as "overdue"
	state             string        // in a chip; empty: none
	ink               fyne.ThemeColorName
	here              bool // what is shown beside the list
	open              func()
}

// same says whether a tile that says the one says the other; what opens the thing may be another function.
func (w *tileWords) same(v *tileWords) bool {
	return w.key == v.key && w.title == v.title && w.meta == v.meta && w.note == v.note && w.state == v.state && w.ink == v.ink && w.here == v.here
}

// tile is one thing in a list, on a surface of its own: tapping it, or Enter on it, opens the thing. It is never lower than
// a thumb (44 units).
type tile struct {
	widget.BaseWidget
	words             tileWords
	box               *canvas.Rectangle
	mark              *widget.Icon
	title, meta, note *widget.Label
	chip              *chip
	focus, over       bool
}

func newTile(string) *tile {
	l := &tile{box: canvas.NewRectangle(color.Transparent), mark: widget.NewIcon(nil), title: wrapped(""), meta: small(""), note: small(""), chip: newChip()}
	l.title.TextStyle.Bold = true
	l.note.Importance = widget.WarningImportance
	l.note.TextStyle.Bold = true
	l.ExtendBaseWidget(l)
	return l
}

// Set brings the tile up to date.
func (l *tile) Set(w tileWords) {
	same := l.words.same(&w)
	l.words = w
	if same {
		return
	}
	setText(l.title, printable(w.title))
	setText(l.meta, printable(w.meta))
	setText(l.note, w.note)
	show(w.meta != "", l.meta)
	show(w.note != "", l.note)
	show(w.state != "", l.chip)
	l.chip.Set(w.state, w.ink)
	if w.picture != nil {
		l.mark.SetResource(w.picture)
	}
	l.Refresh()
}

// Refresh follows the theme.
func (l *tile) Refresh() {
	l.style()
	l.BaseWidget.Refresh()
}

func (l *tile) style() {
	l.box.CornerRadius, l.box.StrokeWidth = cardRadius, 0
	l.box.FillColor = themed(colorSurface)
	if l.words.here || l.over {
		l.box.FillColor = themed(theme.ColorNameSelection)
	}
	if l.focus {
		l.box.StrokeWidth, l.box.StrokeColor = widget.RingWidth, themed(theme.ColorNamePrimary)
	}
	show(l.words.picture != nil, l.mark)
	l.box.Refresh()
}

// CreateRenderer is Fyne's.
func (l *tile) CreateRenderer() fyne.WidgetRenderer {
	l.style()
	state := container.New(layout.NewCustomPaddedLayout(theme.InnerPadding()-2, 0, theme.InnerPadding(), theme.InnerPadding()), l.chip)
	lines := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), beside(l.title, state, 20, false), l.meta, l.note)
	picture := container.New(padding(theme.InnerPadding()-1, 0, theme.InnerPadding(), 0), container.NewVBox(l.mark))
	inside := bordered(nil, nil, picture, nil, lines)
	if l.words.picture == nil {
		inside = container.NewStack(lines)
	}
	return widget.NewSimpleRenderer(container.NewStack(l.box, container.New(layout.NewCustomPaddedLayout(2, 2, 2, 2), inside)))
}

// MinSize leaves room for a thumb.
func (l *tile) MinSize() fyne.Size {
	m := l.BaseWidget.MinSize()
	return fyne.NewSize(m.Width, max(thumb, m.Height))
}

// Tapped is Fyne's.
func (l *tile) Tapped(*fyne.PointEvent) {
	if l.words.open != nil {
		l.words.open()
	}
}

// FocusGained is Fyne's.
func (l *tile) FocusGained() { l.focus = true; l.Refresh(); widget.IntoSight(l) }

// FocusLost is Fyne's.
func (l *tile) FocusLost() { l.focus = false; l.Refresh() }

// TypedRune is the window's.
func (l *tile) TypedRune(r rune) { widget.HandOnRune(l, r) }

// TypedKey opens the thing on Enter or space.
func (l *tile) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		l.Tapped(nil)
	default:
		widget.HandOn(l, k)
	}
}

// MouseIn is Fyne's.
func (l *tile) MouseIn(*desktop.MouseEvent) { l.over = true; l.Refresh() }

// MouseMoved is Fyne's.
func (l *tile) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is Fyne's.
func (l *tile) MouseOut() { l.over = false; l.Refresh() }
