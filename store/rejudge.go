package store

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"sort"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
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
	refs  map[forum.ID]map[forum.ID][]place
	next  due
	all   bool // all content up to until and after upto is not judged yet: for rebuild
	until uint64
	upto  uint64
	blind bool // the roll's history is incomplete: what it hides says nothing
}

func (s *Store) newRejudging(g *group) *rejudging {
	r := &rejudging{s: s, g: g, roots: map[forum.ID]struct{}{}, done: map[forum.ID]struct{}{}}
	r.forget()
	g.again = r
	return r
}

func (r *rejudging) forget() {
	r.todo, r.docs, r.refs = map[uint64]place{}, map[forum.ID]struct{}{}, map[forum.ID]map[forum.ID][]place{}
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
				b.touched[id] = struct{}{}
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
	if err := r.markVotes(); err != nil {
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

// look gives a batch to read with, which is never committed.
func (r *rejudging) look(f func(*batch) error) error {
	b := r.s.newBatch(r.g, fromRebuild)
	defer b.discard()
	return f(b)
}

// gather collects the entries that are touched.
func (r *rejudging) gather(d due) error {
	return r.look(func(b *batch) error {
		for _, c := range d.cut {
			if c.chain.meta.Lane != forum.ContentLane {
				continue
			}
			for seq := c.from; seq <= c.to; seq++ {
				if err := r.pull(b, place{c.chain.num, seq}); err != nil {
					return err
				}
			}
		}
		for _, m := range d.moved {
			for seq := m.from; seq <= m.to; seq++ {
				p := place{m.chain.num, seq}
				k, err := r.g.readPlace(b.txn, p)
				if err != nil {
					return err
				}
				switch {
				case k.Kind == forum.KindChange:
					r.docs[k.Subject] = struct{}{}
				case k.verdict == shown || k.verdict == hidden:
					r.todo[k.pos] = p
					if k.Kind == forum.KindVote { // it leans on the words it was opened on
						r.docs[k.Subject] = struct{}{}
					}
				}
			}
		}
		return nil
	})
}

// pull collects an entry, whatever refers to it, what of other branches it may be what keeps shown, and so on.
func (r *rejudging) pull(b *batch, first place) error {
	work := []place{first}
	for len(work) > 0 {
		p := work[len(work)-1]
		work = work[:len(work)-1]
		k, err := r.g.readPlace(b.txn, p)
		if err != nil {
			return err
		}
		if _, ok := r.todo[k.pos]; ok {
			continue
		}
		r.todo[k.pos] = p
		for _, find := range []func(*batch, *kept) ([]place, error){r.referring, r.leanedOnBy} {
			more, err := find(b, &k)
			if err != nil {
				return err
			}
			work = append(work, more...)
		}
		if k.Kind == forum.KindChange || k.Kind == forum.KindVote {
			r.docs[k.Subject] = struct{}{}
		}
		if k.Kind == forum.KindProposal || k.Kind == forum.KindItem {
			r.docs[k.ID] = struct{}{}
		}
	}
	return nil
}

// referring gives the records that are about an entry or reply to it.
func (r *rejudging) referring(b *batch, k *kept) (out []place, err error) {
	if k.Kind == forum.KindChange || k.Lane != forum.ContentLane {
		return nil, nil // nothing can be about these
	}
	about := func(o *kept, p place) error {
		if o.Kind != forum.KindChange && (o.Subject == k.ID || slices.Contains(restsOn(&o.Entry), k.ID)) {
			out = append(out, p)
		}
		return nil
	}
	if err := b.besideOf(k.ID, about); err != nil {
		return nil, err
	}
	if k.Kind == forum.KindComment || k.Kind == forum.KindBallot { // replies to it, certificates that list it
		if err := b.besideOf(k.Subject, about); err != nil {
			return nil, err
		}
	}
	rec, err := recordOf(&k.Entry, r.g.state().roll)
	if err != nil {
		return out, nil //nolint:nilerr // it cannot be read, so nothing was ever shown under it
	}
	root, err := b.rootOf(rec)
	if err != nil {
		return out, nil //nolint:nilerr // what it is about is not here, so nothing was ever shown under it
	}
	refs, err := r.refsUnder(root)
	if err != nil || k.Kind != forum.KindComment {
		return append(out, refs[k.ID]...), err
	}
	for _, p := range refs[k.Subject] { // certificates of votes on the same proposal may list it too
		other, err := r.g.readPlace(b.txn, p)
		if err == nil && other.Kind == forum.KindVote {
			err = b.besideOf(other.ID, about)
		}
		if err != nil {
			return nil, err
		}
	}
	return append(out, refs[k.ID]...), nil
}

// refsUnder gives, of what is shown of a proposal or meeting, what refers to what.
func (r *rejudging) refsUnder(root forum.ID) (map[forum.ID][]place, error) {
	if refs, ok := r.refs[root]; ok {
		return refs, nil
	}
	refs := map[forum.ID][]place{}
	r.refs[root] = refs
	return refs, r.s.db.View(func(txn *badger.Txn) error {
		return each(txn, groupKey(prefixAbout, r.g.num).id(root), func(_, v []byte) error {
			p, err := readPlace(v)
			if err != nil {
				return err
			}
			k, err := r.g.readPlace(txn, p)
			if err != nil {
				return err
			}
			refs[k.Subject] = append(refs[k.Subject], p)
			for _, to := range restsOn(&k.Entry) {
				refs[to] = append(refs[to], p)
			}
			return nil
		})
	})
}

// restsOn gives what an entry rests on besides its subject: the comment it replies to, or what a certificate lists.
func restsOn(e *forum.Entry) []forum.ID {
	if e.Kind != forum.KindComment && e.Kind != forum.KindClose {
		return nil
	}
	r, err := forum.RecordOf(e, forum.Person{})
	if err != nil {
		return nil // it cannot be read, so it rests on nothing
	}
	switch body := r.Body.(type) {
	case *forum.NewComment:
		if !body.ReplyTo.Zero() {
			return []forum.ID{body.ReplyTo}
		}
	case *forum.Certificate:
		return slices.Concat(body.Ballots, body.Heard)
	}
	return nil
}

// leanedOnBy gives what an entry refers to and a fork has cut off.
func (r *rejudging) leanedOnBy(b *batch, k *kept) (out []place, err error) {
	for _, id := range append([]forum.ID{k.Subject}, restsOn(&k.Entry)...) {
		on, ok, err := r.g.find(b.txn, id)
		if err != nil {
			return nil, err
		}
		if !ok || !r.g.apart(&on.Entry) || on.verdict == aside {
			continue
		}
		p, _, err := b.placeAt(groupKey(prefixID, r.g.num).id(id))
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// gatherDocs collects every change of the documents that are touched.
func (r *rejudging) gatherDocs() error {
	return r.look(func(b *batch) error {
		for id := range r.docs {
			var closed *RefusedError
			if err := r.s.unfoldDoc(r.g, id); errors.As(err, &closed) { // guard.go: nobody is shown it, so it can stay
				delete(r.docs, id)
				continue
			} else if err != nil {
				return err
			}
			for _, at := range []key{groupKey(prefixText, r.g.num).id(id), groupKey(prefixBeside, r.g.num).id(id)} {
				places, err := r.s.placesIn(at)
				if err != nil {
					return err
				}
				for _, p := range places {
					k, err := r.g.readPlace(b.txn, p)
					if err != nil {
						return err
					}
					if k.Kind == forum.KindChange {
						r.todo[k.pos] = p
					}
				}
			}
		}
		return nil
	})
}

// clearDocs removes the documents that are touched. keep says of which the numbers written twice over are still known.
func (r *rejudging) clearDocs(keep map[forum.ID]bool) error {
	for id := range r.docs {
		r.done[id] = struct{}{}
		r.s.docs.Drop(doc.ID(id))
		for _, prefix := range []byte{prefixDoc, prefixSnap, prefixLeaned, prefixRival} {
			if prefix == prefixRival && keep[id] {
				continue
			}
			if err := r.s.deleteAll(groupKey(prefix, r.g.num).id(id)); err != nil {
				return err
			}
		}
	}
	return nil
}

// markVotes notes again which changes of the documents votes were opened on.
func (r *rejudging) markVotes() error {
	return r.batch(func(b *batch) error {
		for id := range r.docs {
			records, err := r.g.readAbout(b.read, id)
			if err != nil {
				return err
			}
			for i := range records {
				vote, ok := records[i].Body.(*forum.OpenVote)
				if !ok {
					continue
				}
				if err := b.leanOnWords(id, vote.Wording); err != nil {
					return err
				}
			}
		}
		b.leans = nil // they are not judged yet
		return nil
	})
}

// cutLog moves what a fork cut off into its own part of the log.
func (r *rejudging) cutLog(c stretch) error {
	places := make([]place, 0, c.to+1-min(c.to+1, c.from))
	for seq := c.from; seq <= c.to; seq++ {
		places = append(places, place{c.chain.num, seq})
	}
	return r.each(places, func(b *batch, k *kept, p place) error {
		if err := b.txn.Delete(groupKey(prefixLog, r.g.num).byte(byte(k.Lane)).u64(k.pos)); err != nil {
			return err
		}
		return b.txn.Set(groupKey(prefixLog, r.g.num).byte(asideLane).u64(k.pos), p.bytes())
	})
}

// laneAgain gives everything of a lane, what forks cut off too, in the order it came.
func (r *rejudging) laneAgain(lane forum.Lane) ([]place, error) {
	type at struct {
		pos uint64
		place
	}
	var all []at
	err := r.s.db.View(func(txn *badger.Txn) error {
		for _, part := range []byte{byte(lane), asideLane} {
			err := each(txn, groupKey(prefixLog, r.g.num).byte(part), func(key, v []byte) error {
				p, err := readPlace(v)
				if err == nil && r.g.nums[p.chain].Lane == lane {
					all = append(all, at{tailU64(key), p})
				}
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortFunc(all, func(a, b at) int { return cmp.Compare(a.pos, b.pos) })
	places := make([]place, len(all))
	for i := range all {
		places[i] = all[i].place
	}
	return places, err
}

// replayRoll makes the roll's history again.
func (r *rejudging) replayRoll() error {
	places, err := r.laneAgain(forum.RollLane)
	if err != nil {
		return err
	}
	r.blind = true
	defer func() { r.blind = false }()
	r.g.history = forum.NewHistory(r.g.id)
	if err := r.judge(places); err != nil {
		return err
	}
	r.g.publish()
	return nil
}

// cutRoll makes the roll's history again after a fork in the roll lane, which only a few acts are in, and collects the
// content that was written under a roll that is another one now.
func (r *rejudging) cutRoll(c stretch) error {
	if err := r.cutLog(c); err != nil {
		return err
	}
	tainted, err := r.tainted(c)
	if err != nil {
		return err
	}
	places, err := r.laneAgain(forum.RollLane)
	if err != nil {
		return err
	}
	if err := r.each(places, func(b *batch, k *kept, p place) error { return b.unrecord(k, p) }); err != nil {
		return err
	}
	before := r.g.state().roll
	if err := r.replayRoll(); err != nil {
		return err
	}
	r.next.moved = append(r.next.moved, r.g.moves(before, r.g.roll())...)
	content, err := r.laneAgain(forum.ContentLane)
	if err != nil {
		return err
	}
	return r.look(func(b *batch) error {
		for _, p := range content {
			k, err := r.g.readPlace(b.txn, p)
			if err != nil {
				return err
			}
			if k.verdict != aside && cites(&k, tainted) {
				if err := r.pull(b, p); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// tainted gives the acts a fork cut off and all that come after one.
func (r *rejudging) tainted(c stretch) (map[forum.ID]bool, error) {
	places, err := r.laneAgain(forum.RollLane)
	if err != nil {
		return nil, err
	}
	out := map[forum.ID]bool{}
	for grown := true; grown; {
		grown = false
		err := r.s.db.View(func(txn *badger.Txn) error {
			for _, p := range places {
				k, err := r.g.readPlace(txn, p)
				if err != nil {
					return err
				}
				cut := p.chain == c.chain.num && c.from <= p.seq && p.seq <= c.to
				if !out[k.ID] && (cut || out[k.Prev] || cites(&k, out)) {
					out[k.ID], grown = true, true
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func cites(k *kept, acts map[forum.ID]bool) bool {
	return slices.ContainsFunc(k.Header.Roll, func(id forum.ID) bool { return acts[id] })
}
