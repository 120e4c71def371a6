package count

import (
	"errors"
	"maps"
	"slices"
)

// Choice gives an option some points: 1 for a yes, an approval or a block; more in a score vote.
type Choice struct {
	Option int // from 0
	Points int64
}

// The options of a yes/no vote, and of a consent vote, in a [Tally].
const (
	OptionYes, OptionNo, OptionAbstain                        = 0, 1, 2
	OptionAgree, OptionConcern, OptionBlock, OptionStandAside = 0, 1, 2, 3
)

// Tally keeps up the totals of a vote whose method only adds up: yes/no, consent, approval and score. Taking in a
// ballot costs as much as the ballot and the same voter's earlier one are long, however many there are already. V is
// what tells voters apart. A Tally belongs to one goroutine.
type Tally[V comparable] struct {
	most    int64 // points for one option
	choices int   // options on one ballot
	totals  []int64
	cast    map[V][]Choice
}

// NewTally starts a tally over so many options, where a ballot may name up to choices of them and give each 1 to most
// points. A yes/no vote is NewTally(3, 1, 1); approval among n is NewTally(n, n, 1); scores of up to 5 are
// NewTally(n, n, 5).
func NewTally[V comparable](options, choices int, most int64) (*Tally[V], error) {
	if options < 1 || options > MaxCandidates || choices < 1 || most < 1 || most > MaxPoints {
		return nil, errors.New("a tally takes 1 to 1000 options and 1 to 1000 points")
	}
	return &Tally[V]{most: most, choices: choices, totals: make([]int64, options), cast: map[V][]Choice{}}, nil
}

// MaxPoints is the most that a voter can give one option in a score vote.
const MaxPoints = 1000

// Cast takes in a ballot. It replaces the voter's earlier one. A ballot that breaks the rules is refused whole, and
// the earlier one stands. An empty ballot is a voter who chose nothing.
func (t *Tally[V]) Cast(voter V, ballot []Choice) error {
	if len(ballot) > t.choices {
		return errors.New("the ballot names too many options")
	}
	for i, c := range ballot {
		if c.Option < 0 || c.Option >= len(t.totals) {
			return errors.New("the ballot names an option that is not there")
		}
		if c.Points < 1 || c.Points > t.most {
			return errors.New("the ballot gives an option more or fewer points than can be given")
		}
		if slices.ContainsFunc(ballot[:i], func(d Choice) bool { return d.Option == c.Option }) {
			return errors.New("the ballot names an option twice")
		}
	}
	t.Withdraw(voter)
	t.add(ballot, 1)
	t.cast[voter] = slices.Clone(ballot)
	return nil
}

// Withdraw takes a voter's ballot out again. Without one, nothing happens.
func (t *Tally[V]) Withdraw(voter V) {
	t.add(t.cast[voter], -1)
	delete(t.cast, voter)
}

func (t *Tally[V]) add(ballot []Choice, sign int64) {
	for _, c := range ballot {
		t.totals[c.Option] += sign * c.Points
	}
}

// Totals gives each option's points.
func (t *Tally[V]) Totals() []int64 { return slices.Clone(t.totals) }

// Voters is how many ballots stand.
func (t *Tally[V]) Voters() int { return len(t.cast) }

// Ballots gives a copy of what stands, by voter. It costs as much as there are ballots.
func (t *Tally[V]) Ballots() map[V][]Choice { return maps.Clone(t.cast) }
