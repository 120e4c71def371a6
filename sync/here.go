package sync

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store/forum"
)

// Saying who writes where: while somebody has a shared text open to write, their device tells each neighbour in the group
// in which text and at which place, on a stream of its own. It is true for seconds, so it is kept nowhere, signed by
// nobody and passed on by nobody: TLS says which device speaks, and its conversation beside it has proved its place in
// the group. Hearing is in hear.go.

// hereProtocol names such a stream to libp2p. A device that does not know it is told nothing.
const hereProtocol = "/moot/here/1"

const (
	herePause = 500 * time.Millisecond // between two words to one neighbour; what changes meanwhile goes in the next
	hereRenew = 8 * time.Second        // after which what still holds is said again
	hereGone  = 20 * time.Second       // after which what was not said again holds no more
	hereLook  = 5 * time.Second        // between looks for neighbours who have come, while there is something to say
	hereRest  = 30 * time.Second       // before a neighbour who did not listen is told again

	placeMost = 32 + 4 + 1 + 32*forum.PlaceHeads
	hereMost  = 32 + 1 + forum.PlacesMost*placeMost // bytes of one word
)

// here says in which texts of a group the sender writes; it takes the place of what was said before. No places: in none.
type here struct {
	group  forum.ID
	places []forum.Place
}

func (m here) encode() []byte {
	b := append(append(make([]byte, 0, hereMost), m.group[:]...), byte(len(m.places)))
	for i := range m.places {
		p := &m.places[i]
		b = binary.BigEndian.AppendUint32(append(b, p.Text[:]...), uint32(p.At))
		b = append(b, byte(len(p.Heads)))
		for _, h := range p.Heads {
			b = append(b, h[:]...)
		}
	}
	return b
}

func readHere(b []byte) (m here, err error) {
	c := cut{b: b}
	copy(m.group[:], c.bytes(32))
	n := int(c.u8())
	if n > forum.PlacesMost {
		return m, errFrame
	}
	for range n {
		p := forum.Place{Text: forum.ID(c.bytes(32)), At: int(c.u32())}
		heads := int(c.u8())
		if p.At < 0 /* where an int has 32 bits */ || p.At > forum.PlaceEnd || heads > forum.PlaceHeads || c.bad {
			return m, errFrame
		}
		for range heads {
			p.Heads = append(p.Heads, forum.ID(c.bytes(32)))
		}
		m.places = append(m.places, p)
	}
	return m, c.done()
}

// presence is what this device says of where its person writes, and what neighbours have said. One goroutine looks for
// neighbours to tell, and there is one more for each while it is told.
type presence struct {
	n    *Node
	wake chan struct{}

	mu       sync.Mutex
	mine     map[forum.ID][]forum.Place // by group; none without places
	lines    map[peer.ID]chan struct{}  // neighbours being told, and what wakes the goroutine that tells them
	rests    map[peer.ID]time.Time      // when who did not listen is told again
	heard    map[peer.ID]*hearing
	allowed  map[peer.ID]allowance
	mutes    map[peer.ID]time.Time // when who said too much is heard again
	watchers map[chan struct{}]bool
}

func newPresence(n *Node) *presence {
	return &presence{n: n, wake: make(chan struct{}, 1), mine: map[forum.ID][]forum.Place{}, lines: map[peer.ID]chan struct{}{},
		rests: map[peer.ID]time.Time{}, mutes: map[peer.ID]time.Time{}, allowed: map[peer.ID]allowance{}, heard: map[peer.ID]*hearing{}, watchers: map[chan struct{}]bool{}}
}

// SayHere tells the neighbours in a group where this device's person writes now, in place of what was said before, and
// goes on telling it until it is called again; with no places, that they have left. It returns at once. Of more places
// than [forum.PlacesMost], or heads than [forum.PlaceHeads], the rest is left out. In a home for practice nobody calls it.
func (n *Node) SayHere(g forum.ID, places []forum.Place) {
	h := n.here
	h.mu.Lock()
	defer h.mu.Unlock()
	places = slices.Clone(places[:min(len(places), forum.PlacesMost)])
	for i := range places {
		p := &places[i]
		p.Heads, p.At = slices.Clone(p.Heads[:min(len(p.Heads), forum.PlaceHeads)]), min(max(0, p.At), forum.PlaceEnd)
	}
	if samePlaces(places, h.mine[g]) {
		return
	}
	if h.mine[g] = places; len(places) == 0 {
		delete(h.mine, g)
	}
	hint(h.wake)
	for _, line := range h.lines {
		hint(line)
	}
}

