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
	if err = s.officeNeeds(ctx, in, &o); err != nil {
		return nil, err
	}
	if o.Proposals, o.Papers, err = s.votable(ctx, in, me.Person); err != nil {
		return nil, err
	}
	if err := s.awaiting(ctx, in, me.Person, &o); err != nil {
		return nil, err
	}
	seats, err := s.electionNeeds(ctx, in, me.Person, &o)
	if err != nil {
		return nil, err
	}
	return append(forum.Needs(me.Person, s.clock(), o), seats...), nil
}

// electionNeeds gathers what elections need of a person, and gives what an officer is still to do on the roll: one need
// for each body.
func (s *Store) electionNeeds(ctx context.Context, in forum.ID, me forum.Person, o *forum.Outstanding) (seats []forum.Need, err error) {
	g, err := s.group(in)
	if err != nil {
		return nil, err
	}
	all, err := s.allElections(ctx, in)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	roll := g.state().roll
	o.Elections, o.Votes, o.Decided = all, roll.Votes(me), map[forum.ID]bool{}
	decided, err := s.Proposals(ctx, in, Filter{State: forum.StateDecided})
	for _, p := range decided {
		o.Decided[p.ID] = true
	}
	if !o.Office {
		return nil, err
	}
	return seatNeeds(roll, all, me), err
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
	if slices.ContainsFunc(people, p.Votes[len(p.Votes)-1].OnPaper) {
		return true
	}
	return slices.ContainsFunc(p.Votes[len(p.Votes)-1].Ballots, func(b forum.Ballot) bool { return slices.Contains(people, b.Voter) })
}

// votable gives the proposals with a vote open in which a person may cast a ballot: by the roll that the vote cites, and
// by the roll now; and those with a vote open that takes papers, whoever counts them.
func (s *Store) votable(ctx context.Context, in forum.ID, me forum.Person) (out, papers []forum.Proposal, err error) {
	type open struct {
		p    forum.Proposal
		roll []forum.ID // that the last vote cites
	}
	var electorates map[forum.ID]forum.Electorate // of the card whose records are folded next
	all, err := everyThing(ctx, s, in, cardProposal, func(c *card) bool { electorates = c.Electorates; return c.Voting },
		func(_ *badger.Txn, _ *group, id forum.ID, rs []forum.Record) (o open, err error) {
			o.p, _ = forum.FoldProposal(id, rs, func([]forum.ID) forum.Electorate { return forum.Electorate{} })
			s.findMine(&o.p, rs)
			if o.p.Votes[len(o.p.Votes)-1].Paper != nil { // who its tellers are, the electorate says
				p, _ := forum.FoldProposal(id, rs, func(heads []forum.ID) forum.Electorate { return electorates[headsKey(heads)] })
				papers = append(papers, p)
			}
			last := o.p.Votes[len(o.p.Votes)-1].ID
			for _, r := range rs {
				if r.ID == last {
					o.roll = r.Roll
				}
			}
			return o, nil
		})
	if err != nil || len(all) == 0 {
		return nil, nil, err
	}
	g, err := s.group(in)
	if err != nil {
		return nil, nil, err
	}
	s.gate.Lock() // the history belongs to the gate
	defer s.gate.Unlock()
	for _, o := range all {
		at, missing := g.history.At(o.roll)
		if len(missing) == 0 && at.Votes(me) && g.roll().Votes(me) && !castBy(&o.p, at.Sharing(me)) {
			out = append(out, o.p)
		}
	}
	return out, papers, nil
}

// awaiting adds the decisions that are to be signed off, for somebody who holds a capacity.
func (s *Store) awaiting(ctx context.Context, in forum.ID, me forum.Person, o *forum.Outstanding) error {
	g, err := s.group(in)
	if err != nil {
		return err
	}
	roll := g.state().roll
	if m, ok := g.state().me(s.Identity()); ok {
		me = m.Person
	}
	if o.Held = roll.Rules.Held(me); len(o.Held) == 0 {
		return nil
	}
	var electorates map[forum.ID]forum.Electorate // of the card whose records are folded next
	o.Awaiting, err = everyThing(ctx, s, in, cardProposal,
		func(c *card) bool { electorates = c.Electorates; return c.State == string(forum.StateAwaiting) },
		func(_ *badger.Txn, _ *group, id forum.ID, rs []forum.Record) (forum.Proposal, error) {
			p, _ := forum.FoldProposal(id, rs, func(heads []forum.ID) forum.Electorate { return electorates[headsKey(heads)] })
			return p, nil
		})
	return err
}
