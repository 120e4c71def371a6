package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// A member of two groups may let this device carry cards from one to the other. It is this device's own choice, kept here
// and told to nobody; what it carries it signs, as it signs all that it writes.

// Route is one way that this device carries cards.
type Route struct {
	From forum.ID `cbor:"1,keyasint"`
	To   forum.ID `cbor:"2,keyasint"`
}

// maxRoutes bounds the ways a device carries.
const maxRoutes = 256

var routesKey = newKey(prefixMeta).text("routes")

// Routes lists the ways that this device carries cards.
func (s *Store) Routes(context.Context) (all []Route, err error) {
	err = s.db.View(func(txn *badger.Txn) error { _, err := get(txn, routesKey, &all); return err })
	return all, err
}

// SetRoute lets this device carry cards one way, or stops it. Errors: *RefusedError.
func (s *Store) SetRoute(ctx context.Context, r Route, on bool) error {
	if r.From == r.To {
		return refuseEnglish(CodeBadInput, "name two groups: the one whose cards are carried, and the one they are carried to")
	}
	if on {
		for _, g := range []forum.ID{r.From, r.To} {
			if me, _ := s.MeIn(g); me.Standing != forum.StandingMember {
				return refuseEnglish(CodeNotMember, "only a member of both groups can carry cards from one to the other")
			}
		}
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	all, err := s.Routes(ctx)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(o Route) bool { return o == r })
	if on {
		all = append(all, r)
	}
	if len(all) > maxRoutes {
		return refuseEnglish(CodeRefused, "this device carries cards %d ways, and that is the most", maxRoutes)
	}
	slices.SortFunc(all, func(a, b Route) int {
		return cmp.Or(bytes.Compare(a.From[:], b.From[:]), bytes.Compare(a.To[:], b.To[:]))
	})
	return diskError(s.db.Update(func(txn *badger.Txn) error { return put(txn, routesKey, all) }))
}

// Carried is what went one way.
type Carried struct {
	Route
	Cards int // brought now, withdrawals among them
	// Unknown is how many cards could not be brought because they are signed with keys that the receiving group has not
	// been told of: whoever introduced the neighbour, or an officer, introduces it again.
	Unknown int
}

// Carry brings the cards that are out in one group to the other, along every route of this device. It does nothing for a
// group this person has left, and nothing twice. What keeps it from one route does not keep it from the others.
func (s *Store) Carry(ctx context.Context) (out []Carried, err error) {
	routes, err := s.Routes(ctx)
	for _, r := range routes {
		c, failed := s.carry(ctx, r)
		out, err = append(out, c), errors.Join(err, failed)
	}
	return out, err
}

// load is cards on their way from one group to its neighbours: the newest that hold, and the withdrawals.
type load struct {
	from        forum.ID // [forum.NearID]
	cards, ends []forum.NearCard
}

func (s *Store) carry(ctx context.Context, r Route) (c Carried, err error) {
	c.Route = r
	for _, g := range []forum.ID{r.From, r.To} {
		if me, _ := s.MeIn(g); me.Standing != forum.StandingMember {
			return c, nil
		}
	}
	loads, err := s.loads(ctx, r.From)
	if err != nil {
		return c, err
	}
	to, err := s.group(r.To)
	if err != nil {
		return c, err
	}
	var news []delivery // others are not woken for an empty transaction
	err = s.db.View(func(txn *badger.Txn) (err error) { news, c.Unknown, err = s.deliveries(txn, to, loads); return err })
	if err != nil || len(news) == 0 {
		return c, err
	}
	carried := 0
	err = s.do(ctx, r.To, func(w *writer) error {
		news, _, err := s.deliveries(w.read, to, loads)
		for _, d := range news {
			if err == nil {
				_, err = w.say(d.to, forum.KindCard, d.card)
			}
		}
		carried = len(news)
		return err
	})
	if err == nil {
		c.Cards = carried
	}
	return c, err
}

// delivery is one card for one neighbour of the receiving group.
type delivery struct {
	to   forum.ID
	card forum.CarriedCard
}

