package forum

import (
	"testing"
)

func (w *town) remove(by, whom *neighbour, heads []ID, pins ...Pin) Act {
	w.t.Helper()
	return w.act(by, KindRemove, ID{}, &Remove{Person: whom.id(), Why: "test", Pins: pins}, heads)
}

func (w *town) wantStanding(t *testing.T, n *neighbour, want Standing) {
	t.Helper()
	if got := w.standing(w.roll(), n); got != want {
		t.Errorf("%s stands as %q, want %q", n.name, got, want)
	}
}

func TestRemovalNeedsAnOfficer(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleMember), w.join("Cat", RoleMember)
	wantRefused(t, w.roll(append(w.acts, w.remove(bob, cat, w.now()))...), w.acts[len(w.acts)-1], "only an officer may remove")
	w.remove(w.founder, cat, w.now())
	w.wantStanding(t, cat, StandingRemoved)
	late := w.act(cat, KindRename, ID{}, &Rename{"Kat"}, w.now())
	wantRefused(t, w.roll(), late, "no longer a member")
	twice := w.remove(w.founder, cat, w.now())
	wantRefused(t, w.roll(), twice, "was not in the group")
	never := w.act(w.founder, KindRemove, ID{}, &Remove{Person: newNeighbour("Nobody").id()}, w.now())
	wantRefused(t, w.roll(), never, "was not in the group")
}

func TestLeaving(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	heads := w.now()
	w.remove(bob, bob, heads)
	r := w.roll()
	if m, _ := r.Find(bob.id()); m.Standing != StandingRemoved || !m.Left || r.Hidden(bob.dev(), ContentLane, 99) {
		t.Errorf("Bob left and is %+v; hidden %v", m, r.Hidden(bob.dev(), ContentLane, 99))
	}
	// Whoever left may come back by an invite like anyone.
	tk := w.invite(w.founder, Offer{}, w.now())
	w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(tk, bob, start)}, w.now())
	w.wantStanding(t, bob, StandingMember)
}

func TestPins(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleMember), w.join("Cat", RoleMember)
	w.remove(w.founder, bob, w.now(),
		Pin{bob.dev(), ContentLane, 7}, Pin{cat.dev(), ContentLane, 1}, Pin{bob.dev(), RollLane, 3})
	r := w.roll()
	for seq, hidden := range map[uint64]bool{1: false, 7: false, 8: true, 900: true} {
		if r.Hidden(bob.dev(), ContentLane, seq) != hidden {
			t.Errorf("Bob's entry %d: hidden is %v", seq, !hidden)
		}
	}
	if r.Hidden(cat.dev(), ContentLane, 2) {
		t.Error("a pin on somebody else's device hid what they wrote")
	}
	w.remove(w.founder, cat, w.now())
	if r = w.roll(); !r.Hidden(cat.dev(), ContentLane, 1) || r.Hidden(cat.dev(), RollLane, 1) {
		t.Error("content that the remover had not seen is shown, or acts are hidden")
	}
	// Let in again by an officer, they are shown again.
	tk := w.invite(w.founder, Offer{}, w.now())
	w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(tk, bob, start)}, w.now())
	w.wantStanding(t, bob, StandingWaiting)
	w.act(w.founder, KindApprove, ID{}, &Approve{bob.id()}, w.now())
	w.wantStanding(t, bob, StandingMember)
	if w.roll().Hidden(bob.dev(), ContentLane, 900) {
		t.Error("a member's entry is hidden")
	}
}

