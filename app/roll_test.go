package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// street is a group of Ann, who founded it and serves, and of neighbours who came in by her invite.
func street(t *testing.T, charter string, names ...string) (g string, ann *home, others []*home) {
	t.Helper()
	ann = newHome(t, "Ann")
	create := []string{"group", "create", "Street"}
	if charter != "" {
		file := filepath.Join(t.TempDir(), "charter.toml")
		if err := os.WriteFile(file, []byte(charter), 0o600); err != nil {
			t.Fatal(err)
		}
		create = append(create, "--charter", file)
	}
	g = text(ann.must(create...), "group")
	ann.serve()
	invite := text(ann.must("invite", g, "--uses", "9"), "invite")
	for _, name := range names {
		h := newHome(t, name)
		if got := text(h.must("join", invite), "state"); got != "joined" {
			t.Fatalf("%s: %s", name, got)
		}
		others = append(others, h)
	}
	return g, ann, others
}

// member is one person's line of `member list`.
func (h *home) member(g, name string) any {
	h.t.Helper()
	for _, m := range h.rows("member", "list", g) {
		if text(m, "name") == name {
			return m
		}
	}
	h.t.Fatalf("%s is not in the list", name)
	return nil
}

func (h *home) wantMember(g, name, field, words string) {
	h.t.Helper()
	if got := text(h.member(g, name), field); !strings.Contains(got, words) {
		h.t.Errorf("%s of %s is %q; want %q", field, name, got, words)
	}
}

// carry takes a group on a stick from one device to others.
func (h *home) carry(g string, to ...*home) {
	h.t.Helper()
	file := filepath.Join(h.t.TempDir(), "stick.moot")
	h.must("bundle", "write", g, file)
	for _, other := range to {
		other.must("bundle", "read", file)
	}
}

// TestSectionsConsent: nobody of a section is removed over its head. The officer's wish waits, with the reason, until
// somebody of the section agrees on their own device; what the person concerned said stays with the removal.
func TestSectionsConsent(t *testing.T) {
	g, ann, others := street(t, "[section.North]\nremoval = 'consent 1'\n", "Bob", "Cleo")
	bob, cleo := others[0], others[1]
	ann.must("member", "section", g, "Bob", "North")
	// Into a section that has a say about its people, one of them lets in.
	if got := ann.must("member", "section", g, "Cleo", "North"); text(got, "section") != "" || text(got, "pending.0.role") != "member" {
		t.Errorf("Cleo came into North with nobody's leave: %v", got)
	}
	bob.must("sync")
	if got := bob.must("member", "agree", g, "Cleo"); text(got, "open") != "false" {
		t.Errorf("Bob's agreement was not all that was lacking: %v", got)
	}
	bob.must("sync")
	ann.wantMember(g, "Cleo", "section", "North")

	removal := ann.must("member", "remove", g, "Bob", "--why", "loud music")
	if text(removal, "state") != "member" || text(removal, "pending.0.words") != "one more person of North must agree (0 of 1 so far)" {
		t.Errorf("an officer alone removed somebody of North: %v", removal)
	}
	ann.wantMember(g, "Bob", "explain", "one more person of North must agree")
	if r := ann.run("", "member", "agree", g, "Bob"); r.code != 1 || !strings.Contains(r.err.Error.Message, "agreed to this already") {
		t.Errorf("the officer agrees with herself: %+v", r)
	}
	bob.must("sync")
	if got := bob.must("member", "agree", g, "Bob"); text(got, "open") != "true" {
		t.Errorf("Bob's own agreement counts as his section's: %v", got)
	}
	bob.feed("I played the flute.\n", "member", "say", g, "Bob")
	bob.must("sync")
	cleo.must("sync")
	if got := cleo.must("member", "agree", g, "Bob", "--words", "It was every night."); text(got, "open") != "false" {
		t.Errorf("with the section's consent: %v", got)
	}
	cleo.must("sync")
	for _, h := range []*home{ann, cleo} {
		h.wantMember(g, "Bob", "state", "removed")
		h.wantMember(g, "Bob", "explain", "Bob was removed by Ann: “loud music”; they say: “I played the flute.”")
		h.wantMember(g, "Bob", "said.1.words", "It was every night.")
	}
	same(t, g, ann, cleo)
	sound(t, g, ann, cleo)

	// Three officers, one of them of North: she answers for the section, with words, and asks for it too, in one command.
	invite := text(ann.must("invite", g, "--role", "officer", "--uses", "2"), "invite")
	dan, eve := newHome(t, "Dan"), newHome(t, "Eve")
	dan.must("join", invite)
	eve.must("join", invite)
	cleo.must("sync")
	moved := cleo.run("", "member", "role", g, "Dan", "reader")
	if moved.code != 1 {
		t.Errorf("a member took an office: %+v", moved)
	}
	ann.must("member", "role", g, "Cleo", "officer")
	ann.must("member", "section", g, "Eve", "North")
	cleo.must("sync")
	if got := cleo.must("member", "agree", g, "Eve", "--words", "Welcome."); text(got, "open") != "false" {
		t.Errorf("Eve into North: %v", got)
	}
	cleo.must("sync")
	if got := ann.must("member", "remove", g, "Eve"); len(got["pending"].([]any)) != 1 || text(got, "pending.0.lacks.1.section") != "North" {
		t.Errorf("an officer of North: %v", got)
	}
	cleo.must("sync")
	if got := cleo.must("member", "agree", g, "Eve", "--words", "Goodbye."); text(got, "open") != "false" {
		t.Errorf("with an officer of North: %v", got)
	}
	cleo.must("sync")
	ann.wantMember(g, "Eve", "explain", "Eve was removed by ")
	ann.wantMember(g, "Eve", "said.0.words", "Goodbye.")
}

