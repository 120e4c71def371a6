package sync_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store"
	"moot/store/forum"
	peersync "moot/sync"
)

// filled is a store with n proposals, each with its wording and a comment, and an invite for many.
func filled(b *testing.B, n int) (*store.Store, forum.ID, func(addrs []string) forum.Ticket) {
	b.Helper()
	ctx := context.Background()
	s := device(b, "Ann")
	g := must[forum.ID](b)(s.CreateGroup(ctx, "Elm Row", ""))
	body := strings.Repeat("The lamp by the bins is out and people trip. ", 8)
	for i := range n {
		p := must[forum.ID](b)(s.NewProposal(ctx, g, forum.NewProposal{Title: fmt.Sprintf("Mend lamp %d", i)}, body))
		must[forum.ID](b)(s.Comment(ctx, g, p, "Yes please, it is dark there.", forum.ID{}))
	}
	return s, g, func(addrs []string) forum.Ticket {
		return must[forum.Ticket](b)(forum.ParseTicket(must[string](b)(s.Invite(ctx, g, store.InviteTerms{Uses: 1}, addrs))))
	}
}

// wire gives the entries of a group as the bytes that are streamed.
func wire(b *testing.B, s *store.Store, g forum.ID) (raw []byte, entries int) {
	b.Helper()
	must[uint64](b)(s.Tail(context.Background(), g, nil, 0, func(run []forum.Entry) error {
		for i := range run {
			raw = append(raw, must[[]byte](b)(run[i].Encode())...)
		}
		entries += len(run)
		return nil
	}))
	return raw, entries
}

const proposals = 1000

// BenchmarkCatchUp is a new member's first exchange: from the join to everything being there and on disk.
func BenchmarkCatchUp(b *testing.B) {
	ann, g, invite := filled(b, proposals)
	raw, entries := wire(b, ann, g)
	na := node(b, ann)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		b.StopTimer()
		bob := device(b, "Bob")
		nb := node(b, bob)
		t := invite(na.Addrs())
		b.StartTimer()
		must[forum.Standing](b)(nb.Join(context.Background(), t))
		b.StopTimer()
		if err := nb.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(entries)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

// pair connects two bare hosts like those of nodes.
func pair(b *testing.B, handle func(network.Stream)) (host.Host, peer.ID) {
	b.Helper()
	hosts := make([]host.Host, 2)
	for i := range hosts {
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			b.Fatal(err)
		}
		hosts[i] = must[host.Host](b)(peersync.NewHost(key))
		b.Cleanup(func() { hosts[i].Close() })
	}
	hosts[1].SetStreamHandler("/bench/1", handle)
	if err := hosts[0].Connect(context.Background(), peer.AddrInfo{ID: hosts[1].ID(), Addrs: hosts[1].Addrs()}); err != nil {
		b.Fatal(err)
	}
	return hosts[0], hosts[1].ID()
}

// BenchmarkBareStream sends the same bytes over a bare libp2p stream into a file, with an fsync at the end.
func BenchmarkBareStream(b *testing.B) {
	ann, g, _ := filled(b, proposals)
	raw, entries := wire(b, ann, g)
	path := filepath.Join(b.TempDir(), "stream")
	from, to := pair(b, func(st network.Stream) {
		f, err := os.Create(path)
		if err == nil {
			_, err = io.Copy(f, st)
		}
		if err == nil {
			err = f.Sync()
		}
		if err != nil {
			st.Reset()
			return
		}
		f.Close()
		st.Write([]byte{1})
		st.Close()
	})
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		st := must[network.Stream](b)(from.NewStream(context.Background(), to, "/bench/1"))
		must[int64](b)(io.Copy(st, bytes.NewReader(raw)))
		if err := st.CloseWrite(); err != nil {
			b.Fatal(err)
		}
		must[int](b)(io.ReadFull(st, make([]byte, 1)))
	}
	b.ReportMetric(float64(entries)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkLive is one person's comment to another's store and back, both serving: a round trip.
func BenchmarkLive(b *testing.B) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	ann, g, invite := filled(b, 1)
	bob := device(b, "Bob")
	na, nb := node(b, ann), node(b, bob)
	must[forum.Standing](b)(nb.Join(ctx, invite(na.Addrs())))
	p := must[[]store.ProposalCard](b)(ann.Proposals(ctx, g, store.Filter{}))[0].ID
	say := func(from, to *store.Store) {
		hints, stop := to.Watch()
		defer stop()
		must[forum.ID](b)(from.Comment(ctx, g, p, "Yes.", forum.ID{}))
		me := forum.Chain{Device: from.Identity(), Lane: forum.ContentLane}
		for want := from.Heights(g)[me].Seq; to.Heights(g)[me].Seq < want; {
			select {
			case <-hints:
			case <-ctx.Done():
				b.Fatal("never came")
			}
		}
	}
	for b.Loop() {
		say(ann, bob)
		say(bob, ann)
	}
}

// BenchmarkBarePingPong is the same on a bare stream: 300 bytes each way, with an fsync at each end.
func BenchmarkBarePingPong(b *testing.B) {
	file := func() *os.File { return must[*os.File](b)(os.Create(filepath.Join(b.TempDir(), "f"))) }
	keep := func(f *os.File, st io.Reader) error {
		msg := make([]byte, 300)
		if _, err := io.ReadFull(st, msg); err != nil {
			return err
		}
		if _, err := f.Write(msg); err != nil {
			return err
		}
		return f.Sync()
	}
	there, here := file(), file()
	from, to := pair(b, func(st network.Stream) {
		for keep(there, st) == nil {
			if _, err := st.Write(make([]byte, 300)); err != nil {
				return
			}
		}
	})
	st := must[network.Stream](b)(from.NewStream(context.Background(), to, "/bench/1"))
	msg := make([]byte, 300)
	binary.BigEndian.PutUint64(msg, 1)
	for b.Loop() {
		must[int](b)(here.Write(msg)) // the author's own entry is synced before it is sent
		if err := here.Sync(); err != nil {
			b.Fatal(err)
		}
		must[int](b)(st.Write(msg))
		if err := keep(here, st); err != nil {
			b.Fatal(err)
		}
	}
}
