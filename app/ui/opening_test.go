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
}
