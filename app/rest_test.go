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
	blinks := false
	r := &rest{now: func() time.Time { return now }, event: now,
		wait:   func(d time.Duration) { waits++; now = now.Add(min(d, comes)) },
		hand:   func(f func()) { queue++; left = f },
		idle:   func() { idle++ },
		blinks: func() bool { return blinks }}
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
	left()
	blinks, comes = true, blinkFor
	turns(1)
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

// TestRestIsWoken: what is handed to the UI thread while the loop waits ends the waiting, and nothing is woken otherwise.
func TestRestIsWoken(t *testing.T) {
	woken, ran := 0, 0
	var r *rest
	r = &rest{now: time.Now, wake: func() { woken++ }, hand: func(f func()) { f() }, idle: func() {}, blinks: func() bool { return false },
		wait: func(time.Duration) { r.do(func() { ran++ }) }}
	r.do(func() { ran++ })
	if woken != 0 || ran != 1 {
		t.Fatalf("woken %d times while it did not wait; %d functions ran", woken, ran)
	}
	r.turn()
	r.do(func() { ran++ })
	if woken != 1 || ran != 3 || !r.event.IsZero() {
		t.Fatalf("woken %d times; %d functions ran; taken for an event: %t", woken, ran, !r.event.IsZero())
	}
}
