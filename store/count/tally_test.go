package count

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestTallyIsARecount: whatever comes, the totals are those of the ballots that stand.
func TestTallyIsARecount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally, err := NewTally[int](4, 3, 5)
		if err != nil {
			t.Fatal(err)
		}
		stand := map[int][]Choice{}
		for range rapid.IntRange(0, 40).Draw(t, "ballots") {
			voter := rapid.IntRange(0, 5).Draw(t, "voter")
			if rapid.IntRange(0, 4).Draw(t, "withdraw") == 0 {
				tally.Withdraw(voter)
				delete(stand, voter)
				continue
			}
			var ballot []Choice
			good := true
			for range rapid.IntRange(0, 4).Draw(t, "choices") {
				c := Choice{rapid.IntRange(-1, 4).Draw(t, "option"), rapid.Int64Range(0, 6).Draw(t, "points")}
				good = good && c.Option >= 0 && c.Option < 4 && c.Points > 0 && c.Points < 6 &&
					!slices.ContainsFunc(ballot, func(d Choice) bool { return d.Option == c.Option })
				ballot = append(ballot, c)
			}
			good = good && len(ballot) <= 3
			if err := tally.Cast(voter, ballot); (err == nil) != good {
				t.Fatalf("%v: %v", ballot, err)
			}
			if good {
				stand[voter] = ballot
			}
		}
		want := make([]int64, 4)
		for _, ballot := range stand {
			for _, c := range ballot {
				want[c.Option] += c.Points
			}
		}
		if !slices.Equal(tally.Totals(), want) || tally.Voters() != len(stand) || len(tally.Ballots()) != len(stand) {
			t.Fatalf("totals %v of %d, want %v of %d", tally.Totals(), tally.Voters(), want, len(stand))
		}
	})
}

func TestTallyLimits(t *testing.T) {
	for _, c := range [][3]int64{{0, 1, 1}, {MaxCandidates + 1, 1, 1}, {1, 0, 1}, {1, 1, 0}, {1, 1, MaxPoints + 1}} {
		if _, err := NewTally[int](int(c[0]), int(c[1]), c[2]); err == nil {
			t.Errorf("%v is taken", c)
		}
	}
}

func TestApprovalAndScore(t *testing.T) {
	names := []string{"Park", "Pond", "Path", "Pump"}
	table, err := Approval(names, []int64{5, 9, 5, 1}, 12, 2, Seed{})
	if err != nil || len(table.Elected) != 2 || table.Elected[0] != 1 || table.Elected[1]%2 != 0 {
		t.Fatalf("%+v %v", table, err)
	}
	if said := table.Explain(0); len(said) != 4 || said[1] != "Pond has the most (9) and is elected." {
		t.Errorf("said %q", said)
	}
	won := map[int]bool{}
	for i := range 20 {
		table, err := Score(names, []int64{5, 9, 5, 1}, 12, 2, Seed{byte(i)})
		if err != nil {
			t.Fatal(err)
		}
		won[table.Elected[1]] = true
	}
	if len(won) != 2 {
		t.Errorf("the lot fell on %v only", won)
	}
	// Level ones are all elected when there is room, without a lot.
	table, err = Approval(names, []int64{5, 9, 5, 1}, 12, 3, Seed{})
	if err != nil || !slices.Equal(table.Elected, []int{1, 0, 2}) {
		t.Errorf("%+v %v", table, err)
	}
	if _, err := Approval(names, []int64{1}, 12, 3, Seed{}); err == nil {
		t.Error("totals are missing, and it is counted")
	}
}

func BenchmarkTally(b *testing.B) {
	tally, err := NewTally[int](20, 20, 1)
	if err != nil {
		b.Fatal(err)
	}
	ballot := []Choice{{1, 1}, {5, 1}, {19, 1}}
	for i := range 100_000 {
		if err := tally.Cast(i, ballot); err != nil {
			b.Fatal(err)
		}
	}
	for i := 0; b.Loop(); i++ {
		if err := tally.Cast(i%100_000, ballot); err != nil {
			b.Fatal(err)
		}
	}
}
