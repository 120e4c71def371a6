package ui

import (
	"context"
	"os"
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
		if size.mode == "dark" && os.Getenv("MOOT_SCREENS") == "" {
			continue // the colours are for people to look at; the room is that of the light one
		}
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
			{"elections", sectionElections, nil},
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
	bob, at := f.of["Bob"], time.Date(2026, time.December, 3, 19, 30, 0, 0, time.Local)
	meeting, err := bob.NewMeeting(context.Background(), f.group, forum.NewMeeting{Title: "December committee", At: at.UnixMilli(), Place: "Hall"}, nil)
	f.ok(err)
	f.meet()
	again.shell.openThing(forum.KindMeeting, meeting)
	f.settle()
	again.shell.detail.(*meetingScreen).open(f.group, forum.KindMeeting, meeting)
	f.settle()
	if got := again.shell.detail.(*meetingScreen).from; got != meeting {
		t.Errorf("opened from another, it is from %s", got)
	}
	again.shell.goBack()
	later := at.AddDate(0, 0, 7)
	f.ok(bob.Rearrange(context.Background(), f.group, meeting, &later, nil))
	f.meet()
	again.shell.Refresh()
	f.settle()
	if got := h.news.words.tiles[0]; got.title != "December committee" || !strings.HasPrefix(got.meta, "New day or place: Thursday, 10 December 2026, 19:30 · Hall · Bob · ") {
		t.Fatalf("of a meeting that has moved it says %+v", got)
	}
	f.relayout()
	f.picture("home-moved")
	f.noErrors()
}

// TestHomeOfANewGroup: a group with nothing in it says what to do first.
func TestHomeOfANewGroup(t *testing.T) {
	b := newBench(t)
	u := b.house(390, 844)
	h := u.shell.list.(*homeScreen)
	if !h.begin.Visible() || h.needs.root.Visible() || h.news.root.Visible() {
		t.Fatal("an empty home does not say only what to do")
	}
	b.proposal("Mend the gate", "", 0)
	u.shell.Refresh()
	b.settle()
	if h.begin.Visible() || !h.needs.root.Visible() {
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
