package store

import (
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// Needs lists what still needs this person in a group, by this device's clock: see [forum.Needs].
func (s *Store) Needs(ctx context.Context, in forum.ID) ([]forum.Need, error) {
	me, ok := s.Me()
	if !ok {
		return nil, ErrNoMe
	}
	var o forum.Outstanding
	var err error
	if o.Tasks, err = everyThing(ctx, s, in, cardTask,
		func(c *card) bool { return c.State == forum.TaskOpen || c.State == forum.TaskDoing }, plain(forum.FoldTask)); err != nil {
		return nil, err
	}
	if o.Gauges, err = everyThing(ctx, s, in, cardGauge, func(*card) bool { return true }, plain(forum.FoldGauge)); err != nil {
		return nil, err
	}
	if o.Pages, err = everyThing(ctx, s, in, cardPage, func(c *card) bool { return c.State != forum.PageSigned && c.State != forum.PageOpen },
		func(txn *badger.Txn, g *group, id forum.ID, rs []forum.Record) (forum.Page, error) {
			heads, err := g.docHeads(txn, id)
			p, _ := forum.FoldPage(id, rs, heads)
			return p, err
		}); err != nil {
		return nil, err
	}
	if o.Proposals, err = s.votable(ctx, in, me.Person); err != nil {
		return nil, err
	}
	return forum.Needs(me.Person, s.clock(), o), nil
}

func plain[T any](fold func(forum.ID, []forum.Record) (T, bool)) func(*badger.Txn, *group, forum.ID, []forum.Record) (T, error) {
	return func(_ *badger.Txn, _ *group, id forum.ID, rs []forum.Record) (T, error) {
		v, ok := fold(id, rs)
		if !ok {
			return v, errDamaged
		}
		return v, nil
	}
}

// castBy says whether one of these people has voted in the last vote on a proposal.
func castBy(p *forum.Proposal, people []forum.Person) bool {
	return slices.ContainsFunc(p.Votes[len(p.Votes)-1].Ballots, func(b forum.Ballot) bool { return slices.Contains(people, b.Voter) })
}

// votable gives the proposals with a vote open in which a person may cast a ballot: by the roll that the vote cites, and
// by the roll now.
func (s *Store) votable(ctx context.Context, in forum.ID, me forum.Person) (out []forum.Proposal, err error) {
	type open struct {
		p    forum.Proposal
		roll []forum.ID // that the last vote cites
	}
	all, err := everyThing(ctx, s, in, cardProposal, func(c *card) bool { return c.Voting },
		func(_ *badger.Txn, _ *group, id forum.ID, rs []forum.Record) (o open, err error) {
			o.p, _ = forum.FoldProposal(id, rs, func([]forum.ID) forum.Electorate { return forum.Electorate{} })
			s.findMine(&o.p, rs)
			last := o.p.Votes[len(o.p.Votes)-1].ID
			for _, r := range rs {
				if r.ID == last {
					o.roll = r.Roll
				}
			}
			return o, nil
		})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	g, err := s.group(in)
	if err != nil {
		return nil, err
	}
	s.gate.Lock() // the history belongs to the gate
	defer s.gate.Unlock()
	for _, o := range all {
		at, missing := g.history.At(o.roll)
		if len(missing) == 0 && at.Votes(me) && g.roll().Votes(me) && !castBy(&o.p, at.Sharing(me)) {
			out = append(out, o.p)
		}
	}
	return out, nil
}
