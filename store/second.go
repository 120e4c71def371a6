package store

import (
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// Second agrees to a matter in whatever ways this person may: they ask for it too, with the same act, and where that is
// not all it lacks they answer that they agree. Errors: *RefusedError when they may do neither, or have done it already.
func (s *Store) Second(ctx context.Context, g, matter forum.ID) error {
	return s.do(ctx, g, func(w *writer) error {
		m, ok := w.g.roll().Matter(matter)
		if !ok {
			return refuseEnglish(CodeNotFound, "nothing with that id is being asked for: it was decided, or has lapsed")
		}
		can, err := (&ahead{s, w.g}).matter(m)
		if err != nil {
			return err
		}
		me, _ := w.g.roll().ByDevice(w.device)
		asked := slices.Contains(m.Asked, me.Person)
		agreed := slices.ContainsFunc(m.Said, func(said forum.Said) bool {
			return said.By == me.Person && said.Stance == forum.StanceAgree
		})
		if !can.AskToo && (agreed || asked && !can.Agree) {
			return refuse(CodeRefused, "you have agreed to this already; it still lacks this: %s", m.Sentence())
		}
		if can.AskToo {
			if err := w.askToo(m); err != nil {
				return err
			}
			if _, open := w.g.roll().Matter(matter); !open || agreed || !can.Agree {
				return nil
			}
		}
		_, err = w.say(matter, forum.KindAnswer, forum.Answer{Stance: forum.StanceAgree})
		return err
	})
}

// askToo makes the act that a matter is about, as whoever asked first made it.
func (w *writer) askToo(m *forum.Matter) (err error) {
	switch m.Kind {
	case forum.KindRemove:
		return w.remove(m.Person, m.Why)
	case forum.KindReadmit:
		return w.readmit(m.Person, m.New, m.Why)
	case forum.KindRole, forum.KindHouse, forum.KindCharter, forum.KindRecover:
		_, err = w.say(forum.ID{}, m.Kind, asked(m))
	default:
		return refuse(CodeRefused, "this came from a newer version of Moot: update Moot to agree to it")
	}
	return err
}

// asked gives what an act that asks for a matter says, but for the pins that go with a removal.
func asked(m *forum.Matter) any {
	switch m.Kind {
	case forum.KindRemove:
		return forum.Remove{Person: m.Person, Why: m.Why}
	case forum.KindReadmit:
		return forum.Readmit{Person: m.Person, New: m.New, Why: m.Why}
	case forum.KindRole:
		return forum.Grant{Person: m.Person, Role: m.Role, Section: m.Section}
	case forum.KindHouse:
		return forum.House{Person: m.Person, Name: m.Household}
	case forum.KindRecover:
		return forum.Recover{Officers: m.Named}
	}
	return *m.Charter
}

// Removal gives the act that removed somebody, which is what their own words about it are about: see [Store.Answer].
func (s *Store) Removal(ctx context.Context, id forum.ID, p forum.Person) (act forum.ID, err error) {
	g, err := s.group(id)
	if err != nil {
		return act, err
	}
	roll, err := s.Roll(ctx, id)
	if err != nil {
		return act, err
	}
	m, ok := roll.Find(p)
	if !ok || m.Standing != forum.StandingRemoved || m.Left {
		return act, refuse(CodeNotFound, "that person has not been removed from this group")
	}
	err = s.db.View(func(txn *badger.Txn) error {
		return each(txn, groupKey(prefixLog, g.num).byte(byte(forum.RollLane)), func(_, v []byte) error {
			at, err := readPlace(v)
			if err != nil {
				return err
			}
			k, err := g.readPlace(txn, at)
			if err != nil || k.Kind != forum.KindRemove || k.verdict != shown {
				return err
			}
			by, _ := roll.ByDevice(k.Device)
			_, not := roll.Refused(k.ID)
			r, err := forum.RecordOf(&k.Entry, by.Person)
			if body, ok := r.Body.(*forum.Remove); ok && !not && body.Person == p && slices.Contains(m.Removers, by.Person) {
				act = k.ID
			}
			return err
		})
	})
	if err == nil && act.Zero() {
		return act, refuseEnglish(CodeNotFound, "the act that removed them is not here yet")
	}
	return act, err
}

// FindMatter takes the id of something that is being asked for, an unambiguous start of it (6 digits or more), or the
// name of the person it is about; for what is about nobody, "charter" or "recover".
func (s *Store) FindMatter(ctx context.Context, g forum.ID, ref string) (*forum.Matter, error) {
	roll, err := s.Roll(ctx, g)
	if err != nil {
		return nil, err
	}
	var all []match
	for i := range roll.Matters {
		m := &roll.Matters[i]
		name := string(m.Kind)
		if who, ok := roll.Find(m.Person); ok {
			name = who.Name
		}
		all = append(all, match{id: m.ID, name: name})
	}
	found, err := pick("matter", ref, all)
	m, _ := roll.Matter(found.id)
	return m, err
}

// FindUndone is [Store.FindMatter] for an act that can be approved again.
func (s *Store) FindUndone(ctx context.Context, g forum.ID, ref string) (forum.ID, error) {
	roll, err := s.Roll(ctx, g)
	if err != nil {
		return forum.ID{}, err
	}
	var all []match
	for _, u := range roll.Undone {
		who, _ := roll.Find(u.Person)
		all = append(all, match{id: u.Act, name: who.Name})
	}
	found, err := pick("undone act", ref, all)
	return found.id, err
}
