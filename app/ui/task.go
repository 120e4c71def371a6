package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// taskScreen shows one task: how it is going, what was done, and what people say about it.
type taskScreen struct {
	thing[taskView]
	late    *widget.Label
	from    *widget.Label
	begin   *widget.Button
	finish  *widget.Button
	again   *widget.Button
	deeds   *fyne.Container
	update  *folded
	state   *widget.Select
	who     *whomPicker
	due     *dateEntry
	note    *area
	steps   *fyne.Container
	stepped *widget.Label
	shown   int       // steps
	task    *taskView // as it is shown
}

type taskView struct {
	store.TaskPage
	roll     rollView
	comments []comment
}

func newTask(app *App, group, id forum.ID) *taskScreen {
	s := &taskScreen{late: wrapped(t("task.overdue")), from: small(""), steps: container.NewVBox(), stepped: heading(t("task.steps"))}
	s.late.Importance = widget.WarningImportance
	s.late.TextStyle.Bold = true
	s.begin = widget.NewButtonWithIcon(t("task.start"), icon("clock"), func() { s.set(s.begin, forum.TaskDoing) })
	s.finish = widget.NewButtonWithIcon(t("task.finish"), icon("check"), func() { s.set(s.finish, forum.TaskDone) })
	s.finish.Importance = widget.HighImportance
	s.again = widget.NewButtonWithIcon(t("task.again"), icon("edit"), func() { s.set(s.again, forum.TaskOpen) })
	s.makeUpdate(app, group, id)
	s.deeds = buttonRow(s.finish, s.begin, s.again, s.update.apart())
	s.setUp(app, group, id, s.read, s.show, s.late, s.from, s.deeds, s.update.root, s.withPhotos(app, group, id), s.withPapers(app, s.paper), s.stepped, s.steps)
	return s
}

func (s *taskScreen) makeUpdate(app *App, group, id forum.ID) {
	sheet := newSheet(app, "task-update/"+id.String(), t("action.save"))
	s.note = sheet.words("note", t("task.note_hint"), 3)
	s.who, s.due = newWhomPicker(sheet, t("task.same_who")), sheet.day("due", "")
	names := []string{t("task.same_state")}
	for _, one := range forum.TaskStates {
		words, _ := taskState(one)
		names = append(names, words)
	}
	s.state = widget.NewSelect(names, nil)
	s.state.SetSelectedIndex(0)
	sheet.choice("state", s.state)
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		u := forum.TaskUpdate{Note: trimmed(&s.note.Entry), Due: endOf(s.due)}
		if at := s.state.SelectedIndex(); at > 0 {
			u.State = forum.TaskStates[at-1]
		}
		var wrong string
		if u.For, wrong = s.who.Whom(); wrong != "" {
			return nil, wrong, s.who.name
		}
		if u.State == "" && u.For.Zero() && u.Due == 0 && u.Note == "" {
			return nil, t("task.says_nothing"), s.note
		}
		return func(ctx context.Context) error { return app.Store.UpdateTask(ctx, group, id, u) }, "", nil
	}
	sheet.done = func() {
		s.update.Unfold(false)
		s.Refresh()
	}
	s.update = sheet.fold(t("task.update"), icon("edit"), field(t("task.note"), s.note), field(t("task.state_is"), s.state),
		field(t("task.who_is"), s.who.root), field(t("task.due_is"), s.due))
}

func (s *taskScreen) read(ctx context.Context) (v taskView, err error) {
	if v.TaskPage, err = s.app.Store.Task(ctx, s.group, s.id); err != nil {
		return v, err
	}
	v.comments = s.talk(v.Comments, v.Names)
	v.roll, err = readRoll(ctx, s.app, s.group)
	return v, err
}

func (s *taskScreen) paper() *paper.Document {
	v := s.task
	if v == nil {
		return nil
	}
	var steps []string
	for i := range v.Updates {
		step := &v.Updates[i]
		steps = append(steps, stepWords(step, v.Names)+" "+t("task.step_by", "Name", printable(nameOf(v.Names, step.By)), "Time", dayAndTime(step.Time)))
	}
	state, _ := taskState(v.State)
	d := &paper.Document{Title: v.Title, Under: []string{state + " · " + s.meta.Text}}
	if len(steps) > 0 {
		d.Parts = []paper.Part{{Heading: t("task.steps"), Body: points(steps)}}
	}
	return d
}

func (s *taskScreen) show(v taskView) {
	s.task = &v
	me, now := v.roll.me.Person, s.app.Now().UnixMilli()
	state, ink := taskState(v.State)
	meta := []string{taskWho(v.For, whomName(v.Names, v.For), me)}
	if v.Due > 0 {
		meta = append(meta, t("task.by_day", "Day", day(v.Due)))
	}
	s.head(v.Title, state, ink, append(meta, t("task.made_by", "Name", nameOf(v.Names, v.Author)))...)
	show(v.Overdue(now), s.late)
	setText(s.from, t("task.from", "Title", printable(v.From.Title)))
	show(v.From.Title != "", s.from)
	s.update.Offer(v.Can.Update)
	show(v.Can.Update, s.deeds)
	show(v.State == forum.TaskOpen, s.begin)
	show(v.Going(), s.finish)
	show(!v.Going(), s.again)
	s.who.Members(v.roll)
	s.showSteps(&v)
	s.photos.Show(v.Can.Comment)
	s.comments.Show(v.comments, v.Can.Comment)
}

func (s *taskScreen) showSteps(v *taskView) {
	show(len(v.Updates) > 0, s.stepped)
	if len(v.Updates) == s.shown { // updates are never changed or taken back
		return
	}
	s.shown = len(v.Updates)
	var rows []fyne.CanvasObject
	for i := range v.Updates {
		step := &v.Updates[len(v.Updates)-1-i]
		said := wrapped(stepWords(step, v.Names))
		under := small(t("task.step_by", "Name", printable(nameOf(v.Names, step.By)), "Time", dayAndTime(step.Time)))
		rows = append(rows, container.New(layout.NewCustomPaddedVBoxLayout(-10), said, under))
	}
	setThings(s.steps, []fyne.CanvasObject{rowsCard(rows)})
}

// stepWords says an update of a task in words.
func stepWords(step *forum.TaskStep, names map[forum.Person]string) string {
	var said []string
	if step.State != "" {
		state, _ := taskState(step.State)
		said = append(said, t("task.step_state", "State", state))
	}
	if !step.For.Zero() {
		said = append(said, t("task.step_who", "Name", printable(whomName(names, step.For))))
	}
	switch {
	case step.Due == forum.NoDue:
		said = append(said, t("task.step_no_day"))
	case step.Due > 0:
		said = append(said, t("task.step_day", "Day", day(step.Due)))
	}
	if step.Note != "" {
		said = append(said, printable(step.Note))
	}
	return strings.Join(said, " ")
}

func (s *taskScreen) set(button *widget.Button, state string) {
	s.deed(button, func(ctx context.Context) error {
		return s.app.Store.UpdateTask(ctx, s.group, s.id, forum.TaskUpdate{State: state})
	})
}
