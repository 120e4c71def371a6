package ui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// lively is a street whose charter has capacities and aims, with a proposal that has some of everything.
type lively struct {
	*street
	proposal, lights forum.ID
}

func newLively(t testing.TB) *lively {
	l := &lively{street: newStreet(t, "Bob", "Cleo")}
	ctx := context.Background()
	id := func(id forum.ID, err error) forum.ID { l.ok(err); return id }
	ada, bob := l.store, l.of["Bob"]
	l.ok(ada.SetCharter(ctx, l.group, forum.Charter{Aims: "- Children can cross every road on their own\n- Nobody waits longer than a month for a repair", Rules: &forum.Rules{Capacities: []forum.Capacity{
		{Name: "councillor", Signs: 1}, {Name: "planner", Advises: true},
	}}}))
	l.ok(ada.Appoint(ctx, l.group, "planner", l.person("Bob"), false))
	l.ok(ada.Appoint(ctx, l.group, "councillor", l.person("Ada"), false))
	l.proposal = id(ada.NewProposal(ctx, l.group, forum.NewProposal{Title: "A crossing in Mill Lane", Cost: 480000, Draft: true},
		"We ask the council for a **zebra crossing** at the school.\n\nTwenty trees are planted along the road.\n\nThe work is done in the holidays.\n"))
	l.ok(ada.Serve(ctx, l.group, l.proposal, []string{"Children can cross every road on their own"}))
	l.meet()
	page, err := bob.Proposal(ctx, l.group, l.proposal)
	l.ok(err)
	id(bob.Advise(ctx, l.group, l.proposal, forum.NewAdvice{Says: forum.AdviseFor, Text: "The road is wide enough, and the school asked for it twice.", Conditions: "The bus stop moves twenty metres up the lane.", Words: page.Words}))
	l.lights = id(bob.Amend(ctx, l.group, l.proposal, "Traffic lights, and twelve trees", page.Words,
		"We ask the council for **traffic lights** at the school.\n\nTwelve trees are planted along the road.\n\nThe work is done in the holidays.\n"))
	id(l.of["Cleo"].Amend(ctx, l.group, l.proposal, "", page.Words, page.Body+"\nThe residents of numbers 2 to 8 are asked first.\n"))
	l.meet()
	return l
}

func (l *lively) open(who string) *proposalScreen {
	s := newProposal(l.as(who), l.group, l.proposal)
	l.show(s, 700, 900)
	return s
}

