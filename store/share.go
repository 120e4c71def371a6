package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// How cards go out: see forum/cardout.go.

// keyTitle is what lists call an officer's card key.
const keyTitle = "A key for cards to neighbouring groups"

func fillCardKey(_ *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	k, ok := forum.FoldCardKey(id, records)
	if !ok {
		return nil, errDamaged
	}
	c.Title = keyTitle
	return k, nil
}

// Outgoing is what a card says beside its notice or decision, and how far and how long it goes.
type Outgoing struct {
	Name  string    // what the group wants to be called; empty: its name
	Until time.Time // the last moment it holds; zero: as the notice says, else four weeks
	Hops  int       // how many groups it may be handed on to in a row, 1 to 3; 0 is 1
	Note  string    // of a decision: words to go with it
}

// outgoingLife is how long a card holds when nobody says.
const outgoingLife = 28 * 24 * time.Hour

// cardKeys reads every card key of a group.
func (g *group) cardKeys(txn *badger.Txn) (all []forum.Keyed, err error) {
	err = g.cards(txn, cardCardKey, func(id forum.ID, _ *card) error {
		records, err := g.readAbout(txn, id)
		if err != nil {
			return err
		}
		k, ok := forum.FoldCardKey(id, records)
		if !ok {
			return errDamaged
		}
		all = append(all, k)
		return nil
	})
	return all, err
}

// OpenToNeighbours writes down this officer's key for cards, unless it is there already. From then on a member who is in
// another group too can introduce this one there.
func (s *Store) OpenToNeighbours(ctx context.Context, g forum.ID) error {
	return s.do(ctx, g, func(w *writer) error { return w.publishKey() })
}

// publishKey writes down this officer's card key if it is not the one on record.
func (w *writer) publishKey() error {
	key := forum.PublicCardKey(w.s.personKey(), w.g.id)
	all, err := w.g.cardKeys(w.read)
	if err != nil {
		return err
	}
	me := w.me()
	if slices.ContainsFunc(all, func(k forum.Keyed) bool { return k.Author == me && slices.Equal(k.Key, key) }) {
		return nil
	}
	_, err = w.say(forum.ID{}, forum.KindCardKey, forum.NewCardKey{Key: key})
	return err
}

// ShareNotice signs, as an officer, the card of a notice that its author offered to neighbouring groups. When another
// officer has signed a card of it that still holds, that very card is signed. Errors: *RefusedError.
func (s *Store) ShareNotice(ctx context.Context, g, notice forum.ID, o Outgoing) (out forum.OutCard, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		n, err := folded(w, notice, "only a notice, or a decision, is shown to neighbouring groups", forum.FoldNotice)
		if err != nil {
			return err
		}
		now := w.s.clock()
		switch {
		case !n.Share:
			return refuse(CodeRefused, "whoever posted this notice did not offer it to neighbouring groups")
		case !n.Standing(now):
			return refuse(CodeRefused, "this notice does not hold any more")
		}
		if n.Until > 0 && (o.Until.IsZero() || n.Until < o.Until.UnixMilli()) {
			o.Until = time.UnixMilli(n.Until)
		}
		c := w.outgoing(o)
		c.Until = min(c.Until, c.Made+forum.MaxCardLife)
		c.Sort, c.Title, c.Body, c.Contact, c.Reply = n.Sort, n.Title, n.Body, n.Contact, n.Reply
		if err := w.sendOut(notice, c, n.Cards, nil); err != nil {
			return err
		}
		n, err = folded(w, notice, "", forum.FoldNotice)
		out = *forum.Current(n.Cards)
		return err
	})
	return out, err
}

// outgoing begins a card of this group.
func (w *writer) outgoing(o Outgoing) forum.Card {
	roll := w.g.roll()
	now := w.s.clock()
	c := forum.Card{From: forum.NearID(w.g.id, roll.Secret), Name: cleanName(cmp.Or(o.Name, roll.Name)), Made: now,
		Until: now + outgoingLife.Milliseconds(), Hops: max(o.Hops, 1)}
	if !o.Until.IsZero() {
		c.Until = o.Until.UnixMilli()
	}
	return c
}

