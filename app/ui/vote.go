package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"moot/store"
	"moot/store/forum"
)

// ballotsShown bounds the list of who voted how.
const ballotsShown = 200

// voteChoices are what a ballot can say, in the order of the buttons, with their pictures.
var (
	voteChoices  = []forum.Choice{forum.Yes, forum.No, forum.Abstain}
	votePictures = []string{"vote-yes", "vote-no", "vote-abstain"}
)

// voteCard shows the vote on a proposal: the count, who voted how and why, and one's own vote. Before a vote it offers
// to open one.
type voteCard struct {
	app             *App
	group, proposal forum.ID
	changed         func()

	mine   forum.Choice
	reason string // as last cast

	title, counts, note, yours *widget.Label
	bar                        *tallyBar
	buttons                    []*widget.Button
	why                        *area
	again                      *widget.Button // casts the same choice with other reasons
	cast                       *fyne.Container
	who                        *widget.Accordion
	ballots                    *fyne.Container
	words                      *widget.Accordion
	voted                      *prose
	votedText                  string
	shownBallots               []string // what the rows were made of
	votedItem                  *widget.AccordionItem
	opening                    *voteOpening
	result                     *fyne.Container
	root                       *fyne.Container
}

func newVoteCard(app *App, group, proposal forum.ID, changed func()) *voteCard {
	v := &voteCard{app: app, group: group, proposal: proposal, changed: changed}
	v.title, v.counts, v.note, v.yours = heading(t("vote.title")), widget.NewLabel(""), small(""), widget.NewLabel("")
	v.counts.Wrapping = fyne.TextWrapWord
	v.yours.Wrapping = fyne.TextWrapWord
	v.bar = newTallyBar(14)
	for i, c := range voteChoices {
		v.buttons = append(v.buttons, widget.NewButtonWithIcon(choiceName(c), icon(votePictures[i]), func() { v.vote(c) }))
	}
	v.why = newArea(t("vote.reason"), 2)
	v.why.OnChanged = func(string) { v.offer() }
	v.why.send = func() { v.vote(v.mine) }
	v.again = widget.NewButton(t("vote.reason_save"), func() { v.vote(v.mine) })
	v.cast = container.NewVBox(v.yours, buttonRow(v.buttons[0], v.buttons[1], v.buttons[2]), inset(v.why), buttonRow(v.again))
	v.ballots = container.NewVBox()
	v.who = widget.NewAccordion(widget.NewAccordionItem(t("vote.who"), v.ballots))
	v.voted = newProse()
	v.votedItem = widget.NewAccordionItem(t("vote.words"), v.voted)
	v.words = widget.NewAccordion(v.votedItem)
	v.result = container.NewVBox(container.New(layout.NewCustomPaddedLayout(4, 4, 8, 8), v.bar), v.counts)
	v.opening = newVoteOpening(app, group, proposal, changed)
	v.root = container.NewVBox(v.title, v.result, v.note, v.cast, v.who, v.words, v.opening.root)
	return v
}

// choiceName names a choice in words.
func choiceName(c forum.Choice) string {
	switch c {
	case forum.Yes:
		return t("vote.yes")
	case forum.No:
		return t("vote.no")
	case forum.Abstain:
		return t("vote.abstain")
	}
	return string(c)
}

// Show takes what was read; voted is the formatted wording the vote froze. It says whether there is anything to show.
func (v *voteCard) Show(p *store.ProposalPage, me forum.Person, voted []widget.RichTextSegment) bool {
	v.opening.Show(p)
	if len(p.Votes) == 0 {
		for _, o := range []fyne.CanvasObject{v.result, v.note, v.cast, v.who, v.words} {
			o.Hide()
		}
		return p.Can.OpenVote
	}
	vote := &p.Votes[len(p.Votes)-1]
	open := p.State == forum.StateVoting
	v.result.Show()
	title := t("vote.title_over")
	if open {
		title = t("vote.title_open")
	}
	setText(v.title, title)
	v.count(vote, open)
	v.notes(p, vote, open)
	v.showBallots(vote, p.Names)
	show(p.Body != p.Voted, v.words)
	if p.Voted != p.Body && p.Voted != v.votedText {
		v.votedText = p.Voted
		showMarkdown(v.voted, voted)
	}
	show(p.Can.Vote, v.cast)
	v.showMine(p, vote, me)
	return true
}

func (v *voteCard) count(vote *forum.Vote, open bool) {
	n := vote.Tally
	cast := n.Yes + n.No + n.Abstain
	v.bar.Set(n.Yes, n.No, n.Abstain, max(n.Eligible, cast))
	words := []string{t("vote.counts", "Yes", n.Yes, "No", n.No, "Abstain", n.Abstain)}
	if left := n.Eligible - cast; left > 0 && open {
		words = append(words, tn("vote.left", left))
	} else if left > 0 {
		words = append(words, tn("vote.did_not", left))
	}
	setText(v.counts, strings.Join(words, " "))
}

