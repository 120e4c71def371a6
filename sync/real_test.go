package sync_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"moot/store"
	"moot/store/forum"
	peersync "moot/sync"
)

// The real store must do everything that sync asks of a store.
var _ peersync.Store = (*store.Store)(nil)

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func device(t testing.TB, name string) *store.Store {
	t.Helper()
	s := must[*store.Store](t)(store.Open(t.TempDir(), store.Options{}))
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	must[store.Me](t)(s.CreateMe(context.Background(), name))
	return s
}

func node(t testing.TB, s *store.Store, peers ...string) *peersync.Node {
	t.Helper()
	n := must[*peersync.Node](t)(peersync.Start(context.Background(), s, peersync.Config{
		Listen: []string{"/ip4/127.0.0.1/tcp/0"}, Peers: peers,
	}))
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

func equal(t testing.TB, g forum.ID, a, b *store.Store) func() bool {
	return func() bool {
		t.Helper()
		return must[forum.ID](t)(a.Digest(context.Background(), g)) == must[forum.ID](t)(b.Digest(context.Background(), g))
	}
}

func until(t testing.TB, what string, n *peersync.Node, ok func() bool) {
	t.Helper()
	hints, cancel := n.Watch()
	defer cancel()
	limit := time.NewTimer(30 * time.Second)
	defer limit.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-hints:
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("never came: %s; %+v", what, n.Status())
		}
	}
}

// Three devices with the real store: the second joins through the first, the third through the second while the first
// is off, and in the end all three show the same.
func TestThreeDevices(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	a, b, c := device(t, "Ann"), device(t, "Bob"), device(t, "Cat")
	g := must[forum.ID](t)(a.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	for i := range 30 {
		p := must[forum.ID](t)(a.NewProposal(ctx, g, forum.NewProposal{Title: fmt.Sprintf("Lamp %d", i)}, "Mend the lamp."))
		must[forum.ID](t)(a.Comment(ctx, g, p, "Yes please.", forum.ID{}))
	}
	na := node(t, a)
	ticket := must[forum.Ticket](t)(forum.ParseTicket(must[string](t)(a.Invite(ctx, g, store.InviteTerms{Uses: 5}, na.Addrs()))))
	nb := node(t, b)
	if st := must[forum.Standing](t)(nb.Join(ctx, ticket)); st != forum.StandingMember {
		t.Fatal(st)
	}
	until(t, "a and b alike", nb, equal(t, g, a, b))
	if err := na.Close(); err != nil {
		t.Fatal(err)
	}
	nc := node(t, c, nb.Addrs()...)
	if st := must[forum.Standing](t)(nc.Join(ctx, ticket)); st != forum.StandingMember {
		t.Fatal(st)
	}
	must[forum.ID](t)(c.NewProposal(ctx, g, forum.NewProposal{Title: "From Cat"}, "Hello."))
	until(t, "b and c alike", nc, equal(t, g, b, c))
	if err := nb.Close(); err != nil {
		t.Fatal(err)
	}
	na = node(t, a, nc.Addrs()...)
	until(t, "a and c alike", na, equal(t, g, a, c))
	until(t, "nothing of c's unshared", na, func() bool { return c.Unshared(g) == 0 })
}

// Two people who take turns, at such length that what one signature covers is spread over several frames: whoever catches
// up hands it on in turn, over the network and in a file.
func TestTurnsAcrossFrames(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute) // for all its 160 turns
	defer cancel()
	a, b, c, d := device(t, "Ann"), device(t, "Bob"), device(t, "Cat"), device(t, "Dan")
	g := must[forum.ID](t)(a.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	na := node(t, a)
	ticket := must[forum.Ticket](t)(forum.ParseTicket(must[string](t)(a.Invite(ctx, g, store.InviteTerms{Uses: 5}, na.Addrs()))))
	nb := node(t, b)
	must[forum.Standing](t)(nb.Join(ctx, ticket))
	p := must[forum.ID](t)(a.NewProposal(ctx, g, forum.NewProposal{Title: "Lamp"}, "Mend the lamp."))
	said := forum.ID{}
	for i := range 160 {
		until(t, "each knows what the other said", na, equal(t, g, a, b))
		s := []*store.Store{a, b}[i%2]
		said = must[forum.ID](t)(s.Comment(ctx, g, p, strings.Repeat(fmt.Sprintf("And so on, %d. ", i), 1000), said))
	}
	until(t, "a and b alike", na, equal(t, g, a, b))
	nc := node(t, c)
	must[forum.Standing](t)(nc.Join(ctx, ticket))
	until(t, "c like a", nc, equal(t, g, a, c))
	signatures := 0
	must[uint64](t)(c.Tail(ctx, g, nil, 0, func(window []forum.Entry) error {
		for i := range window {
			if window[i].Lane == forum.ContentLane && window[i].Sig != nil {
				signatures++
			}
		}
		return nil
	}))
	if signatures > 40 {
		t.Errorf("%d signatures are left for 162 entries of two people", signatures)
	}
	var file bytes.Buffer
	entries, _, err := peersync.WriteBundle(ctx, c, g, &file, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.BeginJoin(ctx, ticket); err != nil {
		t.Fatal(err)
	}
	_, r, err := peersync.ReadBundle(ctx, d, bytes.NewReader(file.Bytes()))
	if err != nil || r.New != entries || r.Refused > 0 || r.Waiting > 0 {
		t.Errorf("by a file, %d entries: %+v, %v", entries, r, err)
	}
	until(t, "d like a", na, equal(t, g, a, d))
}
