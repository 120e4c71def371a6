package main

import "testing"

// TestOfficers has an officer let a waiting person in, and a removal wait for a second officer.
func TestOfficers(t *testing.T) {
	ann, bob, cleo := newHome(t, "Ann"), newHome(t, "Bob"), newHome(t, "Cleo")
	g := text(ann.must("group", "create", "Street"), "group")
	ann.serve()
	invite := text(ann.must("invite", g, "--uses", "2", "--approve"), "invite")
	for _, h := range []*home{bob, cleo} {
		if got := text(h.must("join", invite), "state"); got != "waiting" {
			t.Fatalf("with an invite that needs approval: %s", got)
		}
	}
	if r := bob.run("", "proposal", "new", g, "--title", "Tree"); r.code != 1 {
		t.Errorf("somebody who waits can write: %+v", r)
	}
	for _, name := range []string{"Bob", "Cleo"} {
		if got := ann.must("member", "approve", g, name); text(got, "state") != "member" {
			t.Fatalf("approved: %v", got)
		}
		ann.must("member", "role", g, name, "officer")
	}
	for _, h := range []*home{bob, cleo} {
		h.must("sync")
		if got := text(h.rows("group", "list")[0], "standing"); got != "member" {
			t.Errorf("after approval the device says %s", got)
		}
	}

	bob.must("proposal", "new", g, "--title", "Tree")
	if r := bob.run("", "member", "role", g, "Nobody", "reader"); r.code != 1 || r.err.Error.Code != "not_found" {
		t.Errorf("a role for nobody: %+v", r)
	}
	// Three officers: one alone removes nobody.
	if got := ann.must("member", "remove", g, "Bob", "--why", "moved away"); text(got, "state") != "member" {
		t.Errorf("one officer of three removed another: %v", got)
	}
	cleo.must("sync")
	if got := cleo.must("member", "remove", g, "Bob", "--why", "moved away"); text(got, "state") != "removed" {
		t.Errorf("two officers of three did not remove the third: %v", got)
	}
	cleo.must("sync")
	same(t, g, ann, cleo)
	for _, m := range ann.rows("member", "list", g) {
		if want := map[string]string{"Ann": "member", "Bob": "removed", "Cleo": "member"}[text(m, "name")]; text(m, "state") != want {
			t.Errorf("%s is %s", text(m, "name"), text(m, "state"))
		}
	}
	sound(t, g, ann, cleo)
}
