package ui

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/assets"
	"moot/store/forum"
)

// teller opens the sheet of a vote on somebody's device.
func (s *street) teller(name string, id forum.ID) *proposalScreen {
	screen := newProposal(s.as(name), s.group, id)
	s.show(screen, 500, 900)
	test.Tap(screen.vote.papers.enter)
	s.settle()
	return screen
}

// types enters one paper with the keyboard alone: its number, Enter, a choice with the space bar, and on to "Next paper".
func (s *street) types(sheet *paperSheet, number string, choice int) {
	s.t.Helper()
	c := s.window.Canvas()
	c.Focus(sheet.number)
	test.Type(sheet.number, number)
	sheet.number.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	for range choice {
		c.FocusNext()
	}
	c.Focused().TypedRune(' ')
	s.tabTo(sheet.next)
	sheet.next.TypedRune(' ')
	s.settle()
}

// TestPapers: a vote opened for papers too; two tellers tick and type what they found, blind; a mismatch in words, put right;
// the one who voted on paper is told so; the certificate.
func TestPapers(t *testing.T) {
	st := newStreet(t, "Bob", "Cat")
	b := st.bench
	id := b.proposal("Mend the light", "The light is broken.", 0)
	s := newProposal(b.app, b.group, id)
	b.show(s, 500, 700)
	o := s.vote.opening
	test.Tap(o.start)
	test.Tap(o.secret.box)
	test.Tap(o.paper.box)
	if o.secret.box.Checked || !o.counting.Visible() {
		t.Error("a secret vote takes papers")
	}
	test.Tap(o.open)
	b.settle()
	if !strings.Contains(o.note.Text, "at least two people") {
		t.Errorf("one teller: %q", o.note.Text)
	}
	test.Tap(o.tellers.made[st.person("Bob")].box)
	test.Tap(o.open)
	b.settle()
	if v := b.page(id).Votes[0]; v.Paper == nil || len(v.Tellers) != 2 {
		t.Fatalf("%+v", v)
	}
	st.meet()
	_, err := st.of["Cat"].Cast(context.Background(), b.group, id, forum.No, "")
	b.ok(err)
	st.meet()

	ada := st.teller("Ada", id)
	sheet := ada.vote.papers.sheet
	draw, err := ada.vote.papers.pdf()
	b.ok(err)
	if file, err := draw(context.Background()); err != nil || !bytes.HasPrefix(file, []byte("%PDF")) {
		t.Errorf("papers to print: %v", err)
	}
	test.Tap(sheet.ticks.made[st.person("Cat")].box)
	st.settle()
	test.Tap(sheet.next)
	if !strings.Contains(sheet.note.Text, "number that is printed") {
		t.Errorf("no number: %q", sheet.note.Text)
	}
	st.types(sheet, "7", 0)
	if sheet.list.Text != "Paper 7: Yes" || sheet.number.Text != "" || sheet.totals.Text != "Papers entered: 1. People ticked: 1." {
		t.Errorf("%q, %q", sheet.list.Text, sheet.totals.Text)
	}
	if b.window.Canvas().Focused() != fyne.Focusable(sheet.number) {
		t.Error("the keyboard is not at the next paper's number")
	}
	st.types(sheet, "7", 1)
	if !strings.Contains(sheet.note.Text, "entered already: Yes") || sheet.list.Text != "Paper 7: Yes" {
		t.Errorf("again: %q", sheet.note.Text)
	}
	sheet.clear()
	sheet.sign()
	st.settle()
	st.meet()
	if got := ada.vote.papers.stands.Text; strings.Contains(got, "differs") || !strings.Contains(got, "Handed in by: Ada Lovelace.") {
		t.Errorf("one count: %q", got)
	}

	bob := st.teller("Bob", id)
	if got := bob.vote.papers.stands.Text; !strings.Contains(got, "when you have handed in your own count") || bob.vote.papers.sheet.list.Text != "" {
		t.Errorf("Bob is shown %q and %q", got, bob.vote.papers.sheet.list.Text)
	}
	test.Tap(bob.vote.papers.sheet.ticks.made[st.person("Cat")].box)
	st.settle()
	st.types(bob.vote.papers.sheet, "7", 2)
	bob.vote.papers.sheet.sign()
	st.settle()
	if got := bob.vote.papers.stands.Text; !strings.Contains(got, "Paper 7 differs. ") || !strings.Contains(got, "Bob has: Abstain.") || !strings.Contains(got, "Look at these together.") {
		t.Errorf("a mismatch: %q", got)
	}
	if !bob.vote.papers.unsettled() {
		t.Error("closing now would leave a paper out unsaid")
	}
	test.Tap(bob.vote.papers.enter)
	st.types(bob.vote.papers.sheet, "7", 0)
	test.Tap(bob.vote.papers.sheet.next)
	st.settle()
	bob.vote.papers.sheet.sign()
	st.settle()
	st.meet()
	cat := newProposal(st.as("Cat"), b.group, id)
	b.show(cat, 500, 900)
	if !strings.Contains(cat.vote.papers.stands.Text, "You voted on paper.") || !strings.Contains(cat.vote.papers.stands.Text, "Cat voted on paper instead") ||
		!strings.Contains(cat.vote.counts.Text, "Yes 1, No 0") || cat.vote.papers.buttons.Visible() {
		t.Errorf("Cat: %q, %q", cat.vote.papers.stands.Text, cat.vote.counts.Text)
	}
	bob.vote.sign()
	st.settle()
	st.meet()
	b.show(cat, 500, 900)
	if p := b.page(id); p.State != forum.StatePassed || !strings.Contains(cat.vote.papers.stands.Text, "On devices 0, on paper 1.") {
		t.Errorf("%s, %q", p.State, cat.vote.papers.stands.Text)
	}
	b.noErrors()
}

