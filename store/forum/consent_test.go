package forum

import (
	"strings"
	"testing"
)

// estate is a town with two sections: North must consent to removals of its people and to new rules, South must be heard.
func estate(t *testing.T) (w *town, north, south []*neighbour) {
	w = newTown(t)
	w.charter(w.founder, estateRules(), w.now())
	for _, name := range []string{"Nell", "Nick", "Nora"} {
		north = append(north, w.settle(name, RoleMember, "North"))
	}
	for _, name := range []string{"Sam", "Sue"} {
		south = append(south, w.settle(name, RoleMember, "South"))
	}
	return w, north, south
}

func estateRules() *Rules {
	return &Rules{Sections: []Section{
		{Name: "North", Removal: Guard{Kind: GuardConsent, Number: 2}, Charter: Guard{Kind: GuardConsent, Percent: 50}},
		{Name: "South", Removal: Guard{Kind: GuardHearing, Days: 7}},
	}}
}

func (w *town) charter(by *neighbour, r *Rules, heads []ID) Act {
	w.t.Helper()
	return w.act(by, KindCharter, ID{}, &Charter{Rules: r}, heads)
}

// settle brings somebody into a section: the first by the founder, those after by somebody of it.
func (w *town) settle(name string, role Role, section string) *neighbour {
	w.t.Helper()
	n := newNeighbour(name)
	tk := w.invite(w.founder, Offer{Role: role, Section: section}, w.now())
	w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(tk, n, start)}, w.now())
	if w.standing(w.roll(), n) == StandingWaiting {
		for _, m := range w.roll().Active() {
			if m.Section == section {
				w.act(w.byID(m.Person), KindApprove, ID{}, &Approve{n.id()}, w.now())
				break
			}
		}
	}
	w.wantStanding(w.t.(*testing.T), n, StandingMember)
	w.settled = append(w.settled, n)
	return n
}

func (w *town) byID(p Person) *neighbour {
	for _, n := range w.settled {
		if n.id() == p {
			return n
		}
	}
	return w.founder
}

func (w *town) answer(by *neighbour, act Act, s Stance, words string, heads []ID) Act {
	w.t.Helper()
	return w.act(by, KindAnswer, act.ID, &Answer{s, words}, heads)
}

// wantMatter checks that there is one matter and what it lacks; no words means that there is none.
func (w *town) wantMatter(words string) {
	w.t.Helper()
	ms := w.roll().Matters
	switch {
	case words == "" && len(ms) != 0:
		w.t.Errorf("matters %+v; want none", ms)
	case words != "" && (len(ms) != 1 || !strings.Contains(ms[0].Sentence().String(), words)):
		w.t.Errorf("matters %+v; want one that lacks %q", ms, words)
	}
}

func TestRemovalNeedsConsent(t *testing.T) {
	w, north, _ := estate(t)
	nell, nick, nora := north[0], north[1], north[2]
	ask := w.remove(w.founder, nell, w.now())
	w.wantStanding(t, nell, StandingMember)
	w.wantMatter("2 more people of North must agree")
	// The person concerned cannot consent for the section, and an outsider cannot answer at all.
	w.answer(nell, ask, StanceAgree, "", w.now())
	sam := w.settled[3]
	w.wantRefused(w.answer(sam, ask, StanceAgree, "", w.now()), "for the person concerned")
	w.answer(nick, ask, StanceAgree, "", w.now())
	w.wantMatter("one more person of North must agree")
	w.answer(nora, ask, StanceObject, "no", w.now())
	w.wantStanding(t, nell, StandingMember)
	w.answer(nell, ask, StanceSpeak, "I did not do it.", w.now())
	w.answer(nora, ask, StanceAgree, "", w.now())
	w.wantStanding(t, nell, StandingRemoved)
	w.wantMatter("")
	if s := w.roll().Explain(nell.id()).String(); !strings.Contains(s, "removed by Ann") || !strings.Contains(s, "I did not do it.") {
		t.Errorf("explained as %q", s)
	}
	w.wantRefused(w.act(nell, KindRename, ID{}, &Rename{"Nellie"}, w.now()), "no longer a member")
}

// TestConsentAsideWithOtherActs: the answers come while others act out of sight, and the person concerned too.
func TestConsentAsideWithOtherActs(t *testing.T) {
	w, north, south := estate(t)
	nell := north[0]
	w.act(w.founder, KindRole, ID{}, &Grant{Person: nell.id(), Role: RoleOfficer, Section: "North"}, w.now())
	ask := w.remove(w.founder, nell, w.now())
	heads := w.now()
	w.act(south[0], KindRename, ID{}, &Rename{"Samuel"}, heads)
	a := w.answer(north[1], ask, StanceAgree, "", heads)
	seen := w.act(nell, KindRole, ID{}, &Grant{Person: south[0].id(), Role: RoleReader, Section: "South"}, heads)
	b := w.answer(north[2], ask, StanceAgree, "", heads)
	w.wantStanding(t, nell, StandingRemoved)
	wantRefused(t, w.roll(), seen, "removed from the group at the same time")
	wantCounts(t, w.roll(), a)
	wantCounts(t, w.roll(), b)
}

