package forum

import "slices"

// Part is what somebody can do for a matter to take effect.
type Part struct {
	Ask    bool // ask for it too, with the same act: it lacks people who do, or it may be asked for again after a hearing
	Answer bool // answer it, as one of a section that is owed answers or as the person concerned
}

// Part says what part a person can have in a matter. It is what to offer them; the rules judge what they do then.
func (r *Roll) Part(m *Matter, p Person) (part Part) {
	who, ok := r.Find(p)
	if !ok || who.Standing != StandingMember {
		return part
	}
	part.Answer = p == m.Person
	for _, l := range m.Lacks {
		switch {
		case l.Section == "":
			part.Ask = part.Ask || p != m.Person && !slices.Contains(m.Asked, p) && r.mayAsk(m, who, l)
		case l.Section == who.Section:
			part.Answer = true
		case l.Guard.Kind == GuardHearing && who.Role == RoleOfficer && p != m.Person:
			part.Ask = true
		}
	}
	return part
}

// mayAsk says whether a person is one of those whose asking a matter lacks.
func (r *Roll) mayAsk(m *Matter, who Member, l Lack) bool {
	if who.Role == RoleOfficer || l.Members {
		return r.Votes(who.Person)
	}
	return m.Kind == KindReadmit && r.Votes(who.Person) && r.officersBut(m.Person) == 1
}

func (r *Roll) officersBut(p Person) (n int) {
	for i := range r.Members {
		if m := &r.Members[i]; m.Standing == StandingMember && m.Role == RoleOfficer && m.Person != p {
			n++
		}
	}
	return n
}

// Matter gives what is asked for by its id.
func (r *Roll) Matter(id ID) (*Matter, bool) {
	i := slices.IndexFunc(r.Matters, func(m Matter) bool { return m.ID == id })
	if i < 0 {
		return nil, false
	}
	return &r.Matters[i], true
}
