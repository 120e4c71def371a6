package ui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// TestMeetingDeeds: by keyboard alone notice is given, once for the same time and place, the meeting is started, adjourned and
// left for the one that goes on; the keyboard is never left on a button that has gone.
func TestMeetingDeeds(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	id, err := e.store.NewMeeting(ctx, e.group, forum.NewMeeting{Title: "December committee", At: e.now.AddDate(0, 0, 9).UnixMilli(), Place: "Hall"}, []string{"Roof", "Garden"})
	e.ok(err)
	var opened forum.ID
	m := newMeeting(e.as("Ada"), e.group, id)
	m.open = func(_ forum.ID, _ forum.Kind, id forum.ID) { opened = id }
	e.show(m, 390, 500)
	page := func() *forum.Meeting {
		p, err := e.store.Meeting(ctx, e.group, id)
		e.ok(err)
		return &p.Meeting
	}
	on := func(want fyne.Focusable) {
		t.Helper()
		if got := e.window.Canvas().Focused(); got != want {
			t.Fatalf("the keyboard is on %v", got)
		}
	}
	d := m.deeds
	e.press(d.notice)
	on(d.asking.no)
	e.press(d.asking.yes)
	if got := page().Notices; len(got) != 1 || got[0].Place != "Hall" || !m.given.Visible() || slices.Contains(d.buttons.Objects, fyne.CanvasObject(d.notice)) {
		t.Fatalf("notices: %+v", got)
	}
	e.tabTo(d.start)
	e.press(d.start)
	if page().State != forum.MeetingStarted {
		t.Fatal("it is not started")
	}
	on(m.attendance.open)
	e.press(d.adjourned)
	date := e.window.Canvas().Focused().(*dateEntry)
	test.Type(date, "1.1.2020")
	e.press(d.asking.yes)
	if page().State != forum.MeetingStarted || len(e.told) != 1 {
		t.Fatal("it was adjourned to before it was held")
	}
	e.told = nil
	date.SetText(e.now.AddDate(0, 0, 16).Format("2.1.2006"))
	e.press(d.asking.yes)
	if page().State != forum.MeetingEnded || opened.Zero() {
		t.Fatal("it is not adjourned")
	}
	next := newMeeting(e.as("Ada"), e.group, opened)
	next.open = m.open
	e.show(next, 390, 500)
	if v := next.view; v.Follows != id || len(v.Agenda) != 2 || v.Place != "Hall" || !strings.Contains(next.before.Text, "December committee") {
		t.Fatalf("what goes on: %+v", v.Meeting)
	}
	e.press(next.before)
	if opened != id {
		t.Error("it does not open the meeting before it")
	}
	e.noErrors()
}

