//go:build !nowindow

package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestWindowSecretary is a secretary with a keyboard and no mouse: she plans a meeting, takes attendance, minutes a motion and what
// came of it, adjourns, gives notice of when it goes on, moves that to another day, and plans the next meeting. There she goes to the
// minutes of the last, corrects them when a member says what is wrong, signs them as approved, and comes back. What the window did is asked of the record on her device and on the member's.
func TestWindowSecretary(t *testing.T) {
	needWindowTools(t)
	bob := newHome(t, "Bob")
	g := text(bob.must("group", "create", "Elm Row"), "group")
	bob.serve()
	w := openWindow(t, "Ann", "1280x800", nil, "open", text(bob.must("invite", g), "invite"))
	s := &secretary{pane: w, bob: bob, group: g}
	w.begin("Ann")
	w.see("moot:join")
	s.press("ctrl+Return")
	w.until("Ann has joined", func() bool { return w.listed("member", "list", g) == 2 })
	bob.must("member", "role", g, "Ann", "officer")
	w.until("Ann is an officer", func() bool {
		return slices.ContainsFunc(w.rows("member", "list", g), func(m any) bool {
			return text(m, "name") == "Ann" && strings.Contains(text(m, "roles"), "officer")
		})
	})

	s.plan()
	s.takeAttendance()
	s.minuteMotion()
	s.adjourn()
	s.giveNotice()
	s.changeDay()
	s.planNext()
	s.correct()
	s.approve()
	same(t, g, w.home, bob)
	sound(t, g, w.home, bob)
	w.leave()
}

// secretary has a window; Bob's device is another process.
type secretary struct {
	*pane
	bob                *home
	group              string
	first, next, third string // the meetings
}

// bothSay waits until both devices say the same of a meeting, by the command line.
func (s *secretary) bothSay(meeting string, want ...string) {
	s.t.Helper()
	for i := 0; i < len(want); i += 2 {
		path, words := want[i], want[i+1]
		for _, h := range []*home{s.home, s.bob} {
			got := ""
			s.until(filepath.Base(h.dir)+" has "+words+" for "+path, func() bool {
				got = text(h.must("minutes", "show", meeting), path)
				return got == words
			})
		}
	}
}

// keyboard tells what has the keyboard from anything else, and whether that says some words; "" for any.
func (s *secretary) keyboard(words string) (at string, holds, seen bool) {
	for _, it := range s.windowRead() {
		if strings.HasPrefix(it.Text, keyboardAt) {
			at = it.Text
		} else if it.Keyboard && (words == "" || it.Text == words) {
			holds, seen = true, seen || it.Seen
		}
	}
	return at, holds, seen
}

// on waits until what says some words has the keyboard, and sees that it is in sight.
func (s *secretary) on(words string) {
	s.t.Helper()
	s.until("“"+words+"” has the keyboard and is in sight", func() bool { _, holds, seen := s.keyboard(words); return holds && seen })
}

// tab presses Tab, or Shift and Tab, until the keyboard is somewhere else.
func (s *secretary) tab(key string) {
	s.t.Helper()
	was, _, _ := s.keyboard("")
	s.press(key)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if now, _, _ := s.keyboard(""); now != was {
			return
		}
	}
	s.picture("stuck")
	s.t.Fatalf("%s goes nowhere", key)
}

// goOn goes on with Tab to what says some words; goBack goes back to it.
func (s *secretary) goOn(words string)   { s.t.Helper(); s.move("Tab", words) }
func (s *secretary) goBack(words string) { s.t.Helper(); s.move("shift+Tab", words) }

func (s *secretary) move(key, words string) {
	s.t.Helper()
	for range 60 {
		s.tab(key)
		if _, holds, _ := s.keyboard(words); holds {
			s.on(words)
			return
		}
	}
	s.picture("stuck")
	s.t.Fatalf("%s does not come to “%s”; the window says %v", key, words, s.windowRead())
}

// push goes on to a button and presses it.
func (s *secretary) push(button string) {
	s.t.Helper()
	s.goOn(button)
	s.press("space")
}

// fields writes into one field after the other, beginning with the one that has the keyboard.
func (s *secretary) fields(words ...string) {
	s.t.Helper()
	for i, one := range words {
		if i > 0 {
			s.tab("Tab")
		}
		s.press("ctrl+a")
		s.write(one)
	}
}