// TestLifeOfAProposal: by keyboard and taps from the draft to the signed decision: advice, other words, a vote between
// wordings, a statement and a sign-off, each offered only to whoever may.
func TestLifeOfAProposal(t *testing.T) {
	l := newLively(t)
	ctx := context.Background()
	cleo := l.open("Cleo")
	if cleo.advice.give.root.Visible() || cleo.aims.choose.root.Visible() || len(cleo.deeds.Objects)+len(cleo.others.Objects) > 2 || cleo.vote.opening.start.Visible() || !cleo.amends.write.root.Visible() {
		t.Error("a member with no capacity is offered what only others may do, or not what they may")
	}
	row := cleo.amends.rows.made[l.lights]
	if row.takeIn.Visible() || row.retract.Visible() || !strings.Contains(proseText(row.changes), "Twelve") {
		t.Errorf("Bob's amendment, to Cleo: %q", proseText(row.changes))
	}

	ada := l.open("Ada")
	test.Tap(button(ada, t2text("proposal.put_forward")))
	l.settle()
	bob := l.as("Bob")
	l.meet()
	s := newProposal(bob, l.group, l.proposal)
	l.show(s, 390, 844)
	test.Tap(s.advice.give.open)
	l.settle()
	l.press(s.advice.give.send) // nothing filled in
	if s.advice.give.note.Text != t2text("advice.needs_side") {
		t.Errorf("it says %q", s.advice.give.note.Text)
	}
	l.meet()

	test.Tap(cleo.amends.write.open)
	l.settle()
	if cleo.amends.body.Text != cleo.amends.now || cleo.amends.now == "" {
		t.Errorf("other words begin with %q", cleo.amends.body.Text)
	}
	page, err := l.store.Proposal(ctx, l.group, l.proposal)
	l.ok(err)
	_, err = l.store.EditText(ctx, l.group, l.proposal, page.Body, page.Body+"\nAt Easter.\n")
	l.ok(err)
	l.meet()
	cleo.Refresh()
	l.settle()
	cleo.amends.body.SetText(strings.Replace(cleo.amends.body.Text, "Twenty", "No", 1))
	cleo.amends.write.inputs[cleo.amends.key()+"/title"].SetText("No trees")
	test.Tap(cleo.amends.write.send)
	l.settle()
	if len(cleo.amends.rows.made) != 3 {
		t.Fatalf("%d amendments, and %q", len(cleo.amends.rows.made), cleo.amends.write.note.Text)
	}
	l.meet()
	ada.Refresh()
	l.settle()
	all, err := l.store.Proposal(ctx, l.group, l.proposal)
	l.ok(err)
	mine := all.Amendments[slices.IndexFunc(all.Amendments, func(a forum.Amendment) bool { return a.Title == "No trees" })].ID
	test.Tap(ada.amends.rows.made[mine].takeIn)
	l.settle()
	if got := ada.amends.now; !strings.Contains(got, "No trees") || !strings.Contains(got, "At Easter") {
		t.Errorf("with hers taken in: %q", got)
	}

	o := ada.vote.opening
	o.ask(true)
	test.Tap(o.between.between.box)
	for _, id := range o.between.of[1:] {
		test.Tap(o.between.rows.made[id].box)
	}
	test.Tap(o.open)
	l.settle()
	if o.note.Text != t2text("wordings.needs_two") {
		t.Errorf("a vote between one wording: %q", o.note.Text)
	}
	for _, id := range o.between.of[1:] {
		test.Tap(o.between.rows.made[id].box)
	}
	test.Tap(o.between.rows.made[l.proposal].box)
	test.Tap(o.open)
	l.settle()
	l.meet()
	vote := func(who string, prefs ...int) {
		_, err := l.of[who].NewBallot(ctx, l.group, l.proposal, forum.NewBallot{Prefs: prefs})
		l.ok(err)
	}
	page, err = l.store.Proposal(ctx, l.group, l.proposal)
	l.ok(err)
	if len(page.Votes) != 1 || len(page.Votes[0].Between) != 2 || page.Votes[0].Method != forum.MethodRanked {
		t.Fatalf("%s, %+v, told %v %q", page.State, page.Votes, l.told, o.note.Text)
	}
	vote("Ada", 1, 0)
	vote("Bob", 1, 0)
	vote("Cleo", 0)
	l.meet()
	_, err = l.store.CloseVote(ctx, l.group, l.proposal, true)
	l.ok(err)
	l.meet()

	cleo.Refresh()
	ada.Refresh()
	l.settle()
	if !cleo.said.write.root.Visible() || ada.said.write.root.Visible() || cleo.signOff.sign.root.Visible() || !ada.signOff.sign.root.Visible() {
		t.Error("a statement is for who voted otherwise, the sign-off for the councillor")
	}
	test.Tap(cleo.said.write.open)
	cleo.said.write.inputs["statement/"+l.proposal.String()+"/text"].SetText("The trees were why people came.")
	test.Tap(cleo.said.write.send)
	l.settle()
	test.Tap(ada.signOff.sign.open)
	radio(ada.signOff.sign.box).SetSelected(t2text("signoff.refuse"))
	test.Tap(ada.signOff.sign.send)
	l.settle()
	if ada.signOff.sign.note.Text != t2text("signoff.needs_reason") {
		t.Errorf("a refusal with no reason: %q", ada.signOff.sign.note.Text)
	}
	radio(ada.signOff.sign.box).SetSelected(t2text("signoff.sign"))
	test.Tap(ada.signOff.sign.send)
	l.settle()
	l.meet()
	ada.Refresh()
	l.settle()
	if page, err = l.store.Proposal(ctx, l.group, l.proposal); err != nil || page.State != forum.StateDecided || len(page.Votes[0].Statements) != 1 {
		t.Fatalf("%s, %v", page.State, err)
	}
	if !strings.Contains(ada.said.list.shown, "Cleo") || !strings.Contains(ada.signOff.list.shown, "councillor") {
		t.Errorf("%q, %q", ada.said.list.shown, ada.signOff.list.shown)
	}
	l.noErrors()
}

