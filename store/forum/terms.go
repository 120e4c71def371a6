package forum

import (
	"cmp"
	"fmt"
	"math"

	"moot/store/count"
)

// Voting is what a charter says of deciding. What it leaves out is as in [DefaultTerms]; a special majority that it
// leaves out is the ordinary one.
type Voting struct {
	Ordinary Majority `cbor:"1,keyasint,omitzero"`
	Special  Majority `cbor:"2,keyasint,omitzero"` // for proposals of the type "special"
	Quorum   Quorum   `cbor:"3,keyasint,omitzero"`
	Casting  Casting  `cbor:"4,keyasint,omitempty"`
	Blocks   int      `cbor:"5,keyasint,omitempty"` // consent: how many blocks a proposal can bear
	Who      Voter    `cbor:"6,keyasint,omitempty"`
	// Delegation: a member may name another to vote for them: see [Proxy].
	Delegation bool `cbor:"7,keyasint,omitempty"`
	Proxies    int  `cbor:"8,keyasint,omitempty"` // for how many others one person may vote; 0 is [DefaultProxies]
}

// Terms are the rules frozen into one vote.
type Terms struct {
	Majority Majority `cbor:"1,keyasint"`
	Quorum   Quorum   `cbor:"2,keyasint,omitzero"`
	Casting  Casting  `cbor:"3,keyasint,omitempty"`
	Blocks   int      `cbor:"4,keyasint,omitempty"`
	Who      Voter    `cbor:"5,keyasint,omitempty"`
	Proxies  int      `cbor:"6,keyasint,omitempty"` // for how many others one person may vote; 0: for nobody
}

// Majority is how much of whom must say yes. Its fields are exact.
type Majority struct {
	Need    Fraction   `cbor:"1,keyasint"`
	AtLeast bool       `cbor:"2,keyasint,omitempty"` // Need itself is enough; otherwise it takes more
	Of      count.Base `cbor:"3,keyasint"`           // of whom
}

// Quorum is how many must vote for a vote to count: both the number and the share of those who may vote.
type Quorum struct {
	Number int      `cbor:"1,keyasint,omitempty"`
	Share  Fraction `cbor:"2,keyasint,omitzero"`
}

// Fraction is an exact part of a whole.
type Fraction struct {
	_   struct{} `cbor:",toarray"`
	Num uint32
	Den uint32
}

// Voter says whose one vote is.
type Voter string

// The voters.
const (
	WhoPerson    Voter = ""
	WhoHousehold Voter = "household" // of several ballots from one household the last counts: see [Home]
)

// DefaultProxies is for how many others one person may vote where the charter allows it and gives no number.
const DefaultProxies = 2

// Casting says who decides a tie.
type Casting string

// The casting votes.
const (
	CastingNone Casting = ""
	// CastingOpener: the ballot of whoever opened the vote, as the one who presides, counts once more in a tie.
	CastingOpener Casting = "opener"
)

// DefaultTerms are the rules of a vote where the charter says nothing: more yes than no, no quorum, a tie is lost, and
// one block stops a consent decision.
var DefaultTerms = Terms{Majority: Majority{Need: Fraction{Num: 1, Den: 2}, Of: count.OfVotes}}

// Terms gives the rules for a vote on a proposal of this type.
func (r *Rules) Terms(proposalType string) Terms {
	t := DefaultTerms
	if r == nil || r.Voting == nil {
		return t
	}
	v := r.Voting
	if v.Ordinary != (Majority{}) {
		t.Majority = v.Ordinary
	}
	if proposalType == "special" && v.Special != (Majority{}) {
		t.Majority = v.Special
	}
	t.Quorum, t.Casting, t.Blocks, t.Who = v.Quorum, v.Casting, v.Blocks, v.Who
	if v.Delegation {
		t.Proxies = cmp.Or(v.Proxies, DefaultProxies)
	}
	return t
}

