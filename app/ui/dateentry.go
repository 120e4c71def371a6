package ui

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"moot/app/ui/widget"
)

// dateEntry is the toolkit's field for a date, which can be typed as people write one, hands the window's shortcuts on and is
// left by Escape. What is typed is the date or there is none: the toolkit's keeps an earlier one behind words that are none.
type dateEntry struct {
	widget.DateEntry
	needed string       // said where nothing is typed; empty where that is right
	kept   func(string) // keeps what is typed; may be nil
}

func newDateEntry() *dateEntry {
	e := &dateEntry{}
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	e.Entry.OnChanged = e.typed // also before it is drawn
	e.ExtendBaseWidget(e)
	return e
}

// newDay makes one that shows how a date is typed.
func (a *App) newDay() *dateEntry {
	e := newDateEntry()
	e.Hint(a.Now())
	return e
}

// When gives the day that is typed, nil for none; wrong says what to type instead of what is no date.
func (e *dateEntry) When() (day *time.Time, wrong string) {
	typed := strings.TrimSpace(e.Text)
	if typed == "" {
		return nil, e.needed
	}
	at, err := readDate(typed, dateLayout())
	switch {
	case err == nil:
		return &at, ""
	case e.needed != "":
		return nil, t("date.bad", "Words", printable(clipped(typed, mostQuoted)), "Like", e.PlaceHolder)
	}
	return nil, t("date.bad_or_none", "Words", printable(clipped(typed, mostQuoted)), "Like", e.PlaceHolder)
}

// mostQuoted is how much is said again of what was typed.
const mostQuoted = 40

// wrongDay gives the first of days in which something else than a date is typed, and what to type there.
func wrongDay(days ...*dateEntry) (wrong string, at *dateEntry) {
	for _, e := range days {
		if _, wrong = e.When(); wrong != "" {
			return wrong, e
		}
	}
	return "", nil
}

// Hint shows how a date is typed here: as the last day of this year.
func (e *dateEntry) Hint(now time.Time) {
	e.SetPlaceHolder(time.Date(now.Year(), time.December, 31, 0, 0, 0, 0, time.UTC).Format(dateLayout()))
}

// CreateRenderer is Fyne's.
func (e *dateEntry) CreateRenderer() fyne.WidgetRenderer {
	r := e.DateEntry.CreateRenderer()
	e.Validator = func(string) error {
		if _, wrong := e.When(); wrong != "" && e.Text != "" {
			return errDate
		}
		return nil
	}
	e.Entry.OnChanged = e.typed
	return underFinger(r, e)
}

func (e *dateEntry) typed(words string) {
	e.Date = nil
	if at, err := readDate(words, dateLayout()); err == nil {
		e.Date = &at
	}
	if e.kept != nil {
		e.kept(words)
	}
	if e.OnChanged != nil {
		e.OnChanged(e.Date)
	}
}

// FocusGained brings the field into sight.
func (e *dateEntry) FocusGained() {
	e.DateEntry.FocusGained()
	widget.IntoSight(e)
}

// TypedKey empties the field on Escape, or leaves it when it is empty.
func (e *dateEntry) TypedKey(k *fyne.KeyEvent) {
	switch c := fyne.CurrentApp().Driver().CanvasForObject(e); {
	case k.Name != fyne.KeyEscape:
		e.DateEntry.TypedKey(k)
	case e.Text != "":
		empty(&e.DateEntry)
	case c != nil:
		c.Unfocus()
	}
}

// TypedShortcut hands the window's shortcuts on.
func (e *dateEntry) TypedShortcut(s fyne.Shortcut) {
	if custom, ok := s.(*desktop.CustomShortcut); ok && !editsWords(custom.KeyName) {
		if window, ok := fyne.CurrentApp().Driver().CanvasForObject(e).(fyne.Shortcutable); ok {
			window.TypedShortcut(s)
		}
		return
	}
	e.DateEntry.TypedShortcut(s)
}

// dateLayout is how the toolkit writes a date where this device is, which it says only by writing one.
var dateLayout = sync.OnceValue(func() string {
	e := widget.DateEntry{}
	at := time.Date(2006, time.January, 2, 0, 0, 0, 0, time.UTC)
	e.SetDate(&at)
	return e.Text
})

var errDate = errors.New("not a date")

// readDate reads a date in figures as people type them ("1.12.2026", "01/12/26"), in the order of a layout, or with the year first.
func readDate(typed, layout string) (time.Time, error) {
	typed = strings.Map(westernDigit, typed)
	parts := strings.FieldsFunc(typed, func(r rune) bool { return r == '/' || r == '.' || r == '-' || unicode.IsSpace(r) })
	if len(parts) != 3 {
		return time.Time{}, errDate
	}
	var n [3]int
	for i, p := range parts {
		var err error
		if n[i], err = strconv.Atoi(p); err != nil || len(p) > 4 {
			return time.Time{}, errDate
		}
	}
	day, month, year := n[0], n[1], n[2]
	switch {
	case len(parts[0]) == 4:
		year, month, day = n[0], n[1], n[2]
	case strings.HasPrefix(layout, "01"):
		month, day = n[0], n[1]
	}
	if year < 100 {
		year += 2000
	}
	at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if at.Day() != day || at.Month() != time.Month(month) || at.Year() != year {
		return time.Time{}, errDate
	}
	return at, nil
}
