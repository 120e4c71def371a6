package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

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
	wording  *textBlock
	history  *historyView
	photos   *photosView
	actions  *fyne.Container
	comments *commentsView
	root     fyne.CanvasObject
	scroll   *container.Scroll
	load     loader[proposalView]
	format   commentFormatter // belongs to the reading
}

// proposalView is what one reading gives.
type proposalView struct {
	store.ProposalPage
	me       forum.Person
	body     reading
	voted    []widget.RichTextSegment
	comments []comment
	count    []string // how the vote stands
}

func newProposal(app *App, group, id forum.ID) *proposalScreen {
	s := &proposalScreen{app: app, group: group, id: id}
	s.title = newTitleLine(app, func(ctx context.Context, title string) error {
		return app.Store.Set(ctx, group, id, forum.FieldTitle, title, 0)
	}, s.Refresh)
	s.chip = newChip()
	s.meta = small("")
	s.waiting = small("")
	s.waiting.Hide()
	s.vote = newVoteCard(app, group, id, s.Refresh)
	s.voteBox = newCard(s.vote.root)
	s.voteBox.Hide()
	s.wording = newTextBlock(app, group, id, heading(t("proposal.wording")), t("proposal.no_wording"), s.Refresh)
	s.history = newHistory(app, group, id)
	s.photos = newPhotos(app, group, id)
	s.actions = buttonRow()
	s.comments = newComments(app, group, id, s.Refresh)
	s.scroll = page(s.title.root, chipLine(s.chip, s.meta), s.waiting, s.voteBox,
		s.wording.card(), s.history.root, s.photos.root, s.actions, s.comments.root)
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
	s.photos.Close()
	s.load.Close()
}

func (s *proposalScreen) begin() func(context.Context) (proposalView, error) {
	turn := s.wording.Reading()
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
		v.comments = s.format.threads(v.Comments, v.Names, s.app.follow, s.app.Log)
		return v, nil
	}
}

func (s *proposalScreen) show(v proposalView) {
	s.title.Show(v.Title, v.Can.SetTitle)
	s.chip.Set(stateName(v.State), stateColour(v.State))
	meta := []string{t("proposal.by", "Name", nameOf(v.Names, v.Author)), ago(s.app.Now(), v.Made)}
	if v.Cost > 0 {
		meta = append(meta, t("proposal.costs", "Money", money(v.Cost)))
	}
	setText(s.meta, strings.Join(meta, " · "))
	show(v.WaitingHere > 0, s.waiting)
	setText(s.waiting, tn("proposal.waiting", v.WaitingHere))
	show(s.vote.Show(&v.ProposalPage, v.me, v.voted, v.count), s.voteBox)
	s.wording.Show(v.body, v.Can.Edit)
	s.history.Show(v.Names)
	s.photos.Show(v.Can.Comment)
	s.showActions(&v.ProposalPage)
	s.comments.Show(v.comments, v.Can.Comment)
}

// showActions offers the states a proposal can go to from where it is.
func (s *proposalScreen) showActions(p *store.ProposalPage) {
	var buttons []fyne.CanvasObject
	offer := func(key, picture string, to forum.ProposalState, ask string) {
		buttons = append(buttons, widget.NewButtonWithIcon(t(key), icon(picture), func() {
			if ask == "" {
				s.set(to)
				return
			}
			dialog.ShowConfirm(t(key), t(ask), func(yes bool) {
				if yes {
					s.set(to)
				}
			}, s.app.window)
		}))
	}
	switch p.State {
	case forum.StateOpen, forum.StateVoting:
		if p.State == forum.StateOpen {
			offer("proposal.start", "clock", forum.StateDoing, "")
		}
		offer("proposal.withdraw", "cross", forum.StateWithdrawn, "proposal.withdraw_sure")
	case forum.StatePassed, forum.StateDecided:
		offer("proposal.start", "clock", forum.StateDoing, "")
		offer("proposal.reopen", "edit", forum.StateOpen, "")
	case forum.StateDraft:
		offer("proposal.put_forward", "check", forum.StateOpen, "")
		offer("proposal.withdraw", "cross", forum.StateWithdrawn, "proposal.withdraw_sure")
	case forum.StateDoing:
		offer("proposal.finish", "check", forum.StateDone, "")
		offer("proposal.reopen", "edit", forum.StateOpen, "")
	default:
		offer("proposal.reopen", "edit", forum.StateOpen, "")
	}
	if !p.Can.SetState {
		buttons = nil
	}
	s.actions.Objects = buttons
	s.actions.Refresh()
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
