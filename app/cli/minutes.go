package cli

import (
	"fmt"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type minutesCmd struct {
	Edit minutesEditCmd `cmd:"" help:"Write the minutes of one agenda item. Other people's edits made meanwhile are kept."`
	Show minutesShowCmd `cmd:"" help:"Show a meeting's minutes."`
}

type minutesEditCmd struct {
	Meeting string `arg:"" help:"The meeting."`
	Item    int    `help:"Which agenda item, counted from 1." default:"1"`
	Body    string `help:"A file with the item's whole new minutes (Markdown), or - for standard input." required:"" placeholder:"FILE|-"`
}

// Help adds to the command's own help.
func (minutesEditCmd) Help() string {
	return "Each agenda item has a text of its own. A meeting that has no agenda gets one item, Minutes."
}

func (m minutesEditCmd) run(c *call) error {
	page, err := c.meeting(m.Meeting)
	if err != nil {
		return err
	}
	// Read before the item's text: the text now is what the person's changes are taken against.
	text, err := c.text(m.Body)
	if err != nil {
		return err
	}
	item, err := c.item(page, m.Item)
	if err != nil {
		return err
	}
	merged, err := c.session.store.EditText(c.ctx, page.Group, item.ID, page.Texts[item.ID], text)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Meeting forum.ID `json:"meeting"`
		Item    forum.ID `json:"item"`
		Title   string   `json:"title"`
		Body    string   `json:"body"`
	}{page.ID, item.ID, item.Title, merged}, "Saved: "+item.Title)
}

func (c *call) item(page store.MeetingPage, number int) (forum.Item, error) {
	if number >= 1 && number <= len(page.Agenda) {
		return page.Agenda[number-1], nil
	}
	if len(page.Agenda) > 0 || number != 1 {
		return forum.Item{}, refuse("not_found", "%s has %s: there is no number %d", page.Title,
			count(len(page.Agenda), "agenda item", "agenda items"), number)
	}
	id, err := c.session.store.AddItem(c.ctx, page.Group, page.ID, "Minutes")
	return forum.Item{ID: id, Title: "Minutes"}, err
}

type minutesShowCmd struct {
	Meeting string `arg:"" help:"The meeting."`
	Format  string `help:"md or json." enum:"md,json" default:"md"`
}

func (m minutesShowCmd) run(c *call) error {
	page, err := c.meeting(m.Meeting)
	if err != nil {
		return err
	}
	c.json = c.json || m.Format == "json"
	v := viewMeeting(page)
	return c.reply(struct {
		meetingView
		Items    []itemView `json:"items"`
		Markdown string     `json:"markdown"`
	}{v, v.Agenda, minutesText(v, page)}, minutesText(v, page))
}

// minutesText gives the minutes as one Markdown text.
func minutesText(v meetingView, page store.MeetingPage) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s", v.Title, day(page.At))
	if v.Place != "" {
		fmt.Fprintf(&b, ", %s", v.Place)
	}
	b.WriteString("\n" + attendanceText(v))
	for i, item := range v.Agenda {
		fmt.Fprintf(&b, "\n## %d. %s\n", i+1, item.Title)
		if body := strings.TrimSpace(item.Body); body != "" {
			fmt.Fprintf(&b, "\n%s\n", body)
		}
	}
	return b.String()
}
