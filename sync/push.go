package sync

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"moot/store/forum"
)

// writer is the one goroutine that writes to the stream.
type writer struct {
	*session
	bw *bufio.Writer
}

// write sends what is due, then what the peer lacks, each time it is woken, and a digest at every beat.
func (s *session) write(ctx context.Context) error {
	w := &writer{session: s, bw: bufio.NewWriterSize(s.st, 32<<10)}
	next := time.Now().Add(jitter(beat))
	for {
		if err := w.pass(ctx); err != nil {
			return err
		}
		wait, err := w.tick(&next)
		if err != nil {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		case <-s.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// jitter keeps devices from falling into step with each other.
func jitter(d time.Duration) time.Duration {
	return d*4/5 + time.Duration(rand.Int64N(int64(d)*2/5))
}

// tick looks at the clock: time to prove, time to compare, time to give up.
func (w *writer) tick(next *time.Time) (time.Duration, error) {
	now := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	wait := proveLimit - now.Sub(w.since)
	if !w.proven && wait <= 0 {
		return 0, &endError{whyUnknown}
	}
	if w.proven {
		wait = beat
	}
	if left := next.Sub(now); left <= 0 {
		*next = now.Add(jitter(beat))
		for _, sl := range w.slots {
			if sl.answer != nil && sl.answer.later {
				return 0, &endError{whyAgain} // it may let us in by now
			}
			if w.opener && sl.ready() && sl.sent == sl.confirmed && sl.asked == nil {
				sl.due.ask = replyLimit
				wait = 0
			}
		}
	} else {
		wait = min(wait, left)
	}
	for _, sl := range w.slots {
		wait = min(wait, sl.partWait(now))
		if sl.asked == nil || sl.dead {
			continue
		}
		heard, patience := sl.asked.at.UnixMilli(), sl.asked.patience
		if at := w.contact.Load(); at > heard { // it is there, and may be busy
			heard, patience = at, replyLimit
		}
		left := patience - now.Sub(time.UnixMilli(heard))
		if left <= 0 {
			return 0, errSilent
		}
		wait = min(wait, left)
	}
	return max(wait, time.Millisecond), nil
}

func (w *writer) pass(ctx context.Context) error {
	if err := w.control(ctx); err != nil {
		return err
	}
	for _, sl := range w.all() {
		if err := w.push(ctx, sl); err != nil {
			return err
		}
		if err := w.pushBoxes(ctx, sl); err != nil {
			return err
		}
	}
	if err := w.flush(); err != nil {
		return err
	}
	if slots := w.all(); len(slots) > 0 && w.over() {
		w.mu.Lock()
		reason := slots[0].shutWhy
		w.mu.Unlock()
		return &endError{max(reason, whyUnknown)}
	}
	return nil
}

func (w *writer) frame(k kind, body []byte) error {
	if err := w.within(w.st.SetWriteDeadline, frameLimit); err != nil {
		return err
	}
	return writeFrame(w.bw, k, body)
}

func (w *writer) flush() error {
	if w.bw.Buffered() == 0 {
		return nil
	}
	if err := w.within(w.st.SetWriteDeadline, frameLimit); err != nil {
		return err
	}
	return w.bw.Flush()
}

// control sends every short message that is due. It is called between frames of entries too, so that a long stream in
// one direction does not hold up the acknowledgements of the other.
func (w *writer) control(ctx context.Context) error {
	for _, sl := range w.all() {
		w.mu.Lock()
		d := sl.due
		sl.due = due{vouch: d.vouch, part: d.part}
		w.mu.Unlock()
		if d.claim {
			if err := w.claim(ctx, sl); err != nil {
				return err
			}
		}
		if d.answer != nil {
			if err := w.frame(kindAnswer, d.answer.encode()); err != nil {
				return err
			}
		}
		if d.closed != 0 {
			if err := w.frame(kindClosed, closed{sl.num, d.closed}.encode()); err != nil {
				return err
			}
		}
		for _, vote := range d.taken {
			if err := w.frame(kindTaken, boxHeld{slot: sl.num, vote: vote}.encode()); err != nil {
				return err
			}
		}
		if err := w.heights(sl, d); err != nil {
			return err
		}
		if err := w.digests(sl, d); err != nil {
			return err
		}
	}
	return nil
}

// claim says who we are in the group, and asks to be let in if we are joining it.
func (w *writer) claim(ctx context.Context, sl *slot) error {
	w.mu.Lock()
	again := sl.claimed && !sl.vouch
	sl.claimed = true
	w.mu.Unlock()
	if again {
		return nil
	}
	sig, err := w.store.SignProof(w.greet.statement(sl.ref.ID, w.opener))
	if err != nil || len(sig) != 64 {
		return fmt.Errorf("sign for a neighbour: %w", err)
	}
	ask, err := w.node.askFor(ctx, sl.ref.ID)
	if err != nil {
		return err
	}
	w.mu.Lock()
	sl.begged = sl.begged || len(ask) > 0
	w.mu.Unlock()
	m := claim{slot: sl.num, device: w.store.Identity(), ask: ask}
	copy(m.sig[:], sig)
	return w.frame(kindClaim, m.encode())
}

func (w *writer) digests(sl *slot, d due) error {
	if d.reply != nil {
		if err := w.frame(kindDigest, digest{slot: sl.num, sum: *d.reply}.encode()); err != nil {
			return err
		}
	}
	if d.ask == 0 {
		return nil
	}
	mine := w.store.Heights(sl.ref.ID)
	w.mu.Lock()
	if sl.asked != nil { // one at a time: each is answered
		w.mu.Unlock()
		return nil
	}
	list := tips(mine, sl.lanes())
	a := &asked{sum: sum(list), heights: list, at: time.Now(), patience: d.ask}
	sl.asked = a
	w.mu.Unlock()
	return w.frame(kindDigest, digest{slot: sl.num, ask: true, sum: a.sum}.encode())
}

func (w *writer) heights(sl *slot, d due) error {
	w.mu.Lock()
	taken, shown := sl.ackFrames, sl.lanes()
	w.mu.Unlock()
	if d.full {
		all := tips(w.store.Heights(sl.ref.ID), shown)
		if err := w.list(heights{slot: sl.num, mode: modeFull, ask: d.wantIt, frames: taken}, all); err != nil {
			return err
		}
	}
	if len(d.acks) > 0 {
		if err := w.list(heights{slot: sl.num, mode: modeAck, frames: taken}, d.acks); err != nil {
			return err
		}
	}
	if len(d.wants) == 0 {
		return nil
	}
	return w.list(heights{slot: sl.num, mode: modeWant, frames: taken}, d.wants)
}

// list sends heights in as many frames as they need, at least one.
func (w *writer) list(m heights, all []tip) error {
	for {
		n := min(len(all), tipsMost)
		m.list, all = all[:n], all[n:]
		m.more = m.mode == modeFull && len(all) > 0
		if err := w.frame(kindHeights, m.encode()); err != nil {
			return err
		}
		if len(all) == 0 {
			return nil
		}
	}
}

// push sends what the peer lacks: acts first, then the rest in an order that needs no waiting.
func (w *writer) push(ctx context.Context, sl *slot) error {
	if err := w.recheck(ctx, sl); err != nil {
		return err
	}
	w.mu.Lock()
	vouch, part := sl.due.vouch, sl.due.part
	sl.due.vouch, sl.due.part = false, 0
	look := sl.gate == gateOpen && sl.known && !sl.dead && (sl.reset || sl.after < w.store.Position())
	after, rollOnly := sl.after, sl.rollOnly
	sl.reset = false
	w.mu.Unlock()
	if part != 0 {
		if err := w.farewell(ctx, sl, part); err != nil {
			return err
		}
	}
	if vouch {
		return w.vouch(ctx, sl)
	}
	if !look {
		return nil
	}
	have := w.haveNow(sl, rollOnly)
	p := w.packer(ctx, sl)
	reached, err := w.store.Tail(ctx, sl.ref.ID, have, after, func(window []forum.Entry) error {
		return w.add(p, sl, w.wanted(sl, window, have))
	})
	if err == nil {
		err = p.flush()
	}
	if err != nil {
		return err
	}
	w.mu.Lock()
	if !sl.reset {
		sl.after = reached
	}
	w.mu.Unlock()
	return nil
}

// wanted leaves out what the peer has come by since the walk began, or may not have. What is left of a chain still ends
// with its signature. What the store hands out below the heights that the walk began with, or above its own, is the
// evidence of a fork, and goes out.
func (w *writer) wanted(sl *slot, window []forum.Entry, began map[forum.Chain]uint64) []forum.Entry {
	mine := w.store.Heights(sl.ref.ID)
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(window, func(e forum.Entry) bool {
		c := e.Chain()
		return (sl.have[c] >= e.Seq && began[c] < e.Seq && e.Seq <= mine[c].Seq) ||
			sl.gate != gateOpen || (sl.rollOnly && c.Lane != forum.RollLane)
	})
}

// add packs a window, and counts the peer as having it: the stream is reliable, and a comparison heals what is lost.
func (w *writer) add(p *packer, sl *slot, window []forum.Entry) error {
	if err := p.add(window); err != nil {
		return err
	}
	mine := w.store.Heights(sl.ref.ID)
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range window {
		if c := window[i].Chain(); sl.have != nil {
			raise(sl.have, c, min(window[i].Seq, mine[c].Seq))
		}
	}
	w.node.sent.Add(int64(len(window)))
	return nil
}

// packer sends entries frames, and between them whatever short messages are due.
func (w *writer) packer(ctx context.Context, sl *slot) *packer {
	return &packer{slot: sl.num, send: func(body []byte) error {
		w.mu.Lock()
		sl.sent++
		w.mu.Unlock()
		if err := w.frame(kindEntries, body); err != nil {
			return err
		}
		return w.control(ctx)
	}}
}
