package store

import (
	"cmp"

	"moot/store/doc"
	"moot/store/forum"
)

// An open vote that many have voted in is kept folded in memory, so that one more ballot costs the same however many
// there are: see [forum.Live]. Whatever else happens to the proposal makes its card from its records again.

// liveFrom is from how many ballots on a vote is kept so, and liveMost how many such votes a group keeps.
const (
	liveFrom = 64
	liveMost = 4
)

// liveVote is a proposal with an open vote, folded under a roll. It belongs to the gate.
type liveVote struct {
	*forum.Live
	roll  *forum.Roll
	heads []doc.Hash // of its wording

	amended [][]doc.Hash // and of its amendments'
}

// shownProposal is everything shown of a proposal, for its digest.
type shownProposal struct {
	P forum.ShownProposal
	H []doc.Hash
	A [][]doc.Hash // the wordings of its amendments
}

// amendedHeads gives the heads of the wordings of a proposal's amendments.
func (b *batch) amendedHeads(p *forum.Proposal) (all [][]doc.Hash, err error) {
	for i := range p.Amendments {
		heads, err := b.headsOf(p.Amendments[i].ID)
		if err != nil {
			return nil, err
		}
		all = append(all, heads)
	}
	return all, nil
}

// goLive keeps a proposal that has just been folded, with the heads of its texts, if it has a vote open with many ballots. If the
// batch fails, [Store.undo] forgets it.
func (b *batch) goLive(p *forum.Proposal, records []forum.Record, electorate func([]forum.ID) forum.Electorate, heads []doc.Hash,
	amended [][]doc.Hash) {
	delete(b.g.live, p.ID)
	if n := len(p.Votes); n == 0 || p.State != forum.StateVoting || p.Votes[n-1].Secret || len(p.Votes[n-1].Ballots) < b.s.live {
		return
	}
	live, ok := forum.NewLive(p, records, electorate)
	if !ok {
		return
	}
	if b.g.live == nil {
		b.g.live = map[forum.ID]liveVote{}
	}
	for id := range b.g.live {
		if len(b.g.live) >= liveMost {
			delete(b.g.live, id)
		}
	}
	b.g.live[p.ID] = liveVote{live, b.g.roll(), heads, amended}
}

// countLive brings the card of a proposal up to date that has got nothing but ballots since it was folded. Done is false
// where the card must be made from its records.
func (b *batch) countLive(id forum.ID) (done bool, err error) {
	l, ok := b.g.live[id]
	if _, changed := b.changed[id]; !ok || changed || b.g.again != nil || l.roll != b.g.roll() {
		return false, nil
	}
	var c card
	at := b.g.cardKey(cardProposal, id)
	if there, err := get(b.txn, at, &c); !there || err != nil {
		return false, err
	}
	me := forum.Device(b.s.session.Device())
	for _, r := range b.about[id] {
		if !l.Add(r) {
			delete(b.g.live, id)
			return false, nil
		}
		c.Updated = max(c.Updated, r.Time)
		if r.Device == me {
			c.MySeq = max(c.MySeq, r.Seq)
		}
	}
	c.Tally, c.MyChoice = l.Tally(b.me()), ""
	if mine, ok := l.BallotOf(b.me()); ok {
		c.MyChoice = cmp.Or(mine.Choice, chosen)
	}
	c.Digest = forum.ViewDigest(shownProposal{l.Shown(), l.heads, l.amended})
	return true, put(b.txn, at, c)
}
