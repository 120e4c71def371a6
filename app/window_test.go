//go:build !nowindow

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"moot/assets"
)

// pane is a real window of the program on a display of its own, driven by keys and a pointer.
type pane struct {
	*home
	display string
	cmd     *exec.Cmd
	out     bytes.Buffer
	shots   string
	said    string            // the socket that says what the windows say
	tongue  *assets.Catalogue // what its messages are in
	points  float32           // of a touch screen, to one unit; 0 where there is a pointer with a wheel
}

// needWindowTools skips where there is nothing to drive a window with.
func needWindowTools(t testing.TB) {
	if os.Getenv("MOOT_E2E") == "" {
		t.Skip("real windows are driven by: make e2e")
	}
	for _, tool := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is needed to drive a window: %v", tool, err)
		}
	}
}

// newDisplay starts a display that nobody looks at, with more of Xvfb's options. -r: a key held by a busy machine must not
// repeat itself.
func newDisplay(t testing.TB, size string, more ...string) string {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	x := exec.Command("Xvfb", append([]string{"-displayfd", "3", "-r", "-screen", "0", size + "x24", "-nolisten", "tcp"}, more...)...)
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
func newWindow(t *testing.T, name string) *pane { return openWindow(t, name, "1280x800", nil) }

// openWindow opens it on a screen of a size in pixels, with more in its environment, at what was clicked on.
func openWindow(t *testing.T, name, size string, env []string, what ...string) *pane {
	w := startWindow(t, filepath.Join(t.TempDir(), name), size, env, what...)
	w.until("the window is there", func() bool { return w.x("search", "--onlyvisible", "--name", "Moot") == nil })
	w.until("the window answers", func() bool { _, err := os.Stat(filepath.Join(w.dir, "control.sock")); return err == nil })
	return w
}

// startWindow starts the program and does not wait for its window.
func startWindow(t testing.TB, dir, size string, env []string, what ...string) *pane {
	return startProgram(t, "moot", newDisplay(t, size), dir, env, what...)
}

// startProgram starts a build of the program on a display.
func startProgram(t testing.TB, program, display, dir string, env []string, what ...string) *pane {
	w := &pane{home: &home{t: t, dir: dir}, display: display, shots: os.Getenv("MOOT_SCREENS")}
	short, err := os.MkdirTemp("", "moot-map-") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(short) })
	w.said = filepath.Join(short, "map")
	w.cmd = exec.Command(program, append([]string{"--home", dir}, what...)...)
	w.cmd.Env = append(os.Environ(), "MOOT_NO_DISCOVERY=1", "MOOT_HOME=", "MOOT_LISTEN=/ip4/127.0.0.1/tcp/0", "DISPLAY="+w.display, "FYNE_SCALE=1",
		"XDG_CONFIG_HOME="+t.TempDir(), "LIBGL_ALWAYS_SOFTWARE=1", "MOOT_E2E_MAP="+w.said,
		"FYNE_THEME=light",                   // as on paper; whoever has no bus would get the toolkit's dark
		"DBUS_SESSION_BUS_ADDRESS=disabled:") // where there is no desktop's bus, asking for it starts one that outlives the test
	w.cmd.Env = append(w.cmd.Env, env...)
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
			t.Logf("%s's window said:\n%s", filepath.Base(dir), w.out.String())
		}
	})
	return w
}

func (w *pane) x(args ...string) error {
	cmd := exec.Command("xdotool", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+w.display)
	return cmd.Run()
}

// press and write are the keyboard.
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

// until waits for something to become true. What a key does is seen by asking the program, not by waiting a while.
func (w *pane) until(what string, is func() bool) {
	w.t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			w.picture("stuck")
			w.t.Fatalf("waited in vain until %s; the window says %v", what, w.windowRead())
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
	w.t.Fatalf("%s had no effect; the window says %v", what, w.windowRead())
}

// picture keeps what the window shows, when MOOT_SCREENS names a folder.
func (w *pane) picture(name string) {
	if w.shots == "" {
		return
	}
	time.Sleep(300 * time.Millisecond) // what the window says is drawn a frame later
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
