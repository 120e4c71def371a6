package forum

import (
	"crypto/ed25519"
	"slices"
	"strings"
	"testing"
)

func TestFounding(t *testing.T) {
	w := newTown(t)
	r := w.roll()
	m, ok := r.ByDevice(w.founder.dev())
	if !ok || m.Name != "Ann" || m.Role != RoleOfficer || m.Standing != StandingMember || m.By != w.founder.id() {
		t.Errorf("the founder stands as %+v", m)
	}
	if r.Group != w.group || r.Name != "Mill Lane" || !r.Known(w.founder.dev()) || !r.Votes(w.founder.id()) {
		t.Errorf("the roll is %+v", r)
	}
	if _, err := Resolve(nil); err == nil {
		t.Error("a group with no founding act was resolved")
	}
	second := foundTown(t, "Zoe").acts[0]
	if _, err := Resolve(append(slices.Clone(w.acts), second)); err == nil {
		t.Error("a group with two founding acts was resolved")
	}
	forged := w.acts[0]
	f := *forged.Body.(*Found)
	f.Person = PersonOf(testKey("somebody else"))
	forged.Body = &f
	if _, err := Resolve([]Act{forged}); err == nil {
		t.Error("a founding act for somebody who did not sign it was resolved")
	}
}

func TestAddNeedsParents(t *testing.T) {
	w := newTown(t)
	w.join("Bob", RoleMember)
	h := NewHistory(w.group)
	if err := h.Add(w.acts[0], w.acts[2]); err == nil {
		t.Fatal("an act was taken in without the one before it")
	}
	if h.Has(w.acts[0].ID) {
		t.Error("part of a refused batch was kept")
	}
	if err := h.Add(w.acts[2], w.acts[1], w.acts[0], w.acts[1]); err != nil {
		t.Fatal(err)
	}
	if _, missing := h.At([]ID{w.acts[1].ID, testID("nowhere")}); !slices.Equal(missing, []ID{testID("nowhere")}) {
		t.Errorf("missing is %v", missing)
	}
}

func TestPowers(t *testing.T) {
	w := newTown(t)
	bob, rita := w.join("Bob", RoleMember), w.join("Rita", RoleReader)
	r := w.roll()
	for _, c := range []struct {
		who  *neighbour
		can  []Power
		cant []Power
	}{
		{w.founder, []Power{PowerPropose, PowerDiscuss, PowerVote, PowerMinute, PowerInvite, PowerOffice}, nil},
		{bob, []Power{PowerPropose, PowerDiscuss, PowerVote, PowerMinute, PowerInvite}, []Power{PowerOffice}},
		{rita, nil, []Power{PowerPropose, PowerDiscuss, PowerVote, PowerMinute, PowerInvite, PowerOffice}},
		{newNeighbour("Stranger"), nil, []Power{PowerPropose, PowerVote, PowerOffice}},
	} {
		for _, p := range c.can {
			if !r.Can(c.who.id(), p) {
				t.Errorf("%s cannot %s", c.who.name, p)
			}
		}
		for _, p := range c.cant {
			if r.Can(c.who.id(), p) {
				t.Errorf("%s can %s", c.who.name, p)
			}
		}
	}
	if r.Eligible() != 2 || len(r.Active()) != 3 {
		t.Errorf("%d may vote and %d are active; want 2 and 3", r.Eligible(), len(r.Active()))
	}
}

