package forum

import "maps"

// memo keeps states and rolls that were worked out, so that the next question is cheap. It is bounded: what it has
// dropped is worked out again from the nearest state before it.
type memo struct {
	states recent[*state]
	rolls  recent[*Roll]
	marks  map[int]mark // by generation: states at evenly spaced points of the past
	every  int          // how far apart marks are, in generations
}

// mark is a state kept for good, as long as its generation is a multiple of memo.every.
type mark struct {
	key string
	at  *state
}

const (
	keptStates = 16
	keptRolls  = 64
	keptMarks  = 32
	markEvery  = 256
)

func newMemo() *memo {
	return &memo{
		states: recent[*state]{most: keptStates}, rolls: recent[*Roll]{most: keptRolls},
		marks: map[int]mark{}, every: markEvery,
	}
}

// state gives the state kept for a set of nodes, which the caller must not change.
func (m *memo) state(ns ...*node) *state {
	key := keyOf(ns...)
	if s := m.states.get(key); s != nil {
		return s
	}
	if k := m.marks[latest(ns)]; k.key == key {
		return k.at
	}
	return nil
}

// latest gives the greatest generation among nodes.
func latest(ns []*node) (gen int) {
	for _, n := range ns {
		gen = max(gen, n.gen)
	}
	return gen
}

// mark keeps a state for good if its place is one for a mark.
func (m *memo) mark(s *state, ns ...*node) {
	gen := latest(ns)
	if gen == 0 || gen%m.every != 0 || m.marks[gen].at != nil {
		return
	}
	m.marks[gen] = mark{keyOf(ns...), s.clone()}
	if len(m.marks) <= keptMarks {
		return
	}
	m.every *= 2
	maps.DeleteFunc(m.marks, func(gen int, _ mark) bool { return gen%m.every != 0 })
}

// move folds into s one act, which comes after everything in it; s is then kept as the state at that act.
func (m *memo) move(s *state, from []*node, n *node) {
	if m.marks[latest(from)].at == s {
		s = s.clone()
	}
	m.states.drop(keyOf(from...))
	s.applyAlone(n)
	m.states.put(keyOf(n), s)
}

// recent keeps the values used last.
type recent[V any] struct {
	most int
	tick int
	held map[string]*kept[V]
}

type kept[V any] struct {
	v    V
	used int
}

func (r *recent[V]) get(key string) (v V) {
	k := r.held[key]
	if k == nil {
		return v
	}
	r.tick++
	k.used = r.tick
	return k.v
}

func (r *recent[V]) put(key string, v V) {
	if r.held == nil {
		r.held = map[string]*kept[V]{}
	}
	r.tick++
	r.held[key] = &kept[V]{v, r.tick}
	if len(r.held) <= r.most {
		return
	}
	oldest, at := "", r.tick+1
	for k, e := range r.held {
		if e.used < at {
			oldest, at = k, e.used
		}
	}
	delete(r.held, oldest)
}

func (r *recent[V]) drop(key string) { delete(r.held, key) }
