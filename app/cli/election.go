package cli

import (
	"fmt"
	"strings"
	"time"

	"moot/store"
	"moot/store/forum"
)

type electionCmd struct {
	List     electionListCmd     `cmd:"" help:"List a group's elections."`
	Show     electionShowCmd     `cmd:"" help:"Show an election: who is put up, who stands, who was elected."`
	New      electionNewCmd      `cmd:"" help:"Call an election to a body that the charter names (officers)."`
	Nominate electionNominateCmd `cmd:"" help:"Put somebody up, or second whom another has put up."`
	Stand    electionStandCmd    `cmd:"" help:"Say that you stand. Nobody is elected without it."`
	Withdraw electionWithdrawCmd `cmd:"" help:"Say that you do not stand."`
	Close    electionCloseCmd    `cmd:"" help:"Close nominations: with a seat for each they are elected, otherwise a vote is opened (officers)."`
	Declare  electionDeclareCmd  `cmd:"" help:"Put on record whom the certificate of the vote elects."`
	Seat     electionSeatCmd     `cmd:"" help:"Make the elected officers, and those who retired members (officers)."`
	Board    electionBoardCmd    `cmd:"" help:"Show who sits on each body, until when, and who retires next."`
	Resign   electionResignCmd   `cmd:"" help:"Give up your seat."`
}

type electionSummary struct {
	Election forum.ID `json:"election"`
	Title    string   `json:"title"`
	Body     string   `json:"body"`
	How      string   `json:"how"`   // "annual", "casual" or "co-option"
	State    string   `json:"state"` // "nominations", "voting" or "elected"
	At       string   `json:"at"`    // from when the elected serve
	Until    string   `json:"until"` // nominations; empty when no end is set
	Seats    int      `json:"seats"` // to fill
	Elected  []string `json:"elected"`
}

type electionListCmd struct {
	Group string `arg:"" help:"The group."`
}

func (l electionListCmd) run(c *call) error {
	g, err := c.group(l.Group)
	if err != nil {
		return err
	}
	cards, err := c.session.store.Elections(c.ctx, g)
	if err != nil {
		return err
	}
	views, rows := make([]electionSummary, len(cards)), make([][]string, len(cards))
	for i, e := range cards {
		views[i] = electionSummary{e.ID, e.Title, e.Body, e.How, string(e.State), stamp(e.At), stamp(e.Until), e.Seats, list(e.Elected)}
		rows[i] = []string{short(e.ID), views[i].State, count(e.Seats, "seat", "seats"), e.Body, e.Title, strings.Join(e.Elected, ", ")}
	}
	return c.reply(views, table(rows))
}

type nomineeView struct {
	Person    forum.Person `json:"person"`
	Name      string       `json:"name"`
	By        []string     `json:"by"`     // who put them up: the first two are the proposer and the seconder
	Answer    string       `json:"answer"` // "stands", "does not stand" or "" while they have not said
	Statement string       `json:"statement"`
	Ready     bool         `json:"ready"` // to be on the list of candidates
}

type electionPageView struct {
	electionSummary
	Group       forum.ID      `json:"group"`
	Author      string        `json:"author"`
	Retiring    []string      `json:"retiring"`
	Nominees    []nomineeView `json:"nominees"`
	Candidates  []string      `json:"candidates"` // once nominations are closed
	Missed      []string      `json:"missed"`     // put up and standing, and not on the list of candidates
	Vote        linkView      `json:"vote"`       // the proposal that is voted on, when more stand than there are seats
	VoteState   string        `json:"vote_state"`
	Certificate string        `json:"certificate"` // that the result rests on; empty while there is none
	Declared    string        `json:"declared"`
	Rivals      int           `json:"rivals"` // other results that were signed, and do not count
	Left        []leftView    `json:"left"`
	Seating     []seatingView `json:"seating"` // what is still to be done on the roll for this body
	Comments    []commentView `json:"comments"`
}

type leftView struct {
	Name string `json:"name"`
	Why  string `json:"why"`
	Time string `json:"time"`
}

type seatingView struct {
	Person forum.Person `json:"person"`
	Name   string       `json:"name"`
	Role   forum.Role   `json:"role"`
	Body   string       `json:"body"`
	For    string       `json:"for"` // the record it follows from
	Says   string       `json:"says"`
}

func viewSeating(all []forum.Seating, names map[forum.Person]string) []seatingView {
	views := make([]seatingView, len(all))
	for i, s := range all {
		views[i] = seatingView{s.Person, names[s.Person], s.Role, s.Body, s.For.String(), store.SeatingSentence(s, names[s.Person])}
	}
	return views
}