// TestJoining has the ways in, and the ways that are none.
func TestJoining(t *testing.T) {
	type step struct {
		offer  Offer
		spoil  func(w *town, tk *Ticket, a *Ask)
		by     func(w *town) *neighbour
		want   Standing
		reason string
	}
	forge := func(change func(a *Ask)) func(*town, *Ticket, *Ask) {
		return func(_ *town, _ *Ticket, a *Ask) { change(a) }
	}
	for name, s := range map[string]step{
		"as it should be":        {want: StandingMember},
		"by any member":          {by: func(w *town) *neighbour { return w.join("Bob", RoleMember) }, want: StandingMember},
		"by a reader":            {by: func(w *town) *neighbour { return w.join("Rita", RoleReader) }, want: StandingNone, reason: "reader"},
		"by a stranger":          {by: func(*town) *neighbour { return newNeighbour("Stranger") }, want: StandingNone, reason: "belongs to nobody"},
		"with approval":          {offer: Offer{Approve: true}, want: StandingWaiting},
		"expired":                {offer: Offer{Expires: start - 1}, want: StandingNone, reason: "expired"},
		"another name signed":    {spoil: forge(func(a *Ask) { a.Called = "Mallory" }), want: StandingNone, reason: "not made with that invite"},
		"a later time signed":    {spoil: forge(func(a *Ask) { a.Time-- }), want: StandingNone, reason: "not made with that invite"},
		"another invite's proof": {spoil: forge(func(a *Ask) { a.Proof[3] ^= 1 }), want: StandingNone, reason: "not made with that invite"},
		"no such invite":         {spoil: forge(func(a *Ask) { a.Invite = testID("none") }), want: StandingNone, reason: "no such invite"},
		"another's device": {spoil: func(w *town, tk *Ticket, a *Ask) {
			eve := newNeighbour("Eve")
			*a, _ = NewAsk(*tk, eve.person, w.founder.device, "Zed", start)
		}, want: StandingNone, reason: "belongs to somebody else"},
		"a device that did not ask": {spoil: func(w *town, tk *Ticket, a *Ask) {
			eve, victim := newNeighbour("Eve"), newNeighbour("Victim")
			*a, _ = NewAsk(*tk, eve.person, eve.device, "Zed", start)
			a.Device = victim.dev()
			a.Cert = CertifyDevice(eve.person, a.Device)
			a.Proof = ed25519.Sign(InviteKey(tk.Seed), a.Statement(w.group))
		}, want: StandingNone, reason: "not made on the device"},
		"a bad certificate": {spoil: forge(func(a *Ask) { a.Cert[9] ^= 1 }), want: StandingNone, reason: "certificate"},
		"withdrawn": {spoil: func(w *town, tk *Ticket, _ *Ask) {
			w.act(w.founder, KindRevoke, tk.Invite, &Revoke{}, w.now())
		}, want: StandingNone, reason: "withdrawn"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			by := w.founder
			if s.by != nil {
				by = s.by(w)
			}
			zed := newNeighbour("Zed")
			tk := w.invite(w.founder, s.offer, w.now())
			a := w.ask(tk, zed, start)
			if s.spoil != nil {
				s.spoil(w, &tk, &a)
			}
			act := w.act(by, KindAdmit, ID{}, &Admit{a}, w.now())
			r := w.roll()
			if m, _ := r.Find(a.Person); m.Standing != s.want {
				t.Errorf("Zed stands as %q, want %q (%v)", m.Standing, s.want, r.refused)
			}
			if s.reason != "" {
				wantRefused(t, r, act, s.reason)
			} else {
				wantCounts(t, r, act)
			}
			if r.Known(zed.dev()) != (s.want != StandingNone) {
				t.Errorf("Zed's device known: %v", r.Known(zed.dev()))
			}
		})
	}
}

