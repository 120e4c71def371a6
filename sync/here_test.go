package sync

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"

	"moot/store/forum"
)

// place is somewhere in a text.
func place(text byte, at int) forum.Place {
	return forum.Place{Text: forum.ID{text}, Heads: []forum.ID{{9}}, At: at}
}

// writesAt says whether a node shows one neighbour of a group, writing at just these places.
func writesAt(n *Node, g forum.ID, by *memStore, places ...forum.Place) func() bool {
	return func() bool {
		all := n.WhoIsHere(g)
		return len(all) == 1 && all[0].Device == by.Identity() && all[0].Person == forum.PersonOf(by.person) && samePlaces(all[0].Places, places)
	}
}

func noWriter(n *Node, g forum.ID) func() bool {
	return func() bool { return len(n.WhoIsHere(g)) == 0 }
}

// Who writes where is seen at once, follows, stays as long as it holds, and goes at once when they leave or Moot is closed.
func TestHere(t *testing.T) {
	simulated(t, 3, never, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts, "Ann", "Bob", "Cat")
		ann, bob, cat := nodes[0], nodes[1], nodes[2]
		virtually(t, "meeting", time.Minute, func() bool { return inSync(ann, 2)() && inSync(bob, 2)() && inSync(cat, 2)() })
		hints, cancel := bob.WatchHere()
		defer cancel()
		ann.SayHere(g, []forum.Place{place(1, 5)})
		virtually(t, "Bob sees Ann", time.Second, writesAt(bob, g, s[0], place(1, 5)))
		virtually(t, "Cat sees Ann", time.Second, writesAt(cat, g, s[0], place(1, 5)))
		select {
		case <-hints:
		default:
			t.Error("no hint")
		}
		if !noWriter(ann, g)() {
			t.Error("Ann sees herself")
		}
		ann.SayHere(g, []forum.Place{place(1, 6), place(2, 0)})
		virtually(t, "Bob sees where Ann is now", time.Second, writesAt(bob, g, s[0], place(1, 6), place(2, 0)))
		for range 40 { // it is renewed
			time.Sleep(time.Second)
			if !writesAt(bob, g, s[0], place(1, 6), place(2, 0))() {
				t.Fatal("it did not last")
			}
		}
		ann.SayHere(g, nil)
		virtually(t, "Ann has left", time.Second, noWriter(bob, g))
		ann.SayHere(g, []forum.Place{place(1, 7)})
		virtually(t, "Ann is back", 2*time.Second, writesAt(bob, g, s[0], place(1, 7)))
		if err := ann.Close(); err != nil {
			t.Error(err)
		}
		virtually(t, "Ann has closed Moot", time.Second, noWriter(bob, g))
		closeAll(t, nodes[1:])
	})
}

// Somebody who comes later sees who writes already.
func TestHereIsToldToWhoComesLater(t *testing.T) {
	var off atomic.Bool
	off.Store(true)
	simulated(t, 2, func(int, int) bool { return off.Load() }, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts, "Ann", "Bob")
		nodes[0].SayHere(g, []forum.Place{place(1, 5)})
		time.Sleep(30 * time.Second)
		off.Store(false)
		virtually(t, "meeting", 2*time.Minute, inSync(nodes[1], 1))
		virtually(t, "Bob sees Ann", 2*hereLook, writesAt(nodes[1], g, s[0], place(1, 5)))
		closeAll(t, nodes)
	})
}

// Of a neighbour that vanishes nothing is shown after hereGone.
func TestHereExpires(t *testing.T) {
	var off atomic.Bool
	simulated(t, 2, func(int, int) bool { return off.Load() }, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts, "Ann", "Bob")
		virtually(t, "meeting", time.Minute, inSync(nodes[1], 1))
		nodes[0].SayHere(g, []forum.Place{place(1, 5)})
		virtually(t, "Bob sees Ann", time.Second, writesAt(nodes[1], g, s[0], place(1, 5)))
		off.Store(true)
		hints, cancel := nodes[1].WatchHere()
		defer cancel()
		took := virtually(t, "Ann is dropped", hereGone+time.Second, noWriter(nodes[1], g))
		if took < hereGone-hereRenew-time.Second {
			t.Errorf("dropped after %v", took)
		}
		time.Sleep(time.Second)
		select {
		case <-hints:
		default:
			t.Error("no hint")
		}
		off.Store(false)
		closeAll(t, nodes)
	})
}

