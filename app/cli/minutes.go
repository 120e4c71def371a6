package cli

import (
	"moot/store"
	"moot/store/forum"
)

type minutesCmd struct {
	Edit minutesEditCmd `cmd:"" help:"Write the minutes of one agenda item. Other people's edits made meanwhile are kept."`
	Show minutesShowCmd `cmd:"" help:"Show a meeting's minutes, or write them to a file."`
	Sign minutesSignCmd `cmd:"" help:"As an officer: sign the minutes as a true record, exactly as they stand."`
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