func TestApproval(t *testing.T) {
	w := newTown(t)
	bob, zed := w.join("Bob", RoleMember), newNeighbour("Zed")
	tk := w.invite(w.founder, Offer{Approve: true}, w.now())
	w.act(bob, KindAdmit, ID{}, &Admit{w.ask(tk, zed, start)}, w.now())
	w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(tk, zed, start+1)}, w.now())
	r := w.roll()
	if m, _ := r.Find(zed.id()); r.Invites[tk.Invite].Used != 1 || m.Why != "the invite asks for an officer's approval" {
		t.Errorf("having asked twice, Zed is %+v and the invite was used %d times", m, r.Invites[tk.Invite].Used)
	}
	early := w.act(zed, KindRename, ID{}, &Rename{"Zeta"}, w.now())
	byBob := w.act(bob, KindApprove, ID{}, &Approve{zed.id()}, w.now())
	r = w.roll()
	wantRefused(t, r, early, "waiting to be let in")
	wantRefused(t, r, byBob, "only an officer may")
	byAnn := w.act(w.founder, KindApprove, ID{}, &Approve{zed.id()}, w.now())
	again := w.act(w.founder, KindApprove, ID{}, &Approve{zed.id()}, w.now())
	r = w.roll()
	wantCounts(t, r, byAnn)
	wantRefused(t, r, again, "was not waiting")
	if m, _ := r.Find(zed.id()); m.Standing != StandingMember || m.By != w.founder.id() || m.Role != RoleMember {
		t.Errorf("Zed is %+v", m)
	}
}

// TestOverusedInvite: two members let in two people by an invite for one, each out of sight of the other.
func TestOverusedInvite(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleMember), w.join("Cat", RoleMember)
	tk := w.invite(w.founder, Offer{Uses: 1}, w.now())
	heads := w.now()
	yan, zed := newNeighbour("Yan"), newNeighbour("Zed")
	w.act(bob, KindAdmit, ID{}, &Admit{w.ask(tk, yan, start)}, heads)
	w.act(cat, KindAdmit, ID{}, &Admit{w.ask(tk, zed, start)}, heads)
	r := w.roll()
	in, out := yan, zed
	if w.standing(r, yan) != StandingMember {
		in, out = zed, yan
	}
	if w.standing(r, in) != StandingMember || w.standing(r, out) != StandingWaiting {
		t.Fatalf("they stand as %s and %s; want one in and one waiting", w.standing(r, in), w.standing(r, out))
	}
	if m, _ := r.Find(out.id()); m.Why != "the invite had been used up" {
		t.Errorf("they wait because %q", m.Why)
	}
	if r.Invites[tk.Invite].Used != 1 {
		t.Errorf("the invite was used %d times", r.Invites[tk.Invite].Used)
	}
	// Asking again with the same invite does not get round it.
	w.act(bob, KindAdmit, ID{}, &Admit{w.ask(tk, out, start+1)}, w.now())
	if s := w.standing(w.roll(), out); s != StandingWaiting {
		t.Errorf("having asked again they stand as %s", s)
	}
	w.act(w.founder, KindApprove, ID{}, &Approve{out.id()}, w.now())
	if s := w.standing(w.roll(), out); s != StandingMember {
		t.Errorf("approved, they stand as %s", s)
	}
}

func TestSecondDevice(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	phoneKey := testKey("Bob's phone")
	phone := DeviceOf(phoneKey)
	tk := w.invite(w.founder, Offer{Uses: 1}, w.now())
	a, err := NewAsk(tk, bob.person, phoneKey, "Robert", start)
	if err != nil {
		t.Fatal(err)
	}
	w.act(w.founder, KindAdmit, ID{}, &Admit{a}, w.now())
	r := w.roll()
	m, ok := r.ByDevice(phone)
	if !ok || m.Person != bob.id() || m.Name != "Bob" || len(m.Devices) != 2 || r.Invites[tk.Invite].Used != 0 {
		t.Errorf("Bob is %+v and the invite was used %d times", m, r.Invites[tk.Invite].Used)
	}
}

func TestInviteRoles(t *testing.T) {
	w := newTown(t)
	bob, rita := w.join("Bob", RoleMember), w.join("Rita", RoleReader)
	for _, c := range []struct {
		by     *neighbour
		role   Role
		reason string
	}{
		{w.founder, RoleOfficer, ""},
		{bob, RoleMember, ""},
		{bob, RoleReader, ""},
		{bob, RoleOfficer, "only an officer may invite"},
		{rita, RoleReader, "readers cannot invite"},
	} {
		tk := w.invite(c.by, Offer{Role: c.role}, w.now())
		r := w.roll()
		why, refused := r.Refused(tk.Invite)
		_, there := r.Invites[tk.Invite]
		if refused != (c.reason != "") || there == refused || !strings.Contains(why.String(), c.reason) {
			t.Errorf("%s inviting a %s: refused %v, %q", c.by.name, c.role, refused, why)
		}
	}
}

