package cli

import (
	"fmt"
	"time"
)

// stamp gives a time of the record (milliseconds since 1970 UTC) as JSON has it, and "" for no time.
func stamp(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format(time.RFC3339)
}

// day gives a time of the record as people here read it.
func day(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).Local().Format("Mon 2 Jan 2006 15:04")
}

// moment is a time on the command line.
type moment struct{ time.Time }

// layouts are the ways a time may be written; those without a zone are in this device's own.
var layouts = []string{
	time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04",
	"2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly,
}

// UnmarshalText reads a time in one of the usual ways of writing the year first.
func (m *moment) UnmarshalText(text []byte) error {
	for _, layout := range layouts {
		t, err := time.ParseInLocation(layout, string(text), time.Local)
		if err == nil && t.UnixMilli() > 0 {
			m.Time = t
			return nil
		}
	}
	return fmt.Errorf("%q is not a time: write it like 2026-12-01T20:00Z, or 2026-12-01 20:00 for this device's own time", text)
}

// deadline is a day or a time on the command line, by which something is to be: a day alone means until its end.
type deadline struct{ time.Time }

// UnmarshalText reads what moment reads.
func (d *deadline) UnmarshalText(text []byte) error {
	var m moment
	if err := m.UnmarshalText(text); err != nil {
		return err
	}
	d.Time = m.Time
	if len(text) == len(time.DateOnly) {
		d.Time = m.AddDate(0, 0, 1).Add(-time.Minute)
	}
	return nil
}

// ms is the deadline as the record has it: 0 for none.
func (d deadline) ms() int64 {
	if d.IsZero() {
		return 0
	}
	return d.UnixMilli()
}
