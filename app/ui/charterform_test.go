package ui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"moot/assets"
	"moot/store/forum"
)

// everyRule is a charter that says everything a charter file can say, each in a way that the form does not offer by itself where
// there is one.
const everyRule = `name = "Everything"
aims = """
Two lines
of aims"""
cards = 2
[voting]
ordinary = "at least 5/9 of voters"
special = "more than 7/8 of eligible"
quorum = "1/3, at least 4"
casting = "opener"
blocks = 2
who = "household"
delegation = false
proxies = 3
[meeting]
quorum = "1/4, at least 3"
active = 7
adjourned = "2"
notice = 21
holidays = "scotland"
[files]
most = "1500kB"
total = "none"
[section."North"]
for = "numbers 1 to 9"
removal = "consent 50%, at least 2"
charter = "quorum 3"
closing = "hearing 9 days"
[body."Board"]
seats = 7
term = 3
retire = "2/7"
vacancy = "co-opt"
[body."Friends"]
seats = 2
term = 1
officers = false
vacancy = "elect"
[capacity.planner]
for = "the council's planning officer"
advises = true
[capacity.councillor]
signs = 2
kinds = "ordinary, special"
over = 1000050
`

// charters are those that come with Moot and the one above.
func charters() map[string][]byte {
	all := map[string][]byte{"everything": []byte(everyRule), "empty tables": []byte("[voting]\n[meeting]\n[files]\n[section]\n")}
	for _, one := range assets.Charters() {
		all[one.Name] = one.Text
	}
	return all
}

// TestCharterFormKeepsEveryRule: a charter of any kind goes through the form and comes out as it was: as what a group has, and as a
// file that is taken over. A change of one rule changes that one.
func TestCharterFormKeepsEveryRule(t *testing.T) {
	s := newStreet(t, "Ben")
	ctx := context.Background()
	for name, text := range charters() {
		want, err := forum.ParseCharter(text)
		s.ok(err)
		want.Name = "Group of " + name
		file := string(forum.FormatCharter(want.Name, want.Aims, *want.Rules))
		group, err := s.store.CreateGroup(ctx, want)
		s.ok(err)
		f := newCharterForm(s.app, group, func() {})
		s.show(f, 390, 844)
		if _, problem := f.charter(); problem != t2text("charter.same") {
			t.Errorf("%s: with nothing touched the form says %q", name, problem)
		}
		f.limits.cards.SetText("9")
		c, problem := f.charter()
		if problem != "" || c.Rules == nil {
			t.Fatalf("%s: %q", name, problem)
		}
		c.Rules.Cards = want.Rules.Cards
		if got := string(forum.FormatCharter(want.Name, want.Aims, *c.Rules)); got != file {
			t.Errorf("%s: with one rule changed the rest is\n%s\nand was\n%s", name, got, file)
		}

		if name == "empty tables" { // in a group with no rules that comes to the same as none
			continue
		}
		empty := newCharterForm(s.app, s.group, func() {})
		s.show(empty, 390, 844)
		s.ok(empty.takeFile([]byte(file)))
		c, problem = empty.charter()
		if problem != "" {
			t.Fatalf("%s from a file: %s", name, problem)
		}
		if got := string(forum.FormatCharter(c.Name, c.Aims, *c.Rules)); got != file {
			t.Errorf("%s from a file comes to\n%s\nand the file was\n%s", name, got, file)
		}
		empty.cancel()
	}
	s.noErrors()
}

