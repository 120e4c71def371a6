package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"moot/store/forum"
	"moot/store/saying"
)

// elections folds every election that was here before this batch.
func (w *writer) elections() (all []forum.Election, err error) {
	err = w.g.cards(w.read, cardElection, func(id forum.ID, _ *card) error {
		e, err := w.election(id)
		all = append(all, e)
		return err
	})
	return all, err
}

func (w *writer) election(id forum.ID) (forum.Election, error) {
	return folded(w, id, "only an election has candidates", forum.FoldElection)
}

// board gives a body with who sits on it, by its name in any case.
func (w *writer) board(name string) (forum.Board, error) {
	roll := w.g.roll()
	b, ok := roll.Rules.Body(name)
	if !ok {
		return forum.Board{}, &RefusedError{CodeNotFound, noBody(&roll.Rules, name)}
	}
	all, err := w.elections()
	if err != nil {
		return forum.Board{}, err
	}
	boards := forum.Boards(roll, all)
	return boards[slices.IndexFunc(boards, func(x forum.Board) bool { return x.Name == b.Name })], nil
}

func noBody(r *forum.Rules, name string) *saying.Sentence {
	if len(r.Bodies) == 0 {
		return saying.Plain("the charter names nothing that people are elected to: add a [body.board] table to it with moot group charter GROUP --set FILE.toml")
	}
	var names []string
	for _, b := range r.Bodies {
		names = append(names, b.Name)
	}
	return saying.Plain("the charter names no body called %q; it has %s", name, strings.Join(names, ", "))
}

// NewElection calls an election to a body. Of e the caller gives the body, the title, how (annual when it is left out), and the times;
// who retires, the seats and the term are reckoned. Officers may.
func (s *Store) NewElection(ctx context.Context, g forum.ID, e forum.NewElection) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		b, err := w.board(e.Body)
		if err != nil {
			return err
		}
		if e.How == "" {
			e.How = forum.ElectionAnnual
		}
		e.Body, e.Term, e.After = b.Name, b.Term, b.After
		e.Seats = b.Vacant
		if e.How == forum.ElectionAnnual {
			e.Retiring, e.Seats = b.Retirees()
		}
		if e.Seats < 1 {
			return refuse(CodeRefused, "no seat of the %s is to be filled: %d of %d are taken", b.Name, len(b.Sitting), b.Seats)
		}
		if e.Until > 0 && e.Until <= w.s.clock() {
			return refuse(CodeBadInput, "that time has gone by already: say until when people can be put up, or leave it out")
		}
		id, err = w.say(forum.ID{}, forum.KindElection, e)
		return err
	})
	return id, err
}

// openElection gives an election whose nominations are open.
func (w *writer) openElection(id forum.ID) (forum.Election, error) {
	e, err := w.election(id)
	if err == nil && e.State != forum.ElectionOpen {
		err = refuse(CodeRefused, "nominations for %q have been closed", e.Title)
	}
	if err == nil && e.Until > 0 && w.s.clock() > e.Until {
		err = refuse(CodeRefused, "nominations for %q closed on %s", e.Title, Instant(e.Until))
	}
	return e, err
}

// Nominate puts somebody up in an election. It takes two members, a proposer and a seconder, and the candidate's own word.
func (s *Store) Nominate(ctx context.Context, g, election forum.ID, p forum.Person) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		e, err := w.openElection(election)
		if err != nil {
			return err
		}
		n, _ := e.Nominee(p)
		if me := w.me(); slices.ContainsFunc(n.By, func(b forum.Backer) bool { return b.Person == me }) {
			return refuse(CodeRefused, "you have put %s up already; another member seconds it", nameOf(w.g.roll(), p))
		}
		id, err = w.say(election, forum.KindNominate, forum.Nominate{Person: p})
		return err
	})
	return id, err
}

// Stand says whether this person stands in an election, and with what statement. A later answer replaces an earlier one until nominations
// close.
func (s *Store) Stand(ctx context.Context, g, election forum.ID, stands bool, statement string) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		e, err := w.openElection(election)
		if err != nil {
			return err
		}
		n, _ := e.Nominee(w.me())
		id, err = w.say(election, forum.KindStand, forum.Stand{Stands: stands, Statement: statement, After: n.Now})
		return err
	})
	return id, err
}

// ClosedElection is what closing nominations has come to.
type ClosedElection struct {
	Elected  []forum.Person // where there is a seat for each who stands
	Proposal forum.ID       // that is voted on otherwise
	Vote     forum.ID
}

