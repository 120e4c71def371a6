package forum

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestLifeForgetsOrder: any order and any repeats of the same records give equal views.
func TestLifeForgetsOrder(t *testing.T) {
	people := []Person{{1}, {2}, {3}}
	e := Electorate{Eligible: 3, Officers: people[:1], Signing: []Capacity{{Name: "c", Signs: 2, Holders: people}, {Name: "d", Signs: 1, Over: 8}}}
	seen := map[ProposalState]int{}
	rapid.Check(t, func(rt *rapid.T) {
		rs := randomLife(rt, people)
		electorate := func([]ID) Electorate { return e }
		view, ok := FoldProposal(rs[0].ID, rs, electorate)
		if !ok {
			rt.Fatal("nothing was folded")
		}
		seen[view.State]++
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 1))
		for range 4 {
			other := append(slices.Clone(rs), rs[:r.IntN(len(rs))]...)
			r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
			again, _ := FoldProposal(rs[0].ID, other, electorate)
			if ViewDigest(again) != ViewDigest(view) || fmt.Sprintf("%+v", again) != fmt.Sprintf("%+v", view) {
				rt.Fatalf("another order gave another view:\n%+v\n%+v", view, again)
			}
		}
		if view.State != view.Progress().State || view.Progress().Decided && view.State == StateVoting {
			rt.Fatalf("%+v", view.Progress())
		}
	})
	if n := seen[StateAwaiting] + seen[StateRefused] + seen[StateDecided]; n < 5 {
		t.Errorf("only %d runs came to a sign-off: %v", n, seen)
	}
}

// randomLife makes records about one proposal, its amendments and its votes, which stand or might.
func randomLife(t *rapid.T, people []Person) []Record {
	rs := []Record{rec(0, KindProposal, ID{}, people[0], 1, &NewProposal{Title: "T", Cost: int64(rapid.IntRange(0, 9).Draw(t, "cost")), Draft: rapid.Bool().Draw(t, "draft")})}
	p, votes, amendments, closes, ballots := rs[0].ID, []ID{testID("no vote")}, []ID{testID("no amendment")}, []ID{testID("no close")}, []ID{testID("no ballot")}
	if rapid.IntRange(0, 2).Draw(t, "closed") > 0 { // most begin with a vote that is over, so that sign-offs find one
		votes = []ID{testID("vote")}
		vote := Record{ID: votes[0], Subject: p, Kind: KindVote, Person: people[0], Time: 2, Body: &OpenVote{Title: "T", Cost: 7, Method: MethodYesNo}}
		closes = []ID{testID("close")}
		rs = append(rs, vote, Record{ID: closes[0], Subject: vote.ID, Kind: KindClose, Person: people[0], Time: 2, Body: &Certificate{Outcome: StatePassed}})
	}
	for n := 1; n < rapid.IntRange(4, 40).Draw(t, "records"); n++ {
		by, time := rapid.SampledFrom(people).Draw(t, "by"), rapid.Int64Range(1, 5).Draw(t, "time")
		var after []ID
		for range rapid.IntRange(0, 2).Draw(t, "after") {
			after = append(after, rapid.SampledFrom(rs).Draw(t, "replaced").ID)
		}
		last := func(ids []ID) ID { return rapid.SampledFrom(ids[max(0, len(ids)-2):]).Draw(t, "of") }
		vote, capacity := last(votes), rapid.SampledFrom([]string{"c", "c", "d"}).Draw(t, "capacity")
		var r Record
		switch rapid.IntRange(0, 16).Draw(t, "what") {
		case 0:
			r = rec(n, KindSet, p, by, time, &Set{Field: FieldState, Text: rapid.SampledFrom(proposalStates).Draw(t, "state"), After: after})
		case 1:
			r = rec(n, KindAdvice, p, by, time, &NewAdvice{Capacity: capacity, Says: AdviseFor, Text: fmt.Sprint(n), After: after})
		case 2:
			r = rec(n, KindAmendment, p, by, time, &NewAmendment{Title: "A"})
			amendments = append(amendments, r.ID)
		case 3:
			r = rec(n, KindAdopt, last(amendments), by, time, &Adopt{Words: []ID{{byte(n)}}})
		case 4:
			r = rec(n, KindSet, last(amendments), by, time, &Set{Field: FieldState, Text: rapid.SampledFrom(amendmentStates).Draw(t, "state"), After: after})
		case 5:
			r = rec(n, KindServes, p, by, time, &Serves{Aims: []string{fmt.Sprint(n)}, After: after})
		case 6:
			r = rec(n, KindVote, p, by, time, &OpenVote{Title: "T", Cost: int64(n % 10), Method: MethodYesNo})
			votes = append(votes, r.ID)
		case 7:
			r = rec(n, KindBallot, vote, by, time, &NewBallot{Voter: by, Choice: No, After: after})
			ballots = append(ballots, r.ID)
		case 8:
			r = rec(n, KindStatement, vote, by, time, &NewStatement{Close: last(closes), Ballot: last(ballots), Text: fmt.Sprint(n), After: after})
		case 9:
			r = rec(n, KindClose, vote, by, time, &Certificate{Outcome: rapid.SampledFrom([]ProposalState{StatePassed, StatePassed, StateNotPassed}).Draw(t, "outcome")})
			closes = append(closes, r.ID)
		default:
			r = rec(n, KindSignOff, vote, by, time, &NewSignOff{Capacity: capacity, Close: last(closes), Refuse: rapid.IntRange(0, 3).Draw(t, "refuse") == 0, Reason: "x", After: after})
		}
		rs = append(rs, r)
	}
	return rs
}
