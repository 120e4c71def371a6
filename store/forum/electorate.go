package forum

import (
	"fmt"
	"slices"
)

// Electorate is what a vote takes from the roll it cites: who may vote, who may close it, and what sections are owed.
type Electorate struct {
	Eligible int            `cbor:"1,keyasint"`           // the votes there are: [Roll.Eligible]
	Officers []Person       `cbor:"2,keyasint,omitempty"` // by person
	Sections []Constituency `cbor:"3,keyasint,omitempty"` // those with a safeguard for closings
	Homes    []Home         `cbor:"4,keyasint,omitempty"` // where each household has one vote: those of several people who may vote

	Signing []Capacity `cbor:"12,keyasint,omitempty"` // those that sign decisions off
}

// Constituency is a section that a vote must not be closed over the head of.
type Constituency struct {
	Name   string   `cbor:"1,keyasint"`
	Guard  Guard    `cbor:"2,keyasint"`
	People []Person `cbor:"3,keyasint,omitempty"` // by person
	Voters int      `cbor:"4,keyasint,omitempty"` // how many votes they have
}

// Electorate gives what a vote opened under this roll takes from it.
func (r *Roll) Electorate() Electorate {
	e := Electorate{Eligible: r.Eligible(), Homes: r.homes(), Signing: r.Rules.signing()}
	of := voicesOf(e.Homes)
	type vote struct {
		section string
		voice   Person
	}
	counted := map[vote]bool{}
	places := map[string]int{}
	for _, s := range r.Rules.Sections {
		if s.Closing.Kind != GuardNone {
			places[s.Name] = len(e.Sections)
			e.Sections = append(e.Sections, Constituency{Name: s.Name, Guard: s.Closing})
		}
	}
	for i := range r.Members {
		m := &r.Members[i]
		if m.Standing != StandingMember {
			continue
		}
		if m.Role == RoleOfficer {
			e.Officers = append(e.Officers, m.Person)
		}
		if at, ok := places[m.Section]; ok {
			s := &e.Sections[at]
			s.People = append(s.People, m.Person)
			one := vote{m.Section, of.voice(m.Person)}
			if powers[m.Role][PowerVote] && !counted[one] {
				counted[one] = true
				s.Voters++
			}
		}
	}
	return e
}

// tellers gives who may close a vote: those it names, else the officers and whoever opened it.
func (e Electorate) tellers(v *OpenVote, opener Person) []Person {
	if len(v.Tellers) > 0 {
		return v.Tellers
	}
	all := append(slices.Clone(e.Officers), opener)
	slices.SortFunc(all, comparePersons)
	return slices.Compact(all)
}

// SectionShare is what a section is owed before a vote is closed, and what it has had.
type SectionShare struct {
	Section string
	Guard   Guard
	People  int
	Have    int // of its people: who said yes, for consent; who voted, for a quorum; who voted or commented, for a hearing
	Need    int
}

// Met says whether the section has had what it is owed, but for the days of a hearing, which only a teller can tell.
func (s SectionShare) Met() bool { return s.Have >= s.Need }

// Sentence says it in plain words.
func (s SectionShare) Sentence() string {
	so := fmt.Sprintf("%d of %d so far", s.Have, s.Need)
	switch s.Guard.Kind {
	case GuardConsent:
		return fmt.Sprintf("%s of %s must agree before this passes (%s)", people(s.Need, "person", "people"), s.Section, so)
	case GuardQuorum:
		return fmt.Sprintf("%s of %s must have voted before this is closed (%s)", people(s.Need, "person", "people"), s.Section, so)
	}
	return fmt.Sprintf("%s must be heard: one of them votes or comments, or %s go by after the vote opened (%s)", s.Section, people(s.Guard.days(), "day", "days"), so)
}

// shares says what each section is owed in a vote. Heard are people who have commented. A section of which nobody may
// vote is heard, whatever its safeguard says: it could give nothing else. One with nobody in it is owed nothing.
func (e Electorate) shares(v *Vote, heard map[Person]bool) (all []SectionShare) {
	cast := v.Cast()
	said := make(map[Person]*Ballot, len(cast))
	for i := range cast {
		said[cast[i].Voter] = &cast[i]
	}
	return e.sharesOf(v, heard, func(p Person) *Ballot { return said[p] })
}

// sharesOf is shares with the ballot of each person asked for.
func (e Electorate) sharesOf(v *Vote, heard map[Person]bool, said func(Person) *Ballot) (all []SectionShare) {
	for _, s := range e.Sections {
		if len(s.People) == 0 {
			continue
		}
		share := SectionShare{Section: s.Name, Guard: s.Guard, People: len(s.People)}
		if s.Voters == 0 {
			share.Guard.Kind = GuardHearing
		}
		share.Need = share.Guard.Need(max(s.Voters, 1))
		for _, p := range s.People {
			b := said(p)
			switch {
			case share.Guard.Kind == GuardHearing && (b != nil || heard[p] || v.OnPaper(p)),
				share.Guard.Kind == GuardQuorum && b != nil,
				share.Guard.Kind == GuardConsent && b != nil && v.agrees(b):
				share.Have++
			}
		}
		all = append(all, share)
	}
	return all
}

// agrees says whether a ballot is for the proposal; among options, whether it chooses any.
func (v *Vote) agrees(b *Ballot) bool {
	if HasOptions(v.Method) {
		return len(b.Prefs) > 0
	}
	return b.Choice == Yes || b.Choice == Concern
}
