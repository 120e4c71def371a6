package store

import (
	"errors"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
)

// What re-judging touches (see rejudge.go): found here, from what moved and what was cut off.

// look gives a batch to read with, which is never committed.
func (r *rejudging) look(f func(*batch) error) error {
	r.besides = map[forum.ID]map[forum.ID][]place{}
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
					r.leansOn(&k)
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
		if k.Kind == forum.KindChange {
			r.docs[k.Subject] = struct{}{}
		}
		r.leansOn(&k)
		if worded(k.Kind) {
			r.docs[k.ID] = struct{}{}
		}
	}
	return nil
}

// leansOn notes the documents of which an entry names words exactly as they stood.
func (r *rejudging) leansOn(k *kept) {
	if k.Lane != forum.ContentLane || k.Kind == forum.KindChange {
		return
	}
	rec, err := forum.RecordOf(&k.Entry, forum.Person{})
	if err != nil {
		return // it cannot be read, so it is refused and leans on nothing
	}
	for document := range forum.WordsNamed(&rec) {
		r.docs[document] = struct{}{}
	}
}

// referring gives the records that are about an entry or name it.
func (r *rejudging) referring(b *batch, k *kept) (out []place, err error) {
	if k.Kind == forum.KindChange || k.Lane != forum.ContentLane {
		return nil, nil // nothing can be about these
	}
	if out, err = r.besideAndAbout(b, k.ID, k.ID, nil); err != nil {
		return nil, err
	}
	if k.Kind == forum.KindComment || k.Kind == forum.KindBallot || k.Kind == forum.KindPaperCount { // replies to it, certificates that list it
		if out, err = r.besideAndAbout(b, k.Subject, k.ID, out); err != nil {
			return nil, err
		}
	}
	err = each(b.txn, groupKey(prefixNames, r.g.num).id(k.ID), func(_, v []byte) error {
		p, err := readPlace(v)
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, err
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
	if err != nil {
		return nil, err
	}
	if k.Kind == forum.KindComment { // certificates of votes on the same proposal may list it too
		for _, vote := range refs.votes[k.Subject] {
			if out, err = r.besideAndAbout(b, vote, k.ID, out); err != nil {
				return nil, err
			}
		}
	}
	return append(out, refs.to[k.ID]...), nil
}

// besideAndAbout adds, of what is kept back about a subject, the records that are about an entry or name it. What refers to
// what is made out once for a subject and look: a flood of replies has as many entries to ask for as lie there.
func (r *rejudging) besideAndAbout(b *batch, subject, entry forum.ID, out []place) ([]place, error) {
	refs, ok := r.besides[subject]
	if !ok {
		refs = map[forum.ID][]place{}
		err := b.besideOf(subject, func(o *kept, p place) error {
			if o.Kind == forum.KindChange {
				return nil
			}
			for _, id := range append(namedBy(&o.Entry), o.Subject) {
				refs[id] = append(refs[id], p)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		r.besides[subject] = refs
	}
	return append(out, refs[entry]...), nil
}

// references is, of what is shown of a proposal or meeting, what refers to what, and which of that is a vote.
type references struct {
	to    map[forum.ID][]place
	votes map[forum.ID][]forum.ID
}

// refsUnder makes them out, once for each round.
func (r *rejudging) refsUnder(root forum.ID) (references, error) {
	if refs, ok := r.refs[root]; ok {
		return refs, nil
	}
	refs := references{map[forum.ID][]place{}, map[forum.ID][]forum.ID{}}
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
			for _, to := range append(namedBy(&k.Entry), k.Subject) {
				refs.to[to] = append(refs.to[to], p)
				if k.Kind == forum.KindVote {
					refs.votes[to] = append(refs.votes[to], k.ID)
				}
			}
			return nil
		})
	})
}

// namedBy gives the entries that an entry names beside its subject.
func namedBy(e *forum.Entry) []forum.ID {
	if e.Lane != forum.ContentLane || e.Kind == forum.KindChange {
		return nil
	}
	r, err := forum.RecordOf(e, forum.Person{})
	if err != nil {
		return nil // it cannot be read, so it is refused whatever it names
	}
	return forum.Named(&r)
}

// leanedOnBy gives what an entry refers to and a fork has cut off.
func (r *rejudging) leanedOnBy(b *batch, k *kept) (out []place, err error) {
	for _, id := range append(namedBy(&k.Entry), k.Subject) {
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

// markWords notes again which changes of the documents votes were opened on, or signatures name.
func (r *rejudging) markWords() error {
	return r.batch(func(b *batch) error {
		for id := range r.docs {
			thing, _ := b.Record(id)
			root, err := b.rootOf(thing)
			if err != nil {
				continue //nolint:nilerr // what it is about is not here, so nothing leans on its words
			}
			records, err := r.g.readAbout(b.read, root)
			if err != nil {
				return err
			}
			for i := range records {
				heads := forum.WordsNamed(&records[i])[id]
				if err := b.leanOnWords(map[forum.ID][]forum.ID{id: heads}); err != nil {
					return err
				}
			}
		}
		b.leans = nil // they are not judged yet
		return nil
	})
}
