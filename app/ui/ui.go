package ui

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/store"
	"moot/store/forum"
)

// Options for New.
type Options struct {
	Log *slog.Logger // nil: slog.Default
	// Practice opens a window on a made-up group, in which this person has the given name; nil where there can be none.
	// It is called on the UI thread, and calls done there.
	Practice   func(ctx context.Context, name string, done func(error))
	Background bool       // the program can stay in the system tray, and be started at login
	Login      LoginEntry // nil: starting at login is for the person to set up
	Language   string     // of the device, as a BCP 47 tag: spoken until the person chooses another; empty is English
}

// UI is the window's content and what keeps it live. Its methods are for the UI thread.
type UI struct {
	app     *App
	window  fyne.Window
	banner  *banner
	shell   *shell
	content *fyne.Container
	notify  *notifier   // nil in a practice group: nothing of it concerns anybody
	spoken  string      // the language that what is shown is in
	opening []string    // what was clicked on before there was anybody here to open it for
	due     atomic.Bool // a refresh is already on its way to the UI thread
}

// New makes the content of a window. Show begins; Close ends. Call it on the UI thread.
func New(a fyne.App, w fyne.Window, s *store.Store, n Network, o Options) *UI {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	u := &UI{app: newApp(s, n, o.Log), window: w, banner: newBanner(), content: container.NewStack()}
	u.app.window, u.app.practice = w, o.Practice
	u.app.background, u.app.login = o.Background, o.Login
	u.app.settings = newSettings(a.Preferences(), o.Language)
	u.app.settings.apply()
	if !s.Secluded() { // whose unsent words, and what was looked at, are not those of the real groups, and go when it does
		u.app.desk.loadDrafts(a.Preferences())
		u.app.looks.load(a.Preferences())
		u.notify = newNotifier(u.app, a)
	}
	u.app.files, u.app.said, u.app.left = u.pastedList, u.banner.done, u.banner.left
	u.app.told, u.app.anew, u.app.keys = u.banner.fail, u.anew, u.showKeys
	u.keys()
	u.frame()
	w.SetOnDropped(u.dropped)
	return u
}

// frame puts what is round every screen on the window.
func (u *UI) frame() {
	u.spoken = catalogue().Language()
	u.banner.arrange()
	u.window.SetContent(container.NewBorder(container.NewVBox(practiceNotice(u.app), u.banner.root), u.app.footer(), nil, nil, u.content))
}

// Show opens the first screen: a welcome on a new device, else the groups.
func (u *UI) Show() {
	if _, ok := u.app.Store.Me(); ok {
		u.home()
	} else {
		u.greet()
	}
	u.app.working.Go(u.watch)
	u.app.working.Go(u.watchHere)
}

// greet shows the welcome of a new device.
func (u *UI) greet() {
	w := newWelcome(u.app, u.home)
	u.put(w.Object())
	w.Focus()
}

func (u *UI) put(o fyne.CanvasObject) {
	u.content.RemoveAll()
	u.content.Add(o)
	u.content.Refresh()
}

// home shows the groups, or on the way there the two ways into one.
func (u *UI) home() {
	u.shell = newShell(u.app)
	u.put(u.shell.Object())
	u.shell.visit(sectionGroups)
	waiting := u.opening
	u.opening = nil
	defer u.Open(waiting)
	u.app.work(func(ctx context.Context) error {
		groups, err := u.app.Store.Groups(ctx)
		if err == nil && !slices.ContainsFunc(groups, reached) {
			return errNoGroup
		}
		return err
	}, func(err error) {
		switch {
		case err != errNoGroup:
			u.app.tell(err)
		case u.shell.detail == nil: // else there is a link's invite to take up already
			u.shell.open(newDoorway(u.app, u.shell.enter))
		}
	})
}

// lookAgain is how often the screens read the store again for what only the clock changes: how long ago something was, a vote
// that ends. Nothing else costs a window with nobody at it any time.
const lookAgain = time.Minute

// watch keeps what is shown up to date: by the hints of the store and the network, and by a slow tick behind them.
func (u *UI) watch() {
	kept, cancel := u.app.Store.Watch()
	defer cancel()
	near, done := u.app.Net.Watch()
	defer done()
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	var at uint64      // how far the store's log had got when the screens last read it
	var read time.Time // and when that was
	for {
		select {
		case <-u.app.ctx.Done():
			return
		case <-kept:
		case <-near:
		case <-tick.C: // a hint may have been lost: the log's position is the truth
			if u.app.Store.Position() == at && time.Since(read) < lookAgain {
				u.app.onUI(func() {
					if u.shell != nil && u.app.ctx.Err() == nil {
						u.anew()
					}
				})
				continue
			}
		}
		at, read = u.app.Store.Position(), time.Now()
		if u.due.CompareAndSwap(false, true) {
			u.app.onUI(func() {
				u.due.Store(false)
				if u.shell != nil && u.app.ctx.Err() == nil {
					u.anew()
					u.shell.Refresh()
					if u.notify != nil {
						u.notify.Check()
					}
				}
			})
		}
	}
}

// Open takes moot: links and files that a person clicked on outside. On a new device they wait until it has somebody.
func (u *UI) Open(what []string) {
	if u.shell == nil {
		u.opening = append(u.opening, what...)
		return
	}
	var files []string
	for _, w := range what {
		if strings.HasPrefix(w, forum.TicketPrefix) {
			u.join(w)
		} else {
			files = append(files, w)
		}
	}
	if len(files) > 0 {
		u.take(files)
	}
}

// join shows the way into a group, with the invite filled in.
func (u *UI) join(ticket string) { u.shell.open(newInvited(u.app, u.shell.enter, ticket)) }

// Leave saves all that is typed, ends the screens, waits for all work off the UI thread, and then calls done on it.
func (u *UI) Leave(done func()) {
	u.keepSize()
	u.app.desk.Flush()
	u.app.desk.saveDrafts()
	if u.shell != nil {
		u.shell.Close()
	}
	u.app.stop()
	u.app.end(done)
}
