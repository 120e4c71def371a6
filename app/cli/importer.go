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
	twin, err := c.importedBefore(g, parsed, at)
	if err != nil {
		return err
	}
	if twin {
		view.Skipped++
		problem(0, "skipped: a meeting with this title, time and text is there already")
		return nil
	}
	for _, p := range problems {
		problem(p.Line, p.Message)
	}
	id, err := c.importMeeting(g, parsed, at)
	if err != nil {
		return err
	}
	view.Imported++
	view.Meetings = append(view.Meetings, importedView{file, id, parsed.Title})
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

// importedBefore says whether the same minutes are in the group already: same title, same time, same words.
func (c *call) importedBefore(g forum.ID, parsed forum.ParsedMinutes, at int64) (bool, error) {
	cards, err := c.session.store.Meetings(c.ctx, g)
	if err != nil {
		return false, err
	}
	var text strings.Builder
	for _, item := range parsed.Items {
		text.WriteString(item.Text)
	}
	for _, card := range cards {
		if card.Title != parsed.Title || card.At != at || card.Items != len(parsed.Items) {
			continue
		}
		page, err := c.session.store.Meeting(c.ctx, g, card.ID)
		if err != nil {
			return false, err
		}
		if wholeText(page) == text.String() {
			return true, nil
		}
	}
	return false, nil
}

func wholeText(page store.MeetingPage) string {
	var b strings.Builder
	for _, item := range page.Agenda {
		b.WriteString(page.Texts[item.ID])
	}
	return b.String()
}

func (c *call) importMeeting(g forum.ID, parsed forum.ParsedMinutes, at int64) (forum.ID, error) {
	s := c.session.store
	agenda := make([]string, len(parsed.Items))
	for i, item := range parsed.Items {
		agenda[i] = item.Title
	}
	id, err := s.NewMeeting(c.ctx, g, forum.NewMeeting{Title: parsed.Title, At: at, Place: parsed.Place}, agenda)
	if err != nil {
		return id, err
	}
	page, err := s.Meeting(c.ctx, g, id)
	if err != nil {
		return id, err
	}
	for i, item := range page.Agenda {
		if _, err := s.EditText(c.ctx, g, item.ID, "", parsed.Items[i].Text); err != nil {
			return id, err
		}
	}
	for _, a := range parsed.Attended {
		// Minutes from elsewhere name people as they were called then: nobody's membership here is taken from them.
		if err := s.Attend(c.ctx, g, id, forum.Person{}, a.Name, a.As); err != nil {
			return id, err
		}
	}
	return id, s.Set(c.ctx, g, id, forum.FieldState, "ended", 0)
}
