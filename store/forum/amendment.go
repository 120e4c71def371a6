package forum

import "slices"

// An amendment is an alternative wording of a proposal: a shared text of its own, made from the proposal's words as its
// author read them and shown as what differs from those. Whoever made the proposal takes it in, its author withdraws it,
// or a vote decides between wordings.

// The kinds of record about amendments.
const (
	KindAmendment Kind = "amendment" // makes an amendment of Subject, a proposal; its wording is the document of the same id
	KindAdopt     Kind = "adopt"     // the words of Subject, an amendment, were taken into its proposal
)

// The states of an amendment.
const (
	AmendmentOpen      = "open"
	AmendmentWithdrawn = "withdrawn"
	AmendmentAdopted   = "adopted"
)

// NewAmendment is the payload of an amendment record.
type NewAmendment struct {
	Title string `cbor:"1,keyasint"`           // what it would change, in a line: it names the wording in lists and votes
	From  []ID   `cbor:"2,keyasint,omitempty"` // the heads of the proposal's words that it was made from, sorted
}

// Adopt is the payload of an adopt record.
type Adopt struct {
	Words []ID `cbor:"1,keyasint,omitempty"` // the heads of the amendment's words that were taken in, sorted
}

// Rival is an option of a vote that is a wording: the proposal's own, or an amendment's.
type Rival struct {
	Option int  `cbor:"1,keyasint"`           // from 0
	Of     ID   `cbor:"2,keyasint"`           // the proposal, or an amendment of it: whose document it is
	Words  []ID `cbor:"3,keyasint,omitempty"` // the exact words, as heads, sorted
}

func (a *NewAmendment) check() error {
	return first(line("a title", a.Title, MaxTitle), heads("the words amended", a.From))
}

func (a *Adopt) check() error { return heads("the words taken in", a.Words) }

func (a *NewAmendment) rule(c *check) error {
	_, err := c.about("an amendment", KindProposal)
	return err
}

// rule: whoever made the proposal takes an amendment into it, or an officer does.
func (a *Adopt) rule(c *check) error {
	of, err := c.about("taking in", KindAmendment)
	if err != nil {
		return err
	}
	p, err := c.named("an amendment", of.Subject, KindProposal)
	if err != nil {
		return err
	}
	return c.mine(p, "take an amendment into it")
}

// checkBetween holds wordings to votes that one option wins.
func (v *OpenVote) checkBetween() error {
	if len(v.Between) == 0 {
		return nil
	}
	if v.Method != MethodApproval && v.Method != MethodScore && v.Method != MethodRanked || v.Seats > 1 {
		return bad("between wordings one must win: vote by approval, score or ranking, with one winner")
	}
	of := map[ID]bool{}
	for i, r := range v.Between {
		if r.Option < 0 || r.Option >= len(v.Options) || i > 0 && v.Between[i-1].Option >= r.Option {
			return bad("the wordings it is between do not fit its options")
		}
		if r.Of.Zero() || of[r.Of] {
			return bad("it names the same wording twice, or none")
		}
		of[r.Of] = true
		if err := heads("the words voted on", r.Words); err != nil {
			return err
		}
	}
	return nil
}

// between: each wording is the proposal's own, as the vote froze it, or that of an amendment of this very proposal.
func (c *check) between(v *OpenVote) error {
	for _, rival := range v.Between {
		if rival.Of == c.Subject {
			if !slices.Equal(rival.Words, v.Wording) {
				return forged("it puts other words to the vote than it froze")
			}
			continue
		}
		r, err := c.named("an option", rival.Of, KindAmendment)
		if err != nil {
			return err
		}
		if r.Subject != c.Subject {
			return forged("it is between wordings of different proposals")
		}
	}
	return nil
}

// Amendment is one amendment as people see it.
type Amendment struct {
	ID      ID
	Title   string
	From    []ID
	Author  Person
	Made    int64 // claimed, ms
	State   string
	Adopted []Adoption     // each time it was taken in, in order
	Now     map[Field][]ID // as in [Proposal]
}

// Adoption is one time an amendment was taken into its proposal.
type Adoption struct {
	ID    ID
	By    Person
	Time  int64 // claimed, ms
	Words []ID
}

// amendments folds the amendments of a proposal, in the order they were made. About has the records about each.
func amendments(about map[ID][]Record, proposal ID) (all []Amendment) {
	for _, r := range ofKind(about[proposal], KindAmendment, proposal) {
		b := r.Body.(*NewAmendment)
		a := Amendment{ID: r.ID, Title: b.Title, From: b.From, Author: r.Person, Made: r.Time, State: AmendmentOpen}
		var last map[Field]Setting
		last, _, a.Now = fields(ofKind(about[r.ID], KindSet, r.ID))
		if s, ok := last[FieldState]; ok {
			a.State = s.Text
		}
		for _, t := range ofKind(about[r.ID], KindAdopt, r.ID) {
			a.Adopted = append(a.Adopted, Adoption{t.ID, t.Person, t.Time, t.Body.(*Adopt).Words})
			a.State = AmendmentAdopted // its words are in, whatever was said of it apart
		}
		slices.SortFunc(a.Adopted, func(x, y Adoption) int { return byTime(x.Time, y.Time, x.ID, y.ID) })
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b Amendment) int { return byTime(a.Made, b.Made, a.ID, b.ID) })
	return all
}

// Chosen gives the words a vote that is over has decided on: the document they are of, and its heads. ok is false while
// it is not over, when it was lost, and when what won is no wording.
func (v *Vote) Chosen(proposal ID) (of ID, words []ID, ok bool) {
	final := v.Final()
	if final == nil || final.Outcome == StateNotPassed {
		return of, nil, false
	}
	if len(v.Between) == 0 {
		return proposal, v.Wording, true
	}
	for _, r := range v.Between {
		if len(final.Winners) > 0 && r.Option == final.Winners[0] {
			return r.Of, r.Words, true
		}
	}
	return of, nil, false
}
