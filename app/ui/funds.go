package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// newFunds lists a group's funds with what is in them.
func newFunds(app *App, group forum.ID, open func(forum.ID), make func()) *shelf {
	return newShelf(app, shelfKind{
		title: t("nav.funds"), add: t("fund.new"), none: t("fund.none"), teach: t("fund.teach"), picture: icon("funds"), open: open, make: make,
		read: func(ctx context.Context, _ int) ([]columnWords, bool, error) {
			cards, err := app.Store.Funds(ctx, group)
			all := columnWords{key: "funds"}
			for i := range cards {
				c := &cards[i]
				w := tileWords{key: c.ID.String(), title: c.Title, state: signed(c.Balance), ink: theme.ColorNameForeground, open: func() { open(c.ID) },
					meta: t("fund.in_out", "In", money(c.In), "Out", money(c.Out))}
				if c.TooLarge {
					w.note = t("fund.too_large")
				}
				all.tiles = append(all.tiles, w)
			}
			return []columnWords{all}, app.Store.GroupCan(group).Enter, err
		},
	})
}

// signed writes pence as pounds, with a minus sign where there are less than none.
func signed(pence int64) string {
	if pence < 0 {
		return "–" + money(-pence)
	}
	return money(pence)
}

// newFundForm starts a fund.
func newFundForm(app *App, group forum.ID, made func(forum.ID), cancelled func()) *sheetScreen {
	s := newSheet(app, "fund/"+group.String(), t("fund.make"))
	title, purpose, below := s.line("title", t("fund.title_hint")), s.words("purpose", t("fund.purpose_hint"), 3), s.line("below", t("fund.below_hint"))
	var id forum.ID
	s.done, s.gone = func() { made(id) }, cancelled
	s.read = func() (func(context.Context) error, string, fyne.Focusable) {
		n := forum.NewFund{Title: trimmed(&title.Entry), Purpose: trimmed(&purpose.Entry)}
		if n.Title == "" {
			return nil, t("fund.needs_title"), title
		}
		var err error
		if n.Below, err = readMoney(below.Text); err != nil {
			return nil, t("fund.bad_amount"), below
		}
		return func(ctx context.Context) (err error) { id, err = app.Store.NewFund(ctx, group, n); return err }, "", nil
	}
	return s.screen(t("fund.new"), nil, nil, field(t("fund.title"), title), field(t("fund.purpose"), purpose), field(t("fund.below"), below))
}

// lineName says what a line of a ledger is; one from a newer version is shown as it is.
func lineName(what string) string {
	switch what {
	case forum.LineContribution:
		return t("fund.contribution")
	case forum.LineGrant:
		return t("fund.grant")
	case forum.LineSpending:
		return t("fund.spending")
	case forum.LineSharing:
		return t("fund.sharing")
	}
	return what
}

// entered are the lines that the window enters; a surplus is shared by the command line.
var entered = []string{forum.LineContribution, forum.LineGrant, forum.LineSpending}

// lineForm is the sheet that enters a line in the ledger of a fund.
type lineForm struct {
	*folded
	what   *widget.RadioGroup
	who    *whomPicker
	by     *widget.Select
	bys    []forum.ID
	bySame func() // chooses again what was chosen of it
	byBox  fyne.CanvasObject
	amount *lineEntry
	note   *lineEntry
}

func newLineForm(app *App, group, fund forum.ID, entered func()) *lineForm {
	s := newSheet(app, "fund-line/"+fund.String(), t("fund.enter"))
	f := &lineForm{amount: s.line("amount", t("fund.amount_hint")), note: s.line("note", t("fund.note_hint"))}
	f.who = newWhomPicker(s, t("fund.nobody"))
	f.by = widget.NewSelect(nil, nil)
	f.by.PlaceHolder = t("fund.choose_decision")
	f.bySame = s.choice("by", f.by)
	f.byBox = field(t("fund.decision"), f.by)
	f.what = widget.NewRadioGroup(f.choices(), func(string) { f.choose() })
	f.what.Required = true
	f.what.SetSelected(f.choices()[0])
	s.few("what", f.what)
	s.read = func() (func(context.Context) error, string, fyne.Focusable) {
		l, wrong, at := f.line()
		return func(ctx context.Context) error { _, err := app.Store.AddLine(ctx, group, fund, l); return err }, wrong, at
	}
	s.done = func() { f.Unfold(false); entered() }
	f.folded = s.fold(t("fund.add_line"), icon("plus"), field(t("fund.what"), f.what), field(t("fund.amount"), f.amount),
		field(t("fund.who"), f.who.root), f.byBox, field(t("fund.note"), f.note))
	return f
}

func (*lineForm) choices() (names []string) {
	for _, what := range entered {
		names = append(names, lineName(what))
	}
	return names
}

func (f *lineForm) kind() string {
	for i, name := range f.choices() {
		if f.what.Selected == name {
			return entered[i]
		}
	}
	return ""
}

func (f *lineForm) choose() {
	show(f.kind() == forum.LineSpending, f.byBox)
	if f.folded != nil {
		f.root.Refresh()
	}
}

// line gives what is filled in; wrong is what is to be put right.
func (f *lineForm) line() (l forum.NewLine, wrong string, at fyne.Focusable) {
	l = forum.NewLine{What: f.kind(), Note: trimmed(&f.note.Entry)}
	var err error
	if l.Amount, err = readMoney(f.amount.Text); err != nil || l.Amount == 0 {
		return l, t("fund.bad_amount"), f.amount
	}
	if l.Who, wrong = f.who.Whom(); wrong != "" {
		return l, wrong, f.who.name
	}
	if l.What == forum.LineSpending {
		if i := f.by.SelectedIndex(); i >= 0 && i < len(f.bys) {
			l.Decision = f.bys[i]
		} else {
			return l, t("fund.needs_decision"), f.by
		}
	}
	return l, "", nil
}

// Offer gives the people and the decisions to choose from. What is chosen stays.
func (f *lineForm) Offer(people rollView, ids []forum.ID, titles []string) {
	f.who.Members(people)
	f.bys = ids
	f.by.SetOptions(titles)
	f.bySame()
}
