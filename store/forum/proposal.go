package forum

import "slices"

// FoldProposal makes the view of a proposal from records that stand: its own, and those about it and its votes, in
// any order and with any repeats. Others among them are passed over. Electorate gives what a vote takes from the roll at
// the heads it cites ([Roll.Electorate]). ok is false when the proposal's own record is not among them.
func FoldProposal(id ID, records []Record, electorate func(voteRoll []ID) Electorate) (p Proposal, ok bool) {
	rs := distinct(records)
	r, ok := made(rs, id)
	if !ok {
		return Proposal{}, false
	}
	b, ok := r.Body.(*NewProposal)
	if !ok {
		return Proposal{}, false
	}
	p = Proposal{ID: id, Title: b.Title, Cost: b.Cost, Type: b.Type, State: StateOpen, Author: r.Person, Made: r.Time}
	if b.Draft {
		p.State = StateDraft
	}
	first := p.State
	if p.Type == "" {
		p.Type = "ordinary"
	}
	p.Comments = comments(rs, id)
	p.foldSettings(ofKind(rs, KindSet, id))
	about := map[ID][]Record{}
	for _, r := range rs {
		about[r.Subject] = append(about[r.Subject], r)
	}
	p.Advice, p.Amendments = advice(about[id], id), amendments(about, id)
	p.serves(about[id])
	p.foldVotes(rs, about, electorate)
	p.foldElsewhere(rs)
	p.Cards = outCards(rs, id)
	p.Life = p.life(first)
	return p, true
}

func (p *Proposal) foldSettings(sets []Record) {
	var last map[Field]Setting
	last, p.Settings, p.Now = fields(sets)
	for f, s := range last {
		switch f {
		case FieldTitle:
			p.Title = s.Text
		case FieldCost:
			p.Cost = s.Number
		case FieldState:
			p.State = ProposalState(s.Text)
		}
	}
}

// foldVotes adds the votes, and what they make of the state. A certificate sets the state, in a register like any other:
// whoever sets it afterwards names the certificate's records among those replaced, and one who had not seen it changes
// nothing.
func (p *Proposal) foldVotes(rs []Record, about map[ID][]Record, electorate func([]ID) Electorate) {
	votes := ofKind(rs, KindVote, p.ID)
	if len(votes) == 0 {
		return
	}
	heard := make(map[Person]bool, len(p.Comments))
	for i := range p.Comments {
		heard[p.Comments[i].Author] = true
	}
	for _, r := range votes {
		e := electorate(r.Roll)
		v := foldVote(r, about[r.ID], e, heard)
		v.signOff(about[r.ID], e, p.Type)
		v.statements(about[r.ID])
		p.Votes = append(p.Votes, v)
	}
	replaced := replacedIn(ofKind(rs, KindSet, p.ID))
	reopened := func(c *Closing) bool { return slices.ContainsFunc(c.Records, func(id ID) bool { return replaced[id] }) }
	order(p.Votes, reopened)
	v := &p.Votes[len(p.Votes)-1]
	final := v.Final()
	switch {
	case final != nil && !reopened(final):
		p.Now[FieldState] = slices.Concat(p.Now[FieldState], final.Records)
		if p.State == StateOpen || p.State == StateDraft {
			p.State = v.Outcome()
		}
	case final == nil && p.State == StateOpen:
		p.State = StateVoting
	}
	if out := v.Outcome(); (p.State == StateDoing || p.State == StateDone) && (out == StateAwaiting || out == StateRefused) {
		p.State = out // nobody begins on what the charter wants signed off first
	}
	if p.Frozen() {
		p.Title, p.Cost = v.Title, v.Cost // nobody changes what people are voting on, or have decided
	}
}

// replacedIn gives what settings of the state name as replaced.
func replacedIn(sets []Record) map[ID]bool {
	replaced := map[ID]bool{}
	for i := range sets {
		if b := sets[i].Body.(*Set); b.Field == FieldState {
			for _, id := range b.After {
				replaced[id] = true
			}
		}
	}
	return replaced
}

// Frozen says whether the words stay as they are: people are voting on them, or have decided. Another decision, or
// reopening the proposal, changes that.
func (p *Proposal) Frozen() bool {
	switch p.State {
	case StateVoting, StatePassed, StateNotPassed, StateDecided, StateAwaiting, StateRefused:
		return true
	case StateDoing, StateDone:
		n := len(p.Votes)
		return n > 0 && p.Votes[n-1].Final() != nil || p.Elsewhere != nil
	}
	return false
}
