package sync

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"

	"moot/store/forum"
)

// attacker speaks the protocol frame by frame, as it likes.
type attacker struct {
	t    testing.TB
	host *neighbourHost
	st   network.Stream
	g    *greeting
}

// attack opens a stream to the node from a host of its own.
func attack(t testing.TB, m *memStore, n *Node) *attacker {
	t.Helper()
	return attackBy(t, m, n, protocolID)
}

func attackBy(t testing.TB, m *memStore, n *Node, by protocol.ID) *attacker {
	t.Helper()
	h, err := newHost(m.NetworkKey(), []string{"/ip4/127.0.0.1/tcp/0"}, &gater{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := h.Connect(ctx, peer.AddrInfo{ID: n.host.ID(), Addrs: n.host.Addrs()}); err != nil {
		t.Fatal(err)
	}
	st, err := h.NewStream(ctx, n.host.ID(), by)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return &attacker{t: t, host: h, st: st}
}

// greet proves knowledge of the groups in refs.
func (a *attacker) greet(n *Node, refs []forum.GroupRef) error {
	g, err := greet(a.st, a.host.ID(), n.host.ID(), true, refs)
	a.g = g
	return err
}

func (a *attacker) send(k kind, body []byte) error { return writeFrame(a.st, k, body) }

// claim proves the device in slot 0.
func (a *attacker) claim(m *memStore) error {
	sig, err := m.SignProof(a.g.statement(a.g.slots[0].ID, true))
	if err != nil {
		a.t.Fatal(err)
	}
	c := claim{device: m.Identity()}
	copy(c.sig[:], sig)
	return a.send(kindClaim, c.encode())
}

// rest reads to the end, and gives the kinds of frames and the reason of the last word.
func (a *attacker) rest() (kinds []kind, last why) {
	for {
		k, body, err := readFrame(a.st)
		if err != nil {
			return kinds, last
		}
		kinds = append(kinds, k)
		if k == kindBye {
			last = why(body[0])
		}
	}
}

// member is a node of Ann's and an attacker who belongs to her group as Mal, greeted and proven.
func member(t testing.TB) (g forum.ID, ann, mal *memStore, n *Node, a *attacker) {
	t.Helper()
	return memberBy(t, protocolID)
}

func memberBy(t testing.TB, by protocol.ID) (g forum.ID, ann, mal *memStore, n *Node, a *attacker) {
	t.Helper()
	ann, mal = newMem(t, "Ann"), newMem(t, "Mal")
	g = ann.found("Street")
	enrol(t, g, ann, mal)
	ann.say(g, 3, 200)
	n = start(t, ann, Config{})
	a = attackBy(t, mal, n, by)
	if err := errors.Join(a.greet(n, mal.GroupRefs()), a.claim(mal)); err != nil {
		t.Fatal(err)
	}
	if k, _, err := readFrame(a.st); err != nil || k != kindClaim {
		t.Fatalf("no claim came back: %d %v", k, err)
	}
	return g, ann, mal, n, a
}

// stillServes checks that an honest neighbour can catch up from the node after an attack.
func stillServes(t testing.TB, g forum.ID, n *Node, ann *memStore) {
	t.Helper()
	bob := newMem(t, "Bob")
	enrol(t, g, ann, bob)
	ann.say(g, 2, 100)
	nb := start(t, bob, Config{Peers: n.Addrs()})
	until(t, "an honest neighbour after the attack", nb, func() bool { return same(g, ann, bob) })
}

// What a stranger is sent must not tell whether the device is in no group or in several.
func TestStrangerCannotTellGroups(t *testing.T) {
	transcript := func(groups int) string {
		s := newMem(t, "Ann")
		for i := range groups {
			s.found(fmt.Sprint("Street ", i))
		}
		stranger := newMem(t, "Sam")
		stranger.found("Elsewhere")
		a := attack(t, stranger, start(t, s, Config{}))
		var shape bytes.Buffer
		tee := struct {
			io.Reader
			io.Writer
		}{io.TeeReader(a.st, &shape), a.st}
		var id peer.ID = a.st.Conn().RemotePeer()
		if _, err := greet(tee, a.host.ID(), id, true, stranger.GroupRefs()); !errors.Is(err, errStranger) {
			t.Fatal(err)
		}
		k, body, err := readFrame(a.st)
		return fmt.Sprint(shape.Len(), " ", k, " ", body, " ", err)
	}
	none := transcript(0)
	for _, groups := range []int{1, 3, 8} {
		if got := transcript(groups); got != none {
			t.Errorf("with %d groups: %q, with none %q", groups, got, none)
		}
	}
}

func TestReflectedTagsProveNothing(t *testing.T) {
	s := newMem(t, "Ann")
	s.found("Street")
	n := start(t, s, Config{})
	a := attack(t, newMem(t, "Sam"), n)
	first := hello{version: version, nonce: nonce{1}}
	if err := a.send(kindHello, first.encode()); err != nil {
		t.Fatal(err)
	}
	_, body, err := readFrame(a.st)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := readHello(body)
	if err != nil {
		t.Fatal(err)
	}
	// The tags that the node will send as the answerer, sent to it by the opener, must match nothing.
	refs := s.GroupRefs()
	g := &greeting{opener: a.host.ID(), answerer: n.host.ID(), nonceO: first.nonce, nonceA: theirs.nonce}
	if err := a.send(kindTags, g.tags(false, refs)); err != nil {
		t.Fatal(err)
	}
	if kinds, last := a.rest(); last != whyNothing {
		t.Errorf("frames %v, last word %d", kinds, last)
	}
}

func TestReplayedHandshakeProvesNothing(t *testing.T) {
	ann, mal := newMem(t, "Ann"), newMem(t, "Mal")
	g := ann.found("Street")
	enrol(t, g, ann, mal)
	n := start(t, ann, Config{})
	a := attack(t, mal, n)
	var sent bytes.Buffer
	tee := struct {
		io.Reader
		io.Writer
	}{a.st, io.MultiWriter(a.st, &sent)}
	gr, err := greet(tee, a.host.ID(), n.host.ID(), true, mal.GroupRefs())
	if err != nil {
		t.Fatal(err)
	}
	a.g = gr
	if err := a.st.Reset(); err != nil {
		t.Fatal(err)
	}
	until(t, "the end of the first", n, func() bool {
		return len(n.all()) == 0 && len(n.host.Network().Peers()) == 0 && len(a.host.Network().Peers()) == 0
	})
	// The same bytes again, from the same identity, meet another nonce.
	if err := a.host.Connect(context.Background(), peer.AddrInfo{ID: n.host.ID(), Addrs: n.host.Addrs()}); err != nil {
		t.Fatal(err)
	}
	st, err := a.host.NewStream(context.Background(), n.host.ID(), protocolID)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := st.Write(sent.Bytes()); err != nil {
		t.Fatal(err)
	}
	a.st = st
	if kinds, last := a.rest(); last != whyNothing {
		t.Errorf("frames %v, last word %d", kinds, last)
	}
}

func TestSomebodyElsesDeviceIsNoProof(t *testing.T) {
	ann, bob := newMem(t, "Ann"), newMem(t, "Bob")
	g := ann.found("Street")
	enrol(t, g, ann, bob)
	n := start(t, ann, Config{})
	sam := newMem(t, "Sam") // knows the secret, as somebody invited does
	if err := sam.BeginJoin(context.Background(), ann.invite(g, 1, false)); err != nil {
		t.Fatal(err)
	}
	a := attack(t, sam, n)
	if err := a.greet(n, sam.GroupRefs()); err != nil {
		t.Fatal(err)
	}
	sig, err := sam.SignProof(a.g.statement(g, true))
	if err != nil {
		t.Fatal(err)
	}
	c := claim{device: bob.Identity()}
	copy(c.sig[:], sig)
	if err := a.send(kindClaim, c.encode()); err != nil {
		t.Fatal(err)
	}
	kinds, last := a.rest()
	if last != whyDevice || len(kinds) != 2 || kinds[0] != kindClosed {
		t.Errorf("frames %v, last word %d", kinds, last)
	}
}

// Somebody who knows the secret and is on no roll is told which device this is, and nothing else.
func TestUnknownDeviceGetsNothing(t *testing.T) {
	ann, sam := newMem(t, "Ann"), newMem(t, "Sam")
	g := ann.found("Street")
	ann.say(g, 5, 100)
	if err := sam.BeginJoin(context.Background(), ann.invite(g, 1, false)); err != nil {
		t.Fatal(err)
	}
	n := start(t, ann, Config{})
	a := attack(t, sam, n)
	if err := errors.Join(a.greet(n, sam.GroupRefs()), a.claim(sam)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.claim(sam),
		a.send(kindDigest, digest{ask: true}.encode()),
		a.send(kindHeights, heights{mode: modeFull, ask: true}.encode())); err != nil {
		t.Fatal(err)
	}
	kinds, _ := a.rest()
	for _, k := range kinds {
		if k != kindClaim && k != kindClosed && k != kindBye {
			t.Fatalf("frames %v", kinds)
		}
	}
}

func TestMemberWhoBreaksTheRules(t *testing.T) {
	c, err := coder()
	if err != nil {
		t.Fatal(err)
	}
	bomb := c.enc.EncodeAll(make([]byte, 50<<20), []byte{0, 0, codingZstd, 0, 1, 0, 0})
	far := tip{forum.Chain{Device: forum.Device{9}}, forum.Height{Seq: 1 << 60}}
	unsigned := func(g forum.ID, m *memStore, n int) []byte {
		var plain []byte
		for range n {
			m.mu.Lock()
			e := m.seal(m.groups[g], g, forum.ContentLane, "test", []byte("x"))
			m.keep(m.groups[g], e)
			m.mu.Unlock()
			e.Sig = nil
			plain = appendEntry(plain, &e)
		}
		body, err := pack([]byte{0, 0}, plain)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	for name, do := range map[string]func(*attacker, forum.ID, *memStore) error{
		"oversized frame": func(a *attacker, _ forum.ID, _ *memStore) error {
			_, err := a.st.Write(binary.BigEndian.AppendUint32([]byte{byte(kindEntries)}, 0xffffffff))
			return err
		},
		"unknown frame":    func(a *attacker, _ forum.ID, _ *memStore) error { return a.send(99, nil) },
		"hello again":      func(a *attacker, _ forum.ID, _ *memStore) error { return a.send(kindHello, hello{}.encode()) },
		"no such slot":     func(a *attacker, _ forum.ID, _ *memStore) error { return a.send(kindDigest, digest{slot: 7}.encode()) },
		"cut short":        func(a *attacker, _ forum.ID, _ *memStore) error { return a.send(kindDigest, []byte{0, 0, 1}) },
		"unasked answer":   func(a *attacker, _ forum.ID, _ *memStore) error { return a.send(kindDigest, digest{}.encode()) },
		"compression bomb": func(a *attacker, _ forum.ID, _ *memStore) error { return a.send(kindEntries, bomb) },
		"too far": func(a *attacker, _ forum.ID, _ *memStore) error {
			return a.send(kindHeights, heights{mode: modeFull, list: []tip{far}}.encode())
		},
		"acknowledges what was not sent": func(a *attacker, _ forum.ID, _ *memStore) error {
			return a.send(kindHeights, heights{mode: modeAck, frames: 1 << 30}.encode())
		},
		"endless unsigned run": func(a *attacker, g forum.ID, m *memStore) error {
			return a.send(kindEntries, unsigned(g, m, forum.RunMax+1))
		},
		"endless list": func(a *attacker, _ forum.ID, _ *memStore) error {
			return a.endless(kindHeights, heights{mode: modeFull, more: true, list: make([]tip, tipsMost)}.encode())
		},
		"endless digests": func(a *attacker, _ forum.ID, _ *memStore) error {
			return a.endless(kindDigest, digest{ask: true}.encode())
		},
		"endless acknowledgements": func(a *attacker, _ forum.ID, _ *memStore) error {
			return a.endless(kindHeights, heights{mode: modeAck}.encode())
		},
		"endless acknowledgements of what nobody has": func(a *attacker, g forum.ID, m *memStore) error {
			list := tips(m.Heights(g), func(forum.Lane) bool { return true })[:1]
			for a.send(kindHeights, heights{mode: modeAck, list: list}.encode()) == nil {
				list[0].height.Seq++
			}
			return nil
		},
		"unasked refusal": func(a *attacker, _ forum.ID, _ *memStore) error {
			return a.send(kindAnswer, answer{standing: forum.StandingNone, reason: "Ask me"}.encode())
		},
		"endless claims": func(a *attacker, _ forum.ID, m *memStore) error {
			for range claimsMost {
				if err := a.claim(m); err != nil {
					return nil
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // each waits some seconds until the last word is over
			g, ann, mal, n, a := member(t)
			began := time.Now()
			read := make(chan why, 1)
			go func() {
				_, last := a.rest()
				read <- last
			}()
			if err := do(a, g, mal); err != nil {
				t.Fatal(err)
			}
			// The last word may be lost when the attacker goes on sending into a closed connection.
			if last := <-read; last != whyAbuse && (last != 0 || !strings.HasPrefix(name, "endless")) {
				t.Errorf("last word %d", last)
			}
			if len(n.all()) > 0 {
				until(t, "the end", n, func() bool { return len(n.all()) == 0 })
			}
			if time.Since(began) > proveLimit { // the shortest of the time-outs that could have done it
				t.Error("hung up on by a time-out only")
			}
			stillServes(t, g, n, ann)
		})
	}
}

// endless sends one frame over and over until it is hung up on.
func (a *attacker) endless(k kind, body []byte) error {
	for a.send(k, body) == nil { // the stream has a deadline
	}
	return nil
}
