package store

import (
	"slices"

	"moot/store/forum"
)

// settable are the states that people set a proposal to.
var settable = []forum.ProposalState{forum.StateDraft, forum.StateOpen, forum.StateDoing, forum.StateDone, forum.StateWithdrawn}

// lifeCan adds what this person may do to a proposal beside wording and voting on it.
func (s *Store) lifeCan(g *group, p *ProposalPage, c *ProposalCan) {
	me, ok := g.state().me(s.Identity())
	if !ok || me.Standing != forum.StandingMember {
		return
	}
	roll := g.state().roll
	mine := p.Author == me.Person || roll.Can(me.Person, forum.PowerOffice)
	step := func(power forum.Power, step forum.Step) bool {
		return roll.Can(me.Person, power) && p.Progress().May(step) == nil
	}
	for _, to := range settable {
		if by, _ := forum.StepTo(to); to != p.State && mine && step(forum.PowerDiscuss, by) {
			c.To = append(c.To, to)
		}
	}
	c.Amend = step(forum.PowerPropose, forum.StepAmend)
	c.Serve = mine && step(forum.PowerPropose, forum.StepEdit) && len(forum.AimsIn(roll.Aims)) > 0
	held := roll.Rules.Held(me.Person)
	if step(forum.PowerSign, forum.StepAdvise) {
		c.AdviseAs = capacityNames(held, func(x *forum.Capacity) bool { return x.Advises })
	}
	if len(p.Votes) == 0 || p.Votes[len(p.Votes)-1].Final() == nil {
		return
	}
	v := &p.Votes[len(p.Votes)-1]
	if step(forum.PowerSign, forum.StepSignOff) {
		c.SignAs = capacityNames(held, func(x *forum.Capacity) bool {
			return slices.ContainsFunc(v.Asked, func(a forum.SignOffAsked) bool { return a.Capacity == x.Name })
		})
	}
	c.Dissent = step(forum.PowerSign, forum.StepDissent) && dissented(v, me.Person)
}

func capacityNames(held []forum.Capacity, does func(*forum.Capacity) bool) (names []string) {
	for i := range held {
		if does(&held[i]) {
			names = append(names, held[i].Name)
		}
	}
	return names
}

// dissented says whether somebody's ballot was counted and its answer lost.
func dissented(v *forum.Vote, who forum.Person) bool {
	final := v.Final()
	i := slices.IndexFunc(v.Ballots, func(b forum.Ballot) bool { return b.Voter == who })
	return i >= 0 && slices.Contains(final.Ballots, v.Ballots[i].ID) && forum.Outvoted(v.Method, &v.Ballots[i], final.Outcome, final.Winners)
}

// AmendmentCan says what this person may do with one amendment.
type AmendmentCan struct {
	Edit     bool // its words
	TakeIn   bool // into the proposal
	Withdraw bool
	Again    bool // put it forward again
}

func (s *Store) amendmentCan(g *group, p *ProposalPage, a *AmendmentPage) (c AmendmentCan) {
	me, ok := g.state().me(s.Identity())
	if !ok || !p.Can.Amend {
		return c
	}
	office := g.state().roll.Can(me.Person, forum.PowerOffice)
	n := len(a.Adopted)
	c.Edit = true
	c.TakeIn = (office || p.Author == me.Person) && a.State != forum.AmendmentWithdrawn && (n == 0 || !slices.Equal(a.Adopted[n-1].Words, a.Words))
	mine := office || a.Author == me.Person
	c.Withdraw = mine && a.State == forum.AmendmentOpen
	c.Again = mine && a.State == forum.AmendmentWithdrawn
	return c
}
