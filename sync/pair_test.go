package sync

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store"
	"moot/store/forum"
	"moot/store/saying"
)

// disk opens a real store in a fresh home; with no name nobody is set up in it.
func disk(t testing.TB, name string) *store.Store {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if name == "" {
		return s
	}
	if _, err := s.CreateMe(context.Background(), name); err != nil {
		t.Fatal(err)
	}
	return s
}

// offering is Ann's old device with a group and a code out.
func offering(t *testing.T) (ann *store.Store, g forum.ID, n *Node, o *LinkOffer) {
	t.Helper()
	ann = disk(t, "Ann")
	g, err := ann.CreateGroup(context.Background(), forum.Charter{Name: "Elm Row"})
	if err != nil {
		t.Fatal(err)
	}
	n = start(t, ann, Config{})
	if o, err = n.OfferLink(context.Background()); err != nil {
		t.Fatal(err)
	}
	return ann, g, n, o
}

func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// voided expects the code to be void for a reason.
func voided(t testing.TB, o *LinkOffer, want error) {
	t.Helper()
	if _, err := o.Wait(within(t)); !errors.Is(err, want) {
		t.Errorf("the code ended with %v, want %v", err, want)
	}
}

// nobody expects that nothing of the person has come over.
func nobody(t testing.TB, s *store.Store) {
	t.Helper()
	if me, ok := s.Me(); ok {
		t.Errorf("the device became %s's", me.Name)
	}
}

func TestLinkMakesTheDeviceTheirs(t *testing.T) {
	ann, g, n, o := offering(t)
	fresh := disk(t, "")
	nf := start(t, fresh, Config{})
	got, err := nf.Link(within(t), o.Code)
	if err != nil {
		t.Fatal(err)
	}
	told, err := o.Wait(within(t))
	if err != nil || told.Device != fresh.Identity() || len(told.Groups) != 1 || told.Groups[0] != got.Groups[0] {
		t.Errorf("the old device was told %+v, %v; the new %+v", told, err, got)
	}
	was, _ := ann.Me()
	me, ok := fresh.Me()
	if !ok || me.Person != was.Person || me.Device == was.Device {
		t.Errorf("linked as %+v, the old is %+v", me, was)
	}
	if len(got.Groups) != 1 || got.Groups[0].Group != g || got.Groups[0].Standing != forum.StandingMember {
		t.Fatalf("groups %+v", got.Groups)
	}
	until(t, "the group on the new device", nf, func() bool { return equalDigest(t, g, ann, fresh) })
	_ = n
}

func equalDigest(t testing.TB, g forum.ID, a, b *store.Store) bool {
	x, err := a.Digest(context.Background(), g)
	if err != nil {
		t.Fatal(err)
	}
	y, err := b.Digest(context.Background(), g)
	return err == nil && x == y
}

// A stranger who reaches the old device while a code is out has one guess, and it costs the code.
func TestLinkWrongSeed(t *testing.T) {
	_, _, _, o := offering(t)
	code := o.Code
	code.Seed = bytes.Repeat([]byte{1}, forum.SecretSize)
	sam := disk(t, "")
	if _, err := start(t, sam, Config{}).Link(within(t), code); !errors.Is(err, ErrLinkCode) {
		t.Errorf("a wrong seed: %v", err)
	}
	nobody(t, sam)
	voided(t, o, ErrLinkGuessed)
	honest := disk(t, "")
	if _, err := start(t, honest, Config{}).Link(within(t), o.Code); !errors.Is(err, ErrLinkCode) {
		t.Errorf("after a wrong guess the code is still good: %v", err)
	}
	nobody(t, honest)
}

// A code is good for one device: who comes second gets nothing, though they know it.
func TestLinkSecondUser(t *testing.T) {
	_, _, _, o := offering(t)
	first, second := disk(t, ""), disk(t, "")
	if _, err := start(t, first, Config{}).Link(within(t), o.Code); err != nil {
		t.Fatal(err)
	}
	if _, err := start(t, second, Config{}).Link(within(t), o.Code); !errors.Is(err, ErrLinkCode) {
		t.Errorf("a used code: %v", err)
	}
	nobody(t, second)
}

