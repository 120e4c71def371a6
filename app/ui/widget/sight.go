package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Box is a widget that holds others at places of its own.
type Box interface{ Within() []fyne.CanvasObject }

// Within gives what a box holds; nil for what is no box.
func Within(o fyne.CanvasObject) []fyne.CanvasObject {
	switch x := o.(type) {
	case *fyne.Container:
		return x.Objects
	case Box:
		return x.Within()
	}
	return nil
}

// sightRoom is how much is left in sight over and under what has the keyboard, so that its ring is seen and what goes on there.
const sightRoom = 12

// pressed says that it is a press of the pointer that gives the keyboard to something. A page that moved under the pointer then would
// make a selection of a click.
var pressed bool

// IntoSight scrolls the page that a thing is on as little as is needed to see it: Tab goes on to things that are scrolled
// away, and the toolkit leaves them there. Of what is higher than the page it is enough that a part is seen.
func IntoSight(thing fyne.CanvasObject) {
	if pressed {
		return
	}
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		from := w.Content()
		if over := w.Canvas().Overlays().Top(); over != nil {
			from = over
		}
		if way := wayTo(from, thing); way != nil {
			scrollAlong(way)
			return
		}
	}
}

// wayTo gives what a thing is in, from the outermost; it is the last itself. Nil where it is not in there.
func wayTo(from, thing fyne.CanvasObject) []fyne.CanvasObject {
	if from == nil || !from.Visible() {
		return nil
	}
	if from == thing {
		return []fyne.CanvasObject{from}
	}
	inside := Within(from)
	if s, ok := from.(*container.Scroll); ok {
		inside = []fyne.CanvasObject{s.Content}
	}
	for _, o := range inside {
		if way := wayTo(o, thing); way != nil {
			return append([]fyne.CanvasObject{from}, way...)
		}
	}
	return nil
}

func scrollAlong(way []fyne.CanvasObject) {
	for i, o := range way {
		page, ok := o.(*container.Scroll)
		if !ok || page.Direction == container.ScrollNone || page.Direction == container.ScrollHorizontalOnly {
			continue
		}
		settle(page, way[i+1:])
		y := float32(0)
		for _, part := range way[i+2:] {
			y += part.Position().Y
		}
		room, height := page.Size().Height, way[len(way)-1].Size().Height
		top, bottom := y-sightRoom, y+height+sightRoom
		at := page.Offset.Y
		switch {
		case height > room && y < at+room && y+height > at: // a part of it is seen
			continue
		case top < at || height > room:
			at = top
		case bottom > at+room:
			at = bottom - room
		default:
			continue
		}
		page.ScrollToOffset(fyne.NewPos(page.Offset.X, max(0, at)))
	}
}

// settle lays out what was shown just now, on the way to a thing: the toolkit does that only when it draws.
func settle(page *container.Scroll, way []fyne.CanvasObject) {
	page.Content.Resize(page.Content.MinSize().Max(page.Size()))
	for _, o := range way {
		if c, ok := o.(*fyne.Container); ok && c.Layout != nil {
			c.Layout.Layout(c.Objects, c.Size())
		}
	}
}
