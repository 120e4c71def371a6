package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// crashRounds is how often each crash test kills: a few by default, and as many as MOOT_CRASH_ROUNDS says.
func crashRounds(t *testing.T) int {
	rounds := os.Getenv("MOOT_CRASH_ROUNDS")
	if rounds == "" {
		return 3
	}
	n, err := strconv.Atoi(rounds)
	if err != nil || n < 2 {
		t.Fatalf("MOOT_CRASH_ROUNDS=%s", rounds)
	}
	return n / 2 // half while writing, half while receiving
}

// dice gives the instants to kill at, and the seed to have them again.
func dice(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	if again, err := strconv.ParseUint(os.Getenv("MOOT_CRASH_SEED"), 10, 64); err == nil {
		seed = again
	}
	t.Logf("MOOT_CRASH_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// TestCrashWriting kills the process with -9 at random instants while people write through it. What it has
// acknowledged is there afterwards, and the record is sound.
func TestCrashWriting(t *testing.T) {
	random := dice(t)
	var ann *home
	var g string
	var said map[string]bool // proposals and comments acknowledged
	for round := range crashRounds(t) {
		if round%10 == 0 { // another home now and then: all that was ever said is looked for in every round
			ann, said = newHome(t, "Ann"), map[string]bool{}
			g = text(ann.must("group", "create", "Street"), "group")
		}
		ann.serve()
		var writers sync.WaitGroup
		var mu sync.Mutex
		over := make(chan struct{})
		for range 3 {
			writers.Go(func() {
				for {
					select {
					case <-over:
						return
					default:
					}
					r := ann.run("Words, and more words.\n", "proposal", "new", g, "--title", "Tree", "--body", "-")
					if r.code != 0 {
						return
					}
					on := text(r.out, "proposal")
					c := ann.run("Yes.\n", "comment", on, "--body", "-")
					mu.Lock()
					said[on] = true
					if c.code == 0 {
						said[text(c.out, "comment")] = true
					}
					mu.Unlock()
				}
			})
		}
		time.Sleep(time.Duration(random.IntN(600)) * time.Millisecond) // the random instant itself
		ann.kill()
		close(over)
		writers.Wait()
		sound(t, g, ann)
		there := map[string]bool{}
		for _, p := range ann.rows("proposal", "list", g) {
			there[text(p, "proposal")] = true
			if text(p, "comments") == "0" {
				continue
			}
			page := ann.must("proposal", "show", text(p, "proposal"))
			if text(page, "body") != "Words, and more words.\n" {
				t.Errorf("round %d: the wording is %q", round, text(page, "body"))
			}
			for _, c := range page["comments"].([]any) {
				there[text(c, "comment")] = true
			}
		}
		for id := range said {
			if !there[id] {
				t.Fatalf("round %d: %s was acknowledged and is gone (%d were)", round, id, len(said))
			}
		}
		t.Logf("round %d: %d acknowledged, all there", round, len(said))
	}
}

// TestCrashReceiving kills the process with -9 at random instants while a neighbour's record comes in. What it has
// shown stays, the record is sound, and catching up goes on from there to the same end.
func TestCrashReceiving(t *testing.T) {
	ann, random := newHome(t, "Ann"), dice(t)
	g := text(ann.must("group", "create", "Street"), "group")
	ann.serve()
	ann.must(append([]string{"import", "minutes", g}, minutesFiles(t)...)...)
	for range 60 {
		ann.feed("Words, and more words.\n", "proposal", "new", g, "--title", "Tree", "--body", "-")
	}
	invite := text(ann.must("invite", g, "--uses", "1000"), "invite")
	whole := newHome(t, "Whole").receive(t, time.Minute, "join", invite) // how long it takes when it is let be

	var bob *home
	shown, reached := 0, 0
	stretch := 1.0 // grows while the kills come before anything else does: how long that takes is the machine's affair
	for round := 0; round < crashRounds(t) || reached == 0; round++ {
		limit := time.Duration(float64(whole) * (0.3 + random.Float64()) * stretch)
		if round%3 == 0 { // somebody new, who has everything to receive
			bob, shown = newHome(t, "Bob"), 0
			bob.must("peer", "add", ann.addr)
			bob.receive(t, limit, "join", invite)
		} else {
			ann.feed("More.\n", "proposal", "new", g, "--title", "Bush", "--body", "-")
			bob.receive(t, limit, "sync")
		}
		groups := bob.rows("group", "list")
		if len(groups) == 0 || text(groups[0], "members") == "0" {
			t.Logf("round %d: killed after %v, before anything came", round, limit)
			stretch *= 1.3
			continue
		}
		sound(t, g, bob)
		status := bob.must("status")
		var now int
		if _, err := fmt.Sscan(text(status, "groups.0.entries"), &now); err != nil || now < shown {
			t.Fatalf("round %d: %d entries were here and %d are (%v)", round, shown, now, err)
		}
		t.Logf("round %d: killed after %v at %d entries", round, limit, now)
		shown, reached = now, reached+1
	}
	bob = newHome(t, "Last")
	bob.must("join", invite)
	same(t, g, ann, bob)
	sound(t, g, ann, bob)
}

// receive runs a command that takes entries in, kills it at the limit, and says how long it ran.
func (h *home) receive(t *testing.T, limit time.Duration, args ...string) time.Duration {
	t.Helper()
	cmd, began := h.command(args...), time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(limit, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait() // killed, or done before
	late.Stop()
	return time.Since(began)
}

// TestCrashImport kills an import again and again. Each new one goes on where the last was cut off, so that in the end
// every meeting is there once and whole.
func TestCrashImport(t *testing.T) {
	ann, random := newHome(t, "Ann"), dice(t)
	g := text(ann.must("group", "create", "Street"), "group")
	files := minutesFiles(t)
	args := append([]string{"import", "minutes", g}, files...)
	other := newHome(t, "Whole")
	other.must("group", "create", "Street")
	whole := other.receive(t, time.Minute, append([]string{"import", "minutes", "Street"}, files...)...)
	for round := range crashRounds(t) {
		ran := ann.receive(t, time.Duration(float64(whole)*random.Float64()*0.7), args...)
		sound(t, g, ann)
		t.Logf("round %d: after %v there are %d meetings of %d", round, ran, len(ann.rows("meeting", "list", g)), len(files))
	}
	ann.must(args...)
	if got := len(ann.rows("meeting", "list", g)); got != len(files) {
		t.Errorf("%d meetings of %d files", got, len(files))
	}
	if got := ann.must(args...); text(got, "skipped") != fmt.Sprint(len(files)) {
		t.Errorf("the same again: %v", got)
	}
	sound(t, g, ann)
}
