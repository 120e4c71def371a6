package ui

import (
	"context"
	"testing"

	"fyne.io/fyne/v2/test"

	"moot/store/forum"
)

// TestAskedWordsAreKept: words typed into a question stay when one leaves the screen, until they are sent or given up.
func TestAskedWordsAreKept(t *testing.T) {
	e := newEvening(t)
	e.ok(e.store.Set(context.Background(), e.group, e.meeting, forum.FieldState, forum.MeetingStarted, 0))
	ada := e.as("Ada")
	open := func() (*motionsPart, []string) {
		s := newMeeting(ada, e.group, e.meeting)
		e.show(s, 390, 844)
		item := s.items[s.view.Agenda[1].ID]
		e.press(item.block.write)
		e.press(item.motions.note)
		var words []string
		for _, key := range []string{"", "/mover", "/seconder"} {
			words = append(words, item.motions.asking.typed["motion/"+item.motions.item.String()+key].Text)
		}
		return item.motions, words
	}
	open()
	typed := []string{"That the roof be mended.", "Ben", "Mrs Ode"}
	for i, w := range typed {
		if i > 0 {
			e.window.Canvas().FocusNext()
		}
		test.Type(e.window.Canvas().Focused(), w)
	}
	m, words := open()
	for i := range typed {
		if words[i] != typed[i] {
			t.Errorf("field %d holds %q, not %q", i, words[i], typed[i])
		}
	}
	e.press(m.asking.yes)
	if m, words = open(); words[0]+words[1]+words[2] != "" {
		t.Errorf("what was sent is offered again: %q", words)
	}
	test.Type(e.window.Canvas().Focused(), "Never mind.")
	e.press(m.asking.no)
	if _, words = open(); words[0] != "" {
		t.Errorf("what was given up is offered again: %q", words)
	}
}

// TestReasonIsKept: a reason that was typed and not cast stays with the vote, and goes once it is cast.
func TestReasonIsKept(t *testing.T) {
	ways := map[string]struct {
		open forum.OpenVote
		why  func(*proposalScreen) *area
		cast func(*proposalScreen)
	}{
		"yes or no": {forum.OpenVote{Method: forum.MethodYesNo}, func(s *proposalScreen) *area { return s.vote.why }, func(s *proposalScreen) { test.Tap(s.vote.buttons[0]) }},
		"options": {forum.OpenVote{Method: forum.MethodApproval, Options: []forum.Option{{Title: "Oak"}, {Title: "Lime"}}},
			func(s *proposalScreen) *area { return s.vote.options.why }, func(s *proposalScreen) {
				s.vote.options.ticks[0].box.SetChecked(true)
				test.Tap(s.vote.options.cast)
			}},
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
			test.Type(way.why(s), "The roots.")
			if s = again(); way.why(s).Text != "The roots." {
				t.Fatalf("the reason is %q", way.why(s).Text)
			}
			way.cast(s)
			b.settle()
			if got := mineIn(b, id).Reason; got != "The roots." {
				t.Fatalf("cast with %q", got)
			}
			if len(b.app.desk.drafts) > 0 {
				t.Errorf("kept after it was cast: %v", b.app.desk.drafts)
			}
			test.Type(way.why(s), "So ")
			if s = again(); way.why(s).Text != "So The roots." {
				t.Errorf("the other reason is %q", way.why(s).Text)
			}
			b.noErrors()
		})
	}
}
