package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// fundScreen shows one fund: what is in it, its ledger line by line, and who has paid in.
type fundScreen struct {
	thing[fundView]
	balance *widget.Label
	sums    *widget.Label
	purpose *widget.Label
	warning *widget.Label
	add     *lineForm
	ledger  *fyne.Container
	correct *folded
	of      forum.ID // the line that is being corrected
	ofLine  *widget.Label
	paid    *widget.Label
	paidBox fyne.CanvasObject
	shown   string                       // what the ledger was made of
	rows    map[string]fyne.CanvasObject // its lines, by what they say
}

type fundView struct {
	store.FundPage
	roll     rollView
	decided  []forum.ID
	titles   []string
	comments []comment
}

func newFund(app *App, group, id forum.ID) *fundScreen {
	s := &fundScreen{balance: title(""), sums: wrapped(""), purpose: wrapped(""), warning: wrapped(t("fund.too_large_what")), ledger: container.NewVBox(), paid: wrapped("")}
	s.warning.Importance = widget.DangerImportance
	s.add = newLineForm(app, group, id, func() { s.Refresh() })
	s.add.open.Importance = widget.HighImportance
	s.makeCorrect(app, group, id)
	s.paidBox = newCard(container.NewVBox(heading(t("fund.paid")), s.paid))
	over := newCard(container.NewVBox(container.New(layout.NewCustomPaddedVBoxLayout(-10), s.balance, s.sums), s.warning))
	s.setUp(app, group, id, s.read, s.show, s.purpose, over, s.add.root, s.correct.root, heading(t("fund.ledger")), s.ledger, s.paidBox, s.withPhotos(app, group, id))
	return s
}

// makeCorrect makes the sheet that corrects a line: the button at the line unfolds it.
func (s *fundScreen) makeCorrect(app *App, group, id forum.ID) {
	sheet := newSheet(app, "fund-correct/"+id.String(), t("fund.correct"))
	amount, why := sheet.line("amount", t("fund.correct_hint")), sheet.line("why", t("fund.why_hint"))
	s.ofLine = wrapped("")
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		pence, err := readMoney(amount.Text)
		switch reason := trimmed(&why.Entry); {
		case s.of.Zero():
			return nil, t("fund.choose_line"), nil
		case err != nil || strings.TrimSpace(amount.Text) == "":
			return nil, t("fund.bad_amount"), amount
		case reason == "":
			return nil, t("fund.needs_why"), why
		default:
			line := s.of
			return func(ctx context.Context) error {
				_, err := app.Store.CorrectLine(ctx, group, id, line, pence, reason)
				return err
			}, "", nil
		}
	}
	s.correct = sheet.fold("", nil, s.ofLine, field(t("fund.correct_to"), amount), field(t("fund.why"), why))
	sheet.done = func() { s.of = forum.ID{}; s.correct.Unfold(false); s.correct.root.Hide(); s.Refresh() }
	sheet.gone = func() { s.of = forum.ID{}; s.correct.root.Hide() }
	s.correct.root.Hide()
}

func (s *fundScreen) read(ctx context.Context) (v fundView, err error) {
	if v.FundPage, err = s.app.Store.Fund(ctx, s.group, s.id); err != nil {
		return v, err
	}
	v.comments = s.talk(v.Comments, v.Names)
	if v.roll, err = readRoll(ctx, s.app, s.group); err != nil {
		return v, err
	}
	cards, err := s.app.Store.Proposals(ctx, s.group, store.Filter{})
	for i := range cards {
		switch c := &cards[i]; c.State {
		case forum.StatePassed, forum.StateDecided, forum.StateDoing, forum.StateDone:
			v.decided, v.titles = append(v.decided, c.ID), append(v.titles, printable(c.Title))
		}
	}
	v.titles = distinct(v.titles, func(i int) string { return v.decided[i].String() })
	return v, err
}

