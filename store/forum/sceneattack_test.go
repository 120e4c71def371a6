package forum_test

import (
	"slices"
	"testing"

	"moot/store/forum"
	"moot/store/forum/scene"
)

// The attacks on the roll, by the names they have in the design's list. What each must come to is told in its scenes.

func TestAttackMutualRemoval(t *testing.T) {
	attack(t, "mutual", "mutual, the other first", "mutual, of two who came later", "mutual with a friend each",
		"mutual, seen by one", "more officers outweigh longer service")
}

func TestAttackThreeWayRemoval(t *testing.T) {
	attack(t, "three-way", "three-way, two against each", "three-way among four")
}

func TestAttackChainedRemoval(t *testing.T) {
	attack(t, "chained", "chained, long", "chained, three links", "a circle through a grant", "a circle through an admission")
}

func TestAttackBackDatedGrants(t *testing.T) {
	attack(t, "grants of a removed officer, back-dated", "grants of a removed officer, in the dark", "a chain of grants",
		"a removal pretended to be older, among three")
}

func TestAttackReAddRace(t *testing.T) { attack(t, "the re-add race", "the re-add race, two removals") }

func TestAttackOverUsedInvite(t *testing.T) {
	attack(t, "an over-used invite, apart", "an over-used invite, three ways", "asking twice does not get round the count")
}

// TestAttackExpiredInvite: what the roll makes of it. That a member's own device turns such a request away at the door is
// TestInviteLimits of package store.
func TestAttackExpiredInvite(t *testing.T) {
	attack(t, "an expired invite with a clock that is behind", "an expired invite with a clock that is ahead", "the same for all clocks")
}

func TestAttackNoOfficers(t *testing.T) {
	attack(t, "no officers", "a minority does not recover", "two rival recoveries", "packed before the recovery", "readers have no part in it")
}

func TestAttackSelfPromotion(t *testing.T) {
	attack(t, "self-promotion", "self-promotion through a friend", "self-promotion by an old office", "self-promotion by back-dating")
}

// TestAttackSection: the ways round the say that the charter gives a section.
func TestAttackSection(t *testing.T) {
	attack(t, "dodge: a reader first", "dodge: moved to another section first", "dodge: moved out of every section first",
		"dodge: friends moved into the section", "dodge: friends invited into the section", "dodge: the charter first",
		"dodge: back-dated by the same officer", "dodge: back-dated by another officer", "dodge: the consenting ones first", "dodge: the consenting ones leave")
}

// attack plays scenes and then brings the removals in each, or else its last acts, in every order there is, before and
// after everything else.
func attack(t *testing.T, names ...string) {
	all := scenes(t)
	for _, name := range names {
		i := slices.IndexFunc(all, func(s scene.Scene) bool { return s.Name == name })
		if i < 0 {
			t.Errorf("there is no scene called %q", name)
			continue
		}
		tape, err := scene.Play(all[i])
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		end := tape.Last()
		var some, rest []*forum.Entry
		for _, e := range end.Entries {
			if e.Kind == forum.KindRemove && len(some) < 6 {
				some = append(some, e)
			} else {
				rest = append(rest, e)
			}
		}
		if len(some) < 2 {
			n := max(0, len(end.Entries)-5)
			some, rest = slices.Clone(end.Entries[n:]), end.Entries[:n]
		}
		permute(some, 0, func() {
			for _, order := range [][]*forum.Entry{slices.Concat(rest, some), slices.Concat(some, rest)} {
				r := scene.NewReader()
				for _, e := range order {
					if err := r.Take(e); err != nil {
						t.Fatal(err)
					}
				}
				if err := end.Check(r.View()); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
		})
	}
}

// permute calls f with the elements in each order.
func permute[T any](s []T, from int, f func()) {
	if from >= len(s)-1 {
		f()
		return
	}
	for i := from; i < len(s); i++ {
		s[from], s[i] = s[i], s[from]
		permute(s, from+1, f)
		s[from], s[i] = s[i], s[from]
	}
}
