package forum

import (
	"cmp"
	"slices"
)

// Need is one thing that waits for one person.
type Need struct {
	What    string // "task", "sign", "vote", "review" or "sign-off"
	ID      ID     // of the task, page, proposal or gauge
	Title   string
	Detail  string // the party or capacity to sign for; empty otherwise
	Due     int64  // ms; 0 when no day is set
	Overdue bool
}

// Outstanding is everything of a group that may wait for somebody.
type Outstanding struct {
	Tasks     []Task
	Pages     []Page
	Proposals []Proposal // those this person may vote on now; others are passed over
	Gauges    []Gauge

	Awaiting []Proposal // decided, and to be signed off
	Held     []Capacity // that this person holds
}

// Needs lists what still needs a person at a time (milliseconds since 1970 UTC): tasks on them, pages to sign, votes open
// that they have not voted in, gauges of theirs to look at again, decisions to sign off. What is overdue comes first, then by day.
func Needs(me Person, now int64, o Outstanding) (all []Need) {
	for i := range o.Tasks {
		if t := &o.Tasks[i]; t.For.Person == me && t.Going() {
			all = append(all, Need{"task", t.ID, t.Title, "", t.Due, t.Overdue(now)})
		}
	}
	for i := range o.Pages {
		for _, s := range o.Pages[i].Parties {
			if s.Person == me && !s.Current {
				all = append(all, Need{"sign", o.Pages[i].ID, o.Pages[i].Title, s.Name, 0, false})
			}
		}
	}
	for i := range o.Proposals {
		if v, open := unvoted(&o.Proposals[i], me, now); open {
			all = append(all, Need{"vote", o.Proposals[i].ID, o.Proposals[i].Title, "", v.Closes, false})
		}
	}
	for i := range o.Gauges {
		if g := &o.Gauges[i]; g.Author == me && g.Review > 0 && g.Review <= now {
			all = append(all, Need{"review", g.ID, g.Title, "", g.Review, true})
		}
	}
	for i := range o.Awaiting {
		for _, capacity := range o.Awaiting[i].unsigned(me, o.Held) {
			all = append(all, Need{"sign-off", o.Awaiting[i].ID, o.Awaiting[i].Title, capacity, 0, false})
		}
	}
	slices.SortFunc(all, func(a, b Need) int {
		return cmp.Or(yesFirst(a.Overdue, b.Overdue), yesFirst(a.Due > 0, b.Due > 0), cmp.Compare(a.Due, b.Due), compareIDs(a.ID, b.ID),
			cmp.Compare(a.Detail, b.Detail))
	})
	return all
}

// unvoted gives the open vote on a proposal that a person has no ballot in.
func unvoted(p *Proposal, me Person, now int64) (v Vote, open bool) {
	if p.State != StateVoting || len(p.Votes) == 0 {
		return v, false
	}
	v = p.Votes[len(p.Votes)-1]
	voted := slices.ContainsFunc(v.Ballots, func(b Ballot) bool { return b.Voter == me })
	return v, !voted && (v.Closes == 0 || now <= v.Closes)
}

func yesFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
