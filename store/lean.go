package store

import (
	"bytes"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
	"moot/store/saying"
)

// Leaning. Words others have worked on cannot be taken from under them. So of what a removal hides and
// a fork cuts off, that is shown all the same which something that counts builds on:
//
//   - A change of a text that another change of it builds on, or that a vote was opened on or a signature names.
//   - Of what a fork cut off: also a record that another is about or names, and the words somebody put into a thing
//     of their own right after making it, when the thing is shown.
//
// What is leaned on leans on what it needs itself. Nothing that merely lies cut off or hidden can be leant on by its like
// alone. The rule follows from what the entries say, so it gives the same in any order.

// firstWords is how many entries after a thing may hold the words it was made with.
const firstWords = 128

// leanedOn says whether something that counts builds on an entry that would be kept back.
func (b *batch) leanedOn(k *kept) (bool, error) {
	if k.Kind != forum.KindChange {
		_, already := slices.BinarySearchFunc(b.g.chains[k.Chain()].meta.Leaned, k.ID, compareIDs)
		return already || b.lean == k.ID, nil
	}
	_, err := b.txn.Get(groupKey(prefixLeaned, b.g.num).id(k.Subject).id(k.Hash))
	if err != badger.ErrKeyNotFound {
		return err == nil, err
	}
	thing, ok, err := b.g.find(b.txn, k.Subject)
	return ok && thing.verdict == shown && !b.g.again.has(&thing) && b.g.apart(&thing.Entry) && hasFirstWords(&thing, k), err
}

// hasFirstWords says whether a change is among the words its subject was made with.
func hasFirstWords(thing, k *kept) bool {
	return thing.Chain() == k.Chain() && thing.Seq < k.Seq && k.Seq <= thing.Seq+firstWords
}

// leanOnPast notes that a change needs others that are not in its document, and gives the verdict on it.
func (b *batch) leanOnPast(k *kept, deps []doc.Hash) (verdictOf, error) {
	lost := false
	for _, dep := range deps {
		if err := b.leanOnChange(k.Subject, forum.ID(dep)); err != nil {
			return verdictOf{}, err
		}
		p, ok, err := b.placeAt(groupKey(prefixHidden, b.g.num).id(forum.ID(dep)))
		if err != nil {
			return verdictOf{}, err
		}
		if !ok {
			continue
		}
		on, err := b.g.readPlace(b.txn, p)
		if err != nil {
			return verdictOf{}, err
		}
		lost = lost || on.verdict == refused && !b.g.again.has(&on)
	}
	if lost {
		return verdictOf{verdict: refused, lost: true,
			reason: saying.New("it builds on a change that its device had written twice over, and the other one of the two counts")}, nil
	}
	return b.waitFor(forum.ID(deps[0]), "an earlier change of the same text has not arrived yet"), nil
}

// leanOnChange notes that a change is needed.
func (b *batch) leanOnChange(document, hash forum.ID) error {
	b.leans = append(b.leans, hash)
	return b.txn.Set(groupKey(prefixLeaned, b.g.num).id(document).id(hash), nil)
}

// leanOnWords notes which changes votes were opened on, or signatures name: heads by document.
func (b *batch) leanOnWords(words map[forum.ID][]forum.ID) error {
	for document, heads := range words {
		for _, h := range heads {
			if err := b.leanOnChange(document, h); err != nil {
				return err
			}
		}
	}
	return nil
}

// leanOnFirstWords shows the words a thing was made with, which has come to be shown though a fork cut it off.
func (b *batch) leanOnFirstWords(thing *kept) error {
	return b.besideOf(thing.ID, func(k *kept, _ place) error {
		if k.Kind == forum.KindChange && hasFirstWords(thing, k) {
			b.leans = append(b.leans, k.Hash)
		}
		return nil
	})
}

// besideOf gives what is about a subject, kept and not shown.
func (b *batch) besideOf(subject forum.ID, f func(*kept, place) error) error {
	return each(b.txn, groupKey(prefixBeside, b.g.num).id(subject), func(_, v []byte) error {
		p, err := readPlace(v)
		if err != nil {
			return err
		}
		k, err := b.g.readPlace(b.txn, p)
		if err != nil {
			return err
		}
		return f(&k, p)
	})
}

// leanOn judges what is needed, if it is here and was kept back.
func (b *batch) leanOn(need forum.ID) error {
	p, ok, err := b.placeAt(groupKey(prefixHidden, b.g.num).id(need))
	if err == nil && !ok {
		p, ok, err = b.placeAt(groupKey(prefixID, b.g.num).id(need))
	}
	if err != nil || !ok {
		return err
	}
	k, err := b.g.readPlace(b.txn, p)
	if err != nil || k.verdict != aside && k.verdict != hidden || b.g.again.has(&k) {
		return err
	}
	b.settled++
	b.lean = k.ID
	v, err := b.judge(&k)
	b.lean = forum.ID{}
	if err != nil || v.verdict == k.verdict {
		return err
	}
	if err := b.unrecord(&k, p); err != nil {
		return err
	}
	return b.record(&k, p, v)
}

// rivals decides between changes that one actor gave the same number on different branches of a fork, of which a document
// can hold one: of those that are leaned on, the one with the least hash. done says that the verdict is given here.
func (b *batch) rivals(k *kept) (v verdictOf, done bool, err error) {
	c, err := doc.Parse(k.Payload, b.s.limits)
	if err != nil {
		return refuseFor(saying.Plain("the change cannot be read")), true, nil
	}
	number := append(groupKey(prefixRival, b.g.num).id(k.Subject), c.Actor[:]...).u64(c.Seq)
	if err := b.txn.Set(slices.Clone(number).id(k.Hash), nil); err != nil {
		return v, true, err
	}
	greater := false
	err = each(b.txn, number, func(key, _ []byte) error {
		switch bytes.Compare(key[len(number):], k.Hash[:]) {
		case -1:
			v = verdictOf{verdict: refused, lost: true, reason: saying.New("its device had written another change of the same number, and that one counts")}
		case 1:
			greater = true
		}
		return nil
	})
	if err != nil || v.lost {
		return v, true, err
	}
	if !greater {
		return v, false, nil
	}
	return b.displace(k, c)
}

// displace has the document made again when a rival that does not count any more is in it.
func (b *batch) displace(k *kept, c *doc.Change) (v verdictOf, done bool, err error) {
	err = b.s.withDoc(b, b.g, k.Subject, func(d *doc.Doc) error {
		if h, ok := d.Numbered(c.Actor, c.Seq); ok && h != c.Hash {
			done = true
		}
		return nil
	})
	if !done || err != nil {
		return v, err != nil, err
	}
	b.again.rivals = append(b.again.rivals, k.Subject)
	return verdictOf{verdict: waiting, reason: saying.New("the text it is about is being put together again"), need: k.Hash}, true, nil
}
