//go:build !nowindow && !mobile && !android && !ios

package main

import (
	"runtime/debug"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

const (
	livelyFor = 2 * time.Second        // after a key, the pointer or another event
	idleAfter = 10 * time.Second       // after which memory that is not in use is given back
	restFor   = 250 * time.Millisecond // at a time; the most that words of others wait to be shown while nobody is there
)

// rest has the toolkit's loop wait for the next event while nobody is at the window. By itself it asks for events 60 times
// a second, which takes more of the processor than all else that Moot does then. A key or the pointer ends the waiting at
// once. It is done as an animation because the loop runs those between asking for events and drawing, on the UI thread.
type rest struct {
	now    func() time.Time
	wait   func(time.Duration) // for an event, at most so long
	after  func(f func())      // runs f on the UI thread after all that waits to be run there
	idle   func()              // once, when nobody has been there for a while
	event  time.Time           // the last
	isIdle bool                // and idle has been called
	queued atomic.Bool         // what others left to be run on the UI thread may not all have been
}

func newRest() *rest {
	return &rest{now: time.Now, event: time.Now(),
		wait:  func(d time.Duration) { glfw.WaitEventsTimeout(d.Seconds()) },
		after: fyne.Do,
		idle:  func() { go debug.FreeOSMemory() }}
}

// start lets the loop rest from now on; UI thread.
func (r *rest) start() {
	a := fyne.NewAnimation(time.Hour, func(float32) { r.turn() })
	a.RepeatCount = fyne.AnimationRepeatForever
	a.Start()
}

// turn is one turn of the loop. After each rest the loop first runs everything that has come for the UI thread: it takes
// that and its own turns in any order, so without this each function could cost a rest.
func (r *rest) turn() {
	begin := r.now()
	if begin.Sub(r.event) < livelyFor || r.queued.Load() {
		return
	}
	if !r.isIdle && begin.Sub(r.event) >= idleAfter {
		r.isIdle = true
		r.idle()
	}
	r.wait(restFor)
	if end := r.now(); end.Sub(begin) < restFor {
		r.event, r.isIdle = end, false
	}
	r.queued.Store(true)
	r.after(func() { r.queued.Store(false) })
}
