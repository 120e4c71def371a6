package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/mobile"

	"moot/app/ui/widget"
)

// finger lies over the text of a field on a device with a touch screen, while the field is not being written in. The toolkit's fields
// take the keyboard as soon as they are touched, and a drag selects their words: a page full of fields could not be
// scrolled. So a tap goes on to the field, and a drag to what the field scrolls with. UI thread only.
type finger struct {
	widget.BaseWidget
	field touched
	moves fyne.Draggable // what the drag under way scrolls; nil for none
}

// touched is a field of the toolkit.
type touched interface {
	fyne.Focusable
	fyne.Widget
	fyne.Tappable
	fyne.SecondaryTappable
	mobile.Touchable
}

// pageTouched is the page that a finger last moved on; nil for none.
var pageTouched *container.Scroll

// underFinger has a field's renderer lay a [finger] over its text where there is a touch screen.
func underFinger(r fyne.WidgetRenderer, field touched) fyne.WidgetRenderer {
	if !fyne.CurrentDevice().IsMobile() {
		return r
	}
	f := &finger{field: field}
	f.ExtendBaseWidget(f)
	return &fingerRenderer{r, f}
}

// fingerRenderer is the renderer of a field under a finger.
type fingerRenderer struct {
	fyne.WidgetRenderer
	over *finger
}

// Objects is Fyne's. What is at the end of a field's line comes after the finger and stays what it is.
func (r *fingerRenderer) Objects() []fyne.CanvasObject {
	all := r.WidgetRenderer.Objects()
	if c := fyne.CurrentApp().Driver().CanvasForObject(r.over.field); c != nil && c.Focused() == fyne.Focusable(r.over.field) {
		return all
	}
	after := 0 // what takes drags over the text
	for i, o := range all {
		if _, ok := o.(fyne.Draggable); ok {
			after = i + 1
		}
	}
	return slices.Insert(slices.Clone(all), after, fyne.CanvasObject(r.over))
}

// Layout is Fyne's.
func (r *fingerRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.over.Resize(size)
}

// CreateRenderer is Fyne's.
func (f *finger) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

// TouchDown is Fyne's: what the finger wants is not known yet.
func (f *finger) TouchDown(*mobile.TouchEvent) { pageTouched, f.moves = nil, nil }

// TouchUp is Fyne's.
func (f *finger) TouchUp(*mobile.TouchEvent) {}

// TouchCancel is Fyne's.
func (f *finger) TouchCancel(*mobile.TouchEvent) {}

// Tapped is Fyne's.
func (f *finger) Tapped(at *fyne.PointEvent) {
	touch := &mobile.TouchEvent{PointEvent: *at}
	f.field.TouchDown(touch)
	f.field.TouchUp(touch)
	f.field.Tapped(at)
}

// TappedSecondary is Fyne's.
func (f *finger) TappedSecondary(at *fyne.PointEvent) { f.field.TappedSecondary(at) }

// Dragged is Fyne's.
func (f *finger) Dragged(by *fyne.DragEvent) {
	if f.moves == nil {
		f.moves = f.scrolls()
	}
	if f.moves != nil {
		f.moves.Dragged(by)
	}
}

// DragEnd is Fyne's, when what was thrown has come to rest.
func (f *finger) DragEnd() {
	if f.moves != nil {
		f.moves.DragEnd()
		f.moves = nil
	}
}

// scrolls gives what the field scrolls with: a long text's parts, or the page that the finger moves on.
func (f *finger) scrolls() fyne.Draggable {
	scroll := pageTouched
	if e, ok := f.field.(*textEditor); ok && e.long.several() {
		scroll = e.long.scroll
	}
	if scroll == nil || !over(scroll, fyne.CurrentApp().Driver().AbsolutePositionForObject(f.field)) {
		return nil
	}
	drag, _ := fyne.CanvasObject(scroll).(fyne.Draggable) // it is one where there is a touch screen
	return drag
}

// TouchMoved is Fyne's, and comes before the drag itself.
func (w *wheel) TouchMoved(*mobile.TouchEvent) { pageTouched = w.page }
