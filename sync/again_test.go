package sync

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"moot/store/forum"
)

// Conversations that start over, are probed, or end before they have begun.

func connected(int, int) bool { return false }

// A stranger who says at once that it starts over is dialled again no faster than one who cannot be reached, and nobody who
// catches up waits for it for ever.
func TestStrangerWhoStartsOverForEver(t *testing.T) {
	for name, reason := range map[string]why{"the groups have changed": whyAgain, "another conversation goes on": whyTwin} {
		t.Run(name, func(t *testing.T) {
			simulated(t, 2, connected, func(t *testing.T, hosts []host.Host) {
				var dialled atomic.Int32
				hosts[1].SetStreamHandler(protocolID, func(st network.Stream) {
					dialled.Add(1)
					_ = writeFrame(st, kindBye, []byte{byte(reason)})
					_ = st.Close()
				})
				s := newMem(t, "Ann")
				s.found("Street")
				n := simNode(t, s, hosts[0], hosts[1])
				time.Sleep(time.Minute)
				if got := dialled.Load(); got < 2 || got > 20 {
					t.Errorf("dialled %d times in a minute", got)
				}
				ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
				defer cancel()
				if _, _, _, err := n.CatchUp(ctx); err != nil || ctx.Err() != nil {
					t.Errorf("catching up never ended: %v", err)
				}
				if err := n.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// A stranger gets no second ten seconds by saying that it starts over.
func TestStartingOverGainsAStrangerNoTime(t *testing.T) {
	simulated(t, 2, connected, func(t *testing.T, hosts []host.Host) {
		s := newMem(t, "Ann")
		s.found("Street")
		n := simNode(t, s, hosts[0])
		ctx := network.WithNoDial(context.Background(), "one connection only")
		if err := hosts[1].Connect(context.Background(), peer.AddrInfo{ID: hosts[0].ID(), Addrs: hosts[0].Addrs()}); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for time.Since(began) < time.Minute {
			st, err := hosts[1].NewStream(ctx, hosts[0].ID(), protocolID)
			if err != nil {
				break
			}
			_ = writeFrame(st, kindBye, []byte{byte(whyAgain)})
			_ = st.Close()
			time.Sleep(3 * time.Second)
		}
		if kept := time.Since(began); kept > proveLimit+4*time.Second {
			t.Errorf("the connection was kept for %v", kept)
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
}

// silent is a stream from hosts[1] at hosts[0] on which nothing is said.
func silent(t *testing.T, hosts []host.Host) network.Stream {
	t.Helper()
	came := make(chan network.Stream, 1)
	hosts[0].SetStreamHandler("/silent", func(st network.Stream) { came <- st })
	ctx := context.Background()
	if err := hosts[1].Connect(ctx, peer.AddrInfo{ID: hosts[0].ID(), Addrs: hosts[0].Addrs()}); err != nil {
		t.Fatal(err)
	}
	st, err := hosts[1].NewStream(ctx, hosts[0].ID(), "/silent")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Write(nil); err != nil {
		t.Fatal(err)
	}
	return <-came
}

// A conversation whose place another takes before it has begun does not begin.
func TestEndedBeforeItBegan(t *testing.T) {
	simulated(t, 2, connected, func(t *testing.T, hosts []host.Host) {
		n := simNode(t, newMem(t, "Ann"), hosts[0])
		first, second := newSession(n, silent(t, hosts), hosts[1].ID(), false), newSession(n, silent(t, hosts), hosts[1].ID(), false)
		if !n.enter(first) || !n.enter(second) {
			t.Fatal("refused")
		}
		if err := first.run(n.ctx); !endedFor(err, whyTwin) {
			t.Errorf("the first went on until: %v", err)
		}
		n.leave(second, nil)
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
}

// tardy is a stream whose generous deadlines come into force late.
type tardy struct{ network.Stream }

func (s tardy) SetDeadline(at time.Time) error {
	if time.Until(at) > byeLimit {
		time.Sleep(time.Second)
	}
	return s.Stream.SetDeadline(at)
}

// A conversation that is ended as it begins does not wait for the other side's greeting.
func TestEndedAsItBegins(t *testing.T) {
	simulated(t, 2, connected, func(t *testing.T, hosts []host.Host) {
		n := simNode(t, newMem(t, "Ann"), hosts[0])
		s := newSession(n, tardy{silent(t, hosts)}, hosts[1].ID(), false)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		began := time.Now()
		err := s.run(ctx)
		if took := time.Since(began); took > byeLimit+2*time.Second {
			t.Errorf("it went on for %v: %v", took, err)
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
}

// asking is a conversation with one group in it, of which a digest has been out for some time.
func asking(t *testing.T, hosts []host.Host, ago, patience time.Duration) (*Node, *writer, *slot) {
	n := simNode(t, newMem(t, "Ann"), hosts[0])
	s := newSession(n, silent(t, hosts), hosts[1].ID(), true)
	s.begin(&greeting{slots: []forum.GroupRef{{}}})
	s.proven = true
	sl := s.slots[0]
	sl.gate, sl.asked = gateOpen, &asked{at: time.Now().Add(-ago), patience: patience}
	return n, &writer{session: s, bw: bufio.NewWriter(&bytes.Buffer{})}, sl
}

// A neighbour has the whole of a probe's time from when it is probed, and whoever asks with more patience in the meantime does
// not prolong it.
func TestProbe(t *testing.T) {
	simulated(t, 2, connected, func(t *testing.T, hosts []host.Host) {
		n, w, _ := asking(t, hosts, replyLimit/2, replyLimit)
		next := time.Now().Add(beat)
		w.ask(probeLimit)
		if _, err := w.tick(&next); err != nil {
			t.Errorf("taken to be gone as it was probed: %v", err)
		}
		time.Sleep(probeLimit / 2)
		w.ask(replyLimit)
		w.ask(probeLimit)
		time.Sleep(probeLimit / 2)
		if _, err := w.tick(&next); !errors.Is(err, errSilent) {
			t.Errorf("after the probe's time: %v", err)
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
}

// One digest is out at a time: the other side answers each, and an answer that nobody waits for breaks the rules.
func TestOneDigestAtATime(t *testing.T) {
	simulated(t, 2, connected, func(t *testing.T, hosts []host.Host) {
		n, w, sl := asking(t, hosts, 0, replyLimit)
		before := sl.asked
		var out bytes.Buffer
		w.bw = bufio.NewWriter(&out)
		if err := errors.Join(w.digests(sl, due{ask: replyLimit}), w.bw.Flush()); err != nil {
			t.Fatal(err)
		}
		if out.Len() > 0 || sl.asked != before {
			t.Errorf("a second digest went out: %d bytes", out.Len())
		}
		w.shut(sl, whyUnknown, false) // what is out is not answered any more
		if sl.asked != nil {
			t.Error("an answer is waited for in a slot that is shut")
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
}

// The answer to a list is not the answer to a digest that went out after it: that one may come, too.
func TestListThenAnswerToADigest(t *testing.T) {
	_, _, mal, n, a := member(t)
	g := a.g.slots[0].ID
	n.all()[0].ask(replyLimit)
	var m digest
	for k, body, err := readFrame(a.st); ; k, body, err = readFrame(a.st) {
		if err != nil {
			t.Fatal(err)
		}
		if k == kindDigest {
			if m, err = readDigest(body); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	list := tips(mal.Heights(g), func(forum.Lane) bool { return true })
	if err := errors.Join(
		a.send(kindHeights, heights{mode: modeFull, list: list}.encode()),
		a.send(kindDigest, digest{sum: m.sum}.encode()),
		a.send(kindDigest, digest{ask: true, sum: m.sum}.encode())); err != nil {
		t.Fatal(err)
	}
	for {
		k, body, err := readFrame(a.st)
		if err != nil || k == kindBye {
			t.Fatalf("hung up on: %d %v %v", k, body, err)
		}
		if k == kindDigest {
			return
		}
	}
}

// lateNetwork tells that nobody is connected just as somebody connects again.
type lateNetwork struct {
	network.Network
	meanwhile func()
}

func (n lateNetwork) Connectedness(peer.ID) network.Connectedness {
	n.meanwhile()
	return network.NotConnected
}

type otherConn struct{ network.Conn }

func (otherConn) RemotePeer() peer.ID           { return "other" }
func (otherConn) RemoteMultiaddr() ma.Multiaddr { return nil }

// A connection that comes as another of the same peer ends has its ten seconds counted.
func TestConnectedAsAnotherEnds(t *testing.T) {
	n := start(t, newMem(t, "Ann"), Config{})
	n.connected(nil, otherConn{})
	came := make(chan struct{})
	n.disconnected(lateNetwork{meanwhile: func() {
		go func() { n.connected(nil, otherConn{}); close(came) }()
		select {
		case <-came:
		case <-time.After(50 * time.Millisecond): // it waits until the end of the other is dealt with
		}
	}}, otherConn{})
	<-came
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, ok := n.deadline["other"]; !ok {
		t.Error("nobody counts the time of the connection")
	}
}

// A neighbour who has said anything since it was probed is there, and may be busy.
func TestProbedNeighbourIsBusy(t *testing.T) {
	simulated(t, 2, connected, func(t *testing.T, hosts []host.Host) {
		n, w, _ := asking(t, hosts, 0, probeLimit)
		next := time.Now().Add(beat)
		time.Sleep(time.Second)
		w.contact.Store(time.Now().UnixMilli())
		time.Sleep(2 * probeLimit)
		if _, err := w.tick(&next); err != nil {
			t.Errorf("taken to be gone though it spoke: %v", err)
		}
		time.Sleep(replyLimit)
		if _, err := w.tick(&next); !errors.Is(err, errSilent) {
			t.Errorf("after all the time for an answer: %v", err)
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
}

// Whoever may be let in later goes on asking the neighbours who have dialled it, too, while they go on talking about other groups.
func TestAsksAgainWhoeverDialled(t *testing.T) {
	simulated(t, 2, connected, func(t *testing.T, hosts []host.Host) {
		ann, bob, cat := newMem(t, "Ann"), newMem(t, "Bob"), newMem(t, "Cat")
		street, square := ann.found("Street"), cat.found("Square")
		enrol(t, street, ann, bob)
		enrol(t, square, cat, ann)
		if err := bob.BeginJoin(t.Context(), cat.invite(square, 1, false)); err != nil { // of which Ann has not heard
			t.Fatal(err)
		}
		nb := simNode(t, bob, hosts[1])
		na := simNode(t, ann, hosts[0], hosts[1])
		virtually(t, "an answer", time.Minute, func() bool { j := nb.Status().Joining; return len(j) == 1 && j[0].Later })
		give(t, square, cat, ann)
		virtually(t, "let in", 3*time.Minute, func() bool { return same(square, ann, bob) })
		for _, n := range []*Node{na, nb} {
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}
