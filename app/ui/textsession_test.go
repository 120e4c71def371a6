package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/sergi/go-diff/diffmatchpatch"
	"pgregory.net/rapid"

	"moot/app/ui/widget"
)

// authority is a store as the editors see it: it merges what each was shown with what it made of it.
type authority struct{ text string }

// edit is a three-way merge written apart from sharedText: deletions of both count, insertions of both stay.
func (a *authority) edit(was, now string) string {
	type slot struct {
		ins  string
		keep bool
	}
	read := func(to string) []slot {
		slots := make([]slot, len([]rune(was))+1)
		at := 0
		for _, d := range diffmatchpatch.New().DiffMainRunes([]rune(was), []rune(to), false) {
			for _, r := range d.Text {
				switch d.Type {
				case diffmatchpatch.DiffEqual:
					slots[at].keep = true
					at++
				case diffmatchpatch.DiffDelete:
					at++
				case diffmatchpatch.DiffInsert:
					slots[at].ins += string(r)
				}
			}
		}
		return slots
	}
	mine, theirs := read(now), read(a.text)
	var b strings.Builder
	base := []rune(was)
	for i := range mine {
		b.WriteString(theirs[i].ins + mine[i].ins)
		if i < len(base) && mine[i].keep && theirs[i].keep {
			b.WriteRune(base[i])
		}
	}
	a.text = b.String()
	return a.text
}

// desk is one person's editor in a test: work off the UI thread and pauses happen when the test says.
type desk struct {
	session *textSession
	jobs    []func() // started, not done
	answers []func() // done, not yet back on the UI thread
	pauses  []*pause
	refuse  error
}

type pause struct{ f func() }

func newDesk(a *authority) *desk {
	d := &desk{}
	d.session = newTextSession(a.text, func(was, now string) (string, error) {
		if d.refuse != nil {
			return "", d.refuse
		}
		return a.edit(was, now), nil
	}, func(work, done func()) {
		d.jobs = append(d.jobs, func() { work(); d.answers = append(d.answers, done) })
	}, func(_ time.Duration, f func()) func() {
		p := &pause{f}
		d.pauses = append(d.pauses, p)
		return func() { p.f = nil }
	})
	d.session.reread = func() { d.read(a) }
	return d
}

func (d *desk) read(a *authority) {
	at, text := d.session.Reading(), ""
	d.jobs = append(d.jobs, func() {
		text = a.text
		d.answers = append(d.answers, func() { d.session.Offer(text, at) })
	})
}

// one does the first waiting thing of a list.
func one(list *[]func()) {
	if len(*list) == 0 {
		return
	}
	f := (*list)[0]
	*list = (*list)[1:]
	f()
}

func (d *desk) wake() {
	waiting := d.pauses
	d.pauses = nil
	for _, p := range waiting {
		if p.f != nil {
			p.f()
		}
	}
}

// rest lets everything that is under way end, until nothing more happens.
func (d *desk) rest() {
	for len(d.jobs)+len(d.answers)+len(d.pauses) > 0 {
		d.wake()
		one(&d.jobs)
		one(&d.answers)
	}
}

// fresh gives characters that occur once in a test, so that each can be followed.
type fresh struct{ next rune }

func (f *fresh) text(n int) string {
	var b strings.Builder
	for range n {
		f.next++
		b.WriteRune(f.next)
	}
	return b.String()
}

