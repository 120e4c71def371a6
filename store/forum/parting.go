package forum

import "slices"

// Parting says how far each device's roll chain goes in the past of the acts that put a device out of use, those acts
// included: what the device may be shown, so that whoever has it learns what became of it, and nothing later. Of a device that
// was given up that is what gave it up, even if its person was removed since: it may be in somebody else's hands. It is nil
// for a device that is in use, or that was never let in.
func (h *History) Parting(d Device) map[Chain]uint64 {
	heads := make([]*node, 0, len(h.heads))
	for _, id := range h.heads {
		heads = append(heads, h.nodes[id])
	}
	return heights(h.stateAt(heads).ending(d))
}

// ending gives the acts that put a device out of use.
func (s *state) ending(d Device) []*node {
	t := s.people[s.devices[d]]
	switch {
	case t == nil:
		return nil
	case s.lost[d]:
		return t.given[d]
	case t.Standing == StandingRemoved:
		return slices.Concat(t.removed, t.agreed)
	}
	return nil
}

// heights gives the farthest act of each chain among some acts and their past; nil of none.
func heights(acts []*node) map[Chain]uint64 {
	if len(acts) == 0 {
		return nil
	}
	far := map[Chain]uint64{}
	seen := map[*node]bool{}
	for todo := slices.Clone(acts); len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		c := Chain{Device: n.act.Device, Lane: RollLane}
		far[c] = max(far[c], n.act.Seq)
		todo = append(todo, n.parents...)
	}
	return far
}
