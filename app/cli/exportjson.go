package cli

import (
	"encoding/json"

	"moot/store"
	"moot/store/forum"
)

// exportVersion is raised when a field of the exported JSON changes its meaning. Fields may be added without.
const exportVersion = 1

// exported is a group's whole record as JSON: everything that is shown, each thing as its own show command gives it.
// Times are RFC 3339 in UTC, empty when there is none; amounts are whole pence; numbers of gauges are decimals as text;
// ids and keys are hexadecimal.
type exported struct {
	Version   int                `json:"moot_export"`
	Group     forum.ID           `json:"group"`
	Name      string             `json:"name"`
	Aims      string             `json:"aims"`
	Digest    forum.ID           `json:"digest"` // as moot digest gives it
	Members   []memberView       `json:"members"`
	Proposals []exportedProposal `json:"proposals"`
	Meetings  []meetingView      `json:"meetings"`
	Tasks     []taskPageView     `json:"tasks"`
	Pages     []pageView         `json:"pages"`
	Notices   []noticePageView   `json:"notices"`
	Funds     []fundPageView     `json:"funds"`
	Gauges    []gaugePageView    `json:"gauges"`
}

type exportedProposal struct {
	proposalView
	Votes []exportedVote `json:"votes"`
}

type exportedVote struct {
	Vote    forum.ID         `json:"vote"`
	Method  string           `json:"method"`
	Opened  string           `json:"opened"`
	Closes  string           `json:"closes"`
	Title   string           `json:"title"` // as voted on
	Cost    int64            `json:"cost"`
	Tally   tallyView        `json:"tally"`
	Ballots []exportedBallot `json:"ballots"`

	Signoffs   []signoffView   `json:"signoffs"`
	Statements []statementView `json:"statements"`
}

type exportedBallot struct {
	Name   string       `json:"name"`
	Person forum.Person `json:"person"`
	Choice forum.Choice `json:"choice"`
	Reason string       `json:"reason"`
	Time   string       `json:"time"`
}

func exportJSON(c *call, g forum.ID) (map[string][]byte, error) {
	x, err := c.everything(g)
	if err != nil {
		return nil, err
	}
	b, err := json.MarshalIndent(x, "", "  ")
	return map[string][]byte{"moot.json": append(b, '\n')}, err
}

// everything reads all that is shown of a group. Newest activity comes first, as in the lists.
func (c *call) everything(g forum.ID) (exported, error) {
	card, err := c.session.store.Group(c.ctx, g)
	if err != nil {
		return exported{}, err
	}
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return exported{}, err
	}
	x := exported{Version: exportVersion, Group: g, Name: card.Name, Aims: roll.Aims, Digest: card.Digest,
		Members: []memberView{}, Proposals: []exportedProposal{}, Meetings: []meetingView{}, Tasks: []taskPageView{}, Pages: []pageView{},
		Notices: []noticePageView{}, Funds: []fundPageView{}, Gauges: []gaugePageView{}}
	for _, m := range roll.Members {
		x.Members = append(x.Members, viewMember(roll, m))
	}
	things, err := c.session.store.Headings(c.ctx, g)
	for i := 0; err == nil && i < len(things); i++ {
		err = c.export(&x, g, things[i])
	}
	return x, err
}

// export reads one thing into the record.
func (c *call) export(x *exported, g forum.ID, t store.Heading) (err error) {
	switch t.Kind {
	case forum.KindProposal:
		var v exportedProposal
		v, err = c.exportProposal(g, t.ID)
		x.Proposals = append(x.Proposals, v)
	case forum.KindMeeting:
		var page store.MeetingPage
		page, err = c.session.store.Meeting(c.ctx, g, t.ID)
		x.Meetings = append(x.Meetings, viewMeeting(page))
	case forum.KindTask:
		var v taskPageView
		v, err = c.taskPage(g, t.ID)
		x.Tasks = append(x.Tasks, v)
	case forum.KindPage:
		var page store.StandingPage
		if page, err = c.session.store.StandingPage(c.ctx, g, t.ID); err != nil {
			return err
		}
		var v pageView
		v, err = c.viewPage(page)
		x.Pages = append(x.Pages, v)
	case forum.KindNotice:
		var v noticePageView
		v, err = c.noticePage(g, t.ID)
		x.Notices = append(x.Notices, v)
	case forum.KindFund:
		var v fundPageView
		v, err = c.fundPage(g, t.ID)
		x.Funds = append(x.Funds, v)
	case forum.KindGauge:
		var v gaugePageView
		v, err = c.gaugePage(g, t.ID)
		x.Gauges = append(x.Gauges, v)
	default:
		return refuse("not_exported", "a %s cannot be exported by this version of Moot", t.Noun)
	}
	return err
}

func (c *call) exportProposal(g, id forum.ID) (exportedProposal, error) {
	page, err := c.session.store.Proposal(c.ctx, g, id)
	if err != nil {
		return exportedProposal{}, err
	}
	view, err := c.viewProposal(page)
	v := exportedProposal{view, make([]exportedVote, len(page.Votes))}
	for i, vote := range page.Votes {
		ballots := make([]exportedBallot, len(vote.Ballots))
		for j, b := range vote.Ballots {
			ballots[j] = exportedBallot{page.Names[b.Voter], b.Voter, b.Choice, b.Reason, stamp(b.Time)}
		}
		v.Votes[i] = exportedVote{Vote: vote.ID, Method: vote.Method, Opened: stamp(vote.Opened), Closes: stamp(vote.Closes),
			Title: vote.Title, Cost: vote.Cost, Tally: viewTally(vote.Tally), Ballots: ballots,
			Signoffs: viewSignoffs(&page, &vote), Statements: viewStatements(&page, &vote)}
	}
	return v, err
}
