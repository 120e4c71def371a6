package forum

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"moot/store/saying"
)

// What acts do to people's places in the group. Each gives the reason why an act does not count after all, if it does
// not: something at the same time has come first.

// admit gives a seat to whoever asked. Undone is why the admission was cancelled, if it was: then they wait, so that
// an officer can let them in with one tap.
func (s *state) admit(n *node, a Ask, undone *saying.Sentence) (reason *saying.Sentence) {
	s.known[a.Device] = true
	if owner, taken := s.devices[a.Device]; taken && owner != a.Person {
		return saying.New("that device already belongs to somebody else in the group")
	}
	t := s.people[a.Person]
	switch {
	case s.lost[a.Device]:
		return saying.New("that device had been given up")
	case t != nil && t.Key != a.Person:
		return saying.New("%s was re-admitted with another key, and this is the old one", t.Name)
	case t.active() && undone != nil:
		return nil
	case t.active() && s.devices[a.Device] != a.Person && len(t.Lost) > 0:
		return saying.New("%s has given up a device before, so a new one is added from another of theirs", t.Name)
	case t.active():
		s.addDevice(s.edit(a.Person), a.Device)
		return nil
	case t != nil && t.Standing == StandingRemoved && !allBefore(t.removed, n):
		return saying.New("%s was removed from the group at the same time", t.Name)
	case t == nil:
		s.people[a.Person] = &seat{Member: Member{Person: a.Person, Standing: StandingNone, Key: a.Person}}
	}
	t = s.edit(a.Person)
	s.addDevice(t, a.Device)
	s.seat(t, n, a, undone)
	return nil
}

// seat makes someone who is not a member one, or puts them on the waiting list.
func (s *state) seat(t *seat, n *node, a Ask, undone *saying.Sentence) {
	wait, offer := undone, Offer{Role: RoleMember}
	if t.invite != a.Invite || t.Standing == StandingRemoved {
		t.invite, t.counted = a.Invite, false
	}
	if v := s.invites[a.Invite]; v != nil {
		offer, t.outside = v.Offer, v.outside && s.guarded(v.Offer.Section)
		if wait == nil {
			wait = s.use(t, *v)
		}
	}
	switch {
	case wait != nil:
	case t.outside:
		wait = saying.New("somebody of %s has a say in who comes into it", offer.Section)
	case t.Standing == StandingRemoved && !t.Left:
		wait = saying.New("they were removed from the group before")
	case len(t.Lost) > 0:
		wait = saying.New("they gave up a device before, and whoever has it could be asking")
	}
	t.Name, t.Section, t.Since, t.By, t.Why, t.Wait = a.Called, offer.Section, n.act.Time, n.judged.author, wait.String(), wait
	t.Left, t.removed, t.said, t.Said, t.Removers = false, nil, nil, nil, nil
	t.Pins = slices.DeleteFunc(slices.Clone(t.Pins), func(p Pin) bool { return !s.lost[p.Device] })
	if wait != nil {
		s.stand(t, StandingWaiting, offer.Role)
		return
	}
	t.joined, t.basis = n, []*node{n}
	s.stand(t, StandingMember, offer.Role)
}

// use counts one use of an invite, once for each person, and says why the person must wait, if they must.
func (s *state) use(t *seat, v voucher) (wait *saying.Sentence) {
	if !t.counted {
		if v.Used >= v.Offer.Uses {
			return saying.New("the invite had been used up")
		}
		v.Used++
		t.counted = true
		s.invites[v.ID] = &v
	}
	if v.apart {
		return saying.New("the invite was made on a device that had signed two different histories")
	}
	if v.Offer.Approve {
		return saying.New("the invite asks for an officer's approval")
	}
	return nil
}

func (s *state) approve(n *node, p Person) (reason *saying.Sentence) {
	if t := s.people[p]; t == nil || t.Standing == StandingRemoved {
		return saying.New("that person was removed from the group at the same time")
	} else if t.active() {
		return nil
	}
	t := s.edit(p)
	t.Since, t.By, t.Why, t.Wait, t.outside = n.act.Time, n.judged.author, "", nil, false
	t.joined, t.basis = n, []*node{n}
	s.stand(t, StandingMember, t.Role)
	return nil
}

