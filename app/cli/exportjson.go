package cli

import (
	"encoding/json"

	"moot/app/paper"
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
	Files     []fileFacts        `json:"files"` // what there is; moot file save gives their bytes

	Charter     charterView      `json:"charter"`
	Delegations []delegationView `json:"delegations"`

	Neighbours   []neighbourView    `json:"neighbours"`
	Confidential bool               `json:"confidential"` // there is a confidential part, in the officers' own group
	Elections    []electionPageView `json:"elections"`
	Bodies       []boardView        `json:"bodies"` // what people are elected to, with who sits
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
	Secret  bool             `json:"secret"` // its ballots have no names

	Options      []optionView      `json:"options"`
	Outcome      string            `json:"outcome"`
	Winners      []string          `json:"winners"`
	Digest       forum.ID          `json:"digest"`
	Certificates []certificateView `json:"certificates"`
	Turnout      int               `json:"turnout"`
	OnPaper      int               `json:"on_paper"` // of those
	Paper        *onPaperView      `json:"paper"`    // null where the vote takes no papers

	Signoffs   []signoffView   `json:"signoffs"`
	Statements []statementView `json:"statements"`
}

type exportedBallot struct {
	Name   string       `json:"name"`
	Person forum.Person `json:"person"`
	Choice forum.Choice `json:"choice"`
	Reason string       `json:"reason"`
	Time   string       `json:"time"`

	By        string       `json:"by"`        // who cast it for the voter, who had named them
	Household string       `json:"household"` // whose one vote it is, where several could have cast it
	Others    []string     `json:"others"`    // of that household, whose ballots do not count because this came last
	Options   []chosenView `json:"options"`
}

func exportJSON(c *call, g forum.ID, _ paper.Tongue) (map[string][]byte, error) {
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
		Notices: []noticePageView{}, Funds: []fundPageView{}, Gauges: []gaugePageView{}, Files: []fileFacts{}, Neighbours: []neighbourView{},
		Elections: []electionPageView{}}
	for _, m := range roll.Members {
		x.Members = append(x.Members, viewMember(roll, m))
	}
	files, err := c.session.store.Files(c.ctx, g, forum.ID{})
	if err != nil {
		return exported{}, err
	}
	for i := range files {
		x.Files = append(x.Files, factsOf(&files[i]))
	}
	x.Charter = viewCharter(roll.Name, roll.Aims, roll.Rules, roll)
	if x.Delegations, err = c.delegations(g, func(*forum.Delegation) bool { return true }); err != nil {
		return x, err
	}
	if x.Bodies, err = c.boardViews(g); err != nil {
		return x, err
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
		x.Meetings = append(x.Meetings, c.viewMeeting(page))
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
	case forum.KindDelegate: // they have no page of their own, and are gathered in one go
	case forum.KindGauge:
		var v gaugePageView
		v, err = c.gaugePage(g, t.ID)
		x.Gauges = append(x.Gauges, v)
	case forum.KindElection:
		var v electionPageView
		v, err = c.electionPage(g, t.ID)
		x.Elections = append(x.Elections, v)
	case forum.KindNeighbour:
		var page store.NeighbourPage
		page, err = c.session.store.Neighbour(c.ctx, g, t.ID)
		x.Neighbours = append(x.Neighbours, viewNeighbour(page))
	case forum.KindConfidential:
		x.Confidential = true
	case forum.KindCardKey, forum.KindPartOf: // they are for this program: what they lead to is exported
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
	if err != nil {
		return exportedProposal{}, err
	}
	v := exportedProposal{view, make([]exportedVote, len(page.Votes))}
	for i := range page.Votes {
		if v.Votes[i], err = exportVote(page, &page.Votes[i]); err != nil {
			return v, err
		}
	}
	return v, err
}

func exportVote(page store.ProposalPage, vote *forum.Vote) (exportedVote, error) {
	cast := vote.Cast()
	ballots := make([]exportedBallot, len(cast))
	for i, b := range cast {
		ballots[i] = exportedBallot{page.Names[b.Voter], b.Voter, b.Choice, b.Reason, stamp(b.Time), page.Names[b.By], b.Home, namesIn(page, b.Others),
			viewChosen(vote, b.Prefs, b.Points)}
	}
	n, err := viewCount(page, vote)
	return exportedVote{vote.ID, vote.Method, stamp(vote.Opened), stamp(vote.Closes), vote.Title, vote.Cost, viewTally(vote.Tally), ballots,
		vote.Secret, n.Options, n.Outcome, list(n.Winners), n.Digest, n.Certificates, vote.Turnout(), vote.Turnout() - vote.OnDevices(), n.Paper, viewSignoffs(&page, vote), viewStatements(&page, vote)}, err
}