// deliveries says what of some loads is news to a group. Unknown counts the cards that none of its neighbours has keys for.
func (s *Store) deliveries(txn *badger.Txn, to *group, loads []load) (all []delivery, unknown int, err error) {
	for i := range loads {
		known, err := to.neighboursFrom(txn, loads[i].from)
		if err != nil {
			return nil, 0, err
		}
		least := 0
		for j := range known {
			picked, lost := s.pickNews(&known[j], &loads[i])
			if j == 0 || lost < least {
				least = lost
			}
			for _, p := range picked {
				all = append(all, delivery{known[j].ID, forum.CarriedCard{Card: p.Raw, Sigs: p.Sigs, By: known[j].KeysID, Hop: p.Hop}})
			}
		}
		unknown += least
	}
	return all, unknown, nil
}

// loads gives what may be carried out of a group: its own cards, and those of its neighbours that may be handed on.
func (s *Store) loads(ctx context.Context, from forum.ID) ([]load, error) {
	roll, err := s.Roll(ctx, from)
	if err != nil {
		return nil, err
	}
	own := load{from: forum.NearID(from, roll.Secret)}
	cards, err := s.outCards(ctx, from)
	if err != nil {
		return nil, err
	}
	for i := range cards {
		c := forum.NearCard{Hash: cards[i].Hash, Card: cards[i].Card, Raw: cards[i].Raw, Sigs: cards[i].Sigs, Hop: 1}
		switch {
		case c.Card.Sort == forum.CardEnd:
			own.ends = append(own.ends, c)
		case cards[i].Out():
			own.cards = append(own.cards, c)
		}
	}
	all := []load{own}
	neighbours, err := s.Neighbours(ctx, from)
	for i := range neighbours {
		n := &neighbours[i]
		if n.Muted {
			continue
		}
		passed := load{from: n.From}
		for _, c := range n.Cards {
			c.Hop++
			passed.cards = append(passed.cards, c)
		}
		for _, c := range n.Ends {
			c.Hop++
			passed.ends = append(passed.ends, c)
		}
		all = append(all, passed)
	}
	return all, err
}

// outCards gives every card of a group's notices and decisions, with their withdrawals.
func (s *Store) outCards(ctx context.Context, in forum.ID) (all []forum.OutCard, err error) {
	shared := func(c *card) bool { return c.Shared }
	notices, err := everyThing(ctx, s, in, cardNotice, shared, plain(forum.FoldNotice))
	if err != nil {
		return nil, err
	}
	for i := range notices {
		all = append(all, notices[i].Cards...)
	}
	proposals, err := everyThing(ctx, s, in, cardProposal, shared, func(_ *badger.Txn, _ *group, id forum.ID, rs []forum.Record) (forum.Proposal, error) {
		p, _ := forum.FoldProposal(id, rs, func([]forum.ID) forum.Electorate { return forum.Electorate{} })
		return p, nil
	})
	for i := range proposals {
		all = append(all, proposals[i].Cards...)
	}
	return all, err
}

// pickNews gives what of a load is news to a neighbour, withdrawals first: cards that hold, the newest, and no more than
// makes [forum.MaxNear] of this neighbour that hold. So a group that floods its neighbours crowds out only itself.
func (s *Store) pickNews(n *forum.Neighbour, l *load) (picked []forum.NearCard, unknown int) {
	if n.Muted {
		return nil, 0
	}
	now := s.clock()
	room := forum.MaxNear
	for i := range n.Cards {
		if n.Cards[i].Card.Standing(now) {
			room--
		}
	}
	slices.SortFunc(l.cards, func(a, b forum.NearCard) int {
		return cmp.Or(cmp.Compare(b.Card.Made, a.Card.Made), bytes.Compare(a.Hash[:], b.Hash[:]))
	})
	for _, c := range slices.Concat(l.ends, l.cards) {
		end := c.Card.Sort == forum.CardEnd
		if !c.Card.Standing(now) || c.Hop > c.Card.Hops || !end && room <= 0 {
			continue
		}
		good := n.Vouched(c.Sigs)
		if !n.Lacks(c.Hash, &c.Card, good) {
			if !end && len(good) < n.Need {
				unknown++
			}
			continue
		}
		if c.Sigs = good; !end {
			room--
		}
		picked = append(picked, c)
	}
	return picked, unknown
}
