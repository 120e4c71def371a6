package ui

import (
	"context"
	"log/slog"
	"testing"

	"fyne.io/fyne/v2"

	"moot/store"
)

// TestLinkBeforeAnybody: who clicks on a link before they have ever used Moot says their name, and then finds the invite
// filled in. It went lost behind the empty page for those with neither group nor invite.
func TestLinkBeforeAnybody(t *testing.T) {
	b := newBench(t)
	s, err := store.Open(t.TempDir(), store.Options{Log: slog.New(slog.DiscardHandler)})
	b.ok(err)
	t.Cleanup(func() { b.ok(s.Close()) })
	u := New(fyne.CurrentApp(), b.window, s, quietLane{b.now}, Options{Log: b.app.Log})
	u.app.run = b.app.run
	u.Open([]string{"moot:join/abc"})
	_, err = s.CreateMe(context.Background(), "Bob")
	b.ok(err)
	u.home()
	b.settle()
	d, ok := u.shell.detail.(*doorway)
	if !ok || d.ticket.Text != "moot:join/abc" {
		t.Fatalf("the page is %T, and the invite lost", u.shell.detail)
	}
	// In a window of any width: with large text a wide one has room for no rail, and the page was hidden behind it.
	for _, width := range []float32{390, 800, 1280} {
		b.window.Resize(fyne.NewSize(width, 800))
		if !u.shell.detailPane.Visible() || u.shell.detailPane.Size().Width < width-railWidth-10 {
			t.Errorf("the page is not seen in a window of %v", width)
		}
		if back := u.shell.back.Visible(); back != (width < wideWidth) {
			t.Errorf("in a window of %v there is a way back: %v", width, back)
		}
	}
}
