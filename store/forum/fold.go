package forum

import (
	"bytes"
	"cmp"
	"slices"
)

// stateAt gives the state of exactly the past of these nodes, themselves included; none of them is in another's past.
// The caller must not change it. It starts from the nearest kept state that all the rest comes after, and folds the
// rest part by part.
func (h *History) stateAt(top []*node) *state {
	if len(top) == 0 {
		return newState()
	}
	if s := h.memo.state(top...); s != nil {
		return s
	}
	s := newState()
	parts := [][]*node{nil} // latest first, and latest first in each
	walk(top, func(n *node, cut []*node) bool {
		last := &parts[len(parts)-1]
		*last = append(*last, n)
		if len(cut) == 0 {
			return true
		}
		if base := h.memo.state(cut...); base != nil {
			s = base.clone()
			return false
		}
		parts = append(parts, nil)
		return true
	})
	for _, part := range slices.Backward(parts) {
		slices.Reverse(part)
		s.applyPart(part)
	}
	h.memo.states.put(keyOf(top...), s)
	return s
}

// applyPart folds in acts, in order, that all come after everything in the state.
func (s *state) applyPart(ns []*node) {
	if len(ns) == 1 {
		s.applyAlone(ns[0])
		return
	}
	o := settle(ns)
	for _, n := range ns {
		s.apply(n, o.effective[n], o.undone[n])
	}
}

// applyAlone folds in an act that comes after everything in the state: nothing is concurrent with it.
func (s *state) applyAlone(n *node) {
	s.apply(n, n.judged.needs < 2 || len(n.judged.seconds) > 0, "")
}

// apply folds in one act. Effective says, of a removal, that it has as many officers as it needs; undone, if not
// empty, is why the act is cancelled.
func (s *state) apply(n *node, effective bool, undone string) {
	id := n.act.ID
	if n.judged.reason != "" {
		s.refused[id] = n.judged.reason
		// Had the acts been counted that a fork made void, this one might have let its device in, and elsewhere it did
		// until the fork was known: what that device wrote is kept everywhere or nowhere.
		if a, ok := n.act.Body.(*Admit); ok && s.apart && CheckCert(a.Ask.Person, a.Ask.Device, a.Ask.Cert) == nil {
			s.known[a.Ask.Device] = true
		}
		return
	}
	if n.act.Apart {
		undone, s.apart = apartReason, true
		if o, ok := n.act.Body.(*Offer); ok {
			s.invites[id] = &voucher{Invite{ID: id, Offer: *o, By: n.judged.author, Revoked: true}, n, true}
		}
	}
	if undone != "" {
		s.refused[id] = undone
		if a, ok := n.act.Body.(*Admit); ok {
			s.admit(n, a.Ask, undone)
		}
		return
	}
	var reason string
	switch b := n.act.Body.(type) {
	case *Found:
		s.found(n, b)
	case *Offer:
		s.invites[id] = &voucher{Invite{ID: id, Offer: *b, By: n.judged.author}, n, false}
	case *Revoke:
		if v := s.invites[n.act.Subject]; v != nil {
			withdrawn := *v
			withdrawn.Revoked = true
			s.invites[v.ID] = &withdrawn
		}
	case *Admit:
		reason = s.admit(n, b.Ask, "")
	case *Approve:
		reason = s.approve(n, b.Person)
	case *Grant:
		reason = s.grant(n, b)
	case *Remove:
		s.remove(n, b, effective)
	case *Rename:
		s.edit(n.judged.author).Name = b.Name
	case *Charter:
		s.name, s.aims = cmp.Or(b.Name, s.name), cmp.Or(b.Aims, s.aims)
	}
	if reason != "" {
		s.refused[id] = reason
	}
}

func (s *state) found(n *node, f *Found) {
	s.group, s.name, s.aims, s.founded, s.secret = n.act.ID, f.Name, f.Aims, n.act.Time, f.Secret
	t := &seat{Member: Member{Person: f.Person, Name: f.Called, Since: n.act.Time, By: f.Person}, joined: n, basis: []*node{n}}
	s.people[f.Person] = t
	s.known[n.act.Device] = true
	s.addDevice(t, n.act.Device)
	s.stand(t, StandingMember, RoleOfficer)
}

// admit gives a seat to whoever asked. Undone is why the admission was cancelled, if it was: then they wait, so that
// an officer can let them in with one tap. It says why the act does not count, if it does not.
func (s *state) admit(n *node, a Ask, undone string) (reason string) {
	s.known[a.Device] = true
	if owner, taken := s.devices[a.Device]; taken && owner != a.Person {
		return "that device already belongs to somebody else in the group"
	}
	t := s.people[a.Person]
	switch {
	case t.active() && undone != "":
		return ""
	case t.active():
		s.addDevice(s.edit(a.Person), a.Device)
		return ""
	case t != nil && t.Standing == StandingRemoved && !allBefore(t.removed, n):
		return t.Name + " was removed from the group at the same time"
	case t == nil:
		s.people[a.Person] = &seat{Member: Member{Person: a.Person, Standing: StandingNone}}
	}
	t = s.edit(a.Person)
	s.addDevice(t, a.Device)
	s.seat(t, n, a, undone)
	return ""
}

