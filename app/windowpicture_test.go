//go:build !nowindow && linux

package main

import (
	"fmt"
	"hash/maphash"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// glass is the picture of a display as it stands, in memory shared with Xvfb: what is drawn can be seen come and go
// without asking anybody.
type glass struct {
	b      []byte // four a pixel, row by row
	pixels int    // a row
	seed   maphash.Seed
}

// newGlass starts a display whose picture can be seen.
func newGlass(b *testing.B, wide, high int) (display string, g *glass) {
	b.Helper()
	dir := b.TempDir()
	display = newDisplay(b, fmt.Sprintf("%dx%d", wide, high), "-fbdir", dir)
	f, err := os.Open(filepath.Join(dir, "Xvfb_screen0"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	all, err := unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = unix.Munmap(all) })
	return display, &glass{all[len(all)-wide*high*4:], wide, maphash.MakeSeed()} // after a header and a palette
}

// look gives a number that is another when a part of the picture is: the part's every step-th row of pixels.
func (g *glass) look(x, y, wide, high, step int) uint64 {
	var h maphash.Hash
	h.SetSeed(g.seed)
	for row := y; row < y+high; row += step {
		at := (row*g.pixels + x) * 4
		_, _ = h.Write(g.b[at : at+wide*4]) // never fails
	}
	return h.Sum64()
}

// torn is how long a picture may take to be put up: what is seen to change within it is one picture.
const torn = 3 * time.Millisecond

// changes gives when a part of the picture changed, until something has ended.
func (g *glass) changes(ended <-chan error, look func() uint64) (all []time.Time) {
	was := look()
	for {
		select {
		case <-ended:
			return all
		case <-time.After(time.Millisecond):
		}
		if now := look(); now != was {
			was = now
			if at := time.Now(); len(all) == 0 || at.Sub(all[len(all)-1]) > torn {
				all = append(all, at)
			}
		}
	}
}

// BenchmarkWindowFrames turns the wheel over a list of 10,000 rows in real windows, 120 notches a second for ten seconds,
// and counts the pictures that come on the display.
func BenchmarkWindowFrames(b *testing.B) {
	needWindowTools(b)
	home := filepath.Join(b.TempDir(), "Ann")
	tenThousand(b, home)
	all := figures{}
	for b.Loop() {
		for _, s := range subjects() {
			s.frames(b, home, all)
		}
	}
	all.report(b)
}

func (s *subject) frames(b *testing.B, home string, all figures) {
	display, g := newGlass(b, 1280, 800)
	w := startProgram(b, s.program, display, home, s.env)
	if s.name != "toolkit" {
		w.since(time.Now(), "Nothing needs you now")
		w.press("ctrl+1")
	}
	w.since(time.Now(), s.list)
	time.Sleep(time.Second)
	wheel := exec.Command("xdotool", "mousemove", "400", "400", "click", "--repeat", "1200", "--delay", "8", "5")
	wheel.Env = append(os.Environ(), "DISPLAY="+display)
	if err := wheel.Start(); err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	used, began := w.used(), time.Now()
	go func() { ended <- wheel.Wait() }()
	seen := g.changes(ended, func() uint64 { return g.look(240, 200, 300, 500, 6) })
	if len(seen) < 20 {
		b.Fatalf("only %d pictures came: is it the list that is scrolled? the window says %v", len(seen), w.windowRead())
	}
	all.add(s.name+"-cores", float64(w.used()-used)/float64(time.Since(began)))
	var gaps []float64
	for i, at := range seen[1:] {
		gaps = append(gaps, ms(at.Sub(seen[i])))
	}
	w.picture("scrolled-" + s.name)
	slices.Sort(gaps)
	all.add(s.name+"-frames/s", float64(len(seen)-1)/seen[len(seen)-1].Sub(seen[0]).Seconds())
	all.add(s.name+"-gap-p50-ms", gaps[len(gaps)/2])
	all.add(s.name+"-gap-p99-ms", gaps[len(gaps)*99/100])
	w.end()
}

// BenchmarkWindowKeys types in minutes of 42,000 letters while a neighbour's device writes in them too, over the network: how long
// from handing each key to the X server until the letters of that line have moved on the display.
func BenchmarkWindowKeys(b *testing.B) {
	needWindowTools(b)
	all := figures{}
	for b.Loop() {
		for _, s := range subjects() {
			s.keys(b, all)
		}
	}
	all.report(b)
}

// keys opens the text, and finds the line to type in.
func (s *subject) keys(b *testing.B, all figures) {
	display, g := newGlass(b, 1280, 800)
	dir := b.TempDir()
	line := "The lamp by the bins is out"
	if s.name == "toolkit" {
		w := startProgram(b, s.program, display, dir, s.env)
		w.since(time.Now(), s.list)
		s.typed(b, w, g, w.show(line), all)
		w.end()
		return
	}
	w := startProgram(b, s.program, display, filepath.Join(dir, "Ann"), s.env)
	w.until("the window answers", func() bool { _, err := os.Stat(filepath.Join(w.dir, "control.sock")); return err == nil })
	w.begin("Ann")
	g1 := text(w.must("group", "create", "Elm Row"), "group")
	agenda := filepath.Join(dir, "agenda")
	if err := os.WriteFile(agenda, []byte("Welcome\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	m := text(w.must("meeting", "new", g1, "--title", "Annual meeting", "--at", "2026-12-01T19:00", "--agenda", agenda), "meeting")
	var long strings.Builder
	for i := range 840 { // 42,000 letters
		fmt.Fprintf(&long, "%s, item %d, and people trip.\n", line, i)
	}
	w.feed(long.String(), "minutes", "edit", m, "--item", "1", "--body", "-")
	bob := newHome(b, "Bob")
	bob.joins(w.invites(g1))
	w.again("opening the meetings", func() { w.press("ctrl+2") }, func() bool { return w.says("Annual meeting") })
	w.attend("Annual meeting", "1. Welcome")
	w.tapSee(w.m("write.write"), w.m("write.marks"))
	at := w.show(line + ", item 3,")
	stop := make(chan struct{})
	done := make(chan int, 1)
	bob.serve()
	go func() { done <- bob.writesOn(m, long.String(), stop) }()
	s.typed(b, w, g, at, all)
	close(stop)
	all.add(s.name+"-neighbours-edits", float64(<-done))
	bob.stop()
	w.end()
}

// writesOn has somebody far away write at the end of a text, twice a second, and says how often they did.
func (h *home) writesOn(m, was string, stop <-chan struct{}) (times int) {
	for {
		select {
		case <-stop:
			return times
		case <-time.After(500 * time.Millisecond):
		}
		times++
		h.feed(was+strings.Repeat("Bob wrote more.\n", times), "minutes", "edit", m, "--item", "1", "--body", "-")
	}
}

// typed types at the beginning of a line, so that all of it moves, never the same letter twice, so that it can be seen to, and
// looks at the line's middle, away from the caret.
func (s *subject) typed(b *testing.B, w *pane, g *glass, at words, all figures) {
	if err := w.x("mousemove", w.place(at.X), w.place(at.Y), "click", "1", "sleep", "0.5", "key", "Home", "mousemove", "640", "790"); err != nil {
		b.Fatal(err)
	}
	keyboard := exec.Command("xdotool", "-") // one command a line
	keyboard.Env = append(os.Environ(), "DISPLAY="+w.display)
	in, err := keyboard.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := keyboard.Start(); err != nil {
		b.Fatal(err)
	}
	look := func() uint64 { return g.look(int(at.X)+60, int(at.Y)-4, 60, 8, 1) }
	var took []float64
	for i := range 120 {
		if i%5 == 0 { // before the caret comes to where we look
			if _, err := fmt.Fprintln(in, "key --delay 0 Home"); err != nil {
				b.Fatal(err)
			}
		}
		time.Sleep(time.Duration(120+i*37%97) * time.Millisecond) // out of step with everything
		was, start := look(), time.Now()
		if _, err := fmt.Fprintf(in, "key --delay 0 %c\n", 'a'+i*7%26); err != nil {
			b.Fatal(err)
		}
		for look() == was {
			if time.Since(start) > patience {
				w.picture("stuck")
				b.Fatalf("key %d has no effect; the window says %v", i, w.windowRead())
			}
			time.Sleep(200 * time.Microsecond)
		}
		took = append(took, ms(time.Since(start)))
	}
	if err := in.Close(); err != nil {
		b.Fatal(err)
	}
	if err := keyboard.Wait(); err != nil {
		b.Fatal(err)
	}
	w.picture("typed-" + s.name)
	slices.Sort(took)
	all.add(s.name+"-key-p50-ms", took[len(took)/2])
	all.add(s.name+"-key-p99-ms", took[len(took)*99/100])
}
