package sync

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store/forum"
)

// Hearing where others write. What a neighbour says is believed of its own device only, and dropped as soon as its stream
// ends, it has not been renewed, or the neighbour's place in the group is gone.

const (
	hereBurst = 8           // words and streams taken from a neighbour at once
	herePace  = 4           // and a second after that: twice what an honest one says
	hereMute  = time.Minute // before one who said more is heard again
)

// hearing is what one neighbour says on the stream it speaks on now.
type hearing struct {
	st     network.Stream
	writes map[forum.ID]heardWord // by group
}

type heardWord struct {
	word
	device forum.Device
	person forum.Person
}

var errChatter = errors.New("this neighbour says too often where it writes")

// acceptHere is libp2p's call for a stream on which a peer says where it writes.
func (n *Node) acceptHere(st network.Stream) {
	if !n.own(func() { n.here.hear(st) }) {
		_ = st.Reset() // closing: the peer sees the connection end
	}
}

// hear takes what a peer says until it ends, and then drops it. Nothing is answered.
func (h *presence) hear(st network.Stream) {
	from := st.Conn().RemotePeer()
	ear := &hearing{st: st, writes: map[forum.ID]heardWord{}}
	if !h.enter(from, ear) {
		_ = st.Reset()
		return
	}
	defer context.AfterFunc(h.n.ctx, func() { _ = st.Reset() })()
	err := h.hearAll(from, ear)
	_ = st.Reset() // nothing more is wanted from it, and it has nothing to be told
	h.mu.Lock()
	if h.heard[from] == ear {
		delete(h.heard, from)
	}
	h.hint()
	h.mu.Unlock()
	if err != nil {
		h.n.log.Debug("a neighbour no longer says where it writes", slog.String("peer", from.String()), slog.Any("reason", err))
	}
}

// enter makes a stream the one on which a peer is heard. Only who has a conversation with us is.
func (h *presence) enter(from peer.ID, ear *hearing) bool {
	h.n.mu.Lock()
	known := h.n.sessions[from] != nil
	h.n.mu.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	if !known || !h.spend(from) {
		return false
	}
	if old := h.heard[from]; old != nil {
		_ = old.st.Reset() // the peer speaks on a new one
	}
	h.heard[from] = ear
	return true
}

// allowance is how much more is taken from a peer now, whatever streams it comes on.
type allowance struct {
	left float64
	at   time.Time
}

// spend takes a word or a stream from what a peer may say. Who has said too much is not heard for a while. With mu held.
func (h *presence) spend(from peer.ID) bool {
	now := time.Now()
	if now.Before(h.mutes[from]) {
		return false
	}
	maps.DeleteFunc(h.allowed, func(_ peer.ID, p allowance) bool { return now.Sub(p.at) > hereGone }) // full again by then
	p, ok := h.allowed[from]
	if !ok {
		p.left = hereBurst
	}
	p = allowance{min(hereBurst, p.left+now.Sub(p.at).Seconds()*herePace) - 1, now}
	h.allowed[from] = p
	if p.left < 0 {
		leaveAlone(h.mutes, from, hereMute)
		if ear := h.heard[from]; ear != nil {
			_ = ear.st.Reset() // nor is what it said before shown
			delete(h.heard, from)
		}
	}
	return p.left >= 0
}

func (h *presence) hearAll(from peer.ID, ear *hearing) error {
	br := bufio.NewReaderSize(ear.st, 4<<10)
	for {
		if err := ear.st.SetReadDeadline(time.Now().Add(hereGone)); err != nil {
			return fmt.Errorf("set a deadline: %w", err)
		}
		k, body, err := readFrameUpTo(br, hereMost)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		h.mu.Lock()
		ok := h.spend(from)
		h.mu.Unlock()
		if !ok {
			return errChatter
		}
		if k != kindHere {
			return errFrame
		}
		m, err := readHere(body)
		if err != nil {
			return err
		}
		if err := h.take(from, ear, m); err != nil {
			return err
		}
	}
}

// take keeps one word, after looking up whether the peer is a member of that group. There are no more groups than the two
// sides have in common.
func (h *presence) take(from peer.ID, ear *hearing, m here) error {
	s, sl, err := h.n.member(from, m.group)
	if err != nil {
		return err
	}
	s.mu.Lock()
	now := heardWord{word{m.places, time.Now()}, sl.peer, sl.person}
	s.mu.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	news := !samePlaces(m.places, ear.writes[m.group].places)
	if ear.writes[m.group] = now; len(m.places) == 0 {
		delete(ear.writes, m.group)
	}
	before := len(ear.writes)
	maps.DeleteFunc(ear.writes, func(_ forum.ID, w heardWord) bool { return w.stale() })
	if news || len(ear.writes) < before {
		h.hint()
	}
	return nil
}

// stale says whether what was said no longer holds.
func (w *heardWord) stale() bool { return time.Since(w.at) > hereGone }

// hint tells whoever watches that something is other than before. With mu held.
func (h *presence) hint() {
	for c := range h.watchers {
		hint(c)
	}
}

// WhoIsHere gives those neighbours who write in shared texts of a group now, by device. It reads the group's roll, so that who
// is no longer a member is not shown. None in a group that is not here.
func (n *Node) WhoIsHere(g forum.ID) (all []forum.Writer) {
	h := n.here
	h.mu.Lock()
	said := map[peer.ID]heardWord{}
	for p, ear := range h.heard {
		if w, ok := ear.writes[g]; ok && !w.stale() {
			said[p] = w
		}
	}
	h.mu.Unlock()
	for p, w := range said {
		if _, _, err := n.member(p, g); err == nil {
			all = append(all, forum.Writer{Device: w.device, Person: w.person, Places: w.places})
		}
	}
	slices.SortFunc(all, func(a, b forum.Writer) int { return bytes.Compare(a.Device[:], b.Device[:]) })
	return all
}

// WatchHere gives a channel that holds at most one hint that WhoIsHere has changed; cancel releases it, and does not close the
// channel. Nobody is waited for who does not read.
func (n *Node) WatchHere() (hints <-chan struct{}, cancel func()) {
	c := make(chan struct{}, 1)
	n.here.mu.Lock()
	n.here.watchers[c] = true
	n.here.mu.Unlock()
	return c, func() {
		n.here.mu.Lock()
		delete(n.here.watchers, c)
		n.here.mu.Unlock()
	}
}
