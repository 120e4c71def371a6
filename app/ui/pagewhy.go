package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// whoMayChange says who may change a page as it stands now.
func whoMayChange(v *pageView) string {
	switch {
	case v.Closed():
		return t("page.closed")
	case v.Allowed():
		return t("page.allowed")
	case v.State == forum.PageChanged:
		return t("page.changed")
	case len(v.Parties) > 0:
		return t("page.open_until_signed")
	}
	return t("page.everyone")
}

// whyLine is one decision by which a page is as it is, and the way to it.
type whyLine struct {
	words    *widget.Label
	open     *widget.Button
	decision forum.ID
	root     *fyne.Container
}

// makeWhy makes what says why the page is as it is, and by which decision it may be changed again.
func (s *pageScreen) makeWhy(app *App) {
	s.why = parts[forum.ID, *whyLine]{box: container.NewVBox(), object: func(l *whyLine) fyne.CanvasObject { return l.root }, create: func(forum.ID) *whyLine {
		l := &whyLine{words: wrapped("")}
		l.open = quietButton(t("page.open_decision"), icon("proposals"), func() { s.open(l.decision) })
		l.root = container.New(layout.NewCustomPaddedVBoxLayout(0), l.words, buttonRow(l.open))
		return l
	}}
	s.whyBox = container.NewVBox(newCard(container.NewVBox(heading(t("page.why_title")), s.why.box)))
	s.allow = widget.NewButtonWithIcon(t("page.allow"), icon("edit"), s.askAllow)
	s.allowBox = buttonRow(s.allow)
	s.asking = newAsking(app, s.allowBox, s.Refresh)
}

func (s *pageScreen) showWhy(v *pageView) {
	s.decided = v.decided
	var ids []forum.ID
	var lines []int
	for i := range v.Changes {
		if id := v.Changes[i].Decision; !slices.Contains(ids, id) {
			ids, lines = append(ids, id), append(lines, i)
		}
	}
	s.why.Show(ids, func(l *whyLine, n int) {
		i := lines[n]
		l.decision = ids[n]
		setText(l.words, t("page.why", "Title", printable(v.Why[i].Title), "Name", printable(nameOf(v.Names, v.Changes[i].By)), "Day", day(v.Changes[i].Time)))
		show(s.open != nil, l.open)
	})
	show(len(ids) > 0, s.whyBox)
	if !s.asking.Open() {
		show(v.Closed() && v.Can.Comment, s.allowBox)
	}
}

// decisions lists what has been decided, the latest first, for one to be named. Off the UI thread.
func decisions(ctx context.Context, app *App, group forum.ID) ([]store.ProposalCard, error) {
	all, err := app.Store.Proposals(ctx, group, store.Filter{})
	return slices.DeleteFunc(all, func(c store.ProposalCard) bool {
		return !slices.Contains([]forum.ProposalState{forum.StatePassed, forum.StateDecided, forum.StateDoing, forum.StateDone}, c.State)
	}), err
}

// askAllow asks by which decision the signed words may be changed. Nothing is changed by it: the words can be written on from then on.
func (s *pageScreen) askAllow() {
	var titles []string
	for i := range s.decided {
		titles = append(titles, printable(s.decided[i].Title)+" · "+stateName(s.decided[i].State))
	}
	choice := widget.NewSelect(distinct(titles, func(i int) string { return s.decided[i].ID.String() }), nil)
	choice.PlaceHolder = t("page.allow_which")
	decided := s.decided
	choice.OnChanged = func(string) {
		decision := decided[choice.SelectedIndex()].ID
		s.asking.q.do = func(ctx context.Context) error {
			page, err := s.app.Store.StandingPage(ctx, s.group, s.id)
			if err == nil {
				_, err = s.app.Store.EditPage(ctx, s.group, s.id, page.Body, page.Body, decision)
			}
			return err
		}
		enable(true, s.asking.yes)
	}
	what := t("page.allow_what")
	if len(decided) == 0 {
		what = t("page.allow_none")
	}
	s.asking.Ask(question{title: t("page.allow"), what: what, yes: t("page.allow_yes"), inputs: []fyne.CanvasObject{inset(framed(choice))}, first: choice,
		do: func(context.Context) error { return nil }})
	enable(false, s.asking.yes) // until one is chosen
}
