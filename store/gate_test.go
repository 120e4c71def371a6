package store

import (
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// pair is Ann, who founded a group, and Bob, who is in it; both in step.
func pair(t testing.TB) (ann, bob *Store, g forum.ID) {
	ann, bob = device(t, "Ann"), device(t, "Bob")
	g = must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	join(t, ann, bob, g)
	return ann, bob, g
}

// forge makes an entry that follows a device's chain as s has it, signed by key: what a modified program could send.
func forge(t testing.TB, s *Store, g forum.ID, h forum.Header, payload []byte, key ed25519.PrivateKey) forum.Entry {
	t.Helper()
	h.Device = forum.DeviceOf(key)
	h.Lane = laneOf(h.Kind)
	at := s.Heights(g)[h.Chain()]
	if h.Seq == 0 {
		h.Seq, h.Prev = at.Seq+1, at.Head
	}
	if h.Group.Zero() {
		h.Group = g
	}
	if h.Time == 0 {
		h.Time = time.Now().Add(time.Minute).UnixMilli()
	}
	if h.Roll == nil {
		h.Roll = must[*forum.Roll](t)(s.Roll(ctx, g)).Cite()
	}
	return must[forum.Entry](t)(forum.Seal(h, payload, key))
}

func body(t testing.TB, k forum.Kind, v any) []byte { return must[[]byte](t)(forum.Encode(k, v)) }

// refusedFor applies one entry and expects it kept but not shown, with a reason that holds the words.
func refusedFor(t *testing.T, s *Store, g forum.ID, e forum.Entry, words string) {
	t.Helper()
	before := must[forum.ID](t)(s.Digest(ctx, g))
	must[forum.Report](t)(s.Apply(ctx, g, "peer:x", []forum.Entry{e}))
	for _, tr := range must[[]Trouble](t)(s.Troubles(ctx, g)) {
		if tr.Entry == e.ID {
			if tr.State != "refused" || !strings.Contains(strings.ToLower(tr.Reason.String()), strings.ToLower(words)) {
				t.Errorf("%s: %s, want refused for %q", tr.State, tr.Reason, words)
			}
			if must[forum.ID](t)(s.Digest(ctx, g)) != before {
				t.Error("what is shown has changed")
			}
			return
		}
	}
	t.Errorf("nothing says why it is not shown (want %q)", words)
}

func TestRefusedByRule(t *testing.T) {
	ann, bob, g := pair(t)
	bobKey := bob.keys.device
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	vote := must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	give(t, ann, bob, g)
	bobMe, _ := bob.Me()

	t.Run("vote on a changed wording", func(t *testing.T) {
		other := []forum.ID{{1, 2, 3}}
		refusedFor(t, ann, g, forge(t, ann, g, forum.Header{Kind: forum.KindBallot, Subject: vote},
			body(t, forum.KindBallot, forum.NewBallot{Voter: bobMe.Person, Choice: forum.No, Wording: other}), bobKey), "words")
	})
	t.Run("another device's actor", func(t *testing.T) {
		q := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Bins"}, "Move the bins."))
		give(t, ann, bob, g)
		e := last(t, ann, g, forum.KindChange)
		refusedFor(t, ann, g, forge(t, ann, g, forum.Header{Kind: forum.KindChange, Subject: q, Hash: e.Hash}, e.Payload, bobKey), "")
	})
	t.Run("title of another's proposal", func(t *testing.T) {
		refusedFor(t, ann, g, forge(t, ann, g, forum.Header{Kind: forum.KindSet, Subject: p},
			body(t, forum.KindSet, forum.Set{Field: forum.FieldTitle, Text: "No trees"}), bobKey), "")
	})
}

// last gives the newest entry of a kind that a device wrote itself.
func last(t testing.TB, s *Store, g forum.ID, k forum.Kind) (out forum.Entry) {
	must[uint64](t)(s.Tail(ctx, g, nil, 0, func(run []forum.Entry) error {
		for i := range run {
			if run[i].Kind == k && run[i].Device == s.Identity() {
				out = run[i]
			}
		}
		return nil
	}))
	return out
}

// TestCommentByNonMember: a stranger's entry is never kept; a removed member's is kept in the chain and not shown.
func TestCommentByNonMember(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	give(t, ann, bob, g)
	_, stranger, err := ed25519.GenerateKey(nil)
	ok(t, err)
	e := forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: p}, body(t, forum.KindComment, forum.NewComment{Body: "hello"}), stranger)
	r := must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{e}))
	if r.New != 0 || r.Waiting != 1 {
		t.Errorf("a stranger's comment: %+v", r)
	}
	if page := must[ProposalPage](t)(ann.Proposal(ctx, g, p)); len(page.Comments) != 0 {
		t.Error("a stranger's comment is shown")
	}
	bobMe, _ := bob.Me()
	ok(t, ann.Remove(ctx, g, bobMe.Person, "moved away"))
	must[forum.ID](t)(bob.Comment(ctx, g, p, "I did not know yet", forum.ID{}))
	give(t, bob, ann, g)
	give(t, ann, bob, g)
	if page := must[ProposalPage](t)(ann.Proposal(ctx, g, p)); len(page.Comments) != 0 {
		t.Error("a removed member's later comment is shown")
	}
	if must[forum.ID](t)(ann.Digest(ctx, g)) != must[forum.ID](t)(bob.Digest(ctx, g)) {
		t.Error("the two show different things")
	}
	_, err = bob.Comment(ctx, g, p, "Still here", forum.ID{})
	var no *RefusedError
	if !errors.As(err, &no) || !strings.Contains(no.Error(), "removed") {
		t.Errorf("a removed member wrote: %v", err)
	}
}