func TestHearing(t *testing.T) {
	w, _, south := estate(t)
	bob := w.join("Bob", RoleOfficer)
	w.remove(w.founder, south[0], w.now())
	w.wantMatter("South must be heard")
	w.founder.time += 8 * day
	w.wantRefused(w.remove(w.founder, south[0], w.now()), "had asked for this already")
	bob.time = w.founder.time - 3*day
	w.remove(bob, south[0], w.now())
	w.wantStanding(t, south[0], StandingMember)
	cat := w.join("Cat", RoleOfficer)
	cat.time = w.founder.time
	last := w.remove(cat, south[0], w.now())
	w.wantStanding(t, south[0], StandingRemoved)
	// Or one of them speaks, and then it need not wait.
	ask := w.remove(w.founder, south[1], w.now())
	w.answer(south[1], ask, StanceObject, "Why me?", w.now())
	w.wantStanding(t, south[1], StandingRemoved)
	w.wantCounts(w.answer(south[0], last, StanceSpeak, "Goodbye.", w.now()))
	w.wantRefused(w.answer(south[0], last, StanceSpeak, "And another thing.", w.now()), "had said something about it already")
}

// TestDodges are ways round a section's consent.
func TestDodges(t *testing.T) {
	w, north, _ := estate(t)
	nell := north[0]
	// Make them a reader; move them elsewhere; drop the rules; bring in friends.
	w.act(w.founder, KindRole, ID{}, &Grant{Person: nell.id(), Role: RoleReader, Section: "North"}, w.now())
	w.act(w.founder, KindRole, ID{}, &Grant{Person: nell.id(), Role: RoleMember, Section: "South"}, w.now())
	w.charter(w.founder, &Rules{}, w.now())
	r := w.roll()
	if m, _ := r.Find(nell.id()); m.Role != RoleMember || m.Section != "North" || len(r.Rules.Sections) != 2 || len(r.Matters) != 3 {
		t.Errorf("Nell is %+v under %+v; matters %+v", m, r.Rules, r.Matters)
	}
	friend := newNeighbour("Friend")
	tk := w.invite(w.founder, Offer{Section: "North"}, w.now())
	w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(tk, friend, start)}, w.now())
	w.wantRefused(w.act(w.founder, KindApprove, ID{}, &Approve{friend.id()}, w.now()), "only somebody of North")
	w.wantStanding(t, friend, StandingWaiting)
	// Seem to have removed her before there was a rule: an officer's spare laptop that has been silent since.
	x := newTown(t)
	old := x.join("Old", RoleOfficer)
	aside := x.now()
	x.charter(x.founder, estateRules(), aside)
	nick := x.settle("Nick", RoleMember, "North")
	x.settle("Nora", RoleMember, "North")
	x.remove(old, nick, aside)
	x.wantStanding(t, nick, StandingMember)
}

// TestBackDatedBeforeTheRule: the member was there before the rule was.
func TestBackDatedBeforeTheRule(t *testing.T) {
	w := newTown(t)
	old := w.join("Old", RoleOfficer)
	nick := w.join("Nick", RoleMember)
	w.join("Nora", RoleMember)
	w.act(w.founder, KindRole, ID{}, &Grant{Person: nick.id(), Role: RoleMember, Section: "North"}, w.now())
	aside := w.now()
	w.charter(w.founder, estateRules(), aside)
	w.remove(old, nick, aside)
	w.wantStanding(t, nick, StandingMember)
	w.wantMatter("North must be heard")
}

func TestSectionMaySpeak(t *testing.T) {
	w, _, _ := estate(t)
	bob := w.join("Bob", RoleReader)
	reader := w.settle("Rita", RoleReader, "South")
	r := w.roll()
	if !r.Can(reader.id(), PowerDiscuss) || r.Can(reader.id(), PowerVote) || r.Can(bob.id(), PowerDiscuss) {
		t.Error("who is in a section may speak, and only speak, whatever their role")
	}
}

func TestCharterChange(t *testing.T) {
	w, north, _ := estate(t)
	bob, cat := w.join("Bob", RoleOfficer), w.join("Cat", RoleOfficer)
	rules := &Rules{Sections: []Section{{Name: "North", Removal: Guard{Kind: GuardHearing}}}}
	ask := w.charter(w.founder, rules, w.now())
	w.wantMatter("one more officer must ask for it too; 2 more people of North must agree")
	w.charter(bob, rules, w.now())
	w.wantMatter("2 more people of North")
	other := w.charter(cat, &Rules{}, w.now())
	for _, n := range north[:2] {
		w.answer(n, ask, StanceAgree, "", w.now())
	}
	if r := w.roll(); len(r.Rules.Sections) != 1 || len(r.Matters) != 0 {
		t.Errorf("the rules are %+v; matters %+v", r.Rules, r.Matters)
	}
	w.wantRefused(w.answer(north[2], other, StanceAgree, "", w.now()), "was decided, or has lapsed")
}
