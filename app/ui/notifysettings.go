package ui

import (
	"fmt"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
)

// muted are the sorts of notifications this person does without.
func (s *settings) muted() []string { return s.prefs.StringList(prefMuted) }

// mute leaves a sort of notifications out, or has it back.
func (s *settings) mute(what string, on bool) {
	muted := slices.DeleteFunc(s.muted(), func(m string) bool { return m == what })
	if on {
		muted = append(muted, what)
	}
	s.prefs.SetStringList(prefMuted, muted)
}

// quietHours are the hours of the day from and to which nothing is told; the same hour twice is never.
func (s *settings) quietHours() (from, to int) {
	if _, err := fmt.Sscanf(s.prefs.StringWithFallback(prefQuiet, quietUsual), "%d-%d", &from, &to); err != nil || min(from, to) < 0 || max(from, to) > 23 {
		return 0, 0
	}
	return from, to
}

func (s *settings) setQuietHours(from, to int) {
	s.prefs.SetString(prefQuiet, fmt.Sprintf("%d-%d", from, to))
}

// quiet says whether a time, by the clock on the wall, is in the quiet hours. They may go over midnight.
func (s *settings) quiet(at time.Time) bool {
	from, to := s.quietHours()
	hour := at.Hour()
	if from <= to {
		return from <= hour && hour < to
	}
	return hour >= from || hour < to
}

// notifyScreen is where a person says what they want to be told, and when not.
type notifyScreen struct{ root fyne.CanvasObject }

func newNotifyScreen(app *App) *notifyScreen {
	muted := app.settings.muted()
	var ticks []fyne.CanvasObject
	for _, what := range store.TellingKinds {
		var box *tick
		box = newTick(func() { app.settings.mute(what, !box.box.Checked) })
		box.words.SetText(tellingName(what))
		box.box.Checked = !slices.Contains(muted, what)
		ticks = append(ticks, box)
	}
	hours := make([]string, 24)
	for i := range hours {
		hours[i] = fmt.Sprintf("%02d:00", i)
	}
	from, to := widget.NewSelect(hours, nil), widget.NewSelect(hours, nil)
	first, last := app.settings.quietHours()
	from.SetSelectedIndex(first)
	to.SetSelectedIndex(last)
	chosen := func(string) { app.settings.setQuietHours(from.SelectedIndex(), to.SelectedIndex()) }
	from.OnChanged, to.OnChanged = chosen, chosen
	things := append([]fyne.CanvasObject{title(t("notify.title")), wrapped(t("notify.what"))}, ticks...)
	things = append(things, heading(t("notify.quiet")), wrapped(t("notify.quiet_what")), field(t("notify.from"), from), field(t("notify.to"), to))
	return &notifyScreen{newSurface(theme.ColorNameBackground, 0, page(things...))}
}

// Object is the screen.
func (n *notifyScreen) Object() fyne.CanvasObject { return n.root }

// Refresh has nothing to read.
func (n *notifyScreen) Refresh() {}
