package ui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

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
	if got := page().Notices; len(got) != 1 || got[0].Place != "Hall" || !m.given.Visible() || d.notice.Visible() && len(d.buttons.Objects) != 1 {
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
}
