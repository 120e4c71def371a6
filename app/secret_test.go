package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestSecretVote: three people, one of them reached only by a stick, vote in secret; nothing but the turnout is known before
// the close, nobody's name is with a ballot after it, and all three recount the same result.
func TestSecretVote(t *testing.T) {
	t.Parallel()
	ann, bob, cat := newHome(t, "Ann"), newHome(t, "Bob"), newHome(t, "Cat")
	all := []*home{ann, bob, cat}
	g := text(ann.must("group", "create", "Street"), "group")
	ann.serve()
	invite := text(ann.must("invite", "Street", "--uses", "2"), "invite")
	for _, h := range all[1:] {
		if got := text(h.must("join", invite), "state"); got != "joined" {
			t.Fatalf("%s", got)
		}
	}
	ann.feed("An oak.\n", "proposal", "new", g, "--title", "Tree", "--body", "-")
	opened := ann.must("vote", "open", "Tree", "--secret")
	if text(opened, "secret") != "true" || text(opened, "ring") != "3" || len(opened["without"].([]any)) != 0 {
		t.Errorf("opened: %v", opened)
	}
	for _, h := range all[1:] {
		h.must("sync")
	}
	ann.must("vote", "cast", "Tree", "yes", "--at-once")
	bob.must("vote", "cast", "Tree", "yes", "--reason", "shade", "--at-once")
	bob.must("sync")

	// Cat is out of reach. A ballot that is held back is not on the stick, and the stick's writer is told.
	held := cat.must("vote", "cast", "Tree", "no")
	if text(held, "secret") != "true" || text(held, "held_till") == "" {
		t.Errorf("cast: %v", held)
	}
	dir := t.TempDir()
	first, second, back := filepath.Join(dir, "first"), filepath.Join(dir, "second"), filepath.Join(dir, "back")
	if got := text(cat.must("bundle", "write", g, first), "held"); got != "1" {
		t.Errorf("%s held back", got)
	}
	ann.must("bundle", "read", first)
	if got := ann.must("vote", "count", "Tree"); text(got, "turnout") != "2" || text(got, "tally.yes") != "0" || text(got, "outcome") != "" ||
		len(got["ballots"].([]any)) != 0 || text(got, "final") != "false" {
		t.Errorf("before the close: %v", got)
	}
	if got := text(cat.must("vote", "cast", "Tree", "abstain", "--at-once"), "held_till"); got != "" {
		t.Errorf("at once, and held till %s", got)
	}
	if got := text(cat.must("bundle", "write", g, second), "held"); got != "0" {
		t.Errorf("%s held back", got)
	}
	if got := ann.must("bundle", "read", second); text(got, "new") != "1" {
		t.Errorf("the stick brought %v", got)
	}

	closed := ann.must("vote", "close", "Tree")
	bob.must("sync")
	ann.must("bundle", "write", g, back)
	cat.must("bundle", "read", back)
	same(t, g, all...)
	for _, h := range all {
		sound(t, g, h)
		got := h.must("vote", "count", "Tree")
		if text(got, "digest") != text(closed, "digest") || text(got, "tally.yes") != "2" || text(got, "tally.abstain") != "1" || text(got, "outcome") != "passed" {
			t.Errorf("after the close: %v", got)
		}
		for _, b := range got["ballots"].([]any) {
			if text(b, "voter") != "" || text(b, "time") != "" || strings.Trim(text(b, "person"), "0") != "" {
				t.Errorf("a ballot says whose it is: %v", b)
			}
		}
		if n := text(h.must("verify", g), "secret_ballots"); n != "3" {
			t.Errorf("%s secret ballots rechecked", n)
		}
	}
}
