package sync

import (
	"context"
	"errors"
	"time"

	"moot/store/forum"
)

// Parting: what two devices say to each other when one is out of the group by the other's roll. After a cut in the network each
// may be out by the other's, and only the acts of both say who is. So whoever is turned away is first shown the acts that put
// it out, and may show its own in return, once. Nothing else passes.

// part closes the slot to a device that is out of the group: after showing it why the first time, for good the second.
func (s *session) part(sl *slot, reason why) {
	s.mu.Lock()
	again := !sl.parted.IsZero()
	if !again {
		sl.parted = time.Now()
		sl.due.part = reason
		sl.due.claim = sl.due.claim || !sl.claimed // it must be able to look us up in its roll
	}
	s.mu.Unlock()
	s.shut(sl, reason, again)
}

// listens says whether a slot that is shut still takes in acts. Call with session.mu held.
func (sl *slot) listens() bool {
	return sl.gate == gateShut && !sl.dead && sl.claims > 0 &&
		(sl.shutWhy == whyUnknown || sl.shutWhy == whyRemoved || sl.shutWhy == whyRetired)
}

// partWait says how long a device that was shown why it is out has left to answer; when that is over, so is the slot. Call
// with session.mu held.
func (sl *slot) partWait(now time.Time) time.Duration {
	if sl.dead || sl.parted.IsZero() || sl.gate != gateShut {
		return beat
	}
	left := proveLimit - now.Sub(sl.parted)
	if left <= 0 {
		sl.dead = true
	}
	return left
}

// onClosed hears that the peer has closed the group to us. It may be behind, or know less than both of us do: if it belongs
// to the group by our roll, with what it has shown us, it is shown our acts, once. If not, it is told not to wait for them.
func (s *session) onClosed(ctx context.Context, sl *slot, m closed) error {
	if err := s.spend(); err != nil {
		return err
	}
	if m.why == whyRetired {
		s.node.turnedAway(sl.ref.ID)
	}
	if err := s.settle(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	ask := !sl.dead && !sl.vouch && !sl.turned && sl.claims > 0 &&
		(m.why == whyUnknown || m.why == whyRemoved || m.why == whyRetired)
	sl.turned = true
	s.mu.Unlock()
	if ask {
		if _, err := s.judge(ctx, sl); err != nil {
			return err
		}
	}
	s.mu.Lock()
	open := sl.gate == gateOpen
	defer s.mu.Unlock()
	defer s.poke()
	switch {
	case ask && open:
		sl.vouch, sl.due.vouch = true, true
		sl.shutWhy, sl.asked = 0, nil // a digest of ours that came while the group was closed to us is not answered
	case ask && !sl.parted.IsZero():
		if sl.due.part == 0 {
			sl.due.closed = sl.shutWhy
		}
	default:
		sl.dead, sl.gate, sl.shutWhy = true, gateShut, m.why
	}
	return nil
}

// belongs says whether the peer is of the group by our roll now.
func (s *session) belongs(ctx context.Context, sl *slot) (bool, error) {
	roll, _, err := s.node.roll(ctx, sl.ref.ID)
	if err != nil || roll == nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, _ := roll.ByDevice(sl.peer)
	return m.Standing == forum.StandingMember || m.Standing == forum.StandingWaiting, nil
}

var errEnough = errors.New("enough has been sent")

// farewell shows a device that is out of the group the acts that put it out, and closes the group to it. Our claim goes
// first: until it knows who we are, it takes nothing.
func (w *writer) farewell(ctx context.Context, sl *slot, reason why) error {
	if err := w.control(ctx); err != nil {
		return err
	}
	if reason == whyRetired {
		if err := w.showRetired(ctx, sl); err != nil {
			return err
		}
	}
	w.mu.Lock()
	d := sl.peer
	w.mu.Unlock()
	p, left := w.packer(ctx, sl), vouchBytes
	err := w.store.Farewell(ctx, sl.ref.ID, d, func(window []forum.Entry) error {
		for i := range window {
			left -= len(window[i].Raw) + len(window[i].Payload)
		}
		if left < 0 {
			return errEnough // no more is taken
		}
		return p.add(window)
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	if err := p.flush(); err != nil {
		return err
	}
	return w.frame(kindClosed, closed{sl.num, reason}.encode())
}

// showRetired gives a retired device the act that retired it, so that it need not take our word, and nothing else.
func (w *writer) showRetired(ctx context.Context, sl *slot) error {
	w.mu.Lock()
	d := sl.peer
	w.mu.Unlock()
	run, err := w.store.RetireProof(ctx, sl.ref.ID, d)
	if err != nil || len(run) == 0 {
		return err
	}
	var plain []byte
	for i := range run {
		plain = appendEntry(plain, &run[i])
	}
	body, err := pack(slotHead(sl.num), plain)
	if err != nil || len(plain) > maxBody { // acts are short, and more than a frame's worth of them is not sent
		return err
	}
	return w.frame(kindRetired, body)
}

// vouch shows a member who does not know us the acts that made us one, and claims our place again.
func (w *writer) vouch(ctx context.Context, sl *slot) error {
	if belongs, err := w.belongs(ctx, sl); err != nil || !belongs {
		return err
	}
	none := map[forum.Chain]uint64{}
	for c := range w.store.Heights(sl.ref.ID) {
		if c.Lane != forum.RollLane {
			none[c] = 1 << 62
		}
	}
	p := w.packer(ctx, sl)
	_, err := w.store.Tail(ctx, sl.ref.ID, none, 0, func(window []forum.Entry) error {
		if window[0].Lane != forum.RollLane {
			return nil
		}
		return w.add(p, sl, window)
	})
	if err == nil {
		err = p.flush()
	}
	if err == nil {
		err = w.claim(ctx, sl)
	}
	return err
}

// burden counts the bytes of new acts that were taken from a device while it was not let in: over all conversations, so that one
// that is out of the group cannot fill a disk by coming back.
func (n *Node) burden(d forum.Device, size int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.burdens[d] += size
	if n.burdens[d] == 0 {
		delete(n.burdens, d)
	}
}

// burdened says whether that was as much as is taken.
func (n *Node) burdened(d forum.Device) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.burdens[d] > vouchBytes
}
