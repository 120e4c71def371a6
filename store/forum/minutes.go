package forum

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// ParsedMinutes is what could be read of a file of minutes that was written elsewhere.
type ParsedMinutes struct {
	Title    string
	Date     time.Time // midnight UTC of the day; zero when none was found
	Start    int       // minutes after midnight, or -1 when none was found
	End      int       // the same
	Zone     string    // as written, such as "ET"; empty when none was
	Place    string
	Items    []ParsedItem // in order; their texts put together are the whole text
	Attended []ParsedAttender
}

// ParsedItem is one agenda item with its minutes.
type ParsedItem struct {
	Title string
	Text  string // Markdown, heading included, at most [MaxItem] bytes
	Line  int    // of the file, from 1
}

// ParsedAttender is one name in a list of who was there or sent apologies.
type ParsedAttender struct {
	Name string
	Note string // what stood in brackets after it
	As   Attendance
	Line int
}

// Problem is something in a file that could not be read, or was read with a guess.
type Problem struct {
	Line    int // from 1; 0 for the file as a whole
	Message string
}

// MaxItem is the most bytes of minutes put in one agenda item: more than that is slow to type in, and a document has
// room for 50,000 letters.
const MaxItem = 10_000

// At gives when the meeting began in milliseconds since 1970 UTC, taking its times to be of this place. With no time
// known it gives noon, which is the same day nearly everywhere; with no date, 0.
func (p *ParsedMinutes) At(loc *time.Location) int64 {
	if p.Date.IsZero() {
		return 0
	}
	start := p.Start
	if start < 0 {
		start = 12 * 60
	}
	y, m, d := p.Date.Date()
	return max(0, time.Date(y, m, d, start/60, start%60, 0, 0, loc).UnixMilli())
}

// ParseMinutes reads minutes in Markdown: the date from the file's name or the first heading, the title from the
// heading, the items from the headings below it, and who was there from lines such as "Present: Ann, Bob (late)". The
// text is kept whole: the items' texts, put together in order, are the text that was given (with bytes that are not
// UTF-8 replaced, and that reported). It never fails; what it could not read it reports in plain words.
func ParseMinutes(filename, text string) (ParsedMinutes, []Problem) {
	p := &parser{out: ParsedMinutes{Start: -1, End: -1}}
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
		p.problem(0, "some letters in this file could not be read and are shown as \uFFFD; save it as UTF-8 to keep them")
	}
	p.lines = splitLines(text)
	p.headings = findHeadings(p.lines)
	p.title(filename)
	p.date(filename)
	p.header()
	p.sections()
	if len(p.out.Attended) == 0 {
		p.problem(0, "no list of who was there was found")
	}
	slices.SortStableFunc(p.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return p.out, p.problems
}

// parser gathers what is found.
type parser struct {
	lines    []string // with their ends
	headings []heading
	main     int // index in headings of the one that is the title, or -1
	out      ParsedMinutes
	problems []Problem
}

func (p *parser) problem(line int, format string, args ...any) {
	p.problems = append(p.problems, Problem{line, fmt.Sprintf(format, args...)})
}

// title takes the first heading of the first rank, before any other, or else the file's name.
func (p *parser) title(filename string) {
	p.main = -1
	name := bareName(filename)
	if len(p.headings) > 0 && p.headings[0].rank == 1 {
		p.main = 0
		name = p.headings[0].text
	} else {
		p.problem(0, "there is no main heading; the title is taken from the file's name")
	}
	p.out.Title = oneLine(withoutDate(name))
	if p.out.Title == "" {
		p.out.Title = cmp.Or(oneLine(name), "Meeting")
	}
}

// bareName is a file's name without folders and ending, its dashes made spaces.
func bareName(filename string) string {
	name := filename[strings.LastIndexAny(filename, `/\`)+1:]
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	return name
}

// sections makes the items.
func (p *parser) sections() {
	starts := []int{0}
	titles := []string{"Before the meeting"}
	for i, h := range p.headings {
		switch {
		case i == p.main || h.rank > 3:
		case blank(p.lines[starts[len(starts)-1]:h.line], len(starts) == 1):
			// The heading before has nothing under it but this one ("Notes", then "Announcements"): one item.
			titles[len(titles)-1] = h.text
		default:
			starts, titles = append(starts, h.line), append(titles, h.text)
		}
	}
	for i, start := range starts {
		end := len(p.lines)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		title := cmp.Or(oneLine(titles[i]), "Untitled")
		if i == 0 && len(starts) == 1 && len(p.headings) <= 1 {
			title = "Minutes"
		}
		p.split(title, start, end)
	}
}

// blank says whether lines hold nothing but a heading and empty lines. The first section, which has the title and what
// stands before the first item, is blank only if it is empty altogether.
func blank(lines []string, leading bool) bool {
	for i, l := range lines {
		if strings.TrimSpace(l) != "" && (leading || i > 0) {
			return false
		}
	}
	return true
}

// oneLine makes text fit for a title: no marks of Markdown, nothing that cannot be shown, not too long.
func oneLine(s string) string {
	s = plain(s)
	s = strings.Map(func(r rune) rune {
		if unprintable(r) {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > MaxTitle {
		s = strings.TrimSpace(string([]rune(s)[:MaxTitle-1])) + "…"
	}
	return s
}
