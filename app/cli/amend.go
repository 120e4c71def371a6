package cli

import (
	"fmt"
	"slices"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type proposalAmendCmd struct {
	Proposal string `arg:"" help:"The proposal."`
	Body     string `help:"A file with the whole other wording (Markdown), or - for standard input." placeholder:"FILE|-"`
	Version  string `help:"Instead of a file: a wording that was written apart from others, as moot proposal amendments lists it." placeholder:"VERSION"`
	Title    string `help:"What it would change, in a line (default: whose wording it is)."`
}

func (p proposalAmendCmd) run(c *call) error {
	if (p.Body == "") == (p.Version == "") {
		return usage("give the other wording with --body FILE, or say which one with --version VERSION")
	}
	page, err := c.proposal(p.Proposal)
	if err != nil {
		return err
	}
	var id forum.ID
	if p.Version != "" {
		id, err = c.session.store.AmendAt(c.ctx, &page, p.Version, p.Title)
	} else {
		var text string
		if text, err = c.text(p.Body); err == nil {
			id, err = c.session.store.Amend(c.ctx, page.Group, page.ID, p.Title, page.Words, text)
		}
	}
	if err != nil {
		return err
	}
	return c.showAmendment(page, id, "Proposed")
}

// showAmendment answers with one amendment.
func (c *call) showAmendment(page store.ProposalPage, id forum.ID, done string) error {
	page, err := c.session.store.Proposal(c.ctx, page.Group, page.ID)
	if err != nil {
		return err
	}
	all, err := c.viewAmendments(&page)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(v amendmentView) bool { return v.Amendment == id })
	if i < 0 {
		return refuse("not_found", "there is no such amendment on this device")
	}
	return c.reply(struct {
		Proposal forum.ID `json:"proposal"`
		amendmentView
	}{page.ID, all[i]}, fmt.Sprintf("%s: %s  (%s)\n%s", done, all[i].Title, short(id), all[i].Changes))
}

type proposalAmendmentsCmd struct {
	Proposal string `arg:"" help:"The proposal."`
}

type apartView struct {
	Version forum.ID     `json:"version"`
	Author  string       `json:"author"`
	Person  forum.Person `json:"person"`
	Time    string       `json:"time"`
	Body    string       `json:"body"`
}

func (p proposalAmendmentsCmd) run(c *call) error {
	page, err := c.proposal(p.Proposal)
	if err != nil {
		return err
	}
	all, err := c.viewAmendments(&page)
	if err != nil {
		return err
	}
	rivals, err := c.session.store.Apart(c.ctx, &page)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, a := range all {
		fmt.Fprintf(&b, "%s  (%s), by %s, %s\n%s\n", a.Title, short(a.Amendment), a.Author, a.State, a.Changes)
	}
	apart := make([]apartView, len(rivals))
	for i, r := range rivals {
		apart[i] = apartView{r.Version, r.Name, r.By, stamp(r.Time), r.Body}
		fmt.Fprintf(&b, "Written apart by %s, version %s:\n%s\n", r.Name, short(r.Version), strings.TrimSpace(r.Body))
	}
	if len(rivals) > 0 {
		b.WriteString("The proposal shows these as one. To vote between them, make each an amendment: moot proposal amend PROPOSAL --version VERSION\n")
	}
	if b.Len() == 0 {
		b.WriteString("Nobody has proposed other words.")
	}
	return c.reply(struct {
		Proposal   forum.ID        `json:"proposal"`
		Amendments []amendmentView `json:"amendments"`
		Apart      []apartView     `json:"apart"` // wordings written apart that the proposal shows as one
	}{page.ID, all, apart}, b.String())
}

