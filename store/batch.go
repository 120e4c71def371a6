package store

import (
	"encoding/binary"
	"errors"
	"slices"

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
	touched    map[forum.ID]struct{}       // things whose card must be made again
	changed    map[forum.ID]struct{}       // those of them that got something else than ballots
	about      map[forum.ID][]forum.Record // records shown in this batch, by the card they belong to
	docs       map[forum.ID]*docUse
	met        []forum.ID  // entries and changes now known, for which others may wait
	heldNow    []uint64    // runs held in this batch
	begun      int         // runs of which some entries are kept and some not yet
	edited     []forum.ID  // documents this device edited: their engines hold the edits before the gate has passed them
	leans      []forum.ID  // entries and changes that others need, which may be here and kept back
	lean       forum.ID    // the one of them that is being judged
	settled    int         // entries judged by settle
	drops      bool        // a file is taken away
	boxes      bool        // what [Store.Boxes] lists may be another afterwards
	acts       bool        // the roll has changed since content was last judged
	seen       *forum.Roll // the roll by which content was last judged
	again      due         // what must be judged again after this batch
	own        verdictOf   // for this device's own deeds: the worst verdict
	report     batchReport
}

// docUse is what a batch has done to one document.
type docUse struct {
	root  forum.ID       // the thing it belongs to
	raws  []signedChange // shown in this batch, in order: a document opened again mid-batch needs them
	heads []doc.Hash
	fold  bool   // its tail has grown long
	apart bool   // one of raws is from after a fork
	calls bool   // one of raws may name somebody
	last  int64  // the latest time of raws, ms
	mine  uint64 // this device's own last seq among them
}

// signedChange is a change with who signed it, and whether that was after a fork.
type signedChange struct {
	raw   []byte
	by    doc.Signer
	apart bool
	pos   uint64 // in the log
}

// batchReport counts like forum.Report, apart from it until the batch is committed.
type batchReport struct{ forum.Report }

// gap asks for a chain from a number on. Of several the least counts: what comes before a fork proves it.
func (r *batchReport) gap(c forum.Chain, from uint64) { leastGap(r.Gaps, c, from) }

func leastGap(gaps map[forum.Chain]uint64, c forum.Chain, from uint64) {
	if had, ok := gaps[c]; !ok || from < had {
		gaps[c] = from
	}
}

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
		for c, from := range r.Gaps {
			leastGap(t.Gaps, c, from)
		}
	}
}

func (s *Store) newBatch(g *group, from string) *batch {
	return &batch{s: s, g: g, from: from, txn: s.db.NewTransaction(true), read: s.db.NewTransaction(false),
		pos: s.position, metaBefore: g.meta, seen: g.state().roll,
		chains: map[*chain]struct{}{}, touched: map[forum.ID]struct{}{}, changed: map[forum.ID]struct{}{}, about: map[forum.ID][]forum.Record{},
		docs:   map[forum.ID]*docUse{},
		report: batchReport{forum.Report{Gaps: map[forum.Chain]uint64{}}}}
}

func (b *batch) discard() {
	b.read.Discard()
	b.txn.Discard()
}

