package count

import (
	"errors"
)

// What one election may hold. Whoever makes an [Election] from bytes checks these before room is made for it; counting
// checks them again.
const (
	MaxCandidates = 1000
	MaxPapers     = 1_000_000   // different ones
	MaxVotes      = 100_000_000 // papers in all
)

// Candidate stands in an election. Its number is its place in [Election.Candidates], from 0.
type Candidate struct {
	Name      string
	Party     string // or whatever else a file says beside the name
	Withdrawn bool   // not to be elected: papers are read as if the name were not on them
}

// Election is what there is to count: candidates, seats and ranked ballot papers.
type Election struct {
	Title      string
	Seats      int
	Candidates []Candidate
	Papers     []Paper
	// Order is the order of candidates that was drawn by lot beforehand, or empty. Lots are drawn by it.
	Order []int
	Notes []Note // what a reader of the file passed over
}

// Paper is a number of ballot papers marked alike.
type Paper struct {
	Count int
	Marks []Mark // first preference first
}

// Mark is one preference on a paper.
type Mark struct {
	Candidate int // or Gap
	// Equal says that the voter gave this candidate the same preference as the one before.
	Equal bool
}

// Gap is the candidate of a preference that the voter left out, such as the 2 of a paper marked 1 and 3.
const Gap = -1

// Note is something in a file that was passed over or made up for.
type Note struct {
	Line int // from 1; 0 for the file as a whole
	Text string
}

// ErrNoPapers is the error of a count with no valid paper.
var ErrNoPapers = errors.New("there is no valid ballot paper, so there is nothing to count")

// check says why an election cannot be counted.
func (e *Election) check() error {
	switch {
	case len(e.Candidates) == 0 || len(e.Candidates) > MaxCandidates:
		return errors.New("an election has 1 to 1000 candidates")
	case e.Seats < 1 || e.Seats > MaxCandidates:
		return errors.New("an election has 1 to 1000 seats")
	case len(e.Papers) > MaxPapers:
		return errors.New("there are more than a million different ballot papers")
	}
	total := 0
	for _, p := range e.Papers {
		if p.Count < 0 || p.Count > MaxVotes-total {
			return errors.New("there are more than 100 million ballot papers")
		}
		total += p.Count
		for _, m := range p.Marks {
			if m.Candidate != Gap && (m.Candidate < 0 || m.Candidate >= len(e.Candidates)) {
				return errors.New("a ballot paper names a candidate who is not there")
			}
		}
	}
	return e.checkOrder()
}

func (e *Election) checkOrder() error {
	if len(e.Order) == 0 {
		return nil
	}
	seen := make([]bool, len(e.Candidates))
	for _, c := range e.Order {
		if c < 0 || c >= len(seen) || seen[c] {
			return errors.New("the order drawn by lot must name every candidate once")
		}
		seen[c] = true
	}
	if len(e.Order) != len(seen) {
		return errors.New("the order drawn by lot must name every candidate once")
	}
	return nil
}

// paper is a pile of papers marked alike, being counted.
type paper struct {
	count int64
	prefs []int32 // good preferences, in order
	at    int     // which of prefs holds it now
	value int64   // of one paper, in units
}

// papers reads every paper for what of it can be acted on, and says how many papers are valid and how many are not. A
// paper is good up to the first preference that is left out or given to two candidates, as returning officers in
// Scotland read them (Electoral Commission, Dealing with doubtful ballot papers); where that is the first preference,
// the paper is not valid. A candidate who withdrew is passed over, and so is one who was named already.
func (e *Election) papers() (papers []paper, valid, invalid int64) {
	marks := 0
	for _, p := range e.Papers {
		marks += len(p.Marks)
	}
	all := make([]int32, 0, marks)
	named := make([]int, len(e.Candidates)) // 1 + the last paper that named the candidate
	papers = make([]paper, 0, len(e.Papers))
	for i, p := range e.Papers {
		start := len(all)
		all = e.read(all, p.Marks, named, i+1)
		if prefs := all[start:len(all):len(all)]; len(prefs) == 0 {
			invalid += int64(p.Count)
		} else if p.Count > 0 {
			papers = append(papers, paper{count: int64(p.Count), prefs: prefs})
			valid += int64(p.Count)
		}
	}
	return papers, valid, invalid
}

// read adds the good preferences of one paper to prefs.
func (e *Election) read(prefs []int32, marks []Mark, named []int, paper int) []int32 {
	for i := 0; i < len(marks); {
		rank := i + 1
		for rank < len(marks) && marks[rank].Equal {
			rank++
		}
		here := len(prefs)
		for _, m := range marks[i:rank] {
			switch {
			case m.Candidate == Gap:
				return prefs[:here]
			case e.Candidates[m.Candidate].Withdrawn || named[m.Candidate] == paper:
			default:
				named[m.Candidate] = paper
				prefs = append(prefs, int32(m.Candidate))
			}
		}
		if len(prefs)-here > 1 {
			return prefs[:here]
		}
		i = rank
	}
	return prefs
}
