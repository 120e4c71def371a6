package store

import (
	"errors"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
)

// docMeta is a document's line in the database: a snapshot of its first changes and, after it, the changes themselves.
type docMeta struct {
	Heads   []doc.Hash `cbor:"1,keyasint"`
	Tail    int        `cbor:"2,keyasint,omitempty"` // shown changes after the snapshot
	Changes int        `cbor:"3,keyasint,omitempty"` // shown changes in the snapshot
	Folded  uint64     `cbor:"4,keyasint,omitempty"` // log position of the last change in the snapshot
	Last    int64      `cbor:"5,keyasint,omitempty"` // the latest time of a change, ms
	Mine    uint64     `cbor:"6,keyasint,omitempty"` // this device's last entry among them
	Late    []uint64   `cbor:"8,keyasint,omitempty"` // positions up to Folded of changes that are not in the snapshot: they had waited
	Apart   bool       `cbor:"7,keyasint,omitempty"` // holds changes from after a fork: no snapshot, which could not tell them
}

// foldTail is how many changes may follow a snapshot before it is made again (and a quarter of what is in it, so that a
// long document is not written again for every few changes).
const foldTail = 32

// long says that a document's tail has grown long.
func (m *docMeta) long() bool { return !m.Apart && m.Tail >= foldTail && m.Tail >= m.Changes/4 }

var errCold = errors.New("the document is not open")

// withDoc runs f with a document the batch may change.
func (s *Store) withDoc(b *batch, g *group, id forum.ID, f func(*doc.Doc) error) error {
	load := func() (*doc.Doc, error) {
		d, err := s.loadDoc(b.read, g, id)
		if err != nil {
			return nil, err
		}
		if use := b.docs[id]; use != nil {
			err = replay(d, use.raws)
		}
		return d, err
	}
	return s.docs.With(doc.ID(id), load, f)
}

