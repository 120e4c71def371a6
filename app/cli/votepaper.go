package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"moot/app/paper"
	"moot/store"
	"moot/store/forum"
)

type votePaperCmd struct {
	Print  paperPrintCmd  `cmd:"" help:"Print large-type papers to vote on."`
	Mark   paperMarkCmd   `cmd:"" help:"As a teller: enter who handed in a paper."`
	Add    paperAddCmd    `cmd:"" help:"As a teller: enter what a paper says."`
	Drop   paperDropCmd   `cmd:"" help:"As a teller: take out a paper you have entered."`
	Sheet  paperSheetCmd  `cmd:"" help:"As a teller: show what you have entered."`
	HandIn paperHandInCmd `cmd:"" help:"As a teller: sign what you have entered as your count. Again takes the place of your earlier one."`
	Show   paperShowCmd   `cmd:"" help:"Compare what two tellers have handed in."`
}

type paperPrintCmd struct {
	Proposal string `arg:"" help:"The proposal."`
	Count    int    `help:"How many papers." required:"" placeholder:"N"`
	From     int    `help:"The number on the first; go on from the last when you print more." default:"1"`
	Out      string `help:"The PDF to write." required:"" placeholder:"FILE"`
	languageFlag
}

func (p paperPrintCmd) run(c *call) error {
	page, vote, err := c.paperVote(p.Proposal)
	if err != nil {
		return err
	}
	name, err := c.groupName(page.Group)
	if err != nil {
		return err
	}
	in, err := p.tongue("pdf")
	if err != nil {
		return err
	}
	b, err := paper.BallotsOf(name, vote, p.From, p.Count, in)
	if err != nil {
		return usage("%s", err)
	}
	file, err := b.PDF()
	if err != nil {
		return err
	}
	path := c.env.abs(p.Out)
	if err := WriteWhole(path, func(f *os.File) error { _, err := f.Write(file); return err }); err != nil {
		return err
	}
	return c.reply(struct {
		Vote  forum.ID `json:"vote"`
		Code  string   `json:"code"`
		From  int      `json:"from"`
		Count int      `json:"count"`
		Out   string   `json:"out"`
	}{vote.ID, b.Code, p.From, p.Count, path},
		fmt.Sprintf("Papers %d to %d are in %s. Shuffle them before you hand them out, and count only papers with the code %s.", p.From, p.From+p.Count-1, p.Out, b.Code))
}

// paperVote gives the vote on a proposal, which must take papers.
func (c *call) paperVote(ref string) (page store.ProposalPage, vote *forum.Vote, err error) {
	if page, err = c.proposal(ref); err != nil {
		return page, nil, err
	}
	vote, ok := page.CurrentVote()
	if !ok {
		return page, nil, refuse("refused", "no vote has been opened on %q", page.Title)
	}
	if vote.Paper == nil {
		return page, nil, refuse("refused", "this vote takes no papers: that is said when a vote is opened, with moot vote open --paper")
	}
	return page, vote, nil
}

// sheetView is what a teller has entered, or has handed in.
type sheetView struct {
	Proposal forum.ID    `json:"proposal"`
	Vote     forum.ID    `json:"vote"`
	Code     string      `json:"code"`
	People   []string    `json:"people"`
	Papers   []paperView `json:"papers"`
	HandedIn bool        `json:"handed_in"` // this person has handed in a count; what is entered since is not in it
}

type paperView struct {
	Paper   int          `json:"paper"`
	Choice  forum.Choice `json:"choice"` // empty when it names options
	Options []chosenView `json:"options"`
}

func viewPaper(vote *forum.Vote, p *forum.Paper) paperView {
	return paperView{p.No, p.Choice, viewChosen(vote, p.Prefs, p.Points)}
}

func viewPapers(vote *forum.Vote, all []forum.Paper) []paperView {
	views := make([]paperView, len(all))
	for i := range all {
		views[i] = viewPaper(vote, &all[i])
	}
	return views
}

func paperWords(vote *forum.Vote, p *forum.Paper) string {
	return ballotWords(vote, &forum.Ballot{Choice: p.Choice, Prefs: p.Prefs, Points: p.Points})
}

// enterPapers has a teller change their sheet, and shows it.
func (c *call) enterPapers(ref string, edit func(page *store.ProposalPage, v *forum.Vote, n *forum.PaperCount) error, said string) error {
	page, vote, err := c.paperVote(ref)
	if err != nil {
		return err
	}
	n, err := c.session.store.EnterPapers(c.ctx, page.Group, page.ID, func(n *forum.PaperCount) error { return edit(&page, vote, n) })
	if err != nil {
		return err
	}
	me, _ := c.session.store.MeIn(page.Group)
	view := sheetView{page.ID, vote.ID, forum.PaperCode(vote.ID), namesIn(page, n.People), viewPapers(vote, n.Papers), vote.CountBy(me.Person) != nil}
	if said == "" {
		said = sheetText(vote, &view, &n)
	}
	return c.reply(view, said+sheetTotals(&n))
}

func sheetTotals(n *forum.PaperCount) string {
	return fmt.Sprintf(" Entered so far: %s by %s.", count(len(n.Papers), "paper", "papers"), count(len(n.People), "person", "people"))
}

func sheetText(vote *forum.Vote, view *sheetView, n *forum.PaperCount) string {
	text := "Code on the papers: " + view.Code + "\n"
	for i := range n.Papers {
		text += fmt.Sprintf("  Paper %d: %s\n", n.Papers[i].No, paperWords(vote, &n.Papers[i]))
	}
	if len(view.People) > 0 {
		text += "Handed in by: " + strings.Join(view.People, ", ") + "\n"
	}
	if view.HandedIn {
		return text + "You have handed in a count."
	}
	return text + "You have not handed in a count."
}

