package forum

import (
	"bytes"
	"slices"

	"moot/store/count"
)

// MethodYesNo is the way of voting in which a ballot says yes, no or abstain.
const MethodYesNo = "yesno"

// foldVote makes the view of one vote: each person's standing ballot, and the count of those.
func foldVote(r Record, rs []Record, eligible func([]ID) int) Vote {
	b := r.Body.(*OpenVote)
	v := Vote{ID: r.ID, Method: b.Method, Opener: r.Person, Opened: r.Time, Closes: b.Closes, Wording: b.Wording, Title: b.Title, Cost: b.Cost}
	cast := map[Person][]setting[Ballot]{}
	for _, x := range ofKind(rs, KindBallot, r.ID) {
		n := x.Body.(*NewBallot)
		cast[n.Voter] = append(cast[n.Voter], setting[Ballot]{x.ID, x.Time, n.After, Ballot{
			ID: x.ID, Voter: n.Voter, Choice: n.Choice, Reason: n.Reason, Time: x.Time,
		}})
	}
	for _, ballots := range cast {
		w, current, ok := register(ballots)
		if !ok {
			continue
		}
		w.value.Now = current
		v.Ballots = append(v.Ballots, w.value)
	}
	slices.SortFunc(v.Ballots, func(a, b Ballot) int { return bytes.Compare(a.Voter[:], b.Voter[:]) })
	v.Tally = tally(v.Ballots)
	v.Tally.Eligible = eligible(r.Roll)
	return v
}

func tally(ballots []Ballot) (t Tally) {
	for _, b := range ballots {
		switch b.Choice {
		case Yes:
			t.Yes++
		case No:
			t.No++
		case Abstain:
			t.Abstain++
		}
	}
	return t
}

// Outcome says in words what the vote would come to if it closed now. It is provisional: only a certificate is final.
func (t Tally) Outcome(method string) string {
	if method != MethodYesNo {
		return "counted by a newer version of Moot"
	}
	return string(count.YesNo(t.Yes, t.No, t.Abstain, t.Eligible))
}
