package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// phrase is a file with a passphrase.
func phrase(t *testing.T, words string) string {
	file := filepath.Join(t.TempDir(), "phrase")
	if err := os.WriteFile(file, []byte(words+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// emptyHome is a device on which nobody is set up.
func emptyHome(t *testing.T, name string) *home {
	t.Helper()
	h := &home{t: t, dir: filepath.Join(t.TempDir(), name)}
	t.Cleanup(func() {
		if h.serving != nil {
			h.kill()
		}
	})
	return h
}

// showCode runs `moot me link` and gives the code it shows; wait gives the command's exit code and what it said.
func (h *home) showCode() (code string, wait func() (int, string)) {
	h.t.Helper()
	cmd := h.command("me", "link")
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	late := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	h.t.Cleanup(func() { late.Stop(); _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(pipe).ReadBytes('\n')
	var shown struct{ Code, Expires string }
	if err == nil {
		err = json.Unmarshal(line, &shown)
	}
	if err != nil || !strings.HasPrefix(shown.Code, "moot:link/") || shown.Expires == "" {
		h.t.Fatalf("moot me link: %v, %q, %s", err, line, errs.String())
	}
	return shown.Code, func() (int, string) {
		_ = cmd.Wait() // the exit code says it
		return cmd.ProcessState.ExitCode(), errs.String()
	}
}

// TestLinkDevice: an old device shows a code, a new one takes it, both are the same person in every group; the code is
// good once; one of them is retired by the other, and can write no more.
func TestLinkDevice(t *testing.T) {
	ann, bob := newHome(t, "Ann"), newHome(t, "Bob")
	street := text(ann.must("group", "create", "Street"), "group")
	garden := text(ann.must("group", "create", "Garden"), "group")
	ann.serve()
	if got := text(bob.must("join", text(ann.must("invite", "Street"), "invite")), "state"); got != "joined" {
		t.Fatalf("Bob is %s", got)
	}
	ann.feed("Six.\n", "proposal", "new", street, "--title", "Trees", "--body", "-")

	code, wait := ann.showCode()
	phone := emptyHome(t, "phone")
	linked := phone.must("me", "link", code)
	if exit, said := wait(); exit != 0 {
		t.Fatalf("the old device: %d %s", exit, said)
	}
	if text(linked, "person") != text(ann.must("me", "show"), "person") || text(linked, "words") != text(ann.must("me", "show"), "words") {
		t.Errorf("linked as %v", linked)
	}
	if text(linked, "device") == text(ann.must("me", "show"), "device") {
		t.Error("the device's key was copied")
	}
	if text(linked, "groups.0.state") != "joined" || text(linked, "groups.1.state") != "joined" {
		t.Errorf("groups %v", linked["groups"])
	}
	for _, g := range []string{street, garden} {
		same(t, g, ann, phone)
		sound(t, g, phone)
	}
	if r := emptyHome(t, "other").run("", "me", "link", code); r.code != 1 || r.err.Error.Code != "bad_code" {
		t.Errorf("a used code: %+v", r)
	}

	phone.serve()
	bob.must("peer", "add", phone.addr)
	phone.must("comment", "Trees", "--body", phrase(t, "From the phone."))
	ann.stop()
	bob.must("sync")
	same(t, street, bob, phone)

	devices := phone.rows("me", "devices")
	old := ""
	for _, d := range devices {
		if text(d, "here") == "false" {
			old = text(d, "device")
		}
	}
	if len(devices) != 4 || old == "" {
		t.Fatalf("devices %v", devices)
	}
	if got := phone.must("me", "retire", old[:12], "--why", "lost"); len(got["groups"].([]any)) != 2 {
		t.Errorf("retired: %v", got)
	}
	// The lost device comes back on: nobody gives it anything, and it says why.
	ann.must("peer", "add", phone.addr)
	ann.serve()
	until(t, "the old device to hear of it", func() bool {
		for _, g := range ann.must("status")["groups"].([]any) {
			if text(g, "retired") != "true" {
				return false
			}
		}
		return true
	})
	if got := ann.must("status"); len(got["peers"].([]any)) != 0 {
		t.Errorf("the retired device has neighbours: %v", got)
	}
	if r := ann.run("", "comment", "Trees", "--body", phrase(t, "Hello?")); r.code != 1 || r.err.Error.Code != "retired" {
		t.Errorf("the retired device wrote: %+v", r)
	}
	// It stays so with the act from a stick.
	stick := filepath.Join(t.TempDir(), "stick")
	phone.must("bundle", "write", street, stick)
	ann.must("bundle", "read", stick)
	if r := ann.run("", "comment", "Trees", "--body", phrase(t, "Hello?")); r.code != 1 || r.err.Error.Code != "retired" {
		t.Errorf("the retired device wrote: %+v", r)
	}
}

// until waits for something the nodes bring about by themselves.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waiting in vain for %s", what)
}

// TestBackupRestore: back up, lose the folder, restore as a new device of the same person, be added by another member,
// and show the same as they do. A copy of the lost folder that turns up works until it is retired.
func TestBackupRestore(t *testing.T) {
	ann, bob := newHome(t, "Ann"), newHome(t, "Bob")
	g := text(ann.must("group", "create", "Street"), "group")
	ann.serve()
	if got := text(bob.must("join", text(ann.must("invite", "Street"), "invite")), "state"); got != "joined" {
		t.Fatalf("Bob is %s", got)
	}
	bob.serve()
	ann.must("peer", "add", bob.addr)
	ann.feed("Six.\n", "proposal", "new", g, "--title", "Trees", "--body", "-")
	same(t, g, ann, bob)
	me := text(ann.must("me", "show"), "person")

	file, good := filepath.Join(t.TempDir(), "ann.backup"), phrase(t, "four words of nonsense")
	if r := ann.run("", "me", "backup", file, "--passphrase-file", phrase(t, "short")); r.code != 1 || r.err.Error.Code != "bad_input" {
		t.Errorf("a short passphrase: %+v", r)
	}
	ann.must("me", "backup", file, "--passphrase-file", good)
	ann.stop()
	found := emptyHome(t, "found") // somebody's copy of the folder, or the laptop that was only mislaid
	if err := os.Rename(ann.dir, found.dir); err != nil {
		t.Fatal(err)
	}

	anew := emptyHome(t, "anew")
	if r := anew.run("", "me", "restore", file, "--passphrase-file", phrase(t, "other words of nonsense")); r.code != 1 || r.err.Error.Code != "refused" {
		t.Errorf("a wrong passphrase: %+v", r)
	}
	restored := anew.must("me", "restore", file, "--passphrase-file", good)
	if text(restored, "person") != me || text(restored, "groups.0.state") != "waiting" {
		t.Errorf("restored as %v", restored)
	}
	if r := anew.run("", "me", "restore", file, "--passphrase-file", good); r.code != 1 || r.err.Error.Code != "refused" {
		t.Errorf("restored over somebody: %+v", r)
	}
	if r := anew.run("", "comment", "Trees", "--body", good); r.code != 1 {
		t.Errorf("wrote before it was added: %+v", r)
	}
	anew.must("sync") // Bob's address is in the backup
	same(t, g, bob, anew)
	sound(t, g, anew)
	if got := anew.rows("me", "devices"); len(got) != 2 {
		t.Errorf("devices %v", got)
	}

	// Both devices write as the same person, until one is retired.
	found.must("comment", "Trees", "--body", phrase(t, "From the laptop."))
	found.must("sync")
	anew.must("sync")
	same(t, g, bob, anew, found)
	anew.must("me", "retire", text(found.must("me", "show"), "device"))
	anew.must("sync")
	found.must("comment", "Trees", "--body", phrase(t, "Not Ann."))
	found.must("sync", "--timeout", "5s")
	same(t, g, bob, anew)
	if got := text(bob.must("proposal", "show", "Trees"), "comments.1.body"); got != "" {
		t.Errorf("the retired device is heard: %q", got)
	}
}