// TestMeetingMoved: by keyboard alone a meeting gets another day, with what stands filled in, and only that is written; the page says what
// it was and that notice was of another day, which is offered to be given again. Others read it among what is new, once.
func TestMeetingMoved(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	first := time.Date(2026, time.December, 3, 19, 30, 0, 0, time.Local)
	id, err := e.store.NewMeeting(ctx, e.group, forum.NewMeeting{Title: "December committee", At: first.UnixMilli(), Place: "Hall"}, []string{"Roof"})
	e.ok(err)
	_, err = e.store.GiveNotice(ctx, e.group, id)
	e.ok(err)
	e.meet()
	cem := e.as("Cem")
	cem.looks = newLooks(cem)
	cem.looks.Open(id)
	m := newMeeting(e.as("Ada"), e.group, id)
	e.show(m, 390, 700)
	d := m.deeds
	if slices.Contains(d.buttons.Objects, fyne.CanvasObject(d.notice)) || m.moved.Visible() {
		t.Fatal("notice that stands is offered again, or what has not moved is said to have")
	}
	e.press(d.change)
	date := e.window.Canvas().Focused().(*dateEntry)
	if at, err := readDate(date.Text, dateLayout()); err != nil || at.Day() != 3 || at.Month() != time.December || d.asking.what.Text != t2text("meeting.change_noticed") {
		t.Fatalf("what stands is not filled in: %q, %q", date.Text, d.asking.what.Text)
	}
	e.press(d.asking.yes)
	if len(e.told) != 1 || !strings.Contains(e.told[0].Error(), "already") || !d.asking.Open() {
		t.Fatalf("with nothing changed it says %v", e.told)
	}
	e.told = nil
	e.tabTo(date)
	date.SetText("x")
	date.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	e.settle()
	if len(e.told) != 1 || !strings.Contains(e.told[0].Error(), "“x” is not a date") {
		t.Fatalf("with no day it says %v", e.told)
	}
	e.told = nil
	e.ok(e.store.Set(ctx, e.group, id, forum.FieldPlace, "Library", 0)) // somebody else, meanwhile
	date.TypedShortcut(&fyne.ShortcutSelectAll{})
	test.Type(date, "10.12.2026")
	date.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	e.settle()
	page, err := e.store.Meeting(ctx, e.group, id)
	e.ok(err)
	if at := time.UnixMilli(page.At); !at.Equal(first.AddDate(0, 0, 7)) || page.Place != "Library" || len(page.Settings) != 2 {
		t.Fatalf("it is at %v, %q: %+v", at, page.Place, page.Settings)
	}
	if e.window.Canvas().Focused() != fyne.Focusable(d.change) || !slices.Contains(d.buttons.Objects, fyne.CanvasObject(d.notice)) {
		t.Error("the keyboard is lost, or notice is not offered again")
	}
	if m.moved.Visible() {
		t.Errorf("it says twice when it was to be: %q, %q", m.given.Text, m.moved.Text)
	}
	if got := m.given.Text; !strings.Contains(got, "3 December 2026, 19:30 · Hall") || m.given.Importance != widget.WarningImportance {
		t.Errorf("of the notice it says %q", got)
	}
	if !strings.Contains(m.meta.Text, "10 December 2026, 19:30 · Library") {
		t.Errorf("it is %q", m.meta.Text)
	}
	e.meet()
	reader := newMeeting(cem, e.group, id)
	e.show(reader, 390, 700)
	if slices.Contains(reader.deeds.buttons.Objects, fyne.CanvasObject(reader.deeds.change)) || !strings.Contains(reader.given.Text, "3 December") {
		t.Error("who may not change it is offered to, or is not told")
	}
	news := func() string {
		all, _, err := cem.Store.Since(ctx, e.group, 0)
		e.ok(err)
		h := &homeScreen{app: cem}
		for _, x := range h.newsWords([]newsOf{{all[slices.IndexFunc(all, func(n store.News) bool { return n.ID == id })], &store.GroupCard{}}}, cem.looks, false).tiles {
			return x.meta
		}
		return ""
	}
	if got := news(); !strings.HasPrefix(got, "New day or place: ") || !strings.Contains(got, "10 December 2026, 19:30 · Library · Ada") {
		t.Errorf("what is new says %q", got)
	}
	cem.looks.Open(id)
	if got := news(); strings.Contains(got, "New day") {
		t.Errorf("looked at, it says still %q", got)
	}
	e.now = e.now.Add(time.Minute) // the later of two notices counts
	_, err = e.store.GiveNotice(ctx, e.group, id)
	e.ok(err)
	m = newMeeting(e.as("Ada"), e.group, id)
	e.show(m, 390, 700)
	d = m.deeds
	if got := m.moved.Text; !strings.Contains(got, "3 December 2026, 19:30 · Hall") || !strings.Contains(got, "Ada") || !m.moved.Visible() {
		t.Errorf("of its first day it says %q", got)
	}
	if got := m.given.Text; strings.Contains(got, "3 December") || m.given.Importance != widget.LowImportance {
		t.Errorf("of the new notice it says %q", got)
	}
	e.ok(e.store.Set(ctx, e.group, id, forum.FieldState, forum.MeetingEnded, 0))
	m.Refresh()
	e.settle()
	if d.root.Visible() || m.moved.Visible() {
		t.Error("after its end its day can be changed")
	}
	e.noErrors()
}

// TestMeetingDeedsLooks is for people to look at, and checks that it fits.
func TestMeetingDeedsLooks(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	e.ok(e.store.Set(ctx, e.group, e.meeting, forum.FieldState, forum.MeetingStarted, 0))
	e.looks("meeting-adjourn", func() Screen { return e.screen("Ada") }, func(p Screen) { p.(*meetingScreen).deeds.askAdjourn() })
	next, err := e.store.Adjourn(ctx, e.group, e.meeting, e.now.AddDate(0, 0, 7), "Library", 1)
	e.ok(err)
	page := func() Screen {
		m := newMeeting(e.as("Ada"), e.group, next)
		m.open = func(forum.ID, forum.Kind, forum.ID) {}
		return m
	}
	e.looks("meeting-notice", page, func(p Screen) { p.(*meetingScreen).deeds.askNotice() })
	_, err = e.store.GiveNotice(ctx, e.group, next)
	e.ok(err)
	e.looks("meeting-goes-on", page)
	e.looks("meeting-change", page, func(p Screen) { p.(*meetingScreen).deeds.askChange() })
	later, where := e.now.AddDate(0, 0, 9), "Flat 3, Rowan House"
	e.ok(e.store.Rearrange(ctx, e.group, next, &later, &where))
	e.looks("meeting-moved", page)
	e.now = e.now.Add(time.Hour)
	_, err = e.store.GiveNotice(ctx, e.group, next)
	e.ok(err)
	e.looks("meeting-moved-noticed", page)
}
