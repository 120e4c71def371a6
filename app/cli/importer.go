package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

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
	got, err := c.session.store.ImportMinutes(c.ctx, g, &parsed, at)
	switch {
	case err != nil:
		return err
	case got.Other:
		view.Skipped++
		problem(0, "skipped: a meeting with this title and time is there already, with other words; it was left as it is")
		return nil
	case got.There:
		view.Skipped++
		problem(0, "skipped: these minutes are there already")
		return nil
	}
	for _, p := range problems {
		problem(p.Line, p.Message)
	}
	view.Imported++
	view.Meetings = append(view.Meetings, importedView{file, got.Meeting, parsed.Title})
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
