package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/store/forum"
)

func (b *bench) page(id forum.ID) forum.Proposal {
	p, err := b.store.Proposal(context.Background(), b.group, id)
	b.ok(err)
	return p.Proposal
}

// others edits a shared text as a neighbour would.
func (b *bench) others(doc forum.ID, change func(string) string) {
	was, err := b.store.Text(context.Background(), b.group, doc)
	b.ok(err)
	_, err = b.store.EditText(context.Background(), b.group, doc, was, change(was))
	b.ok(err)
}

// pauseOver lets the editor's pauses end.
func (b *bench) pauseOver() {
	waiting := b.pauses
	b.pauses = nil
	for _, p := range waiting {
		if p.f != nil {
			p.f()
		}
	}
	b.settle()
}

func (b *bench) noErrors() {
	b.t.Helper()
	if len(b.told) > 0 {
		b.t.Fatalf("the screens said: %v", b.told)
	}
}

func TestNewProposal(t *testing.T) {
	b := newBench(t)
	var made forum.ID
	form := func() *proposalForm {
		f := newProposalForm(b.app, b.group, func(id forum.ID) { made = id }, func() {})
		b.show(f, 400, 700)
		return f
	}
	f := form()
	test.Tap(f.send)
	if f.note.Hidden || !made.Zero() {
		t.Fatal("a proposal without a title must be refused in words")
	}
	test.Type(f.title, "Mend the light")
	test.Type(f.cost, "£1,400.50")
	f = form() // left and opened again
	if f.title.Text != "Mend the light" {
		t.Fatalf("what was typed is lost: %q", f.title.Text)
	}
	test.Type(f.body, "It is **dark**.")
	f.body.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl})
	b.settle()
	p := b.page(made)
	if p.Title != "Mend the light" || p.Cost != 140050 {
		t.Fatalf("made %+v", p)
	}
	if form().title.Text != "" {
		t.Fatal("the form keeps what was sent")
	}
	b.noErrors()
}

func TestWriteWording(t *testing.T) {
	b := newBench(t)
	id := b.proposal("Mend the light", "The light is broken.", 0)
	s := newProposal(b.app, b.group, id)
	b.show(s, 500, 700)
	test.Tap(s.wording.write)
	e := s.wording.editor
	if b.window.Canvas().Focused() != e {
		t.Fatal("the keyboard is not in the editor")
	}
	e.setCaret(len("The light"))
	test.Type(e, " upstairs")
	if got := s.wording.status.Text; got != t2text("write.saving") {
		t.Fatalf("says %q while typing", got)
	}
	b.others(id, func(was string) string { return was + " Since March." })
	s.Refresh()
	b.settle()
	b.pauseOver()
	if want := "The light upstairs is broken. Since March."; e.Text != want {
		t.Fatalf("the editor shows %q", e.Text)
	}
	test.Type(e, "!") // the caret is where it was
	b.pauseOver()
	text, err := b.store.Text(context.Background(), b.group, id)
	b.ok(err)
	if want := "The light upstairs! is broken. Since March."; text != want || e.Text != want {
		t.Fatalf("the store has %q, the editor %q", text, e.Text)
	}
	if got := s.wording.status.Text; got != t2text("write.saved") {
		t.Fatalf("says %q when saved", got)
	}
	test.Type(e, "?")
	s.Close() // leaving saves at once
	b.settle()
	if text, err = b.store.Text(context.Background(), b.group, id); err != nil || !strings.Contains(text, "!?") {
		t.Fatalf("leaving lost a word: %q %v", text, err)
	}
	if len(b.app.desk.sessions) != 0 {
		t.Fatal("a saved text is still kept on the desk")
	}
	b.noErrors()
}

// TestVoteWhileWriting: a vote that opens while someone writes refuses their words, keeps them, and they can be taken up
// again after leaving the page.
func TestVoteWhileWriting(t *testing.T) {
	b := newBench(t)
	id := b.proposal("Mend the light", "The light is broken.", 0)
	s := newProposal(b.app, b.group, id)
	b.show(s, 500, 700)
	test.Tap(s.wording.write)
	s.wording.editor.setCaret(3)
	test.Type(s.wording.editor, " old")
	_, err := b.store.OpenVote(context.Background(), b.group, id, time.Time{}, 0)
	b.ok(err)
	s.Refresh()
	b.settle()
	b.pauseOver()
	if !strings.Contains(s.wording.status.Text, "voting on these words") || s.wording.editor.Text != "The old light is broken." {
		t.Fatalf("says %q, shows %q", s.wording.status.Text, s.wording.editor.Text)
	}
	s.Close()
	b.settle()
	again := newProposal(b.app, b.group, id)
	b.show(again, 500, 700)
	if again.wording.editor == nil || again.wording.editor.Text != "The old light is broken." {
		t.Fatal("the words that could not be saved are lost")
	}
	b.ok(b.store.Set(context.Background(), b.group, id, forum.FieldState, "withdrawn", 0))
	test.Tap(again.wording.retry)
	b.settle()
	if text, err := b.store.Text(context.Background(), b.group, id); err != nil || text != "The old light is broken." {
		t.Fatalf("trying again saved %q, %v", text, err)
	}
}

