package forum

import (
	"slices"

	"moot/store/saying"
)

// Rules are what a group's charter says in figures. They bind the resolver: nothing here is advice.
type Rules struct {
	Sections []Section     `cbor:"1,keyasint,omitempty"`  // by name, each once
	Voting   *Voting       `cbor:"2,keyasint,omitempty"`  // what it takes to decide; nil when the charter does not say
	Meeting  *MeetingRules `cbor:"10,keyasint,omitempty"` // nil when the charter does not say
	Bodies   []Body        `cbor:"11,keyasint,omitempty"` // what people are elected to, by name, each once
	Files    *Files        `cbor:"12,keyasint,omitempty"` // how much room files may take; nil when the charter does not say
	Cards    int           `cbor:"20,keyasint,omitempty"` // officers who sign a card for neighbouring groups; 0 is 1
	// Capacities are in what people advise and sign off, by name, each once.
	Capacities []Capacity `cbor:"14,keyasint,omitempty"`
}

// CardSigners says how many officers sign a card before it goes out to neighbouring groups.
func (r *Rules) CardSigners() int { return max(r.Cards, 1) }

// Section is a part of the community that the charter names (a block, an age, tenants, traders…) with what must happen
// before something is done over its head. No section can shut another out.
type Section struct {
	Name    string `cbor:"1,keyasint"`
	For     string `cbor:"2,keyasint,omitempty"` // who it is, in a line
	Removal Guard  `cbor:"3,keyasint,omitzero"`  // before one of its people is removed, or loses their vote or their place in it
	Charter Guard  `cbor:"4,keyasint,omitzero"`  // before the rules are changed
	Closing Guard  `cbor:"5,keyasint,omitzero"`  // before a vote is closed
}

// GuardKind is what a guard asks for.
type GuardKind string

// The kinds of guard, from none to the strongest.
const (
	GuardNone    GuardKind = ""
	GuardHearing GuardKind = "hearing" // somebody of the section, or the person concerned, has answered, or the days have gone by
	GuardQuorum  GuardKind = "quorum"  // so many of the section have answered, either way
	GuardConsent GuardKind = "consent" // so many of the section have agreed
)

// Guard is what a section is owed before something is done. Of Number and Percent the one that asks for more people
// counts, and it is never less than one person.
type Guard struct {
	Kind    GuardKind `cbor:"1,keyasint,omitempty"`
	Number  int       `cbor:"2,keyasint,omitempty"` // people
	Percent int       `cbor:"3,keyasint,omitempty"` // of the section's people, rounded up
	Days    int       `cbor:"4,keyasint,omitempty"` // for a hearing: how long to wait for an answer, by the signers' clocks; 0 is 14
}

// Need gives how many of a section of so many people the guard asks for: never more than there are.
func (g Guard) Need(people int) int {
	if g.Kind == GuardNone {
		return 0
	}
	if g.Kind == GuardHearing {
		return min(1, people)
	}
	return min(people, max(1, g.Number, (people*g.Percent+99)/100))
}

// Sentence says in plain words what the guard asks for.
func (g Guard) Sentence(section string) *saying.Sentence {
	most := saying.New("%d", max(1, g.Number))
	if g.Percent > 0 {
		most = saying.New("%d%%", g.Percent)
		if g.Number > 1 {
			most = saying.New("%d%%, and at least %d,", g.Percent, g.Number)
		}
	}
	switch g.Kind {
	case GuardConsent:
		return saying.New("%s of %s must agree", most, section)
	case GuardQuorum:
		return saying.New("%s of %s must have answered", most, section)
	case GuardHearing:
		return saying.New("%s must be heard, or have had %d days to answer", section, g.days())
	}
	return saying.New("%s need not be asked", section)
}

// Section gives the rules of a section by its name.
func (r *Rules) Section(name string) (Section, bool) {
	if r == nil {
		return Section{}, false
	}
	i := slices.IndexFunc(r.Sections, func(s Section) bool { return s.Name == name })
	if i < 0 {
		return Section{}, false
	}
	return r.Sections[i], true
}

func (r *Rules) check() error {
	if r == nil {
		return nil
	}
	if len(r.Sections) > maxParts {
		return bad("it has %d sections; the most is %d", len(r.Sections), maxParts)
	}
	for i := range r.Sections {
		s := &r.Sections[i]
		if i > 0 && r.Sections[i-1].Name >= s.Name {
			return bad("its sections are not in the order of their names")
		}
		err := first(
			line("a section's name", s.Name, MaxName), optional("what a section is for", s.For, MaxTitle),
			s.Removal.check(), s.Charter.check(), s.Closing.check(),
		)
		if err != nil {
			return err
		}
	}
	return first(r.Voting.check(), r.Meeting.check(), r.Files.check(), checkBodies(r.Bodies), capacities(r.Capacities), within("how many officers sign a card", int64(r.Cards), 0, MaxCardKeys))
}

func (g Guard) check() error {
	return first(
		known("safeguard", string(g.Kind), string(GuardNone), string(GuardHearing), string(GuardQuorum), string(GuardConsent)),
		within("a number of people", int64(g.Number), 0, MaxUses),
		within("a share", int64(g.Percent), 0, 100),
		within("the days to be heard", int64(g.Days), 0, maxNotice),
	)
}

// defaultHearing is how many days a hearing lasts when the charter does not say.
const defaultHearing = 14

func (g Guard) days() int {
	if g.Days > 0 {
		return g.Days
	}
	return defaultHearing
}
