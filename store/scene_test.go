package store

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"moot/store/forum"
	"moot/store/forum/scene"
)

// tapes plays every scene of package forum.
func tapes(t testing.TB) (all []*scene.Tape) {
	t.Helper()
	files := must[[]string](t)(filepath.Glob("forum/testdata/scenes/*.txt"))
	for _, f := range files {
		text := must[[]byte](t)(os.ReadFile(f))
		for _, s := range must[[]scene.Scene](t)(scene.Parse(f, string(text))) {
			if tape, err := scene.Play(s); err != nil {
				t.Errorf("%s: %v", s.Name, err) // the test of package forum says more
			} else {
				all = append(all, tape)
			}
		}
	}
	return all
}

// listener opens a device that only listens, to all these groups.
func listener(t testing.TB, tapes ...*scene.Tape) *Store {
	s := device(t, "Listener")
	for _, tape := range tapes {
		ok(t, s.BeginJoin(ctx, tape.Ticket()))
	}
	return s
}

// through brings entries to a store's gate in an order and in batches drawn from pick.
func through(t testing.TB, s *Store, g forum.ID, entries []*forum.Entry, pick func(int) int) {
	t.Helper()
	ok(t, scene.Deliver(entries, pick, func(batch []*forum.Entry) error {
		run := make([]forum.Entry, len(batch))
		for i, e := range batch {
			run[i] = *e
		}
		r, err := s.Apply(ctx, g, "peer:"+strconv.Itoa(pick(3)), reread(t, run))
		if r.Refused > 0 {
			t.Errorf("refused: %v", r.Reasons)
		}
		return err
	}))
}

// viewOf is what a store shows of a story's group.
func viewOf(t testing.TB, s *Store, tape *scene.Tape) scene.View {
	t.Helper()
	page := must[ProposalPage](t)(s.Proposal(ctx, tape.Group, tape.Board))
	return scene.View{
		Roll: must[*forum.Roll](t)(s.Roll(ctx, tape.Group)),
		Shown: func(post forum.ID) bool {
			return slices.ContainsFunc(page.Comments, func(c forum.Comment) bool { return c.ID == post })
		},
	}
}

// TestScenesThroughTheGate brings every story through the real gate of several devices: to some all at once, in any
// order, to others stage by stage, so that each stage is judged again when the next arrives. All must come to what the
// story expects. MOOT_SCENES says on how many devices.
func TestScenesThroughTheGate(t *testing.T) {
	all := tapes(t)
	devices := rounds(t, "MOOT_SCENES", 3)
	if testing.Short() { // with the race detector: a part of them, for the orders are not what it looks at
		devices = 2
		for i := range all[:len(all)/6] {
			all[i] = all[6*i]
		}
		all = all[:len(all)/6]
	}
	var stores []*Store
	for range devices {
		stores = append(stores, listener(t, all...))
	}
	for _, tape := range all {
		t.Run(tape.Name, func(t *testing.T) {
			for i, s := range stores {
				pick := rand.New(rand.NewPCG(uint64(i), 5)).IntN
				had := 0
				for n := range tape.Stages {
					stage := &tape.Stages[n]
					if i%2 == 1 && n+1 < len(tape.Stages) {
						continue
					}
					through(t, s, tape.Group, stage.Entries[had:], pick)
					had = len(stage.Entries)
					if err := stage.Check(viewOf(t, s, tape)); err != nil {
						t.Errorf("device %d: %v", i, err)
					}
				}
			}
			same(t, tape.Group, stores...)
		})
	}
}
