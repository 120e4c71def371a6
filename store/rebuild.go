package store

import (
	"maps"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/doc"
	"moot/store/forum"
)

// derived are the indexes that can be made again from the entries alone.
var derived = []byte{prefixAbout, prefixText, prefixDoc, prefixSnap, prefixCard, prefixWait, prefixHidden, prefixReason,
	prefixBeside, prefixLeaned, prefixRival, prefixNames, prefixFile, prefixFileDrop}

// rebuild makes everything derived from the entries again: verdicts, documents, cards. It costs time in proportion to
// the group, and is needed only when judging again (rejudge.go) was cut short, by a crash or a full disk: then nobody
// knows how far it had come. The gate must be held. Cut off itself, it starts over at the next start.
func (s *Store) rebuild(g *group) error {
	if err := s.clearDerived(g); err != nil {
		return err
	}
	g.waits, g.places, g.records = map[forum.ID][]uint64{}, map[uint64]waitingAt{}, map[forum.ID]known{}
	g.meta.Waiting, g.meta.Refused, g.meta.Rebuild, g.meta.Form = 0, 0, true, homeForm
	r := s.newRejudging(g)
	r.all, r.until = true, s.position
	defer r.end()
	for _, c := range g.chains {
		c.meta.Leaned = nil
		if c.meta.Forked {
			if err := r.cutLog(stretch{c, c.meta.Seq + 1, c.meta.Top}); err != nil {
				return err
			}
		}
	}
	if err := r.replayRoll(); err != nil {
		return err
	}
	places, err := r.laneAgain(forum.ContentLane)
	if err != nil {
		return err
	}
	if err := r.judge(places); err != nil {
		return err
	}
	r.all = false
	return r.finish(due{})
}

// clearDerived removes what rebuild makes again. The bytes of changes that are only in a document go back first.
func (s *Store) clearDerived(g *group) error {
	if err := s.unfoldAll(g); err != nil {
		return err
	}
	docs, err := s.documents(g)
	if err != nil {
		return err
	}
	for d := range maps.Keys(docs) {
		s.docs.Drop(doc.ID(d))
	}
	for _, p := range derived {
		if err := s.deleteAll(groupKey(p, g.num)); err != nil {
			return err
		}
	}
	return nil
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
		if err := s.unfoldDoc(g, id); err != nil {
			return err
		}
	}
	return nil
}

// unfoldDoc puts the bytes of a document's folded changes back into their entries.
func (s *Store) unfoldDoc(g *group, id forum.ID) error {
	places, err := s.placesIn(groupKey(prefixText, g.num).id(id))
	if err != nil {
		return err
	}
	return s.rewrite(g, places, func(k *kept) error { return k.unfold(g, s.gateDoc) })
}

// placesIn reads the places that the keys with a prefix hold, in order.
func (s *Store) placesIn(prefix key) (places []place, err error) {
	err = s.db.View(func(txn *badger.Txn) error {
		return each(txn, prefix, func(_, v []byte) error {
			p, err := readPlace(v)
			places = append(places, p)
			return err
		})
	})
	return places, err
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
