//go:build !nowindow

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWindow is the whole path in two real windows: first run, start a group, join by an invite, propose, comment, vote,
// type in the same minutes at once; in the end both hold the same.
func TestWindow(t *testing.T) {
	needWindowTools(t)
	ann, bob := newWindow(t, "Ann"), newWindow(t, "Bob")
	ann.picture("welcome")
	ann.begin("Ann")
	ann.again("starting a group", func() {
		ann.tapBelow("Name of the group")
		ann.press("ctrl+a")
		ann.write("Elm Row")
		ann.press("Return")
	},
		func() bool { return ann.listed("group", "list") > 0 })
	g := text(ann.rows("group", "list")[0], "group")
	ann.again("proposing", func() {
		ann.press("Escape", "ctrl+n")
		ann.press("ctrl+a")
		ann.write("Plant trees")
		ann.tap(ann.m("proposal.body_hint"))
		ann.write("Six trees in the square.")
		ann.press("ctrl+Return")
	},
		func() bool { return ann.listed("proposal", "list", g) > 0 })
	ann.picture("proposal")

	invite := text(ann.must("invite", g, "--uses", "3"), "invite")
	bob.begin("Bob")
	bob.again("pasting an invite", func() {
		bob.tapBelow("Paste the invite")
		bob.press("ctrl+a")
		bob.write(invite)
		bob.press("ctrl+Return")
	},
		func() bool { return bob.listed("member", "list", g) == 2 })
	bob.until("the proposal has come", func() bool { return bob.listed("proposal", "list", g) == 1 })
	p := text(bob.rows("proposal", "list", g)[0], "proposal")
	bob.readAbout("Plant trees", "Six trees in the square.")
	bob.comment(p, "Oak or lime?")
	ann.until("the comment has come", func() bool { return ann.comments(p) > 0 })
	bob.picture("comment")

	state := func(w *pane) string { return text(w.must("proposal", "show", p), "state") }
	ann.readAbout("Plant trees", "Six trees in the square.")
	ann.tapSee("Open a vote", "Open the vote")
	ann.tapTo("Open the vote", func() bool { return state(ann) == "voting" })
	bob.until("the vote has come", func() bool { return state(bob) == "voting" })
	ann.voteYes(p, "1")
	bob.until("Ann's vote has come", func() bool { return text(bob.must("vote", "count", p), "tally.yes") == "1" })
	bob.voteYes(p, "2")
	bob.picture("voted")
	minutesTogether(t, ann, bob, g)
	same(t, g, ann.home, bob.home)
	sound(t, g, ann.home, bob.home)
	ann.leave()
	bob.leave()
}

// readAbout opens a proposal from the list of them.
func (w *pane) readAbout(title, body string) {
	w.t.Helper()
	w.again("opening “"+title+"”", func() { w.press("ctrl+1"); w.tap(title) }, func() bool { return w.says(body) })
}

func (w *pane) comments(p string) int {
	w.t.Helper()
	list, _ := w.must("proposal", "show", p)["comments"].([]any)
	return len(list)
}

// comment writes a comment on the proposal whose page is open, and sends it.
func (w *pane) comment(p, body string) {
	w.t.Helper()
	w.fill(w.m("comment.write"), body)
	w.tapTo(w.m("action.send"), func() bool { return w.comments(p) > 0 })
	w.see(body)
}

// voteYes votes on the page that is open, which is the nth yes.
func (w *pane) voteYes(p, nth string) {
	w.t.Helper()
	w.tapTo("Yes", func() bool { return text(w.must("vote", "count", p), "tally.yes") == nth })
}

// minutesTogether has both type in the same minutes at the same time.
func minutesTogether(t *testing.T, ann, bob *pane, g string) {
	agenda := filepath.Join(t.TempDir(), "agenda")
	if err := os.WriteFile(agenda, []byte("Welcome\nAny other business\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := text(ann.must("meeting", "new", g, "--title", "Annual meeting", "--at", "2026-12-01T19:00", "--agenda", agenda), "meeting")
	bob.until("the meeting has come", func() bool { return bob.listed("meeting", "list", g) == 1 })
	typed := map[*pane]string{ann: "Ann opened the meeting. ", bob: "Bob was there too. "}
	for _, w := range []*pane{ann, bob} {
		w.attend("Annual meeting", "1. Welcome")
		w.minute(m, typed[w])
	}
	ann.see("Bob is writing here")
	bob.see("Ann is writing here")
	ann.picture("minutes")
	bob.picture("minutes")
	bob.tap("Done")
	ann.until("Bob is seen to have left", func() bool { return !ann.says("Bob is writing here") })
	for _, w := range []*pane{ann, bob} {
		w.until("both have both's words", func() bool {
			return strings.Contains(w.minutes(m), "Ann opened the meeting.") && strings.Contains(w.minutes(m), "Bob was there too.")
		})
	}
}

// attend opens a meeting's page.
func (w *pane) attend(title, item string) {
	w.t.Helper()
	w.again("opening “"+title+"”", func() { w.press("Escape", "ctrl+2"); w.tap(title) }, func() bool { return w.says(item) })
}

// minutes are those of the first item.
func (w *pane) minutes(m string) string {
	w.t.Helper()
	return text(w.must("minutes", "show", m), "items.0.body")
}

// minute begins to write the minutes of the first item.
func (w *pane) minute(m, typed string) {
	w.t.Helper()
	w.tapSee(w.m("write.write"), w.m("write.marks"))
	w.again("typing minutes", func() { w.write(typed) }, func() bool { return strings.Contains(w.minutes(m), strings.TrimSpace(typed)) })
}
