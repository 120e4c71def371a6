package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// amendmentName names a state, with the colour that goes with it; one from a newer version is shown as it is.
func amendmentName(state string) (string, fyne.ThemeColorName) {
	switch state {
	case forum.AmendmentOpen:
		return t("amendment.open"), theme.ColorNamePrimary
	case forum.AmendmentWithdrawn:
		return t("amendment.withdrawn"), theme.ColorNamePlaceHolder
	case forum.AmendmentAdopted:
		return t("amendment.adopted"), colorYes
	}
	return state, theme.ColorNameForeground
}

// amendmentsCard shows the other wordings that people propose, each as what it changes, and takes one in, withdraws one
// or writes one.
type amendmentsCard struct {
	app             *App
	group, proposal forum.ID
	changed         func()

	rows  parts[forum.ID, *amendmentRow]
	hint  *widget.Label
	write *folded
	body  *area
	some  bool       // there are amendments
	now   string     // the proposal's words on the page
	words []forum.ID // their heads
	root  fyne.CanvasObject
}

// amendmentView is an amendment as read, formatted off the UI thread.
type amendmentView struct {
	store.AmendmentPage
	changes []widget.RichTextSegment
	whole   reading
}

func newAmendmentsCard(app *App, group, proposal forum.ID, changed func()) *amendmentsCard {
	c := &amendmentsCard{app: app, group: group, proposal: proposal, changed: changed, hint: small(t("amendment.marks"))}
	c.rows = parts[forum.ID, *amendmentRow]{box: container.NewVBox(), create: func(id forum.ID) *amendmentRow { return newAmendmentRow(c, id) },
		object: func(r *amendmentRow) fyne.CanvasObject { return r.root }}
	sheet := newSheet(app, c.key(), t("amendment.send"))
	name := sheet.line("title", t("amendment.name_hint"))
	c.body = sheet.words("body", "", 8)
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		title, body, from := trimmed(&name.Entry), c.body.Text, c.from()
		return func(ctx context.Context) error {
			_, err := app.Store.Amend(ctx, group, proposal, title, from, body)
			return err
		}, "", nil
	}
	c.write = sheet.fold(t("amendment.write"), icon("edit"), wrapped(t("amendment.what")), field(t("amendment.name"), name),
		field(t("amendment.body"), c.body, t("write.marks")))
	c.write.within().apart()
	c.write.open.OnTapped = c.begin
	shut := func() { app.desk.Keep(c.key()+"/from", ""); c.write.Unfold(false); c.arrange() }
	sheet.gone = shut
	sheet.done = func() { shut(); changed() }
	c.root = newCard(container.NewVBox(heading(t("amendment.title")), c.hint, c.rows.box, c.write.root))
	c.root.Hide()
	return c
}

func (c *amendmentsCard) key() string { return "amendment/" + c.proposal.String() }

// begin starts a wording from the proposal's words as they are on the page, and keeps which those were: what others
// write meanwhile is not to be undone by it.
func (c *amendmentsCard) begin() {
	if c.body.Text == "" {
		c.body.SetText(c.now)
		heads := make([]string, len(c.words))
		for i, h := range c.words {
			heads[i] = h.String()
		}
		c.app.desk.Keep(c.key()+"/from", strings.Join(heads, " "))
	}
	c.write.Unfold(true)
	c.arrange()
	c.write.Focus()
}

// from gives the heads of the words that the wording was begun from.
func (c *amendmentsCard) from() (heads []forum.ID) {
	for _, one := range strings.Fields(c.app.desk.Draft(c.key() + "/from")) {
		id, err := forum.ParseID(one)
		if err != nil { // the drafts' file was changed by hand
			return c.words
		}
		heads = append(heads, id)
	}
	return heads
}

// reading says which turn of each text a reading that begins now belongs to.
func (c *amendmentsCard) reading() map[forum.ID]int {
	turns := map[forum.ID]int{}
	for id, r := range c.rows.made {
		turns[id] = r.whole.Reading()
	}
	return turns
}

// readAmendments reads the amendments of a proposal and formats them. Off the UI thread.
func readAmendments(ctx context.Context, app *App, p *store.ProposalPage, turns map[forum.ID]int) (out []amendmentView, err error) {
	all, err := app.Store.Amendments(ctx, p)
	for i := range all {
		a := &all[i]
		out = append(out, amendmentView{*a, wordChanges(a.From, a.Body),
			reading{text: a.Body, turn: turns[a.ID], segments: formatMarkdown(a.Body, app.follow, app.Log)}})
	}
	return out, err
}

