package forum

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// label is a word before a colon, perhaps in bold or a list: "Present:", "- **Regrets**:".
var label = regexp.MustCompile(`^\s*(?:[-*+]\s+)?[*_]{0,3}([A-Za-z][A-Za-z ]{2,30}?)\s*[*_]{0,3}\s*:\s*[*_]{0,3}\s*(.*)$`)

// lists are the words that people put before a list of names.
var lists = map[string]Attendance{
	"present": Present, "attending": Present, "attendance": Present, "attendees": Present, "in attendance": Present,
	"attended": Present, "participants": Present, "members present": Present, "also present": Present,
	"regrets": Apologies, "apologies": Apologies, "apologies for absence": Apologies, "sent apologies": Apologies,
	"absent": Absent, "not present": Absent,
}

// header reads the lines before the first item (when, where, who), and lists of who was there under a heading.
func (p *parser) header() {
	end := len(p.lines)
	for i, h := range p.headings {
		if i != p.main {
			end = min(end, h.line)
			break
		}
	}
	start := frontMatter(p.lines)
	timed := false
	for i := start; i < end; i++ {
		m := label.FindStringSubmatch(strings.TrimRight(p.lines[i], "\r\n"))
		if m == nil {
			continue
		}
		word, rest := strings.ToLower(m[1]), m[2]
		as, isList := lists[word]
		switch {
		case isList:
			p.names(as, rest, i, end)
		case word == "time" || word == "date" || word == "when" || word == "date and time":
			timed = p.when(rest, i) || timed
		case word == "location" || word == "place" || word == "where" || word == "venue":
			p.out.Place = oneLine(rest)
		}
	}
	for i, h := range p.headings {
		as, isList := lists[strings.ToLower(strings.TrimSuffix(plain(h.text), ":"))]
		if !isList || i == p.main {
			continue
		}
		stop := len(p.lines)
		if i+1 < len(p.headings) {
			stop = p.headings[i+1].line
		}
		p.names(as, "", h.line, stop)
	}
	p.missing(timed)
}

// missing reports what a meeting should have and this one has not.
func (p *parser) missing(timed bool) {
	switch {
	case p.out.Date.IsZero():
		p.problem(0, "no date was found in the file's name or its heading; give the file a name such as 2026-01-31-meeting.md")
	case !timed:
		p.problem(0, "no time of day was found; noon was taken")
	case p.out.Zone != "":
		p.problem(0, "the time zone %q is not one Moot reads; the time is taken to be this device's own", p.out.Zone)
	}
}

// when reads a line that says when. It says whether it had a time of day in it.
func (p *parser) when(s string, line int) bool {
	s = plain(s)
	if day, at, ok := findDate(s); ok {
		switch {
		case p.out.Date.IsZero():
			p.out.Date = day
		case !p.out.Date.Equal(day):
			p.problem(line+1, "this line says %s, which is not the date of the meeting", day.Format("2 January 2006"))
		}
		s = s[:at[0]] + " " + s[at[1]:]
	}
	start, end, zone, ok := findTimes(s)
	if !ok {
		return false
	}
	p.out.Start, p.out.End, p.out.Zone = start, end, zone
	return true
}

// names reads a list of names: on the label's own line, or else on the lines after it, one or more on each.
func (p *parser) names(as Attendance, rest string, line, end int) {
	if strings.TrimSpace(rest) != "" {
		p.namesIn(as, rest, line)
		return
	}
	found := false
	for i := line + 1; i < end; i++ {
		l := strings.TrimRight(p.lines[i], "\r\n")
		if strings.TrimSpace(l) == "" {
			if found {
				return
			}
			continue
		}
		if underlined.MatchString(l) {
			continue
		}
		if label.MatchString(l) || !listed.MatchString(l) && found {
			return
		}
		found = true
		p.namesIn(as, l, i)
	}
}

var (
	listed  = regexp.MustCompile(`^(\s+|\s*[-*+]\s|\s*\d+[.)]\s)\S`)
	bullet  = regexp.MustCompile(`^\s*(?:[-*+]|\d+[.)])\s+`)
	box     = regexp.MustCompile(`^\[([ xX])\]\s*`)
	bracket = regexp.MustCompile(`^(.*?)\s*[([]([^)\]]*)[)\]]?\s*$`)
	nobody  = regexp.MustCompile(`(?i)^(none|nobody|no one|n/?a|nil|tbd|tbc|\.\.\.|…|-|–)?\.?$`)
)

// namesIn reads the names in one line.
func (p *parser) namesIn(as Attendance, s string, line int) {
	s = bullet.ReplaceAllString(s, "")
	if b := box.FindStringSubmatch(s); b != nil {
		s = s[len(b[0]):]
		if b[1] == " " {
			p.problem(line+1, "%q has an empty box before it and was not counted", oneLine(s))
			return
		}
	}
	for _, part := range splitNames(plain(s)) {
		note := ""
		if m := bracket.FindStringSubmatch(part); m != nil && m[1] != "" {
			part, note = m[1], m[2]
		}
		part = strings.Trim(oneLine(part), " .*_")
		if nobody.MatchString(part) {
			continue
		}
		if utf8.RuneCountInString(part) > MaxName {
			p.problem(line+1, "%q is too long to be a name and was not counted", shorten(part, 40))
			continue
		}
		p.out.Attended = append(p.out.Attended, ParsedAttender{part, oneLine(note), as, line + 1})
	}
}

// splitNames cuts a list at commas, semicolons and "and", but not inside brackets.
func splitNames(s string) []string {
	var parts []string
	depth, start := 0, 0
	for i, r := range s {
		switch {
		case r == '(' || r == '[':
			depth++
		case (r == ')' || r == ']') && depth > 0:
			depth--
		case depth > 0:
		case r == ',' || r == ';' || r == '&':
			parts, start = append(parts, s[start:i]), i+1
		case i >= start && strings.HasPrefix(s[i:], " and "):
			parts, start = append(parts, s[start:i]), i+len(" and ")
		}
	}
	if start <= len(s) {
		parts = append(parts, s[start:])
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}
