package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestReadDate: a date is read as people type one, and what is none is no date.
func TestReadDate(t *testing.T) {
	for _, c := range []struct{ typed, layout, want string }{
		{"01/12/2026", "02/01/2006", "2026-12-01"}, {"1.12.26", "02/01/2006", "2026-12-01"}, {"1 12 2026", "02/01/2006", "2026-12-01"},
		{"2026-12-01", "02/01/2006", "2026-12-01"}, {"12/01/2026", "01/02/2006", "2026-12-01"}, {"١/١٢/٢٠٢٦", "02/01/2006", "2026-12-01"},
		{"31/11/2026", "02/01/2006", ""}, {"1/13/2026", "02/01/2006", ""}, {"", "02/01/2006", ""}, {"1/12", "02/01/2006", ""},
		{"1 December 2026", "02/01/2006", ""}, {"99999999999999999999/1/1", "2006-01-02", ""}, {"0/0/0", "02/01/2006", ""},
	} {
		got := ""
		if at, err := readDate(c.typed, c.layout); err == nil {
			got = at.Format(time.DateOnly)
		}
		if got != c.want {
			t.Errorf("%q, as %s, is %q, not %q", c.typed, c.layout, got, c.want)
		}
	}
}

// TestDateEntry: what is typed after a date and makes it none leaves no date behind, and Escape empties the field and then leaves it.
func TestDateEntry(t *testing.T) {
	b := newBench(t)
	f := newMeetingForm(b.app, b.group, nil, nil)
	b.show(f, 500, 700)
	f.app.focus(f.date)
	test.Type(f.date, "1.12.2026")
	if f.date.Date == nil || f.date.Date.Format(time.DateOnly) != "2026-12-01" {
		t.Fatalf("it is %v", f.date.Date)
	}
	test.Type(f.date, "x")
	if f.date.Date != nil {
		t.Errorf("with %q in it, it is still %v", f.date.Text, f.date.Date)
	}
	f.date.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if f.date.Text != "" || b.window.Canvas().Focused() != fyne.Focusable(f.date) {
		t.Error("Escape does not empty it")
	}
	f.date.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if b.window.Canvas().Focused() != nil {
		t.Error("Escape does not leave it")
	}
}
