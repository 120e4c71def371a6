package sync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store/forum"
)

// Config says how a node meets others. The zero value listens on every interface, finds nobody on the local network by
// itself, and reconnects to the neighbours it remembers.
type Config struct {
	Listen   []string     // multiaddrs; empty: every interface, at a port that stays the same from run to run
	Discover bool         // look for neighbours on the local network
	Peers    []string     // multiaddrs with peer id to connect to in this run
	Log      *slog.Logger // nil: slog.Default
}

// Node is one device on the network. All methods may be called from any goroutine, by whoever started it; after Close they tell
// what was, and connect nobody. None may be called while holding a lock that the [Store] needs.
type Node struct {
	store  Store
	host   host.Host
	log    *slog.Logger
	gater  *gater
	ctx    context.Context
	cancel context.CancelFunc
	wake   chan struct{} // of the keeper
	fetch  *fetcher
	here   *presence
	lan    bool

	mu       sync.Mutex
	closed   bool
	wg       sync.WaitGroup // Add only with mu held and closed false
	sessions map[peer.ID]*session
	links    map[peer.ID]*link
	deadline map[peer.ID]time.Time // connected peers that have proved nothing: closed then
	groups   map[forum.ID]bool     // those the conversations know of
	answers  map[forum.ID]answer   // the last answer to an ask of ours
	burdens  map[forum.Device]int  // bytes of new acts taken from devices that are not let in
	retired  map[forum.ID]bool     // groups in which a neighbour has said that this device has been retired
	watchers map[chan struct{}]bool
	offer    *LinkOffer      // the code for linking a device that is out, if one is
	pairs    map[peer.ID]int // linking conversations
	told     [2]int64        // received and sent when CatchUp last ended

	received atomic.Int64 // entries kept for the first time
	sent     atomic.Int64 // entries written to a neighbour
}

// Start opens the network for the store's groups. ctx bounds the start and the life of the node; Close ends it earlier
// and must be called in any case. Errors say in plain words what could not be opened.
func Start(ctx context.Context, s Store, c Config) (*Node, error) {
	g := &gater{}
	h, err := newHost(s.NetworkKey(), c.Listen, g)
	if err != nil {
		return nil, err
	}
	return startWith(ctx, s, c, h, g)
}

// startWith runs a node on a host made elsewhere: tests give it one on a simulated network. The node owns the host.
func startWith(ctx context.Context, s Store, c Config, h host.Host, g *gater) (*Node, error) {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	n := &Node{
		store: s, host: h, log: c.Log, gater: g, wake: make(chan struct{}, 1),
		sessions: map[peer.ID]*session{}, links: map[peer.ID]*link{}, deadline: map[peer.ID]time.Time{},
		groups: map[forum.ID]bool{}, answers: map[forum.ID]answer{}, watchers: map[chan struct{}]bool{},
		pairs: map[peer.ID]int{}, retired: map[forum.ID]bool{}, burdens: map[forum.Device]int{},
	}
	n.ctx, n.cancel = context.WithCancel(ctx)
	n.fetch, n.here = newFetcher(n), newPresence(n)
	if err := n.open(ctx, c); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

func (n *Node) open(ctx context.Context, c Config) error {
	for _, ref := range n.refs() {
		n.groups[ref.ID] = true
	}
	if err := n.loadLinks(ctx, c.Peers); err != nil {
		return err
	}
	met, err := n.subscribe()
	if err != nil {
		return err
	}
	n.host.SetStreamHandler(protocolID, n.accept)
	n.host.SetStreamHandler(boxProtocol, n.accept)
	n.host.SetStreamHandler(pairProtocol, n.acceptPair)
	n.host.SetStreamHandler(fileProtocol, n.acceptFile)
	n.host.SetStreamHandler(hereProtocol, n.acceptHere)
	n.host.Network().Notify(&network.NotifyBundle{ConnectedF: n.connected, DisconnectedF: n.disconnected})
	n.lan = c.Discover && len(lanAddrs(n.host)) > 0
	n.own(func() { n.keep() })
	n.own(func() { n.listen() })
	n.own(func() { n.learn(met) })
	n.own(func() { n.fetch.run(n.ctx) })
	n.own(func() { n.here.run(n.ctx) })
	if n.lan {
		n.own(func() { n.discover() })
	}
	return nil
}

// own runs f as a goroutine that Close waits for; it does not run it once the node is closed.
func (n *Node) own(f func()) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return false
	}
	n.wg.Go(f)
	return true
}