// TestBackDatedGrants: a removed officer writes grants that cite the roll of before the removal.
func TestBackDatedGrants(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleOfficer), w.join("Cat", RoleMember)
	heads := w.now()
	w.remove(w.founder, bob, heads)
	// Bob, unseen: makes Cat an officer, who removes Ann and lets in a friend.
	grant := w.act(bob, KindRole, ID{}, &Grant{Person: cat.id(), Role: RoleOfficer}, heads)
	revenge := w.remove(cat, w.founder, []ID{grant.ID})
	eve := newNeighbour("Eve")
	tk := w.invite(cat, Offer{Role: RoleOfficer}, []ID{revenge.ID})
	in := w.act(cat, KindAdmit, ID{}, &Admit{w.ask(tk, eve, start)}, []ID{tk.Invite})
	r := w.roll()
	wantRefused(t, r, grant, "removed from the group at the same time")
	wantRefused(t, r, revenge, "undone")
	wantRefused(t, r, in, "undone")
	w.wantStanding(t, w.founder, StandingMember)
	w.wantStanding(t, bob, StandingRemoved)
	w.wantStanding(t, eve, StandingWaiting)
	if m, _ := r.Find(cat.id()); m.Role != RoleMember || m.Standing != StandingMember {
		t.Errorf("Cat is %+v", m)
	}
	if !r.Known(eve.dev()) {
		t.Error("a device that was known is known no more")
	}
	// One tap puts right what was right.
	w.act(w.founder, KindApprove, ID{}, &Approve{eve.id()}, w.now())
	w.wantStanding(t, eve, StandingMember)
}

// TestSeenActsStay: what the removers had seen of the removed is not cancelled.
func TestSeenActsStay(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleOfficer), w.join("Cat", RoleMember)
	dan := w.join("Dan", RoleMember)
	aside := w.now()
	grant := w.act(bob, KindRole, ID{}, &Grant{Person: cat.id(), Role: RoleOfficer}, aside)
	heads := []ID{grant.ID}
	w.act(dan, KindRename, ID{}, &Rename{"Daniel"}, aside) // so that all this is folded in one part
	w.act(w.founder, KindRename, ID{}, &Rename{"Anna"}, heads)
	// With three officers it takes two.
	w.remove(w.founder, bob, heads)
	w.wantStanding(t, bob, StandingMember)
	w.remove(cat, bob, heads)
	w.wantStanding(t, bob, StandingRemoved)
	wantCounts(t, w.roll(), grant)
	if m, _ := w.roll().Find(cat.id()); m.Role != RoleOfficer {
		t.Errorf("Cat is %+v", m)
	}
}

func TestTwoOfficersForAnOfficer(t *testing.T) {
	w := newTown(t)
	bob, cat, dan := w.join("Bob", RoleOfficer), w.join("Cat", RoleOfficer), w.join("Dan", RoleMember)
	heads := w.now()
	w.remove(w.founder, bob, heads)
	if asked := w.asked(bob); len(asked) != 1 || asked[0] != w.founder.id() {
		t.Errorf("asked for by %v", asked)
	}
	w.wantStanding(t, bob, StandingMember)
	again := w.remove(w.founder, bob, w.now())
	wantRefused(t, w.roll(), again, "asked for this already")
	// The second need not have seen the first.
	w.remove(cat, bob, heads)
	w.wantStanding(t, bob, StandingRemoved)
	if asked := w.asked(bob); len(asked) != 0 {
		t.Errorf("still asked for by %v", asked)
	}
	// A member who is no officer needs but one.
	w.remove(cat, dan, w.now())
	w.wantStanding(t, dan, StandingRemoved)
}

// TestOfficeCannotBeTakenByOneOfThree closes the way round the rule above.
func TestOfficeCannotBeTakenByOneOfThree(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleOfficer), w.join("Cat", RoleOfficer)
	w.act(w.founder, KindRole, ID{}, &Grant{Person: bob.id(), Role: RoleMember}, w.now())
	if !w.roll().Can(bob.id(), PowerOffice) {
		t.Fatal("one officer of three took another's office")
	}
	w.act(cat, KindRole, ID{}, &Grant{Person: bob.id(), Role: RoleMember}, w.now())
	if w.roll().Can(bob.id(), PowerOffice) {
		t.Error("two officers of three could not take the third's office")
	}
}

// TestMutualRemoval: of two officers who remove each other, the one who has served longer stays, whatever the hashes.
func TestMutualRemoval(t *testing.T) {
	for i := range int64(12) {
		w := newTown(t)
		bob := w.join("Bob", RoleOfficer)
		heads := w.now()
		w.founder.time += i
		w.remove(bob, w.founder, heads)
		w.remove(w.founder, bob, heads)
		w.wantStanding(t, w.founder, StandingMember)
		w.wantStanding(t, bob, StandingRemoved)
	}
}

