package sync

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"moot/store/forum"
)

// Boxes: the ballots of secret votes, which are in nobody's chain (PROTOCOL.md, "Boxes"). Both sides say what their boxes
// come to; where that differs each lists what it holds, and is sent what it lacks, a frame at a time: checking a ballot
// takes a while.

// boxState is how far the boxes of a slot are compared. It is guarded by session.mu.
type boxState struct {
	list  []forum.Box // ours, as last read
	at    uint64      // [Store.BoxesAt] then
	soon  bool        // it changes by itself
	begun bool        // we have said what our boxes come to
	heard bool        // so has the peer
	deaf  bool        // it did so before we could listen: it is to say it again

	told  map[forum.ID][32]byte          // what we said last, by vote
	has   map[forum.ID]map[forum.ID]bool // what the peer holds, or has been sent; no line for a vote while that is unknown
	ask   map[forum.ID]bool              // list to the peer what we hold
	asked map[forum.ID][32]byte          // what our box came to when we last did
	owes  map[forum.ID]bool              // the peer is to send what we lack
	reply map[forum.ID]bool              // we are to send what it lacks, even nothing
	busy  bool                           // ballots are on their way to it
}

func newBoxState() boxState {
	return boxState{
		told: map[forum.ID][32]byte{}, has: map[forum.ID]map[forum.ID]bool{}, ask: map[forum.ID]bool{}, asked: map[forum.ID][32]byte{},
		owes: map[forum.ID]bool{}, reply: map[forum.ID]bool{},
	}
}

// box gives ours of a vote, with nothing in it where there is none.
func (b *boxState) box(vote forum.ID) forum.Box {
	i, ok := slices.BinarySearchFunc(b.list, vote, func(x forum.Box, id forum.ID) int { return bytes.Compare(x.Vote[:], id[:]) })
	if !ok {
		return forum.Box{Vote: vote}
	}
	return b.list[i]
}

// room says whether what the peer says of a vote is kept: always of one of which there are ballots here.
func (b *boxState) room(mine forum.Box) bool {
	return len(mine.Ballots) > 0 || max(len(b.has), len(b.ask)+len(b.asked)) < votesMost
}

// settled says that nothing of a box is on its way or to be said, in a conversation that has boxes.
func (b *boxState) settled() bool {
	return b.begun && b.heard && !b.busy && len(b.ask)+len(b.owes)+len(b.reply) == 0
}

// boxing says whether boxes pass in a slot. Call with session.mu held.
func (s *session) boxing(sl *slot) bool {
	return s.boxes && sl.gate == gateOpen && sl.known && !sl.dead && !sl.rollOnly
}

func idsOf(ids []forum.ID) map[forum.ID]bool {
	all := make(map[forum.ID]bool, len(ids))
	for _, id := range ids {
		all[id] = true
	}
	return all
}

// pushBoxes sends what is due about the boxes of a slot: what they come to, lists of them, and ballots.
func (w *writer) pushBoxes(ctx context.Context, sl *slot) error {
	w.mu.Lock()
	on := w.boxing(sl)
	w.mu.Unlock()
	if !on {
		return nil
	}
	if err := w.lookAtBoxes(ctx, sl); err != nil {
		return err
	}
	if err := w.tellBoxes(sl); err != nil {
		return err
	}
	if err := w.listBoxes(sl); err != nil {
		return err
	}
	return w.pushBallots(ctx, sl)
}

