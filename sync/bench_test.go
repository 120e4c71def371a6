package sync_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
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

// Each benchmark here measures Moot and the bare network in turn, round by round, so that whatever else the machine does
// falls on both alike. BENCHMARKS.md has the figures.
const catchUpRounds = 7

// BenchmarkCatchUp is a new member's first exchange, from dialling to all of it being there and on disk, against the
// same bytes through a bare stream into a file, from dialling to the answer that the file is synced.
func BenchmarkCatchUp(b *testing.B) {
	for _, c := range []struct {
		name  string
		write func(*testing.B) *village
	}{{"group", villageLife}, {"texts", longTexts}} {
		b.Run(c.name, func(b *testing.B) {
			v := c.write(b)
			raw, entries, signatures := wire(b, v)
			na := quiet(b, v.hub())
			defer na.Close()
			ticket := v.invite(b, na.Addrs())
			var moot, bare []time.Duration
			for b.Loop() {
				for range catchUpRounds {
					bare = append(bare, streamBare(b, raw))
					moot = append(moot, catchUp(b, v, ticket))
				}
			}
			m, s := at(moot, 50), at(bare, 50)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(entries), "entries")
			b.ReportMetric(float64(signatures), "signatures")
			b.ReportMetric(float64(len(raw)), "bytes")
			b.ReportMetric(float64(entries)/m.Seconds(), "entries/s")
			b.ReportMetric(float64(len(raw))/1e6/m.Seconds(), "MB/s")
			b.ReportMetric(float64(len(raw))/1e6/s.Seconds(), "bare-MB/s")
			b.ReportMetric(s.Seconds()/m.Seconds(), "of-bare")
		})
	}
}

// at gives a percentile.
func at(d []time.Duration, percent int) time.Duration {
	d = slices.Clone(d)
	slices.Sort(d)
	return d[len(d)*percent/100]
}

// catchUp times one newcomer.
func catchUp(b *testing.B, v *village, t forum.Ticket) time.Duration {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s := must[*store.Store](b)(store.Open(b.TempDir(), store.Options{}))
	must[store.Me](b)(s.CreateMe(ctx, "Newcomer"))
	n := quiet(b, s)
	start := time.Now()
	must[forum.Standing](b)(n.Join(ctx, t))
	took := time.Since(start)
	for c, h := range v.hub().Heights(v.group) {
		if s.Heights(v.group)[c].Seq < h.Seq {
			b.Fatalf("%v has only come to %d of %d", c, s.Heights(v.group)[c].Seq, h.Seq)
		}
	}
	if err := n.Close(); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return took
}

// quiet starts a node that logs nothing; the caller closes it.
func quiet(b *testing.B, s *store.Store, peers ...string) *peersync.Node {
	return must[*peersync.Node](b)(peersync.Start(context.Background(), s, peersync.Config{
		Listen: []string{"/ip4/127.0.0.1/tcp/0"}, Peers: peers, Log: slog.New(slog.DiscardHandler),
	}))
}

// streamBare times the same bytes over one stream of hosts like those of nodes, into a file with an fsync at the end.
func streamBare(b *testing.B, raw []byte) time.Duration {
	file := filepath.Join(b.TempDir(), "stream")
	from, to := pair(b, func(st network.Stream) { saveAll(b, st, file) })
	defer from.Close()
	defer to.Close()
	start := time.Now()
	st := dial(b, from, to)
	must[int64](b)(io.Copy(st, bytes.NewReader(raw)))
	if err := st.CloseWrite(); err != nil {
		b.Fatal(err)
	}
	must[int](b)(io.ReadFull(st, make([]byte, 1)))
	return time.Since(start)
}

func saveAll(b *testing.B, st network.Stream, file string) {
	f, err := os.Create(file)
	if err == nil {
		_, err = io.Copy(f, st)
	}
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		_, err = st.Write([]byte{1})
	}
	if err != nil {
		b.Error(err)
		_ = st.Reset() // the sender fails too
		return
	}
	f.Close()
	st.Close()
}

const benchProtocol = "/moot-bench/1"

// pair makes two bare hosts like those of nodes, not connected yet.
func pair(b *testing.B, handle func(network.Stream)) (from, to host.Host) {
	b.Helper()
	hosts := make([]host.Host, 2)
	for i := range hosts {
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			b.Fatal(err)
		}
		hosts[i] = must[host.Host](b)(peersync.NewHost(key))
	}
	hosts[1].SetStreamHandler(benchProtocol, handle)
	return hosts[0], hosts[1]
}

func dial(b *testing.B, from, to host.Host) network.Stream {
	b.Helper()
	ctx := context.Background()
	if err := from.Connect(ctx, peer.AddrInfo{ID: to.ID(), Addrs: to.Addrs()}); err != nil {
		b.Fatal(err)
	}
	return must[network.Stream](b)(from.NewStream(ctx, to.ID(), benchProtocol))
}

