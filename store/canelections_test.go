package store

import (
	"slices"
	"testing"
	"time"

	"moot/store/forum"
)

// TestElectionCan: in each state of an election, what each person may do is what the store lets them do, and no more.
func TestElectionCan(t *testing.T) {
	x := newBoardroom(t, "Ann", "Bob", "Cat")
	ann := x.homes["Ann"]
	page := must[BoardPage](t)(ann.Boards(ctx, x.g))
	if len(page.Can.Call) == 0 || len(must[BoardPage](t)(x.homes["Bob"].Boards(ctx, x.g)).Can.Call) > 0 {
		t.Errorf("who can call an election: %+v", page.Can)
	}
	for _, v := range page.Can.Call {
		e := must[forum.ID](t)(ann.NewElection(ctx, x.g, forum.NewElection{Body: v.Body, How: v.How, Title: "T", At: 1}))
		if got := must[ElectionPage](t)(ann.Election(ctx, x.g, e)); got.Seats != v.Seats {
			t.Errorf("%s %s: %d seats, told %d", v.Body, v.How, got.Seats, v.Seats)
		}
	}
	e := must[forum.ID](t)(ann.NewElection(ctx, x.g, forum.NewElection{Body: "chair", Title: "Chair", At: time.Now().UnixMilli()}))
	x.meet()
	can := func(who string) ElectionCan {
		t.Helper()
		return must[ElectionPage](t)(x.homes[who].Election(ctx, x.g, e)).Can
	}
	for _, who := range x.names {
		c := can(who)
		if len(c.Nominate) != 2 || slices.Contains(c.Nominate, x.person(who)) || !c.Stand || c.Close != (who == "Ann") || c.Declare || c.Again || c.Seat {
			t.Errorf("%s, while names are wanted: %+v", who, c)
		}
		for _, p := range c.Nominate {
			must[forum.ID](t)(x.homes[who].Nominate(ctx, x.g, e, p))
		}
		if c := can(who); len(c.Nominate) > 0 {
			t.Errorf("%s can put people up twice: %+v", who, c)
		}
	}
	for _, who := range []string{"Bob", "Cat"} {
		must[forum.ID](t)(x.homes[who].Stand(ctx, x.g, e, true, ""))
	}
	x.meet()
	closed := must[ClosedElection](t)(ann.CloseNominations(ctx, x.g, e, forum.OpenVote{}))
	if c := can("Ann"); c.Stand || c.Close || c.Again || c.Declare || len(c.Nominate) > 0 {
		t.Errorf("while the vote is open: %+v", c)
	}
	x.meet()
	must[forum.ID](t)(x.homes["Ann"].NewBallot(ctx, x.g, closed.Proposal, forum.NewBallot{Prefs: []int{0}}))
	must[Closed](t)(ann.CloseVote(ctx, x.g, closed.Proposal, true))
	x.meet()
	if c := can("Cat"); !c.Declare || c.Again || c.Seat {
		t.Errorf("after the vote: %+v", c)
	}
	must[[]forum.Person](t)(x.homes["Cat"].DeclareResult(ctx, x.g, e))
	x.meet()
	if !can("Ann").Seat || can("Cat").Seat || can("Ann").Declare {
		t.Errorf("after the result: %+v, %+v", can("Ann"), can("Cat"))
	}
}
