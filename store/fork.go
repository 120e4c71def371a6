package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
)

// Forks. A device that signs two different entries with the same number has misbehaved, or its folder was copied. Both
// runs are kept as proof and handed on; the chain ends before the earliest such number, for everybody, whichever branch
// they saw first.
//
// What the branches hold after that is set aside: kept as far as it came, shown to nobody, and no part of the chain's
// height. Except what somebody else built on (lean.go): that is shown, and every device must come to have it, so the head
// a frozen chain reports covers it. Acts all keep their place in the roll's history, since others may cite them, and count
// for nothing there (forum.Act): nobody can know which branch the person meant, and whoever copied the folder must not be
// able to choose. What hung on them waits for an officer to approve it again.
//
// The branch that was here when the fork was found stays under the chain's number, from Seq+1 to Top; every other gets
// a number of its own (chainMeta.Side), with the same device and lane.

// asideLane is where the log has what forks cut off, of either lane.
const asideLane = 2

// asideMost is how many entries of branches nobody is known to build on are taken in for one forked chain. What somebody
// builds on is always taken in, and so are acts: the roll must be the same for all.
const asideMost = 1024

// forkProof is two signed runs that start with different entries of the same number.
type forkProof struct {
	Seq uint64   `cbor:"1,keyasint"`
	A   [][]byte `cbor:"2,keyasint"`
	B   [][]byte `cbor:"3,keyasint"`
}

// forkedHead is the head a frozen chain reports: two devices are in step only when both know of the fork and show the
// same of what came after it.
func forkedHead(before forum.ID, leaned []forum.ID) forum.ID {
	h := sha256.New()
	h.Write([]byte("moot/fork/1\x00"))
	h.Write(before[:])
	for _, id := range leaned {
		h.Write(id[:])
	}
	return forum.ID(h.Sum(nil))
}

// height is what the device tells others of the chain.
func (c *chain) height() forum.Height {
	if c.meta.Forked {
		return forum.Height{Seq: c.meta.Seq, Head: forkedHead(c.meta.Head, c.meta.Leaned)}
	}
	return forum.Height{Seq: c.meta.Seq, Head: c.meta.Head}
}

// apart says whether an entry comes after the point where its chain was found to split in two.
func (g *group) apart(e *forum.Entry) bool {
	c := g.chains[e.Chain()]
	return c != nil && c.meta.Forked && e.Seq > c.meta.Seq
}

// fork freezes a chain: mine is the kept entry, theirs a verified run that starts with another of the same number.
func (b *batch) fork(c *chain, mine kept, theirs []forum.Entry) error {
	if theirs[0].Prev != mine.Prev && theirs[0].Seq > 1 {
		// They parted earlier: ask for the part before, so that every device ends the chain at the same number.
		b.report.gap(c.id(), theirs[0].Seq-min(theirs[0].Seq-1, forum.RunMax))
		return nil
	}
	top := max(c.meta.Seq, c.meta.Top)
	mineRun, err := b.signedFrom(c, mine.Seq, top)
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
	if err := b.freeze(c, mine.Seq, top, min(mine.Time, theirs[0].Time)); err != nil {
		return err
	}
	if err := b.setAside(c, theirs); err != nil {
		return err
	}
	return b.settle()
}

// freeze ends a chain before seq, and has what it held from there on judged again.
func (b *batch) freeze(c *chain, seq, top uint64, since int64) error {
	b.again.cut = append(b.again.cut, stretch{c, seq, c.meta.Seq})
	var before kept
	if seq > 1 {
		var err error
		if before, err = b.g.readPlace(b.txn, place{c.num, seq - 1}); err != nil {
			return err
		}
	}
	b.g.meta.Kept -= int(c.meta.Seq - before.Seq)
	c.meta.Seq, c.meta.Head, c.meta.Time = seq-1, before.ID, before.Time
	c.meta.Forked, c.meta.Top, c.meta.Since = true, top, since
	b.chains[c] = struct{}{}
	b.pos++ // readers must look again
	b.appended++
	b.g.forked = b.pos // and others are to have the proof: tail.walk
	return nil
}