// TestCharterFormBodies: a board, what people sign as and limits are written by keyboard and hold; who was appointed stays when the
// form is sent again, and wrong numbers are said in words.
func TestCharterFormBodies(t *testing.T) {
	s := newStreet(t, "Ben")
	ctx := context.Background()
	form := func() *charterForm {
		f := newCharterForm(s.app, s.group, func() {})
		s.show(f, 390, 844)
		return f
	}
	f := form()
	f.more.OpenAll()
	s.press(f.addBody)
	f.bodies.all[0].name.SetText("Board")
	f.bodies.all[0].seats.SetText("six")
	s.press(f.addCapacity)
	f.capacities.all[0].name.SetText("Planner")
	f.capacities.all[0].signs.SetText("1")
	s.press(f.capacities.all[0].kinds["budget"].box)
	f.capacities.all[0].over.SetText("12,500")
	f.limits.most.SetText("0.5")
	s.press(f.send)
	if !strings.Contains(f.note.Text, "Board: Write a whole number before: seats") {
		t.Errorf("of six seats it says %q", f.note.Text)
	}
	f = form() // left, and opened again
	if len(f.bodies.all) != 1 || len(f.capacities.all) != 1 || f.limits.most.Text != "0.5" || f.capacities.all[0].over.Text != "12,500" {
		t.Fatalf("what was begun is lost: %+v", f.draft())
	}
	f.bodies.all[0].seats.SetText("6")
	f.bodies.all[0].retire.SetSelectedIndex(2)
	s.press(f.send)
	for _, want := range []string{"New, and elected: Board", "Seats: 6", "stands down each year: 1/3 of them", "New to sign as: Planner", "£12,500", "budget", "0.5 MB"} {
		if !strings.Contains(f.asking.what.Text, want) {
			t.Errorf("it does not say %q in %q", want, f.asking.what.Text)
		}
	}
	s.press(f.asking.yes)
	c := newCharter(s.app, s.group, func(Screen) {})
	s.show(c, 390, 844)
	s.press(c.capacities.made["Planner"].appoint)
	s.pick(c.asking, "Ben")
	s.press(c.asking.yes)
	if got := c.capacities.made["Planner"].who.Text; got != "Appointed: Ben" {
		t.Errorf("after appointing it says %q", got)
	}
	f = form()
	f.rules.notice.SetText("10")
	s.press(f.send)
	s.press(f.asking.yes)
	roll, err := s.store.Roll(ctx, s.group)
	s.ok(err)
	planner, _ := roll.Rules.Capacity("Planner")
	if len(planner.Holders) != 1 || planner.Over != 1_250_000 || !slices.Equal(planner.Kinds, []string{"budget"}) || roll.Rules.Bodies[0].Retire != (forum.Fraction{Num: 1, Den: 3}) || roll.Rules.FileLimits().Most != 500_000 {
		t.Errorf("after another change the rules are %+v", roll.Rules)
	}
	c.Refresh()
	s.settle()
	s.show(c, 390, 844)
	s.press(c.capacities.made["Planner"].end)
	s.pick(c.asking, "Ben")
	s.press(c.asking.yes)
	if got := c.capacities.made["Planner"].who.Text; got != "Nobody has been appointed." {
		t.Errorf("after ending it the card says %q", got)
	}
	s.noErrors()
}

// TestCharterRulesAreTakenOut: what is emptied or dropped in the form is gone from the charter, and does not stay as what was left out.
func TestCharterRulesAreTakenOut(t *testing.T) {
	s := newStreet(t, "Ben")
	want, err := forum.ParseCharter([]byte(everyRule))
	s.ok(err)
	s.ok(s.store.SetCharter(context.Background(), s.group, want))
	f := newCharterForm(s.app, s.group, func() {})
	s.show(f, 390, 844)
	for _, e := range []*lineEntry{f.limits.most, f.limits.total, f.limits.cards, f.rules.quorum, f.rules.notice, f.rules.present, f.rules.blocks} {
		e.SetText("")
	}
	for len(f.bodies.all) > 0 {
		f.bodies.all[0].drop.OnTapped()
	}
	for len(f.capacities.all) > 0 {
		f.capacities.all[0].drop.OnTapped()
	}
	f.sections.all[0].drop.OnTapped()
	s.press(f.send)
	s.press(f.asking.yes)
	roll, err := s.store.Roll(context.Background(), s.group)
	s.ok(err)
	r := roll.Rules
	if len(roll.Matters) > 0 { // North must have answered, and nobody is in it: what was asked for is what is looked at
		r = *roll.Matters[len(roll.Matters)-1].Charter.Rules
	}
	if len(r.Bodies)+len(r.Capacities)+len(r.Sections) > 0 || r.FileLimits() != forum.DefaultFiles || r.CardSigners() != 1 ||
		r.Terms("").Quorum != (forum.Quorum{}) || r.Terms("").Blocks != 0 || r.Meeting.Notice != 0 || r.Meeting.Quorum != (forum.Quorum{}) {
		t.Errorf("after taking all out there is %+v", r)
	}
	s.noErrors()
}

