package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"moot/store"
	"moot/store/forum"
)

type importCmd struct {
	Minutes importMinutesCmd `cmd:"" help:"Turn files of minutes (Markdown) into meetings."`
	Blt     importBltCmd     `cmd:"" help:"Bring in an election that was held elsewhere, from its ballots (officers)."`
	Pb      importPbCmd      `cmd:"" help:"Bring in a budget that was voted on elsewhere, from its ballots (officers)."`
}

type importMinutesCmd struct {
	Group string   `arg:"" help:"The group."`
	Files []string `arg:"" name:"file" help:"The files."`
}

type problemView struct {
	File    string `json:"file"`
	Line    int    `json:"line"` // from 1; 0 for the file as a whole
	Message string `json:"message"`
}

type importedView struct {
	File    string   `json:"file"`
	Meeting forum.ID `json:"meeting"`
	Title   string   `json:"title"`
}

type importView struct {
	Imported int            `json:"imported"`
	Skipped  int            `json:"skipped"`
	Problems []problemView  `json:"problems"`
	Meetings []importedView `json:"meetings"`
}

func (i importMinutesCmd) run(c *call) error {
	g, err := c.group(i.Group)
	if err != nil {
		return err
	}
	view := importView{Problems: []problemView{}, Meetings: []importedView{}}
	for _, file := range i.Files {
		if err := c.importFile(g, file, &view); err != nil {
			return fmt.Errorf("%s (after %s imported): %w", file, count(view.Imported, "file", "files"), err)
		}
	}
	if err := c.reply(view, importText(view)); err != nil {
		return err
	}
	if view.Imported+view.Skipped == 0 {
		return refuse("bad_input", "none of these files could be imported")
	}
	return nil
}

func importText(v importView) string {
	var b strings.Builder
	for _, m := range v.Meetings {
		fmt.Fprintf(&b, "%s: %s  (%s)\n", filepath.Base(m.File), m.Title, short(m.Meeting))
	}
	for _, p := range v.Problems {
		if p.Line > 0 {
			fmt.Fprintf(&b, "%s, line %d: %s\n", filepath.Base(p.File), p.Line, p.Message)
		} else {
			fmt.Fprintf(&b, "%s: %s\n", filepath.Base(p.File), p.Message)
		}
	}
	fmt.Fprintf(&b, "%d imported, %d skipped\n", v.Imported, v.Skipped)
	return b.String()
}

// importFile makes a meeting of one file. What is wrong with the file is noted as a problem; an error is trouble with
// the store, which ends the import.
func (c *call) importFile(g forum.ID, file string, view *importView) error {
	problem := func(line int, message string) {
		view.Problems = append(view.Problems, problemView{file, line, message})
	}
	b, err := c.input(file, maxInput)
	if err != nil {
		problem(0, err.Error())
		return c.ctx.Err()
	}
	if reason := notText(b); reason != "" {
		problem(0, reason)
		return nil
	}
	parsed, problems := forum.ParseMinutes(filepath.Base(file), string(b))
	at := parsed.At(time.Local)
	page, there, err := c.twin(g, parsed, at)
	if err != nil {
		return err
	}
	if there && !sameSoFar(page, parsed) {
		view.Skipped++
		problem(0, "skipped: a meeting with this title and time is there already, with other words; it was left as it is")
		return nil
	}
	if !there {
		if page, err = c.newMeeting(g, parsed, at); err != nil {
			return err
		}
	}
	wrote, err := c.fill(page, parsed)
	if err != nil {
		return err
	}
	if there && !wrote {
		view.Skipped++
		problem(0, "skipped: these minutes are there already")
		return nil
	}
	for _, p := range problems {
		problem(p.Line, p.Message)
	}
	view.Imported++
	view.Meetings = append(view.Meetings, importedView{file, page.ID, parsed.Title})
	return nil
}

// notText says why bytes are not a text that minutes could be in, or nothing.
func notText(b []byte) string {
	switch {
	case len(bytes.TrimSpace(b)) == 0:
		return "the file is empty"
	case bytes.IndexByte(b, 0) >= 0:
		return "the file is not text: save the minutes as plain text or Markdown first"
	case !utf8.Valid(b) && bytes.Count(bytes.ToValidUTF8(b, []byte{0}), []byte{0}) > len(b)/20:
		return "the file is not text in UTF-8: save the minutes as plain text or Markdown first"
	}
	return ""
}

// twin finds the meeting that an earlier import made of the same minutes: same title, same time.
func (c *call) twin(g forum.ID, parsed forum.ParsedMinutes, at int64) (page store.MeetingPage, there bool, err error) {
	cards, err := c.session.store.Meetings(c.ctx, g)
	if err != nil {
		return page, false, err
	}
	for _, card := range cards {
		if card.Title == parsed.Title && card.At == at {
			page, err = c.session.store.Meeting(c.ctx, g, card.ID)
			return page, true, err
		}
	}
	return page, false, nil
}

// sameSoFar says whether a meeting holds nothing but what these minutes say: all of it, or the part that was written
// before an import was cut off.
func sameSoFar(page store.MeetingPage, parsed forum.ParsedMinutes) bool {
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

func (c *call) newMeeting(g forum.ID, parsed forum.ParsedMinutes, at int64) (store.MeetingPage, error) {
	agenda := make([]string, len(parsed.Items))
	for i, item := range parsed.Items {
		agenda[i] = item.Title
	}
	made := forum.NewMeeting{Title: parsed.Title, At: at, Place: parsed.Place}
	id, err := c.session.store.NewMeeting(c.ctx, g, made, agenda)
	if err != nil {
		return store.MeetingPage{}, err
	}
	return c.session.store.Meeting(c.ctx, g, id)
}

// fill writes what the meeting does not hold yet of the minutes, and says whether there was anything.
func (c *call) fill(page store.MeetingPage, parsed forum.ParsedMinutes) (wrote bool, err error) {
	s := c.session.store
	for i, item := range page.Agenda {
		if page.Texts[item.ID] == parsed.Items[i].Text {
			continue
		}
		wrote = true
		if _, err := s.EditText(c.ctx, page.Group, item.ID, "", parsed.Items[i].Text); err != nil {
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
		if err := s.Attend(c.ctx, page.Group, page.ID, forum.Person{}, a.Name, a.As); err != nil {
			return wrote, err
		}
	}
	if page.State == "ended" {
		return wrote, nil
	}
	return true, s.Set(c.ctx, page.Group, page.ID, forum.FieldState, "ended", 0)
}
