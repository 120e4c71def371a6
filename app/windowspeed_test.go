//go:build !nowindow && linux

package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	toolkit "fyne.io/fyne/v2/widget"

	"moot/store"
	"moot/store/forum"
)

// subject is a program whose window is measured.
type subject struct {
	name, program string
	env           []string
	list          string // words in its list
}

// subjects are measured in turn: this program, the toolkit with a list and a field and nothing else (its floor), and
// where MOOT_BENCH_OLD names the test binary of another version (go test -c -o SOMEWHERE/moot ./app), that.
func subjects() []subject {
	all := []subject{{"moot", "moot", nil, "Mend lamp 9999"}, {"toolkit", "moot", []string{"MOOT_E2E_PLAIN=1"}, "Mend lamp 9"}}
	if old := os.Getenv("MOOT_BENCH_OLD"); old != "" {
		all = append(all, subject{"old", old, nil, "Mend lamp 9999"})
	}
	return all
}

// plainWindow is the toolkit's own share: a window of the same size with a field and 10,000 rows of two texts.
func plainWindow() {
	w := fyneapp.NewWithID("org.moot.forum.plain").NewWindow("Moot: nothing of it")
	list := toolkit.NewList(func() int { return 10_000 },
		func() fyne.CanvasObject { return container.NewVBox(toolkit.NewLabel(""), toolkit.NewLabel("")) },
		func(i toolkit.ListItemID, row fyne.CanvasObject) {
			texts := row.(*fyne.Container).Objects
			texts[0].(*toolkit.Label).SetText(fmt.Sprint("Mend lamp ", i))
			texts[1].(*toolkit.Label).SetText("Ann, a minute ago")
		})
	field := toolkit.NewMultiLineEntry()
	field.SetText(strings.Repeat("The lamp by the bins is out and people trip.\n", 20))
	split := container.NewHSplit(list, field)
	split.Offset = 0.45
	w.SetContent(split)
	w.Resize(windowSize)
	w.ShowAndRun()
}

// figures are what was measured, round by round.
type figures map[string][]float64

func (f figures) add(of string, is float64) { f[of] = append(f[of], is) }

// report gives the middle of each.
func (f figures) report(b *testing.B) {
	var all strings.Builder
	for _, of := range slices.Sorted(maps.Keys(f)) {
		fmt.Fprintf(&all, "%s: %.2f; ", of, f[of]) // on one line: of more, few are printed
		slices.Sort(f[of])
		b.ReportMetric(f[of][len(f[of])/2], of)
	}
	b.Log(all.String())
}

// start starts a subject on a home.
func (s *subject) start(b *testing.B, home string) *pane {
	return startProgram(b, s.program, newDisplay(b, "1280x800"), home, s.env)
}

// BenchmarkWindow opens real windows on a store of 10,000 proposals: how long from the start of the process until home
// and then the list can be read, what memory it has after scrolling and half a minute later, and what it does
// with nobody at it.
func BenchmarkWindow(b *testing.B) {
	needWindowTools(b)
	dir := filepath.Join(b.TempDir(), "Ann")
	tenThousand(b, dir)
	homes := map[string]string{}
	for _, s := range subjects() {
		homes[s.name] = filepath.Join(b.TempDir(), s.name)
		if err := os.CopyFS(homes[s.name], os.DirFS(dir)); err != nil {
			b.Fatal(err)
		}
	}
	all := figures{}
	for b.Loop() {
		for _, s := range subjects() {
			s.measure(b, homes[s.name], all)
		}
	}
	all.report(b)
}

