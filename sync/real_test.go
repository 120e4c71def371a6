package sync_test

import (
	"context"
	"fmt"
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
