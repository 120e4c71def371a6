package store

import (
	"slices"
	"testing"

	"moot/store/forum"
)

// TestLifeCan: what each person may do to a proposal, from the draft to the decision, and that the store lets them.
func TestLifeCan(t *testing.T) {
	ann, bob, cat := device(t, "Ann"), device(t, "Bob"), device(t, "Cat")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, villageCharter))
	join(t, ann, bob, g)
	join(t, ann, cat, g)
	person := func(d *Store) forum.Person { me, _ := d.Me(); return me.Person }
	ok(t, ann.Appoint(ctx, g, "councillor", person(ann), false))
	ok(t, ann.Appoint(ctx, g, "planner", person(bob), false))
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Lamp", Draft: true}, "One lamp."))
	meet := func() { give(t, ann, bob, g); give(t, bob, ann, g); give(t, ann, cat, g) }
	var amendment forum.ID
	want := func(d *Store, to []forum.ProposalState, advise, sign []string, amend, dissent, serve bool) {
		t.Helper()
		c := must[ProposalPage](t)(d.Proposal(ctx, g, p)).Can
		if !slices.Equal(c.To, to) || !slices.Equal(c.AdviseAs, advise) || !slices.Equal(c.SignAs, sign) || c.Amend != amend || c.Dissent != dissent || c.Serve != serve {
			t.Errorf("%+v", c)
		}
	}
	meet()
	want(ann, []forum.ProposalState{forum.StateOpen, forum.StateWithdrawn}, nil, nil, true, false, true)
	want(bob, nil, []string{"planner"}, nil, true, false, false)
	must[forum.ID](t)(bob.Advise(ctx, g, p, forum.NewAdvice{Says: forum.AdviseFor, Text: "It is dark there."}))
	ok(t, ann.Serve(ctx, g, p, []string{"Lamps"}))
	ok(t, ann.Set(ctx, g, p, forum.FieldState, string(forum.StateOpen), 0))
	page := must[ProposalPage](t)(ann.Proposal(ctx, g, p))
	amendment = must[forum.ID](t)(bob.Amend(ctx, g, p, "", page.Words, "Two lamps."))
	meet()
	of := func(d *Store) AmendmentCan {
		page := must[ProposalPage](t)(d.Proposal(ctx, g, p))
		return must[[]AmendmentPage](t)(d.Amendments(ctx, &page))[0].Can
	}
	if got := of(ann); got != (AmendmentCan{Edit: true, TakeIn: true, Withdraw: true}) {
		t.Errorf("an officer's own proposal: %+v", got)
	}
	if got := of(cat); got != (AmendmentCan{Edit: true}) {
		t.Errorf("somebody else's amendment: %+v", got)
	}
	if got := of(bob); got != (AmendmentCan{Edit: true, Withdraw: true}) {
		t.Errorf("an amendment of one's own: %+v", got)
	}
	ok(t, bob.WithdrawAmendment(ctx, g, amendment, false))
	if got := of(bob); got != (AmendmentCan{Edit: true, Again: true}) {
		t.Errorf("withdrawn: %+v", got)
	}
	ok(t, bob.WithdrawAmendment(ctx, g, amendment, true))
	meet()
	if _, _, err := ann.TakeIn(ctx, g, amendment); err != nil {
		t.Fatal(err)
	}
	if got := of(ann); got.TakeIn {
		t.Error("it can be taken in twice")
	}
	must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo}))
	meet()
	want(bob, nil, []string{"planner"}, nil, false, false, false)
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Abstain, ""))
	meet()
	must[Closed](t)(ann.CloseVote(ctx, g, p, true))
	meet()
	want(ann, []forum.ProposalState{forum.StateOpen}, nil, []string{"councillor"}, false, false, false)
	want(bob, nil, nil, nil, false, true, false)
	must[forum.ID](t)(bob.Dissent(ctx, g, p, "I was not asked."))
	must[forum.ID](t)(ann.SignOff(ctx, g, p, "", false, ""))
	want(ann, []forum.ProposalState{forum.StateOpen, forum.StateDoing, forum.StateDone}, nil, []string{"councillor"}, false, false, false)
}
