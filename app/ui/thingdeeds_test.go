package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/store/forum"
)

// TestTaskForm: a task is put on somebody who is no member, and a form that was left keeps its words.
func TestTaskForm(t *testing.T) {
	f := furnish(t)
	var made forum.ID
	form := func() *sheetScreen {
		s := newTaskForm(f.app, f.group, func(id forum.ID) { made = id }, func() {})
		f.bench.show(s, 390, 700)
		return s
	}
	s := form()
	test.Tap(s.send)
	if !s.note.Visible() {
		t.Fatal("a task that says nothing must be refused in words")
	}
	test.Type(s.first.(*lineEntry), "Paint the door")
	s = form()
	if got := s.first.(*lineEntry).Text; got != "Paint the door" {
		t.Fatalf("the form lost what was typed: %q", got)
	}
	s.first.(*lineEntry).TypedKey(enter)
	f.settle()
	if p, err := f.store.Task(context.Background(), f.group, made); err != nil || p.Title != "Paint the door" || !p.For.Zero() {
		t.Fatalf("made %+v, %v", p.Task, err)
	}
	f.noErrors()
}

// TestNoticeboard: a notice is posted under its sort, and withdrawn by whoever posted it.
func TestNoticeboard(t *testing.T) {
	f := furnish(t)
	u := f.house(1280, 800)
	board := f.visit(u, sectionNotices).(*shelf)
	if got := tilesOf(board.columns.made["need"]); len(got) != 1 || !strings.HasPrefix(got[0], "Somebody to walk") {
		t.Fatalf("needed: %q", got)
	}
	u.shell.Create()
	f.settle()
	s := u.shell.detail.(*sheetScreen)
	test.Type(s.first.(*lineEntry), "Apples, as many as you like")
	test.Tap(s.send)
	f.settle()
	n := u.shell.detail.(*noticeScreen)
	if n.title.Text != "Apples, as many as you like" || !n.withdraw.root.Visible() || len(board.columns.made["offer"].words.tiles) != 2 {
		t.Fatalf("posted %q", n.title.Text)
	}
	test.Tap(n.withdraw.open)
	test.Tap(n.withdraw.send)
	f.settle()
	u.shell.Refresh()
	f.settle()
	if !n.over.Visible() || n.withdraw.root.Visible() || len(board.columns.made["offer"].words.tiles) != 1 {
		t.Error("it is not withdrawn")
	}
	board.filter.SetSelectedIndex(1)
	f.settle()
	if got := tilesOf(board.columns.made["over"]); len(got) != 1 {
		t.Errorf("no longer: %q", got)
	}
	f.noErrors()
}

// TestSigningAPage: one's own part is signed and nobody else's, and only for the words that were shown.
func TestSigningAPage(t *testing.T) {
	f := furnish(t)
	s := newPage(f.app, f.group, f.page)
	f.bench.show(s, 700, 800)
	mine, his := s.signers.made["Residents"], s.signers.made["Police"]
	if !mine.sign.Visible() || his.sign.Visible() {
		t.Fatal("not just one's own part is offered")
	}
	f.others(f.page, func(was string) string { return was + "\nAnd a party each summer." }) // before the screen has read it
	test.Tap(mine.sign)
	f.settle()
	if len(f.told) != 1 {
		t.Fatalf("words that were not shown were signed: %v", f.told)
	}
	f.told = nil
	s.Refresh()
	f.settle()
	test.Tap(mine.sign)
	f.settle()
	if mine.sign.Visible() || !strings.Contains(mine.state.Text, "Signed these words") {
		t.Fatalf("signed: %q", mine.state.Text)
	}
	f.meet()
	bob := newPage(f.as("Bob"), f.group, f.page)
	f.bench.show(bob, 700, 800)
	test.Tap(bob.signers.made["Police"].sign)
	f.settle()
	if bob.chip.text.Text != t2text("page.state.signed") || bob.wording.write.Visible() || !bob.closed.Visible() {
		t.Errorf("all have signed, and it says %q", bob.chip.text.Text)
	}
	f.noErrors()
}

// TestFund: a line is entered, money is paid out only by a decision, and a line is corrected with the first amount kept.
func TestFund(t *testing.T) {
	f := furnish(t)
	s := newFund(f.app, f.group, f.fund)
	f.bench.show(s, 700, 800)
	if s.balance.Text != "£352.50" {
		t.Fatalf("balance %q", s.balance.Text)
	}
	test.Tap(s.add.open)
	test.Type(s.add.amount, "20.50")
	s.add.what.SetSelected(t2text("fund.spending"))
	test.Tap(s.add.send)
	if s.add.sheet.note.Text != t2text("fund.needs_decision") {
		t.Fatalf("paying out without a decision says %q", s.add.sheet.note.Text)
	}
	s.add.by.SetSelectedIndex(0)
	test.Type(s.add.note, "Receipt 13")
	s.Refresh() // news does not take away what is filled in
	f.settle()
	test.Tap(s.add.send)
	f.settle()
	p, err := f.store.Fund(context.Background(), f.group, f.fund)
	f.ok(err)
	last := p.Lines[len(p.Lines)-1]
	if last.Amount != 2050 || last.Decision != f.decided || last.Note != "Receipt 13" || s.balance.Text != "£332" {
		t.Fatalf("entered %+v, balance %q", last, s.balance.Text)
	}
	s.of = last.ID
	s.correct.root.Show()
	s.correct.Unfold(true)
	for name, e := range s.correct.inputs {
		e.SetText(map[bool]string{true: "20", false: "Fifty pence too much"}[strings.HasSuffix(name, "amount")])
	}
	test.Tap(s.correct.send)
	f.settle()
	if s.balance.Text != "£332.50" || s.correct.root.Visible() {
		t.Errorf("corrected to %q", s.balance.Text)
	}
	f.meet()
	bob := newFund(f.as("Bob"), f.group, f.fund)
	f.bench.show(bob, 700, 800)
	if bob.add.root.Visible() || bob.balance.Text != "£332.50" {
		t.Error("Bob is no officer")
	}
	f.noErrors()
}

