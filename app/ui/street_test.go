package ui

import (
	"context"
	"log/slog"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// street is a group of neighbours, each on a device of their own. The first, Ada, founded it and is the bench's.
type street struct {
	*bench
	all []*store.Store
	of  map[string]*store.Store
}

func newStreet(t testing.TB, neighbours ...string) *street {
	b := newBench(t)
	s := &street{bench: b, all: []*store.Store{b.store}, of: map[string]*store.Store{"Ada": b.store}}
	for _, name := range neighbours {
		s.comes(name, store.InviteTerms{})
	}
	return s
}

// stranger is somebody with a device who is in no group.
func (s *street) stranger(name string) *store.Store {
	st, err := store.Open(s.t.TempDir(), store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return s.now }})
	s.ok(err)
	s.t.Cleanup(func() {
		if err := st.Close(); err != nil {
			s.t.Error(err)
		}
	})
	_, err = st.CreateMe(context.Background(), name)
	s.ok(err)
	return st
}

// comes lets somebody in by an invite of Ada's, or onto the waiting list.
func (s *street) comes(name string, terms store.InviteTerms) {
	ctx := context.Background()
	st := s.stranger(name)
	text, err := s.store.Invite(ctx, s.group, terms, nil)
	s.ok(err)
	ticket, err := forum.ParseTicket(text)
	s.ok(err)
	s.ok(st.BeginJoin(ctx, ticket))
	ask, err := st.Ask(ctx, ticket)
	s.ok(err)
	_, err = s.store.Admit(ctx, s.group, ask)
	s.ok(err)
	s.all, s.of[name] = append(s.all, st), st
	s.give(s.store, st)
}

// give hands on all that one device has to another.
func (s *street) give(from, to *store.Store) {
	ctx := context.Background()
	_, err := from.Tail(ctx, s.group, nil, 0, func(run []forum.Entry) error {
		_, err := to.Apply(ctx, s.group, "test", run)
		return err
	})
	s.ok(err)
}

// meet lets everybody hear everything.
func (s *street) meet() {
	for _, to := range s.all[1:] {
		s.give(to, s.store)
	}
	for _, to := range s.all[1:] {
		s.give(s.store, to)
	}
}

// person is who somebody is in the group.
func (s *street) person(name string) forum.Person {
	roll, err := s.of[name].Roll(context.Background(), s.group)
	s.ok(err)
	m, _ := roll.ByDevice(s.of[name].Identity())
	return m.Person
}

// as gives an App on somebody's device.
func (s *street) as(name string) *App {
	app := &App{Store: s.of[name], Net: s.app.Net, Log: s.app.Log, Now: s.app.Now, window: s.window, ctx: s.app.ctx,
		told: s.app.told, run: s.app.run, laterFn: s.app.laterFn}
	app.desk, app.here = newDesks(app), newPresence(app)
	app.settings = s.app.settings
	return app
}

// looks draws a screen at the sizes and with the looks that people use, when MOOT_SCREENS names a folder, and fails in
// any case where words do not fit.
func (s *street) looks(name string, make func() Screen, then ...func(Screen)) {
	s.t.Helper()
	desk := s.app.desk
	drafts, marks := maps.Clone(desk.drafts), maps.Clone(desk.marks) // each look begins with these, and not with what another left
	for _, at := range []struct {
		name          string
		width, height float32
		dark          bool
		scale         float32
	}{{"wide-light", 700, 800, false, 1}, {"wide-dark", 700, 800, true, 1}, {"phone-light", 390, 844, false, 1}, {"phone-dark", 390, 844, true, 1}, {"phone-200", 390, 844, false, 2}} {
		if at.dark && os.Getenv("MOOT_SCREENS") == "" {
			continue // the colours are for people to look at; the room is that of the light one
		}
		l := look{mode: "light", scale: at.scale}
		if at.dark {
			l.mode = "dark"
		}
		fyne.CurrentApp().Settings().SetTheme(&l)
		desk.drafts, desk.marks = maps.Clone(drafts), maps.Clone(marks)
		screen := make()
		s.show(screen, at.width, at.height)
		s.relayout()
		for _, f := range then {
			f(screen)
			s.settle()
			s.relayout()
		}
		s.draw("roll-" + name + "-" + at.name)
		for _, words := range squeezed(s.window.Canvas().Content()) {
			s.t.Errorf("%s at %s: no room for %q", name, at.name, words)
		}
		if got := s.window.Canvas().Content().MinSize(); got.Width > at.width {
			s.t.Errorf("%s at %s needs %v of %v units", name, at.name, got.Width, at.width)
		}
		if c, ok := screen.(closer); ok {
			c.Close()
		}
	}
	fyne.CurrentApp().Settings().SetTheme(&look{mode: "light", scale: 1})
}