// finish makes the cards of what was touched and commits.
func (b *batch) finish() error {
	b.seeRoll()
	b.g.meta.Rebuild = b.g.meta.Rebuild || !b.again.empty()
	if err := b.saveDocs(); err != nil {
		return err
	}
	if err := b.noteMentions(); err != nil {
		return err
	}
	if b.g.again != nil {
		b.g.again.touch(b.touched) // made once, when all is judged
		clear(b.touched)
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
	if b.boxes { // not before it can be read: who looked in between would not look again
		b.g.boxesAt.Add(1)
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
	if v.verdict != aside && b.g.apart(&k.Entry) {
		b.noteLeaned(k)
	}
	if err := b.noteNamed(k, p); err != nil {
		return err
	}
	if err := b.indexFile(k); err != nil {
		return err
	}
	switch v.verdict {
	case shown:
		b.met = append(b.met, k.ID)
		return b.show(k, p)
	case waiting:
		b.g.meta.Waiting++
		b.g.waits[v.need] = append(b.g.waits[v.need], k.pos)
		b.g.places[k.pos] = waitingAt{p, v.need}
		if err := b.txn.Set(groupKey(prefixWait, b.g.num).id(v.need).u64(k.pos), p.bytes()); err != nil {
			return err
		}
	case refused:
		b.g.meta.Refused++
		b.met = append(b.met, k.ID)
		if v.lost {
			b.met = append(b.met, k.Hash)
		}
	case hidden:
		b.met = append(b.met, k.ID) // others may speak of it
	case aside:
		b.met = append(b.met, k.ID) // what waited for it can now lean on it
	}
	reason, err := v.reason.Encode()
	if err != nil {
		return err
	}
	if err := b.txn.Set(groupKey(prefixReason, b.g.num).u64(k.pos), reason); err != nil {
		return err
	}
	if k.Kind == forum.KindChange && (v.verdict == hidden || v.verdict == aside || v.lost) {
		if err := b.txn.Set(groupKey(prefixHidden, b.g.num).id(k.Hash), p.bytes()); err != nil {
			return err
		}
	}
	if k.Lane == forum.RollLane || k.Subject.Zero() {
		return nil
	}
	return b.txn.Set(groupKey(prefixBeside, b.g.num).id(k.Subject).u64(k.pos), p.bytes())
}

// noteNamed puts an entry under those it names, which may be about another thing: whoever judges them again finds it there.
// Whatever becomes of the entry, that stays. A reply names a comment on the same thing, and is found there.
func (b *batch) noteNamed(k *kept, p place) error {
	if k.Kind == forum.KindComment {
		return nil
	}
	if k.Kind == forum.KindClose {
		b.boxes = true // a certificate lets out the ballots it lists
	}
	for _, id := range namedBy(&k.Entry) {
		if err := b.txn.Set(groupKey(prefixNames, b.g.num).id(id).u64(k.pos), p.bytes()); err != nil {
			return err
		}
	}
	return nil
}

// unrecord takes back what record did for the verdict an entry has; the entry itself stays as it is, to be judged.
func (b *batch) unrecord(k *kept, p place) error {
	dead := []key{groupKey(prefixReason, b.g.num).u64(k.pos)}
	switch k.verdict {
	case shown:
		dead = nil
		if k.Lane == forum.RollLane {
			break
		}
		r, err := recordOf(&k.Entry, b.g.state().roll)
		if err != nil {
			return err
		}
		root, err := b.rootOf(r)
		if err != nil {
			return err
		}
		b.touched[root], b.changed[root] = struct{}{}, struct{}{}
		dead = append(dead, groupKey(prefixAbout, b.g.num).id(root).u64(k.pos))
		if k.Kind == forum.KindChange {
			dead[0] = groupKey(prefixText, b.g.num).id(k.Subject).u64(k.pos)
		}
	case waiting:
		if w, ok := b.g.places[k.pos]; ok {
			b.g.meta.Waiting--
			delete(b.g.places, k.pos)
			b.g.waits[w.need] = slices.DeleteFunc(b.g.waits[w.need], func(pos uint64) bool { return pos == k.pos })
			if len(b.g.waits[w.need]) == 0 {
				delete(b.g.waits, w.need)
			}
			dead = append(dead, groupKey(prefixWait, b.g.num).id(w.need).u64(k.pos))
		}
	case refused:
		b.g.meta.Refused--
	}
	if k.verdict != shown && k.Lane != forum.RollLane && !k.Subject.Zero() {
		dead = append(dead, groupKey(prefixBeside, b.g.num).id(k.Subject).u64(k.pos))
	}
	if k.verdict != shown && k.Kind == forum.KindChange {
		if at, ok, err := b.placeAt(groupKey(prefixHidden, b.g.num).id(k.Hash)); err != nil {
			return err
		} else if ok && at == p {
			dead = append(dead, groupKey(prefixHidden, b.g.num).id(k.Hash))
		}
	}
	delete(b.g.records, k.ID)
	b.forgetLeaned(k)
	for _, d := range dead {
		if err := b.txn.Delete(d); err != nil {
			return err
		}
	}
	return nil
}

// placeAt reads an index key.
func (b *batch) placeAt(at key) (p place, ok bool, err error) {
	item, err := b.txn.Get(at)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return p, false, nil
	}
	if err == nil {
		err = item.Value(func(v []byte) error { p, err = readPlace(v); return err })
	}
	return p, err == nil, err
}

// show puts a shown entry under the thing it belongs to.
func (b *batch) show(k *kept, p place) error {
	if k.Lane == forum.RollLane {
		return nil
	}
	if k.Kind == forum.KindChange {
		use := b.docs[k.Subject]
		b.touched[use.root], b.changed[use.root] = struct{}{}, struct{}{}
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
	if err := b.leanOnWords(forum.WordsNamed(&r)); err != nil {
		return err
	}
	if b.g.apart(&k.Entry) && worded(k.Kind) {
		if err := b.leanOnFirstWords(k); err != nil {
			return err
		}
	}
	b.about[root] = append(b.about[root], r)
	b.touched[root] = struct{}{}
	if r.Kind != forum.KindBallot {
		b.changed[root] = struct{}{}
	}
	return b.txn.Set(groupKey(prefixAbout, b.g.num).id(root).u64(k.pos), p.bytes())
}

// settleMost is how many entries settle judges in one transaction, which can hold a few thousand writes. What is left is
// due after it.
const settleMost = 512

// settle judges again what was waiting for entries that are now here, and takes in held runs that now connect, until
// nothing more moves or the transaction has grown large.
func (b *batch) settle() error {
	for len(b.met) > 0 || len(b.leans) > 0 || b.begun == 0 && b.g.held.ready(b) {
		if b.settled >= settleMost {
			b.again.met, b.again.leans, b.again.more = append(b.again.met, b.met...), append(b.again.leans, b.leans...), true
			b.met, b.leans = nil, nil
			return nil
		}
		for len(b.met) > 0 && b.settled < settleMost {
			need := b.met[0]
			b.met = b.met[1:]
			if err := b.rejudge(need); err != nil {
				return err
			}
		}
		for len(b.leans) > 0 && len(b.met) == 0 && b.settled < settleMost {
			need := b.leans[len(b.leans)-1]
			b.leans = b.leans[:len(b.leans)-1]
			if err := b.leanOn(need); err != nil {
				return err
			}
		}
		if b.settled >= settleMost || b.begun > 0 {
			continue
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
	for i, pos := range positions {
		if b.settled++; b.settled > settleMost {
			b.g.waits[need] = append(positions[i:], b.g.waits[need]...)
			b.met = append(b.met, need)
			return nil
		}
		w, ok := b.g.places[pos]
		if !ok || w.need != need {
			continue
		}
		k, err := b.g.readPlace(b.txn, w.place)
		if err != nil {
			return err
		}
		v, err := b.judge(&k)
		if err != nil {
			return err
		}
		if err := b.unrecord(&k, w.place); err != nil {
			return err
		}
		if err := b.record(&k, w.place, v); err != nil {
			return err
		}
	}
	return nil
}