// CloseNominations ends the nominations of an election: with a seat for each who stands they are elected, and otherwise
// a vote by the single transferable vote is opened on a proposal made for it. Of v the caller gives the times and the tellers. Where that vote
// came to nothing, it opens another.
func (s *Store) CloseNominations(ctx context.Context, g, election forum.ID, v forum.OpenVote) (out ClosedElection, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		e, err := w.election(election)
		if err != nil {
			return err
		}
		switch {
		case e.State == forum.ElectionDone:
			return refuse(CodeRefused, "this election is over")
		case e.State == forum.ElectionVoting:
			out.Proposal = e.Slate.Proposal
			out.Vote, err = w.voteAgain(&e, v)
			return err
		case w.s.clock() < e.Until:
			return refuse(CodeRefused, "nominations are open until %s, and cannot be closed before", Instant(e.Until))
		}
		slate := e.Standing()
		if len(slate.Candidates) > e.Seats && e.How != forum.ElectionCoopt {
			if slate.Proposal, err = w.electionProposal(&e, &slate); err != nil {
				return err
			}
			if out.Vote, err = w.openElectionVote(&e, slate, v); err != nil {
				return err
			}
		}
		if _, err := w.say(election, forum.KindSlate, slate); err != nil {
			return err
		}
		if out.Proposal = slate.Proposal; slate.Uncontested() {
			for _, c := range slate.Candidates {
				out.Elected = append(out.Elected, c.Person)
			}
		}
		return nil
	})
	return out, err
}

// electionProposal makes the proposal that is voted on: its words are the candidates with who put them up and their statements.
func (w *writer) electionProposal(e *forum.Election, l *forum.Slate) (forum.ID, error) {
	var text strings.Builder
	fmt.Fprintf(&text, "Election to the %s: %d to be elected, by the single transferable vote. Put the candidates in your order of preference.\n", e.Body, e.Seats)
	roll := w.g.roll()
	for _, c := range l.Candidates {
		n, _ := e.Nominee(c.Person)
		fmt.Fprintf(&text, "\n## %s\n\nProposed by %s, seconded by %s.\n", nameOf(roll, n.Person), nameOf(roll, n.By[0].Person), nameOf(roll, n.By[1].Person))
		if n.Statement != "" {
			fmt.Fprintf(&text, "\n%s\n", n.Statement)
		}
	}
	id, err := w.say(forum.ID{}, forum.KindProposal, forum.NewProposal{Title: e.Title, Type: "election"})
	if err == nil {
		_, err = w.edit(id, "", text.String())
	}
	return id, err
}

func (w *writer) openElectionVote(e *forum.Election, l forum.Slate, v forum.OpenVote) (forum.ID, error) {
	roll := w.g.roll()
	v.Method, v.Seats = forum.MethodSTV, e.Seats
	v.Options = forum.OptionsOf(&l, func(p forum.Person) string { return nameOf(roll, p) })
	return w.openVote(l.Proposal, v)
}

// voteAgain opens another vote on the candidates when the last one decided nothing.
func (w *writer) voteAgain(e *forum.Election, v forum.OpenVote) (forum.ID, error) {
	p, err := w.proposal(e.Slate.Proposal, "the proposal of this election is not here")
	if err != nil {
		return forum.ID{}, err
	}
	switch p.State {
	case forum.StateVoting:
		return forum.ID{}, refuseEnglish(CodeRefused, "a vote is open on the candidates: see moot vote count %s", e.Slate.Proposal.String()[:10])
	case forum.StateDecided:
		return forum.ID{}, refuseEnglish(CodeRefused, "the vote has been decided: declare the result with moot election declare")
	}
	if p.State != forum.StateOpen {
		after, err := w.settings(p.ID, forum.FieldState)
		if err != nil {
			return forum.ID{}, err
		}
		set := forum.Set{Field: forum.FieldState, Text: string(forum.StateOpen), After: after}
		if _, err := w.say(p.ID, forum.KindSet, set); err != nil {
			return forum.ID{}, err
		}
	}
	return w.openElectionVote(e, e.Slate, v)
}

// DeclareResult puts on record whom the final certificate of the vote elects. Any member may: it says nothing that the
// certificate does not.
func (s *Store) DeclareResult(ctx context.Context, g, election forum.ID) (elected []forum.Person, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		e, err := w.election(election)
		if err != nil {
			return err
		}
		switch e.State {
		case forum.ElectionDone:
			return refuse(CodeRefused, "the result of this election has been declared already")
		case forum.ElectionOpen:
			return refuse(CodeRefused, "nominations have not been closed yet")
		}
		p, err := w.proposal(e.Slate.Proposal, "the proposal of this election is not here")
		if err != nil {
			return err
		}
		for i := range p.Votes {
			result, ok := forum.Declare(e.Closed, &p.Votes[i], func(id forum.ID) (forum.Device, uint64) {
				r, _ := w.Record(id)
				return r.Device, r.Seq
			})
			if ok {
				elected = result.People
				_, err = w.say(election, forum.KindElected, result)
				return err
			}
		}
		return refuseEnglish(CodeRefused, "the vote on the candidates has not been decided: its tellers close it first, with moot vote close")
	})
	return elected, err
}

// LeaveSeat gives up this person's seat on a body.
func (s *Store) LeaveSeat(ctx context.Context, g forum.ID, body, why string) error {
	return s.do(ctx, g, func(w *writer) error {
		b, err := w.board(body)
		if err != nil {
			return err
		}
		me := w.me()
		i := slices.IndexFunc(b.Sitting, func(s forum.Seat) bool { return s.Person == me })
		if i < 0 {
			return refuseEnglish(CodeRefused, "you have no seat on the %s", b.Name)
		}
		_, err = w.say(b.Sitting[i].Election, forum.KindLeave, forum.LeaveSeat{Seat: b.Sitting[i].Record, Why: why})
		return err
	})
}
