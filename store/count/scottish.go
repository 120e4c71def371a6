package count

// Scottish counts an election by the single transferable vote as councillors are elected in Scotland: the Scottish
// Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52.
//
//   - The quota is the valid papers divided by one more than the seats, decimals ignored, plus one (rule 46).
//   - Whoever has the quota is elected (47). What a candidate has above it is passed on: all papers, each worth what it
//     was worth times the surplus, divided by the candidate's votes, to five decimals with the remainder ignored (48).
//   - The largest surplus goes first, one in each stage; of equal ones, that of who had more at the last stage at which
//     they differed, and then the lot (49).
//   - With no surplus left, the candidate with the fewest votes is excluded, one in each stage, and the papers go on at
//     the value they came with (50); of equal ones, who had fewer at the last stage at which they differed, and then
//     the lot (51). Where three or more are level and the stage that parts them leaves some level still, the stages
//     before it decide between those.
//   - When no more candidates are left than seats, they are elected, and nothing more is transferred (52).
//
// What papers say is read as [Election] says: a paper is good up to a tie or a gap. The lot is drawn from seed, or by
// the order of the election where it has one. Amounts are in hundred-thousandths of a vote. It fails only with
// [ErrNoPapers], or for an election that breaks the limits of this package.
func Scottish(e *Election, seed Seed) (*Table, error) {
	s, err := begin(e, MethodScottish, 5, seed)
	if err != nil {
		return nil, err
	}
	s.quota = (s.table.Valid/int64(e.Seats+1) + 1) * s.unit
	pending := s.reachQuota(nil)
	for !s.fill() {
		s.close()
		if len(pending) > 0 {
			c := s.extreme(pending, 1, SurplusMoved)
			s.moveSurplus(c)
			pending = without(pending, c)
		} else {
			s.exclude(s.extreme(s.continuing(), -1, Exclusion))
		}
		pending = s.reachQuota(pending)
	}
	s.close()
	return &s.table, nil
}

// reachQuota elects all who have the quota, and adds those with a surplus to who is waiting to pass one on.
func (s *stages) reachQuota(pending []int) []int {
	for _, c := range s.continuing() {
		if s.votes[c] < s.quota {
			break
		}
		s.elect(c, ReachedQuota)
		if s.votes[c] > s.quota {
			pending = append(pending, c)
		}
	}
	return pending
}

// moveSurplus passes on what an elected candidate has above the quota (rule 48). The products fit: the most votes,
// 10⁸ of 10⁵ units, times the value of a paper, at most 10⁵ units, is 10¹⁸.
func (s *stages) moveSurplus(c int) {
	total := s.votes[c]
	surplus := total - s.quota
	s.note(Event{What: SurplusMoved, Who: c, Amount: surplus})
	left := surplus
	for _, i := range s.held[c] {
		p := &s.papers[i]
		p.value = p.value * surplus / total
		left -= p.value * p.count
		s.pass(i)
	}
	s.held[c] = nil
	s.votes[c] = s.quota
	s.lost += left
}

func without(candidates []int, c int) (rest []int) {
	for _, other := range candidates {
		if other != c {
			rest = append(rest, other)
		}
	}
	return rest
}
