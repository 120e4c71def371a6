package forum

import (
	"reflect"
	"slices"
)

// Foresee gives the roll as it would be if an act came next, after everything here. The act need not be signed, and
// nothing of it is kept: it is for telling a person, before they do something, what it will need. Whether the act
// would count is in the roll: [Roll.Refused].
func (h *History) Foresee(a Act) (*Roll, error) {
	if err := h.fits(&a); err != nil {
		return nil, err
	}
	n := &node{act: a, gen: 1}
	for _, id := range h.heads {
		n.parents = append(n.parents, h.nodes[id])
		n.gen = max(n.gen, h.nodes[id].gen+1)
	}
	s := h.stateAt(n.parents).clone()
	n.judged = judge(n, s)
	s.applyAlone(n)
	return s.roll([]ID{a.ID}), nil
}

// Pending gives the matter that an act belongs to while what it asks for, or answers, has not taken effect. Subject and
// body are the act's.
func (r *Roll) Pending(subject ID, body any) (*Matter, bool) {
	for i := range r.Matters {
		if m := &r.Matters[i]; m.asks(subject, body) {
			return m, true
		}
	}
	return nil, false
}

// asks says whether an act asks for this matter, or answers it.
func (m *Matter) asks(subject ID, body any) bool {
	switch b := body.(type) {
	case *Answer:
		return m.ID == subject
	case *Remove:
		return m.Kind == KindRemove && m.Person == b.Person
	case *Grant:
		return m.Kind == KindRole && m.Person == b.Person && m.Role == b.Role && m.Section == b.Section
	case *Charter:
		return m.Kind == KindCharter && reflect.DeepEqual(m.Charter, b)
	case *Readmit:
		return m.Kind == KindReadmit && m.Person == b.Person && m.New == b.New
	case *Recover:
		return m.Kind == KindRecover && slices.Equal(m.Named, b.Officers)
	}
	return false
}