func TestLinkExpired(t *testing.T) {
	_, _, n, o := offering(t)
	n.mu.Lock()
	o.Code.Expires = time.Now().Add(-time.Second).UnixMilli()
	n.mu.Unlock()
	s := disk(t, "")
	if _, err := start(t, s, Config{}).Link(within(t), o.Code); !errors.Is(err, ErrLinkCode) {
		t.Errorf("a code past its time: %v", err)
	}
	nobody(t, s)
	voided(t, o, ErrLinkExpired)
}

func TestLinkCodeReplacedOrClosed(t *testing.T) {
	_, _, n, o := offering(t)
	next, err := n.OfferLink(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	voided(t, o, ErrLinkReplaced)
	next.Close()
	s := disk(t, "")
	for _, old := range []*LinkOffer{o, next} {
		if _, err := start(t, s, Config{}).Link(within(t), old.Code); !errors.Is(err, ErrLinkCode) {
			t.Errorf("a void code: %v", err)
		}
	}
	nobody(t, s)
}

func TestLinkOldDeviceOff(t *testing.T) {
	_, _, n, o := offering(t)
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	voided(t, o, ErrLinkBroken)
	s := disk(t, "")
	if _, err := start(t, s, Config{}).Link(within(t), o.Code); !errors.Is(err, ErrLinkUnreached) {
		t.Errorf("nobody there: %v", err)
	}
	nobody(t, s)
}

func TestLinkOnSomebodyElsesDevice(t *testing.T) {
	_, _, _, o := offering(t)
	bob := disk(t, "Bob")
	_, err := start(t, bob, Config{}).Link(within(t), o.Code)
	var no *store.RefusedError
	if !errors.As(err, &no) {
		t.Errorf("Bob's device: %v", err)
	}
	if me, _ := bob.Me(); me.Name != "Bob" {
		t.Errorf("Bob is now %s", me.Name)
	}
	voided(t, o, ErrLinkBroken)
}

// pairStream opens a linking stream to a node from a host of the test's own.
func pairStream(t *testing.T, n *Node) (*neighbourHost, network.Stream) {
	t.Helper()
	h, err := newHost(newKey(t), []string{"/ip4/127.0.0.1/tcp/0"}, &gater{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	if err := h.Connect(within(t), peer.AddrInfo{ID: n.host.ID(), Addrs: n.host.Addrs()}); err != nil {
		t.Fatal(err)
	}
	st, err := h.NewStream(within(t), n.host.ID(), pairProtocol)
	if err != nil {
		t.Fatal(err)
	}
	return h, st
}

// What was said in one linking proves nothing in another, even from the same identity: here the first one was cut before
// it reached the old device, and its bytes come again.
func TestLinkReplay(t *testing.T) {
	_, _, n, o := offering(t)
	h, st := pairStream(t, n)
	var sent bytes.Buffer
	p := &pair{greeting: &greeting{opener: h.ID(), answerer: n.host.ID()}, st: st, mine: true}
	tee := struct {
		io.Reader
		io.Writer
	}{st, io.MultiWriter(st, &sent)}
	if err := p.swapHello(tee, true); err != nil {
		t.Fatal(err)
	}
	if err := writeFrame(&sent, kindProof, p.proof(o.Code.Seed, true)); err != nil {
		t.Fatal(err)
	}
	if err := st.Reset(); err != nil {
		t.Fatal(err)
	}
	st, err := h.NewStream(within(t), n.host.ID(), pairProtocol)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Write(sent.Bytes()); err != nil {
		t.Fatal(err)
	}
	var last kind
	for {
		k, _, err := readFrame(st)
		if err != nil {
			break
		}
		if last = k; k == kindProof || k == kindPack {
			t.Fatal("a replayed proof was taken")
		}
	}
	if last != kindBye {
		t.Errorf("the last word was %d", last)
	}
	voided(t, o, ErrLinkGuessed)
}

// Whoever answers in the old device's place without the seed gives the new device nothing that it takes.
func TestLinkToAnImpostor(t *testing.T) {
	code := forum.LinkCode{Seed: bytes.Repeat([]byte{3}, forum.SecretSize)}
	h, err := newHost(newKey(t), []string{"/ip4/127.0.0.1/tcp/0"}, &gater{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	ann := disk(t, "Ann")
	pack, err := ann.Package(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	h.SetStreamHandler(pairProtocol, func(st network.Stream) {
		p := &pair{greeting: &greeting{opener: st.Conn().RemotePeer(), answerer: h.ID()}, st: st}
		if p.swapHello(st, false) != nil {
			return
		}
		theirs, err := p.want(kindProof)
		if err != nil {
			return
		}
		// It reflects the proof it got, which is the best it can do.
		if p.send(kindProof, theirs) == nil {
			_ = p.sendPack(pack)
		}
	})
	code.Addrs = fullAddrs(h)
	s := disk(t, "")
	if _, err := start(t, s, Config{}).Link(within(t), code); !errors.Is(err, ErrLinkStranger) {
		t.Errorf("an impostor: %v", err)
	}
	nobody(t, s)
}

// An interruption at each step leaves something that a new code finishes.
func TestLinkInterrupted(t *testing.T) {
	for _, c := range []struct {
		name  string
		after kind // the old device hears nothing after this frame of the new one's
	}{{"before the package", kindProof}, {"before the groups", kindAsk}} {
		t.Run(c.name, func(t *testing.T) {
			ann, g, n, o := offering(t)
			fresh := disk(t, "")
			nf := start(t, fresh, Config{})
			h, st := pairStream(t, n)
			p := &pair{greeting: &greeting{opener: h.ID(), answerer: n.host.ID()}, st: st, mine: true}
			if err := p.swapHello(st, true); err != nil {
				t.Fatal(err)
			}
			if err := p.send(kindProof, p.proof(o.Code.Seed, true)); err != nil {
				t.Fatal(err)
			}
			if _, err := p.want(kindProof); err != nil {
				t.Fatal(err)
			}
			if c.after == kindAsk { // the package has come, and the power fails
				pack, err := p.readPack()
				if err != nil {
					t.Fatal(err)
				}
				if err := fresh.Adopt(context.Background(), pack); err != nil {
					t.Fatal(err)
				}
			}
			if err := st.Reset(); err != nil {
				t.Fatal(err)
			}
			voided(t, o, ErrLinkBroken)
			again, err := n.OfferLink(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			got, err := nf.Link(within(t), again.Code)
			if err != nil || len(got.Groups) != 1 || got.Groups[0].Standing != forum.StandingMember {
				t.Fatalf("%+v, %v", got, err)
			}
			until(t, "the group", nf, func() bool { return equalDigest(t, g, ann, fresh) })
		})
	}
}

// fixed is a stream whose other side has said all it will say.
type fixed struct{ io.Reader }

func (*fixed) Write(b []byte) (int, error)      { return len(b), nil }
func (*fixed) Close() error                     { return nil }
func (*fixed) CloseWrite() error                { return nil }
func (*fixed) Reset() error                     { return nil }
func (*fixed) SetDeadline(time.Time) error      { return nil }
func (*fixed) SetReadDeadline(time.Time) error  { return nil }
func (*fixed) SetWriteDeadline(time.Time) error { return nil }

// refuser is a store that lets nobody in.
type refuser struct{ *memStore }

func (refuser) Admit(context.Context, forum.ID, forum.Ask) (forum.Standing, error) {
	return forum.StandingNone, &forum.RefusedError{Reason: saying.New("No.")}
}

// FuzzLinkFrames: whatever comes after the proofs, the old device answers or ends, and never writes but through the store.
func FuzzLinkFrames(f *testing.F) {
	f.Add(append([]byte{byte(kindPack), 0, 0, 0, 2, 0, 9}, 1))
	f.Add([]byte{byte(kindPack), 0, 0, 0, 1, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		p := &pair{st: &fixed{Reader: bytes.NewReader(b)}}
		if pack, err := p.readPack(); err == nil && len(pack) > packMost {
			t.Error("more was taken than may be")
		}
		n := &Node{store: refuser{newMem(t, "Ann")}, log: slog.New(slog.DiscardHandler)}
		p = &pair{st: &fixed{Reader: bytes.NewReader(b)}}
		var out Linked
		if err := n.addDevice(context.Background(), p, &out); err == nil && !bytes.Contains(b, out.Device[:]) {
			t.Error("it ended well without a device")
		}
		if len(out.Groups) > pairsMost {
			t.Error("more groups were asked for than may be")
		}
	})
}
