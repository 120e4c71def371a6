package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// shell arranges the window: a rail of groups and sections, a list, and one thing from it. Wide windows show all three,
// narrow ones one, with the sections at the bottom and a way back.
type shell struct {
	app     *App
	group   forum.ID
	section section
	list    Screen     // of the section
	detail  Screen     // one thing from the list, or nil
	looking forum.ID   // at the thing that is the detail; zero when it is none
	kind    forum.Kind // of the record that made that thing
	rail    *rail

	listPane, detailPane *fyne.Container
	back                 *fyne.Container
	backTo               *widget.Label
	bar                  *fyne.Container
	items                map[section]*navItem // of the bar
	empty                *emptyState
	panes                *panes
	root                 fyne.CanvasObject
}

func newShell(app *App) *shell {
	s := &shell{app: app, section: sectionHome, items: map[section]*navItem{}, listPane: container.NewStack(), detailPane: container.NewStack()}
	s.rail = newRail(app, s)
	s.empty = newEmptyState(icon("proposals"))
	s.backTo = widget.NewLabel("")
	s.backTo.TextStyle.Bold = true
	s.back = abreast(container.NewStack(spot(thumb), quietButton("", backIcon(), s.goBack)), container.NewVBox(layout.NewSpacer(), s.backTo, layout.NewSpacer()))
	cells := []fyne.CanvasObject{}
	for _, at := range barSections {
		name := sectionName(at)
		if at == sectionGroups {
			name = t("nav.more")
		}
		item := newNavItem(name, sectionIcon(at), true, func() { s.visit(at) })
		s.items[at] = item
		cells = append(cells, item)
	}
	s.bar = container.NewVBox(widget.NewSeparator(), container.New(barLayout{}, cells...))
	s.panes = &panes{shell: s}
	s.root = container.New(s.panes, newSurface(colorSurface, 0, s.rail.Object()), newSurface(colorSurface, 0, s.listPane),
		container.NewBorder(s.back, nil, nil, nil, s.detailPane), widget.NewSeparator(), widget.NewSeparator(), s.bar)
	return s
}

// enter opens a group that somebody has come into, or that is the first of theirs: at home.
func (s *shell) enter(group forum.ID) {
	s.group = group
	s.visit(sectionHome)
}

// choose opens a group that was chosen from the list of them: at its proposals.
func (s *shell) choose(group forum.ID) {
	s.group = group
	s.visit(sectionProposals)
}

// visit opens a section.
func (s *shell) visit(at section) {
	if s.app.left != nil && at != s.section {
		s.app.left()
	}
	s.section = at
	switch {
	case at == sectionGroups:
		s.setList(s.rail)
	case at == sectionSettings:
		s.setList(newSettingsScreen(s.app, s.open))
	case at == sectionNeighbours:
		near := newNeighbours(s.app, s.group)
		near.open = s.open
		s.setList(near)
	case s.group.Zero():
		s.setList(s.rail)
	case at == sectionHome:
		s.setList(newHome(s.app, s))
	case at == sectionMeetings:
		s.setList(newMeetings(s.app, s.group, s.openMeeting, s.Create))
	case at == sectionTasks:
		s.setList(newTasks(s.app, s.group, s.opens(forum.KindTask), s.Create))
	case at == sectionNotices:
		s.setList(newNoticeboard(s.app, s.group, s.opens(forum.KindNotice), func(c *store.Near) { s.open(newNearCard(s.app, c)) }, s.Create))
	case at == sectionPages:
		s.setList(newPages(s.app, s.group, s.opens(forum.KindPage), s.Create))
	case at == sectionFunds:
		s.setList(newFunds(s.app, s.group, s.opens(forum.KindFund), s.Create))
	case at == sectionGauges:
		s.setList(newGauges(s.app, s.group, s.opens(forum.KindGauge), s.Create))
	case at == sectionElections:
		s.setList(newElections(s.app, s.group, s.opens(forum.KindElection), func(body string) { s.open(newBoard(s.app, s.group, body)) }, s.Create))
	case at == sectionSearch:
		s.setList(newSearch(s.app, s.group, s.openThing))
	case at == sectionMembers:
		members := newMembers(s.app, s.group, s.open, func() { s.open(newInvite(s.app, s.group)) })
		members.enter = s.choose
		s.setList(members)
	default:
		s.setList(newProposals(s.app, s.group, s.openProposal, s.Create))
	}
	s.open(nil)
}

