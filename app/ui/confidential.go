package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// confidentialView is what this person may see of the confidential part of a meeting: nothing, unless they are in the officers' own group.
type confidentialView struct {
	officers forum.ID            // their own group; zero when this device is not in it
	meeting  forum.ID            // its meeting; zero when there is none
	titles   map[forum.ID]string // what the confidential items of the main agenda are about
}

// readConfidential reads it. Off the UI thread.
func readConfidential(ctx context.Context, app *App, group forum.ID, page *store.MeetingPage) (v confidentialView, err error) {
	o, err := app.Store.OfficersGroup(ctx, group)
	if err != nil || o.ID.Zero() {
		return v, err
	}
	v.officers, v.titles = o.ID, map[forum.ID]string{}
	whole, err := app.Store.WholeMeeting(ctx, group, page.ID)
	if err != nil || whole.Own == nil {
		return v, err
	}
	v.meeting = whole.Own.ID
	for _, item := range whole.Own.Agenda {
		if was := v.titles[item.Part]; was != "" {
			v.titles[item.Part] = was + "\n" + printable(item.Title)
		} else {
			v.titles[item.Part] = printable(item.Title)
		}
	}
	return v, nil
}

// hiddenItem is what officers see of a confidential item: what it is about, and the way to its minutes. Others are told only that
// it is not theirs to see.
type hiddenItem struct {
	about *widget.Label
	open  *widget.Button
	own   confidentialView
	root  *fyne.Container
}

func newHiddenItem(s *meetingScreen) *hiddenItem {
	h := &hiddenItem{about: wrapped("")}
	h.open = widget.NewButtonWithIcon(t("confidential.open"), icon("lock"), func() { s.open(h.own.officers, forum.KindMeeting, h.own.meeting) })
	h.root = container.NewVBox(newCard(container.NewVBox(h.about, buttonRow(h.open))))
	return h
}

// Show takes what was read.
func (h *hiddenItem) Show(v *meetingView, item *forum.Item) {
	h.own = v.secret
	show(item.Confidential, h.root)
	if !item.Confidential {
		return
	}
	title := v.secret.titles[item.ID]
	if title == "" {
		setText(h.about, t("confidential.not_yours"))
	} else {
		setText(h.about, t("confidential.about", "Title", title))
	}
	show(title != "" && !v.secret.meeting.Zero(), h.open)
}

// confidentialCard lets officers put an item on the agenda of which the others see only that it is confidential.
type confidentialCard struct {
	app   *App
	sheet *folded
	root  *fyne.Container
}

func newConfidentialCard(app *App, m *meetingScreen) *confidentialCard {
	c := &confidentialCard{app: app}
	sheet := newSheet(app, "confidential/"+m.id.String(), t("confidential.add"))
	title := sheet.line("title", t("confidential.title_hint"))
	sheet.done = func() {
		c.sheet.Unfold(false)
		m.Refresh()
	}
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		about := trimmed(&title.Entry)
		if about == "" {
			return nil, t("confidential.needs_title"), title
		}
		return func(ctx context.Context) error {
			_, err := app.Store.AddConfidential(ctx, m.group, m.id, about)
			return err
		}, "", nil
	}
	c.sheet = sheet.fold(t("confidential.add"), icon("lock"), field(t("confidential.title"), title), small(t("confidential.what")))
	c.root = container.NewVBox(c.sheet.root)
	return c
}

// Show takes what was read.
func (c *confidentialCard) Show(v *meetingView) {
	show(!v.secret.officers.Zero() && v.Can.Minute && v.State != forum.MeetingEnded, c.root)
}

// confidentialScreen is about the officers' own group: whether there is one, who is missing from it and who should leave it.
type confidentialScreen struct {
	rollPage
	open            func(Screen)
	enter           func(forum.ID) // the officers' own group
	is              *widget.Label
	lacking         *widget.Label
	surplus         *widget.Label
	make, into, ask *widget.Button
	people          *widget.Button
	own             forum.ID
	asking          *asking
}

func newConfidential(app *App, group forum.ID, open func(Screen), enter func(forum.ID)) *confidentialScreen {
	s := &confidentialScreen{open: open, enter: enter, is: wrapped(""), lacking: wrapped(""), surplus: wrapped("")}
	s.setUp(app, group, func(ctx context.Context, v *rollView) (err error) {
		if v.hasOfficers, err = app.Store.HasConfidential(group); err != nil {
			return err
		}
		v.officers, err = app.Store.OfficersGroup(ctx, group)
		return err
	}, s.show)
	s.make = widget.NewButtonWithIcon(t("confidential.make"), icon("plus"), s.askMake)
	s.make.Importance = widget.HighImportance
	s.into = widget.NewButtonWithIcon(t("confidential.enter"), icon("group"), func() { s.enter(s.own) })
	s.ask = widget.NewButtonWithIcon(t("confidential.invite"), icon("invite"), func() { s.open(newInvite(app, s.own)) })
	s.people = widget.NewButtonWithIcon(t("confidential.people"), icon("members"), func() {
		s.open(newMembers(app, s.own, open, func() { open(newInvite(app, s.own)) }))
	})
	buttons := buttonRow(s.make, s.into, s.ask, s.people)
	s.asking = newAsking(app, buttons, s.Refresh)
	s.root = page(heading(t("confidential.heading")), wrapped(t("confidential.explain")), newCard(container.NewVBox(s.is, s.lacking, s.surplus, buttons)), s.asking.root)
	return s
}

func (s *confidentialScreen) show(v rollView) {
	s.own = v.officers.ID
	mine := !s.own.Zero()
	officer := v.me.Standing == forum.StandingMember && v.me.Role == forum.RoleOfficer
	switch {
	case mine:
		setText(s.is, t("confidential.in_it", "Name", printable(v.officers.Name)))
	case v.hasOfficers:
		setText(s.is, t("confidential.there_is"))
	default:
		setText(s.is, t("confidential.none"))
	}
	lacking, surplus := memberNames(v.officers.Lacking), memberNames(v.officers.Surplus)
	setText(s.lacking, t("confidential.lacking", "Names", lacking))
	setText(s.surplus, t("confidential.surplus", "Names", surplus))
	show(lacking != "", s.lacking)
	show(surplus != "", s.surplus)
	show(officer && !mine && !v.hasOfficers, s.make)
	show(mine, s.into)
	show(mine && len(v.officers.Lacking) > 0, s.ask)
	show(mine && len(v.officers.Surplus) > 0, s.people)
	s.root.Refresh()
}

func (s *confidentialScreen) askMake() {
	s.asking.Ask(question{title: t("confidential.make"), what: t("confidential.make_what"), yes: t("confidential.make"),
		do: func(ctx context.Context) error { _, err := s.app.Store.Confide(ctx, s.group); return err }})
}

// memberNames names people as one says it.
func memberNames(all []forum.Member) string {
	names := make([]string, len(all))
	for i := range all {
		names[i] = printable(all[i].Name)
	}
	return listed(names)
}
