package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
)

// wheel lies over what is on a page that scrolls and takes nothing but the wheel. The toolkit gives the wheel to the innermost thing that
// scrolls, and every field does, even one whose text is all in sight: a page would stop under the pointer at each of its
// fields. So the page has the wheel, except for the field that is being written in, as far as its text goes.
type wheel struct {
	widget.BaseWidget
	page *container.Scroll
}

// scrolling makes a page that scrolls what is on it.
func scrolling(things fyne.CanvasObject) *container.Scroll {
	w := &wheel{}
	w.ExtendBaseWidget(w)
	w.page = container.NewVScroll(container.NewStack(things, w))
	return w.page
}

// CreateRenderer is Fyne's.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

// Scrolled is Fyne's.
func (w *wheel) Scrolled(ev *fyne.ScrollEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(w); c != nil {
		if field, inside := scrollsIn(c.Focused()); inside != nil && over(field, ev.AbsolutePosition) {
			was := inside.Offset
			inside.Scrolled(ev)
			if inside.Offset != was {
				return
			}
		}
	}
	w.page.Scrolled(ev)
}

// scrollsIn gives what the text of a field that is being written in scrolls in; nil if it does not.
func scrollsIn(focused fyne.Focusable) (field fyne.CanvasObject, inside *container.Scroll) {
	switch f := focused.(type) {
	case *area:
		return f, f.inside
	case *textEditor:
		if f.long.several() {
			return f.Object(), f.long.scroll
		}
		return f, f.inside
	}
	return nil, nil
}

// over says whether a point of the window is on an object.
func over(o fyne.CanvasObject, at fyne.Position) bool {
	from := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	return at.X >= from.X && at.Y >= from.Y && at.X < from.X+o.Size().Width && at.Y < from.Y+o.Size().Height
}
