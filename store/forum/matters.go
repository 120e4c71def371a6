package forum

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
)

// matters gives what is asked for, as people are shown it.
func (s *state) matters() []Matter {
	var all []Matter
	for _, m := range s.motions {
		x := Matter{
			ID: m.first.act.ID, Kind: m.kind, Person: m.person(), Time: m.first.act.Time,
			Asked: slices.SortedFunc(maps.Keys(m.asks), comparePersons), Said: saidBy(m.answers),
			Lacks: s.lacks(m, nil, nil, nil),
		}
		switch b := m.body().(type) {
		case *Remove:
			x.Why = b.Why
		case *Readmit:
			x.New, x.Why = b.New, b.Why
		case *Grant:
			x.Role, x.Section = b.Role, b.Section
		case *House:
			x.Household = b.Name
		case *Charter:
			x.Charter = b
		case *Recover:
			x.Named = slices.Clone(b.Officers)
		}
		all = append(all, x)
	}
	slices.SortFunc(all, func(a, b Matter) int { return cmp.Or(cmp.Compare(a.Time, b.Time), compareIDs(a.ID, b.ID)) })
	return all
}

func comparePersons(a, b Person) int { return bytes.Compare(a[:], b[:]) }

// saidBy gives answers in the order they were given, as claimed.
func saidBy(answers map[Person]*node) (said []Said) {
	for p, n := range answers {
		a := n.act.Body.(*Answer)
		said = append(said, Said{By: p, Stance: a.Stance, Words: a.Words, Time: n.act.Time})
	}
	slices.SortFunc(said, func(a, b Said) int { return cmp.Or(cmp.Compare(a.Time, b.Time), comparePersons(a.By, b.By)) })
	return said
}

// upholdable says whether an act that was undone is one an officer may approve again, and would change something now.
func (s *state) upholdable(n *node) bool {
	switch b := n.body().(type) {
	case *Offer, *Charter:
		return true
	case *Revoke:
		v := s.invites[n.act.Subject]
		return v != nil && !v.Revoked
	case *Admit:
		t := s.people[b.Ask.Person]
		return t != nil && t.Standing == StandingWaiting
	case *Approve:
		t := s.people[b.Person]
		return t != nil && t.Standing == StandingWaiting
	case *Grant:
		t := s.people[b.Person]
		return t.active() && (t.Role != b.Role || t.Section != b.Section)
	case *House:
		t := s.people[b.Person]
		return t.active() && t.Household != b.Name
	}
	return false
}

func (s *state) undoneList() (all []Undone) {
	for id, n := range s.undone {
		if !s.upholdable(n) {
			continue
		}
		u := Undone{Act: id, Kind: n.act.Kind, By: n.judged.author, Time: n.act.Time, Reason: s.refused[id]}
		switch b := n.body().(type) {
		case *Admit:
			u.Person = b.Ask.Person
		case *Approve:
			u.Person = b.Person
		case *Grant:
			u.Person = b.Person
		case *House:
			u.Person = b.Person
		}
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b Undone) int { return cmp.Or(cmp.Compare(a.Time, b.Time), compareIDs(a.Act, b.Act)) })
	return all
}
