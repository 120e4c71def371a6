package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/test"

	"moot/store/forum"
)

// furnished is a street with something of every noun, made by Ada and Bob, as far as Ada's device has heard of it.
type furnished struct {
	*street
	task, notice, page, fund, gauge, decided, voting forum.ID
}

func furnish(t testing.TB) *furnished {
	f := &furnished{street: newStreet(t, "Bob", "Cleo")}
	ctx := context.Background()
	id := func(id forum.ID, err error) forum.ID { f.ok(err); return id }
	ada, bob := f.store, f.of["Bob"]
	me, him := f.person("Ada"), f.person("Bob")
	on := func(days int) int64 { return f.now.AddDate(0, 0, days).UnixMilli() }
	f.decided = id(ada.NewProposal(ctx, f.group, forum.NewProposal{Title: "Buy paint for the youth club", Cost: 18000}, "Two colours, and brushes."))
	f.ok(ada.Set(ctx, f.group, f.decided, forum.FieldState, "doing", 0))
	f.task = id(ada.NewTask(ctx, f.group, forum.NewTask{Title: "Write to the council about the lighting in Rowan Passage and ask for a date", For: forum.Whom{Person: me}, Due: on(-3), From: f.decided}))
	id(ada.NewTask(ctx, f.group, forum.NewTask{Title: "Ask three painters for a price", For: forum.Whom{Person: him}, Due: on(9)}))
	id(ada.NewTask(ctx, f.group, forum.NewTask{Title: "Sweep the yard", Due: on(-5)}))
	id(ada.NewTask(ctx, f.group, forum.NewTask{Title: "Find somebody for the bins", Due: on(20)}))
	doing := id(ada.NewTask(ctx, f.group, forum.NewTask{Title: "Put up the new notice board", For: forum.Whom{Name: "Mr Ferreira"}}))
	f.ok(ada.UpdateTask(ctx, f.group, doing, forum.TaskUpdate{State: forum.TaskDoing, Note: "The posts are in."}))
	done := id(ada.NewTask(ctx, f.group, forum.NewTask{Title: "Mend the gate", For: forum.Whom{Person: me}}))
	f.ok(ada.UpdateTask(ctx, f.group, done, forum.TaskUpdate{State: forum.TaskDone, Note: "Photograph in the hall."}))
	f.page = id(ada.NewPage(ctx, f.group, forum.NewPage{Title: "How police and residents work together", Parties: []forum.Party{{Name: "Residents", Person: me}, {Name: "Police", Person: him}}},
		"We meet **every second month** at the community hall.\n\n- The police say beforehand when they search.\n- Residents name two people to call.\n"))
	id(ada.NewPage(ctx, f.group, forum.NewPage{Title: "Opening hours of the hall"}, "Monday to Friday, 9 to 21."))
	f.fund = id(ada.NewFund(ctx, f.group, forum.NewFund{Title: "Youth club fund", Purpose: "For the youth club in the basement of Rowan House."}))
	f.now = f.now.Add(-50 * time.Hour)
	id(ada.AddLine(ctx, f.group, f.fund, forum.NewLine{What: forum.LineContribution, Amount: 2500, Who: forum.Whom{Person: him}, Note: "Cash"}))
	f.now = f.now.Add(26 * time.Hour)
	grant := id(ada.AddLine(ctx, f.group, f.fund, forum.NewLine{What: forum.LineGrant, Amount: 55000, Who: forum.Whom{Name: "Borough council"}}))
	f.now = f.now.Add(24 * time.Hour)
	id(ada.CorrectLine(ctx, f.group, f.fund, grant, 50000, "The letter says £500"))
	id(ada.AddLine(ctx, f.group, f.fund, forum.NewLine{What: forum.LineSpending, Amount: 17250, Who: forum.Whom{Name: "Brook's paints"}, Decision: f.decided, Note: "Receipt 12"}))
	number := func(s string) forum.Decimal { d, err := forum.ParseDecimal(s); f.ok(err); return d }
	f.gauge = id(ada.NewGauge(ctx, f.group, forum.NewGauge{Title: "Repairs waiting for more than a month", Unit: "repairs", Baseline: number("34"), Target: number("10"), Due: on(60), Review: on(-1), Decision: f.decided}))
	for i, v := range []string{"31", "29", "33", "22", "17.5"} {
		id(ada.ReadGauge(ctx, f.group, f.gauge, forum.NewReading{Value: number(v), At: on(-150 + 30*i), Note: "Counted in the repairs book"}))
	}
	f.now = f.now.Add(time.Hour)
	f.give(ada, bob)
	f.notice = id(bob.PostNotice(ctx, f.group, forum.NewNotice{Sort: "offer", Title: "A cot and a pram, as good as new", Body: "Ring at **number 12**, any evening.", Until: on(30)}))
	id(bob.PostNotice(ctx, f.group, forum.NewNotice{Sort: "need", Title: "Somebody to walk a very friendly dog on Thursdays"}))
	id(bob.PostNotice(ctx, f.group, forum.NewNotice{Sort: "news", Title: "The water is off on Friday from 9 to 12"}))
	f.voting = id(bob.NewProposal(ctx, f.group, forum.NewProposal{Title: "Trees or benches in the yard?"}, "We can have one of the two this year."))
	id(bob.NewVote(ctx, f.group, f.voting, forum.OpenVote{Method: forum.MethodYesNo, Closes: on(5)}))
	id(bob.Comment(ctx, f.group, f.task, "The lady to write to is Ms Adeyemi, second floor.", forum.ID{}))
	f.meet()
	return f
}