// section gives the group a section that must consent to removals, and puts people in it.
func (s *street) section(name string, need int, people ...string) {
	ctx := context.Background()
	for _, p := range people {
		s.ok(s.store.SetRole(ctx, s.group, s.person(p), forum.RoleMember, name))
	}
	s.ok(s.store.SetCharter(ctx, s.group, forum.Charter{Rules: &forum.Rules{Sections: []forum.Section{
		{Name: name, For: "Rowan House, numbers 1 to 12", Removal: forum.Guard{Kind: forum.GuardConsent, Number: need}, Charter: forum.Guard{Kind: forum.GuardHearing, Days: 7}},
	}}}))
	s.meet()
}

// tabTo moves the keyboard on until it is in the thing wanted.
func (s *street) tabTo(want fyne.Focusable) {
	s.t.Helper()
	c := s.window.Canvas()
	for range 200 {
		if c.Focused() == want {
			return
		}
		c.FocusNext()
	}
	s.t.Fatalf("the keyboard does not get to %T", want)
}

// press goes to a button or a box by keyboard and presses the space bar.
func (s *street) press(want fyne.Focusable) {
	s.t.Helper()
	s.tabTo(want)
	want.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	switch want.(type) {
	case *widget.Check, *widget.Button: // the letter comes after the key
		want.TypedRune(' ')
	}
	s.settle()
}

var ctrlEnter = &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl}

func (s *street) standing(of string) forum.Standing {
	roll, err := s.store.Roll(context.Background(), s.group)
	s.ok(err)
	m, _ := roll.ByDevice(s.of[of].Identity())
	return m.Standing
}

// selected gives what a list to choose from shows.
func selected(o fyne.Focusable) string {
	if choice, ok := o.(*widget.Select); ok {
		return choice.Selected
	}
	return ""
}

// rolledTo scrolls a page to a part of it.
func rolledTo(part func(Screen) fyne.CanvasObject) func(Screen) {
	return func(p Screen) {
		scroll := p.Object().(*container.Scroll)
		d := fyne.CurrentApp().Driver()
		y := d.AbsolutePositionForObject(part(p)).Y - d.AbsolutePositionForObject(scroll.Content).Y
		scroll.ScrollToOffset(fyne.NewPos(0, y-60))
	}
}

// pick chooses a name in the list of a question.
func (s *street) pick(a *asking, name string) {
	s.t.Helper()
	for _, input := range a.q.inputs {
		if choice := selectIn(input); choice != nil {
			at := slices.Index(choice.Options, name)
			if at < 0 {
				s.t.Fatalf("%s is not among %q", name, choice.Options)
			}
			s.tabTo(choice)
			choice.SetSelectedIndex(at)
			s.settle()
			return
		}
	}
	s.t.Fatal("there is nothing to choose from")
}

// selectIn finds the list to choose from in something.
func selectIn(o fyne.CanvasObject) *widget.Select {
	switch o := o.(type) {
	case *widget.Select:
		return o
	case *frame:
		return selectIn(o.content)
	case *fyne.Container:
		for _, x := range o.Objects {
			if found := selectIn(x); found != nil {
				return found
			}
		}
	}
	return nil
}
