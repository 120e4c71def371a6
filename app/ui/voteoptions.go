package ui

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// optionBallot is the ballot of a vote among options: ticks, points or an order. What is being filled in stays while the
// page is read again.
type optionBallot struct {
	app             *App
	group, proposal forum.ID
	changed         func()

	vote          forum.Vote
	picked        []int // ranked and stv: in order
	ticks         []*tick
	points        []*lineEntry
	yours, how    *widget.Label
	rows          *fyne.Container
	why           *area
	reason        string // as cast
	cast, abstain *widget.Button
	root          *fyne.Container
}

func newOptionBallot(app *App, group, proposal forum.ID, changed func()) *optionBallot {
	b := &optionBallot{app: app, group: group, proposal: proposal, changed: changed}
	b.yours, b.how = widget.NewLabel(""), small("")
	b.yours.Wrapping = fyne.TextWrapWord
	b.rows = container.NewVBox()
	b.why = newArea(t("vote.reason"), 2)
	b.why.OnChanged = func(words string) { b.app.desk.KeepReason(b.vote.ID, words, b.reason) }
	b.why.send = func() { b.send(false) }
	b.cast = widget.NewButtonWithIcon(t("vote.cast"), icon("check"), func() { b.send(false) })
	b.cast.Importance = widget.HighImportance
	b.abstain = widget.NewButtonWithIcon(t("vote.abstain"), icon("vote-abstain"), func() { b.send(true) })
	b.root = container.NewVBox(container.New(closely(), b.yours, b.how), b.rows, gap(), inset(b.why), gap(), buttonRow(b.cast, b.abstain))
	b.root.Hide()
	return b
}

// Show takes the vote as it was read, and this person's ballot in it, if there is one.
func (b *optionBallot) Show(vote *forum.Vote, mine *forum.Ballot) {
	fresh := b.vote.ID != vote.ID
	b.vote = *vote
	if fresh {
		b.begin(mine)
	}
	if mine == nil {
		setText(b.yours, "")
	} else {
		setText(b.yours, t("vote.yours_any", "Choice", ballotName(vote, mine)))
	}
	show(mine != nil, b.yours)
}

// begin makes the rows of another vote, filled in as this person has voted in it.
func (b *optionBallot) begin(mine *forum.Ballot) {
	b.ticks, b.points, b.picked = nil, nil, nil
	if mine == nil {
		mine = &forum.Ballot{}
	}
	b.reason = mine.Reason
	b.why.SetText(cmp.Or(b.app.desk.Draft(reasonKey(b.vote.ID)), mine.Reason))
	switch b.vote.Method {
	case forum.MethodApproval, forum.MethodBudget:
		b.tick(mine)
	case forum.MethodScore:
		b.score(mine)
	default:
		setText(b.how, t("vote.pick_order"))
		b.picked = slices.Clone(mine.Prefs)
		if m, ok := b.app.desk.marks[b.vote.ID]; ok {
			b.picked = slices.Clone(m.picked)
		}
		b.order()
	}
}

// ballotMarks is what is filled in on a ballot among options and not cast yet: what is ticked or picked, in order, or the points of each as typed.
type ballotMarks struct {
	picked []int
	points []string
}

// keep keeps what is filled in while this window is open. It is never written down: the vote may be secret.
func (b *optionBallot) keep() {
	m := ballotMarks{picked: slices.Clone(b.picked)}
	for i, one := range b.ticks {
		if one.box.Checked {
			m.picked = append(m.picked, i)
		}
	}
	for _, e := range b.points {
		m.points = append(m.points, e.Text)
	}
	b.app.desk.marks[b.vote.ID] = m
}

func (b *optionBallot) tick(mine *forum.Ballot) {
	setText(b.how, t("vote.pick_check"))
	if b.vote.Method == forum.MethodBudget {
		setText(b.how, t("vote.pick_budget"))
	}
	ticked := mine.Prefs
	if m, ok := b.app.desk.marks[b.vote.ID]; ok {
		ticked = m.picked
	}
	rows := make([]fyne.CanvasObject, len(b.vote.Options))
	for i, o := range b.vote.Options {
		title := o.Title
		if b.vote.Method == forum.MethodBudget {
			title = t("vote.option_cost", "Title", o.Title, "Money", money(o.Cost))
		}
		one := tickLine(printable(title), slices.Contains(ticked, i), b.keep)
		b.ticks, rows[i] = append(b.ticks, one), one
	}
	setThings(b.rows, rows)
}

