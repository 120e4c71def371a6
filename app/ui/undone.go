package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// undoneScreen lists what stopped counting when somebody was removed, for an officer to approve again with one tap.
type undoneScreen struct {
	rollPage
	cards parts[forum.ID, *undoneCard]
	what  *widget.Label
	empty *emptyState
}

func newUndone(app *App, group forum.ID) *undoneScreen {
	s := &undoneScreen{what: wrapped(t("undone.what")), empty: newEmptyState(icon("check"))}
	s.setUp(app, group, nil, s.show)
	s.cards = parts[forum.ID, *undoneCard]{box: container.NewVBox(), create: s.newCard, object: func(c *undoneCard) fyne.CanvasObject { return c.root }}
	s.root = container.NewStack(page(title(t("undone.title")), s.what, s.cards.box), s.empty.Object())
	return s
}

func (s *undoneScreen) show(v rollView) {
	ids := make([]forum.ID, len(v.roll.Undone))
	for i := range ids {
		ids[i] = v.roll.Undone[i].Act
	}
	s.cards.Show(ids, func(c *undoneCard, i int) { c.Set(&v, &v.roll.Undone[i]) })
	show(len(ids) > 0, s.what)
	if len(ids) == 0 {
		s.empty.Show(t("undone.none"), "", nil)
	} else {
		s.empty.Hide()
	}
}

// undoneCard is one act that does not count any more, and why.
type undoneCard struct {
	what, why *widget.Label
	again     *widget.Button
	away      *widget.Button
	root      fyne.CanvasObject
}

func (s *undoneScreen) newCard(act forum.ID) *undoneCard {
	c := &undoneCard{what: wrapped(""), why: small("")}
	c.what.TextStyle.Bold = true
	tap := func(do func(context.Context, forum.ID, forum.ID) error) func() {
		return func() {
			enable(false, c.again, c.away)
			s.app.work(func(ctx context.Context) error { return do(ctx, s.group, act) }, func(err error) {
				enable(true, c.again, c.away)
				s.app.tell(err)
				s.Refresh()
			})
		}
	}
	c.again = widget.NewButtonWithIcon(t("undone.again"), icon("check"), tap(s.app.Store.Uphold))
	c.away = quietButton(t("undone.away"), nil, tap(s.app.Store.Revoke))
	c.root = newCard(container.New(layout.NewCustomPaddedVBoxLayout(0), c.what, c.why, buttonRow(c.again, c.away)))
	return c
}

// Set brings the card up to date.
func (c *undoneCard) Set(v *rollView, u *forum.Undone) {
	setText(c.what, undoneWords(v, u))
	setText(c.why, day(u.Time)+" · "+sentence(inWords(u.Reason)))
	show(v.can.Uphold, c.again, c.away)
}

// undoneWords says in a line what somebody had done.
func undoneWords(v *rollView, u *forum.Undone) string {
	by, name := v.name(u.By), printable(nameOf(v.names, u.Person))
	switch u.Kind {
	case forum.KindAdmit, forum.KindApprove:
		return t("undone.admit", "By", by, "Name", name)
	case forum.KindInvite:
		return t("undone.invite", "By", by)
	case forum.KindRevoke:
		return t("undone.revoke", "By", by)
	case forum.KindRole:
		return t("undone.role", "By", by, "Name", name)
	case forum.KindHouse:
		return t("undone.household", "By", by, "Name", name)
	case forum.KindRemove:
		return t("undone.remove", "By", by, "Name", name)
	case forum.KindCharter:
		return t("undone.charter", "By", by)
	case forum.KindDevice:
		return t("undone.device", "By", by, "Name", name)
	case forum.KindReadmit:
		return t("undone.readmit", "By", by, "Name", name)
	}
	return t("undone.something", "By", by)
}
