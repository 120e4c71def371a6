package store

import (
	"context"
	"slices"

	"moot/store/forum"
	"moot/store/saying"
)

// Foresight is what the group's rules would say to an act of this person, before it is made.
type Foresight struct {
	Refused *saying.Sentence // why it may not be done, nil when it may
	Lacks   *saying.Sentence // what it would still need before it takes effect; nil when it takes effect at once
}

// nextAct stands for the id of an act that has not been made.
var nextAct = forum.ID{0xff}

// Foresee says what an act of this person would come to. Nothing is written, and the gate decides when the act is
// made: others' acts may come first.
func (s *Store) Foresee(ctx context.Context, id, subject forum.ID, k forum.Kind, body any) (Foresight, error) {
	ahead, err := s.look(ctx, id)
	if err != nil {
		return Foresight{}, err
	}
	defer s.gate.Unlock()
	return ahead.at(subject, k, body)
}

// ahead foresees the acts of this person in a group. It belongs to the goroutine that holds the gate.
type ahead struct {
	s *Store
	g *group
}

// look takes the gate; the caller gives it back.
func (s *Store) look(ctx context.Context, id forum.ID) (*ahead, error) {
	g, err := s.group(id)
	if err != nil {
		return nil, err
	}
	if err := checkCtx(ctx); err != nil {
		return nil, err
	}
	s.gate.Lock()
	if g.state().roll == nil {
		s.gate.Unlock()
		return nil, refuse(CodeNotFound, "this group has not been reached yet")
	}
	return &ahead{s, g}, nil
}

func (a *ahead) at(subject forum.ID, k forum.Kind, body any) (f Foresight, err error) {
	payload, err := forum.Encode(k, body)
	if err != nil {
		return Foresight{Refused: ReasonOf(badInput(err))}, nil
	}
	read, _, err := forum.Decode(k, payload)
	if err != nil {
		return Foresight{Refused: ReasonOf(badInput(err))}, nil
	}
	refused, pending, err := a.g.history.Foresee(forum.Act{Record: forum.Record{ID: nextAct, Subject: subject, Kind: k, Device: a.s.Identity(),
		Lane: forum.RollLane, Time: a.s.clock(), Roll: a.g.roll().Cite(), Body: read}})
	f.Refused = refused.Capital()
	if pending != nil {
		f.Lacks = pending.Sentence()
	}
	return f, err
}

// may says whether an act would be let stand.
func (a *ahead) may(subject forum.ID, k forum.Kind, body any) (bool, error) {
	f, err := a.at(subject, k, body)
	return f.Refused == nil && err == nil, err
}

// MatterCan says what this person may do about a matter.
type MatterCan struct {
	AskToo bool // or ask again, when that is all it waits for
	Agree  bool
	Object bool
	Speak  bool
}

// MatterCan foretells what the gate would say, as Can does.
func (s *Store) MatterCan(ctx context.Context, id forum.ID, m *forum.Matter) (c MatterCan, err error) {
	a, err := s.look(ctx, id)
	if err != nil {
		return c, err
	}
	defer s.gate.Unlock()
	return a.matter(m)
}

// matter is MatterCan with the gate held.
func (a *ahead) matter(m *forum.Matter) (c MatterCan, err error) {
	again, err := a.at(forum.ID{}, m.Kind, asked(m))
	if err != nil {
		return c, err
	}
	me, _ := a.g.roll().ByDevice(a.s.Identity())
	leaving := m.Kind == forum.KindRemove && m.Person == me.Person // to ask for one's own removal is to go
	c.AskToo = again.Refused == nil && !leaving && (again.Lacks == nil || !slices.Contains(m.Asked, me.Person))
	for stance, may := range map[forum.Stance]*bool{forum.StanceAgree: &c.Agree, forum.StanceObject: &c.Object, forum.StanceSpeak: &c.Speak} {
		if *may, err = a.may(m.ID, forum.KindAnswer, forum.Answer{Stance: stance, Words: "…"}); err != nil {
			return c, err
		}
	}
	return c, nil
}

// ForeseeAskToo says what AskToo would come to.
func (s *Store) ForeseeAskToo(ctx context.Context, g forum.ID, m *forum.Matter) (Foresight, error) {
	return s.Foresee(ctx, g, forum.ID{}, m.Kind, asked(m))
}

