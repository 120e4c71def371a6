package ui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/store"
	"moot/store/forum"
)

// TestRemovalNeedsTheSection: who asks for a removal is told first what it needs; it is shown to everybody with what it
// lacks; the section answers by keyboard alone; and then it takes effect.
func TestRemovalNeedsTheSection(t *testing.T) {
	s := newStreet(t, "Ben", "Cem", "Dee")
	s.section("North", 2, "Ben", "Cem", "Dee")
	ben := s.person("Ben")
	p := newPerson(s.app, s.group, ben)
	s.show(p, 700, 800)
	p.more.OpenAll()
	s.press(p.remove)
	if got := p.asking.needs.Text; !strings.Contains(got, "2 more people of North must agree") {
		t.Fatalf("before sending it says %q", got)
	}
	test.Type(s.window.Canvas().Focused(), "He sold the ladder.")
	s.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(ctrlEnter)
	s.settle()
	if p.asking.Open() || s.standing("Ben") != forum.StandingMember || len(p.matters.made) != 1 {
		t.Fatalf("asked: the question is open (%v), Ben is %s, %d matters are shown", p.asking.Open(), s.standing("Ben"), len(p.matters.made))
	}
	s.meet()

	for i, name := range []string{"Cem", "Dee"} {
		m := newMatters(s.as(name), s.group)
		s.show(m, 390, 844)
		if len(m.cards.made) != 1 {
			t.Fatalf("%s sees %d matters", name, len(m.cards.made))
		}
		var card *matterCard
		for _, c := range m.cards.made {
			card = c
		}
		if card.second.Visible() || !card.agree.Visible() || !card.object.Visible() || !card.speak.Visible() {
			t.Errorf("%s is offered to ask (%v), agree (%v), object (%v), speak (%v)", name, card.second.Visible(), card.agree.Visible(), card.object.Visible(), card.speak.Visible())
		}
		if !strings.Contains(card.why.Text, "He sold the ladder.") || !strings.Contains(card.lacks.Text, "of North must agree") {
			t.Errorf("%s reads %q and %q", name, card.why.Text, card.lacks.Text)
		}
		s.press(card.agree)
		if i == 1 && card.asking.needs.Text != t2text("asking.at_once") {
			t.Errorf("the last to agree is told %q", card.asking.needs.Text)
		}
		test.Type(s.window.Canvas().Focused(), "So it was.")
		s.press(card.asking.yes)
		s.meet()
	}
	if got := s.standing("Ben"); got != forum.StandingRemoved {
		t.Errorf("Ben is %s", got)
	}
	p.Refresh()
	s.settle()
	if len(p.matters.made) != 0 || p.remove.Visible() || !strings.Contains(p.explain.Text, "He sold the ladder.") {
		t.Errorf("after it %d matters are shown, removing again is offered (%v), and it says %q", len(p.matters.made), p.remove.Visible(), p.explain.Text)
	}
	s.noErrors()
}

// TestPersonConcernedSpeaks: the person concerned can say something to it, and everybody reads it.
func TestPersonConcernedSpeaks(t *testing.T) {
	s := newStreet(t, "Ben", "Cem", "Dee")
	s.section("North", 2, "Ben", "Cem", "Dee")
	s.ok(s.store.Remove(context.Background(), s.group, s.person("Ben"), "He sold the ladder."))
	s.meet()
	p := newPerson(s.as("Ben"), s.group, s.person("Ben"))
	s.show(p, 390, 844)
	p.more.OpenAll()
	for _, card := range p.matters.made {
		s.press(card.speak)
		test.Type(s.window.Canvas().Focused(), "It was mine.")
		s.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(ctrlEnter)
		s.settle()
	}
	s.meet()
	m := newMatters(s.app, s.group)
	s.show(m, 700, 800)
	for _, card := range m.cards.made {
		if got := card.said.Text; got != "Ben: “It was mine.”" {
			t.Errorf("Ada reads %q", got)
		}
		if card.second.Visible() || card.agree.Visible() {
			t.Error("who has asked, and is not owed an answer, is offered to ask or to agree")
		}
	}
	if len(p.matters.made) != 1 || len(m.cards.made) != 1 {
		t.Errorf("Ben sees %d matters, Ada %d", len(p.matters.made), len(m.cards.made))
	}
	s.noErrors()
}

// TestLastWord: somebody who has been removed says one thing about it on their own page, and everybody reads it there.
func TestLastWord(t *testing.T) {
	s := newStreet(t, "Ben")
	ben := s.person("Ben")
	s.ok(s.store.Remove(context.Background(), s.group, ben, "He sold the ladder."))
	s.meet()
	p := newPerson(s.as("Ben"), s.group, ben)
	s.show(p, 390, 844)
	p.more.OpenAll()
	s.press(p.speak)
	test.Type(s.window.Canvas().Focused(), "It was mine.")
	s.press(p.asking.yes)
	if p.speak.Visible() {
		t.Error("it can be said again")
	}
	s.meet()
	theirs := newPerson(s.app, s.group, ben)
	s.show(theirs, 390, 844)
	theirs.more.OpenAll()
	if got := theirs.said.Text; got != "Ben: “It was mine.”" || !theirs.saidBox.Visible() || theirs.speak.Visible() {
		t.Errorf("Ada reads %q", got)
	}
	s.noErrors()
}