// Close ends every conversation, tells each peer so, and waits for every goroutine: some 3 s at most where a peer does not listen,
// and as long as the store takes for what has begun. Closing again does nothing, and does not wait. The error is the network's.
func (n *Node) Close() error {
	n.mu.Lock()
	if n.closed {
		n.mu.Unlock()
		return nil
	}
	n.closed = true
	n.mu.Unlock()
	n.host.RemoveStreamHandler(protocolID)
	n.host.RemoveStreamHandler(boxProtocol)
	n.host.RemoveStreamHandler(pairProtocol)
	n.host.RemoveStreamHandler(fileProtocol)
	n.host.RemoveStreamHandler(hereProtocol)
	n.cancel()
	n.wg.Wait()
	if err := n.host.Close(); err != nil {
		return fmt.Errorf("close the network: %w", err)
	}
	return nil
}

// PeerID is this device's libp2p identity.
func (n *Node) PeerID() string { return n.host.ID().String() }

// Addrs gives the full multiaddrs under which this device can be reached now, with its peer id; loopback only when that
// is all it listens on.
func (n *Node) Addrs() []string { return fullAddrs(n.host) }

func (n *Node) refs() []forum.GroupRef { return n.store.GroupRefs() }

// roll gives the roll of a group, nil while we are joining and it has not come yet.
func (n *Node) roll(ctx context.Context, g forum.ID) (roll *forum.Roll, joining bool, err error) {
	for _, ref := range n.refs() {
		if ref.ID == g {
			joining = ref.Joining
		}
	}
	roll, err = n.store.Roll(ctx, g)
	if ctx.Err() != nil {
		return nil, joining, context.Cause(ctx)
	}
	if joining && (err != nil || roll == nil || len(roll.Members) == 0) {
		return nil, true, nil // there is nothing to read before the first act has come
	}
	if err == nil && roll == nil {
		err = errors.New("the group has no roll")
	}
	return roll, joining, err
}

// askFor makes the request to be let in, for a group that we are joining; nil for any other.
func (n *Node) askFor(ctx context.Context, g forum.ID) ([]byte, error) {
	tickets, err := n.store.Joining(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the groups being joined: %w", err)
	}
	for _, t := range tickets {
		if t.Group != g {
			continue
		}
		a, err := n.store.Ask(ctx, t)
		if err != nil {
			return nil, fmt.Errorf("ask to be let in: %w", err)
		}
		return encodeAsk(a)
	}
	return nil, nil
}

// accept is libp2p's call for a stream that a peer has opened.
func (n *Node) accept(st network.Stream) {
	if !n.own(func() { n.hold(st, false) }) {
		_ = st.Reset() // closing: the peer sees the connection end
	}
}

// hold has one conversation from beginning to end.
func (n *Node) hold(st network.Stream, opener bool) {
	s := newSession(n, st, st.Conn().RemotePeer(), opener)
	s.conn, s.boxes = st.Conn(), st.Protocol() == boxProtocol
	if !n.enter(s) {
		s.goodbye(&endError{whyTwin})
		if err := st.Close(); err != nil {
			s.log.Debug("close of a conversation failed", slog.Any("error", err))
		}
		return
	}
	err := s.run(n.ctx)
	n.leave(s, err)
}

