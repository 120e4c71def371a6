package store

import (
	"context"

	"moot/store/forum"
)

// Imported says what became of minutes that were brought in.
type Imported struct {
	Meeting forum.ID
	There   bool // these minutes were there already, whole
	Other   bool // a meeting with this title and time is there with other words; it was left as it is
}

// ImportMinutes makes a meeting of minutes that were read from a file, held at a time (milliseconds since 1970 UTC). Doing it
// again after it was cut off finishes it. Errors: *RefusedError.
func (s *Store) ImportMinutes(ctx context.Context, g forum.ID, parsed *forum.ParsedMinutes, at int64) (Imported, error) {
	page, there, err := s.twin(ctx, g, parsed, at)
	if err != nil {
		return Imported{}, err
	}
	if there && !sameSoFar(&page, parsed) {
		return Imported{Meeting: page.ID, Other: true}, nil
	}
	if !there {
		agenda := make([]string, len(parsed.Items))
		for i, item := range parsed.Items {
			agenda[i] = item.Title
		}
		id, err := s.NewMeeting(ctx, g, forum.NewMeeting{Title: parsed.Title, At: at, Place: parsed.Place}, agenda)
		if err != nil {
			return Imported{}, err
		}
		if page, err = s.Meeting(ctx, g, id); err != nil {
			return Imported{}, err
		}
	}
	wrote, err := s.fillMinutes(ctx, &page, parsed)
	return Imported{Meeting: page.ID, There: there && !wrote}, err
}

// twin finds the meeting that an earlier import made of the same minutes: same title, same time.
func (s *Store) twin(ctx context.Context, g forum.ID, parsed *forum.ParsedMinutes, at int64) (page MeetingPage, there bool, err error) {
	cards, err := s.Meetings(ctx, g)
	if err != nil {
		return page, false, err
	}
	for _, card := range cards {
		if card.Title == parsed.Title && card.At == at {
			page, err = s.Meeting(ctx, g, card.ID)
			return page, true, err
		}
	}
	return page, false, nil
}

// sameSoFar says whether a meeting holds nothing but what these minutes say: all of it, or the part that was written
// before an import was cut off.
func sameSoFar(page *MeetingPage, parsed *forum.ParsedMinutes) bool {
	if len(page.Agenda) != len(parsed.Items) {
		return false
	}
	for i, item := range page.Agenda {
		text := page.Texts[item.ID]
		if item.Title != parsed.Items[i].Title || text != "" && text != parsed.Items[i].Text {
			return false
		}
	}
	return true
}

// fillMinutes writes what the meeting does not hold yet of the minutes, and says whether there was anything.
func (s *Store) fillMinutes(ctx context.Context, page *MeetingPage, parsed *forum.ParsedMinutes) (wrote bool, err error) {
	for i, item := range page.Agenda {
		if page.Texts[item.ID] == parsed.Items[i].Text {
			continue
		}
		wrote = true
		if _, err := s.EditText(ctx, page.Group, item.ID, "", parsed.Items[i].Text); err != nil {
			return wrote, err
		}
	}
	noted := map[string]bool{}
	for _, a := range page.Attended {
		noted[a.Name] = true
	}
	for _, a := range parsed.Attended {
		if noted[a.Name] {
			continue
		}
		wrote, noted[a.Name] = true, true
		// Minutes from elsewhere name people as they were called there: no member's attendance is set by them.
		if err := s.Attend(ctx, page.Group, page.ID, forum.Person{}, a.Name, a.As); err != nil {
			return wrote, err
		}
	}
	if page.State == forum.MeetingEnded {
		return wrote, nil
	}
	return true, s.Set(ctx, page.Group, page.ID, forum.FieldState, forum.MeetingEnded, 0)
}
