package sync_test

import (
	"bytes"
	"context"
	"sync/atomic"
	"testing"
	"time"

	"moot/store"
	"moot/store/forum"
	peersync "moot/sync"
)

// hasty is a device that hands its person's secret ballots on at once.
func hasty(t testing.TB, name string) *store.Store {
	t.Helper()
	s := must[*store.Store](t)(store.Open(t.TempDir(), store.Options{BallotDelay: -1}))
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	must[store.Me](t)(s.CreateMe(context.Background(), name))
	return s
}

func turnout(t testing.TB, s *store.Store, g, p forum.ID) int {
	t.Helper()
	page, err := s.Proposal(context.Background(), g, p)
	if err != nil {
		return -1 // it has not come yet
	}
	v, ok := page.CurrentVote()
	if !ok {
		return -1
	}
	return v.Turnout()
}

// Four devices: ballots pass live between two, to a third that comes when the first has gone, and by a file to and from a
// fourth that is never in touch. In the end all show the same result.
func TestSecretBallotsTravel(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	a, b, c, d := hasty(t, "Ann"), hasty(t, "Bob"), hasty(t, "Cat"), hasty(t, "Dan")
	all := []*store.Store{a, b, c, d}
	g := must[forum.ID](t)(a.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	na := node(t, a)
	ticket := must[forum.Ticket](t)(forum.ParseTicket(must[string](t)(a.Invite(ctx, g, store.InviteTerms{Uses: 5}, na.Addrs()))))
	for _, s := range all[1:] {
		n := node(t, s)
		must[forum.Standing](t)(n.Join(ctx, ticket))
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
	}
	p := must[forum.ID](t)(a.NewProposal(ctx, g, forum.NewProposal{Title: "Lamp"}, "Mend the lamp."))
	must[forum.ID](t)(a.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo, Secret: true}))
	must[forum.ID](t)(a.Cast(ctx, g, p, forum.Yes, ""))
	nb := node(t, b, na.Addrs()...)
	until(t, "b has a's ballot, cast before they met", nb, func() bool { return turnout(t, b, g, p) == 1 })
	must[forum.ID](t)(b.Cast(ctx, g, p, forum.No, ""))
	until(t, "a has b's, cast while they talk", na, func() bool { return turnout(t, a, g, p) == 2 })
	until(t, "they are in step", nb, func() bool { return len(nb.Status().Peers) > 0 && nb.Status().Peers[0].InSync })
	if err := na.Close(); err != nil {
		t.Fatal(err)
	}

	carry := func(from, to *store.Store) forum.Report {
		t.Helper()
		var file bytes.Buffer
		if _, _, err := peersync.WriteBundle(ctx, from, g, &file, nil); err != nil {
			t.Fatal(err)
		}
		_, r, err := peersync.ReadBundle(ctx, to, bytes.NewReader(file.Bytes()))
		if err != nil || r.Refused > 0 {
			t.Fatal(r, err)
		}
		return r
	}
	carry(b, d)
	if n := turnout(t, d, g, p); n != 2 {
		t.Errorf("by a file: %d", n)
	}
	must[forum.ID](t)(d.Cast(ctx, g, p, forum.Yes, ""))
	if r := carry(d, b); r.New != 1 {
		t.Errorf("one ballot by a file: %+v", r)
	}
	if r := carry(d, b); r.New != 0 {
		t.Errorf("the same again: %+v", r)
	}

	nc := node(t, c, nb.Addrs()...)
	until(t, "c has three", nc, func() bool { return turnout(t, c, g, p) == 3 })
	must[forum.ID](t)(c.Cast(ctx, g, p, forum.Yes, ""))
	until(t, "b has four", nb, func() bool { return turnout(t, b, g, p) == 4 })
	na = node(t, a, nc.Addrs()...)
	until(t, "a and c alike", na, equal(t, g, a, c))
	closed := must[store.Closed](t)(a.CloseVote(ctx, g, p, false))
	until(t, "c knows the result", na, equal(t, g, a, c))
	until(t, "b knows the result", nb, equal(t, g, a, b))
	carry(a, d)
	for i, s := range all {
		page := must[store.ProposalPage](t)(s.Proposal(ctx, g, p))
		v, _ := page.CurrentVote()
		r := must[forum.Result](t)(v.Result())
		if page.State != forum.StatePassed || v.Tally.Yes != 3 || v.Tally.No != 1 || r.Digest != closed.Result || !equal(t, g, a, s)() {
			t.Errorf("device %d: %s, %+v", i, page.State, v.Tally)
		}
	}
}

// A ballot that is held back stays where it is while everything else passes, and leaves when its time has come.
func TestHeldBallotLeavesWhenItsTimeHasCome(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var ahead atomic.Int64 // of a's clock
	a := must[*store.Store](t)(store.Open(t.TempDir(), store.Options{Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }}))
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	must[store.Me](t)(a.CreateMe(ctx, "Ann"))
	b, c := device(t, "Bob"), device(t, "Cat")
	g := must[forum.ID](t)(a.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	na := node(t, a)
	ticket := must[forum.Ticket](t)(forum.ParseTicket(must[string](t)(a.Invite(ctx, g, store.InviteTerms{Uses: 5}, na.Addrs()))))
	nb := node(t, b)
	must[forum.Standing](t)(nb.Join(ctx, ticket))
	must[forum.Standing](t)(node(t, c).Join(ctx, ticket))
	p := must[forum.ID](t)(a.NewProposal(ctx, g, forum.NewProposal{Title: "Lamp"}, ""))
	must[forum.ID](t)(a.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo, Secret: true}))
	_, leaves, err := a.CastSecret(ctx, g, p, forum.NewBallot{Choice: forum.Yes}, false)
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	comment := func() {
		t.Helper()
		must[forum.ID](t)(a.Comment(ctx, g, p, "And another thing.", forum.ID{}))
		said++
		until(t, "b hears it", nb, func() bool {
			page, err := b.Proposal(ctx, g, p)
			return err == nil && len(page.Comments) == said
		})
	}
	for range 4 { // each passes after whatever could have passed with the one before
		comment()
	}
	if n := turnout(t, b, g, p); n != 0 || turnout(t, a, g, p) != 1 {
		t.Errorf("b has %d ballots before the time", n)
	}
	ahead.Store(int64(time.Until(time.UnixMilli(leaves)) + time.Second))
	comment()
	until(t, "the ballot comes", nb, func() bool { return turnout(t, b, g, p) == 1 })
}
