package forum

import (
	"cmp"
	"slices"
)

// Need is one thing that waits for one person.
type Need struct {
	// What is "task", "sign", "vote", "review", "sign-off", of a teller "count" and "recount", and in an election "nominate", "stand", "close", "declare" or "seat"; of an officer
	// also "share", "recall", "invite" and "remove".
	What    string
	ID      ID // of the task, page, proposal, gauge, notice or election, or the person
	Title   string
	Detail  string // the party or capacity to sign for, or who is to be seated; empty otherwise
	Due     int64  // ms; 0 when no day is set
	Overdue bool
}

// Outstanding is everything of a group that may wait for somebody.
type Outstanding struct {
	Tasks     []Task
	Pages     []Page
	Proposals []Proposal // those this person may vote on now; others are passed over
	Papers    []Proposal // with a vote open that takes papers
	Gauges    []Gauge

	Office           bool     // this person is an officer, to whom the rest is told
	Notices          []Notice // those for neighbouring groups
	Lacking, Surplus []Member // of the officers' own group: see [Mismatch]

	Elections []Election
	Decided   map[ID]bool // of the proposals on which elections are voted, those with a decision
	Votes     bool        // this person may vote

	Awaiting []Proposal // decided, and to be signed off
	Held     []Capacity // that this person holds
}

// Needs lists what still needs a person at a time (milliseconds since 1970 UTC): tasks on them, pages to sign, votes open
// that they have not voted in, papers to count, gauges of theirs to look at again, decisions to sign off, and their part in elections. What is overdue comes first, then by day.
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
	for i := range o.Papers {
		if what, v := o.Papers[i].uncounted(me); what != "" {
			all = append(all, Need{what, o.Papers[i].ID, o.Papers[i].Title, "", v.Closes, v.Closes > 0 && v.Closes < now})
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
	for i := range o.Elections {
		all = append(all, o.Elections[i].needs(me, now, &o)...)
	}
	if o.Office {
		all = append(all, officeNeeds(me, now, &o)...)
	}
	slices.SortFunc(all, func(a, b Need) int {
		return cmp.Or(yesFirst(a.Overdue, b.Overdue), yesFirst(a.Due > 0, b.Due > 0), cmp.Compare(a.Due, b.Due), compareIDs(a.ID, b.ID),
			cmp.Compare(a.Detail, b.Detail))
	})
	return all
}

// officeNeeds lists what waits for officers: cards to sign, and to withdraw when the notice no longer holds; and who belongs
// in the officers' own group, or does not.
func officeNeeds(me Person, now int64, o *Outstanding) (all []Need) {
	for i := range o.Notices {
		n := &o.Notices[i]
		live := Current(n.Cards)
		switch {
		case n.Standing(now) && n.Share && (live == nil || !live.Out() && !slices.Contains(live.By, me)):
			all = append(all, Need{What: "share", ID: n.ID, Title: n.Title})
		case n.Withdrawn && live != nil && live.Card.Standing(now):
			all = append(all, Need{What: "recall", ID: n.ID, Title: n.Title})
		}
	}
	for _, m := range o.Lacking {
		all = append(all, Need{What: "invite", ID: ID(m.Person), Title: m.Name})
	}
	for _, m := range o.Surplus {
		all = append(all, Need{What: "remove", ID: ID(m.Person), Title: m.Name, Overdue: true})
	}
	return all
}

// unvoted gives the open vote on a proposal that a person has no ballot in.
func unvoted(p *Proposal, me Person, now int64) (v Vote, open bool) {
	if p.State != StateVoting || len(p.Votes) == 0 {
		return v, false
	}
	v = p.Votes[len(p.Votes)-1]
	voted := slices.ContainsFunc(v.Ballots, func(b Ballot) bool { return b.Voter == me })
	return v, !voted && !v.OnPaper(me) && v.Mine.Zero() && (v.Closes == 0 || now <= v.Closes)
}

// uncounted says what the papers of the open vote on a proposal need of a teller: "count" while this one has handed in no
// count, "recount" where it and another's that agrees with it most are not the same, and "" for nothing.
func (p *Proposal) uncounted(me Person) (what string, v *Vote) {
	if p.State != StateVoting || len(p.Votes) == 0 {
		return "", nil
	}
	v = &p.Votes[len(p.Votes)-1]
	if v.Blind(me) {
		return "count", v
	}
	if v.Paper == nil || v.Final() != nil {
		return "", v
	}
	a, b := v.Paper.Pair()
	if b == nil || a.Teller != me && b.Teller != me {
		return "", v
	}
	if pair := ComparePapers(&a.PaperCount, &b.PaperCount); pair.Clean() {
		return "", v
	}
	return "recount", v
}

// needs lists what an election needs of a person.
func (e *Election) needs(me Person, now int64, o *Outstanding) (all []Need) {
	need := func(what string, overdue bool) { all = append(all, Need{what, e.ID, e.Title, "", e.Until, overdue}) }
	mine := e.Author == me || o.Office
	n, _ := e.Nominee(me)
	put := slices.ContainsFunc(e.Nominees, func(n Nominee) bool {
		return slices.ContainsFunc(n.By, func(b Backer) bool { return b.Person == me })
	})
	switch over := e.Until > 0 && now > e.Until; {
	case e.State == ElectionOpen && over && mine:
		need("close", true)
	case e.State == ElectionOpen && !over && o.Votes:
		if len(n.By) > 0 && n.Answer == AnsweredNot {
			need("stand", false)
		}
		if !put && (e.How != ElectionCoopt || o.Office) {
			need("nominate", false)
		}
	case e.State == ElectionVoting && mine && o.Decided[e.Slate.Proposal]:
		need("declare", false)
	}
	return all
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