func TestRevokeIsTheInvitersOrAnOfficers(t *testing.T) {
	w := newTown(t)
	bob, cat := w.join("Bob", RoleMember), w.join("Cat", RoleMember)
	tk := w.invite(bob, Offer{}, w.now())
	no := w.act(cat, KindRevoke, tk.Invite, &Revoke{}, w.now())
	wantRefused(t, w.roll(), no, "only an officer may withdraw")
	yes := w.act(bob, KindRevoke, tk.Invite, &Revoke{}, w.now())
	r := w.roll()
	wantCounts(t, r, yes)
	if !r.Invites[tk.Invite].Revoked {
		t.Error("the invite is not withdrawn")
	}
	none := w.act(w.founder, KindRevoke, testID("none"), &Revoke{}, w.now())
	wantRefused(t, w.roll(), none, "no such invite")
}

func TestSelfPromotion(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	up := w.act(bob, KindRole, ID{}, &Grant{Person: bob.id(), Role: RoleOfficer}, w.now())
	charter := w.act(bob, KindCharter, ID{}, &Charter{Name: "Bob's Lane"}, w.now())
	r := w.roll()
	wantRefused(t, r, up, "only an officer may give or take roles")
	wantRefused(t, r, charter, "only an officer may change")
	if m, _ := r.Find(bob.id()); m.Role != RoleMember || r.Name != "Mill Lane" {
		t.Errorf("Bob is %s of %s", m.Role, r.Name)
	}
}

func TestNonMemberActs(t *testing.T) {
	w := newTown(t)
	eve := newNeighbour("Eve")
	a := w.act(eve, KindRemove, ID{}, &Remove{Person: w.founder.id()}, w.now())
	r := w.roll()
	wantRefused(t, r, a, "belongs to nobody in the group")
	if w.standing(r, w.founder) != StandingMember || r.Known(eve.dev()) {
		t.Error("a stranger's act did something")
	}
}

func TestLastOfficerStays(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	down := &Grant{Person: w.founder.id(), Role: RoleMember}
	wantRefused(t, w.roll(append(w.acts, w.act(w.founder, KindRole, ID{}, down, w.now()))...),
		w.acts[len(w.acts)-1], "only officer")
	w.act(w.founder, KindRole, ID{}, &Grant{Person: bob.id(), Role: RoleOfficer}, w.now())
	// Now there are two, and each gives up office without having seen the other: one of them keeps it.
	heads := w.now()
	w.act(w.founder, KindRole, ID{}, down, heads)
	w.act(bob, KindRole, ID{}, &Grant{Person: bob.id(), Role: RoleMember}, heads)
	r := w.roll()
	if a, b := r.Can(w.founder.id(), PowerOffice), r.Can(bob.id(), PowerOffice); a == b {
		t.Errorf("officers: Ann %v, Bob %v; want exactly one", a, b)
	}
}

func TestCharterAndRename(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	w.act(bob, KindRename, ID{}, &Rename{"Robert"}, w.now())
	w.act(w.founder, KindCharter, ID{}, &Charter{Aims: "Keep the lane green."}, w.now())
	w.act(w.founder, KindCharter, ID{}, &Charter{Name: "Mill Lane Residents"}, w.now())
	r := w.roll()
	m, _ := r.Find(bob.id())
	if m.Name != "Robert" || r.Name != "Mill Lane Residents" || r.Aims != "Keep the lane green." {
		t.Errorf("%q, %q, %q", m.Name, r.Name, r.Aims)
	}
}

func TestCite(t *testing.T) {
	r := &Roll{Heads: make([]ID, 100)}
	if got := r.Cite(); len(got) != MaxRoll {
		t.Errorf("a new entry cites %d heads", len(got))
	}
}
