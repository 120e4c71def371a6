package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// delegationsScreen is about votes that somebody casts for another: whom this person has named, for which kind of proposal and until
// when, and who has named them.
type delegationsScreen struct {
	rollPage
	shown store.DelegationsPage

	rule            *widget.Label
	given, received parts[forum.ID, *delegationRow]
	none, nobody    *widget.Label
	whom, kind      *widget.Select
	people          []forum.Person // in the order of whom
	until           *dateEntry
	year            *widget.Label
	give            *widget.Button
	form            fyne.CanvasObject
	asking          *asking
}

func newDelegations(app *App, group forum.ID) *delegationsScreen {
	s := &delegationsScreen{rule: wrapped(""), none: wrapped(t("delegation.none")), nobody: wrapped(t("delegation.nobody")), year: small("")}
	s.setUp(app, group, s.read, s.show)
	rows := func(own bool) parts[forum.ID, *delegationRow] {
		return parts[forum.ID, *delegationRow]{box: container.NewVBox(), object: func(r *delegationRow) fyne.CanvasObject { return r.root },
			create: func(id forum.ID) *delegationRow { return s.newRow(id, own) }}
	}
	s.given, s.received = rows(true), rows(false)
	s.whom, s.kind, s.until = widget.NewSelect(nil, nil), newKindChoice(), app.newDay()
	s.whom.PlaceHolder = t("capacity.who_hint")
	s.whom.OnChanged = func(string) { enable(true, s.give) }
	s.give = widget.NewButtonWithIcon(t("delegation.yes"), icon("check"), s.ask)
	s.give.Importance = widget.HighImportance
	enable(false, s.give) // until somebody is chosen
	s.form = newCard(container.NewVBox(heading(t("delegation.new")), small(t("delegation.new_what")), field(t("delegation.whom"), s.whom),
		field(t("delegation.kind"), s.kind), field(t("delegation.until"), s.until), s.year, buttonRow(s.give)))
	inPlace := container.NewVBox(s.form)
	s.asking = newAsking(app, inPlace, s.Refresh)
	s.root = page(title(t("delegation.title")), s.rule,
		newCard(container.NewVBox(heading(t("delegation.given")), s.none, s.given.box)), s.asking.root, inPlace,
		newCard(container.NewVBox(heading(t("delegation.received")), s.nobody, s.received.box)))
	return s
}

// newKindChoice chooses for which proposals: the first is all of them, the others those of forum.ProposalTypes.
func newKindChoice() *widget.Select {
	names := []string{t("delegation.all_kinds")}
	for _, k := range forum.ProposalTypes() {
		names = append(names, kindWords(k))
	}
	choice := widget.NewSelect(names, nil)
	choice.SetSelectedIndex(0)
	return choice
}

// kindChosen gives the type of proposals chosen; empty for all.
func kindChosen(choice *widget.Select) string {
	if i := choice.SelectedIndex(); i > 0 {
		return forum.ProposalTypes()[i-1]
	}
	return ""
}

func (s *delegationsScreen) read(ctx context.Context, v *rollView) (err error) {
	v.votesFor, err = s.app.Store.DelegationsPage(ctx, s.group)
	return err
}

func (s *delegationsScreen) show(v rollView) {
	p := v.votesFor
	s.shown = p
	rule := t("delegation.not_here")
	if p.Most > 0 {
		rule = tn("charter.delegates", p.Most)
	}
	setText(s.rule, rule)
	for _, side := range []struct {
		rows *parts[forum.ID, *delegationRow]
		all  []forum.Delegation
		none *widget.Label
	}{{&s.given, p.Given, s.none}, {&s.received, p.Received, s.nobody}} {
		ids := make([]forum.ID, len(side.all))
		for i := range side.all {
			ids[i] = side.all[i].ID
		}
		side.rows.Show(ids, func(r *delegationRow, i int) { r.Set(&v, &side.all[i]) })
		show(len(ids) == 0, side.none)
	}
	s.offer(&v, p.Whom)
}

// offer fills the people to choose from; who is chosen stays.
func (s *delegationsScreen) offer(v *rollView, whom []forum.Person) {
	var chosen forum.Person
	if i := s.whom.SelectedIndex(); i >= 0 && i < len(s.people) {
		chosen = s.people[i]
	}
	s.people = whom
	s.whom.SetOptions(v.choices(whom))
	if at := slices.Index(whom, chosen); at >= 0 {
		s.whom.SetSelectedIndex(at)
	} else {
		s.whom.ClearSelected()
		enable(false, s.give)
	}
	setText(s.year, t("delegation.year", "Day", day(s.app.Now().AddDate(0, 0, delegationDays).UnixMilli())))
	show(len(whom) > 0, s.form)
}

// delegationDays is how long somebody votes for another when no day is chosen.
const delegationDays = 365

// lastDay gives the end of the day that is chosen, or a year from now.
func lastDay(app *App, choice *dateEntry) time.Time {
	if ms := endOf(choice); ms > 0 {
		return time.UnixMilli(ms)
	}
	return app.Now().AddDate(0, 0, delegationDays)
}

// ask says what is about to be given before it is.
func (s *delegationsScreen) ask() {
	i := s.whom.SelectedIndex()
	if i < 0 || i >= len(s.people) {
		return
	}
	if wrong, at := wrongDay(s.until); wrong != "" {
		s.app.tell(errorText(wrong))
		s.app.focus(at)
		return
	}
	to, kind, until := s.people[i], kindChosen(s.kind), lastDay(s.app, s.until)
	for _, d := range s.shown.Given {
		if d.Type == kind && d.To == to && sameDay(d.Until, until) {
			s.app.say(t("delegation.already", "Name", s.whom.Options[i]))
			return
		}
	}
	s.asking.Ask(question{title: t("delegation.give_title", "Name", s.whom.Options[i]), what: t("delegation.give_what") + "\n" + t("delegation.replaces"), yes: t("delegation.yes"),
		do: func(ctx context.Context) error {
			_, err := s.app.Store.Delegate(ctx, s.group, to, until, kind)
			return err
		}})
}

func sameDay(ms int64, at time.Time) bool { return day(ms) == day(at.UnixMilli()) }

// delegationRow is one delegation in words.
type delegationRow struct {
	words *widget.Label
	back  *widget.Button // takes it back; nil where it is not this person's
	root  *fyne.Container
}

func (s *delegationsScreen) newRow(id forum.ID, own bool) *delegationRow {
	r := &delegationRow{words: wrapped("")}
	r.root = container.New(layout.NewCustomPaddedVBoxLayout(0), r.words)
	if own {
		r.back = widget.NewButton(t("delegation.take_back"), func() {
			s.asking.Ask(question{title: t("delegation.take_back"), what: r.words.Text + "\n" + t("delegation.take_back_what"), yes: t("delegation.take_back"),
				do: func(ctx context.Context) error { return s.app.Store.EndDelegation(ctx, s.group, id) }})
		})
		r.root.Add(buttonRow(r.back))
	}
	return r
}

// Set says it.
func (r *delegationRow) Set(v *rollView, d *forum.Delegation) { setText(r.words, delegationLine(v, d)) }

// delegationLine says who votes for whom, until when and on what.
func delegationLine(v *rollView, d *forum.Delegation) string {
	line := t("delegation.votes", "Name", v.full(d.To), "Giver", v.full(d.From), "Day", day(d.Until))
	if d.Type != "" {
		line += " " + t("delegation.only", "Type", kindWords(d.Type))
	}
	return line
}