// TestGauge: a figure is added; the chart has every one that counts, against the two lines, and the list says the same.
func TestGauge(t *testing.T) {
	f := furnish(t)
	s := newGauge(f.app, f.group, f.gauge)
	f.bench.show(s, 700, 800)
	if len(s.chart.words.values) != 5 || s.now.Text != "17.5 repairs" || !s.due.Visible() {
		t.Fatalf("%d figures, now %q", len(s.chart.words.values), s.now.Text)
	}
	test.Tap(s.read.open)
	value := s.read.first.(*lineEntry)
	test.Type(value, "a few")
	test.Tap(s.read.send)
	if s.read.note.Text != t2text("gauge.bad_number") {
		t.Fatalf("says %q", s.read.note.Text)
	}
	value.SetText("9")
	when := f.now.AddDate(0, 1, 0)
	s.next.SetDate(&when)
	test.Tap(s.read.send)
	f.settle()
	if s.now.Text != "9 repairs" || s.chip.text.Text != t2text("gauge.trend.reached") || s.due.Visible() || len(s.chart.words.values) != 6 {
		t.Fatalf("now %q, %s", s.now.Text, s.chip.text.Text)
	}
	// The chart runs from top to bottom as the figures do: the last dot is the lowest, below the line of the aim.
	last := s.chart.dots[5].Position().Y
	for i := range 5 {
		if s.chart.dots[i].Position().Y >= last || i > 0 && s.chart.dots[i].Position().X <= s.chart.dots[i-1].Position().X {
			t.Errorf("dot %d is at %v, the last at %v", i, s.chart.dots[i].Position(), last)
		}
	}
	if s.chart.lines[1].Position1.Y >= last+dotSize || s.chart.lines[0].Position1.Y >= s.chart.lines[1].Position1.Y {
		t.Error("the lines are not where they belong")
	}
	f.noErrors()
}

// TestOpeningVotes: a vote of every method is opened from the window, with what that method needs.
func TestOpeningVotes(t *testing.T) {
	b := newBench(t)
	for at, method := range openMethods {
		id := b.proposal("Which trees? "+method, "", 0)
		s := newProposal(b.app, b.group, id)
		b.show(s, 500, 700)
		o := s.vote.opening
		test.Tap(o.start)
		b.settle()
		o.method.SetSelectedIndex(at)
		if forum.HasOptions(method) {
			test.Tap(o.open)
			if o.note.Text != t2text("vote.option_two") {
				t.Fatalf("%s without options says %q", method, o.note.Text)
			}
			test.Type(o.options.lines[0].title, "Oak")
			test.Type(o.options.lines[1].title, "Lime")
			test.Tap(o.options.add)
			test.Type(o.options.lines[2].title, "Lime")
			test.Tap(o.open)
			if !o.note.Visible() {
				t.Fatalf("%s with an option twice was opened", method)
			}
			o.options.lines[2].title.SetText("Ash")
			for i, l := range o.options.lines {
				l.cost.SetText(strings.Repeat("1", i+1))
			}
			o.budget.SetText("100")
		}
		test.Tap(o.open)
		b.settle()
		p := b.page(id)
		if len(p.Votes) != 1 || p.Votes[0].Method != method || p.State != forum.StateVoting {
			t.Fatalf("%s: %s, says %q", method, p.State, o.note.Text)
		}
		v := p.Votes[0]
		if want := map[bool]int{true: 3}[forum.HasOptions(method)]; len(v.Options) != want {
			t.Errorf("%s has %d options", method, len(v.Options))
		}
		if method == forum.MethodBudget && (v.Budget != 10000 || v.Options[2].Cost != 11100) || method == forum.MethodScore && v.Most != 5 {
			t.Errorf("%s: %+v", method, v)
		}
		s.Close()
	}
	b.noErrors()
}

// TestNewsKeepsThePlace: what is put in above what one reads does not move it.
func TestNewsKeepsThePlace(t *testing.T) {
	f := furnish(t)
	for i := range 30 {
		f.now = f.now.Add(time.Minute)
		_, err := f.store.NewPage(context.Background(), f.group, forum.NewPage{Title: "Rule " + strings.Repeat("I", i+1)}, "")
		f.ok(err)
	}
	s := newPages(f.app, f.group, func(forum.ID) {}, func() {})
	f.bench.show(s, 360, 600)
	s.scroll.ScrollToOffset(fyne.NewPos(0, 500))
	read, was := topmost(s.scroll.Content, 0, 0) // on the page: the content lies above it by as much as it is scrolled
	f.now = f.now.Add(time.Minute)
	_, err := f.store.NewPage(context.Background(), f.group, forum.NewPage{Title: "The newest is the first"}, "")
	f.ok(err)
	s.Refresh()
	f.settle()
	now, ok := depth(s.scroll.Content, read, 0)
	if moved := now - was; !ok || moved < -1 || moved > 1 || s.scroll.Offset.Y < 520 {
		t.Errorf("what one reads moved by %v, to offset %v (%v)", moved, s.scroll.Offset.Y, ok)
	}
}
