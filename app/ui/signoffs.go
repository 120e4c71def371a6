package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// signOffCard shows who must sign what was decided before it holds, and who has or has refused, and lets those who may.
type signOffCard struct {
	asked *widget.Label
	list  *saidList
	sign  *folded
	as    *capacityChoice
	root  fyne.CanvasObject
}

func newSignOffCard(app *App, group, proposal forum.ID, changed func()) *signOffCard {
	c := &signOffCard{asked: wrapped(""), list: newSaidList(), as: newCapacityChoice()}
	sheet := newSheet(app, "sign-off/"+proposal.String(), t("signoff.send"))
	reason := sheet.words("reason", t("signoff.reason_hint"), 3)
	names := []string{t("signoff.sign"), t("signoff.refuse")}
	says := widget.NewRadioGroup(names, nil)
	sheet.few("says", says)
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		why, no, as := trimmed(&reason.Entry), says.Selected == names[1], c.as.choice.Selected
		switch {
		case says.Selected == "":
			return nil, t("signoff.needs_answer"), nil
		case no && why == "":
			return nil, t("signoff.needs_reason"), reason
		}
		return func(ctx context.Context) error {
			_, err := app.Store.SignOff(ctx, group, proposal, as, no, why)
			return err
		}, "", nil
	}
	c.sign = sheet.fold(t("signoff.begin"), icon("edit"), c.as.root, field(t("signoff.answer"), says), field(t("signoff.reason"), reason), small(t("signoff.replaces"))).within()
	sheet.done = func() { c.sign.Unfold(false); changed() }
	c.root = newCard(container.NewVBox(heading(t("signoff.title")), c.asked, c.list.box, c.sign.root))
	c.root.Hide()
	return c
}

// Show takes what was read.
func (c *signOffCard) Show(p *store.ProposalPage) {
	var rows []saidRow
	words := ""
	if n := len(p.Votes); n > 0 {
		vote := &p.Votes[n-1]
		for _, a := range vote.Asked {
			if words != "" {
				words += "\n"
			}
			words += tn("signoff.asked", a.Need, "Capacity", printable(a.Capacity), "Signed", a.Signed)
		}
		rows = signOffRows(p, vote)
	}
	setText(c.asked, words)
	some := c.list.Show(rows)
	c.as.Show(p.Can.SignAs)
	show(len(p.Can.SignAs) > 0, c.sign.root)
	show(some || words != "", c.root)
}

func signOffRows(p *store.ProposalPage, vote *forum.Vote) (rows []saidRow) {
	for i := range vote.SignOffs {
		s := &vote.SignOffs[i]
		r := saidRow{key: s.ID.String(), who: t("advice.as", "Name", nameOf(p.Names, s.By), "Capacity", s.Capacity), state: t("signoff.signed"), ink: colorYes}
		if s.Refused {
			r.state, r.ink = t("signoff.refused"), colorNo
		}
		if s.Reason != "" {
			r.under = append(r.under, s.Reason)
		}
		when := dayAndTime(s.Time)
		if !s.Counts {
			when += " · " + t("signoff.not_counted")
		}
		r.under = append(r.under, when)
		rows = append(rows, r)
	}
	return rows
}

// statementsCard shows what those say of a decision who voted otherwise, and lets one of them.
type statementsCard struct {
	list  *saidList
	write *folded
	root  fyne.CanvasObject
}

func newStatementsCard(app *App, group, proposal forum.ID, changed func()) *statementsCard {
	c := &statementsCard{list: newSaidList()}
	sheet := newSheet(app, "statement/"+proposal.String(), t("statement.send"))
	text := sheet.words("text", t("statement.text_hint"), 5)
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		words := trimmed(&text.Entry)
		if words == "" {
			return nil, t("statement.needs_text"), text
		}
		return func(ctx context.Context) error { _, err := app.Store.Dissent(ctx, group, proposal, words); return err }, "", nil
	}
	c.write = sheet.fold(t("statement.write"), icon("edit"), wrapped(t("statement.what")), field(t("statement.text"), text), small(t("statement.replaces"))).within()
	sheet.done = func() { c.write.Unfold(false); changed() }
	c.root = newCard(container.NewVBox(heading(t("statement.title")), c.list.box, c.write.root))
	c.root.Hide()
	return c
}

// statementRows says in words what those say who voted otherwise. Off the UI thread.
func statementRows(app *App, p *store.ProposalPage) (rows []saidRow) {
	if len(p.Votes) == 0 {
		return nil
	}
	vote := &p.Votes[len(p.Votes)-1]
	for i := range vote.Statements {
		s := &vote.Statements[i]
		r := saidRow{key: s.ID.String(), who: nameOf(p.Names, s.By), ink: theme.ColorNameForeground, words: formatMarkdown(s.Text, app.follow, app.Log)}
		for j := range vote.Ballots {
			if vote.Ballots[j].ID == s.Ballot {
				r.who = t("statement.voted", "Name", r.who, "Choice", ballotName(vote, &vote.Ballots[j]))
			}
		}
		when := dayAndTime(s.Time)
		if !s.Counts {
			when += " · " + t("statement.not_counted")
		}
		r.under = []string{when}
		rows = append(rows, r)
	}
	return rows
}

// Show takes what was read.
func (c *statementsCard) Show(p *store.ProposalPage, rows []saidRow) {
	some := c.list.Show(rows)
	show(p.Can.Dissent, c.write.root)
	show(some || p.Can.Dissent, c.root)
}
