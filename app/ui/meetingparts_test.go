package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// evening is a meeting of a street with an earlier one behind it, from which an action is open.
type evening struct {
	*street
	before, meeting, task forum.ID
}

func newEvening(t *testing.T) *evening {
	e := &evening{street: newStreet(t, "Ben", "Cem")}
	ctx := context.Background()
	s := e.store
	err := s.SetRole(ctx, e.group, e.person("Ben"), forum.RoleOfficer, "")
	e.ok(err)
	e.ok(s.SetCharter(ctx, e.group, forum.Charter{Rules: &forum.Rules{Meeting: &forum.MeetingRules{Quorum: forum.Quorum{Number: 2}}}}))
	e.before, err = s.NewMeeting(ctx, e.group, forum.NewMeeting{Title: "October committee", At: e.now.Add(-30 * 24 * time.Hour).UnixMilli()}, []string{"The gate"})
	e.ok(err)
	e.task, err = s.NewTask(ctx, e.group, forum.NewTask{Title: "Mend the gate", For: forum.Whom{Person: e.person("Ben")}, Due: e.now.Add(48 * time.Hour).UnixMilli(), From: e.before})
	e.ok(err)
	e.meeting, err = s.NewMeeting(ctx, e.group, forum.NewMeeting{Title: "November committee", At: e.now.UnixMilli()}, []string{"Minutes of last meeting", "Roof", "Any other business"})
	e.ok(err)
	e.meet()
	return e
}

func (e *evening) screen(who string) *meetingScreen {
	m := newMeeting(e.as(who), e.group, e.meeting)
	m.open = func(forum.ID, forum.Kind, forum.ID) {}
	e.show(m, 390, 844)
	return m
}

// TestArisingInTheWindow: an open action comes to the next meeting by itself with whose it is, goes under an item of its own when that is
// put on the agenda, and a tick writes it into the minutes once; done, it goes.
func TestArisingInTheWindow(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	m := e.screen("Ada")
	line := m.arising.lines.made[e.task]
	if line == nil || line.title.Text != "Mend the gate" || !strings.Contains(line.meta.Text, "Ben") || line.chip.text.Text != "To do" && line.chip.text.Text == "" {
		t.Fatalf("it shows %+v", line)
	}
	if line.discussed.Visible() {
		t.Error("it can be ticked with no item to write it under")
	}
	if len(e.screen("Ada").arisingEnd.Objects) != 1 {
		t.Error("with no item for it, it does not stand after the agenda")
	}
	e.looks("arising", func() Screen { return e.screen("Ada") }, func(p Screen) { p.(*meetingScreen).scroll.ScrollToOffset(fyne.NewPos(0, 460)) })
	m = e.screen("Ada")
	e.press(m.arising.put)
	if m.arising.item.Zero() || len(m.arisingEnd.Objects) != 0 || m.arising.put.Visible() || m.arising.head.Visible() {
		t.Fatal("it is not on the agenda, or says twice what it is")
	}
	e.press(m.arising.lines.made[e.task].discussed.box)
	page, err := e.store.Meeting(ctx, e.group, e.meeting)
	e.ok(err)
	want := "- Mend the gate (Ben, by 24 November 2026): discussed, and carried forward if it is not done"
	if got := page.Texts[m.arising.item]; got != want {
		t.Errorf("the minutes say %q", got)
	}
	if line := m.arising.lines.made[e.task]; !line.discussed.box.Checked || !line.discussed.box.Disabled() {
		t.Error("what is in the minutes is not ticked")
	}
	for words, ticked := range map[string]bool{"## Mend the **gate**\nBen has begun.": true, "Nothing.": false} { // as the secretary puts it
		was, err := e.store.Text(ctx, e.group, m.arising.item)
		e.ok(err)
		_, err = e.store.EditText(ctx, e.group, m.arising.item, was, words)
		e.ok(err)
		m.Refresh()
		e.settle()
		if line := m.arising.lines.made[e.task]; line.discussed.box.Checked != ticked || line.discussed.box.Disabled() != ticked {
			t.Errorf("where the minutes say %q it is ticked: %v", words, line.discussed.box.Checked)
		}
	}
	e.ok(e.store.UpdateTask(ctx, e.group, e.task, forum.TaskUpdate{State: forum.TaskDone}))
	m.Refresh()
	e.settle()
	if m.arising.root.Visible() {
		t.Error("what is done still arises")
	}
	e.noErrors()
}

