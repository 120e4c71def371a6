package forum

import (
	"reflect"
	"slices"
	"strings"
)

// A change of the rules carries them whole, as its author would have them. What it leaves as its author knew it stays as
// it has become by then: so officers who change different parts while they are apart, or appoint different people, all get what
// they meant. Where two changed the same part, the later one holds, as with any register.

// amended gives the rules after a change by somebody who knew them as was and would have them as to.
func (r Rules) amended(was, to *Rules) Rules {
	if was == nil {
		return *to
	}
	merged := Rules{
		Sections:   later(was.Sections, to.Sections, r.Sections),
		Voting:     later(was.Voting, to.Voting, r.Voting),
		Meeting:    later(was.Meeting, to.Meeting, r.Meeting),
		Bodies:     later(was.Bodies, to.Bodies, r.Bodies),
		Files:      later(was.Files, to.Files, r.Files),
		Cards:      later(was.Cards, to.Cards, r.Cards),
		Capacities: laterCapacities(was, to, &r),
	}
	if merged.check() != nil { // together they would be too much
		return *to
	}
	return merged
}

// later gives what a part has become by now, unless the change is about it.
func later[T any](was, to, now T) T {
	if reflect.DeepEqual(was, to) {
		return now
	}
	return to
}

func laterCapacities(was, to, now *Rules) (all []Capacity) {
	for i := range now.Capacities {
		n := &now.Capacities[i]
		_, had := was.Capacity(n.Name)
		if _, stays := to.Capacity(n.Name); !stays && !had { // its author had not heard of it
			all = append(all, *n)
		}
	}
	for _, t := range to.Capacities {
		w, had := was.Capacity(t.Name)
		n, has := now.Capacity(t.Name)
		if !has {
			n = Capacity{}
		}
		if had && !has && reflect.DeepEqual(w, t) { // somebody else has done away with it
			continue
		}
		holders := laterPeople(w.Holders, t.Holders, n.Holders)
		w.Holders, t.Holders = nil, nil
		if plain := n; had && has {
			plain.Holders = nil
			t = later(w, t, plain)
		}
		t.Holders = holders
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b Capacity) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// laterPeople puts in whom the change put in, and takes out whom it took out.
func laterPeople(was, to, now []Person) (all []Person) {
	for _, p := range now {
		if slices.Contains(to, p) || !slices.Contains(was, p) {
			all = append(all, p)
		}
	}
	for _, p := range to {
		if !slices.Contains(was, p) && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, comparePersons)
	return all
}
