package ui

import (
	"encoding/json"
	"log/slog"
	"maps"

	"fyne.io/fyne/v2"

	"moot/store"
	"moot/store/forum"
)

// looks remembers what this person has looked at on this device, by positions of the store's log: what came later is new
// to them. UI thread only.
type looks struct {
	app   *App
	prefs fyne.Preferences // nil: it ends with the window
	// Since has how far everything of a group was said to be seen, by group; Opened how far single things were, by thing.
	Since  map[string]uint64 `json:"since"`
	Opened map[string]uint64 `json:"opened"`
}

// prefLooks is where looks are kept between runs.
const prefLooks = "looks"

// looksKept bounds how many single things are remembered: beyond them the earliest are forgotten, and are new again.
const looksKept = 1000

func newLooks(app *App) *looks {
	return &looks{app: app, Since: map[string]uint64{}, Opened: map[string]uint64{}}
}

// load takes up what an earlier run left.
func (l *looks) load(p fyne.Preferences) {
	l.prefs = p
	if saved := p.String(prefLooks); saved != "" {
		if err := json.Unmarshal([]byte(saved), l); err != nil {
			l.app.Log.Warn("what was looked at cannot be read", slog.Any("error", err))
		}
	}
	if l.Since == nil || l.Opened == nil {
		l.Since, l.Opened = map[string]uint64{}, map[string]uint64{}
	}
}

func (l *looks) save() {
	if l.prefs == nil {
		return
	}
	b, err := json.Marshal(l)
	if err != nil {
		l.app.tell(err)
		return
	}
	l.prefs.SetString(prefLooks, string(b))
}

// Open says that a thing is being looked at now.
func (l *looks) Open(id forum.ID) {
	for len(l.Opened) >= looksKept {
		oldest := ""
		for k, at := range l.Opened {
			if oldest == "" || at < l.Opened[oldest] {
				oldest = k
			}
		}
		delete(l.Opened, oldest)
	}
	l.Opened[id.String()] = l.app.Store.Position()
	l.save()
}

// All says that everything of a group has been seen up to a position.
func (l *looks) All(group forum.ID, at uint64) {
	l.Since[group.String()] = at
	for k, opened := range l.Opened {
		if opened <= l.least() {
			delete(l.Opened, k)
		}
	}
	l.save()
}

// least is the position up to which everything of every group has been seen.
func (l *looks) least() uint64 {
	least := l.app.Store.Position()
	for _, at := range l.Since {
		least = min(least, at)
	}
	return least
}

// copied is for a reading off the UI thread.
func (l *looks) copied() *looks {
	return &looks{app: l.app, Since: maps.Clone(l.Since), Opened: maps.Clone(l.Opened)}
}

// Named says whether a thing was looked at since somebody named this person in it.
func (l *looks) Named(n *store.News) bool { return n.NamedAt <= l.Opened[n.ID.String()] }

// Moved says whether a meeting's day or place was changed since it was looked at; of one that nobody has looked at it is no news.
func (l *looks) Moved(n *store.News) bool {
	opened := l.Opened[n.ID.String()]
	return n.MovedAt > opened && (!n.Made || opened > 0)
}

// Seen says whether a piece of news is none any more.
func (l *looks) Seen(n *store.News) bool { return n.At <= l.Opened[n.ID.String()] }
