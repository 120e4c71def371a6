package cli

import (
	"fmt"
	"slices"
	"strings"

	"moot/app/paper"
	"moot/store"
	"moot/store/forum"
)

// lifeView is what belongs to a proposal beside its words and its votes.
type lifeView struct {
	Aims       []string        `json:"aims"` // of the group, that it serves
	Advice     []adviceView    `json:"advice"`
	Amendments []amendmentView `json:"amendments"`
	Decided    *chosenWords    `json:"decided"`    // what was decided on; null until then
	Asked      []askedView     `json:"asked"`      // the sign-offs that the charter asks for
	Signoffs   []signoffView   `json:"signoffs"`   // on the last vote
	Statements []statementView `json:"statements"` // on the last vote
	Life       []lifeStageView `json:"life"`
}

type adviceView struct {
	Advice     forum.ID       `json:"advice"`
	Capacity   string         `json:"capacity"`
	Author     string         `json:"author"`
	Person     forum.Person   `json:"person"`
	Says       forum.Advising `json:"says"` // "for", "against" or "neutral"
	Text       string         `json:"text"`
	Conditions string         `json:"conditions"`
	Words      []forum.ID     `json:"words"`   // the heads of the wording its author read
	Current    bool           `json:"current"` // that is the wording as it is now
	Time       string         `json:"time"`
}

type amendmentView struct {
	Amendment forum.ID     `json:"amendment"`
	Title     string       `json:"title"`
	Author    string       `json:"author"`
	Person    forum.Person `json:"person"`
	Made      string       `json:"made"`
	State     string       `json:"state"` // "open", "withdrawn" or "adopted"
	Body      string       `json:"body"`
	Changes   string       `json:"changes"` // of the words it was made from, line by line
	Words     []forum.ID   `json:"words"`
	Adopted   string       `json:"adopted"` // when it was last taken in
}

// chosenWords is what a vote has decided on.
type chosenWords struct {
	Vote    forum.ID   `json:"vote"`
	Title   string     `json:"title"`
	Cost    int64      `json:"cost"`
	Options []string   `json:"options"` // that won
	Of      string     `json:"of"`      // whose wording: the proposal or an amendment; empty when what won is no wording
	Words   []forum.ID `json:"words"`
	Body    string     `json:"body"`
}

type askedView struct {
	Capacity string `json:"capacity"`
	Need     int    `json:"need"`
	Signed   int    `json:"signed"`
	Refused  int    `json:"refused"`
	Met      bool   `json:"met"`
}

type signoffView struct {
	Signoff     forum.ID     `json:"signoff"`
	Capacity    string       `json:"capacity"`
	Author      string       `json:"author"`
	Person      forum.Person `json:"person"`
	Refused     bool         `json:"refused"`
	Reason      string       `json:"reason"`
	Counts      bool         `json:"counts"` // it is of the certificate that counts
	Certificate string       `json:"certificate"`
	Time        string       `json:"time"`
}

type statementView struct {
	Statement forum.ID     `json:"statement"`
	Author    string       `json:"author"`
	Person    forum.Person `json:"person"`
	Choice    string       `json:"choice"` // their vote, in words
	Body      string       `json:"body"`
	Counts    bool         `json:"counts"`
	Time      string       `json:"time"`
}

type lifeStageView struct {
	State  forum.ProposalState `json:"state"`
	Author string              `json:"author"`
	Person forum.Person        `json:"person"`
	Time   string              `json:"time"`
}

func (c *call) viewLife(page *store.ProposalPage) (v lifeView, err error) {
	v = lifeView{Aims: list(page.Aims), Advice: make([]adviceView, len(page.Advice)), Asked: []askedView{},
		Signoffs: []signoffView{}, Statements: []statementView{}, Life: make([]lifeStageView, len(page.Life))}
	for i, a := range page.Advice {
		v.Advice[i] = adviceView{a.ID, a.Capacity, page.Names[a.By], a.By, a.Says, a.Text, a.Conditions, list(a.Words),
			slices.Equal(a.Words, page.Words), stamp(a.Time)}
	}
	for i, s := range page.Life {
		v.Life[i] = lifeStageView{s.State, page.Names[s.By], s.By, stamp(s.Time)}
	}
	if n := len(page.Votes); n > 0 {
		vote := &page.Votes[n-1]
		for _, a := range vote.Asked {
			v.Asked = append(v.Asked, askedView{a.Capacity, a.Need, a.Signed, a.Refused, a.Met()})
		}
		v.Signoffs, v.Statements = viewSignoffs(page, vote), viewStatements(page, vote)
		if k := page.Chosen; !k.Vote.Zero() {
			v.Decided = &chosenWords{k.Vote, vote.Title, vote.Cost, list(k.Option), idText(k.Of), list(k.Words), k.Body}
		}
	}
	v.Amendments, err = c.viewAmendments(page)
	return v, err
}

