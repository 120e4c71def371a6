package store

import (
	"crypto/sha256"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

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