// TestCharterDraftOfBefore: what an older version kept of a form had no bodies, capacities or limits, and takes none away.
func TestCharterDraftOfBefore(t *testing.T) {
	s := newStreet(t, "Ben")
	want, err := forum.ParseCharter([]byte(everyRule))
	s.ok(err)
	group, err := s.store.CreateGroup(context.Background(), want)
	s.ok(err)
	s.app.desk.Keep("charter/"+group.String(), `{"Name":"Other","Aims":"New aims","Sections":null,"Rules":{"Ordinary":"more than 1/2 of votes","Special":"more than 1/2 of votes"}}`)
	f := newCharterForm(s.app, group, func() {})
	s.show(f, 390, 844)
	c, problem := f.charter()
	if problem != "" || c.Name != "Other" || len(c.Rules.Bodies) != 2 || len(c.Rules.Capacities) != 2 || c.Rules.Cards != 2 || c.Rules.Files == nil {
		t.Errorf("%q: %+v %+v", problem, c, c.Rules)
	}
	roll, err := s.store.Roll(context.Background(), group)
	s.ok(err)
	if len(roll.Rules.Sections) != 1 || roll.Rules.Sections[0].Name != "North" {
		t.Errorf("reading the draft has changed the roll: %+v", roll.Rules.Sections)
	}
	s.noErrors()
}

// TestCharterPictures draws the charter of everything and the form for it.
func TestCharterPictures(t *testing.T) {
	s := newStreet(t, "Ben Okri")
	want, err := forum.ParseCharter([]byte(everyRule))
	s.ok(err)
	want.Name = "Residents of Rowan House"
	s.ok(s.store.SetCharter(context.Background(), s.group, want))
	s.ok(s.store.Appoint(context.Background(), s.group, "planner", s.person("Ben Okri"), false))
	s.looks("charter-all", func() Screen { return newCharter(s.app, s.group, func(Screen) {}) })
	s.looks("charter-signers", func() Screen { return newCharter(s.app, s.group, func(Screen) {}) }, rolledTo(func(p Screen) fyne.CanvasObject { return p.(*charterScreen).signBox }),
		func(p Screen) { p.(*charterScreen).askAppoint("planner", true) })
	form := func() Screen { return newCharterForm(s.app, s.group, func() {}) }
	unfolded := func(p Screen) { p.(*charterForm).more.OpenAll() }
	s.looks("charter-form-all", form, rolledTo(func(p Screen) fyne.CanvasObject { return p.(*charterForm).send }))
	s.looks("charter-form-bodies", form, unfolded, rolledTo(func(p Screen) fyne.CanvasObject { return p.(*charterForm).bodies.box }))
	s.looks("charter-form-capacities", form, unfolded, rolledTo(func(p Screen) fyne.CanvasObject { return p.(*charterForm).capacities.box }))
	s.looks("charter-form-limits", form, unfolded, rolledTo(func(p Screen) fyne.CanvasObject { return p.(*charterForm).limits.root }))
}

// TestQuorumInEveryLanguage: a quorum of a share and a number is shown and typed in the words of the screens, and read again the same; so
// is the example beside the field, and what a charter file has.
func TestQuorumInEveryLanguage(test *testing.T) {
	test.Cleanup(func() { setLanguage() })
	both := forum.Quorum{Share: forum.Fraction{Num: 1, Den: 3}, Number: 5}
	for _, tag := range assets.Languages() {
		setLanguage(tag)
		shown := quorumText(both)
		for _, typed := range []string{shown, strings.ToUpper(shown), both.String()} {
			if got, err := readQuorum(typed); err != nil || got != both {
				test.Errorf("%s: %q is read as %v, %v", tag, typed, got, err)
			}
		}
		for _, q := range []forum.Quorum{{Number: 5}, {Share: forum.Fraction{Num: 1, Den: 3}}} {
			if got, err := readQuorum(quorumText(q)); err != nil || got != q {
				test.Errorf("%s: %q is read as %v, %v", tag, quorumText(q), got, err)
			}
		}
		if !strings.Contains(t("charter.quorum_hint"), shown) || !strings.Contains(t("charter.needs_quorum", "What", ""), shown) {
			test.Errorf("%s: the example %q is not %q", tag, t("charter.quorum_hint"), shown)
		}
		for _, wrong := range []string{"1/3 of 5", "1/3 5 5", "at most 1/3, 5", shown + " 7"} {
			if q, err := readQuorum(wrong); err == nil {
				test.Errorf("%s: %q is read as %v", tag, wrong, q)
			}
		}
	}
}
