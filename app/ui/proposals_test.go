package ui

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/cryptotest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/store"
	"moot/store/forum"
)

// bench is a group on a real store, with its screens run on the test's goroutine: work waits until settle.
type bench struct {
	told   []error
	t      testing.TB
	app    *App
	store  *store.Store
	group  forum.ID
	queue  []func()
	pauses []*pause
	now    time.Time
	window fyne.Window
}

func newBench(t testing.TB) *bench {
	if t, ok := t.(*testing.T); ok {
		cryptotest.SetGlobalRandom(t, 1) // the same keys and names each time, and so what is of one moment in the same order
	}
	test.NewTempApp(t).Settings().SetTheme(&look{mode: "light", scale: 1})
	b := &bench{t: t, now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	st, err := store.Open(t.TempDir(), store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return b.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	b.store = st
	_, err = st.CreateMe(context.Background(), "Ada Lovelace")
	b.ok(err)
	b.group, err = st.CreateGroup(context.Background(), forum.Charter{Name: "Rowan Lane"})
	b.ok(err)
	b.window = test.NewTempWindow(t, nil)
	b.app = &App{Store: st, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return b.now }, window: b.window,
		ctx: context.Background(), told: func(err error) { b.told = append(b.told, err) },
		run:  func(work, done func()) { b.queue = append(b.queue, func() { work(); done() }) },
		onUI: func(f func()) { f() }}
	b.app.laterFn = func(_ time.Duration, f func()) func() {
		p := &pause{f}
		b.pauses = append(b.pauses, p)
		return func() { p.f = nil }
	}
	b.app.desk, b.app.here, b.app.Net = newDesks(b.app), newPresence(b.app), quietLane{b.now}
	b.app.settings = &settings{prefs: fyne.CurrentApp().Preferences(), look: &look{mode: "light", scale: 1}}
	return b
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// settle lets all work under way end.
func (b *bench) settle() {
	for len(b.queue) > 0 {
		f := b.queue[0]
		b.queue = b.queue[1:]
		f()
	}
}

func (b *bench) show(s Screen, width, height float32) {
	b.window.Resize(fyne.NewSize(width, height))
	b.window.SetContent(s.Object())
	s.Refresh()
	b.settle()
	b.relayout()
}

// relayout does what the real driver does when something's least size has changed.
func (b *bench) relayout() {
	size := b.window.Canvas().Size()
	for range 4 {
		b.window.Resize(size.AddWidthHeight(1, 0))
		b.window.Resize(size)
	}
}

func (b *bench) proposal(title, body string, cost int64) forum.ID {
	id, err := b.store.NewProposal(context.Background(), b.group, forum.NewProposal{Title: title, Cost: cost}, body)
	b.ok(err)
	return id
}

// picture writes what the window shows for people to look at, when MOOT_SCREENS names a folder.
func (b *bench) picture(name string) {
	if dir := os.Getenv("MOOT_SCREENS"); dir != "" {
		b.ok(os.MkdirAll(dir, 0o755))
		savePNG(b.t, filepath.Join(dir, name+".png"), b.window.Canvas().Capture())
	}
}

func TestProposalsList(t *testing.T) {
	b := newBench(t)
	b.proposal("Mend the stairwell light", "It has been broken since March.", 3800)
	b.now = b.now.Add(2 * time.Hour)
	b.proposal("Shared tool library", "In the basement.", 0)
	var opened forum.ID
	s := newProposals(b.app, b.group, func(id forum.ID) { opened = id }, func() {})
	b.show(s, 360, 600)
	if len(s.cards) != 2 || s.cards[0].Title != "Shared tool library" {
		t.Fatalf("newest first: %+v", s.cards)
	}
	b.picture("list")
	s.list.Select(1)
	if opened != s.cards[1].ID {
		t.Fatal("tapping a row opens it")
	}
	s.search.SetText("light march")
	s.Refresh()
	b.settle()
	if len(s.cards) != 1 || !strings.Contains(s.cards[0].Title, "light") {
		t.Fatalf("search gives %+v", s.cards)
	}
}
