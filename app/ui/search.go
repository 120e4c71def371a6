package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// searchScreen finds the things of a group by words that are in them.
type searchScreen struct {
	app    *App
	group  forum.ID
	open   func(forum.Kind, forum.ID)
	search *lineEntry
	note   *widget.Label
	found  *tileColumn
	chosen string // the key of the tile whose thing is shown beside the list
	shown  searchView
	empty  *emptyState
	root   fyne.CanvasObject
	load   loader[searchView]
	stop   func()
}

type searchView struct {
	words   string
	hits    []store.Hit
	partial bool
}

func newSearch(app *App, group forum.ID, open func(forum.Kind, forum.ID)) *searchScreen {
	s := &searchScreen{app: app, group: group, open: open, note: small(t("search.partial")), found: newColumn(""), empty: newEmptyState(icon("search"))}
	s.search = newSearchEntry(t("search.hint"))
	s.search.OnChanged = func(string) { s.later() }
	s.search.OnSubmitted = func(string) { s.Refresh() }
	scroll := container.NewVScroll(container.New(padding(2, 16, 8, 12), container.NewVBox(s.found.root, s.note)))
	s.root = newSurface(theme.ColorNameBackground, 0, container.NewBorder(listTop(heading(t("search.title")), inset(s.search)), nil, nil, nil, container.NewStack(scroll, s.empty.Object())))
	s.load = loader[searchView]{app: app, show: s.show, begin: func() func(context.Context) (searchView, error) {
		v := searchView{words: strings.TrimSpace(s.search.Text)}
		return func(ctx context.Context) (_ searchView, err error) {
			v.hits, v.partial, err = app.Store.Search(ctx, group, v.words)
			return v, err
		}
	}}
	return s
}

// later searches once nothing has been typed for a moment.
func (s *searchScreen) later() {
	if s.stop != nil {
		s.stop()
	}
	s.stop = s.app.later(searchPause, s.Refresh)
}

// Object is the screen.
func (s *searchScreen) Object() fyne.CanvasObject { return s.root }

// Refresh searches again.
func (s *searchScreen) Refresh() { s.load.Refresh() }

// Close ends the screen.
func (s *searchScreen) Close() {
	if s.stop != nil {
		s.stop()
	}
	s.load.Close()
}

// FocusSearch puts the keyboard in the field.
func (s *searchScreen) FocusSearch() { s.app.focus(s.search) }

// Nothing is what it says where it is empty.
func (s *searchScreen) Nothing() *emptyState { return s.empty }

// Choose marks the tile of a thing as the one shown beside the list.
func (s *searchScreen) Choose(id forum.ID) { s.choose(keyOf(id)) }

func (s *searchScreen) choose(key string) {
	s.chosen = key
	s.show(s.shown)
}

func (s *searchScreen) show(v searchView) {
	s.shown = v
	column := columnWords{key: "found"}
	for i := range v.hits {
		h := &v.hits[i]
		key := h.ID.String()
		w := tileWords{key: key, title: printable(h.Title), meta: unmarked.Replace(h.Line), picture: sectionIcon(sectionOf(h.Kind)), here: key == s.chosen,
			open: func() { s.open(h.Kind, h.ID); s.choose(key) }}
		w.state, w.ink = sectionName(sectionOf(h.Kind)), theme.ColorNameForeground
		column.tiles = append(column.tiles, w)
	}
	s.found.Show(column)
	show(v.partial, s.note)
	switch {
	case len(v.hits) > 0:
		s.empty.Hide()
	case v.words == "":
		s.empty.Show(t("search.teach"), "", nil)
	default:
		s.empty.Show(t("search.none", "Words", v.words), "", nil)
	}
}
