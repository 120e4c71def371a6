//go:build !nowindow

package main

import (
	"cmp"
	"encoding/json"
	"net"
	"strconv"
	"strings"
	"time"

	"moot/assets"
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

// show brings words into sight and gives where they are.
func (w *pane) show(text string) (found words) {
	w.t.Helper()
	w.until("“"+text+"” is in sight", func() (ok bool) {
		if found, ok = w.find(text); !ok || found.Seen {
			return ok
		}
		w.scroll(&found)
		return false
	})
	return found
}

// scroll moves the page that words are scrolled away in some way towards them: with the wheel, or with a finger.
func (w *pane) scroll(to *words) {
	w.t.Helper()
	up := to.Y < to.Under
	x, y := w.place(to.ScrollX), w.place(to.Under)
	do := []string{"mousemove", x, y, "click", "--repeat", "3", "--delay", "40", map[bool]string{true: "4", false: "5"}[up]}
	if w.points > 0 {
		way := float32(-fingerWay)
		if up {
			way = fingerWay
		}
		w.finger(to.ScrollX, to.Under, way)
		return
	}
	if err := w.x(do...); err != nil {
		w.t.Fatalf("scroll: %v", err)
	}
}

// fingerWay is how far a finger goes over a phone, in units.
const fingerWay = 120

// finger puts a finger down somewhere and draws it up or down.
func (w *pane) finger(x, y, way float32) {
	w.t.Helper()
	do := []string{"mousemove", w.place(x), w.place(y), "mousedown", "1"}
	for step := 1; step < 8; step++ {
		do = append(do, "mousemove", w.place(x), w.place(y+way*float32(step)/8), "sleep", "0.02")
	}
	do = append(do, "sleep", "0.3", "mouseup", "1") // a finger that rests first throws nothing
	if err := w.x(do...); err != nil {
		w.t.Fatalf("draw a finger: %v", err)
	}
}

// tap clicks on words.
func (w *pane) tap(text string) {
	w.t.Helper()
	at := w.show(text)
	if err := w.x("mousemove", w.place(at.X), w.place(at.Y), "click", "1"); err != nil {
		w.t.Fatalf("click on %q: %v", text, err)
	}
}

// tapBelow clicks on the field under its name.
func (w *pane) tapBelow(name string) {
	w.t.Helper()
	at := w.show(name)
	if err := w.x("mousemove", w.place(at.X), w.place(at.Y+36), "click", "1"); err != nil {
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

// m is a message of the screens in the language of this window. pairs name the values for its gaps.
func (w *pane) m(id string, pairs ...string) string {
	if w.tongue == nil {
		w.speaks("")
	}
	data := assets.Data{}
	for i := 0; i+1 < len(pairs); i += 2 {
		data[pairs[i]] = pairs[i+1]
	}
	return w.tongue.Text(id, data)
}

// speaks says which language the window is in.
func (w *pane) speaks(language string) {
	w.t.Helper()
	var err error
	if w.tongue, err = assets.Load(cmp.Or(language, "en")); err != nil {
		w.t.Fatal(err)
	}
}

// fit makes the window as small as its screen, which no window manager does here.
func (w *pane) fit(size string) {
	w.t.Helper()
	wide, high, _ := strings.Cut(size, "x")
	edge, err := strconv.ParseFloat(wide, 32)
	if err != nil {
		w.t.Fatal(err)
	}
	w.again("making the window fit", func() {
		if err := w.x("search", "--onlyvisible", "--name", "Moot", "windowsize", wide, high); err != nil {
			w.t.Fatal(err)
		}
	}, func() bool { at, ok := w.find(w.m("welcome.next")); return ok && at.ScrollX < float32(edge) }) // the middle of its page
}

// goTo opens a place of the group, whose page says something: from the side, or on a narrow window from what is under More, back from a thing that is open.
func (w *pane) goTo(id, says string) {
	w.t.Helper()
	w.again("going to "+id, func() {
		for _, next := range []string{w.m(id), w.m("nav.more"), "icon foreground_back.svg", "icon foreground_back-right.svg"} {
			if w.says(next) {
				w.tap(next)
				return
			}
		}
	}, func() bool { return w.says(says) })
}

// place is where something in the window is on its screen.
func (w *pane) place(at float32) string { return strconv.Itoa(int(at * cmp.Or(w.points, 1))) }
