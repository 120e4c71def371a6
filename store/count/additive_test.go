package count

import (
	"slices"
	"testing"
)

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