func (s *shell) setList(list Screen) {
	if c, ok := s.list.(closer); ok {
		c.Close()
	}
	s.list = list
	if l, ok := list.(sparse); ok {
		l.Nothing().turned = s.invite
	}
	s.listPane.RemoveAll()
	if list != Screen(s.rail) {
		s.listPane.Add(list.Object())
	}
}

func (s *shell) openProposal(id forum.ID) { s.openThing(forum.KindProposal, id) }
func (s *shell) openMeeting(id forum.ID)  { s.openThing(forum.KindMeeting, id) }

// opens gives what opens a thing of a kind.
func (s *shell) opens(k forum.Kind) func(forum.ID) { return func(id forum.ID) { s.openThing(k, id) } }

// openIn opens a thing of any of this person's groups beside what is shown now.
func (s *shell) openIn(group forum.ID, k forum.Kind, id forum.ID) {
	s.group = group
	s.openThing(k, id)
}

// openThing opens a thing of the group by what kind of record made it.
func (s *shell) openThing(k forum.Kind, id forum.ID) {
	var screen Screen
	switch k {
	case forum.KindMeeting:
		meeting := newMeeting(s.app, s.group, id)
		meeting.open, meeting.from = s.openIn, s.looking
		screen = meeting
	case forum.KindTask:
		screen = newTask(s.app, s.group, id)
	case forum.KindNotice:
		screen = newNotice(s.app, s.group, id)
	case forum.KindPage:
		page := newPage(s.app, s.group, id)
		page.open = s.openProposal
		screen = page
	case forum.KindFund:
		screen = newFund(s.app, s.group, id)
	case forum.KindGauge:
		screen = newGauge(s.app, s.group, id)
	case forum.KindElection:
		screen = newElection(s.app, s.group, id, s.openProposal)
	default:
		screen = newProposal(s.app, s.group, id)
	}
	s.open(screen)
	s.mark(id)
	s.looking, s.kind = id, k
	s.app.looks.Open(id)
}

// open shows one thing beside the list, or on a narrow window in its place; nil closes it.
func (s *shell) open(detail Screen) {
	if c, ok := s.detail.(closer); ok {
		c.Close()
	}
	if !s.looking.Zero() { // what came while it was open has been seen too
		s.app.looks.Open(s.looking)
		s.looking = forum.ID{}
	}
	s.detail = detail
	s.mark(forum.ID{})
	s.detailPane.RemoveAll()
	if detail != nil {
		s.detailPane.Add(detail.Object())
		detail.Refresh()
	} else {
		s.detailPane.Add(s.empty.Object())
		s.invite()
	}
	s.backTo.SetText(sectionName(s.section))
	s.list.Refresh()
	s.rail.Refresh()
	s.show()
	if f, ok := detail.(focuser); ok {
		f.Focus()
	}
}

// mark has the list mark the thing that is shown beside it.
func (s *shell) mark(id forum.ID) {
	if l, ok := s.list.(chooser); ok {
		l.Choose(id)
	}
}

// invite says that something can be chosen, where there is something to choose.
func (s *shell) invite() {
	l, ok := s.list.(sparse)
	if ok && l.Nothing().root.Visible() || s.list == Screen(s.rail) { // which is no list of things to read
		s.empty.Hide()
	} else {
		s.empty.Show(t("shell.choose"), "", nil)
	}
}

// Create begins something new in the section.
func (s *shell) Create() {
	if s.group.Zero() {
		return
	}
	shut := func() { s.open(nil) }
	switch s.section {
	case sectionProposals, sectionHome:
		s.open(newProposalForm(s.app, s.group, s.openProposal, shut))
	case sectionMeetings:
		s.open(newMeetingForm(s.app, s.group, s.openMeeting, shut))
	case sectionTasks:
		s.open(newTaskForm(s.app, s.group, s.opens(forum.KindTask), shut))
	case sectionNotices:
		s.open(newNoticeForm(s.app, s.group, s.opens(forum.KindNotice), shut))
	case sectionPages:
		s.open(newPageForm(s.app, s.group, s.opens(forum.KindPage), shut))
	case sectionFunds:
		s.open(newFundForm(s.app, s.group, s.opens(forum.KindFund), shut))
	case sectionGauges:
		s.open(newGaugeForm(s.app, s.group, s.opens(forum.KindGauge), shut))
	case sectionElections:
		s.open(newElectionForm(s.app, s.group, s.opens(forum.KindElection), shut))
	case sectionMembers:
		s.open(newInvite(s.app, s.group))
	}
}

