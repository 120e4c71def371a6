package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// personScreen is one person's page: how they stand and how that came about, what is asked for about them, what they
// and others say to it, and what this person can do.
type personScreen struct {
	rollPage
	id   forum.Person
	view rollView
	who  forum.Member

	name, meta, explain, said, devices *widget.Label
	words, wordsFor                    *widget.Label
	chip                               *chip
	saidBox, devicesBox, mattersBox    *fyne.Container
	compare                            *fyne.Container
	story                              *fyne.Container // how they came to be what they are, where that is what matters now
	more                               *folds          // what is rarely wanted, folded away
	behind, rare                       *fyne.Container // in it: that story otherwise, and the deeds
	matters                            *matterCards
	approve, readmit, accept           *widget.Button
	roles                              map[forum.Role]*widget.Button
	move, leave, remove, speak, house  *widget.Button
	proxies                            *widget.Label
	proxyBox                           *fyne.Container
	delegate, undelegate               *widget.Button
	asking                             *asking
}

func newPerson(app *App, group forum.ID, id forum.Person) *personScreen {
	s := &personScreen{id: id, name: title(""), meta: small(""), explain: wrapped(""), said: wrapped(""), devices: wrapped(""), words: wrapped(""), wordsFor: small(""), chip: newChip(), proxies: wrapped("")}
	s.setUp(app, group, s.read, s.show)
	s.matters = newMatterCards(app, group, s.Refresh)
	actions := s.actions()
	s.saidBox = container.NewVBox(newCard(container.NewVBox(heading(t("person.said")), s.said)))
	s.devicesBox = container.NewVBox(heading(t("device.title")), s.devices)
	s.words.TextStyle.Bold = true
	s.compare = container.NewVBox(newCard(container.NewVBox(heading(t("person.words")), s.words, s.wordsFor)))
	s.proxyBox = container.NewVBox(newCard(container.NewVBox(heading(t("delegation.title")), s.proxies)))
	s.mattersBox = container.NewVBox(heading(t("matter.title")), s.matters.box)
	s.story, s.behind = container.NewVBox(), container.NewVBox()
	s.more = folding(newFold(t("nav.more"), s.behind, s.rare, s.devicesBox, newCopier(app, s.card).root))
	deeds := container.NewVBox(actions, s.compare, s.more.root)
	s.asking = newAsking(app, deeds, s.Refresh)
	s.root = page(s.name, chipLine(s.chip, s.meta), s.story, s.saidBox, s.mattersBox, s.proxyBox, deeds, s.asking.root)
	return s
}

// actions makes every button the page may have: those likely to be wanted, and the rare ones.
func (s *personScreen) actions() fyne.CanvasObject {
	s.approve = widget.NewButtonWithIcon(t("member.approve"), icon("check"), func() {
		s.at(func(ctx context.Context) error { return s.app.Store.Approve(ctx, s.group, s.id) })
	})
	s.approve.Importance = widget.HighImportance
	s.readmit = widget.NewButton(t("person.readmit"), s.askReadmit)
	s.accept = widget.NewButton(t("person.accept"), s.askAccept)
	s.roles = map[forum.Role]*widget.Button{
		forum.RoleOfficer: widget.NewButton(t("member.make_officer"), func() { s.askRole(forum.RoleOfficer) }),
		forum.RoleMember:  widget.NewButton(t("member.make_member"), func() { s.askRole(forum.RoleMember) }),
		forum.RoleReader:  widget.NewButton(t("member.make_reader"), func() { s.askRole(forum.RoleReader) }),
	}
	s.move = widget.NewButton(t("person.move"), s.askMove)
	s.house = widget.NewButton(t("person.household"), s.askHousehold)
	s.leave = widget.NewButton(t("person.leave"), func() { s.askRemove(t("person.leave"), t("person.leave_what"), t("person.leave")) })
	s.remove = widget.NewButtonWithIcon(t("action.remove"), icon("cross"), func() {
		s.askRemove(t("member.remove_title", "Name", s.called()), t("member.remove_what"), t("action.remove"))
	})
	s.delegate = widget.NewButton(t("delegation.give"), s.askDelegate)
	s.undelegate = widget.NewButton(t("delegation.take_back"), func() {
		s.asking.Ask(question{title: t("delegation.take_back_title", "Name", s.called()), what: t("delegation.take_back_what"), yes: t("delegation.take_back"),
			do: func(ctx context.Context) error { _, err := s.app.Store.Undelegate(ctx, s.group, s.id); return err }})
	})
	s.speak = widget.NewButtonWithIcon(t("matter.speak"), icon("comment"), s.askSpeak)
	s.rare = buttonRow(s.roles[forum.RoleOfficer], s.roles[forum.RoleMember], s.roles[forum.RoleReader], s.move, s.house, s.leave, s.remove)
	return container.New(layout.NewCustomPaddedLayout(0, 8, 0, 0), buttonRow(s.speak, s.approve, s.readmit, s.accept, s.delegate, s.undelegate))
}

