package store

import (
	"slices"

	"moot/store/forum"
)

// Can says what this person may do here, so that screens and commands need know no rules. It foretells what the gate
// would say; the gate decides.
type Can struct {
	Edit     bool // the wording
	SetTitle bool
	SetState bool
	Comment  bool
	OpenVote bool
	Vote     bool
	Close    bool // sign the certificate of a vote
	Papers   bool // enter what was voted on paper
	Minute   bool // write the agenda and the minutes
	Attend   bool // record other people's attendance
	Sign     bool // the minutes, as a true record
	Invite   bool
	Approve  bool
	Remove   bool

	Update bool // say how a task is going
	Enter  bool // lines in the ledger of a fund, and start one

	SetCharter bool
	Uphold     bool // approve again what was undone
	Retire     bool // give up one's own devices
	Recover    bool // name officers: none is left
}

// ProposalCan is Can of a proposal, with what people do to one beside wording and voting on it.
type ProposalCan struct {
	Can
	To       []forum.ProposalState // the states a proposal can be set to
	AdviseAs []string              // the capacities to give advice on it in
	SignAs   []string              // those to sign off in what was decided, or to refuse to
	Amend    bool                  // propose other words
	Dissent  bool                  // attach a statement to what was decided
	Serve    bool                  // say which aims of the group it serves
}

func (s *Store) can(g *group, author forum.Person) Can {
	r := g.state().roll
	me, ok := g.state().me(s.Identity())
	if !ok || me.Standing != forum.StandingMember {
		return Can{}
	}
	has := func(p forum.Power) bool { return r.Can(me.Person, p) }
	office, mine := has(forum.PowerOffice), author == me.Person
	return Can{
		Edit:     has(forum.PowerPropose),
		SetTitle: has(forum.PowerDiscuss) && (mine || office),
		SetState: has(forum.PowerDiscuss) && (mine || office),
		Comment:  has(forum.PowerDiscuss),
		OpenVote: has(forum.PowerVote) && (mine || office),
		Vote:     has(forum.PowerVote),
		Minute:   has(forum.PowerMinute),
		Attend:   office,
		Sign:     office,
		Enter:    office,
		Invite:   has(forum.PowerInvite),
		Approve:  office,
		Remove:   office,

		SetCharter: office,
		Uphold:     office,
		Retire:     me.Standing == forum.StandingMember,
		Recover:    has(forum.PowerVote) && !slices.ContainsFunc(r.Members, officer),
	}
}

func officer(m forum.Member) bool {
	return m.Standing == forum.StandingMember && m.Role == forum.RoleOfficer
}

func (s *Store) proposalCan(g *group, p *ProposalPage) ProposalCan {
	c := ProposalCan{Can: s.can(g, p.Author)}
	voting := p.State == forum.StateVoting
	c.Edit = c.Edit && !p.Frozen()
	c.SetTitle = c.SetTitle && !p.Frozen()
	c.Vote = c.Vote && voting
	if me, ok := g.state().me(s.Identity()); ok && voting && c.Comment {
		v := &p.Votes[len(p.Votes)-1]
		c.Close = slices.Contains(v.Tellers, me.Person)
		c.Papers = c.Close && v.Paper != nil
	}
	c.OpenVote = c.OpenVote && p.State == forum.StateOpen
	s.lifeCan(g, p, &c)
	return c
}

func (s *Store) meetingCan(g *group, m *MeetingPage) Can { return s.can(g, m.Author) }

// GroupCan says what this person may do in a group as a whole.
func (s *Store) GroupCan(id forum.ID) Can { return s.canOf(id, forum.Person{}) }

// canOf is GroupCan about something that author made.
func (s *Store) canOf(id forum.ID, author forum.Person) Can {
	g, err := s.group(id)
	if err != nil {
		return Can{}
	}
	return s.can(g, author)
}
