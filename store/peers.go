package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
)

// maxPeers bounds the address book; the neighbours seen longest ago go first, those a person typed stay.
const maxPeers = 512

// Peers lists the remembered neighbours, last seen first.
func (s *Store) Peers(ctx context.Context) (out []forum.Peer, err error) {
	err = s.db.View(func(txn *badger.Txn) error {
		return each(txn, newKey(prefixPeer), func(_, v []byte) error {
			var p forum.Peer
			if cbor.Unmarshal(v, &p) != nil {
				return errDamaged
			}
			out = append(out, p)
			return nil
		})
	})
	slices.SortFunc(out, func(a, b forum.Peer) int { return cmp.Or(cmp.Compare(b.Seen, a.Seen), cmp.Compare(a.ID, b.ID)) })
	return out, err
}

// SavePeer remembers a neighbour, in place of what was known of them; one that was typed stays so.
func (s *Store) SavePeer(ctx context.Context, p forum.Peer) error {
	all, err := s.Peers(ctx)
	if err != nil {
		return err
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	return diskError(s.db.Update(func(txn *badger.Txn) error {
		for i := range all {
			old := &all[i]
			if old.ID == p.ID {
				p.Typed = p.Typed || old.Typed
			} else if i >= maxPeers && !old.Typed {
				if err := txn.Delete(newKey(prefixPeer).text(old.ID)); err != nil {
					return err
				}
			}
		}
		return put(txn, newKey(prefixPeer).text(p.ID), p)
	}))
}

// ForgetPeer forgets a neighbour's addresses.
func (s *Store) ForgetPeer(ctx context.Context, id string) error {
	s.gate.Lock()
	defer s.gate.Unlock()
	return s.db.Update(func(txn *badger.Txn) error { return txn.Delete(newKey(prefixPeer).text(id)) })
}

// MarkShared notes that another device holds a group up to these heights: what of this device's own entries is in them
// is shared.
func (s *Store) MarkShared(id forum.ID, by forum.Device, heights map[forum.Chain]uint64) {
	me := forum.Device(s.session.Device())
	g, err := s.group(id)
	if err != nil || by == me {
		return
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	moved := false
	for _, lane := range []forum.Lane{forum.RollLane, forum.ContentLane} {
		c := g.chains[forum.Chain{Device: me, Lane: lane}]
		if c == nil {
			continue
		}
		if h := min(heights[c.id()], c.meta.Seq); h > g.meta.Shared[lane] {
			g.meta.Shared[lane], moved = h, true
		}
	}
	if !moved {
		return
	}
	g.publish()
	g.moved = true // the next batch or Close saves it; if neither comes, it is learned again from the next neighbour
	s.hint()
}

// Unshared counts this device's own entries that no other device is known to have.
func (s *Store) Unshared(id forum.ID) (n int) {
	g, err := s.group(id)
	if err != nil {
		return 0
	}
	st, me := g.state(), forum.Device(s.session.Device())
	for _, lane := range []forum.Lane{forum.RollLane, forum.ContentLane} {
		h := st.heights[forum.Chain{Device: me, Lane: lane}]
		n += int(h.Seq - min(h.Seq, st.meta.Shared[lane]))
	}
	return n
}
