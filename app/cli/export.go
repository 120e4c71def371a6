package cli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"moot/app/paper"
	"moot/store/forum"
)

type exportCmd struct {
	Group  string `arg:"" help:"The group."`
	Format string `help:"json (everything that is shown, in one file), csv (members, decisions, tasks, ledgers and readings, a file each), md, html or pdf (the minutes of each meeting, a file each; md with a file of what was decided), ics (every meeting, for a calendar), blt or pb (the ballots of each ranked or STV vote, or of each budget, without names)." required:""`
	Out    string `help:"The folder to write to; it is made when it is not there." required:"" placeholder:"DIR"`
	languageFlag
}

// exporter writes a group's record in one format, minutes in a language. It gives the files it wrote, by name, whole.
type exporter func(c *call, g forum.ID, in paper.Tongue) (map[string][]byte, error)

// exporters has one row for each format.
var exporters = map[string]exporter{
	"json": exportJSON,
	"csv":  exportCSV,
	"md":   exportMarkdown,
	"html": exportMinutes("html"),
	"pdf":  exportMinutes("pdf"),
	"ics":  exportCalendar,
	"blt":  exportBallots(forum.FormatBLT),
	"pb":   exportBallots(forum.FormatPB),
}

func (e exportCmd) run(c *call) error {
	write, ok := exporters[e.Format]
	if !ok {
		names := slices.Sorted(maps.Keys(exporters))
		return usage("--format must be one of %s, not %q", strings.Join(names, ", "), e.Format)
	}
	in, err := e.tongue(e.Format)
	if err != nil {
		return err
	}
	g, err := c.group(e.Group)
	if err != nil {
		return err
	}
	files, err := write(c, g, in)
	if err != nil {
		return err
	}
	dir := c.env.abs(e.Out)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return refuse("file", "%s could not be made: %s", e.Out, plainFileError(err))
	}
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		err := WriteWhole(filepath.Join(dir, name), func(f *os.File) error {
			_, err := f.Write(files[name])
			return err
		})
		if err != nil {
			return err
		}
	}
	return c.reply(struct {
		Format string   `json:"format"`
		Out    string   `json:"out"`
		Files  []string `json:"files"`
	}{e.Format, dir, list(names)}, exportedText(e.Out, names))
}

func exportedText(out string, names []string) string {
	if len(names) == 0 {
		return "There is nothing to write in this format."
	}
	return fmt.Sprintf("Written to %s: %s", out, strings.Join(names, ", "))
}
