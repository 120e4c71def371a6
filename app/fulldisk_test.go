//go:build linux

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk mounts a disk of its own size, where the test is allowed to.
func smallDisk(t *testing.T, size string) string {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill takes up what is left of a disk, but for some room.
func fill(t *testing.T, dir string, but int64) (filler string) {
	t.Helper()
	filler = filepath.Join(dir, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 1<<16)
	size := int64(0)
	for err == nil {
		var n int
		n, err = f.Write(block)
		size += int64(n)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(max(0, size-but)), f.Close()); err != nil {
		t.Fatal(err)
	}
	return filler
}

// keptFree is the room the store asks for before it writes anything.
const keptFree = 48 << 20

// TestFullDisk fills the disk a serving process works on: it says so, lives, loses nothing, and goes on once there is
// room. The same for commands that open the home by themselves.
func TestFullDisk(t *testing.T) {
	disk := smallDisk(t, "96m")
	ann := &home{t: t, dir: filepath.Join(disk, "home")}
	ann.must("me", "create", "Ann")
	g := text(ann.must("group", "create", "Street"), "group")
	ann.serve()
	words := strings.Repeat("Words, and more words.\n", 1000)
	said := 0
	write := func() (result, bool) {
		r := ann.run(words, "proposal", "new", g, "--title", "Tree", "--body", "-")
		if r.code == 0 {
			said++
		}
		return r, r.code == 0
	}
	check := func(when string) {
		t.Helper()
		if got := len(ann.rows("proposal", "list", g)); got != said {
			t.Fatalf("%s: %d proposals of %d", when, got, said)
		}
		sound(t, g, ann)
	}
	for range 5 {
		write()
	}
	filler := fill(t, disk, 0)
	for range 5 {
		if r, ok := write(); ok || r.err.Error.Code != "disk_full" {
			t.Fatalf("on a full disk: %+v", r)
		}
	}
	check("serving on a full disk")
	ann.stop()
	if r, ok := write(); ok || r.err.Error.Code != "disk_full" {
		t.Fatalf("opening on a full disk: %+v", r)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	check("with room again")
	if r, ok := write(); !ok {
		t.Fatalf("with room again: %+v", r)
	}
	ann.serve()
	fill(t, disk, keptFree+1<<20)
	ok := true
	for n := 0; ok && n < 200; n++ { // until the room runs out by itself
		var r result
		if r, ok = write(); !ok && r.err.Error.Code != "disk_full" {
			t.Fatalf("as the disk fills: %+v", r)
		}
	}
	if ok {
		t.Error("writing goes on into the room that is kept free")
	}
	check("in the end")
	ann.kill()
	check("after a kill")
}