// plan plans a meeting, in the form that Ctrl+N opens among the meetings.
func (s *secretary) plan() {
	s.t.Helper()
	at := time.Now().Add(time.Hour) // they sit early: what was started and ended was held, and is signed for
	s.fillIn("1-plan", "November committee", at, "The roof", "The garden", "Any other business")
	s.until("the meeting is planned", func() bool { return s.listed("meeting", "list", s.group) == 1 })
	s.first = s.another()
	s.until("Bob has it", func() bool { return s.bob.listedAt("meeting", "list", s.group) == 1 })
	s.bothSay(s.first, "title", "November committee", "at", at.Truncate(time.Minute).UTC().Format("2006-01-02T15:04:05Z"), "place", "Community hall", "state", "planned",
		"agenda.0.title", "The roof", "agenda.1.title", "The garden", "agenda.2.title", "Any other business")
}

// fillIn fills in the form of a new meeting and sends it.
func (s *secretary) fillIn(picture, title string, at time.Time, agenda ...string) {
	s.t.Helper()
	s.again("beginning a meeting", func() { s.press("Escape", "ctrl+2", "ctrl+n") }, func() bool { _, on, _ := s.keyboard(s.m("meeting.title_hint")); return on })
	s.write(title)
	s.tab("Tab")
	s.write(at.Format("2.1.2006"))
	s.goOn(s.m("meeting.clock_hint"))
	s.write(at.Format("15.04"))
	s.goOn(s.m("meeting.where_hint"))
	s.write("Community hall")
	s.goOn(s.m("meeting.agenda_hint"))
	for _, item := range agenda {
		s.write(item)
		s.press("Return")
	}
	s.picture(picture)
	s.press("ctrl+Return")
}

// another gives the meeting that is none of those known.
func (s *secretary) another() string {
	for _, m := range s.rows("meeting", "list", s.group) {
		if id := text(m, "meeting"); id != s.first && id != s.next {
			return id
		}
	}
	return ""
}

