package forum

import (
	"cmp"
	"maps"
	"slices"

	"moot/store/saying"
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
	o := settle(ns, s)
	for _, n := range ns {
		s.apply(n, o)
	}
	s.ripen(ns[len(ns)-1], o)
}

// applyAlone folds in an act that comes after everything in the state: nothing is concurrent with it.
func (s *state) applyAlone(n *node) {
	o := &outcome{}
	switch n.body().(type) {
	case *Remove, *Answer:
		o = settle([]*node{n}, s)
	}
	s.apply(n, o)
	s.ripen(n, o)
}

// apply folds in one act of a part that has been settled.
func (s *state) apply(n *node, o *outcome) {
	id, reason := n.act.ID, n.judged.reason
	if a, ok := n.act.Body.(*Admit); ok && reason != nil && s.apart && CheckCert(a.Ask.Person, a.Ask.Device, a.Ask.Cert) == nil {
		// Had the acts been counted that a fork made void, this one might have let its device in, and elsewhere it did
		// until the fork was known: what that device wrote is kept everywhere or nowhere.
		s.known[a.Ask.Device] = true
	}
	if reason == nil {
		reason = o.undone[n]
		if n.act.Apart {
			reason, s.apart = saying.New(apartReason), true
		}
		if reason != nil {
			s.undo(n, reason)
		} else {
			reason = s.carryOut(n, n.act.Body, o)
		}
	}
	if reason != nil {
		s.refused[id] = reason
	}
}

// undo notes an act that is cancelled. Whoever it let in waits, so that an officer can let them in with one tap.
func (s *state) undo(n *node, why *saying.Sentence) {
	switch b := n.act.Body.(type) {
	case *Offer:
		if n.act.Apart { // who was let in by it, here or on another device, waits for approval
			s.invites[n.act.ID] = &voucher{Invite: Invite{ID: n.act.ID, Offer: *b, By: n.judged.author, Revoked: true}, node: n, apart: true}
		}
	case *Admit:
		s.admit(n, b.Ask, why)
	case *Link:
		s.known[b.Ask.Device] = true
		s.stray(n, b.Ask)
	}
	if n.upheld == nil {
		s.undone[n.act.ID] = n
	}
}

// carryOut does what an act says. It gives the reason why it does not count after all, if it does not.
func (s *state) carryOut(n *node, body any, o *outcome) (reason *saying.Sentence) {
	switch b := body.(type) {
	case *Found:
		s.found(n, b)
	case *Offer:
		s.offer(n, b)
	case *Revoke:
		s.revoke(n.act.Subject)
	case *Admit:
		return s.admit(n, b.Ask, nil)
	case *Approve:
		return s.approve(n, b.Person)
	case *Grant:
		return s.grant(n, b, o)
	case *House:
		return s.house(n, b, o)
	case *Remove:
		return s.askRemoval(n, b, o)
	case *Rename:
		s.edit(n.judged.author).Name = b.Name
	case *Charter:
		return s.charter(n, b, o)
	case *Link:
		if reason = s.link(n, b.Ask); reason != nil {
			s.stray(n, b.Ask)
		}
		return reason
	case *Retire:
		return s.giveUp(n, b)
	case *Answer:
		s.answer(n, o)
	case *Uphold:
		return s.uphold(n, o)
	case *Accept:
		t := s.edit(b.Person)
		t.Pins = mergePins(t, b.Pins)
	case *Readmit, *Recover:
		return s.pursue(n, o)
	}
	return nil
}

// uphold does what the act says that is approved again, as if whoever approves it did it.
func (s *state) uphold(n *node, o *outcome) (reason *saying.Sentence) {
	was := n.upheld
	delete(s.undone, was.act.ID)
	delete(s.refused, was.act.ID)
	switch b := was.act.Body.(type) {
	case *Admit:
		return s.approve(n, b.Ask.Person)
	case *Revoke:
		s.revoke(was.act.Subject)
		return nil
	}
	return s.carryOut(n, was.act.Body, o)
}

