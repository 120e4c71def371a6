package sync

import (
	"context"
	"slices"
	"time"

	"moot/store/forum"
)

var errAbuse = &endError{whyAbuse}

// handleAll takes frames from the queue one by one. Entries are gathered while more frames wait, so that a fast sender
// is met with large transactions, and one live entry is durable at once. Any frame may bring both in step: who watches is
// hinted when they have all been dealt with.
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
			s.node.changed()
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
		return s.with(m.slot, err, func(sl *slot) error { return s.onClosed(ctx, sl, m) })
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
		if f.entries == nil {
			return errFrame
		}
		c := cut{b: f.body}
		num := c.u16()
		return s.with(num, nil, func(sl *slot) error { return s.onEntries(ctx, sl, f.entries) })
	case kindRetired:
		c := cut{b: f.body}
		num := c.u16()
		return s.with(num, nil, func(sl *slot) error { return s.onRetired(ctx, sl, c.b) })
	case kindBoxes, kindHeld, kindBallots, kindTaken:
		return s.handleBox(ctx, f)
	case kindBye:
		if len(f.body) != 1 {
			return errFrame
		}
		return &byeError{why(f.body[0])}
	default:
		return errFrame
	}
}

// handleBox handles a frame about boxes, from a peer that has them.
func (s *session) handleBox(ctx context.Context, f frame) error {
	if !s.boxes {
		return errFrame
	}
	switch f.kind {
	case kindBoxes:
		m, err := readBoxSums(f.body)
		return s.with(m.slot, err, func(sl *slot) error { return s.onBoxes(ctx, sl, m) })
	case kindHeld:
		m, err := readBoxHeld(f.body)
		return s.with(m.slot, err, func(sl *slot) error { return s.onHeld(ctx, sl, m) })
	case kindBallots:
		m, err := readBoxBallots(f.body)
		return s.with(m.slot, err, func(sl *slot) error { return s.onBallots(ctx, sl, m) })
	default:
		m, err := readBoxHeld(f.body)
		return s.with(m.slot, err, func(sl *slot) error { return s.onTaken(sl) })
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

// onRetired takes the act by which this device was retired, as a neighbour shows it before closing the group to it.
func (s *session) onRetired(ctx context.Context, sl *slot, body []byte) error {
	if err := s.spend(); err != nil {
		return err
	}
	plain, err := unpack(body)
	if err != nil {
		return err
	}
	run, err := splitEntries(plain)
	if err != nil {
		return err
	}
	return s.store.NoteRetired(ctx, sl.ref.ID, run)
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
	defer s.node.fetch.poke() // what a neighbour may be asked for hangs on this
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
	m.list = slices.DeleteFunc(m.list, func(t tip) bool { _, here := mine[t.chain]; return !here }) // it cannot have them from us
	s.mu.Lock()
	if m.frames > sl.sent {
		s.mu.Unlock()
		return errFrame
	}
	news := m.frames > sl.confirmed
	sl.confirmed = max(sl.confirmed, m.frames)
	ready := sl.ready()
	switch {
	case !ready:
	case m.mode == modeAck:
		for _, t := range m.list {
			news = news || min(t.height.Seq, mine[t.chain].Seq) > sl.acked[t.chain]
			raise(sl.acked, t.chain, t.height.Seq)
		}
	case sl.have != nil: // else everything will be compared first
		for _, t := range m.list {
			sl.have[t.chain] = min(sl.have[t.chain], t.height.Seq)
		}
		sl.again()
		s.poke()
	}
	s.mu.Unlock()
	if ready && m.mode == modeAck {
		if news {
			s.idle = min(idleMost, s.idle+1) // it confirms something
		}
		s.markShared(sl, m.list, mine)
	}
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
	ready := sl.ready()
	if ready {
		sl.learn(list, mine)
		sl.due.full = sl.due.full || m.ask
		if m.ask { // it differs from our digest; else it is the answer to our own list, and the digest may still be answered
			sl.asked = nil
		}
	}
	crowded := sl.crowded()
	s.mu.Unlock()
	if crowded {
		return errAbuse
	}
	if ready {
		s.markShared(sl, list, mine)
		s.poke()
		s.node.fetch.poke()
	}
	return nil
}

// markShared tells the store what the peer is known to hold, never more than we hold ourselves. The store may take its time, so
// nothing is locked meanwhile.
func (s *session) markShared(sl *slot, list []tip, mine map[forum.Chain]forum.Height) {
	s.mu.Lock()
	open, by := sl.gate == gateOpen, sl.peer
	s.mu.Unlock()
	if !open || len(list) == 0 {
		return
	}
	got := make(map[forum.Chain]uint64, len(list))
	for _, t := range list {
		if seq := min(t.height.Seq, mine[t.chain].Seq); seq > 0 {
			got[t.chain] = seq
		}
	}
	s.store.MarkShared(sl.ref.ID, by, got)
}
