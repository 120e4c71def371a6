package cli

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"moot/store"
)

// served opens a home with a control socket, as a serving process does but for the network.
func served(t testing.TB, dir string) *control {
	t.Helper()
	s, err := store.Open(dir, store.Options{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	held := &session{store: s}
	c, err := openControl(dir, held, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		if err := held.close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// say runs a command in this process, as main would, and gives what it printed.
func say(t testing.TB, dir, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(t.Context(), args, Env{
		Home: dir, Cwd: t.TempDir(), Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs,
		Getenv: func(string) string { return "" },
	})
	return code, out.String(), errs.String()
}

func answers(t testing.TB, dir string) {
	t.Helper()
	if code, out, errs := say(t, dir, "", "status", "--json"); code != 0 || !json.Valid([]byte(out)) {
		t.Fatalf("the control socket does not answer: %d %q %q", code, out, errs)
	}
}

// TestControlCarriesOut sends commands with output, errors, input and paths through a socket.
func TestControlCarriesOut(t *testing.T) {
	dir := servedHome(t)
	if code, _, errs := say(t, dir, "", "me", "show"); code != 1 || !strings.Contains(errs, "moot me create") {
		t.Errorf("me show: %d %q", code, errs)
	}
	say(t, dir, "", "me", "create", "Ann")
	say(t, dir, "", "group", "create", "Street")
	long := strings.Repeat("€€€€€€€€€€€€€€€€€€€\n", 2000) // more than one frame of input, and of output
	if code, out, errs := say(t, dir, long, "proposal", "new", "Street", "--title", "Tree", "--body", "-"); code != 0 {
		t.Fatalf("proposal new: %d %q %q", code, out, errs)
	}
	code, out, _ := say(t, dir, "", "proposal", "show", "Tree", "--json")
	var page struct{ Body string }
	if err := json.Unmarshal([]byte(out), &page); err != nil || code != 0 || page.Body != long {
		t.Errorf("the wording came back with %d bytes of %d: %v", len(page.Body), len(long), err)
	}
	if code, _, errs := say(t, dir, strings.Repeat("x", maxInput+1), "comment", "Tree", "--json"); code != 1 || !strings.Contains(errs, `"too_big"`) {
		t.Errorf("too much input: %d %q", code, errs)
	}
	if code, _, errs := say(t, dir, "", "comment", "Tree", "--body", "nowhere", "--json"); code != 1 || !strings.Contains(errs, `"file"`) {
		t.Errorf("no such file: %d %q", code, errs)
	}
	file := filepath.Join(t.TempDir(), "words.md")
	if err := os.WriteFile(file, []byte("Here.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	relative := Env{Home: dir, Cwd: filepath.Dir(file), Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: os.Stderr,
		Getenv: func(string) string { return "" }}
	if code := Run(t.Context(), []string{"comment", "Tree", "--body", "words.md"}, relative); code != 0 {
		t.Error("a path is not relative to the folder of the client")
	}
}

// TestControlIsItsOwners holds the socket to its owner, wherever it is.
func TestControlIsItsOwners(t *testing.T) {
	for name, dir := range map[string]string{
		"in the home": filepath.Join(t.TempDir(), "home"),
		"elsewhere":   filepath.Join(t.TempDir(), strings.Repeat("a long name ", 12)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", "/tmp")
			served(t, dir)
			path := socketOf(dir)
			if elsewhere := filepath.Dir(path) != dir; elsewhere != (name == "elsewhere") {
				t.Errorf("the socket is %s", path)
			}
			for file, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
				info, err := os.Stat(file)
				if err != nil || info.Mode().Perm() != want {
					t.Errorf("%s: %v, want %v (%v)", file, info.Mode().Perm(), want, err)
				}
			}
			answers(t, dir)
		})
	}
}

// TestControlReplacesStale has a killed process's socket, in either place, stand in nobody's way, and nothing stay
// behind.
func TestControlReplacesStale(t *testing.T) {
	for _, dir := range []string{filepath.Join(t.TempDir(), "home"), filepath.Join(t.TempDir(), strings.Repeat("a long name ", 12))} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		path, err := prepareSocket(dir)
		if err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		l.(*net.UnixListener).SetUnlinkOnClose(false)
		if err := l.Close(); err != nil { // what kill -9 leaves: a file that nobody listens on
			t.Fatal(err)
		}
		answers(t, dir)
		c := served(t, dir)
		answers(t, dir)
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		for _, left := range []string{path, socketOf(dir), filepath.Join(dir, placeName)} {
			if _, err := os.Stat(left); err == nil {
				t.Errorf("%s stays behind", left)
			}
		}
	}
}

// rude are things a client may do that no client of ours does.
var rude = map[string]func(t *testing.T, conn net.Conn){
	"nothing":       func(*testing.T, net.Conn) {},
	"half a length": func(_ *testing.T, c net.Conn) { _, _ = c.Write([]byte{0, 0}) },
	"a huge frame":  func(_ *testing.T, c net.Conn) { _, _ = c.Write([]byte{0xff, 0xff, 0xff, 0xff, 1}) },
	"half a frame":  func(_ *testing.T, c net.Conn) { _, _ = c.Write([]byte{0, 0, 0, 9, '{'}) },
	"no JSON":       func(_ *testing.T, c net.Conn) { _, _ = c.Write([]byte{0, 0, 0, 2, '}', '{'}) },
	"no command":    func(t *testing.T, c net.Conn) { sendFrame(t, c, frame{Data: []byte("x")}) },
	"other version": func(t *testing.T, c net.Conn) { sendFrame(t, c, frame{Call: &calling{99, []string{"status"}, "/"}}) },
	"no folder":     func(t *testing.T, c net.Conn) { sendFrame(t, c, frame{Call: &calling{1, []string{"status"}, "."}}) },
	"serve":         func(t *testing.T, c net.Conn) { sendFrame(t, c, frame{Call: &calling{1, []string{"serve"}, "/"}}) },
	"window":        func(t *testing.T, c net.Conn) { sendFrame(t, c, frame{Call: &calling{1, nil, "/"}}) },
	"other home": func(t *testing.T, c net.Conn) {
		sendFrame(t, c, frame{Call: &calling{1, []string{"--home=/x", "status"}, "/"}})
	},
	"leaves in call": func(t *testing.T, c net.Conn) { sendFrame(t, c, frame{Call: waiting}) },
	"talks too much": func(t *testing.T, c net.Conn) {
		sendFrame(t, c, frame{Call: &calling{1, []string{"status"}, "/"}})
		for range 100 {
			if writeFrame(c, frame{Data: bytes.Repeat([]byte("x"), 1000)}) != nil {
				return
			}
		}
	},
	"answers with a command": func(t *testing.T, c net.Conn) {
		sendFrame(t, c, frame{Call: waiting})
		if f, err := readFrame(c); err != nil || f.Want == nil {
			t.Errorf("not asked for input: %+v %v", f, err)
		}
		sendFrame(t, c, frame{Call: waiting})
	},
	"endless input": func(t *testing.T, c net.Conn) {
		sendFrame(t, c, frame{Call: waiting})
		for range 2 + maxInput/chunk {
			if writeFrame(c, frame{Data: make([]byte, chunk)}) != nil {
				return
			}
		}
	},
}

// waiting is a command that asks for input.
var waiting = &calling{1, []string{"group", "create", "X", "--charter", "-"}, "/"}

func sendFrame(t *testing.T, c net.Conn, f frame) {
	t.Helper()
	if err := writeFrame(c, f); err != nil {
		t.Error(err)
	}
}

// TestControlSurvivesRudeClients has each of them come and go, and looks whether the next honest one is served. Closing
// at the end waits for every goroutine, so one that hung would hang the test.
func TestControlSurvivesRudeClients(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "home")
	c := served(t, dir)
	say(t, dir, "", "me", "create", "Ann")
	for name, act := range rude {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("unix", socketOf(dir))
			if err != nil {
				t.Fatal(err)
			}
			act(t, conn)
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
			answers(t, dir)
			until(t, "it is forgotten", func() bool { return len(c.turns) == 0 })
		})
	}
	if _, out, _ := say(t, dir, "", "group", "list", "--json"); strings.TrimSpace(out) != "[]" {
		t.Errorf("a rude client did something: %s", out)
	}
}

