package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"moot/store"
	"moot/store/forum"
)

// membersScreen lists who belongs to a group.
type membersScreen struct {
	app    *App
	group  forum.ID
	view   membersView
	list   *widget.List
	invite *widget.Button
	root   fyne.CanvasObject
	load   loader[membersView]
}

type membersView struct {
	members []forum.Member
	names   map[forum.Person]string
	can     store.Can
	me      forum.Person
}

func newMembers(app *App, group forum.ID, invite func()) *membersScreen {
	s := &membersScreen{app: app, group: group}
	s.list = widget.NewList(func() int { return len(s.view.members) },
		func() fyne.CanvasObject { return newMemberRow() },
		func(i int, o fyne.CanvasObject) { o.(*memberRow).Set(s, &s.view.members[i]) })
	s.list.OnSelected = func(int) { s.list.UnselectAll() }
	s.invite = widget.NewButtonWithIcon(t("member.invite"), icon("invite"), invite)
	s.invite.Importance = widget.HighImportance
	top := container.NewPadded(beside(heading(t("nav.members")), s.invite, 0, false))
	s.root = container.NewBorder(top, nil, nil, nil, s.list)
	s.load = loader[membersView]{app: app, begin: s.begin, show: s.show}
	return s
}

// Object is the screen.
func (s *membersScreen) Object() fyne.CanvasObject { return s.root }

// Refresh reads the roll again.
func (s *membersScreen) Refresh() { s.load.Refresh() }

// Close ends the screen.
func (s *membersScreen) Close() { s.load.Close() }

func (s *membersScreen) begin() func(context.Context) (membersView, error) {
	return func(ctx context.Context) (v membersView, err error) {
		roll, err := s.app.Store.Roll(ctx, s.group)
		if err != nil {
			return v, err
		}
		me, _ := s.app.Store.MeIn(s.group)
		v.me, v.can, v.names = me.Person, s.app.Store.GroupCan(s.group), map[forum.Person]string{}
		for _, standing := range []forum.Standing{forum.StandingWaiting, forum.StandingMember, forum.StandingRemoved} {
			for _, m := range roll.Members {
				v.names[m.Person] = m.Name
				if m.Standing == standing {
					v.members = append(v.members, m)
				}
			}
		}
		return v, nil
	}
}

func (s *membersScreen) show(v membersView) {
	s.view = v
	s.invite.Hidden = !v.can.Invite
	s.list.Refresh()
}

// act does something to a member and reads the roll again.
func (s *membersScreen) act(do func(context.Context) error) {
	s.app.work(do, func(err error) {
		s.app.tell(err)
		s.Refresh()
	})
}

// remove asks why, and then removes.
func (s *membersScreen) remove(m forum.Member) {
	why := newLineEntry(t("member.why"))
	dialog.ShowCustomConfirm(t("member.remove_title", "Name", m.Name), t("action.remove"), t("action.cancel"),
		container.NewVBox(wrapped(t("member.remove_what")), why), func(yes bool) {
			if yes {
				reason := why.Text
				s.act(func(ctx context.Context) error { return s.app.Store.Remove(ctx, s.group, m.Person, reason) })
			}
		}, s.app.window)
}

// memberRow is one person.
type memberRow struct {
	widget.BaseWidget
	name  *widget.Label
	about *widget.Label
	state *chip
	admit *widget.Button
	more  *widget.Button
	root  fyne.CanvasObject
}

func newMemberRow() *memberRow {
	r := &memberRow{name: widget.NewLabel(""), about: widget.NewLabel(""), state: newChip()}
	r.name.TextStyle.Bold = true
	r.name.Truncation, r.about.Truncation = fyne.TextTruncateEllipsis, fyne.TextTruncateEllipsis
	r.about.SizeName, r.about.Importance = theme.SizeNameCaptionText, widget.LowImportance
	r.admit = widget.NewButtonWithIcon(t("member.approve"), icon("check"), nil)
	r.admit.Importance = widget.HighImportance
	r.more = quietButton("", icon("more"), nil)
	right := container.NewHBox(container.NewCenter(r.state), container.NewCenter(r.admit), container.NewCenter(r.more))
	r.root = container.NewBorder(nil, nil, nil, right, container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), r.name, r.about))
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is Fyne's.
func (r *memberRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.root) }

// Set shows a person.
func (r *memberRow) Set(s *membersScreen, m *forum.Member) {
	name := m.Name
	if m.Person == s.view.me {
		name += " (" + t("member.you") + ")"
	}
	r.name.SetText(name)
	r.about.SetText(memberWords(s.view.names, m))
	r.state.Set(standingWords(m))
	r.admit.Hidden = m.Standing != forum.StandingWaiting || !s.view.can.Approve
	r.state.Hidden = !r.admit.Hidden // the button and the line under the name say as much
	person := *m
	r.admit.OnTapped = func() {
		s.act(func(ctx context.Context) error { return s.app.Store.Approve(ctx, s.group, person.Person) })
	}
	r.more.Hidden = !s.view.can.Remove || m.Standing != forum.StandingMember
	r.more.OnTapped = func() { s.menu(r.more, person) }
	r.Refresh()
}

// memberWords explains a standing in one sentence.
func memberWords(names map[forum.Person]string, m *forum.Member) string {
	switch {
	case m.Standing == forum.StandingWaiting:
		return t("member.waits_since", "Date", day(m.Since))
	case m.Standing == forum.StandingRemoved && m.Why != "":
		return sentence(m.Why)
	case m.Standing == forum.StandingRemoved:
		return t("member.removed_words")
	case m.By == m.Person:
		return t("member.founded", "Date", day(m.Since))
	}
	return t("member.let_in", "Date", day(m.Since), "By", names[m.By])
}

func standingWords(m *forum.Member) (string, fyne.ThemeColorName) {
	switch {
	case m.Standing == forum.StandingWaiting:
		return t("member.waiting"), theme.ColorNameWarning
	case m.Standing == forum.StandingRemoved:
		return t("member.removed"), theme.ColorNameDisabled
	case m.Role == forum.RoleOfficer:
		return t("member.officer"), theme.ColorNamePrimary
	case m.Role == forum.RoleReader:
		return t("member.reader"), theme.ColorNameDisabled
	}
	return t("member.member"), theme.ColorNameForeground
}

// menu offers what an officer may do.
func (s *membersScreen) menu(at fyne.CanvasObject, m forum.Member) {
	role := func(r forum.Role) func() {
		return func() {
			s.act(func(ctx context.Context) error { return s.app.Store.SetRole(ctx, s.group, m.Person, r, m.Section) })
		}
	}
	items := []*fyne.MenuItem{}
	if m.Role != forum.RoleOfficer {
		items = append(items, fyne.NewMenuItem(t("member.make_officer"), role(forum.RoleOfficer)))
	}
	if m.Role != forum.RoleMember {
		items = append(items, fyne.NewMenuItem(t("member.make_member"), role(forum.RoleMember)))
	}
	items = append(items, fyne.NewMenuItem(t("action.remove"), func() { s.remove(m) }))
	c := fyne.CurrentApp().Driver().CanvasForObject(at)
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(at)
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), c, pos.AddXY(0, at.Size().Height))
}
