package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"moot/store/forum"
)

var ctx = context.Background()

// device opens a fresh home with a person in it.
func device(t testing.TB, name string) *Store {
	t.Helper()
	s := open(t, t.TempDir())
	s.live = 1 // the smallest vote tries what large ones need
	if _, err := s.CreateMe(ctx, name); err != nil {
		t.Fatal(err)
	}
	return s
}

func open(t testing.TB, home string) *Store {
	t.Helper()
	s, err := Open(home, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// give brings to b everything a has of a group that b lacks, through b's gate, as sync does.
func give(t testing.TB, a, b *Store, g forum.ID) forum.Report {
	t.Helper()
	total := forum.Report{Gaps: map[forum.Chain]uint64{}}
	have := map[forum.Chain]uint64{}
	for c, theirs := range b.Heights(g) {
		if mine := a.Heights(g)[c]; mine.Seq != theirs.Seq || mine.Head == theirs.Head {
			have[c] = theirs.Seq
		}
	}
	for range 3 {
		gaps := map[forum.Chain]uint64{}
		must[uint64](t)(a.Tail(ctx, g, have, 0, func(run []forum.Entry) error {
			r, err := b.Apply(ctx, g, "test", reread(t, run))
			total.New += r.New
			total.Refused += r.Refused
			total.Waiting += r.Waiting
			total.Reasons = append(total.Reasons, r.Reasons...)
			for c, from := range r.Gaps {
				leastGap(gaps, c, from)
			}
			return err
		}))
		if len(gaps) == 0 {
			break
		}
		for c, from := range gaps {
			have[c] = from - 1
		}
	}
	return total
}

// reread passes entries through their encoded form, as a wire does.
func reread(t testing.TB, run []forum.Entry) []forum.Entry {
	out := make([]forum.Entry, len(run))
	for i := range run {
		out[i] = must[forum.Entry](t)(forum.DecodeEntry(must[[]byte](t)(run[i].Encode())))
	}
	return out
}

func seqs(h map[forum.Chain]forum.Height) map[forum.Chain]uint64 {
	out := map[forum.Chain]uint64{}
	for c, x := range h {
		out[c] = x.Seq
	}
	return out
}

// join lets b into a's group by an invite.
func join(t testing.TB, a, b *Store, g forum.ID) {
	t.Helper()
	text := must[string](t)(a.Invite(ctx, g, InviteTerms{}, nil))
	ticket := must[forum.Ticket](t)(forum.ParseTicket(text))
	ok(t, b.BeginJoin(ctx, ticket))
	ask := must[forum.Ask](t)(b.Ask(ctx, ticket))
	if st := must[forum.Standing](t)(a.Admit(ctx, g, ask)); st != forum.StandingMember {
		t.Fatalf("standing %q", st)
	}
	give(t, a, b, g)
	if c := must[GroupCard](t)(b.Group(ctx, g)); c.Standing != forum.StandingMember || c.Members < 2 {
		t.Fatalf("joined as %+v", c)
	}
}

func same(t testing.TB, g forum.ID, stores ...*Store) {
	t.Helper()
	for _, s := range stores {
		if r := must[VerifyReport](t)(s.Verify(ctx, g)); !r.OK {
			t.Errorf("verify: %v", r.Problems)
		}
		if a, b := must[forum.ID](t)(stores[0].Digest(ctx, g)), must[forum.ID](t)(s.Digest(ctx, g)); a != b {
			t.Errorf("digests differ: %v %v", a, b)
		}
		if c := must[GroupCard](t)(s.Group(ctx, g)); c.Waiting != 0 {
			t.Errorf("%d waiting", c.Waiting)
		}
	}
}

func TestTwoNeighbours(t *testing.T) {
	ann, bob := device(t, "Ann"), device(t, "Bob")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Plant trees", Cost: 1200}, "We plant six trees in the square."))
	join(t, ann, bob, g)
	same(t, g, ann, bob)

	// Both change the same words apart, and both changes stay.
	was := must[string](t)(bob.Text(ctx, g, p))
	must[string](t)(bob.EditText(ctx, g, p, was, strings.Replace(was, "six", "twelve", 1)))
	must[string](t)(ann.EditText(ctx, g, p, was, was+" In March."))
	give(t, ann, bob, g)
	give(t, bob, ann, g)
	if got := must[string](t)(ann.Text(ctx, g, p)); got != "We plant twelve trees in the square. In March." {
		t.Errorf("merged to %q", got)
	}
	must[forum.ID](t)(bob.Comment(ctx, g, p, "Good idea", forum.ID{}))
	give(t, bob, ann, g)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	give(t, ann, bob, g)
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Yes, "shade"))
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.No, ""))
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, "persuaded"))
	give(t, ann, bob, g)
	give(t, bob, ann, g)
	same(t, g, ann, bob)
	page := must[ProposalPage](t)(ann.Proposal(ctx, g, p))
	if v := page.Votes[0]; v.Tally.Yes != 2 || v.Tally.No != 0 || v.Tally.Eligible != 2 {
		t.Errorf("tally %+v", v.Tally)
	}
	if page.Voted != page.Body || len(page.Comments) != 1 {
		t.Errorf("page %+v", page)
	}
	if _, err := bob.EditText(ctx, g, p, page.Body, "no trees"); err == nil {
		t.Error("words were changed during a vote")
	}
	m := must[forum.ID](t)(bob.NewMeeting(ctx, g, forum.NewMeeting{Title: "AGM", At: 1}, []string{"Welcome", "AOB"}))
	mp := must[MeetingPage](t)(bob.Meeting(ctx, g, m))
	must[string](t)(bob.EditText(ctx, g, mp.Agenda[0].ID, "", "All came."))
	ok(t, bob.Attend(ctx, g, m, forum.Person{}, "Old Mr Fox", forum.Present))
	give(t, bob, ann, g)
	same(t, g, ann, bob)
}

