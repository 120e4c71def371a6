package store

import (
	"testing"
	"time"

	"moot/store/forum"
)

// TestClockSetBack: a device's time never runs backwards. A changed program that dates an entry before the last one is
// refused; an honest device whose clock was set back goes on from the time of its last entry.
func TestClockSetBack(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	give(t, bob, ann, g)
	at := last(t, bob, g, forum.KindProposal).Time
	e := forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: p, Time: at - 24*3600*1000},
		body(t, forum.KindComment, forum.NewComment{Body: "yesterday"}), bob.keys.device)
	before := must[forum.ID](t)(ann.Digest(ctx, g))
	r := must[forum.Report](t)(ann.Apply(ctx, g, "peer:bob", []forum.Entry{e}))
	if r.New != 0 || r.Refused != 1 || must[forum.ID](t)(ann.Digest(ctx, g)) != before {
		t.Errorf("an entry from before the last: %+v", r)
	}
	now := bob.now
	bob.now = func() time.Time { return now().AddDate(-1, 0, 0) }
	must[forum.ID](t)(bob.Comment(ctx, g, p, "a year ago, says my laptop", forum.ID{}))
	give(t, bob, ann, g)
	same(t, g, ann, bob)
	if c := must[ProposalPage](t)(ann.Proposal(ctx, g, p)).Comments; len(c) != 1 || c[0].Time < at {
		t.Errorf("comments %+v", c)
	}
}