type paperSheetCmd struct {
	Proposal string `arg:"" help:"The proposal."`
}

func (p paperSheetCmd) run(c *call) error {
	return c.enterPapers(p.Proposal, func(*store.ProposalPage, *forum.Vote, *forum.PaperCount) error { return nil }, "")
}

type paperMarkCmd struct {
	Proposal string   `arg:"" help:"The proposal."`
	People   []string `arg:"" help:"Who handed in a paper."`
	Undo     bool     `help:"They did not: take them off the list."`
}

func (p paperMarkCmd) run(c *call) error {
	said := "On the list: "
	if p.Undo {
		said = "Off the list: "
	}
	page, _, err := c.paperVote(p.Proposal)
	if err != nil {
		return err
	}
	people := make([]forum.Person, len(p.People))
	for i, who := range p.People {
		if people[i], err = c.person(page.Group, who); err != nil {
			return err
		}
	}
	return c.enterPapers(page.ID.String(), func(_ *store.ProposalPage, _ *forum.Vote, n *forum.PaperCount) error {
		for _, who := range people {
			n.People = slices.DeleteFunc(n.People, func(p forum.Person) bool { return p == who })
			if !p.Undo {
				n.People = append(n.People, who)
			}
		}
		return nil
	}, said+strings.Join(namesIn(page, people), ", ")+".")
}

type paperAddCmd struct {
	Proposal string   `arg:"" help:"The proposal."`
	Number   int      `arg:"" help:"The number on the paper."`
	Choice   []string `arg:"" help:"What it says, as in moot vote cast; or spoilt."`
	Replace  bool     `help:"Enter it anew: what you entered before was wrong."`
}

func (p paperAddCmd) run(c *call) error {
	page, vote, err := c.paperVote(p.Proposal)
	if err != nil {
		return err
	}
	one, err := readPaper(vote, p.Number, strings.Join(p.Choice, " "))
	if err != nil {
		return err
	}
	return c.enterPapers(page.ID.String(), func(_ *store.ProposalPage, v *forum.Vote, n *forum.PaperCount) error {
		at := slices.IndexFunc(n.Papers, func(x forum.Paper) bool { return x.No == p.Number })
		switch {
		case at < 0:
			n.Papers = append(n.Papers, one)
		case !p.Replace && !one.Same(&n.Papers[at]):
			return refuse("refused", "you have entered paper %d already: %s. If that was wrong, give the command again with --replace", p.Number, paperWords(v, &n.Papers[at]))
		default:
			n.Papers[at] = one
		}
		return nil
	}, fmt.Sprintf("Paper %d: %s.", p.Number, paperWords(vote, &one)))
}

// readPaper reads what a teller typed as what a paper says.
func readPaper(v *forum.Vote, number int, text string) (forum.Paper, error) {
	one := forum.Paper{No: number, Choice: forum.Spoilt}
	if strings.TrimSpace(text) != string(forum.Spoilt) {
		b, err := readBallot(v, text)
		if err != nil {
			return one, err
		}
		one = forum.Paper{No: number, Choice: b.Choice, Prefs: b.Prefs, Points: b.Points}
	}
	var no *forum.RefusedError
	var bad *forum.BadEntryError
	switch err := v.FitsPaper(&one); {
	case errors.As(err, &no):
		return one, usage("%s", sentenceCase(no.Reason.String()))
	case errors.As(err, &bad):
		return one, usage("%s", sentenceCase(bad.Reason.String()))
	}
	return one, nil
}

type paperDropCmd struct {
	Proposal string `arg:"" help:"The proposal."`
	Number   int    `arg:"" help:"The number on the paper."`
}

func (p paperDropCmd) run(c *call) error {
	return c.enterPapers(p.Proposal, func(_ *store.ProposalPage, _ *forum.Vote, n *forum.PaperCount) error {
		before := len(n.Papers)
		n.Papers = slices.DeleteFunc(n.Papers, func(x forum.Paper) bool { return x.No == p.Number })
		if len(n.Papers) == before {
			return refuse("not_found", "you have entered no paper %d", p.Number)
		}
		return nil
	}, fmt.Sprintf("Paper %d is taken out.", p.Number))
}

type paperHandInCmd struct {
	Proposal string `arg:"" help:"The proposal."`
	None     bool   `help:"Nobody voted on paper: hand in that."`
}

func (p paperHandInCmd) run(c *call) error {
	page, _, err := c.paperVote(p.Proposal)
	if err != nil {
		return err
	}
	id, err := c.session.store.HandInPapers(c.ctx, page.Group, page.ID, p.None)
	if err != nil {
		return err
	}
	if page, err = c.session.store.Proposal(c.ctx, page.Group, page.ID); err != nil {
		return err
	}
	vote, _ := page.CurrentVote()
	view := viewPaperCounts(page, vote)
	view.Count = id
	return c.reply(view, "Your count is handed in.\n"+paperCountsText(&view))
}

type paperShowCmd struct {
	Proposal string `arg:"" help:"The proposal."`
}

func (p paperShowCmd) run(c *call) error {
	page, vote, err := c.paperVote(p.Proposal)
	if err != nil {
		return err
	}
	view := viewPaperCounts(page, vote)
	return c.reply(view, paperCountsText(&view))
}