// changeDay moves the meeting whose page is open by a week; the page says that notice was of another day, and the keyboard is back on the
// button.
func (s *secretary) changeDay() {
	s.t.Helper()
	was, err := time.Parse(time.RFC3339, text(s.must("meeting", "show", s.next), "at"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.goBack(s.m("meeting.change"))
	s.press("space")
	s.see(s.m("meeting.change_noticed"))
	s.fields(was.Local().AddDate(0, 0, 7).Format("02/01/2006"))
	s.picture("8-change")
	s.press("Return")
	s.bothSay(s.next, "at", was.Local().AddDate(0, 0, 7).UTC().Format(time.RFC3339), "place", "Community hall")
	s.on(s.m("meeting.change"))
	s.until("it says that notice was of another day", func() bool {
		return s.says(strings.SplitAfter(s.m("meeting.notice_stale", "Name", "Ann", "Time", "|", "When", "|"), "|")[0][:20])
	})
	s.picture("9-changed")
}

// planNext plans the meeting after the one that was held, which the form proposes, and starts it.
func (s *secretary) planNext() {
	s.t.Helper()
	s.fillIn("10-next", "December committee", time.Now().Add(time.Hour), "Any other business")
	s.until("Bob has it", func() bool { return s.bob.listedAt("meeting", "list", s.group) == 3 })
	s.third = s.another()
	s.bothSay(s.third, "follows", s.first, "agenda.0.title", s.m("meeting.last_minutes"), "agenda.1.title", s.m("arising.title"), "agenda.2.title", "Any other business")
	s.push(s.m("meeting.start"))
	s.bothSay(s.third, "state", "started")
	s.on(s.m("meeting.take_attendance"))
}

// giveNotice gives notice of the meeting whose page is open, and sees the keyboard go where the button was.
func (s *secretary) giveNotice() {
	s.t.Helper()
	s.see("1. The garden")
	s.push(s.m("meeting.give_notice"))
	s.on(s.m("action.cancel"))
	s.picture("7-notice")
	s.goBack(s.m("meeting.give_notice"))
	s.press("space")
	s.bothSay(s.next, "notices.0.by", "Ann", "notices.0.place", "Community hall", "notices.0.at", text(s.must("meeting", "show", s.next), "at"))
	s.until("it says so", func() bool {
		return s.says(strings.SplitAfter(s.m("meeting.notice_given", "Name", "Ann", "Time", "|"), "|")[0][:20])
	})
}

// takeAttendance starts the meeting and notes who is here: two members, and a neighbour with no device.
func (s *secretary) takeAttendance() {
	s.t.Helper()
	s.push(s.m("meeting.start"))
	s.bothSay(s.first, "state", "started")
	s.on(s.m("meeting.take_attendance"))
	s.press("space")
	s.push(s.m("meeting.is_here"))
	s.until("Ann is noted", func() bool { return s.present(s.home) == "Ann" })
	s.tab("Tab")
	s.push(s.m("meeting.is_here"))
	s.until("Bob is noted", func() bool { return s.present(s.home) == "Ann, Bob" })
	s.goOn(s.m("meeting.guest_hint"))
	s.write("Mrs Ode")
	s.press("Return")
	for _, h := range []*home{s.home, s.bob} {
		s.until("all three are noted", func() bool { return s.present(h) == "Ann, Bob, Mrs Ode" })
	}
	s.picture("2-attendance")
}

// present says who was at the meeting, as a device has it.
func (s *secretary) present(h *home) string {
	var names []string
	list, _ := h.must("meeting", "show", s.first)["attendance"].([]any)
	for _, one := range list {
		if text(one, "as") == "present" {
			names = append(names, text(one, "name"))
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// minuteMotion writes the minutes of the first item, with a motion and the hands that were counted.
func (s *secretary) minuteMotion() {
	s.t.Helper()
	s.push(s.m("write.write"))
	s.see(s.m("write.marks"))
	s.write("Bob showed the estimate.")
	s.bothSay(s.first, "agenda.0.body", "Bob showed the estimate.")
	s.push(s.m("motion.note"))
	s.see(s.m("motion.mover"))
	s.fields("That the roof be mended.", "Bob", "Mrs Ode")
	s.picture("3-motion")
	s.press("Return")
	s.bothSay(s.first, "agenda.0.motions.0.text", "That the roof be mended.", "agenda.0.motions.0.mover", "Bob", "agenda.0.motions.0.seconder", "Mrs Ode")
	s.goBack(s.m("motion.came"))
	s.press("space")
	s.see(s.m("motion.came_what"))
	s.fields("2", "1")
	s.picture("4-hands")
	s.press("Return")
	s.bothSay(s.first, "agenda.0.motions.0.outcome", "carried", "agenda.0.motions.0.for", "2", "agenda.0.motions.0.against", "1")
	s.on(s.m("motion.note"))
	s.picture("5-minuted")
}

// adjourn adjourns the meeting: what is left of the agenda goes on a week later, on a page of its own.
func (s *secretary) adjourn() {
	s.t.Helper()
	s.goBack(s.m("meeting.adjourn"))
	s.press("space")
	s.see(s.m("meeting.adjourn_what"))
	s.see("2. The garden")
	s.fields(time.Now().AddDate(0, 0, 9).Format("02/01/2006"))
	s.picture("6-adjourn")
	s.press("Return")
	s.see(s.m("meeting.before", "Title", "November committee"))
	s.next = s.another()
	s.bothSay(s.first, "state", "ended", "minutes_state", "draft")
	s.until("Bob has it", func() bool { return s.bob.listedAt("meeting", "list", s.group) == 2 })
	s.bothSay(s.next, "follows", s.first, "adjourned", "true", "place", "Community hall", "agenda.0.title", "The garden", "agenda.1.title", "Any other business", "agenda.2.title", "")
}

// correct goes from the item of the next meeting to the minutes that are to be approved, reads there what Bob says is wrong, and corrects it.
func (s *secretary) correct() {
	s.t.Helper()
	s.goOn(s.m("meeting.read_sign"))
	s.picture("11-read")
	s.press("space")
	s.see("Bob showed the estimate.")
	s.bob.feed("It was two estimates.\n", "comment", s.first, "--body", "-")
	s.see("It was two estimates.")
	s.push(s.m("write.write"))
	s.see(s.m("write.marks"))
	s.fields("Bob showed two estimates.")
	s.bothSay(s.first, "agenda.0.body", "Bob showed two estimates.", "minutes_state", "draft")
	s.picture("12-corrected")
	s.goBack(s.m("write.done"))
	s.press("space")
	s.until("it is written", func() bool { return !s.says(s.m("write.marks")) })
}

// approve signs the minutes as they stand on both devices, and goes back to the meeting that approved them.
func (s *secretary) approve() {
	s.t.Helper()
	s.push(s.m("meeting.sign"))
	s.on(s.m("action.cancel"))
	s.picture("13-sign")
	s.goBack(s.m("meeting.sign_yes"))
	s.press("space")
	s.bothSay(s.first, "minutes_state", "signed", "signatures.0.by", "Ann", "signatures.0.digest", text(s.must("minutes", "show", s.first), "digest"))
	s.on(s.m("meeting.following", "Title", "December committee"))
	s.picture("14-signed")
	s.press("space")
	s.see(s.m("meeting.previous", "Title", "November committee"))
	s.see(s.m("meeting.state.signed"))
	s.picture("15-back")
}