func idText(id forum.ID) string {
	if id.Zero() {
		return ""
	}
	return id.String()
}

func (c *call) viewAmendments(page *store.ProposalPage) ([]amendmentView, error) {
	all, err := c.session.store.Amendments(c.ctx, page)
	views := make([]amendmentView, len(all))
	for i, a := range all {
		views[i] = amendmentView{Amendment: a.ID, Title: a.Title, Author: page.Names[a.Author], Person: a.Author, Made: stamp(a.Made),
			State: a.State, Body: a.Body, Changes: paper.TextChanges(a.From, a.Body), Words: list(a.Words)}
		if n := len(a.Adopted); n > 0 {
			views[i].Adopted = stamp(a.Adopted[n-1].Time)
		}
	}
	return views, err
}

func viewSignoffs(page *store.ProposalPage, vote *forum.Vote) []signoffView {
	views := make([]signoffView, len(vote.SignOffs))
	for i, s := range vote.SignOffs {
		views[i] = signoffView{s.ID, s.Capacity, page.Names[s.By], s.By, s.Refused, s.Reason, s.Counts, "", stamp(s.Time)}
		if s.Counts {
			views[i].Certificate = vote.Final().ID.String()
		}
	}
	return views
}

func viewStatements(page *store.ProposalPage, vote *forum.Vote) []statementView {
	views := make([]statementView, len(vote.Statements))
	for i, s := range vote.Statements {
		views[i] = statementView{s.ID, page.Names[s.By], s.By, "", s.Text, s.Counts, stamp(s.Time)}
		for j := range vote.Ballots {
			if vote.Ballots[j].ID == s.Ballot {
				views[i].Choice = ballotWords(vote, &vote.Ballots[j])
			}
		}
	}
	return views
}

// text says what a reader of the proposal should know beside it.
func (v *lifeView) text(page *store.ProposalPage) string {
	var b strings.Builder
	if d := v.Decided; d != nil && d.Of != "" && strings.TrimSpace(d.Body) != strings.TrimSpace(page.Body) {
		fmt.Fprintf(&b, "\nThe words that were decided on:\n%s\n", strings.TrimSpace(d.Body))
	}
	for _, a := range v.Asked {
		fmt.Fprintf(&b, "\nTo be signed off by %s (%s): %d signed, %d refused", count(a.Need, "person", "people"), a.Capacity, a.Signed, a.Refused)
	}
	for _, s := range v.Signoffs {
		fmt.Fprintf(&b, "\n  %s, %s: %s", s.Author, s.Capacity, cond(s.Refused, "refused", "signed off"))
		if s.Reason != "" {
			b.WriteString(", " + s.Reason)
		}
		b.WriteString(cond(s.Counts, "", " (of another certificate: it does not count)"))
	}
	if len(v.Asked)+len(v.Signoffs) > 0 {
		b.WriteString("\n")
	}
	for _, s := range v.Statements {
		fmt.Fprintf(&b, "\nStatement by %s, who voted %s:\n%s\n", s.Author, s.Choice, strings.TrimSpace(s.Body))
	}
	if len(v.Aims) > 0 {
		fmt.Fprintf(&b, "\nIt serves these aims: %s\n", strings.Join(v.Aims, "; "))
	}
	for _, a := range v.Advice {
		fmt.Fprintf(&b, "\nAdvice of %s, %s: %s%s\n%s\n", a.Author, a.Capacity, a.Says, cond(a.Current, "", " (on earlier words)"), strings.TrimSpace(a.Text))
		if a.Conditions != "" {
			fmt.Fprintf(&b, "On condition: %s\n", a.Conditions)
		}
	}
	for _, a := range v.Amendments {
		fmt.Fprintf(&b, "\nAmendment %s  (%s), by %s, %s\n", a.Title, short(a.Amendment), a.Author, a.State)
	}
	return b.String()
}
