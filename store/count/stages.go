package count

import "slices"

// stages is a count of ranked papers under way: who holds which papers, and the table so far. [Scottish] and [Runoff]
// share it, for they differ only in when somebody is elected and in what a transferred paper is worth.
type stages struct {
	table     Table
	lot       lot
	unit      int64 // one vote
	papers    []paper
	held      [][]int // papers of each candidate
	votes     []int64
	status    []Status
	exhausted int64
	lost      int64
	quota     int64
	events    []Event
}

// begin counts the first preferences.
func begin(e *Election, method Method, places int, seed Seed) (*stages, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	s := &stages{lot: lot{seed: seed, order: e.Order}, unit: 1}
	for range places {
		s.unit *= 10
	}
	s.table = Table{Method: method, Title: e.Title, Seats: e.Seats, Places: places}
	s.held = make([][]int, len(e.Candidates))
	s.votes = make([]int64, len(e.Candidates))
	s.status = make([]Status, len(e.Candidates))
	for i, c := range e.Candidates {
		s.table.Names = append(s.table.Names, c.Name)
		s.status[i] = Continuing
		if c.Withdrawn {
			s.status[i] = Withdrawn
		}
	}
	s.papers, s.table.Valid, s.table.Invalid = e.papers()
	if s.table.Valid == 0 {
		return nil, ErrNoPapers
	}
	for i := range s.papers {
		p := &s.papers[i]
		p.at, p.value = -1, s.unit
		s.pass(i)
	}
	s.note(Event{What: FirstPreferences, Amount: s.table.Valid * s.unit})
	return s, nil
}

// pass hands a pile of papers, at their value, to the next continuing candidate on them.
func (s *stages) pass(i int) {
	p := &s.papers[i]
	for p.at++; p.at < len(p.prefs); p.at++ {
		if c := p.prefs[p.at]; s.status[c] == Continuing {
			s.held[c] = append(s.held[c], i)
			s.votes[c] += p.value * p.count
			return
		}
	}
	s.exhausted += p.value * p.count
}

// exclude takes a candidate out and passes the papers on at the value they came with.
func (s *stages) exclude(c int) {
	s.note(Event{What: Exclusion, Who: c, Amount: s.votes[c]})
	s.status[c] = Excluded
	s.votes[c] = 0
	for _, i := range s.held[c] {
		s.pass(i)
	}
	s.held[c] = nil
}

func (s *stages) note(e Event) { s.events = append(s.events, e) }

// close ends the stage and writes down how things stand.
func (s *stages) close() {
	stage := Stage{
		Events: s.events, Quota: s.quota, Votes: slices.Clone(s.votes), Status: slices.Clone(s.status),
		Exhausted: s.exhausted, Lost: s.lost,
	}
	if n := len(s.table.Stages); n > 0 {
		stage.Change = make([]int64, len(s.votes))
		for i, before := range s.table.Stages[n-1].Votes {
			stage.Change[i] = s.votes[i] - before
		}
	}
	s.table.Stages, s.events = append(s.table.Stages, stage), nil
}

func (s *stages) elect(c int, why Happening) {
	s.note(Event{What: why, Who: c, Amount: s.votes[c]})
	s.status[c] = Elected
	s.table.Elected = append(s.table.Elected, c)
}

// continuing lists the continuing candidates, the one with the most votes first and level ones by nomination.
func (s *stages) continuing() (candidates []int) {
	for c, status := range s.status {
		if status == Continuing {
			candidates = append(candidates, c)
		}
	}
	slices.SortStableFunc(candidates, func(a, b int) int {
		switch {
		case s.votes[a] > s.votes[b]:
			return -1
		case s.votes[a] < s.votes[b]:
			return 1
		}
		return 0
	})
	return candidates
}

// fill elects everybody who is left when no more are left than there are seats, and says whether the count is over.
func (s *stages) fill() (over bool) {
	left, seats := s.continuing(), s.table.Seats-len(s.table.Elected)
	if seats > 0 && len(left) > seats {
		return false
	}
	if seats > 0 {
		for _, c := range left {
			s.elect(c, LastSeats)
		}
		if empty := seats - len(left); empty > 0 {
			s.note(Event{What: SeatsLeftEmpty, Amount: int64(empty)})
		}
	}
	return true
}

// extreme picks among candidates the one with the most votes (sign 1) or the fewest (sign -1). Of several, it is the
// one who had most or fewest at the last stage before at which they differed; where some of them are level there too,
// the stages before that decide between those; and where there is none, the lot.
func (s *stages) extreme(candidates []int, sign int64, about Happening) int {
	tied := leading(candidates, s.votes, sign)
	slices.Sort(tied)
	if len(tied) == 1 {
		return tied[0]
	}
	among, stage := tied, 0
	for i := len(s.table.Stages) - 1; i >= 0 && len(tied) > 1; i-- {
		if fewer := leading(tied, s.table.Stages[i].Votes, sign); len(fewer) < len(tied) {
			tied, stage = fewer, i+1
		}
	}
	if len(tied) == 1 {
		s.note(Event{What: TieBefore, Who: tied[0], Among: among, Stage: stage, For: about})
		return tied[0]
	}
	drawn := s.lot.draw(tied)
	s.note(Event{What: TieLot, Who: drawn, Among: tied, For: about})
	return drawn
}

// leading keeps those with the most votes (sign 1) or the fewest (sign -1), in their order.
func leading(candidates []int, votes []int64, sign int64) (tied []int) {
	for _, c := range candidates {
		if len(tied) > 0 && sign*votes[c] > sign*votes[tied[0]] {
			tied = tied[:0:0]
		}
		if len(tied) == 0 || votes[c] == votes[tied[0]] {
			tied = append(tied, c)
		}
	}
	return tied
}
