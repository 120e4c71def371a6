package doc

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
)

// A snapshot is: magic, SHA-256 of all that follows, the signers, each actor with its signer's number, and the
// engine's save to the end. Numbers are LEB128. What is stored beside the save is what only the entries said: who
// signed for each actor. All else is worked out again by admitting every change anew.
//
// The checksum finds damage, not malice: Restore is for bytes this device wrote. A save from anyone else must not
// reach an engine.

var snapshotMagic = []byte("moot/doc/snapshot/1\n")

// errSnapshot is every refusal of Restore before the engine is asked.
var errSnapshot = errors.New("this stored document is damaged or not one of Moot's")

// Snapshot is the whole document in one piece, for this device's disk. It is opened again and compared (heads and
// text) before it is returned, so what it replaces may be deleted. Nothing may be staged or edited and not yet applied.
func (d *Doc) Snapshot() ([]byte, error) {
	if err := d.settled(); err != nil {
		return nil, err
	}
	saved, err := d.in.Save()
	if err != nil {
		return nil, err
	}
	if err := d.compare(saved); err != nil {
		return nil, fmt.Errorf("the document's save does not open as the same document: %w", err)
	}
	return d.encodeSnapshot(saved), nil
}

// settled opens the document and makes sure that engine and admission state agree.
func (d *Doc) settled() error {
	if err := d.open(); err != nil {
		return err
	}
	if len(d.staged) > 0 || len(d.own) > 0 {
		return errors.New("changes are waiting to be applied: call Apply first")
	}
	return nil
}

// compare loads a save and holds it against the open document.
func (d *Doc) compare(saved []byte) error {
	in, err := d.engine.Load(saved)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := d.sameHeads(in); err != nil {
		return err
	}
	want, err := d.in.Text()
	if err != nil {
		return err
	}
	got, err := in.Text()
	if err != nil {
		return err
	}
	if got != want {
		return errors.New("its text differs")
	}
	return nil
}

func (d *Doc) encodeSnapshot(saved []byte) []byte {
	b := make([]byte, len(snapshotMagic)+sha256.Size, len(saved)+1024)
	copy(b, snapshotMagic)
	b = appendUint(b, uint64(len(d.adm.signers)-1))
	for _, s := range d.adm.signers[1:] {
		b = append(b, s.key[:]...)
	}
	b = appendUint(b, uint64(len(d.adm.authors)-1))
	for _, a := range d.adm.authors[1:] {
		b = append(b, a.name...)
		b = appendUint(b, uint64(a.signer))
	}
	b = append(b, saved...)
	sum := sha256.Sum256(b[len(snapshotMagic)+sha256.Size:])
	copy(b[len(snapshotMagic):], sum[:])
	return b
}

// decodeSnapshot checks a snapshot's frame and splits it. Sizes are checked before anything is allocated.
func decodeSnapshot(snapshot []byte) (owners map[Actor]Signer, saved []byte, err error) {
	rest, ok := bytes.CutPrefix(snapshot, snapshotMagic)
	if !ok || len(rest) < sha256.Size {
		return nil, nil, errSnapshot
	}
	sum := sha256.Sum256(rest[sha256.Size:])
	if !bytes.Equal(sum[:], rest[:sha256.Size]) {
		return nil, nil, errSnapshot
	}
	r := reader{b: rest[sha256.Size:]}
	n := r.uint()
	if n > uint64(len(r.b)/len(Signer{})) {
		return nil, nil, errSnapshot
	}
	signers := make([]Signer, n)
	for i := range signers {
		signers[i] = Signer(r.take(uint64(len(Signer{}))))
	}
	n = r.uint()
	if n > uint64(len(r.b)/len(Actor{})) {
		return nil, nil, errSnapshot
	}
	owners = make(map[Actor]Signer, n)
	for range n {
		a := r.take(uint64(len(Actor{})))
		i := r.uint()
		if r.failed || i == 0 || i > uint64(len(signers)) {
			return nil, nil, errSnapshot
		}
		owners[Actor(a)] = signers[i-1]
	}
	return owners, r.b, nil
}

// Restore opens a document from what Snapshot made on this device. Every change is parsed and admitted anew.
func Restore(e Engine, lim Limits, id ID, snapshot []byte) (*Doc, error) {
	owners, saved, err := decodeSnapshot(snapshot)
	if err != nil {
		return nil, err
	}
	d, err := Create(e, lim, id)
	if err != nil {
		return nil, err
	}
	if d.in, err = e.Load(saved); err != nil {
		return nil, err
	}
	if err := d.readmit(owners); err != nil {
		d.Close()
		return nil, fmt.Errorf("%w: %w", errSnapshot, err)
	}
	return d, nil
}

// readmit rebuilds the admission state from the engine's own changes.
func (d *Doc) readmit(owners map[Actor]Signer) error {
	all, err := d.in.Changes()
	if err != nil {
		return err
	}
	for i, raw := range all {
		c, err := Parse(raw, d.adm.lim)
		if err != nil {
			return err
		}
		if i == 0 && c.Hash == d.adm.changes[0].hash {
			continue // the genesis change, which is in every admission state
		}
		if err := d.adm.admit(c, line{by: owners[c.Actor]}); err != nil {
			return err
		}
	}
	return d.sameHeads(d.in)
}
