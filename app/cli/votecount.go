package cli

import (
	"fmt"
	"slices"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type voteCountCmd struct {
	Proposal string `arg:"" help:"The proposal."`
}

type ballotView struct {
	Ballot  forum.ID     `json:"ballot"`
	Voter   string       `json:"voter"`
	Person  forum.Person `json:"person"`
	Choice  forum.Choice `json:"choice"` // empty when it names options
	Reason  string       `json:"reason"`
	Time    string       `json:"time"`
	Options []chosenView `json:"options"`

	By        string   `json:"by"`        // who cast it for the voter, who had named them
	Household string   `json:"household"` // whose one vote it is, where several could have cast it
	Others    []string `json:"others"`    // of that household, whose ballots do not count because this came last
}

// chosenView is an option as a ballot names it.
type chosenView struct {
	Option int    `json:"option"` // from 1
	Title  string `json:"title"`
	Points int64  `json:"points,omitempty"`
}

// optionView is an option with what it has.
type optionView struct {
	Option int    `json:"option"` // from 1
	Title  string `json:"title"`
	Cost   int64  `json:"cost"`  // pence
	Total  int64  `json:"total"` // approvals, points, or first preferences
}

type owedView struct {
	Section string `json:"section"`
	Guard   string `json:"guard"`
	People  int    `json:"people"`
	Have    int    `json:"have"`
	Need    int    `json:"need"`
	Met     bool   `json:"met"`
	Words   string `json:"words"`
}

type lateView struct {
	ballotView
	InTime bool   `json:"in_time"` // it claims to have been cast in time
	Words  string `json:"words"`
}

type certificateView struct {
	Certificate forum.ID            `json:"certificate"`
	Outcome     forum.ProposalState `json:"outcome"`
	Digest      forum.ID            `json:"digest"`
	Tellers     []string            `json:"tellers"`
	Ballots     int                 `json:"ballots"`
	OnPaper     int                 `json:"on_paper"` // people who voted on paper
	Counts      []forum.ID          `json:"counts"`   // the two counts of the papers it goes by
	Time        string              `json:"time"`
	Final       bool                `json:"final"`
}

type countView struct {
	Method       string            `json:"method"`
	Tally        tallyView         `json:"tally"`
	Turnout      int               `json:"turnout"` // votes that count
	Quorum       *int              `json:"quorum"`  // how many must vote; null where the charter sets none
	Sections     []owedView        `json:"sections"`
	Outcome      string            `json:"outcome"`
	Digest       forum.ID          `json:"digest"` // equal on two devices exactly when they count the same ballots to the same result
	Vote         forum.ID          `json:"vote"`
	Proposal     forum.ID          `json:"proposal"`
	State        string            `json:"state"`
	Closes       string            `json:"closes"`
	Rules        string            `json:"rules"`
	Tellers      []string          `json:"tellers"`
	Sign         int               `json:"sign"`
	Ballots      []ballotView      `json:"ballots"`
	Options      []optionView      `json:"options"`
	Winners      []string          `json:"winners"`
	Funded       []string          `json:"funded"`
	Spent        int64             `json:"spent"` // pence
	Stages       []stageView       `json:"stages"`
	What         []string          `json:"what"` // a budget's count in sentences
	Final        bool              `json:"final"`
	Certificates []certificateView `json:"certificates"`
	Late         []lateView        `json:"late"`
	WouldChange  bool              `json:"would_change"` // the late ballots would make another result
	Secret       bool              `json:"secret"`       // nobody's name is with a ballot, and before the certificate there is nothing but the turnout
	Paper        *onPaperView      `json:"paper"`        // null where the vote takes no papers
	Warnings     []string          `json:"warnings"`
}

func (v voteCountCmd) run(c *call) error {
	page, err := c.proposal(v.Proposal)
	if err != nil {
		return err
	}
	vote, ok := page.CurrentVote()
	if !ok && page.Elsewhere != nil {
		return c.elsewhereCount(page)
	}
	if !ok {
		return refuse("refused", "no vote has been opened on %q", page.Title)
	}
	view, err := viewCount(page, vote)
	if err != nil {
		return refuse("not_counted", "%s", err)
	}
	return c.reply(view, countText(page, vote, view))
}

func viewCount(page store.ProposalPage, vote *forum.Vote) (countView, error) {
	var result forum.Result
	var err error
	if vote.Sealed() {
		result.Digest = forum.ViewDigest(vote.Boxed)
	} else if result, err = vote.Result(); err != nil {
		return countView{}, err
	}
	view := countView{
		Method: vote.Method, Tally: viewTally(vote.Tally), Turnout: vote.Turnout(), Secret: vote.Secret, Outcome: result.Says,
		Digest: result.Digest, Vote: vote.ID, Proposal: page.ID, State: string(page.State), Closes: stamp(vote.Closes),
		Rules: vote.Terms.Sentence(vote.Method, vote.Tally.Eligible), Tellers: namesIn(page, vote.Tellers), Sign: vote.Sign,
		Sections: []owedView{}, Ballots: []ballotView{}, Options: []optionView{}, Stages: []stageView{},
		Winners: []string{}, Funded: []string{}, What: []string{}, Certificates: []certificateView{}, Late: []lateView{}, Warnings: []string{},
	}
	if need := vote.Terms.Quorum.Need(vote.Tally.Eligible); need > 0 {
		view.Quorum = &need
	}
	for _, b := range vote.Cast() {
		view.Ballots = append(view.Ballots, viewBallot(page, vote, &b))
	}
	for _, s := range vote.Sections {
		view.Sections = append(view.Sections, owedView{s.Section, s.Guard.String(), s.People, s.Have, s.Need, s.Met(), s.Sentence()})
	}
	for i, o := range vote.Options {
		view.Options = append(view.Options, optionView{i + 1, o.Title, o.Cost, vote.Totals[i]})
	}
	view.Paper = viewOnPaper(page, vote)
	view.certify(page, vote, &result)
	view.explain(vote, &result)
	return view, view.lateness(page, vote)
}

// certify adds the certificates, and what the one that counts says.
func (view *countView) certify(page store.ProposalPage, vote *forum.Vote, result *forum.Result) {
	for i, c := range vote.Closings {
		view.Certificates = append(view.Certificates, certificateView{
			c.ID, c.Outcome, c.Result, namesIn(page, c.Tellers), len(c.Ballots), c.OnPaper, list(c.Papers), stamp(c.Time), i == 0 && vote.Final() != nil,
		})
	}
	final := vote.Final()
	if final == nil {
		return
	}
	view.Final, view.Outcome = true, string(final.Outcome)
	if vote.Unseen > 0 {
		view.Warnings = append(view.Warnings, fmt.Sprintf("%s on the certificate cannot be shown here, because of a removal since; the result stands",
			count(vote.Unseen, "ballot", "ballots")))
	} else if final.Result != result.Digest {
		view.Warnings = append(view.Warnings, "this device comes to another result than the certificate: run moot verify")
	}
	result.Winners, view.Digest = final.Winners, final.Result
	if n := len(vote.Rivals()); n > 0 {
		view.Warnings = append(view.Warnings, fmt.Sprintf("tellers have signed %s of this vote; every device counts the same one, and the tellers should say how this came about",
			count(n+1, "certificate", "different certificates")))
	}
}

// explain adds the count of a vote among options, step by step.
func (view *countView) explain(vote *forum.Vote, result *forum.Result) {
	for _, w := range result.Winners {
		view.Winners = append(view.Winners, vote.Options[w].Title)
	}
	if result.Table != nil {
		view.Stages = viewElection(result.Table).Stages
	}
	if vote.Method != forum.MethodBudget {
		return
	}
	view.Funded = slices.Clone(view.Winners)
	for _, w := range result.Winners {
		view.Spent += vote.Options[w].Cost
	}
	if result.Funding != nil {
		for _, s := range result.Funding.Steps {
			view.What = append(view.What, result.Budget.Sentence(result.Funding, s))
		}
	}
}

// lateness adds the ballots that do not count, and whether they would have mattered.
func (view *countView) lateness(page store.ProposalPage, vote *forum.Vote) (err error) {
	for i := range vote.Late {
		b := &vote.Late[i]
		words := "late, not counted"
		if vote.Secret {
			words = "not counted: it reached the tellers after they had closed, or they left it out"
		} else if vote.InTime(b) {
			words = "left out: it says that it was cast in time, but it reached the tellers after they had closed, or they left it out"
		}
		view.Late = append(view.Late, lateView{viewBallot(page, vote, b), vote.InTime(b), words})
	}
	view.WouldChange, err = vote.WouldChange()
	return err
}

func namesIn(page store.ProposalPage, people []forum.Person) []string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = page.Names[p]
	}
	return names
}