func peopleNames(people []forum.Person, names map[forum.Person]string) []string {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = names[p]
	}
	return all
}

func (c *call) electionPage(g, id forum.ID) (v electionPageView, err error) {
	p, err := c.session.store.Election(c.ctx, g, id)
	if err != nil {
		return v, err
	}
	v = electionPageView{
		electionSummary: electionSummary{p.ID, p.Title, p.Body, p.How, string(p.State), stamp(p.At), stamp(p.Until), p.Seats, peopleNames(p.Elected, p.Names)},
		Group:           g, Author: p.Names[p.Author], Retiring: peopleNames(p.Retiring, p.Names), Nominees: make([]nomineeView, len(p.Nominees)),
		Candidates: make([]string, len(p.Slate.Candidates)), Missed: peopleNames(p.Missed(), p.Names), Vote: viewLink(p.Vote),
		VoteState: string(p.VoteState), Declared: stamp(p.Declared), Rivals: len(p.Rivals), Left: make([]leftView, len(p.Left)),
		Seating: viewSeating(p.Seating, p.Names), Comments: viewComments(p.Comments, p.Names),
	}
	if !p.Resting.Zero() {
		v.Certificate = p.Resting.String()
	}
	for i := range p.Nominees {
		n := &p.Nominees[i]
		v.Nominees[i] = nomineeView{n.Person, p.Names[n.Person], []string{}, string(n.Answer), n.Statement, n.Ready()}
		for _, b := range n.By {
			v.Nominees[i].By = append(v.Nominees[i].By, p.Names[b.Person])
		}
	}
	for i, one := range p.Slate.Candidates {
		v.Candidates[i] = p.Names[one.Person]
	}
	for i, l := range p.Left {
		v.Left[i] = leftView{p.Names[l.Person], l.Why, stamp(l.Time)}
	}
	return v, nil
}

type electionShowCmd struct {
	Election string `arg:"" help:"The election."`
}

func (s electionShowCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindElection, s.Election)
	if err != nil {
		return err
	}
	return c.showElection(g, id, "")
}

// showElection prints an election after some words of what was just done.
func (c *call) showElection(g, id forum.ID, words string) error {
	v, err := c.electionPage(g, id)
	if err != nil {
		return err
	}
	if words != "" {
		words += "\n\n"
	}
	return c.reply(v, words+v.text())
}

func (v electionPageView) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  (%s)\n%s of the %s, %s, from %s: %s\n", v.Title, short(v.Election), count(v.Seats, "seat", "seats"), v.Body, v.How, v.At[:10], v.State)
	if len(v.Retiring) > 0 {
		fmt.Fprintf(&b, "Retiring: %s\n", strings.Join(v.Retiring, ", "))
	}
	if v.State == string(forum.ElectionOpen) && v.Until != "" {
		fmt.Fprintf(&b, "Nominations are open until %s\n", v.Until)
	}
	for _, n := range v.Nominees {
		by := "nobody has put them up yet"
		if len(n.By) > 0 {
			by = "put up by " + strings.Join(n.By, ", ")
		}
		fmt.Fprintf(&b, "  %s: %s; %s\n", n.Name, by, cond(n.Answer == "", "has not said whether they stand", n.Answer))
	}
	if v.VoteState != "" {
		fmt.Fprintf(&b, "The vote on %s: %s  (%s)\n", strings.Join(v.Candidates, ", "), v.VoteState, v.Vote.ID[:10])
	}
	if len(v.Missed) > 0 {
		fmt.Fprintf(&b, "Put up and standing, and not on the list of candidates: %s\n", strings.Join(v.Missed, ", "))
	}
	if v.State == string(forum.ElectionDone) {
		fmt.Fprintf(&b, "Elected: %s  (certificate %s)\n", cond(len(v.Elected) == 0, "nobody", strings.Join(v.Elected, ", ")), v.Certificate[:10])
	}
	if v.Rivals > 0 {
		fmt.Fprintf(&b, "Besides, %s signed for this election that does not count: ask who signed it why.\n", count(v.Rivals, "result was", "results were"))
	}
	for _, l := range v.Left {
		fmt.Fprintf(&b, "%s gave up the seat on %s. %s\n", l.Name, l.Time[:10], l.Why)
	}
	for _, s := range v.Seating {
		fmt.Fprintf(&b, "To do: %s\n", s.Says)
	}
	return b.String()
}

