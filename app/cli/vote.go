package cli

import (
	"fmt"
	"time"

	"moot/store"
	"moot/store/forum"
)

type voteCmd struct {
	Open  voteOpenCmd  `cmd:"" help:"Open a vote on a proposal. Its wording cannot change while it is open."`
	Cast  voteCastCmd  `cmd:"" help:"Vote. Your latest vote is the one that counts."`
	Count voteCountCmd `cmd:"" help:"Count what has been cast so far."`
}

type voteOpenCmd struct {
	Proposal string        `arg:"" help:"The proposal."`
	Method   string        `help:"How to vote: yesno." enum:"yesno" default:"yesno"`
	Closes   *moment       `help:"When voting ends, such as 2026-12-01T20:00Z." placeholder:"TIME"`
	Grace    time.Duration `help:"How long after that votes may still take to arrive." default:"72h"`
}

func (v voteOpenCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindProposal, v.Proposal)
	if err != nil {
		return err
	}
	var closes time.Time
	if v.Closes != nil {
		closes = v.Closes.Time
	}
	vote, err := c.session.store.OpenVote(c.ctx, g, id, closes, v.Grace)
	if err != nil {
		return err
	}
	view := struct {
		Vote     forum.ID `json:"vote"`
		Proposal forum.ID `json:"proposal"`
		Method   string   `json:"method"`
		Closes   string   `json:"closes"`
	}{vote, id, v.Method, ""}
	text := "The vote is open."
	if !closes.IsZero() {
		view.Closes = stamp(closes.UnixMilli())
		text = "The vote is open until " + day(closes.UnixMilli()) + "."
	}
	return c.reply(view, text)
}

type voteCastCmd struct {
	Proposal string `arg:"" help:"The proposal."`
	Choice   string `arg:"" help:"yes, no or abstain." enum:"yes,no,abstain"`
	Reason   string `help:"Why, for everybody to read." placeholder:"TEXT"`
}

func (v voteCastCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindProposal, v.Proposal)
	if err != nil {
		return err
	}
	ballot, err := c.session.store.Cast(c.ctx, g, id, forum.Choice(v.Choice), v.Reason)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Ballot   forum.ID `json:"ballot"`
		Proposal forum.ID `json:"proposal"`
		Choice   string   `json:"choice"`
	}{ballot, id, v.Choice}, "You voted "+v.Choice+".")
}

type voteCountCmd struct {
	Proposal string `arg:"" help:"The proposal."`
}

type ballotView struct {
	Ballot forum.ID     `json:"ballot"`
	Voter  string       `json:"voter"`
	Person forum.Person `json:"person"`
	Choice forum.Choice `json:"choice"`
	Reason string       `json:"reason"`
	Time   string       `json:"time"`
}

type countView struct {
	Method   string       `json:"method"`
	Tally    tallyView    `json:"tally"`
	Turnout  int          `json:"turnout"` // people who voted
	Quorum   *int         `json:"quorum"`  // how many must; null while the charter sets none
	Sections []string     `json:"sections"`
	Outcome  string       `json:"outcome"`
	Digest   forum.ID     `json:"digest"` // equal on two devices exactly when they count the same ballots
	Vote     forum.ID     `json:"vote"`
	Proposal forum.ID     `json:"proposal"`
	Closes   string       `json:"closes"`
	Ballots  []ballotView `json:"ballots"`
}

func (v voteCountCmd) run(c *call) error {
	page, err := c.proposal(v.Proposal)
	if err != nil {
		return err
	}
	if len(page.Votes) == 0 {
		return refuse("refused", "no vote has been opened on %q", page.Title)
	}
	vote := page.Votes[len(page.Votes)-1]
	view := viewCount(page, vote)
	text := fmt.Sprintf("%s\n%s\nIf it ended now: %s\n", page.Title, view.Tally.words(), view.Outcome)
	for _, b := range view.Ballots {
		text += "  " + b.Voter + ": " + string(b.Choice)
		if b.Reason != "" {
			text += ", " + b.Reason
		}
		text += "\n"
	}
	return c.reply(view, text)
}

func viewCount(page store.ProposalPage, vote forum.Vote) countView {
	view := countView{
		Method: vote.Method, Tally: viewTally(vote.Tally), Turnout: len(vote.Ballots), Sections: []string{},
		Outcome: vote.Tally.Outcome(vote.Method), Digest: forum.ViewDigest(vote), Vote: vote.ID, Proposal: page.ID,
		Closes: stamp(vote.Closes), Ballots: make([]ballotView, len(vote.Ballots)),
	}
	for i, b := range vote.Ballots {
		view.Ballots[i] = ballotView{b.ID, page.Names[b.Voter], b.Voter, b.Choice, b.Reason, stamp(b.Time)}
	}
	return view
}
