package ui

import (
	"context"
	"io"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// papersView is what the screen of a vote needs of its papers beside the page, read in the background.
type papersView struct {
	people []forum.Member    // who may vote, by name
	sheet  *forum.PaperCount // of a teller: what they have entered
	words  []string          // how it stands
}

// readPapers reads it; of a vote that takes no papers only the people, for one that is still to be opened.
func readPapers(app *App, p *store.ProposalPage, roll *forum.Roll, me forum.Person) (v papersView, err error) {
	for _, m := range roll.Active() {
		if roll.Votes(m.Person) {
			v.people = append(v.people, m)
		}
	}
	slices.SortStableFunc(v.people, func(a, b forum.Member) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	vote, ok := p.CurrentVote()
	if !ok || vote.Paper == nil {
		return v, nil
	}
	v.words = papersWords(p, vote, me)
	if p.Can.Papers {
		n, err := app.Store.PaperDraft(p)
		if err != nil {
			return v, err
		}
		v.sheet = &n
	}
	return v, nil
}

// papersWords says how it stands with what was voted on paper.
func papersWords(p *store.ProposalPage, vote *forum.Vote, me forum.Person) (lines []string) {
	on := vote.Paper
	switch {
	case on.Missing:
		lines = append(lines, t("paper.missing"))
	case len(on.Used) > 0 && on.Over:
		lines = append(lines, t("paper.over"))
	case len(on.Used) > 0:
		lines = append(lines, t("paper.how_cast", "Devices", vote.OnDevices(), "Paper", len(on.People)))
	case vote.Final() != nil:
		lines = append(lines, t("paper.uncounted"))
	default:
		lines = append(lines, t("paper.waits"))
	}
	if vote.OnPaper(me) {
		lines = append(lines, t("paper.you"))
	}
	for i := range on.Instead {
		lines = append(lines, t("paper.instead", "Name", nameOf(p.Names, on.Instead[i].Voter)))
		if len(on.Instead[i].For) > 0 {
			lines = append(lines, t("paper.carries_none", "Name", nameOf(p.Names, on.Instead[i].Voter)))
		}
	}
	if len(on.People) > 0 && vote.Terms.Proxies > 0 {
		lines = append(lines, t("paper.no_proxy"))
	}
	var names []forum.Person
	for _, n := range on.Counts {
		names = append(names, n.Teller)
	}
	if len(names) > 0 {
		lines = append(lines, t("paper.handed_by", "Names", namesOf(p.Names, names)))
	}
	for _, n := range vote.LateCounts() {
		lines = append(lines, t("paper.late", "Name", nameOf(p.Names, n.Teller)))
	}
	if p.PapersBlind && len(names) > 0 {
		return append(lines, t("paper.blind"))
	}
	return append(lines, mismatchWords(p, vote)...)
}

// mismatchWords compares two tellers' counts in words.
func mismatchWords(p *store.ProposalPage, vote *forum.Vote) (lines []string) {
	a, b := vote.Paper.Pair()
	if b == nil || p.PapersBlind {
		return nil
	}
	pair := forum.ComparePapers(&a.PaperCount, &b.PaperCount)
	if pair.Clean() {
		return []string{t("paper.clean")}
	}
	names := [2]string{nameOf(p.Names, a.Teller), nameOf(p.Names, b.Teller)}
	for i := range pair.Differ {
		d := &pair.Differ[i]
		lines = append(lines, t("paper.differs", "Number", d.No, "One", names[0], "First", paperName(vote, &d.Two[0]), "Two", names[1], "Second", paperName(vote, &d.Two[1])))
	}
	for i, name := range names {
		for j := range pair.Only[i] {
			lines = append(lines, t("paper.only", "Number", pair.Only[i][j].No, "Name", name, "Choice", paperName(vote, &pair.Only[i][j])))
		}
		for _, who := range pair.PeopleOnly[i] {
			lines = append(lines, t("paper.named", "Name", nameOf(p.Names, who), "Teller", name))
		}
	}
	if vote.Final() == nil {
		lines = append(lines, t("paper.together"))
	}
	return lines
}

// paperName says a paper in words.
func paperName(vote *forum.Vote, p *forum.Paper) string {
	if p.Choice == forum.Spoilt {
		return t("paper.spoilt")
	}
	return ballotName(vote, &forum.Ballot{Choice: p.Choice, Prefs: p.Prefs, Points: p.Points})
}

// papersCard shows what was voted on paper. A teller prints papers there, enters what was handed in and signs it.
type papersCard struct {
	app             *App
	group, proposal forum.ID
	changed         func()

	stands                  *widget.Label
	print, enter            *widget.Button
	many, from              *lineEntry
	save                    *widget.Button
	code, wrong             *widget.Label
	printing, buttons, root *fyne.Container
	sheet                   *paperSheet
	vote                    *forum.Vote
	blind                   bool
}

func newPapersCard(app *App, group, proposal forum.ID, changed func()) *papersCard {
	c := &papersCard{app: app, group: group, proposal: proposal, changed: changed, code: small(""), wrong: small("")}
	c.stands = widget.NewLabel("")
	c.stands.Wrapping = fyne.TextWrapWord
	c.wrong.Importance = widget.DangerImportance
	c.wrong.Hide()
	c.print = widget.NewButton(t("paper.print"), func() { c.toggle(c.printing) })
	c.enter = widget.NewButtonWithIcon(t("paper.enter"), icon("edit"), func() { c.toggle(c.sheet.root) })
	c.many, c.from = newLineEntry("20"), newLineEntry("1")
	c.many.OnSubmitted = func(string) { c.choosePlace() }
	c.from.OnSubmitted = c.many.OnSubmitted
	c.save = widget.NewButton(t("meeting.save_pdf"), c.choosePlace)
	c.save.Importance = widget.HighImportance
	c.printing = container.NewVBox(field(t("paper.how_many"), c.many), field(t("paper.first"), c.from), c.code, c.wrong, buttonRow(c.save))
	sayEnglish(c.printing)
	c.printing.Hide()
	c.sheet = newPaperSheet(app, group, proposal, changed)
	c.sheet.root.Hide()
	c.buttons = buttonRow(c.print, c.enter)
	c.root = container.NewVBox(heading(t("paper.title")), c.stands, c.buttons, c.printing, c.sheet.root)
	c.root.Hide()
	return c
}

// toggle opens one of the two, and shuts the other.
func (c *papersCard) toggle(what *fyne.Container) {
	open := !what.Visible()
	c.printing.Hide()
	c.sheet.root.Hide()
	show(open, what)
	c.names()
	c.root.Refresh()
	c.changed()
}

// names says on the two buttons what they do now.
func (c *papersCard) names() {
	name := func(b *widget.Button, open bool, words string) {
		if open {
			words = t("write.done")
		}
		if b.Text != words {
			b.SetText(words)
		}
	}
	name(c.print, c.printing.Visible(), t("paper.print"))
	name(c.enter, c.sheet.root.Visible(), t("paper.enter"))
}

// Show takes what was read.
func (c *papersCard) Show(p *store.ProposalPage, v *papersView) {
	vote, ok := p.CurrentVote()
	show(ok && vote.Paper != nil, c.root)
	if !ok || vote.Paper == nil {
		return
	}
	c.vote, c.blind = vote, p.PapersBlind
	setText(c.stands, strings.Join(v.words, "\n"))
	show(p.Can.Papers, c.buttons)
	if !p.Can.Papers {
		c.printing.Hide()
		c.sheet.root.Hide()
		return
	}
	c.names()
	setText(c.code, t("paper.print_note", "Code", forum.PaperCode(vote.ID)))
	c.sheet.Show(p, vote, v)
}

// unsettled says that closing now leaves papers out, or may.
func (c *papersCard) unsettled() bool {
	if c.vote == nil || c.vote.Paper == nil {
		return false
	}
	a, b := c.vote.Paper.Pair()
	if b == nil || c.blind {
		return true
	}
	pair := forum.ComparePapers(&a.PaperCount, &b.PaperCount)
	return !pair.Clean()
}

// pdf gives what draws the papers that are asked for, off the UI thread.
func (c *papersCard) pdf() (func(context.Context) ([]byte, error), error) {
	bad := errorText(t("paper.print_bad", "Most", forum.MaxPapers))
	many, ok := wholeNumber(c.many.Text, 20)
	first, fine := wholeNumber(c.from.Text, 1)
	if !ok || !fine || many < 1 || many > forum.MaxPapers || first < 1 || first > forum.MaxPaperNo-many+1 {
		return nil, bad
	}
	group, vote := c.group, c.vote
	return func(ctx context.Context) ([]byte, error) {
		g, err := c.app.Store.Group(ctx, group)
		if err != nil {
			return nil, err
		}
		b, err := paper.BallotsOf(g.Name, vote, first, many, sheetTongue())
		if err != nil {
			return nil, bad
		}
		return b.PDF()
	}, nil
}

func (c *papersCard) choosePlace() {
	draw, err := c.pdf()
	show(err != nil, c.wrong)
	if err != nil {
		setText(c.wrong, sentence(errorWords(err)))
		c.root.Refresh()
		return
	}
	c.app.saveFile("papers.pdf", func(w fyne.URIWriteCloser) {
		c.app.fillFile(w, t("slow.pdf"), func(ctx context.Context, out io.Writer) error {
			file, err := draw(ctx)
			if err == nil {
				_, err = out.Write(file)
			}
			return err
		}, c.app.tell)
	})
}
