package ui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"moot/store"
	"moot/store/forum"
)

// nextDoor gives Ada a second group, Oak Street, that tells the first of an offer.
func (s *street) nextDoor() {
	ctx := context.Background()
	oak, err := s.store.CreateGroup(ctx, forum.Charter{Name: "Oak Street"})
	s.ok(err)
	s.ok(s.store.OpenToNeighbours(ctx, oak))
	_, err = s.store.Introduce(ctx, s.group, oak, "", "")
	s.ok(err)
	s.ok(s.store.SetRoute(ctx, store.Route{From: oak, To: s.group}, true))
	n, err := s.store.PostNotice(ctx, oak, forum.NewNotice{Sort: "offer", Title: "Soup for anybody who comes, every Friday evening", Body: "**Bring a bowl.**", Share: true, Contact: "Ring number 12"})
	s.ok(err)
	_, err = s.store.ShareNotice(ctx, oak, n, store.Outgoing{})
	s.ok(err)
	_, err = s.store.Carry(ctx)
	s.ok(err)
	s.meet()
}

// TestFromNextDoor: what a neighbouring group tells is on everybody's noticeboard, apart from the group's own, and opens.
func TestFromNextDoor(t *testing.T) {
	s := newStreet(t, "Bob")
	s.nextDoor()
	var opened *store.Near
	board := func() Screen {
		return newNoticeboard(s.as("Bob"), s.group, func(forum.ID) {}, func(c *store.Near) { opened = c }, func() {})
	}
	b := board().(*shelf)
	s.show(b, 390, 844)
	near := b.columns.made["near"]
	if near == nil || len(tilesOf(near)) != 1 {
		t.Fatalf("the board has %v", b.columns.made)
	}
	for _, tile := range near.tiles.made {
		s.press(tile)
	}
	if opened == nil || opened.From != "Oak Street" || opened.Card.Contact != "Ring number 12" {
		t.Fatalf("it opens %+v", opened)
	}
	s.looks("near-board", board)
	s.looks("near-card", func() Screen { return newNearCard(s.as("Bob"), opened) })
	s.noErrors()
}

// TestDelegating: where the charter lets people vote for others, one is named on their page and it is taken back there; where it
// does not, nothing is offered.
func TestDelegating(t *testing.T) {
	s := newStreet(t, "Bob")
	bob := s.person("Bob")
	page := func() *personScreen {
		p := newPerson(s.app, s.group, bob)
		s.show(p, 390, 844)
		return p
	}
	if page().delegate.Visible() {
		t.Error("it is offered under a charter that does not have it")
	}
	s.ok(s.store.SetCharter(context.Background(), s.group, forum.Charter{Rules: &forum.Rules{Voting: &forum.Voting{Delegation: true}}}))
	s.meet()
	s.looks("delegate", func() Screen { return newPerson(s.app, s.group, bob) }, func(x Screen) { x.(*personScreen).askDelegate() })
	p := page()
	s.press(p.delegate)
	if !p.asking.Open() {
		t.Fatal("it is done without asking")
	}
	s.press(p.asking.yes)
	if p.delegate.Visible() || !p.undelegate.Visible() || !strings.Contains(p.proxies.Text, "22 November 2027") {
		t.Fatalf("after giving: %q, told %v", p.proxies.Text, s.told)
	}
	s.looks("delegated", func() Screen { return newPerson(s.app, s.group, bob) })
	p = page()
	test.Tap(p.undelegate)
	s.settle()
	s.press(p.asking.yes)
	if !p.delegate.Visible() || p.undelegate.Visible() || p.proxies.Text != "" {
		t.Errorf("after taking it back: %q", p.proxies.Text)
	}
	s.noErrors()
}
