package ui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/store/forum"
)

// answer types words into the fields of a question, one after the other, going on with Tab, and then says yes.
func (e *evening) answer(m *motionsPart, words ...string) {
	for i, w := range words {
		if i > 0 {
			e.window.Canvas().FocusNext()
		}
		test.Type(e.window.Canvas().Focused(), w)
	}
	e.press(m.asking.yes)
}

// TestMotionsInTheWindow: whoever minutes writes down, by keyboard alone, what was moved and what came of it.
func TestMotionsInTheWindow(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	e.ok(e.store.Set(ctx, e.group, e.meeting, forum.FieldState, forum.MeetingStarted, 0))
	s := e.screen("Ada")
	item := s.items[s.view.Agenda[1].ID]
	m := item.motions
	if m.note.Visible() || m.root.Visible() {
		t.Error("a motion can be noted while nobody writes the item")
	}
	e.press(item.block.write)
	e.press(m.note)
	e.answer(m, "That the roof be mended.", "ben", "Mrs Ode")
	motions := func() []forum.Motion {
		page, err := e.store.Meeting(ctx, e.group, e.meeting)
		e.ok(err)
		return page.Agenda[1].Motions
	}
	if got := motions(); len(got) != 1 || got[0].Mover != (forum.Who{Person: e.person("Ben")}) || got[0].Seconder != (forum.Who{Name: "Mrs Ode"}) || got[0].Text != "That the roof be mended." {
		t.Fatalf("moved: %+v", got)
	}
	came := func(i int) *fyne.Container { return m.lines.made[motions()[i].ID].came }
	line := m.lines.made[motions()[0].ID]
	m.askCame(line)
	e.answer(m, "many")
	if len(e.told) == 0 || motions()[0].Hands.Outcome != "" {
		t.Error("many hands are counted")
	}
	e.told = nil
	m.asking.leave()
	m.askCame(line)
	e.answer(m, "3", "1", "2")
	if h := motions()[0].Hands; h.Outcome != forum.Carried || h.For != 3 || h.Against != 1 || h.Abstain != 2 {
		t.Errorf("hands: %+v", h)
	}
	if came(0).Visible() || !strings.Contains(line.words.Text, "Carried: 3 for") {
		t.Errorf("it says %q", line.words.Text)
	}
	for i, outcome := range []forum.Outcome{forum.Withdrawn, forum.Struck} {
		e.press(m.note)
		e.answer(m, "Another", "Mr X")
		m.end(m.lines.made[motions()[i+1].ID], outcome)
		e.press(m.asking.yes)
		if got := motions()[i+1].Hands.Outcome; got != outcome {
			t.Errorf("%s, not %s", got, outcome)
		}
	}
	if len(m.lines.made) != 2 {
		t.Errorf("%d motions are shown", len(m.lines.made))
	}
	e.press(m.note)
	e.answer(m, "", "Mr X")
	if len(motions()) != 3 || len(e.told) == 0 {
		t.Error("nothing was moved, and it is noted")
	}
	e.told = nil
	m.asking.leave()
	e.press(item.block.write)
	if m.note.Visible() || !m.root.Visible() {
		t.Error("when the item is not written any more, its motions stand, and none can be noted")
	}
	e.noErrors()
}

// TestMotionsLooks is for people to look at, when MOOT_SCREENS names a folder, and checks that it fits.
func TestMotionsLooks(t *testing.T) {
	e := newEvening(t)
	ctx := context.Background()
	e.ok(e.store.Set(ctx, e.group, e.meeting, forum.FieldState, forum.MeetingStarted, 0))
	page, err := e.store.Meeting(ctx, e.group, e.meeting)
	e.ok(err)
	_, err = e.store.Move(ctx, e.group, page.Agenda[1].ID, forum.NewMotion{Text: "That the roof be mended before the winter.", Mover: forum.Who{Person: e.person("Ben")}})
	e.ok(err)
	for name, ask := range map[string]func(*motionsPart){"open": func(*motionsPart) {}, "move": func(m *motionsPart) { m.askMove() },
		"came": func(m *motionsPart) {
			for _, l := range m.lines.made {
				m.askCame(l)
			}
		}} {
		e.looks("motion-"+name, func() Screen { return newMeeting(e.as("Ada"), e.group, e.meeting) }, func(x Screen) {
			s := x.(*meetingScreen)
			item := s.items[page.Agenda[1].ID]
			item.block.toggle()
			ask(item.motions)
			e.settle()
			e.relayout()
			y, _ := depth(s.scroll.Content, item.motions.root, 0)
			s.scroll.ScrollToOffset(fyne.NewPos(0, y-200))
		})
	}
}
