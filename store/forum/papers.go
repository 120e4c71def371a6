package forum

import (
	"encoding/base32"
	"slices"
)

// A vote may take papers, from people who have no device at hand. Two tellers each enter what was handed in, without seeing
// what the other has: who handed in a paper (the register), and what each numbered paper says. A paper counts where two
// tellers agree on it. Papers name nobody, so which is whose no device knows; the register names everybody who handed
// one in, so that nobody votes twice and everybody can object who did not.

// KindPaperCount is a teller's count of the papers in Subject, a vote.
const KindPaperCount Kind = "paper-count"

// Limits of papers.
const (
	MaxPapers  = 1000      // papers, or people, in one count: what fits a payload with room for preferences
	MaxPaperNo = MaxVoters // the number on a paper
)

// Spoilt is what a paper says that says nothing, or nothing that can be told. No ballot on a device says it.
const Spoilt Choice = "spoilt"

// PaperCount is the payload of a paper-count record.
type PaperCount struct {
	People []Person `cbor:"1,keyasint,omitempty"` // who handed in a paper, by person; one of each household where that has one vote
	Papers []Paper  `cbor:"2,keyasint,omitempty"` // by number
	After  []ID     `cbor:"3,keyasint,omitempty"` // the teller's own earlier counts that this one replaces
}

// Paper is one paper as a teller read it.
type Paper struct {
	No     int     `cbor:"1,keyasint"`           // from 1
	Choice Choice  `cbor:"2,keyasint,omitempty"` // as of a ballot, or [Spoilt]
	Prefs  []int   `cbor:"3,keyasint,omitempty"` // as of a ballot
	Points []int64 `cbor:"4,keyasint,omitempty"`
}

// Same says whether two tellers read one thing.
func (p *Paper) Same(q *Paper) bool {
	return p.Choice == q.Choice && slices.Equal(p.Prefs, q.Prefs) && slices.Equal(p.Points, q.Points)
}

func (p *Paper) plain() *NewBallot {
	return &NewBallot{Choice: p.Choice, Prefs: p.Prefs, Points: p.Points}
}

// PaperCode is what is printed on every paper of a vote, so that those of another are told apart: eight letters and digits.
func PaperCode(vote ID) string {
	code := base32.StdEncoding.EncodeToString(vote[:5])
	return code[:4] + "-" + code[4:]
}

func (n *PaperCount) check() error {
	if len(n.People) > MaxPapers || len(n.Papers) > MaxPapers {
		return bad("it counts %d papers by %d people; the most is %d", len(n.Papers), len(n.People), MaxPapers)
	}
	for i, p := range n.People {
		if p.Zero() || i > 0 && comparePersons(n.People[i-1], p) >= 0 {
			return bad("the people who voted on paper are not sorted, or one is there twice")
		}
	}
	for i := range n.Papers {
		p := &n.Papers[i]
		if i > 0 && n.Papers[i-1].No >= p.No {
			return bad("the papers are not sorted by number, or one is there twice")
		}
		if err := first(within("the number of a paper", int64(p.No), 1, MaxPaperNo), p.check()); err != nil {
			return err
		}
	}
	if len(n.After) > MaxIDs {
		return bad("it replaces %d counts; the most is %d", len(n.After), MaxIDs)
	}
	return nil
}

func (p *Paper) check() error {
	if p.Choice != Spoilt {
		return p.plain().checkMarks()
	}
	if len(p.Prefs) > 0 || len(p.Points) > 0 {
		return bad("a spoilt paper says something")
	}
	return nil
}

// fitsPaper says why a paper cannot be one of this vote. Reasons are not entered from paper, so none is asked for.
func (v *OpenVote) fitsPaper(p *Paper) error {
	if p.Choice == Spoilt {
		return nil
	}
	return v.marks(p.plain())
}

// FitsPaper says why a paper cannot be one of this vote, before it is handed in. Errors: [*RefusedError], [*BadEntryError].
func (v *Vote) FitsPaper(p *Paper) error {
	open := OpenVote{Method: v.Method, Options: v.Options, Most: v.Most}
	return first(within("the number of a paper", int64(p.No), 1, MaxPaperNo), p.check(), open.fitsPaper(p))
}

// rule: by a teller, of a vote that takes papers; of people who could vote when it opened, one for each vote; and each
// paper says what a ballot there can say.
func (n *PaperCount) rule(c *check) error {
	r, e, err := c.told("a count of papers")
	if err != nil {
		return err
	}
	vote := r.Body.(*OpenVote) // told has looked
	if !vote.Paper {
		return refuse("this vote takes no papers")
	}
	opened, _ := c.look.RollAt(r.Roll)
	of, had := voicesOf(e.Homes), make(map[Person]bool, len(n.People))
	for _, p := range n.People {
		if !opened.Votes(p) {
			return refuse("it says that somebody voted on paper who had no vote when the vote opened")
		}
		if had[of.voice(p)] {
			return refuse("it says that two people of one household voted on paper, and each household has one vote")
		}
		had[of.voice(p)] = true
	}
	for i := range n.Papers {
		if err := vote.fitsPaper(&n.Papers[i]); err != nil {
			return err
		}
	}
	return nil
}

// paper: papers name nobody, so a vote that takes them cannot hide who voted otherwise, nor say how many of a section did
// what; and there must be two who can count.
func (c *check) paper(b *OpenVote) error {
	if !b.Paper {
		return nil
	}
	if b.Secret {
		return refuse("a secret vote cannot take papers: nobody could tell whether somebody who handed one in has voted on a device as well")
	}
	e := c.at.Electorate()
	for _, s := range e.Sections {
		if s.Guard.Kind != GuardHearing {
			return refuse("a vote cannot take papers where the charter asks how many of %s vote or agree: papers name nobody", s.Name)
		}
	}
	switch n := len(e.tellers(b, c.Person)); {
	case n < 2:
		return refuse("papers are counted by two tellers, and there is only one: name another")
	case n > MaxTellers:
		return refuse("%d people could count the papers; name at most %d tellers", n, MaxTellers)
	}
	return nil
}

// papers reads the two counts of papers that a certificate names into the vote.
func (c *check) papers(b *Certificate, v *Vote) error {
	if len(b.Papers) == 0 {
		return nil
	}
	if v.Paper == nil {
		return refuse("it counts papers, and this vote takes none")
	}
	var two []TellersCount
	for _, id := range b.Papers {
		r, err := c.named("a certificate", id, KindPaperCount)
		if err != nil {
			return err
		}
		n, ok := r.Body.(*PaperCount)
		switch {
		case !ok:
			return ErrNewer
		case r.Subject != c.Subject:
			return refuse("it counts papers of another vote")
		}
		two = append(two, tellersCount(r, n))
	}
	if two[0].Teller == two[1].Teller {
		return refuse("both counts of the papers are by one teller, and it takes two")
	}
	v.Paper.use(two)
	if len(v.Paper.People) != b.OnPaper {
		return refuse("the number of people on paper is not what the counts it names come to")
	}
	on := v.paperVoices()
	if slices.ContainsFunc(v.Ballots, func(x Ballot) bool { return on[v.of.voice(x.Voter)] }) {
		return refuse("it counts a ballot of somebody who voted on paper instead")
	}
	return nil
}
