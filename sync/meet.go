package sync

import (
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"

	"moot/store/forum"
)

// What happens when a peer connects, proves itself, and says where it can be found.

// connected starts the time a newcomer has for proving something.
func (n *Node) connected(_ network.Network, c network.Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := n.sessions[c.RemotePeer()]
	if s != nil && s.isProven() {
		return
	}
	n.expect(c.RemotePeer())
}

// expect gives a connected peer its time for proving something, and no second time while the first is running. Call with mu held.
func (n *Node) expect(id peer.ID) {
	if _, ok := n.deadline[id]; !ok {
		n.deadline[id] = time.Now().Add(proveLimit)
	}
	n.countStrangers()
	n.poke()
}

func (n *Node) disconnected(net network.Network, c network.Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if net.Connectedness(c.RemotePeer()) == network.Connected { // with mu held: who connects meanwhile is counted after this
		return
	}
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
	linking := n.pairs[s.other] > 0
	n.mu.Unlock()
	if s.conn != nil && !linking && s.stays() {
		for _, c := range n.host.Network().ConnsToPeer(s.other) {
			if c.ID() != s.conn.ID() {
				if err := c.Close(); err != nil { // both have dialled: one connection is enough
					s.log.Debug("close of a connection failed", slog.Any("error", err))
				}
			}
		}
	}
	s.log.Info("a neighbour is here")
	n.fetch.poke()
	n.remember(s, n.host.Peerstore().Addrs(s.other))
	n.changed()
}

// remember stores where a proven neighbour can be found.
func (n *Node) remember(s *session, addrs []ma.Multiaddr) {
	near := s.conn == nil || manet.IsIPLoopback(s.conn.RemoteMultiaddr())
	n.mu.Lock()
	l := n.link(s.other, true)
	if l == nil {
		n.mu.Unlock()
		return
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
