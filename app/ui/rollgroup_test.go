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

// TestApproveAgain: what stopped counting when somebody was removed is brought back with one tap.
func TestApproveAgain(t *testing.T) {
	s := newStreet(t, "Ben", "Cem")
	ctx := context.Background()
	s.ok(s.store.SetRole(ctx, s.group, s.person("Ben"), forum.RoleOfficer, ""))
	s.meet()
	cem := s.person("Cem")
	s.ok(s.of["Ben"].SetRole(ctx, s.group, cem, forum.RoleReader, "")) // Ada has not heard of it
	s.ok(s.store.Remove(ctx, s.group, s.person("Ben"), ""))
	s.meet()
	u := newUndone(s.app, s.group)
	s.show(u, 390, 844)
	if len(u.cards.made) != 1 {
		t.Fatalf("%d things to approve again", len(u.cards.made))
	}
	for _, card := range u.cards.made {
		if got := card.what.Text; got != "Ben had changed the role of Cem" {
			t.Errorf("it says %q", got)
		}
		s.press(card.again)
	}
	roll, err := s.store.Roll(ctx, s.group)
	s.ok(err)
	if m, _ := roll.Find(cem); m.Role != forum.RoleReader || !u.empty.root.Visible() {
		t.Errorf("Cem is a %s, and the page says it is empty (%v)", m.Role, u.empty.root.Visible())
	}
	s.noErrors()
}

// TestLeaveUndone: what stopped counting, and nobody wants back, is put away.
func TestLeaveUndone(t *testing.T) {
	s := newStreet(t, "Ben", "Cem")
	ctx := context.Background()
	s.ok(s.store.SetRole(ctx, s.group, s.person("Ben"), forum.RoleOfficer, ""))
	s.meet()
	s.ok(s.of["Ben"].SetRole(ctx, s.group, s.person("Cem"), forum.RoleReader, ""))
	s.ok(s.store.Remove(ctx, s.group, s.person("Ben"), ""))
	s.meet()
	u := newUndone(s.app, s.group)
	s.show(u, 390, 844)
	for _, card := range u.cards.made {
		s.press(card.away)
	}
	roll, err := s.store.Roll(ctx, s.group)
	s.ok(err)
	if m, _ := roll.Find(s.person("Cem")); m.Role != forum.RoleMember || len(u.cards.made) != 0 {
		t.Errorf("Cem is a %s, and %d things are left", m.Role, len(u.cards.made))
	}
	s.noErrors()
}

