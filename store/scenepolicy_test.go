package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"moot/store/forum"
)

// The attacks on what people may do, by the names they have in the design's list. Those on the roll are in package forum.

// TestAttackForbiddenInABatch: a member's modified program hides one thing they may not do among others they may. Only
// that one is refused, with the reason; what comes with it is neither lost nor helped through.
func TestAttackForbiddenInABatch(t *testing.T) {
	ann, bob, g := pair(t)
	cat := device(t, "Cat")
	join(t, ann, cat, g)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	give(t, ann, bob, g)
	give(t, ann, cat, g)
	comment := func(words string) []byte { return body(t, forum.KindComment, forum.NewComment{Body: words}) }
	var run []forum.Entry
	for i, x := range []struct {
		kind    forum.Kind
		payload []byte
	}{
		{forum.KindComment, comment("one")},
		{forum.KindSet, body(t, forum.KindSet, forum.Set{Field: forum.FieldTitle, Text: "No trees"})}, // of Ann's proposal
		{forum.KindComment, comment("two")},
		{forum.KindComment, comment("three")},
	} {
		h := forum.Header{Kind: x.kind, Subject: p}
		if i > 0 {
			h.Seq, h.Prev, h.Time = run[i-1].Seq+1, run[i-1].ID, run[i-1].Time
		}
		run = append(run, forge(t, ann, g, h, x.payload, bob.keys.device))
	}
	if r := must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", reread(t, run))); r.New != len(run) {
		t.Errorf("at once: %+v", r)
	}
	for i := range run {
		must[forum.Report](t)(cat.Apply(ctx, g, "peer:x", reread(t, run[len(run)-1-i:len(run)-i]))) // one by one, last first
	}
	same(t, g, ann, cat)
	for _, s := range []*Store{ann, cat} {
		page := must[ProposalPage](t)(s.Proposal(ctx, g, p))
		if page.Title != "Trees" || len(page.Comments) != 3 {
			t.Errorf("%q with %d comments", page.Title, len(page.Comments))
		}
		troubles := must[[]Trouble](t)(s.Troubles(ctx, g))
		if len(troubles) != 1 || troubles[0].Entry != run[1].ID || troubles[0].State != "refused" || troubles[0].Reason == nil {
			t.Errorf("%+v", troubles)
		}
	}
}

// TestAttackReaderEditsMinutes: neither through the program nor past it.
func TestAttackReaderEditsMinutes(t *testing.T) {
	ann, bob, g := pair(t)
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "AGM", At: 1}, []string{"Reports"}))
	item := must[MeetingPage](t)(ann.Meeting(ctx, g, m)).Agenda[0].ID
	must[string](t)(ann.EditText(ctx, g, item, "", "All agreed."))
	give(t, ann, bob, g)
	must[string](t)(bob.EditText(ctx, g, item, "All agreed.", "Nobody agreed.")) // as a member he may, and nobody has seen it yet
	e := last(t, bob, g, forum.KindChange)
	me, _ := bob.Me()
	ok(t, ann.SetRole(ctx, g, me.Person, forum.RoleReader, ""))
	give(t, ann, bob, g)
	_, err := bob.EditText(ctx, g, item, must[string](t)(bob.Text(ctx, g, item)), "Nobody at all.")
	var no *RefusedError
	if !errors.As(err, &no) || !strings.Contains(no.Error(), "reader") {
		t.Errorf("a reader edited the minutes: %v", err)
	}
	refusedFor(t, ann, g, forge(t, ann, g, forum.Header{Kind: forum.KindChange, Subject: item, Hash: e.Hash}, e.Payload, bob.keys.device), "readers only read")
	if got := must[string](t)(ann.Text(ctx, g, item)); got != "All agreed." {
		t.Errorf("the minutes say %q", got)
	}
}

// TestAttackBallotInAnothersName: a ballot says whose it is, and that must be whoever signed it.
func TestAttackBallotInAnothersName(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	vote := must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	wording := must[ProposalPage](t)(ann.Proposal(ctx, g, p)).Votes[0].Wording
	me, _ := ann.Me()
	refusedFor(t, ann, g, forge(t, ann, g, forum.Header{Kind: forum.KindBallot, Subject: vote},
		body(t, forum.KindBallot, forum.NewBallot{Voter: me.Person, Choice: forum.No, Wording: wording}), bob.keys.device), "voter")
	if v := must[ProposalPage](t)(ann.Proposal(ctx, g, p)).Votes[0]; v.Tally.No != 0 {
		t.Errorf("it was counted: %+v", v.Tally)
	}
}