func (s *personScreen) read(ctx context.Context, v *rollView) (err error) {
	if v.person, err = s.app.Store.PersonCan(ctx, s.group, s.id); err != nil {
		return err
	}
	if v.proxy, err = s.app.Store.CanDelegate(s.group, s.id); err != nil {
		return err
	}
	if v.proxies, err = s.app.Store.Delegations(ctx, s.group); err != nil {
		return err
	}
	return v.readMatters(ctx, s.app, s.group, func(m *forum.Matter) bool { return m.Person == s.id || m.New == s.id })
}

// card is what the page says of who the person is.
func (s *personScreen) card() func(context.Context) (printed, error) {
	if s.view.roll == nil {
		return nil
	}
	return ready(s.app, s.group, &paper.Document{Title: s.name.Text, Under: []string{s.chip.text.Text, s.meta.Text, s.explain.Text, s.proxies.Text}})
}

func (s *personScreen) called() string { return printable(nameOf(s.view.names, s.id)) }

func (s *personScreen) show(v rollView) {
	s.view = v
	s.who, _ = v.roll.Find(s.id)
	setText(s.name, v.full(s.id))
	s.chip.Set(standingWords(&s.who))
	setText(s.meta, memberWords(&v, &s.who))
	setText(s.explain, inWords(v.roll.Explain(s.id)))
	s.tellStory(s.who.Standing != forum.StandingMember || len(v.matters) > 0)
	setText(s.said, saidWords(&v, s.who.Said))
	show(len(s.who.Said) > 0, s.saidBox)
	setText(s.words, keyWords(s.who.Key))
	about := t("person.words_what")
	if v.me.Person == s.id {
		about = t("person.words_yours")
	}
	setText(s.wordsFor, about)
	setText(s.devices, deviceWords(&s.who, s.app.Store.Identity()))
	here := s.who.Standing != forum.StandingRemoved
	show(here && len(s.who.Devices)+len(s.who.Lost) > 0, s.devicesBox)
	show(here, s.compare)
	s.matters.Show(&v)
	show(len(v.matters) > 0, s.mattersBox)
	proxies := delegationWords(&v, s.id, s.app.Now().UnixMilli())
	setText(s.proxies, proxies)
	show(proxies != "", s.proxyBox)
	show(v.proxy.Give, s.delegate)
	show(v.proxy.Mine != nil, s.undelegate)
	s.offer(v.person)
	s.root.Refresh()
}

// tellStory puts how somebody came to be what they are under their name, or behind "More" where nothing is to be settled.
func (s *personScreen) tellStory(matters bool) {
	in, out := s.behind, s.story
	if matters {
		in, out = out, in
	}
	setThings(out, nil)
	setThings(in, []fyne.CanvasObject{s.explain})
}

func (s *personScreen) offer(can store.PersonCan) {
	show(can.Approve, s.approve)
	show(can.Readmit, s.readmit)
	show(can.Accept, s.accept)
	for r, b := range s.roles {
		show(slices.Contains(can.Roles, r), b)
	}
	show(can.Move && len(usedSections(&s.view)) > 0, s.move)
	show(can.House && (s.view.roll.Rules.ByHousehold() || s.who.Household != ""), s.house)
	show(can.Leave, s.leave)
	show(can.Remove, s.remove)
	show(can.Speak, s.speak)
}

// at does something at once and reads the roll again.
func (s *personScreen) at(do func(context.Context) error) {
	s.app.work(do, func(err error) {
		s.app.tell(err)
		s.Refresh()
	})
}

// foresee asks the store what an act about the person would need.
func (s *personScreen) foresee(k forum.Kind, body func() any) func(context.Context) (store.Foresight, error) {
	return func(ctx context.Context) (store.Foresight, error) {
		return s.app.Store.Foresee(ctx, s.group, forum.ID{}, k, body())
	}
}

func (s *personScreen) askRole(r forum.Role) {
	section := s.who.Section
	s.asking.Ask(question{title: t("person.role_title", "Name", s.called(), "Role", roleWords(r)), what: roleMeans(r), yes: t("action.save"),
		foresee: s.foresee(forum.KindRole, func() any { return forum.Grant{Person: s.id, Role: r, Section: section} }),
		do:      func(ctx context.Context) error { return s.app.Store.SetRole(ctx, s.group, s.id, r, section) }})
}