// hint wakes whoever waits at a channel for one hint.
func hint(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func samePlaces(a, b []forum.Place) bool {
	return slices.EqualFunc(a, b, func(a, b forum.Place) bool {
		return a.Text == b.Text && a.At == b.At && slices.Equal(a.Heads, b.Heads)
	})
}

// run finds neighbours to tell, as long as there is something to say.
func (h *presence) run(ctx context.Context) {
	for {
		h.begin()
		h.mu.Lock()
		silent := len(h.mine) == 0
		h.mu.Unlock()
		var look <-chan time.Time
		if !silent {
			look = time.After(hereLook)
		}
		select {
		case <-ctx.Done():
			return
		case <-h.wake:
		case <-look:
		}
	}
}

// begin starts telling the neighbours that have not been begun with.
func (h *presence) begin() {
	for _, s := range h.n.all() {
		p := s.other
		if !h.concerns(p) {
			continue
		}
		h.mu.Lock()
		if h.lines[p] == nil && time.Now().After(h.rests[p]) {
			wake := make(chan struct{}, 1)
			if h.n.own(func() { h.tell(p, wake) }) {
				h.lines[p] = wake
			}
		}
		h.mu.Unlock()
	}
}

// said is a copy of what is to be said.
func (h *presence) said() map[forum.ID][]forum.Place {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.mine)
}

// concerns says whether there is something to say that a peer may hear.
func (h *presence) concerns(p peer.ID) bool {
	for g := range h.said() {
		if h.n.hears(p, g) {
			return true
		}
	}
	return false
}

// hears says whether a peer may be told about a group: a member by our roll, who takes us for one too.
func (n *Node) hears(p peer.ID, g forum.ID) bool {
	s, sl, err := n.member(p, g)
	return err == nil && s.compared(sl)
}

// tell tells one neighbour what is to be said and what changes of it, until there is nothing more.
func (h *presence) tell(p peer.ID, wake chan struct{}) {
	err := h.tellAll(p, wake)
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.lines, p)
	if err == nil {
		hint(h.wake) // something may have come up to say just now
		return
	}
	leaveAlone(h.rests, p, hereRest)
	h.n.log.Debug("a neighbour was not told who writes where", slog.String("peer", p.String()), slog.Any("reason", err))
}

// leaveAlone notes that a peer is left alone for a while, and forgets those whose while is over.
func leaveAlone(list map[peer.ID]time.Time, p peer.ID, pause time.Duration) {
	maps.DeleteFunc(list, func(_ peer.ID, end time.Time) bool { return time.Now().After(end) })
	list[p] = time.Now().Add(pause)
}

// word is the last that a neighbour was told about a group.
type word struct {
	places []forum.Place
	at     time.Time
}

func (h *presence) tellAll(p peer.ID, wake chan struct{}) error {
	ctx := h.n.ctx
	open, cancel := context.WithTimeout(ctx, frameLimit)
	defer cancel()
	st, err := h.n.host.NewStream(open, p, hereProtocol)
	if err != nil {
		return fmt.Errorf("tell a neighbour who writes where: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = st.Reset() })()
	told := map[forum.ID]word{}
	for {
		m, wait := h.next(p, told)
		if m == nil && wait == 0 {
			return st.Close()
		}
		if m != nil {
			if err := sayHere(st, m); err != nil {
				_ = st.Reset() // the neighbour is gone or does not listen
				return err
			}
			told[m.group] = word{m.places, time.Now()}
			if !sleep(ctx, herePause) {
				return nil
			}
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		case <-time.After(wait):
		}
	}
}

func sayHere(st network.Stream, m *here) error {
	if err := st.SetWriteDeadline(time.Now().Add(frameLimit)); err != nil {
		return fmt.Errorf("set a deadline: %w", err)
	}
	return writeFrame(st, kindHere, m.encode())
}

// next gives what to say to a neighbour now, or how long there is nothing; neither when there is nothing more to say.
func (h *presence) next(p peer.ID, told map[forum.ID]word) (m *here, wait time.Duration) {
	mine := h.said()
	for g, was := range told {
		if len(was.places) > 0 && len(mine[g]) == 0 && h.n.hears(p, g) {
			return &here{group: g}, 0
		}
	}
	for g, places := range mine {
		if !h.n.hears(p, g) {
			continue
		}
		left := hereRenew - time.Since(told[g].at)
		if left <= 0 || !samePlaces(places, told[g].places) {
			return &here{g, places}, 0
		}
		if wait == 0 || left < wait {
			wait = left
		}
	}
	return nil, wait
}

// sleep waits, and says whether ctx still goes on.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
