package forum

import "slices"

// rule: the result of a contested election is what a final certificate of the vote on its candidates says.
func (e *Elected) rule(c *check) error {
	_, election, err := c.election("a result")
	if err != nil {
		return err
	}
	r, err := c.named("a result", e.List, KindSlate)
	if err != nil {
		return err
	}
	slate, ok := r.Body.(*Slate)
	if !ok {
		return ErrNewer
	}
	if r.Subject != c.Subject || slate.Uncontested() {
		return forged("it names a list of candidates that no vote was to be held on here")
	}
	vote, cert, err := c.signed(e, slate)
	if err != nil {
		return err
	}
	if vote.Method != MethodSTV || max(vote.Seats, 1) != election.Seats || !slices.Equal(peopleIn(vote.Options), slate.people()) {
		return forged("the vote was not on these candidates and this many seats")
	}
	if cert.Outcome != StateDecided || len(cert.Winners) != len(e.People) {
		return forged("the certificate does not say that these people were elected")
	}
	for i, w := range cert.Winners {
		if w >= len(vote.Options) || vote.Options[w].Person != e.People[i] {
			return forged("the certificate does not say that these people were elected")
		}
	}
	return nil
}

// signed reads the signatures that a result names: all of one certificate, of a vote on the proposal of the list, and as
// many tellers' as that vote asks for.
func (c *check) signed(e *Elected, slate *Slate) (vote *OpenVote, cert *Certificate, err error) {
	var on ID
	tellers := map[Person]bool{}
	for _, s := range e.Signed {
		r, err := c.named("a result", s.Record, KindClose)
		if err != nil {
			return nil, nil, err
		}
		b, ok := r.Body.(*Certificate)
		if !ok {
			return nil, nil, ErrNewer
		}
		if b.ID() != e.Certificate || r.Device != s.Device || r.Seq != s.Seq {
			return nil, nil, forged("it names signatures of another certificate")
		}
		if on.Zero() {
			on = r.Subject
		}
		if r.Subject != on {
			return nil, nil, forged("it names certificates of two votes")
		}
		cert, tellers[r.Person] = b, true
	}
	v, err := c.named("a result", on, KindVote)
	if err != nil {
		return nil, nil, err
	}
	vote, ok := v.Body.(*OpenVote)
	if !ok {
		return nil, nil, ErrNewer
	}
	switch {
	case v.Subject != slate.Proposal:
		return nil, nil, forged("the vote was on another proposal than the one for this election")
	case len(tellers) < max(vote.Sign, 1):
		return nil, nil, forged("%d of the tellers have signed the certificate, and it takes %d", len(tellers), max(vote.Sign, 1))
	case e.Round != len(vote.After):
		return nil, nil, forged("it does not say how many votes came before")
	}
	return vote, cert, nil
}

// peopleIn gives the people that options name, by person.
func peopleIn(options []Option) (all []Person) {
	for _, o := range options {
		all = append(all, o.Person)
	}
	slices.SortFunc(all, comparePersons)
	return all
}

// candidates holds options that name people to elections: nobody is put to a vote who is not a member, or twice.
func (c *check) candidates(b *OpenVote, proposalType string) error {
	named := 0
	for _, p := range peopleIn(b.Options) {
		if p.Zero() {
			continue
		}
		named++
		if m, ok := c.at.Find(p); !ok || m.Standing != StandingMember {
			return forged("it puts somebody to the vote who is not a member of this group")
		}
	}
	switch {
	case named == 0:
		return nil
	case named < len(b.Options):
		return forged("some of its options are people and some are not")
	case proposalType != typeElection:
		return forged("people are put to the vote in elections only")
	}
	return nil
}

// Declare gives the record that declares what a final certificate of the vote on a list of candidates decided. List is the record of
// it. ok is false when the vote has no final certificate yet, or it elects nobody. Each is the close record of one signature.
func Declare(list ID, v *Vote, each func(record ID) (Device, uint64)) (e Elected, ok bool) {
	final := v.Final()
	if final == nil || final.Outcome != StateDecided {
		return e, false
	}
	e = Elected{List: list, Certificate: final.ID, Round: len(v.After)}
	for _, id := range final.Records[:min(len(final.Records), MaxTellers)] {
		device, seq := each(id)
		e.Signed = append(e.Signed, Signing{id, device, seq})
	}
	for _, w := range final.Winners {
		e.People = append(e.People, v.Options[w].Person)
	}
	return e, true
}