// seat makes someone who is not a member one, or puts them on the waiting list.
func (s *state) seat(t *seat, n *node, a Ask, undone string) {
	wait, offer := undone, Offer{Role: RoleMember}
	if t.invite != a.Invite || t.Standing == StandingRemoved {
		t.invite, t.counted = a.Invite, false
	}
	if v := s.invites[a.Invite]; v != nil {
		offer = v.Offer
		if wait == "" {
			wait = s.use(t, *v)
		}
	}
	if t.Standing == StandingRemoved && !t.Left && wait == "" {
		wait = "they were removed from the group before"
	}
	t.Name, t.Section, t.Since, t.By, t.Why = a.Called, offer.Section, n.act.Time, n.judged.author, wait
	t.Pins, t.Left, t.removed = nil, false, nil
	if wait != "" {
		s.stand(t, StandingWaiting, offer.Role)
		return
	}
	t.joined, t.basis = n, []*node{n}
	s.stand(t, StandingMember, offer.Role)
}

// use counts one use of an invite, once for each person, and says why the person must wait, if they must.
func (s *state) use(t *seat, v voucher) (wait string) {
	if !t.counted {
		if v.Used >= v.Offer.Uses {
			return "the invite had been used up"
		}
		v.Used++
		t.counted = true
		s.invites[v.ID] = &v
	}
	if v.apart {
		return "the invite was made on a device that had signed two different histories"
	}
	if v.Offer.Approve {
		return "the invite asks for an officer's approval"
	}
	return ""
}

func (s *state) approve(n *node, p Person) (reason string) {
	if t := s.people[p]; t == nil || t.Standing == StandingRemoved {
		return "that person was removed from the group at the same time"
	} else if t.active() {
		return ""
	}
	t := s.edit(p)
	t.Since, t.By, t.Why = n.act.Time, n.judged.author, ""
	t.joined, t.basis = n, []*node{n}
	s.stand(t, StandingMember, t.Role)
	return ""
}

func (s *state) grant(n *node, g *Grant) (reason string) {
	if !s.people[g.Person].active() {
		return "that person was removed from the group at the same time"
	}
	t := s.edit(g.Person)
	loses := t.Role == RoleOfficer && g.Role != RoleOfficer
	if loses && s.officer == 1 {
		return t.Name + " was the only officer left"
	}
	if loses && n.judged.needs > 1 {
		if t.demoters == nil {
			t.demoters = map[Person]bool{}
		}
		t.demoters[n.judged.author] = true
		if len(t.demoters) < n.judged.needs {
			return ""
		}
	}
	if t.Role != g.Role {
		t.basis, t.demoters = []*node{t.joined, n}, nil
	}
	t.Section = g.Section
	s.stand(t, StandingMember, g.Role)
	return ""
}

func (s *state) remove(n *node, r *Remove, effective bool) {
	p := r.Person
	if s.people[p] == nil {
		return
	}
	t := s.edit(p)
	leaving := n.judged.author == p
	switch {
	case t.Standing == StandingRemoved:
		t.Pins = mergePins(t, r.Pins)
		t.removed = append(slices.Clone(t.removed), n)
		t.Left = t.Left && leaving
		return
	case !effective && !leaving:
		if t.removers == nil {
			t.removers = map[Person]*node{}
		}
		t.removers[n.judged.author] = n
		return
	}
	t.Pins, t.removed = nil, []*node{n}
	for _, other := range t.removers {
		t.removed = append(t.removed, other)
	}
	sortNodes(t.removed)
	for _, by := range t.removed {
		t.Pins = mergePins(t, by.act.Body.(*Remove).Pins)
	}
	t.Why, t.Left, t.removers, t.demoters = r.Why, leaving, nil, nil
	s.stand(t, StandingRemoved, t.Role)
}

// mergePins adds pins of the person's own devices to those there are: of two for one chain the farther counts, since
// a member in good standing had seen that much.
func mergePins(t *seat, pins []Pin) []Pin {
	all := slices.Clone(t.Pins)
	for _, p := range pins {
		if slices.Contains(t.Devices, p.Device) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b Pin) int {
		return cmp.Or(bytes.Compare(a.Device[:], b.Device[:]), cmp.Compare(a.Lane, b.Lane), cmp.Compare(b.Seq, a.Seq))
	})
	return slices.CompactFunc(all, func(a, b Pin) bool { return a.Device == b.Device && a.Lane == b.Lane })
}

func allBefore(ns []*node, b *node) bool {
	for _, a := range ns {
		if !before(a, b) {
			return false
		}
	}
	return true
}