// TestEditorsConverge: whatever two people type, rub out, undo and save, in whatever order readings and answers come,
// both end with the store's text, and nothing one typed is lost unless someone took it out.
func TestEditorsConverge(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		letters := &fresh{next: 0x4E00}
		a := &authority{text: letters.text(rapid.IntRange(0, 12).Draw(rt, "start"))}
		desks := []*desk{newDesk(a), newDesk(a)}
		typed, taken := map[rune]bool{}, map[rune]bool{}
		for _, r := range a.text {
			typed[r] = true
		}
		rt.Repeat(map[string]func(*rapid.T){
			"type": func(rt *rapid.T) {
				d := desks[rapid.IntRange(0, 1).Draw(rt, "who")]
				shown := []rune(d.session.doc.Text())
				from := rapid.IntRange(0, len(shown)).Draw(rt, "from")
				out := rapid.IntRange(0, min(3, len(shown)-from)).Draw(rt, "out")
				in := letters.text(rapid.IntRange(0, 3).Draw(rt, "in"))
				for _, r := range shown[from : from+out] {
					taken[r] = true
				}
				for _, r := range in {
					typed[r] = true
				}
				d.session.Typed(string(shown[:from])+in+string(shown[from+out:]), from+len([]rune(in)))
			},
			"undo": func(rt *rapid.T) {
				d := desks[rapid.IntRange(0, 1).Draw(rt, "who")]
				before := d.session.doc.Text()
				if rapid.Bool().Draw(rt, "redo") {
					d.session.Redo()
				} else {
					d.session.Undo()
				}
				for _, r := range before {
					if !strings.ContainsRune(d.session.doc.Text(), r) {
						taken[r] = true
					}
				}
			},
			"pause":  func(rt *rapid.T) { desks[rapid.IntRange(0, 1).Draw(rt, "who")].wake() },
			"work":   func(rt *rapid.T) { one(&desks[rapid.IntRange(0, 1).Draw(rt, "who")].jobs) },
			"answer": func(rt *rapid.T) { one(&desks[rapid.IntRange(0, 1).Draw(rt, "who")].answers) },
			"read":   func(rt *rapid.T) { desks[rapid.IntRange(0, 1).Draw(rt, "who")].read(a) },
			"refuse": func(rt *rapid.T) {
				d := desks[rapid.IntRange(0, 1).Draw(rt, "who")]
				d.refuse = nil
				if rapid.Bool().Draw(rt, "fails") {
					d.refuse = errors.New("disk full")
				}
			},
		})
		for _, d := range desks {
			d.refuse = nil
			d.rest()
			d.session.Flush()
			d.rest()
		}
		for _, d := range desks {
			d.read(a)
			d.rest()
			if got := d.session.doc.Text(); got != a.text {
				rt.Fatalf("an editor shows %q, the store has %q", got, a.text)
			}
			if d.session.Unsaved() {
				rt.Fatal("something is still unsaved")
			}
		}
		for r := range typed {
			if !taken[r] && !strings.ContainsRune(a.text, r) {
				rt.Fatalf("%q was typed, never taken out, and is lost; the store has %q", r, a.text)
			}
		}
	})
}

// TestCaretStaysOnItsCharacter: words of others that appear while one types do not move the caret from its character,
// in wrapped text too, whether they come by a reading or in the answer to a save.
func TestCaretStaysOnItsCharacter(t *testing.T) {
	test.NewTempApp(t)
	w := test.NewTempWindow(t, widget.NewLabel(""))
	w.Resize(fyne.NewSize(240, 400))
	rapid.Check(t, func(rt *rapid.T) {
		letters := &fresh{next: 0x100}
		a := &authority{text: letters.text(120)}
		d := newDesk(a)
		e := newTextEditor(d.session)
		w.SetContent(e)
		e.setCaret(rapid.IntRange(1, 120).Draw(rt, "caret"))
		test.Type(e, letters.text(1))
		caret := e.Caret()
		on := []rune(e.Text)[caret-1]
		for range 4 {
			now := []rune(a.text)
			at := rapid.IntRange(0, len(now)).Draw(rt, "at")
			cut := rapid.IntRange(0, min(2, len(now)-at)).Draw(rt, "cut")
			if strings.ContainsRune(string(now[at:at+cut]), on) {
				cut = 0
			}
			a.text = string(now[:at]) + letters.text(3) + string(now[at+cut:])
			if rapid.Bool().Draw(rt, "by reading") {
				d.read(a)
			} else {
				d.session.Flush()
			}
			d.rest()
			if got := []rune(e.Text)[e.Caret()-1]; got != on {
				rt.Fatalf("the caret was on %q and is on %q", on, got)
			}
		}
	})
}

func TestCaretCanBePutAnywhere(t *testing.T) {
	test.NewTempApp(t)
	text := strings.Repeat("The quick brown fox jumps over the lazy dog. ", 40) + "\nsecond line\n\nfourth"
	e := newTextEditor(newDesk(&authority{text: text}).session)
	test.NewTempWindow(t, e).Resize(fyne.NewSize(300, 300))
	runes := []rune(text)
	for at := range len(runes) + 1 {
		e.setCaret(at)
		if got := e.Caret(); got != at && !(got == at-1 && runes[got] == ' ') { // the space at which a line is wrapped is not shown
			t.Fatalf("caret put at %d is at %d", at, got)
		}
	}
}

