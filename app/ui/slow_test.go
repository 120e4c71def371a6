package ui

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
)

// moment passes before the work that waits ends, and what shows slow work is on the window.
func (b *bench) moment() {
	for _, p := range b.pauses {
		if p.f != nil {
			p.f()
		}
	}
	b.pauses = nil
	b.window.SetContent(b.app.footer())
}

// button finds the button with these words that is shown within a thing.
func (b *bench) button(in fyne.CanvasObject, words string) *widget.Button {
	b.t.Helper()
	found := shownButton(in, words)
	if found == nil {
		b.t.Fatalf("there is no button %q", words)
	}
	return found
}

func shownButton(in fyne.CanvasObject, words string) *widget.Button {
	if !in.Visible() {
		return nil
	}
	var inside []fyne.CanvasObject
	switch x := in.(type) {
	case *widget.Button:
		if x.Text == words {
			return x
		}
	case *fyne.Container:
		inside = x.Objects
	case *container.Scroll:
		inside = []fyne.CanvasObject{x.Content}
	case fyne.Widget:
		inside = test.WidgetRenderer(x).Objects()
	}
	for _, o := range inside {
		if found := shownButton(o, words); found != nil {
			return found
		}
	}
	return nil
}

// TestSlow: slow work shows after a moment, with a button that ends its context; quick work never shows.
func TestSlow(t *testing.T) {
	b := newBench(t)
	var ended []error
	done := func(err error) { ended = append(ended, err) }
	b.app.slow("Counting…", func(context.Context) error { return nil }, done)
	b.settle()
	b.pauseOver()
	if len(b.app.footer().Objects) != 0 || len(ended) != 1 || ended[0] != nil {
		t.Fatalf("quick work is shown, or has failed: %v", ended)
	}
	began := false
	b.app.slow("Counting…", func(ctx context.Context) error { began = true; return ctx.Err() }, done)
	b.moment()
	b.window.Resize(fyne.NewSize(390, 200))
	b.relayout()
	b.draw("slow")
	stop := b.button(b.app.footer(), t2text("photos.stop"))
	test.Tap(stop)
	if !stop.Disabled() || !b.says(t2text("slow.stopping")) {
		t.Error("it does not say that it is being stopped")
	}
	b.settle()
	if began || len(ended) != 2 || ended[1] != error(stopped{}) || len(b.app.footer().Objects) != 0 {
		t.Errorf("stopped: began %v, %v", began, ended)
	}
	// What went through although it was to be stopped is no failure; what fails by itself says so.
	b.app.slow("Counting…", func(context.Context) error { return errors.New("no more ink") }, done)
	b.settle()
	if ended[2].Error() != "no more ink" {
		t.Error(ended[2])
	}
}

// TestFillFile: a file that was not written whole, by a failure or because it was stopped, is not left behind.
func TestFillFile(t *testing.T) {
	b := newBench(t)
	name := filepath.Join(t.TempDir(), "copy.txt")
	write := func(fill func(context.Context, io.Writer) error, then func()) (got error) {
		w, err := storage.Writer(storage.NewFileURI(name))
		b.ok(err)
		b.app.fillFile(w, "Writing…", fill, func(err error) { got = err })
		then()
		b.settle()
		return got
	}
	half := func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, errors.New("the stick is gone"))
	}
	if err := write(half, func() {}); err == nil || err.Error() != "the stick is gone" {
		t.Errorf("a failure is told as %v", err)
	}
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Error("half a file is left")
	}
	begun := false
	endless := func(_ context.Context, w io.Writer) error {
		for {
			begun = true
			if _, err := io.WriteString(w, "more"); err != nil {
				return err
			}
			test.Tap(b.button(b.app.footer(), t2text("photos.stop"))) // in the midst of it
		}
	}
	if err := write(endless, b.moment); err != error(stopped{}) || !begun {
		t.Errorf("stopped: %v", err)
	}
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Error("half a file is left after it was stopped")
	}
	whole := func(_ context.Context, w io.Writer) error { _, err := io.WriteString(w, "all"); return err }
	if err := write(whole, func() {}); err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != "all" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestOpenOrdinary: what is no file, or too large, is refused before a byte of it is read, in words.
func TestOpenOrdinary(t *testing.T) {
	newBench(t)
	dir := t.TempDir()
	large := filepath.Join(dir, "large.bin")
	f, err := os.Create(large)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(300<<20), f.Close()); err != nil { // it takes no room
		t.Fatal(err)
	}
	for path, want := range map[string]string{dir: "folder", filepath.Join(dir, "gone"): "cannot be opened", large: "314.6", os.DevNull: "ordinary"} {
		if _, err := openOrdinary(path, 256<<20); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
