package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"moot/store"
	"moot/store/forum"
)

// voteOpening offers to open a vote, with a last day if one is wanted.
type voteOpening struct {
	app             *App
	group, proposal forum.ID
	changed         func()
	start           *widget.Button
	closes          *widget.DateEntry
	secret          *widget.Check
	limits          *widget.Label // what a secret vote does not hide
	open, cancel    *widget.Button
	form, root      *fyne.Container
}

func newVoteOpening(app *App, group, proposal forum.ID, changed func()) *voteOpening {
	o := &voteOpening{app: app, group: group, proposal: proposal, changed: changed}
	o.start = widget.NewButtonWithIcon(t("vote.start"), icon("vote-yes"), func() { o.ask(true) })
	o.closes = widget.NewDateEntry()
	o.open = widget.NewButtonWithIcon(t("vote.open"), icon("check"), o.submit)
	o.open.Importance = widget.HighImportance
	o.cancel = widget.NewButton(t("action.cancel"), func() { o.ask(false) })
	o.limits = small(t("vote.secret_note"))
	o.limits.Hide()
	o.secret = widget.NewCheck(t("vote.secret"), func(on bool) {
		show(on, o.limits)
		o.form.Refresh()
	})
	o.form = container.NewVBox(small(t("vote.open_note")), field(t("vote.closes_hint"), o.closes), o.secret, o.limits, buttonRow(o.open, o.cancel))
	o.form.Hide()
	o.root = container.NewVBox(buttonRow(o.start), o.form)
	return o
}

// Show offers it only where this person may.
func (o *voteOpening) Show(p *store.ProposalPage) { show(p.Can.OpenVote, o.root) }

func (o *voteOpening) ask(on bool) {
	show(on, o.form)
	show(!on, o.start)
	o.root.Refresh()
	o.changed()
}

func (o *voteOpening) submit() {
	v := forum.OpenVote{Method: forum.MethodYesNo, Secret: o.secret.Checked}
	if d := o.closes.Date; d != nil { // to the end of that day
		closes := time.Date(d.Year(), d.Month(), d.Day(), 23, 59, 59, 0, time.Local)
		if closes.Before(o.app.Now()) {
			o.app.tell(errorText(t("vote.closes_past")))
			return
		}
		v.Closes = closes.UnixMilli()
	}
	group, proposal, st := o.group, o.proposal, o.app.Store
	enable(false, o.open, o.cancel)
	o.app.work(func(ctx context.Context) error {
		_, err := st.NewVote(ctx, group, proposal, v)
		return err
	}, func(err error) {
		enable(true, o.open, o.cancel)
		if err != nil {
			o.app.tell(err)
			return
		}
		o.ask(false)
	})
}

// errorText is a sentence for the person, said like an error.
type errorText string

// Error gives the sentence.
func (e errorText) Error() string { return string(e) }
