package count

import (
	"errors"
	"math/big"
	"slices"

	"moot/store/saying"
)

// ErrNoVoters is the error of a budget with nobody's vote.
var ErrNoVoters = errors.New("nobody has voted, so there is nothing to count")

// ErrTooLong is the error of a count that would take more steps than a device can be asked for.
var ErrTooLong = saying.Error("this takes too many steps to count")

// EqualShares funds projects by the Method of Equal Shares (D. Peters, G. Pierczyński, P. Skowron, "Proportional
// participatory budgeting with additive utilities", 2021), with cost utilities and the add-one completion, as cities
// use it and as equalshares.net sets it out.
//
// Every voter gets the same share of the budget. A project can be bought if those who voted for it have the money
// together; they pay as equally as they can, who has less than the rest giving all that is left. In each step the
// project is bought for which its most burdened payer gives the smallest part of its cost: a project is worth to a
// voter what it costs. That usually leaves money over, so the whole is done again with one more unit (one pound, not
// one penny) for every voter, and again, until what is bought would cost more than the budget; the outcome before that
// stands. What is left then is left: there is no topping up by votes.
//
// Of projects that come out exactly even, the one with more voters is bought, then the cheaper one, then the one named
// first. A voter supports what their ballot names, in whatever order, and gives points above nothing. Projects below
// the budget's threshold, or dearer than all of it, take no part. Where the budget can pay for everything that anybody
// wants, everything is funded.
//
// All comparisons are exact. It fails with [ErrNoVoters], with [ErrTooLong], or for a budget that breaks the limits of
// this package.
func EqualShares(b *Budget) (*Funding, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	if len(b.Votes) == 0 {
		return nil, ErrNoVoters
	}
	s := newShares(b)
	best, err := s.complete()
	if err != nil {
		return nil, err
	}
	return s.funding(best), nil
}

// shares is a budget made ready for Equal Shares.
type shares struct {
	b      *Budget
	scores []int64
	may    []bool    // take part and cost something
	free   []int     // take part and cost nothing
	backs  [][]int32 // voters for each project
	work   int       // looks at voters' money so far
}

// maxShareWork bounds the looks at voters' money in one count: a few seconds, for a record that somebody made for the purpose of keeping devices busy. Ten thousand voters and a hundred projects take a hundredth of it.
const maxShareWork = 1_000_000_000

func newShares(b *Budget) *shares {
	s := &shares{b: b, scores: b.Scores(), backs: make([][]int32, len(b.Projects))}
	for i, v := range b.Votes {
		for j, p := range v.Projects {
			if n := len(s.backs[p]); (len(v.Points) == 0 || v.Points[j] > 0) && (n == 0 || s.backs[p][n-1] != int32(i)) {
				s.backs[p] = append(s.backs[p], int32(i))
			}
		}
	}
	s.may = make([]bool, len(b.Projects))
	for p, project := range b.Projects {
		wanted := len(s.backs[p]) > 0 && s.scores[p] >= b.Threshold && project.Cost <= b.Limit
		s.may[p] = wanted && project.Cost > 0
		if wanted && project.Cost == 0 {
			s.free = append(s.free, p)
		}
	}
	return s
}

// complete runs the method with more and more money.
func (s *shares) complete() (*sharesRun, error) {
	all := int64(0)
	for p, may := range s.may {
		if may {
			all += s.b.Projects[p].Cost
		}
	}
	if all <= s.b.Limit {
		return s.run(new(big.Rat).SetInt64(all))
	}
	unit := new(big.Rat).SetInt(power10(s.b.Places))
	share := big.NewRat(s.b.Limit, int64(len(s.b.Votes)))
	best, err := s.run(share)
	for err == nil {
		steps := new(big.Rat).SetInt64(best.same())
		share = new(big.Rat).Add(share, steps.Mul(steps, unit))
		var next *sharesRun
		if next, err = s.run(share); err == nil && next.spent > s.b.Limit {
			best.share = new(big.Rat).Sub(share, unit)
			return best, nil
		}
		best = next
	}
	return nil, err
}

// funding writes down an outcome.
func (s *shares) funding(r *sharesRun) *Funding {
	f := &Funding{Rule: RuleEqualShares, Scores: s.scores, Share: r.share, Spent: r.spent}
	left := s.b.Limit
	for _, p := range s.free {
		f.Selected = append(f.Selected, p)
		f.Steps = append(f.Steps, FundingStep{What: CostsNone, Project: p, Left: left})
	}
	for i, o := range r.order {
		left -= o.cost
		f.Selected = append(f.Selected, o.project)
		f.Steps = append(f.Steps, FundingStep{
			What: PaidByAll, Project: o.project, Left: left, Backers: len(s.backs[o.project]), Each: r.each(i).Int64(),
		})
	}
	for _, p := range byScore(s.scores) {
		switch {
		case r.bought[p] || slices.Contains(s.free, p):
		case s.may[p]:
			f.Steps = append(f.Steps, FundingStep{What: Unpaid, Project: p, Left: left})
		default:
			f.Steps = append(f.Steps, FundingStep{What: TooFew, Project: p, Left: left})
		}
	}
	return f
}