// lookAtBoxes reads what may be handed on, if that may have changed.
func (w *writer) lookAtBoxes(ctx context.Context, sl *slot) error {
	at := w.store.BoxesAt(sl.ref.ID)
	w.mu.Lock()
	fresh := sl.box.begun && sl.box.at == at && !sl.box.soon
	w.mu.Unlock()
	if fresh {
		return nil
	}
	list, next, err := w.store.Boxes(ctx, sl.ref.ID)
	if err != nil {
		return fmt.Errorf("read the boxes of secret votes: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	sl.box.list, sl.box.at, sl.box.soon = list, at, next != 0
	return nil
}

// tellBoxes says what our boxes come to, of those where the peer's is not known.
func (w *writer) tellBoxes(sl *slot) error {
	w.mu.Lock()
	var due []boxSum
	for i := range sl.box.list {
		b := &sl.box.list[i]
		if sum := b.Sum(); sl.box.has[b.Vote] == nil && sl.box.told[b.Vote] != sum {
			due = append(due, boxSum{b.Vote, sum})
			sl.box.told[b.Vote] = sum
		}
	}
	first, again := !sl.box.begun, sl.box.deaf
	sl.box.begun, sl.box.deaf = true, false
	w.mu.Unlock()
	if first {
		w.node.changed() // the last thing to come about when both were in step already
	}
	for first || len(due) > 0 {
		n := min(len(due), boxesMost)
		if err := w.frame(kindBoxes, boxSums{sl.num, again, due[:n]}.encode()); err != nil {
			return err
		}
		due, first, again = due[n:], false, false
	}
	return nil
}

// listBoxes lists what we hold, where the peer's box differs.
func (w *writer) listBoxes(sl *slot) error {
	w.mu.Lock()
	var due []boxHeld
	for vote := range sl.box.ask {
		b := sl.box.box(vote)
		due = append(due, boxHeld{sl.num, vote, b.Ballots[:min(len(b.Ballots), heldMost)]})
		sl.box.asked[vote], sl.box.owes[vote] = b.Sum(), true
	}
	clear(sl.box.ask)
	w.mu.Unlock()
	for i := range due {
		if err := w.frame(kindHeld, due[i].encode()); err != nil {
			return err
		}
	}
	return nil
}

// pushBallots sends ballots that the peer lacks, one frame, and then waits until it has taken them.
func (w *writer) pushBallots(ctx context.Context, sl *slot) error {
	vote, ids, ok := w.nextBallots(sl)
	if !ok {
		return nil
	}
	all, err := w.store.Ballots(ctx, sl.ref.ID, ids)
	if err != nil {
		return fmt.Errorf("read secret ballots: %w", err)
	}
	m := boxBallots{slot: sl.num, vote: vote}
	size := 0
	for len(all) > 0 && size+len(all[0]) < batchSize {
		m.ballots, size, all = append(m.ballots, all[0]), size+4+len(all[0]), all[1:]
	}
	m.more = len(all) > 0
	w.mu.Lock()
	for i := range m.ballots {
		if b, err := forum.ReadBoxed(m.ballots[i]); err == nil {
			sl.box.has[vote][b.ID] = true
		}
	}
	if m.more {
		sl.box.reply[vote] = true
	}
	w.mu.Unlock()
	return w.frame(kindBallots, m.encode())
}

// nextBallots picks a vote that the peer is owed ballots of, or lacks some of, and gives what it lacks: they are on their way from
// here on.
func (w *writer) nextBallots(sl *slot) (vote forum.ID, lacks []forum.ID, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if sl.box.busy {
		return vote, nil, false
	}
	for v := range sl.box.reply {
		delete(sl.box.reply, v)
		sl.box.busy = true
		return v, sl.box.lacks(v), true
	}
	for i := range sl.box.list {
		v := sl.box.list[i].Vote
		if sl.box.has[v] == nil {
			continue
		}
		if lacks := sl.box.lacks(v); len(lacks) > 0 {
			sl.box.busy = true
			return v, lacks, true
		}
	}
	return vote, nil, false
}

// lacks gives what we hold of a vote and the peer does not. Ballots are sent in the order of their ids, which says nothing.
func (b *boxState) lacks(vote forum.ID) (out []forum.ID) {
	for _, id := range b.box(vote).Ballots {
		if !b.has[vote][id] {
			out = append(out, id)
		}
	}
	return out
}

// mayBox makes what came durable and says whether boxes pass in the slot.
func (s *session) mayBox(ctx context.Context, sl *slot) (bool, error) {
	if err := s.spend(); err != nil {
		return false, err
	}
	if err := s.settle(ctx); err != nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.boxes && sl.gate == gateOpen && !sl.dead && !sl.rollOnly, nil
}

// onBoxes compares what the peer's boxes come to with ours.
func (s *session) onBoxes(ctx context.Context, sl *slot, m boxSums) error {
	if ok, err := s.mayBox(ctx, sl); !ok {
		s.mu.Lock()
		sl.box.deaf = true
		s.mu.Unlock()
		return err
	}
	list, next, err := s.store.Boxes(ctx, sl.ref.ID)
	if err != nil {
		return fmt.Errorf("read the boxes of secret votes: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.poke()
	sl.box.list, sl.box.soon, sl.box.heard = list, next != 0, true
	for _, x := range m.sums {
		mine := sl.box.box(x.vote)
		if !sl.box.room(mine) {
			continue
		}
		if mine.Sum() == x.sum {
			sl.box.has[x.vote] = idsOf(mine.Ballots)
		} else {
			sl.box.ask[x.vote] = true
		}
	}
	if m.again { // what it was told before, it could not listen to
		clear(sl.box.told)
		sl.box.begun = false
	}
	return nil
}

// onHeld learns what the peer holds of a vote's ballots, and has it sent what it lacks.
func (s *session) onHeld(ctx context.Context, sl *slot, m boxHeld) error {
	if ok, err := s.mayBox(ctx, sl); !ok {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.poke()
	mine := sl.box.box(m.vote)
	if !sl.box.room(mine) {
		return nil
	}
	have, held := idsOf(mine.Ballots), idsOf(m.ballots)
	lacking := len(held)
	maps.DeleteFunc(held, func(id forum.ID, _ bool) bool { return !have[id] }) // the others it will send
	lacking -= len(held)
	sl.box.has[m.vote], sl.box.reply[m.vote] = held, true
	if sum, ever := sl.box.asked[m.vote]; lacking > 0 && !sl.box.owes[m.vote] && (!ever || sum != mine.Sum()) {
		sl.box.ask[m.vote] = true
	}
	return nil
}

// onBallots takes in ballots. One that does not hold was not handed on by an honest device.
func (s *session) onBallots(ctx context.Context, sl *slot, m boxBallots) error {
	ok, err := s.mayBox(ctx, sl)
	if !ok {
		return err
	}
	fresh, err := s.store.PutBallots(ctx, sl.ref.ID, "device:"+sl.peer.String(), m.ballots)
	var bad *forum.BadEntryError
	var no *forum.RefusedError
	switch {
	case errors.As(err, &bad), errors.As(err, &no):
		s.log.Warn("a neighbour handed on a secret ballot that does not hold")
		return errAbuse
	case err != nil:
		return fmt.Errorf("what came could not be kept: %w", err)
	}
	s.mu.Lock()
	if fresh > 0 {
		s.idle = min(idleMost, s.idle+1) // it moved something
	}
	if has := sl.box.has[m.vote]; has != nil {
		for _, raw := range m.ballots {
			if b, err := forum.ReadBoxed(raw); err == nil {
				has[b.ID] = true
			}
		}
	}
	if !m.more {
		delete(sl.box.owes, m.vote)
	}
	sl.due.taken = append(sl.due.taken, m.vote)
	s.mu.Unlock()
	s.poke()
	return nil
}

// onTaken hears that the peer has dealt with the ballots that were on their way.
func (s *session) onTaken(sl *slot) error {
	if err := s.spend(); err != nil {
		return err
	}
	s.mu.Lock()
	if sl.box.busy {
		s.idle = min(idleMost, s.idle+1)
	}
	sl.box.busy = false
	s.mu.Unlock()
	s.poke()
	return nil
}

// writeBoxes writes the ballots of secret votes, all that may be handed on.
func writeBoxes(ctx context.Context, s Store, g forum.ID, w io.Writer, boxes []forum.Box) error {
	for _, box := range boxes {
		all, err := s.Ballots(ctx, g, box.Ballots)
		if err != nil {
			return err
		}
		for len(all) > 0 {
			m := boxBallots{vote: box.Vote}
			for size := 0; len(all) > 0 && size+len(all[0]) < batchSize; all = all[1:] {
				m.ballots, size = append(m.ballots, all[0]), size+4+len(all[0])
			}
			m.more = len(all) > 0
			if err := writeFrame(w, kindBallots, m.encode()); err != nil {
				return err
			}
		}
	}
	return nil
}

// putBallots takes in a frame of secret ballots.
func putBallots(ctx context.Context, s Store, g forum.ID, ballots [][]byte, total *forum.Report) error {
	fresh, err := s.PutBallots(ctx, g, "bundle", ballots)
	total.New += fresh
	var bad *forum.BadEntryError
	var no *forum.RefusedError
	if errors.As(err, &bad) || errors.As(err, &no) {
		addReport(total, forum.Report{Refused: 1, Reasons: []string{err.Error()}})
		return nil
	}
	if err != nil {
		return fmt.Errorf("keep what the bundle holds: %w", err)
	}
	return nil
}

// ballots reads a frame of secret ballots, which come after the entries.
func (b *bundle) ballots(body []byte, closed bool, box func([][]byte) error) error {
	m, err := readBoxBallots(body)
	if err != nil || !closed {
		return ErrDamaged
	}
	if box == nil {
		return nil
	}
	return box(m.ballots)
}
