package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// openMethods are the ways to vote, in the order they are offered.
var openMethods = []string{forum.MethodYesNo, forum.MethodConsent, forum.MethodApproval, forum.MethodScore, forum.MethodRanked, forum.MethodSTV, forum.MethodBudget}

// usualGrace is how long after the last day votes may still take to arrive, ms: as on the command line.
const usualGrace = 72 * 60 * 60 * 1000

// voteOpening offers to open a vote: how to vote, on what, and a last day if one is wanted.
type voteOpening struct {
	app             *App
	group, proposal forum.ID
	changed         func()
	start           *widget.Button // stands in the row of what can be done
	method          *widget.Select
	means           *widget.Label
	options         *optionsEditor
	seats, points   *lineEntry
	budget          *lineEntry
	boxes           map[string]fyne.CanvasObject // of what only some ways need, by what it is
	closes          *dateEntry
	between         *wordingChoice
	offered         []string // the ways that can be chosen now
	secret          *tick
	limits          *widget.Label // what a secret vote does not hide
	paper           *tick
	tellers         parts[forum.Person, *tick] // who counts the papers
	counting        *fyne.Container
	note            *widget.Label
	may, asking     bool // this person may open one; the form is unfolded
	kept            bool // what is chosen is being kept
	open, cancel    *widget.Button
	form, root      *fyne.Container
}

func newVoteOpening(app *App, group, proposal forum.ID, changed func()) *voteOpening {
	o := &voteOpening{app: app, group: group, proposal: proposal, changed: changed, means: small(""), note: small("")}
	o.start = widget.NewButtonWithIcon(t("vote.start"), icon("vote-yes"), func() { o.ask(true) })
	o.start.Hide()
	o.method = widget.NewSelect(nil, nil)
	o.between = newWordingChoice(o.choose)
	o.options = newOptionsEditor(app.desk.Draft(o.key("options")), func(words string) { app.desk.Keep(o.key("options"), words) }, func() { o.root.Refresh(); o.changed() })
	o.seats, o.points, o.budget = newLineEntry(t("vote.seats_hint")), newLineEntry(t("vote.points_hint")), newLineEntry(t("vote.budget_hint"))
	o.boxes = map[string]fyne.CanvasObject{"options": field(t("vote.options"), o.options.root), "seats": field(t("vote.seats"), o.seats),
		"points": field(t("vote.points"), o.points), "budget": field(t("vote.budget"), o.budget)}
	o.closes = app.newDay()
	app.desk.BindDay(o.key("closes"), o.closes)
	app.desk.Bind(o.inputs())
	for _, e := range []*lineEntry{o.seats, o.points, o.budget} {
		e.OnSubmitted = func(string) { o.submit() }
	}
	o.closes.OnSubmitted = func(string) { o.submit() }
	o.note.Importance = widget.DangerImportance
	o.note.Hide()
	o.open = widget.NewButtonWithIcon(t("vote.open"), icon("check"), o.submit)
	o.open.Importance = widget.HighImportance
	o.cancel = widget.NewButton(t("action.cancel"), o.leave)
	o.limits = small(t("vote.secret_note"))
	o.limits.Hide()
	o.secret = newTick(func() {
		show(o.secret.box.Checked, o.limits)
		if o.secret.box.Checked {
			o.paper.box.SetChecked(false)
		}
		o.form.Refresh()
	})
	o.secret.words.SetText(t("vote.secret"))
	o.makePapers()
	o.form = container.NewVBox(heading(t("vote.start")), o.between.root, field(t("vote.method"), o.method), o.means, o.boxes["options"], o.boxes["seats"], o.boxes["points"], o.boxes["budget"],
		field(t("vote.closes_hint"), o.closes), o.secret, o.limits, o.paper, o.counting, small(t("vote.open_note")), o.note, gap(), buttonRow(o.open, o.cancel))
	o.root = container.NewVBox(newCard(o.form))
	o.root.Hide()
	o.choose()
	o.method.OnChanged = func(string) { o.choose() }
	return o
}

// key is what is kept of what is filled in here.
func (o *voteOpening) key(what string) string { return "vote/" + o.proposal.String() + "/" + what }

func (o *voteOpening) inputs() map[string]*widget.Entry {
	return map[string]*widget.Entry{o.key("seats"): &o.seats.Entry, o.key("points"): &o.points.Entry, o.key("budget"): &o.budget.Entry}
}

// keep keeps what is chosen too, and unfolds the form where it was begun and left.
func (o *voteOpening) keep() {
	o.kept = true
	o.asking = o.app.desk.Begun(o.key(""))
	o.app.desk.BindTick(o.key("between"), o.between.between)
	o.app.desk.BindSelect(o.key("method"), o.method)
	o.app.desk.BindTick(o.key("secret"), o.secret)
	o.app.desk.BindTick(o.key("paper"), o.paper)
}

// leave is when the vote has been opened, or is not to be: nothing that was filled in is kept.
func (o *voteOpening) leave() {
	for _, e := range o.inputs() {
		e.SetText("")
	}
	o.app.desk.Forget(o.inputs())
	o.closes.SetText("")
	o.options.Fill("")
	for _, one := range []*tick{o.secret, o.paper, o.between.between} {
		one.box.SetChecked(false)
	}
	o.method.SetSelectedIndex(0)
	o.ask(false)
}

// methodName names a way to vote.
func methodName(method string) string {
	switch method {
	case forum.MethodConsent:
		return t("vote.method_consent")
	case forum.MethodApproval:
		return t("vote.method_approval")
	case forum.MethodScore:
		return t("vote.method_score")
	case forum.MethodRanked:
		return t("vote.method_ranked")
	case forum.MethodSTV:
		return t("vote.method_stv")
	case forum.MethodBudget:
		return t("vote.method_budget")
	}
	return t("vote.method_yesno")
}

