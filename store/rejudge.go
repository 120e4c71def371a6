package store

import (
	"errors"
	"maps"
	"slices"
	"sort"

	"moot/store/forum"
)

// Judging again. A verdict never changes by itself, but what is kept back does: a removal that reaches back, a
// re-admission or a fork moves the point after which a chain is hidden or cut off. Then exactly what that touches is
// judged again, and nothing else:
//
//   - the entries between where the point was and where it is;
//   - of a text that one of them changes, every change: which of them fit together is a matter of the whole text;
//   - of what a fork cuts off also whatever refers to it, and so on: it may now be what keeps it shown (lean.go).
//
// All of these first lose what their verdicts had done (batch.unrecord) and count as not judged yet, then they are judged
// in the order they came, and last the cards of what was touched are made. That takes several transactions; until the
// last, the group's line says Rebuild, so that a crash in between costs a rebuild and nothing else.

// stretch is part of a chain, both ends included.
type stretch struct {
	chain    *chain
	from, to uint64
}

// due is what must be judged again.
type due struct {
	moved  []stretch  // hidden now and not before, or the other way round
	cut    []stretch  // cut off by a fork
	rivals []forum.ID // documents that hold a change which another has displaced
	met    []forum.ID // what settle had no room for in its transaction
	leans  []forum.ID
	more   bool
}

func (d *due) empty() bool { return len(d.moved)+len(d.cut)+len(d.rivals) == 0 && !d.more }

func (d *due) add(e due) {
	d.moved, d.cut, d.rivals = append(d.moved, e.moved...), append(d.cut, e.cut...), append(d.rivals, e.rivals...)
	d.met, d.leans, d.more = append(d.met, e.met...), append(d.leans, e.leans...), d.more || e.more
}

// seeRoll is called before content is judged: if acts have come since the last time, it notes what the roll hides now
// and did not hide then, or the other way round.
func (b *batch) seeRoll() {
	if !b.acts {
		return
	}
	b.acts = false
	now := b.g.roll()
	if b.seen != nil && !b.g.again.blindNow() {
		b.again.moved = append(b.again.moved, b.g.moves(b.seen, now)...)
	}
	b.seen = now
}

// moves gives the parts of content chains that one of two rolls hides and the other does not.
func (g *group) moves(before, now *forum.Roll) (out []stretch) {
	for id, c := range g.chains {
		if id.Lane != forum.ContentLane {
			continue
		}
		was, is := firstHidden(before, c), firstHidden(now, c)
		if was != is {
			out = append(out, stretch{c, min(was, is), max(was, is) - 1})
		}
	}
	return out
}

// firstHidden gives the first entry of a chain that a roll hides: one past the last when it hides none.
func firstHidden(r *forum.Roll, c *chain) uint64 {
	id, last := c.id(), c.meta.Seq
	if !r.Hidden(id.Device, id.Lane, last) {
		return last + 1
	}
	return 1 + uint64(sort.Search(int(last), func(i int) bool { return r.Hidden(id.Device, id.Lane, uint64(i)+1) }))
}

// judgeAgain judges again what a batch left due. The gate must be held.
func (s *Store) judgeAgain(g *group, b *batch) error {
	r := s.newRejudging(g)
	defer r.end()
	return r.finish(b.again)
}

// rejudging is one time of judging again.
type rejudging struct {
	s     *Store
	g     *group
	todo  map[uint64]place // by log position: not judged yet
	docs  map[forum.ID]struct{}
	done  map[forum.ID]struct{} // documents that were made again
	roots map[forum.ID]struct{} // proposals and meetings whose cards must be made
	refs  map[forum.ID]references

	besides map[forum.ID]map[forum.ID][]place // of each subject, while looking: what refers to what
	next    due
	all     bool // all content up to until and after upto is not judged yet: for rebuild
	until   uint64
	upto    uint64
	blind   bool // the roll's history is incomplete: what it hides says nothing
}

func (s *Store) newRejudging(g *group) *rejudging {
	r := &rejudging{s: s, g: g, roots: map[forum.ID]struct{}{}, done: map[forum.ID]struct{}{}}
	r.forget()
	g.again = r
	return r
}

func (r *rejudging) forget() {
	r.todo, r.docs, r.refs = map[uint64]place{}, map[forum.ID]struct{}{}, map[forum.ID]references{}
}

func (r *rejudging) end() { r.g.again = nil }

