package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
)

// steady changes what is on a page that scrolls, and keeps under the eyes what was there: when something is put in above
// it, the page scrolls by as much. At the very top the newest may come in.
func steady(page *container.Scroll, change func()) {
	mark, at := topmost(page.Content, page.Offset.Y, page.Offset.Y) // the content lies that much above the page
	change()
	page.Content.Refresh()
	page.Refresh()
	if mark == nil || page.Offset.Y <= 0 {
		return
	}
	if now, ok := depth(page.Content, mark, page.Offset.Y); ok && now != at {
		page.ScrollToOffset(fyne.NewPos(page.Offset.X, page.Offset.Y+now-at))
	}
}

// bringUp scrolls a page so that a thing on it begins at its top, as far as there is anything under it.
func bringUp(page *container.Scroll, thing fyne.CanvasObject) {
	page.Content.Refresh()
	page.Refresh()
	if y, ok := depth(page.Content, thing, 0); ok {
		page.ScrollToOffset(fyne.NewPos(page.Offset.X, y-page.Content.Position().Y))
	}
}

// topmost finds the first thing, and no box of things, that begins at or below a height, and where it begins.
func topmost(o fyne.CanvasObject, above, height float32) (fyne.CanvasObject, float32) {
	at := above + o.Position().Y
	if !o.Visible() || at+o.Size().Height < height {
		return nil, 0
	}
	inside := widget.Within(o)
	if inside == nil {
		if at < height {
			return nil, 0
		}
		return o, at
	}
	for _, part := range inside {
		if mark, y := topmost(part, at, height); mark != nil {
			return mark, y
		}
	}
	return nil, 0
}

// depth finds how far down a thing is.
func depth(o, want fyne.CanvasObject, above float32) (float32, bool) {
	at := above + o.Position().Y
	if o == want {
		return at, o.Visible()
	}
	for _, part := range widget.Within(o) {
		if y, ok := depth(part, want, at); ok {
			return y, true
		}
	}
	return 0, false
}
