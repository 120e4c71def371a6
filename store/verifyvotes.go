package store

import (
	"context"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// certificates judges every certificate again, from the raw entries and from a history of the membership made anew: its
// teller, each ballot on it, the count of those, and what sections were owed.
func (v *verifier) certificates(ctx context.Context) error {
	return v.s.db.View(func(txn *badger.Txn) error {
		all, err := v.g.signedCloses(txn)
		if err != nil {
			v.problem("the certificates of votes cannot be read: %v", err)
		}
		if len(all) == 0 {
			return nil
		}
		meta := v.g.state().meta
		meta.Rebuild = false
		fresh, err := v.s.loadGroup(v.g.num, meta)
		if err != nil {
			v.problem("the changes of the membership do not fit together, so no certificate can be checked: %v", err)
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

// signedCloses gives every record that closes a vote or signs a decision off, and is shown.
func (g *group) signedCloses(txn *badger.Txn) (all []forum.Record, err error) {
	err = g.cards(txn, cardProposal, func(id forum.ID, _ *card) error {
		records, err := g.readAbout(txn, id)
		for _, r := range records {
			if r.Kind == forum.KindClose || r.Kind == forum.KindSignOff {
				all = append(all, r)
			}
		}
		return err
	})
	return all, err
}

func (v *verifier) certificate(r forum.Record, again *recount, seen map[forum.ID]bool) {
	id, what := r.ID, "sign-off"
	if b, ok := r.Body.(*forum.Certificate); ok {
		id, what = b.ID(), "certificate"
		seen[id] = true
	}
	if r.Body == nil {
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
		return forum.Record{}, forum.Missing
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
