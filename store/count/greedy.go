package count

import "slices"

// Greedy funds the project with the most votes, then the next, and so on; one that what is left does not pay for is
// passed over, and cheaper ones after it may still be funded. It is what most cities do (Pabulib calls it greedy). Of
// projects with as many votes, the one named first in the budget goes first: files list them in their official order.
// It fails only for a budget that breaks the limits of this package.
func Greedy(b *Budget) (*Funding, error) { return greedy(b, RuleGreedy, true) }

// GreedyNoSkip is [Greedy], but the first project that cannot be paid for ends it.
func GreedyNoSkip(b *Budget) (*Funding, error) { return greedy(b, RuleGreedyNoSkip, false) }

func greedy(b *Budget, rule FundingRule, skip bool) (*Funding, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	f := &Funding{Rule: rule, Scores: b.Scores()}
	stopped := false
	for _, p := range byScore(f.Scores) {
		left := b.Limit - f.Spent
		step := FundingStep{Project: p, Left: left, What: TooDear}
		switch cost := b.Projects[p].Cost; {
		case f.Scores[p] <= 0 || f.Scores[p] < b.Threshold:
			step.What = TooFew
		case stopped:
			step.What = AfterStop
		case cost <= left:
			f.Selected, f.Spent = append(f.Selected, p), f.Spent+cost
			step.What, step.Left = Funded, left-cost
		case !skip:
			stopped, step.What = true, Stopped
		}
		f.Steps = append(f.Steps, step)
	}
	return f, nil
}

// byScore lists projects, the one with the most votes first.
func byScore(scores []int64) []int {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(p, q int) int {
		switch {
		case scores[p] > scores[q]:
			return -1
		case scores[p] < scores[q]:
			return 1
		}
		return 0
	})
	return order
}
