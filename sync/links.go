package sync

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"

	"moot/store/forum"
)

const (
	retryLeast  = time.Second
	retryMost   = time.Minute
	retryOthers = 10 * time.Minute // somebody on the same network with no group in common
	stayed      = 30 * time.Second // a conversation this long was a good one: try again soon
	dialsMost   = 8                // at a time
	linksMost   = 512              // neighbours remembered or found
)

// link is a neighbour whom we know how to reach. Guarded by Node.mu.
type link struct {
	id      peer.ID
	saved   forum.Peer // as the store has it; zero ID while it is not in the store
	typed   bool
	addrs   []ma.Multiaddr
	fails   int
	next    time.Time
	dialing bool
	tried   int // dials and conversations that have ended
}

// loadLinks takes in the remembered neighbours and those named for this run.
func (n *Node) loadLinks(ctx context.Context, named []string) error {
	saved, err := n.store.Peers(ctx)
	if err != nil {
		return fmt.Errorf("read the remembered neighbours: %w", err)
	}
	for _, p := range saved {
		id, err := peer.Decode(p.ID)
		if err != nil || id == n.host.ID() {
			continue
		}
		n.links[id] = &link{id: id, saved: p, typed: p.Typed, addrs: parseAll(p.Addrs), next: time.Now()}
	}
	for _, s := range named {
		info, err := n.parse(s)
		if err != nil {
			return err
		}
		n.point(info)
	}
	return nil
}

func (n *Node) parse(s string) (*peer.AddrInfo, error) {
	info, err := ParseAddr(s)
	if err != nil {
		return nil, err
	}
	if info.ID == n.host.ID() {
		return nil, fmt.Errorf("that is this device's own address; give it to the other device, or copy the other's here")
	}
	return info, nil
}

// point adds addresses of a neighbour, the new ones first, and has it dialled at once. Call with mu held.
func (n *Node) point(info *peer.AddrInfo) *link {
	l := n.links[info.ID]
	if l == nil {
		if len(n.links) >= linksMost {
			return nil
		}
		l = &link{id: info.ID}
		n.links[info.ID] = l
	}
	l.addrs = dialable(slices.Concat(info.Addrs, l.addrs), true)
	l.fails, l.next = 0, time.Now()
	return l
}

// AddPeer remembers a neighbour by an address that a person typed or scanned, and dials it. It does not wait for the
// connection: Watch and Status tell. Errors say what is wrong with the address.
func (n *Node) AddPeer(ctx context.Context, multiaddr string) error {
	info, err := n.parse(multiaddr)
	if err != nil {
		return err
	}
	n.mu.Lock()
	l := n.point(info)
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

// ForgetPeer ends the conversation with a neighbour and forgets how to reach it. On a local network with discovery it
// may be found again.
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
		} else if dialing < dialsMost { // the others are looked at when a dial has ended
			dialing++
			l.dialing = true
			dial = append(dial, l)
		}
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

// dial connects to a neighbour and holds the conversation.
func (n *Node) dial(l *link) {
	n.mu.Lock()
	info := peer.AddrInfo{ID: l.id, Addrs: slices.Clone(l.addrs)}
	n.mu.Unlock()
	st, err := n.reach(info)
	n.mu.Lock()
	l.dialing = false
	talking := n.sessions[l.id] != nil // it came to us in the meantime
	if err != nil {
		l.tried++
		l.fails++
		l.next = time.Now().Add(backoff(l.fails))
	}
	n.mu.Unlock()
	n.poke()
	switch {
	case err != nil:
		n.log.Debug("a neighbour could not be reached", slog.String("peer", l.id.String()), slog.Any("error", err))
		n.changed()
	case talking:
		_ = st.Reset() // the conversation that is going on is the one to have
	default:
		n.hold(st, true)
	}
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
	st, err := n.host.NewStream(ctx, info.ID, protocolID)
	if err != nil {
		// The connection may be one that died with the last network.
		if closeErr := n.host.Network().ClosePeer(info.ID); closeErr != nil {
			n.log.Debug("close of a connection failed", slog.Any("error", closeErr))
		}
		return nil, err
	}
	return st, nil
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
	l.tried++
	switch {
	case endedFor(err, whyAgain) && s.opener:
		l.next = time.Now()
	case endedFor(err, whyAgain):
		l.next = time.Now().Add(jitter(2 * time.Second)) // the opener comes back first
	case endedFor(err, whyNothing) || err == errStranger:
		l.next = time.Now().Add(jitter(retryOthers))
	case s.isProven() && time.Since(s.since) > stayed:
		l.fails, l.next = 0, time.Now().Add(jitter(retryLeast))
	default:
		l.fails++
		l.next = time.Now().Add(backoff(l.fails))
	}
}