// has says whether an entry is not judged yet.
func (r *rejudging) has(k *kept) bool {
	if r == nil {
		return false
	}
	if r.all && k.Lane == forum.ContentLane {
		return r.upto < k.pos && k.pos <= r.until
	}
	_, todo := r.todo[k.pos]
	return todo
}

func (r *rejudging) blindNow() bool { return r != nil && r.blind }

func (r *rejudging) touch(roots map[forum.ID]struct{}) { maps.Copy(r.roots, roots) }

// batch runs one transaction of judging again.
func (r *rejudging) batch(f func(*batch) error) error {
	if r.s.between != nil {
		if err := r.s.between(); err != nil {
			return err
		}
	}
	b := r.s.newBatch(r.g, fromRebuild)
	defer b.discard()
	b.seen = r.g.roll()
	err := f(b)
	if err == nil {
		err = b.finish()
	}
	if err != nil {
		return errors.Join(err, r.s.undo(r.g, b))
	}
	r.next.add(b.again)
	r.s.position = b.pos
	return nil
}

// each runs f for places, many to a transaction.
func (r *rejudging) each(places []place, f func(*batch, *kept, place) error) error {
	for chunk := range slices.Chunk(places, batchEntries/4) {
		err := r.batch(func(b *batch) error {
			for _, p := range chunk {
				k, err := r.g.readPlace(b.txn, p)
				if err != nil {
					return err
				}
				if err := f(b, &k, p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// judge judges entries, in order.
func (r *rejudging) judge(places []place) error {
	return r.each(places, func(b *batch, k *kept, p place) error {
		delete(r.todo, k.pos)
		if r.all && k.Lane == forum.ContentLane {
			r.upto = k.pos
		}
		v, err := b.judge(k)
		if err != nil {
			return err
		}
		if err := b.record(k, p, v); err != nil {
			return err
		}
		return b.settle()
	})
}

// finish judges what is due, and what becomes due by that, and then makes the cards.
func (r *rejudging) finish(d due) error {
	r.next.add(d)
	for !r.next.empty() {
		d, r.next = r.next, due{}
		if len(d.moved)+len(d.cut)+len(d.rivals) > 0 {
			if err := r.round(d); err != nil {
				return err
			}
		}
		if d.more {
			err := r.batch(func(b *batch) error { b.met, b.leans = d.met, d.leans; return b.settle() })
			if err != nil {
				return err
			}
		}
	}
	for id := range r.done {
		if err := r.s.foldLong(r.g, id); err != nil {
			return err
		}
	}
	r.g.publish()
	roots := slices.Collect(maps.Keys(r.roots))
	r.end()
	for {
		n := min(len(roots), batchEntries/8)
		r.g.meta.Rebuild = n < len(roots)
		err := r.batch(func(b *batch) error {
			for _, id := range roots[:n] {
				b.touched[id], b.changed[id] = struct{}{}, struct{}{}
			}
			b.pos++ // no entry is new, yet readers must look again
			return nil
		})
		if err != nil {
			r.g.meta.Rebuild = true
			return err
		}
		if roots = roots[n:]; len(roots) == 0 {
			break
		}
	}
	r.s.reach(r.g, r.s.position)
	r.s.hint()
	return nil
}

// round finds what is touched, takes back its verdicts, and judges it.
func (r *rejudging) round(d due) error {
	r.forget()
	for _, c := range d.cut {
		if c.chain.meta.Lane == forum.RollLane {
			if err := r.cutRoll(c); err != nil {
				return err
			}
		}
	}
	if err := r.gather(d); err != nil {
		return err
	}
	for _, id := range d.rivals {
		r.docs[id] = struct{}{}
	}
	if err := r.gatherDocs(); err != nil {
		return err
	}
	keep := map[forum.ID]bool{}
	for _, id := range d.rivals {
		keep[id] = len(d.moved)+len(d.cut) == 0
	}
	if err := r.clearDocs(keep); err != nil {
		return err
	}
	places := r.inOrder()
	err := r.each(places, func(b *batch, k *kept, p place) error { return b.unrecord(k, p) })
	if err != nil {
		return err
	}
	for _, c := range d.cut {
		if err := r.cutLog(c); err != nil {
			return err
		}
	}
	if err := r.markWords(); err != nil {
		return err
	}
	return r.judge(places)
}

// inOrder gives what is to be judged, in the order it came.
func (r *rejudging) inOrder() []place {
	places := make([]place, 0, len(r.todo))
	for _, pos := range slices.Sorted(maps.Keys(r.todo)) {
		places = append(places, r.todo[pos])
	}
	return places
}