// grant gives a role and a section, or asks for it where it needs more than one.
func (s *state) grant(n *node, g *Grant, o *outcome) (reason *saying.Sentence) {
	if reason = s.mayGive(g); reason != nil {
		return reason
	}
	return s.pursue(n, o)
}

func (s *state) mayGive(g *Grant) (reason *saying.Sentence) {
	t := s.people[g.Person]
	if !t.active() {
		return saying.New("that person was removed from the group at the same time")
	}
	if t.Role == RoleOfficer && g.Role != RoleOfficer && s.officer == 1 {
		return saying.New("%s was the only officer left", t.Name)
	}
	return nil
}

// give carries out what grant asked for. Other changes of the person's role that are asked for lapse.
func (s *state) give(n *node, g *Grant) (reason *saying.Sentence) {
	if reason = s.mayGive(g); reason != nil {
		return reason
	}
	t := s.edit(g.Person)
	if t.Role != g.Role {
		t.basis = []*node{t.joined, n}
	}
	t.Section = g.Section
	s.stand(t, StandingMember, g.Role)
	s.drop(func(m *motion) bool { return m.kind == KindRole && m.person() == g.Person })
	return nil
}

// askRemoval asks for somebody's removal, and removes them if nothing lacks. Whoever leaves is gone at once.
func (s *state) askRemoval(n *node, r *Remove, o *outcome) (reason *saying.Sentence) {
	t := s.people[r.Person]
	leaving := n.judged.author == r.Person
	switch {
	case t == nil:
		return saying.New("that person was taken for another, who is in the group")
	case t.Standing == StandingRemoved:
		t = s.edit(r.Person)
		t.Pins = mergePins(t, r.Pins)
		t.removed = append(slices.Clone(t.removed), n)
		t.Left = t.Left && leaving
		if !leaving && !slices.Contains(t.Removers, n.judged.author) {
			t.Removers = append(slices.Clone(t.Removers), n.judged.author)
			slices.SortFunc(t.Removers, comparePersons)
		}
		return nil
	case leaving:
		t = s.edit(r.Person)
		t.Pins, t.removed, t.Why, t.Left = mergePins(t, r.Pins), []*node{n}, r.Why, true
		t.agreed = nil
		s.gone(t)
		return nil
	}
	m := s.ask(n)
	if o.effective[n] {
		s.remove(n, m)
	}
	return nil
}

// remove ends a membership, with everything that was asked and said about it. N is the act that completes it.
func (s *state) remove(n *node, m *motion) {
	t := s.edit(m.person())
	t.removed = []*node{n}
	t.Removers, t.Left, t.said, t.agreed = nil, false, m.answers, slices.Collect(maps.Values(m.answers))
	for by, ask := range m.asks {
		if ask != n {
			t.removed = append(t.removed, ask)
		}
		t.Removers = append(t.Removers, by)
	}
	sortNodes(t.removed)
	slices.SortFunc(t.Removers, comparePersons)
	t.Why, t.Said = m.first.body().(*Remove).Why, saidBy(m.answers)
	for _, by := range t.removed {
		if r, ok := by.body().(*Remove); ok {
			t.Pins = mergePins(t, r.Pins)
			t.Why = cmp.Or(t.Why, r.Why)
		}
	}
	s.gone(t)
}

// gone takes somebody out of everything, once their seat says why.
func (s *state) gone(t *seat) {
	s.stand(t, StandingRemoved, t.Role)
	s.withdraw(t.Person)
}

