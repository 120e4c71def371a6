package store

import (
	"encoding/binary"
	"errors"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
)

// verdict is whether a kept entry is shown.
type verdict byte

// The verdicts. The numbers are stored.
const (
	shown   verdict = 0
	waiting verdict = 1 // for an entry or change it builds on
	refused verdict = 2 // by a rule
	hidden  verdict = 3 // its author was removed before writing it
	newer   verdict = 4 // its kind is from a later version of Moot
	aside   verdict = 5 // its device had signed two histories, and nothing that counts builds on it: see fork.go
)

// kept is an entry as it lies in the database.
type kept struct {
	forum.Entry
	verdict verdict
	pos     uint64
	change  *doc.Change // what a change says, parsed ahead; nil otherwise, and once used
}

// encode gives the database value: verdict, position, entry.
func (k *kept) encode() []byte {
	b := make([]byte, 0, 9+len(k.Raw)+len(k.Sig)+len(k.Payload)+16)
	b = append(b, byte(k.verdict))
	b = binary.BigEndian.AppendUint64(b, k.pos)
	return k.AppendTo(b)
}

func decodeKept(v []byte) (kept, error) {
	if len(v) < 9 {
		return kept{}, errDamaged
	}
	e, err := forum.DecodeEntry(v[9:])
	if err != nil {
		return kept{}, errors.Join(errDamaged, err)
	}
	return kept{Entry: e, verdict: verdict(v[0]), pos: binary.BigEndian.Uint64(v[1:9])}, nil
}

// readPlace reads the entry at a place.
func (g *group) readPlace(txn *badger.Txn, p place) (kept, error) {
	item, err := txn.Get(entryKey(g.num, p.chain, p.seq))
	if err != nil {
		return kept{}, err
	}
	var k kept
	err = item.Value(func(v []byte) error {
		k, err = decodeKept(v)
		return err
	})
	return k, err
}

// find looks an entry up by id; ok is false when it is not kept here.
func (g *group) find(txn *badger.Txn, id forum.ID) (k kept, ok bool, err error) {
	item, err := txn.Get(groupKey(prefixID, g.num).id(id))
	if errors.Is(err, badger.ErrKeyNotFound) {
		return kept{}, false, nil
	}
	if err != nil {
		return kept{}, false, err
	}
	var p place
	if err := item.Value(func(v []byte) error { p, err = readPlace(v); return err }); err != nil {
		return kept{}, false, err
	}
	k, err = g.readPlace(txn, p)
	return k, err == nil, err
}

// recordOf reads an entry as a record, said by whoever the device belongs to: one person for ever.
func recordOf(e *forum.Entry, roll *forum.Roll) (forum.Record, error) {
	var by forum.Person
	if roll != nil {
		m, _ := roll.ByDevice(e.Device)
		by = m.Person
	}
	return forum.RecordOf(e, by)
}

// actOf reads an entry of the roll lane. One whose payload cannot be read stays in the history as an act that does
// nothing, because others may cite it.
func (g *group) actOf(e *forum.Entry) forum.Act {
	a, err := forum.ActOf(e)
	if err != nil {
		a.Body = nil
	}
	a.Apart = g.apart(e)
	return a
}
