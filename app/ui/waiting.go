package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// waitingScreen shows what has come and cannot be shown yet: whose it is, from whom it came, and why.
type waitingScreen struct {
	app   *App
	group forum.ID
	what  *widget.Label
	forks *widget.Label
	split fyne.CanvasObject // the card they are on
	cards parts[string, *waitCard]
	empty *emptyState
	root  fyne.CanvasObject
	load  loader[waitView]
}

type waitView struct {
	waits []store.Wait
	names map[string]string // of those whose devices are known, by what something came from
	forks []store.Fork
	can   store.Can
}

func newWaiting(app *App, group forum.ID) *waitingScreen {
	s := &waitingScreen{app: app, group: group, what: wrapped(t("waiting.what")), forks: wrapped(""), empty: newEmptyState(icon("check"))}
	s.cards = parts[string, *waitCard]{box: container.NewVBox(), create: s.newCard, object: func(c *waitCard) fyne.CanvasObject { return c.root }}
	s.split = container.NewVBox(newCard(container.NewVBox(heading(t("waiting.forks")), s.forks)))
	s.root = container.NewStack(page(title(t("waiting.title")), s.what, s.split, s.cards.box), s.empty.Object())
	s.load = loader[waitView]{app: app, show: s.show, begin: func() func(context.Context) (waitView, error) {
		return func(ctx context.Context) (v waitView, err error) {
			v.can = app.Store.GroupCan(group)
			roll, err := app.Store.Roll(ctx, group)
			if err != nil {
				return v, err
			}
			v.names = broughtBy(app.Net.Status(), roll.Members)
			if v.forks, err = app.Store.Forks(ctx, group); err != nil {
				return v, err
			}
			v.waits, err = app.Store.Waits(ctx, group)
			return v, err
		}
	}}
	return s
}

// Object is the screen.
func (s *waitingScreen) Object() fyne.CanvasObject { return s.root }

// Refresh reads again what waits.
func (s *waitingScreen) Refresh() { s.load.Refresh() }

// Close ends the screen.
func (s *waitingScreen) Close() { s.load.Close() }

func (s *waitingScreen) show(v waitView) {
	by := map[string][]store.Wait{}
	var sources []string
	for _, w := range v.waits {
		if len(by[w.Source]) == 0 {
			sources = append(sources, w.Source)
		}
		by[w.Source] = append(by[w.Source], w)
	}
	s.cards.Show(sources, func(c *waitCard, i int) {
		setText(c.from, sourceWords(sources[i], v.names))
		c.Set(by[sources[i]], v.can.Approve)
	})
	lines := make([]string, len(v.forks))
	for i, f := range v.forks {
		lines[i] = printable(f.String())
	}
	setText(s.forks, strings.Join(lines, "\n\n"))
	show(len(lines) > 0, s.split)
	show(len(sources) > 0, s.what)
	if len(sources)+len(lines) == 0 {
		s.empty.Show(t("waiting.none"), "", nil)
	} else {
		s.empty.Hide()
	}
}

// waitCard is what came from one source.
type waitCard struct {
	held            bool // elsewhere than in its chain: it can be let go on, or thrown away
	from, what      *widget.Label
	release, forget *widget.Button
	done            *widget.Label
	root            fyne.CanvasObject
}

func (s *waitingScreen) newCard(source string) *waitCard {
	c := &waitCard{held: source != "", from: heading(""), what: wrapped(""), done: small("")}
	c.done.Hide()
	c.release = widget.NewButton(t("waiting.release"), func() {
		s.app.work(func(ctx context.Context) error { return s.app.Store.Release(ctx, s.group, source) }, func(err error) {
			s.app.tell(err)
			if err == nil {
				say(c.done, t("waiting.released"))
			}
		})
	})
	c.forget = widget.NewButton(t("waiting.forget"), func() {
		s.app.work(func(ctx context.Context) error {
			_, err := s.app.Store.ForgetHeld(ctx, s.group, source)
			return err
		}, func(err error) {
			s.app.tell(err)
			s.Refresh()
		})
	})
	c.root = newCard(container.New(layout.NewCustomPaddedVBoxLayout(0), c.from, c.what, buttonRow(c.release, c.forget), c.done))
	return c
}

// Set brings the card up to date.
func (c *waitCard) Set(waits []store.Wait, officer bool) {
	lines := make([]string, len(waits))
	for i, w := range waits {
		name := printable(w.Name)
		if name == "" {
			name = t("waiting.unknown")
		}
		lines[i] = tn("waiting.line", w.Entries, "Name", name, "Why", sentence(inWords(w.Why)))
	}
	setText(c.what, strings.Join(lines, "\n"))
	show(c.held && officer, c.release)
	show(c.held, c.forget)
}

// fromPeer begins what the store calls a source that is a neighbour's device.
const fromPeer = "peer:"

// broughtBy names the people of the group whose devices are known, by what the store calls them as a source.
func broughtBy(near []Neighbour, members []forum.Member) map[string]string {
	of := map[forum.Person]string{}
	for i := range members {
		of[members[i].Person] = members[i].Name
	}
	names := map[string]string{}
	for i := range near {
		names[fromPeer+near[i].ID] = of[near[i].Person]
	}
	return names
}

// sourceWords says where something came from.
func sourceWords(source string, names map[string]string) string {
	switch {
	case source == "":
		return t("waiting.kept")
	case names[source] != "":
		return t("waiting.peer", "Name", printable(names[source]))
	case strings.HasPrefix(source, fromPeer):
		return t("waiting.someone")
	}
	return t("waiting.file")
}