// TestControlForgetsLeavers has clients leave in the middle of a command: their commands stop and free their turns. One
// kind waits for its client, the other for the network.
func TestControlForgetsLeavers(t *testing.T) {
	t.Setenv("MOOT_NO_DISCOVERY", "1")
	t.Setenv("MOOT_LISTEN", "/ip4/127.0.0.1/tcp/0")
	dir := filepath.Join(t.TempDir(), "home")
	served(t, dir)
	say(t, dir, "", "me", "create", "Ann")
	say(t, dir, "", "group", "create", "Street")
	_, invite, _ := say(t, dir, "", "invite", "Street")
	other := filepath.Join(t.TempDir(), "other")
	c := served(t, other)
	say(t, other, "", "me", "create", "Bob")
	for _, call := range []*calling{waiting, {1, []string{"join", strings.TrimSpace(invite), "--wait", "1h"}, "/"}} {
		conn, err := net.Dial("unix", socketOf(other))
		if err != nil {
			t.Fatal(err)
		}
		sendFrame(t, conn, frame{Call: call})
		until(t, "it is being served", func() bool { return len(c.turns) == 1 })
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		until(t, "it is forgotten", func() bool { return len(c.turns) == 0 })
	}
}

// until waits for what another goroutine brings about, and fails if it does not.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never: " + what)
		}
	}
}

