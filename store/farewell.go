package store

import (
	"context"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// Farewell hands out what a device that is out of the group may still be shown: the acts that put it out and what they build
// on, up to there ([forum.History.Parting]), in windows as [Store.Tail] gives them. A chain goes on to its next signature, so
// that all of it can be checked; nothing else of the roll is in it, and nothing of the content lane. A device that is in use, or
// that nobody let in, gets nothing. It stops at an error of yield.
func (s *Store) Farewell(ctx context.Context, id forum.ID, d forum.Device, yield func(window []forum.Entry) error) error {
	g, err := s.group(id)
	if err != nil {
		return err
	}
	upto := s.parting(g, d)
	if len(upto) == 0 {
		return nil
	}
	t := &tail{s: s, g: g, lane: forum.RollLane, most: batchEntries, yield: yield, upto: upto}
	if err := t.toSignatures(); err != nil {
		return err
	}
	return t.walk(ctx, 0, s.Position())
}

// parting asks the roll's history, which is the gate's.
func (s *Store) parting(g *group, d forum.Device) map[forum.Chain]uint64 {
	s.gate.Lock()
	defer s.gate.Unlock()
	return g.history.Parting(d)
}

// toSignatures moves each end of upto on to the next signed entry. A chain that a fork has cut before one ends where it was
// cut: seal adds the rest.
func (t *tail) toSignatures() error {
	heights := t.g.state().heights
	return t.s.db.View(func(txn *badger.Txn) error {
		for c := range t.upto {
			num, ok := t.g.numOf(c)
			if !ok {
				return errDamaged // its acts are in the history
			}
			for seq := t.upto[c]; seq < heights[c].Seq; seq++ {
				k, err := t.g.readPlace(txn, place{num, seq})
				if err != nil {
					return err
				}
				if k.Sig != nil {
					break
				}
				t.upto[c] = seq + 1
			}
		}
		return nil
	})
}

// within says whether an entry may be handed out.
func (t *tail) within(c forum.Chain, seq uint64) bool {
	return t.upto == nil || seq <= t.upto[c]
}
