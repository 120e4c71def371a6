package forum

import (
	"reflect"
	"slices"

	"moot/store/saying"
)

// Foresee says what an act would come to if it came next, after everything here: why it would not count, if it would
// not, and otherwise the matter it would be part of, if what it asks for or answers would not take effect yet. The act need
// not be signed, and nothing of it is kept: this is for telling people what something needs before they do it.
func (h *History) Foresee(a Act) (refused *saying.Sentence, pending *Matter, err error) {
	if err := h.fits(&a); err != nil {
		return nil, nil, err
	}
	n := &node{act: a, gen: 1}
	for _, id := range h.heads {
		n.parents = append(n.parents, h.nodes[id])
		n.gen = max(n.gen, h.nodes[id].gen+1)
	}
	s := h.stateAt(n.parents).clone()
	n.judged = judge(n, s)
	s.applyAlone(n)
	if reason, no := s.refused[a.ID]; no {
		return reason, nil, nil
	}
	for _, m := range s.matters() {
		if m.asks(a.Subject, a.Body) {
			return nil, &m, nil
		}
	}
	return nil, nil, nil
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
	case *House:
		return m.Kind == KindHouse && m.Person == b.Person && m.Household == b.Name
	case *Charter:
		return m.Kind == KindCharter && reflect.DeepEqual(m.Charter, b)
	case *Readmit:
		return m.Kind == KindReadmit && m.Person == b.Person && m.New == b.New
	case *Recover:
		return m.Kind == KindRecover && slices.Equal(m.Named, b.Officers)
	}
	return false
}
