package forum

import "slices"

// A sign-off is the last word on a decision, where the charter asks for one: so many people who hold a capacity sign the
// certificate of the vote, or refuse to, with reasons. What is asked for follows from the roll that the vote cites, so
// nobody changes it afterwards; who may sign follows from the roll that the sign-off cites, so that a councillor elected
// since can.

// KindSignOff signs off Subject, a vote, or refuses to.
const KindSignOff Kind = "sign-off"

// NewSignOff is the payload of a sign-off record.
type NewSignOff struct {
	Capacity string `cbor:"1,keyasint"`           // as the charter names it
	Close    ID     `cbor:"2,keyasint"`           // a teller's record of the certificate that is signed off
	Refuse   bool   `cbor:"3,keyasint,omitempty"` // it is not signed off
	Reason   string `cbor:"4,keyasint,omitempty"` // at most 2,000 bytes; a refusal has one
	After    []ID   `cbor:"5,keyasint,omitempty"` // this person's earlier word in this capacity, which this one replaces
}

func (s *NewSignOff) check() error {
	if s.Close.Zero() {
		return bad("it names no certificate")
	}
	least := 0
	if s.Refuse {
		least = 1
	}
	return first(line("a capacity's name", s.Capacity, MaxName), text("a reason", s.Reason, least, MaxReason), after(s.After))
}

// rule: by somebody who holds the capacity, of a decision that the charter under which the vote opened wants signed off.
func (s *NewSignOff) rule(c *check) error {
	v, body, err := c.closedVote("a sign-off", s.Close)
	if err != nil {
		return err
	}
	if body.Outcome == StateNotPassed {
		return refuse("nothing was decided by this vote, so there is nothing to sign off")
	}
	if _, err := c.capacity(s.Capacity); err != nil {
		return err
	}
	p, err := c.named("a vote", v.Subject, KindProposal)
	if err != nil {
		return err
	}
	made, ok := p.Body.(*NewProposal)
	opened, isVote := v.Body.(*OpenVote)
	if !ok || !isVote {
		return ErrNewer
	}
	at, missing := c.look.RollAt(v.Roll)
	if len(missing) > 0 {
		return &WaitError{For: missing[0]}
	}
	if as, ok := at.Rules.Capacity(s.Capacity); !ok || !as.asks(made.Type, opened.Cost) {
		return forged("the charter did not ask the %s to sign this off when the vote opened", s.Capacity)
	}
	return nil
}

// closedVote gives the vote a record is about, and the certificate of it that the record names.
func (c *check) closedVote(what string, closed ID) (vote Record, body *Certificate, err error) {
	if vote, err = c.about(what, KindVote); err != nil {
		return vote, nil, err
	}
	r, err := c.named(what, closed, KindClose)
	if err != nil {
		return vote, nil, err
	}
	if r.Subject != c.Subject {
		return vote, nil, forged("it names the certificate of another vote")
	}
	body, ok := r.Body.(*Certificate)
	if !ok {
		return vote, nil, ErrNewer
	}
	return vote, body, nil
}

// SignOffAsked is what a charter asks for before a decision holds.
type SignOffAsked struct {
	Capacity string
	Need     int
	Holders  int // when the vote opened
	Signed   int
	Refused  int
}

// Met says whether enough have signed.
func (a SignOffAsked) Met() bool { return a.Signed >= a.Need }

// Lost says whether so many have refused that those left could not make up the number.
func (a SignOffAsked) Lost() bool { return !a.Met() && a.Refused > max(a.Holders, a.Need)-a.Need }

// SignOff is the standing word of one person in one capacity on a decision.
type SignOff struct {
	ID       ID
	Capacity string
	By       Person
	Refused  bool
	Reason   string
	Time     int64 // claimed, ms
	Counts   bool  // it names the certificate that counts
	Now      []ID  // what a newer one of this person in this capacity names in After
}

// signOff folds what is asked for and what was said of it; rs are the records about the vote.
func (v *Vote) signOff(rs []Record, e Electorate, proposalType string) {
	for _, c := range e.Signing {
		if c.asks(proposalType, v.Cost) {
			v.Asked = append(v.Asked, SignOffAsked{Capacity: c.Name, Need: c.Signs, Holders: len(c.Holders)})
		}
	}
	final := v.Final()
	said := map[signer][]setting[*NewSignOff]{}
	for _, r := range ofKind(rs, KindSignOff, v.ID) {
		b := r.Body.(*NewSignOff)
		by := signer{b.Capacity, r.Person}
		said[by] = append(said[by], setting[*NewSignOff]{r.ID, r.Time, b.After, b})
	}
	for by, settings := range said {
		w, now, ok := register(settings)
		if !ok {
			continue
		}
		s := SignOff{w.id, by.Capacity, by.Person, w.value.Refuse, w.value.Reason, w.time, false, now}
		s.Counts = final != nil && slices.Contains(final.Records, w.value.Close)
		v.SignOffs = append(v.SignOffs, s)
		for i := range v.Asked {
			switch a := &v.Asked[i]; {
			case a.Capacity != s.Capacity || !s.Counts:
			case s.Refused:
				a.Refused++
			default:
				a.Signed++
			}
		}
	}
	slices.SortFunc(v.SignOffs, func(a, b SignOff) int { return compareSigners(signer{a.Capacity, a.By}, signer{b.Capacity, b.By}) })
}

// Outcome is what a vote has come to: empty while it has no certificate, else what that says, and where the charter asks
// for a sign-off, how far that has got.
func (v *Vote) Outcome() ProposalState {
	final := v.Final()
	if final == nil {
		return ""
	}
	if final.Outcome == StateNotPassed || len(v.Asked) == 0 {
		return final.Outcome
	}
	switch {
	case slices.ContainsFunc(v.Asked, SignOffAsked.Lost):
		return StateRefused
	case !slices.ContainsFunc(v.Asked, func(a SignOffAsked) bool { return !a.Met() }):
		return StateDecided
	}
	return StateAwaiting
}

// unsigned gives in which of the capacities somebody holds they have not said yet whether they sign a decision off.
func (p *Proposal) unsigned(me Person, held []Capacity) (capacities []string) {
	if p.State != StateAwaiting {
		return nil
	}
	v := &p.Votes[len(p.Votes)-1]
	for _, a := range v.Asked {
		holds := slices.ContainsFunc(held, func(c Capacity) bool { return c.Name == a.Capacity })
		said := slices.ContainsFunc(v.SignOffs, func(s SignOff) bool { return s.By == me && s.Capacity == a.Capacity && s.Counts })
		if holds && !said && !a.Met() {
			capacities = append(capacities, a.Capacity)
		}
	}
	return capacities
}
