package forum

import (
	"slices"

	"moot/store/saying"
)

// nameOf gives a person's name for a reason.
func (c *check) nameOf(p Person) string {
	if m, ok := c.at.Find(p); ok {
		return m.Name
	}
	return "somebody who is not in the group"
}

// rule: an officer calls an election. The charter says for how many seats and years; who retires is reckoned, not chosen.
func (e *NewElection) rule(c *check) error {
	b, ok := c.at.Rules.Body(e.Body)
	if !ok || b.Name != e.Body {
		return forged("the charter names no body called %q", e.Body)
	}
	if e.Term != b.Term {
		return forged("the charter gives a seat of %s another term", b.Name)
	}
	past, err := c.pastOf(e.After, e.Body)
	if err != nil {
		return err
	}
	sits := past.sitting(active(c.at))
	if e.How != ElectionAnnual {
		return e.casual(b, sits)
	}
	retiring := peopleOf(past.retiring(b, sits))
	if !slices.Equal(e.Retiring, retiring) {
		return forged("those who retire are not those whose turn it is")
	}
	if free := b.Seats - len(sits) + len(retiring); e.Seats != free {
		return refuse("%s to fill, and it is for %d", saying.Count(max(free, 0), "one seat is", "%d seats are"), e.Seats)
	}
	return nil
}

func (e *NewElection) casual(b Body, sits []Seat) error {
	how := map[string]string{ElectionCasual: VacancyElect, ElectionCoopt: VacancyCoopt}[e.How]
	if b.Vacancy != how {
		return refuse("the charter does not let a vacant seat of %s be filled like that", b.Name)
	}
	if len(e.Retiring) > 0 {
		return forged("people retire at annual elections only")
	}
	if free := b.Seats - len(sits); e.Seats > free {
		return refuse("%s vacant, and it is for %d", saying.Count(max(free, 0), "one seat is", "%d seats are"), e.Seats)
	}
	return nil
}

// election gives the subject as an election.
func (c *check) election(what string) (Record, *NewElection, error) {
	r, err := c.about(what, KindElection)
	if err != nil {
		return r, nil, err
	}
	e, ok := r.Body.(*NewElection)
	if !ok {
		return r, nil, ErrNewer
	}
	return r, e, nil
}

// rule: any member puts another up, in time; for a co-option an officer does. Whoever sits already, and does not retire,
// has a seat.
func (n *Nominate) rule(c *check) error {
	_, e, err := c.election("a nomination")
	if err != nil {
		return err
	}
	switch {
	case e.Until > 0 && c.Time > e.Until:
		return refuse("nominations had closed by then")
	case n.Person == c.Person:
		return refuse("nobody puts themselves up: two others do, and you say that you stand")
	case !c.at.Votes(n.Person):
		return refuse("only a voting member of the group can be put up")
	case e.How == ElectionCoopt && !c.can(PowerOffice):
		return refuse("only officers put somebody up for a co-option")
	}
	past, err := c.pastOf(e.After, e.Body)
	if err != nil {
		return err
	}
	for _, s := range past.sitting(active(c.at)) {
		if s.Person == n.Person && !slices.Contains(e.Retiring, n.Person) {
			return refuse("%s sits on the %s already, and does not retire yet", c.nameOf(n.Person), e.Body)
		}
	}
	return nil
}

// rule: people answer for themselves, and stand in time.
func (s *Stand) rule(c *check) error {
	_, e, err := c.election("an answer to a nomination")
	if err == nil && s.Stands && e.Until > 0 && c.Time > e.Until {
		return refuse("nominations had closed by then")
	}
	return err
}

// rule: whoever called the election, or an officer, closes the nominations. On the list is nobody whom two others have
// not put up, or who has not said that they stand. With a seat for each there is nothing to vote on.
func (l *Slate) rule(c *check) error {
	r, e, err := c.election("a list of candidates")
	if err != nil {
		return err
	}
	if err := c.mine(r, "close the nominations"); err != nil {
		return err
	}
	if c.Time < e.Until {
		return refuse("nominations were still open then")
	}
	for i := range l.Candidates {
		if err := c.candidate(&l.Candidates[i]); err != nil {
			return err
		}
	}
	contested := len(l.Candidates) > e.Seats
	switch {
	case contested && e.How == ElectionCoopt:
		return refuse("%d people are put up for %s: a co-option takes no vote", len(l.Candidates), saying.Count(e.Seats, "one seat", "%d seats"))
	case contested == l.Uncontested():
		return refuse("a vote is held when more people stand than there are seats, and only then")
	case l.Uncontested():
		return nil
	}
	p, err := c.named("a list of candidates", l.Proposal, KindProposal)
	if err != nil {
		return err
	}
	made, ok := p.Body.(*NewProposal)
	if !ok {
		return ErrNewer
	}
	if made.Type != typeElection || p.Person != c.Person {
		return forged("the vote is held on a proposal of the type election, made by who closes the nominations")
	}
	return nil
}

// candidate checks the records by which a person stands.
func (c *check) candidate(one *Candidate) error {
	var by [backers]Person
	for i, id := range []ID{one.Proposed, one.Seconded} {
		r, err := c.named("a list of candidates", id, KindNominate)
		if err != nil {
			return err
		}
		b, ok := r.Body.(*Nominate)
		if !ok {
			return ErrNewer
		}
		if r.Subject != c.Subject || b.Person != one.Person {
			return forged("it names a nomination of somebody else, or for another election")
		}
		by[i] = r.Person
	}
	if by[0] == by[1] {
		return refuse("%s was put up by one person only: it takes a proposer and a seconder", c.nameOf(one.Person))
	}
	r, err := c.named("a list of candidates", one.Stands, KindStand)
	if err != nil {
		return err
	}
	b, ok := r.Body.(*Stand)
	if !ok {
		return ErrNewer
	}
	if r.Subject != c.Subject || r.Person != one.Person || !b.Stands {
		return refuse("%s has not said that they stand", c.nameOf(one.Person))
	}
	return nil
}

// rule: a member gives up the seat they were elected to.
func (l *LeaveSeat) rule(c *check) error {
	if _, _, err := c.election("a resignation"); err != nil {
		return err
	}
	r, err := c.named("a resignation", l.Seat, KindSlate, KindElected)
	if err != nil {
		return err
	}
	if r.Subject != c.Subject || !slices.Contains(electedBy(r), c.Person) {
		return forged("its author was not elected by that")
	}
	return nil
}