// mergePins adds pins of the person's own devices to those there are: of two for one chain the farther counts, since
// a member in good standing had seen that much.
func mergePins(t *seat, pins []Pin) []Pin {
	all := slices.Clone(t.Pins)
	for _, p := range pins {
		if slices.Contains(t.Devices, p.Device) || slices.Contains(t.Lost, p.Device) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b Pin) int {
		return cmp.Or(bytes.Compare(a.Device[:], b.Device[:]), cmp.Compare(a.Lane, b.Lane), cmp.Compare(b.Seq, a.Seq))
	})
	return slices.CompactFunc(all, func(a, b Pin) bool { return a.Device == b.Device && a.Lane == b.Lane })
}

// link adds a device to a member's.
func (s *state) link(n *node, a Ask) (reason *saying.Sentence) {
	s.known[a.Device] = true
	t := s.people[a.Person]
	owner, taken := s.devices[a.Device]
	switch {
	case !t.active():
		return saying.New("that person was removed from the group at the same time")
	case taken && owner != a.Person:
		return saying.New("that device already belongs to somebody else in the group")
	case s.lost[a.Device]:
		return saying.New("that device had been given up")
	case taken:
		return nil
	case t.Key != n.judged.key:
		return saying.New("%s was re-admitted with another key at the same time", t.Name)
	case n.judged.author != a.Person && len(t.Lost) > 0:
		return saying.New("%s gave up a device at the same time, so a new one is added from another of theirs", t.Name)
	}
	t = s.edit(a.Person)
	s.addDevice(t, a.Device)
	if t.links == nil {
		t.links = map[Device]*node{}
	}
	t.links[a.Device] = n
	return nil
}

// stray notes a device that was not added after all.
func (s *state) stray(n *node, a Ask) {
	if _, taken := s.devices[a.Device]; !taken {
		s.strays[a.Device] = stray{a.Person, n.judged.author == a.Person}
	}
}

// giveUp takes a device out of use.
func (s *state) giveUp(n *node, r *Retire) (reason *saying.Sentence) {
	p := n.judged.author
	if s.people[p] == nil || s.devices[r.Device] != p {
		return saying.New("that device is not in use any more")
	}
	t := s.edit(p)
	s.retire(t, r.Device, n)
	t.Pins = mergePins(t, slices.DeleteFunc(slices.Clone(r.Pins), func(p Pin) bool { return p.Device != r.Device }))
	return nil
}

// replace gives somebody who lost everything the key and the device of the newcomer they are.
func (s *state) replace(n *node, m *motion, r *Readmit) (reason *saying.Sentence) {
	now := s.people[r.New]
	if now == nil || now.Standing != StandingWaiting || !s.people[r.Person].active() {
		return saying.New("one of the two was let in or removed at the same time")
	}
	t := s.edit(r.Person)
	acts := append(slices.Collect(maps.Values(m.answers)), n)
	for _, ask := range m.asks {
		acts = append(acts, ask)
	}
	for _, d := range slices.Clone(t.Devices) {
		s.retire(t, d, acts...)
	}
	for _, ask := range m.asks {
		t.Pins = mergePins(t, ask.body().(*Readmit).Pins)
	}
	if t.links == nil {
		t.links = map[Device]*node{}
	}
	for _, d := range now.Devices {
		s.devices[d], t.links[d] = r.Person, n
		t.Devices = insert(t.Devices, d)
	}
	t.Key = now.Key
	delete(s.people, r.New)
	s.drop(func(m *motion) bool { return m.kind == KindReadmit && m.person() == r.Person })
	return nil
}

// recover makes the members who were named officers.
func (s *state) recover(n *node, r *Recover) (reason *saying.Sentence) {
	if s.officer > 0 {
		return saying.New("the group has officers again")
	}
	for _, p := range r.Officers {
		if !s.people[p].active() {
			continue
		}
		t := s.edit(p)
		t.basis = []*node{t.joined, n}
		s.stand(t, StandingMember, RoleOfficer)
	}
	if s.officer > 0 {
		s.drop(func(m *motion) bool { return m.kind == KindRecover })
	}
	return nil
}

func allBefore(ns []*node, b *node) bool {
	for _, a := range ns {
		if !before(a, b) {
			return false
		}
	}
	return true
}