// methodMeans says in a sentence what a way to vote is good for.
func methodMeans(method string) string {
	switch method {
	case forum.MethodConsent:
		return t("vote.means_consent")
	case forum.MethodApproval:
		return t("vote.means_approval")
	case forum.MethodScore:
		return t("vote.means_score")
	case forum.MethodRanked:
		return t("vote.means_ranked")
	case forum.MethodSTV:
		return t("vote.means_stv")
	case forum.MethodBudget:
		return t("vote.means_budget")
	}
	return t("vote.means_yesno")
}

func (o *voteOpening) chosen() string { return o.offered[max(0, o.method.SelectedIndex())] }

// offer gives the ways to vote: between wordings, those by which one wins.
func (o *voteOpening) offer() {
	offered := openMethods
	if o.between.On() {
		offered = betweenMethods
	}
	if slices.Equal(offered, o.offered) {
		return
	}
	o.offered = offered
	names := make([]string, len(offered))
	for i, m := range offered {
		names[i] = methodName(m)
	}
	o.method.Options = names
	if o.method.SelectedIndex() < 0 {
		o.method.Selected = names[0]
	}
	o.method.Refresh()
}

// choose shows what the way chosen needs.
func (o *voteOpening) choose() {
	o.offer()
	m, wordings := o.chosen(), o.between.On()
	setText(o.means, methodMeans(m))
	show(forum.HasOptions(m) && !wordings, o.boxes["options"])
	show(!wordings && (m == forum.MethodApproval || m == forum.MethodScore || m == forum.MethodSTV), o.boxes["seats"])
	show(m == forum.MethodScore, o.boxes["points"])
	show(m == forum.MethodBudget, o.boxes["budget"])
	o.options.Cost(m == forum.MethodBudget)
	o.note.Hide()
	o.root.Refresh()
}

// Show offers it only where this person may.
func (o *voteOpening) Show(p *store.ProposalPage, people []forum.Member, me forum.Person) {
	o.between.Show(p)
	if !o.kept {
		o.keep()
	}
	importance := widget.MediumImportance
	if p.State == forum.StateOpen {
		importance = widget.HighImportance
	}
	if o.start.Importance != importance {
		o.start.Importance = importance
		o.start.Refresh()
	}
	o.may = p.Can.OpenVote
	if !o.may {
		o.asking = false
	}
	o.offerForm()
	o.showTellers(people, me)
}

// offerForm shows the form, or the button that unfolds it.
func (o *voteOpening) offerForm() {
	show(o.may && !o.asking, o.start)
	show(o.may && o.asking, o.root)
}

func (o *voteOpening) ask(on bool) {
	o.asking = on
	o.offerForm()
	o.note.Hide()
	o.root.Refresh()
	o.changed()
}

// vote gives what is filled in; wrong is what is to be put right, and at where.
func (o *voteOpening) vote() (v forum.OpenVote, wrong string, at fyne.Focusable) {
	v = forum.OpenVote{Method: o.chosen(), Closes: endOf(o.closes), Grace: usualGrace, Secret: o.secret.box.Checked}
	if o.paper.box.Checked {
		if v.Paper, v.Tellers = true, ticked(o.tellers); len(v.Tellers) < 2 {
			return v, t("vote.paper_two"), nil
		}
	}
	if wrong, at := wrongDay(o.closes); wrong != "" {
		return v, wrong, at
	}
	if v.Closes > 0 && v.Closes < o.app.Now().UnixMilli() {
		return v, t("vote.closes_past"), o.closes
	}
	switch {
	case o.between.On():
		if v.Options, v.Between = o.between.Wordings(); len(v.Options) < 2 {
			return v, t("wordings.needs_two"), nil
		}
	case forum.HasOptions(v.Method):
		if v.Options, wrong, at = o.options.Options(); wrong != "" {
			return v, wrong, at
		}
	}
	var ok bool
	if o.boxes["seats"].Visible() {
		if v.Seats, ok = wholeNumber(o.seats.Text, 1); !ok || v.Seats > len(v.Options) {
			return v, t("vote.seats_bad"), o.seats
		}
	}
	if v.Method == forum.MethodScore {
		most, ok := wholeNumber(o.points.Text, 5)
		if !ok {
			return v, t("vote.points_bad"), o.points
		}
		v.Most = int64(most)
	}
	if v.Method == forum.MethodBudget {
		var err error
		if v.Budget, err = readMoney(o.budget.Text); err != nil || v.Budget == 0 {
			return v, t("vote.budget_bad"), o.budget
		}
	}
	return v, "", nil
}

// wholeNumber reads a whole number above nothing; otherwise is what nothing typed means.
func wholeNumber(typed string, otherwise int) (int, bool) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return otherwise, true
	}
	n, err := readWhole(typed)
	return n, err == nil && n > 0
}

func (o *voteOpening) submit() {
	if o.open.Disabled() {
		return
	}
	v, wrong, at := o.vote()
	if wrong != "" {
		o.app.sayUnder(o.form, o.note, wrong, at)
		return
	}
	o.note.Hide()
	group, proposal, st := o.group, o.proposal, o.app.Store
	enable(false, o.open, o.cancel)
	o.app.work(func(ctx context.Context) error {
		_, err := st.NewVote(ctx, group, proposal, v)
		return err
	}, func(err error) {
		enable(true, o.open, o.cancel)
		if err != nil {
			o.app.sayUnder(o.form, o.note, sentence(errorWords(err)), nil)
			return
		}
		o.leave()
	})
}

// errorText is a sentence for the person, said like an error.
type errorText string

// Error gives the sentence.
func (e errorText) Error() string { return string(e) }
