package count

import (
	"cmp"
	"slices"
	"strconv"
)

// Plain gives the same election as a group keeps one that was held elsewhere: papers marked alike are one pile, and the
// piles lie in a fixed order, so that nothing says whose a paper was or where in the file it lay.
func (e *Election) Plain() *Election {
	plain := &Election{Title: e.Title, Seats: e.Seats, Candidates: e.Candidates, Order: e.Order}
	papers := slices.Clone(e.Papers)
	slices.SortStableFunc(papers, func(a, b Paper) int { return slices.CompareFunc(a.Marks, b.Marks, compareMarks) })
	for _, p := range papers {
		n := len(plain.Papers)
		switch {
		case p.Count == 0:
		case n > 0 && slices.Equal(plain.Papers[n-1].Marks, p.Marks):
			plain.Papers[n-1].Count += p.Count
		default:
			plain.Papers = append(plain.Papers, p)
		}
	}
	return plain
}

func compareMarks(a, b Mark) int {
	level := func(m Mark) int {
		if m.Equal {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Candidate, b.Candidate), cmp.Compare(level(a), level(b)))
}

// Plain gives the same budget as a group keeps one that was voted on elsewhere: the votes lie in a fixed order, voters are
// numbers, and what else the file says of itself or of them is left out.
func (b *Budget) Plain() *Budget {
	plain := *b
	plain.Meta, plain.Notes, plain.Votes = nil, nil, make([]BudgetVote, len(b.Votes))
	for i, v := range b.Votes {
		if b.Type != VoteOrdinal && len(v.Points) == 0 {
			v.Projects = slices.Sorted(slices.Values(v.Projects))
		}
		plain.Votes[i] = v
	}
	slices.SortStableFunc(plain.Votes, func(a, b BudgetVote) int {
		return cmp.Or(slices.Compare(a.Projects, b.Projects), slices.Compare(a.Points, b.Points))
	})
	for i := range plain.Votes {
		plain.Votes[i].Voter = strconv.Itoa(i + 1)
	}
	return &plain
}
