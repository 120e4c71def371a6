package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// boardScreen shows who sits on one body, since when and until when, and lets one of them give their seat up.
type boardScreen struct {
	app   *App
	group forum.ID
	body  string

	meta    *widget.Label
	seats   *saidList
	seating *seatingCard
	leave   *widget.Button
	asking  *asking
	root    fyne.CanvasObject
	load    loader[store.BoardPage]
}

func newBoard(app *App, group forum.ID, body string) *boardScreen {
	s := &boardScreen{app: app, group: group, body: body, meta: small(""), seats: newSaidList()}
	s.seating = newSeatingCard(app, group, s.Refresh)
	s.leave = widget.NewButton(t("election.leave"), s.ask)
	actions := container.NewVBox(buttonRow(s.leave))
	s.asking = newAsking(app, actions, s.Refresh)
	s.root = page(title(printable(body)), s.meta, s.seating.root, newCard(s.seats.box), actions, s.asking.root)
	s.load = loader[store.BoardPage]{app: app, show: s.show, begin: func() func(context.Context) (store.BoardPage, error) {
		return func(ctx context.Context) (store.BoardPage, error) { return app.Store.Boards(ctx, group) }
	}}
	return s
}

// Object is the screen.
func (s *boardScreen) Object() fyne.CanvasObject { return s.root }

// Refresh reads it again.
func (s *boardScreen) Refresh() { s.load.Refresh() }

// Close ends the screen.
func (s *boardScreen) Close() { s.load.Close() }

func (s *boardScreen) show(page store.BoardPage) {
	i := slices.IndexFunc(page.Boards, func(b forum.Board) bool { return b.Name == s.body })
	show(slices.Contains(page.Can.Leave, s.body), s.leave)
	due := slices.DeleteFunc(slices.Clone(page.Seating), func(d forum.Seating) bool { return d.Body != s.body })
	s.seating.Show(due, page.Names, slices.Contains(page.Can.Seat, s.body))
	if i < 0 {
		s.seats.Show(nil)
		setText(s.meta, t("election.no_body"))
		return
	}
	b := &page.Boards[i]
	meta := []string{tn("election.seats_of", b.Seats)}
	if b.Vacant > 0 {
		meta = append(meta, tn("election.vacant", b.Vacant))
	}
	if b.Over > 0 {
		meta = append(meta, tn("election.too_many", b.Over))
	}
	setText(s.meta, strings.Join(meta, " · "))
	rows := seatRows(b, page.Names)
	if len(rows) == 0 {
		rows = []saidRow{{who: t("election.nobody_sits")}}
	}
	s.seats.Show(rows)
}

func seatRows(b *forum.Board, names map[forum.Person]string) (rows []saidRow) {
	for _, seat := range b.Sitting {
		r := saidRow{key: seat.Person.String(), who: nameOf(names, seat.Person), under: []string{t("election.since", "Day", day(seat.Since))}}
		if seat.How == forum.ElectionAnnual {
			r.under[0] += " · " + t("election.until_year", "Year", time.UnixMilli(seat.Since).UTC().Year()+b.Term)
		}
		if why := turnWords(seat.Retires); why != "" {
			r.under = append(r.under, why)
		}
		rows = append(rows, r)
	}
	return rows
}

// turnWords says why a seat ends at the next annual election.
func turnWords(turn forum.Turn) string {
	switch turn {
	case forum.TurnNone:
		return ""
	case forum.TurnCasual:
		return t("election.turn_casual")
	case forum.TurnTerm:
		return t("election.turn_term")
	case forum.TurnLongest:
		return t("election.turn_longest")
	}
	return t("election.turn_lot")
}

func (s *boardScreen) ask() {
	why := s.asking.words("leave/"+s.group.String()+"/"+s.body, t("election.leave_why"))
	s.asking.Ask(question{title: t("election.leave_title", "Body", printable(s.body)), what: t("election.leave_what"), yes: t("election.leave"), grave: true,
		inputs: []fyne.CanvasObject{inset(why)}, first: why,
		read: func() (func(context.Context) error, string) {
			why := strings.TrimSpace(why.Text)
			return func(ctx context.Context) error { return s.app.Store.LeaveSeat(ctx, s.group, s.body, why) }, ""
		}})
}

// seatingCard says whose role does not yet follow from the elections, and lets an officer give it.
type seatingCard struct {
	app     *App
	group   forum.ID
	changed func()
	bodies  []string
	due     *widget.Label
	note    *widget.Label
	seat    *widget.Button
	root    fyne.CanvasObject
}

func newSeatingCard(app *App, group forum.ID, changed func()) *seatingCard {
	c := &seatingCard{app: app, group: group, changed: changed, due: wrapped(""), note: small("")}
	c.note.Hide()
	c.seat = widget.NewButtonWithIcon(t("election.seat"), icon("check"), c.give)
	c.seat.Importance = widget.HighImportance
	c.root = newCard(container.NewVBox(heading(t("election.seating")), c.due, c.note, buttonRow(c.seat)))
	c.root.Hide()
	return c
}

// Show takes what is still to be done; can says whether this person may.
func (c *seatingCard) Show(due []forum.Seating, names map[forum.Person]string, can bool) {
	var lines []string
	c.bodies = nil
	for _, d := range due {
		id := t("election.seat_member", "Name", printable(nameOf(names, d.Person)), "Body", printable(d.Body))
		if d.Role == forum.RoleOfficer {
			id = t("election.seat_officer", "Name", printable(nameOf(names, d.Person)), "Body", printable(d.Body))
		}
		lines = append(lines, id)
		if !slices.Contains(c.bodies, d.Body) {
			c.bodies = append(c.bodies, d.Body)
		}
	}
	setText(c.due, strings.Join(lines, "\n"))
	show(can, c.seat)
	show(len(lines) > 0, c.root)
}

func (c *seatingCard) give() {
	bodies, left := c.bodies, 0
	enable(false, c.seat)
	c.app.work(func(ctx context.Context) error {
		for _, body := range bodies {
			_, more, err := c.app.Store.SeatElected(ctx, c.group, body)
			if err != nil {
				return err
			}
			left += len(more)
		}
		return nil
	}, func(err error) {
		enable(true, c.seat)
		if err != nil {
			c.app.tell(err)
		}
		setText(c.note, t("election.seat_left"))
		show(err == nil && left > 0, c.note)
		c.changed()
	})
}
