package forum

import "slices"

// A task is something one person is to do by a day: an action of a meeting, a repair, the doing of a decision.

// The kinds of record about tasks.
const (
	KindTask       Kind = "task"        // makes a task
	KindTaskUpdate Kind = "task-update" // says how Subject, a task, is going
)

// The states of a task.
const (
	TaskOpen    = "open"
	TaskDoing   = "doing"
	TaskDone    = "done"
	TaskDropped = "dropped"
)

// TaskStates are the states a task may be in.
var TaskStates = []string{TaskOpen, TaskDoing, TaskDone, TaskDropped}

// The fields of a task that updates set.
const (
	FieldFor Field = "for" // whom it is on
	FieldDue Field = "due" // by when
)

// NoDue in an update takes a task's day away.
const NoDue = -1

// NewTask is the payload of a task record. Whoever may minute makes tasks.
type NewTask struct {
	Title string `cbor:"1,keyasint"`
	For   Whom   `cbor:"2,keyasint,omitzero"`  // whom it is on; nobody yet when zero
	Due   int64  `cbor:"3,keyasint,omitempty"` // by when, milliseconds since 1970 UTC; 0 when none is set
	From  ID     `cbor:"4,keyasint,omitzero"`  // the meeting, agenda item or proposal it comes from, or zero
}

// TaskUpdate is the payload of a task-update record. Fields left empty stay as they are.
type TaskUpdate struct {
	State string `cbor:"1,keyasint,omitempty"`
	For   Whom   `cbor:"2,keyasint,omitzero"`
	Due   int64  `cbor:"3,keyasint,omitempty"` // NoDue: no day any more
	Note  string `cbor:"4,keyasint,omitempty"` // what was done, and how anybody can see that it was; at most 2,000 bytes
	On    ID     `cbor:"5,keyasint,omitzero"`  // the update that put the task on its author; zero when the task itself did
	After []ID   `cbor:"6,keyasint,omitempty"` // the updates of the same fields that its author saw and replaces
}

func (n *NewTask) check() error {
	return first(line("a title", n.Title, MaxTitle), n.For.check(), within("a day", n.Due, 0, MaxTime))
}

func (u *TaskUpdate) check() error {
	if u.State == "" && u.For.Zero() && u.Due == 0 && u.Note == "" {
		return bad("it says nothing")
	}
	return first(
		known("state of a task", u.State, append([]string{""}, TaskStates...)...),
		u.For.check(),
		within("a day", u.Due, NoDue, MaxTime),
		text("a note", u.Note, 0, MaxReason),
		after(u.After),
	)
}

func (n *NewTask) rule(c *check) error {
	if err := c.member(n.For); err != nil || n.From.Zero() {
		return err
	}
	_, err := c.named("a task", n.From, KindMeeting, KindItem, KindProposal)
	return err
}

// rule: whoever made it, an officer, and whoever the task is on, who names the record that put it on them: so the verdict
// needs nothing else to have arrived.
func (u *TaskUpdate) rule(c *check) error {
	given, err := c.about("an update", KindTask)
	if err != nil {
		return err
	}
	if err := c.member(u.For); err != nil || given.Person == c.Person || c.can(PowerOffice) {
		return err
	}
	if !u.On.Zero() {
		if given, err = c.named("an update", u.On, KindTaskUpdate); err != nil {
			return err
		}
		if given.Subject != c.Subject {
			return forged("it leans on an update of another task")
		}
	}
	switch b := given.Body.(type) {
	case *NewTask:
		err = c.onMe(b.For)
	case *TaskUpdate:
		err = c.onMe(b.For)
	default:
		err = ErrNewer
	}
	return err
}

func (c *check) onMe(w Whom) error {
	if w.Person != c.Person {
		return refuse("only the person a task is on, whoever made it, or an officer may update it")
	}
	return nil
}

// Task is one task as people see it.
type Task struct {
	ID       ID
	Title    string
	For      Whom
	Due      int64 // ms; 0 when none is set
	From     ID
	State    string
	Author   Person
	Made     int64      // claimed, ms
	First    Whom       // whom it was made for
	Updates  []TaskStep // every update, in order
	Comments []Comment
	Now      map[Field][]ID // the current updates of each field: a new one names them in After
}

// TaskStep is one update of a task.
type TaskStep struct {
	ID    ID
	State string // as set by it; empty when it set none
	For   Whom
	Due   int64 // NoDue: it took the day away
	Note  string
	By    Person
	Time  int64 // claimed, ms
}

// Going says whether the task is still to be done.
func (t *Task) Going() bool { return t.State == TaskOpen || t.State == TaskDoing }

// Overdue says whether it should have been done before now (milliseconds since 1970 UTC).
func (t *Task) Overdue(now int64) bool { return t.Going() && t.Due > 0 && t.Due < now }

// Given finds what put the task on somebody: the last update that did, or zero for the task itself.
func (t *Task) Given(to Person) (on ID) {
	for _, s := range t.Updates {
		if s.For.Person == to {
			on = s.ID
		}
	}
	return on
}

// FoldTask makes the view of a task from records that stand, in any order and with any repeats. Others among them are
// passed over. ok is false when the task's own record is not among them.
func FoldTask(id ID, records []Record) (t Task, ok bool) {
	rs := distinct(records)
	r, b, ok := madeAs[NewTask](rs, id)
	if !ok {
		return Task{}, false
	}
	t = Task{ID: id, Title: b.Title, For: b.For, Due: b.Due, From: b.From, State: TaskOpen, Author: r.Person, Made: r.Time,
		First: b.For, Comments: comments(rs, id), Now: map[Field][]ID{}}
	set := map[Field][]setting[TaskStep]{}
	for _, r := range ofKind(rs, KindTaskUpdate, id) {
		b := r.Body.(*TaskUpdate)
		s := TaskStep{r.ID, b.State, b.For, b.Due, b.Note, r.Person, r.Time}
		t.Updates = append(t.Updates, s)
		for f, has := range map[Field]bool{FieldState: b.State != "", FieldFor: !b.For.Zero(), FieldDue: b.Due != 0} {
			if has {
				set[f] = append(set[f], setting[TaskStep]{r.ID, r.Time, b.After, s})
			}
		}
	}
	slices.SortFunc(t.Updates, func(a, b TaskStep) int { return byTime(a.Time, b.Time, a.ID, b.ID) })
	for f, settings := range set {
		last, now, ok := register(settings)
		t.Now[f] = now
		if !ok {
			continue
		}
		switch f {
		case FieldState:
			t.State = last.value.State
		case FieldFor:
			t.For = last.value.For
		case FieldDue:
			t.Due = max(0, last.value.Due)
		}
	}
	return t, true
}
