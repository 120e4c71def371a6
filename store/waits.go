package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
	"moot/store/saying"
)

// Wait is a number of entries of one author, from one source, that cannot be kept or judged yet for one reason.
type Wait struct {
	Source  string       // "peer:…", "bundle"; empty for what is kept in its chain already, whoever brought it
	Device  forum.Device // that wrote them
	Person  forum.Person // whose device it is; zero while that is not known
	Name    string       // of the person, if known
	Entries int
	Bytes   int // held for it; zero for what is kept
	Why     *saying.Sentence
	Since   int64 // when the first came, ms; for what is kept, when the first was written, as claimed; zero if not known
}

// Why held runs are held.
const (
	whyStranger saying.Text = "Nobody known here has let its author's device in yet."
	whyGap      saying.Text = "An earlier part of its author's record has not arrived yet."
)

// Waits lists what is here of a group and can't be kept or judged yet: what is held, by source, then what is kept and
// waits for something it builds on.
func (s *Store) Waits(ctx context.Context, id forum.ID) ([]Wait, error) {
	g, err := s.group(id)
	if err != nil {
		return nil, err
	}
	all := waits{roll: g.state().roll, by: map[waitKey]*Wait{}}
	err = s.db.View(func(txn *badger.Txn) error {
		err := each(txn, groupKey(prefixHeld, g.num), func(_, v []byte) error {
			run, h, err := decodeHeld(v)
			if err != nil {
				return err
			}
			all.held(run, h, len(v))
			return checkCtx(ctx)
		})
		if err != nil {
			return err
		}
		return each(txn, groupKey(prefixWait, g.num), func(_, v []byte) error {
			p, err := readPlace(v)
			if err != nil {
				return err
			}
			k, err := g.readPlace(txn, p)
			if err != nil {
				return err
			}
			t, _, err := g.trouble(txn, &k, all.roll)
			all.add(Wait{Device: k.Device, Entries: 1, Why: t.Reason, Since: k.Time})
			return errors.Join(err, checkCtx(ctx))
		})
	})
	return all.list(), err
}

// waits gathers entries into groups.
type waits struct {
	roll *forum.Roll // nil while joining
	by   map[waitKey]*Wait
}

type waitKey struct {
	source string
	device forum.Device
	why    string
}

func (w *waits) held(run []forum.Entry, h heldRun, size int) {
	why := whyGap
	if w.roll == nil || !w.roll.Known(run[0].Device) {
		why = whyStranger
	}
	w.add(Wait{Source: h.From, Device: run[0].Device, Entries: len(run), Bytes: size, Why: saying.New(why), Since: h.Since})
}

func (w *waits) add(one Wait) {
	k := waitKey{one.Source, one.Device, one.Why.String()}
	got := w.by[k]
	if got == nil {
		if w.roll != nil {
			m, _ := w.roll.ByDevice(one.Device)
			one.Person, one.Name = m.Person, m.Name
		}
		w.by[k] = &one
		return
	}
	got.Entries, got.Bytes = got.Entries+one.Entries, got.Bytes+one.Bytes
	got.Since = min(got.Since, one.Since)
}

// list puts what is held first, by source, and the largest heaps first in each.
func (w *waits) list() []Wait {
	out := make([]Wait, 0, len(w.by))
	for _, one := range w.by {
		out = append(out, *one)
	}
	kept := func(w Wait) int {
		if w.Source == "" {
			return 1
		}
		return 0
	}
	slices.SortFunc(out, func(a, b Wait) int {
		return cmp.Or(kept(a)-kept(b), strings.Compare(a.Source, b.Source), cmp.Compare(b.Entries, a.Entries),
			slices.Compare(a.Device[:], b.Device[:]), strings.Compare(a.Why.String(), b.Why.String()))
	})
	return out
}

// Release lets one source go over its share once: one more share (1,024 runs, 4 MiB) may be held from it beyond its own
// and beyond its authors', as it sends again what was turned away. The bound on the group as a whole stays. What is not
// used when the home is closed is gone; releasing again while some is left brings it back to one share. Officers only,
// because it lets others' bytes take a member's disk; it changes nothing on any other device. Errors: *RefusedError.
func (s *Store) Release(ctx context.Context, id forum.ID, source string) error {
	g, err := s.group(id)
	if err != nil {
		return err
	}
	if !s.GroupCan(id).Approve {
		return refuseEnglish(CodeRefused, "only an officer may let a source go over its share")
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	if err := g.held.has(source); err != nil {
		return err
	}
	g.held.extra[source] = heldShare
	return nil
}

// ForgetHeld throws away what is held from one source, on this device only. It is handed on again by whoever has it when
// it can be kept. It gives the number of entries. Errors: *RefusedError.
func (s *Store) ForgetHeld(ctx context.Context, id forum.ID, source string) (entries int, err error) {
	g, err := s.group(id)
	if err != nil {
		return 0, err
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	if err := g.held.has(source); err != nil {
		return 0, err
	}
	var nums []uint64
	for n, h := range g.held.runs {
		if h.from == source {
			nums = append(nums, n)
			entries += h.count
		}
	}
	wb := s.db.NewWriteBatch()
	defer wb.Cancel()
	for _, n := range nums {
		if err := wb.Delete(groupKey(prefixHeld, g.num).u64(n)); err != nil {
			return 0, diskError(err)
		}
	}
	if err := wb.Flush(); err != nil {
		return 0, diskError(err)
	}
	for _, n := range nums {
		g.held.remove(n)
	}
	delete(g.held.extra, source)
	g.publish()
	s.hint()
	return entries, nil
}

// has refuses a source that nothing is held from.
func (p *heldPool) has(source string) error {
	if _, ok := p.sources[source]; !ok {
		return refuseEnglish(CodeNotFound, "nothing is held here from %q; moot waiting shows the sources", source)
	}
	return nil
}
