package forum

import (
	"fmt"
	"slices"
	"testing"
)

// longHistory is a group of 100 with a chain of n acts, each after all before it.
func longHistory(tb testing.TB, n int) (group ID, acts []Act) {
	w := newTown(tb)
	h := NewHistory(w.group)
	heads := []ID{w.group}
	for i := 0; len(w.acts) < 200; i++ {
		tk := w.invite(w.founder, Offer{}, heads)
		heads = []ID{w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(tk, newNeighbour(fmt.Sprint("Neighbour ", i)), start)}, []ID{tk.Invite}).ID}
	}
	for len(w.acts) < n {
		heads = []ID{w.act(w.founder, KindRename, ID{}, &Rename{fmt.Sprint("Ann ", len(w.acts))}, heads).ID}
	}
	if err := h.Add(w.acts...); err != nil {
		tb.Fatal(err)
	}
	return w.group, w.acts
}

// BenchmarkResolveAdmits resolves 10,000 acts of which half let somebody in: as they come from a neighbour, and as they
// are read again at start-up, when the signatures inside them have been checked before.
func BenchmarkResolveAdmits(b *testing.B) {
	w := newTown(b)
	heads := []ID{w.group}
	for i := range 5000 {
		tk := w.invite(w.founder, Offer{}, heads)
		heads = []ID{w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(tk, newNeighbour(fmt.Sprint("Neighbour ", i)), start)}, []ID{tk.Invite}).ID}
	}
	for name, checked := range map[string]bool{"new": false, "checked": true} {
		acts := slices.Clone(w.acts)
		for i := range acts {
			acts[i].Checked = checked
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Resolve(acts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkResolve10000(b *testing.B) {
	_, acts := longHistory(b, 10_000)
	b.ResetTimer()
	for b.Loop() {
		if _, err := Resolve(acts); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAddOne adds the last act of a long chain and asks for the roll, as a device does for each act it makes.
func BenchmarkAddOne(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			group, acts := longHistory(b, n+b.N)
			h := NewHistory(group)
			if err := h.Add(acts[:n]...); err != nil {
				b.Fatal(err)
			}
			h.Now()
			b.ResetTimer()
			for i := range b.N {
				if err := h.Add(acts[n+i]); err != nil {
					b.Fatal(err)
				}
				h.Now()
			}
		})
	}
}

// BenchmarkAt asks for the roll at heads: the current ones, ones asked for before, and ones far back.
func BenchmarkAt(b *testing.B) {
	group, acts := longHistory(b, 10_000)
	h := NewHistory(group)
	if err := h.Add(acts...); err != nil {
		b.Fatal(err)
	}
	for name, at := range map[string]func(i int) ID{
		"now":  func(int) ID { return acts[len(acts)-1].ID },
		"past": func(i int) ID { return acts[len(acts)-1-i*37%9000].ID },
	} {
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				h.At([]ID{at(i)})
			}
		})
	}
}

// BenchmarkTwoAbreast resolves a history in which two officers always act out of sight of each other.
func BenchmarkTwoAbreast(b *testing.B) {
	w := newTown(b)
	bob := w.join("Bob", RoleOfficer)
	heads := w.now()
	for i := range 1000 {
		x := w.act(w.founder, KindRename, ID{}, &Rename{fmt.Sprint("Ann ", i)}, heads)
		y := w.act(bob, KindRename, ID{}, &Rename{fmt.Sprint("Bob ", i)}, heads)
		heads = []ID{x.ID, y.ID}
	}
	b.ResetTimer()
	for b.Loop() {
		if _, err := Resolve(w.acts); err != nil {
			b.Fatal(err)
		}
	}
}
