package store

import (
	"context"
	"slices"
	"strings"

	"moot/store/forum"
)

// What people do to a proposal beside wording and voting on it: see forum's life.go for when.

// may refuses a step that a proposal's state does not allow.
func (w *writer) may(proposal forum.ID, step forum.Step) error {
	p, err := w.proposal(proposal, "this is not a proposal")
	if err != nil {
		return err
	}
	return plainly(p.Progress().May(step))
}

// mayBe refuses to set a proposal to a state that it cannot come into now.
func (w *writer) mayBe(proposal forum.ID, to forum.ProposalState) error {
	step, ok := forum.StepTo(to)
	if !ok {
		return nil // the format's own check says so
	}
	return w.may(proposal, step)
}

// Appoint has a person hold a capacity of the charter from now on, or with end no longer. It changes the charter, so it
// takes an officer, and whatever else the charter asks for that.
func (s *Store) Appoint(ctx context.Context, g forum.ID, capacity string, p forum.Person, end bool) error {
	return s.do(ctx, g, func(w *writer) error {
		roll := w.g.roll()
		c, ok := roll.Rules.Capacity(capacity)
		if !ok {
			return refuseEnglish(CodeNotFound, "the charter has no capacity called %q: add it with moot group charter", capacity)
		}
		held := slices.Contains(c.Holders, p)
		switch {
		case held && !end:
			return refuseEnglish(CodeRefused, "%s is %s already", nameOf(roll, p), capacity)
		case !held && end:
			return refuseEnglish(CodeRefused, "%s is not %s", nameOf(roll, p), capacity)
		}
		holders := append(slices.Clone(c.Holders), p)
		if end {
			holders = slices.DeleteFunc(holders, func(q forum.Person) bool { return q == p })
		}
		rules, _ := roll.Rules.Appoint(capacity, holders)
		_, err := w.say(forum.ID{}, forum.KindCharter, forum.Charter{Rules: &rules})
		return err
	})
}

// as finds the capacity this person signs in: the one named, or the only one of theirs that does.
func (w *writer) as(named string, does func(*forum.Capacity) bool) (string, error) {
	var mine []string
	for _, c := range w.g.roll().Rules.Held(w.me()) {
		if does(&c) && (named == "" || c.Name == named) {
			mine = append(mine, c.Name)
		}
	}
	switch {
	case len(mine) == 1:
		return mine[0], nil
	case len(mine) > 1:
		return "", refuseEnglish(CodeAmbiguous, "you hold more than one capacity that could sign this (%s): say as which", strings.Join(mine, ", "))
	case named != "":
		return "", refuseEnglish(CodeRefused, "you cannot sign this as %s: an officer appoints people, in a capacity that the charter gives", named)
	}
	return "", refuse(CodeRefused, "you have not been appointed in a capacity that signs this: an officer appoints people, in a capacity that the charter gives")
}

// Advise gives or replaces this person's advice on a proposal. Of a the caller gives what it says, the heads of the words
// that were read, and the capacity; that may be left out by who holds only one that advises.
func (s *Store) Advise(ctx context.Context, g, proposal forum.ID, a forum.NewAdvice) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		p, err := w.proposal(proposal, "advice is on a proposal")
		if err != nil {
			return err
		}
		if err := p.Progress().May(forum.StepAdvise); err != nil {
			return plainly(err)
		}
		if a.Capacity, err = w.as(a.Capacity, func(c *forum.Capacity) bool { return c.Advises }); err != nil {
			return err
		}
		for _, before := range p.Advice {
			if before.Capacity == a.Capacity && before.By == w.me() {
				a.After = before.Now
			}
		}
		id, err = w.say(proposal, forum.KindAdvice, a)
		return err
	})
	return id, err
}

// Serve says which of the group's aims a proposal serves, instead of what was said before.
func (s *Store) Serve(ctx context.Context, g, proposal forum.ID, aims []string) error {
	return s.do(ctx, g, func(w *writer) error {
		p, err := w.proposal(proposal, "only a proposal says which aims it serves")
		if err != nil {
			return err
		}
		if err := p.Progress().May(forum.StepEdit); err != nil {
			return plainly(err)
		}
		_, err = w.say(proposal, forum.KindServes, forum.Serves{Aims: aims, After: p.AimsNow})
		return err
	})
}

