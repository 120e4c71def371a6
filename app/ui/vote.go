package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// ballotsShown bounds the list of who voted how.
const ballotsShown = 200

// voteChoices are what a ballot can say, in the order of the buttons, with their pictures.
var (
	voteChoices  = []forum.Choice{forum.Yes, forum.No, forum.Concern, forum.Block, forum.Abstain}
	votePictures = []string{"vote-yes", "vote-no", "warning", "cross", "vote-abstain"}
)

// voteCard shows the vote on a proposal: the count, who voted how and why, and one's own vote. Before a vote it offers
// to open one.
type voteCard struct {
	app             *App
	group, proposal forum.ID
	changed         func()

	me     forum.Person
	mine   forum.Choice
	reason string   // as last cast
	about  forum.ID // the vote that one has or may have cast in

	title, counts, note, yours *widget.Label
	means                      *widget.Label // what the answers do, where they are not yes and no
	stands, fine               *widget.Label // what there is besides the counts; who signed the result
	totals                     *optionTotals
	options                    *optionBallot
	end                        *widget.Button  // closes the vote
	due                        bool            // that is the next step: nobody is left to vote, or the last day is over
	endRow                     *fyne.Container // where it is then; else it is with what is rarely wanted
	unanswered                 bool            // this person has yet to answer
	bar                        *tallyBar
	buttons                    []*widget.Button
	why                        *area
	again                      *widget.Button // casts the same choice with other reasons
	cast                       *fyne.Container
	line                       fyne.CanvasObject // between one's own vote and what all have said
	who                        *folds
	ballots                    *fyne.Container
	words                      *folds
	voted                      *prose
	votedText                  string
	shownBallots               []string // what the rows were made of
	opening                    *voteOpening
	papers                     *papersCard
	result                     *fyne.Container
	root                       *fyne.Container
}

func newVoteCard(app *App, group, proposal forum.ID, changed func()) *voteCard {
	v := &voteCard{app: app, group: group, proposal: proposal, changed: changed}
	v.title, v.counts, v.note, v.yours = heading(""), widget.NewLabel(""), small(""), widget.NewLabel("")
	v.counts.Wrapping = fyne.TextWrapWord
	v.yours.Wrapping = fyne.TextWrapWord
	v.yours.TextStyle.Bold = true
	v.stands, v.fine, v.totals = wrapped(""), small(""), newOptionTotals()
	v.options = newOptionBallot(app, group, proposal, changed)
	v.end = widget.NewButtonWithIcon(t("vote.close"), icon("check"), v.close)
	v.end.Hide()
	v.bar = newTallyBar(14)
	for i, c := range voteChoices {
		v.buttons = append(v.buttons, widget.NewButtonWithIcon(choiceName(c), icon(votePictures[i]), func() { v.vote(c) }))
	}
	v.why = newArea(t("vote.reason"), 2)
	v.why.OnChanged = func(words string) {
		v.app.desk.KeepReason(v.about, words, v.reason)
		v.offer()
	}
	v.why.send = func() { v.vote(v.mine) }
	v.again = widget.NewButton(t("vote.reason_save"), func() { v.vote(v.mine) })
	v.means = small("")
	answers := make([]fyne.CanvasObject, len(v.buttons))
	for i, b := range v.buttons {
		answers[i] = b
	}
	v.cast = container.NewVBox(container.New(closely(), v.yours, v.means), evenly(answers...), gap(), inset(v.why), buttonRow(v.again))
	v.ballots = container.NewVBox()
	v.who = folding(newFold(t("vote.who"), v.ballots))
	v.voted = newProse()
	v.words = folding(newFold(t("vote.words"), v.voted))
	v.result = container.NewVBox(v.counts, container.New(layout.NewCustomPaddedLayout(0, 4, 8, 8), v.bar))
	v.line = container.NewVBox(gap(), inset(widget.NewSeparator()))
	v.endRow = buttonRow()
	v.opening = newVoteOpening(app, group, proposal, changed)
	v.papers = newPapersCard(app, group, proposal, changed)
	v.root = container.NewVBox(container.New(closely(), v.title, v.note), v.cast, v.options.root, v.line, v.result, v.totals.box, v.stands,
		v.papers.root, v.who.root, v.words.root, v.fine, v.endRow)
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
	case forum.Concern:
		return t("vote.concern")
	case forum.Block:
		return t("vote.block")
	}
	return string(c)
}

