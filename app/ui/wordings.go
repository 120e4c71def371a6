package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/store"
	"moot/store/forum"
)

// betweenMethods are the ways to vote between wordings: one of them has to win.
var betweenMethods = []string{forum.MethodRanked, forum.MethodApproval, forum.MethodScore}

// wordingChoice asks whether a vote is to be between wordings, and which. It is not there while nobody proposes other words.
type wordingChoice struct {
	between *tick
	of      []forum.ID // the proposal, and its amendments that are open
	titles  []string   // how each is called in the vote
	rows    parts[forum.ID, *tick]
	box     *fyne.Container
	root    *fyne.Container
}

func newWordingChoice(changed func()) *wordingChoice {
	w := &wordingChoice{}
	w.rows = parts[forum.ID, *tick]{box: container.NewVBox(), object: func(c *tick) fyne.CanvasObject { return c },
		create: func(forum.ID) *tick { c := newTick(func() {}); c.box.Checked = true; return c }}
	w.between = newTick(func() {
		show(w.between.box.Checked, w.box)
		changed()
	})
	w.between.words.SetText(t("wordings.between"))
	w.box = field(t("wordings.which"), w.rows.box)
	w.box.Hide()
	w.root = container.NewVBox(w.between, w.box)
	w.root.Hide()
	return w
}

// On says whether the vote is to be between wordings.
func (w *wordingChoice) On() bool { return w.root.Visible() && w.between.box.Checked }

// Show takes what was read. What is ticked stays.
func (w *wordingChoice) Show(p *store.ProposalPage) {
	w.of, w.titles = []forum.ID{p.ID}, []string{t("wordings.original")}
	for i := range p.Amendments {
		a := &p.Amendments[i]
		if a.State != forum.AmendmentOpen {
			continue
		}
		title := printable(a.Title)
		if slices.Contains(w.titles, title) {
			title = t("wordings.of", "Title", title, "Name", printable(nameOf(p.Names, a.Author)))
		}
		if slices.Contains(w.titles, title) {
			title = t("wordings.of", "Title", title, "Name", a.ID.String()[:8])
		}
		w.of, w.titles = append(w.of, a.ID), append(w.titles, title)
	}
	w.rows.Show(w.of, func(c *tick, i int) { setText(c.words, w.titles[i]) })
	some := len(w.of) > 1
	if !some && w.between.box.Checked {
		w.between.box.SetChecked(false)
	}
	show(some, w.root)
}

// Wordings gives those ticked as the options of a vote.
func (w *wordingChoice) Wordings() (options []forum.Option, between []forum.Rival) {
	for i, id := range w.of {
		if w.rows.made[id].box.Checked {
			between = append(between, forum.Rival{Option: len(options), Of: id})
			options = append(options, forum.Option{Title: w.titles[i]})
		}
	}
	return options, between
}
