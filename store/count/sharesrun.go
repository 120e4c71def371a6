package count

import (
	"math/big"
	"math/bits"
	"slices"
)

// sharesRun is the Method of Equal Shares with one share of money, without completion.
//
// Money divides into thirds of sevenths of elevenths…, and exact fractions of it grow too long to count a large budget
// with. So every amount is kept as a whole number of tiny parts that it is not below, with a bound on how far above it
// can be; what is known so surely decides nearly every comparison. Where it does not decide, the comparison is made
// with exact fractions ([sharesExact]). Either way the answer is that of exact arithmetic.
type sharesRun struct {
	*shares
	share  *big.Rat
	shift  uint    // a smallest unit of money is 1<<shift parts
	money  []int64 // parts that each voter has at least
	slack  int64   // parts that a voter may have more than that
	offers []offer
	order  []offer // bought
	bought []bool
	spent  int64
	exact  *sharesExact
	// What would change the outcome if there were more money: nothing but an offer that could not be paid becoming
	// payable, if rigid; then short is the least that a voter for such an offer needs more, in parts.
	rigid bool
	short int64
}

// offer is a project that may still be bought. Its price is what its most burdened payer would give: it is between low
// and high, in parts, and it only ever rises, because voters only ever have less.
type offer struct {
	project   int
	cost      int64 // smallest units
	low, high int64
	looked    int // the step in which low and high were worked out
}

// maxError is where the bounds are given up, and everything is compared exactly.
const maxError = 1 << 30

func (s *shares) run(share *big.Rat) (*sharesRun, error) {
	r := s.begin(share)
	return r, r.finish()
}

// begin gives every voter a share, in the smallest parts that numbers have room for.
func (s *shares) begin(share *big.Rat) *sharesRun {
	r := &sharesRun{shares: s, share: share, bought: make([]bool, len(s.may)), rigid: true, short: maxPrice}
	size := new(big.Int).Quo(share.Num(), share.Denom()).BitLen() + 1
	for p, may := range s.may {
		if may {
			size = max(size, bits.Len64(uint64(s.b.Projects[p].Cost)))
		}
	}
	r.shift = uint(min(61-size, 40))
	for p, may := range s.may {
		if cost := s.b.Projects[p].Cost; may { // nobody pays less than if all pay the same
			low := (cost << r.shift) / int64(len(s.backs[p]))
			r.offers = append(r.offers, offer{project: p, cost: cost, low: low})
		}
	}
	parts, rest := new(big.Int).Lsh(share.Num(), r.shift), new(big.Int)
	if parts.QuoRem(parts, share.Denom(), rest); rest.Sign() > 0 {
		r.slack = 1
	}
	r.money = slices.Repeat([]int64{parts.Int64()}, len(s.b.Votes))
	r.exact = newSharesExact(r)
	return r
}

// finish buys until nothing more can be bought, or more than the budget has been spent.
func (r *sharesRun) finish() error {
	for step := 1; len(r.offers) > 0 && r.spent <= r.b.Limit; step++ {
		r.work += 16 * len(r.offers) // for putting them in order
		if r.work > maxShareWork {
			return ErrTooLong
		}
		best, ok := r.cheapest(step)
		if !ok {
			break
		}
		r.buy(best)
	}
	return nil
}

// dearer says whether a price a for a cost is a larger part of it than b is for d: a/cost > b/d.
func dearer(a, cost, b, d int64) bool {
	h1, l1 := bits.Mul64(uint64(a), uint64(d))
	h2, l2 := bits.Mul64(uint64(b), uint64(cost))
	return h1 > h2 || h1 == h2 && l1 > l2
}

// cheapest finds the offer to take, if there is one. It looks at offers in the order of what they cost at least, and
// stops where that is more than the best found costs at most.
func (r *sharesRun) cheapest(step int) (best offer, ok bool) {
	slices.SortFunc(r.offers, func(a, b offer) int {
		switch {
		case dearer(b.low, b.cost, a.low, a.cost):
			return -1
		case dearer(a.low, a.cost, b.low, b.cost):
			return 1
		}
		return a.project - b.project
	})
	kept := r.offers[:0]
	for i, o := range r.offers {
		if ok && dearer(o.low, o.cost, best.high, best.cost) {
			kept = append(kept, r.offers[i:]...)
			break
		}
		if !r.look(&o, best, ok) {
			continue // it can never be paid for in this run
		}
		o.looked = step
		kept = append(kept, o)
		if !ok || dearer(best.high, best.cost, o.high, o.cost) {
			best, ok = o, true
		}
	}
	r.offers = kept
	if !ok {
		return best, false
	}
	return r.decide(best, step), true
}

