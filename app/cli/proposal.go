package cli

import (
	"fmt"
	"slices"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type proposalCmd struct {
	New   proposalNewCmd   `cmd:"" help:"Write a proposal."`
	List  proposalListCmd  `cmd:"" help:"List a group's proposals, newest activity first."`
	Show  proposalShowCmd  `cmd:"" help:"Show a proposal with its comments, count and history."`
	Edit  proposalEditCmd  `cmd:"" help:"Change a proposal's wording or title. Other people's edits made meanwhile are kept."`
	State proposalStateCmd `cmd:"" help:"Put a draft forward, withdraw or reopen a proposal, or say that it is being done or is done."`

	Serves     proposalServesCmd     `cmd:"" help:"Say which of the group's aims a proposal serves."`
	Advise     proposalAdviseCmd     `cmd:"" help:"Give advice on a proposal, signed in your capacity (planner, police, council…)."`
	Amend      proposalAmendCmd      `cmd:"" help:"Propose other words for a proposal."`
	Amendments proposalAmendmentsCmd `cmd:"" help:"List the other wordings of a proposal, with what each would change."`
	Reword     proposalRewordCmd     `cmd:"" help:"Change the words of an amendment."`
	Adopt      proposalAdoptCmd      `cmd:"" help:"Take an amendment into the proposal (who made the proposal, or an officer). Other edits are kept."`
	Retract    proposalRetractCmd    `cmd:"" help:"Withdraw an amendment (who made it, or an officer)."`
	Signoff    proposalSignoffCmd    `cmd:"" help:"Sign a decision off, or refuse to, where the charter asks for it."`
	Statement  proposalStatementCmd  `cmd:"" help:"Attach your statement to a decision that you did not vote for."`
}

type proposalNewCmd struct {
	Group string `arg:"" help:"The group."`
	Title string `help:"The title." required:""`
	Body  string `help:"A file with the wording (Markdown), or - for standard input." placeholder:"FILE|-"`
	Cost  int64  `help:"What it costs, in the smallest unit of the currency (pence)." default:"0"`
	Kind  string `help:"ordinary, special, page, budget or election." enum:"ordinary,special,page,budget,election" default:"ordinary"`

	Draft bool     `help:"Begin as a draft: everybody sees it, and nobody can vote on it until you put it forward."`
	Aim   []string `help:"An aim of the group that it serves, by its number or the start of its words; once for each." sep:"none" placeholder:"AIM"`
}

func (p proposalNewCmd) run(c *call) error {
	g, err := c.group(p.Group)
	if err != nil {
		return err
	}
	body, err := c.optional(p.Body)
	if err != nil {
		return err
	}
	aims, err := c.aims(g, p.Aim)
	if err != nil {
		return err
	}
	made := forum.NewProposal{Title: p.Title, Cost: p.Cost, Type: p.Kind, Draft: p.Draft}
	id, err := c.session.store.NewProposal(c.ctx, g, made, body)
	if err == nil && len(aims) > 0 {
		err = c.session.store.Serve(c.ctx, g, id, aims)
	}
	if err != nil {
		return err
	}
	return c.reply(struct {
		Proposal forum.ID `json:"proposal"`
		Title    string   `json:"title"`
	}{id, p.Title}, fmt.Sprintf("Proposed: %s  (%s)", p.Title, short(id)))
}

type proposalListCmd struct {
	Group string `arg:"" help:"The group."`
	State string `help:"Only these: draft, open, voting, passed, not passed, awaiting sign-off, sign-off refused, decided, withdrawn, doing or done." enum:",draft,open,voting,passed,not passed,awaiting sign-off,sign-off refused,decided,withdrawn,doing,done" default:""`
	Limit int    `help:"At most so many." default:"0"`
}

type tallyView struct {
	Yes      int `json:"yes"`
	No       int `json:"no"`
	Abstain  int `json:"abstain"`
	Eligible int `json:"eligible"`
	Concern  int `json:"concern"`
	Block    int `json:"block"`
}

func viewTally(t forum.Tally) tallyView {
	return tallyView{t.Yes, t.No, t.Abstain, t.Eligible, t.Concern, t.Block}
}

func (t tallyView) words() string {
	return fmt.Sprintf("%d yes, %d no, %d abstain, of %d who may vote", t.Yes, t.No, t.Abstain, t.Eligible)
}

func (p proposalListCmd) run(c *call) error {
	g, err := c.group(p.Group)
	if err != nil {
		return err
	}
	if p.Limit < 0 {
		return usage("--limit must not be less than 0")
	}
	cards, err := c.session.store.Proposals(c.ctx, g, store.Filter{State: forum.ProposalState(p.State), Limit: p.Limit})
	if err != nil {
		return err
	}
	type view struct {
		Proposal forum.ID            `json:"proposal"`
		Title    string              `json:"title"`
		State    forum.ProposalState `json:"state"`
		Author   string              `json:"author"`
		Person   forum.Person        `json:"person"`
		Updated  string              `json:"updated"`
		Cost     int64               `json:"cost"`
		Comments int                 `json:"comments"`
		Excerpt  string              `json:"excerpt"`
		Tally    tallyView           `json:"tally"`
	}
	views := make([]view, len(cards))
	rows := make([][]string, len(cards))
	for i, p := range cards {
		views[i] = view{p.ID, p.Title, p.State, p.Name, p.Author, stamp(p.Updated), p.Cost, p.Comments, p.Excerpt, viewTally(p.Tally)}
		rows[i] = []string{short(p.ID), string(p.State), day(p.Updated), p.Name, p.Title}
	}
	return c.reply(views, table(rows))
}

// proposal finds the proposal an argument means and reads it.
func (c *call) proposal(ref string) (store.ProposalPage, error) {
	g, id, err := c.subject(forum.KindProposal, ref)
	if err != nil {
		return store.ProposalPage{}, err
	}
	return c.session.store.Proposal(c.ctx, g, id)
}

// subject finds a thing of a kind (of any, for an empty one) in any group; a title that is not there is answered with those like it.
func (c *call) subject(k forum.Kind, ref string) (group, id forum.ID, err error) {
	group, id, err = c.session.store.FindSubject(c.ctx, forum.ID{}, k, ref)
	if !notFound(err) {
		return group, id, err
	}
	return group, id, suggest(err, ref, c.titles(k))
}

// titles lists what there is, to suggest from; a group that cannot be read is left out.
func (c *call) titles(k forum.Kind) []string {
	groups, err := c.session.store.Groups(c.ctx)
	if err != nil {
		return nil
	}
	var all []string
	for _, g := range groups {
		things, err := c.session.store.Headings(c.ctx, g.ID)
		for i := 0; err == nil && i < min(len(things), 500); i++ {
			if k == "" || things[i].Kind == k {
				all = append(all, things[i].Title)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

type commentView struct {
	Comment forum.ID     `json:"comment"`
	Author  string       `json:"author"`
	Person  forum.Person `json:"person"`
	Body    string       `json:"body"`
	Time    string       `json:"time"`
	ReplyTo string       `json:"reply_to"`
}

func viewComments(all []forum.Comment, names map[forum.Person]string) []commentView {
	views := make([]commentView, len(all))
	for i, one := range all {
		views[i] = commentView{one.ID, names[one.Author], one.Author, one.Body, stamp(one.Time), ""}
		if !one.ReplyTo.Zero() {
			views[i].ReplyTo = one.ReplyTo.String()
		}
	}
	return views
}

type proposalShowCmd struct {
	Proposal string `arg:"" help:"The proposal."`
}

type proposalView struct {
	Proposal forum.ID            `json:"proposal"`
	Group    forum.ID            `json:"group"`
	Title    string              `json:"title"`
	Body     string              `json:"body"`
	State    forum.ProposalState `json:"state"`
	Author   string              `json:"author"`
	Person   forum.Person        `json:"person"`
	Made     string              `json:"made"`
	Updated  string              `json:"updated"`
	Cost     int64               `json:"cost"`
	Kind     string              `json:"kind"`
	Comments []commentView       `json:"comments"`
	Tally    tallyView           `json:"tally"`
	Voted    string              `json:"voted"` // the wording that is being voted on; empty without a vote
	History  []eventView         `json:"history"`

	Elsewhere *elsewhereView `json:"elsewhere,omitempty"` // what it came to elsewhere
	lifeView
}

func (p proposalShowCmd) run(c *call) error {
	page, err := c.proposal(p.Proposal)
	if err != nil {
		return err
	}
	v, err := c.viewProposal(page)
	if err != nil {
		return err
	}
	return c.reply(v, proposalText(v, page))
}

func (c *call) viewProposal(page store.ProposalPage) (proposalView, error) {
	history, err := c.history(page)
	kind := page.Type
	if kind == "" {
		kind = "ordinary"
	}
	v := proposalView{
		Proposal: page.ID, Group: page.Group, Title: page.Title, Body: page.Body, State: page.State,
		Author: page.Names[page.Author], Person: page.Author, Made: stamp(page.Made), Updated: stamp(page.Updated),
		Cost: page.Cost, Kind: kind, Comments: viewComments(page.Comments, page.Names), Voted: page.Voted, History: history,
	}
	if n := len(page.Votes); n > 0 {
		v.Tally = viewTally(page.Votes[n-1].Tally)
	}
	if err == nil {
		v.Elsewhere, err = viewElsewhere(page)
	}
	if err == nil {
		v.lifeView, err = c.viewLife(&page)
	}
	return v, err
}

func proposalText(v proposalView, page store.ProposalPage) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  (%s)\n%s, by %s, %s\n", v.Title, short(v.Proposal), v.State, v.Author, day(page.Made))
	if v.Cost != 0 {
		fmt.Fprintf(&b, "Cost: %d.%02d\n", v.Cost/100, v.Cost%100)
	}
	if v.Body != "" {
		fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(v.Body))
	}
	if v.Elsewhere != nil {
		b.WriteString("\n" + v.Elsewhere.Words + "\n")
	}
	if len(page.Votes) > 0 {
		b.WriteString("\n" + voteLine(&page.Votes[len(page.Votes)-1]) + "\n")
	}
	b.WriteString(v.lifeView.text(&page))
	if page.WaitingHere > 0 {
		fmt.Fprintf(&b, "\n%s about this cannot be shown yet: something before it has not arrived.\n",
			count(page.WaitingHere, "entry", "entries"))
	}
	b.WriteString(commentsText(v.Comments, page.Comments))
	return b.String()
}

func commentsText(views []commentView, all []forum.Comment) string {
	var b strings.Builder
	for i, one := range views {
		fmt.Fprintf(&b, "\n%s, %s  (%s):\n%s\n", one.Author, day(all[i].Time), short(one.Comment), strings.TrimSpace(one.Body))
	}
	return b.String()
}

type proposalEditCmd struct {
	Proposal string  `arg:"" help:"The proposal."`
	Title    *string `help:"A new title."`
	Body     string  `help:"A file with the whole new wording, or - for standard input." placeholder:"FILE|-"`
}

func (p proposalEditCmd) run(c *call) error {
	if p.Title == nil && p.Body == "" {
		return usage("say what to change: --title TITLE, --body FILE, or both")
	}
	page, err := c.proposal(p.Proposal)
	if err != nil {
		return err
	}
	body := page.Body
	if p.Body != "" {
		text, err := c.text(p.Body)
		if err != nil {
			return err
		}
		if body, err = c.session.store.EditText(c.ctx, page.Group, page.ID, page.Body, text); err != nil {
			return err
		}
	}
	title := page.Title
	if p.Title != nil && *p.Title != title {
		title = *p.Title
		if err := c.session.store.Set(c.ctx, page.Group, page.ID, forum.FieldTitle, title, 0); err != nil {
			return err
		}
	}
	return c.reply(struct {
		Proposal forum.ID `json:"proposal"`
		Title    string   `json:"title"`
		Body     string   `json:"body"`
	}{page.ID, title, body}, "Saved: "+title)
}

type proposalStateCmd struct {
	Proposal string `arg:"" help:"The proposal."`
	State    string `arg:"" help:"draft, open (put forward), withdraw, reopen, doing or done." enum:"draft,open,withdraw,reopen,doing,done,withdrawn"`
}

func (p proposalStateCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindProposal, p.Proposal)
	if err != nil {
		return err
	}
	state := forum.ProposalState(p.State)
	switch p.State {
	case "withdraw":
		state = forum.StateWithdrawn
	case "reopen":
		state = forum.StateOpen
	}
	if err := c.session.store.Set(c.ctx, g, id, forum.FieldState, string(state), 0); err != nil {
		return err
	}
	page, err := c.session.store.Proposal(c.ctx, g, id)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Proposal forum.ID            `json:"proposal"`
		State    forum.ProposalState `json:"state"`
	}{id, page.State}, fmt.Sprintf("%s: %s", page.Title, page.State))
}
