package count

import (
	"errors"
	"slices"
)

// MaxPoints is the most that a voter can give one option in a score vote.
const MaxPoints = 1000

// Approval elects those whom the most voters approve of (S. J. Brams and P. C. Fishburn, "Approval voting", American
// Political Science Review 72, 1978). approvals is how many voters approve of each; voters is how many voted. A tie for the last place is settled by the lot.
func Approval(names []string, approvals []int64, voters, winners int, seed Seed) (*Table, error) {
	return most(MethodApproval, names, approvals, voters, winners, seed)
}

// Score elects those with the most points in all: score voting, in which each voter gives each option points from
// nothing to a fixed most, and an option left out gets nothing (W. D. Smith, "Range voting", 2000). A tie for the last
// place is settled by the lot.
func Score(names []string, points []int64, voters, winners int, seed Seed) (*Table, error) {
	return most(MethodScore, names, points, voters, winners, seed)
}

func most(method Method, names []string, totals []int64, voters, winners int, seed Seed) (*Table, error) {
	switch {
	case len(names) == 0 || len(names) > MaxCandidates || len(names) != len(totals):
		return nil, errors.New("a vote has 1 to 1000 options, and a total for each")
	case winners < 1 || winners > MaxCandidates:
		return nil, errors.New("a vote has 1 to 1000 winners")
	case voters < 1:
		return nil, ErrNoPapers
	}
	s := &stages{
		table: Table{Method: method, Names: slices.Clone(names), Seats: winners, Valid: int64(voters)},
		lot:   lot{seed: seed}, votes: slices.Clone(totals), status: make([]Status, len(names)),
	}
	for i := range s.status {
		s.status[i] = Continuing
	}
	s.note(Event{What: TotalsAdded})
	for !s.fill() {
		first := s.continuing()
		// Level options are all elected while there is room for all: only the last place can be tied.
		tied := leading(first, s.votes, 1)
		if len(tied) <= winners-len(s.table.Elected) {
			s.elect(tied[0], MostVotes)
			continue
		}
		s.elect(s.extreme(tied, 1, MostVotes), MostVotes)
	}
	s.close()
	return &s.table, nil
}