// decide settles between the best offer and those that it is not surely better than.
func (r *sharesRun) decide(best offer, step int) offer {
	var even []offer
	for _, o := range r.offers {
		if o.looked == step && !dearer(o.low, o.cost, best.high, best.cost) {
			even = append(even, o)
		}
	}
	if len(even) == 1 {
		return even[0]
	}
	for i := range even {
		r.exact.settle(&even[i])
	}
	return slices.MinFunc(even, func(a, b offer) int {
		x := new(big.Rat).Mul(r.exact.prices[a.project], new(big.Rat).SetInt64(b.cost))
		y := new(big.Rat).Mul(r.exact.prices[b.project], new(big.Rat).SetInt64(a.cost))
		if c := x.Cmp(y); c != 0 {
			return c
		}
		if c := len(r.backs[b.project]) - len(r.backs[a.project]); c != 0 {
			return c
		}
		switch {
		case a.cost < b.cost:
			return -1
		case a.cost > b.cost:
			return 1
		}
		return a.project - b.project
	})
}

// look works out the price of an offer, and says whether it can be paid at all. Where the offer turns out surely dearer
// than the best one, it is enough to know that.
//
// With the poor P giving all they have, S, and each of the other n the same, the price is (cost − S)/n. Leaving out of
// P those who would have to give more than they have makes it too low, so it is worked out again until nobody has to.
// Taking the voters' least money gives the highest that the price can be; for any P, the lowest is less by what P may
// have more, shared by n.
func (r *sharesRun) look(o *offer, best offer, known bool) bool {
	backs := r.backs[o.project]
	cost := o.cost << r.shift
	price := ceilDiv(cost, int64(len(backs)))
	for poor := 0; ; {
		count, sum := 0, int64(0)
		for _, v := range backs {
			if m := r.money[v]; m < price {
				count++
				sum += m
			}
		}
		r.work += len(backs)
		n := int64(len(backs) - count)
		if n == 0 {
			return r.scrape(o, cost-sum)
		}
		price = ceilDiv(cost-sum, n)
		o.low = max(o.low, r.lowest(cost-sum, int64(count), n))
		if o.high = price; count == poor {
			r.rigid = r.rigid && count == 0
			return true
		}
		if known && dearer(o.low, o.cost, best.high, best.cost) {
			o.high, r.rigid = maxPrice, false
			return true
		}
		poor = count
	}
}

// maxPrice stands for a price that was not worked out, because it is too high to matter.
const maxPrice = 1<<63 - 1

func (r *sharesRun) lowest(rest, poor, n int64) int64 {
	if r.slack >= maxError {
		return 0
	}
	return max((rest-poor*r.slack)/n, 0)
}

// scrape says whether voters whose least money is short of the cost by missing parts have enough after all.
func (r *sharesRun) scrape(o *offer, missing int64) bool {
	n := int64(len(r.backs[o.project]))
	if r.slack < maxError && missing > r.slack*n {
		r.short = min(r.short, (missing-r.slack*n)/n)
		return false
	}
	r.rigid = false
	return r.exact.settle(o)
}

// same says how many units further on a voter's share would have to be for another outcome, at least 1. Where every
// price was paid in equal parts, and so would be with more money, everything goes as it did until somebody can pay for
// what could not be paid.
func (r *sharesRun) same() int64 {
	unit := power10(r.b.Places)
	unit.Lsh(unit, r.shift)
	if !r.rigid || r.short == maxPrice || !unit.IsInt64() {
		return 1
	}
	return max(r.short/unit.Int64(), 1)
}

// buy lets the voters pay.
func (r *sharesRun) buy(o offer) {
	for _, v := range r.backs[o.project] {
		r.money[v] = max(r.money[v]-o.high, 0)
	}
	r.slack = min(r.slack+o.high-o.low, maxError)
	r.order, r.bought[o.project] = append(r.order, o), true
	r.spent += o.cost
	r.offers = slices.DeleteFunc(r.offers, func(other offer) bool { return other.project == o.project })
}

// each is what the most burdened voter gave for the purchase i, in hundredths of a main unit, rounded up.
func (r *sharesRun) each(i int) *big.Int {
	part := new(big.Rat).SetFrac(big.NewInt(100), new(big.Int).Lsh(power10(r.b.Places), r.shift))
	hundredths := func(parts int64) *big.Int {
		return ceilRat(new(big.Rat).Mul(part, new(big.Rat).SetInt64(parts)))
	}
	low, high := hundredths(r.order[i].low), hundredths(r.order[i].high)
	if low.Cmp(high) == 0 {
		return low
	}
	r.exact.replay(len(r.order))
	part.SetFrac(big.NewInt(100), power10(r.b.Places))
	return ceilRat(part.Mul(part, r.exact.paid[i]))
}

func ceilRat(x *big.Rat) *big.Int {
	whole, rest := new(big.Int).QuoRem(x.Num(), x.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		whole.Add(whole, big.NewInt(1))
	}
	return whole
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }
