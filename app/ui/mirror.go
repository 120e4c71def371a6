package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
)

// Where the language runs from right to left, what is beside something lies the other way round. Layouts here that set things
// side by side end with turnRound; these three stand for Fyne's that do.

// bordered is Fyne's border, with what comes before and after the things in the middle as they are read.
func bordered(top, bottom, before, after fyne.CanvasObject, things ...fyne.CanvasObject) *fyne.Container {
	if widget.FromRight() {
		before, after = after, before
	}
	return container.NewBorder(top, bottom, before, after, things...)
}

// padding is Fyne's padded layout, with the room before and after as it is read.
func padding(top, bottom, before, after float32) fyne.Layout {
	if widget.FromRight() {
		before, after = after, before
	}
	return layout.NewCustomPaddedLayout(top, bottom, before, after)
}

// abreast is Fyne's row of things, the first where one begins to read.
func abreast(things ...fyne.CanvasObject) *fyne.Container {
	return container.New(mirrored{layout.NewHBoxLayout()}, things...)
}

// mirrored is a layout whose things are turned round where the language is.
type mirrored struct{ inner fyne.Layout }

// Layout is Fyne's.
func (m mirrored) Layout(things []fyne.CanvasObject, size fyne.Size) {
	m.inner.Layout(things, size)
	turnRound(things, size.Width)
}

// MinSize is Fyne's.
func (m mirrored) MinSize(things []fyne.CanvasObject) fyne.Size { return m.inner.MinSize(things) }

// turnRound turns things just laid out in a width from the left round, where the language runs from right to left.
func turnRound(things []fyne.CanvasObject, width float32) {
	if widget.FromRight() {
		turned(things, width)
	}
}

// turned sets things as far from the right as they are from the left.
func turned(things []fyne.CanvasObject, width float32) {
	for _, o := range things {
		at := o.Position()
		o.Move(fyne.NewPos(width-at.X-o.Size().Width, at.Y))
	}
}

// backIcon is the arrow that points to where one came from.
func backIcon() fyne.Resource {
	if widget.FromRight() {
		return icon("back-right")
	}
	return icon("back")
}