// TestThingScreens draws home and the screens of every noun in the whole window, and checks that they fit.
func TestThingScreens(t *testing.T) {
	f := furnish(t)
	for _, size := range []struct {
		name          string
		width, height float32
		mode          string
		scale         float32
	}{{"wide-light", 1280, 800, "light", 1}, {"wide-dark", 1280, 800, "dark", 1}, {"phone-light", 390, 844, "light", 1}, {"phone-dark", 390, 844, "dark", 1},
		{"phone-200", 390, 844, "light", 2}, {"wide-200", 1280, 800, "light", 2}} {
		u := f.house(size.width, size.height)
		u.app.settings.look.mode, u.app.settings.look.scale = size.mode, size.scale
		u.app.settings.apply()
		u.shell.enter(f.group)
		f.settle()
		s := u.shell
		opens := func(k forum.Kind, id forum.ID) func() { return func() { s.openThing(k, id) } }
		for _, one := range []struct {
			name string
			at   section
			open func()
		}{
			{"home", sectionHome, nil}, {"more", sectionGroups, nil},
			{"tasks", sectionTasks, nil}, {"task", sectionTasks, opens(forum.KindTask, f.task)}, {"new-task", sectionTasks, s.Create},
			{"notices", sectionNotices, nil}, {"notice", sectionNotices, opens(forum.KindNotice, f.notice)}, {"new-notice", sectionNotices, s.Create},
			{"pages", sectionPages, nil}, {"page", sectionPages, opens(forum.KindPage, f.page)}, {"new-page", sectionPages, s.Create},
			{"funds", sectionFunds, nil}, {"fund", sectionFunds, opens(forum.KindFund, f.fund)}, {"new-fund", sectionFunds, s.Create},
			{"line", sectionFunds, func() { s.openThing(forum.KindFund, f.fund); f.settle(); s.detail.(*fundScreen).add.Unfold(true) }},
			{"gauges", sectionGauges, nil}, {"gauge", sectionGauges, opens(forum.KindGauge, f.gauge)}, {"new-gauge", sectionGauges, s.Create},
			{"open-vote", sectionProposals, func() {
				p, err := f.store.NewProposal(context.Background(), f.group, forum.NewProposal{Title: "Which day for the street party?"}, "In July.")
				f.ok(err)
				s.openProposal(p)
				f.settle()
				o := s.detail.(*proposalScreen).vote.opening
				o.ask(true)
				o.method.SetSelectedIndex(6)
			}},
		} {
			s.visit(one.at)
			f.settle()
			if one.open != nil {
				one.open()
				f.settle()
			}
			f.relayout()
			f.draw("things-" + size.name + "-" + one.name)
			for _, words := range squeezed(f.window.Canvas().Content()) {
				t.Errorf("%s at %s: no room for %q", one.name, size.name, words)
			}
			if got := f.window.Canvas().Content().MinSize(); got.Width > size.width {
				t.Errorf("%s at %s needs %v of %v units", one.name, size.name, got.Width, size.width)
			}
		}
		u.app.stop()
	}
	f.noErrors()
}

