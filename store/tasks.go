package store

import (
	"context"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// taskRow is what a list of tasks shows beside the common fields of a card.
type taskRow struct {
	For  forum.Whom `cbor:"1,keyasint"`
	Due  int64      `cbor:"2,keyasint,omitempty"`
	From forum.ID   `cbor:"3,keyasint"`
	Note string     `cbor:"4,keyasint,omitempty"` // the last one
}

func fillTask(_ *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	t, ok := forum.FoldTask(id, records)
	if !ok {
		return nil, errDamaged
	}
	c.Title, c.State, c.Comments = t.Title, t.State, len(t.Comments)
	return t, c.setRow(taskRow{t.For, t.Due, t.From, lastNote(&t)})
}

func lastNote(t *forum.Task) (note string) {
	for _, s := range t.Updates {
		if s.Note != "" {
			note = s.Note
		}
	}
	return note
}

// TaskCard is a row of the list of tasks.
type TaskCard struct {
	ID       forum.ID
	Title    string
	State    string
	For      forum.Whom
	Name     string // of whom it is on; empty when it is on nobody
	Due      int64  // ms; 0 when no day is set
	From     Link   // what it comes from
	Note     string // the last one: evidence
	Author   forum.Person
	Made     int64 // ms
	Updated  int64 // ms
	Comments int
}

// Going says whether the task is still to be done.
func (t *TaskCard) Going() bool { return t.State == forum.TaskOpen || t.State == forum.TaskDoing }

// Tasks lists a group's tasks, newest activity first.
func (s *Store) Tasks(ctx context.Context, in forum.ID) ([]TaskCard, error) {
	return rows(ctx, s, in, cardTask, func(txn *badger.Txn, g *group, id forum.ID, c *card, r *taskRow) (TaskCard, error) {
		from, err := g.link(txn, r.From)
		return TaskCard{ID: id, Title: c.Title, State: c.State, For: r.For, Name: g.called(r.For), Due: r.Due, From: from,
			Note: r.Note, Author: c.Author, Made: c.Made, Updated: c.Updated, Comments: c.Comments}, err
	})
}

// TaskPage is everything shown about one task.
type TaskPage struct {
	forum.Task
	Group forum.ID
	Names map[forum.Person]string
	From  Link
	Can   Can
}

// Card gives the task as a row of the list.
func (p *TaskPage) Card() TaskCard {
	updated := p.Made
	for _, s := range p.Updates {
		updated = max(updated, s.Time)
	}
	for _, c := range p.Comments {
		updated = max(updated, c.Time)
	}
	name := p.For.Name
	if !p.For.Person.Zero() {
		name = p.Names[p.For.Person]
	}
	return TaskCard{ID: p.ID, Title: p.Title, State: p.State, For: p.For, Name: name, Due: p.Due, From: p.From, Note: lastNote(&p.Task),
		Author: p.Author, Made: p.Made, Updated: updated, Comments: len(p.Comments)}
}

// Task reads one task. Errors: *RefusedError (not_found).
func (s *Store) Task(ctx context.Context, group, id forum.ID) (TaskPage, error) {
	t, names, err := readThing(s, group, id, "task", forum.FoldTask)
	if err != nil {
		return TaskPage{}, err
	}
	from, err := s.Links(ctx, group, t.From)
	if err != nil {
		return TaskPage{}, err
	}
	can := s.canOf(group, t.Author)
	me, ok := s.MeIn(group)
	can.Update = can.SetState || can.Comment && ok && t.For.Person == me.Person
	return TaskPage{t, group, names, from[0], can}, nil
}

// NewTask makes a task. Whoever may minute may.
func (s *Store) NewTask(ctx context.Context, group forum.ID, t forum.NewTask) (forum.ID, error) {
	return s.act(ctx, group, forum.ID{}, forum.KindTask, t)
}

// UpdateTask says how a task is going. On and After are filled in here.
func (s *Store) UpdateTask(ctx context.Context, group, task forum.ID, u forum.TaskUpdate) error {
	me, _ := s.Me()
	return s.do(ctx, group, func(w *writer) error {
		t, err := folded(w, task, "only a task is updated so", forum.FoldTask)
		if err != nil {
			return err
		}
		u.On = t.Given(me.Person)
		for f, sets := range map[forum.Field]bool{forum.FieldState: u.State != "", forum.FieldFor: !u.For.Zero(), forum.FieldDue: u.Due != 0} {
			if sets {
				u.After = append(u.After, t.Now[f]...)
			}
		}
		u.After = tidy(u.After)
		_, err = w.say(task, forum.KindTaskUpdate, u)
		return err
	})
}
