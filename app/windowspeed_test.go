//go:build !nowindow

package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"moot/store"
	"moot/store/forum"
)

// BenchmarkWindow opens a real window on a store of 10,000 proposals: how long from the start of the process until home
// and then the list can be read, what memory it has, and what it does with nobody at it.
func BenchmarkWindow(b *testing.B) {
	needWindowTools(b)
	dir := filepath.Join(b.TempDir(), "Ann")
	tenThousand(b, dir)
	all := map[string][]float64{}
	for b.Loop() {
		start := time.Now()
		w := startWindow(b, dir, "1280x800", nil)
		home := w.since(start, "Nothing needs you now")
		start = time.Now()
		w.press("ctrl+1")
		list := w.since(start, "Mend lamp 9999")
		for range 100 {
			if err := w.x("mousemove", "400", "400", "click", "5"); err != nil {
				b.Fatal(err)
			}
		}
		memory := w.memory()
		time.Sleep(5 * time.Second) // what scrolling began ends
		was := w.busy()
		time.Sleep(20 * time.Second)
		for of, is := range map[string]float64{"idle-%": float64(w.busy()-was) / 20 / clockTicks * 100,
			"home-ms": float64(home.Milliseconds()), "list-ms": float64(list.Milliseconds()), "RSS-MB": memory} {
			all[of] = append(all[of], is)
		}
		w.leave()
	}
	for of, each := range all {
		b.Logf("%s: %v", of, each)
		slices.Sort(each)
		b.ReportMetric(each[len(each)/2], of)
	}
}

const clockTicks = 100 // of /proc's times, a second, on every Linux Go runs on

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

// memory is what the process has in memory, MB.
func (w *pane) memory() float64 {
	w.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.cmd.Process.Pid))
	if err != nil {
		w.t.Fatal(err)
	}
	_, after, _ := bytes.Cut(b, []byte("VmRSS:"))
	kb, err := strconv.Atoi(string(bytes.Fields(after)[0]))
	if err != nil {
		w.t.Fatal(err)
	}
	return float64(kb) / 1000
}

// busy is how long the processor has worked for the process, in clock ticks.
func (w *pane) busy() int {
	w.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", w.cmd.Process.Pid))
	if err != nil {
		w.t.Fatal(err)
	}
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		w.t.Fatal(err)
	}
	system, err := strconv.Atoi(fields[12])
	if err != nil {
		w.t.Fatal(err)
	}
	return user + system
}
