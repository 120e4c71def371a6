package cli

import (
	"fmt"
	"strings"
	"time"

	"moot/store"
	"moot/store/forum"
)

type taskCmd struct {
	List   taskListCmd   `cmd:"" help:"List a group's tasks: who does what by when."`
	Show   taskShowCmd   `cmd:"" help:"Show a task with everything that was said of it."`
	New    taskNewCmd    `cmd:"" help:"Make a task, such as an action of a meeting or a repair."`
	Update taskUpdateCmd `cmd:"" help:"Say how a task is going, with evidence, or whom it is on and by when."`
}

// linkView names another thing of the group; its fields are empty when there is none.
type linkView struct {
	ID    string     `json:"id"`
	Kind  forum.Kind `json:"kind"`
	Title string     `json:"title"`
}

func viewLink(l store.Link) linkView {
	if l.ID.Zero() {
		return linkView{}
	}
	return linkView{l.ID.String(), l.Kind, l.Title}
}

type taskView struct {
	Task     forum.ID `json:"task"`
	Title    string   `json:"title"`
	State    string   `json:"state"`
	Who      string   `json:"who"`    // a name; empty when it is on nobody yet
	Person   string   `json:"person"` // empty for somebody who is not a member
	Due      string   `json:"due"`
	Overdue  bool     `json:"overdue"`
	From     linkView `json:"from"` // the meeting, agenda item or proposal it comes from
	Note     string   `json:"note"` // the last one: evidence
	Author   string   `json:"author"`
	Made     string   `json:"made"`
	Updated  string   `json:"updated"`
	Comments int      `json:"comments"`
}

func keyOf(w forum.Whom) string {
	if w.Person.Zero() {
		return ""
	}
	return w.Person.String()
}

func viewTask(t store.TaskCard, names map[forum.Person]string, now int64) taskView {
	return taskView{t.ID, t.Title, t.State, t.Name, keyOf(t.For), stamp(t.Due), t.Going() && t.Due > 0 && t.Due < now, viewLink(t.From), t.Note,
		names[t.Author], stamp(t.Made), stamp(t.Updated), t.Comments}
}

type taskListCmd struct {
	Group string `arg:"" help:"The group."`
	Open  bool   `help:"Only those still to be done."`
	Mine  bool   `help:"Only those on you."`
}

func (t taskListCmd) run(c *call) error {
	g, err := c.group(t.Group)
	if err != nil {
		return err
	}
	views, err := c.tasks(g, func(one store.TaskCard) bool {
		me, _ := c.session.store.Me()
		return (!t.Open || one.Going()) && (!t.Mine || one.For.Person == me.Person)
	})
	if err != nil {
		return err
	}
	rows := make([][]string, len(views))
	for i, v := range views {
		by := cond(v.Overdue, "overdue", "")
		rows[i] = []string{short(v.Task), v.State, cond(v.Who == "", "nobody yet", v.Who), v.Due[:min(10, len(v.Due))], by, v.Title}
	}
	return c.reply(views, table(rows))
}

// tasks reads the tasks that f wants.
func (c *call) tasks(g forum.ID, f func(store.TaskCard) bool) ([]taskView, error) {
	cards, err := c.session.store.Tasks(c.ctx, g)
	if err != nil {
		return nil, err
	}
	names, err := c.names(g)
	views := []taskView{}
	for _, one := range cards {
		if f(one) {
			views = append(views, viewTask(one, names, time.Now().UnixMilli()))
		}
	}
	return views, err
}

// names gives everybody who is or was in a group.
func (c *call) names(g forum.ID) (map[forum.Person]string, error) {
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return nil, err
	}
	names := map[forum.Person]string{}
	for _, m := range roll.Members {
		names[m.Person] = m.Name
	}
	return names, nil
}

type stepView struct {
	Time   string `json:"time"`
	Author string `json:"author"`
	State  string `json:"state"` // empty when it set none
	Who    string `json:"who"`
	Due    string `json:"due"` // "none" when it took the day away
	Note   string `json:"note"`
}

type taskPageView struct {
	taskView
	Group    forum.ID      `json:"group"`
	History  []stepView    `json:"history"`
	Comments []commentView `json:"comments"`
}

type taskShowCmd struct {
	Task string `arg:"" help:"The task."`
}

func (t taskShowCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindTask, t.Task)
	if err != nil {
		return err
	}
	v, err := c.taskPage(g, id)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  (%s)\n%s, on %s", v.Title, short(v.Task), v.State, cond(v.Who == "", "nobody yet", v.Who))
	if v.Due != "" {
		fmt.Fprintf(&b, ", by %s%s", v.Due, cond(v.Overdue, " (overdue)", ""))
	}
	if v.From.ID != "" {
		fmt.Fprintf(&b, "\nFrom: %s", v.From.Title)
	}
	b.WriteString("\n")
	for _, s := range v.History {
		fmt.Fprintf(&b, "\n%s  %s: %s", s.Time, s.Author, strings.TrimSpace(strings.Join([]string{s.State, s.Who, s.Due, s.Note}, " ")))
	}
	return c.reply(v, b.String())
}

