package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// proposalScreen shows one proposal: its words to read and write, its vote, and what people say about it.
type proposalScreen struct {
	app       *App
	group, id forum.ID

	title    *titleLine
	chip     *chip
	meta     *widget.Label
	waiting  *widget.Label
	vote     *voteCard
	voteBox  fyne.CanvasObject
	toVote   *widget.Button // goes down to it
	wording  *textBlock
	frozen   *widget.Label
	words    *fyne.Container // with their past
	body     *fyne.Container // the words and the vote, in the order for whoever opened the page
	photos   *photosView
	papers   *papers
	view     *proposalView   // as it is shown
	deeds    *fyne.Container // what can be done now, in one row
	others   *fyne.Container // the other ways on
	more     *folds          // what is rarely wanted, folded away
	aims     *aimsCard
	advice   *adviceCard
	amends   *amendmentsCard
	signOff  *signOffCard
	said     *statementsCard
	counted  *elsewhereCard
	comments *commentsView
	root     fyne.CanvasObject
	scroll   *container.Scroll
	load     loader[proposalView]
	format   commentFormatter // belongs to the reading
}

// proposalView is what one reading gives.
type proposalView struct {
	store.ProposalPage
	me        forum.Person
	papers    papersView
	body      reading
	voted     []widget.RichTextSegment
	comments  []comment
	count     voteSays // how the vote stands
	elsewhere string   // what was counted elsewhere, in words
	aims      []string // of the group
	advice    []saidRow
	amends    []amendmentView
	said      []saidRow
}

func newProposal(app *App, group, id forum.ID) *proposalScreen {
	s := &proposalScreen{app: app, group: group, id: id}
	s.title = newTitleLine(app, id, func(ctx context.Context, title string) error {
		return app.Store.Set(ctx, group, id, forum.FieldTitle, title, 0)
	}, s.Refresh)
	s.chip = newChip()
	s.meta = small("")
	s.waiting = small("")
	s.waiting.Hide()
	s.vote = newVoteCard(app, group, id, s.Refresh)
	s.voteBox = newCard(s.vote.root)
	s.voteBox.Hide()
	s.toVote = widget.NewButtonWithIcon(t("vote.title_open"), icon("vote-yes"), s.goToVote)
	s.toVote.Importance = widget.HighImportance
	s.wording = newTextBlock(app, group, id, heading(t("proposal.wording")), t("proposal.no_wording"), s.Refresh)
	s.frozen = small(t("vote.frozen"))
	s.words = container.NewVBox(newCard(container.NewVBox(s.wording.root, s.frozen, s.wording.past.apart())), s.wording.past.root)
	s.body = container.NewVBox()
	s.photos = newPhotos(app, group, id)
	s.papers = newPapers(app, func() string { return s.title.title }, s.paper)
	s.others = buttonRow()
	s.more = folding(newFold(t("nav.more"), s.others, s.papers.root))
	s.aims, s.advice = newAimsCard(app, group, id, s.Refresh), newAdviceCard(app, group, id, s.Refresh)
	s.amends, s.signOff = newAmendmentsCard(app, group, id, s.Refresh), newSignOffCard(app, group, id, s.Refresh)
	s.said = newStatementsCard(app, group, id, s.Refresh)
	s.counted = newElsewhereCard(app)
	s.comments = newComments(app, group, id, s.Refresh)
	s.deeds = buttonRow()
	s.scroll = page(s.title.root, chipLine(s.chip, s.meta), s.waiting, s.body, gap(), s.deeds, gap(), s.vote.opening.root, s.amends.root,
		s.photos.root, s.advice.root, s.aims.root, s.more.root, s.comments.root)
	s.photos.page = s.scroll
	s.root = container.NewBorder(nil, s.comments.under, nil, nil, s.scroll)
	s.load = loader[proposalView]{app: app, begin: s.begin, show: s.show}
	return s
}

// Object is the screen.
func (s *proposalScreen) Object() fyne.CanvasObject { return s.root }

