package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// pastOf is a proposal whose wording has three moments, on its screen with its history open.
func pastOf(b *bench) *proposalScreen {
	id := b.proposal("Mend the light", "The light is broken.", 0)
	for _, words := range []string{"The light on the stairs is broken.\n\nSomebody slipped.", "The light on the stairs is out.\n\nSomebody slipped."} {
		b.now = b.now.Add(2 * time.Hour)
		b.others(id, func(string) string { return words })
	}
	s := newProposal(b.app, b.group, id)
	b.show(s, 708, 800)
	test.Tap(s.wording.past.open)
	b.settle()
	return s
}

// plainly gives the words of formatted text.
func plainly(p *prose) string { return strings.ReplaceAll(outline(p.segments), "}{", "") }

// TestHistory: each moment of a text is shown as it stood, with who wrote and what changed; the slider, its keys and the
// buttons all go through them.
func TestHistory(t *testing.T) {
	b := newBench(t)
	s := pastOf(b)
	h := s.wording.past
	at := func(place, changed, text string) {
		t.Helper()
		b.settle()
		if h.place.Text != place || !strings.HasPrefix(h.changed.Text, changed) {
			t.Errorf("shows %q, %q; want %q, %q", h.place.Text, h.changed.Text, place, changed)
		}
		if got := plainly(h.text); !strings.Contains(got, text) {
			t.Errorf("at %s the text is %q, without %q", place, got, text)
		}
		if !strings.HasPrefix(h.who.Text, "Ada Lovelace, Sunday, 22 November 2026, ") {
			t.Errorf("by %q", h.who.Text)
		}
	}
	at("3 of 3", "1 word put in · 1 word taken out", "is out.")
	if h.back.Visible() || !h.later.Disabled() || h.note.Text != t2text("history.now") {
		t.Error("the words as they are can be put back")
	}
	test.Tap(h.earlier)
	at("2 of 3", "5 words put in", "stairs is broken.")
	if !strings.Contains(outline(h.changes.segments), "+") || !strings.Contains(outline(h.changes.segments), "–") {
		t.Errorf("the changes have no marks: %s", outline(h.changes.segments))
	}
	b.window.Canvas().Focus(h.slider)
	h.slider.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	at("1 of 3", "4 words put in", "The light is broken.")
	if !h.earlier.Disabled() {
		t.Error("there is something before the first words")
	}
	h.slider.SetValue(2)
	at("3 of 3", "1 word put in", "is out.")
	b.relayout()
	for name, o := range map[string]fyne.CanvasObject{"earlier": h.earlier, "later": h.later, "slider": h.slider} {
		if o.Size().Height < thumb {
			t.Errorf("%s is %v high", name, o.Size().Height)
		}
	}
	test.Tap(h.open)
	if h.panel.Visible() {
		t.Error("it cannot be shut")
	}
	b.noErrors()
}

// TestPutBack: words of the past are put back by an edit, others' words that come meanwhile stay, and undo takes back that
// edit alone. Nothing is lost: all of it is in the past.
func TestPutBack(t *testing.T) {
	b := newBench(t)
	s := pastOf(b)
	id, h := s.id, s.wording.past
	text := func(want string) {
		t.Helper()
		b.settle()
		got, err := b.store.Text(context.Background(), b.group, id)
		b.ok(err)
		if got != want {
			t.Fatalf("the text is %q, want %q", got, want)
		}
	}
	h.slider.SetValue(0)
	b.settle()
	b.now = b.now.Add(2 * time.Hour)
	b.others(id, func(was string) string { return was + " Since March." }) // not seen here yet
	test.Tap(h.back)
	text("The light is broken. Since March.")
	if !h.undo.Visible() || h.note.Text != t2text("history.put_back_done") || h.place.Text != "4 of 4" {
		t.Errorf("undo %v, %q, %q", h.undo.Visible(), h.note.Text, h.place.Text)
	}
	b.now = b.now.Add(2 * time.Hour)
	b.others(id, func(was string) string { return "Note: " + was })
	s.Refresh()
	b.settle()
	test.Tap(h.undo)
	text("Note: The light on the stairs is out.\n\nSomebody slipped. Since March.")
	if h.undo.Visible() {
		t.Error("undone twice")
	}
	moments, err := b.store.TextPast(context.Background(), b.group, id)
	b.ok(err)
	if moments[0].Text != "The light is broken." || !strings.Contains(moments[2].Text, "is out.") {
		t.Errorf("the past is lost: %+v", moments)
	}
	b.noErrors()
}

