package store

import (
	"testing"

	"moot/store/forum"
)

// BenchmarkVerify is `moot verify` of a group of 30,000 entries in 10,000 proposals: the chains from their bytes on the
// disk, with the index and the changes in them; and every text, opened from what is stored of it.
func BenchmarkVerify(b *testing.B) {
	s := device(b, "Ann")
	id := must[forum.ID](b)(s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	fill(b, s, id, manyProposals)
	g := must[*group](b)(s.group(id))
	for name, part := range map[string]func(*verifier) error{
		"chains": func(v *verifier) error { return v.chains(ctx) },
		"texts":  func(v *verifier) error { return v.documents(ctx) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				v := &verifier{s: s, g: g}
				ok(b, part(v))
				if len(v.report.Problems) > 0 {
					b.Fatal(v.report.Problems)
				}
			}
			b.ReportMetric(float64(b.N*g.meta.Kept)/b.Elapsed().Seconds(), "entries/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}