func (f *furnished) visit(u *UI, at section) Screen {
	u.shell.visit(at)
	f.settle()
	return u.shell.list
}

// tilesOf gives what the tiles of a column say.
func tilesOf(c *tileColumn) (all []string) {
	for _, w := range c.words.tiles {
		all = append(all, w.title)
	}
	return all
}

// TestHome: what needs one is listed with what is overdue first; what others brought is new until it is looked at, on this
// device, also after the window was shut; and back leads home.
func TestHome(t *testing.T) {
	f := furnish(t)
	u := f.house(390, 844)
	f.settle()
	h, ok := u.shell.list.(*homeScreen)
	if !ok {
		t.Fatalf("the first screen is %T", u.shell.list)
	}
	if got := tilesOf(h.needs); len(got) != 4 || !strings.HasPrefix(got[0], "Write to the council") || h.needs.words.tiles[0].note != t2text("task.overdue") || got[3] != "How police and residents work together" {
		t.Fatalf("needs %q", got)
	}
	if got := tilesOf(h.news); len(got) != 5 || !strings.HasPrefix(got[0], "Write to the council") {
		t.Fatalf("news %q", got)
	}
	f.press(h.news.tiles.made[f.voting.String()]) // by keyboard alone
	if p, ok := u.shell.detail.(*proposalScreen); !ok || p.id != f.voting {
		t.Fatalf("opened %T", u.shell.detail)
	}
	test.Tap(u.shell.detail.(*proposalScreen).vote.buttons[0])
	f.settle()
	u.shell.goBack()
	f.settle()
	if u.shell.list != Screen(h) || len(tilesOf(h.needs)) != 3 || len(tilesOf(h.news)) != 4 {
		t.Fatalf("after voting: needs %q, news %q", tilesOf(h.needs), tilesOf(h.news))
	}
	u.app.stop()
	again := f.house(390, 844)
	h = again.shell.list.(*homeScreen)
	if len(tilesOf(h.news)) != 4 {
		t.Fatalf("after a restart the news is %q", tilesOf(h.news))
	}
	test.Tap(h.seen)
	f.settle()
	if len(tilesOf(h.news)) != 0 || h.seen.Visible() || !h.news.none.Visible() {
		t.Fatalf("after all was seen the news is %q", tilesOf(h.news))
	}
	_, err := f.of["Bob"].Comment(context.Background(), f.group, f.fund, "Where is the receipt?", forum.ID{})
	f.ok(err)
	f.meet()
	again.shell.Refresh()
	f.settle()
	if got := tilesOf(h.news); len(got) != 1 || got[0] != "Youth club fund" {
		t.Fatalf("then the news is %q", got)
	}
	f.noErrors()
}

// TestHomeOfANewGroup: a group with nothing in it says what to do first.
func TestHomeOfANewGroup(t *testing.T) {
	b := newBench(t)
	u := b.house(390, 844)
	h := u.shell.list.(*homeScreen)
	if !h.begin.Visible() || h.needs.none.Text != t2text("home.needs_none") || !h.needs.none.Visible() {
		t.Fatal("an empty home does not say what to do")
	}
	b.proposal("Mend the gate", "", 0)
	u.shell.Refresh()
	b.settle()
	if h.begin.Visible() {
		t.Error("it still says how to begin")
	}
	b.noErrors()
}