func (s *state) offer(n *node, o *Offer) {
	id := n.act.ID
	if n.upheld != nil {
		id = n.upheld.act.ID // who holds the invite holds this one
	}
	by := s.people[n.judged.author]
	s.invites[id] = &voucher{
		Invite: Invite{ID: id, Offer: *o, By: n.judged.author}, node: n,
		outside: o.Section != "" && (by == nil || by.Section != o.Section),
	}
}

func (s *state) revoke(subject ID) {
	delete(s.undone, subject)
	v := s.invites[subject]
	if v == nil {
		return
	}
	withdrawn := *v
	withdrawn.Revoked = true
	s.invites[subject] = &withdrawn
}

// pursue asks for something that more than one must ask for, or that sections must be asked about, and does it once
// nothing is lacking.
func (s *state) pursue(n *node, o *outcome) (reason *saying.Sentence) {
	return s.conclude(s.ask(n), n, o)
}

// conclude does what a motion asks for if it lacks nothing at this act.
func (s *state) conclude(m *motion, n *node, o *outcome) (reason *saying.Sentence) {
	if len(s.lacks(m, n, o.owedBeside(m), nil)) > 0 {
		return nil
	}
	key := keyOfMatter(m.body())
	s.drop(func(other *motion) bool { return keyOfMatter(other.body()) == key })
	switch b := m.body().(type) {
	case *Grant:
		return s.give(n, b)
	case *House:
		return s.settleIn(b)
	case *Charter:
		s.rewrite(m.first, b)
	case *Readmit:
		return s.replace(n, m, b)
	case *Recover:
		return s.recover(n, b)
	}
	return nil
}

// charter changes the name and the aims at once, and the rules when nothing is lacking for that.
func (s *state) charter(n *node, c *Charter, o *outcome) (reason *saying.Sentence) {
	if c.Rules != nil {
		return s.pursue(n, o)
	}
	s.rewrite(n, c)
	return nil
}

// rewrite puts a charter in force. Other changes of the rules that are still asked for lapse: they were worded for the
// rules as they were.
func (s *state) rewrite(n *node, c *Charter) {
	s.name, s.aims = cmp.Or(c.Name, s.name), cmp.Or(c.Aims, s.aims)
	if c.Rules == nil {
		return
	}
	s.rules = s.rules.amended(n.judged.rules, c.Rules)
	s.drop(func(m *motion) bool { return m.kind == KindCharter })
}

// answer notes an answer; a removal takes effect with the last one it lacked.
func (s *state) answer(n *node, o *outcome) {
	key := s.asked[n.act.Subject]
	m := s.motions[key]
	if m == nil {
		s.hear(n)
		return
	}
	m = s.editMotion(key, m.first)
	m.answers[n.judged.author] = n
	if o.effective[n] {
		s.remove(n, m)
	}
}

// hear keeps what was said of a removal that has taken effect: it is shown with it.
func (s *state) hear(n *node) {
	for p, t := range s.people {
		if t.Standing != StandingRemoved || !t.removedBy(n.act.Subject) {
			continue
		}
		t = s.edit(p)
		if t.said == nil {
			t.said = map[Person]*node{}
		}
		t.said[n.judged.author] = n
		t.Said = saidBy(t.said)
		return
	}
}

func (s *state) found(n *node, f *Found) {
	s.group, s.name, s.aims, s.founded, s.secret = n.act.ID, f.Name, f.Aims, n.act.Time, f.Secret
	if f.Rules != nil {
		s.rules = *f.Rules
	}
	t := &seat{
		Member: Member{Person: f.Person, Name: f.Called, Since: n.act.Time, By: f.Person, Key: f.Person},
		joined: n, basis: []*node{n},
	}
	s.people[f.Person] = t
	s.known[n.act.Device] = true
	s.addDevice(t, n.act.Device)
	s.stand(t, StandingMember, RoleOfficer)
}

// ripen does what is asked for and lacks nothing any more, for whatever reason, at the last act of a part.
func (s *state) ripen(n *node, o *outcome) {
	for _, key := range slices.Sorted(maps.Keys(s.motions)) {
		m := s.motions[key]
		switch {
		case m == nil || len(s.lacks(m, nil, o.owedBeside(m), nil)) > 0:
		case m.kind == KindRemove:
			s.remove(n, m)
		default:
			s.conclude(m, n, o)
		}
	}
}
