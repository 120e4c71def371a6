package sync

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"moot/store/forum"
)

const patience = time.Minute // how long a test waits for what takes milliseconds

// start runs a node on loopback.
func start(t testing.TB, s Store, c Config) *Node {
	t.Helper()
	if c.Listen == nil {
		c.Listen = []string{"/ip4/127.0.0.1/tcp/0"}
	}
	c.Log = testLog(t)
	n, err := Start(context.Background(), s, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

func testLog(t testing.TB) *slog.Logger {
	level := slog.LevelError
	if testing.Verbose() {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: level}))
}

// until waits on hints for something to become true.
func until(t testing.TB, what string, n *Node, ok func() bool) {
	t.Helper()
	hints, cancel := n.Watch()
	defer cancel()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	tick := time.NewTicker(10 * time.Millisecond) // hints may be lost
	defer tick.Stop()
	for !ok() {
		select {
		case <-hints:
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("never came: %s; status %+v", what, n.Status())
		}
	}
}

func inSync(n *Node, want int) func() bool {
	return func() bool {
		got := 0
		for _, p := range n.Status().Peers {
			if p.InSync {
				got++
			}
		}
		return got >= want
	}
}

func TestCatchUpAndLivePush(t *testing.T) {
	a, b := newMem(t, "Ann"), newMem(t, "Bob")
	g := a.found("Street")
	enrol(t, g, a, b)
	a.say(g, 300, 900)
	b.say(g, 200, 5000)
	na := start(t, a, Config{})
	nb := start(t, b, Config{Peers: na.Addrs()})
	until(t, "catch-up", nb, func() bool { return same(g, a, b) })
	until(t, "in sync at a", na, inSync(na, 1))
	until(t, "in sync at b", nb, inSync(nb, 1))

	a.say(g, 1, 100)
	until(t, "live push to b", nb, func() bool { return same(g, a, b) })
	b.say(g, 1, 100)
	until(t, "live push to a", na, func() bool { return same(g, a, b) })
	if a.shared[g][b.Identity()] == nil {
		t.Error("the store was not told what the neighbour has")
	}
	if len(b.peers) != 1 || len(a.peers) != 1 {
		t.Errorf("remembered neighbours: %v and %v", a.peers, b.peers)
	}
}

func TestJoinThroughSecondWhileFirstIsOff(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	a, b, c := newMem(t, "Ann"), newMem(t, "Bob"), newMem(t, "Cat")
	g := a.found("Street")
	a.say(g, 20, 500)
	na := start(t, a, Config{})
	nb := start(t, b, Config{})
	st, err := nb.Join(ctx, a.invite(g, 5, false, na.Addrs()...))
	if err != nil || st != forum.StandingMember {
		t.Fatalf("join: %s %v", st, err)
	}
	if !same(g, a, b) {
		t.Fatal("joined before everything had come")
	}
	ticket := a.invite(g, 5, false, na.Addrs()...)
	until(t, "invite reaches b", nb, func() bool { return same(g, a, b) })
	if err := na.Close(); err != nil {
		t.Fatal(err)
	}
	ticket.Addrs = append(ticket.Addrs, nb.Addrs()...)
	nc := start(t, c, Config{})
	if st, err = nc.Join(ctx, ticket); err != nil || st != forum.StandingMember {
		t.Fatalf("join through the second: %s %v", st, err)
	}
	c.say(g, 3, 100)
	until(t, "c's words at b", nb, func() bool { return same(g, b, c) })
	if err := nb.Close(); err != nil {
		t.Fatal(err)
	}

	// The first comes back and meets only the third, whom it has never heard of.
	na = start(t, a, Config{Peers: nc.Addrs()})
	until(t, "first and third meet", na, func() bool { return same(g, a, c) })
	until(t, "in sync", na, inSync(na, 1))
}

func TestJoinRefusedAndWaiting(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	a, b, c := newMem(t, "Ann"), newMem(t, "Bob"), newMem(t, "Cat")
	g := a.found("Street")
	na := start(t, a, Config{})
	nb, nc := start(t, b, Config{}), start(t, c, Config{})

	_, err := nb.Join(ctx, a.inviteUntil(g, 1, false, time.Now().Add(-time.Minute), na.Addrs()...))
	var refused *JoinError
	if !errors.As(err, &refused) || refused.Pending || refused.Reason != "This invite has expired. Ask for a new one." {
		t.Errorf("expired invite: %v", err)
	}

	a.say(g, 5, 100)
	st, err := nc.Join(ctx, a.invite(g, 1, true, na.Addrs()...))
	if err != nil || st != forum.StandingWaiting {
		t.Fatalf("waiting: %s %v", st, err)
	}
	for chain := range c.Heights(g) {
		if chain.Lane == forum.ContentLane {
			t.Error("somebody who waits for approval got content")
		}
	}
	a.act(g, forum.KindApprove, forum.Approve{Person: forum.PersonOf(c.person)})
	until(t, "everything after approval", nc, func() bool { return same(g, a, c) })
}