// TestSecondOfficer: agreeing is asking for it too, where that is what it lacks; and somebody who was removed has the
// last word, whichever way it travels.
func TestSecondOfficer(t *testing.T) {
	g, ann, others := street(t, "", "Bob", "Cleo", "Dan")
	bob, cleo, dan := others[0], others[1], others[2]
	ann.must("member", "role", g, "Bob", "officer")
	ann.must("member", "role", g, "Cleo", "officer")
	matter := text(ann.must("member", "remove", g, "Bob", "--why", "moved away"), "pending.0.matter")
	cleo.must("sync")
	dan.must("sync")
	if r := dan.run("", "member", "agree", g, matter); r.code != 1 || r.err.Error.Code != "refused" {
		t.Errorf("a member agreed in an officer's place: %+v", r)
	}
	if r := cleo.run("", "member", "agree", g, matter, "--words", "Yes."); r.code != 1 || !strings.Contains(r.err.Error.Message, "leave out --words") {
		t.Errorf("an officer's words: %+v", r)
	}
	if got := cleo.must("member", "agree", g, matter[:8]); text(got, "open") != "false" {
		t.Errorf("the second officer's agreement: %v", got)
	}
	cleo.must("sync")
	ann.wantMember(g, "Bob", "explain", "Bob was removed by ")
	ann.wantMember(g, "Bob", "explain", "“moved away”")

	ann.carry(g, bob)
	if got := bob.must("member", "say", g, "Bob", "--words", "I still have my garden there."); text(got, "state") != "removed" {
		t.Errorf("a last word: %v", got)
	}
	if r := bob.run("", "member", "say", g, "Bob", "--words", "And another thing."); r.code != 1 {
		t.Errorf("a second last word: %+v", r)
	}
	bob.carry(g, ann)
	ann.wantMember(g, "Bob", "explain", "they say: “I still have my garden there.”")
	cleo.must("sync")
	same(t, g, ann, cleo)
	sound(t, g, ann, bob, cleo)
}