// readDoc runs f with a document for reading. A cold document is loaded under the gate, so that nobody loads it while a
// batch that is not committed yet has changes for it.
func (s *Store) readDoc(g *group, id forum.ID, f func(*doc.Doc) error) error {
	err := s.docs.With(doc.ID(id), func() (*doc.Doc, error) { return nil, errCold }, f)
	if !errors.Is(err, errCold) {
		return err
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	return s.gateDoc(g, id, f)
}

// gateDoc is readDoc for a caller that holds the gate with no batch under way.
func (s *Store) gateDoc(g *group, id forum.ID, f func(*doc.Doc) error) error {
	load := func() (d *doc.Doc, err error) {
		err = s.db.View(func(txn *badger.Txn) error { d, err = s.loadDoc(txn, g, id); return err })
		return d, err
	}
	return s.docs.With(doc.ID(id), load, f)
}

// loadDoc opens a document from its snapshot and the changes after it.
func (s *Store) loadDoc(txn *badger.Txn, g *group, id forum.ID) (*doc.Doc, error) {
	if s.banned[id] {
		return nil, refuse(CodeRefused, "this text ended Moot each time it was opened on this device, so it is left closed")
	}
	var meta docMeta
	ok, err := get(txn, groupKey(prefixDoc, g.num).id(id), &meta)
	if err != nil {
		return nil, err
	}
	if !ok { // nobody has written in it yet
		return doc.Create(guard{s.engine, s, id}, s.limits, doc.ID(id))
	}
	d, err := s.snapshot(txn, g, id, meta.Folded)
	if err != nil {
		return nil, err
	}
	var tail []signedChange
	err = g.tailOf(txn, id, &meta, func(_ uint64, p place) error {
		k, err := g.readPlace(txn, p)
		if s.banned[k.Hash] {
			m, _ := g.state().roll.ByDevice(k.Device)
			err = refuse(CodeRefused, "this text is left closed: a change by %s ended Moot each time it was opened on this device", m.Name)
		}
		tail = append(tail, signedChange{k.Payload, doc.Signer(k.Device), g.apart(&k.Entry), k.pos})
		return err
	})
	if err == nil {
		err = replay(d, tail)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// snapshot opens a document as it was last folded, or new.
func (s *Store) snapshot(txn *badger.Txn, g *group, id forum.ID, folded uint64) (d *doc.Doc, err error) {
	e := guard{s.engine, s, id}
	if folded == 0 {
		return doc.Create(e, s.limits, doc.ID(id))
	}
	item, err := txn.Get(groupKey(prefixSnap, g.num).id(id))
	if err != nil {
		return nil, err
	}
	err = item.Value(func(v []byte) error {
		d, err = doc.Restore(e, s.limits, doc.ID(id), v)
		return err
	})
	return d, err
}

// tailOf gives the changes of a document that are not in its snapshot, with their positions.
func (g *group) tailOf(txn *badger.Txn, id forum.ID, meta *docMeta, f func(pos uint64, p place) error) error {
	for _, pos := range meta.Late {
		item, err := txn.Get(groupKey(prefixText, g.num).id(id).u64(pos))
		if err != nil {
			return errors.Join(errDamaged, err)
		}
		if err := item.Value(func(v []byte) error {
			p, err := readPlace(v)
			if err != nil {
				return err
			}
			return f(pos, p)
		}); err != nil {
			return err
		}
	}
	from := groupKey(prefixText, g.num).id(id).u64(meta.Folded + 1)
	return eachFrom(txn, groupKey(prefixText, g.num).id(id), from, func(key, v []byte) error {
		p, err := readPlace(v)
		if err != nil {
			return err
		}
		return f(tailU64(key), p)
	})
}

// replay brings back changes that have been admitted before. They lie in the order they came, which may not be the order
// they build on each other: one that waits comes after those it waits for.
func replay(d *doc.Doc, changes []signedChange) error {
	waits := map[doc.Hash][]signedChange{}
	work := slices.Clone(changes)
	slices.Reverse(work) // the next is the last
	for len(work) > 0 {
		c := work[len(work)-1]
		work = work[:len(work)-1]
		admit := d.Admit
		if c.apart {
			admit = d.AdmitApart
		}
		var missing *doc.MissingError
		a, err := admit(c.raw, c.by)
		if errors.As(err, &missing) {
			waits[missing.Deps[0]] = append(waits[missing.Deps[0]], c)
			continue
		}
		if err != nil {
			return errors.Join(errDamaged, err)
		}
		work = append(work, waits[a.Hash]...)
		delete(waits, a.Hash)
	}
	if len(waits) > 0 {
		return errDamaged
	}
	return d.Apply()
}

// saveDocs writes the line of each document the batch changed.
func (b *batch) saveDocs() error {
	for id, use := range b.docs {
		if len(use.raws) == 0 {
			continue
		}
		k := groupKey(prefixDoc, b.g.num).id(id)
		var meta docMeta
		if _, err := get(b.txn, k, &meta); err != nil {
			return err
		}
		for _, c := range use.raws {
			if c.pos <= meta.Folded {
				meta.Late = append(meta.Late, c.pos)
			}
		}
		meta.Heads = use.heads
		meta.Tail += len(use.raws)
		meta.Last, meta.Mine, meta.Apart = max(meta.Last, use.last), max(meta.Mine, use.mine), meta.Apart || use.apart
		use.fold = meta.long()
		if err := put(b.txn, k, meta); err != nil {
			return err
		}
	}
	return nil
}

// foldDocs makes new snapshots of the documents whose tails have grown long. The gate must be held.
func (s *Store) foldDocs(g *group, b *batch) error {
	for id, use := range b.docs {
		if !use.fold {
			continue
		}
		if err := s.foldDoc(g, id); err != nil {
			return err
		}
	}
	return nil
}

// foldLong is foldDoc if the document's tail has grown long.
func (s *Store) foldLong(g *group, id forum.ID) error {
	var m docMeta
	err := s.db.View(func(txn *badger.Txn) error {
		_, err := get(txn, groupKey(prefixDoc, g.num).id(id), &m)
		return err
	})
	if err != nil || !m.long() {
		return err
	}
	return s.foldDoc(g, id)
}

// foldDoc writes a snapshot, which package doc has loaded back and compared, and only then drops the bytes of the
// changes in it: they can be taken out of the document again, unchanged, by their hash.
func (s *Store) foldDoc(g *group, id forum.ID) error {
	var snap []byte
	err := s.gateDoc(g, id, func(d *doc.Doc) (err error) { snap, err = d.Snapshot(); return err })
	if err != nil {
		return err
	}
	var meta docMeta
	var done []place
	k := groupKey(prefixDoc, g.num).id(id)
	err = s.db.Update(func(txn *badger.Txn) error {
		if _, err := get(txn, k, &meta); err != nil {
			return err
		}
		folded := meta.Folded
		err := g.tailOf(txn, id, &meta, func(pos uint64, p place) error {
			done, folded = append(done, p), max(folded, pos)
			return nil
		})
		if err != nil {
			return err
		}
		meta.Changes, meta.Tail, meta.Folded, meta.Late = meta.Changes+meta.Tail, 0, folded, nil
		if err := txn.Set(groupKey(prefixSnap, g.num).id(id), snap); err != nil {
			return err
		}
		return put(txn, k, meta)
	})
	if err != nil {
		return diskError(err)
	}
	return s.rewrite(g, done, func(k *kept) error { k.Payload = nil; return nil })
}

// rewrite changes kept entries in place, a transaction for every few hundred.
func (s *Store) rewrite(g *group, places []place, change func(*kept) error) error {
	for len(places) > 0 {
		n := min(len(places), 64)
		err := s.db.Update(func(txn *badger.Txn) error {
			for _, p := range places[:n] {
				k, err := g.readPlace(txn, p)
				if err != nil {
					return err
				}
				if err := change(&k); err != nil {
					return err
				}
				if err := txn.Set(entryKey(g.num, p.chain, p.seq), k.encode()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return diskError(err)
		}
		places = places[n:]
	}
	return nil
}

// folded says that a change's bytes are in its document's snapshot.
func (k *kept) folded() bool { return k.Kind == forum.KindChange && k.Payload == nil && k.Size > 0 }

// unfold takes a change's bytes back out of its document. with is readDoc or gateDoc.
func (k *kept) unfold(g *group, with func(*group, forum.ID, func(*doc.Doc) error) error) error {
	if !k.folded() {
		return nil
	}
	return with(g, k.Subject, func(d *doc.Doc) (err error) {
		k.Payload, err = d.Change(doc.Hash(k.Hash))
		return err
	})
}