func TestCatchUpCommand(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	a, b := newMem(t, "Ann"), newMem(t, "Bob")
	g := a.found("Street")
	enrol(t, g, a, b)
	a.say(g, 50, 100)
	b.say(g, 30, 100)
	na := start(t, a, Config{})
	// One neighbour is there and one is not.
	nb := start(t, b, Config{Peers: append(na.Addrs(), "/ip4/127.0.0.1/tcp/1/p2p/12D3KooWGRUvFDNbKKBYSYzyMrjZNwSqfUC3rBdpUkBEc3bU1iMz")})
	got, gave, peers, err := nb.CatchUp(ctx)
	if err != nil || got != 50 || gave != 30 || peers != 1 || !same(g, a, b) {
		t.Fatalf("caught up: %d received, %d sent, %d peers, %v", got, gave, peers, err)
	}
	if got, gave, peers, err = nb.CatchUp(ctx); err != nil || got != 0 || gave != 0 || peers != 1 {
		t.Fatalf("again: %d received, %d sent, %d peers, %v", got, gave, peers, err)
	}
}

// Two devices with the same entries find that out in under a kilobyte, everything counted.
func TestInStepIsUnderAKilobyte(t *testing.T) {
	ann, mal := newMem(t, "Ann"), newMem(t, "Mal")
	g := ann.found("Street")
	ann.say(g, 100, 500)
	enrol(t, g, ann, mal)
	n := start(t, ann, Config{})
	a := attack(t, mal, n)
	counted := &counting{Stream: a.st}
	a.st = counted
	if err := errors.Join(a.greet(n, mal.GroupRefs()), a.claim(mal)); err != nil {
		t.Fatal(err)
	}
	all := func(forum.Lane) bool { return true }
	mine := digest{ask: true, sum: sum(tips(mal.Heights(g), all))}
	if err := a.send(kindDigest, mine.encode()); err != nil {
		t.Fatal(err)
	}
	for k := kind(0); k != kindDigest; {
		var body []byte
		var err error
		if k, body, err = readFrame(a.st); err != nil {
			t.Fatal(err)
		}
		if m, err := readDigest(body); k == kindDigest && (err != nil || m.sum != mine.sum) {
			t.Fatalf("not in step: %v", err)
		}
	}
	if total := counted.read + counted.written; total >= 1024 {
		t.Errorf("%d bytes", total)
	} else {
		t.Log("bytes:", total)
	}
}

type counting struct {
	network.Stream
	read, written int
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.Stream.Read(b)
	c.read += n
	return n, err
}

func (c *counting) Write(b []byte) (int, error) {
	n, err := c.Stream.Write(b)
	c.written += n
	return n, err
}

// BenchmarkExchange is a catch-up with the network and this package alone: the store is in memory and judges nothing.
func BenchmarkExchange(b *testing.B) {
	const entries, size = 5000, 400
	ann, bob := newMem(b, "Ann"), newMem(b, "Bob")
	g := ann.found("Street")
	enrol(b, g, ann, bob)
	ann.say(g, entries, size)
	na := start(b, ann, Config{})
	begin := bob.clone()
	b.SetBytes(entries * size)
	for b.Loop() {
		b.StopTimer()
		to := begin.clone()
		nb := start(b, to, Config{Peers: na.Addrs()})
		b.StartTimer()
		until(b, "everything", nb, func() bool { return same(g, ann, to) })
		b.StopTimer()
		if err := nb.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(entries*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

// TestUsualAddrs: what an invite says when nothing runs is where the device listens once it does, unless its port is taken.
func TestUsualAddrs(t *testing.T) {
	s := newMem(t, "Ann")
	told, err := UsualAddrs(s.NetworkKey())
	if err != nil {
		t.Fatal(err)
	}
	n := start(t, s, Config{Listen: []string{fmt.Sprintf("/ip4/127.0.0.1/tcp/%d", usualPort(s.NetworkKey()))}})
	end := fmt.Sprintf("/tcp/%d/p2p/%s", usualPort(s.NetworkKey()), n.PeerID())
	if len(told) == 0 {
		t.Error("no address")
	}
	for _, a := range append(told, n.Addrs()...) {
		if !strings.HasSuffix(a, end) {
			t.Errorf("%s does not end with %s", a, end)
		}
		if _, err := ParseAddr(a); err != nil {
			t.Error(err)
		}
	}
}

// TestHintedInStep: who watches hears when two have come in step, with nothing more to come that would tell. A window went on
// saying that it was catching up for a minute after it had.
func TestHintedInStep(t *testing.T) {
	a, b := newMem(t, "Ann"), newMem(t, "Bob")
	g := a.found("Street")
	enrol(t, g, a, b)
	a.say(g, 30, 900)
	na := start(t, a, Config{})
	nb := start(t, b, Config{Peers: na.Addrs()})
	for range 3 {
		hinted(t, "in step at a", na, func() bool { return same(g, a, b) && inSync(na, 1)() })
		hinted(t, "in step at b", nb, func() bool { return same(g, a, b) && inSync(nb, 1)() })
		b.say(g, 1, 100)
	}
}

// hinted is until for what hints alone must tell.
func hinted(t *testing.T, what string, n *Node, ok func() bool) {
	t.Helper()
	hints, cancel := n.Watch()
	defer cancel()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for !ok() {
		select {
		case <-hints:
		case <-limit.C:
			t.Fatalf("no hint came: %s; status %+v", what, n.Status())
		}
	}
}
