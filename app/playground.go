//go:build !nowindow

package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"moot/app/practice"
	"moot/app/ui"
	"moot/store"
	"moot/store/forum"
)

// playground is the window on the practice group, beside the real one: a store of its own in a folder of its own, which
// is deleted when the window is closed, and no network at all. Its methods are for the UI thread.
type playground struct {
	app    fyne.App
	log    *slog.Logger
	onUI   func(func())
	making bool
	window fyne.Window // nil while there is none
	leave  func()      // closes it
	closed []func()    // to be called when it is, or when none will come
}

// open makes the estate, away from the UI thread, and then its window. done gets what went wrong.
func (p *playground) open(ctx context.Context, name string, done func(error)) {
	switch {
	case p.making:
		done(nil)
		return
	case p.window != nil:
		p.window.RequestFocus()
		done(nil)
		return
	}
	p.making = true
	go func() { // close waits for it
		s, dir, err := settle(ctx, name, p.log)
		p.onUI(func() {
			p.making = false
			switch {
			case err != nil:
			case len(p.closed) > 0: // Moot is being closed
				p.discard(s, dir)
			default:
				p.show(s, dir)
			}
			done(err)
			if p.window == nil {
				p.callClosed()
			}
		})
	}()
}

// settle makes the estate's home and opens it.
func settle(ctx context.Context, name string, log *slog.Logger) (s *store.Store, dir string, err error) {
	dir, err = os.MkdirTemp("", "moot-practice-")
	if err != nil {
		return nil, "", err
	}
	home := filepath.Join(dir, "home")
	if err = practice.Make(ctx, home, name, time.Now()); err == nil {
		s, err = store.Open(home, store.Options{Log: log})
	}
	if err != nil {
		return nil, "", errors.Join(err, os.RemoveAll(dir))
	}
	return s, dir, nil
}

func (p *playground) show(s *store.Store, dir string) {
	w := p.app.NewWindow("Moot: practice")
	w.Resize(windowSize)
	u := ui.New(p.app, w, s, nobody{}, ui.Options{Log: p.log, OnUI: p.onUI, Language: systemLanguage()})
	p.window = w
	p.leave = once(func() {
		u.Leave(func() {
			p.discard(s, dir)
			p.window, p.leave = nil, nil
			w.Close()
			p.callClosed()
		})
	})
	w.SetCloseIntercept(p.leave)
	w.Show()
	u.Show()
}

func (p *playground) discard(s *store.Store, dir string) {
	if err := errors.Join(s.Close(), os.RemoveAll(dir)); err != nil {
		p.log.Warn("the practice group's folder could not be deleted", slog.Any("error", err))
	}
}

func (p *playground) callClosed() {
	closed := p.closed
	p.closed = nil
	for _, f := range closed {
		f()
	}
}

// close ends the practice window, if there is one or one is on its way, and then calls done.
func (p *playground) close(done func()) {
	p.closed = append(p.closed, done)
	switch {
	case p.leave != nil:
		p.leave()
	case !p.making:
		p.callClosed()
	}
}

// nobody is the network of a practice group: there is none.
type nobody struct{}

var errPractice = errors.New("this is a practice group: it has no neighbours, and nothing in it leaves this device")

func (nobody) Status() []ui.Neighbour                     { return nil }
func (nobody) Watch() (<-chan struct{}, func())           { return nil, func() {} }
func (nobody) SayHere(forum.ID, []forum.Place)            {}
func (nobody) WhoIsHere(forum.ID) []forum.Writer          { return nil }
func (nobody) WatchHere() (<-chan struct{}, func())       { return nil, func() {} }
func (nobody) AddPeer(context.Context, string) error      { return errPractice }
func (nobody) ForgetPeer(context.Context, string) error   { return errPractice }
func (nobody) Addrs() []string                            { return nil }
func (nobody) Link(context.Context, forum.LinkCode) error { return errPractice }
func (nobody) Reload(context.Context) error               { return nil }
func (nobody) OfferLink(context.Context) (ui.LinkOffer, error) {
	return ui.LinkOffer{}, errPractice
}
func (nobody) Join(context.Context, forum.Ticket) (forum.Standing, error) {
	return forum.StandingNone, errPractice
}
func (nobody) WriteBundle(context.Context, forum.ID, string) (int, error) { return 0, errPractice }
func (nobody) ReadBundle(context.Context, string) (forum.ID, forum.Report, error) {
	return forum.ID{}, forum.Report{}, errPractice
}
