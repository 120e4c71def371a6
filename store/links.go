package store

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
	"moot/store/saying"
)

// Heading is one thing of a group as any list can show it.
type Heading struct {
	ID      forum.ID
	Kind    forum.Kind // of the record that made it
	Noun    string     // as people call it
	Title   string
	State   string
	Excerpt string // the start of its wording, on one line
	Updated int64  // ms
}

// Headings lists everything of a group that has a title, newest activity first. It opens no document.
func (s *Store) Headings(ctx context.Context, group forum.ID) (out []Heading, err error) {
	g, err := s.group(group)
	if err != nil {
		return nil, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		return g.allCards(txn, func(letter byte, id forum.ID, c *card) error {
			for _, t := range things {
				if t.letter == letter {
					out = append(out, Heading{id, t.kind, t.name, c.Title, c.State, c.Excerpt, c.Updated})
				}
			}
			return checkCtx(ctx)
		})
	})
	slices.SortFunc(out, func(a, b Heading) int {
		return cmp.Or(cmp.Compare(b.Updated, a.Updated), slices.Compare(a.ID[:], b.ID[:]))
	})
	return out, err
}

// Comments reads what was said about a thing. Errors: *RefusedError (not_found).
func (s *Store) Comments(ctx context.Context, group, on forum.ID) ([]forum.Comment, error) {
	comments, _, err := readThing(s, group, on, "thing", func(id forum.ID, rs []forum.Record) ([]forum.Comment, bool) {
		return forum.Comments(id, rs), len(rs) > 0
	})
	return comments, err
}

// Link names another thing of the group: what a task comes from, or the decision behind a page or a payment.
type Link struct {
	ID    forum.ID
	Kind  forum.Kind // empty when nothing of that id is shown here
	Title string
}

// link finds what an id names: a thing, or an item of an agenda.
func (g *group) link(txn *badger.Txn, id forum.ID) (Link, error) {
	if id.Zero() {
		return Link{}, nil
	}
	t, c, ok, err := g.cardOf(txn, id)
	if ok || err != nil {
		return Link{id, t.kind, c.Title}, err
	}
	k, ok, err := g.find(txn, id)
	if err != nil || !ok || k.Kind != forum.KindItem {
		return Link{ID: id}, err
	}
	records, err := g.readAbout(txn, k.Subject)
	if err != nil {
		return Link{}, err
	}
	m, _ := forum.FoldMeeting(k.Subject, records)
	for _, item := range m.Agenda {
		if item.ID == id {
			return Link{id, forum.KindItem, item.Title + ", " + m.Title}, nil
		}
	}
	return Link{ID: id}, nil
}

// Links finds what ids name, in their order.
func (s *Store) Links(ctx context.Context, group forum.ID, ids ...forum.ID) (out []Link, err error) {
	g, err := s.group(group)
	if err != nil {
		return nil, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		for _, id := range ids {
			l, err := g.link(txn, id)
			if err != nil {
				return err
			}
			out = append(out, l)
		}
		return checkCtx(ctx)
	})
	return out, err
}

// readThing folds the records about one thing for a reader.
func readThing[T any](s *Store, group, id forum.ID, noun saying.Text, fold func(forum.ID, []forum.Record) (T, bool)) (v T, names map[forum.Person]string, err error) {
	g, err := s.group(group)
	if err != nil {
		return v, nil, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		records, err := g.readAbout(txn, id)
		if err != nil {
			return err
		}
		var ok bool
		if v, ok = fold(id, records); !ok {
			return refuse(CodeNotFound, "there is no such %s on this device", noun)
		}
		return nil
	})
	return v, namesOf(g), err
}

// everyThing folds every thing of one noun, by id.
func everyThing[T any](ctx context.Context, s *Store, in forum.ID, letter byte, want func(*card) bool, fold func(*badger.Txn, *group, forum.ID, []forum.Record) (T, error)) (out []T, err error) {
	g, err := s.group(in)
	if err != nil {
		return nil, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		return g.cards(txn, letter, func(id forum.ID, c *card) error {
			if !want(c) {
				return nil
			}
			records, err := g.readAbout(txn, id)
			if err != nil {
				return err
			}
			v, err := fold(txn, g, id, records)
			out = append(out, v)
			return errors.Join(err, checkCtx(ctx))
		})
	})
	return out, err
}

// rows reads the cards of one noun with what each holds beside the common fields, newest activity first.
func rows[R, C any](ctx context.Context, s *Store, in forum.ID, letter byte, build func(txn *badger.Txn, g *group, id forum.ID, c *card, row *R) (C, error)) ([]C, error) {
	g, err := s.group(in)
	if err != nil {
		return nil, err
	}
	type dated struct {
		updated int64
		card    C
	}
	var all []dated
	err = s.db.View(func(txn *badger.Txn) error {
		return g.cards(txn, letter, func(id forum.ID, c *card) error {
			var row R
			if cbor.Unmarshal(c.Row, &row) != nil {
				return errDamaged
			}
			one, err := build(txn, g, id, c, &row)
			all = append(all, dated{c.Updated, one})
			return errors.Join(err, checkCtx(ctx))
		})
	})
	slices.SortStableFunc(all, func(a, b dated) int { return cmp.Compare(b.updated, a.updated) })
	out := make([]C, len(all))
	for i := range all {
		out[i] = all[i].card
	}
	return out, err
}

// setRow puts what a list shows of a noun into its card.
func (c *card) setRow(row any) (err error) {
	c.Row, err = cbor.Marshal(row)
	return err
}

func namesOf(g *group) map[forum.Person]string { return names(g.state().roll) }

// called gives somebody's name for a list.
func (g *group) called(w forum.Whom) string {
	if w.Person.Zero() {
		return w.Name
	}
	return nameOf(g.state().roll, w.Person)
}
