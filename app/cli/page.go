package cli

import (
	"fmt"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type pageCmd struct {
	List pageListCmd `cmd:"" help:"List a group's standing pages: rules, opening hours, policies."`
	Show pageShowCmd `cmd:"" help:"Show a page: its words, who has signed them, and why it is so."`
	New  pageNewCmd  `cmd:"" help:"Make a standing page."`
	Edit pageEditCmd `cmd:"" help:"Change a page's words. What everyone has signed is changed only by a decision."`
	Sign pageSignCmd `cmd:"" help:"Sign a page's words exactly as they are, for a party it names."`
}

type pageListCmd struct {
	Group string `arg:"" help:"The group."`
}

func (p pageListCmd) run(c *call) error {
	g, err := c.group(p.Group)
	if err != nil {
		return err
	}
	cards, err := c.session.store.Pages(c.ctx, g)
	if err != nil {
		return err
	}
	type view struct {
		Page    forum.ID `json:"page"`
		Title   string   `json:"title"`
		State   string   `json:"state"` // "open", "unsigned", "signed" or "changed"
		Parties int      `json:"parties"`
		Signed  int      `json:"signed"` // parties that have signed the words as they are now
		Updated string   `json:"updated"`
	}
	views, rows := make([]view, len(cards)), make([][]string, len(cards))
	for i, one := range cards {
		views[i] = view{one.ID, one.Title, one.State, one.Parties, one.Signed, stamp(one.Updated)}
		rows[i] = []string{short(one.ID), pageStates[one.State], one.Title}
	}
	return c.reply(views, table(rows))
}

// pageStates are the states as people read them.
var pageStates = map[string]string{
	forum.PageOpen: "for everyone to write", forum.PageUnsigned: "not yet signed by all", forum.PageSigned: "signed by all",
	forum.PageChanged: "changed since it was signed",
}

type partyView struct {
	Party   string       `json:"party"`
	Name    string       `json:"name"`
	Person  forum.Person `json:"person"`
	Signed  string       `json:"signed"`  // when; empty when it has not signed
	Current bool         `json:"current"` // it has signed the words as they are now
	Words   []forum.ID   `json:"words"`   // the exact words it signed, as heads of the document
}

type decisionView struct {
	Proposal forum.ID `json:"proposal"`
	Title    string   `json:"title"`
	Author   string   `json:"author"`
	Time     string   `json:"time"`
}

type pageView struct {
	Page     forum.ID       `json:"page"`
	Group    forum.ID       `json:"group"`
	Title    string         `json:"title"`
	State    string         `json:"state"`
	Body     string         `json:"body"`
	InForce  string         `json:"in_force"` // the words all signed, when they are others than the body
	Words    []forum.ID     `json:"words"`    // the heads of the words as they are now
	Parties  []partyView    `json:"parties"`
	Why      []decisionView `json:"why"`     // the decisions it was changed by
	Allowed  bool           `json:"allowed"` // a decision lets the signed words be changed
	Author   string         `json:"author"`
	Made     string         `json:"made"`
	History  []eventView    `json:"history"`
	Comments []commentView  `json:"comments"`
}

// page finds the page an argument means and reads it.
func (c *call) page(ref string) (store.StandingPage, error) {
	g, id, err := c.subject(forum.KindPage, ref)
	if err != nil {
		return store.StandingPage{}, err
	}
	return c.session.store.StandingPage(c.ctx, g, id)
}

func (c *call) viewPage(p store.StandingPage) (pageView, error) {
	v := pageView{Page: p.ID, Group: p.Group, Title: p.Title, State: p.State, Body: p.Body, InForce: p.Signed, Words: list(p.Words),
		Parties: make([]partyView, len(p.Parties)), Why: make([]decisionView, len(p.Changes)), Allowed: p.Allowed(), Author: p.Names[p.Author],
		Made: stamp(p.Made), History: []eventView{}, Comments: viewComments(p.Comments, p.Names)}
	for i, s := range p.Parties {
		v.Parties[i] = partyView{s.Name, p.Names[s.Person], s.Person, stamp(s.Time), s.Current, list(s.Words)}
	}
	for i, d := range p.Changes {
		v.Why[i] = decisionView{d.Decision, p.Why[i].Title, p.Names[d.By], stamp(d.Time)}
	}
	versions, err := c.session.store.TextHistory(c.ctx, p.Group, p.ID)
	for _, one := range versions {
		if one.By.Zero() { // the empty text every document starts from
			continue
		}
		v.History = append(v.History, eventView{Time: stamp(one.Time), Author: one.Name, Person: one.By, What: "wording", Version: one.Heads[0].String()})
	}
	return v, err
}

type pageShowCmd struct {
	Page string `arg:"" help:"The page."`
}

func (p pageShowCmd) run(c *call) error {
	page, err := c.page(p.Page)
	if err != nil {
		return err
	}
	v, err := c.viewPage(page)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  (%s)\n%s\n\n%s\n", v.Title, short(v.Page), pageStates[v.State], strings.TrimSpace(v.Body))
	for _, s := range v.Parties {
		state := "has not signed"
		switch {
		case s.Current:
			state = "signed " + s.Signed
		case s.Signed != "":
			state = "signed earlier words " + s.Signed
		}
		fmt.Fprintf(&b, "\n%s (%s): %s", s.Party, s.Name, state)
	}
	for _, d := range v.Why {
		fmt.Fprintf(&b, "\nChanged by the decision: %s  (%s)", d.Title, short(d.Proposal))
	}
	return c.reply(v, b.String())
}

type pageNewCmd struct {
	Group string   `arg:"" help:"The group."`
	Title string   `help:"The title." required:""`
	Body  string   `help:"A file with the words (Markdown), or - for standard input." placeholder:"FILE|-"`
	Party []string `help:"Who must sign it, and for whom; once for each, such as Police='Sgt Okoro'." sep:"none" placeholder:"NAME=PERSON"`
}

func (p pageNewCmd) run(c *call) error {
	g, err := c.group(p.Group)
	if err != nil {
		return err
	}
	parties, err := c.parties(g, p.Party)
	if err != nil {
		return err
	}
	body, err := c.optional(p.Body)
	if err != nil {
		return err
	}
	id, err := c.session.store.NewPage(c.ctx, g, forum.NewPage{Title: p.Title, Parties: parties}, body)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Page  forum.ID `json:"page"`
		Title string   `json:"title"`
	}{id, p.Title}, fmt.Sprintf("Made: %s  (%s)", p.Title, short(id)))
}

