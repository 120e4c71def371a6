package forum

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const monthNames = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`

var (
	isoDate  = regexp.MustCompile(`(?:^|[^0-9])([12][0-9]{3})[-_./]([01]?[0-9])[-_./]([0-3]?[0-9])(?:[^0-9]|$)`)
	dayMonth = regexp.MustCompile(`(?i)\b([0-3]?[0-9])(?:st|nd|rd|th)?(?: of)?[ -](` + monthNames + `)\.?,?[ -]([12][0-9]{3})\b`)
	monthDay = regexp.MustCompile(`(?i)\b(` + monthNames + `)\.? ([0-3]?[0-9])(?:st|nd|rd|th)?(?: ?[-–] ?[0-3]?[0-9](?:st|nd|rd|th)?)?,? ([12][0-9]{3})\b`)
	edges    = regexp.MustCompile(`^[\s\-–—:,|_]+|[\s\-–—:,|_]+$`)
)

// findDate finds a day in text, and where in it.
func findDate(s string) (day time.Time, at []int, ok bool) {
	if m := isoDate.FindStringSubmatchIndex(s); m != nil {
		day, ok = makeDay(s[m[2]:m[3]], s[m[4]:m[5]], s[m[6]:m[7]])
		return day, []int{m[2], m[7]}, ok
	}
	if m := dayMonth.FindStringSubmatchIndex(s); m != nil {
		day, ok = makeDay(s[m[6]:m[7]], s[m[4]:m[5]], s[m[2]:m[3]])
		return day, m[:2], ok
	}
	if m := monthDay.FindStringSubmatchIndex(s); m != nil {
		day, ok = makeDay(s[m[6]:m[7]], s[m[2]:m[3]], s[m[4]:m[5]])
		return day, m[:2], ok
	}
	return time.Time{}, nil, false
}

// makeDay makes a day of a year, a month by number or name, and a day of the month; ok is false for 31 February.
func makeDay(year, month, day string) (time.Time, bool) {
	y, _ := strconv.Atoi(year) // digits, by the expressions above
	d, _ := strconv.Atoi(day)
	m, err := strconv.Atoi(month)
	if err != nil {
		m = 1 + strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(month[:3]))/3
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == d && int(t.Month()) == m && y >= 1970
}

// withoutDate takes the date, and what joined it to the rest, out of a title.
func withoutDate(s string) string {
	for range 2 {
		_, at, ok := findDate(s)
		if !ok {
			break
		}
		before, after := edges.ReplaceAllString(s[:at[0]], ""), edges.ReplaceAllString(s[at[1]:], "")
		s = strings.TrimSpace(before + " " + after)
	}
	return s
}

// date takes the day from the file's name, or from the main heading, and says when they differ.
func (p *parser) date(filename string) {
	named, _, inName := findDate(bareName(filename))
	var headed time.Time
	inHeading, line := false, 0
	if p.main >= 0 {
		headed, _, inHeading = findDate(p.headings[p.main].text)
		line = p.headings[p.main].line + 1
	}
	switch {
	case inName:
		p.out.Date = named
		if inHeading && !headed.Equal(named) {
			p.problem(line, "the heading says %s and the file's name says %s; the name was believed",
				headed.Format("2 January 2006"), named.Format("2 January 2006"))
		}
	case inHeading:
		p.out.Date = headed
	}
}

// times reads "9:30-11:00am ET", "5pm-6:15pm", "10-noon" and the like.
var times = regexp.MustCompile(`(?i)(?:^|[\s@,(])` + clock + `(?:\s*(?:-|–|—|to|until)\s*` + clock + `)?\s*([A-Z]{1,4}T|UTC|GMT|BST|Z)?(?:[\s.,;)]|$)`)

const clock = `(?:([0-2]?[0-9])(?:[:.h]([0-5][0-9]))?\s*([ap]\.?m\.?)?|(noon|midday|midnight))`

// moment is one end of a span of time as written.
type moment struct {
	minutes int
	exact   bool // it says which half of the day it means, or could only mean one
}

// findTimes gives minutes after midnight; end is -1 when only one time is given.
func findTimes(s string) (start, end int, zone string, ok bool) {
	for len(s) > 0 {
		m := times.FindStringSubmatchIndex(s)
		if m == nil {
			return -1, -1, "", false
		}
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return s[m[2*i]:m[2*i+1]]
		}
		a, okA := readClock(group(1), group(2), group(3), group(4))
		b, okB := readClock(group(5), group(6), group(7), group(8))
		// A bare number is a time only as one end of a span: else it may be a day of the month or a room.
		if okA && (okB || group(2) != "" || group(3) != "" || group(4) != "") {
			if !okB {
				return a.minutes, -1, group(9), true
			}
			return before12(a, b), b.minutes, group(9), true
		}
		s = s[max(m[1]-1, m[0]+1):]
	}
	return -1, -1, "", false
}

func readClock(hour, minute, half, word string) (moment, bool) {
	switch strings.ToLower(word) {
	case "noon", "midday":
		return moment{12 * 60, true}, true
	case "midnight":
		return moment{0, true}, true
	}
	h, err := strconv.Atoi(hour)
	if err != nil || h > 23 {
		return moment{}, false
	}
	m, _ := strconv.Atoi(cmp.Or(minute, "0")) // two digits, by the expression above
	if half == "" {
		return moment{h*60 + m, h == 0 || h > 12}, true
	}
	if h == 0 || h > 12 {
		return moment{}, false
	}
	h %= 12
	if half[0] == 'p' || half[0] == 'P' {
		h += 12
	}
	return moment{h*60 + m, true}, true
}

// before12 gives the start of a span whose half of the day stands only at its end: the same half if that is still
// before the end ("9:30-11:00am"), else as it is written ("11:00-12:30pm").
func before12(start, end moment) int {
	if !start.exact && end.minutes >= 12*60 {
		later := start.minutes%(12*60) + 12*60
		if later <= end.minutes && end.exact && end.minutes != 12*60 {
			return later
		}
	}
	return start.minutes
}