func (c *call) taskPage(g, id forum.ID) (v taskPageView, err error) {
	page, err := c.session.store.Task(c.ctx, g, id)
	if err != nil {
		return v, err
	}
	v = taskPageView{viewTask(page.Card(), page.Names, time.Now().UnixMilli()), g, make([]stepView, len(page.Updates)), viewComments(page.Comments, page.Names)}
	for i, s := range page.Updates {
		due := stamp(max(0, s.Due))
		if s.Due == forum.NoDue {
			due = "none"
		}
		v.History[i] = stepView{stamp(s.Time), page.Names[s.By], s.State, nameIn(page.Names, s.For), due, s.Note}
	}
	return v, nil
}

func nameIn(names map[forum.Person]string, w forum.Whom) string {
	if w.Person.Zero() {
		return w.Name
	}
	return names[w.Person]
}

type taskNewCmd struct {
	Group string   `arg:"" help:"The group."`
	Title string   `help:"What is to be done." required:""`
	Who   string   `help:"Whom it is on: a member, or anybody by name." placeholder:"PERSON"`
	Due   deadline `help:"By when, such as 2026-12-01 (to the end of that day)." placeholder:"DATE"`
	From  string   `help:"What it comes from: a meeting, an agenda item's id or a proposal." placeholder:"ID"`
}

func (t taskNewCmd) run(c *call) error {
	g, err := c.group(t.Group)
	if err != nil {
		return err
	}
	made := forum.NewTask{Title: t.Title, Due: t.Due.ms()}
	if made.For, err = c.whom(g, t.Who); err != nil {
		return err
	}
	if t.From != "" {
		if made.From, err = c.origin(g, t.From); err != nil {
			return err
		}
	}
	id, err := c.session.store.NewTask(c.ctx, g, made)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Task  forum.ID `json:"task"`
		Title string   `json:"title"`
	}{id, t.Title}, fmt.Sprintf("To do: %s  (%s)", t.Title, short(id)))
}

// origin finds what a task comes from: an item by its id, or a meeting or a proposal.
func (c *call) origin(g forum.ID, ref string) (forum.ID, error) {
	for _, k := range []forum.Kind{forum.KindItem, forum.KindProposal} {
		_, id, err := c.session.store.FindSubject(c.ctx, g, k, ref)
		if err == nil || !notFound(err) {
			return id, err
		}
	}
	_, id, err := c.session.store.FindSubject(c.ctx, g, forum.KindMeeting, ref)
	if notFound(err) {
		return id, refuse("not_found", "there is no meeting, agenda item or proposal %q in this group", ref)
	}
	return id, err
}

// whom is a member when the name or id is one's, and otherwise anybody of that name; nobody for nothing.
func (c *call) whom(g forum.ID, ref string) (forum.Whom, error) {
	if ref == "" {
		return forum.Whom{}, nil
	}
	p, err := c.session.store.FindPerson(c.ctx, g, ref)
	if notFound(err) {
		return forum.Whom{Name: ref}, nil
	}
	return forum.Whom{Person: p}, err
}

type taskUpdateCmd struct {
	Task  string   `arg:"" help:"The task."`
	State string   `help:"open, doing, done or dropped." enum:",open,doing,done,dropped" default:""`
	Who   string   `help:"Put it on a member, or anybody by name." placeholder:"PERSON"`
	Due   deadline `help:"By when." placeholder:"DATE" xor:"due"`
	NoDue bool     `help:"By no day any more." xor:"due"`
	Note  string   `help:"What was done, and how anybody can see that it was."`
}

func (t taskUpdateCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindTask, t.Task)
	if err != nil {
		return err
	}
	u := forum.TaskUpdate{State: t.State, Due: t.Due.ms(), Note: t.Note}
	if t.NoDue {
		u.Due = forum.NoDue
	}
	if u.For, err = c.whom(g, t.Who); err != nil {
		return err
	}
	if u.State == "" && u.For.Zero() && u.Due == 0 && u.Note == "" {
		return usage("say what to update: --state, --who, --due or --note")
	}
	if err := c.session.store.UpdateTask(c.ctx, g, id, u); err != nil {
		return err
	}
	v, err := c.taskPage(g, id)
	if err != nil {
		return err
	}
	return c.reply(v, fmt.Sprintf("%s: %s, on %s", v.Title, v.State, cond(v.Who == "", "nobody yet", v.Who)))
}

func cond(yes bool, then, otherwise string) string {
	if yes {
		return then
	}
	return otherwise
}