// AskToo asks for what a matter asks for too, and no more: what Second does besides is for who agrees to it.
func (s *Store) AskToo(ctx context.Context, g forum.ID, m forum.Matter, why string) error {
	m.Why = why
	return s.do(ctx, g, func(w *writer) error { return w.askToo(&m) })
}

// PersonCan says what this person may do about a person.
type PersonCan struct {
	Approve bool
	Readmit bool         // say that the person, who waits, is a member who lost every device
	Accept  bool         // show what was hidden when the person was removed, or gave up a device
	Roles   []forum.Role // to give
	Move    bool         // to another section
	Leave   bool         // the group: the person is oneself
	Remove  bool
	Speak   bool // about one's own removal: Speak
	House   bool // say which household they belong to
}

// PersonCan foretells what the gate would say, as Can does.
func (s *Store) PersonCan(ctx context.Context, id forum.ID, p forum.Person) (c PersonCan, err error) {
	if me, _ := s.MeIn(id); me.Standing == forum.StandingRemoved && me.Person == p && !me.Left {
		return s.lastWord(ctx, id, p)
	}
	a, err := s.look(ctx, id)
	if err != nil {
		return c, err
	}
	defer s.gate.Unlock()
	m, ok := a.g.roll().Find(p)
	me, _ := a.g.roll().ByDevice(s.Identity())
	if !ok || me.Standing != forum.StandingMember {
		return c, nil
	}
	switch m.Standing {
	case forum.StandingWaiting:
		if c.Approve, err = a.may(forum.ID{}, forum.KindApprove, forum.Approve{Person: p}); err != nil {
			return c, err
		}
		for _, old := range a.g.roll().Active() { // one that may be said of somebody is enough to offer it
			if c.Readmit, err = a.may(forum.ID{}, forum.KindReadmit, forum.Readmit{Person: old.Person, New: p}); c.Readmit || err != nil {
				break
			}
		}
		return c, err
	case forum.StandingMember:
		if c, err = a.member(&m, me.Person); err != nil {
			return c, err
		}
	}
	if !m.Left {
		c.Accept, err = a.may(forum.ID{}, forum.KindAccept, forum.Accept{Person: p, Pins: []forum.Pin{}})
	}
	return c, err
}

// member is PersonCan about a member.
func (a *ahead) member(m *forum.Member, me forum.Person) (c PersonCan, err error) {
	for _, r := range []forum.Role{forum.RoleOfficer, forum.RoleMember, forum.RoleReader} {
		may, err := a.may(forum.ID{}, forum.KindRole, forum.Grant{Person: m.Person, Role: r, Section: m.Section})
		if err != nil {
			return c, err
		}
		if may && r != m.Role {
			c.Roles = append(c.Roles, r)
		}
		c.Move = c.Move || may && r == m.Role
	}
	if c.House, err = a.may(forum.ID{}, forum.KindHouse, forum.House{Person: m.Person, Name: m.Household}); err != nil {
		return c, err
	}
	may, err := a.may(forum.ID{}, forum.KindRemove, forum.Remove{Person: m.Person})
	c.Leave, c.Remove = may && m.Person == me, may && m.Person != me
	return c, err
}

// lastWord is PersonCan about oneself after one's removal.
func (s *Store) lastWord(ctx context.Context, id forum.ID, p forum.Person) (c PersonCan, err error) {
	act, err := s.Removal(ctx, id, p)
	if err != nil {
		return c, err
	}
	f, err := s.Foresee(ctx, id, act, forum.KindAnswer, forum.Answer{Stance: forum.StanceSpeak, Words: "…"})
	c.Speak = err == nil && f.Refused == nil
	return c, err
}

// Speak says this person's own words about their removal, once; everybody reads them with it.
func (s *Store) Speak(ctx context.Context, id forum.ID, words string) error {
	me, _ := s.MeIn(id)
	act, err := s.Removal(ctx, id, me.Person)
	if err != nil {
		return err
	}
	return s.Answer(ctx, id, act, forum.Answer{Stance: forum.StanceSpeak, Words: words})
}