func TestVote(t *testing.T) {
	b := newBench(t)
	id := b.proposal("Mend the light", "The light is broken.", 0)
	s := newProposal(b.app, b.group, id)
	b.show(s, 500, 700)
	test.Tap(s.vote.opening.start)
	b.settle()
	test.Tap(s.vote.opening.open)
	b.settle()
	if p := b.page(id); p.State != forum.StateVoting {
		t.Fatalf("the vote is not open: %s", p.State)
	}
	if !s.wording.write.Hidden {
		t.Fatal("the words can be written while they are voted on")
	}
	test.Type(s.vote.why, "It is dark.")
	test.Tap(s.vote.buttons[0])
	b.settle()
	if tally := b.page(id).Votes[0].Tally; tally.Yes != 1 {
		t.Fatalf("counted %+v", tally)
	}
	test.Tap(s.vote.buttons[1])
	b.settle()
	vote := b.page(id).Votes[0]
	if vote.Tally.Yes != 0 || vote.Tally.No != 1 || vote.Ballots[0].Reason != "It is dark." {
		t.Fatalf("after changing: %+v", vote)
	}
	if s.vote.buttons[1].Importance != widget.HighImportance || s.vote.counts.Text != "Yes 0, No 1, Abstain 0." {
		t.Fatalf("shows %q", s.vote.counts.Text)
	}
	b.noErrors()
}

func TestComments(t *testing.T) {
	b := newBench(t)
	id := b.proposal("Mend the light", "", 0)
	s := newProposal(b.app, b.group, id)
	b.show(s, 500, 700)
	send := &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl}
	test.Type(s.comments.composer, "First")
	s.comments.composer.TypedShortcut(send)
	b.settle()
	if s.comments.composer.Text != "" || len(s.comments.list.Objects) != 1 {
		t.Fatalf("%d comments shown, composer %q", len(s.comments.list.Objects), s.comments.composer.Text)
	}
	first := b.page(id).Comments[0].ID
	b.now = b.now.Add(time.Minute)
	s.comments.answer(first, "Ada")
	test.Type(s.comments.composer, "Reply")
	test.Tap(s.comments.send)
	b.settle()
	test.Type(s.comments.composer, "not sent")
	b.now = b.now.Add(time.Minute)
	_, err := b.store.Comment(context.Background(), b.group, id, "From a neighbour", forum.ID{})
	b.ok(err)
	before := s.comments.list.Objects[0]
	s.Refresh()
	b.settle()
	if s.comments.composer.Text != "not sent" {
		t.Fatal("news took away what was being typed")
	}
	if len(s.comments.list.Objects) != 3 || s.comments.list.Objects[0] != before {
		t.Fatal("news made the comments anew")
	}
	if c := b.page(id).Comments; c[1].ReplyTo != first {
		t.Fatalf("comments %+v", c)
	}
	s.Close()
	if got := newProposal(b.app, b.group, id).comments.composer.Text; got != "not sent" {
		t.Fatalf("leaving lost the comment: %q", got)
	}
	b.noErrors()
}

func TestThreads(t *testing.T) {
	id := func(n byte) forum.ID { return forum.ID{n} }
	var f commentFormatter
	got := ""
	for _, c := range f.threads([]forum.Comment{{ID: id(1)}, {ID: id(2)}, {ID: id(3), ReplyTo: id(1)}, {ID: id(4), ReplyTo: id(3)},
		{ID: id(5), ReplyTo: id(9)}, {ID: id(6), ReplyTo: id(7)}, {ID: id(7), ReplyTo: id(6)}}, nil, nil, newBench(t).app.Log) {
		got += fmt.Sprintf("%d:%d ", c.ID[0], c.depth)
	}
	if !strings.HasPrefix(got, "1:0 3:1 4:1 2:0 5:0 ") || !strings.Contains(got, "6:") || !strings.Contains(got, "7:") {
		t.Fatal(got)
	}
}

