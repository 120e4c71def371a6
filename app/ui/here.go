package ui

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/store/forum"
)

// presence shows in shared texts who else writes there now, and tells the neighbours where this person writes, for as long
// as a text is open to write. Nothing is told of what is only read. UI thread only.
type presence struct {
	app    *App
	blocks map[*textBlock]bool // on a screen
	said   map[forum.ID]bool   // groups in which neighbours were told of a text
	stop   func()              // of the telling that is due

	telling, tellAgain bool
	asking, askAgain   bool
}

// prefQuietly keeps this person's places to themselves.
const prefQuietly = "here.quietly"

const (
	tellPause = 300 * time.Millisecond // without a move of the caret, after which neighbours are told where it is
	hearPause = 250 * time.Millisecond // between looks at who writes where, however many hints come
)

func newPresence(app *App) *presence {
	return &presence{app: app, blocks: map[*textBlock]bool{}, said: map[forum.ID]bool{}}
}

// open says whether neighbours may be told where this person writes.
func (p *presence) open() bool {
	return !p.app.Store.Secluded() && !p.app.settings.prefs.Bool(prefQuietly)
}

// Moved has the neighbours told soon where this person writes.
func (p *presence) Moved() {
	if p.stop == nil && p.open() {
		p.stop = p.app.later(tellPause, p.Tell)
	}
}

// writing is a text of this person's that is open to write: what its editor was shown, and the caret in that.
type writing struct {
	group, doc forum.ID
	base       string
	at         int
}

// Tell has the neighbours told now.
func (p *presence) Tell() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	if p.telling {
		p.tellAgain = true
		return
	}
	var texts []writing
	for b := range p.blocks {
		if b.editor != nil && p.open() {
			doc := b.editor.session.doc
			texts = append(texts, writing{b.group, b.doc, doc.Base(), doc.InBase(b.editor.Caret())})
		}
	}
	groups := p.said
	p.said = map[forum.ID]bool{}
	for _, w := range texts {
		p.said[w.group], groups[w.group] = true, true
	}
	if len(groups) == 0 {
		return
	}
	p.telling = true
	p.app.work(func(ctx context.Context) error { p.tell(ctx, groups, texts); return nil }, func(error) {
		p.telling = false
		if p.tellAgain {
			p.tellAgain = false
			p.Tell()
		}
	})
}

// tell runs off the UI thread.
func (p *presence) tell(ctx context.Context, groups map[forum.ID]bool, texts []writing) {
	places := map[forum.ID][]forum.Place{}
	for _, w := range texts {
		at, err := p.app.Store.Place(ctx, w.group, w.doc, w.base, w.at)
		if err != nil {
			p.app.Log.Debug("the place in a text cannot be told", slog.Any("error", err))
		}
		places[w.group] = append(places[w.group], at)
	}
	for g := range groups {
		p.app.Net.SayHere(g, places[g])
	}
}

// writer is somebody else who writes in a text.
type writer struct {
	device forum.Device
	name   string
	at     int  // characters of the text before their place
	known  bool // that place is known
}

// Hear looks who writes in the texts on the screen, off the UI thread, and shows them.
func (p *presence) Hear() {
	if p.asking {
		p.askAgain = true
		return
	}
	type asked struct {
		block *textBlock
		writing
		found []writer
	}
	var texts []asked
	for b := range p.blocks {
		texts = append(texts, asked{block: b, writing: writing{group: b.group, doc: b.doc, base: b.Base()}})
	}
	if len(texts) == 0 {
		return
	}
	p.asking = true
	p.app.work(func(ctx context.Context) error {
		for i := range texts {
			var err error
			if texts[i].found, err = p.writers(ctx, texts[i].writing); err != nil {
				return err
			}
		}
		return nil
	}, func(err error) {
		p.asking = false
		for _, a := range texts {
			if !p.blocks[a.block] || err != nil {
				continue
			}
			if a.block.Base() != a.base { // its words are others by now
				p.askAgain = true
				continue
			}
			a.block.ShowWriters(a.found)
		}
		if err != nil {
			p.app.Log.Debug("who writes where cannot be read", slog.Any("error", err))
		}
		if p.askAgain {
			p.askAgain = false
			p.Hear()
		}
	})
}

// writers gives who else writes in a text, by name. Off the UI thread.
func (p *presence) writers(ctx context.Context, w writing) (out []writer, err error) {
	here := p.app.Net.WhoIsHere(w.group)
	if len(here) == 0 {
		return nil, nil
	}
	roll, err := p.app.Store.Roll(ctx, w.group)
	if err != nil {
		return nil, err
	}
	me, _ := p.app.Store.MeIn(w.group)
	for i := range here {
		at := slices.IndexFunc(here[i].Places, func(p forum.Place) bool { return p.Text == w.doc })
		m, ok := roll.Find(here[i].Person)
		if at < 0 || !ok || here[i].Person == me.Person {
			continue
		}
		x := writer{device: here[i].Device, name: printable(m.Name)}
		if x.at, x.known, err = p.app.Store.FindPlace(ctx, w.group, here[i].Places[at], w.base); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b writer) int { return compareNames(a.name, b.name) })
	return out, nil
}

// watchHere follows the network's hints that somebody writes elsewhere than before, until the window closes.
func (u *UI) watchHere() {
	hints, cancel := u.app.Net.WatchHere()
	defer cancel()
	for {
		select {
		case <-u.app.ctx.Done():
			return
		case <-hints:
		}
		fyne.Do(func() {
			if u.app.ctx.Err() == nil {
				u.app.here.Hear()
			}
		})
		pause := time.NewTimer(hearPause)
		select {
		case <-u.app.ctx.Done():
			pause.Stop()
			return
		case <-pause.C:
		}
	}
}

// hereChoice is whether others are shown where this person writes.
func hereChoice(app *App) fyne.CanvasObject {
	var box *tick
	box = newTick(func() {
		app.settings.prefs.SetBool(prefQuietly, !box.box.Checked)
		app.here.Tell()
	})
	box.words.SetText(t("here.choice"))
	box.box.Checked = !app.settings.prefs.Bool(prefQuietly)
	return container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), box, small(t("here.choice_what")))
}
