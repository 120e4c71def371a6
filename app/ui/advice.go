package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// advisings are the ways of advising, in the order they are offered.
var advisings = []forum.Advising{forum.AdviseFor, forum.AdviseAgainst, forum.AdviseNeutral}

// advisingName names a way of advising, with the colour that goes with it; one from a newer version is shown as it is.
func advisingName(a forum.Advising) (string, fyne.ThemeColorName) {
	switch a {
	case forum.AdviseFor:
		return t("advice.for"), colorYes
	case forum.AdviseAgainst:
		return t("advice.against"), colorNo
	case forum.AdviseNeutral:
		return t("advice.neutral"), theme.ColorNameForeground
	}
	return string(a), theme.ColorNameForeground
}

// adviceCard shows what those advise on a proposal whom the charter has do so, and lets one of them.
type adviceCard struct {
	list  *saidList
	give  *folded
	as    *capacityChoice
	words []forum.ID // the heads of the wording that is on the page
	root  fyne.CanvasObject
}

func newAdviceCard(app *App, group, proposal forum.ID, changed func()) *adviceCard {
	c := &adviceCard{list: newSaidList(), as: newCapacityChoice()}
	sheet := newSheet(app, "advice/"+proposal.String(), t("advice.send"))
	text := sheet.words("text", t("advice.text_hint"), 4)
	conditions := sheet.words("conditions", t("advice.conditions_hint"), 2)
	var names []string
	for _, a := range advisings {
		name, _ := advisingName(a)
		names = append(names, name)
	}
	says := widget.NewRadioGroup(names, nil)
	sheet.few("says", says)
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		a := forum.NewAdvice{Capacity: c.as.choice.Selected, Text: trimmed(&text.Entry), Conditions: trimmed(&conditions.Entry), Words: c.words}
		if at := slices.Index(names, says.Selected); at >= 0 {
			a.Says = advisings[at]
		}
		switch {
		case a.Says == "":
			return nil, t("advice.needs_side"), nil
		case a.Text == "":
			return nil, t("advice.needs_text"), text
		}
		return func(ctx context.Context) error { _, err := app.Store.Advise(ctx, group, proposal, a); return err }, "", nil
	}
	c.give = sheet.fold(t("advice.give"), icon("edit"), c.as.root, field(t("advice.says"), says), field(t("advice.text"), text),
		field(t("advice.conditions"), conditions), small(t("advice.replaces"))).within()
	sheet.done = func() { c.give.Unfold(false); changed() }
	c.root = newCard(container.NewVBox(heading(t("advice.title")), c.list.box, c.give.root))
	c.root.Hide()
	return c
}

// adviceRows says in words what was advised. Off the UI thread.
func adviceRows(app *App, p *store.ProposalPage) (rows []saidRow) {
	for i := range p.Advice {
		a := &p.Advice[i]
		r := saidRow{key: a.ID.String(), who: t("advice.as", "Name", nameOf(p.Names, a.By), "Capacity", a.Capacity), words: formatMarkdown(a.Text, app.follow, app.Log)}
		r.state, r.ink = advisingName(a.Says)
		if a.Conditions != "" {
			r.under = append(r.under, t("advice.condition", "Words", strings.TrimSpace(a.Conditions)))
		}
		when := dayAndTime(a.Time)
		if !slices.Equal(a.Words, p.Words) {
			when += " · " + t("advice.earlier_words")
		}
		r.under = append(r.under, when)
		rows = append(rows, r)
	}
	return rows
}

// Show takes what was read.
func (c *adviceCard) Show(p *store.ProposalPage, rows []saidRow) {
	c.words = p.Words
	some := c.list.Show(rows)
	c.as.Show(p.Can.AdviseAs)
	show(len(p.Can.AdviseAs) > 0, c.give.root)
	show(some || len(p.Can.AdviseAs) > 0, c.root)
}
