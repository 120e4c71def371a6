package forum_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"moot/store/forum"
	"moot/store/forum/scene"
)

// scenes reads every scene.
func scenes(t testing.TB) (all []scene.Scene) {
	t.Helper()
	files, err := filepath.Glob("testdata/scenes/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no scenes")
	}
	seen := map[string]bool{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		some, err := scene.Parse(strings.TrimSuffix(filepath.Base(f), ".txt"), string(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range some {
			if seen[s.Name] {
				t.Errorf("two scenes are called %s", s.Name)
			}
			seen[s.Name] = true
			if s.Says == "" {
				t.Errorf("%s does not say what it shows", s.Name)
			}
			all = append(all, s)
		}
	}
	return all
}

// times reads how often to do something from the environment.
func times(env string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(env)); err == nil {
		return n
	}
	if testing.Short() {
		return max(1, usual/5)
	}
	return usual
}

// picker draws the same numbers for the same seed.
func picker(seed int) func(int) int { return rand.New(rand.NewPCG(uint64(seed), 3)).IntN }

// deliver brings what was said by a stage to a fresh reader in another order, and compares.
func deliver(s *scene.Stage, seed int) error {
	r := scene.NewReader()
	err := scene.Deliver(s.Entries, picker(seed), func(batch []*forum.Entry) error { return r.Take(batch...) })
	if err != nil {
		return err
	}
	if r.Held() > 0 {
		return fmt.Errorf("%d entries were never placed", r.Held())
	}
	return s.Check(r.View())
}

// TestScenes plays every story, and brings what was said in it to a new device in many orders and batches: each must
// come to what the story expects. MOOT_SCENES says in how many.
func TestScenes(t *testing.T) {
	all := scenes(t)
	orders := times("MOOT_SCENES", 50)
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			tape, err := scene.Play(s)
			if err != nil {
				t.Fatalf("%s\n%v", s.Says, err)
			}
			for i := range tape.Stages {
				for seed := range orders {
					if err := deliver(&tape.Stages[i], seed); err != nil {
						t.Fatalf("%s\nin order %d: %v", s.Says, seed, err)
					}
				}
			}
		})
	}
	if len(all) < 150 {
		t.Errorf("there are %d scenes; the promise was 150", len(all))
	}
}

// TestScenesCanFail: a story with a wrong ending is found out, and so is one that makes no sense.
func TestScenesCanFail(t *testing.T) {
	for text, want := range map[string]string{
		"a founds; expect members b":                                          "they are: a, not b",
		"a founds; a admits b; cut a|b; a renames \"An\"; expect members a b": "b has not come to the same roll",
		"a founds; X: a renames \"An\"; expect refused X \"no\"":              "refused false",
		"a founds; P: a posts; expect hidden P":                               "shown: true",
		"a founds; expect matter b \"more\"":                                  "there is none",
		"a founds; expect undone Y":                                           "nothing was called Y",
		"a founds; a flies":                                                   "nobody can",
		"a founds; a admits b maybe; expect members a b":                      "one word too many",
		"a founds": "nothing is expected",
	} {
		some, err := scene.Parse("wrong", text)
		if err == nil {
			_, err = scene.Play(some[0])
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %q", text, err, want)
		}
	}
}
