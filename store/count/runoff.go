package count

// Runoff elects one of several by ranked papers: the alternative vote, also called instant run-off. In each round,
// whoever has more votes than all the others still standing put together is elected; otherwise the one with the fewest
// goes out and those papers go to the next preference on them. It is the ranked method that most British societies,
// unions and co-operatives know and write into their rules, it can be followed with piles of paper on a table, and it
// is set out in law: Parliamentary Voting System and Constituencies Act 2011, section 9 and schedule 10 (never brought
// into force). Ties are settled as in [Scottish]: by the last round in which they differed, then by the lot. That is
// also how a tie of the last two is settled.
//
// The seats of the election are not looked at: one is elected. Papers are read and lots are drawn as [Scottish] says,
// and it fails as that does.
func Runoff(e *Election, seed Seed) (*Table, error) {
	one := *e
	one.Seats = 1
	s, err := begin(&one, MethodRunoff, 0, seed)
	if err != nil {
		return nil, err
	}
	for {
		s.quota = (s.table.Valid-s.exhausted)/2 + 1
		if first := s.continuing(); len(first) > 1 && s.votes[first[0]] >= s.quota {
			s.elect(first[0], MoreThanHalf)
		}
		over := s.fill()
		s.close()
		if over {
			return &s.table, nil
		}
		s.exclude(s.extreme(s.continuing(), -1, Exclusion))
	}
}
