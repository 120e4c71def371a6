package cli

import (
	"fmt"
	"strings"

	"moot/store/forum"
)

type fundCmd struct {
	List fundListCmd `cmd:"" help:"List a group's funds with their balances."`
	Show fundShowCmd `cmd:"" help:"Show a fund with its whole ledger."`
	New  fundNewCmd  `cmd:"" help:"Start a fund (officers)."`
	Add  fundAddCmd  `cmd:"" help:"Enter a line in a fund's ledger, or correct one (officers)."`
}

// Amounts in JSON are whole pence.
type fundView struct {
	Fund     forum.ID `json:"fund"`
	Title    string   `json:"title"`
	Balance  int64    `json:"balance"`
	In       int64    `json:"in"`
	Out      int64    `json:"out"`
	Lines    int      `json:"lines"`
	TooLarge bool     `json:"too_large"` // it comes to more than can be counted: the amounts are not to be trusted
	Updated  string   `json:"updated"`
}

type fundListCmd struct {
	Group string `arg:"" help:"The group."`
}

func (f fundListCmd) run(c *call) error {
	g, err := c.group(f.Group)
	if err != nil {
		return err
	}
	cards, err := c.session.store.Funds(c.ctx, g)
	if err != nil {
		return err
	}
	views, rows := make([]fundView, len(cards)), make([][]string, len(cards))
	for i, one := range cards {
		views[i] = fundView{one.ID, one.Title, one.Balance, one.In, one.Out, one.Lines, one.TooLarge, stamp(one.Updated)}
		rows[i] = []string{short(one.ID), money(one.Balance), count(one.Lines, "line", "lines"), one.Title}
	}
	return c.reply(views, table(rows))
}

// money writes pence with two decimals.
func money(pence int64) string {
	sign := ""
	if pence < 0 {
		sign, pence = "-", -pence
	}
	return fmt.Sprintf("%s%d.%02d", sign, pence/100, pence%100)
}

type shareView struct {
	Name   string `json:"name"`
	Person string `json:"person"`
	Weight int64  `json:"weight"`
	Amount int64  `json:"amount"`
}

type correctionView struct {
	Amount int64  `json:"amount"`
	Note   string `json:"note"`
	Author string `json:"author"`
	Time   string `json:"time"`
}

type lineView struct {
	Line        forum.ID         `json:"line"`
	What        string           `json:"what"`
	Amount      int64            `json:"amount"`  // as corrected
	Entered     int64            `json:"entered"` // as first entered
	Who         string           `json:"who"`
	Person      string           `json:"person"`
	Decision    string           `json:"decision"` // a proposal; empty when there is none
	Note        string           `json:"note"`
	Rule        string           `json:"rule"`
	Shares      []shareView      `json:"shares"`
	Balance     int64            `json:"balance"` // of the fund after it
	TooLow      bool             `json:"too_low"` // it took the fund further below nothing than it may go
	Author      string           `json:"author"`
	Time        string           `json:"time"`
	Corrections []correctionView `json:"corrections"`
}

type paidView struct {
	Name   string `json:"name"`
	Person string `json:"person"`
	Paid   int64  `json:"paid"` // contributions
	Had    int64  `json:"had"`  // shares of surpluses
}

type spentView struct {
	Proposal forum.ID `json:"proposal"`
	Title    string   `json:"title"`
	Spent    int64    `json:"spent"`
}

type fundPageView struct {
	Fund      forum.ID      `json:"fund"`
	Group     forum.ID      `json:"group"`
	Title     string        `json:"title"`
	Purpose   string        `json:"purpose"`
	Below     int64         `json:"below"` // how far below nothing it may go
	Balance   int64         `json:"balance"`
	In        int64         `json:"in"`
	Out       int64         `json:"out"`
	TooLarge  bool          `json:"too_large"`
	Lines     []lineView    `json:"lines"`
	Paid      []paidView    `json:"paid"`
	Decisions []spentView   `json:"decisions"`
	Comments  []commentView `json:"comments"`
}

func (c *call) fundPage(g, id forum.ID) (v fundPageView, err error) {
	p, err := c.session.store.Fund(c.ctx, g, id)
	if err != nil {
		return v, err
	}
	v = fundPageView{p.ID, g, p.Title, p.Purpose, p.Below, p.Balance, p.In, p.Out, p.TooLarge, make([]lineView, len(p.Lines)),
		make([]paidView, len(p.Paid)), make([]spentView, len(p.Decisions)), viewComments(p.Comments, p.Names)}
	for i, l := range p.Lines {
		v.Lines[i] = viewLine(l, p.Names)
	}
	for i, s := range p.Paid {
		v.Paid[i] = paidView{nameIn(p.Names, s.Who), keyOf(s.Who), s.Weight, s.Amount}
	}
	for i, d := range p.Decisions {
		v.Decisions[i] = spentView{d.ID, d.Title, p.Spent(d.ID)}
	}
	return v, nil
}

func viewLine(l forum.FundLine, names map[forum.Person]string) lineView {
	v := lineView{l.ID, l.What, l.Amount, l.First, nameIn(names, l.Who), keyOf(l.Who), "", l.Note, l.Rule, make([]shareView, len(l.Shares)),
		l.Balance, l.TooLow, names[l.By], stamp(l.Time), make([]correctionView, len(l.Corrections))}
	if !l.Decision.Zero() {
		v.Decision = l.Decision.String()
	}
	for i, s := range l.Shares {
		v.Shares[i] = shareView{nameIn(names, s.Who), keyOf(s.Who), s.Weight, s.Amount}
	}
	for i, x := range l.Corrections {
		v.Corrections[i] = correctionView{x.Amount, x.Note, names[x.By], stamp(x.Time)}
	}
	return v
}

