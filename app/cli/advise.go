package cli

import (
	"fmt"
	"strconv"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type proposalServesCmd struct {
	Proposal string   `arg:"" help:"The proposal."`
	Aim      []string `help:"An aim of the group, by its number or the start of its words; once for each. None: it serves no aim in particular." sep:"none" placeholder:"AIM"`
}

func (p proposalServesCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindProposal, p.Proposal)
	if err != nil {
		return err
	}
	aims, err := c.aims(g, p.Aim)
	if err != nil {
		return err
	}
	if err := c.session.store.Serve(c.ctx, g, id, aims); err != nil {
		return err
	}
	return c.reply(struct {
		Proposal forum.ID `json:"proposal"`
		Aims     []string `json:"aims"`
	}{id, list(aims)}, cond(len(aims) == 0, "It serves no aim in particular.", "It serves: "+strings.Join(aims, "; ")))
}

// aims finds aims of the group by their numbers, from 1, or by how their words begin.
func (c *call) aims(g forum.ID, refs []string) (aims []string, err error) {
	if len(refs) == 0 {
		return nil, nil
	}
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return nil, err
	}
	has := forum.AimsIn(roll.Aims)
	for _, ref := range refs {
		aim, err := pickAim(has, strings.TrimSpace(ref))
		if err != nil {
			return nil, err
		}
		aims = append(aims, aim)
	}
	return aims, nil
}

func pickAim(has []string, ref string) (string, error) {
	if n, err := strconv.Atoi(ref); err == nil && n >= 1 && n <= len(has) {
		return has[n-1], nil
	}
	var found []string
	for _, a := range has {
		if ref != "" && strings.HasPrefix(strings.ToLower(a), strings.ToLower(ref)) {
			found = append(found, a)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(has) == 0:
		return "", refuse("not_found", "the group has written down no aims yet: an officer does with moot group aims GROUP --set FILE.md")
	case len(found) > 1:
		return "", refuse("ambiguous", "%q could be %d different aims; give its number, from 1 to %d", ref, len(found), len(has))
	}
	return "", suggest(refuse("not_found", "the group has no aim %q; see moot group aims", ref), ref, has)
}

type proposalAdviseCmd struct {
	Proposal   string `arg:"" help:"The proposal."`
	Says       string `arg:"" help:"for, against or neutral." enum:"for,against,neutral"`
	Body       string `help:"A file with the advice (Markdown), or - for standard input." required:"" placeholder:"FILE|-"`
	Conditions string `help:"What must be so for it to hold." placeholder:"TEXT"`
	As         string `help:"The capacity, when you hold more than one that advises." placeholder:"CAPACITY"`
}

func (p proposalAdviseCmd) run(c *call) error {
	page, err := c.proposal(p.Proposal)
	if err != nil {
		return err
	}
	text, err := c.text(p.Body)
	if err != nil {
		return err
	}
	id, err := c.session.store.Advise(c.ctx, page.Group, page.ID, forum.NewAdvice{
		Capacity: p.As, Says: forum.Advising(p.Says), Text: text, Conditions: p.Conditions, Words: page.Words,
	})
	if err != nil {
		return err
	}
	return c.showLife(page, id, "Your advice is on record.")
}

type proposalSignoffCmd struct {
	Proposal string `arg:"" help:"The proposal."`
	Refuse   bool   `help:"Refuse to sign it off; that needs a reason."`
	Reason   string `help:"Why, for everybody to read." placeholder:"TEXT"`
	As       string `help:"The capacity, when you hold more than one that signs this." placeholder:"CAPACITY"`
}

func (p proposalSignoffCmd) run(c *call) error {
	page, err := c.proposal(p.Proposal)
	if err != nil {
		return err
	}
	if p.Refuse && strings.TrimSpace(p.Reason) == "" {
		return refuse("bad_input", "say why you refuse, with --reason, so that the others can answer it")
	}
	id, err := c.session.store.SignOff(c.ctx, page.Group, page.ID, p.As, p.Refuse, p.Reason)
	if err != nil {
		return err
	}
	return c.showLife(page, id, cond(p.Refuse, "You refused to sign it off", "You signed it off"))
}

type proposalStatementCmd struct {
	Proposal string `arg:"" help:"The proposal."`
	Body     string `help:"A file with the statement (Markdown), or - for standard input." required:"" placeholder:"FILE|-"`
}

func (p proposalStatementCmd) run(c *call) error {
	page, err := c.proposal(p.Proposal)
	if err != nil {
		return err
	}
	text, err := c.text(p.Body)
	if err != nil {
		return err
	}
	id, err := c.session.store.Dissent(c.ctx, page.Group, page.ID, text)
	if err != nil {
		return err
	}
	return c.showLife(page, id, "Your statement stands beside the decision")
}

// showLife answers with a proposal after something was done to it.
func (c *call) showLife(page store.ProposalPage, record forum.ID, done string) error {
	page, err := c.session.store.Proposal(c.ctx, page.Group, page.ID)
	if err != nil {
		return err
	}
	v, err := c.viewLife(&page)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Record   forum.ID            `json:"record"`
		Proposal forum.ID            `json:"proposal"`
		State    forum.ProposalState `json:"state"`
		lifeView
	}{record, page.ID, page.State, v}, fmt.Sprintf("%s\n%s: %s", done, page.Title, page.State))
}
