package sync

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	ma "github.com/multiformats/go-multiaddr"

	"moot/store/forum"
	"moot/store/saying"
)

const (
	retryLeast  = time.Second
	retryMost   = time.Minute
	retryOthers = 10 * time.Minute // somebody on the same network with no group in common
	stayed      = 30 * time.Second // a conversation this long was a good one: try again soon
	overMost    = 3                // times in a row that a neighbour may start over at once
	dialsMost   = 8                // at a time
	linksMost   = 512              // neighbours remembered or found
)

// link is a neighbour whom we know how to reach. Guarded by Node.mu.
type link struct {
	id      peer.ID
	saved   forum.Peer // as the store has it; zero ID while it is not in the store
	typed   bool
	known   bool // a member, or named by a person; else somebody found on the local network
	addrs   []ma.Multiaddr
	fails   int
	next    time.Time
	dialing bool
	tried   int // dials and conversations that have ended
	over    int // conversations in a row that the other side ended to start over
}

// loadLinks takes in the remembered neighbours and those named for this run.
func (n *Node) loadLinks(ctx context.Context, named []string) error {
	saved, err := n.store.Peers(ctx)
	if err != nil {
		return fmt.Errorf("read the remembered neighbours: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, p := range saved {
		id, err := peer.Decode(p.ID)
		if err != nil || id == n.host.ID() || n.links[id] != nil && n.links[id].saved.ID != "" {
			continue
		}
		l := &link{id: id}
		if n.links[id] != nil { // seen on the local network
			l = n.links[id]
		}
		l.saved, l.typed, l.known, l.addrs, l.next = p, p.Typed, true, dialable(slices.Concat(parseAll(p.Addrs), l.addrs), true), time.Now()
		n.links[id] = l
	}
	for _, s := range named {
		info, err := n.parse(s)
		if err != nil {
			return err
		}
		n.point(info, true)
	}
	return nil
}

func (n *Node) parse(s string) (*peer.AddrInfo, error) {
	info, err := ParseAddr(s)
	if err != nil {
		return nil, err
	}
	if info.ID == n.host.ID() {
		return nil, saying.Error("that is this device's own address; give it to the other device, or copy the other's here")
	}
	return info, nil
}

// link gives the link to a peer, and makes it if there is none: for a member, and one whom a person has named, in place of that to
// a stranger if there are too many. It is nil when there is no room. Call with mu held.
func (n *Node) link(id peer.ID, known bool) *link {
	if l := n.links[id]; l != nil {
		l.known = l.known || known
		return l
	}
	for other, l := range n.links {
		if known && len(n.links) >= linksMost && !l.known && !l.dialing && n.sessions[other] == nil {
			delete(n.links, other)
		}
	}
	if len(n.links) >= linksMost {
		return nil
	}
	l := &link{id: id, known: known}
	n.links[id] = l
	return l
}

// point adds addresses of a neighbour, the new ones first, and has it dialled at once. However many are new, half of the places are
// for those that are stored: anybody on the local network can announce some in a neighbour's name. Call with mu held.
func (n *Node) point(info *peer.AddrInfo, known bool) *link {
	l := n.link(info.ID, known)
	if l == nil {
		return nil
	}
	stored := parseAll(l.saved.Addrs)
	fresh := info.Addrs[:min(len(info.Addrs), max(addrsMost/2, addrsMost-len(stored)))]
	l.addrs = dialable(slices.Concat(fresh, stored, l.addrs), true)
	l.fails, l.next = 0, time.Now()
	return l
}

// AddPeer remembers a neighbour by an address that a person typed or scanned, and dials it. It does not wait for the
// connection: Watch and Status tell. Errors say what is wrong with the address, that there are too many neighbours, or that the
// store could not remember it; in the last case it is dialled in this run all the same.
func (n *Node) AddPeer(ctx context.Context, multiaddr string) error {
	info, err := n.parse(multiaddr)
	if err != nil {
		return err
	}
	n.mu.Lock()
	l := n.point(info, true)
	if l == nil {
		n.mu.Unlock()
		return fmt.Errorf("there are %d neighbours already; forget some first", linksMost)
	}
	l.typed = true
	p := l.record()
	n.mu.Unlock()
	n.poke()
	if err := n.store.SavePeer(ctx, p); err != nil {
		return fmt.Errorf("remember the neighbour: %w", err)
	}
	n.changed()
	return nil
}

// record is the link as it is stored; it marks it as stored. Call with mu held.
func (l *link) record() forum.Peer {
	l.saved.ID, l.saved.Typed, l.saved.Addrs = l.id.String(), l.typed, texts(l.addrs)
	return l.saved
}

// ForgetPeer ends the conversation with a neighbour, by its peer id, and forgets how to reach it. It keeps nobody out: on a local
// network with discovery the neighbour may be found again, and one who knows how to reach this device may come back, and is
// remembered again. It does not wait for the end of the conversation. Errors: id is no peer id; or the store's.
func (n *Node) ForgetPeer(ctx context.Context, id string) error {
	p, err := peer.Decode(id)
	if err != nil {
		return fmt.Errorf("%q is not a neighbour's code: it is the part of an address after /p2p/", id)
	}
	n.mu.Lock()
	delete(n.links, p)
	s := n.sessions[p]
	n.mu.Unlock()
	if s != nil {
		s.end(whyClosing)
	}
	if err := n.store.ForgetPeer(ctx, id); err != nil {
		return fmt.Errorf("forget the neighbour: %w", err)
	}
	n.changed()
	return nil
}

// poke wakes the keeper.
func (n *Node) poke() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// keep dials those who are due, and closes connections that have proved nothing in time.
func (n *Node) keep() {
	for {
		wait := n.keepOnce()
		timer := time.NewTimer(wait)
		select {
		case <-n.ctx.Done():
			timer.Stop()
			return
		case <-n.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

func (n *Node) keepOnce() time.Duration {
	now := time.Now()
	wait := retryOthers
	var dial []*link
	var drop []peer.ID
	n.mu.Lock()
	dialing := 0
	for _, l := range n.links {
		if l.dialing {
			dialing++
		}
	}
	for _, l := range n.links {
		if l.dialing || n.sessions[l.id] != nil || len(l.addrs) == 0 {
			continue
		}
		if left := l.next.Sub(now); left > 0 {
			wait = min(wait, left)
		} else {
			dial = append(dial, l)
		}
	}
	slices.SortFunc(dial, firstDialled)
	dial = dial[:min(len(dial), max(0, dialsMost-dialing))] // the others are looked at when a dial has ended
	for _, l := range dial {
		l.dialing = true
	}
	for id, at := range n.deadline {
		if left := at.Sub(now); left > 0 {
			wait = min(wait, left)
		} else {
			drop = append(drop, id)
			delete(n.deadline, id)
		}
	}
	n.countStrangers()
	n.mu.Unlock()
	for _, id := range drop {
		if err := n.host.Network().ClosePeer(id); err != nil {
			n.log.Debug("close of a connection failed", slog.Any("error", err))
		}
	}
	for _, l := range dial {
		if !n.own(func() { n.dial(l) }) {
			return wait
		}
	}
	return max(wait, time.Millisecond)
}

// firstDialled sorts those who are remembered before strangers, of whom there may be any number, and who has waited longest first.
func firstDialled(a, b *link) int {
	if a.known != b.known {
		return int(flag(b.known)) - int(flag(a.known))
	}
	return a.next.Compare(b.next)
}

// dial connects to a neighbour and holds the conversation. A dial that has led to a stream is over when the conversation is
// entered, not before: a second dial in between would open a second stream, and each side might end the one that the other
// keeps. For the same reason it is never given up because the peer has come to us: [Node.enter] decides on both sides alike.
func (n *Node) dial(l *link) {
	n.mu.Lock()
	info := peer.AddrInfo{ID: l.id, Addrs: slices.Clone(l.addrs)}
	n.mu.Unlock()
	st, err := n.reach(info)
	if err == nil {
		n.hold(st, true)
		return
	}
	n.mu.Lock()
	l.dialing = false
	switch {
	case n.sessions[l.id] != nil: // it came to us, and this connection was one too many
	case !slices.EqualFunc(l.addrs, info.Addrs, ma.Multiaddr.Equal): // somebody has given others in the meantime
		l.next = time.Now()
	default:
		l.tried++
		l.fails++
		l.next = time.Now().Add(backoff(l.fails))
	}
	n.mu.Unlock()
	n.log.Debug("a neighbour could not be reached", slog.String("peer", l.id.String()), slog.Any("error", err))
	n.poke()
	n.changed()
}

// reach makes a stream to the peer. libp2p's own back-off is cleared: ours decides.
func (n *Node) reach(info peer.AddrInfo) (network.Stream, error) {
	ctx, cancel := context.WithTimeout(n.ctx, dialLimit)
	defer cancel()
	if sw, ok := n.host.Network().(*swarm.Swarm); ok {
		sw.Backoff().Clear(info.ID)
	}
	if err := n.host.Connect(ctx, info); err != nil {
		return nil, err
	}
	st, err := n.host.NewStream(ctx, info.ID, boxProtocol, protocolID)
	if err != nil && !n.talks(info.ID) {
		// The connection may be one that died with the last network.
		if closeErr := n.host.Network().ClosePeer(info.ID); closeErr != nil {
			n.log.Debug("close of a connection failed", slog.Any("error", closeErr))
		}
	}
	return st, err
}

func (n *Node) talks(with peer.ID) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sessions[with] != nil
}

func backoff(fails int) time.Duration {
	return jitter(min(retryMost, retryLeast<<min(fails-1, 10)))
}

// retry sets when to talk to a peer again. Call with mu held.
func (n *Node) retry(s *session, err error) {
	l := n.links[s.other]
	if l == nil {
		return
	}
	again := startsOver(err)
	var bye *byeError
	switch {
	case !again || s.isProven() && time.Since(s.since) > stayed:
		l.over = 0
	case errors.As(err, &bye):
		l.over++
	}
	again = again && l.over <= overMost // who only ever starts over is like one with whom no conversation comes about
	if !again {
		l.tried++
	}
	switch {
	case again && endedFor(err, whyAgain) && s.opener:
		l.next = time.Now()
	case again:
		l.next = time.Now().Add(jitter(2 * time.Second)) // the other side comes back first
	case endedFor(err, whyNothing) || err == errStranger:
		l.next = time.Now().Add(jitter(retryOthers))
	case endedFor(err, whyRemoved) || endedFor(err, whyRetired): // they may let us in again, or we them: seldom
		l.fails++
		l.next = time.Now().Add(jitter(min(retryOthers, retryLeast<<min(l.fails-1, 10))))
	case s.isProven() && time.Since(s.since) > stayed:
		l.fails, l.next = 0, time.Now().Add(jitter(retryLeast))
	default:
		l.fails++
		l.next = time.Now().Add(backoff(l.fails))
	}
}
