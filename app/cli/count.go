package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	rules "moot/store/count"
)

type countCmd struct {
	Blt countBltCmd `cmd:"" help:"Count an election by the single transferable vote, from a .blt file."`
	Pb  countPbCmd  `cmd:"" help:"Decide what a budget pays for, from a .pb file."`
}

// lotSeed is what lots are drawn from: 64 hexadecimal digits.
type lotSeed struct{ rules.Seed }

func (s *lotSeed) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != len(s.Seed) {
		return errors.New("a seed is 64 hexadecimal digits, such as the hash of a closing certificate")
	}
	copy(s.Seed[:], b)
	return nil
}

type countBltCmd struct {
	File string   `arg:"" help:"The file, or - for standard input."`
	Rule string   `help:"How to count: scottish or meek." enum:"scottish,meek" default:"scottish"`
	Seed *lotSeed `help:"What lots are drawn from (default: the SHA-256 of the file). An order of lots in the file goes first." placeholder:"HEX"`
}

func (countBltCmd) local() {}

type electionView struct {
	Title   string      `json:"title"`
	Rule    string      `json:"rule"`
	Seats   int         `json:"seats"`
	Papers  int64       `json:"papers"`
	Invalid int64       `json:"invalid"`
	Quota   string      `json:"quota"`
	Elected []string    `json:"elected"`
	Stages  []stageView `json:"stages"`
	Seed    string      `json:"seed"`
	Notes   []noteView  `json:"notes"`
}

type stageView struct {
	Stage     int            `json:"stage"`
	What      []string       `json:"what"`
	Events    []happenedView `json:"events"`
	Quota     string         `json:"quota"`
	Votes     []votesView    `json:"votes"`
	Exhausted string         `json:"exhausted"`
	Lost      string         `json:"lost"`
}

type happenedView struct {
	What      rules.Happening `json:"what"`
	Candidate string          `json:"candidate,omitempty"`
	Among     []string        `json:"among,omitempty"`
	Stage     int             `json:"stage,omitempty"`
	Amount    string          `json:"amount,omitempty"`
}

type votesView struct {
	Candidate string       `json:"candidate"`
	Votes     string       `json:"votes"`
	Change    string       `json:"change"` // since the stage before
	Status    rules.Status `json:"status"`
}

type noteView struct {
	Line    int    `json:"line"` // from 1; 0 for the file as a whole
	Message string `json:"message"`
}

func (b countBltCmd) run(c *call) error {
	file, err := c.input(b.File, rules.MaxFile)
	if err != nil {
		return err
	}
	election, err := rules.ReadBLT(file)
	if err != nil {
		return refuse("bad_input", "%s: %s", b.File, err)
	}
	seed := rules.Seed(sha256.Sum256(file))
	if b.Seed != nil {
		seed = b.Seed.Seed
	}
	counted := rules.Scottish
	if b.Rule == "meek" {
		counted = rules.Meek
	}
	table, err := counted(election, seed)
	if err != nil {
		return refuse("not_counted", "%s: %s", b.File, err)
	}
	view := viewElection(table)
	view.Rule, view.Seed, view.Notes = b.Rule, hex.EncodeToString(seed[:]), viewNotes(election.Notes)
	return c.reply(view, electionText(view))
}

func viewNotes(notes []rules.Note) []noteView {
	views := []noteView{}
	for _, n := range notes {
		views = append(views, noteView{n.Line, n.Text})
	}
	return views
}

func viewElection(t *rules.Table) electionView {
	v := electionView{Title: t.Title, Seats: t.Seats, Papers: t.Valid, Invalid: t.Invalid, Elected: []string{}}
	for _, c := range t.Elected {
		v.Elected = append(v.Elected, t.Names[c])
	}
	for i, s := range t.Stages {
		stage := stageView{
			Stage: i + 1, What: t.Explain(i), Events: []happenedView{}, Quota: t.Amount(s.Quota),
			Exhausted: t.Amount(s.Exhausted), Lost: t.Amount(s.Lost),
		}
		for _, e := range s.Events {
			stage.Events = append(stage.Events, viewHappened(t, e))
		}
		for who, votes := range s.Votes {
			change := int64(0)
			if i > 0 {
				change = s.Change[who]
			}
			stage.Votes = append(stage.Votes, votesView{t.Names[who], t.Amount(votes), t.Amount(change), s.Status[who]})
		}
		v.Stages = append(v.Stages, stage)
	}
	v.Quota = v.Stages[0].Quota
	return v
}

func viewHappened(t *rules.Table, e rules.Event) happenedView {
	v := happenedView{What: e.What, Stage: e.Stage}
	switch e.What {
	case rules.FirstPreferences, rules.Distributed:
		v.Amount = t.Amount(e.Amount)
	case rules.SeatsLeftEmpty:
		v.Amount = fmt.Sprint(e.Amount)
	case rules.TieBefore, rules.TieLot:
		v.Candidate = t.Names[e.Who]
	default:
		v.Candidate, v.Amount = t.Names[e.Who], t.Amount(e.Amount)
	}
	for _, c := range e.Among {
		v.Among = append(v.Among, t.Names[c])
	}
	return v
}

var ruleNames = map[string]string{"scottish": "Scottish STV", "meek": "Meek STV"}

