package ui

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// desks keeps what is being written and is not saved yet, so that leaving a screen loses nothing: texts whose saving
// is under way or was refused, and forms not sent, with what is chosen in them. UI thread only.
type desks struct {
	app      *App
	sessions map[forum.ID]*textSession
	drafts   map[string]string
	marks    map[forum.ID]ballotMarks // on ballots that are not cast, by vote
	prefs    fyne.Preferences         // nil: drafts end with the window
	stop     func()                   // of the writing down that is due
}

func newDesks(app *App) *desks {
	return &desks{app: app, sessions: map[forum.ID]*textSession{}, drafts: map[string]string{}, marks: map[forum.ID]ballotMarks{}}
}

// focus puts the keyboard in something, also in what was put on the window just now, whose canvas Fyne does not know yet.
func (a *App) focus(on fyne.Focusable) { a.window.Canvas().Focus(on) }

// Session gives the editing session of a shared text: the one that is not saved yet, or a new one on text.
func (d *desks) Session(group, doc forum.ID, text string) *textSession {
	if s, ok := d.sessions[doc]; ok {
		return s
	}
	s := newTextSession(text, func(was, now string) (string, error) {
		// Saving goes on when the window closes, so it has a context of its own.
		return d.app.Store.EditText(context.Background(), group, doc, was, now)
	}, func(work, done func()) {
		d.app.work(func(context.Context) error { work(); return nil }, func(error) { done() })
	}, d.app.later)
	d.sessions[doc] = s
	s.idle = func() {
		if s.view == nil {
			delete(d.sessions, doc)
		}
	}
	return s
}

// Unsaved says whether a text has words that exist only in this window.
func (d *desks) Unsaved(doc forum.ID) bool {
	s, ok := d.sessions[doc]
	return ok && s.Unsaved()
}

// Flush begins to save everything typed; the window calls it before it closes and then waits for the work under way.
func (d *desks) Flush() {
	for _, s := range d.sessions {
		s.Flush()
	}
}

// Bind fills a form's entries with what was typed into it before and keeps what is typed from now on, each under its name.
func (d *desks) Bind(form map[string]*widget.Entry) {
	for key, entry := range form {
		entry.SetText(d.Draft(key))
		entry.OnChanged = func(words string) { d.Keep(key, words) }
	}
}

// Forget drops what was typed into a form: it has been sent, or given up.
func (d *desks) Forget(form map[string]*widget.Entry) {
	for key := range form {
		d.Keep(key, "")
	}
}

// BindDay does the same for a day.
func (d *desks) BindDay(key string, e *dateEntry) {
	e.SetText(d.Draft(key))
	e.kept = func(words string) { d.Keep(key, words) }
}

// BindSelect chooses again what was chosen before in a list, and keeps what is chosen from now on where it is not what is chosen at
// first. The same is to be done again, by what it gives, when there is more to choose from.
func (d *desks) BindSelect(key string, c *widget.Select) (again func()) {
	c.OnChanged = d.keeping(key, c.Selected, c.OnChanged)
	again = func() {
		if kept := d.Draft(key); kept != "" && kept != c.Selected {
			c.SetSelected(kept)
		}
	}
	again()
	return again
}

// BindRadio does the same for a choice of a few.
func (d *desks) BindRadio(key string, c *widget.RadioGroup) {
	c.OnChanged = d.keeping(key, c.Selected, c.OnChanged)
	if kept := d.Draft(key); slices.Contains(c.Options, kept) {
		c.SetSelected(kept)
	}
}

func (d *desks) keeping(key, first string, changed func(string)) func(string) {
	return func(words string) {
		if changed != nil {
			changed(words)
		}
		if words == first {
			words = ""
		}
		d.Keep(key, words)
	}
}

// BindTick does the same for a box to tick that is empty at first.
func (d *desks) BindTick(key string, c *tick) {
	changed := c.box.OnChanged
	c.box.OnChanged = func(on bool) {
		changed(on)
		d.Keep(key, map[bool]string{true: "x"}[on])
	}
	if d.Draft(key) != "" {
		c.box.SetChecked(true)
	}
}

// Begun says whether something is kept under a name that begins so.
func (d *desks) Begun(prefix string) bool {
	for key := range d.drafts {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// KeepReason keeps what is typed as the reason for a vote, unless it is the reason that was cast.
func (d *desks) KeepReason(vote forum.ID, words, cast string) {
	if words == cast {
		words = ""
	}
	d.Keep(reasonKey(vote), words)
}

func reasonKey(vote forum.ID) string { return "reason/" + vote.String() }

// Draft gives what was typed into a form and not sent. Keep with empty words forgets it.
func (d *desks) Draft(key string) string { return d.drafts[key] }

// Keep is described at Draft.
func (d *desks) Keep(key, words string) {
	if words == "" {
		delete(d.drafts, key)
	} else {
		d.drafts[key] = words
	}
	if d.stop != nil {
		d.stop()
	}
	d.stop = d.app.later(draftPause, d.saveDrafts)
}

// draftPause is how long typing must rest before a draft is written down.
const draftPause = time.Second

// prefDrafts is where drafts are kept between runs: on this device only, beside the other settings of the window.
const prefDrafts = "drafts"

// loadDrafts takes up what an earlier run left unsent.
func (d *desks) loadDrafts(p fyne.Preferences) {
	d.prefs = p
	if saved := p.String(prefDrafts); saved != "" {
		if err := json.Unmarshal([]byte(saved), &d.drafts); err != nil {
			d.app.Log.Warn("the drafts of the last run cannot be read", slog.Any("error", err))
		}
	}
}

// saveDrafts writes the drafts down. The toolkit puts them on disk off the UI thread.
func (d *desks) saveDrafts() {
	if d.prefs == nil {
		return
	}
	b, err := json.Marshal(d.drafts)
	if err != nil {
		d.app.tell(err)
		return
	}
	d.prefs.SetString(prefDrafts, string(b))
}
