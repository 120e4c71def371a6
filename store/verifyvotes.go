package store

import (
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// certificates judges every certificate, every card and every result brought in from elsewhere again, from the raw entries and from a
// history of the membership made anew: its teller, each ballot on it, the count of those, and what sections were owed.
func (v *verifier) certificates(ctx context.Context) error {
	return v.s.db.View(func(txn *badger.Txn) error {
		all, err := v.g.certified(txn)
		if err != nil {
			v.problem("the certificates of votes, and the cards to and from neighbouring groups, cannot be read: %v", err)
		}
		if len(all) == 0 {
			return nil
		}
		meta := v.g.state().meta
		meta.Rebuild = false
		fresh, err := v.s.loadGroup(v.g.num, meta)
		if err != nil {
			v.problem("the changes of the membership do not fit together, so no certificate and no card can be checked: %v", err)
			return nil
		}
		again, seen := &recount{fresh, txn}, map[forum.ID]bool{}
		for _, r := range all {
			if err := checkCtx(ctx); err != nil {
				return err
			}
			v.certificate(r, again, seen)
		}
		v.report.Certificates = len(seen)
		return nil
	})
}

// certifying are the kinds by which something is certified, elected or shown to neighbours, and of which things the records of each are.
var certifying = map[byte][]forum.Kind{
	cardProposal:  {forum.KindClose, forum.KindElsewhere, forum.KindSignOff, forum.KindCardOut},
	cardNotice:    {forum.KindCardOut},
	cardNeighbour: {forum.KindCard},
	cardElection:  {forum.KindElection, forum.KindSlate, forum.KindElected},
}

// certified gives every record that closes a vote, says what one elsewhere came to, elects somebody, signs a card or brings one, and is shown.
func (g *group) certified(txn *badger.Txn) (all []forum.Record, err error) {
	for _, letter := range []byte{cardProposal, cardNotice, cardNeighbour, cardElection} {
		err := g.cards(txn, letter, func(id forum.ID, c *card) error {
			if letter == cardNotice && !c.Shared {
				return nil
			}
			records, err := g.readAbout(txn, id)
			for _, r := range records {
				if slices.Contains(certifying[letter], r.Kind) {
					all = append(all, r)
				}
			}
			return err
		})
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

func (v *verifier) certificate(r forum.Record, again *recount, seen map[forum.ID]bool) {
	what, id := "card", r.ID
	switch b := r.Body.(type) {
	case *forum.Certificate:
		what, id = "certificate", b.ID()
		seen[id] = true
	case *forum.Elsewhere:
		what = "result from elsewhere"
	case *forum.NewSignOff:
		what = "sign-off"
	case *forum.Slate:
		if what, id = "list of candidates", b.ID(); b.Uncontested() {
			seen[id] = true
		}
	case *forum.NewElection, *forum.Elected:
		what = "election"
	case nil:
		return
	}
	at, missing := again.RollAt(r.Roll)
	if len(missing) > 0 {
		v.problem("the membership that %s %s was signed under is not here", what, id.String()[:8])
		return
	}
	if err := forum.Check(r, at, again); err != nil {
		v.problem("%s %s does not hold: %v", what, id.String()[:8], err)
	}
}

// recount answers the rules' questions from the entries as they lie in the database, with a group read afresh.
type recount struct {
	g   *group
	txn *badger.Txn
}

// Record gives an entry by its id.
func (c *recount) Record(id forum.ID) (forum.Record, forum.LookupState) {
	k, ok, err := c.g.find(c.txn, id)
	if err != nil || !ok {
		return c.g.boxedRecord(c.txn, id)
	}
	r, err := recordOf(&k.Entry, c.g.roll())
	switch {
	case err != nil, k.verdict == refused:
		return r, forum.Refused
	case k.verdict == shown, k.verdict == hidden:
		return r, forum.Shown
	}
	return r, forum.Waiting
}

// RollAt gives the roll at heads.
func (c *recount) RollAt(heads []forum.ID) (*forum.Roll, []forum.ID) { return c.g.history.At(heads) }