func (v *voteCard) notes(p *store.ProposalPage, vote *forum.Vote, open bool) {
	var notes []string
	if vote.Closes > 0 {
		notes = append(notes, t("vote.closes", "Time", dayAndTime(vote.Closes)))
	}
	if open {
		notes = append(notes, t("vote.frozen"))
	}
	if p.Body != p.Voted {
		notes = append(notes, t("vote.words_differ"))
	}
	setText(v.note, strings.Join(notes, " "))
	show(len(notes) > 0, v.note)
}

func (v *voteCard) showMine(p *store.ProposalPage, vote *forum.Vote, me forum.Person) {
	v.mine = p.MyChoice
	reason := ""
	for i := range vote.Ballots {
		if b := &vote.Ballots[i]; b.Voter == me {
			reason = b.Reason
		}
	}
	if v.why.Text == v.reason { // nothing typed since: follow what was cast, perhaps on another device
		v.why.SetText(reason)
	}
	v.reason = reason
	for i, b := range v.buttons {
		importance := widget.MediumImportance
		if voteChoices[i] == v.mine {
			importance = widget.HighImportance
		}
		if b.Importance != importance {
			b.Importance = importance
			b.Refresh()
		}
	}
	if v.mine == "" {
		setText(v.yours, t("vote.question"))
	} else {
		setText(v.yours, t("vote.yours", "Choice", choiceName(v.mine)))
	}
	v.offer()
}

// offer shows the button for other reasons once they differ from those cast.
func (v *voteCard) offer() {
	show(v.mine != "" && v.why.Text != v.reason, v.again)
	v.cast.Refresh()
}

func (v *voteCard) showBallots(vote *forum.Vote, names map[forum.Person]string) {
	var said []string
	for i := range vote.Ballots {
		said = append(said, vote.Ballots[i].ID.String()+nameOf(names, vote.Ballots[i].Voter))
	}
	if slices.Equal(said, v.shownBallots) {
		return
	}
	v.shownBallots = said
	var rows []fyne.CanvasObject
	for i := range vote.Ballots[:min(len(vote.Ballots), ballotsShown)] {
		b := &vote.Ballots[i]
		line := widget.NewLabel(t("vote.ballot", "Name", nameOf(names, b.Voter), "Choice", choiceName(b.Choice)))
		line.Wrapping = fyne.TextWrapWord
		if b.Reason == "" {
			rows = append(rows, line)
			continue
		}
		rows = append(rows, container.New(layout.NewCustomPaddedVBoxLayout(-14), line, small(printable(b.Reason))))
	}
	if more := len(vote.Ballots) - ballotsShown; more > 0 {
		rows = append(rows, small(tn("vote.more", more)))
	}
	v.ballots.Objects = rows
	v.ballots.Refresh()
	show(len(rows) > 0, v.who)
}

func (v *voteCard) vote(choice forum.Choice) {
	if choice == "" || v.why.Disabled() {
		return
	}
	group, proposal, reason, st := v.group, v.proposal, strings.TrimSpace(v.why.Text), v.app.Store
	busy := []fyne.Disableable{v.buttons[0], v.buttons[1], v.buttons[2], v.why, v.again}
	enable(false, busy...)
	v.app.work(func(ctx context.Context) error {
		_, err := st.Cast(ctx, group, proposal, choice, reason)
		return err
	}, func(err error) {
		enable(true, busy...)
		if err != nil {
			v.app.tell(err)
			return
		}
		v.reason = v.why.Text
		v.changed()
	})
}

// voteOpening offers to open a vote, with a last day if one is wanted.
type voteOpening struct {
	app             *App
	group, proposal forum.ID
	changed         func()
	start           *widget.Button
	closes          *widget.DateEntry
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
	o.form = container.NewVBox(small(t("vote.open_note")), field(t("vote.closes_hint"), o.closes), buttonRow(o.open, o.cancel))
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
	var closes time.Time
	if d := o.closes.Date; d != nil { // to the end of that day
		closes = time.Date(d.Year(), d.Month(), d.Day(), 23, 59, 59, 0, time.Local)
		if closes.Before(o.app.Now()) {
			o.app.tell(errorText(t("vote.closes_past")))
			return
		}
	}
	group, proposal, st := o.group, o.proposal, o.app.Store
	enable(false, o.open, o.cancel)
	o.app.work(func(ctx context.Context) error {
		_, err := st.OpenVote(ctx, group, proposal, closes, 0)
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