// TestArisingUnderAnyTitle: what arises goes under its item whatever language that was put on the agenda in, and whatever comes after.
func TestArisingUnderAnyTitle(t *testing.T) {
	for _, title := range []string{"Matters arising from the minutes of 3 May", "Sprawy bieżące", "Sprawy z poprzednich zebrań", "আগের সভার জের"} {
		e := newEvening(t)
		id, err := e.store.AddItem(context.Background(), e.group, e.meeting, title)
		e.ok(err)
		if m := e.screen("Ada"); m.arising.item != id || m.arising.put.Visible() {
			t.Errorf("it does not go under %q", title)
		}
	}
}

// TestPresencePerItemInTheWindow: an officer notes that somebody left, and each item says who was there from then on.
func TestPresencePerItemInTheWindow(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	for _, name := range []string{"Ada", "Ben"} {
		e.ok(e.store.Attend(ctx, e.group, e.meeting, e.person(name), "", forum.Present))
	}
	m := e.screen("Ada")
	e.press(m.attendance.open)
	row, spans := m.attendance.byPerson[e.person("Ben")], m.attendance.spans
	e.press(spans.open)
	if got := strings.Join(spans.who.Options, "|"); got != "Ben|Ada Lovelace" && got != "Ada Lovelace|Ben" {
		t.Errorf("of %q it can be said when they came and went", got)
	}
	if !spans.to.Disabled() || row.span.Visible() {
		t.Error("something is said of nobody")
	}
	e.tabTo(spans.who)
	spans.who.SetSelected("Ben")
	e.tabTo(spans.to)
	spans.to.SetSelectedIndex(1)
	e.settle()
	if row.span.Text != "Stayed to 1. Minutes of last meeting" || m.attendance.byPerson[e.person("Ada")].span.Visible() {
		t.Errorf("the rows say %q and %q", row.span.Text, m.attendance.byPerson[e.person("Ada")].span.Text)
	}
	if spans.who.Selected != "Ben" || spans.to.SelectedIndex() != 1 || spans.from.SelectedIndex() != 0 {
		t.Errorf("after it is noted the choices are %q, %q, %q", spans.who.Selected, spans.from.Selected, spans.to.Selected)
	}
	page, err := e.store.Meeting(ctx, e.group, e.meeting)
	e.ok(err)
	var said []string
	for i := range page.Agenda {
		said = append(said, m.items[page.Agenda[i].ID].present.Text)
	}
	want := []string{"Here for this item: Ada Lovelace and Ben.", "Left: Ben. Here for this item: Ada Lovelace. Too few to decide: 1 here, and 2 must be.", ""}
	if strings.Join(said, "|") != strings.Join(want, "|") {
		t.Errorf("the items say %q", said)
	}
	e.looks("presence", func() Screen { return e.screen("Ada") }, func(p Screen) { p.(*meetingScreen).scroll.ScrollToOffset(fyne.NewPos(0, 250)) })
	e.looks("presence-noting", func() Screen { return e.screen("Ada") }, func(p Screen) { p.(*meetingScreen).attendance.toggle() })
	e.noErrors()
}