// askMove asks for the section. The choice is read on the UI thread, and what was chosen is what is sent.
func (s *personScreen) askMove() {
	names := append([]string{""}, usedSections(&s.view)...)
	labels := make([]string, len(names))
	for i, n := range names {
		labels[i] = sectionWords(n)
	}
	role, chosen := s.who.Role, s.who.Section
	choice := widget.NewSelect(labels, nil)
	choice.SetSelectedIndex(max(0, slices.Index(names, chosen)))
	choice.OnChanged = func(string) {
		chosen = names[choice.SelectedIndex()]
		to := chosen
		s.asking.q.foresee = s.foresee(forum.KindRole, func() any { return forum.Grant{Person: s.id, Role: role, Section: to} })
		s.asking.q.do = func(ctx context.Context) error { return s.app.Store.SetRole(ctx, s.group, s.id, role, to) }
		s.asking.Foresee()
	}
	s.asking.Ask(question{title: t("person.move_title", "Name", s.called()), what: t("person.move_what"), yes: t("action.save"),
		inputs: []fyne.CanvasObject{inset(framed(choice))}, first: choice,
		do: func(context.Context) error { return nil }})
	enable(false, s.asking.yes) // until another section is chosen
}

// key names what is typed about this person in this group.
func (s *personScreen) key(what string) string {
	return what + "/" + s.group.String() + "/" + s.id.String()
}

func (s *personScreen) askRemove(title, what, yes string) {
	why := s.asking.words(s.key("remove"), t("member.why"))
	s.asking.Ask(question{title: title, what: what, yes: yes, grave: true, inputs: []fyne.CanvasObject{inset(why)}, first: why,
		foresee: s.foresee(forum.KindRemove, func() any { return forum.Remove{Person: s.id} }),
		read: func() (func(context.Context) error, string) {
			why := strings.TrimSpace(why.Text)
			return func(ctx context.Context) error { return s.app.Store.Remove(ctx, s.group, s.id, why) }, ""
		}})
}

// askDelegate asks on what and until when the person is to vote for one: a year at most, which it is when no day is chosen.
func (s *personScreen) askDelegate() {
	kind, choice := newKindChoice(), s.asking.day(s.key("delegate"), "")
	last := s.app.Now().AddDate(0, 0, delegationDays)
	s.asking.Ask(question{title: t("delegation.give_title", "Name", s.called()), what: t("delegation.give_what"), yes: t("delegation.yes"),
		inputs: []fyne.CanvasObject{field(t("delegation.kind"), kind), field(t("delegation.until"), choice), small(t("delegation.year", "Day", day(last.UnixMilli())))}, first: kind,
		read: func() (func(context.Context) error, string) {
			on, until := kindChosen(kind), lastDay(s.app, choice)
			return func(ctx context.Context) error {
				_, err := s.app.Store.Delegate(ctx, s.group, s.id, until, on)
				return err
			}, ""
		}})
}

// askHousehold asks whom the person lives with.
func (s *personScreen) askHousehold() {
	name := newLineEntry(t("person.household_hint"))
	name.SetText(s.who.Household)
	name.OnChanged = func(typed string) {
		home := strings.TrimSpace(typed)
		s.asking.q.foresee = s.foresee(forum.KindHouse, func() any { return forum.House{Person: s.id, Name: home} })
		s.asking.Foresee()
	}
	s.asking.Ask(question{title: t("person.household_title", "Name", s.called()), what: t("person.household_what"), yes: t("action.save"),
		inputs: []fyne.CanvasObject{inset(name)}, first: name,
		read: func() (func(context.Context) error, string) {
			home := strings.TrimSpace(name.Text)
			return func(ctx context.Context) error { return s.app.Store.SetHousehold(ctx, s.group, s.id, home) }, ""
		}})
	enable(false, s.asking.yes) // until another is written
}

// askSpeak takes what somebody who has been removed says about it.
func (s *personScreen) askSpeak() {
	words := s.asking.words(s.key("speak"), t("person.speak_hint"))
	s.asking.Ask(question{title: t("matter.speak_title"), what: t("person.speak_what"), yes: t("action.send"), inputs: []fyne.CanvasObject{inset(words)}, first: words,
		read: func() (func(context.Context) error, string) {
			words := strings.TrimSpace(words.Text)
			return func(ctx context.Context) error { return s.app.Store.Speak(ctx, s.group, words) }, ""
		}})
}

func (s *personScreen) askAccept() {
	s.asking.Ask(question{title: t("person.accept_title", "Name", s.called()), what: t("person.accept_what"), yes: t("person.accept"),
		foresee: s.foresee(forum.KindAccept, func() any { return forum.Accept{Person: s.id, Pins: []forum.Pin{}} }),
		do:      func(ctx context.Context) error { return s.app.Store.Accept(ctx, s.group, s.id) }})
}

