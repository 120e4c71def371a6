package count

import "errors"

// Outcome is what a count comes to, or would come to if it ended now.
type Outcome string

// The outcomes of a yes/no or consent vote that is still open.
const (
	NoVotes      Outcome = "no votes yet"
	WouldPass    Outcome = "would pass"
	WouldNotPass Outcome = "would not pass"
	Tied         Outcome = "tied"
	CastingVote  Outcome = "tied: the casting vote decides"
	NoQuorum     Outcome = "not enough people for a quorum"
)

// Share is an exact part of a whole, such as three quarters. The zero Share is none of it.
type Share struct {
	Num uint32 `json:"num"`
	Den uint32 `json:"den"` // 0 only together with a Num of 0
}

func (s Share) check() error {
	if s.Num > s.Den {
		return errors.New("a share is a part of the whole, such as 3/4")
	}
	return nil
}

// reached says whether part is at least this share of whole.
func (s Share) reached(part, whole int) bool {
	return uint64(max(part, 0))*uint64(s.Den) >= uint64(max(whole, 0))*uint64(s.Num)
}

// passed says whether part is more than this share of whole.
func (s Share) passed(part, whole int) bool {
	return uint64(max(part, 0))*uint64(s.Den) > uint64(max(whole, 0))*uint64(s.Num)
}

// Base is what a majority is a share of.
type Base string

// The bases of a majority.
const (
	OfVotes    Base = "votes"    // those who said yes or no: the usual "votes cast"
	OfVoters   Base = "voters"   // those who voted, abstaining or not: "present and voting"
	OfEligible Base = "eligible" // everybody who may vote
)

// Quorum is how many must take part for a vote to count. Both parts must be reached; the zero Quorum asks for nobody.
// "A third of the members, and at least 3" is {Number: 3, Share: Share{1, 3}}.
type Quorum struct {
	Number int   `json:"number"` // people
	Share  Share `json:"share"`  // of those eligible
}

// Reached says whether so many people are enough, of so many eligible.
func (q Quorum) Reached(people, eligible int) bool {
	return people >= q.Number && q.Share.reached(people, eligible)
}

// Check says what is wrong with the quorum, if anything is.
func (q Quorum) Check() error {
	if q.Number < 0 {
		return errors.New("a quorum cannot be fewer than nobody")
	}
	return q.Share.check()
}

// Rule says when a yes/no motion is carried. Its fields are exact, so that a charter can freeze them into a vote.
type Rule struct {
	Need    Share  `json:"need"`    // how much of Of must say yes
	AtLeast bool   `json:"atLeast"` // Need itself is enough; otherwise it takes more than Need
	Of      Base   `json:"of"`
	Quorum  Quorum `json:"quorum"`
	Casting bool   `json:"casting"` // who presides decides a tie; otherwise a tie is lost
}

// The majorities that most charters name. An ordinary resolution takes more yes than no (abstentions are neither); a special one three quarters
// of the votes cast, as in the Companies Act 2006, sections 282 and 283.
var (
	Simple  = Rule{Need: Share{1, 2}, Of: OfVotes}
	Special = Rule{Need: Share{3, 4}, AtLeast: true, Of: OfVotes}
)

// Check says what is wrong with the rule, if anything is. A rule that no vote could meet, or that nobody's yes could
// meet, is wrong too.
func (r Rule) Check() error {
	if err := r.Need.check(); err != nil {
		return err
	}
	switch {
	case r.Of != OfVotes && r.Of != OfVoters && r.Of != OfEligible:
		return errors.New("say what the majority is a share of: votes, voters or eligible")
	case r.Need.Num == r.Need.Den && !r.AtLeast:
		return errors.New("nothing can get more than all of the votes")
	case r.Need.Num == 0 && r.AtLeast:
		return errors.New("a majority of nothing would carry every motion")
	}
	return r.Quorum.Check()
}

// Totals is what a yes/no vote has come to, in people (or in households, where those vote).
type Totals struct {
	Yes, No, Abstain int
	Eligible         int
	// Present is how many take part where that is known otherwise, as in a meeting. 0 means those who voted.
	Present int
	// Cast is the casting vote: 1 for yes, -1 for no, 0 when it has not been given. It counts only in a tie, and only
	// under a rule that has one.
	Cast int
}

// Judge says what the vote comes to. A tie is as many yes as no under a rule that takes more than half of the votes
// cast; under any other majority there is none, for as many yes as no is simply not enough.
func (r Rule) Judge(t Totals) Outcome {
	voters := t.Yes + t.No + t.Abstain
	base := t.Yes + t.No
	switch r.Of {
	case OfVoters:
		base = voters
	case OfEligible:
		base = t.Eligible
	}
	switch {
	case voters == 0:
		return NoVotes
	case !r.Quorum.Reached(max(voters, t.Present), t.Eligible):
		return NoQuorum
	case r.Need.passed(t.Yes, base), t.Yes > 0 && r.AtLeast && r.Need.reached(t.Yes, base):
		return WouldPass
	case r.tiable() && t.Yes == t.No:
		return r.tie(t.Cast)
	}
	return WouldNotPass
}

func (r Rule) tiable() bool {
	return r.Of == OfVotes && !r.AtLeast && 2*uint64(r.Need.Num) == uint64(r.Need.Den)
}

func (r Rule) tie(cast int) Outcome {
	switch {
	case !r.Casting:
		return Tied
	case cast > 0:
		return WouldPass
	case cast < 0:
		return WouldNotPass
	}
	return CastingVote
}