// terms gives what the vote froze.
func (v *OpenVote) terms() Terms {
	if v.Terms == nil {
		return DefaultTerms
	}
	return *v.Terms
}

// rule gives the terms as package count takes them.
func (t Terms) rule() count.Rule {
	return count.Rule{
		Need: count.Share{Num: t.Majority.Need.Num, Den: t.Majority.Need.Den}, AtLeast: t.Majority.AtLeast, Of: t.Majority.Of,
		Quorum: t.Quorum.rule(), Casting: t.Casting == CastingOpener,
	}
}

func (q Quorum) rule() count.Quorum {
	return count.Quorum{Number: q.Number, Share: count.Share{Num: q.Share.Num, Den: q.Share.Den}}
}

// Need gives how many of so many people must vote.
func (q Quorum) Need(eligible int) int {
	need := q.Number
	if q.Share.Den > 0 {
		share := (uint64(max(eligible, 0))*uint64(q.Share.Num) + uint64(q.Share.Den) - 1) / uint64(q.Share.Den)
		need = max(need, int(min(share, math.MaxInt32)))
	}
	return need
}

// Sentence says in plain words what a vote by this method takes.
func (t Terms) Sentence(method string, eligible int) string {
	var s string
	switch {
	case method == MethodYesNo:
		s = fmt.Sprintf("It passes with %s saying yes", t.Majority)
		if t.Casting == CastingOpener {
			s += "; in a tie, the vote of whoever opened it counts once more"
		}
	case method == MethodConsent && t.Blocks == 0:
		s = "It passes when somebody agrees and nobody blocks it"
	case method == MethodConsent:
		s = fmt.Sprintf("It passes when somebody agrees and at most %s it", people(t.Blocks, "person blocks", "people block"))
	default:
		s = "The count decides between the options"
	}
	if need := t.Quorum.Need(eligible); need > 0 {
		s += fmt.Sprintf("; %d must vote for it to count", need)
	}
	if t.Who == WhoHousehold {
		s += "; each household has one vote"
	}
	if t.Proxies > 0 {
		s += fmt.Sprintf("; one person may vote for up to %s who named them", people(t.Proxies, "other", "others"))
	}
	return s + "."
}

// String gives a majority as a charter file has it: "more than 1/2 of votes", "at least 3/4 of eligible".
func (m Majority) String() string {
	how := "more than"
	if m.AtLeast {
		how = "at least"
	}
	return fmt.Sprintf("%s %d/%d of %s", how, m.Need.Num, m.Need.Den, m.Of)
}

func (t *Terms) check() error {
	if t == nil {
		return nil
	}
	return first(t.Majority.check(), t.Quorum.check(), t.Casting.check(), blocks(t.Blocks), t.Who.check(), proxies(t.Proxies))
}

func (v *Voting) check() error {
	if v == nil {
		return nil
	}
	err := first(v.Quorum.check(), v.Casting.check(), blocks(v.Blocks), v.Who.check(), proxies(v.Proxies))
	for _, m := range []Majority{v.Ordinary, v.Special} {
		if err == nil && m != (Majority{}) {
			err = m.check()
		}
	}
	return err
}

func (m Majority) check() error {
	if err := (Terms{Majority: m}).rule().Check(); err != nil {
		return bad("%s", err)
	}
	if m.Need.Den == 0 {
		return bad("a majority of nothing would carry every motion")
	}
	return nil
}

func (q Quorum) check() error {
	if err := q.rule().Check(); err != nil {
		return bad("%s", err)
	}
	return within("a number of people", int64(q.Number), 0, MaxUses)
}

func (c Casting) check() error {
	return known("casting vote", string(c), string(CastingNone), string(CastingOpener))
}

func (w Voter) check() error {
	return known("voter", string(w), string(WhoPerson), string(WhoHousehold))
}

func proxies(n int) error { return within("a number of others to vote for", int64(n), 0, MaxProxies) }

func blocks(n int) error { return within("a number of blocks", int64(n), 0, MaxUses) }
