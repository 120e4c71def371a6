//go:build !nowindow && !mobile && !android && !ios

package main

import (
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

const (
	livelyFor = 2 * time.Second        // after a key, the pointer or another event
	idleAfter = 10 * time.Second       // after which memory that is not in use is given back
	restFor   = time.Second            // at a time
	blinkFor  = 250 * time.Millisecond // the same where a caret may blink
)

// rest has the toolkit's loop wait for the next event while nobody is at the window. By itself it asks for events 60 times
// a second, which takes more of the processor than all else that Moot does then. A key, the pointer, or something to show
// ends the waiting at once. It is done as an animation because the loop runs those between asking for events and drawing,
// on the UI thread. It belongs to that thread, but for do.
type rest struct {
	now    func() time.Time
	wait   func(time.Duration) // for an event, at most so long
	wake   func()              // ends a wait; on any goroutine
	hand   func(f func())      // has f run on the UI thread, after all that waits to be run there
	idle   func()              // called once when nobody has been there for a while
	blinks func() bool         // a caret may
	event  time.Time           // the last
	isIdle bool                // idle has been called
	queued atomic.Bool         // what others handed over may not all have been run

	mu      sync.Mutex // so that nothing is woken that has ended
	waiting bool
	woken   bool // the wait was ended by do, not by an event
}

func newRest() *rest {
	return &rest{
		now: time.Now, event: time.Now(), hand: fyne.Do, blinks: focused,
		wait: func(d time.Duration) { glfw.WaitEventsTimeout(d.Seconds()) },
		wake: glfw.PostEmptyEvent,
		idle: func() { go debug.FreeOSMemory() },
	}
}

// focused says whether something has the keyboard, in any window.
func focused() bool {
	return slices.ContainsFunc(fyne.CurrentApp().Driver().AllWindows(), func(w fyne.Window) bool { return w.Canvas().Focused() != nil })
}

// start lets the loop rest from now on.
func (r *rest) start() {
	a := fyne.NewAnimation(time.Hour, func(float32) { r.turn() })
	a.RepeatCount = fyne.AnimationRepeatForever
	a.Start()
}

// do runs f on the UI thread soon, also while the loop rests. Safe on any goroutine.
func (r *rest) do(f func()) {
	r.hand(f)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.waiting && !r.woken {
		r.woken = true
		r.wake()
	}
}

// turn is one turn of the loop. After each rest the loop first runs everything that was handed over: it takes that and its
// own turns in any order, so without this each function could cost a rest.
func (r *rest) turn() {
	begin := r.now()
	if begin.Sub(r.event) < livelyFor || r.queued.Load() {
		return
	}
	if !r.isIdle && begin.Sub(r.event) >= idleAfter {
		r.isIdle = true
		r.idle()
	}
	most := restFor
	if r.blinks() {
		most = blinkFor
	}
	woken := r.await(most)
	if end := r.now(); !woken && end.Sub(begin) < most {
		r.event, r.isIdle = end, false
	}
	r.queued.Store(true)
	r.hand(func() { r.queued.Store(false) })
}

// await waits for an event, and says whether it was do that ended the waiting.
func (r *rest) await(most time.Duration) (woken bool) {
	r.mu.Lock()
	r.waiting, r.woken = true, false
	r.mu.Unlock()
	r.wait(most)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = false
	return r.woken
}
