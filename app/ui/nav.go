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

// navItem is one place to go: a picture with its name under it at the bottom of a narrow window, or beside it at the
// side of a wide one. It can be reached and pressed by keyboard, and is never smaller than a thumb (44 units).
type navItem struct {
	widget.BaseWidget
	under  bool
	mark   *widget.Icon
	text   *canvas.Text  // the name, where it is under the picture
	name   *widget.Label // the name, where it is beside it
	note   *widget.Label
	box    *canvas.Rectangle
	tapped func()
	size   float32 // of the name under the picture, where there is no room for a larger one
	here   bool    // the place we are at
	strong bool    // its name is bold in any case
	focus  bool
	over   bool
}

func newNavItem(name string, picture fyne.Resource, under bool, tapped func()) *navItem {
	n := &navItem{under: under, mark: widget.NewIcon(picture), text: canvas.NewText(name, color.Transparent),
		name: widget.NewLabel(name), note: widget.NewLabel(""), box: canvas.NewRectangle(color.Transparent), tapped: tapped}
	n.name.Wrapping, n.note.Truncation = fyne.TextWrapWord, fyne.TextTruncateEllipsis
	n.note.SizeName, n.note.Importance = theme.SizeNameCaptionText, widget.LowImportance
	n.note.Hide()
	n.ExtendBaseWidget(n)
	return n
}

// Set says what the item is called, a note at its end, and whether it is where we are.
func (n *navItem) Set(name, note string, here bool) {
	n.text.Text, n.here = name, here
	n.name.SetText(name)
	n.note.SetText(note)
	n.note.Hidden = note == ""
	n.Refresh()
}

// Here marks the item as where we are, or not.
func (n *navItem) Here(here bool) {
	if n.here != here {
		n.here = here
		n.Refresh()
	}
}

// barLeast is the least size of names at the bottom of a window.
const barLeast = 12

// fitBar makes the names of items side by side as large as the text is, or as large as all of them have room for.
func fitBar(items map[section]*navItem, width float32) {
	size := theme.CaptionTextSize()
	room := width/float32(len(items)) - 2*theme.Padding()
	for _, n := range items {
		if w := fyne.MeasureText(n.text.Text, theme.CaptionTextSize(), n.text.TextStyle).Width; w > room {
			size = min(size, theme.CaptionTextSize()*room/w)
		}
	}
	for _, n := range items {
		if n.size != size {
			n.size = size
			n.Refresh()
		}
	}
}

// barLayout sets items side by side over the whole width, each as wide as its name needs and an equal part of the rest.
type barLayout struct{}

// Layout is Fyne's.
func (l barLayout) Layout(items []fyne.CanvasObject, size fyne.Size) {
	more, x := (size.Width-l.MinSize(items).Width)/float32(len(items)), float32(0)
	for _, item := range items {
		w := item.MinSize().Width + more
		item.Move(fyne.NewPos(x, 0))
		item.Resize(fyne.NewSize(w, size.Height))
		x += w
	}
	turnRound(items, size.Width)
}

// MinSize is Fyne's.
func (barLayout) MinSize(items []fyne.CanvasObject) (least fyne.Size) {
	for _, item := range items {
		size := item.MinSize()
		least = fyne.NewSize(least.Width+size.Width, max(least.Height, size.Height))
	}
	return least
}

// Refresh follows the theme.
func (n *navItem) Refresh() {
	n.style()
	n.BaseWidget.Refresh()
}

func (n *navItem) style() {
	n.box.CornerRadius = fieldRound
	n.box.StrokeWidth = 0
	n.box.FillColor = color.Transparent
	switch {
	case n.here:
		n.box.FillColor = themed(theme.ColorNameSelection)
	case n.over:
		n.box.FillColor = themed(theme.ColorNameHover)
	}
	if n.focus {
		n.box.StrokeWidth, n.box.StrokeColor = widget.RingWidth, themed(theme.ColorNamePrimary)
	}
	n.text.Color = themed(theme.ColorNameForeground)
	n.text.TextSize = min(theme.CaptionTextSize(), max(n.size, barLeast))
	n.text.Alignment = fyne.TextAlignCenter
	n.name.TextStyle.Bold = n.here || n.strong
	n.name.Refresh()
	n.mark.Refresh()
}

// CreateRenderer is Fyne's.
func (n *navItem) CreateRenderer() fyne.WidgetRenderer {
	n.style()
	words := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()-2), n.name, n.note)
	inside := bordered(nil, nil, container.New(padding(0, 0, theme.Padding(), 0), n.mark), nil,
		container.NewVBox(layout.NewSpacer(), words, layout.NewSpacer()))
	if n.under {
		inside = container.NewVBox(layout.NewSpacer(), container.NewCenter(n.mark), n.text, layout.NewSpacer())
	}
	return widget.NewSimpleRenderer(container.NewStack(n.box, container.New(padding(0, 0, 2, 6), inside)))
}

// MinSize leaves room for a thumb.
func (n *navItem) MinSize() fyne.Size {
	m := n.BaseWidget.MinSize()
	if n.under {
		return fyne.NewSize(60, max(52, m.Height))
	}
	return fyne.NewSize(thumb, max(thumb, m.Height))
}

// Tapped is Fyne's.
func (n *navItem) Tapped(*fyne.PointEvent) { n.tapped() }

// FocusGained is Fyne's.
func (n *navItem) FocusGained() { n.focus = true; n.Refresh(); widget.IntoSight(n) }

// FocusLost is Fyne's.
func (n *navItem) FocusLost() { n.focus = false; n.Refresh() }

// TypedRune is the window's.
func (n *navItem) TypedRune(r rune) { widget.HandOnRune(n, r) }

// TypedKey goes there on Enter or space.
func (n *navItem) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		n.tapped()
	default:
		widget.HandOn(n, k)
	}
}

// MouseIn is Fyne's.
func (n *navItem) MouseIn(*desktop.MouseEvent) { n.over = true; n.Refresh() }

// MouseMoved is Fyne's.
func (n *navItem) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is Fyne's.
func (n *navItem) MouseOut() { n.over = false; n.Refresh() }
