package store

import (
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// ElectionCan says what this person may do about one election, foretelling what the gate would say, as [Can] does.
type ElectionCan struct {
	Comment  bool
	Nominate []forum.Person // whom they may put up, or second, in the order of the roll
	Stand    bool           // say whether they stand
	Close    bool           // the nominations
	Again    bool           // open another vote, after one that decided nothing
	Declare  bool           // the result
	Seat     bool           // give the roles that follow from it
}

func (s *Store) electionCan(g *group, e *ElectionPage, boards []forum.Board) (c ElectionCan) {
	me, ok := g.state().me(s.Identity())
	if !ok || me.Standing != forum.StandingMember {
		return c
	}
	roll := g.state().roll
	has := func(p forum.Power) bool { return roll.Can(me.Person, p) }
	office, now := has(forum.PowerOffice), s.clock()
	c.Comment = has(forum.PowerDiscuss)
	c.Seat = office && len(e.Seating) > 0
	closes := has(forum.PowerMinute) && (office || e.Author == me.Person)
	switch {
	case e.State == forum.ElectionOpen:
		c.Close = closes && now >= e.Until
		in := has(forum.PowerVote) && (e.Until == 0 || now <= e.Until)
		c.Stand = in
		if in && (e.How != forum.ElectionCoopt || office) {
			c.Nominate = e.unproposed(roll, boards, me.Person)
		}
	case e.State == forum.ElectionVoting:
		decided := e.VoteState == forum.StateDecided
		c.Declare = decided && has(forum.PowerDiscuss)
		c.Again = closes && !decided && e.VoteState != forum.StateVoting
	}
	return c
}

// unproposed gives those whom a person can put up: voting members but themselves who have no seat that goes on, and whom they have not
// put up yet.
func (e *ElectionPage) unproposed(roll *forum.Roll, boards []forum.Board, by forum.Person) (all []forum.Person) {
	sits := map[forum.Person]bool{}
	for i := range boards {
		if boards[i].Name != e.Body {
			continue
		}
		for _, seat := range boards[i].Sitting {
			sits[seat.Person] = !slices.Contains(e.Retiring, seat.Person)
		}
	}
	for _, m := range roll.Active() {
		n, _ := e.Nominee(m.Person)
		put := slices.ContainsFunc(n.By, func(b forum.Backer) bool { return b.Person == by })
		if m.Person != by && roll.Votes(m.Person) && !sits[m.Person] && !put {
			all = append(all, m.Person)
		}
	}
	return all
}

// Vacancy is an election that can be called now.
type Vacancy struct {
	Body  string
	How   string // forum.ElectionAnnual…
	Seats int
}

// BoardCan says what this person may do about the bodies of a group.
type BoardCan struct {
	Call  []Vacancy
	Seat  []string // bodies whose elected can be given their roles
	Leave []string // bodies they have a seat on to give up
}

func (s *Store) boardCan(g *group, page *BoardPage) (c BoardCan) {
	me, ok := g.state().me(s.Identity())
	if !ok || me.Standing != forum.StandingMember {
		return c
	}
	roll := g.state().roll
	office := roll.Can(me.Person, forum.PowerOffice)
	for i := range page.Boards {
		b := &page.Boards[i]
		if roll.Can(me.Person, forum.PowerDiscuss) && slices.ContainsFunc(b.Sitting, func(x forum.Seat) bool { return x.Person == me.Person }) {
			c.Leave = append(c.Leave, b.Name)
		}
		if !office {
			continue
		}
		if slices.ContainsFunc(page.Seating, func(x forum.Seating) bool { return x.Body == b.Name }) {
			c.Seat = append(c.Seat, b.Name)
		}
		c.Call = append(c.Call, vacancies(b)...)
	}
	return c
}

// vacancies gives the elections that a body's charter lets be called now.
func vacancies(b *forum.Board) (all []Vacancy) {
	if _, seats := b.Retirees(); seats > 0 {
		all = append(all, Vacancy{b.Name, forum.ElectionAnnual, seats})
	}
	how := map[string]string{forum.VacancyElect: forum.ElectionCasual, forum.VacancyCoopt: forum.ElectionCoopt}[b.Vacancy]
	if b.Vacant > 0 && how != "" {
		all = append(all, Vacancy{b.Name, how, b.Vacant})
	}
	return all
}

// DelegationCan says what this person may do about somebody voting for them.
type DelegationCan struct {
	Give bool              // name that person
	Mine *forum.Delegation // what they have given that person, and holds; nil when nothing
}

// CanDelegate says what this person may do about a person voting for them.
func (s *Store) CanDelegate(id forum.ID, to forum.Person) (c DelegationCan, err error) {
	g, err := s.group(id)
	if err != nil {
		return c, err
	}
	me, ok := g.state().me(s.Identity())
	if !ok || me.Standing != forum.StandingMember {
		return c, nil
	}
	var all []forum.Delegation
	err = s.db.View(func(txn *badger.Txn) (err error) { all, err = g.delegations(txn); return err })
	for i := range all {
		if d := &all[i]; d.From == me.Person && d.To == to && !d.Ended && d.Until >= s.clock() {
			c.Mine = d
		}
	}
	roll := g.state().roll
	c.Give = to != me.Person && roll.Votes(me.Person) && roll.Votes(to) && roll.Rules.Terms("").Proxies > 0 && c.Mine == nil
	return c, err
}

// DelegationsPage is who votes for whom, as far as it concerns this person, and whom they may name.
type DelegationsPage struct {
	Given    []forum.Delegation // by this person, holding now, the latest first
	Received []forum.Delegation // to this person, the same
	Whom     []forum.Person     // they may name to vote for them; nobody where the charter has no delegation
	Most     int                // others that one person may vote for by the charter; 0 where it has no delegation
}

// DelegationsPage reads it for this person. Errors: *RefusedError.
func (s *Store) DelegationsPage(ctx context.Context, id forum.ID) (p DelegationsPage, err error) {
	g, err := s.group(id)
	if err != nil {
		return p, err
	}
	all, err := s.Delegations(ctx, id)
	if err != nil {
		return p, err
	}
	me, ok := g.state().me(s.Identity())
	if !ok {
		return p, nil
	}
	for _, d := range all {
		switch {
		case !d.Holds(s.clock(), d.Type):
		case d.From == me.Person:
			p.Given = append(p.Given, d)
		case d.To == me.Person:
			p.Received = append(p.Received, d)
		}
	}
	roll := g.state().roll
	p.Most = roll.Rules.Terms("").Proxies
	if p.Most == 0 || me.Standing != forum.StandingMember || !roll.Votes(me.Person) {
		return p, nil
	}
	for i := range roll.Members {
		if who := roll.Members[i].Person; who != me.Person && roll.Votes(who) {
			p.Whom = append(p.Whom, who)
		}
	}
	return p, nil
}