// Refresh reads the proposal again. What is being typed, the caret and the place on the page stay.
func (s *proposalScreen) Refresh() {
	s.load.Refresh()
	s.photos.Refresh()
}

// Close leaves the screen; words not saved yet are saved.
func (s *proposalScreen) Close() {
	s.wording.Close()
	s.amends.Close()
	s.photos.Close()
	s.load.Close()
}

func (s *proposalScreen) begin() func(context.Context) (proposalView, error) {
	turn, turns := s.wording.Reading(), s.amends.reading()
	return func(ctx context.Context) (v proposalView, err error) {
		if v.ProposalPage, err = s.app.Store.Proposal(ctx, s.group, s.id); err != nil {
			return v, err
		}
		me, _ := s.app.Store.MeIn(s.group)
		v.me = me.Person
		v.body = reading{text: v.Body, turn: turn, segments: formatMarkdown(v.Body, s.app.follow, s.app.Log)}
		if words := v.VoteWords(); words != "" && words != v.Body {
			v.voted = formatMarkdown(words, s.app.follow, s.app.Log)
		}
		v.count = voteWords(&v.ProposalPage)
		if v.elsewhere, err = elsewhereWords(&v.ProposalPage); err != nil {
			return v, err
		}
		v.comments = s.format.threads(v.Comments, v.Names, s.app.follow, s.app.Log)
		roll, err := s.app.Store.Roll(ctx, s.group)
		if err != nil {
			return v, err
		}
		v.aims, v.advice, v.said = forum.AimsIn(roll.Aims), adviceRows(s.app, &v.ProposalPage), statementRows(s.app, &v.ProposalPage)
		if v.papers, err = readPapers(s.app, &v.ProposalPage, roll, v.me); err != nil {
			return v, err
		}
		v.amends, err = readAmendments(ctx, s.app, &v.ProposalPage, turns)
		return v, err
	}
}

// paper is the proposal with how it was decided, as it is shown.
func (s *proposalScreen) paper() func(context.Context) (printed, error) {
	v := s.view
	if v == nil {
		return nil
	}
	d := &paper.Document{Title: v.Title, Under: []string{stateName(v.State) + " · " + s.meta.Text}, Parts: []paper.Part{{Body: v.Body}}}
	if s.voteBox.Visible() {
		d.Parts = append(d.Parts, paper.Part{Heading: t("vote.title_over"), Body: points(append([]string{s.vote.counts.Text}, v.count.All()...))})
		if words := v.VoteWords(); words != "" && words != v.Body {
			d.Parts = append(d.Parts, paper.Part{Heading: t("vote.words"), Body: words})
		}
	}
	return ready(s.app, s.group, d)
}

func (s *proposalScreen) show(v proposalView) {
	s.view = &v
	s.title.Show(v.Title, v.Can.SetTitle)
	s.chip.Set(stateName(v.State), stateColour(v.State))
	meta := []string{t("proposal.by", "Name", nameOf(v.Names, v.Author)), ago(s.app.Now(), v.Made)}
	if v.Cost > 0 {
		meta = append(meta, t("proposal.costs", "Money", money(v.Cost)))
	}
	setText(s.meta, strings.Join(meta, " · "))
	s.counted.Show(&v)
	show(v.WaitingHere > 0, s.waiting)
	setText(s.waiting, tn("proposal.waiting", v.WaitingHere))
	show(s.vote.Show(&v.ProposalPage, v.me, v.voted, &v.count, &v.papers), s.voteBox)
	s.wording.Show(v.body, v.Can.Edit)
	show(v.State == forum.StateVoting, s.frozen)
	s.arrange()
	s.photos.Show(v.Can.Comment)
	s.aims.Show(&v.ProposalPage, v.aims)
	s.advice.Show(&v.ProposalPage, v.advice)
	s.amends.Show(&v.ProposalPage, v.amends)
	s.showActions(&v.ProposalPage)
	s.signOff.Show(&v.ProposalPage)
	s.said.Show(&v.ProposalPage, v.said)
	s.comments.Show(v.comments, v.Can.Comment)
}

