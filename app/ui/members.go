package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// membersScreen lists who belongs to a group, by section, and above them what has to do with all: what is asked for,
// what can be approved again, the charter, one's own devices.
type membersScreen struct {
	rollPage
	open    func(Screen)   // beside the list
	enter   func(forum.ID) // another of this person's groups; nil where there is nowhere to go
	lines   []memberLine
	heights map[string]float32 // of rows by what they say and how wide they are
	chosen  memberLine
	list    *widget.List
	invite  *widget.Button
	ruler   *memberRow
}

// memberLine is a row: a heading, a place to go to, or a person.
type memberLine struct {
	heading string
	place   string // what it is called
	note    string
	picture string
	urgent  bool
	person  forum.Person
	open    func() Screen
	title   string
	chip    string
	colour  fyne.ThemeColorName
}

func newMembers(app *App, group forum.ID, open func(Screen), invite func()) *membersScreen {
	s := &membersScreen{open: open, heights: map[string]float32{}, ruler: newMemberRow()}
	s.setUp(app, group, func(ctx context.Context, v *rollView) error {
		card, err := app.Store.Group(ctx, group)
		if err == nil {
			v.forks, err = app.Store.Forks(ctx, group)
		}
		v.waiting = card.Waiting
		if err == nil {
			v.hasOfficers, err = app.Store.HasConfidential(group)
		}
		return err
	}, s.show)
	s.list = widget.NewList(func() int { return len(s.lines) },
		func() fyne.CanvasObject { return newMemberRow() },
		func(i int, o fyne.CanvasObject) { o.(*memberRow).Set(&s.lines[i], s.lines[i].same(s.chosen)) })
	s.list.HideSeparators = true
	s.list.OnSelected = s.choose
	s.invite = widget.NewButtonWithIcon(t("member.invite"), icon("invite"), invite)
	s.invite.Importance = widget.HighImportance
	top := listTop(listHead(heading(t("nav.members")), s.invite, 0))
	s.root = container.NewBorder(top, nil, nil, nil, container.New(&widthLayout{changed: s.measure}, s.list))
	return s
}

func (s *membersScreen) choose(i int) {
	s.list.UnselectAll()
	if i < len(s.lines) && s.lines[i].open != nil {
		line := s.lines[i]
		s.open(line.open())
		s.chosen = line
		s.list.Refresh()
	}
}

// Choose takes the mark away: what is opened from elsewhere is no person of the list.
func (s *membersScreen) Choose(forum.ID) {
	s.chosen = memberLine{}
	s.list.Refresh()
}

func (s *membersScreen) show(v rollView) {
	show(v.can.Invite, s.invite)
	s.lines = s.inOrder(&v)
	s.measure()
	s.list.Refresh()
}

// inOrder puts what waits for somebody first, then who waits, what else there is, and everybody.
func (s *membersScreen) inOrder(v *rollView) []memberLine {
	places, people := s.places(v), s.people(v)
	calm := func(l memberLine) bool { return !l.urgent }
	out := slices.DeleteFunc(slices.Clone(places), calm)
	waits := 0
	for waits < len(people) && (waits == 0 || people[waits].heading == "") && people[0].heading == t("member.waiting") {
		waits++
	}
	if out = append(out, people[:waits]...); len(out) > 0 {
		out = append(out, memberLine{heading: t("member.group")})
	}
	out = append(out, slices.DeleteFunc(places, func(l memberLine) bool { return l.urgent })...)
	return append(out, people[waits:]...)
}

// places are what there is to see besides people.
func (s *membersScreen) places(v *rollView) []memberLine {
	var out []memberLine
	add := func(name, note, picture string, urgent bool, open func() Screen) {
		out = append(out, memberLine{place: name, note: note, picture: picture, urgent: urgent, open: open})
	}
	if v.can.Recover {
		add(t("recover.title"), t("recover.note"), "warning", true, func() Screen { return newRecover(s.app, s.group) })
	}
	if n := len(v.roll.Matters); n > 0 {
		add(t("matter.title"), tn("matter.count", n), "comment", true, func() Screen { return newMatters(s.app, s.group) })
	}
	if n := len(v.roll.Undone); n > 0 {
		add(t("undone.title"), tn("undone.count", n), "check", v.can.Uphold, func() Screen { return newUndone(s.app, s.group) })
	}
	add(t("charter.title"), listed(v.sections()), "proposals", false, func() Screen { return newCharter(s.app, s.group, s.open) })
	if v.roll.Rules.Terms("").Proxies > 0 {
		add(t("delegation.title"), "", "vote-yes", false, func() Screen { return newDelegations(s.app, s.group) })
	}
	if v.me.Role == forum.RoleOfficer || v.hasOfficers {
		add(t("confidential.heading"), "", "lock", false, func() Screen { return newConfidential(s.app, s.group, s.open, s.enter) })
	}
	add(t("device.yours"), "", "device", false, func() Screen { return newDevices(s.app) })
	switch {
	case len(v.forks) > 0:
		add(t("waiting.title"), tn("waiting.fork_count", len(v.forks)), "warning", true, func() Screen { return newWaiting(s.app, s.group) })
	case v.waiting > 0:
		add(t("waiting.title"), tn("waiting.count", v.waiting), "clock", false, func() Screen { return newWaiting(s.app, s.group) })
	}
	return out
}

