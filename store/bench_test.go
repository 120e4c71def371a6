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
	for b.Loop() {
		b.StopTimer()
		bob := device(b, "Bob")
		text := must[string](b)(ann.Invite(ctx, g, InviteTerms{}, nil))
		ok(b, bob.BeginJoin(ctx, must[forum.Ticket](b)(forum.ParseTicket(text))))
		var runs [][]forum.Entry
		n := 0
		must[uint64](b)(ann.Tail(ctx, g, nil, 0, func(run []forum.Entry) error { runs = append(runs, reread(b, run)); n += len(run); return nil }))
		b.StartTimer()
		var all []forum.Entry
		for _, r := range runs {
			all = append(all, r...)
		}
		r := must[forum.Report](b)(bob.Apply(ctx, g, "bench", all))
		if r.New != n {
			b.Fatal(r)
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	}
}