// TestConfidentialInTheWindow: an officer makes the officers' own group, puts an item on the agenda, and goes to its minutes; a member sees
// that there is one, and nothing else.
func TestConfidentialInTheWindow(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	if m := e.screen("Ada"); m.hidden.root.Visible() {
		t.Error("a confidential item is offered with no group for it")
	}
	c := newConfidential(e.app, e.group, func(Screen) {}, func(forum.ID) {})
	e.show(c, 390, 844)
	e.press(c.make)
	e.press(c.asking.yes)
	if c.own.Zero() || c.make.Visible() || !strings.Contains(c.lacking.Text, "Ben") {
		t.Fatalf("after making it the page says %q, %q", c.is.Text, c.lacking.Text)
	}
	e.looks("confidential", func() Screen { return newConfidential(e.app, e.group, func(Screen) {}, func(forum.ID) {}) })
	m := e.screen("Ada")
	e.press(m.hidden.sheet.open)
	test.Type(e.window.Canvas().Focused(), "Rent owed at number 9")
	e.press(m.hidden.sheet.send)
	var opened forum.ID
	m.open = func(group forum.ID, _ forum.Kind, _ forum.ID) { opened = group }
	page, err := e.store.Meeting(ctx, e.group, e.meeting)
	e.ok(err)
	item := page.Agenda[len(page.Agenda)-1]
	hidden := m.items[item.ID].hidden
	if !item.Confidential || hidden.about.Text != "For officers only: Rent owed at number 9" || m.items[item.ID].block.write.Visible() {
		t.Fatalf("the item is %+v, and says %q", item, hidden.about.Text)
	}
	e.press(hidden.open)
	if opened != c.own {
		t.Errorf("it opens the group %s, and not the officers' own", opened)
	}
	e.looks("confidential-item", func() Screen { return e.screen("Ada") }, func(p Screen) { p.(*meetingScreen).scroll.ScrollToOffset(fyne.NewPos(0, 620)) })
	e.meet()
	other := e.screen("Cem")
	shown := other.items[item.ID]
	if shown.hidden.open.Visible() || shown.block.write.Visible() || strings.Contains(labelsOf(other.Object()), "Rent owed") {
		t.Error("a member who is no officer sees more than that there is one")
	}
	if got := shown.hidden.about.Text; got != t2text("confidential.not_yours") {
		t.Errorf("a member reads %q", got)
	}
	they := newConfidential(e.as("Cem"), e.group, func(Screen) {}, func(forum.ID) {})
	e.show(they, 390, 844)
	if they.make.Visible() || they.into.Visible() || they.is.Text != t2text("confidential.there_is") {
		t.Errorf("a member's page says %q", they.is.Text)
	}
	e.noErrors()
}

// TestJointInTheWindow: a joint group is made of one's own group and another by name; each is a section with its say.
func TestJointInTheWindow(t *testing.T) {
	s := newStreet(t)
	var made forum.ID
	door := func() *doorway {
		d := newDoorway(s.app, func(id forum.ID) { made = id })
		s.show(d, 390, 844)
		d.Refresh()
		s.settle()
		return d
	}
	s.looks("joint", func() Screen { return door() }, func(p Screen) {
		d := p.(*doorway)
		d.joint.is.box.SetChecked(true)
	})
	s.app.desk.Keep("doorway/joint", "") // that was ticked for the looks
	d := door()
	d.name.SetText("Childcare together")
	s.press(d.joint.is.box)
	s.press(d.joint.groups.made[s.group].box)
	d.joint.others.SetText("Oak Street\n\n")
	s.press(d.start)
	roll, err := s.store.Roll(context.Background(), made)
	s.ok(err)
	me, _ := roll.ByDevice(s.store.Identity())
	if len(roll.Rules.Sections) != 2 || me.Section == "" || me.Section == "Oak Street" || roll.Rules.Sections[0].Removal.Percent != 50 {
		t.Errorf("the joint group has %+v, and its founder is in %q", roll.Rules.Sections, me.Section)
	}
	near, err := s.store.Neighbours(context.Background(), s.group)
	s.ok(err)
	if len(near) != 1 {
		t.Errorf("the member group knows %d neighbours", len(near))
	}
	s.noErrors()
}