// TestBadBytes: what no honest device sends is refused, nothing changes, and the device goes on.
func TestBadBytes(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	for range 5 {
		must[forum.ID](t)(bob.Comment(ctx, g, p, "more", forum.ID{}))
	}
	var run []forum.Entry
	must[uint64](t)(bob.Tail(ctx, g, seqs(ann.Heights(g)), 0, func(r []forum.Entry) error { run = append(run, r...); return nil }))
	other := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Oak Row"}))

	for name, c := range map[string]struct {
		spoil func([]forum.Entry) []forum.Entry
		new   int
	}{
		"signature cut off":    {func(r []forum.Entry) []forum.Entry { r[len(r)-1].Sig = nil; return r }, 0},
		"signature of another": {func(r []forum.Entry) []forum.Entry { r[len(r)-1].Sig = make([]byte, 64); return r }, 0},
		"one left out":         {func(r []forum.Entry) []forum.Entry { return append(r[:2:2], r[3:]...) }, 0},
	} {
		before := must[forum.ID](t)(ann.Digest(ctx, g))
		rep := must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", c.spoil(slices.Clone(run))))
		if rep.New != c.new || must[forum.ID](t)(ann.Digest(ctx, g)) != before {
			t.Errorf("%s: %+v", name, rep)
		}
	}
	rep := must[forum.Report](t)(ann.Apply(ctx, other, "peer:x", slices.Clone(run)))
	if rep.Refused != len(run) {
		t.Errorf("cross-group: %+v", rep)
	}
	// Replayed, twice: known.
	give(t, bob, ann, g)
	rep = must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", run))
	if rep.New != 0 || rep.Known != len(run) {
		t.Errorf("replay: %+v", rep)
	}
	same(t, g, ann, bob)
}

// TestPoisonNamesItsAuthor: a signed change that would end an ungated process is kept in its chain, unshown, and its
// author named.
func TestPoisonNamesItsAuthor(t *testing.T) {
	inputs, err := filepath.Glob("../../shared/data/hostile/inc__*")
	if err != nil || len(inputs) == 0 {
		t.Skip("../shared/data/hostile is not here")
	}
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	give(t, ann, bob, g)
	for _, f := range inputs {
		raw, err := os.ReadFile(f)
		ok(t, err)
		e := forge(t, ann, g, forum.Header{Kind: forum.KindChange, Subject: p, Hash: forum.ID{9}}, raw, bob.keys.device)
		rep := must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{e}))
		if rep.New != 1 {
			t.Errorf("%s: %+v", filepath.Base(f), rep)
		}
	}
	troubles := must[[]Trouble](t)(ann.Troubles(ctx, g))
	if len(troubles) != len(inputs) || troubles[0].Author != "Bob" {
		t.Errorf("%d of %d named: %+v", len(troubles), len(inputs), troubles)
	}
	if got := must[string](t)(ann.Text(ctx, g, p)); got != "Six trees." {
		t.Errorf("text is %q", got)
	}
	if r := must[VerifyReport](t)(ann.Verify(ctx, g)); !r.OK {
		t.Error(r.Problems)
	}
}