// TestHistoryStays: who looks at the past stays there when news come; who looks at the latest goes on with it.
func TestHistoryStays(t *testing.T) {
	b := newBench(t)
	s := pastOf(b)
	h := s.wording.past
	test.Tap(h.earlier)
	b.settle()
	news := func(word string) {
		b.now = b.now.Add(2 * time.Hour)
		b.others(s.id, func(was string) string { return was + word })
		s.Refresh()
		b.settle()
	}
	news(" Soon.")
	if h.place.Text != "2 of 4" || !strings.Contains(plainly(h.text), "is broken.") {
		t.Errorf("news took it to %q", h.place.Text)
	}
	h.slider.SetValue(3)
	b.settle()
	news(" Please.")
	if h.place.Text != "5 of 5" || !strings.Contains(plainly(h.text), "Please.") {
		t.Errorf("it stayed at %q", h.place.Text)
	}
}

// TestAmendmentsPast: other words for a proposal have a past like any shared text, with who wrote what, and words of it can be put back
// and that undone.
func TestAmendmentsPast(t *testing.T) {
	s := newStreet(t, "Ben")
	ctx := context.Background()
	id := s.proposal("Mend the light", "The light is broken.", 0)
	page, err := s.store.Proposal(ctx, s.group, id)
	s.ok(err)
	lamp, err := s.store.Amend(ctx, s.group, id, "A new lamp", page.Words, "Buy a lamp.")
	s.ok(err)
	s.meet()
	s.now = s.now.Add(2 * time.Hour)
	_, err = s.of["Ben"].EditText(ctx, s.group, lamp, "Buy a lamp.", "Buy a cheap lamp.")
	s.ok(err)
	s.meet()
	p := newProposal(s.app, s.group, id)
	s.show(p, 708, 800)
	row := p.amends.rows.made[lamp]
	test.Tap(row.more)
	past := row.whole.past
	test.Tap(past.open)
	s.settle()
	if past.place.Text != "2 of 2" || !strings.HasPrefix(past.who.Text, "Ben, ") || !strings.Contains(plainly(past.changes), "cheap") {
		t.Fatalf("shows %q by %q: %s", past.place.Text, past.who.Text, plainly(past.changes))
	}
	s.relayout()
	y, _ := depth(p.scroll.Content, past.root, 0)
	p.scroll.ScrollToOffset(fyne.NewPos(0, y-200))
	s.draw("amendment-past")
	test.Tap(past.earlier)
	s.settle()
	if !strings.HasPrefix(past.who.Text, "Ada Lovelace, ") || !past.back.Visible() {
		t.Errorf("before that, %q, and can be put back: %v", past.who.Text, past.back.Visible())
	}
	is := func(want string) {
		t.Helper()
		s.settle()
		if got, err := s.store.Text(ctx, s.group, lamp); err != nil || got != want {
			t.Errorf("the words are %q (%v), want %q", got, err, want)
		}
	}
	test.Tap(past.back)
	is("Buy a lamp.")
	test.Tap(past.undo)
	is("Buy a cheap lamp.")
	p.Close()
	s.noErrors()
}

// TestHistoryOfNothing: a text nobody has written in says so.
func TestHistoryOfNothing(t *testing.T) {
	b := newBench(t)
	s := newProposal(b.app, b.group, b.proposal("Mend the light", "", 0))
	b.show(s, 708, 800)
	test.Tap(s.wording.past.open)
	b.settle()
	if !s.wording.past.none.Visible() || s.wording.past.panel.Visible() {
		t.Error("nothing is shown of nothing")
	}
	b.noErrors()
}

// TestHistoryFits: it fits a phone, at 200 % too, and is drawn for people to look at when MOOT_SCREENS names a folder.
func TestHistoryFits(t *testing.T) {
	s := newStreet(t, "Ben")
	b := s.bench
	screen := pastOf(b)
	s.looks("history", func() Screen { return newProposal(b.app, b.group, screen.id) }, func(x Screen) {
		p := x.(*proposalScreen)
		test.Tap(p.wording.past.open)
		b.settle()
		test.Tap(p.wording.past.earlier)
		b.settle()
		b.relayout()
		y, _ := depth(p.scroll.Content, p.wording.past.root, 0)
		p.scroll.ScrollToOffset(fyne.NewPos(0, y))
	})
}