// TestLifeLooks draws the proposal with all that goes with it.
func TestLifeLooks(t *testing.T) {
	l := newLively(t)
	ctx := context.Background()
	make := func(who string) func() Screen {
		return func() Screen { return newProposal(l.as(who), l.group, l.proposal) }
	}
	down := func(by float32) func(Screen) {
		return func(s Screen) { s.(*proposalScreen).scroll.Offset.Y = by; s.(*proposalScreen).scroll.Refresh() }
	}
	l.looks("life-draft", make("Ada"))
	l.looks("life-advice", make("Bob"), func(s Screen) { s.(*proposalScreen).advice.give.Unfold(true) }, down(500))
	l.looks("life-amend", make("Cleo"), func(s Screen) { s.(*proposalScreen).amends.begin() }, down(1000))
	l.looks("life-amends", make("Ada"), func(s Screen) { s.(*proposalScreen).amends.rows.made[l.lights].unfold(true) }, down(900))
	l.ok(l.store.Set(ctx, l.group, l.proposal, forum.FieldState, "open", 0))
	l.looks("life-vote", make("Ada"), func(s Screen) {
		o := s.(*proposalScreen).vote.opening
		o.ask(true)
		o.between.between.box.SetChecked(true)
	})
	_, err := l.store.NewVote(ctx, l.group, l.proposal, forum.OpenVote{Method: forum.MethodYesNo})
	l.ok(err)
	l.meet()
	for who, choice := range map[string]forum.Choice{"Ada": forum.Yes, "Bob": forum.Yes, "Cleo": forum.No} {
		_, err := l.of[who].Cast(ctx, l.group, l.proposal, choice, "")
		l.ok(err)
	}
	l.meet()
	_, err = l.store.CloseVote(ctx, l.group, l.proposal, true)
	l.ok(err)
	l.meet()
	_, err = l.of["Cleo"].Dissent(ctx, l.group, l.proposal, "Lights stop the cars. **A crossing only asks them to.**")
	l.ok(err)
	_, err = l.store.SignOff(ctx, l.group, l.proposal, "", true, "The money is not there before April.")
	l.ok(err)
	l.meet()
	l.looks("life-signoff", make("Ada"), func(s Screen) { s.(*proposalScreen).signOff.sign.Unfold(true) })
	l.looks("life-statement", make("Cleo"), func(s Screen) { s.(*proposalScreen).said.write.Unfold(true) }, down(350))
	l.noErrors()
}

// TestWordChanges: what is taken out and put in, word by word within a line, and nothing of what stays.
func TestWordChanges(t *testing.T) {
	p := newProse()
	newStreet(t)
	for _, one := range []struct{ was, now, want string }{
		{"One.\nTwenty trees.\nThree.", "One.\nTwelve trees.\nThree.", "… |– Twenty trees.|+ Twelve trees.|… "},
		{"", "New.\n", "+ New."},
		{"Gone.\n", "", "– Gone."},
		{"Same.", "Same.\n", t2text("amendment.same")},
	} {
		showMarkdown(p, wordChanges(one.was, one.now))
		if got := proseText(p); got != one.want {
			t.Errorf("%q to %q shows %q, want %q", one.was, one.now, got, one.want)
		}
	}
}

// proseText gives what a prose says, row by row, with the marks before them.
func proseText(p *prose) string {
	var rows []string
	for _, r := range p.rows {
		mark := ""
		if r.set != nil && r.set.bullet != "" {
			mark = r.set.bullet + " "
		}
		rows = append(rows, mark+strings.TrimSpace(r.words.String()))
	}
	return strings.Join(rows, "|")
}

// button finds a button of the row of what can be done with a proposal.
func button(s *proposalScreen, words string) *widget.Button {
	for _, o := range slices.Concat(s.deeds.Objects, s.others.Objects) {
		if b := o.(*widget.Button); b.Text == words {
			return b
		}
	}
	return widget.NewButton("", nil)
}

// radio finds the question with one answer on a sheet.
func radio(o fyne.CanvasObject) *widget.RadioGroup {
	switch o := o.(type) {
	case *widget.RadioGroup:
		return o
	case *fyne.Container:
		for _, inside := range o.Objects {
			if r := radio(inside); r != nil {
				return r
			}
		}
	}
	return nil
}