// Show takes what was read; voted is the formatted wording the vote froze, and count what [voteWords] says. It says
// whether there is anything to show.
func (v *voteCard) Show(p *store.ProposalPage, me forum.Person, voted []widget.RichTextSegment, count *voteSays, papers *papersView) bool {
	v.me = me
	v.opening.Show(p, papers.people, me)
	v.papers.Show(p, papers)
	v.unanswered, v.due = false, false
	if len(p.Votes) == 0 {
		return false
	}
	vote := &p.Votes[len(p.Votes)-1]
	open := p.State == forum.StateVoting
	title := count.result
	switch {
	case open:
		title = t("vote.title_open")
	case title == "":
		title = t("vote.title_over")
	}
	setText(v.title, title)
	v.count(vote, open)
	v.totals.Show(vote, count.options)
	setText(v.stands, strings.Join(count.lines, "\n"))
	show(len(count.lines) > 0, v.stands)
	setText(v.fine, strings.Join(count.signed, "\n"))
	show(len(count.signed) > 0, v.fine)
	v.offerClose(p, vote)
	v.notes(p, vote)
	v.showBallots(vote, p.Names)
	words := p.VoteWords()
	show(p.Body != words, v.words.root)
	if words != p.Body && words != v.votedText {
		v.votedText = words
		showMarkdown(v.voted, voted)
	}
	among := forum.HasOptions(vote.Method)
	show(p.Can.Vote && !among, v.cast)
	show(p.Can.Vote && among, v.options.root)
	show(p.Can.Vote, v.line)
	mine := ownBallot(p, vote, me)
	v.unanswered = p.Can.Vote && mine == nil && !vote.OnPaper(me)
	if among {
		v.options.Show(vote, mine)
		return true
	}
	for i, b := range v.buttons {
		show(slices.Contains(forum.Choices(vote.Method), voteChoices[i]), b)
	}
	v.showMine(p, mine)
	return true
}

// ownBallot finds this person's ballot in a vote; nil when they have none.
func ownBallot(p *store.ProposalPage, vote *forum.Vote, me forum.Person) *forum.Ballot {
	if vote.Secret {
		return p.MySecret
	}
	for i := range vote.Ballots {
		if vote.Ballots[i].Voter == me {
			return &vote.Ballots[i]
		}
	}
	return nil
}

func (v *voteCard) count(vote *forum.Vote, open bool) {
	n := vote.Tally
	cast := vote.Turnout()
	v.bar.Set(n.Yes+n.Concern, n.No+n.Block, n.Abstain, max(n.Eligible, cast))
	show(!forum.HasOptions(vote.Method) && !vote.Sealed() && cast > 0, v.bar)
	var words []string
	switch {
	case cast == 0 && open:
		setText(v.counts, t("vote.nobody_yet"))
		return
	case vote.Sealed(), forum.HasOptions(vote.Method):
		words = []string{tn("vote.cast_by", cast)}
	case vote.Method == forum.MethodConsent:
		words = []string{t("vote.counts_consent", "Yes", n.Yes, "Concern", n.Concern, "Block", n.Block, "Abstain", n.Abstain)}
	default:
		words = []string{t("vote.counts", "Yes", n.Yes, "No", n.No, "Abstain", n.Abstain)}
	}
	if left := n.Eligible - cast; left > 0 && open {
		words = append(words, tn("vote.left", left))
	} else if left > 0 {
		words = append(words, tn("vote.did_not", left))
	}
	setText(v.counts, strings.Join(words, " "))
}

func (v *voteCard) notes(p *store.ProposalPage, vote *forum.Vote) {
	var notes []string
	if vote.Closes > 0 {
		notes = append(notes, t("vote.closes", "Time", dayAndTime(vote.Closes)))
	}
	switch {
	case vote.Sealed():
		notes = append(notes, t("vote.secret_open"), t("vote.secret_limits"))
	case vote.Secret:
		notes = append(notes, t("vote.secret_over"))
	}
	switch {
	case p.Chosen.Other(p.ID):
		notes = append(notes, t("vote.words_chosen"))
	case p.Body != p.Voted:
		notes = append(notes, t("vote.words_differ"))
	}
	setText(v.note, strings.Join(notes, " "))
	show(len(notes) > 0, v.note)
}

