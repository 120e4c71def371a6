package forum

import (
	"bytes"
	"maps"
	"slices"
)

// motion is something asked for that may need more than one person: a [Matter] in the making.
type motion struct {
	kind    Kind
	first   *node            // the earliest act that asked for it
	asks    map[Person]*node // who has asked, each with their latest act
	answers map[Person]*node // who has answered, each with their latest
}

// owed is what a section must be given before something takes effect.
type owed struct {
	section string
	guard   Guard
}

// keyOfMatter names what an act asks for: two acts with the same name ask for the same.
func keyOfMatter(body any) string {
	switch b := body.(type) {
	case *Remove:
		return removalKey(b.Person)
	case *Readmit:
		return matterKey(KindReadmit, struct{ Old, New Person }{b.Person, b.New})
	case *Grant:
		return matterKey(KindRole, *b)
	case *House:
		return matterKey(KindHouse, *b)
	case *Charter:
		return matterKey(KindCharter, *b)
	case *Recover:
		return matterKey(KindRecover, *b)
	}
	return ""
}

func removalKey(p Person) string { return string(KindRemove) + string(p[:]) }

func matterKey(k Kind, what any) string {
	d := ViewDigest(what)
	return string(k) + string(d[:])
}

// person gives whom a motion is about, zero for nobody in particular.
func (m *motion) person() Person {
	switch b := m.body().(type) {
	case *Remove:
		return b.Person
	case *Readmit:
		return b.Person
	case *Grant:
		return b.Person
	case *House:
		return b.Person
	}
	return Person{}
}

// body is what was asked for; for an act that was approved again, what it was about.
func (m *motion) body() any { return m.first.body() }

// body gives what an act does: its own body, or that of the act it approves again.
func (n *node) body() any {
	if n.upheld != nil {
		return n.upheld.act.Body
	}
	return n.act.Body
}

// edit gives a motion that may be changed, made on first use: clones of the state keep theirs.
func (s *state) editMotion(key string, first *node) *motion {
	m := &motion{kind: kindOf(first.body()), first: first, asks: map[Person]*node{}, answers: map[Person]*node{}}
	if was := s.motions[key]; was != nil {
		*m = motion{was.kind, was.first, maps.Clone(was.asks), maps.Clone(was.answers)}
	}
	s.motions[key] = m
	return m
}

func kindOf(body any) Kind {
	switch body.(type) {
	case *Remove:
		return KindRemove
	case *Readmit:
		return KindReadmit
	case *Grant:
		return KindRole
	case *House:
		return KindHouse
	case *Charter:
		return KindCharter
	}
	return KindRecover
}

// ask notes that an act asks for something.
func (s *state) ask(n *node) *motion {
	key := keyOfMatter(n.body())
	m := s.editMotion(key, n)
	m.asks[n.judged.author] = n
	s.asked[n.act.ID] = key
	return m
}

// drop ends motions: decided, or lapsed.
func (s *state) drop(which func(*motion) bool) {
	for key, m := range s.motions {
		if !which(m) {
			continue
		}
		delete(s.motions, key)
		for id, k := range s.asked {
			if k == key {
				delete(s.asked, id)
			}
		}
	}
}

// withdraw takes somebody's asking and answering out of every motion, when they leave or are removed.
func (s *state) withdraw(p Person) {
	for key, m := range s.motions {
		if m.asks[p] == nil && m.answers[p] == nil {
			continue
		}
		m = s.editMotion(key, m.first)
		delete(m.asks, p)
		delete(m.answers, p)
		if len(m.asks) > 0 {
			m.first = slices.MinFunc(slices.Collect(maps.Values(m.asks)), compareNodes)
		}
	}
	s.drop(func(m *motion) bool { return len(m.asks) == 0 || m.person() == p })
}

// guarded says whether a section has a say about who is in it, and people to say it.
func (s *state) guarded(section string) bool {
	sec, ok := s.rules.Section(section)
	return ok && sec.Removal.Kind != GuardNone && s.inSection(section, Person{}) > 0
}

// inSection counts the people of a section, but for one.
func (s *state) inSection(section string, but Person) (n int) {
	for _, t := range s.people {
		if t.active() && t.Section == section && t.Person != but {
			n++
		}
	}
	return n
}

// owedForPerson gives what the section of somebody is owed before they are removed.
func (s *state) owedForPerson(whom *seat) []owed {
	if !whom.active() {
		return nil
	}
	return owedByRemoval(s.rules, whom)
}

func owedByRemoval(r Rules, whom *seat) []owed {
	sec, ok := r.Section(whom.Section)
	if !ok || sec.Removal.Kind == GuardNone {
		return nil
	}
	return []owed{{sec.Name, sec.Removal}}
}

