package count

import (
	"errors"
	"math/bits"
	"slices"
)

// MaxShare bounds totals and weights in [Apportion].
const MaxShare = 1 << 53

// Apportion shares a total among weights exactly, by the method of the largest remainder (Hamilton's): each gets the
// whole part of total × weight ÷ all weights, and what is left over goes one by one to those with the largest
// remainders; of equal remainders, to whoever comes first in the list. The shares add up to the total. Errors: a total or
// a weight below nothing or above [MaxShare], or no weight above nothing.
func Apportion(total int64, weights []int64) ([]int64, error) {
	var all uint64
	for _, w := range weights {
		if w < 0 || w > MaxShare || all > MaxShare {
			return nil, errors.New("a share is out of range")
		}
		all += uint64(w)
	}
	if total < 0 || total > MaxShare || all > MaxShare {
		return nil, errors.New("a total is out of range")
	}
	if all == 0 {
		return nil, errors.New("there is nobody to share it with")
	}
	shares, left := make([]int64, len(weights)), total
	remainders := make([]uint64, len(weights))
	order := make([]int, len(weights))
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(total), uint64(w))
		whole, rest := bits.Div64(hi, lo, all) // w ≤ all, so the quotient fits
		shares[i], remainders[i], order[i] = int64(whole), rest, i
		left -= int64(whole)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case remainders[a] > remainders[b]:
			return -1
		case remainders[a] < remainders[b]:
			return 1
		}
		return 0
	})
	for _, i := range order[:left] { // fewer are left than there are shares with a remainder
		shares[i]++
	}
	return shares, nil
}
