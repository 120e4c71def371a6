package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// surface is a rectangle of a theme colour behind something.
type surface struct {
	widget.BaseWidget
	name    fyne.ThemeColorName
	box     *canvas.Rectangle
	content fyne.CanvasObject
}

func newSurface(name fyne.ThemeColorName, radius float32, content fyne.CanvasObject) *surface {
	s := &surface{name: name, box: canvas.NewRectangle(color.Transparent), content: content}
	s.box.CornerRadius = radius
	s.ExtendBaseWidget(s)
	return s
}

// Within is what it is under.
func (s *surface) Within() []fyne.CanvasObject { return []fyne.CanvasObject{s.content} }

// newCard sets something apart from the page.
func newCard(content fyne.CanvasObject) fyne.CanvasObject {
	return newSurface(colorSurface, cardRadius, container.New(layout.NewCustomPaddedLayout(8, 8, 8, 8), content))
}

// Refresh follows the theme.
func (s *surface) Refresh() {
	s.box.FillColor = themed(s.name)
	s.box.Refresh()
	s.BaseWidget.Refresh()
}

// CreateRenderer is Fyne's.
func (s *surface) CreateRenderer() fyne.WidgetRenderer {
	s.box.FillColor = themed(s.name)
	return widget.NewSimpleRenderer(container.NewStack(s.box, s.content))
}

// chipTint is how much of its word's colour the box of a chip has: little enough for the word to be read on it.
const chipTint = 0x14

// chip is a short word in a rounded box: a state. Its colour goes with the word, never instead of it.
type chip struct {
	widget.BaseWidget
	text *canvas.Text // as it is written
	line *canvas.Text // as it is drawn
	box  *canvas.Rectangle
	name fyne.ThemeColorName
}

func newChip() *chip {
	c := &chip{text: canvas.NewText("", color.Transparent), line: canvas.NewText("", color.Transparent), box: canvas.NewRectangle(color.Transparent), name: theme.ColorNameForeground}
	c.text.TextStyle.Bold = true
	c.box.CornerRadius = canvas.RadiusMaximum
	c.ExtendBaseWidget(c)
	return c
}

// Set says the word and its colour.
func (c *chip) Set(text string, name fyne.ThemeColorName) {
	c.text.Text, c.name = text, name
	c.Refresh()
}

// String is the word as it is written.
func (c *chip) String() string { return c.text.Text }

// Refresh follows the theme.
func (c *chip) Refresh() {
	c.style()
	c.BaseWidget.Refresh()
}

func (c *chip) style() {
	c.text.TextSize = theme.CaptionTextSize()
	ink := themed(c.name)
	r, g, b, _ := ink.RGBA()
	c.text.Color = ink
	c.line.Text, c.line.TextSize, c.line.Color, c.line.TextStyle = widget.Line(c.text.Text), c.text.TextSize, ink, c.text.TextStyle
	c.box.FillColor = color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: chipTint}
}

// CreateRenderer is Fyne's.
func (c *chip) CreateRenderer() fyne.WidgetRenderer {
	c.style()
	return widget.NewSimpleRenderer(container.NewStack(c.box, container.New(layout.NewCustomPaddedLayout(2, 2, 9, 9), c.line)))
}