// What changes often is said twice a second, with the latest in it.
func TestHereIsPaced(t *testing.T) {
	simulated(t, 2, never, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts, "Ann", "Bob")
		virtually(t, "meeting", time.Minute, inSync(nodes[1], 1))
		seen, last := 0, -1
		for i := range 1000 {
			nodes[0].SayHere(g, []forum.Place{place(1, i)})
			time.Sleep(10 * time.Millisecond)
			if all := nodes[1].WhoIsHere(g); len(all) == 1 && all[0].Places[0].At != last {
				seen, last = seen+1, all[0].Places[0].At
			}
		}
		if seen < 15 || seen > 21 {
			t.Errorf("%d words came in 10 s", seen)
		}
		virtually(t, "the last place", time.Second, writesAt(nodes[1], g, s[0], place(1, 999)))
		closeAll(t, nodes)
	})
}

// wordOf gives the bytes of a frame.
func wordOf(g forum.ID, places ...forum.Place) []byte {
	body := here{g, places}.encode()
	return append([]byte{byte(kindHere), 0, 0, byte(len(body) >> 8), byte(len(body))}, body...)
}

// hungUp says whether a stream was hung up on within a while.
func hungUp(t *testing.T, st network.Stream, within time.Duration) bool {
	t.Helper()
	if err := st.SetReadDeadline(time.Now().Add(within)); err != nil {
		t.Fatal(err)
	}
	_, err := io.ReadAll(st)
	reset := (*network.StreamError)(nil)
	return errors.As(err, &reset) || errors.Is(err, network.ErrReset)
}

// Who is not a member says nothing that is kept: a stranger, a person of another group only, one who was removed.
func TestHereOnlyOfMembers(t *testing.T) {
	simulated(t, 3, never, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts[:2], "Ann", "Bob")
		other := s[0].found("Allotments") // Cat and Ann are in this one
		cat := newMem(t, "Cat")
		enrol(t, other, s[0], cat)
		n := simNode(t, cat, hosts[2], hosts[0])
		virtually(t, "all meet", time.Minute, func() bool { return inSync(nodes[0], 2)() })
		say := func(by host.Host, words []byte) network.Stream {
			st, err := by.NewStream(context.Background(), hosts[0].ID(), hereProtocol)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := st.Write(words); err != nil {
				t.Fatal(err)
			}
			return st
		}
		if !hungUp(t, say(hosts[2], wordOf(g, place(1, 1))), 2*time.Second) || !noWriter(nodes[0], g)() {
			t.Error("somebody of another group is heard")
		}
		n.SayHere(other, []forum.Place{place(3, 1)})
		virtually(t, "Cat in her own group", 2*time.Second, writesAt(nodes[0], other, cat, place(3, 1)))
		nodes[1].SayHere(g, []forum.Place{place(1, 1)})
		virtually(t, "Bob", 2*time.Second, writesAt(nodes[0], g, s[1], place(1, 1)))
		s[0].act(g, forum.KindRemove, forum.Remove{Person: forum.PersonOf(s[1].person)})
		virtually(t, "Bob is removed", 2*time.Second, noWriter(nodes[0], g))
		nodes[0].SayHere(g, []forum.Place{place(1, 2)})
		time.Sleep(30 * time.Second)
		if !noWriter(nodes[1], g)() {
			t.Error("a removed person sees who writes")
		}
		closeAll(t, append(nodes, n))
	})
}

func TestHereStranger(t *testing.T) {
	simulated(t, 2, never, func(t *testing.T, hosts []host.Host) {
		g, _, nodes := friends(t, hosts[:1], "Ann")
		if err := hosts[1].Connect(context.Background(), hosts[0].Peerstore().PeerInfo(hosts[0].ID())); err != nil {
			t.Fatal(err)
		}
		st, err := hosts[1].NewStream(context.Background(), hosts[0].ID(), hereProtocol)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := st.Write(wordOf(g, place(1, 1))); err != nil {
			t.Fatal(err)
		}
		if !hungUp(t, st, 2*time.Second) || !noWriter(nodes[0], g)() {
			t.Error("a stranger is heard")
		}
		closeAll(t, nodes)
	})
}

