package cli

import (
	"fmt"
	"strings"

	"moot/store/forum"
)

// matterView is something that has been asked for and still lacks something.
type matterView struct {
	Matter   forum.ID       `json:"matter"`
	Kind     forum.Kind     `json:"kind"`   // remove, role, charter, readmit or recover
	Person   string         `json:"person"` // whom it is about; empty for the charter and for a recovery
	Name     string         `json:"name"`
	About    string         `json:"about"` // what it would do, in words
	Asked    []personView   `json:"asked"`
	Time     string         `json:"time"`
	Why      string         `json:"why"`
	Lacks    []lackView     `json:"lacks"`
	Words    string         `json:"words"` // everything it lacks
	Said     []saidView     `json:"said"`
	New      string         `json:"new,omitempty"`      // readmit: the waiting person it says is the same
	Role     forum.Role     `json:"role,omitempty"`     // role: what they would be
	Section  string         `json:"section,omitempty"`  // role: where they would be
	Charter  *charterView   `json:"charter,omitempty"`  // charter: what it would say; an empty name or aims stays as it is
	Officers []forum.Person `json:"officers,omitempty"` // recover: who would be officers
}

type personView struct {
	Person forum.Person `json:"person"`
	Name   string       `json:"name"`
}

type lackView struct {
	Section string `json:"section"` // whose answer; empty for people who must ask for it too
	Guard   string `json:"guard"`
	Have    int    `json:"have"`
	Need    int    `json:"need"`
	Words   string `json:"words"`
}

// saidView is one person's answer.
type saidView struct {
	personView
	Stance forum.Stance `json:"stance"`
	Words  string       `json:"words"`
	Time   string       `json:"time"`
}

func nameOf(roll *forum.Roll, p forum.Person) string {
	m, ok := roll.Find(p)
	if !ok {
		return "somebody"
	}
	return m.Name
}

func viewPeople(roll *forum.Roll, people []forum.Person) []personView {
	views := make([]personView, len(people))
	for i, p := range people {
		views[i] = personView{p, nameOf(roll, p)}
	}
	return views
}

func viewSaid(roll *forum.Roll, said []forum.Said) []saidView {
	views := make([]saidView, len(said))
	for i, s := range said {
		views[i] = saidView{personView{s.By, nameOf(roll, s.By)}, s.Stance, s.Words, stamp(s.Time)}
	}
	return views
}

func viewMatter(roll *forum.Roll, m *forum.Matter) matterView {
	v := matterView{
		Matter: m.ID, Kind: m.Kind, About: effect(roll, m), Asked: viewPeople(roll, m.Asked), Time: stamp(m.Time), Why: m.Why,
		Lacks: make([]lackView, len(m.Lacks)), Words: m.Sentence().String(), Said: viewSaid(roll, m.Said), Officers: m.Named,
	}
	if !m.Person.Zero() {
		v.Person, v.Name = m.Person.String(), nameOf(roll, m.Person)
	}
	for i, l := range m.Lacks {
		v.Lacks[i] = lackView{l.Section, l.Guard.String(), l.Have, l.Need, l.Sentence().String()}
	}
	switch m.Kind {
	case forum.KindReadmit:
		v.New = m.New.String()
	case forum.KindRole:
		v.Role, v.Section = m.Role, m.Section
	case forum.KindCharter:
		rules := roll.Rules
		if m.Charter.Rules != nil {
			rules = *m.Charter.Rules
		}
		charter := viewCharter(m.Charter.Name, m.Charter.Aims, rules, roll)
		v.Charter = &charter
	}
	return v
}