// people lists everybody: who waits, then section by section, then who is gone.
func (s *membersScreen) people(v *rollView) (out []memberLine) {
	members := slices.Clone(v.roll.Members)
	slices.SortStableFunc(members, func(a, b forum.Member) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	add := func(heading string, in func(*forum.Member) bool) {
		first := true
		for i := range members {
			if !in(&members[i]) {
				continue
			}
			if first {
				out = append(out, memberLine{heading: heading})
			}
			first = false
			out = append(out, s.line(v, &members[i]))
		}
	}
	add(t("member.waiting"), func(m *forum.Member) bool { return m.Standing == forum.StandingWaiting })
	names := usedSections(v)
	for _, name := range names {
		add(sectionWords(name), func(m *forum.Member) bool { return m.Standing == forum.StandingMember && m.Section == name })
	}
	rest := t("member.no_section")
	if len(names) == 0 {
		rest = t("member.everybody")
	}
	add(rest, func(m *forum.Member) bool { return m.Standing == forum.StandingMember && m.Section == "" })
	add(t("member.gone"), func(m *forum.Member) bool { return m.Standing == forum.StandingRemoved })
	return out
}

// usedSections lists the sections of the charter and those that people are in, by name.
func usedSections(v *rollView) []string {
	names := v.sections()
	for i := range v.roll.Members {
		if name := v.roll.Members[i].Section; name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (s *membersScreen) line(v *rollView, m *forum.Member) memberLine {
	l := memberLine{person: m.Person, title: v.full(m.Person), note: sinceWords(v, m)}
	if m.Standing != forum.StandingMember { // else the heading says the section
		l.note = memberWords(v, m)
	}
	if m.Standing != forum.StandingWaiting { // the heading says that
		l.chip, l.colour = standingWords(m)
	}
	for i := range v.roll.Matters {
		if x := &v.roll.Matters[i]; x.Person == m.Person {
			l.note = t("matter.asked_for", "What", matterWords(v, x))
		}
	}
	id := m.Person
	l.open = func() Screen { return newPerson(s.app, s.group, id) }
	return l
}

// same says whether two lines lead to the same thing.
func (l *memberLine) same(m memberLine) bool {
	return l.open != nil && l.person == m.person && l.place == m.place
}

// measure gives every row the height its words need at the width the list has: names are never cut.
func (s *membersScreen) measure() {
	width := s.list.Size().Width
	if width == 0 {
		return
	}
	for i := range s.lines {
		l := &s.lines[i]
		key := strings.Join([]string{l.heading, l.place, l.title, l.note, l.chip, fmt.Sprint(width, theme.TextSize())}, "\x00")
		h, ok := s.heights[key]
		if !ok {
			h = s.ruler.HeightFor(l, width)
			s.heights[key] = h
		}
		s.list.SetItemHeight(i, h)
	}
}

// memberRow is one row of the list.
type memberRow struct {
	widget.BaseWidget
	mark           *rowMark
	heading        *widget.Label
	name, note     *widget.Label
	picture        *widget.Icon
	state          *chip
	pictureBox     *fyne.Container
	stateBox       *fyne.Container
	line, inside   *fyne.Container
	words          *fyne.Container
	body, headRoot *fyne.Container
	root           fyne.CanvasObject
}

func newMemberRow() *memberRow {
	r := &memberRow{mark: newRowMark(), heading: wrapped(""), name: wrapped(""), note: small(""), state: newChip(), picture: widget.NewIcon(nil)}
	r.heading.TextStyle.Bold, r.heading.Importance = true, widget.LowImportance
	r.name.TextStyle.Bold = true
	r.words = container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()-2), r.name, r.note)
	r.pictureBox = container.New(padding(0, 0, 8, 0), container.NewCenter(r.picture))
	r.stateBox = container.New(padding(8, 0, 8, 4), r.state)
	r.line = beside(r.words, r.stateBox, 14, false)
	r.inside = bordered(nil, nil, r.pictureBox, nil, r.line)
	r.body = container.New(padding(2, 4, 4, 6), r.inside)
	r.headRoot = container.New(layout.NewCustomPaddedLayout(8, -6, 4, 4), r.heading)
	r.root = container.NewStack(r.mark, r.body, r.headRoot)
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is Fyne's.
func (r *memberRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.root) }

// Set shows a line.
func (r *memberRow) Set(l *memberLine, chosen bool) {
	r.mark.Set(chosen)
	setText(r.heading, l.heading)
	show(l.heading != "", r.headRoot)
	show(l.heading == "", r.body)
	if l.heading != "" {
		return
	}
	setText(r.name, l.place+l.title)
	setText(r.note, l.note)
	show(l.note != "", r.note)
	show(l.place != "", r.pictureBox)
	if l.place != "" {
		colour := theme.ColorNameForeground
		if l.urgent {
			colour = theme.ColorNameWarning
		}
		r.picture.SetResource(theme.NewColoredResource(icon(l.picture), colour))
	}
	show(l.chip != "", r.stateBox)
	r.state.Set(l.chip, l.colour)
	// What is beside the words has changed, and then how many lines they take at the width that leaves them.
	for _, c := range []*fyne.Container{r.inside, r.line, r.stateBox, r.words} {
		c.Layout.Layout(c.Objects, c.Size())
	}
}

// HeightFor says how high the row of a line is at a width.
func (r *memberRow) HeightFor(l *memberLine, width float32) float32 {
	r.Set(l, false)
	for range 2 { // the second time with the words wrapped at the width the first gave them
		r.root.Resize(fyne.NewSize(width, r.root.MinSize().Height))
	}
	if l.heading != "" {
		return r.root.MinSize().Height
	}
	return max(thumb, r.root.MinSize().Height)
}
