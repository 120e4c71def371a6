package ui

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"moot/store"
	"moot/store/forum"
)

// Screen is one thing to look at. Refresh reads again what it shows, off the UI thread, and then updates it in place
// without moving focus, scroll or typed text. Both are called on the UI thread.
type Screen interface {
	Object() fyne.CanvasObject
	Refresh()
}

// closer is a screen that has something to end: texts to save, readings to give up.
type closer interface{ Close() }

// searcher is a screen with something to search; focuser one with something to type first.
type (
	searcher interface{ FocusSearch() }
	focuser  interface{ Focus() }
)

// sparse is a list that says where there is nothing in it to choose.
type sparse interface{ Nothing() *emptyState }

// chooser is a list that marks the thing shown beside it, whoever has opened that; none of them for the zero ID.
type chooser interface{ Choose(forum.ID) }

// App is what screens have to work with. Its methods are for the UI thread.
type App struct {
	Store *store.Store
	Net   Network
	Log   *slog.Logger
	Now   func() time.Time

	window     fyne.Window
	practice   func(ctx context.Context, name string, done func(error)) // nil: there can be none
	background bool
	login      LoginEntry
	settings   *settings
	desk       *desks
	looks      *looks
	here       *presence
	told       func(error)                                 // shows an error or a message
	anew       func()                                      // makes the screens again, in the language chosen
	keys       func()                                      // lists the shortcuts
	laterFn    func(time.Duration, func()) (cancel func()) // nil: the clock
	run        func(work, done func())                     // work off the UI thread, then done on it
	onUI       func(func())                                // the way back to the UI thread

	ctx     context.Context // ends when the window closes
	stop    context.CancelFunc
	working sync.WaitGroup

	underWay int          // pieces of work whose results are not in; UI thread
	atRest   func()       // what to do when there are none, once the window is going
	said     func(string) // says that something was done; nil: it is not said
	left     func()       // takes that away, when another section is gone to; nil as well
	lent     []string     // folders with files that other programs were given
	lentMu   sync.Mutex
	files    func(string) bool // takes in the files that pasted words name; nil: none can be
	leave    func()            // of what is over the window; nil: nothing is
	foot     *fyne.Container   // see footer
	ended    bool              // nothing may begin any more
}

// newApp makes what screens share. Work that has begun is waited for by close.
func newApp(s *store.Store, n Network, log *slog.Logger) *App {
	a := &App{Store: s, Net: n, Log: log, Now: time.Now, told: func(error) {}, anew: func() {}, onUI: fyne.Do}
	a.ctx, a.stop = context.WithCancel(context.Background())
	a.run = a.begin
	a.desk = newDesks(a)
	a.looks = newLooks(a)
	a.here = newPresence(a)
	return a
}

// begin is run with goroutines. What a result begins is counted before the result is: so none is under way only when
// nothing is left to do.
func (a *App) begin(work, done func()) {
	if a.ended {
		return
	}
	a.underWay++
	a.working.Go(func() {
		work()
		a.onUI(func() {
			done()
			a.underWay--
			a.rest()
		})
	})
}

// end lets the work under way end, with what its results begin, and then calls done; nothing begins after that.
func (a *App) end(done func()) {
	a.atRest = done
	a.rest()
}

func (a *App) rest() {
	if a.atRest == nil || a.underWay > 0 || a.ended {
		return
	}
	a.ended = true
	go func() { // it ends when the goroutines have; done is how the owner learns of it
		a.working.Wait()
		a.takeBack()
		a.onUI(a.atRest)
	}()
}

// work runs f off the UI thread and then done on it: the one way to the disk and the network and back. What a person has
// sent is kept although the window closes meanwhile: closing waits for f. Readings use a.ctx instead of the context that f
// is given, and are given up; what else may take long is for slow.
func (a *App) work(f func(context.Context) error, done func(error)) {
	var err error
	a.run(func() { err = f(context.WithoutCancel(a.ctx)) }, func() { done(err) })
}

// tell shows what went wrong, in words for the person. A reading given up because the window closes is not told.
func (a *App) tell(err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	a.told(err)
}

// say says that something was done.
func (a *App) say(words string) {
	if a.said != nil {
		a.said(words)
	}
}

// later runs f on the UI thread after a pause, unless it is cancelled.
func (a *App) later(d time.Duration, f func()) (cancel func()) {
	if a.laterFn != nil {
		return a.laterFn(d, f)
	}
	timer := time.AfterFunc(d, func() { a.onUI(f) })
	return func() { timer.Stop() }
}

// follow opens a link that the person tapped.
func (a *App) follow(u *url.URL) {
	if err := fyne.CurrentApp().OpenURL(u); err != nil {
		a.tell(err)
	}
}
