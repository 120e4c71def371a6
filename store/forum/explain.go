package forum

import (
	"strings"

	"moot/store/saying"
)

// Explain says how a person stands and how that came about, in one plain sentence, for a list of members. It is the same on every device.
func (r *Roll) Explain(p Person) *saying.Sentence {
	m, ok := r.Find(p)
	if !ok {
		return saying.New("This person was never in the group.")
	}
	switch m.Standing {
	case StandingWaiting:
		return saying.New("%s waits for an officer to let them in: %s.", m.Name, m.Wait)
	case StandingRemoved:
		return r.explainRemoval(m)
	}
	s := saying.New(roleWords[m.Role], m.Name)
	if m.Section != "" {
		s = saying.New(roleIn[m.Role], m.Name, m.Section)
	}
	if m.Household != "" {
		s = saying.New("%s, in the household %s", s, m.Household)
	}
	if m.By == m.Person {
		s = saying.New("%s and founded the group", s)
	} else {
		s = saying.New("%s, let in by %s", s, r.name(m.By))
	}
	switch n := len(m.Devices); n {
	case 0:
		s = saying.New("%s; every device of theirs has been retired, so two officers must re-admit them", s)
	case 1:
	default:
		s = saying.New("%s; they use %d devices", s, n)
	}
	for i := range r.Matters {
		if x := &r.Matters[i]; x.Person == p {
			s = saying.New("%s; %s", s, saying.New(x.askedFor(), r.names(x.Asked), x.Sentence()))
		}
	}
	return saying.New("%s.", s)
}

var (
	roleWords = map[Role]saying.Text{RoleOfficer: "%s is an officer", RoleMember: "%s is a member", RoleReader: "%s is a reader"}
	roleIn    = map[Role]saying.Text{RoleOfficer: "%s is an officer of %s", RoleMember: "%s is a member of %s", RoleReader: "%s is a reader of %s"}
	roleAsked = map[Role]saying.Text{RoleOfficer: "%s asked for them to be an officer: %s", RoleMember: "%s asked for them to be a member: %s",
		RoleReader: "%s asked for them to be a reader: %s"}
)

func (r *Roll) explainRemoval(m Member) *saying.Sentence {
	if m.Left {
		return saying.New("%s left the group.", m.Name)
	}
	s := saying.New("%s was removed by %s", m.Name, r.names(m.Removers))
	if m.Why != "" {
		s = saying.New("%s: %s", s, quoted(m.Why))
	}
	for _, said := range m.Said {
		if said.By == m.Person && said.Words != "" {
			s = saying.New("%s; they say: %s", s, quoted(said.Words))
		}
	}
	return saying.New("%s.", s)
}

// askedFor says who asked for a matter about a person, what it would do to them, and what it lacks.
func (m *Matter) askedFor() saying.Text {
	switch m.Kind {
	case KindRemove:
		return "%s asked for them to be removed: %s"
	case KindReadmit:
		return "%s asked for a newcomer to be taken for them, on a new device: %s"
	case KindRole:
		return roleAsked[m.Role]
	case KindHouse:
		return "%s asked for them to share a household, and its vote: %s"
	}
	return "%s asked for a change: %s"
}

// quoted puts somebody's words on one line between the quotation marks of the language that it is said in.
func quoted(words string) *saying.Sentence {
	return saying.New("“%s”", strings.Join(strings.Fields(words), " "))
}

// name gives somebody's name, for a gap.
func (r *Roll) name(p Person) any {
	if m, ok := r.Find(p); ok && m.Name != "" {
		return m.Name
	}
	return saying.Text("somebody")
}

func (r *Roll) names(ps []Person) *saying.Sentence {
	if len(ps) == 0 {
		return saying.New("somebody")
	}
	s := saying.New("%s", r.name(ps[0]))
	for _, p := range ps[1:max(1, len(ps)-1)] {
		s = saying.New("%s, %s", s, r.name(p))
	}
	if len(ps) > 1 {
		s = saying.New(saying.And, s, r.name(ps[len(ps)-1]))
	}
	return s
}
