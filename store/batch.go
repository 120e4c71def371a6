package store

import (
	"encoding/binary"
	"maps"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
)

// batch is one transaction through the gate. It belongs to the goroutine that holds the gate.
type batch struct {
	s    *Store
	g    *group
	from string
	txn  *badger.Txn // writes, and reads of single keys
	read *badger.Txn // the state before the batch, for iterating: an iterator over a writing transaction sorts all it wrote

	pos        uint64
	appended   int
	metaBefore groupMeta
	chains     map[*chain]struct{}
	touched    map[forum.ID]struct{}       // proposals and meetings whose card must be made again
	about      map[forum.ID][]forum.Record // records shown in this batch, by the card they belong to
	docs       map[forum.ID]*docUse
	written    map[forum.ID][]*docUse // those of docs with new changes, by the card they belong to
	met        []forum.ID             // entries and changes now known, for which others may wait
	heldNow    []uint64               // runs held in this batch
	begun      int                    // runs of which some entries are kept and some not yet
	edited     []forum.ID             // documents this device edited: their engines hold the edits before the gate has passed them
	acts       bool                   // the roll has changed in this batch
	lean       forum.ID               // a hidden change being judged because another builds on it
	own        verdictOf              // for this device's own deeds: the worst verdict
	report     batchReport
}

// docUse is what a batch has done to one document.
type docUse struct {
	root  forum.ID       // the proposal or meeting it belongs to
	raws  []signedChange // shown in this batch, in order: a document opened again mid-batch needs them
	heads []doc.Hash
	fold  bool         // its tail has grown long
	time  int64        // of the last change
	by    forum.Device // who made it
	seq   uint64
}

type signedChange struct {
	raw []byte
	by  doc.Signer
}

// batchReport counts like forum.Report, apart from it until the batch is committed.
type batchReport struct{ forum.Report }

func (r *batchReport) gap(c *chain) { r.Gaps[c.id()] = c.meta.Seq + 1 }

func (r *batchReport) refuse(run []forum.Entry, why string) { refuseSome(&r.Report, len(run), why) }

func (r *batchReport) addTo(t *forum.Report) {
	t.New += r.New
	t.Known += r.Known
	t.Waiting += r.Waiting
	t.Refused += r.Refused
	for _, why := range r.Reasons {
		addReason(t, why)
	}
	if t.Gaps != nil {
		maps.Copy(t.Gaps, r.Gaps)
	}
}

func (s *Store) newBatch(g *group, from string) *batch {
	return &batch{s: s, g: g, from: from, txn: s.db.NewTransaction(true), read: s.db.NewTransaction(false),
		pos: s.position, metaBefore: g.meta,
		chains: map[*chain]struct{}{}, touched: map[forum.ID]struct{}{}, about: map[forum.ID][]forum.Record{},
		docs: map[forum.ID]*docUse{}, written: map[forum.ID][]*docUse{},
		report: batchReport{forum.Report{Gaps: map[forum.Chain]uint64{}}}}
}

func (b *batch) discard() {
	b.read.Discard()
	b.txn.Discard()
}

// finish makes the cards of what was touched and commits.
func (b *batch) finish() error {
	if b.acts && b.hidesMore() {
		b.g.meta.Rebuild = true
	}
	if err := b.saveDocs(); err != nil {
		return err
	}
	for id := range b.touched {
		if err := b.card(id); err != nil {
			return err
		}
	}
	for c := range b.chains {
		if err := put(b.txn, groupKey(prefixChain, b.g.num).u32(c.num), c.meta); err != nil {
			return err
		}
	}
	b.g.leaveJoining(b.s)
	if err := b.g.saveMeta(b.txn); err != nil {
		return err
	}
	if err := b.txn.Set(positionKey, binary.BigEndian.AppendUint64(nil, b.pos)); err != nil {
		return err
	}
	if err := b.txn.Commit(); err != nil {
		return diskError(err)
	}
	return nil
}

