package store

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// A teller enters what was voted on paper bit by bit. What they have entered lies on this device alone until they hand it
// in, as one record: so two tellers count without seeing each other's. That is what honest programs do; the record is
// signed, not locked, and a changed program could read another teller's as soon as it arrives.

// PaperDraft gives what this person has entered of the papers of the last vote on a proposal that was read: what lies on
// this device, or else what they handed in last. Nothing at all where they have entered nothing, or the vote takes no papers.
func (s *Store) PaperDraft(p *ProposalPage) (n forum.PaperCount, err error) {
	v, ok := p.CurrentVote()
	if !ok {
		return n, nil
	}
	g, err := s.group(p.Group)
	if err != nil {
		return n, err
	}
	me, _ := g.state().me(s.Identity())
	err = s.db.View(func(txn *badger.Txn) (err error) { n, err = g.paperDraft(txn, v, me.Person); return err })
	return n, err
}

// EnterPapers has a teller change what they have entered, on this device only. It is kept sorted, and what no paper of the
// vote can say is refused; what edit refuses is passed on, and then nothing is changed.
func (s *Store) EnterPapers(ctx context.Context, group, proposal forum.ID, edit func(n *forum.PaperCount) error) (n forum.PaperCount, err error) {
	err = s.do(ctx, group, func(w *writer) error {
		v, err := w.countingPapers(proposal)
		if err != nil {
			return err
		}
		was, err := w.g.paperDraft(w.txn, v, w.me())
		if err != nil {
			return err
		}
		n = forum.PaperCount{People: slices.Clone(was.People), Papers: slices.Clone(was.Papers)}
		if err := edit(&n); err != nil {
			return err
		}
		slices.SortFunc(n.People, func(a, b forum.Person) int { return bytes.Compare(a[:], b[:]) })
		slices.SortFunc(n.Papers, func(a, b forum.Paper) int { return a.No - b.No })
		for i := range n.Papers {
			if err := v.FitsPaper(&n.Papers[i]); err != nil {
				return refuse(CodeBadInput, "%s", sentence(reasonOf(err)))
			}
		}
		if _, err := forum.Encode(forum.KindPaperCount, n); err != nil {
			return badInput(err)
		}
		if slices.Equal(n.People, was.People) && slices.EqualFunc(n.Papers, was.Papers, func(a, b forum.Paper) bool { return a.No == b.No && a.Same(&b) }) {
			return nil
		}
		return put(w.txn, w.g.draftKey(v.ID), n)
	})
	return n, err
}

func (g *group) draftKey(vote forum.ID) key { return groupKey(prefixPapers, g.num).id(vote) }

// countingPapers gives the vote on a proposal whose papers this person may count. Papers are counted after the deadline
// too: only the certificate ends that.
func (w *writer) countingPapers(proposal forum.ID) (*forum.Vote, error) {
	p, err := w.proposal(proposal, "no vote is open on this")
	if err != nil {
		return nil, err
	}
	if len(p.Votes) == 0 {
		return nil, refuse(CodeRefused, "no vote is open on this")
	}
	v := &p.Votes[len(p.Votes)-1]
	switch {
	case v.Paper == nil:
		return nil, refuse(CodeRefused, "this vote takes no papers: that is said when a vote is opened")
	case !slices.Contains(v.Tellers, w.me()):
		return nil, refuse(CodeRefused, "only a teller of this vote can count its papers: %s", w.namesOf(v.Tellers))
	}
	return v, nil
}

// paperDraft gives what lies on this device of a person's count, or what they handed in last.
func (g *group) paperDraft(txn *badger.Txn, v *forum.Vote, teller forum.Person) (n forum.PaperCount, err error) {
	there, err := get(txn, g.draftKey(v.ID), &n)
	if mine := v.CountBy(teller); err == nil && !there && mine != nil {
		n = mine.PaperCount
	}
	return n, err
}

// HandInPapers signs what a teller has entered as their count, in the place of their earlier one. A count of nothing says
// that nobody voted on paper: none must then be true. The sheet on this device is cleared. Errors: *RefusedError.
func (s *Store) HandInPapers(ctx context.Context, group, proposal forum.ID, none bool) (id forum.ID, err error) {
	err = s.do(ctx, group, func(w *writer) error {
		v, err := w.countingPapers(proposal)
		if err != nil {
			return err
		}
		n, err := w.g.paperDraft(w.txn, v, w.me())
		if err != nil {
			return err
		}
		switch empty := len(n.People)+len(n.Papers) == 0; {
		case empty && !none:
			return refuse(CodeRefused, "nothing has been entered; to hand in that nobody voted on paper, say so")
		case !empty && none:
			return refuse(CodeRefused, "you have entered papers or people, so it is not so that nobody voted on paper")
		}
		if n.After = nil; v.CountBy(w.me()) != nil {
			n.After = v.CountBy(w.me()).Now
		}
		if id, err = w.say(v.ID, forum.KindPaperCount, n); err != nil {
			return err
		}
		err = w.txn.Delete(w.g.draftKey(v.ID))
		if errors.Is(err, badger.ErrKeyNotFound) {
			return nil
		}
		return err
	})
	return id, err
}

// blind leaves out of a page what other tellers found on paper, where this person is to count it too and has not yet. It
// says whether that is so of the last vote.
func (s *Store) blind(g *group, p *forum.Proposal) (last bool) {
	me, ok := g.state().me(s.Identity())
	for i := range p.Votes {
		v := &p.Votes[i]
		if last = ok && v.Blind(me.Person); last {
			p.Votes[i] = v.Blinded()
		}
	}
	return last
}

// papersLacking refuses to close a vote while its papers are not counted as they could be.
func (w *writer) papersLacking(v *forum.Vote) error {
	if v.Paper == nil {
		return nil
	}
	a, b := v.Paper.Pair()
	if b == nil {
		if len(v.Paper.Counts) == 0 && v.Turnout() >= v.Tally.Eligible {
			return nil
		}
		return refuse(CodeRefused, "two tellers must count what was voted on paper, and %d have; one of them who finds nothing says so too. Wait for them, or say that it is to be closed now, without papers",
			len(v.Paper.Counts))
	}
	pair := forum.ComparePapers(&a.PaperCount, &b.PaperCount)
	if !pair.Clean() {
		return refuse(CodeRefused, "the two counts of the papers by %s and %s do not agree yet; look at them together and correct them, or say that it is to be closed now, with only those papers that agree",
			nameOf(w.g.roll(), a.Teller), nameOf(w.g.roll(), b.Teller))
	}
	return nil
}
