package sync

import (
	"context"
	"testing"

	"moot/store"
	"moot/store/forum"
)

// A device retired while it is connected is shown that, believes it, and gets nothing more, then or later.
func TestRetiredDeviceGetsNothing(t *testing.T) {
	ctx := context.Background()
	ann, g, na, o := offering(t)
	phone := disk(t, "")
	np := start(t, phone, Config{})
	if _, err := np.Link(within(t), o.Code); err != nil {
		t.Fatal(err)
	}
	until(t, "meeting", np, func() bool { return inSync(np, 1)() && equalDigest(t, g, ann, phone) })
	before := seqsOf(ann, g)
	if err := phone.Retire(ctx, g, ann.Identity(), "lost"); err != nil {
		t.Fatal(err)
	}
	until(t, "the old device to know", na, func() bool {
		c, err := ann.Group(ctx, g)
		return err == nil && c.Standing == forum.StandingRetired && len(na.Status().Retired) == 1
	})
	if _, err := phone.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."); err != nil {
		t.Fatal(err)
	}
	for range 3 { // it comes back and is turned away
		tried := na.tries()
		until(t, "another try", na, func() bool { na.seek(nil); return na.tries() > tried })
	}
	before[forum.Chain{Device: phone.Identity(), Lane: forum.RollLane}] = 1 // what retired it
	if got := seqsOf(ann, g); !mapsEqual(got, before) {
		t.Errorf("a retired device got something else: %v, not %v", got, before)
	}
}

func seqsOf(s *store.Store, g forum.ID) map[forum.Chain]uint64 {
	out := map[forum.Chain]uint64{}
	for c, h := range s.Heights(g) {
		out[c] = h.Seq
	}
	return out
}