// TestFork: a device that signs two histories is frozen before the first difference on every device, whichever branch
// it saw first, and everybody can prove it.
func TestFork(t *testing.T) {
	ann, bob, g := pair(t)
	cat, dan := device(t, "Cat"), device(t, "Dan")
	join(t, ann, cat, g)
	join(t, ann, dan, g)
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	give(t, bob, ann, g)
	give(t, ann, cat, g)
	say := func(words string) []byte { return body(t, forum.KindComment, forum.NewComment{Body: words}) }
	left := forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: p}, say("left"), bob.keys.device)
	right := forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: p}, say("right"), bob.keys.device)
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:bob", []forum.Entry{left}))
	must[forum.Report](t)(cat.Apply(ctx, g, "peer:bob", []forum.Entry{right}))
	if must[forum.ID](t)(ann.Digest(ctx, g)) == must[forum.ID](t)(cat.Digest(ctx, g)) {
		t.Fatal("the two saw the same")
	}
	give(t, cat, ann, g)
	give(t, ann, cat, g)
	give(t, cat, dan, g)
	give(t, ann, dan, g)
	same(t, g, ann, cat, dan)
	for _, s := range []*Store{ann, cat, dan} {
		if page := must[ProposalPage](t)(s.Proposal(ctx, g, p)); len(page.Comments) != 0 {
			t.Errorf("a branch is shown: %+v", page.Comments)
		}
	}
	if a, c := ann.Heights(g)[left.Chain()], dan.Heights(g)[left.Chain()]; a != c {
		t.Errorf("heights %v %v", a, c)
	}
	give(t, bob, ann, g)
	must[forum.ID](t)(ann.Comment(ctx, g, p, "Life goes on", forum.ID{}))
	give(t, ann, cat, g)
	same(t, g, ann, cat)
}

func TestInviteLimits(t *testing.T) {
	ann := device(t, "Ann")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	text := must[string](t)(ann.Invite(ctx, g, InviteTerms{Expires: time.Hour}, nil))
	ticket := must[forum.Ticket](t)(forum.ParseTicket(text))
	bob, cat := device(t, "Bob"), device(t, "Cat")
	refused := func(err error, words string) {
		t.Helper()
		var no *RefusedError
		if !errors.As(err, &no) || !strings.Contains(no.Error(), words) {
			t.Errorf("%v, want %q", err, words)
		}
	}
	must[forum.Standing](t)(ann.Admit(ctx, g, must[forum.Ask](t)(bob.Ask(ctx, ticket))))
	for range 2 { // the surplus waits for an officer, asking again changes nothing
		if st := must[forum.Standing](t)(ann.Admit(ctx, g, must[forum.Ask](t)(cat.Ask(ctx, ticket)))); st != forum.StandingWaiting {
			t.Errorf("with a used up invite: %s", st)
		}
	}
	refused(ann.BeginJoin(ctx, ticket), "already in")
	late := device(t, "Late")
	late.now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	refused(late.BeginJoin(ctx, ticket), "ran out")
	again := must[forum.Ticket](t)(forum.ParseTicket(must[string](t)(ann.Invite(ctx, g, InviteTerms{Expires: time.Hour}, nil))))
	ann.now = late.now
	_, err := ann.Admit(ctx, g, must[forum.Ask](t)(device(t, "Dan").Ask(ctx, again)))
	var no *forum.RefusedError
	if !errors.As(err, &no) || !strings.Contains(no.Error(), "run out") {
		t.Errorf("%v, want run out", err)
	}
}

// TestMissingData: Badger opens without complaint when its MANIFEST is gone; Moot does not.
func TestMissingData(t *testing.T) {
	home := t.TempDir()
	s, err := Open(home, Options{})
	ok(t, err)
	must[Me](t)(s.CreateMe(ctx, "Ann"))
	must[forum.ID](t)(s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	ok(t, s.Close())
	ok(t, os.Remove(filepath.Join(home, databaseDir, "MANIFEST")))
	if _, err = Open(home, Options{}); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("opened with its data gone: %v", err)
	}
	if _, err = Open(home, Options{}); err == nil {
		t.Error("the second try opened")
	}
}

