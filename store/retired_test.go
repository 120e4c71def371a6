package store

import (
	"slices"
	"testing"

	"moot/store/forum"
)

// TestRetireProof: a retired device believes the act, signed by another device of its person, and nothing else.
func TestRetireProof(t *testing.T) {
	ann, bob, g := pair(t)
	give(t, ann, bob, g)
	new := second(t, ann, bob, g)
	give(t, bob, ann, g)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	ok(t, new.Retire(ctx, g, ann.Identity(), "lost"))
	must[[]OwnDevice](t)(new.Devices(ctx))
	give(t, new, bob, g)
	proof := must[[]forum.Entry](t)(bob.RetireProof(ctx, g, ann.Identity()))
	if len(proof) == 0 || len(must[[]forum.Entry](t)(bob.RetireProof(ctx, g, bob.Identity()))) != 0 {
		t.Fatalf("%d entries prove it", len(proof))
	}
	still := func(what string) {
		t.Helper()
		if _, err := ann.Comment(ctx, g, p, "Here still", forum.ID{}); err != nil {
			t.Errorf("after %s: %v", what, err)
		}
	}
	key := bob.keys.device
	forged := forge(t, bob, g, forum.Header{Kind: forum.KindRetire}, body(t, forum.KindRetire, forum.Retire{Device: ann.Identity()}), key)
	ok(t, ann.NoteRetired(ctx, g, []forum.Entry{forged}))
	still("an act of somebody else's device")
	bad := slices.Clone(reread(t, proof))
	bad[len(bad)-1].Sig = flip(bad[len(bad)-1].Sig, 3)
	ok(t, ann.NoteRetired(ctx, g, bad))
	still("a broken signature")
	ok(t, ann.NoteRetired(ctx, g, nil))
	ok(t, bob.NoteRetired(ctx, g, proof))
	if _, err := bob.Comment(ctx, g, must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Bins"}, "")), "ok", forum.ID{}); err != nil {
		t.Errorf("a proof about somebody else: %v", err)
	}

	home := ann.home
	ok(t, ann.NoteRetired(ctx, g, reread(t, proof)))
	ok(t, ann.Close())
	ann = open(t, home)
	_, err := ann.Comment(ctx, g, p, "Hello?", forum.ID{})
	refusedWith(t, err, "has been retired")
	if c := must[GroupCard](t)(ann.Group(ctx, g)); c.Standing != forum.StandingRetired || ann.GroupCan(g) != (Can{}) {
		t.Errorf("it stands as %s", c.Standing)
	}
}
