//go:build !nowindow

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWindowSelects is a secretary with long minutes and a keyboard: what Shift and keys, a drag, and Shift and a click select goes on
// from one part of the text into the next, and gives way to what is typed, which one undo takes back.
func TestWindowSelects(t *testing.T) {
	needWindowTools(t)
	w := newWindow(t, "Ann")
	w.begin("Ann")
	w.must("group", "create", "Elm Row")
	g := text(w.rows("group", "list")[0], "group")
	var b strings.Builder
	for i := range 160 {
		fmt.Fprintf(&b, "%d: Ann said that the lamp by the bins is out, and people trip.\n", i)
	}
	long := filepath.Join(t.TempDir(), "long.md")
	if err := os.WriteFile(long, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	p := text(w.must("proposal", "new", g, "--title", "Lamps", "--body", long), "proposal")
	body := func() string { return text(w.must("proposal", "show", p), "body") }
	w.again("going to the proposals", func() { w.press("Escape", "ctrl+1") }, func() bool { return w.says("Lamps") })
	w.tapSee("Lamps", w.m("write.write"))
	w.tapSee(w.m("write.write"), w.m("write.done"))
	w.picture("writing")
	whole := body()

	down := func(keys ...string) {
		if err := w.x("keydown", "shift"); err != nil {
			t.Fatal(err)
		}
		w.press(keys...)
		if err := w.x("keyup", "shift"); err != nil {
			t.Fatal(err)
		}
	}
	w.again("typing over what Shift and Page Down selected", func() {
		w.press("ctrl+Home")
		down("Page_Down", "Page_Down", "Page_Down", "Page_Down", "Page_Down", "Down")
		w.picture("selected")
		w.write("x")
	}, func() bool { return len(body()) < len(whole)-5000 && strings.HasPrefix(body(), "x") })
	if rest := strings.TrimPrefix(body(), "x"); !strings.HasSuffix(whole, rest) {
		t.Fatalf("what is left is not the end of the text: %.40q", rest)
	}
	w.again("undoing it", func() { w.press("ctrl+z") }, func() bool { return body() == whole })
	w.again("cutting what was selected from the end", func() {
		w.press("ctrl+End")
		down("Page_Up", "Page_Up")
		w.press("ctrl+x")
	}, func() bool { return len(body()) < len(whole)-2000 && strings.HasPrefix(whole, body()) })
	w.again("pasting it", func() { w.press("ctrl+v") }, func() bool { return body() == whole })
	w.again("deleting what was dragged over", func() {
		w.press("ctrl+Home")
		if err := w.x("mousemove", "760", "420", "mousedown", "1", "mousemove", "780", "440", "mousemove", "800", "790", "sleep", "1",
			"mousemove", "802", "795", "sleep", "1", "mouseup", "1"); err != nil {
			t.Fatal(err)
		}
		w.picture("dragged")
		w.press("Delete")
	}, func() bool { return len(body()) < len(whole)-200 })
	w.again("undoing that", func() { w.press("ctrl+z") }, func() bool { return body() == whole })
	w.leave()
}