// signedFrom reads the kept run from seq to the next signed entry, up to top.
func (b *batch) signedFrom(c *chain, seq, top uint64) (run []forum.Entry, err error) {
	for ; seq <= top; seq++ {
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

// setAside keeps what is new of a run of a frozen chain, if there is room or somebody builds on any of it.
func (b *batch) setAside(c *chain, run []forum.Entry) error {
	for len(run) > 0 {
		_, known, err := b.placeAt(groupKey(prefixID, b.g.num).id(run[0].ID))
		if err != nil {
			return err
		}
		if !known {
			break
		}
		b.report.Known++
		run = run[1:]
	}
	if len(run) == 0 {
		return nil
	}
	wanted, err := b.wanted(run)
	if err != nil {
		return err
	}
	if !wanted && c.meta.Aside+len(run) > asideMost {
		b.report.Known += len(run) // the device is frozen, and nobody builds on this
		return nil
	}
	c.meta.Aside += len(run)
	b.chains[c] = struct{}{}
	side := b.side(c, &run[0])
	for i := range run {
		if err := b.keepAside(side, run[i]); err != nil {
			return err
		}
	}
	return nil
}

// wanted says whether something waits for any of a run.
func (b *batch) wanted(run []forum.Entry) (bool, error) {
	for i := range run {
		e := &run[i]
		if len(b.g.waits[e.ID]) > 0 || e.Lane == forum.RollLane {
			return true, nil
		}
		if e.Kind != forum.KindChange {
			continue
		}
		leaned, err := b.leanedOn(&kept{Entry: *e})
		if leaned || err != nil {
			return leaned, err
		}
	}
	return false, nil
}

// side finds the branch an entry continues, or starts one.
func (b *batch) side(c *chain, e *forum.Entry) *chain {
	for _, s := range b.g.sides[c.id()] {
		if s.meta.Head == e.Prev {
			return s
		}
	}
	s := &chain{num: uint32(len(b.g.nums)), meta: chainMeta{Device: c.meta.Device, Lane: c.meta.Lane, Side: true}}
	b.g.addChain(s)
	return s
}

// keepAside keeps one entry of a branch.
func (b *batch) keepAside(side *chain, e forum.Entry) error {
	side.meta.Seq, side.meta.Head, side.meta.Time = e.Seq, e.ID, e.Time
	b.chains[side] = struct{}{}
	p := place{side.num, e.Seq}
	if _, known, err := b.placeAt(groupKey(prefixID, b.g.num).id(e.ID)); err != nil || known {
		if err != nil {
			return err
		}
		// A copy, in no index, so that what comes before it keeps the signature that covers it.
		b.report.Known++
		return b.txn.Set(entryKey(b.g.num, p.chain, p.seq), (&kept{Entry: e, verdict: aside}).encode())
	}
	b.pos++
	b.appended++
	b.report.New++
	k := kept{Entry: e, pos: b.pos}
	for _, at := range []key{
		groupKey(prefixLog, b.g.num).byte(asideLane).u64(b.pos),
		groupKey(prefixID, b.g.num).id(e.ID),
	} {
		if err := b.txn.Set(at, p.bytes()); err != nil {
			return err
		}
	}
	v, err := b.judge(&k)
	if err != nil {
		return err
	}
	return b.record(&k, p, v)
}

// noteLeaned has the head of a frozen chain cover an entry after it.
func (b *batch) noteLeaned(k *kept) {
	c := b.g.chains[k.Chain()]
	if i, already := slices.BinarySearchFunc(c.meta.Leaned, k.ID, compareIDs); !already {
		c.meta.Leaned = slices.Insert(slices.Clone(c.meta.Leaned), i, k.ID)
		b.chains[c] = struct{}{}
	}
}

func (b *batch) forgetLeaned(k *kept) {
	c := b.g.chains[k.Chain()]
	if i, there := slices.BinarySearchFunc(c.meta.Leaned, k.ID, compareIDs); there {
		c.meta.Leaned = slices.Delete(slices.Clone(c.meta.Leaned), i, i+1)
		b.chains[c] = struct{}{}
	}
}

func compareIDs(a, b forum.ID) int { return bytes.Compare(a[:], b[:]) }

// forkRuns gives, for handing on, the runs that prove a chain's fork and those that hold what is shown of its branches.
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
	more, err := g.leanedRuns(txn, chain)
	return append(runs, more...), err
}

// leanedRuns gives runs that hold everything shown of a chain's branches, each to its next signature.
func (g *group) leanedRuns(txn *badger.Txn, num uint32) (runs [][]forum.Entry, err error) {
	var c chainMeta
	if _, err := get(txn, groupKey(prefixChain, g.num).u32(num), &c); err != nil {
		return nil, err
	}
	sent := map[forum.ID]bool{}
	for _, id := range c.Leaned {
		if sent[id] {
			continue
		}
		k, ok, err := g.find(txn, id)
		if err != nil || !ok {
			return nil, err
		}
		item, err := txn.Get(groupKey(prefixID, g.num).id(id))
		if err != nil {
			return nil, err
		}
		var p place
		if err := item.Value(func(v []byte) error { p, err = readPlace(v); return err }); err != nil {
			return nil, err
		}
		var run []forum.Entry
		for k.Sig == nil || len(run) == 0 {
			if len(run) == forum.RunMax {
				return nil, errDamaged
			}
			if k, err = g.readPlace(txn, place{p.chain, p.seq + uint64(len(run))}); err != nil {
				return nil, err
			}
			run = append(run, k.Entry)
			sent[k.ID] = true
		}
		runs = append(runs, run)
	}
	// The latest first: what builds on something comes before it, so that it is waited for when it comes, and taken in.
	slices.SortStableFunc(runs, func(a, b []forum.Entry) int { return cmp.Compare(b[0].Seq, a[0].Seq) })
	return runs, nil
}

// Fork is a device that has signed two histories.
type Fork struct {
	Device forum.Device
	Person forum.Person
	Name   string // of the person
	Lane   forum.Lane
	From   uint64 // the first entry that exists twice
	Since  int64  // the earliest time its two versions claim, ms
	Kept   int    // entries after the split that are on this device
	Shown  int    // those of them that others built on: they are shown
}

// String says it in one sentence.
func (f Fork) String() string {
	return fmt.Sprintf("A device of %s has signed two different histories since %s: its folder was copied or put back. What it wrote from then on is not shown, except for what others built on; %s should join again with a new device.",
		f.Name, time.UnixMilli(f.Since).Format("2 January 2006 at 15:04"), f.Name)
}

// Forks lists the devices of a group that have signed two histories, earliest first.
func (s *Store) Forks(ctx context.Context, id forum.ID) (out []Fork, err error) {
	g, err := s.group(id)
	if err != nil {
		return nil, err
	}
	roll := g.state().roll
	err = s.db.View(func(txn *badger.Txn) error {
		return each(txn, groupKey(prefixChain, g.num), func(_, v []byte) error {
			var c chainMeta
			if cbor.Unmarshal(v, &c) != nil {
				return errDamaged
			}
			if !c.Forked {
				return checkCtx(ctx)
			}
			m, _ := roll.ByDevice(c.Device)
			out = append(out, Fork{Device: c.Device, Person: m.Person, Name: nameOf(roll, m.Person), Lane: c.Lane, From: c.Seq + 1,
				Since: c.Since, Kept: int(c.Top-c.Seq) + c.Aside, Shown: len(c.Leaned)})
			return nil
		})
	})
	slices.SortFunc(out, func(a, b Fork) int {
		return cmp.Or(cmp.Compare(a.Since, b.Since), bytes.Compare(a.Device[:], b.Device[:]), cmp.Compare(a.Lane, b.Lane))
	})
	return out, err
}