// TestBackLeadsHome: from anything on a phone the back key leads to the list, to where that was chosen, and home.
func TestBackLeadsHome(t *testing.T) {
	f := furnish(t)
	u := f.house(390, 844)
	f.relayout()
	s := u.shell
	f.visit(u, sectionFunds)
	s.openThing(forum.KindFund, f.fund)
	f.settle()
	f.relayout()
	for _, want := range []section{sectionFunds, sectionGroups, sectionHome, sectionHome} {
		f.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: mobile.KeyBack})
		f.settle()
		if s.section != want || s.detail != nil {
			t.Fatalf("back leads to %s, want %s", s.section, want)
		}
	}
	f.visit(u, sectionTasks)
	s.goBack()
	if s.section != sectionHome {
		t.Errorf("back from the tasks leads to %s", s.section)
	}
	f.noErrors()
}

// TestTaskBoard: tasks are where they have got to, one's own first and then by day; what is overdue says so; one tap
// finishes a task; somebody whose task it is not is offered nothing.
func TestTaskBoard(t *testing.T) {
	f := furnish(t)
	u := f.house(1280, 800)
	board := f.visit(u, sectionTasks).(*shelf)
	todo := board.columns.made[forum.TaskOpen]
	if got := strings.Join(tilesOf(todo), "; "); !strings.HasPrefix(got, "Write to the council") || !strings.Contains(got, "date; Sweep") || !strings.HasSuffix(got, "Ask three painters for a price; Find somebody for the bins") {
		t.Fatalf("to do: %s", got)
	}
	if len(board.columns.made[forum.TaskDoing].words.tiles) != 1 || len(board.columns.made[forum.TaskDone].words.tiles) != 1 {
		t.Fatal("the other columns")
	}
	mine := todo.tiles.made[f.task.String()]
	f.tabTo(mine)
	f.now = f.now.Add(time.Hour)
	_, err := f.of["Bob"].NewTask(context.Background(), f.group, forum.NewTask{Title: "Water the trees", Due: f.now.Add(time.Hour).UnixMilli()})
	f.ok(err)
	f.meet()
	u.shell.Refresh()
	f.settle()
	if f.window.Canvas().Focused() != fyne.Focusable(mine) || len(todo.words.tiles) != 5 {
		t.Fatal("news took the keyboard away")
	}
	mine.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	f.settle()
	s := u.shell.detail.(*taskScreen)
	if !s.late.Visible() || !mine.words.here {
		t.Error("it does not say that it is overdue, or is not marked in the list")
	}
	test.Tap(s.finish)
	f.settle()
	if p, err := f.store.Task(context.Background(), f.group, f.task); err != nil || p.State != forum.TaskDone || s.late.Visible() || !s.again.Visible() || s.finish.Visible() {
		t.Fatalf("finished: %s, %v", p.State, err)
	}
	f.now = f.now.Add(time.Minute)
	test.Tap(s.update.open)
	test.Type(s.note, "The letter is in the hall.")
	s.who.choice.SetSelected("Bob")
	test.Tap(s.update.send)
	f.settle()
	p, err := f.store.Task(context.Background(), f.group, f.task)
	f.ok(err)
	if last := p.Updates[len(p.Updates)-1]; last.Note != "The letter is in the hall." || p.For.Person != f.person("Bob") || s.note.Text != "" {
		t.Fatalf("updated to %+v", last)
	}
	f.meet()
	cleo := newTask(f.as("Cleo"), f.group, f.task)
	f.bench.show(cleo, 700, 800)
	if cleo.deeds.Visible() || cleo.update.root.Visible() {
		t.Error("Cleo is offered what the group would refuse")
	}
	f.noErrors()
}

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