func (s *subject) measure(b *testing.B, home string, all figures) {
	start := time.Now()
	w := s.start(b, home)
	if s.name != "toolkit" {
		all.add(s.name+"-home-ms", ms(w.since(start, "Nothing needs you now")))
		start = time.Now()
		w.press("ctrl+1")
		all.add(s.name+"-list-ms", ms(w.since(start, s.list)))
	} else {
		w.since(start, s.list)
	}
	if err := w.x("mousemove", "400", "400", "click", "--repeat", "100", "--delay", "20", "5"); err != nil {
		b.Fatal(err)
	}
	time.Sleep(time.Second)
	for of, mb := range w.memory() {
		all.add(s.name+"-MB-"+of, mb)
	}
	time.Sleep(30 * time.Second) // what scrolling began ends, and memory is given back
	all.add(s.name+"-MB-later", w.memory()["RSS"])
	all.add(s.name+"-idle-%", w.busy(20*time.Second))
	if s.name == "toolkit" {
		w.end()
		return
	}
	w.leave()
}

// end stops a window that has nothing to save.
func (w *pane) end() {
	w.t.Helper()
	if err := w.cmd.Process.Kill(); err != nil {
		w.t.Fatal(err)
	}
	_ = w.cmd.Wait() // killed
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// tenThousand makes the store.
func tenThousand(b *testing.B, dir string) {
	b.Helper()
	s, err := store.Open(dir, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	if _, err := s.CreateMe(ctx, "Ann"); err != nil {
		b.Fatal(err)
	}
	g, err := s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"})
	if err != nil {
		b.Fatal(err)
	}
	body := strings.Repeat("The lamp by the bins is out and people trip. ", 8)
	for i := range 10_000 {
		if _, err := s.NewProposal(ctx, g, forum.NewProposal{Title: fmt.Sprintf("Mend lamp %d", i)}, body); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// since is how long it takes until the window says words: until they are laid out, a frame before they are drawn.
func (w *pane) since(start time.Time, words string) time.Duration {
	w.t.Helper()
	for !w.says(words) {
		if time.Since(start) > patience {
			w.t.Fatalf("the window never says %q, but %v", words, w.windowRead())
		}
		time.Sleep(5 * time.Millisecond)
	}
	return time.Since(start)
}

// memory is what the process has in memory, MB: all of it (RSS), and of that the pages of files that need not be kept
// (the program's own, the drawing libraries', the store's), and what it has made itself.
func (w *pane) memory() map[string]float64 {
	w.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps", w.cmd.Process.Pid))
	if err != nil {
		w.t.Fatal(err)
	}
	sum := map[string]float64{}
	var file string
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if !strings.HasSuffix(f[0], ":") { // a mapping: its addresses, rights, offset, device, inode, file
			file = ""
			if len(f) > 5 {
				file = f[5]
			}
			continue
		}
		if f[0] != "Rss:" && f[0] != "Anonymous:" {
			continue
		}
		kb, err := strconv.Atoi(f[1])
		if err != nil {
			w.t.Fatal(err)
		}
		mb := float64(kb) / 1000
		of := cmp.Or(map[bool]string{true: "store"}[strings.HasPrefix(file, w.dir)],
			map[bool]string{true: "libraries"}[strings.Contains(file, ".so")], "program")
		switch {
		case f[0] == "Anonymous:":
			sum["made"] += mb
			if strings.HasPrefix(file, "/") {
				sum[of] -= mb
			}
		default:
			sum["RSS"] += mb
			if strings.HasPrefix(file, "/") {
				sum[of] += mb
			}
		}
	}
	return sum
}

// busy is the share of a core that the process uses for a while, in hundredths.
func (w *pane) busy(long time.Duration) float64 {
	w.t.Helper()
	was := w.used()
	time.Sleep(long)
	return float64(w.used()-was) / float64(long) * 100
}

// used is how long the processor has worked for the process: that of its threads, exactly.
func (w *pane) used() (sum time.Duration) {
	w.t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", w.cmd.Process.Pid))
	if err != nil || len(threads) == 0 {
		w.t.Fatalf("no threads: %v", err)
	}
	for _, each := range threads {
		b, err := os.ReadFile(each)
		if err != nil {
			continue // it has ended
		}
		took, err := strconv.ParseInt(strings.Fields(string(b))[0], 10, 64)
		if err != nil {
			w.t.Fatal(err)
		}
		sum += time.Duration(took)
	}
	return sum
}
