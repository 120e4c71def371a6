package forum

import (
	"time"

	"moot/store/saying"
)

// Nation is a part of the United Kingdom that has bank holidays of its own.
type Nation string

// The nations.
const (
	EnglandWales    Nation = "england-and-wales"
	Scotland        Nation = "scotland"
	NorthernIreland Nation = "northern-ireland"
)

// ClearDays counts the days between giving notice and a meeting: neither the day of the notice nor that of the meeting,
// and no Sunday, Christmas Day or bank holiday (after the Local Government Act 1972, section 243 and Schedule 12, paragraph
// 10). Saturdays count. Councils must also leave out the days on each side of Christmas and Easter that the section calls
// their breaks, and days of public thanksgiving or mourning: those are not counted out here. The dates are those of the two times in their own zones. It
// is 0 when the meeting comes first, and counts no further than a year.
func ClearDays(given, meeting time.Time, in Nation) int {
	day, last := date(given).AddDate(0, 0, 1), date(meeting)
	n := 0
	for range 366 {
		if !day.Before(last) {
			break
		}
		if day.Weekday() != time.Sunday && !(day.Month() == time.December && day.Day() == 25) && !BankHoliday(day, in) {
			n++
		}
		day = day.AddDate(0, 0, 1)
	}
	return n
}

// ShortNotice says that a meeting has had fewer clear days' notice than the charter asks for.
func ShortNotice(given, asked int) *saying.Sentence {
	return saying.New("only %s, where %d are asked for", saying.Count(given, "1 clear day", "%d clear days"), asked)
}

func date(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// BankHoliday says whether a date is a bank or public holiday in a nation, by rule: the Banking and Financial Dealings Act
// 1971 with Good Friday and Christmas Day, holidays on a weekend moved to the next weekday that is none, and the
// proclaimed holidays from 1995 to 2026 that followed no rule. A holiday proclaimed since is not known here.
func BankHoliday(t time.Time, in Nation) bool {
	t = date(t)
	for _, h := range bankHolidays(t.Year(), in) {
		if h.Equal(t) {
			return true
		}
	}
	return false
}

func on(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// bankHolidays lists a year's.
func bankHolidays(year int, in Nation) (out []time.Time) {
	easter := easterSunday(year)
	out = append(out, easter.AddDate(0, 0, -2))
	fixed := []time.Time{on(year, time.January, 1), on(year, time.December, 25), on(year, time.December, 26)}
	summer := monday(year, time.August, -1)
	switch in {
	case Scotland:
		summer = monday(year, time.August, 1)
		if year == 2026 {
			out = append(out, on(2026, time.June, 15)) // proclaimed for Scotland alone
		}
		fixed = append(fixed, on(year, time.January, 2))
		if year >= 2007 { // St Andrew's Day Bank Holiday (Scotland) Act 2007
			fixed = append(fixed, on(year, time.November, 30))
		}
	case NorthernIreland:
		out = append(out, easter.AddDate(0, 0, 1))
		fixed = append(fixed, on(year, time.March, 17), on(year, time.July, 12))
	default:
		out = append(out, easter.AddDate(0, 0, 1))
	}
	may, spring := monday(year, time.May, 1), monday(year, time.May, -1)
	if moved, ok := movedMay[year]; ok {
		may = moved
	}
	if moved, ok := movedSpring[year]; ok {
		spring = moved
	}
	out = append(out, may, spring, summer)
	for _, h := range proclaimed {
		if h.Year() == year {
			out = append(out, h)
		}
	}
	return append(out, substitutes(fixed)...)
}

// The holidays that followed no rule, by proclamation.
var (
	movedMay    = map[int]time.Time{1995: on(1995, time.May, 8), 2020: on(2020, time.May, 8)}
	movedSpring = map[int]time.Time{2002: on(2002, time.June, 4), 2012: on(2012, time.June, 4), 2022: on(2022, time.June, 2)}
	proclaimed  = []time.Time{
		on(1999, time.December, 31), on(2002, time.June, 3), on(2011, time.April, 29), on(2012, time.June, 5),
		on(2022, time.June, 3), on(2022, time.September, 19), on(2023, time.May, 8),
	}
)

// monday gives a month's first Monday, or for -1 its last.
func monday(year int, month time.Month, which int) time.Time {
	if which < 0 {
		last := on(year, month+1, 0)
		return last.AddDate(0, 0, -int((last.Weekday()+6)%7))
	}
	first := on(year, month, 1)
	return first.AddDate(0, 0, int((8-first.Weekday())%7))
}

// substitutes moves each date on a weekend to the next weekday that is not among the dates already.
func substitutes(fixed []time.Time) []time.Time {
	taken := map[time.Time]bool{}
	weekend := func(d time.Time) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }
	for _, d := range fixed {
		if !weekend(d) {
			taken[d] = true
		}
	}
	out := make([]time.Time, 0, len(fixed))
	for _, d := range fixed {
		if weekend(d) {
			for weekend(d) || taken[d] {
				d = d.AddDate(0, 0, 1)
			}
			taken[d] = true
		}
		out = append(out, d)
	}
	return out
}

// easterSunday is the anonymous Gregorian computus (Nature, 20 April 1876; Meeus, Astronomical Algorithms, chapter 8).
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return on(year, time.Month(n/31), n%31+1)
}
