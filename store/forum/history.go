package forum

import (
	"errors"
	"fmt"
	"slices"

	"moot/store/saying"
)

// History holds every act of a group and answers what the roll was at any point of it. It is not for use from more
// than one goroutine at a time; the rolls it gives are.
type History struct {
	group ID
	nodes map[ID]*node
	heads []ID // acts nothing cites, sorted
	memo  *memo
}

// NewHistory starts the history of a group, with no acts. The group's id is that of its founding act.
func NewHistory(group ID) *History {
	return &History{group: group, nodes: map[ID]*node{}, memo: newMemo()}
}

// Has says whether the act is here.
func (h *History) Has(id ID) bool { return h.nodes[id] != nil }

// Add takes in acts, in any order and any number of times. The acts each cites, and the one before it in its chain,
// must be here already or among them; otherwise none is added and the error says so. An act that may not stand is
// taken in too: [Roll.Refused] says why it does not count.
func (h *History) Add(acts ...Act) error {
	order, err := h.sort(acts)
	if err != nil {
		return err
	}
	for _, a := range order {
		h.add(a)
	}
	return nil
}

// sort puts acts that are not here yet after those they come after.
func (h *History) sort(acts []Act) ([]*Act, error) {
	fresh := make(map[ID]*Act, len(acts))
	for i := range acts {
		if a := &acts[i]; !h.Has(a.ID) {
			fresh[a.ID] = a
		}
	}
	waits := make(map[ID]int, len(fresh))
	next := make(map[ID][]*Act, len(fresh))
	var ready, order []*Act
	for i := range acts {
		a := &acts[i]
		if fresh[a.ID] != a {
			continue
		}
		if err := h.fits(a); err != nil {
			return nil, err
		}
		for _, p := range parentsOf(a) {
			if fresh[p] != nil {
				waits[a.ID]++
				next[p] = append(next[p], a)
			} else if !h.Has(p) {
				return nil, fmt.Errorf("act %s comes after act %s, which is not here", a.ID, p)
			}
		}
		if waits[a.ID] == 0 {
			ready = append(ready, a)
		}
	}
	for len(ready) > 0 {
		a := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		order = append(order, a)
		for _, b := range next[a.ID] {
			if waits[b.ID]--; waits[b.ID] == 0 {
				ready = append(ready, b)
			}
		}
	}
	if len(order) != len(fresh) {
		return nil, errors.New("these acts cite each other in a circle")
	}
	return order, nil
}

// fits refuses a second founding act, one whose founder did not make it, and an act that comes after nothing without being one.
func (h *History) fits(a *Act) error {
	switch {
	case a.Kind == KindFound && a.ID != h.group:
		return errors.New("a group has exactly one founding act")
	case a.Kind == KindFound:
		f, ok := a.Body.(*Found)
		if !ok {
			return ErrNewer
		}
		if a.Checked {
			return nil
		}
		return CheckCert(f.Person, a.Device, f.Cert)
	case len(a.Roll) == 0:
		return fmt.Errorf("act %s cites no roll", a.ID)
	}
	return nil
}

// parentsOf gives the acts an act comes straight after, each once.
func parentsOf(a *Act) []ID {
	ids := slices.Clone(a.Roll)
	if !a.Prev.Zero() {
		ids = append(ids, a.Prev)
	}
	slices.SortFunc(ids, compareIDs)
	return slices.Compact(ids)
}

// add takes in an act whose parents are here and judges it by the roll of its past.
func (h *History) add(a *Act) {
	n := &node{act: *a, gen: 1}
	for _, id := range parentsOf(a) {
		p := h.nodes[id]
		n.parents = append(n.parents, p)
		n.gen = max(n.gen, p.gen+1)
	}
	n.parents = maximal(n.parents)
	s := h.stateAt(n.parents)
	h.memo.mark(s, n.parents...)
	n.judged = judge(n, s)
	h.nodes[a.ID] = n
	// The act most often comes after everything else that is here: then the roll moves on by this one act.
	if slices.Equal(idsOf(n.parents), h.heads) {
		h.memo.move(s, n.parents, n)
		h.heads = []ID{a.ID}
		return
	}
	heads := make([]*node, 0, len(h.heads)+1)
	for _, id := range h.heads {
		heads = append(heads, h.nodes[id])
	}
	h.heads = idsOf(maximal(append(heads, n)))
}

// Ruled says why an act that is here can never count, by what it cites alone; empty when it may count. Other acts can only
// come to cancel what may count.
func (h *History) Ruled(id ID) (reason *saying.Sentence) {
	if n := h.nodes[id]; n != nil {
		reason = n.judged.reason
	}
	return reason
}

// Now gives the roll of everything here.
func (h *History) Now() *Roll {
	r, _ := h.At(h.heads)
	return r
}

// At gives the roll of exactly the causal past of these heads, themselves included: what an author who cites them
// acted under. Missing lists those that are not here; then there is no roll.
func (h *History) At(heads []ID) (r *Roll, missing []ID) {
	nodes := make([]*node, 0, len(heads))
	for _, id := range heads {
		n := h.nodes[id]
		if n == nil {
			missing = append(missing, id)
			continue
		}
		nodes = append(nodes, n)
	}
	if len(missing) > 0 {
		return nil, missing
	}
	key := keyOf(nodes...)
	if r := h.memo.rolls.get(key); r != nil {
		return r, nil
	}
	top := maximal(nodes)
	exact := keyOf(top...)
	if r = h.memo.rolls.get(exact); r == nil {
		r = h.stateAt(top).roll(idsOf(top))
		h.memo.rolls.put(exact, r)
	}
	if exact != key {
		h.memo.rolls.put(key, r)
	}
	return r, nil
}

// Resolve gives the roll of a set of acts, in any order and with any repeats. The set must be closed: every act that
// one of them comes after must be among them. It fails when it is not, or when there is not exactly one founding act.
func Resolve(acts []Act) (*Roll, error) {
	var group ID
	for i := range acts {
		if acts[i].Kind == KindFound {
			if !group.Zero() && group != acts[i].ID {
				return nil, errors.New("a group has exactly one founding act")
			}
			group = acts[i].ID
		}
	}
	if group.Zero() {
		return nil, errors.New("a group has exactly one founding act")
	}
	h := NewHistory(group)
	if err := h.Add(acts...); err != nil {
		return nil, err
	}
	return h.Now(), nil
}