// TestSecondOfficer: with three officers a removal of one of them waits for a second officer, who asks for it too.
func TestSecondOfficer(t *testing.T) {
	s := newStreet(t, "Ben", "Cem")
	for _, name := range []string{"Ben", "Cem"} {
		s.ok(s.store.SetRole(context.Background(), s.group, s.person(name), forum.RoleOfficer, ""))
	}
	s.meet()
	s.ok(s.store.Remove(context.Background(), s.group, s.person("Ben"), ""))
	s.meet()
	m := newMatters(s.as("Cem"), s.group)
	s.show(m, 390, 844)
	for _, card := range m.cards.made {
		s.press(card.second)
		if got := card.asking.needs.Text; got != t2text("asking.at_once") {
			t.Errorf("the second officer is told %q", got)
		}
		s.press(card.asking.yes)
	}
	s.meet()
	if got := s.standing("Ben"); got != forum.StandingRemoved {
		t.Errorf("Ben is %s", got)
	}
	if !m.empty.root.Visible() {
		t.Error("nothing is left to decide, and the page does not say so")
	}
	s.noErrors()
}

// TestRolesAndSections: an officer gives a role and moves a person, and the page says how they stand.
func TestRolesAndSections(t *testing.T) {
	s := newStreet(t, "Ben")
	s.section("North", 1)
	p := newPerson(s.app, s.group, s.person("Ben"))
	s.show(p, 390, 844)
	p.more.OpenAll()
	s.press(p.roles[forum.RoleOfficer])
	s.press(p.asking.yes)
	if p.who.Role != forum.RoleOfficer || p.roles[forum.RoleOfficer].Visible() || !p.roles[forum.RoleReader].Visible() {
		t.Errorf("Ben is %s; officer is offered (%v), reader (%v)", p.who.Role, p.roles[forum.RoleOfficer].Visible(), p.roles[forum.RoleReader].Visible())
	}
	s.press(p.move)
	if !p.asking.yes.Disabled() {
		t.Error("a move to nowhere can be sent")
	}
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	s.settle()
	s.press(p.asking.yes)
	if p.who.Section != "North" || p.who.Role != forum.RoleOfficer || !strings.Contains(p.explain.Text, "officer of North") {
		t.Errorf("Ben is in %q, and the page says %q", p.who.Section, p.explain.Text)
	}
	s.noErrors()
}

// TestLettingIn: who waits is let in from their page.
func TestLettingIn(t *testing.T) {
	s := newStreet(t, "Ben")
	s.comes("Cem", store.InviteTerms{Approve: true})
	s.meet()
	cem := s.person("Cem")
	theirs := newPerson(s.as("Ben"), s.group, cem)
	s.show(theirs, 390, 844)
	theirs.more.OpenAll()
	if theirs.approve.Visible() || theirs.readmit.Visible() {
		t.Error("a member who is no officer is offered to let somebody in")
	}
	p := newPerson(s.app, s.group, cem)
	s.show(p, 390, 844)
	p.more.OpenAll()
	s.press(p.approve)
	if got := s.standing("Cem"); got != forum.StandingMember || p.approve.Visible() {
		t.Errorf("Cem is %s, and letting in is offered (%v)", got, p.approve.Visible())
	}
	s.noErrors()
}

// TestReadmission: somebody who waits is said to be a member who lost their device, by two; then they are that member.
func TestReadmission(t *testing.T) {
	s := newStreet(t, "Ben", "Cem")
	s.comes("Ben again", store.InviteTerms{Approve: true})
	s.meet()
	old := s.person("Ben")
	p := newPerson(s.app, s.group, s.person("Ben again"))
	s.show(p, 390, 844)
	p.more.OpenAll()
	s.press(p.readmit)
	choose := s.window.Canvas().Focused()
	for range 3 { // to Ben, wherever the list has him
		choose.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
		s.settle()
		if strings.HasPrefix(selected(choose), "Ben,") {
			break
		}
	}
	if got := p.asking.needs.Text; !strings.Contains(got, "must ask for it too") {
		t.Errorf("before sending it says %q", got)
	}
	s.press(p.asking.yes)
	s.meet()
	m := newMatters(s.as("Cem"), s.group)
	s.show(m, 390, 844)
	s.askToo(m.cards)
	s.meet()
	if got := s.person("Ben again"); got != old {
		t.Error("the new device is not the old person's")
	}
	s.noErrors()
}

// askToo asks for everything that is asked for on a screen.
func (s *street) askToo(cards *matterCards) {
	for _, card := range cards.made {
		s.press(card.second)
		s.press(card.asking.yes)
	}
}
