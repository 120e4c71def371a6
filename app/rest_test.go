//go:build !nowindow && !mobile && !android && !ios

package main

import (
	"testing"
	"time"
)

// TestRest: the loop waits only while nobody is there, never while something is left to be run, and an event ends it.
func TestRest(t *testing.T) {
	now := time.Now()
	var waits, queue, idle int
	comes := restFor // when the next event comes
	var left func()
	r := &rest{now: func() time.Time { return now }, event: now,
		wait:  func(d time.Duration) { waits++; now = now.Add(min(d, comes)) },
		after: func(f func()) { queue++; left = f },
		idle:  func() { idle++ }}
	turns := func(n int) int {
		was := waits
		for range n {
			now = now.Add(time.Second / 60)
			r.turn()
		}
		return waits - was
	}
	if n := turns(60); n != 0 {
		t.Fatalf("%d rests in the second after an event", n)
	}
	now = now.Add(livelyFor)
	if n := turns(10); n != 1 || queue != 1 {
		t.Fatalf("%d rests while something may be left to be run, asked for it %d times", n, queue)
	}
	left()
	if n := turns(1); n != 1 {
		t.Fatal("no rest when nothing is left")
	}
	now = now.Add(idleAfter)
	for range 3 {
		left()
		turns(1)
	}
	if idle != 1 {
		t.Fatalf("idle was called %d times", idle)
	}
	comes = time.Millisecond
	left()
	turns(1)
	left()
	if n := turns(60); n != 0 {
		t.Fatalf("%d rests in the second after an event", n)
	}
}
