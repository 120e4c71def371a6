package store

import (
	"bytes"
	"context"
	"math"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// GroupRefs gives what sync needs of each group.
func (s *Store) GroupRefs() (out []forum.GroupRef) {
	if s.Secluded() {
		return nil
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for id, g := range s.groups {
		if st := g.state(); st.secret() != nil {
			out = append(out, forum.GroupRef{ID: id, Secret: st.secret(), Joining: st.meta.Ticket != nil})
		}
	}
	slices.SortFunc(out, func(a, b forum.GroupRef) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return out
}

// Heights gives the frontier: how far each chain goes here. The map is the reader's to keep but not to change.
func (s *Store) Heights(id forum.ID) map[forum.Chain]forum.Height {
	g, err := s.group(id)
	if err != nil {
		return nil
	}
	return g.state().heights
}

// Tail hands out, in an order that needs no waiting, what a device with these heights lacks: the roll first, then as
// this device took it in. It comes in windows of one lane, each of which can be checked by itself: every chain in it
// ends with a signature and has no more of them than one for as many entries as it may cover ([forum.RunMax]). after skips everything up to that log
// position, and the proofs of forks unless one was found since. Tail stops at an error of yield and returns the position it reached.
func (s *Store) Tail(ctx context.Context, id forum.ID, have map[forum.Chain]uint64, after uint64, yield func(window []forum.Entry) error) (uint64, error) {
	return s.tail(ctx, id, have, after, batchEntries, yield)
}

// tail is Tail with windows of about most entries.
func (s *Store) tail(ctx context.Context, id forum.ID, have map[forum.Chain]uint64, after uint64, most int, yield func(window []forum.Entry) error) (uint64, error) {
	if err := s.Outward(); err != nil {
		return after, err
	}
	g, err := s.group(id)
	if err != nil {
		return after, err
	}
	reached := s.Position()
	for _, lane := range []forum.Lane{forum.RollLane, forum.ContentLane} {
		t := &tail{s: s, g: g, have: have, lane: lane, most: most, yield: yield}
		if err := t.walk(ctx, after, reached); err != nil {
			return after, err
		}
	}
	return reached, nil
}

// tail is one walk over a lane's log.
type tail struct {
	s     *Store
	g     *group
	have  map[forum.Chain]uint64
	lane  forum.Lane
	most  int
	yield func([]forum.Entry) error
	ahead []forum.Entry          // read and not handed on yet
	upto  map[forum.Chain]uint64 // nothing of a chain beyond this; nil for everything
}

// A page is how much of the log is read in one transaction, so that a slow receiver pins no old versions and a few large
// payloads fill no memory.
const (
	tailLines = 1024
	tailBytes = 1 << 20
)

func (t *tail) walk(ctx context.Context, after, upto uint64) error {
	from, err := t.first(after)
	if err != nil {
		return err
	}
	for from <= upto {
		if err := checkCtx(ctx); err != nil {
			return err
		}
		if from, err = t.page(from, upto, &t.ahead); err != nil {
			return err
		}
		if err := t.handOn(from <= upto); err != nil {
			return err
		}
	}
	if after > 0 && after >= t.g.state().forked {
		return nil // the proofs were handed on before
	}
	return t.forks()
}

// handOn yields what has been read, window by window; more says that there is more to read.
func (t *tail) handOn(more bool) error {
	for len(t.ahead) > 0 {
		window, rest := cut(t.ahead, t.most, more)
		if len(window) == 0 {
			return nil
		}
		for _, s := range spans(window) {
			if s.signed < len(s.at) {
				return errDamaged // every chain here has a signature at least every RunMax entries, and at its end
			}
			for _, i := range s.at[:len(s.at)-1] {
				window[i].Sig = nil
			}
		}
		if err := t.yield(window); err != nil {
			return err
		}
		t.ahead = rest
	}
	return nil
}

// first finds the earliest position of an entry the other lacks: usually near the end, so that little is read.
func (t *tail) first(after uint64) (uint64, error) {
	from := uint64(math.MaxUint64)
	err := t.s.db.View(func(txn *badger.Txn) error {
		for id, h := range t.g.state().heights {
			if id.Lane != t.lane || t.have[id] >= h.Seq {
				continue
			}
			num, ok := t.g.numOf(id)
			if !ok {
				continue
			}
			k, err := t.g.readPlace(txn, place{num, t.have[id] + 1})
			if err != nil {
				return err
			}
			from = min(from, k.pos)
		}
		return nil
	})
	return max(from, after+1), err
}

// page reads one page of the log from a position and gives where the next begins.
func (t *tail) page(from, upto uint64, out *[]forum.Entry) (next uint64, err error) {
	next = upto + 1
	lane := groupKey(prefixLog, t.g.num).byte(byte(t.lane))
	start := groupKey(prefixLog, t.g.num).byte(byte(t.lane)).u64(from)
	var lines, size int
	var folded []kept
	err = t.s.db.View(func(txn *badger.Txn) error {
		o := badger.DefaultIteratorOptions
		o.Prefix = lane
		it := txn.NewIterator(o)
		defer it.Close()
		for it.Seek(start); it.Valid(); it.Next() {
			pos := tailU64(it.Item().Key())
			if pos > upto {
				return nil
			}
			if lines++; lines > tailLines || size > tailBytes {
				next = pos
				return nil
			}
			var p place
			if err := it.Item().Value(func(v []byte) (err error) { p, err = readPlace(v); return err }); err != nil {
				return err
			}
			k, err := t.g.readPlace(txn, p)
			if err != nil {
				return err
			}
			if k.Seq <= t.have[k.Chain()] || !t.within(k.Chain(), k.Seq) {
				continue
			}
			folded = append(folded, k)
			size += int(k.Size) + len(k.Raw)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for i := range folded {
		if err := folded[i].unfold(t.g, t.s.readDoc); err != nil {
			return 0, err
		}
		*out = append(*out, folded[i].Entry)
		if err := t.seal(&folded[i].Entry, out); err != nil {
			return 0, err
		}
	}
	return next, nil
}

// seal adds the signature that is missing where a fork has cut a chain between two signatures: the proof of the fork
// begins with what followed there, up to the next one.
func (t *tail) seal(e *forum.Entry, out *[]forum.Entry) error {
	if e.Sig != nil || e.Seq != t.g.state().heights[e.Chain()].Seq {
		return nil
	}
	num, ok := t.g.numOf(e.Chain())
	if !ok {
		return nil
	}
	return t.s.db.View(func(txn *badger.Txn) error {
		runs, err := t.g.forkRuns(txn, num)
		if err == nil && len(runs) > 0 && forum.Follows(&runs[0][0], e) == nil {
			*out = append(*out, runs[0]...)
		}
		return err
	})
}

// forks hands on the proofs of forked chains: to one who knows them they are known entries.
func (t *tail) forks() error {
	var proofs [][]forum.Entry
	err := t.s.db.View(func(txn *badger.Txn) error {
		for id := range t.g.state().heights {
			num, ok := t.g.numOf(id)
			if !ok || id.Lane != t.lane {
				continue
			}
			runs, err := t.g.forkRuns(txn, num)
			if err != nil {
				return err
			}
			for _, run := range runs {
				if t.within(id, run[0].Seq) {
					proofs = append(proofs, run)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, run := range proofs {
		if err := t.yield(run); err != nil {
			return err
		}
	}
	return nil
}
