package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
	"moot/store/forum/ring"
)

// The box of a secret vote holds its ballots, apart from every chain: of each link tag the one that counts, and whatever
// a certificate lists besides. So all devices that have met hold the same, in whatever order it came, and nobody can make a
// box grow beyond the ring. FORMAT.md says how it is stored, SECRECY.md in store/forum what it hides.

// boxed is what is kept of a ballot beside its bytes: the value under prefixBoxOf.
type boxed struct {
	vote     forum.ID
	tag      ring.Tag
	id       forum.ID
	revision int
	until    int64 // not handed on before this time by this device's clock, ms: it was cast here
}

func (g *group) boxKey(id forum.ID) key { return groupKey(prefixBox, g.num).id(id) }

func (g *group) boxOfKey(x *boxed) key {
	return append(groupKey(prefixBoxOf, g.num).id(x.vote), x.tag[:]...).id(x.id)
}

func (x *boxed) encode() []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(nil, uint32(x.revision)), uint64(x.until))
}

func readBoxed(k, v []byte) (x boxed, err error) {
	if len(k) != 5+3*32 || len(v) != 12 {
		return x, errDamaged
	}
	copy(x.vote[:], k[5:])
	copy(x.tag[:], k[5+32:])
	copy(x.id[:], k[5+64:])
	x.revision, x.until = int(binary.BigEndian.Uint32(v)), int64(binary.BigEndian.Uint64(v[4:]))
	return x, nil
}

// boxes reads what is kept of the ballots under a prefix of prefixBoxOf, in the order of votes.
func (g *group) boxes(txn *badger.Txn, prefix key) (all []boxed, err error) {
	err = each(txn, prefix, func(k, v []byte) error {
		x, err := readBoxed(k, v)
		all = append(all, x)
		return err
	})
	return all, err
}

// ballot reads a ballot; ok is false when it is not here.
func (g *group) ballot(txn *badger.Txn, id forum.ID) (b forum.Boxed, ok bool, err error) {
	item, err := txn.Get(g.boxKey(id))
	if errors.Is(err, badger.ErrKeyNotFound) {
		return b, false, nil
	}
	if err != nil {
		return b, false, err
	}
	raw, err := item.ValueCopy(nil)
	if err != nil {
		return b, false, err
	}
	if b, err = forum.ReadBoxed(raw); err != nil || b.ID != id {
		return b, false, errDamaged
	}
	return b, true, nil
}

// boxedRecord answers the rules' questions about a ballot in a box: what lies there stands.
func (g *group) boxedRecord(txn *badger.Txn, id forum.ID) (forum.Record, forum.LookupState) {
	b, ok, err := g.ballot(txn, id)
	if err != nil || !ok {
		return forum.Record{}, forum.Missing
	}
	return b.Record(), forum.Shown
}

// readBoxes gives the ballots of the secret votes among records, in the form of records.
func (g *group) readBoxes(txn *badger.Txn, records []forum.Record) (out []forum.Record, err error) {
	for i := range records {
		v, ok := records[i].Body.(*forum.OpenVote)
		if !ok || !v.Secret {
			continue
		}
		held, err := g.boxes(txn, groupKey(prefixBoxOf, g.num).id(records[i].ID))
		if err != nil {
			return nil, err
		}
		for _, x := range held {
			b, ok, err := g.ballot(txn, x.id)
			if err != nil {
				return nil, err
			}
			if ok {
				out = append(out, b.Record())
			}
		}
	}
	return out, nil
}

// wanted says whether a certificate lists a ballot: then it is kept whatever replaces it.
func (g *group) wanted(txn *badger.Txn, id forum.ID) (yes bool, err error) {
	o := badger.DefaultIteratorOptions
	o.Prefix, o.PrefetchValues = groupKey(prefixNames, g.num).id(id), false
	it := txn.NewIterator(o)
	defer it.Close()
	it.Rewind()
	return it.Valid(), nil
}

// boxPlace is where a ballot stands among those of the same tag.
type boxPlace struct {
	known  bool    // it is here already
	passed bool    // another counts in its place, and no certificate lists it
	beaten []boxed // those it takes the place of, that no certificate lists
}

func (g *group) boxPlace(txn *badger.Txn, b *forum.Boxed) (s boxPlace, err error) {
	rivals, err := g.boxes(txn, append(groupKey(prefixBoxOf, g.num).id(b.Vote), b.Tag[:]...))
	if err != nil {
		return s, err
	}
	for _, r := range rivals {
		if r.id == b.ID {
			return boxPlace{known: true}, nil
		}
		if !b.Beats(r.revision, r.id) {
			s.passed = true
			continue
		}
		wanted, err := g.wanted(txn, r.id)
		if err != nil {
			return s, err
		}
		if !wanted {
			s.beaten = append(s.beaten, r)
		}
	}
	if s.passed {
		wanted, err := g.wanted(txn, b.ID)
		s.passed = !wanted
		return s, err
	}
	return s, nil
}

