//go:build !nowindow

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// pane is a real window of the program on a display of its own, driven by keys and a pointer.
type pane struct {
	*home
	display string
	cmd     *exec.Cmd
	out     bytes.Buffer
	shots   string
}

// needWindowTools skips where there is nothing to drive a window with.
func needWindowTools(t *testing.T) {
	if os.Getenv("MOOT_E2E") == "" {
		t.Skip("real windows are driven by: make e2e")
	}
	for _, tool := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is needed to drive a window: %v", tool, err)
		}
	}
}

// newDisplay starts a display that nobody looks at. -r: a key held by a busy machine must not repeat itself.
func newDisplay(t *testing.T) string {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	x := exec.Command("Xvfb", "-displayfd", "3", "-r", "-screen", "0", "1280x800x24", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{write}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = x.Process.Kill()
		_ = x.Wait()
	})
	if err := write.Close(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 16)
	n, err := read.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	return ":" + strings.TrimSpace(string(line[:n]))
}

// newWindow opens the program's window for a person who has never used it.
func newWindow(t *testing.T, name string) *pane {
	w := &pane{home: &home{t: t, dir: filepath.Join(t.TempDir(), name)}, display: newDisplay(t), shots: os.Getenv("MOOT_SCREENS")}
	w.cmd = exec.Command("moot", "--home", w.dir)
	w.cmd.Env = append(os.Environ(), "MOOT_NO_DISCOVERY=1", "MOOT_HOME=", "MOOT_LISTEN=/ip4/127.0.0.1/tcp/0", "DISPLAY="+w.display, "FYNE_SCALE=1",
		"XDG_CONFIG_HOME="+t.TempDir(), "LIBGL_ALWAYS_SOFTWARE=1")
	w.cmd.Stdout, w.cmd.Stderr = &w.out, &w.out
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if w.cmd.ProcessState == nil {
			_ = w.cmd.Process.Kill()
			_ = w.cmd.Wait()
		}
		if t.Failed() {
			t.Logf("%s's window said:\n%s", name, w.out.String())
		}
	})
	w.until("the window is there", func() bool { return w.x("search", "--onlyvisible", "--name", "Moot") == nil })
	w.until("the window answers", func() bool { _, err := os.Stat(filepath.Join(w.dir, "control.sock")); return err == nil })
	return w
}

func (w *pane) x(args ...string) error {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+w.display)
	return cmd.Run()
}

// press and write are the keyboard; click is the pointer.
func (w *pane) press(keys ...string) {
	w.t.Helper()
	for _, k := range keys {
		if err := w.x("key", "--delay", "60", k); err != nil {
			w.t.Fatalf("key %s: %v", k, err)
		}
	}
}

func (w *pane) write(words string) {
	w.t.Helper()
	if err := w.x("type", "--delay", "25", words); err != nil {
		w.t.Fatalf("type: %v", err)
	}
}

func (w *pane) click(x, y int) {
	w.t.Helper()
	if err := w.x("mousemove", strconv.Itoa(x), strconv.Itoa(y), "click", "1"); err != nil {
		w.t.Fatalf("click: %v", err)
	}
}

// until waits for something to become true. What a key does is seen by asking the program, not by waiting a while.
func (w *pane) until(what string, is func() bool) {
	w.t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			w.picture("stuck")
			w.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// again does something with keys or clicks until it has had its effect: a window that is still drawing the last step
// may not take the next one yet.
func (w *pane) again(what string, do func(), is func() bool) {
	w.t.Helper()
	for range 8 {
		do()
		for end := time.Now().Add(6 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
			if is() {
				return
			}
		}
	}
	w.picture("stuck")
	w.t.Fatalf("%s had no effect", what)
}

// picture keeps what the window shows, when MOOT_SCREENS names a folder.
func (w *pane) picture(name string) {
	if w.shots == "" {
		return
	}
	file := filepath.Join(w.shots, fmt.Sprintf("real-%s-%s.png", filepath.Base(w.dir), name))
	cmd := exec.Command("import", "-window", "root", file)
	cmd.Env = append(os.Environ(), "DISPLAY="+w.display)
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Logf("no picture %s: %v %s", name, err, out)
	}
}

// listed says how many rows a command lists.
func (w *pane) listed(args ...string) int {
	r := w.run("", args...)
	if r.code != 0 {
		return -1
	}
	return len(r.list)
}

// begin is a newcomer's first step.
func (w *pane) begin(name string) {
	w.t.Helper()
	w.again("saying one's name", func() { w.press("ctrl+a"); w.write(name); w.press("Return") },
		func() bool { return text(w.run("", "me", "show").out, "name") == name })
}

