package ui

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// shownSide is the most points a picture on the screen has on a side: what every graphics card takes.
const shownSide = 2048

// thumbSize is the room of a small picture, in the units of the screen.
var thumbSize = fyne.NewSize(132, 99)

// thumbButton is a small picture that opens the large one, by a tap or by the keyboard.
type thumbButton struct {
	widget.BaseWidget
	picture *canvas.Image
	edge    *canvas.Rectangle
	alt     string // what it shows, in words
	tapped  func()
	focused bool
}

func newThumbButton(m image.Image, alt string, tapped func()) *thumbButton {
	b := &thumbButton{picture: canvas.NewImageFromImage(m), edge: canvas.NewRectangle(color.Transparent), alt: alt, tapped: tapped}
	b.picture.FillMode = canvas.ImageFillContain
	b.picture.ScaleMode = canvas.ImageScaleSmooth
	b.picture.SetMinSize(thumbSize)
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is Fyne's.
func (b *thumbButton) CreateRenderer() fyne.WidgetRenderer {
	b.drawEdge()
	return widget.NewSimpleRenderer(container.NewStack(b.picture, b.edge))
}

// Refresh follows the theme and the keyboard.
func (b *thumbButton) Refresh() {
	b.drawEdge()
	b.edge.Refresh()
}

func (b *thumbButton) drawEdge() {
	b.edge.StrokeWidth = 0
	if b.focused {
		b.edge.StrokeWidth = 3
		b.edge.StrokeColor = themed(theme.ColorNameFocus)
	}
}

// Tapped opens the picture.
func (b *thumbButton) Tapped(*fyne.PointEvent) { b.tapped() }

// Cursor says that it can be tapped.
func (b *thumbButton) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained is Fyne's.
func (b *thumbButton) FocusGained() { b.focused = true; b.Refresh(); widget.IntoSight(b) }

// FocusLost is Fyne's.
func (b *thumbButton) FocusLost() { b.focused = false; b.Refresh() }

// TypedRune is the window's.
func (b *thumbButton) TypedRune(r rune) { widget.HandOnRune(b, r) }

// TypedKey opens the picture on Enter or the space bar.
func (b *thumbButton) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeySpace || k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter {
		b.tapped()
		return
	}
	widget.HandOn(b, k)
}