// wire gives the entries of a group as bytes, what the bare side streams, and how many signatures are among them.
func wire(b *testing.B, v *village) (raw []byte, entries, signatures int) {
	b.Helper()
	must[uint64](b)(v.hub().Tail(context.Background(), v.group, nil, 0, func(window []forum.Entry) error {
		for i := range window {
			raw = append(raw, must[[]byte](b)(window[i].Encode())...)
			if window[i].Sig != nil {
				signatures++
			}
		}
		entries += len(window)
		return nil
	}))
	return raw, entries, signatures
}

const liveRounds = 200

// BenchmarkLive is one person's edit until another's screen can show it, both serving: EditText here to Text there,
// through the hints. Against it a bare stream: the author's fsync, 400 bytes, the reader's fsync, and an answer.
func BenchmarkLive(b *testing.B) {
	v := newVillage(b, 2)
	ann, bob := v.members[0], v.members[1]
	id := must[forum.ID](b)(ann.NewProposal(context.Background(), v.group, forum.NewProposal{Title: "Lamp"}, "Mend the lamp."))
	na := quiet(b, ann)
	defer na.Close()
	nb := quiet(b, bob, na.Addrs()...)
	defer nb.Close()
	until(b, "the first words", nb, equal(b, v.group, ann, bob))
	ping := pinger(b)
	var moot, bare []time.Duration
	text := "Mend the lamp."
	for b.Loop() {
		for i := range liveRounds {
			bare = append(bare, ping())
			was := text
			text += fmt.Sprintf(" And number %d.", i)
			if len(text) > 2000 {
				text = "Mend the lamp."
			}
			moot = append(moot, edit(b, v, id, was, text))
		}
	}
	b.ReportMetric(0, "ns/op")
	for _, p := range []int{50, 99} {
		m, s := at(moot, p), at(bare, p)
		b.ReportMetric(m.Seconds()*1e3, fmt.Sprintf("p%d-ms", p))
		b.ReportMetric(s.Seconds()*1e3, fmt.Sprintf("bare-p%d-ms", p))
		b.ReportMetric(s.Seconds()/m.Seconds(), fmt.Sprintf("p%d-of-bare", p))
	}
}

// edit times one edit from the first member's screen to the second's.
func edit(b *testing.B, v *village, id forum.ID, was, now string) time.Duration {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	from, to := v.members[0], v.members[1]
	hints, stop := to.Watch()
	defer stop()
	start := time.Now()
	must[string](b)(from.EditText(ctx, v.group, id, was, now))
	for must[string](b)(to.Text(ctx, v.group, id)) != now {
		select {
		case <-hints:
		case <-ctx.Done():
			b.Fatal("the edit never came")
		}
	}
	return time.Since(start)
}

// pinger connects two bare hosts and gives a function that times one message each way, synced to disk at both ends.
func pinger(b *testing.B) func() time.Duration {
	const size = 400 // about an edit's entry
	keep := func(f *os.File, msg []byte) {
		must[int](b)(f.Write(msg))
		if err := f.Sync(); err != nil {
			b.Error(err)
		}
	}
	file := func(name string) *os.File {
		f := must[*os.File](b)(os.Create(filepath.Join(b.TempDir(), name)))
		b.Cleanup(func() { f.Close() })
		return f
	}
	here, there := file("here"), file("there")
	from, to := pair(b, func(st network.Stream) {
		msg := make([]byte, size)
		for {
			if _, err := io.ReadFull(st, msg); err != nil {
				return
			}
			keep(there, msg)
			if _, err := st.Write(msg); err != nil {
				return
			}
		}
	})
	b.Cleanup(func() { from.Close(); to.Close() })
	st := dial(b, from, to)
	msg := make([]byte, size)
	return func() time.Duration {
		start := time.Now()
		keep(here, msg)
		must[int](b)(st.Write(msg))
		must[int](b)(io.ReadFull(st, msg))
		return time.Since(start)
	}
}

// village is a group of several members' devices, brought up to date with each other through the first one's, without
// a network.
type village struct {
	group   forum.ID
	members []*store.Store
	seen    []uint64 // how much of the hub's log each member has been given
	given   []uint64 // how much of each member's log the hub has been given
}

func (v *village) hub() *store.Store { return v.members[0] }

