//go:build !nowindow && mobile

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// phonePoints is how many points of the screen the toolkit's simulation of a phone gives to one unit.
const phonePoints = 1.4

// TestWindowPhone is the build for phones, as far as the toolkit simulates one on this machine: fingers, no keys and no soft keyboard.
// Somebody who belongs already opens it, reads what is proposed, votes, and finds their way round and back.
func TestWindowPhone(t *testing.T) {
	needWindowTools(t)
	n := newNeighbourhood(t)
	dan := newHome(t, "Dan")
	dan.must("join", n.invite)
	w := openPhone(t, dan)
	w.see(w.m("home.needs"))
	w.picture("phone-1-home")
	n.ann.must("vote", "open", n.proposal)
	w.until("the vote has come", func() bool { return text(w.must("proposal", "show", n.proposal), "state") == "voting" })
	w.see(w.m("home.need_vote"))
	w.tapSee("Mend the lamp", "dark since March")
	w.picture("phone-2-proposal")
	w.tapTo(w.m("vote.yes"), func() bool { return text(w.must("vote", "count", n.proposal), "tally.yes") == "1" })
	w.see(w.m("vote.yours", "Choice", w.m("vote.yes")))
	w.until("Ann has the vote", func() bool { return text(n.ann.must("vote", "count", n.proposal), "tally.yes") == "1" })
	w.show("I can write the letter.") // far down: a finger drags the page
	w.picture("phone-3-voted")
	w.drawOver(w.m("vote.reason"))
	w.tapSee("icon foreground_back.svg", w.m("home.needs"))
	w.goTo("nav.members", "Ann")
	w.picture("phone-5-members")
	same(t, n.group, n.ann, w.home)
	w.ended()
}

// openPhone opens the window on the screen of a phone. The simulation waits until its window is given a size, as a phone's system does;
// no window manager does it here.
func openPhone(t *testing.T, h *home) *pane {
	t.Helper()
	const size = "546x1182" // points of a screen of 390 by 844 units
	w := startWindow(t, h.dir, size, nil)
	w.home, w.points = h, phonePoints
	w.again("giving the window the size of a phone", func() {
		for _, to := range []string{"540", "546"} { // the same size again would be no news to it
			if err := w.x("search", "--sync", "--name", "^App$", "windowsize", to, "1182"); err != nil {
				t.Fatal(err)
			}
		}
	}, func() bool { return len(w.windowRead()) > 0 })
	w.until("the window answers", func() bool { _, err := os.Stat(filepath.Join(w.dir, "control.sock")); return err == nil })
	return w
}

// drawOver draws a finger over a field: the page goes with it. Over one that is being written in, it does not: that selects.
func (w *pane) drawOver(hint string) {
	w.t.Helper()
	before := w.show(hint)
	w.finger(before.X, before.Y, fingerWay)
	w.until("the page goes with a finger on a field", func() bool {
		now, ok := w.find(hint)
		return ok && now.Y > before.Y+fingerWay/2
	})
	w.rest(hint)
	w.tap(hint)
	w.picture("phone-4-field")
	before = w.rest(hint)
	w.finger(before.X, before.Y, fingerWay)
	if now, ok := w.find(hint); !ok || now.Y != before.Y {
		w.t.Errorf("a finger on the field that is being written in moves the page from %v to %v", before.Y, now.Y)
	}
}

// rest waits until words stay where they are: a page that was thrown goes on for a while.
func (w *pane) rest(text string) (at words) {
	w.t.Helper()
	w.until("the page rests", func() bool {
		was := at
		at = w.show(text)
		return at == was
	})
	return at
}

// ended ends the program as the system of a phone does, without asking it, and checks that nothing went wrong before.
func (w *pane) ended() {
	w.t.Helper()
	if err := w.cmd.Process.Kill(); err != nil {
		w.t.Fatal(err)
	}
	_ = w.cmd.Wait()
	for _, bad := range []string{"Error in Fyne call thread", "panic:", "DATA RACE"} {
		if strings.Contains(w.out.String(), bad) {
			w.t.Errorf("the window said %q", bad)
		}
	}
}
