package ui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"moot/store/forum"
)

// TestDelegationsByKind: one person is named for the budget and another for everything else, each is taken back by itself, and
// whoever was named sees by whom.
func TestDelegationsByKind(t *testing.T) {
	s := newStreet(t, "Bob", "Cleo")
	closed := newDelegations(s.app, s.group)
	s.show(closed, 390, 844)
	if closed.form.Visible() || !strings.Contains(closed.rule.Text, "does not let") {
		t.Errorf("without delegation in the charter it offers it, and says %q", closed.rule.Text)
	}
	s.ok(s.store.SetCharter(context.Background(), s.group, forum.Charter{Rules: &forum.Rules{Voting: &forum.Voting{Delegation: true}}}))
	s.meet()
	d := newDelegations(s.app, s.group)
	s.show(d, 390, 844)
	if !d.give.Disabled() {
		t.Error("nobody is chosen, and it can be given")
	}
	for _, one := range []struct {
		name string
		kind int
	}{{"Bob", slices.Index(forum.ProposalTypes(), "budget") + 1}, {"Cleo", 0}} {
		d.whom.SetSelectedIndex(slices.Index(d.whom.Options, one.name))
		d.kind.SetSelectedIndex(one.kind)
		s.press(d.give)
		s.press(d.asking.yes)
	}
	given, err := s.store.DelegationsPage(context.Background(), s.group)
	s.ok(err)
	if len(given.Given) != 2 || len(d.given.made) != 2 || d.none.Visible() {
		t.Fatalf("given: %+v, shown %d", given.Given, len(d.given.made))
	}
	s.meet()
	bob := newDelegations(s.as("Bob"), s.group)
	s.show(bob, 390, 844)
	for _, row := range bob.received.made {
		if got := row.words.Text; got != "Bob (you) votes for Ada Lovelace until 22 November 2027. Only on proposals of the kind “budget”." {
			t.Errorf("Bob reads %q", got)
		}
	}
	if len(bob.received.made) != 1 || len(bob.given.made) != 0 {
		t.Errorf("Bob has %d received and %d given", len(bob.received.made), len(bob.given.made))
	}
	s.looks("delegations", func() Screen { return newDelegations(s.app, s.group) })
	s.looks("delegations-received", func() Screen { return newDelegations(s.as("Bob"), s.group) })
	d = newDelegations(s.app, s.group)
	s.show(d, 390, 844)
	for _, one := range given.Given {
		if one.Type == "budget" {
			s.press(d.given.made[one.ID].back)
			s.press(d.asking.yes)
		}
	}
	given, err = s.store.DelegationsPage(context.Background(), s.group)
	s.ok(err)
	if len(given.Given) != 1 || given.Given[0].Type != "" || len(d.given.made) != 1 {
		t.Errorf("after taking back the budget there is %+v", given.Given)
	}
	s.noErrors()
}

// TestHousehold: where each household has one vote, an officer says on a person's page whom they live with, and the list of members says it.
func TestHousehold(t *testing.T) {
	s := newStreet(t, "Bob")
	page := func() *personScreen {
		p := newPerson(s.app, s.group, s.person("Bob"))
		s.show(p, 390, 844)
		return p
	}
	if page().house.Visible() {
		t.Error("it is asked where each person has a vote")
	}
	s.ok(s.store.SetCharter(context.Background(), s.group, forum.Charter{Rules: &forum.Rules{Voting: &forum.Voting{Who: forum.WhoHousehold}}}))
	s.looks("household", func() Screen { return newPerson(s.app, s.group, s.person("Bob")) }, func(p Screen) { p.(*personScreen).askHousehold() })
	p := page()
	p.more.OpenAll()
	s.press(p.house)
	if !p.asking.yes.Disabled() {
		t.Error("nothing is written, and it can be sent")
	}
	s.window.Canvas().Focused().(*lineEntry).SetText("12 Rowan House")
	s.settle()
	s.press(p.asking.yes)
	if !strings.HasPrefix(p.meta.Text, "Household 12 Rowan House · ") {
		t.Errorf("the page says %q", p.meta.Text)
	}
	s.meet()
	other := newPerson(s.as("Bob"), s.group, s.person("Bob"))
	s.show(other, 390, 844)
	if other.house.Visible() {
		t.Error("who is no officer can move themselves")
	}
	s.noErrors()
}
