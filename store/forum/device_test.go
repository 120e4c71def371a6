package forum

import (
	"strings"
	"testing"
)

// second gives a neighbour a second device, not yet in the group.
func (n *neighbour) second(name string) *neighbour {
	return &neighbour{name: n.name, person: n.person, device: testKey(n.name + "'s " + name), time: start}
}

func (w *town) link(by, added *neighbour, heads []ID) Act {
	w.t.Helper()
	a, err := NewLink(w.group, added.id(), added.person, added.device, added.name, start)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.act(by, KindDevice, ID{}, &Link{a}, heads)
}

func (w *town) retire(by, given *neighbour, heads []ID, pins ...Pin) Act {
	w.t.Helper()
	return w.act(by, KindRetire, ID{}, &Retire{Device: given.dev(), Pins: pins}, heads)
}

func TestDevices(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleMember), w.join("Cat", RoleMember)
	phone := bob.second("phone")
	w.wantCounts(w.link(bob, phone, w.now()))
	w.wantCounts(w.act(phone, KindRename, ID{}, &Rename{"Robert"}, w.now()))
	if m, _ := w.roll().Find(bob.id()); m.Name != "Robert" || len(m.Devices) != 2 {
		t.Errorf("Bob is %+v", m)
	}
	// Somebody else's certificate does not do.
	forged, err := NewLink(w.group, bob.id(), cat.person, testKey("spare"), "Bob", start)
	if err != nil {
		t.Fatal(err)
	}
	w.wantRefused(w.act(cat, KindDevice, ID{}, &Link{forged}, w.now()), "is not the person's")
	// Nobody else gives it up for him; he does, and what it had not shown is hidden.
	w.wantRefused(w.retire(cat, phone, w.now()), "not a device Cat uses")
	w.retire(bob, phone, w.now(), Pin{phone.dev(), ContentLane, 4})
	r := w.roll()
	if m, _ := r.ByDevice(phone.dev()); m.Standing != StandingRetired || r.Hidden(phone.dev(), ContentLane, 4) || !r.Hidden(phone.dev(), ContentLane, 5) {
		t.Errorf("the phone stands as %q", m.Standing)
	}
	w.wantRefused(w.act(phone, KindRename, ID{}, &Rename{"Bobby"}, w.now()), "had given up the device")
	w.wantRefused(w.link(cat, bob.second("tablet"), w.now()), "has given up a device before")
	w.wantRefused(w.link(bob, phone, w.now()), "had been given up")
	w.wantCounts(w.link(bob, bob.second("tablet"), w.now()))
}

// TestStolenDevice: whoever has it adds another of theirs and gives up the owner's, while the owner gives it up.
func TestStolenDevice(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleOfficer)
	phone, tablet := bob.second("phone"), bob.second("tablet")
	w.link(bob, phone, w.now())
	heads := w.now()
	w.retire(bob, phone, heads)
	added := w.link(phone, tablet, heads)
	revenge := w.retire(tablet, bob, []ID{added.ID})
	grant := w.act(phone, KindRole, ID{}, &Grant{Person: w.founder.id(), Role: RoleMember}, heads)
	r := w.roll()
	wantRefused(t, r, added, "given up at the same time")
	wantRefused(t, r, revenge, "undone")
	wantRefused(t, r, grant, "given up at the same time")
	if m, _ := r.Find(bob.id()); len(m.Devices) != 1 || m.Devices[0] != bob.dev() {
		t.Errorf("Bob is %+v", m)
	}
	// From the phone itself it goes both ways: then two officers must see to it.
	w.retire(phone, bob, heads)
	if m, _ := w.roll().Find(bob.id()); len(m.Devices) != 0 || len(m.Lost) != 2 || m.Standing != StandingMember {
		t.Errorf("Bob is %+v", m)
	}
}

func TestReadmission(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleOfficer), w.join("Cat", RoleMember)
	cat2 := newNeighbour("Cat again")
	tk := w.invite(w.founder, Offer{Approve: true}, w.now())
	w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(tk, cat2, start)}, w.now())
	same := &Readmit{Person: cat.id(), New: cat2.id(), Pins: []Pin{{cat.dev(), ContentLane, 9}}}
	w.wantRefused(w.act(cat2, KindReadmit, ID{}, same, w.now()), "still waiting")
	w.act(w.founder, KindReadmit, ID{}, same, w.now())
	w.wantMatter("one more officer must ask for it too")
	w.act(bob, KindReadmit, ID{}, same, w.now())
	w.wantMatter("")
	r := w.roll()
	m, _ := r.ByDevice(cat2.dev())
	if m.Person != cat.id() || m.Key != cat2.id() || m.Name != "Cat" || len(m.Lost) != 1 || !r.Hidden(cat.dev(), ContentLane, 10) {
		t.Errorf("Cat is %+v", m)
	}
	if _, there := r.Find(cat2.id()); there {
		t.Error("the newcomer is in the group beside themself")
	}
	w.wantRefused(w.act(cat, KindRename, ID{}, &Rename{"Thief"}, w.now()), "had given up the device")
	w.wantCounts(w.act(cat2, KindRename, ID{}, &Rename{"Catherine"}, w.now()))
	// The old key certifies nothing any more; the new one does.
	w.wantRefused(w.link(cat2, cat.second("phone"), w.now()), "is not the person's")
	a, err := NewLink(w.group, cat.id(), cat2.person, testKey("new phone"), "Cat", start)
	if err != nil {
		t.Fatal(err)
	}
	w.wantCounts(w.act(cat2, KindDevice, ID{}, &Link{a}, w.now()))
}