// parties reads NAME=PERSON; without a NAME the person signs under their own.
func (c *call) parties(g forum.ID, refs []string) (out []forum.Party, err error) {
	names, err := c.names(g)
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		name, who, named := strings.Cut(ref, "=")
		if !named {
			who = name
		}
		p, err := c.person(g, who)
		if err != nil {
			return nil, err
		}
		if !named {
			name = names[p]
		}
		out = append(out, forum.Party{Name: strings.TrimSpace(name), Person: p})
	}
	return out, nil
}

type pageEditCmd struct {
	Page     string   `arg:"" help:"The page."`
	Body     string   `help:"A file with the whole new words (Markdown), or - for standard input." placeholder:"FILE|-"`
	Decision string   `help:"The proposal that was decided, by which signed words are changed." placeholder:"PROPOSAL"`
	Party    []string `help:"Who must sign it from now on, all of them (needs --decision)." sep:"none" placeholder:"NAME=PERSON"`
}

func (p pageEditCmd) run(c *call) error {
	page, err := c.page(p.Page)
	if err != nil {
		return err
	}
	if p.Body == "" && len(p.Party) == 0 {
		return usage("say what to change: --body or --party")
	}
	var decision forum.ID
	if p.Decision != "" {
		if decision, err = c.decision(page.Group, p.Decision); err != nil {
			return err
		}
	}
	if len(p.Party) > 0 {
		parties, err := c.parties(page.Group, p.Party)
		if err != nil {
			return err
		}
		if err := c.session.store.NameParties(c.ctx, page.Group, page.ID, parties, decision); err != nil {
			return err
		}
	}
	if p.Body != "" {
		text, err := c.text(p.Body)
		if err != nil {
			return err
		}
		if _, err := c.session.store.EditPage(c.ctx, page.Group, page.ID, page.Body, text, decision); err != nil {
			return err
		}
	}
	return c.showPage(page, "Saved")
}

func (c *call) showPage(page store.StandingPage, done string) error {
	page, err := c.session.store.StandingPage(c.ctx, page.Group, page.ID)
	if err != nil {
		return err
	}
	v, err := c.viewPage(page)
	if err != nil {
		return err
	}
	return c.reply(v, fmt.Sprintf("%s: %s, %s", done, v.Title, pageStates[v.State]))
}

// decision finds the proposal by which something was decided.
func (c *call) decision(g forum.ID, ref string) (forum.ID, error) {
	_, id, err := c.session.store.FindSubject(c.ctx, g, forum.KindProposal, ref)
	return id, err
}

type pageSignCmd struct {
	Page string `arg:"" help:"The page."`
	As   string `help:"The party to sign for, when you sign for more than one." placeholder:"NAME"`
}

func (p pageSignCmd) run(c *call) error {
	page, err := c.page(p.Page)
	if err != nil {
		return err
	}
	if err := c.session.store.SignPage(c.ctx, page.Group, page.ID, p.As, page.Words); err != nil {
		return err
	}
	return c.showPage(page, "Signed")
}
