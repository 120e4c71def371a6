package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// TestMeetingWhoseDayHasPassed: one that nobody started says so and offers to be written up; written up and ended, it says
// how far its minutes have got. Before a meeting its agenda comes first, and later who was there.
func TestMeetingWhoseDayHasPassed(t *testing.T) {
	e := newEvening(t)
	e.now = e.now.AddDate(0, 0, 30)
	m := e.screen("Ada")
	says := func(chip, next, button string) {
		t.Helper()
		got := ""
		if len(m.deeds.buttons.Objects) > 0 {
			got = m.deeds.buttons.Objects[0].(*widget.Button).Text
		}
		if m.chip.String() != t2text(chip) || m.next.Visible() != (next != "") || next != "" && m.next.Text != t2text(next) || button == "" && got != "" || button != "" && got != t2text(button) {
			t.Fatalf("it says %q, %q, and offers %q", m.chip, m.next.Text, got)
		}
	}
	says("meeting.state.unstarted", "meeting.next_write", "meeting.write_up")
	reader := e.screen("Cem")
	if reader.next.Text != t2text("meeting.next_wait") || len(reader.deeds.buttons.Objects) != 0 {
		t.Fatalf("who may not write minutes is told %q", reader.next.Text)
	}
	e.looks("meeting-missed", func() Screen { return e.screen("Ada") })
	m = e.screen("Ada")
	test.Tap(m.deeds.buttons.Objects[0].(*widget.Button))
	e.settle()
	says("meeting.state.unended", "meeting.next_end", "meeting.end")
	test.Tap(m.deeds.buttons.Objects[0].(*widget.Button))
	e.settle()
	says("meeting.state.draft", "", "")
	if !m.again.Visible() || !m.signing.sign.Visible() {
		t.Error("after its end it is not offered to be signed or opened again")
	}
	e.looks("meeting-ended", func() Screen { return e.screen("Ada") })
	e.looks("meeting-ended-sign", func() Screen { return e.screen("Ada") }, func(p Screen) {
		p.(*meetingScreen).signing.ask()
		p.(*meetingScreen).scroll.ScrollToBottom()
	})
	e.noErrors()
}

// TestMeetingAhead: its agenda comes first, and where it stands does not change while the page is open.
func TestMeetingAhead(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	id, err := e.store.NewMeeting(ctx, e.group, forum.NewMeeting{Title: "December committee", At: e.now.AddDate(0, 0, 9).UnixMilli(), Place: "Community hall"}, []string{"Minutes of last meeting", "The roof over the bicycle shed"})
	e.ok(err)
	page := func() Screen {
		m := newMeeting(e.as("Ada"), e.group, id)
		m.open = func(forum.ID, forum.Kind, forum.ID) {}
		return m
	}
	e.looks("meeting-ahead", page)
	m := page().(*meetingScreen)
	e.show(m, 390, 844)
	if m.body.Objects[0] != m.plan || m.deeds.start.Importance != widget.MediumImportance {
		t.Fatal("before a meeting its agenda is not the first")
	}
	e.now = e.now.AddDate(0, 0, 9).Add(-time.Hour)
	m.Refresh()
	e.settle()
	if m.body.Objects[0] != m.plan || m.deeds.start.Importance != widget.HighImportance {
		t.Fatal("its hour has come: the parts have moved, or it is not offered to be started")
	}
	later := page().(*meetingScreen)
	e.show(later, 390, 844)
	if later.body.Objects[0] != fyne.CanvasObject(later.there) {
		t.Fatal("opened in its hour, the page does not begin with who is there")
	}
	e.noErrors()
}
