package forum

import "slices"

// FoldProposal makes the view of a proposal from records that stand: its own, and those about it and its votes, in
// any order and with any repeats. Others among them are passed over. Eligible counts the people who may vote by the
// roll at the heads a vote cites ([Roll.Eligible]). ok is false when the proposal's own record is not among them.
func FoldProposal(id ID, records []Record, eligible func(voteRoll []ID) int) (p Proposal, ok bool) {
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
	if p.Type == "" {
		p.Type = "ordinary"
	}
	p.Comments = comments(rs, id)
	for _, v := range ofKind(rs, KindVote, id) {
		p.Votes = append(p.Votes, foldVote(v, rs, eligible))
	}
	slices.SortFunc(p.Votes, func(a, b Vote) int { return byTime(a.Opened, b.Opened, a.ID, b.ID) })
	var last map[Field]Setting
	last, p.Settings, p.Now = fields(ofKind(rs, KindSet, id))
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
	if p.State == StateOpen && len(p.Votes) > 0 {
		p.State = StateVoting
		v := &p.Votes[len(p.Votes)-1]
		p.Title, p.Cost = v.Title, v.Cost // nobody changes what people are voting on
	}
	return p, true
}
