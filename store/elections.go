package store

import (
	"context"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// electionRow is what a list of elections shows beside the common fields of a card.
type electionRow struct {
	Body     string         `cbor:"1,keyasint"`
	How      string         `cbor:"2,keyasint"`
	Seats    int            `cbor:"3,keyasint"`
	Until    int64          `cbor:"4,keyasint,omitempty"`
	Nominees int            `cbor:"5,keyasint,omitempty"`
	Elected  []forum.Person `cbor:"6,keyasint,omitempty"`
}

func fillElection(_ *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	e, ok := forum.FoldElection(id, records)
	if !ok {
		return nil, errDamaged
	}
	c.Title, c.State, c.At, c.Comments = e.Title, string(e.State), e.At, len(e.Comments)
	return e, c.setRow(electionRow{e.Body, e.How, e.Seats, e.Until, len(e.Nominees), e.Elected})
}

// ElectionCard is a row of the list of elections.
type ElectionCard struct {
	ID       forum.ID
	Title    string
	Body     string
	How      string
	State    forum.ElectionState
	At       int64 // ms: from when the elected serve
	Until    int64 // ms: nominations; 0 when no end is set
	Seats    int   // to fill
	Nominees int
	Elected  []string // names, in the order of election
	Updated  int64    // ms
}

// Elections lists a group's elections, newest activity first.
func (s *Store) Elections(ctx context.Context, in forum.ID) ([]ElectionCard, error) {
	return rows(ctx, s, in, cardElection, func(_ *badger.Txn, g *group, id forum.ID, c *card, r *electionRow) (ElectionCard, error) {
		row := ElectionCard{ID: id, Title: c.Title, Body: r.Body, How: r.How, State: forum.ElectionState(c.State), At: c.At, Until: r.Until,
			Seats: r.Seats, Nominees: r.Nominees, Updated: c.Updated}
		for _, p := range r.Elected {
			row.Elected = append(row.Elected, nameOf(g.state().roll, p))
		}
		return row, nil
	})
}

// ElectionPage is everything shown about one election.
type ElectionPage struct {
	forum.Election
	Group forum.ID
	Names map[forum.Person]string
	// Vote is the proposal on which the vote is held, and State how far that has got; zero where none was needed.
	Vote      Link
	VoteState forum.ProposalState
	// Seating is what is still to be done on the roll for the body.
	Seating []forum.Seating
	Can     ElectionCan
}

// Election reads one election. Errors: *RefusedError (not_found).
func (s *Store) Election(ctx context.Context, group, id forum.ID) (ElectionPage, error) {
	e, names, err := readThing(s, group, id, "election", forum.FoldElection)
	if err != nil {
		return ElectionPage{}, err
	}
	page := ElectionPage{Election: e, Group: group, Names: names}
	boards, due, err := s.boards(ctx, group)
	if err != nil {
		return page, err
	}
	g, err := s.group(group)
	if err != nil {
		return page, err
	}
	for _, d := range due {
		if d.Body == e.Body {
			page.Seating = append(page.Seating, d)
		}
	}
	if e.Slate.Proposal.Zero() {
		page.Can = s.electionCan(g, &page, boards)
		return page, nil
	}
	of, err := s.Links(ctx, group, e.Slate.Proposal)
	if err != nil {
		return page, err
	}
	page.Vote = of[0]
	p, err := s.Proposal(ctx, group, e.Slate.Proposal)
	page.VoteState = p.State
	page.Can = s.electionCan(g, &page, boards)
	return page, err
}

// BoardPage is every body of a group with who sits on it.
type BoardPage struct {
	Boards  []forum.Board
	Seating []forum.Seating // what is still to be done on the roll
	Names   map[forum.Person]string
	Can     BoardCan
}

// Boards gives the bodies that a group's charter names, with who sits on each and who retires next.
func (s *Store) Boards(ctx context.Context, in forum.ID) (page BoardPage, err error) {
	page.Boards, page.Seating, err = s.boards(ctx, in)
	if err != nil {
		return page, err
	}
	g, err := s.group(in)
	if err != nil {
		return page, err
	}
	page.Names = namesOf(g)
	page.Can = s.boardCan(g, &page)
	return page, nil
}

func (s *Store) boards(ctx context.Context, in forum.ID) ([]forum.Board, []forum.Seating, error) {
	g, err := s.group(in)
	if err != nil {
		return nil, nil, err
	}
	roll := g.state().roll
	if roll == nil {
		return nil, nil, nil
	}
	all, err := s.allElections(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	boards := forum.Boards(roll, all)
	return boards, forum.Seatings(roll, boards), nil
}

func (s *Store) allElections(ctx context.Context, in forum.ID) ([]forum.Election, error) {
	return everyThing(ctx, s, in, cardElection, func(*card) bool { return true }, plain(forum.FoldElection))
}
