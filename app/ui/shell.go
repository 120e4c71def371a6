package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"moot/store/forum"
)

// section is a part of a group.
type section string

const (
	sectionGroups     section = "groups" // only where there is no rail
	sectionProposals  section = "proposals"
	sectionMeetings   section = "meetings"
	sectionMembers    section = "members"
	sectionNeighbours section = "neighbours"
	sectionSettings   section = "settings"
)

// shell arranges the window: a rail of groups and sections, a list, and one thing from it. Wide windows show all three,
// narrow ones one, with the sections at the bottom and a way back.
type shell struct {
	app     *App
	group   forum.ID
	section section
	list    Screen // of the section
	detail  Screen // one thing from the list, or nil
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
	s := &shell{app: app, section: sectionProposals, items: map[section]*navItem{}, listPane: container.NewStack(), detailPane: container.NewStack()}
	s.rail = newRail(app, s)
	s.empty = newEmptyState(icon("proposals"))
	s.backTo = widget.NewLabel("")
	s.backTo.TextStyle.Bold = true
	s.back = container.NewHBox(quietButton("", icon("back"), s.goBack), s.backTo)
	cells := []fyne.CanvasObject{}
	for _, at := range []section{sectionGroups, sectionProposals, sectionMeetings, sectionMembers, sectionNeighbours} {
		item := newNavItem(sectionName(at), sectionIcon(at), true, func() { s.visit(at) })
		s.items[at] = item
		cells = append(cells, item)
	}
	s.bar = container.NewVBox(widget.NewSeparator(), container.NewGridWithColumns(len(cells), cells...))
	s.panes = &panes{shell: s}
	s.root = container.New(s.panes, newSurface(colorSurface, 0, s.rail.Object()), newSurface(colorSurface, 0, s.listPane),
		container.NewBorder(s.back, nil, nil, nil, s.detailPane), widget.NewSeparator(), widget.NewSeparator(), s.bar)
	return s
}

func sectionName(at section) string {
	switch at {
	case sectionGroups:
		return t("nav.groups")
	case sectionMeetings:
		return t("nav.meetings")
	case sectionMembers:
		return t("nav.members")
	case sectionNeighbours:
		return t("nav.neighbours")
	case sectionSettings:
		return t("nav.settings")
	}
	return t("nav.proposals")
}

func sectionIcon(at section) fyne.Resource {
	switch at {
	case sectionGroups:
		return icon("group")
	case sectionMeetings:
		return icon("meetings")
	case sectionMembers:
		return icon("members")
	case sectionNeighbours:
		return icon("sync")
	case sectionSettings:
		return icon("settings")
	}
	return icon("proposals")
}

// enter opens a group at its proposals.
func (s *shell) enter(group forum.ID) {
	s.group = group
	s.visit(sectionProposals)
}

// visit opens a section.
func (s *shell) visit(at section) {
	s.section = at
	switch {
	case at == sectionGroups:
		s.setList(s.rail)
	case at == sectionSettings:
		s.setList(newSettingsScreen(s.app, s.open))
	case at == sectionNeighbours:
		s.setList(newNeighbours(s.app, s.group))
	case s.group.Zero():
		s.setList(s.rail)
	case at == sectionMeetings:
		s.setList(newMeetings(s.app, s.group, s.openMeeting, s.Create))
	case at == sectionMembers:
		s.setList(newMembers(s.app, s.group, s.open, func() { s.open(newInvite(s.app, s.group)) }))
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
	s.listPane.RemoveAll()
	if list != Screen(s.rail) {
		s.listPane.Add(list.Object())
	}
}

func (s *shell) openProposal(id forum.ID) { s.open(newProposal(s.app, s.group, id)) }
func (s *shell) openMeeting(id forum.ID)  { s.open(newMeeting(s.app, s.group, id)) }

// open shows one thing beside the list, or on a narrow window in its place; nil closes it.
func (s *shell) open(detail Screen) {
	if c, ok := s.detail.(closer); ok {
		c.Close()
	}
	s.detail = detail
	s.detailPane.RemoveAll()
	if detail != nil {
		s.detailPane.Add(detail.Object())
		detail.Refresh()
	} else {
		s.detailPane.Add(s.empty.Object())
		s.empty.Show(t("shell.choose"), "", nil)
	}
	s.backTo.SetText(sectionName(s.section))
	s.list.Refresh()
	s.rail.Refresh()
	s.show()
	if f, ok := detail.(focuser); ok {
		f.Focus()
	}
}

// Create begins something new in the section.
func (s *shell) Create() {
	if s.group.Zero() {
		return
	}
	shut := func() { s.open(nil) }
	switch s.section {
	case sectionProposals:
		s.open(newProposalForm(s.app, s.group, s.openProposal, shut))
	case sectionMeetings:
		s.open(newMeetingForm(s.app, s.group, s.openMeeting, shut))
	case sectionMembers:
		s.open(newInvite(s.app, s.group))
	}
}

// goBack leaves the one thing for the list.
func (s *shell) goBack() {
	if s.detail != nil {
		s.open(nil)
	} else if s.section != sectionGroups && s.panes.mode == narrow {
		s.visit(sectionGroups)
	}
}

// show lays the window out anew and marks where we are.
func (s *shell) show() {
	for at, item := range s.items {
		item.Here(at == s.section)
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

// FocusSearch puts the keyboard in the list's search.
func (s *shell) FocusSearch() {
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
	height := size.Height
	if p.mode != wide && (p.mode == medium || s.detail == nil) {
		h := bar.MinSize().Height
		height -= h
		put(bar, 0, height, size.Width, h)
	}
	if s.detail != nil && p.mode == narrow {
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
	onlyRail := s.list == Screen(s.rail)
	switch {
	case onlyRail && p.mode == wide:
		put(detail, x, 0, size.Width-x, height)
	case onlyRail:
		put(rail, 0, 0, size.Width, height)
	case p.mode == narrow || s.detail == nil && s.section == sectionNeighbours || s.detail == nil && s.section == sectionSettings:
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
