package forum

// memo keeps states and rolls that were worked out, so that the next question is cheap. It is bounded: what it has
// dropped is worked out again from the nearest state before it.
type memo struct {
	states recent[*state]
	rolls  recent[*Roll]
	marks  map[string]mark // states at evenly spaced points of the past
	every  int             // how far apart marks are, in generations
}

// mark is a state kept for good, as long as its generation is a multiple of memo.every.
type mark struct {
	gen int
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
		marks: map[string]mark{}, every: markEvery,
	}
}

// state gives a state that is kept, which the caller must not change.
func (m *memo) state(key string) *state {
	if s := m.states.get(key); s != nil {
		return s
	}
	return m.marks[key].at
}

// move folds one act, which comes after everything in s, into s itself, which is then kept under the act's own key.
func (m *memo) move(from string, n *node, s *state) {
	if m.marks[from].at == s {
		s = s.clone()
	}
	m.states.drop(from)
	s.applyAlone(n)
	m.states.put(keyOf(n), s)
	if n.gen%m.every != 0 {
		return
	}
	m.marks[keyOf(n)] = mark{n.gen, s.clone()}
	if len(m.marks) <= keptMarks {
		return
	}
	m.every *= 2
	for k, old := range m.marks {
		if old.gen%m.every != 0 {
			delete(m.marks, k)
		}
	}
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