// amendment finds an amendment by its id, with its proposal.
func (c *call) amendment(ref string) (page store.ProposalPage, id forum.ID, err error) {
	g, id, err := c.session.store.FindSubject(c.ctx, forum.ID{}, forum.KindAmendment, ref)
	if notFound(err) {
		return page, id, refuse("not_found", "there is no amendment %q here: give its id, as moot proposal amendments lists it", ref)
	}
	if err != nil {
		return page, id, err
	}
	of, err := c.session.store.AmendmentOf(c.ctx, g, id)
	if err != nil {
		return page, id, err
	}
	page, err = c.session.store.Proposal(c.ctx, g, of)
	return page, id, err
}

type proposalRewordCmd struct {
	Amendment string `arg:"" help:"The amendment."`
	Body      string `help:"A file with its whole new wording, or - for standard input." required:"" placeholder:"FILE|-"`
}

func (p proposalRewordCmd) run(c *call) error {
	page, id, err := c.amendment(p.Amendment)
	if err != nil {
		return err
	}
	was, err := c.session.store.Text(c.ctx, page.Group, id)
	if err != nil {
		return err
	}
	text, err := c.text(p.Body)
	if err != nil {
		return err
	}
	if _, err := c.session.store.EditText(c.ctx, page.Group, id, was, text); err != nil {
		return err
	}
	return c.showAmendment(page, id, "Saved")
}

type proposalAdoptCmd struct {
	Amendment string `arg:"" help:"The amendment."`
}

func (p proposalAdoptCmd) run(c *call) error {
	page, id, err := c.amendment(p.Amendment)
	if err != nil {
		return err
	}
	_, body, err := c.session.store.TakeIn(c.ctx, page.Group, id)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Proposal  forum.ID `json:"proposal"`
		Amendment forum.ID `json:"amendment"`
		Body      string   `json:"body"`
	}{page.ID, id, body}, fmt.Sprintf("Taken into %s:\n%s", page.Title, strings.TrimSpace(body)))
}

type proposalRetractCmd struct {
	Amendment string `arg:"" help:"The amendment."`
	Again     bool   `help:"Put it forward again."`
}

func (p proposalRetractCmd) run(c *call) error {
	page, id, err := c.amendment(p.Amendment)
	if err != nil {
		return err
	}
	if err := c.session.store.WithdrawAmendment(c.ctx, page.Group, id, p.Again); err != nil {
		return err
	}
	return c.showAmendment(page, id, cond(p.Again, "Put forward again", "Withdrawn"))
}

// original is how the proposal's own words are called in a vote between wordings.
const original = "original"

// between makes options of the wordings that a text names, such as "4fd1a2c3,original".
func (c *call) between(g, proposal forum.ID, text string, v *forum.OpenVote) error {
	if text == "" {
		return nil
	}
	page, err := c.session.store.Proposal(c.ctx, g, proposal)
	if err != nil {
		return err
	}
	for ref := range strings.SplitSeq(text, ",") {
		ref = strings.TrimSpace(ref)
		rival, title := forum.Rival{Option: len(v.Options), Of: page.ID}, "Original wording"
		if !strings.EqualFold(ref, original) {
			a, err := pickAmendment(page.Amendments, ref)
			if err != nil {
				return err
			}
			rival.Of, title = a.ID, a.Title
		}
		if slices.ContainsFunc(v.Options, func(o forum.Option) bool { return o.Title == title }) {
			title += " (" + short(rival.Of) + ")"
		}
		v.Between, v.Options = append(v.Between, rival), append(v.Options, forum.Option{Title: title})
	}
	return nil
}

// pickAmendment finds an amendment of a proposal by the start of its id or its title.
func pickAmendment(all []forum.Amendment, ref string) (found forum.Amendment, err error) {
	n := 0
	for _, a := range all {
		if strings.EqualFold(a.Title, ref) || len(ref) >= 6 && strings.HasPrefix(a.ID.String(), strings.ToLower(ref)) {
			found, n = a, n+1
		}
	}
	switch n {
	case 1:
		return found, nil
	case 0:
		return found, refuse("not_found", "there is no amendment %q of this proposal; see moot proposal amendments, or write %q for its own words", ref, original)
	}
	return found, refuse("ambiguous", "%q could be %d different amendments; give the start of its id", ref, n)
}
