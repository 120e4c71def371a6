package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/store/forum"
)

// TestReadAlong: what is written shows beside the field as it will read, and on a phone under it once that is asked for.
func TestReadAlong(t *testing.T) {
	b := newBench(t)
	f := newProposalForm(b.app, b.group, func(forum.ID) {}, func() {})
	for _, c := range []struct {
		name  string
		width float32
		wide  bool
	}{{"phone", 390, false}, {"wide", 1000, true}} {
		b.window.SetContent(f.root)
		b.window.Resize(fyne.NewSize(c.width, 844))
		f.body.SetText("")
		for _, r := range "**Six** trees" {
			f.body.TypedRune(r)
		}
		b.settle()
		if f.along.side.Visible() != c.wide || f.along.ask.Visible() == c.wide {
			t.Errorf("%s: shown %v, offered %v", c.name, f.along.side.Visible(), f.along.ask.Visible())
		}
		if !c.wide {
			test.Tap(f.along.ask)
			b.settle()
		}
		b.relayout()
		if got := proseText(f.along.prose); got != "Six trees" {
			t.Errorf("%s: it reads %q", c.name, got)
		}
		field, side := f.body.Position(), f.along.side.Position()
		if beside := side.X > field.X+f.body.Size().Width && side.Y == field.Y; beside != c.wide || !c.wide && side.Y < f.body.Size().Height {
			t.Errorf("%s: the field is at %v and what it reads at %v", c.name, field, side)
		}
		b.draw("new-proposal-along-" + c.name)
	}
	b.noErrors()
}
