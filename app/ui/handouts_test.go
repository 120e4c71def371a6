package ui

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// TestHandouts: a proposal with what was decided, a notice, a page, a task, a meeting's agenda and minutes and a member's card are
// copied as text, and it is said; all but the card are papers too.
func TestHandouts(t *testing.T) {
	ctx := context.Background()
	s := newStreet(t, "Bob")
	made := func(id forum.ID, err error) forum.ID { s.ok(err); return id }
	proposal, meeting := s.lived()
	voted := s.proposal("Buy a bench", "For the **green**.", 12000)
	_, err := s.store.NewVote(ctx, s.group, voted, forum.OpenVote{Method: forum.MethodYesNo})
	s.ok(err)
	_, err = s.store.Cast(ctx, s.group, voted, forum.Yes, "")
	s.ok(err)
	_, err = s.store.CloseVote(ctx, s.group, voted, true)
	s.ok(err)
	planned := made(s.store.NewMeeting(ctx, s.group, forum.NewMeeting{Title: "Spring meeting", At: s.now.UnixMilli(), Place: "Hall"}, []string{"Money", "The pond"}))
	notice := made(s.store.PostNotice(ctx, s.group, forum.NewNotice{Sort: "news", Title: "The pond is frozen", Body: "Keep off the ice."}))
	page := made(s.store.NewPage(ctx, s.group, forum.NewPage{Title: "House rules"}, "No noise after ten."))
	task := made(s.store.NewTask(ctx, s.group, forum.NewTask{Title: "Mend the gate"}))
	s.ok(s.store.UpdateTask(ctx, s.group, task, forum.TaskUpdate{Note: "Bought the hinge."}))
	var said []string
	s.app.said = func(words string) { said = append(said, words) }
	for _, c := range []struct {
		name   string
		screen Screen
		want   []string
		papers bool
	}{
		{"proposal", newProposal(s.app, s.group, proposal), []string{"# Mend the stairwell light on the second floor\n", "by Ada Lovelace", "## "}, true},
		{"decision", newProposal(s.app, s.group, voted), []string{"# Buy a bench\n", "£120", "For the **green**.", "Passed", "- Yes 1, No 0"}, true},
		{"notice", newNotice(s.app, s.group, notice), []string{"# The pond is frozen\n", "Ada Lovelace", "Keep off the ice."}, true},
		{"page", newPage(s.app, s.group, page), []string{"# House rules\n", "No noise after ten."}, true},
		{"task", newTask(s.app, s.group, task), []string{"# Mend the gate\n", "Bought the hinge."}, true},
		{"agenda", newMeeting(s.app, s.group, planned), []string{"# Spring meeting\n", "Hall", "1. Money\n2. The pond"}, true},
		{"minutes", newMeeting(s.app, s.group, meeting), []string{"# Annual general meeting\n", "DRAFT", "approved"}, true},
		{"person", newPerson(s.app, s.group, s.person("Bob")), []string{"# Bob\n", "Member"}, false},
	} {
		s.show(c.screen, 700, 800)
		each(c.screen.Object(), func(o fyne.CanvasObject) {
			if head, ok := o.(*navItem); ok { // of a part that is folded away
				head.tapped()
			}
		})
		fyne.CurrentApp().Clipboard().SetContent("")
		before := len(said)
		test.Tap(s.button(c.screen.Object(), t2text("handout.copy")))
		s.settle()
		words := fyne.CurrentApp().Clipboard().Content()
		for _, want := range c.want {
			if !strings.Contains(words, want) {
				t.Errorf("%s: there is no %q in\n%s", c.name, want, words)
			}
		}
		if len(said) != before+1 {
			t.Errorf("%s: it says %v", c.name, said)
		}
		printers := 0
		each(c.screen.Object(), func(o fyne.CanvasObject) {
			if x, ok := o.(*widget.Button); ok && x.Text == t2text("handout.print") {
				printers++
			}
		})
		if c.papers {
			test.Tap(s.button(c.screen.Object(), t2text("handout.print")))
			s.settle()
			dir := s.app.lent[len(s.app.lent)-1]
			files, err := os.ReadDir(dir)
			s.ok(err)
			b, err := os.ReadFile(dir + "/" + files[0].Name())
			if err != nil || !bytes.HasPrefix(b, []byte("%PDF")) || len(files) != 1 || !strings.HasSuffix(files[0].Name(), ".pdf") {
				t.Errorf("%s: printed %v, %v", c.name, files, err)
			}
		} else if printers > 0 {
			t.Errorf("%s can be printed", c.name)
		}
		if x, ok := c.screen.(closer); ok {
			x.Close()
		}
	}
	lent := s.app.lent
	s.app.takeBack()
	for _, dir := range lent {
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Error("what was lent to be printed is left")
		}
	}
	if len(lent) != 7 {
		t.Errorf("%d papers were lent", len(lent))
	}
	s.noErrors()
	if got := handoutName("Buy/a\\bench: \x00now?"); got != "Buy a bench now.pdf" {
		t.Errorf("a file is named %q", got)
	}
	if got := handoutName("…"); got != "file.pdf" {
		t.Errorf("a file is named %q", got)
	}
}

// TestNamedAtHome: who is called by name finds it under what needs them, until they have opened it.
func TestNamedAtHome(t *testing.T) {
	ctx := context.Background()
	s := newStreet(t, "Bob")
	id := s.proposal("A pond", "By the gate.", 0)
	s.meet()
	u := s.house(1280, 800)
	u.shell.enter(s.group)
	s.settle()
	_, err := s.of["Bob"].Comment(ctx, s.group, id, "@Ada Lovelace, how deep?", forum.ID{})
	s.ok(err)
	s.meet()
	u.shell.Refresh()
	s.settle()
	h := u.shell.list.(*homeScreen)
	tile := h.needs.tiles.made["mention"+id.String()]
	if tile == nil || tile.words.meta != "Bob named you" || len(h.news.tiles.made) != 0 {
		t.Fatalf("at home: %+v, and %d news", tile, len(h.news.tiles.made))
	}
	s.draw("home-named")
	tile.words.open()
	s.settle()
	u.shell.visit(sectionHome)
	s.settle()
	if h := u.shell.list.(*homeScreen); len(h.needs.tiles.made) != 0 {
		t.Error("it still needs me when I have opened it")
	}
	u.app.stop()
}

// TestNamesOffered: an @ in a comment offers the names of members that go on from what is typed; by keyboard too.
func TestNamesOffered(t *testing.T) {
	s := newStreet(t, "Bob", "Bobby Brown")
	id := s.proposal("A pond", "By the gate.", 0)
	screen := newProposal(s.app, s.group, id)
	s.show(screen, 390, 844)
	c := screen.comments
	s.window.Canvas().Focus(c.composer)
	test.Type(c.composer, "Ask @")
	s.settle()
	if len(c.naming.root.Objects) != 3 || !c.naming.root.Visible() {
		t.Fatalf("%d names are offered", len(c.naming.root.Objects))
	}
	test.Type(c.composer, "bobb")
	if len(c.naming.root.Objects) != 1 {
		t.Fatalf("%d names are offered", len(c.naming.root.Objects))
	}
	s.relayout()
	s.draw("names-offered")
	s.press(c.naming.root.Objects[0].(fyne.Focusable))
	test.Type(c.composer, "about it")
	if c.composer.Text != "Ask @Bobby Brown about it" || c.naming.root.Visible() || s.window.Canvas().Focused() != fyne.Focusable(c.composer) {
		t.Errorf("it says %q", c.composer.Text)
	}
	s.noErrors()
}
