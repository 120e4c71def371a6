package store

import (
	"slices"
	"strings"
	"testing"

	"moot/store/forum"
)

// The identity lines of "Attacks to have a test for": what somebody with a good key of a member's own could try.

// TestAttackWrongGroup: an entry signed for one group is refused in another, whether as it is or with its group changed.
func TestAttackWrongGroup(t *testing.T) {
	ann, bob, g := pair(t)
	other := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Oak Row"}))
	join(t, ann, bob, other)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	e := forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: p}, body(t, forum.KindComment, forum.NewComment{Body: "hello"}), bob.keys.device)
	before := must[forum.ID](t)(ann.Digest(ctx, other))
	if r := must[forum.Report](t)(ann.Apply(ctx, other, "peer:x", []forum.Entry{e})); r.Refused != 1 || !strings.Contains(strings.Join(r.Reasons, " "), "another group") {
		t.Errorf("%+v", r)
	}
	moved := e
	moved.Group = other // the signature is over the header's bytes, which still say the first group
	if r := must[forum.Report](t)(ann.Apply(ctx, other, "peer:x", reread(t, []forum.Entry{moved}))); r.New != 0 || r.Refused != 1 {
		t.Errorf("%+v", r)
	}
	// Signed anew for the other group, it is about something that is not there: it waits, and shows nothing.
	anew := forge(t, ann, other, forum.Header{Kind: forum.KindComment, Subject: p}, body(t, forum.KindComment, forum.NewComment{Body: "hello"}), bob.keys.device)
	must[forum.Report](t)(ann.Apply(ctx, other, "peer:x", []forum.Entry{anew}))
	if must[forum.ID](t)(ann.Digest(ctx, other)) != before {
		t.Error("something is shown")
	}
}

// TestAttackWrongDocument: a change made for one text cannot be passed off as one of another.
func TestAttackWrongDocument(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	q := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Bins"}, ""))
	e := last(t, bob, g, forum.KindChange)
	if e.Subject != p {
		t.Fatal("not the change that was meant")
	}
	give(t, bob, ann, g)
	refusedFor(t, ann, g, forge(t, ann, g, forum.Header{Kind: forum.KindChange, Subject: q, Hash: e.Hash}, e.Payload, bob.keys.device), "not its signer's")
	if must[string](t)(ann.Text(ctx, g, q)) != "" || must[string](t)(ann.Text(ctx, g, p)) != "Six trees." {
		t.Error("the words are in the wrong text")
	}
}

// TestAttackWrongKind: a payload of one kind is not read as another; an act in the content lane or a record in the roll's
// is no entry at all; a record about the wrong kind of thing is refused.
func TestAttackWrongKind(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "AGM", At: 1}, nil))
	give(t, ann, bob, g)
	comment := body(t, forum.KindComment, forum.NewComment{Body: "hello"})
	bobMe, _ := bob.Me()
	refusedFor(t, ann, g, forge(t, ann, g, forum.Header{Kind: forum.KindVote, Subject: m}, body(t, forum.KindVote, forum.OpenVote{Method: "yesno", Wording: []forum.ID{{1}}, Title: "T"}), bob.keys.device), "cannot be about")
	refusedFor(t, ann, g, forge(t, ann, g, forum.Header{Kind: forum.KindAttend, Subject: p}, body(t, forum.KindAttend, forum.Attend{Person: bobMe.Person, As: forum.Present}), bob.keys.device), "cannot be about")
	refusedFor(t, ann, g, forge(t, ann, g, forum.Header{Kind: forum.KindBallot, Subject: p}, comment, bob.keys.device), "")
	roll := must[*forum.Roll](t)(ann.Roll(ctx, g))
	for lane, k := range map[forum.Lane]forum.Kind{forum.RollLane: forum.KindComment, forum.ContentLane: forum.KindRemove} {
		h := forum.Header{Group: g, Device: bob.Identity(), Lane: lane, Seq: 1, Kind: k, Roll: roll.Cite(), Time: 1}
		if _, err := forum.Seal(h, comment, bob.keys.device); err == nil {
			t.Errorf("a %s was made in lane %d", k, lane)
		}
	}
}

