package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// newElections lists a group's elections, and the bodies that people are elected to with who sits on each.
func newElections(app *App, group forum.ID, open func(forum.ID), board func(string), make func()) *shelf {
	return newShelf(app, shelfKind{
		title: t("election.title"), add: t("election.new"), none: t("election.none"), teach: t("election.teach"), picture: icon("elections"), open: open, make: make,
		read: func(ctx context.Context, _ int) ([]columnWords, bool, error) {
			cards, err := app.Store.Elections(ctx, group)
			if err != nil {
				return nil, false, err
			}
			page, err := app.Store.Boards(ctx, group)
			sits := columnWords{key: "boards", heading: t("election.sits")}
			for i := range page.Boards {
				sits.tiles = append(sits.tiles, boardTile(&page.Boards[i], &page, board))
			}
			return append(electionColumns(cards, open), sits), len(page.Can.Call) > 0, err
		},
	})
}

func boardTile(b *forum.Board, page *store.BoardPage, open func(string)) tileWords {
	w := tileWords{key: "board/" + b.Name, title: b.Name, open: func() { open(b.Name) }}
	var names []string
	for _, s := range b.Sitting {
		names = append(names, nameOf(page.Names, s.Person))
	}
	w.meta = listed(names)
	if len(names) == 0 {
		w.meta = t("election.nobody_sits")
	}
	if b.Vacant > 0 {
		w.state, w.ink = tn("election.vacant", b.Vacant), theme.ColorNameForeground
	}
	return w
}

// electionColumns parts what goes on from what is over.
func electionColumns(cards []store.ElectionCard, open func(forum.ID)) []columnWords {
	columns := []columnWords{{key: "going", heading: t("election.going")}, {key: "over", heading: t("election.over")}}
	for i := range cards {
		c := &cards[i]
		w := tileWords{key: c.ID.String(), title: c.Title, open: func() { open(c.ID) }}
		w.state, w.ink = electionState(c.State)
		meta := []string{tn("election.seats", c.Seats, "Body", c.Body)}
		at := 0
		switch c.State {
		case forum.ElectionDone:
			at = 1
			meta = append(meta, electedWords(c.Elected))
		case forum.ElectionOpen:
			if c.Until > 0 {
				meta = append(meta, t("election.until", "Day", day(c.Until)))
			}
		}
		w.meta = strings.Join(meta, " · ")
		columns[at].tiles = append(columns[at].tiles, w)
	}
	return columns
}

func electedWords(names []string) string {
	if len(names) == 0 {
		return t("election.elected_nobody")
	}
	return t("election.elected", "Names", listed(names))
}

// electionState names a state, with the colour that goes with it; one from a newer version is shown as it is.
func electionState(state forum.ElectionState) (string, fyne.ThemeColorName) {
	switch state {
	case forum.ElectionOpen:
		return t("election.state_open"), theme.ColorNamePrimary
	case forum.ElectionVoting:
		return t("election.state_voting"), theme.ColorNamePrimary
	case forum.ElectionDone:
		return t("election.state_done"), colorYes
	}
	return string(state), theme.ColorNameForeground
}

// electionHow says what sort of election one is.
func electionHow(how string) string {
	switch how {
	case forum.ElectionCasual:
		return t("election.casual")
	case forum.ElectionCoopt:
		return t("election.coopt")
	}
	return t("election.annual")
}

// electionForm calls an election.
type electionForm struct {
	*sheetScreen
	load   loader[store.BoardPage]
	calls  []store.Vacancy
	choice *widget.Select
	names  []string
	same   func() // chooses again what was chosen
}

func newElectionForm(app *App, group forum.ID, made func(forum.ID), cancelled func()) *electionForm {
	f := &electionForm{choice: widget.NewSelect(nil, nil)}
	s := newSheet(app, "election/"+group.String(), t("election.make"))
	f.same = s.choice("which", f.choice)
	title := s.line("title", t("election.name_hint"))
	at, until := s.day("at", t("election.needs_day")), s.day("until", "")
	var id forum.ID
	s.done, s.gone = func() { made(id) }, cancelled
	s.read = func() (func(context.Context) error, string, fyne.Focusable) {
		chosen := f.choice.SelectedIndex()
		if chosen < 0 {
			return nil, t("election.needs_body"), f.choice
		}
		day, _ := at.When()
		v := f.calls[chosen]
		e := forum.NewElection{Body: v.Body, How: v.How, Title: trimmed(&title.Entry), Until: endOf(until),
			At: time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.Local).UnixMilli()}
		if e.Title == "" {
			e.Title = t("election.name_of", "Body", v.Body, "Year", day.Year())
		}
		return func(ctx context.Context) (err error) { id, err = app.Store.NewElection(ctx, group, e); return err }, "", nil
	}
	f.sheetScreen = s.screen(t("election.new"), nil, nil, field(t("election.which"), f.choice), field(t("election.serves"), at),
		field(t("election.open_until"), until, t("election.open_until_what")), field(t("election.name"), title))
	f.load = loader[store.BoardPage]{app: app, show: f.show, begin: func() func(context.Context) (store.BoardPage, error) {
		return func(ctx context.Context) (store.BoardPage, error) { return app.Store.Boards(ctx, group) }
	}}
	return f
}

func (f *electionForm) show(page store.BoardPage) {
	f.calls = page.Can.Call
	names := make([]string, len(f.calls))
	for i, v := range f.calls {
		names[i] = t("election.call", "Body", printable(v.Body), "How", electionHow(v.How), "Seats", v.Seats)
	}
	if strings.Join(names, "\x00") == strings.Join(f.names, "\x00") {
		return
	}
	f.names = names
	f.choice.SetOptions(names)
	f.same()
	if len(names) == 1 {
		f.choice.SetSelectedIndex(0)
	}
}

// Refresh reads again what can be called. What is filled in stays.
func (f *electionForm) Refresh() { f.load.Refresh() }

// Close ends the screen.
func (f *electionForm) Close() { f.load.Close() }