func newVillage(b *testing.B, n int) *village {
	b.Helper()
	ctx := context.Background()
	v := &village{members: []*store.Store{device(b, "Ann")}, seen: make([]uint64, n), given: make([]uint64, n)}
	v.group = must[forum.ID](b)(v.hub().CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	t := v.invite(b, nil)
	for i := range n - 1 {
		s := device(b, fmt.Sprintf("Neighbour %d", i+1))
		if err := s.BeginJoin(ctx, t); err != nil {
			b.Fatal(err)
		}
		must[forum.Standing](b)(v.hub().Admit(ctx, v.group, must[forum.Ask](b)(s.Ask(ctx, t))))
		v.members = append(v.members, s)
	}
	v.swap(b)
	return v
}

func (v *village) invite(b *testing.B, addrs []string) forum.Ticket {
	text := must[string](b)(v.hub().Invite(context.Background(), v.group, store.InviteTerms{Uses: 1000}, addrs))
	return must[forum.Ticket](b)(forum.ParseTicket(text))
}

// swap brings everybody up to date.
func (v *village) swap(b *testing.B) {
	b.Helper()
	for i, m := range v.members[1:] {
		v.given[i+1] = hand(b, v.group, m, v.hub(), v.given[i+1])
	}
	for i, m := range v.members[1:] {
		v.seen[i+1] = hand(b, v.group, v.hub(), m, v.seen[i+1])
	}
}

// hand gives one store what another took in since a log position.
func hand(b *testing.B, g forum.ID, from, to *store.Store, after uint64) uint64 {
	b.Helper()
	have := map[forum.Chain]uint64{}
	for c, h := range to.Heights(g) {
		have[c] = h.Seq
	}
	var all []forum.Entry
	reached := must[uint64](b)(from.Tail(context.Background(), g, have, after, func(window []forum.Entry) error {
		for i := range window { // a copy of its own, as if it had come over a wire
			all = append(all, must[forum.Entry](b)(forum.DecodeEntry(must[[]byte](b)(window[i].Encode()))))
		}
		return nil
	}))
	if r := must[forum.Report](b)(to.Apply(context.Background(), g, "bench", all)); r.Refused > 0 || len(r.Gaps) > 0 {
		b.Fatal(r)
	}
	return reached
}

const (
	people    = 5
	meets     = 100 // times the five swap what each has written
	proposals = 2   // each writes between
)

// villageLife is a group of five who meet a hundred times. Between, each writes two proposals, comments on two of
// others', and votes on one: 1,000 proposals in all, and the co-op's minutes where they are at hand.
func villageLife(b *testing.B) *village {
	ctx := context.Background()
	v := newVillage(b, people)
	body := strings.Repeat("The lamp by the bins is out and people trip. ", 8)
	for meet := range meets {
		var new []forum.ID
		for i, m := range v.members {
			for k := range proposals {
				title := fmt.Sprintf("Mend lamp %d", (meet*people+i)*proposals+k)
				new = append(new, must[forum.ID](b)(m.NewProposal(ctx, v.group, forum.NewProposal{Title: title, Cost: 4500}, body)))
			}
		}
		must[forum.ID](b)(v.hub().OpenVote(ctx, v.group, new[0], time.Time{}, 0))
		v.swap(b)
		for i, m := range v.members {
			must[forum.ID](b)(m.Cast(ctx, v.group, new[0], forum.Yes, "It is dark there."))
			for k := range proposals {
				must[forum.ID](b)(m.Comment(ctx, v.group, new[(i*proposals+k+3)%len(new)], "Yes please, it is dark there.", forum.ID{}))
			}
		}
		v.swap(b)
	}
	importMinutes(b, v)
	return v
}

// importMinutes takes the co-op's minutes in as `moot import minutes` does.
func importMinutes(b *testing.B, v *village) {
	files, err := filepath.Glob("../../shared/data/minutes/*.md")
	if err != nil {
		b.Fatal(err)
	}
	if len(files) == 0 {
		b.Log("the co-op's minutes are not here (../shared/data/minutes): this group has none")
	}
	ctx := context.Background()
	for _, file := range files {
		m, _ := forum.ParseMinutes(filepath.Base(file), string(must[[]byte](b)(os.ReadFile(file))))
		var titles []string
		for _, item := range m.Items {
			titles = append(titles, item.Title)
		}
		id := must[forum.ID](b)(v.hub().NewMeeting(ctx, v.group, forum.NewMeeting{Title: m.Title, At: m.At(time.UTC), Place: m.Place}, titles))
		page := must[store.MeetingPage](b)(v.hub().Meeting(ctx, v.group, id))
		for i, item := range page.Agenda {
			must[string](b)(v.hub().EditText(ctx, v.group, item.ID, "", m.Items[i].Text))
		}
	}
}

// longTexts is a group with few things to say and much to say about each: 20 pages of 40,000 letters.
func longTexts(b *testing.B) *village {
	v := newVillage(b, 1)
	var page strings.Builder
	for i := 0; page.Len() < 40_000; i++ {
		fmt.Fprintf(&page, "Paragraph %d says that the lamp by the bins is out. ", i)
	}
	for i := range 20 {
		must[forum.ID](b)(v.hub().NewProposal(context.Background(), v.group, forum.NewProposal{Title: fmt.Sprintf("Page %d", i)}, page.String()))
	}
	return v
}
