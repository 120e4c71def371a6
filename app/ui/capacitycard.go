package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// capacityCard says what people sign as, and who does; officers appoint them here, and end it.
type capacityCard struct {
	what, who    *widget.Label
	appoint, end *widget.Button
	root         fyne.CanvasObject
}

func (s *charterScreen) newCapacityCard(name string) *capacityCard {
	c := &capacityCard{what: wrapped(""), who: wrapped("")}
	c.who.TextStyle.Bold = true
	c.appoint = widget.NewButtonWithIcon(t("capacity.appoint"), icon("plus"), func() { s.askAppoint(name, false) })
	c.end = widget.NewButton(t("capacity.end"), func() { s.askAppoint(name, true) })
	c.root = newCard(container.New(layout.NewCustomPaddedVBoxLayout(0), heading(printable(name)), c.what, c.who, buttonRow(c.appoint, c.end)))
	return c
}

// Set brings the card up to date.
func (c *capacityCard) Set(v *rollView, one *forum.Capacity) {
	lines := capacityWords(one)
	setOrHide(c.what, strings.Join(lines, "\n"))
	setText(c.who, holderWords(v.roll, one))
	show(v.can.SetCharter, c.appoint)
	show(v.can.SetCharter && len(one.Holders) > 0, c.end)
}

// askAppoint asks who is to hold a capacity, or no longer.
func (s *charterScreen) askAppoint(name string, end bool) {
	one, ok := s.view.roll.Rules.Capacity(name)
	if !ok {
		return
	}
	people, labels := s.candidates(&one, end)
	choice := widget.NewSelect(labels, nil)
	choice.PlaceHolder = t("capacity.who_hint")
	choice.OnChanged = func(string) {
		p := people[choice.SelectedIndex()]
		holders := append(slices.Clone(one.Holders), p)
		if end {
			holders = slices.DeleteFunc(holders, func(q forum.Person) bool { return q == p })
		}
		rules, _ := s.view.roll.Rules.Appoint(name, holders)
		s.asking.q.foresee = func(ctx context.Context) (store.Foresight, error) {
			return s.app.Store.Foresee(ctx, s.group, forum.ID{}, forum.KindCharter, forum.Charter{Rules: &rules})
		}
		s.asking.q.do = func(ctx context.Context) error { return s.app.Store.Appoint(ctx, s.group, name, p, end) }
		s.asking.Foresee()
	}
	q := question{title: t("capacity.appoint_title", "Name", printable(name)), what: t("capacity.appoint_what"), yes: t("capacity.appoint"),
		inputs: []fyne.CanvasObject{inset(framed(choice))}, first: choice, do: func(context.Context) error { return nil }}
	if end {
		q.title, q.what, q.yes, q.grave = t("capacity.end_title", "Name", printable(name)), t("capacity.end_what"), t("capacity.end"), true
	}
	s.asking.Ask(q)
	enable(false, s.asking.yes) // until somebody is chosen
}

// candidates lists who can be appointed, or whose appointment can be ended.
func (s *charterScreen) candidates(c *forum.Capacity, end bool) (people []forum.Person, labels []string) {
	for i := range s.view.roll.Members {
		m := &s.view.roll.Members[i]
		holds := slices.Contains(c.Holders, m.Person)
		if holds == end && (end || m.Standing == forum.StandingMember) {
			people = append(people, m.Person)
		}
	}
	return people, s.view.choices(people)
}