func viewBallot(page store.ProposalPage, vote *forum.Vote, b *forum.Ballot) ballotView {
	return ballotView{
		b.ID, page.Names[b.Voter], b.Voter, b.Choice, b.Reason, stamp(b.Time), viewChosen(vote, b.Prefs, b.Points),
		page.Names[b.By], b.Home, namesIn(page, b.Others),
	}
}

// said gives a ballot in words, with whose vote it is where that is not simply the voter's own.
func (v *ballotView) said(words string) string {
	who := v.Voter
	switch {
	case v.By != "":
		who = fmt.Sprintf("%s (by %s)", v.Voter, v.By)
	case v.Household != "":
		who = fmt.Sprintf("%s, for %s", v.Voter, v.Household)
	}
	if len(v.Others) > 0 {
		who += fmt.Sprintf(" (%s voted too; the last vote of a household counts)", strings.Join(v.Others, " and "))
	}
	return voterWords(who) + words
}

func viewChosen(vote *forum.Vote, prefs []int, points []int64) []chosenView {
	views := make([]chosenView, len(prefs))
	for i, o := range prefs {
		views[i] = chosenView{Option: o + 1, Title: vote.Options[o].Title}
		if len(points) > 0 {
			views[i].Points = points[i]
		}
	}
	return views
}

