package store

import (
	"context"
	"encoding/hex"
	"strings"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
	"moot/store/saying"
)

// minPrefix is the fewest digits of an id that count as one.
const minPrefix = 6

// isPrefix says whether ref can be the start of an id.
func isPrefix(ref string) bool {
	if len(ref) < minPrefix || len(ref) > 64 {
		return false
	}
	return strings.Trim(strings.ToLower(ref), "0123456789abcdef") == ""
}

// match is one thing a reference may mean.
type match struct {
	group, id forum.ID
	name      string
}

// pick chooses among the things a reference means: one by id prefix, else one by name (whole, in any case).
func pick(what, ref string, all []match) (match, error) {
	byID, byName := []match{}, []match{}
	for _, m := range all {
		if isPrefix(ref) && strings.HasPrefix(m.id.String(), strings.ToLower(ref)) {
			byID = append(byID, m)
		}
		if strings.EqualFold(cleanName(m.name), cleanName(ref)) {
			byName = append(byName, m)
		}
	}
	for _, found := range [][]match{byID, byName} {
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return match{}, &RefusedError{CodeAmbiguous, saying.Plain("%q could be %d different %ss; give more of its id", ref, len(found), what)}
		}
	}
	return match{}, &RefusedError{CodeNotFound, saying.Plain("there is no %s %q here", what, ref)}
}

// FindGroup takes a full id, an unambiguous start of one (6 digits or more) or a unique name.
func (s *Store) FindGroup(ctx context.Context, ref string) (forum.ID, error) {
	cards, err := s.Groups(ctx)
	if err != nil {
		return forum.ID{}, err
	}
	var all []match
	for _, c := range cards {
		all = append(all, match{id: c.ID, name: c.Name})
	}
	m, err := pick("group", ref, all)
	return m.id, err
}

// FindSubject is FindGroup for anything with a title (a proposal, a meeting, a task…) by id or title, and for any other
// shown entry by id; an empty kind means anything with a title. A zero group means all groups.
func (s *Store) FindSubject(ctx context.Context, in forum.ID, k forum.Kind, ref string) (group, id forum.ID, err error) {
	s.mu.RLock()
	groups := s.groups
	s.mu.RUnlock()
	var all []match
	for gid, g := range groups {
		if !in.Zero() && gid != in {
			continue
		}
		found, err := s.subjects(g, k, ref)
		if err != nil {
			return group, id, err
		}
		all = append(all, found...)
	}
	what := string(k)
	if what == "" {
		what = "thing"
	}
	m, err := pick(what, ref, all)
	return m.group, m.id, err
}

func (s *Store) subjects(g *group, k forum.Kind, ref string) (all []match, err error) {
	err = s.db.View(func(txn *badger.Txn) error {
		note := func(_ byte, id forum.ID, c *card) error {
			all = append(all, match{g.id, id, c.Title})
			return nil
		}
		if k == "" {
			return g.allCards(txn, note)
		}
		if t, listed := thingOf(k); listed {
			return g.readCards(txn, groupKey(prefixCard, g.num).byte(t.letter), note)
		}
		all, err = g.byPrefix(txn, k, ref)
		return err
	})
	return all, err
}

// byPrefix finds shown entries of a kind by the start of their id.
func (g *group) byPrefix(txn *badger.Txn, k forum.Kind, ref string) (all []match, err error) {
	if !isPrefix(ref) {
		return nil, nil
	}
	start, err := hex.DecodeString(strings.ToLower(ref[:len(ref)/2*2]))
	if err != nil {
		return nil, nil
	}
	err = each(txn, append(groupKey(prefixID, g.num), start...), func(_, v []byte) error {
		p, err := readPlace(v)
		if err != nil {
			return err
		}
		e, err := g.readPlace(txn, p)
		if err == nil && e.Kind == k && e.verdict == shown {
			all = append(all, match{g.id, e.ID, ""})
		}
		return err
	})
	return all, err
}

// FindPerson takes a person's key, an unambiguous start of it, or a unique name.
func (s *Store) FindPerson(ctx context.Context, g forum.ID, ref string) (forum.Person, error) {
	roll, err := s.Roll(ctx, g)
	if err != nil {
		return forum.Person{}, err
	}
	var all []match
	for i := range roll.Members {
		all = append(all, match{id: forum.ID(roll.Members[i].Person), name: roll.Members[i].Name})
	}
	m, err := pick("person", ref, all)
	return forum.Person(m.id), err
}
