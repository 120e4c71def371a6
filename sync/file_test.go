package sync

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store/forum"
)

// friends are members of one group, each with a node in virtual time that knows all before it.
func friends(t *testing.T, hosts []host.Host, names ...string) (g forum.ID, stores []*memStore, nodes []*Node) {
	for i, name := range names {
		stores = append(stores, newMem(t, name))
		if i == 0 {
			g = stores[0].found("Street")
			continue
		}
		enrol(t, g, stores[0], stores[i])
	}
	for i, s := range stores {
		nodes = append(nodes, simNode(t, s, hosts[i], hosts[:i]...))
	}
	return g, stores, nodes
}

func closeAll(t *testing.T, nodes []*Node) {
	for _, n := range nodes {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	}
}

func never(int, int) bool { return false }

// A file comes when it is wanted and not before, from all who have it, and who has it is known to the others.
func TestFileFetched(t *testing.T) {
	simulated(t, 3, never, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts, "Ann", "Bob", "Cat")
		id := file(g, content(1, 20*forum.FileChunk+5), s...)
		virtually(t, "Cat hears who has it", time.Minute, func() bool { return s[2].held(id, s[0]) == 21 })
		time.Sleep(2 * time.Minute)
		if s[1].here(id)+s[2].here(id) > 0 {
			t.Fatal("it came though nobody wanted it")
		}
		s[1].wants(id, true)
		t.Log("from one, after", virtually(t, "Bob has it", time.Minute, s[1].whole(id)))
		before := s[0].gave(id)
		time.Sleep(askUnwanted + fetchBeat) // Cat asks around again in her own time
		if s[2].held(id, s[1]) != 21 {
			t.Error("Cat has not heard that Bob has it too")
		}
		s[2].wants(id, true)
		t.Log("from two, after", virtually(t, "Cat has it", time.Minute, s[2].whole(id)))
		if a, b := s[0].gave(id)-before, s[1].gave(id); a+b != 21 || a == 0 || b == 0 {
			t.Errorf("Ann gave %d chunks and Bob %d: not both a part of 21", a, b)
		}
		closeAll(t, nodes)
	})
}

// Cancelled in the middle it stops; wanted again it goes on where it was.
func TestFileCancelled(t *testing.T) {
	simulated(t, 2, never, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts, "Ann", "Bob")
		id := file(g, content(1, 100*forum.FileChunk), s...)
		s[1].wants(id, true)
		virtually(t, "a part is here", time.Minute, func() bool { return s[1].here(id) > 5 })
		s[1].wants(id, false)
		time.Sleep(time.Minute)
		part := s[1].here(id)
		if part == 100 {
			t.Fatal("it went on to the end")
		}
		time.Sleep(time.Minute)
		if s[1].here(id) != part {
			t.Error("it goes on though nobody wants it")
		}
		s[1].wants(id, true)
		virtually(t, "the rest", 2*time.Minute, s[1].whole(id))
		if got := s[0].gave(id); got > 100+2*chunksAhead {
			t.Errorf("%d chunks were sent for 100", got)
		}
		closeAll(t, nodes)
	})
}

// Unplugged mid-transfer, and resumed when the neighbour is back, at the chunk where it was.
func TestFileUnplugged(t *testing.T) {
	var off atomic.Bool
	simulated(t, 2, func(int, int) bool { return off.Load() }, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts, "Ann", "Bob")
		id := file(g, content(1, 100*forum.FileChunk), s...)
		s[1].wants(id, true)
		virtually(t, "a part is here", time.Minute, func() bool { return s[1].here(id) > 50 })
		off.Store(true)
		time.Sleep(4 * time.Minute)
		part := s[1].here(id)
		if part == 100 {
			t.Fatal("the cable is not unplugged")
		}
		off.Store(false)
		t.Log("resumed and done after", virtually(t, "the rest", 4*time.Minute, s[1].whole(id)))
		if got := s[0].gave(id); got > 100+3*chunksAhead {
			t.Errorf("%d chunks were sent for 100, of which %d had come before", got, part)
		}
		closeAll(t, nodes)
	})
}