// A member who floods, or says what is no word, is hung up on; the conversation beside it goes on.
func TestHereFlood(t *testing.T) {
	long := wordOf(forum.ID{})
	long[1] = 0x7F
	for name, words := range map[string]func(g forum.ID) []byte{
		"too often":    func(g forum.ID) []byte { return slices.Repeat(wordOf(g, place(1, 1)), 10_000) },
		"too long":     func(forum.ID) []byte { return long },
		"another kind": func(forum.ID) []byte { return []byte{byte(kindWho), 0, 0, 0, 0} },
		"too many":     func(g forum.ID) []byte { return wordOf(g, make([]forum.Place, forum.PlacesMost+1)...) },
		"half a word":  func(g forum.ID) []byte { return wordOf(g, place(1, 1))[:40] },
	} {
		t.Run(name, func(t *testing.T) {
			simulated(t, 2, never, func(t *testing.T, hosts []host.Host) {
				g, s, nodes := friends(t, hosts, "Ann", "Mal")
				virtually(t, "meeting", time.Minute, inSync(nodes[0], 1))
				st, err := hosts[1].NewStream(context.Background(), hosts[0].ID(), hereProtocol)
				if err != nil {
					t.Fatal(err)
				}
				_, _ = st.Write(words(g)) // it may be hung up on before all is written
				limit := 2 * time.Second
				if name == "half a word" {
					limit = hereGone + time.Second
				}
				if !hungUp(t, st, limit) {
					t.Error("not hung up on")
				}
				virtually(t, "Mal is dropped", 2*time.Second, noWriter(nodes[0], g))
				nodes[1].SayHere(g, []forum.Place{place(1, 2)})
				if name == "too often" {
					time.Sleep(20 * time.Second)
					if !noWriter(nodes[0], g)() {
						t.Error("Mal is heard again at once")
					}
				}
				virtually(t, "Mal is heard again later", 2*hereMute, writesAt(nodes[0], g, s[1], place(1, 2)))
				if !inSync(nodes[0], 1)() {
					t.Error("the conversation has ended")
				}
				closeAll(t, nodes)
			})
		})
	}
}

// Nor does it help to say each word on a stream of its own.
func TestHereManyStreams(t *testing.T) {
	simulated(t, 2, never, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts, "Ann", "Mal")
		virtually(t, "meeting", time.Minute, inSync(nodes[0], 1))
		for i := range 40 {
			st, err := hosts[1].NewStream(context.Background(), hosts[0].ID(), hereProtocol)
			if err != nil {
				continue // there are too many open
			}
			_, _ = st.Write(wordOf(g, place(1, i))) // it may be hung up on before all is written
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(time.Second)
		if len(nodes[0].WhoIsHere(g)) > 0 {
			t.Error("Mal is still heard")
		}
		nodes[1].SayHere(g, []forum.Place{place(1, 2)})
		virtually(t, "Mal is heard again later", 2*hereMute, writesAt(nodes[0], g, s[1], place(1, 2)))
		if !inSync(nodes[0], 1)() {
			t.Error("the conversation has ended")
		}
		closeAll(t, nodes)
	})
}

// A device whose Moot is older is not spoken to about it, and everything else goes on.
func TestHereOldDevice(t *testing.T) {
	simulated(t, 2, never, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts, "Ann", "Old")
		hosts[1].RemoveStreamHandler(hereProtocol)
		virtually(t, "meeting", time.Minute, inSync(nodes[0], 1))
		nodes[0].SayHere(g, []forum.Place{place(1, 5)})
		time.Sleep(5 * time.Minute)
		s[0].say(g, 1, 100)
		virtually(t, "entries still come", time.Second, func() bool { return same(g, s...) })
		closeAll(t, nodes)
	})
}

func TestHereRoundTrip(t *testing.T) {
	m := here{forum.ID{1}, []forum.Place{place(1, forum.PlaceEnd), {Text: forum.ID{2}, Heads: make([]forum.ID, forum.PlaceHeads)}}}
	got, err := readHere(m.encode())
	if err != nil || got.group != m.group || !samePlaces(got.places, m.places) {
		t.Errorf("%v %v", got, err)
	}
	for name, b := range map[string][]byte{
		"short": m.encode()[:50], "long": append(m.encode(), 0), "none": nil,
		"beyond the end": here{places: []forum.Place{{At: forum.PlaceEnd + 1}}}.encode(),
		"many heads":     here{places: []forum.Place{{Heads: make([]forum.ID, forum.PlaceHeads+1)}}}.encode(),
	} {
		if _, err := readHere(b); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