// TestWindow is the whole path in two real windows: first run, start a group, join by an invite, propose, comment, vote,
// type in the same minutes at once; in the end both hold the same.
func TestWindow(t *testing.T) {
	needWindowTools(t)
	ann, bob := newWindow(t, "Ann"), newWindow(t, "Bob")
	ann.picture("welcome")
	ann.begin("Ann")
	ann.again("starting a group", func() { ann.click(750, 361); ann.press("ctrl+a"); ann.write("Elm Row"); ann.press("Return") },
		func() bool { return ann.listed("group", "list") > 0 })
	g := text(ann.rows("group", "list")[0], "group")
	ann.again("proposing", func() {
		ann.press("Escape", "ctrl+n")
		ann.write("Plant trees")
		ann.press("Tab", "Tab")
		ann.write("Six trees in the square.")
		ann.press("ctrl+Return")
	},
		func() bool { return ann.listed("proposal", "list", g) > 0 })
	ann.picture("proposal")

	invite := text(ann.must("invite", g, "--uses", "3"), "invite")
	bob.begin("Bob")
	bob.again("pasting an invite", func() { bob.click(750, 160); bob.press("ctrl+a"); bob.write(invite); bob.press("ctrl+Return") },
		func() bool { return bob.listed("member", "list", g) == 2 })
	bob.until("the proposal has come", func() bool { return bob.listed("proposal", "list", g) == 1 })
	p := text(bob.rows("proposal", "list", g)[0], "proposal")
	comments := func(w *pane) int { list, _ := w.must("proposal", "show", p)["comments"].([]any); return len(list) }
	bob.again("commenting", func() {
		bob.press("ctrl+1")
		bob.click(400, 125)
		bob.click(900, 765)
		bob.write("Oak or lime?")
		bob.press("ctrl+Return")
	},
		func() bool { return comments(bob) > 0 })
	ann.until("the comment has come", func() bool { return comments(ann) > 0 })
	bob.picture("comment")

	state := func(w *pane) string { return text(w.must("proposal", "show", p), "state") }
	ann.again("opening the vote", func() { ann.press("ctrl+1"); ann.click(400, 125); ann.click(690, 160); ann.click(682, 397) },
		func() bool { return state(ann) == "voting" })
	bob.until("the vote has come", func() bool { return state(bob) == "voting" })
	for _, w := range []*pane{ann, bob} {
		want := map[*pane]string{ann: "1", bob: "2"}[w]
		open := false // on a busy machine a click comes before the page is drawn: the next one is on the page as it is by then
		w.again("voting yes", func() {
			if open = !open; open {
				w.press("ctrl+1")
				w.click(400, 125)
			}
			w.click(645, 304)
		},
			func() bool { return text(w.must("vote", "count", p), "tally.yes") == want })
		w.until("the vote is there", func() bool { return text(w.must("vote", "count", p), "tally.yes") == want })
		if w == ann {
			bob.until("Ann's vote has come", func() bool { return text(bob.must("vote", "count", p), "tally.yes") == "1" })
		}
	}
	bob.picture("voted")
	minutesTogether(t, ann, bob, g)
	same(t, g, ann.home, bob.home)
	sound(t, g, ann.home, bob.home)
	ann.leave()
	bob.leave()
}

// minutesTogether has both type in the same minutes at the same time.
func minutesTogether(t *testing.T, ann, bob *pane, g string) {
	agenda := filepath.Join(t.TempDir(), "agenda")
	if err := os.WriteFile(agenda, []byte("Welcome\nAny other business\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := text(ann.must("meeting", "new", g, "--title", "Annual meeting", "--at", "2026-12-01T19:00", "--agenda", agenda), "meeting")
	bob.until("the meeting has come", func() bool { return bob.listed("meeting", "list", g) == 1 })
	body := func(w *pane) string { return text(w.must("minutes", "show", m), "items.0.body") }
	words := map[*pane]string{ann: "Ann opened the meeting. ", bob: "Bob was there too. "}
	first := map[*pane]int{ann: officersMinutes, bob: membersMinutes}
	for _, w := range []*pane{ann, bob} {
		w.again("typing minutes", func() { w.press("Escape", "ctrl+2"); w.click(418, 155); w.click(1215, first[w]); w.write(words[w]) },
			func() bool { return strings.Contains(body(w), strings.TrimSpace(words[w])) })
	}
	ann.picture("minutes")
	bob.picture("minutes")
	for _, w := range []*pane{ann, bob} {
		w.until("both have both's words", func() bool {
			return strings.Contains(body(w), "Ann opened the meeting.") && strings.Contains(body(w), "Bob was there too.")
		})
	}
}

// How far down the button is that begins to write the minutes of the first item: an officer's page has the button that
// starts the meeting above it.
const (
	officersMinutes = 308
	membersMinutes  = 266
)

// leave closes the window as a person does, and checks that nothing went wrong inside.
func (w *pane) leave() {
	w.t.Helper()
	if err := w.cmd.Process.Signal(os.Interrupt); err != nil {
		w.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- w.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			w.t.Errorf("the window ended with %v", err)
		}
	case <-time.After(patience):
		w.t.Error("the window does not close")
	}
	for _, bad := range []string{"Error in Fyne call thread", "panic:", "DATA RACE"} {
		if strings.Contains(w.out.String(), bad) {
			w.t.Errorf("the window said %q", bad)
		}
	}
}