type fundShowCmd struct {
	Fund string `arg:"" help:"The fund."`
}

func (f fundShowCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindFund, f.Fund)
	if err != nil {
		return err
	}
	v, err := c.fundPage(g, id)
	if err != nil {
		return err
	}
	return c.reply(v, v.text())
}

func (v fundPageView) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  (%s)\n%s\nBalance: %s  (in %s, out %s)\n", v.Title, short(v.Fund), v.Purpose, money(v.Balance), money(v.In), money(v.Out))
	if v.TooLarge {
		b.WriteString("This ledger comes to more than can be counted: correct its lines before you trust the balance.\n")
	}
	var rows [][]string
	for _, l := range v.Lines {
		what := l.What
		if len(l.Corrections) > 0 {
			what += " (was " + money(l.Entered) + ")"
		}
		if l.TooLow {
			what += " BELOW WHAT THE FUND MAY GO"
		}
		rows = append(rows, []string{short(l.Line), l.Time[:min(10, len(l.Time))], what, money(l.Amount), money(l.Balance), l.Who, l.Note})
		for _, s := range l.Shares {
			rows = append(rows, []string{"", "", "  share of " + s.Name, money(s.Amount), "", "", ""})
		}
	}
	return b.String() + "\n" + table(rows)
}

type fundNewCmd struct {
	Group   string `arg:"" help:"The group."`
	Title   string `help:"The fund's name." required:""`
	Purpose string `help:"What it is for."`
	Below   int64  `help:"How far below nothing it may go, in pence." default:"0"`
}

func (f fundNewCmd) run(c *call) error {
	g, err := c.group(f.Group)
	if err != nil {
		return err
	}
	id, err := c.session.store.NewFund(c.ctx, g, forum.NewFund{Title: f.Title, Purpose: f.Purpose, Below: f.Below})
	if err != nil {
		return err
	}
	return c.reply(struct {
		Fund  forum.ID `json:"fund"`
		Title string   `json:"title"`
	}{id, f.Title}, fmt.Sprintf("Started: %s  (%s)", f.Title, short(id)))
}

type fundAddCmd struct {
	Fund     string   `arg:"" help:"The fund."`
	What     string   `help:"contribution, grant (money from outside), spending, sharing (of a surplus) or correction." required:"" enum:"contribution,grant,spending,sharing,correction"`
	Amount   int64    `help:"In the smallest unit of the currency (pence). For a correction: what the line should have said, 0 to strike it out." required:""`
	Who      string   `help:"Who paid in, or was paid: a member, or anybody by name." placeholder:"PERSON"`
	Decision string   `help:"The proposal it was decided by; spending needs one." placeholder:"PROPOSAL"`
	Note     string   `help:"Evidence, such as a receipt's number. A correction needs it: why."`
	Rule     string   `help:"How a surplus is shared: equal, or proportion (to what each paid in)." enum:"equal,proportion" default:"equal"`
	Among    []string `help:"Who shares a surplus; left out: all members, or all who paid in." sep:"none" placeholder:"PERSON"`
	Line     string   `help:"The line that a correction corrects, by its id." placeholder:"LINE"`
}

// Help adds to the command's own help.
func (fundAddCmd) Help() string {
	return "A line is never taken away. A surplus is shared to the penny: each gets the whole part of their share, and the pennies left go to the " +
		"largest remainders, and among equal ones in the order of members' keys, then of names."
}

func (f fundAddCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindFund, f.Fund)
	if err != nil {
		return err
	}
	line, err := c.enter(f, g, id)
	if err != nil {
		return err
	}
	v, err := c.fundPage(g, id)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Line forum.ID `json:"line"`
		fundPageView
	}{line, v}, fmt.Sprintf("Entered. %s: %s", v.Title, money(v.Balance)))
}

func (c *call) enter(f fundAddCmd, g, fund forum.ID) (line forum.ID, err error) {
	if f.What == "correction" {
		if f.Line == "" || f.Note == "" {
			return line, usage("a correction needs --line and --note (why)")
		}
		if _, line, err = c.session.store.FindSubject(c.ctx, g, forum.KindFundLine, f.Line); err != nil {
			return line, err
		}
		return c.session.store.CorrectLine(c.ctx, g, fund, line, f.Amount, f.Note)
	}
	made := forum.NewLine{What: f.What, Amount: f.Amount, Note: f.Note}
	if made.Who, err = c.whom(g, f.Who); err != nil {
		return line, err
	}
	if f.Decision != "" {
		if made.Decision, err = c.decision(g, f.Decision); err != nil {
			return line, err
		}
	}
	if f.What != forum.LineSharing {
		return c.session.store.AddLine(c.ctx, g, fund, made)
	}
	made.Rule = f.Rule
	var among []forum.Whom
	for _, ref := range f.Among {
		one, err := c.whom(g, ref)
		if err != nil {
			return line, err
		}
		among = append(among, one)
	}
	return c.session.store.ShareSurplus(c.ctx, g, fund, made, among)
}
