package ui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/assets"
	"moot/store"
	"moot/store/forum"
)

// heldBefore has the evening's meeting started and ended, with minutes of its first item.
func (e *evening) heldBefore() {
	ctx := context.Background()
	e.ok(e.store.Set(ctx, e.group, e.meeting, forum.FieldState, forum.MeetingStarted, 0))
	page, err := e.store.Meeting(ctx, e.group, e.meeting)
	e.ok(err)
	_, err = e.store.EditText(ctx, e.group, page.Agenda[1].ID, "", "The roof was looked at.")
	e.ok(err)
	e.ok(e.store.Set(ctx, e.group, e.meeting, forum.FieldState, forum.MeetingEnded, 0))
}

// planned fills in the form of a new meeting by keyboard and sends it.
func (e *evening) planned(f *meetingForm, agenda string) {
	e.tabTo(f.title)
	test.Type(f.title, "December committee")
	e.tabTo(f.date)
	test.Type(f.date, "10.12.2026")
	e.tabTo(f.clock)
	test.Type(f.clock, "19.30")
	f.agenda.SetText(agenda)
	e.press(f.send)
}

// TestPlanningTheNext: the latest meeting that was held is chosen as the one before it, and what it left comes first on the agenda, in
// the planner's language and not twice; with no earlier one chosen nothing does. Where none was held there is nothing to choose.
func TestPlanningTheNext(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	var made forum.ID
	form := func() *meetingForm {
		f := newMeetingForm(e.as("Ada"), e.group, func(id forum.ID) { made = id }, func() {})
		e.show(f, 390, 844)
		return f
	}
	planned := func(f *meetingForm, agenda string) (store.MeetingPage, string) {
		t.Helper()
		e.planned(f, agenda)
		page, err := e.store.Meeting(ctx, e.group, made)
		e.ok(err)
		var items []string
		for _, item := range page.Agenda {
			items = append(items, item.Title)
		}
		return page, strings.Join(items, "|")
	}
	f := form()
	if f.following.Visible() || f.first.Visible() {
		t.Fatal("it offers a meeting that was not held")
	}
	if page, items := planned(f, "Roof"); !page.Follows.Zero() || items != "Roof" {
		t.Fatalf("it follows %s: %q", page.Follows, items)
	}
	e.ok(e.store.Set(ctx, e.group, e.before, forum.FieldState, forum.MeetingEnded, 0))
	e.heldBefore()
	f = form()
	want := []string{day(e.now.UnixMilli()) + " · November committee", day(e.now.AddDate(0, 0, -30).UnixMilli()) + " · October committee", "No earlier meeting"}
	if strings.Join(f.follows.Options, "|") != strings.Join(want, "|") || f.follows.SelectedIndex() != 0 || !f.first.Visible() {
		t.Fatalf("to choose from are %q, and %q is", f.follows.Options, f.follows.Selected)
	}
	if page, items := planned(f, "Roof\nAny other business"); page.Follows != e.meeting || items != "Minutes of the last meeting|Matters arising|Roof|Any other business" {
		t.Errorf("it follows %s: %q", page.Follows, items)
	}
	f = form()
	e.tabTo(f.follows)
	f.follows.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	f.Refresh()
	e.settle()
	if f.follows.SelectedIndex() != 1 {
		t.Error("what was chosen does not stay when news comes")
	}
	if page, items := planned(f, "Apologies\nCofnodion y cyfarfod diwethaf"); page.Follows != e.before || items != "Apologies|Cofnodion y cyfarfod diwethaf|Matters arising" {
		t.Errorf("it follows %s: %q", page.Follows, items)
	}
	f = form()
	e.tabTo(f.follows)
	for range 2 {
		f.follows.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	if f.first.Visible() {
		t.Error("with no earlier meeting it says that something comes onto the agenda")
	}
	if page, items := planned(f, "Picnic"); !page.Follows.Zero() || items != "Picnic" {
		t.Errorf("it follows %s: %q", page.Follows, items)
	}
	setLanguage("pl")
	t.Cleanup(func() { setLanguage() })
	if page, items := planned(form(), "Dach"); page.Follows != e.meeting || items != "Protokół z ostatniego zebrania|Sprawy z poprzednich zebrań|Dach" {
		t.Errorf("in Polish it follows %s: %q", page.Follows, items)
	}
	e.noErrors()
}

// TestEarlierMinutesInTheWindow: from the item that earlier minutes are approved under the secretary goes to them by keyboard, signs, and
// is taken back; on the way the keyboard is never lost. A member reads how far they have got.
func TestEarlierMinutesInTheWindow(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	next, err := e.store.NewMeeting(ctx, e.group, forum.NewMeeting{Title: "December committee", At: e.now.UnixMilli(), Follows: e.meeting}, []string{"Apologies", "Cofnodion y cyfarfod diwethaf", "Roof"})
	e.ok(err)
	var opened forum.ID
	screen := func(who string, id forum.ID) *meetingScreen {
		m := newMeeting(e.as(who), e.group, id)
		m.open = func(_ forum.ID, _ forum.Kind, id forum.ID) { opened = id }
		e.show(m, 390, 844)
		return m
	}
	says := func(m *meetingScreen, chip, button string) {
		t.Helper()
		if c := m.earlier; m.agenda.Objects[2] != c.root || c.title.Text != "November committee" || c.chip.String() != t2text(chip) || c.open.Text != t2text(button) {
			t.Fatalf("under the item it says %q, %q, and offers %q", m.earlier.title.Text, m.earlier.chip, m.earlier.open.Text)
		}
	}
	says(screen("Ada", next), "meeting.state.planned", "meeting.read_minutes")
	e.heldBefore()
	e.meet()
	m := screen("Ada", next)
	says(m, "meeting.state.draft", "meeting.read_sign")
	e.ok(e.store.Set(ctx, e.group, next, forum.FieldState, forum.MeetingStarted, 0))
	if before := m.earlier.open.Importance; before == widget.HighImportance || screen("Ada", next).earlier.open.Importance != widget.HighImportance {
		t.Error("what waits to be signed stands out before the meeting has begun, or does not then")
	}
	says(screen("Cem", next), "meeting.state.draft", "meeting.read_minutes")
	m = screen("Ada", next)
	e.press(m.earlier.open)
	if opened != e.meeting {
		t.Fatal("it does not open the meeting before")
	}
	was := screen("Ada", e.meeting)
	if !strings.Contains(was.after.Text, "December committee") {
		t.Fatalf("the way back says %q", was.after.Text)
	}
	e.press(was.signing.sign)
	e.press(was.signing.asking.yes)
	if was.view.Minutes != forum.MinutesSigned || e.window.Canvas().Focused() != fyne.Focusable(was.after) {
		t.Fatalf("they are %s, and the keyboard is on %v", was.view.Minutes, e.window.Canvas().Focused())
	}
	e.press(was.after)
	if opened != next {
		t.Fatal("it does not lead back")
	}
	says(screen("Ada", next), "meeting.state.signed", "meeting.read_minutes")
	later, err := e.store.NewMeeting(ctx, e.group, forum.NewMeeting{Title: "January committee", At: e.now.AddDate(0, 0, 30).UnixMilli(), Follows: e.meeting}, nil)
	e.ok(err)
	was = screen("Ada", e.meeting)
	if was.view.before.nextID != next {
		t.Error("of two that follow, the earlier is not the next")
	}
	was.from = later
	was.Refresh()
	e.settle()
	if was.view.before.nextID != later {
		t.Error("it does not lead back to where it was opened from")
	}
	was = screen("Ada", e.meeting)
	e.press(was.again)
	if was.again.Visible() || e.window.Canvas().Focused() != fyne.Focusable(was.deeds.end) {
		t.Error("opened again, it can be opened again, or the keyboard is lost")
	}
	if was = screen("Cem", e.meeting); was.again.Visible() {
		t.Error("who may not open it again is offered to")
	}
	e.noErrors()
}

// TestTitleOfEarlierMinutes: the item of every language is known for what it is.
func TestTitleOfEarlierMinutes(t *testing.T) {
	if got := minutesTitles(); len(got) != len(assets.Languages()) {
		t.Fatalf("%q", got)
	}
}

// TestFollowingLooks is for people to look at, and checks that it fits.
func TestFollowingLooks(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	e.ok(e.store.Set(ctx, e.group, e.before, forum.FieldState, forum.MeetingEnded, 0))
	e.heldBefore()
	form := func() Screen { return newMeetingForm(e.as("Ada"), e.group, func(forum.ID) {}, func() {}) }
	e.looks("meeting-follows", form)
	next, err := e.store.NewMeeting(ctx, e.group, forum.NewMeeting{Title: "December committee", At: e.now.UnixMilli(), Place: "Community hall", Follows: e.meeting}, []string{"Minutes of the last meeting", "Matters arising", "Any other business"})
	e.ok(err)
	page := func(id forum.ID) func() Screen {
		return func() Screen {
			m := newMeeting(e.as("Ada"), e.group, id)
			m.open = func(forum.ID, forum.Kind, forum.ID) {}
			return m
		}
	}
	e.looks("meeting-earlier-minutes", page(next))
	e.ok(e.store.Set(ctx, e.group, next, forum.FieldState, forum.MeetingStarted, 0))
	e.looks("meeting-way-back", page(e.meeting), func(p Screen) { p.(*meetingScreen).scroll.ScrollToBottom() })
	setLanguage("ar")
	t.Cleanup(func() { setLanguage() })
	for i, screen := range []Screen{form(), page(next)(), page(e.meeting)()} {
		name := []string{"follows", "earlier", "back"}[i]
		e.show(screen, 390, 844)
		e.relayout()
		if m, ok := screen.(*meetingScreen); ok && name == "back" {
			m.scroll.ScrollToBottom()
		}
		e.picture("meeting-" + name + "-ar")
		for _, words := range squeezed(e.window.Canvas().Content()) {
			t.Errorf("%s in Arabic: no room for %q", name, words)
		}
	}
	m := page(next)().(*meetingScreen)
	e.show(m, 390, 844)
	m.deeds.askChange()
	e.relayout()
	e.picture("meeting-change-ar")
}
