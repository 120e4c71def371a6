package sync

import (
	"context"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestCaughtUpThoughDialsCross: two that dial each other at the same moment still have one conversation, and who catches up has
// caught up when it says so.
func TestCaughtUpThoughDialsCross(t *testing.T) {
	a, b := newMem(t, "Ann"), newMem(t, "Bob")
	g := a.found("Street")
	enrol(t, g, a, b)
	for i := range 40 {
		a.say(g, 1, 100)
		na, nb := start(t, a, Config{}), start(t, b, Config{})
		if err := nb.AddPeer(context.Background(), na.Addrs()[0]); err != nil {
			t.Fatal(err)
		}
		go func() {
			time.Sleep(time.Duration(i%8) * 500 * time.Microsecond)
			_ = na.AddPeer(context.Background(), nb.Addrs()[0])
		}()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		_, _, peers, err := nb.CatchUp(ctx)
		cancel()
		if err != nil || peers != 1 || !same(g, a, b) {
			t.Errorf("round %d: caught up with %d, all here: %v, %v", i, peers, same(g, a, b), err)
		}
		if err := nb.Close(); err != nil {
			t.Fatal(err)
		}
		if err := na.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBackAfterItsEndBroke: a neighbour whose end of a conversation is gone without the other's hearing of it is not kept out until
// that one notices by itself, which takes more than a minute.
func TestBackAfterItsEndBroke(t *testing.T) {
	t.Parallel()
	stores := []*memStore{newMem(t, "Ann"), newMem(t, "Bob")}
	g := stores[0].found("Street")
	enrol(t, g, stores[0], stores[1])
	slices.SortFunc(stores, func(a, b *memStore) int { return strings.Compare(idOf(t, a), idOf(t, b)) })
	low, high := stores[0], stores[1] // what the lower opens stays
	nh := start(t, high, Config{})
	w := openWire(t, nh.Addrs()[0])
	nl := start(t, low, Config{Peers: []string{w.addr + "/p2p/" + nh.PeerID()}})
	until(t, "in step", nl, inSync(nl, 1))
	w.cut()
	if err := nh.Close(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(probeLimit) // the lower has not heard from it for a while
	again := start(t, high, Config{Peers: nl.Addrs()})
	until(t, "in step again", again, inSync(again, 1))
}

func idOf(t *testing.T, s *memStore) string {
	n := start(t, s, Config{})
	defer func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	}()
	return string(n.host.ID())
}

// wire carries connections to an address until it is cut: then it keeps them, and carries nothing, not even their end.
type wire struct {
	addr  string
	mu    sync.Mutex
	dead  bool
	conns []net.Conn
}

func openWire(t *testing.T, to string) *wire {
	port := func(addr string) string { return strings.Split(addr, "/")[4] }
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, own, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{addr: "/ip4/127.0.0.1/tcp/" + own}
	var carrying sync.WaitGroup
	carrying.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", "127.0.0.1:"+port(to))
			if err != nil {
				_ = in.Close()
				continue
			}
			w.mu.Lock()
			w.conns = append(w.conns, in, out)
			w.mu.Unlock()
			carrying.Go(func() { w.carry(out, in) })
			carrying.Go(func() { w.carry(in, out) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		w.mu.Lock()
		for _, c := range w.conns {
			_ = c.Close()
		}
		w.mu.Unlock()
		carrying.Wait()
	})
	return w
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = true
}

func (w *wire) carry(to io.Writer, from io.Reader) {
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		w.mu.Lock()
		dead := w.dead
		w.mu.Unlock()
		if dead {
			to = io.Discard
		}
		if _, failed := to.Write(b[:n]); err != nil || failed != nil {
			return
		}
	}
}