// A peer that sends wrong chunks is dropped, and another is asked.
func TestWrongChunk(t *testing.T) {
	for name, spoil := range map[string]func([]byte) []byte{
		"one bit":         func(b []byte) []byte { b[0] ^= 1; return b },
		"short":           func(b []byte) []byte { return b[1:] },
		"oversized claim": func(b []byte) []byte { return append(b, make([]byte, 3*forum.FileChunk)...) },
		"nothing":         func([]byte) []byte { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			simulated(t, 3, never, func(t *testing.T, hosts []host.Host) {
				g, s, nodes := friends(t, hosts, "Mal", "Bob", "Cat")
				b := content(1, 10*forum.FileChunk)
				id := file(g, b, s...)
				s[0].files[id].spoil = spoil
				s[2].wants(id, true)
				virtually(t, "Mal was asked", time.Minute, func() bool { return s[0].gave(id) > 0 })
				time.Sleep(30 * time.Minute)
				if s[2].here(id) > 0 {
					t.Fatal("wrong chunks are kept")
				}
				if got := s[0].gave(id); name == "one bit" && got > chunksAhead {
					t.Errorf("Mal was asked for %d chunks: it is not dropped", got)
				}
				file(g, b, s[1])
				virtually(t, "it comes from Bob", 3*time.Minute, s[2].whole(id))
				closeAll(t, nodes)
			})
		})
	}
}

// A device that cannot keep a file does not ask for it for ever.
func TestFileNoRoom(t *testing.T) {
	simulated(t, 2, never, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts, "Ann", "Bob")
		id := file(g, content(1, 10*forum.FileChunk), s...)
		s[1].full = true
		s[1].wants(id, true)
		time.Sleep(10 * time.Minute)
		if got := s[0].gave(id); got == 0 || got > 3*chunksAhead {
			t.Errorf("in ten minutes %d chunks were sent to a full device", got)
		}
		s[1].mu.Lock()
		s[1].full = false
		s[1].mu.Unlock()
		virtually(t, "once there is room", restNoRoom+time.Minute, s[1].whole(id))
		closeAll(t, nodes)
	})
}

// asks opens a stream of its own on a host and asks for a chunk, and then who has the file.
func asks(h host.Host, of peer.ID, g, id forum.ID) (chunk, have []byte, err error) {
	for _, q := range []struct {
		kind kind
		body []byte
		into *[]byte
	}{{kindWant, wanting{g, id, 0}.encode(), &chunk}, {kindWho, who{g, []forum.ID{id}}.encode(), &have}} {
		st, openErr := h.NewStream(context.Background(), of, fileProtocol)
		if openErr != nil {
			return nil, nil, openErr
		}
		err = errors.Join(err, st.SetDeadline(time.Now().Add(time.Minute)), writeFrame(st, q.kind, q.body))
		_, body, readErr := readFrameUpTo(st, forum.FileChunk)
		*q.into = body
		err = errors.Join(err, readErr, st.Reset())
	}
	return chunk, have, err
}

