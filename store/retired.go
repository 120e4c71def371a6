package store

import (
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// A device that its person has retired is told so by whoever it meets, and gets nothing else: it may be in a thief's
// hands. What it is told is the act itself, signed by another device of the person, which it can check by what it holds.

// RetireProof gives the run of entries, ending in a signature, that begins with the act by which a person retired one of
// their devices; none when that came about otherwise. It is for the device itself.
func (s *Store) RetireProof(ctx context.Context, id forum.ID, d forum.Device) (run []forum.Entry, err error) {
	g, err := s.group(id)
	if err != nil {
		return nil, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		return each(txn, groupKey(prefixLog, g.num).byte(byte(forum.RollLane)), func(_, v []byte) error {
			p, err := readPlace(v)
			if err != nil || run != nil {
				return err
			}
			k, err := g.readPlace(txn, p)
			if err != nil || !retires(&k.Entry, d) {
				return err
			}
			run, err = g.runFrom(txn, p, k)
			return err
		})
	})
	return run, err
}

// retires says whether an entry is the act that retires a device.
func retires(e *forum.Entry, d forum.Device) bool {
	if e.Kind != forum.KindRetire {
		return false
	}
	act, err := forum.ActOf(e)
	r, ok := act.Body.(*forum.Retire)
	return err == nil && ok && r.Device == d && e.Device != d
}

// runFrom gives the entries of a chain from one on to the first that is signed.
func (g *group) runFrom(txn *badger.Txn, p place, k kept) (run []forum.Entry, err error) {
	for {
		run = append(run, k.Entry)
		if k.Sig != nil {
			return run, nil
		}
		p.seq++
		if k, err = g.readPlace(txn, p); err != nil {
			return nil, err
		}
	}
}

// NoteRetired takes a proof that this device has been retired. From then on it writes nothing in the group, as long as
// the device that signed the proof is one of the person's in use. Anything else than such a proof changes nothing.
func (s *Store) NoteRetired(ctx context.Context, id forum.ID, run []forum.Entry) error {
	g, err := s.group(id)
	if err != nil {
		return err
	}
	me := s.Identity()
	here := func(e forum.Entry) bool { return e.GroupOf() == id && retires(&e, me) }
	if len(run) == 0 || len(run) > forum.RunMax || !slices.ContainsFunc(run, here) || forum.VerifyRun(run) != nil {
		return nil
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	if who, ok := g.state().me(me); !ok || who.Standing != forum.StandingMember || !slices.Contains(who.Devices, run[0].Device) {
		return nil
	}
	g.meta.RetiredBy = run[0].Device
	if err := s.db.Update(func(txn *badger.Txn) error { return g.saveMeta(txn) }); err != nil {
		return diskError(err)
	}
	g.publish()
	s.hint()
	return nil
}