// effect says what a matter would do.
func effect(roll *forum.Roll, m *forum.Matter) string {
	name := nameOf(roll, m.Person)
	switch m.Kind {
	case forum.KindRemove:
		return name + " would be removed"
	case forum.KindReadmit:
		return fmt.Sprintf("%s, who waits to be let in, would be taken for %s, who lost every device", nameOf(roll, m.New), name)
	case forum.KindRole:
		return fmt.Sprintf("%s would be %s, in %s", name, roleWords(m.Role), sectionWords(m.Section))
	case forum.KindHouse:
		return fmt.Sprintf("%s would be in %s, and share its vote", name, householdWords(m.Household))
	case forum.KindCharter:
		words := charterWords(m.Charter)
		for _, change := range roll.CapacityChanges(m.Charter.Rules) {
			words += "; " + change.String()
		}
		return words
	case forum.KindRecover:
		names := make([]string, len(m.Named))
		for i, p := range m.Named {
			names[i] = nameOf(roll, p)
		}
		return "these would be officers: " + strings.Join(names, ", ")
	}
	return "something this version of Moot does not know"
}

// charterWords says what a change of the charter would make of it.
func charterWords(c *forum.Charter) string {
	var parts []string
	for _, field := range [][2]string{{"name", c.Name}, {"aims", c.Aims}} {
		if field[1] != "" {
			parts = append(parts, "the "+field[0]+" would be changed")
		}
	}
	if c.Rules == nil {
		return strings.Join(parts, ", ")
	}
	sections := make([]string, len(c.Rules.Sections))
	for i, s := range c.Rules.Sections {
		sections[i] = s.Name
		var owed []string
		for _, g := range []struct {
			what  string
			guard forum.Guard
		}{{"removal", s.Removal}, {"charter", s.Charter}, {"closing", s.Closing}} {
			if g.guard.Kind != forum.GuardNone {
				owed = append(owed, g.what+": "+g.guard.String())
			}
		}
		if len(owed) > 0 {
			sections[i] += " (" + strings.Join(owed, ", ") + ")"
		}
	}
	if len(sections) == 0 {
		return strings.Join(append(parts, "there would be no sections"), ", ")
	}
	return strings.Join(append(parts, "the sections would be: "+strings.Join(sections, ", ")), ", ")
}

func roleWords(r forum.Role) string {
	if r == forum.RoleOfficer {
		return "an officer"
	}
	return "a " + string(r)
}

// text tells a matter to a person: what is asked, by whom, what it lacks, and what was said.
func (v matterView) text() string {
	askers := make([]string, len(v.Asked))
	for i, p := range v.Asked {
		askers[i] = p.Name
	}
	text := fmt.Sprintf("%s  asked by %s: %s", short(v.Matter), strings.Join(askers, ", "), v.About)
	if v.Why != "" {
		text += "\n    why: " + v.Why
	}
	for _, l := range v.Lacks {
		text += "\n    still needed: " + l.Words
	}
	for _, s := range v.Said {
		text += "\n    " + s.text()
	}
	return text + "\n"
}

func (s saidView) text() string {
	verb := map[forum.Stance]string{forum.StanceAgree: "agrees", forum.StanceObject: "objects", forum.StanceSpeak: "says"}[s.Stance]
	if s.Words == "" {
		return s.Name + " " + verb
	}
	return fmt.Sprintf("%s %s: %s", s.Name, verb, s.Words)
}

// mattersOf gives the matters that which picks, oldest first.
func mattersOf(roll *forum.Roll, which func(*forum.Matter) bool) []matterView {
	views := []matterView{}
	for i := range roll.Matters {
		if m := &roll.Matters[i]; which(m) {
			views = append(views, viewMatter(roll, m))
		}
	}
	return views
}

func mattersText(views []matterView) string {
	var b strings.Builder
	for _, v := range views {
		b.WriteString(v.text())
	}
	return b.String()
}

// roll finds a group and who belongs to it.
func (c *call) roll(group string) (forum.ID, *forum.Roll, error) {
	g, err := c.group(group)
	if err != nil {
		return g, nil, err
	}
	roll, err := c.session.store.Roll(c.ctx, g)
	return g, roll, err
}

// askedFor gives what is asked for about a person, of one kind.
func askedFor(roll *forum.Roll, k forum.Kind, p forum.Person) []matterView {
	return mattersOf(roll, func(m *forum.Matter) bool { return m.Kind == k && m.Person == p })
}
