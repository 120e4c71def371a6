package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// Arising is something that comes onto a meeting's agenda by itself.
type Arising struct {
	Kind  forum.Kind // KindTask: an action still open; KindGauge: a measure to be looked at again
	ID    forum.ID
	Title string
	Name  string // of whom an action is on; empty when it is on nobody
	Due   int64  // of an action, or when the gauge is to be looked at; ms, 0 when no day is set
	From  Link   // of an action: what it came from
	State string // of an action: forum.TaskOpen…
}

// oneDay is how far before the end of a day a meeting on that day may begin, in milliseconds.
const oneDay = 24 * 3600 * 1000

// Arising lists what a secretary would put under matters arising: the actions that came from earlier meetings or from
// proposals and are not done, those with the earliest day first, and then the gauges whose day of review is that of the meeting
// or before it. It is worked out anew each time, until the meeting has ended: so an action that is done meanwhile goes from the
// list by itself, and nothing is written for it. What has no such source (a repair somebody reported) is for the list of
// tasks.
func (s *Store) Arising(ctx context.Context, m *MeetingPage) (out []Arising, err error) {
	if m.State == forum.MeetingEnded {
		return nil, nil
	}
	tasks, err := s.Tasks(ctx, m.Group)
	if err != nil {
		return nil, err
	}
	g, err := s.group(m.Group)
	if err != nil {
		return nil, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		for i := range tasks {
			t := &tasks[i]
			before, err := g.before(txn, t.From, &m.Meeting)
			if err != nil {
				return err
			}
			if t.Going() && before {
				out = append(out, Arising{forum.KindTask, t.ID, t.Title, t.Name, t.Due, t.From, t.State})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	gauges, err := s.Gauges(ctx, m.Group)
	for _, x := range gauges {
		if x.Review != 0 && m.At > x.Review-oneDay {
			out = append(out, Arising{Kind: forum.KindGauge, ID: x.ID, Title: x.Title, Due: x.Review})
		}
	}
	none := func(due int64) int64 { return cmp.Or(due, forum.MaxTime) } // no day comes last
	slices.SortFunc(out, func(a, b Arising) int {
		return cmp.Or(-cmp.Compare(a.Kind, b.Kind), cmp.Compare(none(a.Due), none(b.Due)), cmp.Compare(a.Title, b.Title), slices.Compare(a.ID[:], b.ID[:]))
	})
	return out, err
}

// before says whether something came from a proposal, or from a meeting before this one.
func (g *group) before(txn *badger.Txn, from Link, m *forum.Meeting) (bool, error) {
	id := from.ID
	switch from.Kind {
	case forum.KindProposal:
		return true, nil
	case forum.KindItem:
		k, _, err := g.find(txn, id)
		if err != nil {
			return false, err
		}
		id = k.Subject
	case forum.KindMeeting:
	default:
		return false, nil
	}
	_, c, ok, err := g.cardOf(txn, id)
	return ok && c.At < m.At, err
}