func (v *voteCard) showMine(p *store.ProposalPage, mine *forum.Ballot) {
	v.mine = p.MyChoice
	vote, ok := p.CurrentVote()
	consent := ok && vote.Method == forum.MethodConsent
	setText(v.means, methodMeans(forum.MethodConsent))
	show(consent, v.means)
	reason := ""
	if mine != nil {
		reason = mine.Reason
	}
	follow := v.why.Text == v.reason // nothing typed since: follow what was cast, perhaps on another device
	v.reason = reason
	if ok && v.about != vote.ID {
		v.about = vote.ID
		if kept := v.app.desk.Draft(reasonKey(v.about)); kept != "" {
			reason, follow = kept, true
		}
	}
	if follow {
		v.why.SetText(reason)
	}
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
	if ok && vote.OnPaper(v.me) {
		setText(v.yours, t("paper.you"))
	} else if v.mine == "" {
		setText(v.yours, t("vote.question"))
	} else {
		setText(v.yours, t("vote.yours", "Choice", choiceName(v.mine)))
	}
	v.offer()
}

// offerClose offers to close the vote: on the card once nobody is left to vote or the last day is over, and before with what
// is rarely wanted, by whoever has this card.
func (v *voteCard) offerClose(p *store.ProposalPage, vote *forum.Vote) {
	v.due = vote.Turnout() >= vote.Tally.Eligible || vote.Closes > 0 && vote.Closes < v.app.Now().UnixMilli()
	show(p.Can.Close, v.end)
	if v.due {
		setThings(v.endRow, []fyne.CanvasObject{v.end})
	} else {
		setThings(v.endRow, nil)
	}
}

// offer shows the button for other reasons once they differ from those cast.
func (v *voteCard) offer() {
	show(v.mine != "" && v.why.Text != v.reason, v.again)
	v.cast.Refresh()
}

func (v *voteCard) showBallots(vote *forum.Vote, names map[forum.Person]string) {
	var said []string
	cast := vote.Cast()
	for i := range cast {
		said = append(said, cast[i].ID.String()+voterName(names, &cast[i]))
	}
	show(len(cast) > 0, v.who.root)
	if slices.Equal(said, v.shownBallots) {
		return
	}
	v.shownBallots = said
	called := t("vote.who")
	if vote.Secret {
		called = t("vote.secret_said")
	}
	v.who.parts[0].Call(called)
	var rows []fyne.CanvasObject
	for i := range cast[:min(len(cast), ballotsShown)] {
		b := &cast[i]
		words := ballotName(vote, b)
		if !vote.Secret {
			words = t("vote.ballot", "Name", voterName(names, b), "Choice", words)
		}
		line := widget.NewLabel(words)
		line.Wrapping = fyne.TextWrapWord
		if b.Reason == "" {
			rows = append(rows, line)
			continue
		}
		rows = append(rows, container.New(layout.NewCustomPaddedVBoxLayout(-14), line, small(printable(b.Reason))))
	}
	if more := len(cast) - ballotsShown; more > 0 {
		rows = append(rows, small(tn("vote.more", more)))
	}
	v.ballots.Objects = rows
	v.ballots.Refresh()
}

// voterName says whose vote a ballot is: for somebody else by whom, and of a household.
func voterName(names map[forum.Person]string, b *forum.Ballot) string {
	name := nameOf(names, b.Voter)
	switch {
	case !b.By.Zero():
		return t("vote.by_other", "Name", name, "By", nameOf(names, b.By))
	case len(b.Others) > 0:
		return t("vote.of_several", "Name", name, "Home", printable(b.Home), "Others", len(b.Others)+1)
	case b.Home != "":
		return t("vote.of_home", "Name", name, "Home", printable(b.Home))
	}
	return name
}

func (v *voteCard) vote(choice forum.Choice) {
	if choice == "" || v.why.Disabled() {
		return
	}
	group, proposal, reason, st := v.group, v.proposal, strings.TrimSpace(v.why.Text), v.app.Store
	busy := []fyne.Disableable{v.why, v.again}
	for _, b := range v.buttons {
		busy = append(busy, b)
	}
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
		v.app.desk.KeepReason(v.about, v.reason, v.reason)
		v.changed()
	})
}
