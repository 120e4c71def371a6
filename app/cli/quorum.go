package cli

import (
	"fmt"
	"strings"
	"time"

	"moot/store"
	"moot/store/forum"
)

// quorumView says how the quorum of a meeting stands.
type quorumView struct {
	Need       int    `json:"need"`
	Of         int    `json:"of"`         // votes that a share is of
	Active     bool   `json:"active"`     // of those who are active
	Households bool   `json:"households"` // counted in households
	Present    int    `json:"present"`    // votes present at the last item
	Quorate    bool   `json:"quorate"`    // throughout
	Since      int    `json:"not_quorate_since"`
	Words      string `json:"words"`
	Warning    string `json:"warning"`
}

func viewQuorum(q *forum.Quorate) *quorumView {
	if q == nil {
		return nil
	}
	return &quorumView{q.Need, q.Of, q.Share, q.Homes, q.Items[len(q.Items)-1], q.Lost() == 0, q.Lost(), q.Sentence().String(), q.Warning().String()}
}

// presentAt names who was present at an item, counted from 0.
func presentAt(page *store.MeetingPage, item int) []string {
	names := []string{}
	for i := range page.Attended {
		a := &page.Attended[i]
		if !page.There(a, item) {
			continue
		}
		name := a.Name
		if !a.Person.Zero() {
			name = page.Names[a.Person]
		}
		names = append(names, name)
	}
	return names
}

// warningsOf says what the charter asks for and the meeting has not got.
func (c *call) warningsOf(page *store.MeetingPage) []string {
	warnings := []string{}
	for _, w := range c.session.store.MeetingWarnings(page, time.Local) {
		warnings = append(warnings, w.String())
	}
	return warnings
}

// quorumText says how the quorum stands, and what is wrong.
func quorumText(v meetingView) string {
	var b strings.Builder
	if v.Quorum != nil {
		fmt.Fprintf(&b, "\nQuorum: %s\n", v.Quorum.Words)
		for i, item := range v.Agenda {
			if item.Quorate != nil {
				fmt.Fprintf(&b, "  %d. %s: %s present\n", i+1, item.Title, count(item.Counted, "vote", "votes"))
			}
		}
	}
	for _, w := range v.Warnings {
		fmt.Fprintf(&b, "Take note: %s.\n", w)
	}
	return b.String()
}

type meetingAdjournCmd struct {
	Meeting string `arg:"" help:"The meeting."`
	To      moment `help:"When it goes on, such as 2026-12-01T20:00Z." required:"" placeholder:"TIME"`
	Place   string `help:"Where (default: the same place)."`
	From    int    `help:"The agenda item it goes on with, counted from 1 (default: the first that was not dealt with, or at which there were too few)." default:"0"`
}

func (m meetingAdjournCmd) run(c *call) error {
	page, err := c.meeting(m.Meeting)
	if err != nil {
		return err
	}
	from := m.From - 1
	if m.From == 0 {
		from = page.Undealt()
	}
	if len(page.Agenda) > 0 && from >= len(page.Agenda) {
		return refuse("refused", "every item of the agenda has been dealt with: say which one to go on with by --from, or end the meeting")
	}
	id, err := c.session.store.Adjourn(c.ctx, page.Group, page.ID, m.To.Time, m.Place, from)
	if err != nil {
		return err
	}
	next, err := c.session.store.Meeting(c.ctx, page.Group, id)
	if err != nil {
		return err
	}
	return c.reply(c.viewMeeting(next), fmt.Sprintf("Adjourned to %s, from item %d: %s  (%s)", day(next.At), from+1, next.Title, short(id)))
}

type meetingLeaveCmd struct {
	Meeting string   `arg:"" help:"The meeting."`
	Who     []string `arg:"" optional:"" help:"Members, or names of people who are not. Nobody named: you."`
	After   int      `help:"The last item they were there for, counted from 1." required:""`
}

func (m meetingLeaveCmd) run(c *call) error {
	return c.attend(m.Meeting, m.Who, attending{as: forum.Present, to: m.After, leaving: true})
}

// attending is what is noted of somebody and a meeting: items are counted from 1, and 0 is none.
type attending struct {
	as       forum.Attendance
	from, to int
	leaving  bool // what is known of when they came stays
}

// note makes it an attendance at the items of a meeting.
func (a attending) note(page *store.MeetingPage) (n forum.Attend, err error) {
	n.As = a.as
	for _, x := range []struct {
		number int
		into   *forum.ID
	}{{a.from, &n.From}, {a.to, &n.To}} {
		if x.number == 0 {
			continue
		}
		if x.number < 0 || x.number > len(page.Agenda) {
			return n, refuse("bad_input", "%s has %s: there is no item %d", page.Title, count(len(page.Agenda), "agenda item", "agenda items"), x.number)
		}
		*x.into = page.Agenda[x.number-1].ID
	}
	if a.from > 0 && a.to > 0 && a.to < a.from {
		return n, refuse("bad_input", "nobody leaves at item %d who comes at item %d", a.to, a.from)
	}
	return n, nil
}
