package ui

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/app/paper"
	"moot/assets"
	"moot/store/forum"
)

// TestSigning: the meeting's page says draft, signed and corrected, shows motions, and makes a PDF of what it shows.
func TestSigning(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	id, err := b.store.NewMeeting(ctx, b.group, forum.NewMeeting{Title: "AGM", At: b.now.Add(-time.Hour).UnixMilli()}, []string{"Money"})
	b.ok(err)
	s := newMeeting(b.app, b.group, id)
	b.show(s, 500, 700)
	if !strings.HasPrefix(s.signing.state.Text, "A draft") || s.signing.sign.Visible() {
		t.Fatalf("before it ended: %q, sign %v", s.signing.state.Text, s.signing.sign.Visible())
	}
	if !s.notice.root.Visible() || s.record.Visible() {
		t.Error("before anything is minuted, the notice is what is copied and printed")
	}
	page, err := b.store.Meeting(ctx, b.group, id)
	b.ok(err)
	item := page.Agenda[0].ID
	motion, err := b.store.Move(ctx, b.group, item, forum.NewMotion{Text: "Buy a bench.", Mover: forum.Who{Name: "Mr Ode"}})
	b.ok(err)
	b.ok(b.store.Decide(ctx, b.group, motion, forum.Hands{Outcome: forum.Carried, For: 3, Against: 1}))
	b.ok(b.store.Set(ctx, b.group, id, forum.FieldState, forum.MeetingEnded, 0))
	stale := s.signing.view
	s.Refresh()
	b.settle()
	if got := s.items[item].motions.lines.made[motion].words.Text; !strings.Contains(got, "Buy a bench.") || !strings.Contains(got, "Carried: 3 for, 1 against") {
		t.Errorf("motions: %q", got)
	}
	if !s.signing.sign.Visible() {
		t.Error("an officer is not offered to sign")
	}
	if s.notice.root.Visible() || !s.record.Visible() {
		t.Error("after the meeting, the minutes are what is copied and printed")
	}
	if err := s.signing.put(ctx, stale); err == nil || !strings.Contains(err.Error(), "changed since you were shown them") { // before the motion
		t.Errorf("words that were not shown were signed: %v", err)
	}
	test.Tap(s.signing.sign)
	b.settle()
	if !s.signing.asking.Open() {
		t.Fatal("it is signed with no question")
	}
	for _, phone := range []string{"", "-phone"} {
		if phone != "" {
			b.window.Resize(fyne.NewSize(390, 844))
		}
		b.relayout()
		s.scroll.ScrollToBottom()
		b.draw("meeting-sign-asking" + phone)
	}
	test.Tap(s.signing.asking.yes)
	b.settle()
	if !strings.HasPrefix(s.signing.state.Text, "Signed as a true record by Ada Lovelace on") || s.signing.sign.Visible() {
		t.Errorf("signed: %q", s.signing.state.Text)
	}
	_, err = b.store.EditText(ctx, b.group, item, "", "We have £120.")
	b.ok(err)
	s.Refresh()
	b.settle()
	if !strings.HasPrefix(s.signing.state.Text, "Corrected since") || s.signing.changes.Text != "1. Money\n+ We have £120." || !s.signing.sign.Visible() {
		t.Errorf("corrected: %q, %q", s.signing.state.Text, s.signing.changes.Text)
	}
	b.relayout()
	s.scroll.ScrollToBottom()
	b.draw("meeting-corrected")
	printed, err := s.signing.minutes()(ctx)
	b.ok(err)
	file, err := printed.PDF()
	if err != nil || !bytes.HasPrefix(file, []byte("%PDF")) {
		t.Errorf("a PDF of %d bytes: %v", len(file), err)
	}
}

// TestPapersInTheLanguage: minutes are copied and printed in the language of the window; in a program that was built without the letters
// of a script, what is printed is in English, and the window says so.
func TestPapersInTheLanguage(test *testing.T) {
	test.Cleanup(func() { setLanguage() })
	b := newBench(test)
	ctx := context.Background()
	id, err := b.store.NewMeeting(ctx, b.group, forum.NewMeeting{Title: "AGM", At: b.now.Add(-time.Hour).UnixMilli()}, []string{"Money"})
	b.ok(err)
	page, err := b.store.Meeting(ctx, b.group, id)
	b.ok(err)
	_, err = b.store.Move(ctx, b.group, page.Agenda[0].ID, forum.NewMotion{Text: "Buy a bench.", Mover: forum.Who{Name: "Mr Ode"}})
	b.ok(err)
	_, letters := assets.Font(false)
	onPaper := "Moved by Mr Ode, with no seconder."
	if letters {
		onPaper = "قدمه Mr Ode ولم يؤيده أحد."
	}
	for tag, want := range map[string][2]string{
		"en": {"Moved by Mr Ode, with no seconder.", "Moved by Mr Ode, with no seconder."},
		"cy": {"Cynigiwyd gan Mr Ode, heb eilydd.", "Cynigiwyd gan Mr Ode, heb eilydd."},
		"ar": {"قدمه Mr Ode ولم يؤيده أحد.", onPaper},
	} {
		setLanguage(tag)
		s := newMeeting(b.app, b.group, id)
		b.show(s, 500, 700)
		made, err := s.signing.minutes()(ctx)
		b.ok(err)
		m := made.(*minutesPaper)
		if got := [2]string{m.text.Items[0].Motions[0].By, m.sheet.Items[0].Motions[0].By}; got != want {
			test.Errorf("%s: %q, and not %q", tag, got, want)
		}
		if tag != "en" && strings.Contains(m.Markdown(), "DRAFT") || strings.Contains(m.sheet.Draft, "?") || !paper.Prints(m.sheet.Draft+m.sheet.When) {
			test.Errorf("%s: %q, %q, %q", tag, m.text.Draft, m.sheet.Draft, m.sheet.When)
		}
		said := strings.Contains(labelsOf(s.signing.papers.root), t("handout.english"))
		if said != (tag == "ar" && !letters) {
			test.Errorf("%s: the window says that it prints in English: %v", tag, said)
		}
		s.scroll.ScrollToBottom()
		b.draw("meeting-minutes-" + tag)
	}
}