// TestVoteFreezes: nobody changes the title, cost or words people are voting on; a change made elsewhere, before its
// author knew of the vote, is kept but the vote stays on what it froze.
func TestVoteFreezes(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Plant trees", Cost: 500}, "Six trees."))
	give(t, bob, ann, g)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	for _, err := range []error{
		ann.Set(ctx, g, p, forum.FieldTitle, "Fell trees", 0),
		ann.Set(ctx, g, p, forum.FieldCost, "", 9),
		func() error { _, err := ann.EditText(ctx, g, p, "Six trees.", "No trees."); return err }(),
	} {
		var no *RefusedError
		if !errors.As(err, &no) || !strings.Contains(no.Error(), "voting on") {
			t.Errorf("during a vote: %v", err)
		}
	}
	ok(t, bob.Set(ctx, g, p, forum.FieldTitle, "Fell trees", 0)) // Bob does not know of the vote
	must[string](t)(bob.EditText(ctx, g, p, "Six trees.", "No trees."))
	give(t, bob, ann, g)
	give(t, ann, bob, g)
	same(t, g, ann, bob)
	for _, s := range []*Store{ann, bob} {
		page := must[ProposalPage](t)(s.Proposal(ctx, g, p))
		if page.Title != "Plant trees" || page.Voted != "Six trees." || page.Body != "No trees." {
			t.Errorf("%q, %q, %q", page.Title, page.Voted, page.Body)
		}
		must[forum.ID](t)(s.Cast(ctx, g, p, forum.Yes, ""))
	}
	give(t, bob, ann, g)
	if v := must[ProposalPage](t)(ann.Proposal(ctx, g, p)).Votes[0]; v.Tally.Yes != 2 {
		t.Errorf("%+v", v.Tally)
	}
}

// TestNewerKind: what a later version of Moot says is kept and handed on, not shown and not dropped.
func TestNewerKind(t *testing.T) {
	ann, bob, g := pair(t)
	cat := device(t, "Cat")
	join(t, ann, cat, g)
	before := must[forum.ID](t)(ann.Digest(ctx, g))
	e := forge(t, ann, g, forum.Header{Kind: "song"}, []byte("reading 7"), bob.keys.device)
	if r := must[forum.Report](t)(ann.Apply(ctx, g, "peer:bob", []forum.Entry{e})); r.New != 1 {
		t.Fatalf("%+v", r)
	}
	give(t, ann, cat, g)
	if h := cat.Heights(g)[e.Chain()]; h.Seq != e.Seq || h.Head != e.ID {
		t.Errorf("it was not handed on: %+v", h)
	}
	if must[forum.ID](t)(cat.Digest(ctx, g)) != before {
		t.Error("it changed what is shown")
	}
	troubles := must[[]Trouble](t)(cat.Troubles(ctx, g))
	if len(troubles) != 1 || troubles[0].State != "waiting" || !strings.Contains(troubles[0].Reason.String(), "newer") {
		t.Errorf("%+v", troubles)
	}
	same(t, g, ann, cat)
}

// TestRunsSideBySide: runs of one chain that follow each other in one delivery are each taken by their own signature,
// wherever the signatures fall.
func TestRunsSideBySide(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	for range 150 {
		must[forum.ID](t)(bob.Comment(ctx, g, p, "more", forum.ID{}))
	}
	var all []forum.Entry
	must[uint64](t)(bob.Tail(ctx, g, seqs(ann.Heights(g)), 0, func(run []forum.Entry) error {
		all = append(all, run...)
		return nil
	}))
	own := signaturesOf(t, bob, g)
	for i := range all { // signatures at 40, 100 and the end, as a device may have them that took the chain in three parts
		all[i].Sig = nil
		if i+1 == 40 || i+1 == 100 || i+1 == len(all) {
			all[i].Sig = own[all[i].ID]
		}
	}
	if r := must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", all)); r.New != len(all) || r.Refused != 0 || len(r.Gaps) != 0 {
		t.Errorf("%d entries: %+v", len(all), r)
	}
	cat := device(t, "Cat")
	join(t, ann, cat, g) // handed on from there
	give(t, ann, bob, g)
	same(t, g, ann, bob, cat)
}

// signaturesOf gives the signatures of a device's own entries.
func signaturesOf(t testing.TB, s *Store, g forum.ID) map[forum.ID][]byte {
	out := map[forum.ID][]byte{}
	grp := must[*group](t)(s.group(g))
	num, _ := grp.numOf(forum.Chain{Device: s.Identity(), Lane: forum.ContentLane})
	ok(t, s.db.View(func(txn *badger.Txn) error {
		for seq := uint64(1); seq <= s.Heights(g)[forum.Chain{Device: s.Identity(), Lane: forum.ContentLane}].Seq; seq++ {
			k, err := grp.readPlace(txn, place{num, seq})
			if err != nil {
				return err
			}
			out[k.ID] = k.Sig
		}
		return nil
	}))
	return out
}
