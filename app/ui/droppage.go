package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// dropPage offers what can be done with files that were dropped, a card each: words become a proposal, a page or minutes,
// ballots are counted or recorded; and any can be put with the thing that was open.
type dropPage struct {
	ui    *UI
	with  forum.ID   // the thing that was open, and may take files; zero: none
	kind  forum.Kind // of the record that made it
	cards []*dropCard
	sum   *widget.Label
	root  fyne.CanvasObject
}

func newDropPage(u *UI, choose []incoming, plain []string, open taker, said []string) *dropPage {
	p := &dropPage{ui: u, sum: wrapped("")}
	if open != nil && !u.shell.looking.Zero() {
		p.with, p.kind = u.shell.looking, u.shell.kind
	}
	p.sum.TextStyle.Bold = true
	things := []fyne.CanvasObject{heading(t("drop.title")), p.sum}
	for _, words := range said {
		things = append(things, wrapped(words))
	}
	for i := range choose {
		c := p.newCard(choose[i])
		p.cards = append(p.cards, c)
		things = append(things, c.root)
	}
	if len(plain) > 0 {
		things = append(things, p.newPlain(plain))
	}
	p.root = newSurface(theme.ColorNameBackground, 0, page(things...))
	p.count()
	return p
}

// Object is the screen.
func (p *dropPage) Object() fyne.CanvasObject { return p.root }

// Refresh has nothing to read: what the files are was read when they came.
func (p *dropPage) Refresh() {}

// count says how many are taken in.
func (p *dropPage) count() {
	done := 0
	for _, c := range p.cards {
		if c.made != nil {
			done++
		}
	}
	setText(p.sum, t("drop.sum", "Done", done, "All", len(p.cards)))
}

// newPlain offers to put files that nothing else can be done with to the thing that was open.
func (p *dropPage) newPlain(paths []string) fyne.CanvasObject {
	words := tn("drop.plain", len(paths))
	if p.with.Zero() {
		return newCard(container.NewVBox(wrapped(words + " " + t("drop.open_first"))))
	}
	return newCard(container.NewVBox(wrapped(words), buttonRow(p.attach(paths))))
}

// attach puts files with the thing that was open, which asks about them first.
func (p *dropPage) attach(paths []string) *widget.Button {
	return widget.NewButtonWithIcon(t("drop.attach"), icon("attach"), func() {
		p.ui.shell.openThing(p.kind, p.with)
		if open, ok := p.ui.shell.detail.(taker); ok {
			open.Take(paths)
		}
	})
}

// dropCard is one file and what can be done with it.
type dropCard struct {
	page    *dropPage
	in      incoming
	note    *widget.Label
	buttons []*widget.Button
	choices fyne.CanvasObject
	open    *widget.Button
	made    func() // opens what was made of it; nil: nothing was yet
	root    fyne.CanvasObject
}

func (p *dropPage) newCard(in incoming) *dropCard {
	c := &dropCard{page: p, in: in, note: wrapped("")}
	c.note.Hide()
	c.open = widget.NewButton(t("photos.open"), func() { c.made() })
	c.open.Hide()
	title := in.title
	if title == "" {
		title = in.name
	}
	c.offer()
	var row []fyne.CanvasObject
	for _, b := range c.buttons {
		row = append(row, b)
	}
	if !p.with.Zero() {
		row = append(row, p.attach([]string{in.path}))
	}
	c.choices = buttonRow(row...)
	c.root = newCard(container.NewVBox(heading(printable(title)), small(in.name), c.choices, c.note, buttonRow(c.open)))
	return c
}

