package store

import (
	"fmt"
	"strings"
	"testing"

	"moot/store/forum"
)

// fill makes n proposals with wording and a comment each.
func fill(t testing.TB, s *Store, g forum.ID, n int) {
	t.Helper()
	body := strings.Repeat("The lamp by the bins is out and people trip. ", 8)
	for i := range n {
		p := must[forum.ID](t)(s.NewProposal(ctx, g, forum.NewProposal{Title: fmt.Sprintf("Mend lamp %d", i)}, body))
		must[forum.ID](t)(s.Comment(ctx, g, p, "Yes please, it is dark there.", forum.ID{}))
	}
}

// BenchmarkGate is catching up from nothing without a network: what the gate alone can do.
func BenchmarkGate(b *testing.B) {
	ann := device(b, "Ann")
	g := must[forum.ID](b)(ann.CreateGroup(ctx, "Elm Row", ""))
	fill(b, ann, g, 1000)
	var all []forum.Entry
	for b.Loop() {
		b.StopTimer()
		bob := device(b, "Bob")
		ok(b, bob.BeginJoin(ctx, must[forum.Ticket](b)(forum.ParseTicket(must[string](b)(ann.Invite(ctx, g, InviteTerms{}, nil))))))
		all = nil
		must[uint64](b)(ann.Tail(ctx, g, nil, 0, func(run []forum.Entry) error { all = append(all, reread(b, run)...); return nil }))
		b.StartTimer()
		if r := must[forum.Report](b)(bob.Apply(ctx, g, "bench", all)); r.New != len(all) {
			b.Fatal(r)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(all)), "µs/entry")
}
