package cli

import (
	"fmt"
	"strings"
	"time"

	"moot/store"
	"moot/store/forum"
)

type meetingNoticeCmd struct {
	Meeting string `arg:"" help:"The meeting."`
	Days    int    `help:"How many clear days' notice your rules ask for (default: what the charter says, or 3)." default:"0"`
	Nation  string `help:"Whose bank holidays: england-and-wales, scotland or northern-ireland (default: what the charter says, or england-and-wales)." enum:",england-and-wales,scotland,northern-ireland" default:""`
}

// Help adds to the command's own help.
func (meetingNoticeCmd) Help() string {
	return "Records that notice was given now, and prints it to be put up or handed round. Clear days leave out today, the day of the meeting, Sundays and bank holidays."
}

type summonsView struct {
	Notice forum.ID     `json:"notice"`
	By     string       `json:"by"`
	Person forum.Person `json:"person"`
	Given  string       `json:"given"`
	At     string       `json:"at"` // the time it gave for the meeting
	Place  string       `json:"place"`
}

func viewSummonses(page *store.MeetingPage) []summonsView {
	out := make([]summonsView, len(page.Notices))
	for i, n := range page.Notices {
		out[i] = summonsView{n.ID, page.Names[n.By], n.By, stamp(n.Time), stamp(n.At), n.Place}
	}
	return out
}

// fill takes from the charter what the command leaves out.
func (m *meetingNoticeCmd) fill(c *call, g forum.ID) error {
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return err
	}
	rules := roll.Rules.Meeting
	if m.Nation == "" {
		m.Nation = string(rules.Holidays())
	}
	if m.Days == 0 && rules != nil {
		m.Days = rules.Notice
	}
	if m.Days == 0 {
		m.Days = 3
	}
	return nil
}

func (m meetingNoticeCmd) run(c *call) error {
	page, err := c.meeting(m.Meeting)
	if err != nil {
		return err
	}
	if err := m.fill(c, page.Group); err != nil {
		return err
	}
	name, err := c.groupName(page.Group)
	if err != nil {
		return err
	}
	arising, err := c.arising(&page)
	if err != nil {
		return err
	}
	n, err := c.session.store.GiveNotice(c.ctx, page.Group, page.ID)
	if err != nil {
		return err
	}
	given, at := time.UnixMilli(n.Time), time.UnixMilli(n.At)
	clear := forum.ClearDays(given, at, forum.Nation(m.Nation))
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nNotice is given of a meeting: %s\n%s", name, page.Title, at.Format("Monday 2 January 2006 at 15:04"))
	if n.Place != "" {
		fmt.Fprintf(&b, ", %s", n.Place)
	}
	fmt.Fprintf(&b, "\n\n%s\nGiven by %s on %s\n", agendaText(&page, arising), page.Names[n.By], given.Format("Monday 2 January 2006"))
	warning := ""
	if clear < m.Days {
		warning = forum.ShortNotice(clear, m.Days).String()
		c.note("Take care: %s.", warning)
	}
	return c.reply(struct {
		Notice    forum.ID `json:"notice"`
		Meeting   forum.ID `json:"meeting"`
		At        string   `json:"at"`
		Given     string   `json:"given"`
		ClearDays int      `json:"clear_days"`
		Asked     int      `json:"asked"`
		Enough    bool     `json:"enough"`
		Warning   string   `json:"warning"`
		Text      string   `json:"text"`

		Arising []arisingView `json:"arising"`
	}{n.ID, page.ID, stamp(n.At), stamp(n.Time), clear, m.Days, clear >= m.Days, warning, b.String(), arising}, b.String())
}