// TestPaperFields: what is typed from a paper is read as on the paper, in every way of voting, and what makes no sense is said.
func TestPaperFields(t *testing.T) {
	b := newBench(t)
	for method, x := range map[string]struct {
		marks []string
		want  forum.Paper
		wrong string
	}{
		"ranked":          {[]string{"2", "", "1"}, forum.Paper{No: 4, Prefs: []int{2, 0}}, ""},
		"ranked gap":      {[]string{"1", "", "3"}, forum.Paper{}, "no gaps"},
		"ranked twice":    {[]string{"1", "1", ""}, forum.Paper{}, "no gaps"},
		"ranked words":    {[]string{"x", "", ""}, forum.Paper{}, "no gaps"},
		"ranked empty":    {[]string{"", "", ""}, forum.Paper{No: 4, Choice: forum.Abstain}, ""},
		"score":           {[]string{"5", "0", "2"}, forum.Paper{No: 4, Prefs: []int{0, 2}, Points: []int64{5, 2}}, ""},
		"score too many":  {[]string{"6", "", ""}, forum.Paper{}, "5"},
		"approval":        {[]string{"x", "", "x"}, forum.Paper{No: 4, Prefs: []int{0, 2}}, ""},
		"budget":          {[]string{"", "x", ""}, forum.Paper{No: 4, Prefs: []int{1}}, ""},
		"stv one":         {[]string{"", "", "1"}, forum.Paper{No: 4, Prefs: []int{2}}, ""},
		"approval spoilt": {[]string{"x", "", ""}, forum.Paper{No: 4, Choice: forum.Spoilt}, ""},
	} {
		s := newPaperSheet(b.app, b.group, forum.ID{}, func() {})
		s.vote = &forum.Vote{Method: strings.Fields(method)[0], Options: []forum.Option{{Title: "A"}, {Title: "B"}, {Title: "C"}}, Most: 5}
		s.make()
		s.number.SetText(" 4 ")
		for i, m := range x.marks {
			if len(s.marks) > 0 {
				s.marks[i].SetText(m)
			} else {
				s.crosses[i].box.SetChecked(m != "")
			}
		}
		s.spoilt.box.SetChecked(strings.HasSuffix(method, "spoilt"))
		got, err := s.paper()
		if x.wrong == "" && (err != nil || got.No != 4 || !got.Same(&x.want)) || x.wrong != "" && (err == nil || !strings.Contains(err.Error(), x.wrong)) {
			t.Errorf("%s: %+v, %v", method, got, err)
		}
	}
}

// TestPaperLooks: a teller's screen fits at every size.
func TestPaperLooks(t *testing.T) {
	st := newStreet(t, "Bob", "Cat", "Dan")
	ctx := context.Background()
	id := st.proposal("Trees", "Which trees do we plant by the pond?", 0)
	_, err := st.store.NewVote(ctx, st.group, id, forum.OpenVote{Method: forum.MethodRanked, Paper: true, Tellers: []forum.Person{st.person("Ada"), st.person("Bob")},
		Options: []forum.Option{{Title: "An oak"}, {Title: "A lime tree with a bench all the way round it"}, {Title: "A beech"}}})
	st.ok(err)
	st.meet()
	for who, prefs := range map[string][]int{"Ada": {0, 1}, "Bob": {1, 0}} {
		_, err := st.of[who].EnterPapers(ctx, st.group, id, func(n *forum.PaperCount) error {
			n.People = []forum.Person{st.person("Cat"), st.person("Dan")}
			n.Papers = []forum.Paper{{No: 3, Prefs: []int{2}}, {No: 4, Prefs: prefs}, {No: 9, Choice: forum.Spoilt}}
			return nil
		})
		st.ok(err)
		_, err = st.of[who].HandInPapers(ctx, st.group, id, false)
		st.ok(err)
	}
	st.meet()
	make := func() Screen { return newProposal(st.app, st.group, id) }
	st.looks("papers-sheet", make, func(s Screen) { test.Tap(s.(*proposalScreen).vote.papers.enter) }, func(s Screen) {
		p := s.(*proposalScreen)
		p.scroll.Offset.Y = fyne.CurrentApp().Driver().AbsolutePositionForObject(p.vote.papers.sheet.number).Y - 80
		p.scroll.Refresh()
	})
	st.looks("papers-print", make, func(s Screen) { test.Tap(s.(*proposalScreen).vote.papers.print) })
	t.Cleanup(func() { setLanguage() })
	fyne.CurrentApp().Settings().SetTheme(&look{mode: "light", scale: 2})
	for _, tag := range assets.Languages() {
		setLanguage(tag)
		for _, open := range []func(*papersCard){func(c *papersCard) { test.Tap(c.enter) }, func(c *papersCard) { test.Tap(c.print) }} {
			s := newProposal(st.app, st.group, id)
			st.show(s, 390, 844)
			open(s.vote.papers)
			st.settle()
			st.relayout()
			for _, words := range squeezed(s.vote.papers.root) {
				t.Errorf("%s: no room for %q", tag, words)
			}
			if got := s.vote.papers.root.MinSize().Width; got > 390 {
				t.Errorf("%s needs %v of 390 units", tag, got)
			}
			s.Close()
		}
		if tag == "ar" || tag == "pl" {
			st.picture("papers-" + tag)
		}
	}
	setLanguage("en")
	other := st.proposal("A lamp", "By the gate.", 0)
	st.looks("papers-opening", func() Screen { return newProposal(st.app, st.group, other) }, func(s Screen) {
		o := s.(*proposalScreen).vote.opening
		test.Tap(o.start)
		test.Tap(o.paper.box)
	})
}
