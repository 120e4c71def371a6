package store

import (
	"testing"

	"moot/store/forum"
)

// TestSince: what others brought since is listed once a thing, latest first, by arrival; one's own is no news.
func TestSince(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Mend the gate"}, "It sags."))
	give(t, ann, bob, g)
	news, seen, err := ann.Since(ctx, g, 0)
	ok(t, err)
	if len(news) != 0 {
		t.Fatalf("one's own is no news: %+v", news)
	}
	n := must[forum.ID](t)(bob.PostNotice(ctx, g, forum.NewNotice{Sort: "news", Title: "Water off on Friday"}))
	must[forum.ID](t)(bob.Comment(ctx, g, p, "Who has the key?", forum.ID{}))
	give(t, bob, ann, g)
	news, now, err := ann.Since(ctx, g, seen)
	ok(t, err)
	if len(news) != 2 || news[0].ID != p || news[0].Made || news[0].Last != forum.KindComment || news[0].By != "Bob" ||
		news[1].ID != n || !news[1].Made || news[1].Title != "Water off on Friday" || news[0].At <= news[1].At {
		t.Fatalf("news: %+v", news)
	}
	if news, _, err = ann.Since(ctx, g, now); err != nil || len(news) != 0 {
		t.Errorf("what has been seen is news again: %+v, %v", news, err)
	}
	// What somebody says of an item of an agenda, or in a vote, is news of the meeting and of the proposal.
	vote := must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo}))
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "AGM", At: 1}, []string{"Welcome"}))
	give(t, ann, bob, g)
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Yes, ""))
	item := must[MeetingPage](t)(bob.Meeting(ctx, g, m)).Agenda[0].ID
	must[string](t)(bob.EditText(ctx, g, item, "", "Ann opened it."))
	give(t, bob, ann, g)
	if news, _, err = ann.Since(ctx, g, now); err != nil || len(news) != 2 || news[0].ID != m || news[1].ID != p || vote.Zero() {
		t.Errorf("news of parts: %+v, %v", news, err)
	}
}

// BenchmarkSince is what home pays for news of a group with more of it than is looked through.
func BenchmarkSince(b *testing.B) {
	ann, bob, g := pair(b)
	p := must[forum.ID](b)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Mend the gate"}, ""))
	give(b, ann, bob, g)
	for range newsWalked {
		must[forum.ID](b)(bob.Comment(ctx, g, p, "Yes please.", forum.ID{}))
	}
	give(b, bob, ann, g)
	for b.Loop() {
		if news, _, err := ann.Since(ctx, g, 0); err != nil || len(news) != 1 {
			b.Fatal(len(news), err)
		}
	}
}
