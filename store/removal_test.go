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
		if tr.State != "hidden" || !strings.Contains(tr.Reason, "removed") {
			t.Errorf("%+v", tr)
		}
	}
}