func electionText(v electionView) string {
	var b strings.Builder
	if v.Title != "" {
		b.WriteString(v.Title + "\n")
	}
	fmt.Fprintf(&b, "%s: %s, %d valid papers", ruleNames[v.Rule], count(v.Seats, "seat", "seats"), v.Papers)
	if v.Invalid > 0 {
		fmt.Fprintf(&b, ", %d not valid", v.Invalid)
	}
	b.WriteString("\n")
	lots := false
	for _, s := range v.Stages {
		fmt.Fprintf(&b, "\nStage %d. The quota is %s.\n", s.Stage, s.Quota)
		for _, sentence := range s.What {
			b.WriteString("  " + sentence + "\n")
		}
		rows := [][]string{}
		for _, c := range s.Votes {
			change := ""
			if strings.Trim(c.Change, "0.") != "" {
				change = "+" + c.Change
				change = strings.Replace(change, "+-", "-", 1)
			}
			rows = append(rows, []string{"   ", c.Candidate, c.Votes, change, string(c.Status)})
		}
		rows = append(rows, []string{"   ", "No further preference", s.Exhausted})
		if strings.Trim(s.Lost, "0.") != "" {
			rows = append(rows, []string{"   ", "Lost to rounding", s.Lost})
		}
		b.WriteString(table(rows))
		for _, e := range s.Events {
			lots = lots || e.What == rules.TieLot
		}
	}
	fmt.Fprintf(&b, "\nElected: %s\n", strings.Join(v.Elected, ", "))
	if lots {
		fmt.Fprintf(&b, "Lots were drawn from the seed %s, unless the file gives an order.\n", v.Seed)
	}
	return b.String() + notesText(v.Notes)
}

func notesText(notes []noteView) string {
	text := ""
	for _, n := range notes {
		if n.Line > 0 {
			text += fmt.Sprintf("Line %d: ", n.Line)
		}
		text += n.Message + "\n"
	}
	return text
}

type countPbCmd struct {
	File string `arg:"" help:"The file, or - for standard input."`
	Rule string `help:"How to decide: equalshares, greedy, greedy-no-skip or knapsack (default: the rule that the file names, or equalshares)." enum:"equalshares,greedy,greedy-no-skip,knapsack," default:""`
}

func (countPbCmd) local() {}

type fundingView struct {
	Title    string       `json:"title"`
	Rule     string       `json:"rule"`
	Budget   json.Number  `json:"budget"`
	Voters   int          `json:"voters"`
	Selected []string     `json:"selected"`
	Spent    json.Number  `json:"spent"`
	Left     json.Number  `json:"left"`
	Projects []fundedView `json:"projects"`
	What     []string     `json:"what"`
	Notes    []noteView   `json:"notes"`
}

type fundedView struct {
	Project  string      `json:"project"`
	Name     string      `json:"name"`
	Cost     json.Number `json:"cost"`
	Votes    json.Number `json:"votes"`
	Selected bool        `json:"selected"`
}

func (p countPbCmd) run(c *call) error {
	file, err := c.input(p.File, rules.MaxFile)
	if err != nil {
		return err
	}
	budget, err := rules.ReadPB(file)
	if err != nil {
		return refuse("bad_input", "%s: %s", p.File, err)
	}
	counted := rules.EqualShares
	switch p.rule(budget) {
	case rules.RuleGreedy:
		counted = rules.Greedy
	case rules.RuleGreedyNoSkip:
		counted = rules.GreedyNoSkip
	case rules.RuleKnapsack:
		counted = rules.Knapsack
	}
	funding, err := counted(budget)
	if err != nil {
		return refuse("not_counted", "%s: %s", p.File, err)
	}
	view := viewFunding(budget, funding)
	return c.reply(view, fundingText(view))
}

// rule is the one that was asked for, or the one that the file says it was counted by.
func (p countPbCmd) rule(b *rules.Budget) rules.FundingRule {
	name := p.Rule
	if name == "" {
		name, _, _ = strings.Cut(strings.ToLower(b.Rule), "/")
	}
	return rules.FundingRule(strings.TrimSpace(name))
}

func viewFunding(b *rules.Budget, f *rules.Funding) fundingView {
	money := func(units int64) json.Number { return json.Number(b.Money(units)) }
	v := fundingView{
		Title: b.Title, Rule: string(f.Rule), Budget: money(b.Limit), Voters: len(b.Votes), Selected: []string{},
		Spent: money(f.Spent), Left: money(b.Limit - f.Spent), Notes: viewNotes(b.Notes),
	}
	in := map[int]bool{}
	for _, p := range f.Selected {
		v.Selected, in[p] = append(v.Selected, b.Projects[p].ID), true
	}
	for _, s := range f.Steps {
		p := b.Projects[s.Project]
		v.Projects = append(v.Projects, fundedView{p.ID, p.Name, money(p.Cost), json.Number(b.Points(f.Scores[s.Project])), in[s.Project]})
		v.What = append(v.What, b.Sentence(f, s))
	}
	return v
}

func fundingText(v fundingView) string {
	var b strings.Builder
	if v.Title != "" {
		b.WriteString(v.Title + "\n")
	}
	fmt.Fprintf(&b, "By %s: %s voters, a budget of %s\n\n", v.Rule, fmt.Sprint(v.Voters), v.Budget)
	rows := [][]string{{"funded", "project", "cost", "votes", ""}}
	for _, p := range v.Projects {
		funded := "no"
		if p.Selected {
			funded = "yes"
		}
		rows = append(rows, []string{funded, p.Project, p.Cost.String(), p.Votes.String(), p.Name})
	}
	b.WriteString(table(rows) + "\n")
	for _, sentence := range v.What {
		b.WriteString(sentence + "\n")
	}
	fmt.Fprintf(&b, "\n%s of %s is spent; %s is left.\n", v.Spent, v.Budget, v.Left)
	return b.String() + notesText(v.Notes)
}
