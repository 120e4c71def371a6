package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
)

// listening is a window that notes which shortcuts are asked for.
type listening struct {
	fyne.Window
	heard map[fyne.KeyName]func(fyne.Shortcut)
}

type listeningCanvas struct {
	fyne.Canvas
	w *listening
}

// Canvas is the window's.
func (w *listening) Canvas() fyne.Canvas { return listeningCanvas{w.Window.Canvas(), w} }

// AddShortcut notes it.
func (c listeningCanvas) AddShortcut(s fyne.Shortcut, do func(fyne.Shortcut)) {
	switch s := s.(type) {
	case *desktop.CustomShortcut:
		c.w.heard[s.KeyName] = do
	case *fyne.ShortcutPaste:
		c.w.heard[fyne.KeyV] = do
	}
}

// TestEveryShortcutIsListed: F1, the question mark and Ctrl+/ list every key the window listens for, each once.
func TestEveryShortcutIsListed(t *testing.T) {
	b := newBench(t)
	w := &listening{Window: b.window, heard: map[fyne.KeyName]func(fyne.Shortcut){}}
	u := New(fyne.CurrentApp(), w, b.store, quietLane{b.now}, Options{Log: b.app.Log})
	u.app.run, u.app.laterFn = b.app.run, b.app.laterFn
	u.home()
	b.settle()
	if len(w.heard) < 10 {
		t.Fatalf("the window listens for %d shortcuts only", len(w.heard))
	}
	for name, ask := range map[string]func(){
		"F1":     func() { b.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyF1}) },
		"?":      func() { b.window.Canvas().OnTypedRune()('?') },
		"Ctrl+/": func() { w.heard[fyne.KeySlash](nil) },
	} {
		u.shell.open(nil)
		ask()
		b.settle()
		if _, ok := u.shell.detail.(*keysScreen); !ok {
			t.Fatalf("%s lists no keys", name)
		}
	}
	listed := map[string]int{}
	each(u.shell.detail.Object(), func(o fyne.CanvasObject) {
		if l, ok := o.(*widget.Label); ok {
			listed[l.Text]++
		}
	})
	for key := range w.heard {
		if caps := (&shortcut{key: key}).caps(); listed[caps] != 1 {
			t.Errorf("%s is listed %d times", caps, listed[caps])
		}
	}
	for _, caps := range []string{"Esc", "F1", "Tab", "Ctrl+Enter"} {
		if listed[caps] != 1 {
			t.Errorf("%s is listed %d times", caps, listed[caps])
		}
	}
	b.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if u.shell.detail != nil {
		t.Error("Escape does not shut the list")
	}
	u.shell.visit(sectionSettings)
	b.settle()
	each(u.shell.list.Object(), func(o fyne.CanvasObject) {
		if button, ok := o.(*widget.Button); ok && strings.Join(strings.Fields(button.Text), " ") == "Keyboard shortcuts" {
			test.Tap(button)
		}
	})
	if _, ok := u.shell.detail.(*keysScreen); !ok {
		t.Error("the settings do not list the keys")
	}
	s := newStreet(t)
	s.looks("keys", func() Screen { return newKeysScreen(u.shortcuts()) })
}

// TestKeysOfTheWindow: Escape leads back and a question mark lists the keys whatever has the keyboard that does nothing with them: the
// toolkit gave them to the list of which a row was clicked, and to boxes, sliders and tiles, which dropped them.
func TestKeysOfTheWindow(t *testing.T) {
	b := newBench(t)
	proposal, _ := b.lived()
	u := b.house(1280, 800)
	c := b.window.Canvas()
	for at, kinds := range map[section]int{sectionHome: 2, sectionProposals: 4, sectionSettings: 5} {
		u.shell.visit(at)
		b.settle()
		var all []widget.Focusable
		sorts := map[string]bool{}
		each(c.Content(), func(o fyne.CanvasObject) {
			f, ok := o.(widget.Focusable)
			if _, field := o.(interface{ SelectedText() string }); ok && !field && o.Visible() {
				all, sorts[fmt.Sprintf("%T", o)] = append(all, f), true
			}
		})
		if len(sorts) < kinds {
			t.Errorf("%v has only %v", at, sorts)
		}
		for _, f := range all {
			if off, ok := f.(fyne.Disableable); ok && off.Disabled() {
				continue
			}
			u.shell.openProposal(proposal)
			b.settle()
			if c.Focus(f); c.Focused() != fyne.Focusable(f) {
				continue // it is not on the screen any more
			}
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
			if u.shell.detail != nil {
				t.Errorf("Escape does not lead back from a %T of %v", f, at)
			}
			f.TypedRune('?')
			if _, ok := u.shell.detail.(*keysScreen); !ok {
				t.Errorf("a question mark lists no keys from a %T of %v", f, at)
			}
			c.Unfocus()
		}
	}
	u.shell.visit(sectionProposals)
	b.settle()
	list := u.shell.list.(*proposalsScreen)
	ringed := func() (rows []string) {
		each(list.list, func(o fyne.CanvasObject) {
			if r, ok := o.(*proposalRow); ok && r.Visible() && r.mark.ring {
				rows = append(rows, r.title.text)
			}
		})
		return rows
	}
	c.Focus(list.list)
	for i, want := range []int{0, 1, 2, 1} {
		if i > 0 {
			list.list.TypedKey(&fyne.KeyEvent{Name: []fyne.KeyName{"", fyne.KeyDown, fyne.KeyDown, fyne.KeyUp}[i]})
		}
		if got := ringed(); !slices.Equal(got, []string{list.cards[want].Title}) {
			t.Errorf("the ring is round %q and not round %q", got, list.cards[want].Title)
		}
	}
	b.relayout()
	b.draw("list-keyboard")
	list.list.TypedKey(enter)
	if u.shell.looking != list.cards[1].ID {
		t.Error("Enter does not open the row that is marked")
	}
	c.Focus(list.list)
	list.list.Select(3)
	if got := ringed(); len(got) > 0 {
		t.Errorf("a row that was tapped has a ring: %q", got)
	}
	if c.Unfocus(); len(ringed()) > 0 {
		t.Error("without the keyboard there is a ring")
	}
	b.noErrors()
}
