package ui

import (
	"context"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// TestVoteOpeningIsKept: a vote that is being set up is found again as it was, secret where it was to be; it goes once it is given up or opened.
func TestVoteOpeningIsKept(t *testing.T) {
	b := newBench(t)
	id := b.proposal("How to spend it", "We have £500.", 0)
	open := func() *voteOpening {
		s := newProposal(b.app, b.group, id)
		b.show(s, 500, 800)
		return s.vote.opening
	}
	o := open()
	if o.root.Visible() {
		t.Fatal("it is unfolded before anybody begins")
	}
	test.Tap(o.start)
	o.method.SetSelected(methodName(forum.MethodBudget))
	test.Type(o.budget, "500")
	for i, typed := range [][2]string{{"Bench", "300"}, {"Tree", "50"}} {
		test.Type(o.options.lines[i].title, typed[0])
		test.Type(o.options.lines[i].cost, typed[1])
	}
	test.Tap(o.options.add)
	test.Type(o.options.lines[2].cost, "70")
	o.secret.box.SetChecked(true)
	test.Type(o.closes, "31/12/2026")
	o = open()
	if !o.root.Visible() || o.start.Visible() {
		t.Fatal("what was begun is not unfolded again")
	}
	// A cost alone is not left out without a word.
	o.submit()
	if o.note.Text != t2text("vote.option_untitled") || b.window.Canvas().Focused() != fyne.Focusable(o.options.lines[2].title) {
		t.Fatalf("it says %q", o.note.Text)
	}
	test.Type(o.options.lines[2].title, "Bins")
	if o = open(); !o.secret.box.Checked {
		t.Error("it is not to be secret any more")
	}
	o.secret.box.SetChecked(false) // for which they are too few here
	o.submit()
	b.settle()
	if len(b.page(id).Votes) != 1 {
		t.Fatalf("it was not opened: %q", o.note.Text)
	}
	v := b.page(id).Votes[0]
	want := []forum.Option{{Title: "Bench", Cost: 30000}, {Title: "Tree", Cost: 5000}, {Title: "Bins", Cost: 7000}}
	if v.Method != forum.MethodBudget || v.Budget != 50000 || !slices.EqualFunc(v.Options, want, func(a, b forum.Option) bool { return a.Title == b.Title && a.Cost == b.Cost }) || v.Closes == 0 {
		t.Errorf("opened: %+v", v)
	}
	if len(b.app.desk.drafts) > 0 {
		t.Errorf("kept after it was opened: %q", b.app.desk.drafts)
	}
	// Given up.
	id = b.proposal("A pond", "By the gate.", 0)
	o = open()
	test.Tap(o.start)
	o.method.SetSelected(methodName(forum.MethodSTV))
	test.Type(o.seats, "2")
	o.paper.box.SetChecked(true)
	test.Tap(o.cancel)
	if o = open(); o.root.Visible() || o.seats.Text != "" || o.paper.box.Checked || o.chosen() != forum.MethodYesNo || len(b.app.desk.drafts) > 0 {
		t.Errorf("what was given up is kept: %q", b.app.desk.drafts)
	}
	b.noErrors()
}

// TestBallotIsKept: what is filled in on a ballot among options and not cast is there again when one comes back, is never written down, and
// goes once it is cast.
func TestBallotIsKept(t *testing.T) {
	options := []forum.Option{{Title: "Oak"}, {Title: "Lime"}, {Title: "Yew"}}
	ways := map[string]struct {
		open forum.OpenVote
		fill func(*optionBallot)
		want forum.Ballot
	}{
		"ticks": {forum.OpenVote{Method: forum.MethodApproval, Options: options}, func(o *optionBallot) {
			test.Tap(o.ticks[0].box)
			test.Tap(o.ticks[2].box)
		}, forum.Ballot{Prefs: []int{0, 2}}},
		"points": {forum.OpenVote{Method: forum.MethodScore, Most: 5, Options: options}, func(o *optionBallot) {
			test.Type(o.points[1], "3")
			test.Type(o.points[2], "0")
		}, forum.Ballot{Prefs: []int{1}, Points: []int64{3}}},
		"order": {forum.OpenVote{Method: forum.MethodRanked, Options: options}, func(o *optionBallot) { o.rank([]int{2, 0}) }, forum.Ballot{Prefs: []int{2, 0}}},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			id, s := voteOn(b, way.open)
			again := func() *proposalScreen {
				s := newProposal(b.app, b.group, id)
				b.show(s, 708, 800)
				return s
			}
			way.fill(s.vote.options)
			if len(b.app.desk.drafts) > 0 {
				t.Fatalf("it is written down: %q", b.app.desk.drafts)
			}
			s = again()
			s.vote.options.why.TypedShortcut(ctrlEnter)
			b.settle()
			if got := mineIn(b, id); !slices.Equal(got.Prefs, way.want.Prefs) || !slices.Equal(got.Points, way.want.Points) {
				t.Errorf("cast: %+v", got)
			}
			if len(b.app.desk.marks) > 0 {
				t.Errorf("kept after it was cast: %v", b.app.desk.marks)
			}
			b.noErrors()
		})
	}
	b := newBench(t)
	_, s := voteOn(b, ways["points"].open)
	bad := s.vote.options.points[1]
	bad.SetText("six")
	test.Tap(s.vote.options.cast)
	if len(b.told) != 1 || b.window.Canvas().Focused() != fyne.Focusable(bad) || bad.Text != "six" {
		t.Errorf("points that are none: %v", b.told)
	}
}