// ballotWords says a ballot in words.
func ballotWords(vote *forum.Vote, b *forum.Ballot) string {
	if len(b.Prefs) == 0 {
		return string(b.Choice)
	}
	all := make([]string, len(b.Prefs))
	for i, o := range b.Prefs {
		all[i] = vote.Options[o].Title
		if len(b.Points) > 0 {
			all[i] += fmt.Sprintf(" %d", b.Points[i])
		}
	}
	return strings.Join(all, ", ")
}

// voteLine says on one line how a vote stands.
func voteLine(v *forum.Vote) string {
	if v.Sealed() {
		return sealedLine(v)
	}
	words := viewTally(v.Tally).words()
	switch {
	case forum.HasOptions(v.Method):
		words = fmt.Sprintf("%d voted, of %d who may vote", v.Turnout(), v.Tally.Eligible)
	case v.Method == forum.MethodConsent:
		words = fmt.Sprintf("%d agree, %d with a concern, %d block, %d abstain, of %d who may vote",
			v.Tally.Yes, v.Tally.Concern, v.Tally.Block, v.Tally.Abstain, v.Tally.Eligible)
	}
	if how := howCast(v); how != "" {
		words += " (" + how + ")"
	}
	if final := v.Final(); final != nil {
		return fmt.Sprintf("Result: %s. Votes: %s", final.Outcome, words)
	}
	return "Votes so far: " + words
}

func countText(page store.ProposalPage, vote *forum.Vote, view countView) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n", page.Title, voteLine(vote), view.Rules)
	if len(view.Options) > 0 {
		rows := [][]string{}
		for _, o := range view.Options {
			row := []string{"  ", fmt.Sprint(o.Option), o.Title, fmt.Sprint(o.Total)}
			if vote.Method == forum.MethodBudget {
				row = append(row, fmt.Sprintf("costs %d.%02d", o.Cost/100, o.Cost%100))
			}
			rows = append(rows, row)
		}
		b.WriteString(table(rows))
	}
	for _, s := range view.Stages {
		fmt.Fprintf(&b, "Stage %d:\n", s.Stage)
		for _, sentence := range s.What {
			b.WriteString("  " + sentence + "\n")
		}
	}
	for _, sentence := range view.What {
		b.WriteString("  " + sentence + "\n")
	}
	if !view.Final && !vote.Sealed() {
		fmt.Fprintf(&b, "If it ended now: %s\n", view.Outcome)
	} else if len(view.Winners) > 0 {
		fmt.Fprintf(&b, "Result: %s\n", strings.Join(view.Winners, ", "))
	}
	for i, ballot := range vote.Cast() {
		one := view.Ballots[i]
		said := ballotWords(vote, &ballot)
		if !vote.Secret {
			said = one.said(said)
		}
		b.WriteString("  " + said)
		if one.Reason != "" {
			b.WriteString(", " + one.Reason)
		}
		b.WriteString("\n")
	}
	if view.Paper != nil {
		for i := range vote.Paper.Papers {
			p := &vote.Paper.Papers[i]
			fmt.Fprintf(&b, "  Paper %d: %s\n", p.No, paperWords(vote, p))
		}
		for _, sentence := range view.Paper.Words {
			b.WriteString(sentence + "\n")
		}
	}
	return b.String() + closingText(vote, view)
}

// voterWords names the voter of a ballot, if it has one.
func voterWords(name string) string {
	if name == "" {
		return ""
	}
	return name + ": "
}

// closingText says what stands in the way of closing, what was signed, and what came too late.
func closingText(vote *forum.Vote, view countView) string {
	var b strings.Builder
	for _, s := range view.Sections {
		if !view.Final || !s.Met {
			b.WriteString(s.Words + "\n")
		}
	}
	for _, c := range view.Certificates {
		state := fmt.Sprintf("signed by %d of the %d tellers it takes", len(c.Tellers), vote.Sign)
		if c.Final {
			state = "final"
		}
		fmt.Fprintf(&b, "Certificate %s (%s), by %s: %s, %s%s\n", short(c.Certificate), state, strings.Join(c.Tellers, ", "), c.Outcome, count(c.Ballots, "ballot", "ballots"),
			cond(len(c.Counts) > 0, fmt.Sprintf(" and %d on paper", c.OnPaper), ""))
	}
	for i, l := range view.Late {
		fmt.Fprintf(&b, "  %s%s (%s)\n", voterWords(l.Voter), ballotWords(vote, &vote.Late[i]), l.Words)
	}
	if view.WouldChange {
		b.WriteString("With these the result would be another.\n")
	}
	for _, w := range view.Warnings {
		b.WriteString("Take note: " + w + ".\n")
	}
	return b.String()
}
