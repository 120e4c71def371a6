package store

import (
	"slices"
	"testing"

	"moot/store/forum"
)

// farewell gives what a store hands out for a device, window by window, each checked to be covered by signatures.
func farewell(t *testing.T, s *Store, g forum.ID, d forum.Device) (all []forum.Entry) {
	t.Helper()
	ok(t, s.Farewell(ctx, g, d, func(window []forum.Entry) error {
		var c forum.Cover
		for i := range window {
			if c.Add(&window[i]) > forum.RunMax {
				t.Error("a signature is missing")
			}
		}
		if !c.Closed() {
			t.Error("the window does not end with signatures")
		}
		all = append(all, reread(t, window)...)
		return nil
	}))
	return all
}

// TestFarewell: a removed device may be shown its removal and what that builds on, from a store that has the signature further on,
// too; nothing later, nothing of the content; and nobody else anything.
func TestFarewell(t *testing.T) {
	ann, bob, g := pair(t)
	cat := device(t, "Cat")
	join(t, ann, cat, g)
	give(t, ann, bob, g)
	me, _ := bob.Me()
	must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	ok(t, ann.Remove(ctx, g, me.Person, "noise"))
	removal := last(t, ann, g, forum.KindRemove)
	ok(t, ann.Rename(ctx, "Anna"))
	must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Bins"}, "Two."))
	give(t, ann, cat, g) // one signature for both acts
	after := last(t, ann, g, forum.KindRename)
	ok(t, ann.Rename(ctx, "Ann"))
	give(t, ann, cat, g)

	for s, end := range map[*Store]uint64{ann: removal.Seq, cat: after.Seq} {
		got := farewell(t, s, g, bob.Identity())
		if !slices.ContainsFunc(got, func(e forum.Entry) bool { return e.ID == removal.ID }) {
			t.Error("the removal is missing")
		}
		for _, e := range got {
			if e.Lane != forum.RollLane || e.Device == ann.Identity() && e.Seq > end {
				t.Errorf("%s %d of lane %d is shown", e.Kind, e.Seq, e.Lane)
			}
		}
		for _, d := range []forum.Device{ann.Identity(), cat.Identity(), {9}} {
			if n := len(farewell(t, s, g, d)); n > 0 {
				t.Errorf("%d entries for a device that is not out", n)
			}
		}
	}
	r := must[forum.Report](t)(bob.Apply(ctx, g, "peer:x", farewell(t, cat, g, bob.Identity())))
	if r.Refused > 0 || r.Waiting > 0 {
		t.Errorf("%+v", r)
	}
	m, _ := must[*forum.Roll](t)(bob.Roll(ctx, g)).Find(me.Person)
	if m.Standing != forum.StandingRemoved || m.Why != "noise" {
		t.Errorf("Bob reads that he is %s, because %q", m.Standing, m.Why)
	}
}
