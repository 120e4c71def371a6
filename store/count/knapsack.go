package count

import (
	"errors"
	"math/bits"
	"slices"
)

// ErrTooHard is the error of a budget for which the best set of projects cannot be found in bounded time.
var ErrTooHard = errors.New("there are too many projects and prices to find the very best set: use equal shares or greedy")

// Knapsack funds the set of projects that together have the most votes, of all sets that the budget pays for. Of sets
// with as many votes it is the cheapest; of those, the one that has the first project (as the budget names them) in
// which they differ. The answer is exact: it is worked out by keeping, project by project, every set that no other
// beats in both votes and cost (G. L. Nemhauser and Z. Ullmann, "Discrete dynamic programming and capital allocation",
// 1969), without those that cannot become the best any more. That is quick for real budgets; where it is not, it fails
// with [ErrTooHard]. It fails, too, for a budget that breaks the limits of this package.
func Knapsack(b *Budget) (*Funding, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	f := &Funding{Rule: RuleKnapsack, Scores: b.Scores()}
	k := knapsack{b: b, scores: f.Scores}
	may := b.eligible(f.Scores)
	for p := range b.Projects {
		if may[p] {
			k.items = append(k.items, p)
		}
	}
	chosen, err := k.solve()
	if err != nil {
		return nil, err
	}
	for _, p := range byScore(f.Scores) {
		step := FundingStep{What: TooFew, Project: p, Left: b.Limit - f.Spent}
		switch {
		case chosen[p]:
			f.Selected, f.Spent = append(f.Selected, p), f.Spent+b.Projects[p].Cost
			step.What, step.Left = BestOfAll, b.Limit-f.Spent
		case may[p]:
			step.What = LeftOut
		}
		f.Steps = append(f.Steps, step)
	}
	return f, nil
}

// maxPacks bounds the sets looked at, and maxPackWork what it takes to tell level ones apart.
const (
	maxPacks    = 1_000_000
	maxPackWork = 1_000_000_000
)

type knapsack struct {
	b      *Budget
	scores []int64
	items  []int   // projects, the most votes for the money first
	costs  []int64 // of the first so many items together
	votes  []int64
	floor  int64 // votes that the best set has at least
	chain  []link
	work   int
}

// pack is a set of the items so far that may become the best.
type pack struct {
	cost, votes int64
	last        int32 // in chain; -1 for the empty set
}

// link is the last item of a set, and the set without it.
type link struct{ item, before int32 }

func (k *knapsack) solve() (chosen []bool, err error) {
	slices.SortStableFunc(k.items, func(p, q int) int {
		cp, cq := k.b.Projects[p].Cost, k.b.Projects[q].Cost
		switch {
		case moreFor(k.scores[p], cp, k.scores[q], cq):
			return -1
		case moreFor(k.scores[q], cq, k.scores[p], cp):
			return 1
		}
		return 0
	})
	k.costs, k.votes = []int64{0}, []int64{0}
	for i, p := range k.items {
		k.costs = append(k.costs, k.costs[i]+k.b.Projects[p].Cost)
		k.votes = append(k.votes, k.votes[i]+k.scores[p])
	}
	packs := []pack{{last: -1}}
	for i := range k.items {
		packs = k.merge(packs, k.with(packs, i))
		packs = k.hopeful(packs, i+1)
		if len(k.chain) > maxPacks || k.work > maxPackWork {
			return nil, ErrTooHard
		}
	}
	return k.members(packs[len(packs)-1].last), nil
}

// moreFor says whether v votes for c is more for the money than w for d. What costs nothing is more than anything.
func moreFor(v, c, w, d int64) bool {
	h1, l1 := bits.Mul64(uint64(v), uint64(d))
	h2, l2 := bits.Mul64(uint64(w), uint64(c))
	return h1 > h2 || h1 == h2 && l1 > l2
}

// with adds item i to every set that has the money for it.
func (k *knapsack) with(packs []pack, i int) []pack {
	p := k.items[i]
	more := make([]pack, 0, len(packs))
	for _, s := range packs {
		if cost := s.cost + k.b.Projects[p].Cost; cost <= k.b.Limit {
			k.chain = append(k.chain, link{int32(p), s.last})
			more = append(more, pack{cost, s.votes + k.scores[p], int32(len(k.chain) - 1)})
		}
	}
	return more
}

// merge puts two lists together, cheapest set first, without any that has no more votes than a cheaper one.
func (k *knapsack) merge(a, b []pack) []pack {
	merged := make([]pack, 0, len(a)+len(b))
	for len(a)+len(b) > 0 {
		var s pack
		if len(b) == 0 || len(a) > 0 && k.before(a[0], b[0]) {
			s, a = a[0], a[1:]
		} else {
			s, b = b[0], b[1:]
		}
		if len(merged) == 0 || s.votes > merged[len(merged)-1].votes {
			merged = append(merged, s)
		}
	}
	return merged
}

func (k *knapsack) before(s, t pack) bool {
	switch {
	case s.cost != t.cost:
		return s.cost < t.cost
	case s.votes != t.votes:
		return s.votes > t.votes
	}
	k.work += 2 * len(k.b.Projects)
	in, other := k.members(s.last), k.members(t.last)
	for p := range in {
		if in[p] != other[p] {
			return in[p]
		}
	}
	return true
}

// hopeful keeps the sets that may still become the best with items i and after. With parts of items allowed, the best
// way to go on is to take them in order, and a part of the first that does not fit.
func (k *knapsack) hopeful(packs []pack, i int) []pack {
	fits := func(s pack) int {
		n, _ := slices.BinarySearchFunc(k.costs[i:], k.b.Limit-s.cost+1, func(c, left int64) int {
			if c-k.costs[i] < left {
				return -1
			}
			return 1
		})
		return i + n - 1
	}
	for _, s := range packs {
		k.floor = max(k.floor, s.votes+k.votes[fits(s)]-k.votes[i])
	}
	return slices.DeleteFunc(packs, func(s pack) bool {
		j := fits(s)
		most := s.votes + k.votes[j] - k.votes[i]
		if j < len(k.items) {
			p := k.items[j]
			hi, lo := bits.Mul64(uint64(k.scores[p]), uint64(k.b.Limit-s.cost-(k.costs[j]-k.costs[i])))
			part, _ := bits.Div64(hi, lo, uint64(k.b.Projects[p].Cost))
			most += int64(part)
		}
		return most < k.floor
	})
}

func (k *knapsack) members(last int32) []bool {
	in := make([]bool, len(k.b.Projects))
	for ; last >= 0; last = k.chain[last].before {
		in[k.chain[last].item] = true
	}
	return in
}