// askReadmit asks which member the newcomer is.
func (s *personScreen) askReadmit() {
	var people []forum.Member
	var labels []string
	for _, m := range s.view.roll.Active() {
		people = append(people, m)
		labels = append(labels, printable(m.Name)+", "+memberWords(&s.view, &m))
	}
	labels = distinct(labels, func(i int) string { return people[i].Person.String() })
	why := s.asking.words(s.key("readmit"), t("person.readmit_why"))
	choice := widget.NewSelect(labels, nil)
	choice.PlaceHolder = t("person.readmit_who")
	choice.OnChanged = func(string) {
		old := people[choice.SelectedIndex()].Person
		s.asking.q.foresee = s.foresee(forum.KindReadmit, func() any { return forum.Readmit{Person: old, New: s.id} })
		s.asking.q.read = func() (func(context.Context) error, string) {
			why := strings.TrimSpace(why.Text)
			return func(ctx context.Context) error { return s.app.Store.Readmit(ctx, s.group, old, s.id, why) }, ""
		}
		s.asking.Foresee()
	}
	s.asking.Ask(question{title: t("person.readmit_title", "Name", s.called()), what: t("person.readmit_what"), yes: t("person.readmit_yes"),
		inputs: []fyne.CanvasObject{inset(framed(choice)), inset(why)}, first: choice,
		do: func(context.Context) error { return nil }})
	enable(false, s.asking.yes) // until it is said who
}

// deviceWords lists a person's devices, each on a line.
func deviceWords(m *forum.Member, here forum.Device) string {
	var lines []string
	for _, d := range m.Devices {
		if d == here {
			lines = append(lines, t("device.this", "Code", deviceCode(d)))
		} else {
			lines = append(lines, t("device.in_use", "Code", deviceCode(d)))
		}
	}
	for _, d := range m.Lost {
		lines = append(lines, t("device.given_up", "Code", deviceCode(d)))
	}
	return strings.Join(lines, "\n")
}

// deviceCode is what a device is told from others by: the start of its key, in groups that can be read out.
func deviceCode(d forum.Device) string {
	s := d.String()
	return s[:4] + " " + s[4:8]
}

// memberWords says in a line which section a person is in and since when they are here.
func memberWords(v *rollView, m *forum.Member) string {
	words := sinceWords(v, m)
	if m.Household != "" {
		words = t("person.lives_at", "Home", printable(m.Household)) + " · " + words
	}
	if m.Section != "" {
		words = printable(m.Section) + " · " + words
	}
	return words
}

func sinceWords(v *rollView, m *forum.Member) string {
	words := t("member.let_in", "Date", day(m.Since), "By", v.name(m.By))
	switch {
	case m.Standing == forum.StandingWaiting:
		words = t("member.waits_since", "Date", day(m.Since))
	case m.Standing == forum.StandingRemoved && m.Left:
		words = t("member.left")
	case m.Standing == forum.StandingRemoved:
		words = t("member.removed_by", "Names", v.list(m.Removers))
	case m.By == m.Person:
		words = t("member.founded", "Date", day(m.Since))
	}
	return words
}

func standingWords(m *forum.Member) (string, fyne.ThemeColorName) {
	switch {
	case m.Standing == forum.StandingWaiting:
		return t("member.waiting"), theme.ColorNameWarning
	case m.Standing == forum.StandingRemoved && m.Left:
		return t("member.left_chip"), theme.ColorNameDisabled
	case m.Standing == forum.StandingRemoved:
		return t("member.removed"), theme.ColorNameDisabled
	case m.Role == forum.RoleOfficer:
		return t("member.officer"), theme.ColorNamePrimary
	case m.Role == forum.RoleReader:
		return t("member.reader"), theme.ColorNameDisabled
	}
	return t("member.member"), theme.ColorNameForeground
}

// roleWords names a role in a sentence.
func roleWords(r forum.Role) string {
	switch r {
	case forum.RoleOfficer:
		return t("member.an_officer")
	case forum.RoleReader:
		return t("member.a_reader")
	}
	return t("member.a_member")
}

// roleMeans says what a role lets people do.
func roleMeans(r forum.Role) string {
	switch r {
	case forum.RoleOfficer:
		return t("member.officer_means")
	case forum.RoleReader:
		return t("member.reader_means")
	}
	return t("member.member_means")
}

// sectionWords names a section, or none.
func sectionWords(name string) string {
	if name == "" {
		return t("member.no_section")
	}
	return printable(name)
}