// connected starts the time a newcomer has for proving something.
func (n *Node) connected(_ network.Network, c network.Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := n.sessions[c.RemotePeer()]
	if s != nil && s.isProven() {
		return
	}
	if _, ok := n.deadline[c.RemotePeer()]; !ok {
		n.deadline[c.RemotePeer()] = time.Now().Add(proveLimit)
	}
	n.countStrangers()
	n.poke()
}

func (n *Node) disconnected(net network.Network, c network.Conn) {
	if net.Connectedness(c.RemotePeer()) == network.Connected {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.deadline, c.RemotePeer())
	n.countStrangers()
}

// countStrangers tells the gater how many connections have proved nothing. Call with mu held.
func (n *Node) countStrangers() { n.gater.strangers.Store(int32(len(n.deadline))) }

// proved makes a peer a neighbour: it is remembered with the person it speaks for.
func (n *Node) proved(s *session) {
	n.mu.Lock()
	delete(n.deadline, s.other)
	n.countStrangers()
	n.mu.Unlock()
	if s.conn != nil {
		for _, c := range n.host.Network().ConnsToPeer(s.other) {
			if c.ID() != s.conn.ID() {
				if err := c.Close(); err != nil { // both dialled at once: one connection is enough
					s.log.Debug("close of a connection failed", slog.Any("error", err))
				}
			}
		}
	}
	s.log.Info("a neighbour is here")
	n.remember(s, n.host.Peerstore().Addrs(s.other))
	n.changed()
}

// remember stores where a proven neighbour can be found.
func (n *Node) remember(s *session, addrs []ma.Multiaddr) {
	near := s.conn == nil || manet.IsIPLoopback(s.conn.RemoteMultiaddr())
	n.mu.Lock()
	l := n.links[s.other]
	if l == nil {
		if len(n.links) >= linksMost {
			n.mu.Unlock()
			return
		}
		l = &link{id: s.other}
		n.links[s.other] = l
	}
	fresh := dialable(addrs, near)
	l.addrs = dialable(slices.Concat(fresh, l.addrs), true)
	l.saved.Seen = time.Now().UnixMilli()
	if p := s.whose(); !p.Zero() {
		l.saved.Person = p
	}
	p := l.record()
	n.mu.Unlock()
	if len(p.Addrs) == 0 {
		return
	}
	if err := n.store.SavePeer(n.ctx, p); err != nil && n.ctx.Err() == nil {
		n.log.Warn("a neighbour's address could not be remembered", slog.Any("error", err))
	}
}

// whose gives the person the peer has been found to speak for.
func (s *session) whose() forum.Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sl := range s.slots {
		if !sl.person.Zero() {
			return sl.person
		}
	}
	return forum.Person{}
}

func (n *Node) subscribe() (event.Subscription, error) {
	sub, err := n.host.EventBus().Subscribe(new(event.EvtPeerIdentificationCompleted))
	if err != nil {
		return nil, fmt.Errorf("listen for neighbours' addresses: %w", err)
	}
	return sub, nil
}

// learn takes down where proven neighbours say they listen, so that they are found again in the next run.
func (n *Node) learn(met event.Subscription) {
	defer func() {
		if err := met.Close(); err != nil {
			n.log.Debug("close of a subscription failed", slog.Any("error", err))
		}
	}()
	for {
		select {
		case <-n.ctx.Done():
			return
		case e, ok := <-met.Out():
			if !ok {
				return
			}
			id, isID := e.(event.EvtPeerIdentificationCompleted)
			if !isID {
				continue
			}
			n.mu.Lock()
			s := n.sessions[id.Peer]
			n.mu.Unlock()
			if s != nil && s.isProven() {
				n.remember(s, id.ListenAddrs)
			}
		}
	}
}