// TestUndone: what an officer did while being removed, unseen, is undone; another approves it again with one command.
// What they wrote after the removal is shown once an officer accepts it.
func TestUndone(t *testing.T) {
	g, ann, others := street(t, "", "Bob", "Cleo")
	bob, cleo := others[0], others[1]
	ann.must("member", "role", g, "Bob", "officer")
	bob.must("sync")
	bob.must("member", "role", g, "Cleo", "officer")
	bob.must("proposal", "new", g, "--title", "Tree")
	ann.must("member", "remove", g, "Bob")
	bob.carry(g, ann)
	ann.wantMember(g, "Cleo", "roles.0", "member")
	undone := ann.rows("member", "undone", g)
	if len(undone) != 1 || text(undone, "0.words") != "Bob gave a role to Cleo" || text(undone, "0.kind") != "role" {
		t.Fatalf("undone: %v", undone)
	}
	if r := cleo.run("", "member", "uphold", g, "Cleo"); r.code != 1 {
		t.Errorf("Cleo made herself an officer: %+v", r)
	}
	ann.must("member", "uphold", g, "Cleo")
	ann.wantMember(g, "Cleo", "roles.0", "officer")
	if left := ann.rows("member", "undone", g); len(left) != 0 {
		t.Errorf("still undone: %v", left)
	}
	if shown := ann.rows("proposal", "list", g); len(shown) != 0 {
		t.Errorf("a removed person's later words are shown: %v", shown)
	}
	ann.must("member", "accept", g, "Bob")
	if shown := ann.rows("proposal", "list", g); len(shown) != 1 {
		t.Errorf("after an officer accepted them: %v", shown)
	}
	cleo.must("sync")
	same(t, g, ann, cleo)
	sound(t, g, ann, cleo)
}

// TestReadmitAndRecover: two officers take a newcomer for a member who lost every device; and when the last officer has
// gone, the members name others.
func TestReadmitAndRecover(t *testing.T) {
	g, ann, others := street(t, "", "Bob", "Cleo")
	bob, cleo := others[0], others[1]
	ann.must("member", "role", g, "Cleo", "officer")
	cleo.must("sync")
	before := text(ann.member(g, "Bob"), "person")
	late := newHome(t, "Bob")
	if got := text(late.must("join", text(ann.must("invite", g, "--approve"), "invite")), "state"); got != "waiting" {
		t.Fatal(got)
	}
	now := text(late.must("me", "show"), "person")
	asked := ann.must("member", "readmit", g, before, now, "--why", "I know his voice.")
	if text(asked, "pending.0.kind") != "readmit" || text(asked, "pending.0.why") != "I know his voice." {
		t.Errorf("one officer alone: %v", asked)
	}
	cleo.must("sync")
	if got := cleo.must("member", "agree", g, "Bob"); text(got, "open") != "false" {
		t.Errorf("the second: %v", got)
	}
	cleo.must("sync")
	late.must("sync")
	if m := late.member(g, "Bob"); text(m, "person") != before || text(m, "lost.0") == "<nil>" || text(m, "state") != "member" {
		t.Errorf("Bob is not the same person on another device: %v", m)
	}
	late.must("proposal", "new", g, "--title", "Back again")
	bob.must("proposal", "new", g, "--title", "From the lost laptop") // which has not heard of it
	bob.carry(g, ann)
	ann.carry(g, bob)
	if r := bob.run("", "proposal", "new", g, "--title", "Once more"); r.code != 1 {
		t.Errorf("a lost device still writes: %+v", r)
	}
	late.must("sync")

	if shown := ann.rows("proposal", "list", g); len(shown) != 1 || text(shown, "0.title") != "Back again" {
		t.Errorf("shown: %v", shown)
	}

	ann.must("member", "role", g, "Cleo", "member")
	ann.must("member", "remove", g, "Ann") // and with her the last office
	ann.carry(g, late, cleo)
	got := late.must("member", "recover", g, before)
	if text(got, "pending.0.kind") != "recover" || text(got, "pending.0.lacks.0.need") != "2" {
		t.Errorf("one member alone: %v", got)
	}
	late.carry(g, cleo)
	got = cleo.must("member", "agree", g, "recover")
	if text(got, "open") != "false" {
		t.Errorf("more than half: %v", got)
	}
	cleo.wantMember(g, "Bob", "roles.0", "officer")
	sound(t, g, late, cleo)
}
