package count

import (
	"math/big"
	"slices"
)

// sharesExact follows a run of Equal Shares with exact fractions, as far as it is asked for. Voters who paid for the
// same projects have the same money, so money is kept by such groups.
type sharesExact struct {
	run    *sharesRun
	group  []int32 // of each voter
	money  []*big.Rat
	done   int              // purchases followed
	paid   []*big.Rat       // the price of each purchase followed
	prices map[int]*big.Rat // of projects, as things stand
}

func newSharesExact(r *sharesRun) *sharesExact {
	return &sharesExact{run: r, money: []*big.Rat{r.share}, prices: map[int]*big.Rat{}}
}

// fractionWork is how many looks at voters' money one sum of exact fractions counts for.
const fractionWork = 1000

// replay follows the purchases up to one.
func (x *sharesExact) replay(upTo int) {
	if x.group == nil {
		x.group = make([]int32, len(x.run.money))
	}
	for ; x.done < upTo; x.done++ {
		p := x.run.order[x.done].project
		price, known := x.prices[p]
		if !known {
			price = x.price(p)
		}
		x.paid = append(x.paid, price)
		moved := map[int32]int32{}
		for _, v := range x.run.backs[p] {
			to, there := moved[x.group[v]]
			if !there {
				left := new(big.Rat).Sub(x.money[x.group[v]], price)
				if left.Sign() < 0 {
					left.SetInt64(0)
				}
				to = int32(len(x.money))
				x.money = append(x.money, left)
				moved[x.group[v]] = to
			}
			x.group[v] = to
		}
		x.run.work += len(x.run.backs[p]) + fractionWork*len(moved)
		clear(x.prices)
	}
}

// price works out what the most burdened voter for a project pays; nil where they cannot pay for it.
func (x *sharesExact) price(p int) *big.Rat {
	sizes := map[int32]int64{}
	for _, v := range x.run.backs[p] {
		sizes[x.group[v]]++
	}
	groups := make([]int32, 0, len(sizes))
	for g := range sizes {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b int32) int { return x.money[a].Cmp(x.money[b]) })
	x.run.work += len(x.run.backs[p]) + fractionWork*len(groups)
	rest := new(big.Rat).SetInt64(x.run.b.Projects[p].Cost)
	n := int64(len(x.run.backs[p]))
	for _, g := range groups {
		each := new(big.Rat).Quo(rest, new(big.Rat).SetInt64(n))
		if x.money[g].Cmp(each) >= 0 {
			return each
		}
		rest.Sub(rest, new(big.Rat).Mul(x.money[g], new(big.Rat).SetInt64(sizes[g])))
		n -= sizes[g]
	}
	return nil
}

// settle works out an offer's exact price, and says whether it can be paid.
func (x *sharesExact) settle(o *offer) bool {
	x.replay(len(x.run.order))
	price, known := x.prices[o.project]
	if !known {
		if price = x.price(o.project); price == nil {
			return false
		}
		x.prices[o.project] = price
	}
	parts := new(big.Int).Lsh(price.Num(), x.run.shift)
	low, rest := new(big.Int).QuoRem(parts, price.Denom(), new(big.Int))
	o.low, o.high = low.Int64(), low.Int64()
	if rest.Sign() > 0 {
		o.high++
	}
	return true
}
