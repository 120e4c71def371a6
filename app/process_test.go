package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// home is one person's device: a folder, and at times a process that serves it.
type home struct {
	t       testing.TB
	dir     string
	serving *exec.Cmd
	exited  chan error // receives the serving process's end, once
	peer    string
	addr    string
}

// newHome makes a device for somebody.
func newHome(t testing.TB, name string) *home {
	t.Helper()
	h := &home{t: t, dir: filepath.Join(t.TempDir(), name)}
	h.must("me", "create", name)
	t.Cleanup(func() {
		if h.serving != nil {
			h.kill()
		}
	})
	return h
}

// patience bounds a command; it is far more than any takes, so that a hang fails and a slow machine does not.
const patience = 90 * time.Second

// seldom is how often a command collects garbage: there are some three thousand in these tests, and few live long enough.
const seldom = "400"

func (h *home) command(args ...string) *exec.Cmd {
	cmd := exec.Command("moot", append([]string{"--home", h.dir, "--json"}, args...)...)
	cmd.Env = append(os.Environ(), "MOOT_NO_DISCOVERY=1", "MOOT_LISTEN=/ip4/127.0.0.1/tcp/0", "MOOT_HOME=", "GOGC="+seldom)
	return cmd
}

// result is what a command answered.
type result struct {
	code int
	out  map[string]any
	list []any
	err  struct {
		Error struct{ Code, Message string }
	}
}

// run carries out a command to its end; it may be called from any goroutine. Whatever is not JSON where JSON should be
// fails the test and gives code -1.
func (h *home) run(stdin string, args ...string) (r result) {
	h.t.Helper()
	cmd := h.command(args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	fail := func(err error) result {
		h.t.Errorf("moot %v: %v: standard output %q, standard error %q", args, err, out.String(), errs.String())
		return result{code: -1}
	}
	if err := cmd.Start(); err != nil {
		return fail(err)
	}
	late := time.AfterFunc(patience, func() { _ = cmd.Process.Signal(syscall.SIGQUIT) })
	defer late.Stop()
	var ended *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &ended) {
		return fail(err)
	}
	r.code = cmd.ProcessState.ExitCode()
	if r.code != 0 {
		if err := json.Unmarshal(errs.Bytes(), &r.err); err != nil {
			return fail(err)
		}
		return r
	}
	if json.Unmarshal(out.Bytes(), &r.out) != nil {
		if err := json.Unmarshal(out.Bytes(), &r.list); err != nil {
			return fail(err)
		}
	}
	return r
}

// must is run for a command that has to succeed without input.
func (h *home) must(args ...string) map[string]any {
	h.t.Helper()
	return h.feed("", args...)
}

// feed is must with standard input.
func (h *home) feed(stdin string, args ...string) map[string]any {
	h.t.Helper()
	r := h.run(stdin, args...)
	if r.code != 0 {
		h.t.Fatalf("moot %v: exit code %d, %s: %s", args, r.code, r.err.Error.Code, r.err.Error.Message)
	}
	return r.out
}

// rows is must for a command that answers with a list.
func (h *home) rows(args ...string) []any {
	h.t.Helper()
	r := h.run("", args...)
	if r.code != 0 || r.list == nil {
		h.t.Fatalf("moot %v: exit code %d, %+v, no list", args, r.code, r.err)
	}
	return r.list
}

// serve starts `moot serve` on loopback, with more options, and returns when it is ready.
func (h *home) serve(more ...string) {
	h.t.Helper()
	h.serving = h.command(append([]string{"serve", "--listen", "/ip4/127.0.0.1/tcp/0"}, more...)...)
	pipe, err := h.serving.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	var errs bytes.Buffer
	h.serving.Stderr = &errs
	if err := h.serving.Start(); err != nil {
		h.t.Fatal(err)
	}
	late := time.AfterFunc(patience, func() { _ = h.serving.Process.Kill() })
	defer late.Stop()
	line, err := bufio.NewReader(pipe).ReadBytes('\n')
	var ready struct {
		Ready bool
		Peer  string
		Addrs []string
	}
	if err == nil {
		err = json.Unmarshal(line, &ready)
	}
	h.exited = make(chan error, 1)
	go func(cmd *exec.Cmd, exited chan error) { exited <- cmd.Wait() }(h.serving, h.exited)
	if err != nil || !ready.Ready || len(ready.Addrs) == 0 {
		h.kill()
		h.t.Fatalf("moot serve: %v, %q, %s", err, line, errs.String())
	}
	h.peer, h.addr = ready.Peer, ready.Addrs[0]
}

// stop ends the serving process as a system does, and expects it to go in order.
func (h *home) stop() {
	h.t.Helper()
	if err := h.serving.Process.Signal(syscall.SIGTERM); err != nil {
		h.t.Fatal(err)
	}
	select {
	case err := <-h.exited:
		if err != nil {
			h.t.Fatalf("moot serve ended with %v: %s", err, h.serving.Stderr)
		}
	case <-time.After(patience):
		h.t.Fatal("moot serve did not stop")
	}
	h.serving = nil
}

// kill ends the serving process at once, as a power cut does.
func (h *home) kill() {
	_ = h.serving.Process.Kill() // it may be gone already
	<-h.exited
	h.serving = nil
}

// text is a field of an answer, along a path such as "tally.yes" or "comments.0.body".
func text(v any, path string) string {
	for step := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[step]
		case []any:
			var i int
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(in) {
				return ""
			}
			v = in[i]
		}
	}
	return fmt.Sprint(v)
}

// same waits until two devices show the same, which the nodes bring about by themselves.
func same(t *testing.T, group string, homes ...*home) {
	t.Helper()
	var digests []string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		digests = digests[:0]
		equal := true
		for _, h := range homes {
			digests = append(digests, text(h.must("digest", group), "digest"))
			equal = equal && digests[len(digests)-1] == digests[0]
		}
		if equal {
			return
		}
	}
	t.Fatalf("the devices do not come to show the same: %v", digests)
}

// sound checks a group's record from its raw entries.
func sound(t *testing.T, group string, homes ...*home) {
	t.Helper()
	for _, h := range homes {
		if r := h.must("verify", group); r["ok"] != true {
			t.Fatalf("verify: %v", r)
		}
	}
}