// TestChoicesAreKept: what is chosen in a form stays with what is typed when one leaves it, so that nothing else is sent than was filled in.
func TestChoicesAreKept(t *testing.T) {
	f := furnish(t)
	nothing := func(forum.ID) {}
	notice := func() *sheetScreen {
		s := newNoticeForm(f.app, f.group, nothing, func() {})
		f.show(s, 390, 844)
		return s
	}
	s := notice()
	s.inputs[s.key+"/title"].SetText("A ladder")
	fewIn(s).SetSelected(noticeSort("need"))
	s = notice()
	if fewIn(s).Selected != noticeSort("need") {
		t.Errorf("the sort of notice is %q", fewIn(s).Selected)
	}
	test.Tap(s.cancel)
	if s = notice(); fewIn(s).Selected != noticeSort(forum.NoticeSorts[0]) {
		t.Error("the sort is kept after it was given up")
	}
	task := func() *taskScreen {
		s := newTask(f.app, f.group, f.task)
		f.show(s, 390, 844)
		return s
	}
	ts := task()
	test.Tap(ts.update.open)
	ts.who.choice.SetSelected("Bob")
	ts.state.SetSelectedIndex(2)
	ts = task()
	if !ts.update.box.Visible() || ts.who.choice.Selected != "Bob" || ts.state.SelectedIndex() != 2 {
		t.Errorf("the update: %q, %q", ts.who.choice.Selected, ts.state.Selected)
	}
	test.Tap(ts.update.send)
	f.settle()
	page, err := f.store.Task(context.Background(), f.group, f.task)
	f.ok(err)
	if page.For.Person != f.person("Bob") || page.State != forum.TaskStates[1] || ts.who.choice.SelectedIndex() != 0 {
		t.Errorf("sent: %+v, and then %q is chosen", page.Task, ts.who.choice.Selected)
	}
	// A proposal that was to be a draft is not put forward because one looked something up.
	proposal := func() *proposalForm {
		p := newProposalForm(f.app, f.group, nothing, func() {})
		f.show(p, 390, 844)
		return p
	}
	p := proposal()
	p.title.SetText("A pond")
	p.draft.box.SetChecked(true)
	p.kind.SetSelectedIndex(1)
	if p = proposal(); !p.draft.box.Checked || p.kind.SelectedIndex() != 1 {
		t.Error("a draft is none any more, or another kind")
	}
	test.Tap(p.cancel)
	// A party of a page that was typed is seen again, and signs for whom it did.
	standing := func() *sheetScreen {
		s := newPageForm(f.app, f.group, nothing, func() {})
		f.show(s, 390, 844)
		return s
	}
	s = standing()
	s.inputs[s.key+"/party2"].SetText("Police")
	before := len(shownLines(standing()))
	if s = standing(); before != len(shownLines(s)) || !slices.Contains(shownLines(s), "Police") {
		t.Errorf("the second party is not seen: %q", shownLines(s))
	}
	s.inputs[s.key+"/title"].SetText("Rules")
	s.submit()
	if s.note.Text != catalogue().Text("page.needs_signer", data([]any{"Name", "Police"})) {
		t.Errorf("it says %q", s.note.Text)
	}
	test.Tap(s.cancel)
	if len(f.app.desk.drafts) > 0 {
		t.Errorf("kept after all was given up: %q", f.app.desk.drafts)
	}
	f.noErrors()
}

