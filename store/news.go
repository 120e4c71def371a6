package store

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// News is a thing of a group about which others have brought something since this person last looked.
type News struct {
	Heading
	Made bool       // the thing itself is new
	Last forum.Kind // of the latest record or change about it
	By   string     // who made that one
	At   uint64     // its position in this device's log

	Voting   bool // a vote was opened on it
	Answered bool // somebody wrote about it and this person made it, or answered what this person wrote
	mine     bool // this person made it

	MovedAt uint64 // of a meeting: the position in this device's log of the last change of its day, time or place; 0 for none
	When    int64  // of a meeting: when it is, ms
	Where   string // and where

	Named   bool   // somebody called this person by name in it, and this person has written nothing about it since
	NamedBy string // who did so last
	NamedAt uint64 // the position of that in this device's log
}

// newsWalked is how many of the latest entries of a group are looked through for news: beyond them it is history.
const newsWalked = 2000

// Since lists what others have brought into a group after a position of this device's log, latest first. It goes by when
// things arrived here and not by when they say they were made, so that what comes late on a stick is news too; now is the
// position up to which it has read.
func (s *Store) Since(ctx context.Context, in forum.ID, after uint64) (out []News, now uint64, err error) {
	g, err := s.group(in)
	if err != nil {
		return nil, 0, err
	}
	now = s.Position()
	me, _ := s.MeIn(in)
	roll := g.state().roll
	if roll == nil { // not let in yet
		return nil, now, nil
	}
	spoken := map[forum.ID]bool{} // things that this person has written about, after what is read next
	within := map[forum.ID]bool{} // what their entries were about
	about := map[forum.ID]int{}   // what an entry names → place in out; -1 for no thing that is shown
	err = s.db.View(func(txn *badger.Txn) error {
		return g.backwards(txn, after, now, func(k *kept) error {
			by, _ := roll.ByDevice(k.Device)
			if k.verdict != shown {
				return checkCtx(ctx)
			}
			subject := k.Subject
			if subject.Zero() {
				subject = k.ID
			}
			if by.Person == me.Person {
				if k.Kind != forum.KindComment && k.Kind != forum.KindChange || within[subject] {
					return checkCtx(ctx)
				}
				_, id, _, err := g.thingAbout(txn, subject)
				spoken[id], within[subject] = true, true // what was said before that needs no answer
				return errors.Join(err, checkCtx(ctx))
			}
			at, known := about[subject]
			if !known {
				t, id, c, err := g.thingAbout(txn, subject)
				if err != nil {
					return err
				}
				switch at, known = about[id]; {
				case id.Zero():
					at = -1
				case !known:
					at = len(out)
					mine, err := g.wrote(txn, id, roll, me)
					if err != nil {
						return err
					}
					out = append(out, News{Heading: Heading{id, t.kind, t.name, c.Title, c.State, c.Excerpt, c.Updated}, Last: k.Kind, By: by.Name, At: k.pos, When: c.At, Where: c.Place, mine: mine})
				}
				about[subject], about[id] = at, at
			}
			if at >= 0 {
				n := &out[at]
				n.Made = n.Made || k.ID == n.ID
				n.Voting = n.Voting || k.Kind == forum.KindVote
				if n.MovedAt == 0 && moves(k) {
					n.MovedAt = k.pos
				}
				if err := g.address(txn, k, roll, me, n); err != nil {
					return err
				}
				if n.Named || spoken[n.ID] {
					return checkCtx(ctx)
				}
				if n.Named, err = g.calls(txn, k, roll, me); err != nil {
					return err
				}
				if n.Named {
					n.NamedBy, n.NamedAt = by.Name, k.pos
				}
			}
			return checkCtx(ctx)
		})
	})
	return out, now, err
}

// moves says whether an entry changes when or where a meeting is.
func moves(k *kept) bool {
	if k.Kind != forum.KindSet {
		return false
	}
	body, _, err := forum.Decode(k.Kind, k.Payload)
	set, ok := body.(*forum.Set)
	return err == nil && ok && (set.Field == forum.FieldAt || set.Field == forum.FieldPlace) // an erased one says nothing
}

// address notes whether an entry, if it is a comment, answers somebody.
func (g *group) address(txn *badger.Txn, k *kept, roll *forum.Roll, me forum.Member, n *News) error {
	if k.Kind != forum.KindComment || n.Answered {
		return nil
	}
	body, _, err := forum.Decode(k.Kind, k.Payload)
	said, ok := body.(*forum.NewComment)
	if err != nil || !ok { // an erased one says nothing
		return nil
	}
	n.Answered = n.mine
	if !n.Answered && !said.ReplyTo.Zero() {
		n.Answered, err = g.wrote(txn, said.ReplyTo, roll, me)
	}
	return err
}

// wrote says whether an entry is somebody's.
func (g *group) wrote(txn *badger.Txn, id forum.ID, roll *forum.Roll, who forum.Member) (bool, error) {
	k, ok, err := g.find(txn, id)
	by, _ := roll.ByDevice(k.Device)
	return ok && by.Person == who.Person, err
}

// backwards reads the latest entries of the content lane after a position and up to another, latest first.
func (g *group) backwards(txn *badger.Txn, after, upto uint64, f func(*kept) error) error {
	lane := groupKey(prefixLog, g.num).byte(byte(forum.ContentLane))
	o := badger.DefaultIteratorOptions
	o.Prefix, o.Reverse = lane, true
	it := txn.NewIterator(o)
	defer it.Close()
	read := 0
	for it.Seek(slices.Clone(lane).u64(math.MaxUint64)); it.Valid() && read < newsWalked; it.Next() {
		pos := tailU64(it.Item().Key())
		if pos <= after {
			return nil
		}
		if pos > upto {
			continue
		}
		read++
		var p place
		if err := it.Item().Value(func(v []byte) (err error) { p, err = readPlace(v); return err }); err != nil {
			return err
		}
		k, err := g.readPlace(txn, p)
		if err != nil {
			return err
		}
		if err := f(&k); err != nil {
			return err
		}
	}
	return nil
}

// subjectDepth is how many records an entry can be away from its thing: a ballot from its vote, and that from its proposal.
const subjectDepth = 4

// thingAbout finds the thing that is, or has in it, what an id names; a zero id when that is none that is shown.
func (g *group) thingAbout(txn *badger.Txn, id forum.ID) (thing, forum.ID, card, error) {
	for range subjectDepth {
		t, c, ok, err := g.cardOf(txn, id)
		if ok || err != nil {
			return t, id, c, err
		}
		about, ok, err := g.find(txn, id)
		if err != nil || !ok || about.Subject.Zero() {
			return thing{}, forum.ID{}, card{}, err
		}
		id = about.Subject
	}
	return thing{}, forum.ID{}, card{}, nil
}
