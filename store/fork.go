package store

import (
	"crypto/sha256"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/doc"
	"moot/store/forum"
)

// Forks. A device that signs two different entries with the same number has misbehaved, or its folder was copied. Both
// runs are kept as proof and handed on; the chain ends before the earliest such number, for everybody, whichever branch
// they saw first (design §2). What the chain had after that is taken out and everything derived is made again.

// forkProof is two signed runs that start with different entries of the same number.
type forkProof struct {
	Seq uint64   `cbor:"1,keyasint"`
	A   [][]byte `cbor:"2,keyasint"`
	B   [][]byte `cbor:"3,keyasint"`
}

// forkedHead is the head a frozen chain reports, so that two devices are in step only when both know of the fork.
func forkedHead(before forum.ID) forum.ID {
	return sha256.Sum256(append([]byte("moot/fork/1\x00"), before[:]...))
}

// height is what the device tells others of the chain.
func (c *chain) height() forum.Height {
	if c.meta.Forked {
		return forum.Height{Seq: c.meta.Seq, Head: forkedHead(c.meta.Head)}
	}
	return forum.Height{Seq: c.meta.Seq, Head: c.meta.Head}
}

// fork freezes a chain: mine is the kept entry, theirs a verified run that starts with another of the same number.
func (b *batch) fork(c *chain, mine kept, theirs []forum.Entry) error {
	if theirs[0].Prev != mine.Prev && theirs[0].Seq > 1 {
		// They parted earlier: ask for the part before, so that every device ends the chain at the same number.
		b.report.Gaps[c.id()] = theirs[0].Seq - min(theirs[0].Seq-1, forum.RunMax)
		return nil
	}
	mineRun, err := b.signedFrom(c, mine.Seq)
	if err != nil {
		return err
	}
	proof := forkProof{Seq: mine.Seq}
	if proof.A, err = encodeRun(mineRun); err != nil {
		return err
	}
	if proof.B, err = encodeRun(theirs); err != nil {
		return err
	}
	if err := put(b.txn, groupKey(prefixFork, b.g.num).u32(c.num), proof); err != nil {
		return err
	}
	b.s.log.Warn("a device has signed two histories", "device", c.meta.Device.String()[:8], "seq", mine.Seq)
	addReason(&b.report.Report, "a device has signed two different histories; what it wrote from there on is set aside")
	return b.truncate(c, mine.Seq)
}

// signedFrom reads the kept run from seq to the next signed entry.
func (b *batch) signedFrom(c *chain, seq uint64) (run []forum.Entry, err error) {
	for ; seq <= c.meta.Seq; seq++ {
		k, err := b.g.readPlace(b.txn, place{c.num, seq})
		if err != nil {
			return nil, err
		}
		if err := k.unfold(b.g, b.s.gateDoc); err != nil {
			return nil, err
		}
		if run = append(run, k.Entry); k.Sig != nil {
			return run, nil
		}
	}
	return nil, errDamaged
}

func encodeRun(run []forum.Entry) (out [][]byte, err error) {
	for i := range run {
		e, err := run[i].Encode()
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// truncate ends a chain before seq and asks for everything derived to be made again.
func (b *batch) truncate(c *chain, seq uint64) error {
	for n := seq; n <= c.meta.Seq; n++ {
		k, err := b.g.readPlace(b.txn, place{c.num, n})
		if err != nil {
			return err
		}
		for _, dead := range []key{
			entryKey(b.g.num, c.num, n),
			groupKey(prefixID, b.g.num).id(k.ID),
			groupKey(prefixLog, b.g.num).byte(byte(k.Lane)).u64(k.pos),
		} {
			if err := b.txn.Delete(dead); err != nil {
				return err
			}
		}
		b.g.meta.Kept--
	}
	var before kept
	if seq > 1 {
		var err error
		if before, err = b.g.readPlace(b.txn, place{c.num, seq - 1}); err != nil {
			return err
		}
	}
	c.meta.Seq, c.meta.Head, c.meta.Time, c.meta.Forked = seq-1, before.ID, before.Time, true
	b.chains[c] = struct{}{}
	b.g.meta.Rebuild = true
	b.pos++ // readers must look again
	b.appended++
	return nil
}

// forkRuns gives the runs that prove a chain's fork, for handing on.
func (g *group) forkRuns(txn *badger.Txn, chain uint32) (runs [][]forum.Entry, err error) {
	var p forkProof
	ok, err := get(txn, groupKey(prefixFork, g.num).u32(chain), &p)
	if err != nil || !ok {
		return nil, err
	}
	for _, enc := range [][][]byte{p.A, p.B} {
		h, err := cbor.Marshal(heldRun{Entries: enc})
		if err != nil {
			return nil, err
		}
		run, _, err := decodeHeld(h)
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// hidesMore says whether the roll as it is now hides something of a content chain that is shown, or the other way round.
func (b *batch) hidesMore() bool {
	before := b.g.state().roll
	if before == nil {
		return false
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
	for d := range g.documents(s) {
		s.docs.Drop(doc.ID(d))
	}
	for _, p := range []byte{prefixAbout, prefixText, prefixDoc, prefixSnap, prefixCard, prefixWait, prefixReason} {
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
func (g *group) documents(s *Store) map[forum.ID]docMeta {
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
	if err != nil {
		s.log.Error("the list of documents could not be read", "err", err)
	}
	return out
}

// unfoldAll puts the bytes of folded changes back into their entries.
func (s *Store) unfoldAll(g *group) error {
	for id, m := range g.documents(s) {
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
	g.meta.Rebuild = !last
	if err := b.finish(); err != nil {
		return err
	}
	s.position = b.pos
	s.pos.Store(b.pos)
	g.publish()
	s.hint()
	return nil
}