// TestControlCloseStopsCommands closes with a command still waiting for its client.
func TestControlCloseStopsCommands(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "home")
	c := served(t, dir)
	say(t, dir, "", "me", "create", "Ann")
	conn, err := net.Dial("unix", socketOf(dir))
	if err != nil {
		t.Fatal(err)
	}
	sendFrame(t, conn, frame{Call: waiting})
	if f, err := readFrame(conn); err != nil || f.Want == nil {
		t.Fatalf("not asked for input: %+v %v", f, err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if code, err := askServer(context.Background(), dir, []string{"status"}, Env{Cwd: "/"}); err != errNobody {
		t.Errorf("somebody still answers: %d %v", code, err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}

// TestControlTakesTurns has many more clients than are served at a time.
func TestControlTakesTurns(t *testing.T) {
	dir := servedHome(t)
	var all sync.WaitGroup
	for range 3 * maxClients {
		all.Go(func() { answers(t, dir) })
	}
	all.Wait()
}

// TestClientOfOneThatDies has the serving process die in the middle of an answer.
func TestClientOfOneThatDies(t *testing.T) {
	dir := t.TempDir()
	l, err := net.Listen("unix", filepath.Join(dir, socketName))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		conn, err := l.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		if _, err := readFrame(conn); err != nil {
			t.Error(err)
		}
		_ = writeFrame(conn, frame{Out: []byte("half an ans")})
		_ = conn.Close()
	})
	code, _, errs := say(t, dir, "", "status")
	if code != 1 || !strings.Contains(errs, "stopped before it answered") {
		t.Errorf("%d %q", code, errs)
	}
	all.Wait()
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

// TestPatience waits for a command that has the home, and not for ever.
func TestPatience(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "home")
	s, err := store.Open(dir, store.Options{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	code, _, errs := say(t, dir, "", "status", "--json")
	if code != 1 || !strings.Contains(errs, `"in_use"`) || time.Since(began) < patience {
		t.Errorf("after %v: %d %q", time.Since(began), code, errs)
	}
	time.AfterFunc(patience/10, func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	answers(t, dir)
}

// TestFrameBound refuses a frame past the bound by its length alone, both ways.
func TestFrameBound(t *testing.T) {
	r := bytes.NewReader(binary.BigEndian.AppendUint32(nil, maxFrame+1))
	if _, err := readFrame(r); err != errFrame {
		t.Errorf("read: %v", err)
	}
	if err := writeFrame(io.Discard, frame{Out: make([]byte, maxFrame)}); err != errTooBig {
		t.Errorf("written: %v", err)
	}
	if code, _, errs := say(t, servedHome(t), "", "group", "create", strings.Repeat("x", maxFrame)); code != 2 || !strings.Contains(errs, "too long") {
		t.Errorf("too long a command: %d %q", code, errs)
	}
}

func servedHome(t *testing.T) string {
	dir := filepath.Join(t.TempDir(), "home")
	served(t, dir)
	return dir
}

// FuzzFrame reads arbitrary bytes as frames: no panic, no allocation past the bound, and what is read can be written
// and read again.
func FuzzFrame(f *testing.F) {
	code := 3
	for _, one := range []frame{
		{Call: &calling{1, []string{"me", "show"}, "/"}}, {Data: []byte("x")}, {End: &ending{Failed: "no"}},
		{Out: []byte("y")}, {Err: []byte("z")}, {Want: &wanting{"-", 9}}, {Exit: &code},
	} {
		var b bytes.Buffer
		if err := writeFrame(&b, one); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Add(binary.BigEndian.AppendUint32(nil, 1<<31))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		for {
			one, err := readFrame(r)
			if err != nil {
				return
			}
			var again bytes.Buffer
			if err := writeFrame(&again, one); err != nil {
				t.Fatal(err)
			}
			if _, err := readFrame(&again); err != nil {
				t.Fatalf("%+v cannot be read back: %v", one, err)
			}
		}
	})
}
