package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFilesBetweenDevices: a photo put on a proposal on one device is seen on another when it is wanted, and on a third from an
// always-on device that keeps all, while whoever added it is off; a device that is killed in the middle goes on where it was.
func TestFilesBetweenDevices(t *testing.T) {
	ann, bob, lib, cleo := newHome(t, "Ann"), newHome(t, "Bob"), newHome(t, "Library"), newHome(t, "Cleo")
	g := text(ann.must("group", "create", "Street"), "group")
	ann.serve()
	invite := text(ann.must("invite", "Street", "--uses", "3"), "invite")
	for _, h := range []*home{bob, lib, cleo} {
		if got := text(h.must("join", invite), "state"); got != "joined" {
			t.Fatalf("one is %s", got)
		}
	}
	ann.feed("A pond.\n", "proposal", "new", g, "--title", "Pond", "--body", "-")
	photo := text(ann.must("file", "add", "Pond", photoFile(t), "--caption", "Where it goes"), "file")
	big := make([]byte, 9_900_000)
	_, _ = rand.NewChaCha8([32]byte{}).Read(big)
	film := filepath.Join(t.TempDir(), "film.bin")
	if err := os.WriteFile(film, big, 0o600); err != nil {
		t.Fatal(err)
	}
	film = text(ann.must("file", "add", "Pond", film), "file")

	bob.serve()
	same(t, g, ann, bob)
	if row := bob.rows("file", "list", "Pond")[0]; text(row, "here") != "0" || text(row, "caption") != "Where it goes" {
		t.Errorf("before it is wanted: %v", row)
	}
	if got := text(bob.must("status"), "groups.0.missing_files"); got != "2" {
		t.Errorf("Bob misses %s files", got)
	}
	saves(t, bob, photo, "")
	lib.serve("--keep-files")
	whole(t, lib, g)

	// Killed while it fetches: what came is kept, the rest comes when it is back.
	bob.must("file", "fetch", film, "--wait", "0s")
	for text(bob.rows("file", "list", g)[1], "here") == "0" {
		time.Sleep(5 * time.Millisecond) // ends by the test's own limit
	}
	bob.kill()
	here := text(bob.rows("file", "list", g)[1], "here")
	t.Logf("killed with %s of 38 parts", here)
	ann.stop()
	bob.serve("--peer", lib.addr)
	bob.must("file", "fetch", film)
	saves(t, bob, film, string(big))
	sound(t, g, bob, lib)

	// From whoever has it: Ann is off.
	cleo.must("peer", "add", lib.addr)
	cleo.must("sync")
	saves(t, cleo, photo, "")

	// A missing one says who has it.
	lib.stop()
	bob.stop()
	r := cleo.run("", "file", "fetch", film, "--wait", "1s")
	if r.code != 1 || r.err.Error.Code != "missing" || !strings.Contains(r.err.Error.Message, "Library had it just now") {
		t.Errorf("%+v", r)
	}

	// By a stick, half of one refused.
	stick := filepath.Join(t.TempDir(), "street.moot")
	bob.must("bundle", "write", g, stick, "--files")
	b, err := os.ReadFile(stick)
	if err != nil {
		t.Fatal(err)
	}
	half := stick + ".half"
	if err := os.WriteFile(half, b[:len(b)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if r := cleo.run("", "bundle", "read", half); r.code != 1 || r.err.Error.Code != "cut_short" {
		t.Errorf("half a stick: %+v", r)
	}
	if got := cleo.must("bundle", "read", stick); text(got, "chunks_refused") != "0" {
		t.Errorf("%v", got)
	}
	whole(t, cleo, g)
	sound(t, g, cleo)
}

// photoFile is a photo with the place in it where it was taken.
func photoFile(t *testing.T) string {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 400, 300)), nil); err != nil {
		t.Fatal(err)
	}
	place := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00 51.5072N"
	withPlace := append([]byte("\xFF\xD8\xFF\xE1\x00"+string(rune(len(place)+2))+place), b.Bytes()[2:]...)
	name := filepath.Join(t.TempDir(), "pond.jpg")
	if err := os.WriteFile(name, withPlace, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// saves fetches a file and saves it, and looks at what is saved: these bytes, or a photo with nothing beside it.
func saves(t *testing.T, h *home, file, want string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "saved")
	h.must("file", "fetch", file)
	h.must("file", "save", file, "--out", out)
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if want != "" {
		if string(b) != want {
			t.Error("what was saved is not what was added")
		}
		return
	}
	if _, err := jpeg.Decode(bytes.NewReader(b)); err != nil || bytes.Contains(b, []byte("51.5072N")) {
		t.Errorf("the photo: %v, or its place is in it", err)
	}
}

// whole waits until every file of a group is on a device.
func whole(t *testing.T, h *home, g string) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		missing := 0
		rows := h.rows("file", "list", g)
		for _, row := range rows {
			if text(row, "whole") != "true" {
				missing++
			}
		}
		if len(rows) > 0 && missing == 0 {
			return
		}
	}
	t.Fatalf("not all files have come: %v", h.rows("file", "list", g))
}
