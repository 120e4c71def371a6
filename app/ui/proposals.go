package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// searchPause is how long typing in the search must rest before the list is read again.
const searchPause = 150 * time.Millisecond

// listedStates are the choices of the filter, in order; the first is all.
var listedStates = []forum.ProposalState{"", forum.StateDraft, forum.StateOpen, forum.StateVoting, forum.StatePassed, forum.StateNotPassed, forum.StateAwaiting, forum.StateRefused, forum.StateDecided, forum.StateDoing, forum.StateDone, forum.StateWithdrawn}

// proposalsScreen lists a group's proposals, newest activity first.
type proposalsScreen struct {
	app      *App
	group    forum.ID
	selected func(proposal forum.ID) // opens one
	create   func()                  // opens the form

	cards  []store.ProposalCard
	chosen forum.ID
	list   *widget.List
	search *lineEntry
	filter *widget.Select
	add    *widget.Button
	find   *fyne.Container // the search and the filter
	empty  *emptyState
	root   fyne.CanvasObject
	load   loader[proposalList]
	stop   func()
}

type proposalList struct {
	cards []store.ProposalCard
	can   store.Can
}

func newProposals(app *App, group forum.ID, selected func(forum.ID), create func()) *proposalsScreen {
	s := &proposalsScreen{app: app, group: group, selected: selected, create: create}
	s.list = widget.NewList(func() int { return len(s.cards) },
		func() fyne.CanvasObject { return newProposalRow() },
		func(i int, o fyne.CanvasObject) {
			o.(*proposalRow).Set(&s.cards[i], s.cards[i].ID == s.chosen, app.Now())
		})
	s.list.OnSelected = s.choose
	s.search = newSearchEntry(t("proposal.search"))
	s.search.OnChanged = func(string) { s.searched() }
	var names []string
	for _, state := range listedStates {
		names = append(names, stateFilterName(state))
	}
	s.filter = widget.NewSelect(names, nil)
	s.filter.SetSelectedIndex(0)
	s.filter.OnChanged = func(string) { s.Refresh() }
	s.add = widget.NewButtonWithIcon(t("proposal.new"), icon("plus"), create)
	s.add.Importance = widget.HighImportance
	s.empty = newEmptyState(icon("proposals"))
	heading := widget.NewLabelWithStyle(t("nav.proposals"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	heading.SizeName = theme.SizeNameSubHeadingText
	s.find = inset(beside(s.search, framed(s.filter), 16, true))
	top := listTop(listHead(heading, s.add, 0), s.find)
	s.root = container.NewBorder(top, nil, nil, nil, container.NewStack(s.list, s.empty.Object()))
	s.load = loader[proposalList]{app: app, begin: s.begin, show: s.show}
	return s
}

// stateFilterName names a choice of the filter.
func stateFilterName(state forum.ProposalState) string {
	if state == "" {
		return t("proposal.all")
	}
	return stateName(state)
}

// stateName names a state in words; one from a newer version is shown as it is.
func stateName(state forum.ProposalState) string {
	switch state {
	case forum.StateDraft:
		return t("proposal.state.draft")
	case forum.StateAwaiting:
		return t("proposal.state.awaiting")
	case forum.StateRefused:
		return t("proposal.state.refused")
	case forum.StateOpen:
		return t("proposal.state.open")
	case forum.StateVoting:
		return t("proposal.state.voting")
	case forum.StatePassed:
		return t("proposal.state.passed")
	case forum.StateNotPassed:
		return t("proposal.state.not_passed")
	case forum.StateDecided:
		return t("proposal.state.decided")
	case forum.StateDoing:
		return t("proposal.state.doing")
	case forum.StateDone:
		return t("proposal.state.done")
	case forum.StateWithdrawn:
		return t("proposal.state.withdrawn")
	}
	return string(state)
}

// stateColour goes with the name of a state, never instead of it.
func stateColour(state forum.ProposalState) fyne.ThemeColorName {
	switch state {
	case forum.StateVoting:
		return theme.ColorNamePrimary
	case forum.StateDone, forum.StatePassed, forum.StateDecided:
		return colorYes
	case forum.StateWithdrawn, forum.StateNotPassed, forum.StateRefused:
		return theme.ColorNamePlaceHolder
	}
	return theme.ColorNameForeground
}

// Object is the screen.
func (s *proposalsScreen) Object() fyne.CanvasObject { return s.root }

// Nothing is what it says where it is empty.
func (s *proposalsScreen) Nothing() *emptyState { return s.empty }

// Refresh reads the list again.
func (s *proposalsScreen) Refresh() { s.load.Refresh() }

// Close ends the screen.
func (s *proposalsScreen) Close() { s.load.Close() }

// FocusSearch puts the keyboard in the search.
func (s *proposalsScreen) FocusSearch() { s.app.focus(s.search) }

func (s *proposalsScreen) begin() func(context.Context) (proposalList, error) {
	filter := store.Filter{Search: s.search.Text, State: listedStates[max(0, s.filter.SelectedIndex())]}
	group, st := s.group, s.app.Store
	return func(ctx context.Context) (list proposalList, err error) {
		list.can = st.GroupCan(group)
		list.cards, err = st.Proposals(ctx, group, filter)
		return list, err
	}
}

func (s *proposalsScreen) searched() {
	if s.stop != nil {
		s.stop()
	}
	s.stop = s.app.later(searchPause, s.Refresh)
}

func (s *proposalsScreen) show(l proposalList) {
	s.cards = l.cards
	bare := len(s.cards) == 0 && strings.TrimSpace(s.search.Text) == "" && s.filter.SelectedIndex() <= 0
	show(l.can.Edit && !bare, s.add) // there it is offered once, in the middle
	show(!bare, s.find)
	s.list.Refresh()
	switch {
	case len(s.cards) > 0:
		s.empty.Hide()
	case strings.TrimSpace(s.search.Text) != "":
		s.empty.Show(t("proposal.none_found", "Words", strings.TrimSpace(s.search.Text)), "", nil)
	case s.filter.SelectedIndex() > 0:
		s.empty.Show(t("proposal.none_state"), "", nil)
	case l.can.Edit:
		s.empty.Show(t("proposal.none"), t("proposal.new"), s.create)
	default:
		s.empty.Show(t("proposal.none_yet"), "", nil)
	}
}

// Choose marks a proposal as the one shown beside the list, without opening it. The mark is the row's own and not the
// list's selection, which would scroll to itself whenever neighbours' news reorders the list.
func (s *proposalsScreen) Choose(id forum.ID) {
	s.chosen = id
	s.list.Refresh()
}

func (s *proposalsScreen) choose(i int) {
	s.list.UnselectAll()
	if i < len(s.cards) {
		s.Choose(s.cards[i].ID)
		s.selected(s.chosen)
	}
}

// proposalRow is one proposal in the list: its title has all the width, and its state is under it.
type proposalRow struct {
	widget.BaseWidget
	title *rowTitle
	meta  *widget.Label
	chip  *chip
	bar   *tallyBar
	under *fyne.Container // the state and what else there is to say
	mark  *rowMark
}

func newProposalRow() *proposalRow {
	r := &proposalRow{title: newRowTitle(), meta: widget.NewLabel(""), chip: newChip(), bar: newTallyBar(5), mark: newRowMark()}
	r.meta.SizeName, r.meta.Importance, r.meta.Truncation = theme.SizeNameCaptionText, widget.LowImportance, fyne.TextTruncateEllipsis
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is Fyne's.
func (r *proposalRow) CreateRenderer() fyne.WidgetRenderer {
	bar := container.New(padding(0, 0, 8, 8), r.bar)
	r.under = bordered(nil, nil, container.New(padding(0, 0, 8, -4), container.NewCenter(r.chip)), nil, r.meta)
	return widget.NewSimpleRenderer(container.NewStack(r.mark, container.New(padding(0, 6, 4, 8),
		container.New(layout.NewCustomPaddedVBoxLayout(-3), container.New(layout.NewCustomPaddedVBoxLayout(-10), r.title, r.under), bar))))
}

// Set shows a card; chosen marks the one shown beside the list.
func (r *proposalRow) Set(c *store.ProposalCard, chosen bool, now time.Time) {
	r.mark.Set(chosen)
	r.title.SetText(c.Title)
	meta := []string{c.Name, ago(now, c.Updated)}
	cast := c.Tally.Yes + c.Tally.No + c.Tally.Abstain
	if c.Voting && cast > 0 {
		meta = append([]string{t("proposal.turnout", "Cast", cast, "Of", max(c.Tally.Eligible, cast))}, meta...)
	}
	if !c.Shared {
		meta = append([]string{t("proposal.unshared")}, meta...)
	}
	if c.Cost > 0 {
		meta = append(meta, money(c.Cost))
	}
	if c.Comments > 0 {
		meta = append(meta, tn("comment.total", c.Comments))
	}
	r.meta.SetText(strings.Join(meta, " · "))
	r.chip.Set(stateName(c.State), stateColour(c.State))
	r.bar.Set(c.Tally.Yes, c.Tally.No, c.Tally.Abstain, max(c.Tally.Eligible, cast))
	show(c.Voting || cast > 0, r.bar)
	if r.under != nil { // the width of the chip has changed
		r.under.Layout.Layout(r.under.Objects, r.under.Size())
	}
}