// TestInviteIntoSection: an invite says what its holder will be and in which section, is listed while it works, and is
// withdrawn.
func TestInviteIntoSection(t *testing.T) {
	s := newStreet(t, "Ben")
	s.section("North", 1, "Ben")
	s.app.Net = quietLane{s.now}
	i := newInvite(s.app, s.group)
	s.show(i, 390, 844)
	for _, choice := range []*widget.Select{i.role, i.section} {
		s.tabTo(choice)
		choice.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	s.press(i.make)
	roll, err := s.store.Roll(context.Background(), s.group)
	s.ok(err)
	out := 0
	for id, row := range i.out.made {
		out++
		if offer := roll.Invites[id].Offer; offer.Role != forum.RoleReader || offer.Section != "North" || !strings.Contains(row.words.Text, "a reader") || !strings.Contains(row.words.Text, "North") {
			t.Errorf("made %+v, and it says %q", offer, row.words.Text)
		}
		s.press(row.withdraw)
		roll, err = s.store.Roll(context.Background(), s.group)
		s.ok(err)
		if !roll.Invites[id].Revoked {
			t.Error("the invite still works")
		}
	}
	if out != 1 || len(i.out.made) != 0 {
		t.Errorf("%d invites were listed, and %d are after withdrawing", out, len(i.out.made))
	}
	s.noErrors()
}

// TestCharterForm: an officer names a section by keyboard; where a section must be heard, the change becomes a matter,
// and the form says so before it is sent.
func TestCharterForm(t *testing.T) {
	s := newStreet(t, "Ben")
	left := false
	form := func() *charterForm {
		f := newCharterForm(s.app, s.group, func() { left = true })
		s.show(f, 390, 844)
		return f
	}
	kept := forum.Rules{Voting: &forum.Voting{Blocks: 1}, Bodies: []forum.Body{{Name: "board", Seats: 3, Term: 1}}}
	s.ok(s.store.SetCharter(context.Background(), s.group, forum.Charter{Rules: &kept}))
	f := form()
	s.press(f.send)
	if f.note.Hidden {
		t.Error("a form with nothing changed is sent")
	}
	s.press(f.add)
	test.Type(s.window.Canvas().Focused(), "North")
	f = form() // left, and opened again
	if len(f.sections.all) != 1 || f.sections.all[0].name.Text != "North" {
		t.Fatal("the section begun is lost")
	}
	e := f.sections.all[0].charter
	s.tabTo(e.kind)
	for range 3 {
		e.kind.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	s.tabTo(e.number)
	test.Type(e.number, "x")
	s.press(f.send)
	if f.note.Hidden || f.asking.Open() {
		t.Error("a number that is none is sent")
	}
	e.number.SetText("1")
	s.press(f.send)
	if got := f.asking.needs.Text; got != t2text("asking.at_once") || !strings.Contains(f.asking.what.Text, "1 of North must agree") {
		t.Errorf("it says %q of %q", got, f.asking.what.Text)
	}
	s.press(f.asking.yes)
	if !left || s.app.desk.Draft(f.key()) != "" {
		t.Errorf("the form is left (%v), and keeps %q", left, s.app.desk.Draft(f.key()))
	}
	roll, err := s.store.Roll(context.Background(), s.group)
	s.ok(err)
	if r := roll.Rules; len(r.Sections) != 1 || r.Voting == nil || r.Voting.Blocks != 1 || len(r.Bodies) != 1 {
		t.Errorf("what the form does not show is lost: %+v", r)
	}
	s.ok(s.store.SetRole(context.Background(), s.group, s.person("Ben"), forum.RoleMember, "North"))
	f = form()
	test.Tap(f.sections.all[0].drop)
	s.press(f.send)
	if got := f.asking.needs.Text; !strings.Contains(got, "One more person of North must agree") {
		t.Errorf("to take out a section that must agree it says %q", got)
	}
	s.press(f.asking.yes)
	c := newCharter(s.app, s.group, func(Screen) {})
	s.show(c, 390, 844)
	if len(c.matters.made) != 1 || len(c.sections.made) != 1 {
		t.Errorf("the charter shows %d matters and %d sections", len(c.matters.made), len(c.sections.made))
	}
	s.noErrors()
}

// TestNoOfficersLeft: the members name new officers: one asks, another joins in.
func TestNoOfficersLeft(t *testing.T) {
	s := newStreet(t, "Ben", "Cem")
	s.ok(s.store.Remove(context.Background(), s.group, s.person("Ada"), ""))
	s.meet()
	list := newMembers(s.as("Ben"), s.group, func(Screen) {}, func() {})
	s.show(list, 390, 844)
	if list.lines[0].place != t2text("recover.title") {
		t.Fatalf("the list begins with %q", list.lines[0].place)
	}
	r := newRecover(s.as("Ben"), s.group)
	s.show(r, 390, 844)
	if !r.ask.Disabled() {
		t.Error("nobody is chosen, and it can be sent")
	}
	s.press(r.boxes.made[s.person("Ben")].box)
	s.press(r.ask)
	if got := r.asking.needs.Text; !strings.Contains(got, "1 of 2 so far") {
		t.Errorf("before sending it says %q", got)
	}
	s.press(r.asking.yes)
	s.meet()
	other := newRecover(s.as("Cem"), s.group)
	s.show(other, 390, 844)
	s.askToo(other.cards)
	s.meet()
	roll, err := s.store.Roll(context.Background(), s.group)
	s.ok(err)
	if m, _ := roll.Find(s.person("Ben")); m.Role != forum.RoleOfficer {
		t.Errorf("Ben is a %s", m.Role)
	}
	other.Refresh()
	s.settle()
	if other.form.Visible() || !other.none.Visible() {
		t.Error("there is an officer, and the page goes on asking for one")
	}
	s.noErrors()
}

// TestMembersByKeyboard: the list is gone through with the arrow keys, section by section, and a person opened with the
// space bar; headings lead nowhere.
func TestMembersByKeyboard(t *testing.T) {
	s := newStreet(t, "Ben", "Cem")
	s.section("North", 1, "Cem")
	var opened []Screen
	list := newMembers(s.app, s.group, func(p Screen) { opened = append(opened, p) }, func() {})
	s.show(list, 390, 844)
	var order []string
	for _, l := range list.lines {
		order = append(order, l.heading+l.place+l.title)
	}
	want := []string{"Sections and charter", "Confidential part", "Your devices", "North", "Cem", "In no section", "Ada Lovelace (you)", "Ben"}
	if got := strings.Join(order, "|"); got != strings.Join(want, "|") {
		t.Fatalf("the list is %s", got)
	}
	s.tabTo(list.list)
	for range list.lines {
		list.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		list.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	if len(opened) != 6 {
		t.Fatalf("%d things were opened", len(opened))
	}
	if p, ok := opened[3].(*personScreen); !ok || p.id != s.person("Cem") {
		t.Errorf("the fourth is %T", opened[3])
	}
	s.noErrors()
}

// TestNewsKeepsTheAnswer: news of the group leaves the card, and the words being typed in it, where they are.
func TestNewsKeepsTheAnswer(t *testing.T) {
	s := newStreet(t, "Ben", "Cem", "Dee")
	s.section("North", 2, "Ben", "Cem", "Dee")
	s.ok(s.store.Remove(context.Background(), s.group, s.person("Ben"), ""))
	s.meet()
	m := newMatters(s.as("Cem"), s.group)
	s.show(m, 390, 844)
	for _, card := range m.cards.made {
		s.press(card.object)
		test.Type(s.window.Canvas().Focused(), "I was")
		words := s.window.Canvas().Focused()
		s.ok(s.of["Dee"].Answer(context.Background(), s.group, card.id, forum.Answer{Stance: forum.StanceAgree}))
		s.meet()
		m.Refresh()
		s.settle()
		if s.window.Canvas().Focused() != words || words.(*area).Text != "I was" || !strings.Contains(card.said.Text, "Dee: agrees.") {
			t.Errorf("after news the keyboard is in %T, and the card says %q", s.window.Canvas().Focused(), card.said.Text)
		}
	}
	s.noErrors()
}

// TestCharterRules: an officer starts from a template and changes it; what was agreed of voting stays when only sections
// are changed, and what is wrong is said in words.
func TestCharterRules(t *testing.T) {
	s := newStreet(t, "Ben")
	form := func() *charterForm {
		f := newCharterForm(s.app, s.group, func() {})
		s.show(f, 390, 844)
		return f
	}
	f := form()
	f.rules.template.SetSelectedIndex(slices.Index(templateNames(), "Tenants' association"))
	if len(f.sections.all) != 2 || f.rules.who.SelectedIndex() != 1 || f.rules.notice.Text != "14" {
		t.Fatalf("from the template it has %d sections, and %+v", len(f.sections.all), f.rules.Draft())
	}
	f.rules.present.SetText("many")
	s.press(f.send)
	if f.note.Hidden || !strings.Contains(f.note.Text, "How many must be at a meeting") {
		t.Errorf("a quorum that is none: %q", f.note.Text)
	}
	f.rules.present.SetText("1/4")
	f = form() // left, and opened again
	if f.rules.present.Text != "1/4" || f.rules.who.SelectedIndex() != 1 {
		t.Fatalf("what was begun is lost: %+v", f.rules.Draft())
	}
	s.press(f.send)
	if !strings.Contains(f.asking.what.Text, "Each household has one vote") || !strings.Contains(f.asking.what.Text, "14 clear days") {
		t.Errorf("it asks: %q", f.asking.what.Text)
	}
	s.press(f.asking.yes)
	roll, err := s.store.Roll(context.Background(), s.group)
	s.ok(err)
	if !roll.Rules.ByHousehold() || roll.Rules.Meeting.Quorum.String() != "1/4" || len(roll.Rules.Sections) != 2 {
		t.Fatalf("the rules are %+v", roll.Rules)
	}
	f = form()
	s.press(f.send)
	if f.note.Text != t2text("charter.same") {
		t.Errorf("with nothing changed it says %q", f.note.Text)
	}
	f.sections.all[0].who.SetText("whoever owns")
	s.press(f.send)
	s.press(f.asking.yes)
	roll, err = s.store.Roll(context.Background(), s.group)
	s.ok(err)
	if !roll.Rules.ByHousehold() || roll.Rules.Voting.Quorum.Number != 5 || roll.Rules.Sections[0].For != "whoever owns" {
		t.Errorf("after a change of a section the rules are %+v", roll.Rules)
	}
	c := newCharter(s.app, s.group, func(Screen) {})
	s.show(c, 390, 844)
	if said := strings.Join(factLines(c.rules.shown), "\n"); !strings.Contains(said, "At least 3/4 of those who say yes or no") {
		t.Errorf("the charter shows %q", said)
	}
	s.noErrors()
}
