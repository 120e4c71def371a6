package forum

import (
	"fmt"
	"strings"
)

// Explain says how a person stands and how that came about, in one plain sentence, for a list of members. It is the same on every device.
func (r *Roll) Explain(p Person) string {
	m, ok := r.Find(p)
	if !ok {
		return "This person was never in the group."
	}
	switch m.Standing {
	case StandingWaiting:
		return fmt.Sprintf("%s waits for an officer to let them in: %s.", m.Name, m.Why)
	case StandingRemoved:
		return r.explainRemoval(m)
	}
	s := fmt.Sprintf("%s is %s", m.Name, roleWords[m.Role])
	if m.Section != "" {
		s += " of " + m.Section
	}
	if m.Household != "" {
		s += ", in the household " + m.Household
	}
	if m.By == m.Person {
		s += " and founded the group"
	} else {
		s += ", let in by " + r.name(m.By)
	}
	switch len(m.Devices) {
	case 0:
		s += "; every device of theirs has been retired, so two officers must re-admit them"
	case 1:
	default:
		s += fmt.Sprintf("; they use %d devices", len(m.Devices))
	}
	for i := range r.Matters {
		if x := &r.Matters[i]; x.Person == p {
			s += fmt.Sprintf("; %s asked %s: %s", r.names(x.Asked), x.about(), x.Sentence())
		}
	}
	return s + "."
}

var roleWords = map[Role]string{RoleOfficer: "an officer", RoleMember: "a member", RoleReader: "a reader"}

func (r *Roll) explainRemoval(m Member) string {
	if m.Left {
		return m.Name + " left the group."
	}
	s := fmt.Sprintf("%s was removed by %s", m.Name, r.names(m.Removers))
	if m.Why != "" {
		s += ": " + quoted(m.Why)
	}
	for _, said := range m.Said {
		if said.By == m.Person && said.Words != "" {
			s += "; they say: " + quoted(said.Words)
		}
	}
	return s + "."
}

// about says what a matter about a person would do to them.
func (m *Matter) about() string {
	switch m.Kind {
	case KindRemove:
		return "for them to be removed"
	case KindReadmit:
		return "for a newcomer to be taken for them, on a new device"
	case KindRole:
		return "for them to be " + roleWords[m.Role]
	case KindHouse:
		return "for them to share a household, and its vote"
	}
	return "for a change"
}

// quoted puts somebody's words on one line between quotation marks.
func quoted(s string) string { return "“" + strings.Join(strings.Fields(s), " ") + "”" }

func (r *Roll) name(p Person) string {
	if m, ok := r.Find(p); ok && m.Name != "" {
		return m.Name
	}
	return "somebody"
}

func (r *Roll) names(ps []Person) string {
	all := make([]string, len(ps))
	for i, p := range ps {
		all[i] = r.name(p)
	}
	switch n := len(all); n {
	case 0:
		return "somebody"
	case 1:
		return all[0]
	default:
		return strings.Join(all[:n-1], ", ") + " and " + all[n-1]
	}
}
