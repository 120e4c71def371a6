package sync

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/x/simlibp2p"
	"github.com/marcopolo/simnet"
)

// simulated runs f with hosts on a network in virtual time. cut says whether packets between two hosts are lost.
func simulated(t *testing.T, count int, cut func(a, b int) bool, f func(t *testing.T, hosts []host.Host)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		which := map[string]int{}
		for i := range count {
			which[simnet.IntToPublicIPv4(i).String()] = i
		}
		index := func(a net.Addr) int { return which[a.(*net.UDPAddr).IP.String()] }
		link := simnet.LinkSettings{BitsPerSecond: 20 * simlibp2p.OneMbps}
		nw, meta, err := simlibp2p.SimpleLibp2pNetwork(
			[]simlibp2p.NodeLinkSettingsAndCount{{Count: count, LinkSettings: simnet.NodeBiDiLinkSettings{Downlink: link, Uplink: link}}},
			func(p *simnet.Packet) time.Duration {
				if cut(index(p.From), index(p.To)) {
					return 1000 * time.Hour // as good as lost
				}
				return 15 * time.Millisecond
			}, simlibp2p.NetworkSettings{})
		if err != nil {
			t.Fatal(err)
		}
		nw.Start()
		f(t, meta.Nodes)
		time.Sleep(2 * time.Second) // for what a test has left running
		for _, h := range meta.Nodes {
			h.Close() // a node may have closed it already
		}
		nw.Close()
	})
}

func simNode(t *testing.T, s *memStore, h host.Host, peers ...host.Host) *Node {
	t.Helper()
	c := Config{Log: testLog(t)}
	for _, p := range peers {
		c.Peers = append(c.Peers, p.Addrs()[0].String()+"/p2p/"+p.ID().String())
	}
	n, err := startWith(context.Background(), s, c, h, &gater{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// virtually waits in virtual time, and gives how long it took.
func virtually(t *testing.T, what string, limit time.Duration, ok func() bool) time.Duration {
	t.Helper()
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if ok() {
			return time.Since(began)
		}
		if time.Since(began) > limit {
			t.Fatalf("not in %v: %s", limit, what)
		}
	}
}

// Six devices, everyone knows everyone; the network falls into two halves, both write, it heals. (Not for longer:
// the simulated hosts have libp2p's black-hole detector for QUIC, which stops dialling; ours have none.)
func TestPartitionAndHeal(t *testing.T) {
	const count = 6
	var split atomic.Bool
	cut := func(a, b int) bool { return split.Load() && a%2 != b%2 }
	simulated(t, count, cut, func(t *testing.T, hosts []host.Host) {
		stores := []*memStore{newMem(t, "Ann")}
		g := stores[0].found("Street")
		for i := 1; i < count; i++ {
			s := newMem(t, fmt.Sprint("Member ", i))
			enrol(t, g, stores[0], s)
			stores = append(stores, s)
		}
		var nodes []*Node
		for i, h := range hosts {
			nodes = append(nodes, simNode(t, stores[i], h, hosts[:i]...))
		}
		all := func() bool { return same(g, stores...) }
		virtually(t, "the first meeting", time.Minute, all)
		split.Store(true)
		for _, s := range stores {
			s.say(g, 20, 1000)
		}
		time.Sleep(4 * time.Minute)
		if all() {
			t.Fatal("the partition leaks")
		}
		for i := 2; i < count; i++ {
			if !same(g, stores[i], stores[i-2]) {
				t.Error("one half is not in step with itself")
			}
		}
		split.Store(false)
		t.Log("healed after", virtually(t, "healing", 2*time.Minute, all))
		virtually(t, "everyone in sync", 2*time.Minute, func() bool {
			for _, n := range nodes {
				if !inSync(n, count-1)() {
					return false
				}
			}
			return true
		})
		for i, s := range stores {
			s.say(g, 1, 100)
			t.Log("live push to all after", virtually(t, fmt.Sprint("push from ", i), time.Second, all))
		}
		for _, n := range nodes {
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// Somebody who connects and says nothing, or half a word, is hung up on in ten seconds; a member who stops in the middle
// of a frame in twenty.
func TestSlowLoris(t *testing.T) {
	never := func(int, int) bool { return false }
	for name, c := range map[string]struct {
		say   func(network.Stream) error
		limit time.Duration
	}{
		"connects only":     {nil, proveLimit},
		"says nothing":      {func(st network.Stream) error { _, err := st.Write(nil); return err }, proveLimit},
		"half a hello":      {func(st network.Stream) error { _, err := st.Write([]byte{byte(kindHello), 0}); return err }, proveLimit},
		"a hello, no tags":  {func(st network.Stream) error { return writeFrame(st, kindHello, hello{version: version}.encode()) }, proveLimit},
		"drips hello bytes": {func(st network.Stream) error { go drip(st); return nil }, proveLimit},
	} {
		t.Run(name, func(t *testing.T) {
			simulated(t, 2, never, func(t *testing.T, hosts []host.Host) {
				s := newMem(t, "Ann")
				s.found("Street")
				n := simNode(t, s, hosts[0])
				ctx := context.Background()
				if err := hosts[1].Connect(ctx, peer.AddrInfo{ID: hosts[0].ID(), Addrs: hosts[0].Addrs()}); err != nil {
					t.Fatal(err)
				}
				if c.say != nil {
					st, err := hosts[1].NewStream(ctx, hosts[0].ID(), protocolID)
					if err != nil {
						t.Fatal(err)
					}
					if err := c.say(st); err != nil {
						t.Fatal(err)
					}
				}
				virtually(t, "hung up", c.limit+2*time.Second, func() bool { return len(hosts[0].Network().Peers()) == 0 })
				if err := n.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func drip(st network.Stream) {
	for _, b := range append([]byte{byte(kindHello), 0, 0, 0, 33, version}, make([]byte, 32)...) {
		if _, err := st.Write([]byte{b}); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// A neighbour who vanishes without a word is noticed, and met again when it is back.
func TestVanishedNeighbour(t *testing.T) {
	var off atomic.Bool
	simulated(t, 2, func(int, int) bool { return off.Load() }, func(t *testing.T, hosts []host.Host) {
		a, b := newMem(t, "Ann"), newMem(t, "Bob")
		g := a.found("Street")
		enrol(t, g, a, b)
		na := simNode(t, a, hosts[0])
		nb := simNode(t, b, hosts[1], hosts[0])
		virtually(t, "meeting", time.Minute, inSync(nb, 1))
		off.Store(true)
		gone := func(n *Node) func() bool {
			return func() bool { p := n.Status().Peers; return len(p) == 1 && !p[0].Connected }
		}
		virtually(t, "a notices", 2*time.Minute, gone(na))
		virtually(t, "b notices", 2*time.Minute, gone(nb))
		time.Sleep(10 * time.Minute)
		a.say(g, 3, 100)
		off.Store(false)
		t.Log("met again after", virtually(t, "meeting again", 70*time.Second, func() bool { return same(g, a, b) }))
		if err := na.Close(); err != nil {
			t.Error(err)
		}
		if err := nb.Close(); err != nil {
			t.Error(err)
		}
	})
}