type electionNewCmd struct {
	Group       string   `arg:"" help:"The group."`
	Body        string   `arg:"" help:"The body, as the charter names it: board, chair…"`
	Title       string   `help:"The title (made from the body and the year, when left out)."`
	At          moment   `help:"From when the elected serve, such as the day of the meeting." required:"" placeholder:"TIME"`
	Nominations deadline `help:"Until when people can be put up (when left out, until an officer closes nominations)." placeholder:"TIME"`
	How         string   `help:"annual (who is due retires, and every vacant seat is filled), casual or co-option (a vacancy, until the next annual one)." enum:"annual,casual,co-option" default:"annual"`
}

func (n electionNewCmd) run(c *call) error {
	g, err := c.group(n.Group)
	if err != nil {
		return err
	}
	if n.Title == "" {
		n.Title = fmt.Sprintf("Election to the %s, %d", n.Body, n.At.Year())
		if n.How != forum.ElectionAnnual {
			n.Title = fmt.Sprintf("Vacancy on the %s, %s", n.Body, n.At.Format("2 January 2006"))
		}
	}
	id, err := c.session.store.NewElection(c.ctx, g, forum.NewElection{Body: n.Body, Title: n.Title, How: n.How, At: n.At.UnixMilli(), Until: n.Nominations.ms()})
	if err != nil {
		return err
	}
	return c.showElection(g, id, "Called.")
}

type electionNominateCmd struct {
	Election string `arg:"" help:"The election."`
	Person   string `arg:"" help:"Whom."`
}

func (n electionNominateCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindElection, n.Election)
	if err != nil {
		return err
	}
	p, err := c.person(g, n.Person)
	if err != nil {
		return err
	}
	if _, err := c.session.store.Nominate(c.ctx, g, id, p); err != nil {
		return err
	}
	return c.showElection(g, id, "You have put them up. It takes two of you, and their own word.")
}

type electionStandCmd struct {
	Election  string `arg:"" help:"The election."`
	Statement string `help:"A file with what you want to say to the voters (Markdown), or - for standard input." placeholder:"FILE|-"`
}

func (s electionStandCmd) run(c *call) error {
	statement := ""
	if s.Statement != "" {
		var err error
		if statement, err = c.text(s.Statement); err != nil {
			return err
		}
	}
	return c.stand(s.Election, true, statement, "You stand.")
}

type electionWithdrawCmd struct {
	Election string `arg:"" help:"The election."`
}

func (w electionWithdrawCmd) run(c *call) error {
	return c.stand(w.Election, false, "", "You do not stand.")
}

func (c *call) stand(ref string, stands bool, statement, words string) error {
	g, id, err := c.subject(forum.KindElection, ref)
	if err != nil {
		return err
	}
	if _, err := c.session.store.Stand(c.ctx, g, id, stands, strings.TrimSpace(statement)); err != nil {
		return err
	}
	return c.showElection(g, id, words)
}

type electionCloseCmd struct {
	Election string        `arg:"" help:"The election."`
	Closes   *moment       `help:"When voting ends, if there is a vote." placeholder:"TIME"`
	Grace    time.Duration `help:"How long after that votes may still take to arrive." default:"72h"`
	Tellers  []string      `help:"Who may close the vote; once for each (default: any officer)." placeholder:"PERSON" sep:"none"`
	Sign     int           `help:"How many tellers must sign the same certificate." default:"1"`
}

func (e electionCloseCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindElection, e.Election)
	if err != nil {
		return err
	}
	v := forum.OpenVote{Grace: e.Grace.Milliseconds()}
	if e.Sign > 1 {
		v.Sign = e.Sign
	}
	if e.Closes != nil {
		v.Closes = e.Closes.UnixMilli()
	}
	for _, who := range e.Tellers {
		p, err := c.person(g, who)
		if err != nil {
			return err
		}
		v.Tellers = append(v.Tellers, p)
	}
	closed, err := c.session.store.CloseNominations(c.ctx, g, id, v)
	if err != nil {
		return err
	}
	words := "Nominations are closed. There is a seat for each who stands, so no vote is held."
	if !closed.Vote.Zero() {
		words = "Nominations are closed, and a vote is open: moot vote cast " + short(closed.Proposal)
	}
	return c.showElection(g, id, words)
}

type electionDeclareCmd struct {
	Election string `arg:"" help:"The election."`
}

func (d electionDeclareCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindElection, d.Election)
	if err != nil {
		return err
	}
	if _, err := c.session.store.DeclareResult(c.ctx, g, id); err != nil {
		return err
	}
	return c.showElection(g, id, "The result is on record.")
}
