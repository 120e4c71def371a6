package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// proposalForm writes a new proposal. What is typed is kept when the form is left without sending it.
type proposalForm struct {
	app   *App
	group forum.ID
	made  func(forum.ID) // shows the new proposal

	title, cost  *lineEntry
	body         *area
	along        *readAlong
	draft        *tick
	kind         *widget.Select
	bring        *bringIn
	more         *folds // what is rarely wanted
	send, cancel *widget.Button
	note         *widget.Label
	root         fyne.CanvasObject
}

func newProposalForm(app *App, group forum.ID, made func(forum.ID), cancelled func()) *proposalForm {
	f := &proposalForm{app: app, group: group, made: made}
	f.title = newLineEntry(t("proposal.title_hint"))
	f.cost = newLineEntry(t("proposal.cost_hint"))
	f.body = newArea(t("proposal.body_hint"), 10)
	f.body.send = f.submit
	f.title.OnSubmitted = func(string) { f.submit() }
	f.cost.OnSubmitted = func(string) { f.submit() }
	f.along = newReadAlong(app, f.body)
	f.note = small("")
	f.note.Importance = widget.DangerImportance
	f.note.Hide()
	f.draft = newTick(func() {})
	f.draft.words.SetText(t("draft.keep"))
	f.kind = newProposalKind()
	f.bring = newBringIn(app, group, made)
	f.send = widget.NewButtonWithIcon(t("proposal.make"), icon("check"), f.submit)
	f.send.Importance = widget.HighImportance
	f.cancel = widget.NewButton(t("action.cancel"), func() {
		f.forget()
		cancelled()
	})
	app.desk.Bind(f.inputs())
	app.desk.BindTick(f.key()+"/draft", f.draft)
	app.desk.BindSelect(f.key()+"/kind", f.kind)
	keep := f.body.OnChanged
	f.body.OnChanged = func(words string) { keep(words); f.along.Read() }
	f.more = folding(newFold(t("nav.more"), field(t("kind.title"), f.kind), small(t("kind.what")), f.bring.root))
	f.root = page(title(t("proposal.new")), field(t("proposal.title"), f.title), field(t("proposal.body"), f.along.root, t("write.marks")),
		field(t("proposal.cost"), f.cost), container.New(closely(), f.draft, small(t("draft.what"))), f.note, gap(), buttonRow(f.send, f.cancel), f.more.root)
	return f
}

func (f *proposalForm) key() string { return "proposal/" + f.group.String() }

// forget drops what was typed and chosen: it has been sent, or given up.
func (f *proposalForm) forget() {
	f.app.desk.Forget(f.inputs())
	f.app.desk.Keep(f.key()+"/draft", "")
	f.app.desk.Keep(f.key()+"/kind", "")
}

// inputs gives what is typed into, by the name its words are kept under.
func (f *proposalForm) inputs() map[string]*widget.Entry {
	at := f.key()
	return map[string]*widget.Entry{at + "/title": &f.title.Entry, at + "/cost": &f.cost.Entry, at + "/body": &f.body.Entry}
}

// Object is the screen.
func (f *proposalForm) Object() fyne.CanvasObject { return f.root }

// Refresh has nothing to read: the form holds only what is typed.
func (f *proposalForm) Refresh() {}

// Focus puts the keyboard in the title.
func (f *proposalForm) Focus() { f.app.focus(f.title) }

func (f *proposalForm) submit() {
	if f.send.Disabled() {
		return
	}
	title := strings.TrimSpace(f.title.Text)
	cost, err := readMoney(f.cost.Text)
	switch {
	case title == "":
		f.say(t("proposal.needs_title"))
		f.app.focus(f.title)
		return
	case err != nil:
		f.say(t("proposal.bad_cost"))
		f.app.focus(f.cost)
		return
	}
	f.note.Hide()
	body, draft, group, st := f.body.Text, f.draft.box.Checked, f.group, f.app.Store
	kind := proposalKinds()[max(0, f.kind.SelectedIndex())]
	var id forum.ID
	enable(false, f.send, f.cancel)
	f.app.work(func(ctx context.Context) (err error) {
		id, err = st.NewProposal(ctx, group, forum.NewProposal{Title: title, Cost: cost, Type: kind, Draft: draft}, body)
		return err
	}, func(err error) {
		enable(true, f.send, f.cancel)
		if err != nil {
			f.say(errorWords(err))
			return
		}
		f.forget()
		f.made(id)
	})
}

// proposalKinds are those that somebody can choose; an election is begun from its own form.
func proposalKinds() []string {
	return slices.DeleteFunc(forum.ProposalTypes(), func(k string) bool { return k == "election" })
}

func newProposalKind() *widget.Select {
	var names []string
	for _, k := range proposalKinds() {
		names = append(names, kindWords(k))
	}
	choice := widget.NewSelect(names, nil)
	choice.SetSelectedIndex(0)
	return choice
}

func (f *proposalForm) say(problem string) {
	f.note.SetText(problem)
	f.note.Show()
}