// quietly makes an act without waking anybody who watches.
func (m *memStore) quietly(id forum.ID, k forum.Kind, body any) {
	payload, err := forum.Encode(k, body)
	if err != nil {
		m.t.Fatal(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	g := m.groups[id]
	m.keep(g, m.seal(g, id, forum.RollLane, k, payload))
}

// A stranger asking gets no word, though it knows the group's id and the file's; nor does a member of another group, nor one who
// was removed, from the moment the removal is here.
func TestStrangerAsksForFile(t *testing.T) {
	simulated(t, 3, never, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts[:2], "Ann", "Bob")
		id := file(g, content(1, 100), s...)
		virtually(t, "the two meet", time.Minute, func() bool { return s[1].held(id, s[0]) == 1 })
		eve := hosts[2]
		if err := eve.Connect(context.Background(), peer.AddrInfo{ID: hosts[0].ID(), Addrs: hosts[0].Addrs()}); err != nil {
			t.Fatal(err)
		}
		if chunk, have, err := asks(eve, hosts[0].ID(), g, id); err == nil || len(chunk)+len(have) > 0 {
			t.Errorf("a stranger got %d bytes, %v", len(chunk)+len(have), err)
		}
		if chunk, _, err := asks(hosts[1], hosts[0].ID(), g, id); err != nil || len(chunk) != 100 {
			t.Errorf("a member got %d bytes, %v", len(chunk), err)
		}
		other := s[1].found("Other") // for which Bob begins every conversation anew
		time.Sleep(5 * time.Second)
		virtually(t, "the two meet again", time.Minute, func() bool { return nodes[0].mayAsk(hosts[1].ID(), g) == nil })
		if chunk, have, err := asks(hosts[1], hosts[0].ID(), other, id); err == nil || len(chunk)+len(have) > 0 {
			t.Errorf("a group that Ann is not in: %d bytes, %v", len(chunk)+len(have), err)
		}
		roll, err := s[0].Roll(context.Background(), g)
		if err != nil {
			t.Fatal(err)
		}
		bob, _ := roll.ByDevice(s[1].Identity())
		s[0].quietly(g, forum.KindRemove, forum.Remove{Person: bob.Person})
		if err := nodes[0].mayAsk(hosts[1].ID(), g); err == nil { // before the conversation has been ended for it
			t.Error("in the moment of the removal it may still ask")
		}
		if chunk, have, err := asks(hosts[1], hosts[0].ID(), g, id); err == nil || len(chunk)+len(have) > 0 {
			t.Errorf("after the removal: %d bytes, %v", len(chunk)+len(have), err)
		}
		if got := s[0].gave(id); got != 1 {
			t.Errorf("%d chunks were read from the disk for them", got)
		}
		closeAll(t, nodes)
	})
}

// Whoever opens a stream for files and stalls is hung up on, and holds no more memory than a question may.
func TestFileSlowLoris(t *testing.T) {
	simulated(t, 2, never, func(t *testing.T, hosts []host.Host) {
		g, s, nodes := friends(t, hosts, "Ann", "Bob")
		id := file(g, content(1, 100), s...)
		virtually(t, "the two meet", time.Minute, func() bool { return s[1].held(id, s[0]) == 1 })
		for name, say := range map[string][]byte{
			"nothing": nil, "half a question": {byte(kindWho), 0, 0}, "a long question": {byte(kindWho), 0xFF, 0xFF, 0xFF, 0xFF},
			"no question": {byte(kindHello), 0, 0, 0, 0}, "a chunk": append([]byte{byte(kindChunk), 0, 0, 0, 4}, 1, 2, 3, 4),
		} {
			st, err := hosts[1].NewStream(context.Background(), hosts[0].ID(), fileProtocol)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := st.Write(say); err != nil {
				t.Fatal(err)
			}
			if err := st.SetReadDeadline(time.Now().Add(fileQuiet + 5*time.Second)); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			_, err = io.ReadAll(st)
			if reset := (*network.StreamError)(nil); !errors.As(err, &reset) && !errors.Is(err, network.ErrReset) {
				t.Errorf("%s: after %v: %v, not hung up", name, time.Since(began), err)
			}
		}
		closeAll(t, nodes)
	})
}

func TestHaveRoundTrip(t *testing.T) {
	all := [][]bool{nil, {true}, {false, true, true, false, true, false, false, false, true}, make([]bool, forum.MaxFileChunks)}
	got, err := readHave(encodeHave(all), len(all))
	if err != nil || !slices.EqualFunc(got, all, slices.Equal) {
		t.Errorf("%v %v", got, err)
	}
	for name, b := range map[string][]byte{"short": encodeHave(all)[:10], "long": append(encodeHave(all), 0), "too many chunks": bytes.Repeat([]byte{0xFF}, 8195)} {
		if _, err := readHave(b, len(all)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := readWho(make([]byte, 32)); err == nil {
		t.Error("a question about nothing is taken")
	}
	if _, err := readWho(make([]byte, 32+32*(filesAsked+1))); err == nil {
		t.Error("a question about too much is taken")
	}
}
