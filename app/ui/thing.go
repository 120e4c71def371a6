package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store/forum"
)

// thing is a screen about one thing of a group: its title, its state, what belongs to it, and what people say about it.
// V is what one reading gives.
type thing[V any] struct {
	app       *App
	group, id forum.ID
	title     *widget.Label
	chip      *chip
	state     *fyne.Container // the chip beside meta
	meta      *widget.Label
	photos    *photosView // nil: no files go with one
	comments  *commentsView
	format    commentFormatter // belongs to the reading
	scroll    *container.Scroll
	root      fyne.CanvasObject
	load      loader[V]
}

// withPhotos makes the photos and files that go with the thing, for setUp to be given among the parts.
func (s *thing[V]) withPhotos(app *App, group, id forum.ID) fyne.CanvasObject {
	s.photos = newPhotos(app, group, id)
	return s.photos.root
}

// withPapers makes the buttons that copy and print the thing, folded away; words is what is on the screen, or nil.
func (s *thing[V]) withPapers(app *App, words func() *paper.Document) fyne.CanvasObject {
	buttons := newPapers(app, func() string { return s.title.Text }, func() func(context.Context) (printed, error) {
		d := words()
		if d == nil {
			return nil
		}
		return ready(app, s.group, d)
	})
	return folding(newFold(t("nav.more"), buttons.root)).root
}

// setUp makes the screen of its parts.
func (s *thing[V]) setUp(app *App, group, id forum.ID, read func(context.Context) (V, error), show func(V), parts ...fyne.CanvasObject) {
	s.app, s.group, s.id = app, group, id
	s.title, s.chip, s.meta = title(""), newChip(), small("")
	s.comments = newComments(app, group, id, s.Refresh)
	s.state = chipLine(s.chip, s.meta)
	all := append([]fyne.CanvasObject{s.title, s.state}, parts...)
	s.scroll = page(append(all, s.comments.root)...)
	if s.photos != nil {
		s.photos.page = s.scroll
	}
	s.root = container.NewBorder(nil, s.comments.under, nil, nil, s.scroll)
	s.load = loader[V]{app: app, show: show, begin: func() func(context.Context) (V, error) { return read }}
}

// Object is the screen.
func (s *thing[V]) Object() fyne.CanvasObject { return s.root }

// Refresh reads the thing again. What is being typed and the place on the page stay.
func (s *thing[V]) Refresh() {
	s.load.Refresh()
	if s.photos != nil {
		s.photos.Refresh()
	}
}

// Close ends the screen.
func (s *thing[V]) Close() {
	s.load.Close()
	if s.photos != nil {
		s.photos.Close()
	}
}

// head says what the thing is called, its state, and the rest on one line.
func (s *thing[V]) head(name, state string, ink fyne.ThemeColorName, more ...string) {
	setText(s.title, printable(name))
	show(state != "", s.state.Objects[1]) // with its place
	s.chip.Set(state, ink)
	setText(s.meta, printable(strings.Join(more, " · ")))
}

// deed does something about the thing and reads it again.
func (s *thing[V]) deed(button fyne.Disableable, f func(context.Context) error) {
	enable(false, button)
	s.app.work(f, func(err error) {
		enable(true, button)
		if err != nil {
			s.app.tell(err)
			return
		}
		s.Refresh()
	})
}

// talk formats what is said about the thing; off the UI thread.
func (s *thing[V]) talk(all []forum.Comment, names map[forum.Person]string) []comment {
	return s.format.threads(all, names, s.app.follow, s.app.Log)
}
