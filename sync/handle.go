package sync

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"moot/store/forum"
)

var errAbuse = &endError{whyAbuse}

// handleAll takes frames from the queue one by one. Entries are gathered while more frames wait, so that a fast sender
// is met with large transactions, and one live entry is durable at once.
func (s *session) handleAll(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case f := <-s.frames:
			if err := s.handle(ctx, f); err != nil {
				return err
			}
		}
		if len(s.frames) == 0 || s.unsaid >= ackBytes {
			if err := s.settle(ctx); err != nil {
				return err
			}
		}
		if s.over() {
			s.poke()
		}
	}
}

func (s *session) handle(ctx context.Context, f frame) error {
	if f.err != nil || f.kind == kindBye { // what came before the end counts
		if err := s.settle(ctx); err != nil {
			return err
		}
	}
	if f.err != nil {
		return f.err
	}
	switch f.kind {
	case kindClaim:
		m, err := readClaim(f.body)
		return s.with(m.slot, err, func(sl *slot) error { return s.onClaim(ctx, sl, m) })
	case kindClosed:
		m, err := readClosed(f.body)
		return s.with(m.slot, err, func(sl *slot) error { return s.onClosed(sl, m) })
	case kindAnswer:
		m, err := readAnswer(f.body)
		return s.with(m.slot, err, func(sl *slot) error { return s.onAnswer(sl, m) })
	case kindDigest:
		m, err := readDigest(f.body)
		return s.with(m.slot, err, func(sl *slot) error { return s.onDigest(ctx, sl, m) })
	case kindHeights:
		m, err := readHeights(f.body)
		return s.with(m.slot, err, func(sl *slot) error { return s.onHeights(ctx, sl, m) })
	case kindEntries:
		c := cut{b: f.body}
		num := c.u16()
		return s.with(num, nil, func(sl *slot) error { return s.onEntries(ctx, sl, c.b) })
	case kindBye:
		if len(f.body) != 1 {
			return errFrame
		}
		return &byeError{why(f.body[0])}
	default:
		return errFrame
	}
}

// with finds the slot a message is about.
func (s *session) with(num uint16, err error, f func(*slot) error) error {
	slots := s.all()
	if err != nil || int(num) >= len(slots) {
		return errFrame
	}
	return f(slots[num])
}

// spend counts a message that moved nothing. An honest peer sends few; one that sends nothing else is hung up on.
func (s *session) spend() error {
	now := time.Now()
	s.idle = min(idleMost, s.idle+idlePace*now.Sub(s.idleAt).Seconds()) - 1
	s.idleAt = now
	if s.idle < 0 {
		return errAbuse
	}
	return nil
}

