package forum

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// heading is one heading of a Markdown text.
type heading struct {
	line int // index of its line
	rank int // 1 to 6
	text string
}

// splitLines cuts text after each line break, which stays with its line.
func splitLines(text string) []string {
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

var (
	hashed     = regexp.MustCompile(`^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$`)
	underlined = regexp.MustCompile(`^ {0,3}(=+|-{3,})[ \t]*$`)
	fence      = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	notText    = regexp.MustCompile(`^(\s*$|\s*[-*+>|#]|\s*\d+[.)]\s| {4}|\t)`)
)

// findHeadings finds headings by the rules of CommonMark (§4.2 and §4.3) that minutes use: hashes, or a line of = or -
// under one line of text. What is in a fenced block, or in front matter between lines of ---, is no heading.
func findHeadings(lines []string) []heading {
	var out []heading
	inFence := ""
	for i := frontMatter(lines); i < len(lines); i++ {
		l := strings.TrimRight(lines[i], "\r\n")
		if i == 0 {
			l = strings.TrimPrefix(l, "\ufeff")
		}
		if f := fence.FindStringSubmatch(l); f != nil {
			switch {
			case inFence == "":
				inFence = f[1]
			case f[1][0] == inFence[0] && len(f[1]) >= len(inFence):
				inFence = ""
			}
			continue
		}
		if inFence != "" {
			continue
		}
		if h := hashed.FindStringSubmatch(l); h != nil {
			out = append(out, heading{i, len(h[1]), h[2]})
			continue
		}
		if i == 0 || !underlined.MatchString(l) {
			continue
		}
		above := strings.TrimPrefix(strings.TrimRight(lines[i-1], "\r\n"), "\ufeff")
		alone := i == 1 || strings.TrimSpace(lines[i-2]) == ""
		if alone && !notText.MatchString(above) {
			rank := 2
			if strings.Contains(l, "=") {
				rank = 1
			}
			out = append(out, heading{i - 1, rank, strings.TrimSpace(above)})
		}
	}
	return out
}

// frontMatter gives the number of lines of YAML front matter at the start, if there is any.
func frontMatter(lines []string) int {
	if len(lines) == 0 || strings.TrimSpace(strings.TrimPrefix(lines[0], "\ufeff")) != "---" {
		return 0
	}
	for i := 1; i < len(lines); i++ {
		if t := strings.TrimSpace(lines[i]); t == "---" || t == "..." {
			return i + 1
		}
	}
	return 0
}

// split makes an item of these lines, or several when they are too long for one: cut before a smaller heading, or
// after an empty line, or after a line, or within one, whichever comes latest in the room there is and in that order.
func (p *parser) split(title string, start, end int) {
	first := len(p.out.Items)
	for start < end {
		cut := p.cut(start, end)
		if cut == start { // one line is too long by itself
			n := MaxItem
			for !utf8.RuneStart(p.lines[start][n]) {
				n--
			}
			p.item(title, p.lines[start][:n], start)
			p.lines[start] = p.lines[start][n:]
			continue
		}
		p.item(title, strings.Join(p.lines[start:cut], ""), start)
		start = cut
	}
	parts := p.out.Items[first:]
	if len(parts) < 2 {
		return
	}
	for i := range parts {
		suffix := fmt.Sprintf(" (part %d of %d)", i+1, len(parts))
		parts[i].Title = shorten(parts[i].Title, MaxTitle-len(suffix)) + suffix
	}
	p.problem(parts[0].Line, "%q is long and was made into %d items, to keep typing in it quick", title, len(parts))
}

func (p *parser) item(title, text string, line int) {
	p.out.Items = append(p.out.Items, ParsedItem{title, text, line + 1})
}

// cut says where to end an item that starts at a line: at end if all of it fits.
func (p *parser) cut(start, end int) (line int) {
	fits, size := start, 0
	for fits < end && size+len(p.lines[fits]) <= MaxItem {
		size += len(p.lines[fits])
		fits++
	}
	if fits == end {
		return end
	}
	// A piece of less than half the room is not worth a tidier end.
	half, seen := fits, size
	for half > start && seen > MaxItem/2 {
		half--
		seen -= len(p.lines[half])
	}
	for i := len(p.headings) - 1; i >= 0; i-- {
		if h := p.headings[i].line; h > half && h <= fits {
			return h
		}
	}
	for i := fits; i > half; i-- {
		if strings.TrimSpace(p.lines[i-1]) == "" {
			return i
		}
	}
	return fits
}

// shorten cuts text to so many characters.
func shorten(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:most-1])) + "…"
}

var (
	link   = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	marks  = regexp.MustCompile("\\*\\*|__|`|</?[a-zA-Z][^>]*>")
	single = regexp.MustCompile(`(^|\W)[*_](\S(?:[^*_]*\S)?)[*_](\W|$)`)
)

// plain takes the marks of Markdown out of a line.
func plain(s string) string {
	s = link.ReplaceAllString(s, "$1")
	s = marks.ReplaceAllString(s, "")
	s = single.ReplaceAllString(s, "$1$2$3")
	return strings.TrimSpace(s)
}
