package sync

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"moot/store/forum"
)

// onEntries gathers entries until there is a reason to apply them.
func (s *session) onEntries(ctx context.Context, sl *slot, f *unpacked) error {
	if f.err != nil {
		return f.err
	}
	sl.taken++ // also what is not taken in: the count says how far we have read
	entries, size := f.entries, f.size
	for len(entries) > 0 { // one lane at a time: a joiner checks its neighbour when the acts are in
		n := 1
		for n < len(entries) && entries[n].Lane == entries[0].Lane {
			n++
		}
		part := size * n / len(entries)
		if err := s.take(ctx, sl, entries[:n], part); err != nil {
			return err
		}
		entries, size = entries[n:], size-part
	}
	if sl.cover.Closed() {
		sl.whole = sl.taken
	}
	return nil
}

// take gathers entries of one lane. Size is roughly theirs in bytes.
func (s *session) take(ctx context.Context, sl *slot, entries []forum.Entry, size int) error {
	take, err := s.mayTake(ctx, sl, entries[0].Lane == forum.RollLane, size)
	if err != nil || !take {
		return err
	}
	for i := range entries {
		e := &entries[i]
		if e.GroupOf() != sl.ref.ID {
			return errAbuse
		}
		if sl.cover.Add(e) > forum.RunMax {
			return errAbuse
		}
		if sl.cover.Closed() {
			sl.closed, sl.open = len(sl.pending)+i+1, 0
		} else if sl.open += len(e.Raw) + len(e.Payload); sl.open > openMost {
			return errAbuse
		}
	}
	s.mu.Lock()
	fresh := false
	for i := range entries {
		c, seq := entries[i].Chain(), entries[i].Seq
		fresh = fresh || seq > sl.told[c]
		raise(sl.target, c, seq)
		raise(sl.acked, c, seq) // it holds what it sends, and confirms nothing of that by itself
		if sl.have != nil {
			raise(sl.have, c, seq)
		}
		sl.touched[c] = true
	}
	crowded := sl.crowded()
	s.mu.Unlock()
	if crowded {
		return errAbuse
	}
	if !fresh {
		if err := s.spend(); err != nil {
			return err
		}
	}
	sl.pending, sl.pendingLen = append(sl.pending, entries...), sl.pendingLen+size
	if sl.pendingLen >= applyBytes {
		return s.apply(ctx, sl)
	}
	return nil
}

// mayTake decides whether entries of a lane may come in now.
func (s *session) mayTake(ctx context.Context, sl *slot, acts bool, size int) (bool, error) {
	s.mu.Lock()
	dead, g, heard := sl.dead, sl.gate, sl.listens()
	s.mu.Unlock()
	switch {
	case dead:
		return false, s.spend()
	case g == gateOpen:
		return true, nil
	case heard && acts:
		if sl.vouched += size; sl.vouched > vouchBytes || s.node.burdened(sl.peer) {
			return false, errAbuse
		}
		return true, nil
	case g == gateProvisional && acts:
		return true, nil
	case g == gateProvisional:
		// The roll is complete once content comes: now the peer's own place in it can be checked.
		if err := s.apply(ctx, sl); err != nil {
			return false, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return sl.gate == gateOpen, nil
	}
	return false, s.spend()
}

// apply passes what has been gathered, as far as it is covered by signatures, through the gate of the store.
func (s *session) apply(ctx context.Context, sl *slot) error {
	if sl.closed == 0 {
		return nil
	}
	if err := s.recheck(ctx, sl); err != nil {
		return err
	}
	s.mu.Lock()
	heard := sl.listens()
	take := !sl.dead && (sl.gate != gateShut || heard)
	sl.taking = take
	s.mu.Unlock()
	defer s.taken(sl)
	entries := sl.pending[:sl.closed]
	size := sl.pendingLen - sl.open
	s.unsaid += sl.pendingLen
	sl.pending, sl.pendingLen, sl.closed = slices.Clone(sl.pending[sl.closed:]), sl.open, 0
	sl.applied = true
	if !take {
		return nil
	}
	r, err := s.store.Apply(ctx, sl.ref.ID, "peer:"+s.other.String(), entries)
	if err != nil {
		err = fmt.Errorf("what came could not be kept: %w", err)
		s.mu.Lock()
		s.failed = err
		s.mu.Unlock()
		return err
	}
	s.node.received.Add(int64(r.New))
	if r.Refused > 0 {
		s.log.Warn("a neighbour sent damaged entries", slog.Int("refused", r.Refused), slog.Any("reasons", r.Reasons))
		if s.refused += r.Refused; s.refused > refusedMost {
			return errAbuse
		}
	}
	if heard {
		s.node.burden(sl.peer, size*r.New/len(entries))
		return nil
	}
	s.want(sl, r.Gaps)
	return s.recheck(ctx, sl)
}

// taken says that what came has been dealt with, counted too: the store shows what it has kept before we have counted it,
// and nobody may take the exchange for finished in between.
func (s *session) taken(sl *slot) {
	s.mu.Lock()
	sl.taking = false
	s.mu.Unlock()
}

// want asks for what must come before what came, once for each place.
func (s *session) want(sl *slot, gaps map[forum.Chain]uint64) {
	var list []tip
	for c, seq := range gaps {
		if seq == 0 || sl.wanted[c] == seq || len(list) == tipsMost {
			continue
		}
		sl.wanted[c] = seq
		delete(sl.told, c)
		list = append(list, tip{c, forum.Height{Seq: seq - 1}})
	}
	if len(list) > 0 {
		s.mu.Lock()
		sl.due.wants = append(sl.due.wants, list...)
		s.mu.Unlock()
		s.poke()
	}
}

// recheck looks at the roll again: a joiner's neighbour may now be known, a neighbour may have been removed.
func (s *session) recheck(ctx context.Context, sl *slot) error {
	s.mu.Lock()
	was, dead, unknown := sl.gate, sl.dead, sl.claims == 0
	s.mu.Unlock()
	if dead || unknown || was == gateShut {
		return nil
	}
	standing, err := s.judge(ctx, sl)
	if err != nil {
		return err
	}
	s.mu.Lock()
	shut := sl.gate == gateShut
	s.mu.Unlock()
	if shut {
		s.log.Info("a neighbour no longer belongs to a group")
		switch standing {
		case forum.StandingRemoved:
			s.part(sl, whyRemoved)
		case forum.StandingRetired:
			s.part(sl, whyRetired)
		default:
			s.shut(sl, whyUnknown, true)
		}
		s.poke()
	}
	return nil
}

// settle applies what has been gathered in every slot, which makes it durable, and then says so to the peer.
func (s *session) settle(ctx context.Context) error {
	var acks []*slot
	for _, sl := range s.all() {
		if err := s.apply(ctx, sl); err != nil {
			return err
		}
		s.mu.Lock()
		open := sl.gate != gateShut
		s.mu.Unlock()
		if len(sl.touched) > 0 && sl.applied && open { // who is shut out is not told how far our chains go
			acks = append(acks, sl)
		}
	}
	s.unsaid = 0
	if len(acks) == 0 {
		return nil
	}
	for _, sl := range acks {
		now := s.store.Heights(sl.ref.ID)
		s.mu.Lock()
		for c := range sl.touched {
			sl.due.acks = append(sl.due.acks, tip{c, now[c]})
			sl.told[c] = now[c].Seq
		}
		sl.ackFrames = sl.whole
		s.mu.Unlock()
		sl.applied = false
		clear(sl.touched)
		for i := range sl.pending {
			sl.touched[sl.pending[i].Chain()] = true
		}
	}
	s.poke()
	return nil
}
