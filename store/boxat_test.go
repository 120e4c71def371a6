package store

import (
	"testing"

	"moot/store/forum"
)

// TestBoxesAtFollowsBoxes: once BoxesAt says that what is handed on may be another, it can be read. Were it said before, who looked
// in between would have looked for nothing, and not look again.
func TestBoxesAtFollowsBoxes(t *testing.T) {
	all, g, p, _ := secretStreet(t)
	ann := all[0]
	for range 20 {
		before := ann.BoxesAt(g)
		was, _, err := ann.Boxes(ctx, g)
		ok(t, err)
		cast := make(chan error, 1)
		go func() {
			_, err := ann.Cast(ctx, g, p, forum.Yes, "")
			cast <- err
		}()
		for ann.BoxesAt(g) == before && len(cast) == 0 {
		}
		now, _, err := ann.Boxes(ctx, g)
		ok(t, err)
		ok(t, <-cast)
		if ann.BoxesAt(g) == before || len(now) != 1 || len(was) > 0 && now[0].Ballots[0] == was[0].Ballots[0] {
			t.Fatal("it has said so, and another ballot cannot be read yet")
		}
	}
}
