//go:build !nowindow

package main

import (
	"encoding/json"
	"net"
	"strconv"
	"strings"
	"time"
)

// windowRead asks what the windows say now; nil while one is opening or has gone.
func (w *pane) windowRead() (all []words) {
	c, err := net.DialTimeout("unix", w.said, patience)
	if err != nil {
		return nil
	}
	defer func() { _ = c.Close() }()
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil || json.NewDecoder(c).Decode(&all) != nil {
		return nil
	}
	return all
}

// find looks for words in the window that was opened last, as a whole before as a part, in sight before scrolled away.
func (w *pane) find(text string) (found words, ok bool) {
	all := w.windowRead()
	if len(all) == 0 {
		return words{}, false
	}
	top := all[len(all)-1].Window
	best := 0
	for _, it := range all {
		rank := 0
		if it.Text == text {
			rank = 4
		} else if strings.Contains(it.Text, text) {
			rank = 2
		}
		if rank > 0 && it.Seen {
			rank++
		}
		if it.Window == top && rank > best {
			found, best = it, rank
		}
	}
	return found, best > 0
}

// says is whether words are anywhere in the window, see waits until they are.
func (w *pane) says(text string) bool { _, ok := w.find(text); return ok }

func (w *pane) see(text string) {
	w.t.Helper()
	w.until("the window says “"+text+"”", func() bool { return w.says(text) })
}

// show brings words into sight with the wheel and gives where they are.
func (w *pane) show(text string) (found words) {
	w.t.Helper()
	w.until("“"+text+"” is in sight", func() (ok bool) {
		if found, ok = w.find(text); !ok || found.Seen {
			return ok
		}
		wheel := "5"
		if found.Y < found.Under {
			wheel = "4"
		}
		if err := w.x("mousemove", place(found.ScrollX), place(found.Under), "click", "--repeat", "3", "--delay", "40", wheel); err != nil {
			w.t.Fatalf("wheel: %v", err)
		}
		return false
	})
	return found
}

// tap clicks on words.
func (w *pane) tap(text string) {
	w.t.Helper()
	at := w.show(text)
	if err := w.x("mousemove", place(at.X), place(at.Y), "click", "1"); err != nil {
		w.t.Fatalf("click on %q: %v", text, err)
	}
}

// tapBelow clicks on the field under its name.
func (w *pane) tapBelow(name string) {
	w.t.Helper()
	at := w.show(name)
	if err := w.x("mousemove", place(at.X), place(at.Y+36), "click", "1"); err != nil {
		w.t.Fatalf("click under %q: %v", name, err)
	}
}

// tapTo clicks on words until something is so.
func (w *pane) tapTo(text string, is func() bool) {
	w.t.Helper()
	w.again("“"+text+"”", func() {
		if w.says(text) {
			w.tap(text)
		}
	}, is)
}

// tapSee clicks on words until the window says others.
func (w *pane) tapSee(text, then string) {
	w.t.Helper()
	w.tapTo(text, func() bool { return w.says(then) })
}

// fill writes into the empty field that hints at what goes there, until it says it.
func (w *pane) fill(hint, typed string) {
	w.t.Helper()
	w.again("writing “"+typed+"”", func() {
		if w.says(hint) {
			w.tap(hint)
			w.write(typed)
		}
	}, func() bool { return w.says(typed) })
}

func place(at float32) string { return strconv.Itoa(int(at)) }