// settled gives a proposal and its vote that is over, for a step that comes after it.
func (w *writer) settled(proposal forum.ID, step forum.Step) (p forum.Proposal, v *forum.Vote, err error) {
	if p, err = w.proposal(proposal, "this is not a proposal"); err != nil {
		return p, nil, err
	}
	if err := p.Progress().May(step); err != nil {
		return p, nil, plainly(err)
	}
	if n := len(p.Votes); n > 0 && p.Votes[n-1].Final() != nil {
		return p, &p.Votes[n-1], nil
	}
	return p, nil, refuse(CodeRefused, "nothing has been decided by a vote here")
}

// SignOff signs the decision on a proposal off, or refuses to, in a capacity that the charter asks for; it may be left
// out by who holds only one of those. What this person said before in that capacity is replaced.
func (s *Store) SignOff(ctx context.Context, g, proposal forum.ID, capacity string, no bool, reason string) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		_, v, err := w.settled(proposal, forum.StepSignOff)
		if err != nil {
			return err
		}
		asked := func(c *forum.Capacity) bool {
			return slices.ContainsFunc(v.Asked, func(a forum.SignOffAsked) bool { return a.Capacity == c.Name })
		}
		if capacity, err = w.as(capacity, asked); err != nil {
			return err
		}
		b := forum.NewSignOff{Capacity: capacity, Close: v.Final().Records[0], Refuse: no, Reason: strings.TrimSpace(reason)}
		for _, before := range v.SignOffs {
			if before.Capacity == capacity && before.By == w.me() {
				b.After = before.Now
			}
		}
		id, err = w.say(v.ID, forum.KindSignOff, b)
		return err
	})
	return id, err
}

// Dissent attaches this person's statement to the decision on a proposal, in the place of an earlier one. It is for those
// whose counted ballot lost ([forum.Outvoted]); what devices take from others is more ([forum.Dissents]).
func (s *Store) Dissent(ctx context.Context, g, proposal forum.ID, text string) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		_, v, err := w.settled(proposal, forum.StepDissent)
		if err != nil {
			return err
		}
		b := forum.NewStatement{Close: v.Final().Records[0], Text: text}
		for i := range v.Ballots {
			if v.Ballots[i].Voter == w.me() {
				b.Ballot = v.Ballots[i].ID
			}
		}
		if b.Ballot.Zero() {
			return refuse(CodeRefused, "no vote of yours was counted here, so there is none to speak for; make a comment")
		}
		if final := v.Final(); slices.Contains(final.Ballots, b.Ballot) && !dissented(v, w.me()) {
			return refuse(CodeRefused, "its author voted for what was decided; a statement is for those who did not")
		}
		for _, before := range v.Statements {
			if before.By == w.me() {
				b.After = before.Now
			}
		}
		id, err = w.say(v.ID, forum.KindStatement, b)
		return err
	})
	return id, err
}

// Chosen is what a vote has decided on.
type Chosen struct {
	Vote   forum.ID
	Of     forum.ID   // the proposal, or the amendment whose wording won; zero when what won is no wording
	Words  []forum.ID // its heads
	Body   string     // its text
	Option []string   // the options that won, in a vote that has options
}

// chosen reads what the last vote on a proposal has decided on, while that holds.
func (s *Store) chosen(g *group, page *ProposalPage) (c Chosen, err error) {
	v := &page.Votes[len(page.Votes)-1]
	final := v.Final()
	if final == nil || final.Outcome == forum.StateNotPassed || !page.Progress().Decided {
		return c, nil
	}
	c.Vote = v.ID
	for _, w := range final.Winners {
		c.Option = append(c.Option, v.Options[w].Title)
	}
	var ok bool
	if c.Of, c.Words, ok = v.Chosen(page.ID); !ok {
		return c, nil
	}
	if c.Of == page.ID {
		c.Body = page.Voted
		return c, nil
	}
	c.Body, _, err = s.textIfHere(g, c.Of, c.Words)
	return c, err
}

// Other says whether a vote has decided for other words than the proposal's own: those of an amendment.
func (c *Chosen) Other(proposal forum.ID) bool { return !c.Of.Zero() && c.Of != proposal }

// VoteWords gives the words that the last vote is on, and once it has decided for an amendment, the words of that.
func (p *ProposalPage) VoteWords() string {
	if p.Chosen.Other(p.ID) {
		return p.Chosen.Body
	}
	return p.Voted
}
