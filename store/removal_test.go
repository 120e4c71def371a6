package store

import (
	"strings"
	"testing"

	"moot/store/forum"
)

// TestRemovedWordsOthersBuiltOn: what a removed person wrote later is not shown, on any device, in any order; except
// words that somebody else's accepted change builds on.
func TestRemovedWordsOthersBuiltOn(t *testing.T) {
	ann, bob, g := pair(t)
	cat := device(t, "Cat")
	join(t, ann, cat, g)
	give(t, ann, bob, g)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	q := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Bins"}, "Two bins."))
	give(t, ann, bob, g)
	give(t, ann, cat, g)

	me, _ := bob.Me()
	ok(t, ann.Remove(ctx, g, me.Person, "")) // neither Bob nor Cat hears of it yet
	must[string](t)(bob.EditText(ctx, g, p, "Six trees.", "Six tall trees."))
	must[string](t)(bob.EditText(ctx, g, q, "Two bins.", "No bins."))
	give(t, bob, cat, g)
	must[string](t)(cat.EditText(ctx, g, p, "Six tall trees.", "Six tall oak trees."))

	give(t, bob, ann, g) // Bob's first: hidden
	if got := must[string](t)(ann.Text(ctx, g, p)); got != "Six trees." {
		t.Errorf("a removed person's words are shown: %q", got)
	}
	give(t, cat, ann, g)
	give(t, ann, cat, g)
	late := device(t, "Dan")
	join(t, ann, late, g)
	for _, s := range []*Store{ann, cat, late} {
		if got := must[string](t)(s.Text(ctx, g, p)); got != "Six tall oak trees." {
			t.Errorf("words built on: %q", got)
		}
		if got := must[string](t)(s.Text(ctx, g, q)); got != "Two bins." {
			t.Errorf("words nobody built on: %q", got)
		}
	}
	give(t, ann, cat, g)
	same(t, g, ann, cat, late)
}

// TestRemovalReachesBack: a removal that pins less than a device has already shown hides the rest there too.
func TestRemovalReachesBack(t *testing.T) {
	ann, bob, g := pair(t)
	cat := device(t, "Cat")
	join(t, ann, cat, g)
	give(t, ann, bob, g)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	give(t, ann, bob, g)
	text := "Six trees."
	for range 40 { // past a fold, so that the documents have to be made again from what was folded
		text = must[string](t)(bob.EditText(ctx, g, p, text, text+"!"))
	}
	must[forum.ID](t)(bob.Comment(ctx, g, p, "More trees!", forum.ID{}))
	give(t, ann, cat, g)
	give(t, bob, cat, g)
	if got := must[string](t)(cat.Text(ctx, g, p)); got != text {
		t.Fatalf("before: %q", got)
	}
	me, _ := bob.Me()
	ok(t, ann.Remove(ctx, g, me.Person, "")) // Ann has seen none of it
	give(t, ann, cat, g)
	give(t, cat, ann, g)
	page := must[ProposalPage](t)(cat.Proposal(ctx, g, p))
	if page.Body != "Six trees." || len(page.Comments) != 0 {
		t.Errorf("after: %q, %d comments", page.Body, len(page.Comments))
	}
	same(t, g, ann, cat)
	for _, tr := range must[[]Trouble](t)(cat.Troubles(ctx, g)) {
		if tr.State != "hidden" || !strings.Contains(tr.Reason.String(), "removed") {
			t.Errorf("%+v", tr)
		}
	}
}

// TestPinsMoved: two officers remove somebody apart, one having seen more of what they wrote: what that one saw is shown
// again on every device, though the device is hidden before and after.
func TestPinsMoved(t *testing.T) {
	ann, bob, cat, g := trio(t)
	catMe, _ := cat.Me()
	bobMe, _ := bob.Me()
	ok(t, ann.SetRole(ctx, g, catMe.Person, forum.RoleOfficer, ""))
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	meet(t, g, ann, bob, cat)
	ok(t, ann.Remove(ctx, g, bobMe.Person, "")) // having seen nothing of what follows
	must[forum.ID](t)(bob.Comment(ctx, g, p, "one", forum.ID{}))
	must[string](t)(bob.EditText(ctx, g, p, "Six.", "Six trees."))
	give(t, bob, cat, g)
	ok(t, cat.Remove(ctx, g, bobMe.Person, "")) // having seen these two
	must[forum.ID](t)(bob.Comment(ctx, g, p, "later", forum.ID{}))
	give(t, bob, ann, g)
	if page := must[ProposalPage](t)(ann.Proposal(ctx, g, p)); page.Body != "Six." || len(page.Comments) != 0 {
		t.Errorf("before: %q, %+v", page.Body, page.Comments)
	}
	give(t, cat, ann, g)
	if page := must[ProposalPage](t)(ann.Proposal(ctx, g, p)); page.Body != "Six trees." || len(page.Comments) != 1 {
		t.Errorf("after: %q, %+v", page.Body, page.Comments)
	}
	asRebuilt(t, ann, g)
	meet(t, g, ann, cat)
	sameAgain(t, g, ann, cat)
}

// TestLateChange: a change that waited while the text was put into a snapshot is in the text after a restart.
func TestLateChange(t *testing.T) {
	ann, bob, cat, g := trio(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	meet(t, g, ann, bob, cat)
	must[string](t)(bob.EditText(ctx, g, p, "Six.", "Six trees."))
	give(t, bob, ann, g)
	must[string](t)(ann.EditText(ctx, g, p, "Six trees.", "Six trees, oaks."))
	have := seqs(cat.Heights(g))
	have[forum.Chain{Device: bob.Identity(), Lane: forum.ContentLane}] = 1 << 40
	must[uint64](t)(ann.Tail(ctx, g, have, 0, func(run []forum.Entry) error {
		_, err := cat.Apply(ctx, g, "peer:ann", reread(t, run))
		return err
	}))
	text := "Six."
	for range 2 * foldTail {
		text = must[string](t)(cat.EditText(ctx, g, p, text, text+"!"))
	}
	give(t, bob, cat, g)
	want := must[string](t)(cat.Text(ctx, g, p))
	if !strings.Contains(want, "oaks") {
		t.Errorf("it still waits: %q", want)
	}
	home := cat.home
	ok(t, cat.Close())
	cat = open(t, home)
	if got := must[string](t)(cat.Text(ctx, g, p)); got != want {
		t.Errorf("after a restart: %q, want %q", got, want)
	}
	asRebuilt(t, cat, g)
	give(t, cat, ann, g)
	sameAgain(t, g, ann, cat)
}
