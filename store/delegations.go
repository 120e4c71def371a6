package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
)

// delegationRow is what a list of delegations shows beside the common fields of a card.
type delegationRow struct {
	From  forum.Person `cbor:"1,keyasint"`
	To    forum.Person `cbor:"2,keyasint"`
	Until int64        `cbor:"3,keyasint"`
	Type  string       `cbor:"4,keyasint,omitempty"`
	Given int64        `cbor:"5,keyasint"`
	Ended bool         `cbor:"6,keyasint,omitempty"`
}

func (r *delegationRow) view(id forum.ID) forum.Delegation {
	return forum.Delegation{ID: id, From: r.From, To: r.To, Until: r.Until, Type: r.Type, Given: r.Given, Ended: r.Ended}
}

func fillDelegation(_ *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	d, ok := forum.FoldDelegation(id, records)
	if !ok {
		return nil, errDamaged
	}
	c.State = "given"
	if d.Ended {
		c.State = "taken back"
	}
	return d, c.setRow(delegationRow{d.From, d.To, d.Until, d.Type, d.Given, d.Ended})
}

// delegations gives every delegation, by id.
func (g *group) delegations(txn *badger.Txn) (all []forum.Delegation, err error) {
	err = g.cards(txn, cardProxy, func(id forum.ID, c *card) error {
		var row delegationRow
		if cbor.Unmarshal(c.Row, &row) != nil {
			return errDamaged
		}
		all = append(all, row.view(id))
		return nil
	})
	return all, err
}

// Delegations lists a group's delegations, the latest given first, with those that have ended.
func (s *Store) Delegations(ctx context.Context, in forum.ID) (all []forum.Delegation, err error) {
	g, err := s.group(in)
	if err != nil {
		return nil, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		all, err = g.delegations(txn)
		return err
	})
	slices.SortFunc(all, func(a, b forum.Delegation) int {
		return cmp.Or(cmp.Compare(b.Given, a.Given), slices.Compare(a.ID[:], b.ID[:]))
	})
	return all, err
}

// Delegate names somebody to vote for this person, until some time at most 366 days on, and on proposals of one type or,
// with none, of all. It takes back what this person has given for the same type before.
func (s *Store) Delegate(ctx context.Context, g forum.ID, to forum.Person, until time.Time, proposalType string) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		if _, err := w.takeBack(func(d *forum.Delegation) bool { return d.Type == proposalType }); err != nil {
			return err
		}
		id, err = w.say(forum.ID{}, forum.KindDelegate, forum.NewDelegation{To: to, Until: msOf(until), Type: proposalType})
		return err
	})
	return id, err
}

// Undelegate takes back what this person has given: to one person, or with a zero one to anybody. What somebody has cast
// by it in a vote that is open stays until this person votes themselves.
func (s *Store) Undelegate(ctx context.Context, g forum.ID, to forum.Person) (ended []forum.Delegation, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		if ended, err = w.takeBack(func(d *forum.Delegation) bool { return to.Zero() || d.To == to }); err == nil && len(ended) == 0 {
			return refuseEnglish(CodeRefused, "you have named nobody to vote for you that this could take back")
		}
		return err
	})
	return ended, err
}

// EndDelegation takes back one delegation that this person has given. What has been cast by it in a vote that is open stays, as
// with [Store.Undelegate]. Errors: *RefusedError.
func (s *Store) EndDelegation(ctx context.Context, g, delegation forum.ID) error {
	return s.do(ctx, g, func(w *writer) error {
		ended, err := w.takeBack(func(d *forum.Delegation) bool { return d.ID == delegation })
		if err == nil && len(ended) == 0 {
			return refuse(CodeRefused, "that has ended already, or was not given by you")
		}
		return err
	})
}

// takeBack ends this person's delegations that are wanted and still hold.
func (w *writer) takeBack(want func(*forum.Delegation) bool) (ended []forum.Delegation, err error) {
	all, err := w.g.delegations(w.txn)
	if err != nil {
		return nil, err
	}
	me := w.me()
	for i := range all {
		d := &all[i]
		if d.From != me || d.Ended || d.Until < w.s.clock() || !want(d) {
			continue
		}
		if _, err := w.say(d.ID, forum.KindDelegateEnd, forum.EndDelegation{}); err != nil {
			return nil, err
		}
		ended = append(ended, *d)
	}
	return ended, nil
}

// proxies gives whom this person's ballot is to be cast for as well: those who have named them for such a proposal and
// have not voted, who are allowed a vote in it, the longest given first and as many as the rules of the vote let.
func (w *writer) proxies(p *forum.Proposal, v *forum.Vote, opened []forum.ID) (all []forum.Proxy, err error) {
	at, missing := w.g.history.At(opened)
	if v.Terms.Proxies == 0 || len(missing) > 0 {
		return nil, nil
	}
	given, err := w.g.delegations(w.txn)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(given, func(a, b forum.Delegation) int {
		return cmp.Or(cmp.Compare(a.Given, b.Given), slices.Compare(a.ID[:], b.ID[:]))
	})
	me, now := w.me(), w.s.clock()
	for i := range given {
		d := &given[i]
		same := func(f forum.Proxy) bool { return f.Person == d.From }
		if d.To != me || !d.Holds(now, p.Type) || !at.Votes(d.From) || !w.g.roll().Votes(d.From) || castBy(p, at.Sharing(d.From)) {
			continue
		}
		if f := slices.IndexFunc(all, same); f >= 0 { // a later one, for this type or for all
			all[f] = forum.Proxy{Delegation: d.ID, Person: d.From, Given: d.Given}
		} else if len(all) < v.Terms.Proxies {
			all = append(all, forum.Proxy{Delegation: d.ID, Person: d.From, Given: d.Given})
		}
	}
	slices.SortFunc(all, func(a, b forum.Proxy) int { return slices.Compare(a.Person[:], b.Person[:]) })
	return all, nil
}
