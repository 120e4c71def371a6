package store

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"moot/store/forum"
)

// copied closes a device, copies its folder, and opens both: a restored backup, or a folder on two laptops.
func copied(t testing.TB, s *Store) (again, twin *Store) {
	t.Helper()
	home := t.TempDir()
	ok(t, s.Close())
	ok(t, os.CopyFS(home, os.DirFS(s.home)))
	return open(t, s.home), open(t, home)
}

// trio is Ann, Bob and Cat in a group, in step.
func trio(t testing.TB) (ann, bob, cat *Store, g forum.ID) {
	ann, bob, g = pair(t)
	cat = device(t, "Cat")
	join(t, ann, cat, g)
	give(t, ann, bob, g)
	return ann, bob, cat, g
}

// meet has devices hand each other everything until all have it.
func meet(t testing.TB, g forum.ID, stores ...*Store) {
	t.Helper()
	for range 3 {
		for _, a := range stores {
			for _, b := range stores {
				if a != b {
					give(t, a, b, g)
				}
			}
		}
	}
}

// TestOthersWordsOnAForkStay: what two honest members made of the two branches of a forked device stays, on every
// device, in any order; what nobody built on is shown to nobody.
func TestOthersWordsOnAForkStay(t *testing.T) {
	ann, bob, cat, g := trio(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	meet(t, g, ann, bob, cat)
	bob, twin := copied(t, bob)

	must[string](t)(bob.EditText(ctx, g, p, "Six trees.", "Six tall trees."))
	left := must[forum.ID](t)(bob.Comment(ctx, g, p, "left", forum.ID{}))
	must[forum.ID](t)(bob.Comment(ctx, g, p, "left, alone", forum.ID{}))
	give(t, bob, ann, g)
	must[string](t)(ann.EditText(ctx, g, p, "Six tall trees.", "Six tall oaks."))
	must[forum.ID](t)(ann.Comment(ctx, g, p, "re left", left))

	must[string](t)(twin.EditText(ctx, g, p, "Six trees.", "Six trees, soon."))
	q := must[forum.ID](t)(twin.NewProposal(ctx, g, forum.NewProposal{Title: "Bins"}, "Two bins."))
	must[forum.ID](t)(twin.NewProposal(ctx, g, forum.NewProposal{Title: "Nobody's"}, "Nothing."))
	give(t, twin, cat, g)
	must[string](t)(cat.EditText(ctx, g, p, "Six trees, soon.", "Six trees, very soon."))
	must[forum.ID](t)(cat.Comment(ctx, g, q, "re bins", forum.ID{}))

	late, latest := device(t, "Dan"), device(t, "Eve")
	meet(t, g, ann, cat)
	join(t, ann, late, g)
	join(t, cat, latest, g)
	meet(t, g, ann, cat, late, latest, bob, twin)
	sameAgain(t, g, ann, cat, late, latest, bob, twin)
	for _, s := range []*Store{ann, cat, late, latest, bob, twin} {
		page := must[ProposalPage](t)(s.Proposal(ctx, g, p))
		if page.Body != "Six tall oaks, very soon." {
			t.Errorf("the words are %q", page.Body)
		}
		if len(page.Comments) != 2 {
			t.Errorf("%d comments: %+v", len(page.Comments), page.Comments)
		}
		if bins := must[ProposalPage](t)(s.Proposal(ctx, g, q)); bins.Body != "Two bins." || len(bins.Comments) != 1 {
			t.Errorf("%q with %d comments", bins.Body, len(bins.Comments))
		}
		if rows := must[[]ProposalCard](t)(s.Proposals(ctx, g, Filter{})); len(rows) != 2 {
			t.Errorf("%d proposals: %+v", len(rows), rows)
		}
		asRebuilt(t, s, g)
		forks := must[[]Fork](t)(s.Forks(ctx, g))
		if len(forks) != 1 || forks[0].Name != "Bob" || forks[0].Device != bob.Identity() || forks[0].Since == 0 || forks[0].Shown != 5 ||
			!strings.Contains(forks[0].String(), "Bob has signed two different histories") {
			t.Errorf("%+v", forks)
		}
	}
	reopened := open(t, func() string { ok(t, cat.Close()); return cat.home }())
	sameAgain(t, g, ann, reopened)
	if _, err := bob.Comment(ctx, g, p, "still me", forum.ID{}); err == nil || !strings.Contains(err.Error(), "split in two") {
		t.Errorf("a frozen device wrote: %v", err)
	}
}

// TestOneNumberTwice: two changes of one actor with the same number, of which a text can hold only one: the one with the
// lesser hash counts everywhere, and what was built on the other is refused with a reason, its words still there to read.
func TestOneNumberTwice(t *testing.T) {
	unraced(t)
	for range 4 { // which of the two has the lesser hash is a matter of chance
		ann, bob, cat, g := trio(t)
		p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
		meet(t, g, ann, bob, cat)
		bob, twin := copied(t, bob)
		twin.session = bob.session // a process that was copied with its memory
		must[string](t)(bob.EditText(ctx, g, p, "Six trees.", "Six tall trees."))
		must[string](t)(twin.EditText(ctx, g, p, "Six trees.", "Ten trees."))
		give(t, bob, ann, g)
		give(t, twin, cat, g)
		must[string](t)(ann.EditText(ctx, g, p, "Six tall trees.", "Six tall oaks."))
		must[string](t)(cat.EditText(ctx, g, p, "Ten trees.", "Ten elms."))
		late := device(t, "Dan")
		join(t, ann, late, g)
		meet(t, g, ann, cat, late)
		sameAgain(t, g, ann, cat, late)
		text := must[string](t)(ann.Text(ctx, g, p))
		if text != "Six tall oaks." && text != "Ten elms." {
			t.Errorf("the words are %q", text)
		}
		for _, s := range []*Store{ann, cat, late} {
			asRebuilt(t, s, g)
			told := 0
			for _, tr := range must[[]Trouble](t)(s.Troubles(ctx, g)) {
				if tr.State == "refused" && strings.Contains(tr.Reason.String(), "twice over") {
					told++
				}
			}
			if told != 1 {
				t.Errorf("%d are told why: %+v", told, must[[]Trouble](t)(s.Troubles(ctx, g)))
			}
		}
	}
}

// TestForkedActs: acts on the branches of a forked roll chain count for nothing, whichever came first; whoever they let
// in waits for approval; acts others made after them stand, and so does what was written meanwhile.
func TestForkedActs(t *testing.T) {
	ann, bob, cat, g := trio(t)
	bobMe, _ := bob.Me()
	ok(t, ann.SetRole(ctx, g, bobMe.Person, forum.RoleOfficer, ""))
	must[string](t)(bob.Invite(ctx, g, InviteTerms{}, nil)) // a trunk for the chain to part from
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	meet(t, g, ann, bob, cat)
	bob, twin := copied(t, bob)
	dan, eve := device(t, "Dan"), device(t, "Eve")
	join(t, bob, dan, g)
	must[forum.ID](t)(dan.Comment(ctx, g, p, "let in by the one", forum.ID{}))
	give(t, bob, ann, g)
	give(t, dan, ann, g)
	must[string](t)(ann.Invite(ctx, g, InviteTerms{}, nil)) // an act that comes after one that will not count
	must[forum.ID](t)(ann.Comment(ctx, g, p, "written after it", forum.ID{}))
	join(t, twin, eve, g)
	give(t, twin, cat, g)
	give(t, eve, cat, g)

	meet(t, g, ann, cat, dan, eve)
	late := device(t, "Fay")
	join(t, ann, late, g)
	meet(t, g, ann, cat, dan, eve, late)
	sameAgain(t, g, ann, cat, dan, eve, late)
	roll := must[*forum.Roll](t)(late.Roll(ctx, g))
	danMe, _ := dan.Me()
	if m, _ := roll.Find(danMe.Person); m.Standing != forum.StandingWaiting || !strings.Contains(m.Why, "two different histories") {
		t.Errorf("Dan: %+v", m)
	}
	page := must[ProposalPage](t)(late.Proposal(ctx, g, p))
	if len(page.Comments) != 1 || page.Comments[0].Body != "written after it" {
		t.Errorf("%+v", page.Comments)
	}
	for _, s := range []*Store{ann, cat, late} {
		asRebuilt(t, s, g)
	}
	ok(t, ann.Approve(ctx, g, danMe.Person))
	meet(t, g, ann, dan)
	must[forum.ID](t)(dan.Comment(ctx, g, p, "approved", forum.ID{}))
	meet(t, g, ann, cat, dan, late)
	sameAgain(t, g, ann, cat, dan, late)
	home := ann.home
	ok(t, ann.Close())
	sameAgain(t, g, cat, open(t, home))
}

// TestThreeBranches: a device that signed three histories, parting at different places: everybody ends before the first.
func TestThreeBranches(t *testing.T) {
	ann, bob, cat, g := trio(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	meet(t, g, ann, bob, cat)
	bob, one := copied(t, bob)
	say := func(s *Store, words string) forum.ID {
		return must[forum.ID](t)(s.Comment(ctx, g, p, words, forum.ID{}))
	}
	say(bob, "main")
	bob, two := copied(t, bob)
	say(bob, "main goes on")
	say(two, "two")
	say(two, "two goes on")
	first := say(one, "one")
	give(t, bob, ann, g)
	give(t, two, ann, g) // Ann knows where the second parted
	give(t, one, cat, g)
	must[forum.ID](t)(cat.Comment(ctx, g, p, "re one", first))
	dan := device(t, "Dan")
	join(t, cat, dan, g)
	give(t, two, dan, g)
	meet(t, g, ann, cat, dan)
	sameAgain(t, g, ann, cat, dan)
	for _, s := range []*Store{ann, cat, dan} {
		asRebuilt(t, s, g)
		if page := must[ProposalPage](t)(s.Proposal(ctx, g, p)); len(page.Comments) != 2 {
			t.Errorf("%+v", page.Comments)
		}
		if f := must[[]Fork](t)(s.Forks(ctx, g)); len(f) != 1 || f[0].From != 1 {
			t.Errorf("%+v", f)
		}
	}
}

// TestCutShort: judging again takes several transactions; cut short after any of them, as by a kill, it is made good at the
// next start.
func TestCutShort(t *testing.T) {
	unraced(t)
	for _, stop := range []int{0, 1, 3, 6, 9} {
		ann, bob, cat, g := trio(t)
		p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
		meet(t, g, ann, bob, cat)
		bob, twin := copied(t, bob)
		text := "Six."
		for range 40 { // past a fold, and more than one transaction of judging again
			text = must[string](t)(bob.EditText(ctx, g, p, text, text+"!"))
			must[forum.ID](t)(bob.Comment(ctx, g, p, "more", forum.ID{}))
		}
		give(t, bob, ann, g)
		give(t, bob, cat, g)
		must[string](t)(ann.EditText(ctx, g, p, text, text+" Yes."))
		var run []forum.Entry
		must[forum.ID](t)(twin.Comment(ctx, g, p, "twin", forum.ID{}))
		must[uint64](t)(twin.Tail(ctx, g, nil, 0, func(r []forum.Entry) error { run = append(run, reread(t, r)...); return nil }))

		left := stop
		ann.between = func() error {
			if left--; left < 0 {
				return errors.New("the end")
			}
			return nil
		}
		if _, err := ann.Apply(ctx, g, "peer:x", run); (err == nil) != (left >= 0) {
			t.Errorf("after %d: %v", stop, err)
		}
		home := ann.home
		ok(t, ann.Close())
		again := open(t, home)
		asRebuilt(t, again, g)
		meet(t, g, again, cat)
		sameAgain(t, g, again, cat)
		if got := must[string](t)(again.Text(ctx, g, p)); got != text+" Yes." {
			t.Errorf("after %d: %q", stop, got)
		}
	}
}

// TestForkIsToldOfAtOnce: whoever finds a fork hands the proof of it to a neighbour who has the other branch, without
// starting its walk over from the beginning; and once only.
func TestForkIsToldOfAtOnce(t *testing.T) {
	ann, bob, cat, g := trio(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	meet(t, g, ann, bob, cat)
	bob, twin := copied(t, bob)
	must[forum.ID](t)(bob.Comment(ctx, g, p, "left", forum.ID{}))
	must[forum.ID](t)(twin.Comment(ctx, g, p, "right", forum.ID{}))
	must[forum.ID](t)(twin.Comment(ctx, g, p, "more", forum.ID{}))
	give(t, bob, ann, g)
	give(t, twin, cat, g)
	had := map[forum.Chain]uint64{}
	for c, h := range cat.Heights(g) {
		had[c] = h.Seq
	}
	before := ann.Position()
	give(t, cat, ann, g)
	var proof []forum.Entry
	hear := func(window []forum.Entry) error { proof = append(proof, reread(t, window)...); return nil }
	reached := must[uint64](t)(ann.Tail(ctx, g, had, before, hear))
	must[forum.Report](t)(cat.Apply(ctx, g, "peer:ann", slices.Clone(proof)))
	same(t, g, ann, cat)
	if !maps.Equal(ann.Heights(g), cat.Heights(g)) {
		t.Error("they do not agree where the chain ends")
	}
	proof = nil
	must[uint64](t)(ann.Tail(ctx, g, had, reached, hear))
	if len(proof) > 0 {
		t.Errorf("%d entries are handed out again", len(proof))
	}
}