// box puts a ballot whose signature holds into its vote's box, where it counts or a certificate lists it.
func (b *batch) box(x *forum.Boxed, until int64) error {
	at, err := b.g.boxPlace(b.txn, x)
	if err != nil || at.known || at.passed {
		return err
	}
	if until > b.s.clock() {
		at.beaten = nil // as far as anybody else can see, nothing has changed yet
	}
	for i := range at.beaten {
		if err := errors.Join(b.txn.Delete(b.g.boxKey(at.beaten[i].id)), b.txn.Delete(b.g.boxOfKey(&at.beaten[i]))); err != nil {
			return err
		}
	}
	row := boxed{x.Vote, x.Tag, x.ID, x.Revision, until}
	if err := errors.Join(b.txn.Set(b.g.boxKey(x.ID), bytes.Clone(x.Raw)), b.txn.Set(b.g.boxOfKey(&row), row.encode())); err != nil {
		return err
	}
	vote, _ := b.Record(x.Vote)
	root, err := b.rootOf(vote)
	if err != nil {
		return err
	}
	b.about[root] = append(b.about[root], x.Record())
	b.touched[root] = struct{}{}
	b.met = append(b.met, x.ID)
	b.pos++ // what is shown has changed: readers look at this
	b.appended++
	b.report.New++
	b.boxes = true
	return b.settle()
}

// heldBack says whether a ballot is not handed on yet: its time has not come, and no certificate lists it.
func (g *group) heldBack(txn *badger.Txn, x *boxed, now int64) (bool, error) {
	if x.until <= now {
		return false, nil
	}
	wanted, err := g.wanted(txn, x.id)
	return !wanted, err
}

// Boxes lists the ballots that may be handed on now, by vote; next is when that changes by itself, ms, or zero. What was cast
// here comes only when its time has come, or once a certificate lists it; until then the one that it replaces is listed, or others
// would see by that whose it is.
func (s *Store) Boxes(ctx context.Context, id forum.ID) (out []forum.Box, next int64, err error) {
	g, err := s.group(id)
	if err != nil {
		return nil, 0, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		all, err := g.boxes(txn, groupKey(prefixBoxOf, g.num))
		for len(all) > 0 && err == nil {
			n := 1
			for n < len(all) && all[n].vote == all[0].vote && all[n].tag == all[0].tag {
				n++
			}
			var listed []forum.ID
			listed, next, err = g.listed(txn, all[:n], s.clock(), next)
			if len(listed) > 0 && (len(out) == 0 || out[len(out)-1].Vote != all[0].vote) {
				out = append(out, forum.Box{Vote: all[0].vote})
			}
			if len(listed) > 0 {
				last := &out[len(out)-1]
				last.Ballots = append(last.Ballots, listed...)
			}
			all = all[n:]
		}
		return errors.Join(err, checkCtx(ctx))
	})
	for i := range out {
		slices.SortFunc(out[i].Ballots, func(a, b forum.ID) int { return bytes.Compare(a[:], b[:]) })
	}
	return out, next, err
}

// listed gives which ballots of one tag are handed on: of those whose time has come the one that counts, and what certificates
// list.
func (g *group) listed(txn *badger.Txn, all []boxed, now, next int64) (out []forum.ID, soon int64, err error) {
	var best *boxed
	for i := range all {
		x := &all[i]
		wanted, err := g.wanted(txn, x.id)
		switch {
		case err != nil:
			return nil, next, err
		case wanted:
			out = append(out, x.id)
		case x.until > now && (next == 0 || x.until < next):
			next = x.until
		}
		if x.until <= now && (best == nil || x.beats(best)) {
			best = x
		}
	}
	if best != nil && !slices.Contains(out, best.id) {
		out = append(out, best.id)
	}
	return out, next, nil
}

func (x *boxed) beats(o *boxed) bool {
	return cmp.Or(cmp.Compare(x.revision, o.revision), bytes.Compare(x.id[:], o.id[:])) > 0
}

// BoxesAt changes whenever what [Store.Boxes] lists may have, but for time going by.
func (s *Store) BoxesAt(id forum.ID) uint64 {
	g, err := s.group(id)
	if err != nil {
		return 0
	}
	return g.boxesAt.Load()
}

// Ballots gives ballots by their ids; those that are not here any more are left out.
func (s *Store) Ballots(ctx context.Context, id forum.ID, ids []forum.ID) (out [][]byte, err error) {
	g, err := s.group(id)
	if err != nil {
		return nil, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		for _, id := range ids {
			b, ok, err := g.ballot(txn, id)
			if err != nil {
				return err
			}
			if ok {
				out = append(out, b.Raw)
			}
		}
		return checkCtx(ctx)
	})
	return out, err
}