func (b *optionBallot) score(mine *forum.Ballot) {
	setText(b.how, t("vote.pick_score"))
	rows := make([]fyne.CanvasObject, len(b.vote.Options))
	for i, o := range b.vote.Options {
		entry := newLineEntry(t("vote.option_points_hint", "Most", b.vote.Most))
		if at := slices.Index(mine.Prefs, i); at >= 0 {
			entry.Text = strconv.FormatInt(mine.Points[at], 10)
		}
		if m, ok := b.app.desk.marks[b.vote.ID]; ok && i < len(m.points) {
			entry.Text = m.points[i]
		}
		entry.OnChanged = func(string) { b.keep() }
		entry.OnSubmitted = func(string) { b.app.window.Canvas().FocusNext() }
		b.points = append(b.points, entry)
		rows[i] = numberRow(o.Title, entry)
	}
	setThings(b.rows, rows)
}

// numberRow sets a field for a number after what it is the number of.
func numberRow(name string, entry *lineEntry) fyne.CanvasObject {
	room := fyne.MeasureText(entry.PlaceHolder+"00", theme.TextSize(), fyne.TextStyle{}).Width + 4*theme.InnerPadding()
	return container.New(padding(0, 0, 0, theme.InnerPadding()), beside(wrapped(printable(name)), container.NewStack(spotOf(room, 0), entry), 10, false))
}

// order makes the rows of a ranking: those chosen, in order, and then the others.
func (b *optionBallot) order() {
	var rows []fyne.CanvasObject
	row := func(words string, buttons ...fyne.CanvasObject) {
		rows = append(rows, beside(wrapped(printable(words)), buttonRow(buttons...), 10, true))
	}
	for place, o := range b.picked {
		out := quietButton(t("vote.pick_out"), icon("cross"), func() { b.rank(slices.Delete(slices.Clone(b.picked), place, place+1)) })
		if place == 0 {
			row(t("vote.place", "Place", 1, "Title", b.vote.Options[o].Title), out)
			continue
		}
		up := quietButton(t("vote.pick_up"), theme.MoveUpIcon(), func() {
			moved := slices.Clone(b.picked)
			moved[place-1], moved[place] = moved[place], moved[place-1]
			b.rank(moved)
		})
		row(t("vote.place", "Place", place+1, "Title", b.vote.Options[o].Title), up, out)
	}
	for i, o := range b.vote.Options {
		if !slices.Contains(b.picked, i) {
			row(o.Title, widget.NewButtonWithIcon(t("vote.pick"), icon("plus"), func() { b.rank(append(slices.Clone(b.picked), i)) }))
		}
	}
	setThings(b.rows, rows)
}

func (b *optionBallot) rank(picked []int) {
	b.picked = picked
	b.keep()
	b.order()
	b.root.Refresh()
}

// ballot gives what is filled in. Errors are for the person.
func (b *optionBallot) ballot() (n forum.NewBallot, err error) {
	n.Prefs = slices.Clone(b.picked)
	for i, one := range b.ticks {
		if one.box.Checked {
			n.Prefs = append(n.Prefs, i)
		}
	}
	for i, entry := range b.points {
		text := strings.TrimSpace(entry.Text)
		if text == "" {
			continue
		}
		points, err := readWhole(text)
		if err != nil || points < 0 || int64(points) > b.vote.Most {
			b.app.focus(entry)
			return n, errorText(t("vote.option_points_bad", "Most", b.vote.Most))
		}
		if points > 0 {
			n.Prefs, n.Points = append(n.Prefs, i), append(n.Points, int64(points))
		}
	}
	if len(n.Prefs) == 0 {
		return n, errorText(t("vote.option_none"))
	}
	return n, nil
}

func (b *optionBallot) send(abstain bool) {
	n := forum.NewBallot{Choice: forum.Abstain}
	if !abstain {
		var err error
		if n, err = b.ballot(); err != nil {
			b.app.tell(err)
			return
		}
	}
	n.Reason = strings.TrimSpace(b.why.Text)
	group, proposal, st := b.group, b.proposal, b.app.Store
	enable(false, b.cast, b.abstain, b.why)
	b.app.work(func(ctx context.Context) error {
		_, err := st.NewBallot(ctx, group, proposal, n)
		return err
	}, func(err error) {
		enable(true, b.cast, b.abstain, b.why)
		if err != nil {
			b.app.tell(err)
			return
		}
		delete(b.app.desk.marks, b.vote.ID)
		b.reason = b.why.Text
		b.app.desk.KeepReason(b.vote.ID, b.reason, b.reason)
		b.changed()
	})
}