// goBack leaves the one thing for the list; on a narrow window a list for where one came from, and in the end for home.
func (s *shell) goBack() {
	switch {
	case s.detail != nil:
		s.open(nil)
	case s.panes.mode == wide || s.section == sectionHome || s.group.Zero():
	case slices.Contains(barSections, s.section):
		s.visit(sectionHome)
	default:
		s.visit(sectionGroups)
	}
}

// show lays the window out anew and marks where we are.
func (s *shell) show() {
	here := s.section
	if !slices.Contains(barSections, here) {
		here = sectionGroups
	}
	for at, item := range s.items {
		item.Here(at == here)
	}
	s.root.Refresh()
}

// Object is the window's content.
func (s *shell) Object() fyne.CanvasObject { return s.root }

// Refresh reads again what is on the screen.
func (s *shell) Refresh() {
	s.rail.Refresh()
	if s.list != nil && s.list != Screen(s.rail) {
		s.list.Refresh()
	}
	if s.detail != nil {
		s.detail.Refresh()
	}
}

// Close ends the screens that are open.
func (s *shell) Close() {
	for _, screen := range []Screen{s.list, s.detail} {
		if c, ok := screen.(closer); ok {
			c.Close()
		}
	}
}

// FocusSearch puts the keyboard in the list's search, or where there is none in that of the whole group.
func (s *shell) FocusSearch() {
	if _, ok := s.list.(searcher); !ok && !s.group.Zero() {
		s.visit(sectionSearch)
	}
	if f, ok := s.list.(searcher); ok {
		f.FocusSearch()
	}
}

// The widths, in Fyne's units, from which a list fits beside its thing, and the rail beside both.
const (
	mediumWidth = 640
	wideWidth   = 1000
	railWidth   = 220
	listWidth   = 360
)

type mode int

const (
	narrow mode = iota
	medium
	wide
)

// panes is the layout: rail, list, detail, two lines between them, bar.
type panes struct {
	shell *shell
	mode  mode
}

// MinSize lets the window be as small as a small phone.
func (p *panes) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 400) }

// room says how many times the usual width things take with the text as large as it is. Half of what is in a pane does
// not grow with it.
func room() float32 { return (1 + theme.TextSize()/14) / 2 }

// Layout is Fyne's.
func (p *panes) Layout(o []fyne.CanvasObject, size fyne.Size) {
	p.set(o, size)
	turnRound(o, size.Width)
}

func (p *panes) set(o []fyne.CanvasObject, size fyne.Size) {
	rail, list, detail, line1, line2, bar := o[0], o[1], o[2], o[3], o[4], o[5]
	p.mode = narrow
	if size.Width >= wideWidth*room() {
		p.mode = wide
	} else if size.Width >= mediumWidth*room() {
		p.mode = medium
	}
	for _, thing := range o {
		thing.Hide()
	}
	s := p.shell
	s.rail.Aside(p.mode == wide)
	if home, ok := s.list.(*homeScreen); ok {
		home.Beside(p.mode == wide)
	}
	height := size.Height
	onlyRail := s.list == Screen(s.rail)
	alone := s.detail != nil && (p.mode == narrow || p.mode == medium && onlyRail) // in place of the list
	if p.mode != wide && !alone {
		fitBar(s.items, size.Width)
		h := bar.MinSize().Height
		height -= h
		put(bar, 0, height, size.Width, h)
	}
	if alone {
		s.back.Show()
		put(detail, 0, 0, size.Width, height)
		return
	}
	s.back.Hide()
	x := float32(0)
	if p.mode == wide {
		x = railWidth * room()
		put(rail, 0, 0, x, height)
		put(line1, x, 0, 1, height)
		x++
	}
	switch {
	case onlyRail && p.mode == wide:
		put(detail, x, 0, size.Width-x, height)
	case onlyRail:
		put(rail, 0, 0, size.Width, height)
	case p.mode == narrow || s.detail == nil && slices.Contains(spread, s.section):
		put(list, x, 0, size.Width-x, height)
	default:
		w := listWidth * room()
		if p.mode == medium {
			w = min(w, size.Width*0.45)
		}
		put(list, x, 0, w, height)
		put(line2, x+w, 0, 1, height)
		put(detail, x+w+1, 0, size.Width-x-w-1, height)
	}
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Show()
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}
