package forum

import (
	"bytes"
	"slices"

	"moot/store/saying"
)

// A household is a set of members who live together. A charter may give each household one vote, whoever of them casts
// it; a member of no household then counts as one alone.

// KindHouse is the act that says which household somebody belongs to.
const KindHouse Kind = "household"

// House is the payload of a household act.
type House struct {
	Person Person `cbor:"1,keyasint"`
	Name   string `cbor:"2,keyasint,omitempty"` // of the household; empty for none
}

func (h *House) check() error {
	return first(person(h.Person), optional("a household's name", h.Name, MaxName))
}

// ruleHouse: officers keep the list of who lives where. To be put into somebody's household is to share their vote, and
// so is having somebody put into one's own: the sections of both are owed what they are owed when one of theirs loses
// the vote. Moving out takes nothing from anybody.
func ruleHouse(by, whom *seat, h *House, past *state, v *judged) error {
	if err := office(by, "say which household somebody belongs to"); err != nil {
		return err
	}
	if !whom.active() {
		return refuse("that person was not a member, so they have no household in this group")
	}
	if v.owed = past.owedForHouse(by, whom, h); by != whom {
		v.section = whom.Section
	}
	return nil
}

// owedForHouse gives what sections are owed before somebody comes into a household with others.
func (s *state) owedForHouse(by, whom *seat, h *House) (all []owed) {
	if h.Name == "" || h.Name == whom.Household {
		return nil
	}
	for _, t := range s.people {
		if !t.active() || t.Household != h.Name || t.Person == whom.Person {
			continue
		}
		if by.Person != whom.Person && len(all) == 0 {
			all = append(all, s.owedForPerson(whom)...)
		}
		if t.Person != by.Person {
			all = append(all, s.owedForPerson(t)...)
		}
	}
	return tidy(all)
}

// house puts somebody into a household, or asks for it where sections must agree.
func (s *state) house(n *node, h *House, o *outcome) (reason *saying.Sentence) {
	if !s.people[h.Person].active() {
		return saying.New("that person was removed from the group at the same time")
	}
	return s.pursue(n, o)
}

// settleIn carries out what house asked for. Other households that are asked for the person lapse.
func (s *state) settleIn(h *House) (reason *saying.Sentence) {
	if !s.people[h.Person].active() {
		return saying.New("that person was removed from the group at the same time")
	}
	s.edit(h.Person).Household = h.Name
	s.drop(func(m *motion) bool { return m.kind == KindHouse && m.person() == h.Person })
	return nil
}

// Home is a household of more than one voting member.
type Home struct {
	Name   string   `cbor:"1,keyasint"`
	People []Person `cbor:"2,keyasint"` // who of it may vote, by person
}

// ByHousehold says whether each household has one vote by these rules.
func (r *Rules) ByHousehold() bool {
	return r != nil && r.Voting != nil && r.Voting.Who == WhoHousehold
}

// homes gives the households in which more than one person may vote, by name: all others have one vote anyway.
func (r *Roll) homes() (all []Home) {
	if !r.Rules.ByHousehold() {
		return nil
	}
	at := map[string]int{}
	for i := range r.Members {
		m := &r.Members[i]
		if m.Household == "" || m.Standing != StandingMember || !powers[m.Role][PowerVote] {
			continue
		}
		n, ok := at[m.Household]
		if !ok {
			n, at[m.Household] = len(all), len(all)
			all = append(all, Home{Name: m.Household})
		}
		all[n].People = append(all[n].People, m.Person)
	}
	all = slices.DeleteFunc(all, func(h Home) bool { return len(h.People) < 2 })
	slices.SortFunc(all, func(a, b Home) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	return all
}

// Eligible counts the votes there are: of the people who may cast a ballot, or where the charter gives each household
// one vote, of their households.
func (r *Roll) Eligible() int {
	n := 0
	for i := range r.Members {
		if r.Members[i].Standing == StandingMember && powers[r.Members[i].Role][PowerVote] {
			n++
		}
	}
	for _, h := range r.homes() {
		n -= len(h.People) - 1
	}
	return n
}

// voices says with whom people share their vote: those of a household of several voters are in it, and nobody else.
type voices map[Person]*Home

func voicesOf(homes []Home) voices {
	of := voices{}
	for i := range homes {
		for _, p := range homes[i].People {
			of[p] = &homes[i]
		}
	}
	return of
}

// voice gives whose vote somebody's is: of a household of several, that of the first of them by person; else their own.
func (of voices) voice(p Person) Person {
	if h, ok := of[p]; ok {
		return h.People[0]
	}
	return p
}

// home gives the name of the household that somebody shares a vote with, if they do.
func (of voices) home(p Person) string {
	if h, ok := of[p]; ok {
		return h.Name
	}
	return ""
}

// Sharing gives the people who have one vote between them with somebody, themselves included.
func (r *Roll) Sharing(p Person) []Person {
	if h, ok := voicesOf(r.homes())[p]; ok {
		return h.People
	}
	return []Person{p}
}