func TestUndoLeavesOthersWords(t *testing.T) {
	test.NewTempApp(t)
	a := &authority{text: "The gate is broken."}
	d := newDesk(a)
	e := newTextEditor(d.session)
	test.NewTempWindow(t, e).Resize(fyne.NewSize(400, 200))
	e.setCaret(8)
	test.Type(e, " to the yard")
	d.rest()
	a.text = strings.Replace(a.text, "yard", "back yard (north)", 1)
	d.read(a)
	d.rest()
	if want := "The gate to the back yard (north) is broken."; e.Text != want {
		t.Fatalf("got %q", e.Text)
	}
	for range 6 {
		e.TypedShortcut(&fyne.ShortcutUndo{})
	}
	if want := "The gateback  (north) is broken."; e.Text != want {
		t.Fatalf("after undoing all of mine: %q", e.Text)
	}
	for range 6 {
		e.TypedShortcut(&fyne.ShortcutRedo{})
	}
	if want := "The gate to the back yard (north) is broken."; e.Text != want {
		t.Fatalf("after redoing: %q", e.Text)
	}
	d.rest()
	if a.text != e.Text {
		t.Fatalf("the store has %q", a.text)
	}
}

func TestUndoGoesWordByWord(t *testing.T) {
	d := newDesk(&authority{})
	text := ""
	for _, r := range "mend the gate" {
		text += string(r)
		d.session.Typed(text, len(text))
	}
	var seen []string
	for range 4 {
		d.session.Undo()
		seen = append(seen, d.session.doc.Text())
	}
	if got, want := fmt.Sprintf("%q", seen), `["mend the " "mend " "" ""]`; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}

func TestSelectionMakesOthersWordsWait(t *testing.T) {
	test.NewTempApp(t)
	a := &authority{text: "one two three"}
	d := newDesk(a)
	e := newTextEditor(d.session)
	test.NewTempWindow(t, e).Resize(fyne.NewSize(400, 200))
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	a.text = "one two three four"
	d.read(a)
	d.rest()
	if e.Text != "one two three" || e.SelectedText() != "one two three" {
		t.Fatalf("the selection was disturbed: %q of %q", e.SelectedText(), e.Text)
	}
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if e.Text != "one two three four" {
		t.Fatalf("the waiting words did not come: %q", e.Text)
	}
}

func TestFailedSaveKeepsTheWords(t *testing.T) {
	d := newDesk(&authority{text: "a"})
	d.refuse = errors.New("the vote on these words is open")
	d.session.Typed("ab", 2)
	d.rest()
	if d.session.err == nil || d.session.doc.Text() != "ab" || !d.session.Unsaved() {
		t.Fatal("a refused save must be told, and keep what was typed")
	}
	d.refuse = nil
	d.session.Flush()
	d.rest()
	if d.session.err != nil || d.session.Unsaved() {
		t.Fatal("trying again must save")
	}
}

func TestLeavingTheScreenSaves(t *testing.T) {
	a := &authority{text: "a"}
	d := newDesk(a)
	done := 0
	d.session.idle = func() { done++ }
	d.session.Typed("ab", 2)
	d.session.Flush()
	d.session.Typed("abc", 3) // while it is being saved
	d.session.Detach()
	d.rest()
	if a.text != "abc" || done == 0 {
		t.Fatalf("the store has %q, told %d times", a.text, done)
	}
}

// TestOldReadingIsPassedOver: a reading that began before a save must not take the saved words off the screen again.
func TestOldReadingIsPassedOver(t *testing.T) {
	a := &authority{text: "a"}
	d := newDesk(a)
	d.read(a)
	one(&d.jobs) // it has read "a", and is on its way
	old := d.answers
	d.answers = nil
	d.session.Typed("ab", 2)
	d.rest()
	d.session.reread = nil
	one(&old)
	if got := d.session.doc.Text(); got != "ab" {
		t.Fatalf("an old reading shows %q", got)
	}
}

func TestUndoDoesNotBringBackWhatOthersTookOut(t *testing.T) {
	a := &authority{text: "abc"}
	d := newDesk(a)
	d.session.Typed("ac", 1)
	a.text = "ac"
	d.read(a)
	one(&d.jobs)
	one(&d.answers)
	d.session.Undo()
	if got := d.session.doc.Text(); got != "ac" {
		t.Fatalf("undo brought it back: %q", got)
	}
}