// enter makes s the conversation with its peer. Two devices have one at most: the later of two opened by the same side
// takes over (that side has forgotten the earlier), and of two that crossed the one opened by the lower peer id stays.
func (n *Node) enter(s *session) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if l := n.links[s.other]; l != nil && s.opener {
		l.dialing = false
		n.poke()
	}
	old := n.sessions[s.other]
	if old != nil && old.opener != s.opener && old.stays() {
		if time.Since(time.UnixMilli(old.contact.Load())) > probeLimit {
			old.ask(probeLimit) // the neighbour may have begun anew after its end of ours broke off
		}
		return false
	}
	n.sessions[s.other] = s
	if old != nil {
		old.end(whyTwin)
	}
	return true
}

// stays says whether this is the conversation that both sides keep if the other opens one too: the lower peer id opened it.
func (s *session) stays() bool { return s.opener == (s.node.host.ID() < s.other) }

// leave forgets an ended conversation and decides when to try again.
func (n *Node) leave(s *session, err error) {
	again := startsOver(err)
	n.mu.Lock()
	last := n.sessions[s.other] == s
	if last {
		delete(n.sessions, s.other)
		n.retry(s, err)
	}
	if last && again {
		n.expect(s.other)
	}
	linking := n.pairs[s.other] > 0
	n.mu.Unlock()
	if last && !again && !linking {
		if closeErr := n.host.Network().ClosePeer(s.other); closeErr != nil {
			s.log.Debug("close of a connection failed", slog.Any("error", closeErr))
		}
	}
	if s.isProven() {
		s.log.Info("a neighbour is gone", slog.Any("reason", err))
	} else if !errors.Is(err, io.EOF) {
		s.log.Debug("a conversation came to nothing", slog.Any("reason", err))
	}
	n.poke()
	n.changed()
}

// startsOver says that another conversation with the same peer follows, or goes on already. What carries it must stay.
func startsOver(err error) bool { return endedFor(err, whyAgain) || endedFor(err, whyTwin) }

// endedFor says whether either side ended a conversation for this reason.
func endedFor(err error, reason why) bool {
	var bye *byeError
	var end *endError
	return (errors.As(err, &bye) && bye.why == reason) || (errors.As(err, &end) && end.why == reason)
}

// listen follows the store: what is new goes to every neighbour at once.
func (n *Node) listen() {
	hints, cancel := n.store.Watch()
	defer cancel()
	for {
		select {
		case <-n.ctx.Done():
			return
		case <-hints:
			n.regroup()
			n.fetch.poke()
			for _, s := range n.all() {
				s.poke()
			}
			n.changed()
		}
	}
}

// regroup starts every conversation over when a group has been added here: a conversation's groups are fixed when it
// begins.
func (n *Node) regroup() {
	refs := n.refs()
	n.mu.Lock()
	grown := false
	for _, ref := range refs {
		grown = grown || !n.groups[ref.ID]
		n.groups[ref.ID] = true
	}
	if grown {
		for _, l := range n.links {
			l.fails, l.next = 0, time.Now()
		}
	}
	n.mu.Unlock()
	if grown {
		for _, s := range n.all() {
			s.end(whyAgain)
		}
		n.poke()
	}
}

func (n *Node) all() []*session {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := make([]*session, 0, len(n.sessions))
	for _, s := range n.sessions {
		out = append(out, s)
	}
	return out
}

// turnedAway notes that a neighbour has closed a group to this device because it was retired. That is only said, not
// proved, so nothing but the display rests on it: the act itself is for members.
func (n *Node) turnedAway(g forum.ID) {
	n.mu.Lock()
	n.retired[g] = true
	n.mu.Unlock()
	n.changed()
}

// answered keeps the last word on an ask of ours.
func (n *Node) answered(g forum.ID, a answer) {
	n.mu.Lock()
	n.answers[g] = a
	n.mu.Unlock()
	n.changed()
}