// leaveJoining ends the joining state once the roll has this device as a member.
func (g *group) leaveJoining(s *Store) {
	if g.meta.Ticket == nil {
		return
	}
	me, _ := s.Me()
	if m, ok := g.roll().ByDevice(me.Device); ok && m.Standing == forum.StandingMember {
		g.meta.Ticket = nil
	}
}

// roll is the group's roll as the gate has it now; empty before the founding act.
func (g *group) roll() *forum.Roll { return g.history.Now() }

// record writes an entry with its verdict and does what the verdict asks for.
func (b *batch) record(k *kept, p place, v verdictOf) error {
	k.verdict = v.verdict
	b.own.worst(v)
	if err := b.txn.Set(entryKey(b.g.num, p.chain, p.seq), k.encode()); err != nil {
		return err
	}
	switch v.verdict {
	case shown:
		b.met = append(b.met, k.ID)
		return b.show(k, p)
	case waiting:
		b.g.meta.Waiting++
		b.g.waits[v.need] = append(b.g.waits[v.need], k.pos)
		b.g.places[k.pos] = p
		if err := b.txn.Set(groupKey(prefixWait, b.g.num).id(v.need).u64(k.pos), p.bytes()); err != nil {
			return err
		}
	case refused:
		b.g.meta.Refused++
		b.met = append(b.met, k.ID)
	case hidden:
		if k.Kind != forum.KindChange {
			break
		}
		if err := b.txn.Set(groupKey(prefixHidden, b.g.num).id(k.Hash), p.bytes()); err != nil {
			return err
		}
	}
	return b.txn.Set(groupKey(prefixReason, b.g.num).u64(k.pos), []byte(v.reason))
}

// show puts a shown entry under the proposal or meeting it belongs to.
func (b *batch) show(k *kept, p place) error {
	if k.Lane == forum.RollLane {
		return nil
	}
	if k.Kind == forum.KindChange {
		use := b.docs[k.Subject]
		b.touched[use.root] = struct{}{}
		b.met = append(b.met, k.Hash)
		return b.txn.Set(groupKey(prefixText, b.g.num).id(k.Subject).u64(k.pos), p.bytes())
	}
	r, err := recordOf(&k.Entry, b.g.roll())
	if err != nil {
		return err
	}
	root, err := b.rootOf(r)
	if err != nil {
		return err
	}
	b.g.remember(r, shown)
	b.about[root] = append(b.about[root], r)
	b.touched[root] = struct{}{}
	return b.txn.Set(groupKey(prefixAbout, b.g.num).id(root).u64(k.pos), p.bytes())
}

// settle judges again what was waiting for entries that are now here, and takes in held runs that now connect, until
// nothing more moves.
func (b *batch) settle() error {
	for len(b.met) > 0 || b.begun == 0 && b.g.held.ready(b) {
		for len(b.met) > 0 {
			need := b.met[0]
			b.met = b.met[1:]
			if err := b.rejudge(need); err != nil {
				return err
			}
		}
		if b.begun > 0 {
			return nil
		}
		if err := b.takeHeld(); err != nil {
			return err
		}
	}
	return nil
}

// rejudge judges again everything that waited for need.
func (b *batch) rejudge(need forum.ID) error {
	positions := b.g.waits[need]
	delete(b.g.waits, need)
	for _, pos := range positions {
		p := b.g.places[pos]
		delete(b.g.places, pos)
		if err := b.txn.Delete(groupKey(prefixWait, b.g.num).id(need).u64(pos)); err != nil {
			return err
		}
		if err := b.txn.Delete(groupKey(prefixReason, b.g.num).u64(pos)); err != nil {
			return err
		}
		k, err := b.g.readPlace(b.txn, p)
		if err != nil {
			return err
		}
		b.g.meta.Waiting--
		v, err := b.judge(&k)
		if err != nil {
			return err
		}
		if err := b.record(&k, p, v); err != nil {
			return err
		}
	}
	return nil
}
