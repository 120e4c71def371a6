package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"moot/store/forum"
)

// SeatElected does on the roll what follows from the elections to a body: the elected become officers, and who sat and does not
// any more becomes a member. Each act names the record it follows from. Where it takes two officers, this is the asking of one, and
// left gives what is asked for and lacks another. Officers may.
func (s *Store) SeatElected(ctx context.Context, g forum.ID, body string) (done, left []forum.Seating, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		if _, err := w.board(body); err != nil {
			return err
		}
		all, err := w.elections()
		if err != nil {
			return err
		}
		due := forum.Seatings(w.g.roll(), forum.Boards(w.g.roll(), all))
		me := w.me()
		slices.SortStableFunc(due, func(a, b forum.Seating) int { return lastFirst(a.Person == me, b.Person == me) })
		for _, d := range due {
			if !strings.EqualFold(d.Body, body) || askedBy(w.g.roll(), d, me) {
				continue
			}
			m, _ := w.g.roll().Find(d.Person)
			if _, err := w.say(d.For, forum.KindRole, forum.Grant{Person: d.Person, Role: d.Role, Section: m.Section}); err != nil {
				return err
			}
			if now, _ := w.g.roll().Find(d.Person); now.Role == d.Role {
				done = append(done, d)
			}
		}
		left = slices.DeleteFunc(due, func(d forum.Seating) bool {
			return !strings.EqualFold(d.Body, body) || slices.Contains(done, d)
		})
		return nil
	})
	return done, left, err
}

// lastFirst puts what is one's own after the rest: whoever gives up their own office does the others first.
func lastFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// askedBy says whether a person has asked for a role already that lacks others' asking.
func askedBy(r *forum.Roll, d forum.Seating, p forum.Person) bool {
	return slices.ContainsFunc(r.Matters, func(m forum.Matter) bool {
		return m.Kind == forum.KindRole && m.Person == d.Person && m.Role == d.Role && slices.Contains(m.Asked, p)
	})
}

// seatNotes says where the roll and the elections differ: somebody elected who is not an officer, somebody who sat and
// still is one, and a role that was given with reference to a result that does not give it.
func (s *Store) seatNotes(ctx context.Context, in forum.ID) (notes []string, err error) {
	_, due, err := s.boards(ctx, in)
	if err != nil {
		return nil, err
	}
	all, err := s.allElections(ctx, in)
	if err != nil {
		return nil, err
	}
	g, err := s.group(in)
	if err != nil {
		return nil, err
	}
	roll := g.state().roll
	for _, d := range due {
		notes = append(notes, SeatingSentence(d, nameOf(roll, d.Person)))
	}
	s.gate.Lock() // the history belongs to the gate
	defer s.gate.Unlock()
	for _, a := range g.history.Since(roll.Heads, nil) {
		b, ok := a.Body.(*forum.Grant)
		if !ok || a.Subject.Zero() || forum.Gives(a.Subject, b.Person, b.Role, all) {
			continue
		}
		m, _ := roll.Find(b.Person)
		if _, refused := roll.Refused(a.ID); refused || m.Role != b.Role {
			continue
		}
		by, _ := roll.ByDevice(a.Device)
		notes = append(notes, fmt.Sprintf("%s was made %s by %s on %s with reference to an election, and no result here says so",
			m.Name, map[bool]string{true: "an officer", false: "a " + string(b.Role)}[b.Role == forum.RoleOfficer], by.Name, time.UnixMilli(a.Time).Format(time.DateOnly)))
	}
	slices.Sort(notes)
	return notes, nil
}

// SeatingSentence says what is still to be done on the roll.
func SeatingSentence(d forum.Seating, name string) string {
	if d.Role == forum.RoleOfficer {
		return fmt.Sprintf("%s was elected to the %s and is not an officer yet", name, d.Body)
	}
	return fmt.Sprintf("%s no longer sits on the %s and is still an officer", name, d.Body)
}

// seatNeeds gives one need for each body whose officers are not yet those who sit, but for what this officer has asked for.
func seatNeeds(roll *forum.Roll, all []forum.Election, me forum.Person) (needs []forum.Need) {
	at := map[string]int{}
	for _, d := range forum.Seatings(roll, forum.Boards(roll, all)) {
		if askedBy(roll, d, me) {
			continue
		}
		i, ok := at[d.Body]
		if !ok {
			i = len(needs)
			at[d.Body] = i
			e := lastOf(all, d.Body)
			needs = append(needs, forum.Need{What: "seat", ID: e.ID, Title: fmt.Sprintf("%s: elected on %s, and not seated", d.Body, time.UnixMilli(e.Declared).UTC().Format(time.DateOnly))})
		} else {
			needs[i].Detail += ", "
		}
		needs[i].Detail += nameOf(roll, d.Person)
	}
	return needs
}

// lastOf gives the latest election to a body that has a result.
func lastOf(all []forum.Election, body string) (last forum.Election) {
	for _, e := range all {
		if e.Body == body && e.State == forum.ElectionDone && (last.ID.Zero() || e.At > last.At) {
			last = e
		}
	}
	return last
}
