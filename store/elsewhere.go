package store

import (
	"context"

	"moot/store/forum"
)

// BringIn makes a proposal of a vote that was held elsewhere, with what it came to (officers). Its state is the result: it
// can be reopened, and then the group may vote on it itself.
func (s *Store) BringIn(ctx context.Context, g forum.ID, p forum.NewProposal, body string, e *forum.Elsewhere) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		if id, err = w.say(forum.ID{}, forum.KindProposal, p); err != nil {
			return err
		}
		if _, err := w.edit(id, "", body); err != nil {
			return err
		}
		_, err = w.say(id, forum.KindElsewhere, e)
		return err
	})
	return id, err
}
