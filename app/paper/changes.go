package paper

import (
	"strings"
	"time"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// diffTime bounds the search for the smallest difference. Past it, what is left is shown as replaced whole.
const diffTime = time.Second

// Changes gives what differs between two papers, as [TextChanges]. What says whether a paper is signed is left out.
func Changes(was, now Minutes) string {
	was.Draft, was.Signed, now.Draft, now.Signed = "", "", "", ""
	return TextChanges(was.Markdown(), now.Markdown())
}

// TextChanges gives what differs between two texts in Markdown, line by line: lines of was begin with "- ", lines of now
// with "+ ", and the headings they stand under with "  ". It is empty when they read the same.
func TextChanges(was, now string) string {
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = diffTime
	a, b, lines := dmp.DiffLinesToRunes(was, now)
	var out strings.Builder
	heading := ""
	for _, d := range dmp.DiffCharsToLines(dmp.DiffMainRunes(a, b, false), lines) {
		mark := map[diffmatchpatch.Operation]string{diffmatchpatch.DiffDelete: "- ", diffmatchpatch.DiffInsert: "+ "}[d.Type]
		for line := range strings.Lines(d.Text) {
			line = strings.TrimRight(line, "\n")
			switch {
			case line == "":
			case mark == "" && strings.HasPrefix(line, "#"):
				heading = strings.TrimLeft(line, "# ")
			case mark != "":
				if heading != "" {
					out.WriteString("  " + heading + "\n")
					heading = ""
				}
				out.WriteString(mark + line + "\n")
			}
		}
	}
	return out.String()
}
