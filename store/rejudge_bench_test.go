package store

import (
	"fmt"
	"testing"

	"moot/store/forum"
)

// wroteMuch gives somebody who wrote in ten proposals, one entry in ten a change of their words.
func wroteMuch(b *testing.B, ann *Store, g forum.ID, entries int) *Store {
	s := device(b, fmt.Sprintf("Writer of %d", entries))
	join(b, ann, s, g)
	var on []forum.ID
	for i := range 10 {
		on = append(on, must[forum.ID](b)(ann.NewProposal(ctx, g, forum.NewProposal{Title: fmt.Sprintf("Bench %d", i)}, "A bench.")))
	}
	give(b, ann, s, g)
	for i := range entries {
		p := on[i%10]
		if i/10%10 == i%10 {
			was := must[string](b)(s.Text(ctx, g, p))
			must[string](b)(s.EditText(ctx, g, p, was, was+" And one more."))
			continue
		}
		must[forum.ID](b)(s.Comment(ctx, g, p, "We have sat here for years.", forum.ID{}))
	}
	give(b, s, ann, g)
	return s
}

// BenchmarkLateRemoval is a removal that reaches back, and the re-admission that undoes it, in groups of several sizes: what
// it costs should follow from what the removed person wrote, not from the size of the group.
func BenchmarkLateRemoval(top *testing.B) {
	wrote := []int{10, 100, 1000}
	for _, size := range []int{1_000, 10_000, 100_000} {
		var ann *Store
		var g forum.ID
		who := map[int]*Store{}
		for _, n := range wrote {
			top.Run(fmt.Sprintf("group=%d/after-pin=%d", size, n), func(b *testing.B) {
				if ann == nil {
					ann = must[*Store](top)(Open(top.TempDir(), Options{}))
					must[Me](b)(ann.CreateMe(ctx, "Ann"))
					g = must[forum.ID](b)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
					for _, n := range wrote {
						who[n] = wroteMuch(top, ann, g, n)
					}
					fillTo(b, ann, g, size)
				}
				lateRemoval(b, ann, g, who[n])
			})
		}
		if ann != nil {
			top.Run(fmt.Sprintf("group=%d/all-made-again", size), func(b *testing.B) {
				grp := must[*group](b)(ann.group(g))
				for b.Loop() {
					ann.gate.Lock()
					err := ann.rebuild(grp)
					ann.gate.Unlock()
					ok(b, err)
				}
				b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N), "ms/op")
				b.ReportMetric(0, "ns/op")
			})
			ok(top, ann.Close())
		}
	}
}

// fillTo writes proposals, words and comments until a group has that many entries.
func fillTo(b *testing.B, s *Store, g forum.ID, entries int) {
	if have := must[GroupCard](b)(s.Group(ctx, g)).Entries; have < entries {
		fill(b, s, g, (entries-have)/3)
	}
}

func lateRemoval(b *testing.B, ann *Store, g forum.ID, bob *Store) {
	me, _ := bob.Me()
	ticket := must[forum.Ticket](b)(forum.ParseTicket(must[string](b)(ann.Invite(ctx, g, InviteTerms{Uses: 1000}, nil))))
	ask := must[forum.Ask](b)(bob.Ask(ctx, ticket))
	for b.Loop() { // a removal that pins nothing: all of it goes
		must[forum.ID](b)(ann.act(ctx, g, forum.ID{}, forum.KindRemove, forum.Remove{Person: me.Person}))
		b.StopTimer()
		must[forum.Standing](b)(ann.Admit(ctx, g, ask))
		ok(b, ann.Approve(ctx, g, me.Person))
		b.StartTimer()
	}
	b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N), "ms/op")
	b.ReportMetric(0, "ns/op")
}