func TestReopenKeepsEverything(t *testing.T) {
	home := t.TempDir()
	s, err := Open(home, Options{})
	ok(t, err)
	must[Me](t)(s.CreateMe(ctx, "Ann"))
	g := must[forum.ID](t)(s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	p := must[forum.ID](t)(s.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "one"))
	text := "one"
	for i := range 100 { // past several folds
		now := text + strings.Repeat("x", i%3+1)
		text = must[string](t)(s.EditText(ctx, g, p, text, now))
	}
	digest := must[forum.ID](t)(s.Digest(ctx, g))
	ok(t, s.Close())
	s = open(t, home)
	if got := must[string](t)(s.Text(ctx, g, p)); got != text {
		t.Errorf("text is %q", got)
	}
	if got := must[forum.ID](t)(s.Digest(ctx, g)); got != digest {
		t.Error("digest changed by reopening")
	}
	same(t, g, s)
	if _, err := Open(home, Options{}); err != ErrInUse {
		t.Errorf("second open: %v", err)
	}
	// What was folded is still handed on.
	bob := device(t, "Bob")
	join(t, s, bob, g)
	same(t, g, s, bob)
}

// TestSharedSurvives: what a neighbour is known to hold is still known after a restart.
func TestSharedSurvives(t *testing.T) {
	home := t.TempDir()
	s, err := Open(home, Options{})
	ok(t, err)
	must[Me](t)(s.CreateMe(ctx, "Ann"))
	g := must[forum.ID](t)(s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	must[forum.ID](t)(s.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	if n := s.Unshared(g); n != 3 {
		t.Errorf("%d unshared before", n)
	}
	s.MarkShared(g, forum.Device{9}, seqs(s.Heights(g)))
	ok(t, s.Close())
	s = open(t, home)
	if n := s.Unshared(g); n != 0 {
		t.Errorf("%d unshared after a restart", n)
	}
	if rows := must[[]ProposalCard](t)(s.Proposals(ctx, g, Filter{})); !rows[0].Shared {
		t.Error("the proposal is shown as not shared")
	}
}
