package cli

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"moot/app/paper"
	"moot/store"
	"moot/store/forum"
)

// meetingPages reads every meeting of a group, earliest first.
func (c *call) meetingPages(g forum.ID) ([]store.MeetingPage, error) {
	cards, err := c.session.store.Meetings(c.ctx, g)
	if err != nil {
		return nil, err
	}
	slices.Reverse(cards)
	pages := make([]store.MeetingPage, len(cards))
	for i, card := range cards {
		if pages[i], err = c.session.store.Meeting(c.ctx, g, card.ID); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// exportMinutes makes the exporter of minutes in a format, a file for each meeting.
func exportMinutes(format string) exporter {
	return func(c *call, g forum.ID, in paper.Tongue) (map[string][]byte, error) {
		name, err := c.groupName(g)
		if err != nil {
			return nil, err
		}
		pages, err := c.meetingPages(g)
		if err != nil {
			return nil, err
		}
		files := map[string][]byte{}
		for i := range pages {
			p := paper.Of(name, &pages[i], in)
			if files[minutesFile(&pages[i])+"."+format], err = printMinutes(&p, format); err != nil {
				return nil, err
			}
		}
		return files, nil
	}
}

// minutesFile names the file of a meeting, by date too.
func minutesFile(page *store.MeetingPage) string {
	return time.UnixMilli(page.At).Format(time.DateOnly) + "-" + fileName(page.Title, page.ID)
}

// fileName names a file by a title, and by an id so that no two are the same.
func fileName(title string, id forum.ID) string {
	parts := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	name := []rune(strings.Join(parts, "-"))
	return string(name[:min(len(name), 40)]) + "-" + short(id)
}

func exportCalendar(c *call, g forum.ID, _ paper.Tongue) (map[string][]byte, error) {
	name, err := c.groupName(g)
	if err != nil {
		return nil, err
	}
	pages, err := c.meetingPages(g)
	if err != nil {
		return nil, err
	}
	meetings := make([]forum.Meeting, len(pages))
	for i := range pages {
		meetings[i] = pages[i].Meeting
	}
	return map[string][]byte{"meetings.ics": []byte(paper.Calendar(name, meetings))}, nil
}
