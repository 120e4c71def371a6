package ui

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"moot/store"
	"moot/store/forum"
)

// newTasks is the board of what there is to do in a group, by how far it has got: one's own first, then by day.
func newTasks(app *App, group forum.ID, open func(forum.ID), make func()) *shelf {
	return newShelf(app, shelfKind{
		title: t("nav.tasks"), add: t("task.new"), none: t("task.none"), teach: t("task.teach"), picture: icon("tasks"),
		filters: []string{t("task.everybody"), t("task.mine")}, open: open, make: make,
		read: func(ctx context.Context, filter int) ([]columnWords, bool, error) {
			cards, err := app.Store.Tasks(ctx, group)
			me, _ := app.Store.MeIn(group)
			return taskColumns(cards, me.Person, app.Now().UnixMilli(), filter == 1, open), app.Store.GroupCan(group).Minute, err
		},
	})
}

// taskColumns sorts tasks into what is to be done, what somebody is at, and what is over.
func taskColumns(cards []store.TaskCard, me forum.Person, now int64, mine bool, open func(forum.ID)) []columnWords {
	columns := []columnWords{
		{key: forum.TaskOpen, heading: t("task.state.open"), none: t("task.none_open")},
		{key: forum.TaskDoing, heading: t("task.state.doing"), none: t("task.none_doing")},
		{key: forum.TaskDone, heading: t("task.over"), none: t("task.none_done")},
	}
	slices.SortStableFunc(cards, func(a, b store.TaskCard) int {
		if !a.Going() && !b.Going() {
			return cmp.Compare(b.Updated, a.Updated)
		}
		return cmp.Or(first(a.Going(), b.Going()), first(a.For.Person == me, b.For.Person == me), first(a.Due > 0, b.Due > 0), cmp.Compare(a.Due, b.Due), cmp.Compare(b.Updated, a.Updated))
	})
	for i := range cards {
		c := &cards[i]
		if mine && c.For.Person != me {
			continue
		}
		at := max(0, slices.Index([]string{forum.TaskOpen, forum.TaskDoing}, c.State))
		if !c.Going() {
			at = 2
		}
		columns[at].tiles = append(columns[at].tiles, taskTile(c, me, now, open))
	}
	return columns
}

// first puts what is so before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func taskTile(c *store.TaskCard, me forum.Person, now int64, open func(forum.ID)) tileWords {
	w := tileWords{key: c.ID.String(), title: c.Title, open: func() { open(c.ID) }}
	meta := []string{taskWho(c.For, c.Name, me)}
	if c.Due > 0 {
		meta = append(meta, t("task.by_day", "Day", day(c.Due)))
	}
	if c.Comments > 0 {
		meta = append(meta, tn("comment.total", c.Comments))
	}
	w.meta = strings.Join(meta, " · ")
	if c.Going() && c.Due > 0 && c.Due < now {
		w.note = t("task.overdue")
	}
	if c.State == forum.TaskDropped {
		w.state, w.ink = taskState(c.State)
	}
	return w
}

func taskWho(w forum.Whom, name string, me forum.Person) string {
	switch {
	case w.Zero():
		return t("task.nobody")
	case w.Person == me && !me.Zero():
		return t("task.on_you")
	}
	return name
}

// taskState names a state in words, with the colour that goes with it; one from a newer version is shown as it is.
func taskState(state string) (string, fyne.ThemeColorName) {
	switch state {
	case forum.TaskOpen:
		return t("task.state.open"), theme.ColorNameForeground
	case forum.TaskDoing:
		return t("task.state.doing"), theme.ColorNamePrimary
	case forum.TaskDone:
		return t("task.state.done"), colorYes
	case forum.TaskDropped:
		return t("task.state.dropped"), theme.ColorNamePlaceHolder
	}
	return state, theme.ColorNameForeground
}

// newTaskForm makes a task.
func newTaskForm(app *App, group forum.ID, made func(forum.ID), cancelled func()) *sheetScreen {
	s := newSheet(app, "task/"+group.String(), t("task.make"))
	title := s.line("title", t("task.title_hint"))
	who, due := newWhomPicker(s, t("task.nobody")), s.day("due", "")
	var id forum.ID
	s.done, s.gone = func() { made(id) }, cancelled
	s.read = func() (func(context.Context) error, string, fyne.Focusable) {
		n := forum.NewTask{Title: trimmed(&title.Entry), Due: endOf(due)}
		if n.Title == "" {
			return nil, t("task.needs_title"), title
		}
		var wrong string
		if n.For, wrong = who.Whom(); wrong != "" {
			return nil, wrong, who.name
		}
		return func(ctx context.Context) (err error) { id, err = app.Store.NewTask(ctx, group, n); return err }, "", nil
	}
	return s.screen(t("task.new"), who.Members, func(ctx context.Context) (rollView, error) { return readRoll(ctx, app, group) },
		field(t("task.title"), title), field(t("task.who"), who.root), field(t("task.due"), due))
}
