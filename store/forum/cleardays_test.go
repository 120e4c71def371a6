package forum

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestBankHolidays: years as they were published (gov.uk/bank-holidays).
func TestBankHolidays(t *testing.T) {
	for _, c := range []struct {
		year int
		in   Nation
		want string
	}{
		{2020, EnglandWales, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"},
		{2021, EnglandWales, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"},
		{2022, EnglandWales, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"},
		{2023, EnglandWales, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"},
		{2024, EnglandWales, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"},
		{2025, EnglandWales, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"},
		{2026, EnglandWales, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"},
		{2027, EnglandWales, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"},
		{2021, Scotland, "01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28"},
		{2022, Scotland, "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27"},
		{2023, Scotland, "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26"},
		{2024, Scotland, "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26"},
		{2026, Scotland, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28"},
		{2023, NorthernIreland, "01-02 03-17 04-07 04-10 05-01 05-08 05-29 07-12 08-28 12-25 12-26"},
		{2024, NorthernIreland, "01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26"},
		{2026, NorthernIreland, "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28"},
	} {
		var got []string
		for _, d := range bankHolidays(c.year, c.in) {
			got = append(got, d.Format("01-02"))
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%d in %s:\n got %s\nwant %s", c.year, c.in, s, c.want)
		}
	}
}

func TestEaster(t *testing.T) {
	for year, want := range map[int]string{1818: "03-22", 1943: "04-25", 1961: "04-02", 2000: "04-23", 2008: "03-23", 2024: "03-31", 2025: "04-20", 2038: "04-25", 2285: "03-22"} {
		if got := easterSunday(year).Format("01-02"); got != want {
			t.Errorf("%d: %s, want %s", year, got, want)
		}
	}
}

func TestClearDays(t *testing.T) {
	at := func(s string) time.Time { return must(time.Parse("2006-01-02 15:04", s)) }
	for _, c := range []struct {
		given, meeting string
		in             Nation
		want           int
	}{
		{"2026-03-02 09:00", "2026-03-06 19:00", EnglandWales, 3}, // Monday to Friday
		{"2026-03-02 23:59", "2026-03-06 00:01", EnglandWales, 3},
		{"2026-03-05 09:00", "2026-03-09 19:00", EnglandWales, 2}, // Friday, Saturday, not Sunday
		{"2026-03-05 09:00", "2026-03-06 19:00", EnglandWales, 0},
		{"2026-03-06 09:00", "2026-03-06 19:00", EnglandWales, 0},
		{"2026-03-07 09:00", "2026-03-06 19:00", EnglandWales, 0},
		{"2026-04-01 09:00", "2026-04-08 19:00", EnglandWales, 3}, // over Easter: Thursday, Saturday, Tuesday
		{"2026-04-01 09:00", "2026-04-08 19:00", Scotland, 4},     // Easter Monday counts there
		{"2021-12-23 09:00", "2021-12-30 19:00", EnglandWales, 2}, // the 24th and 29th: Christmas Day was a Saturday
		{"2026-07-10 09:00", "2026-07-14 19:00", NorthernIreland, 1},
		{"2026-07-10 09:00", "2026-07-14 19:00", EnglandWales, 2},
		{"2026-03-28 09:00", "2026-04-01 19:00", EnglandWales, 2}, // over the change to summer time
	} {
		if got := ClearDays(at(c.given), at(c.meeting), c.in); got != c.want {
			t.Errorf("%s to %s in %s: %d, want %d", c.given, c.meeting, c.in, got, c.want)
		}
	}
	if got := ClearDays(at("2026-01-01 00:00"), at("9999-01-01 00:00"), EnglandWales); got > 366 {
		t.Errorf("%d days", got)
	}
}