// action is one way on from a state.
type action struct {
	name, picture string
	to            forum.ProposalState
	ask           string // asked first; empty: nothing
}

// actionsFrom are the ways on from a state that are worth a button, the likeliest first. Which of them this person may
// take, the store says.
func actionsFrom(state forum.ProposalState) []action {
	start := action{t("proposal.start"), "clock", forum.StateDoing, ""}
	reopen := action{t("proposal.reopen"), "edit", forum.StateOpen, ""}
	withdraw := action{t("proposal.withdraw"), "cross", forum.StateWithdrawn, t("proposal.withdraw_sure")}
	switch state {
	case forum.StateDraft:
		return []action{{t("proposal.put_forward"), "check", forum.StateOpen, ""}, withdraw}
	case forum.StateOpen:
		return []action{start, {t("draft.back"), "edit", forum.StateDraft, ""}, withdraw}
	case forum.StateVoting:
		return []action{withdraw}
	case forum.StatePassed, forum.StateDecided:
		return []action{start, reopen}
	case forum.StateDoing:
		return []action{{t("proposal.finish"), "check", forum.StateDone, ""}, reopen}
	}
	return []action{reopen}
}

// showActions offers what can be done now: to open a vote, the likeliest state to go to and other words in one row, the
// other states with what is rarely wanted.
func (s *proposalScreen) showActions(p *store.ProposalPage) {
	var buttons []fyne.CanvasObject
	for _, a := range actionsFrom(p.State) {
		if !slices.Contains(p.Can.To, a.to) {
			continue
		}
		b := widget.NewButtonWithIcon(a.name, icon(a.picture), func() {
			if a.ask == "" {
				s.set(a.to)
				return
			}
			s.app.question(a.name, a.ask, func() { s.set(a.to) })
		})
		if p.State == forum.StateDraft && a.to == forum.StateOpen {
			b.Importance = widget.HighImportance
		}
		buttons = append(buttons, b)
	}
	first := min(1, len(buttons))
	if p.State == forum.StateVoting {
		first = 0 // to end it without a result is no likely step
	}
	setThings(s.deeds, slices.Concat([]fyne.CanvasObject{s.vote.opening.start}, buttons[:first], []fyne.CanvasObject{s.amends.write.open}))
	others := slices.Clone(buttons[first:])
	if !s.vote.due && s.vote.end.Visible() {
		others = append(others, s.vote.end)
	}
	setThings(s.others, others)
}

// longWords is how many bytes of words are more than a screen of a phone has beside the title.
const longWords = 600

// arrange puts the words before the vote for whoever has yet to answer, with a way down to it where they are long, and
// otherwise after how it stands. The order is that of the moment the page was opened.
func (s *proposalScreen) arrange() {
	show(s.vote.unanswered && len(s.view.Body) > longWords, s.toVote)
	if len(s.body.Objects) > 0 {
		return
	}
	vote := container.NewVBox(s.voteBox, s.counted.root, s.signOff.root, s.said.root)
	if s.vote.unanswered {
		s.body.Objects = []fyne.CanvasObject{buttonRow(s.toVote), s.words, vote}
	} else {
		s.body.Objects = []fyne.CanvasObject{vote, s.words}
	}
	s.body.Refresh()
}

func (s *proposalScreen) goToVote() {
	if y, ok := depth(s.scroll.Content, s.voteBox, 0); ok {
		s.scroll.ScrollToOffset(fyne.NewPos(0, y-s.scroll.Content.Position().Y))
	}
}

func (s *proposalScreen) set(to forum.ProposalState) {
	s.app.work(func(ctx context.Context) error {
		return s.app.Store.Set(ctx, s.group, s.id, forum.FieldState, string(to), 0)
	}, func(err error) {
		if err != nil {
			s.app.tell(err)
			return
		}
		s.Refresh()
	})
}
