package store

import (
	"slices"
	"testing"

	"moot/store/forum"
)

// TestCloseALargeVote: a vote with more ballots than one record lists is closed through the store, with its ballots on lists of
// their own, and a device that gets the certificate before the lists waits for them and then shows the same.
func TestCloseALargeVote(t *testing.T) {
	if testing.Short() {
		t.Skip("the size of a vote is nothing to the race detector")
	}
	e := newElectorate(t, forum.MaxCounted+1)
	late := device(t, "Bea")
	join(t, e.Store, late, e.g)
	var all []forum.Entry
	for i, v := range e.voters {
		all = append(all, e.ballot(t, v, []forum.Choice{forum.Yes, forum.No, forum.Yes}[i%3]))
	}
	e.cast(t, all...)
	give(t, e.Store, late, e.g)
	have := map[forum.Chain]uint64{}
	for c, h := range e.Heights(e.g) {
		have[c] = h.Seq
	}
	closed := must[Closed](t)(e.CloseVote(ctx, e.g, e.p, true))
	var last []forum.Entry
	must[uint64](t)(e.tail(ctx, e.g, have, 0, 1, func(run []forum.Entry) error { last = append(last, reread(t, run)...); return nil }))
	if len(last) != 3 || last[2].Kind != forum.KindClose || last[0].Kind != forum.KindCloseList {
		t.Fatalf("the vote was closed with %d entries", len(last))
	}
	for _, one := range slices.Backward(last) { // the certificate first
		must[forum.Report](t)(late.Apply(ctx, e.g, "peer:x", []forum.Entry{one}))
	}
	agreeOn(t, e.g, e.p, forum.StatePassed, 1, e.Store, late)
	same(t, e.g, e.Store, late)
	for _, s := range []*Store{e.Store, late} {
		_, v := seen(t, s, e.g, e.p)
		if r := must[forum.Result](t)(v.Result()); r.Digest != closed.Result || v.Turnout() != len(e.voters) || v.Tally.No != len(e.voters)/3 {
			t.Errorf("%+v, %d voted", v.Tally, v.Turnout())
		}
	}
}
