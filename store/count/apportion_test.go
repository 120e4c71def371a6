package count

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestApportion(t *testing.T) {
	for name, c := range map[string]struct {
		total   int64
		weights []int64
		want    []int64
	}{
		"even":                         {9, []int64{1, 1, 1}, []int64{3, 3, 3}},
		"pennies left go to the first": {11, []int64{1, 1, 1}, []int64{4, 4, 3}},
		"largest remainder first":      {100, []int64{500, 1200}, []int64{29, 71}},
		"a tie goes to the first":      {1, []int64{5, 5}, []int64{1, 0}},
		"nothing to share":             {0, []int64{3, 4}, []int64{0, 0}},
		"a weight of nothing":          {10, []int64{0, 7}, []int64{0, 10}},
		"large":                        {MaxShare, []int64{MaxShare / 2, MaxShare / 2}, []int64{MaxShare / 2, MaxShare / 2}},
	} {
		got, err := Apportion(c.total, c.weights)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
	for name, c := range map[string]struct {
		total   int64
		weights []int64
	}{
		"nobody": {1, nil}, "no weight": {1, []int64{0, 0}}, "less than nothing": {-1, []int64{1}}, "a weight below nothing": {1, []int64{2, -1}},
		"too much": {MaxShare + 1, []int64{1}}, "weights too large": {1, []int64{MaxShare, 1}},
	} {
		if got, err := Apportion(c.total, c.weights); err == nil {
			t.Errorf("%s: shared as %v", name, got)
		}
	}
}

// TestApportionIsFair: the shares add up, and each is within a penny of the exact one.
func TestApportionIsFair(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		total := rapid.Int64Range(0, 1_000_000_000_000).Draw(rt, "total")
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1_000_000_000_000), 1, 40).Draw(rt, "weights")
		weights[0]++
		shares, err := Apportion(total, weights)
		if err != nil {
			rt.Fatal(err)
		}
		sum, all := int64(0), new(big.Int)
		for i := range weights {
			sum += shares[i]
			all.Add(all, big.NewInt(weights[i]))
		}
		if sum != total {
			rt.Fatalf("the shares add up to %d, not %d", sum, total)
		}
		for i := range weights {
			// |share × all − total × weight| < all
			d := new(big.Int).Mul(big.NewInt(shares[i]), all)
			d.Sub(d, new(big.Int).Mul(big.NewInt(total), big.NewInt(weights[i])))
			if d.CmpAbs(all) >= 0 {
				rt.Fatalf("share %d is a penny or more from exact", i)
			}
		}
	})
}