func (s *fundScreen) show(v fundView) {
	s.head(v.Title, "", theme.ColorNameForeground, t("fund.by", "Name", nameOf(v.Names, v.Author)), tn("fund.lines", len(v.Lines)))
	setText(s.balance, signed(v.Balance))
	sums := t("fund.in_out", "In", money(v.In), "Out", money(v.Out))
	if v.Below > 0 {
		sums += " " + t("fund.may_go", "Money", money(v.Below))
	}
	setText(s.sums, sums)
	setText(s.purpose, printable(v.Purpose))
	show(v.Purpose != "", s.purpose)
	show(v.TooLarge, s.warning)
	show(v.Can.Enter, s.add.root)
	s.add.Offer(v.roll, v.decided, v.titles)
	s.showLedger(&v)
	var paid []string
	for _, p := range v.Paid {
		line := t("fund.paid_line", "Name", printable(whomName(v.Names, p.Who)), "Money", money(p.Weight))
		if p.Amount > 0 {
			line += " " + t("fund.had", "Money", money(p.Amount))
		}
		paid = append(paid, line)
	}
	setText(s.paid, strings.Join(paid, "\n"))
	show(len(paid) > 0, s.paidBox)
	s.photos.Show(v.Can.Comment)
	s.comments.Show(v.comments, v.Can.Comment)
}

// showLedger makes the lines, the latest first; news that changes none of them leaves them as they are.
func (s *fundScreen) showLedger(v *fundView) {
	made := fmt.Sprint(v.Can.Enter)
	for i := range v.Lines {
		l := &v.Lines[i]
		made += fmt.Sprint(l.ID, l.Amount, len(l.Corrections), l.Balance, whomName(v.Names, l.Who))
	}
	if made == s.shown {
		return
	}
	s.shown = made
	var rows []fyne.CanvasObject
	kept := map[string]fyne.CanvasObject{}
	for i := range slices.Backward(v.Lines) {
		l := &v.Lines[i]
		key := fmt.Sprint(v.Can.Enter, l.ID, l.Amount, len(l.Corrections), l.Balance, whomName(v.Names, l.Who))
		if kept[key] = s.rows[key]; kept[key] == nil {
			kept[key] = s.line(v, l)
		}
		rows = append(rows, kept[key])
		if len(rows) == tilesShown {
			rows = append(rows, small(tn("list.earlier", i)))
			break
		}
	}
	if len(rows) == 0 {
		rows = append(rows, small(t("fund.no_lines")))
	}
	s.rows = kept
	steady(s.scroll, func() { setThings(s.ledger, []fyne.CanvasObject{rowsCard(rows)}) })
}

func (s *fundScreen) line(v *fundView, l *forum.FundLine) fyne.CanvasObject {
	what := wrapped(t("fund.line", "What", lineName(l.What), "Money", signed(l.Change())))
	what.TextStyle.Bold = true
	var more []string
	more = append(more, day(l.Time), t("fund.after", "Money", signed(l.Balance)))
	if !l.Who.Zero() {
		more = append(more, whomName(v.Names, l.Who))
	}
	for _, d := range v.Decisions {
		if d.ID == l.Decision && d.Title != "" {
			more = append(more, t("fund.decided_by", "Title", d.Title))
		}
	}
	if l.Note != "" {
		more = append(more, l.Note)
	}
	var top fyne.CanvasObject = what
	if v.Can.Enter {
		top = beside(what, s.fix(l), 16, false)
	}
	parts := []fyne.CanvasObject{top, small(printable(strings.Join(more, " · ")))}
	for _, share := range l.Shares {
		parts = append(parts, small(t("fund.share", "Name", printable(whomName(v.Names, share.Who)), "Money", money(share.Amount))))
	}
	for _, c := range l.Corrections {
		parts = append(parts, small(t("fund.corrected", "First", money(l.First), "Name", printable(nameOf(v.Names, c.By)), "Day", day(c.Time), "Why", printable(c.Note), "Money", money(c.Amount))))
	}
	if l.TooLow {
		low := wrapped(t("fund.too_low"))
		low.Importance = widget.DangerImportance
		parts = append(parts, low)
	}
	return container.New(layout.NewCustomPaddedVBoxLayout(-10), parts...)
}

// fix is the button that corrects a line.
func (s *fundScreen) fix(l *forum.FundLine) fyne.CanvasObject {
	return quietButton(t("fund.correct"), icon("edit"), func() {
		s.of = l.ID
		setText(s.ofLine, t("fund.correcting", "Line", t("fund.line", "What", lineName(l.What), "Money", signed(l.Change())), "Day", day(l.Time)))
		s.correct.root.Show()
		s.correct.Unfold(true)
		s.correct.Focus()
		s.scroll.ScrollToOffset(fyne.NewPos(0, max(0, s.correct.root.Position().Y-thumb)))
	})
}