// TestTwoOfOneName: of two members of one name the one that was chosen is meant, everywhere one is chosen.
func TestTwoOfOneName(t *testing.T) {
	s := newStreet(t, "Bob")
	s.comes("Bob", store.InviteTerms{})
	s.ok(s.store.SetCharter(context.Background(), s.group, forum.Charter{Rules: &forum.Rules{Voting: &forum.Voting{Delegation: true}}}))
	s.meet()
	d := newDelegations(s.app, s.group)
	s.show(d, 390, 844)
	if len(d.people) != 2 {
		t.Fatalf("%d to choose from", len(d.people))
	}
	for i, p := range d.people {
		d.whom.SetSelectedIndex(i)
		s.press(d.give)
		s.press(d.asking.yes)
		given, err := s.store.DelegationsPage(context.Background(), s.group)
		s.ok(err)
		if len(given.Given) != 1 || given.Given[0].To != p {
			t.Errorf("%q was chosen, and %v is named", d.whom.Options[i], given.Given)
		}
	}
	s.noErrors()
	// Naming the same again says so.
	var said string
	s.app.said = func(words string) { said = words }
	s.press(d.give)
	if d.asking.Open() || said == "" {
		t.Errorf("naming the same again says %q", said)
	}
}

// TestTitleIsKept: a title that is being changed is found again; one of nothing but spaces is refused, and what was there stays.
func TestTitleIsKept(t *testing.T) {
	b := newBench(t)
	id := b.proposal("A pond", "By the gate.", 0)
	open := func() *titleLine {
		s := newProposal(b.app, b.group, id)
		b.show(s, 500, 800)
		test.Tap(s.title.edit)
		return s.title
	}
	l := open()
	l.entry.SetText("A pond by the gate")
	l.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if l = open(); l.entry.Text != "A pond by the gate" {
		t.Fatalf("it holds %q", l.entry.Text)
	}
	l.entry.SetText("  ")
	test.Tap(l.ok)
	if len(b.told) != 1 || !l.form.Visible() || b.window.Canvas().Focused() != fyne.Focusable(l.entry) {
		t.Fatalf("a title of spaces: %v", b.told)
	}
	b.told = nil
	l.entry.SetText("A large pond")
	test.Tap(l.ok)
	b.settle()
	if b.page(id).Title != "A large pond" || len(b.app.desk.drafts) > 0 {
		t.Errorf("it is %q, kept %q", b.page(id).Title, b.app.desk.drafts)
	}
	l = open()
	l.entry.SetText("Never mind")
	test.Tap(l.cancel)
	if l = open(); l.entry.Text != "A large pond" {
		t.Errorf("what was given up is offered again: %q", l.entry.Text)
	}
	b.noErrors()
}

// TestNothingTypedIsSaid: a group's name or aims rubbed out, and a joint group of no groups, are refused and not passed over.
func TestNothingTypedIsSaid(t *testing.T) {
	b := newBench(t)
	f := newCharterForm(b.app, b.group, func() {})
	b.show(f, 500, 800)
	f.name.SetText(" ")
	test.Tap(f.send)
	if f.note.Text != t2text("charter.needs_group_name") || f.asking.Open() {
		t.Errorf("without a name it says %q", f.note.Text)
	}
	d := newDoorway(b.app, func(forum.ID) { t.Error("it was made") })
	b.show(d, 500, 800)
	d.name.SetText("Both streets")
	d.joint.is.box.SetChecked(true)
	test.Tap(d.start)
	b.settle()
	if len(b.told) != 1 || b.told[0].Error() != t2text("joint.needs_groups") {
		t.Errorf("a joint group of none: %v", b.told)
	}
	if d = newDoorway(b.app, nil); d.name.Text != "Both streets" || !d.joint.is.box.Checked {
		t.Error("what was typed of a new group is not kept")
	}
}

// fewIn is the choice of a few on a screen.
func fewIn(s Screen) (found *widget.RadioGroup) {
	each(s.Object(), func(o fyne.CanvasObject) {
		if g, ok := o.(*widget.RadioGroup); ok {
			found = g
		}
	})
	return found
}

// shownLines are what is typed in the fields of one line that can be seen.
func shownLines(s Screen) (all []string) {
	var look func(o fyne.CanvasObject)
	look = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		switch x := o.(type) {
		case *lineEntry:
			all = append(all, x.Text)
		case *fyne.Container:
			for _, part := range x.Objects {
				look(part)
			}
		case *container.Scroll:
			look(x.Content)
		case fyne.Widget:
			for _, part := range test.WidgetRenderer(x).Objects() {
				look(part)
			}
		}
	}
	look(s.Object())
	return all
}
