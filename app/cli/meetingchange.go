package cli

import (
	"fmt"
	"time"

	"moot/store"
	"moot/store/forum"
)

type meetingChangeCmd struct {
	Meeting string  `arg:"" help:"The meeting."`
	At      *moment `help:"When it is instead, such as 2026-12-01T20:00Z." placeholder:"TIME"`
	Place   *string `help:"Where it is instead." placeholder:"PLACE"`
}

// Help adds to the command's own help.
func (meetingChangeCmd) Help() string {
	return "Others see that it has changed. Notice that was given stands for the earlier day: give it again with moot meeting notice. One that has ended is opened again first, with moot meeting start."
}

func (m meetingChangeCmd) run(c *call) error {
	if m.At == nil && m.Place == nil {
		return usage("say what is to change, with --at or --place")
	}
	page, err := c.meeting(m.Meeting)
	if err != nil {
		return err
	}
	var at *time.Time
	if m.At != nil {
		at = &m.At.Time
	}
	if err := c.session.store.Rearrange(c.ctx, page.Group, page.ID, at, m.Place); err != nil {
		return err
	}
	if page, err = c.session.store.Meeting(c.ctx, page.Group, page.ID); err != nil {
		return err
	}
	if len(page.Notices) > 0 && !page.NoticeStands() {
		c.note("Notice was given for another day or place: give it again with moot meeting notice.")
	}
	return c.reply(c.viewMeeting(page), fmt.Sprintf("Changed: %s, %s  (%s)", page.Title, whenWhere(page.At, page.Place), short(page.ID)))
}

// whenWhere says when and where a meeting is.
func whenWhere(at int64, place string) string {
	if place == "" {
		return day(at)
	}
	return day(at) + ", " + place
}

// movedView is that a meeting is not when and where it was first called for.
type movedView struct {
	By      string       `json:"by"` // who changed it last
	Person  forum.Person `json:"person"`
	Changed string       `json:"changed"`
	At      string       `json:"at"` // when it was to be at first
	Place   string       `json:"place"`
}

func viewMoved(page *store.MeetingPage) *movedView {
	last, ok := page.Moved()
	if !ok {
		return nil
	}
	return &movedView{page.Names[last.By], last.By, stamp(last.Time), stamp(page.CalledAt), page.CalledPlace}
}