// TestMoreCoSignersWin: a ring in which three newer officers stand against the oldest and one friend, who remove all
// three. The three are more.
func TestMoreCoSignersWin(t *testing.T) {
	for i := range int64(4) {
		w := newTown(t)
		dan := w.join("Dan", RoleOfficer)
		three := []*neighbour{w.join("Bob", RoleOfficer), w.join("Cat", RoleOfficer), w.join("Eve", RoleOfficer)}
		heads := w.now()
		dan.time += i
		for _, n := range three {
			w.remove(n, w.founder, heads)
			w.remove(w.founder, n, heads)
			w.remove(dan, n, heads)
		}
		w.wantStanding(t, w.founder, StandingRemoved)
		for _, n := range three {
			w.wantStanding(t, n, StandingMember)
		}
	}
}

// TestActsAfterReturnCount: a removal cancels what was done at the same time, not what was done after coming back.
func TestActsAfterReturnCount(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleMember), w.join("Cat", RoleMember)
	heads := w.now()
	w.act(cat, KindRename, ID{}, &Rename{"Kat"}, heads) // seen by none of the others
	last := w.remove(w.founder, bob, heads).ID
	tk := w.invite(w.founder, Offer{}, []ID{last})
	last = w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(tk, bob, start)}, []ID{tk.Invite}).ID
	last = w.act(w.founder, KindApprove, ID{}, &Approve{bob.id()}, []ID{last}).ID
	back := w.act(bob, KindRename, ID{}, &Rename{"Robert"}, []ID{last})
	r := w.roll()
	wantCounts(t, r, back)
	if m, _ := r.Find(bob.id()); m.Name != "Robert" || m.Standing != StandingMember {
		t.Errorf("Bob is %+v", m)
	}
}

// TestOneOfThreeOutweighsNobody: what one officer of three asks for alone neither takes effect nor cancels anything.
func TestOneOfThreeOutweighsNobody(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleOfficer), w.join("Cat", RoleOfficer)
	heads := w.now()
	w.remove(w.founder, bob, heads) // one of three: asks only
	w.remove(bob, w.founder, heads)
	w.remove(cat, w.founder, heads)
	w.wantStanding(t, w.founder, StandingRemoved)
	w.wantStanding(t, bob, StandingMember)
	w.wantStanding(t, cat, StandingMember)
}

func TestChainedRemoval(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleOfficer), w.join("Cat", RoleMember)
	heads := w.now()
	// Ann removes Bob, who at the same time removes Cat: Cat stays.
	w.remove(bob, cat, heads)
	w.remove(w.founder, bob, heads)
	w.wantStanding(t, bob, StandingRemoved)
	w.wantStanding(t, cat, StandingMember)
}

// TestReAddRace: an admission that had not seen the removal does not undo it, in whichever order they are folded.
func TestReAddRace(t *testing.T) {
	for range 8 { // different ids give both orders
		w := newTown(t)
		bob, cat := w.join("Bob", RoleMember), w.join("Cat", RoleMember)
		tk := w.invite(w.founder, Offer{Uses: 5}, w.now())
		heads := w.now()
		w.founder.time += int64(len(w.acts)) * 977
		w.remove(w.founder, cat, heads)
		w.act(bob, KindAdmit, ID{}, &Admit{w.ask(tk, cat, start)}, heads)
		w.wantStanding(t, cat, StandingRemoved)
	}
}

func TestNoOfficersLeft(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	w.remove(w.founder, w.founder, w.now())
	r := w.roll()
	if w.standing(r, w.founder) != StandingRemoved || w.standing(r, bob) != StandingMember {
		t.Error("the last officer could not leave")
	}
	no := w.act(bob, KindRole, ID{}, &Grant{Person: bob.id(), Role: RoleOfficer}, w.now())
	wantRefused(t, w.roll(), no, "only an officer")
}

// asked gives who has asked for somebody's removal while it lacks something.
func (w *town) asked(whom *neighbour) []Person {
	w.t.Helper()
	for _, m := range w.roll().Matters {
		if m.Kind == KindRemove && m.Person == whom.id() {
			return m.Asked
		}
	}
	return nil
}