func TestMeeting(t *testing.T) {
	b := newBench(t)
	var made forum.ID
	f := newMeetingForm(b.app, b.group, func(id forum.ID) { made = id }, func() {})
	b.show(f, 400, 700)
	test.Type(f.title, "Residents' meeting")
	test.Type(f.clock, "19.30")
	test.Type(f.place, "Hall")
	f.agenda.SetText("1. Apologies\n- The light\n\n  Any other business ")
	test.Tap(f.send)
	if f.note.Hidden {
		t.Fatal("a meeting needs a day")
	}
	when := time.Date(2026, 12, 1, 0, 0, 0, 0, time.Local)
	f.date.SetDate(&when)
	test.Tap(f.send)
	b.settle()
	s := newMeeting(b.app, b.group, made)
	b.show(s, 500, 700)
	if len(s.items) != 3 || !strings.Contains(s.meta.Text, "1 December 2026, 19:30 · Hall") {
		t.Fatalf("%d items, %q", len(s.items), s.meta.Text)
	}
	page, err := b.store.Meeting(context.Background(), b.group, made)
	b.ok(err)
	one, two := s.items[page.Agenda[0].ID].block, s.items[page.Agenda[1].ID].block
	test.Tap(one.write)
	test.Tap(two.write)
	test.Type(one.editor, "Bob is ill.")
	test.Type(two.editor, "Ask the council.")
	b.others(page.Agenda[1].ID, func(was string) string { return "Ada: " + was })
	test.Type(s.newItem, "Next meeting")
	s.newItem.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.settle()
	b.pauseOver()
	if got := two.editor.Text; one.editor.Text != "Bob is ill." || got != "Ada: Ask the council." && got != "Ask the council.Ada: " {
		t.Fatalf("minutes show %q and %q", one.editor.Text, got)
	}
	if len(s.agenda.Objects) != 4 || s.newItem.Text != "" {
		t.Fatalf("%d items after adding one", len(s.agenda.Objects))
	}
	me, _ := b.store.Me()
	s.attendance.toggle()
	b.settle()
	if row := s.attendance.byPerson[me.Person]; row.here.Visible() || !row.apologies.Visible() || s.attendance.title.Text != t2text("meeting.apologies_title") {
		t.Fatal("before a meeting people can be noted as there")
	}
	b.now = when.Add(19 * time.Hour)
	s.Refresh()
	b.settle()
	test.Tap(s.attendance.byPerson[me.Person].here)
	b.settle()
	test.Type(s.attendance.guest, "Mrs Okafor")
	test.Tap(s.attendance.addGuest)
	b.settle()
	test.Tap(s.attendance.byName["Mrs Okafor"].apologies)
	b.settle()
	if got := s.attendance.summary.Text; got != "Here: Ada Lovelace\nApologies: Mrs Okafor" {
		t.Fatalf("attendance %q", got)
	}
	test.Tap(s.attendance.byPerson[me.Person].here) // tapped again: taken back
	b.settle()
	if strings.Contains(s.attendance.summary.Text, "Ada") {
		t.Fatalf("attendance %q", s.attendance.summary.Text)
	}
	b.noErrors()
}

func TestMeetingsComeFirstThenPast(t *testing.T) {
	b := newBench(t)
	for i, days := range []int{-40, 3, -2, 30} {
		_, err := b.store.NewMeeting(context.Background(), b.group, forum.NewMeeting{Title: fmt.Sprint(i), At: b.now.AddDate(0, 0, days).UnixMilli()}, nil)
		b.ok(err)
	}
	s := newMeetings(b.app, b.group, func(forum.ID) {}, func() {})
	b.show(s, 400, 600)
	got := ""
	for _, l := range s.lines {
		got += l.heading + l.card.Title + " "
	}
	if want := t2text("meeting.upcoming") + " 1 3 " + t2text("meeting.past") + " 2 0 "; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}

func TestTitleIsChangedInPlace(t *testing.T) {
	b := newBench(t)
	id := b.proposal("Mend the light", "", 0)
	s := newProposal(b.app, b.group, id)
	b.show(s, 500, 700)
	test.Tap(s.title.edit)
	test.Type(s.title.entry, "Soon: ")
	s.title.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.settle()
	if got := b.page(id).Title; got != "Soon: Mend the light" && got != "Mend the lightSoon: " {
		t.Fatalf("title %q", got)
	}
}

func TestMoneyAndClock(t *testing.T) {
	for typed, want := range map[string]int64{"": 0, "38": 3800, "£1,200.5": 120050, "0.05": 5, " 7.00 ": 700} {
		if got, err := readMoney(typed); err != nil || got != want {
			t.Errorf("readMoney(%q) = %d, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"x", "1.234", "-5", ".", "99999999999999999999"} {
		if got, err := readMoney(typed); err == nil {
			t.Errorf("readMoney(%q) = %d", typed, got)
		}
	}
	for pence, want := range map[int64]string{3800: "£38", 120050: "£1,200.50", 5: "£0.05", 123456700: "£1,234,567"} {
		if got := money(pence); got != want {
			t.Errorf("money(%d) = %s", pence, got)
		}
	}
	if h, m, err := readClock("7.30"); err != nil || h != 7 || m != 30 {
		t.Error(h, m, err)
	}
}

// TestTenThousandRows: a scroll step over a long list touches only the rows in sight.
func TestTenThousandRows(t *testing.T) {
	b := newBench(t)
	s := newProposals(b.app, b.group, func(forum.ID) {}, func() {})
	b.show(s, 360, 700)
	card := s.cards
	for i := range 10_000 {
		card = append(card, storeCard(i))
	}
	s.show(proposalList{cards: card})
	start := time.Now()
	for i := range 50 {
		s.list.ScrollTo(i * 200)
	}
	took := time.Since(start) / 50
	t.Logf("a jump over 200 rows takes %v", took)
	if took > 200*time.Millisecond {
		t.Errorf("a jump over 200 rows takes %v", took)
	}
}