const cakes = "3 1\n6 1 2 0\n4 2 3 0\n3 3 0\n0\n\"Ann\"\n\"Bo\"\n\"Cy\"\n\"Chair of the fair\"\n"

// TestElsewhereInTheWindow: a file of ballots is counted before anything is brought in, by the rule chosen; what was brought in says by
// whom, and what is on trust.
func TestElsewhereInTheWindow(t *testing.T) {
	s := newStreet(t, "Ben")
	var made forum.ID
	form := newProposalForm(s.app, s.group, func(id forum.ID) { made = id }, func() {})
	s.show(form, 390, 844)
	form.more.OpenAll()
	s.settle()
	form.bring.ask("cakes.txt", []byte(cakes))
	s.settle()
	if form.bring.asking.Open() || len(s.told) != 1 {
		t.Fatalf("a file that is none is asked about; told %v", s.told)
	}
	s.told = nil
	form.bring.ask("cakes.blt", []byte(cakes))
	s.settle()
	if got := form.bring.asking.what.Text; !strings.Contains(got, "Ballots: 13") || !strings.Contains(got, "Elected: Ann") {
		t.Fatalf("before it is brought in it says %q", got)
	}
	s.press(form.bring.asking.yes)
	p := newProposal(s.app, s.group, made)
	s.show(p, 390, 844)
	if p.title.words.String() != "Chair of the fair" || !strings.Contains(p.counted.words.Text, "is the word of Ada Lovelace") || !strings.Contains(p.counted.words.Text, "Scottish STV") {
		t.Errorf("the proposal %q says %q", p.title.words.String(), p.counted.words.Text)
	}
	s.looks("elsewhere", func() Screen { return newProposal(s.app, s.group, made) })
	s.looks("elsewhere-asking", func() Screen { return newProposalForm(s.app, s.group, func(forum.ID) {}, func() {}) }, func(x Screen) {
		x.(*proposalForm).more.OpenAll()
		x.(*proposalForm).bring.ask("cakes.blt", []byte(cakes))
	}, func(x Screen) { x.Object().(interface{ ScrollToBottom() }).ScrollToBottom() })
	other := newProposalForm(s.as("Ben"), s.group, func(forum.ID) {}, func() {})
	s.show(other, 390, 844)
	s.settle()
	if other.bring.root.Visible() {
		t.Error("who is no officer is offered to bring in results")
	}
	s.noErrors()
}

// TestPageSaysWhy: a page that all have signed says that only a decision changes it, takes the name of one, and then can be written on
// and leads to the decision.
func TestPageSaysWhy(t *testing.T) {
	s := newStreet(t, "Ben")
	ctx := context.Background()
	open, err := s.store.NewPage(ctx, s.group, forum.NewPage{Title: "House rules"}, "Be kind.")
	s.ok(err)
	id, err := s.store.NewPage(ctx, s.group, forum.NewPage{Title: "Agreement", Parties: []forum.Party{{Name: "Residents", Person: s.person("Ada")}}}, "Quiet after ten.")
	s.ok(err)
	page := func(id forum.ID) *pageScreen {
		p := newPage(s.app, s.group, id)
		p.open = func(forum.ID) {}
		s.show(p, 390, 844)
		return p
	}
	if got := page(open).closed.Text; got != t2text("page.everyone") {
		t.Errorf("an open page says %q", got)
	}
	p := page(id)
	if p.closed.Text != t2text("page.open_until_signed") || p.allowBox.Visible() {
		t.Errorf("before it is signed the page says %q", p.closed.Text)
	}
	s.ok(s.store.SignPage(ctx, s.group, id, "Residents", p.words))
	decision, err := s.store.NewProposal(ctx, s.group, forum.NewProposal{Title: "Quiet after eleven"}, "It is summer.")
	s.ok(err)
	s.ok(s.store.Set(ctx, s.group, decision, forum.FieldState, string(forum.StateDoing), 0))
	s.looks("page-closed", func() Screen { return page(id) })
	p = page(id)
	if p.closed.Text != t2text("page.closed") || p.wording.write.Visible() {
		t.Fatalf("signed, the page says %q", p.closed.Text)
	}
	s.press(p.allow)
	choice := selectIn(p.asking.q.inputs[0])
	s.tabTo(choice)
	choice.SetSelectedIndex(0)
	s.press(p.asking.yes)
	var opened forum.ID
	p.open = func(id forum.ID) { opened = id }
	if p.closed.Text != t2text("page.allowed") || !p.wording.write.Visible() || p.allowBox.Visible() || p.why.made[decision] == nil {
		t.Fatalf("with a decision named the page says %q; told %v", p.closed.Text, s.told)
	}
	s.press(p.why.made[decision].open)
	if opened != decision {
		t.Error("it does not lead to the decision")
	}
	s.looks("page-why", func() Screen { return page(id) })
	s.noErrors()
}

