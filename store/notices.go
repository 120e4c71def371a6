package store

import (
	"context"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// The states of a notice that its card knows. That its day has passed is for whoever reads the clock to say.
const (
	NoticePosted    = "posted"
	NoticeWithdrawn = "withdrawn"
)

// noticeRow is what a list of notices shows beside the common fields of a card.
type noticeRow struct {
	Sort  string `cbor:"1,keyasint"`
	Body  string `cbor:"2,keyasint,omitempty"`
	Until int64  `cbor:"3,keyasint,omitempty"`
}

func fillNotice(_ *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	n, ok := forum.FoldNotice(id, records)
	if !ok {
		return nil, errDamaged
	}
	c.Title, c.State, c.Comments, c.Excerpt = n.Title, NoticePosted, len(n.Comments), excerpt(n.Body)
	if n.Withdrawn {
		c.State = NoticeWithdrawn
	}
	c.Shared = n.Share
	return n, c.setRow(noticeRow{n.Sort, n.Body, n.Until})
}

// NoticeCard is a row of the list of notices, with the whole of each.
type NoticeCard struct {
	ID       forum.ID
	Sort     string // "offer", "need" or "news"
	Title    string
	Body     string
	State    string
	Until    int64 // ms; 0 when no end is set
	Ended    bool  // its day has passed by this device's clock
	Author   forum.Person
	Name     string // of the author
	Made     int64  // ms
	Comments int
}

// Notices lists a group's notices, newest activity first, with those withdrawn or past their day.
func (s *Store) Notices(ctx context.Context, in forum.ID) ([]NoticeCard, error) {
	now := s.clock()
	return rows(ctx, s, in, cardNotice, func(_ *badger.Txn, g *group, id forum.ID, c *card, r *noticeRow) (NoticeCard, error) {
		return NoticeCard{ID: id, Sort: r.Sort, Title: c.Title, Body: r.Body, State: c.State, Until: r.Until, Ended: r.Until > 0 && r.Until < now,
			Author: c.Author, Name: g.called(forum.Whom{Person: c.Author}), Made: c.Made, Comments: c.Comments}, nil
	})
}

// NoticePage is everything shown about one notice.
type NoticePage struct {
	forum.Notice
	Group forum.ID
	Names map[forum.Person]string
	Ended bool // its day has passed by this device's clock
	Can   Can  // SetState: withdraw it
}

// Notice reads one notice. Errors: *RefusedError (not_found).
func (s *Store) Notice(ctx context.Context, group, id forum.ID) (NoticePage, error) {
	n, names, err := readThing(s, group, id, "notice", forum.FoldNotice)
	can := s.canOf(group, n.Author)
	can.SetState = can.SetState && !n.Withdrawn
	return NoticePage{n, group, names, n.Until > 0 && n.Until < s.clock(), can}, err
}

// PostNotice posts a notice. Whoever may discuss may.
func (s *Store) PostNotice(ctx context.Context, group forum.ID, n forum.NewNotice) (forum.ID, error) {
	return s.act(ctx, group, forum.ID{}, forum.KindNotice, n)
}

// WithdrawNotice withdraws a notice for good: whoever posted it may, or an officer.
func (s *Store) WithdrawNotice(ctx context.Context, group, notice forum.ID, why string) error {
	return s.do(ctx, group, func(w *writer) error {
		n, err := folded(w, notice, "only a notice is withdrawn so", forum.FoldNotice)
		if err != nil {
			return err
		}
		if n.Withdrawn {
			return refuse(CodeRefused, "this notice has been withdrawn already")
		}
		_, err = w.say(notice, forum.KindNoticeEnd, forum.EndNotice{Why: why})
		return err
	})
}
