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
		var all []forum.Record
		err := v.g.cards(txn, cardProposal, func(id forum.ID, _ *card) error {
			records, err := v.g.readAbout(txn, id)
			for _, r := range records {
				if r.Kind == forum.KindClose {
					all = append(all, r)
				}
			}
			return err
		})
		if err != nil || len(all) == 0 {
			return err
		}
		again := &recount{g: v.g, txn: txn, roll: v.g.state().roll}
		if again.history, err = v.g.readHistory(txn); err != nil {
			v.problem("the changes of the membership do not fit together, so no certificate can be checked: %v", err)
			return nil
		}
		seen := map[forum.ID]bool{}
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

func (v *verifier) certificate(r forum.Record, again *recount, seen map[forum.ID]bool) {
	b, ok := r.Body.(*forum.Certificate)
	if !ok {
		return
	}
	id := b.ID()
	seen[id] = true
	at, missing := again.history.At(r.Roll)
	if len(missing) > 0 {
		v.problem("the membership that certificate %s was signed under is not here", id.String()[:8])
		return
	}
	if err := forum.Check(r, at, again); err != nil {
		v.problem("certificate %s does not hold: %v", id.String()[:8], err)
	}
}

// readHistory makes the history of the membership anew from the entries.
func (g *group) readHistory(txn *badger.Txn) (*forum.History, error) {
	h := forum.NewHistory(g.id)
	var acts []forum.Act
	err := each(txn, groupKey(prefixLog, g.num).byte(byte(forum.RollLane)), func(_, v []byte) error {
		p, err := readPlace(v)
		if err != nil {
			return err
		}
		k, err := g.readPlace(txn, p)
		if err == nil && (k.verdict == shown || k.verdict == newer || k.verdict == refused && k.Kind != forum.KindFound) {
			acts = append(acts, actOf(&k.Entry))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return h, h.Add(acts...)
}

// recount answers the rules' questions from the entries as they lie in the database.
type recount struct {
	g       *group
	txn     *badger.Txn
	roll    *forum.Roll
	history *forum.History
}

// Record gives an entry by its id.
func (c *recount) Record(id forum.ID) (forum.Record, forum.LookupState) {
	k, ok, err := c.g.find(c.txn, id)
	if err != nil || !ok {
		return forum.Record{}, forum.Missing
	}
	r, err := recordOf(&k.Entry, c.roll)
	switch {
	case err != nil, k.verdict == refused:
		return r, forum.Refused
	case k.verdict == shown, k.verdict == hidden:
		return r, forum.Shown
	}
	return r, forum.Waiting
}

// RollAt gives the roll at heads.
func (c *recount) RollAt(heads []forum.ID) (*forum.Roll, []forum.ID) { return c.history.At(heads) }