// owedForRole gives what sections are owed before somebody gets another role or place. Who takes the lesser role or
// leaves the section on their own account owes nothing for it.
func (s *state) owedForRole(by, whom *seat, g *Grant) (all []owed) {
	loses := powers[whom.Role][PowerVote] && !powers[g.Role][PowerVote]
	if by.Person != whom.Person && (loses || whom.Section != g.Section) {
		all = s.owedForPerson(whom)
	}
	if whom.Section != g.Section && by.Section != g.Section && s.guarded(g.Section) {
		all = append(all, owed{g.Section, Guard{Kind: GuardConsent, Number: 1}})
	}
	return all
}

// owedByAll gives what every section is owed before the rules are changed.
func owedByAll(r Rules) (all []owed) {
	for _, sec := range r.Sections {
		if sec.Charter.Kind != GuardNone {
			all = append(all, owed{sec.Name, sec.Charter})
		}
	}
	return all
}

// owedFor gives what is owed for a motion: what the rules asked for when each asked for it, and what they ask for now.
// So nobody gets round a safeguard by acting on what the rules were before it.
func (s *state) owedFor(m *motion) (all []owed) {
	for _, n := range m.asks {
		all = append(all, n.judged.owed...)
	}
	whom := s.people[m.person()]
	switch b := m.body().(type) {
	case *Remove, *Readmit:
		all = append(all, s.owedForPerson(whom)...)
	case *Grant:
		for _, n := range m.asks {
			if by := s.people[n.judged.author]; by != nil && whom.active() {
				all = append(all, s.owedForRole(by, whom, b)...)
			}
		}
	case *House:
		for _, n := range m.asks {
			if by := s.people[n.judged.author]; by != nil && whom.active() {
				all = append(all, s.owedForHouse(by, whom, b)...)
			}
		}
	case *Charter:
		all = append(all, owedByAll(s.rules)...)
	}
	return tidy(all)
}

// tidy puts what is owed in order, each once.
func tidy(all []owed) []owed {
	slices.SortFunc(all, func(a, b owed) int {
		return bytes.Compare(encodeOwed(a), encodeOwed(b))
	})
	return slices.Compact(all)
}

func encodeOwed(o owed) []byte {
	d := ViewDigest(struct {
		Section string
		Guard   Guard
	}{o.section, o.guard})
	return append([]byte(o.section+"\x00"), d[:]...)
}

// lacks gives what a motion still needs at an act. Beside is what is owed by rules made at the same time; without are
// answers that do not count.
func (s *state) lacks(m *motion, at *node, beside []owed, without func(*node) bool) (all []Lack) {
	need := 0
	for _, n := range m.asks {
		need = max(need, n.judged.needs)
	}
	if m.kind == KindRecover {
		need = s.majority()
	}
	if len(m.asks) < need {
		all = append(all, Lack{Have: len(m.asks), Need: need, Members: m.kind == KindRecover})
	}
	for _, o := range tidy(append(s.owedFor(m), beside...)) {
		if l, ok := s.lack(m, o, at, without); !ok {
			all = append(all, l)
		}
	}
	return all
}

// lack says whether a section has been given what it is owed. Where nobody is left in the section but the person
// concerned, they are heard themselves, whatever the guard.
func (s *state) lack(m *motion, o owed, at *node, without func(*node) bool) (l Lack, ok bool) {
	concerned := m.person()
	there := s.inSection(o.section, concerned)
	l = Lack{Section: o.section, Guard: o.guard, Need: o.guard.Need(there)}
	own := false
	for p, n := range m.answers {
		t := s.people[p]
		if without != nil && without(n) || !t.active() {
			continue
		}
		own = own || p == concerned
		says := n.act.Body.(*Answer).Stance
		if p != concerned && t.Section == o.section && (says == StanceAgree || o.guard.Kind != GuardConsent) {
			l.Have++
		}
	}
	if there == 0 && concerned.Zero() {
		return l, true // nobody is left in it to ask
	}
	if there == 0 || o.guard.Kind == GuardHearing {
		l.Guard.Kind, l.Need = GuardHearing, 1
		return l, l.Have > 0 || own || at != nil && m.waited(at, at.judged.author, o.guard, s.officer)
	}
	return l, l.Have >= l.Need
}

// waited says whether an act asks again for what was first asked for longer ago than a hearing lasts, by the clocks of
// those who asked. Where there is another officer it takes another, so that nobody gets there by putting their own clock
// forward.
func (m *motion) waited(at *node, by Person, g Guard, officers int) bool {
	if _, ok := at.body().(*Answer); ok || at == m.first || officers > 1 && by == m.first.judged.author {
		return false
	}
	return at.act.Time >= m.first.act.Time+int64(g.days())*24*3600*1000
}

// majority gives how many of those who could vote when the last officer went, and still belong, are more than half.
func (s *state) majority() int {
	n := 0
	for p := range s.electors {
		if s.people[p].active() {
			n++
		}
	}
	return n/2 + 1
}