// TestAttackSeq: an entry with a number left out waits and is asked for; one with a number that was used is no new entry
// when it is the same, and proof of a fork when it is not; time does not run backwards.
func TestAttackSeq(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	give(t, bob, ann, g)
	say := func(seq uint64, prev forum.ID, at int64, words string) forum.Entry {
		return forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: p, Seq: seq, Prev: prev, Time: at},
			body(t, forum.KindComment, forum.NewComment{Body: words}), bob.keys.device)
	}
	chain := forum.Chain{Device: bob.Identity(), Lane: forum.ContentLane}
	h := ann.Heights(g)[chain]
	one := say(h.Seq+1, h.Head, 0, "one")
	two := say(h.Seq+2, one.ID, one.Time, "two")
	if r := must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{two})); r.New != 0 || r.Waiting != 1 || r.Gaps[chain] != h.Seq+1 {
		t.Errorf("a gap: %+v", r)
	}
	if r := must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{one})); r.New != 2 {
		t.Errorf("the gap filled: %+v", r)
	}
	if r := must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{one, two})); r.New != 0 || r.Known != 2 {
		t.Errorf("a repeat: %+v", r)
	}
	if r := must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{say(two.Seq+1, two.ID, 1, "yesterday")})); r.New != 0 || r.Refused != 1 {
		t.Errorf("back in time: %+v", r)
	}
	if c := must[ProposalPage](t)(ann.Proposal(ctx, g, p)).Comments; len(c) != 2 {
		t.Errorf("%d comments", len(c))
	}
	again := say(two.Seq, one.ID, two.Time, "two, or was it?")
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{again}))
	if c := must[ProposalPage](t)(ann.Proposal(ctx, g, p)).Comments; len(c) != 1 || c[0].Body != "one" {
		t.Errorf("after a fork: %+v", c)
	}
	if f := must[[]Fork](t)(ann.Forks(ctx, g)); len(f) != 1 || f[0].From != two.Seq || f[0].Shown != 0 {
		t.Errorf("%+v", f)
	}
	if r := must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{say(two.Seq+1, two.ID, two.Time, "as if nothing had happened")})); len(r.Gaps) != 0 {
		t.Errorf("%+v", r)
	}
	if c := must[ProposalPage](t)(ann.Proposal(ctx, g, p)).Comments; len(c) != 1 {
		t.Error("a frozen device is shown")
	}
	asRebuilt(t, ann, g)
}

// TestAttackRestoredBackup: a folder that was put back writes on from an earlier state: the two histories are found out
// wherever they meet, and the device is frozen, itself included.
func TestAttackRestoredBackup(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	give(t, ann, bob, g)
	bob, backup := copied(t, bob)
	for range 80 { // more than one signature covers
		must[forum.ID](t)(bob.Comment(ctx, g, p, "more", forum.ID{}))
	}
	give(t, bob, ann, g)
	must[forum.ID](t)(backup.Comment(ctx, g, p, "as it was in the backup", forum.ID{}))
	meet(t, g, ann, bob, backup)
	sameAgain(t, g, ann, bob, backup)
	for _, s := range []*Store{ann, bob, backup} {
		if f := must[[]Fork](t)(s.Forks(ctx, g)); len(f) != 1 || f[0].Kept < 2 {
			t.Errorf("%+v", f)
		}
		if c := must[ProposalPage](t)(s.Proposal(ctx, g, p)).Comments; len(c) != 0 {
			t.Errorf("%d comments of a frozen device", len(c))
		}
	}
	for _, s := range []*Store{bob, backup} {
		if _, err := s.Comment(ctx, g, p, "again", forum.ID{}); err == nil {
			t.Error("it goes on writing")
		}
	}
}

// TestAttackFlood: a frozen device that goes on signing branches fills no disk: what nobody builds on is taken in up to a
// bound; and a long branch whose every entry replies to the one before comes back through one reply to its end.
func TestAttackFlood(t *testing.T) {
	unraced(t)
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	give(t, bob, ann, g)
	chain := forum.Chain{Device: bob.Identity(), Lane: forum.ContentLane}
	h := ann.Heights(g)[chain]
	branch := func(words string, n int) (run []forum.Entry) {
		prev, to, at := h.Head, forum.ID{}, int64(1<<45)
		for i := range n {
			e := forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: p, Seq: h.Seq + 1 + uint64(i), Prev: prev, Time: at},
				body(t, forum.KindComment, forum.NewComment{Body: words, ReplyTo: to}), bob.keys.device)
			run, prev, to = append(run, e), e.ID, e.ID
		}
		return run
	}
	long := branch("long", 3000)
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", slices.Clone(long)))
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", branch("short", 1)))
	re := forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: p},
		body(t, forum.KindComment, forum.NewComment{Body: "re", ReplyTo: long[len(long)-1].ID}), ann.keys.device)
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{re}))
	for _, words := range []string{"a", "b", "c"} {
		must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", branch(words, 600)))
	}
	f := must[[]Fork](t)(ann.Forks(ctx, g))
	if len(f) != 1 || f[0].Shown != len(long) || f[0].Kept > len(long)+asideMost {
		t.Errorf("%+v", f)
	}
	if c := must[ProposalPage](t)(ann.Proposal(ctx, g, p)).Comments; len(c) != len(long)+1 {
		t.Errorf("%d comments", len(c))
	}
	cat := device(t, "Cat")
	join(t, ann, cat, g)
	for range 3 {
		give(t, ann, cat, g)
	}
	sameAgain(t, g, ann, cat)
	asRebuilt(t, ann, g)
}
