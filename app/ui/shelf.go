package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// shelfKind is what makes one list of a group's things differ from another.
type shelfKind struct {
	title, add, none, teach string        // none is what an empty list says; teach what it says to who may add to it
	picture                 fyne.Resource // of the empty list
	filters                 []string      // the first is chosen at first; none: no choice
	// read reads the columns for a choice, off the UI thread, and says whether this person may add.
	read func(ctx context.Context, filter int) (columns []columnWords, add bool, err error)
	open func(forum.ID)
	make func()
}

// shelf lists things of a group as tiles in columns: under each other, or side by side where there is room.
type shelf struct {
	app     *App
	kind    shelfKind
	chosen  string // the key of the tile whose thing is shown beside the list
	add     *widget.Button
	filter  *widget.Select
	columns parts[string, *tileColumn]
	empty   *emptyState
	scroll  *container.Scroll
	root    fyne.CanvasObject
	load    loader[shelfView]
}

type shelfView struct {
	columns []columnWords
	add     bool
}

func newShelf(app *App, kind shelfKind) *shelf {
	s := &shelf{app: app, kind: kind, empty: newEmptyState(kind.picture)}
	s.add = widget.NewButtonWithIcon(kind.add, icon("plus"), kind.make)
	s.add.Importance = widget.HighImportance
	s.add.Hide()
	s.columns = parts[string, *tileColumn]{box: container.New(&columnsLayout{}), create: newColumn, object: func(c *tileColumn) fyne.CanvasObject { return c.root }}
	top := []fyne.CanvasObject{listHead(heading(kind.title), s.add, len([]rune(kind.title))+4)}
	if len(kind.filters) > 0 {
		s.filter = widget.NewSelect(kind.filters, nil)
		s.filter.SetSelectedIndex(0)
		s.filter.OnChanged = func(string) { s.Refresh() }
		top = append(top, inset(container.New(&measureLayout{leastColumn}, framed(s.filter))))
	}
	s.scroll = container.NewVScroll(container.New(padding(2, 16, 8, 12), s.columns.box))
	s.root = newSurface(theme.ColorNameBackground, 0, container.NewBorder(listTop(top...), nil, nil, nil, container.NewStack(s.scroll, s.empty.Object())))
	s.load = loader[shelfView]{app: app, show: s.show, begin: func() func(context.Context) (shelfView, error) {
		at := 0
		if s.filter != nil {
			at = max(0, s.filter.SelectedIndex())
		}
		return func(ctx context.Context) (v shelfView, err error) {
			v.columns, v.add, err = kind.read(ctx, at)
			return v, err
		}
	}}
	return s
}

// Object is the screen.
func (s *shelf) Object() fyne.CanvasObject { return s.root }

// Nothing is what it says where it is empty.
func (s *shelf) Nothing() *emptyState { return s.empty }

// Refresh reads the list again.
func (s *shelf) Refresh() { s.load.Refresh() }

// Close ends the screen.
func (s *shelf) Close() { s.load.Close() }

func (s *shelf) show(v shelfView) {
	var shown []columnWords
	tiles := 0
	for _, c := range v.columns {
		tiles += len(c.tiles)
		if len(c.tiles) > 0 || c.none != "" {
			shown = append(shown, c)
		}
	}
	keys := make([]string, len(shown))
	for i := range shown {
		keys[i] = shown[i].key
		for j := range shown[i].tiles {
			l := &shown[i].tiles[j]
			l.here = l.key == s.chosen
			open := l.open
			l.open = func() { open(); s.choose(l.key) }
		}
	}
	changed := len(keys) != len(s.columns.made)
	for i, key := range keys {
		c, ok := s.columns.made[key]
		changed = changed || !ok || !c.Says(&shown[i])
	}
	bring := func() { s.columns.Show(keys, func(c *tileColumn, i int) { c.Show(shown[i]) }) }
	if changed {
		steady(s.scroll, bring)
	} else {
		bring() // what opens things may be another
	}
	show(v.add && tiles > 0, s.add) // else it is offered once, in the middle
	switch {
	case tiles > 0:
		s.scroll.Show()
		s.empty.Hide()
	case v.add:
		s.scroll.Hide()
		s.empty.Show(s.kind.teach, s.kind.add, s.kind.make)
	default:
		s.scroll.Hide()
		s.empty.Show(s.kind.none, "", nil)
	}
}

// Choose marks the tile of a thing as the one shown beside the list.
func (s *shelf) Choose(id forum.ID) { s.choose(keyOf(id)) }

// choose does that by the key of the tile; what is shown may be no thing but what the charter names.
func (s *shelf) choose(key string) {
	s.chosen = key
	for _, c := range s.columns.made {
		for _, l := range c.tiles.made {
			if here := l.words.key == key; here != l.words.here {
				l.words.here = here
				l.Refresh()
			}
		}
	}
}

// keyOf is the key of the tile of a thing; of none for none.
func keyOf(id forum.ID) string {
	if id.Zero() {
		return ""
	}
	return id.String()
}