// offer makes the buttons for what this person may do with the file.
func (c *dropCard) offer() {
	app, shell := c.page.ui.app, c.page.ui.shell
	group, in := shell.group, c.in
	can := app.Store.GroupCan(group)
	button := func(words, picture string, kind forum.Kind, make func(context.Context) (forum.ID, string, error)) {
		c.buttons = append(c.buttons, widget.NewButtonWithIcon(words, icon(picture), func() { c.do(kind, make) }))
	}
	if in.sort == sortBallots {
		button(t("drop.count"), "vote-yes", "", func(context.Context) (id forum.ID, said string, err error) {
			said, err = countedWords(in)
			return id, said, err
		})
		if can.Enter {
			button(t("drop.record"), "check", forum.KindProposal, func(ctx context.Context) (forum.ID, string, error) {
				b, err := readOrdinary(in.path, forum.MaxBallotFile)
				if err != nil {
					return forum.ID{}, "", err
				}
				id, err := app.Store.BringInFile(ctx, group, store.BallotFile{Name: in.name, Format: in.format, File: b})
				return id, t("drop.recorded"), err
			})
		}
		return
	}
	title := clipped(in.title, forum.MaxTitle)
	if can.Edit {
		button(t("drop.proposal"), "proposals", forum.KindProposal, func(ctx context.Context) (forum.ID, string, error) {
			id, err := app.Store.NewProposal(ctx, group, forum.NewProposal{Title: title, Draft: true}, in.text)
			return id, t("drop.draft_made"), err
		})
	}
	if can.Minute {
		button(t("drop.page"), "pages", forum.KindPage, func(ctx context.Context) (forum.ID, string, error) {
			id, err := app.Store.NewPage(ctx, group, forum.NewPage{Title: title}, in.text)
			return id, t("drop.page_made"), err
		})
		button(t("drop.minutes"), "meetings", forum.KindMeeting, c.minutes)
	}
}

// minutes makes a meeting of the file.
func (c *dropCard) minutes(ctx context.Context) (id forum.ID, said string, err error) {
	b, err := readOrdinary(c.in.path, mostWords)
	if err != nil {
		return id, "", err
	}
	parsed, problems := forum.ParseMinutes(c.in.name, string(b))
	got, err := c.page.ui.app.Store.ImportMinutes(ctx, c.page.ui.shell.group, &parsed, parsed.At(time.Local))
	if err != nil {
		return id, "", err
	}
	lines := []string{t("drop.minutes_made")}
	switch {
	case got.There:
		lines[0] = t("drop.minutes_there")
	case got.Other:
		lines[0] = t("drop.minutes_other")
	}
	for _, p := range problems {
		lines = append(lines, sentence(p.Message))
	}
	return got.Meeting, strings.Join(lines, "\n"), nil
}

// do does something with the file, and says what came of it.
func (c *dropCard) do(kind forum.Kind, make func(context.Context) (forum.ID, string, error)) {
	shell := c.page.ui.shell
	group := shell.group
	var id forum.ID
	var said string
	for _, b := range c.buttons {
		enable(false, b)
	}
	c.page.ui.app.slow(t("drop.doing", "Name", c.in.name), func(ctx context.Context) (err error) {
		id, said, err = make(ctx)
		return err
	}, func(err error) {
		for _, b := range c.buttons {
			enable(true, b)
		}
		if err != nil {
			say(c.note, sentence(errorWords(err)))
			return
		}
		say(c.note, printable(said))
		if !id.Zero() {
			c.made = func() { shell.openIn(group, kind, id) }
			c.choices.Hide() // once is enough
			c.open.Show()
			c.page.ui.app.focus(c.open)
		}
		c.page.count()
		c.root.Refresh()
	})
}

// stepsShown is how many steps of a count are shown: the rest is in the record.
const stepsShown = 200

// countedWords counts a file of ballots and says what they come to, and how.
func countedWords(in incoming) (string, error) {
	b, err := readOrdinary(in.path, forum.MaxBallotFile)
	if err != nil {
		return "", err
	}
	rule, err := forum.UsualRule(in.format, b)
	if err != nil {
		return "", err
	}
	e, err := forum.NewElsewhere(in.format, rule, b)
	if err != nil {
		return "", err
	}
	r, err := e.Count()
	if err != nil {
		return "", err
	}
	var lines []string
	if names := r.Winners(); len(names) > 0 {
		lines = []string{t("drop.winners", "Names", listed(names)), ""}
	}
	steps := r.Steps()
	return strings.Join(append(lines, steps[:min(len(steps), stepsShown)]...), "\n"), nil
}

// clipped is a text of so many letters at most.
func clipped(words string, most int) string {
	if letters := []rune(words); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return words
}