// TestProposalKindIsChosen: what kind a proposal is can be said when it is written.
func TestProposalKindIsChosen(t *testing.T) {
	s := newStreet(t)
	var made forum.ID
	f := newProposalForm(s.app, s.group, func(id forum.ID) { made = id }, func() {})
	s.show(f, 390, 844)
	f.title.SetText("New rules")
	f.more.OpenAll()
	s.relayout()
	s.tabTo(f.kind)
	f.kind.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	s.press(f.send)
	p, err := s.store.Proposal(context.Background(), s.group, made)
	s.ok(err)
	if p.Type != "special" {
		t.Errorf("it is %q", p.Type)
	}
	all, err := s.store.Proposals(context.Background(), s.group, store.Filter{})
	s.ok(err)
	if len(all) != 1 {
		t.Errorf("%d proposals", len(all))
	}
	s.noErrors()
}

// labelsOf gives all that labels under something say.
func labelsOf(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *widget.Label:
		return o.Text + "\n"
	case *fyne.Container:
		out := ""
		for _, x := range o.Objects {
			out += labelsOf(x)
		}
		return out
	case *container.Scroll:
		return labelsOf(o.Content)
	case *surface:
		return labelsOf(o.content)
	}
	return ""
}

// TestWaitingIsNeverFar: what waits and is hidden, the check of the record, sticks and devices are at most two taps away with their words,
// also while nothing waits.
func TestWaitingIsNeverFar(t *testing.T) {
	b := newBench(t)
	u := b.house(1280, 800)
	u.shell.visit(sectionNeighbours)
	b.settle()
	near, ok := u.shell.list.(*neighboursScreen)
	if !ok {
		t.Fatalf("neighbours are a %T", u.shell.list)
	}
	labels := buttonsOf(near.Object())
	for _, want := range []string{"stick.write", "stick.read", "sync.check", "waiting.see"} {
		if !strings.Contains(labels, t2text(want)) {
			t.Errorf("there is no button %q among %s", t2text(want), labels)
		}
	}
	test.Tap(near.waiting)
	b.settle()
	if _, ok := u.shell.detail.(*waitingScreen); !ok {
		t.Errorf("it opens %T", u.shell.detail)
	}
	u.shell.visit(sectionSettings)
	b.settle()
	if labels := buttonsOf(u.shell.list.Object()); !strings.Contains(labels, t2text("device.yours")) {
		t.Errorf("settings lead to %s", labels)
	}
	b.noErrors()
}

// buttonsOf gives the words of the buttons under something that are there to be tapped.
func buttonsOf(o fyne.CanvasObject) string {
	if !o.Visible() {
		return ""
	}
	out := ""
	if b, ok := o.(*widget.Button); ok {
		out = strings.Join(strings.Fields(b.Text), " ") + "\n"
	}
	var inside []fyne.CanvasObject
	switch x := o.(type) {
	case *fyne.Container:
		inside = x.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(x).Objects()
	}
	for _, x := range inside {
		out += buttonsOf(x)
	}
	return out
}