func (s *session) onClosed(sl *slot, m closed) error {
	if err := s.spend(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// A member who does not know us yet may be behind: show it the acts that let us in, once.
	if m.why == whyUnknown && sl.gate == gateOpen && !sl.vouch && !sl.dead {
		sl.vouch, sl.due.vouch = true, true
		s.poke()
		return nil
	}
	sl.dead, sl.gate, sl.shutWhy = true, gateShut, m.why
	return nil
}

// onDigest compares what both sides hold, in one round trip.
func (s *session) onDigest(ctx context.Context, sl *slot, m digest) error {
	if err := s.spend(); err != nil {
		return err
	}
	if err := s.settle(ctx); err != nil {
		return err
	}
	mine := s.store.Heights(sl.ref.ID)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !sl.ready() {
		return nil
	}
	defer s.poke()
	if !m.ask {
		return s.onReply(sl, m)
	}
	list := tips(mine, sl.lanes())
	now := sum(list)
	pair := [2][32]byte{now, m.sum}
	switch {
	case now == m.sum:
		sl.note(list)
		sl.rounds++
		sl.stuck = false
		sl.due.reply = &now
	case pair == sl.mismatch:
		// Nothing has moved since these two digests were last compared, so sending lists again would move nothing.
		sl.stuck = true
		sl.due.reply = &now
	default:
		sl.mismatch, sl.stuck = pair, false
		sl.due.full, sl.due.wantIt = true, true
	}
	return nil
}

// onReply takes the answer to our digest: equal, or the same difference as last time. Call with mu held.
func (s *session) onReply(sl *slot, m digest) error {
	if sl.asked == nil {
		return errFrame
	}
	if sl.stuck = m.sum != sl.asked.sum; !sl.stuck {
		sl.note(sl.asked.heights)
	}
	sl.asked = nil
	sl.rounds++
	return nil
}

func (s *session) onHeights(ctx context.Context, sl *slot, m heights) error {
	if err := s.spend(); err != nil {
		return err
	}
	if m.mode == modeFull {
		return s.onList(ctx, sl, m)
	}
	mine := s.store.Heights(sl.ref.ID)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !sl.ready() {
		return nil
	}
	if m.frames > sl.sent {
		return errFrame
	}
	sl.confirmed = max(sl.confirmed, m.frames)
	if m.mode == modeWant {
		for _, t := range m.list {
			sl.have[t.chain] = min(sl.have[t.chain], t.height.Seq)
		}
		sl.again()
		s.poke()
		return nil
	}
	s.idle = min(idleMost, s.idle+1) // it confirms something
	for _, t := range m.list {
		raise(sl.acked, t.chain, t.height.Seq)
	}
	s.markShared(sl, m.list, mine)
	return nil
}

// onList takes in the peer's complete list of heights, which may come in several frames.
func (s *session) onList(ctx context.Context, sl *slot, m heights) error {
	if len(sl.list)+len(m.list) > listMost {
		return errAbuse
	}
	sl.list = append(sl.list, m.list...)
	if m.more {
		return nil
	}
	if err := s.settle(ctx); err != nil {
		return err
	}
	list := sl.list
	sl.list = nil
	mine := s.store.Heights(sl.ref.ID)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !sl.ready() {
		return nil
	}
	sl.learn(list, mine)
	sl.asked = nil
	sl.due.full = sl.due.full || m.ask
	s.markShared(sl, list, mine)
	s.poke()
	return nil
}

// markShared tells the store what the peer is known to hold, never more than we hold ourselves. Call with mu held.
func (s *session) markShared(sl *slot, list []tip, mine map[forum.Chain]forum.Height) {
	if sl.gate != gateOpen || len(list) == 0 {
		return
	}
	got := make(map[forum.Chain]uint64, len(list))
	for _, t := range list {
		if seq := min(t.height.Seq, mine[t.chain].Seq); seq > 0 {
			got[t.chain] = seq
		}
	}
	s.store.MarkShared(sl.ref.ID, sl.peer, got)
}

// onEntries gathers entries until there is a reason to apply them.
func (s *session) onEntries(ctx context.Context, sl *slot, body []byte) error {
	plain, err := unpack(body)
	if err != nil {
		return err
	}
	entries, err := splitEntries(plain)
	if err != nil {
		return err
	}
	sl.taken++             // also what is not taken in: the count says how far we have read
	for len(entries) > 0 { // one lane at a time: a joiner checks its neighbour when the acts are in
		n := 1
		for n < len(entries) && entries[n].Lane == entries[0].Lane {
			n++
		}
		if err := s.take(ctx, sl, entries[:n], len(plain)*n/len(entries)); err != nil {
			return err
		}
		entries, plain = entries[n:], plain[len(plain)*n/len(entries):]
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
		if sl.loose++; e.Sig != nil {
			sl.loose = 0
		}
		if sl.loose > forum.RunMax {
			return errAbuse
		}
	}
	s.mu.Lock()
	fresh := false
	for i := range entries {
		c, seq := entries[i].Chain(), entries[i].Seq
		fresh = fresh || seq > sl.told[c]
		raise(sl.target, c, seq)
		if sl.have != nil {
			raise(sl.have, c, seq)
		}
		sl.touched[c] = true
	}
	s.mu.Unlock()
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
	dead, g, unknown := sl.dead, sl.gate, sl.shutWhy == whyUnknown && sl.claims > 0
	s.mu.Unlock()
	switch {
	case dead:
		return false, s.spend()
	case g == gateOpen:
		return true, nil
	case g == gateShut && unknown && acts:
		sl.vouched += size
		return sl.vouched <= vouchBytes, nil
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

// apply passes what has been gathered through the gate of the store.
func (s *session) apply(ctx context.Context, sl *slot) error {
	if len(sl.pending) == 0 || sl.loose > 0 {
		return nil
	}
	if err := s.recheck(ctx, sl); err != nil {
		return err
	}
	s.mu.Lock()
	take := !sl.dead && (sl.gate != gateShut || sl.shutWhy == whyUnknown)
	s.mu.Unlock()
	entries := sl.pending
	s.unsaid += sl.pendingLen
	sl.pending, sl.pendingLen = nil, 0
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
	s.want(sl, r.Gaps)
	return s.recheck(ctx, sl)
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
		reason := whyUnknown
		if standing == forum.StandingRemoved {
			reason = whyRemoved
		}
		s.shut(sl, reason, true)
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
		if len(sl.touched) > 0 && len(sl.pending) == 0 {
			acks = append(acks, sl)
		}
	}
	if len(acks) == 0 {
		return nil
	}
	s.unsaid = 0
	for _, sl := range acks {
		now := s.store.Heights(sl.ref.ID)
		s.mu.Lock()
		for c := range sl.touched {
			sl.due.acks = append(sl.due.acks, tip{c, now[c]})
			sl.told[c] = now[c].Seq
		}
		sl.ackFrames = sl.taken
		s.mu.Unlock()
		clear(sl.touched)
	}
	s.poke()
	s.node.changed()
	return nil
}
