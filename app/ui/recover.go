package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// recoverScreen is for a group that has no officer left: it shows what others have asked for, to join in with, and
// lets this person name officers themselves.
type recoverScreen struct {
	rollPage
	cards  *matterCards
	boxes  parts[forum.Person, *tick]
	none   *widget.Label
	ask    *widget.Button
	asking *asking
	form   *fyne.Container
}

func newRecover(app *App, group forum.ID) *recoverScreen {
	s := &recoverScreen{none: wrapped(t("recover.over"))}
	ours := func(m *forum.Matter) bool { return m.Kind == forum.KindRecover }
	s.setUp(app, group, func(ctx context.Context, v *rollView) error { return v.readMatters(ctx, app, group, ours) }, s.show)
	s.cards = newMatterCards(app, group, s.Refresh)
	s.boxes = parts[forum.Person, *tick]{box: container.NewVBox(),
		create: func(forum.Person) *tick { return newTick(s.ready) },
		object: func(c *tick) fyne.CanvasObject { return c }}
	s.ask = widget.NewButtonWithIcon(t("recover.ask"), icon("check"), s.submit)
	s.ask.Importance = widget.HighImportance
	choosing := container.NewVBox(heading(t("recover.choose")), inset(s.boxes.box), buttonRow(s.ask))
	s.asking = newAsking(app, choosing, s.Refresh)
	s.form = container.NewVBox(choosing, s.asking.root)
	s.root = page(title(t("recover.title")), wrapped(t("recover.what")), s.none, s.cards.box, s.form)
	return s
}

func (s *recoverScreen) show(v rollView) {
	s.cards.Show(&v)
	show(v.can.Recover, s.form)
	show(!v.can.Recover && len(v.matters) == 0, s.none)
	active := v.roll.Active()
	ids := make([]forum.Person, len(active))
	for i := range active {
		ids[i] = active[i].Person
	}
	s.boxes.Show(ids, func(c *tick, i int) { setText(c.words, v.full(active[i].Person)) })
	s.ready()
}

func (s *recoverScreen) ready() { enable(len(ticked(s.boxes)) > 0, s.ask) }

func (s *recoverScreen) submit() {
	people := ticked(s.boxes)
	s.asking.Ask(question{title: t("recover.ask"), what: t("recover.ask_what"), yes: t("action.send"),
		foresee: func(ctx context.Context) (store.Foresight, error) {
			return s.app.Store.Foresee(ctx, s.group, forum.ID{}, forum.KindRecover, forum.Recover{Officers: people})
		},
		do: func(ctx context.Context) error { return s.app.Store.Recover(ctx, s.group, people) }})
}