// Show takes what was read.
func (c *amendmentsCard) Show(p *store.ProposalPage, all []amendmentView) {
	c.now, c.words = p.Body, p.Words
	keys := make([]forum.ID, len(all))
	for i := range all {
		keys[i] = all[i].ID
	}
	c.rows.Show(keys, func(r *amendmentRow, i int) { show(i > 0, r.line); r.Show(p, &all[i]) })
	c.write.Offer(p.Can.Amend)
	c.some = len(all) > 0
	c.arrange()
}

// arrange shows the card where there is something on it.
func (c *amendmentsCard) arrange() {
	show(c.some, c.hint)
	show(c.some || c.write.may && c.write.box.Visible(), c.root)
}

// Close leaves the texts; what is not saved yet is saved.
func (c *amendmentsCard) Close() {
	for _, r := range c.rows.made {
		r.whole.Close()
	}
}

// amendmentRow is one amendment.
type amendmentRow struct {
	card                        *amendmentsCard
	id                          forum.ID
	name, meta                  *widget.Label
	chip                        *chip
	changes                     *prose
	compared                    string // what the changes are of
	whole                       *textBlock
	wholeBox                    *fyne.Container
	more, takeIn, retract, anew *widget.Button
	line                        fyne.CanvasObject // between it and the one above
	root                        fyne.CanvasObject
}

func newAmendmentRow(c *amendmentsCard, id forum.ID) *amendmentRow {
	r := &amendmentRow{card: c, id: id, name: wrapped(""), meta: small(""), chip: newChip(), changes: newProse()}
	r.name.TextStyle.Bold = true
	r.whole = newTextBlock(c.app, c.group, id, wrapped(t("amendment.whole")), "", c.changed)
	r.wholeBox = container.NewVBox(r.whole.root, r.whole.past.root)
	r.wholeBox.Hide()
	r.more = quietButton(t("amendment.show"), icon("proposals"), func() { r.unfold(!r.wholeBox.Visible()) })
	st := c.app.Store
	r.takeIn = widget.NewButtonWithIcon(t("amendment.take_in"), icon("check"), func() {
		r.do(func(ctx context.Context) error { _, _, err := st.TakeIn(ctx, c.group, id); return err })
	})
	r.retract = widget.NewButtonWithIcon(t("amendment.retract"), icon("cross"), func() {
		r.do(func(ctx context.Context) error { return st.WithdrawAmendment(ctx, c.group, id, false) })
	})
	r.anew = widget.NewButton(t("amendment.anew"), func() {
		r.do(func(ctx context.Context) error { return st.WithdrawAmendment(ctx, c.group, id, true) })
	})
	state := container.New(layout.NewCustomPaddedLayout(theme.InnerPadding()-2, 0, theme.InnerPadding(), theme.InnerPadding()), r.chip)
	top := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), beside(r.name, state, 14, false), r.meta)
	r.line = inset(widget.NewSeparator())
	r.root = container.NewVBox(r.line, container.New(layout.NewCustomPaddedVBoxLayout(0), top, r.changes), r.wholeBox,
		buttonRow(r.more, r.takeIn, r.retract, r.anew))
	return r
}

// unfold shows the whole wording, to read and to write, or only what it changes.
func (r *amendmentRow) unfold(on bool) {
	show(on, r.wholeBox)
	r.more.SetText(t("amendment.show"))
	if on {
		r.more.SetText(t("amendment.hide"))
	}
	r.root.Refresh()
}

// Show takes what was read.
func (r *amendmentRow) Show(p *store.ProposalPage, v *amendmentView) {
	setText(r.name, printable(v.Title))
	meta := []string{t("proposal.by", "Name", printable(nameOf(p.Names, v.Author))), ago(r.card.app.Now(), v.Made)}
	if v.From == "" && len(v.AmendmentPage.Amendment.From) > 0 {
		meta = append(meta, t("amendment.incomplete"))
	}
	setText(r.meta, strings.Join(meta, " · "))
	r.chip.Set(amendmentName(v.State))
	if of := v.From + "\x00" + v.Body; of != r.compared {
		r.compared = of
		showMarkdown(r.changes, v.changes)
	}
	r.whole.Show(v.whole, v.Can.Edit)
	if r.whole.editor != nil && !r.wholeBox.Visible() { // left before it could be saved
		r.unfold(true)
	}
	show(v.Can.TakeIn, r.takeIn)
	show(v.Can.Withdraw, r.retract)
	show(v.Can.Again, r.anew)
}

func (r *amendmentRow) do(f func(context.Context) error) {
	enable(false, r.takeIn, r.retract, r.anew)
	r.card.app.work(f, func(err error) {
		enable(true, r.takeIn, r.retract, r.anew)
		if err != nil {
			r.card.app.tell(err)
			return
		}
		r.card.changed()
	})
}