func TestRecovery(t *testing.T) {
	w := newTown(t)
	bob, cat, dan := w.join("Bob", RoleMember), w.join("Cat", RoleMember), w.join("Dan", RoleMember)
	early := w.act(bob, KindRecover, ID{}, &Recover{[]Person{bob.id()}}, w.now())
	wantRefused(t, w.roll(), early, "the group has an officer")
	w.remove(w.founder, w.founder, w.now())
	late := newNeighbour("Late")
	tk := w.invite(bob, Offer{}, w.now())
	w.act(bob, KindAdmit, ID{}, &Admit{w.ask(tk, late, start)}, w.now())
	w.wantRefused(w.act(late, KindRecover, ID{}, &Recover{[]Person{late.id()}}, w.now()), "could not vote when")
	heads := w.now()
	w.act(bob, KindRecover, ID{}, &Recover{[]Person{cat.id()}}, heads)
	w.wantMatter("one more member must ask for it too")
	w.act(dan, KindRecover, ID{}, &Recover{[]Person{cat.id()}}, heads)
	if m, _ := w.roll().Find(cat.id()); m.Role != RoleOfficer || len(w.roll().Matters) != 0 {
		t.Errorf("Cat is %+v, matters %+v", m, w.roll().Matters)
	}
}

func TestUphold(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleOfficer), w.join("Cat", RoleMember)
	heads := w.now()
	grant := w.act(bob, KindRole, ID{}, &Grant{Person: cat.id(), Role: RoleReader}, heads)
	tk := w.invite(bob, Offer{}, []ID{grant.ID})
	w.remove(w.founder, bob, heads)
	if u := w.roll().Undone; len(u) != 2 || u[0].Act != grant.ID || u[0].By != bob.id() || u[0].Person != cat.id() {
		t.Fatalf("undone %+v", u)
	}
	w.wantRefused(w.act(cat, KindUphold, grant.ID, &Uphold{}, w.now()), "only an officer")
	w.act(w.founder, KindUphold, grant.ID, &Uphold{}, w.now())
	if m, _ := w.roll().Find(cat.id()); m.Role != RoleReader || len(w.roll().Undone) != 1 {
		t.Errorf("Cat is %+v; undone %+v", m, w.roll().Undone)
	}
	w.act(w.founder, KindUphold, tk.Invite, &Uphold{}, w.now())
	dan := newNeighbour("Dan")
	w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(tk, dan, start)}, w.now())
	w.wantStanding(t, dan, StandingMember)
	if len(w.roll().Undone) != 0 {
		t.Errorf("undone %+v", w.roll().Undone)
	}
}

func TestAccept(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	w.remove(w.founder, bob, w.now(), Pin{bob.dev(), ContentLane, 2})
	w.wantRefused(w.act(w.founder, KindAccept, ID{}, &Accept{Person: w.founder.id()}, w.now()), "nothing of that person is hidden")
	w.act(w.founder, KindAccept, ID{}, &Accept{bob.id(), []Pin{{bob.dev(), ContentLane, 6}}}, w.now())
	if r := w.roll(); r.Hidden(bob.dev(), ContentLane, 6) || !r.Hidden(bob.dev(), ContentLane, 7) {
		t.Error("what an officer accepted is not what is shown")
	}
}

// TestStolenKeyComesBackByInvite: whoever took the key from a lost device uses it with an invite they came by.
func TestStolenKeyComesBackByInvite(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	phone, thief := bob.second("phone"), bob.second("thief's laptop")
	w.link(bob, phone, w.now())
	w.retire(bob, phone, w.now())
	tk := w.invite(w.founder, Offer{Uses: 9}, w.now())
	in := func() Act { return w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(tk, thief, start)}, w.now()) }
	w.wantRefused(in(), "has given up a device before")
	w.remove(bob, bob, w.now()) // and after he has left
	in()
	if m, _ := w.roll().Find(bob.id()); m.Standing != StandingWaiting || !strings.Contains(m.Why, "gave up a device before") {
		t.Errorf("Bob is %+v", m)
	}
}

// TestPutAway: what was undone and nobody wants back can be put away, by an officer only.
func TestPutAway(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleOfficer), w.join("Cat", RoleMember)
	heads := w.now()
	grant := w.act(bob, KindRole, ID{}, &Grant{Person: cat.id(), Role: RoleReader}, heads)
	w.remove(w.founder, bob, heads)
	w.wantRefused(w.act(cat, KindRevoke, grant.ID, &Revoke{}, w.now()), "only an officer may put away")
	w.wantCounts(w.act(w.founder, KindRevoke, grant.ID, &Revoke{}, w.now()))
	if u := w.roll().Undone; len(u) != 0 {
		t.Errorf("undone %+v", u)
	}
}