// sendOut signs a card of a thing: the one that is being signed already, or else this new one.
func (w *writer) sendOut(thing forum.ID, c forum.Card, cards []forum.OutCard, closes []forum.ID) error {
	if err := w.publishKey(); err != nil {
		return err
	}
	raw, err := c.Encode()
	if err != nil {
		return badInput(err)
	}
	if live := forum.Current(cards); live != nil && live.Card.Standing(w.s.clock()) {
		switch {
		case slices.Contains(live.By, w.me()) && live.Out():
			return refuseEnglish(CodeRefused, "you have signed this card already, and it is out")
		case slices.Contains(live.By, w.me()):
			return refuseEnglish(CodeRefused, "you have signed this card already; it goes out when %d officers have signed it (%d so far)", live.Need, len(live.By))
		}
		raw = live.Raw
	}
	return w.signCard(thing, raw, closes)
}

func (w *writer) signCard(thing forum.ID, raw []byte, closes []forum.ID) error {
	key := forum.CardKey(w.s.personKey(), w.g.id)
	_, err := w.say(thing, forum.KindCardOut, forum.CardOut{
		Card: raw, Sig: forum.SignCard(raw, key), Need: w.g.roll().Rules.CardSigners(), Closes: closes,
	})
	return err
}

// ShareDecision signs, as an officer, a card that tells neighbouring groups what a vote on a proposal came to. Errors:
// *RefusedError.
func (s *Store) ShareDecision(ctx context.Context, g, proposal forum.ID, o Outgoing) (out forum.OutCard, err error) {
	const otherwise = "only a proposal that has been voted on has a decision"
	err = s.do(ctx, g, func(w *writer) error {
		p, err := w.proposal(proposal, otherwise)
		if err != nil {
			return err
		}
		if len(p.Votes) == 0 || p.Votes[len(p.Votes)-1].Final() == nil {
			return refuse(CodeRefused, "this has not been decided by a vote yet")
		}
		v := &p.Votes[len(p.Votes)-1]
		final := v.Final()
		c := w.outgoing(o)
		c.Sort, c.Title, c.Body = forum.CardDecision, v.Title, o.Note
		c.Decision = &forum.Told{Outcome: final.Outcome, Certificate: final.ID, Result: final.Certificate.Result}
		cards := slices.DeleteFunc(slices.Clone(p.Cards), func(o forum.OutCard) bool {
			return o.Card.Decision != nil && o.Card.Decision.Certificate != final.ID // of an earlier vote
		})
		if err := w.sendOut(proposal, c, cards, final.Records[:min(len(final.Records), forum.MaxCardKeys)]); err != nil {
			return err
		}
		p, err = w.proposal(proposal, otherwise)
		out = *forum.Current(p.Cards)
		return err
	})
	return out, err
}

// Recall signs, as an officer, the withdrawal of every card of a notice or decision that still holds. It goes the way the
// cards went, and the cards are not shown from then on. Errors: *RefusedError.
func (s *Store) Recall(ctx context.Context, g, thing forum.ID) error {
	return s.do(ctx, g, func(w *writer) error {
		root, records, err := w.recordsOf(thing)
		if err != nil {
			return err
		}
		var cards []forum.OutCard
		if n, ok := forum.FoldNotice(root, records); ok {
			cards = n.Cards
		} else if p, ok := forum.FoldProposal(root, records, w.electorate); ok {
			cards = p.Cards
		}
		recalled := false
		for i := range cards {
			old := &cards[i]
			if old.Ended || old.Card.Sort == forum.CardEnd || !old.Card.Standing(w.s.clock()) {
				continue
			}
			end := forum.Card{From: old.Card.From, Name: old.Card.Name, Sort: forum.CardEnd, Made: w.s.clock(), Until: old.Card.Until, Hops: old.Card.Hops, Ends: old.Hash}
			raw, err := end.Encode()
			if err != nil {
				return badInput(err)
			}
			if err := w.signCard(root, raw, nil); err != nil {
				return err
			}
			recalled = true
		}
		if !recalled {
			return refuseEnglish(CodeRefused, "no card of this is with neighbouring groups")
		}
		return nil
	})
}

// officeNeeds reads what waits for officers.
func (s *Store) officeNeeds(ctx context.Context, in forum.ID, o *forum.Outstanding) (err error) {
	me, _ := s.MeIn(in)
	if o.Office = officer(me); !o.Office {
		return nil
	}
	o.Notices, err = everyThing(ctx, s, in, cardNotice, func(c *card) bool { return c.Shared }, plain(forum.FoldNotice))
	if err != nil {
		return err
	}
	o.Lacking, o.Surplus, err = s.mismatch(ctx, in)
	return err
}
