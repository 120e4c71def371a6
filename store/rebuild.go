package store

import (
	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/doc"
	"moot/store/forum"
)

// hidesMore says whether the roll as it is now hides something of a content chain that is shown, or the other way round.
func (b *batch) hidesMore() bool {
	before := b.g.state().roll
	if before == nil {
		before = &forum.Roll{} // all in one batch: what was judged before the removal came is judged again
	}
	now := b.g.roll()
	for id, c := range b.g.chains {
		if id.Lane == forum.ContentLane && before.Hidden(id.Device, id.Lane, c.meta.Seq) != now.Hidden(id.Device, id.Lane, c.meta.Seq) {
			return true
		}
	}
	return false
}

// rebuild makes everything derived from the entries again: verdicts, documents, cards. It costs time in proportion to
// the group, and is needed when what was shown no longer may be: after a fork, or a removal that reaches back.
// The gate must be held. Cut off by a crash, it starts over at the next start.
func (s *Store) rebuild(g *group) error {
	if err := s.unfoldAll(g); err != nil {
		return err
	}
	docs, err := s.documents(g)
	if err != nil {
		return err
	}
	for d := range docs {
		s.docs.Drop(doc.ID(d))
	}
	for _, p := range []byte{prefixAbout, prefixText, prefixDoc, prefixSnap, prefixCard, prefixWait, prefixHidden, prefixReason} {
		if err := s.deleteAll(groupKey(p, g.num)); err != nil {
			return err
		}
	}
	g.history = forum.NewHistory(g.id)
	g.waits, g.places, g.records = map[forum.ID][]uint64{}, map[uint64]place{}, map[forum.ID]known{}
	g.meta.Waiting, g.meta.Refused = 0, 0
	for _, lane := range []forum.Lane{forum.RollLane, forum.ContentLane} {
		if err := s.replayLane(g, lane); err != nil {
			return err
		}
	}
	return s.again(g, nil, true)
}

// documents lists the documents of a group that have lines.
func (s *Store) documents(g *group) (map[forum.ID]docMeta, error) {
	out := map[forum.ID]docMeta{}
	err := s.db.View(func(txn *badger.Txn) error {
		return each(txn, groupKey(prefixDoc, g.num), func(k, v []byte) error {
			var m docMeta
			if len(k) != 37 || cbor.Unmarshal(v, &m) != nil {
				return errDamaged
			}
			out[forum.ID(k[5:])] = m
			return nil
		})
	})
	return out, err
}

// unfoldAll puts the bytes of folded changes back into their entries.
func (s *Store) unfoldAll(g *group) error {
	docs, err := s.documents(g)
	if err != nil {
		return err
	}
	for id, m := range docs {
		if m.Folded == 0 {
			continue
		}
		var places []place
		err := s.db.View(func(txn *badger.Txn) error {
			return each(txn, groupKey(prefixText, g.num).id(id), func(_, v []byte) error {
				p, err := readPlace(v)
				places = append(places, p)
				return err
			})
		})
		if err != nil {
			return err
		}
		if err := s.rewrite(g, places, func(k *kept) error { return k.unfold(g, s.gateDoc) }); err != nil {
			return err
		}
	}
	return nil
}

// deleteAll removes every key with a prefix, a transaction for every few thousand.
func (s *Store) deleteAll(prefix key) error {
	for {
		var dead [][]byte
		err := s.db.Update(func(txn *badger.Txn) error {
			o := badger.DefaultIteratorOptions
			o.Prefix, o.PrefetchValues = prefix, false
			it := txn.NewIterator(o)
			for it.Rewind(); it.Valid() && len(dead) < 4000; it.Next() {
				dead = append(dead, it.Item().KeyCopy(nil))
			}
			it.Close()
			for _, k := range dead {
				if err := txn.Delete(k); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(dead) == 0 {
			return err
		}
	}
}

// replayLane judges every entry of a lane again, in the order it was taken in.
func (s *Store) replayLane(g *group, lane forum.Lane) error {
	var places []place
	err := s.db.View(func(txn *badger.Txn) error {
		return each(txn, groupKey(prefixLog, g.num).byte(byte(lane)), func(_, v []byte) error {
			p, err := readPlace(v)
			places = append(places, p)
			return err
		})
	})
	for err == nil && len(places) > 0 {
		n := min(len(places), batchEntries/4)
		err = s.again(g, places[:n], false)
		places = places[n:]
	}
	return err
}

// again judges kept entries again in one transaction.
func (s *Store) again(g *group, places []place, last bool) error {
	b := s.newBatch(g, fromRebuild)
	defer b.discard()
	for _, p := range places {
		k, err := g.readPlace(b.txn, p)
		if err != nil {
			return err
		}
		v, err := b.judge(&k)
		if err != nil {
			return err
		}
		if err := b.record(&k, p, v); err != nil {
			return err
		}
		if err := b.settle(); err != nil {
			return err
		}
	}
	b.acts = false
	b.pos++ // no entry is new, yet readers must look again
	g.meta.Rebuild = !last
	if err := b.finish(); err != nil {
		return err
	}
	s.reach(g, b.pos)
	s.hint()
	return nil
}
