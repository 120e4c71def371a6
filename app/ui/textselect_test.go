package ui

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"moot/app/ui/widget"
)

// shifted presses keys with Shift held.
func shifted(e *textEditor, keys ...fyne.KeyName) {
	e.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(e, keys...)
	e.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
}

// copied gives what is selected, as it would be copied, and holds what is shown as selected to it.
func copied(t testing.TB, e *textEditor) string {
	t.Helper()
	board := test.NewClipboard()
	e.TypedShortcut(&fyne.ShortcutCopy{Clipboard: board})
	if !e.long.picked.on {
		return board.Content()
	}
	if hand := []rune(e.Text); e.SelectedText() != "" || e.long.at >= 0 {
		from, to := e.long.picked.span()
		from, to = min(max(0, from-e.long.ahead), len(hand)), min(max(0, to-e.long.ahead), len(hand))
		if e.SelectedText() != string(hand[from:to]) {
			t.Fatalf("the entry shows %d characters as selected, not %d", utf8.RuneCountInString(e.SelectedText()), to-from)
		}
	}
	return board.Content()
}

func ctrlShift(key fyne.KeyName) *desktop.CustomShortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift}
}

func TestShiftSelectsAcrossParts(t *testing.T) {
	text := longMinutes(400)
	_, d, e := longDesk(t, text)
	first := utf8.RuneCountInString(e.long.parts[0].text)
	e.goTo(first - 3)
	shifted(e, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight)
	if got, want := copied(t, e), text[first-3:first+2]; got != want || e.long.at != 1 {
		t.Fatalf("to the right: %q is copied, not %q", got, want)
	}
	shifted(e, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft)
	if got, want := copied(t, e), text[first-4:first-3]; got != want || e.long.at != 0 {
		t.Fatalf("and back beyond where it began: %q is copied, not %q", got, want)
	}
	press(e, fyne.KeyRight)
	if e.Busy() || e.Caret() != first-3 {
		t.Fatalf("an arrow leaves the caret at %d", e.Caret())
	}
	shifted(e, fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyEnd, fyne.KeyDown)
	if got := copied(t, e); got != text[first-3:e.Caret()] || len(got) < pageRows*60 {
		t.Fatalf("by pages: %d characters", len(got))
	}
	e.drop()
	e.goTo(first + 5)
	e.TypedShortcut(ctrlShift(fyne.KeyEnd))
	if got := copied(t, e); got != text[first+5:] || e.long.shown[0].chosen != noneOfIt || e.long.shown[1].chosen != afterEdge || e.long.shown[2].chosen != allOfIt {
		t.Fatalf("to the end: %d characters", len(got))
	}
	if at := e.long.picked.edge; at.X <= e.Theme().Size("innerPadding") || at.Y > 60 {
		t.Fatalf("where it began is seen at %v", at)
	}
	e.TypedShortcut(ctrlShift(fyne.KeyHome))
	if got := copied(t, e); got != text[:first+5] || e.long.shown[1].chosen != beforeEdge || e.long.shown[2].chosen != noneOfIt {
		t.Fatalf("to the start: %d characters", len(got))
	}
	e.TypedShortcut(ctrlShift(fyne.KeyRight))
	if got := copied(t, e); got != text[1:first+5] {
		t.Fatalf("by a word: it begins with %.8q", got)
	}
	press(e, fyne.KeyDelete)
	if want := text[:1] + text[first+5:]; e.long.whole() != want || e.Caret() != 1 {
		t.Fatalf("deleted: %d characters are left, not %d", len(e.long.whole()), len(want))
	}
	e.TypedShortcut(&fyne.ShortcutUndo{})
	if e.long.whole() != text || d.session.doc.Text() != text {
		t.Fatal("one undo does not give it back")
	}
}

// TestDragSelectsAcrossParts: a drag that begins in the part in hand, or in another, goes on into the others, and while it
// waits beyond the edge of what can be seen the text goes on by itself.
func TestDragSelectsAcrossParts(t *testing.T) {
	text := longMinutes(400)
	_, d, e := longDesk(t, text)
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(e.long.scroll)
	drag := func(from, to fyne.Position) {
		for i := range 10 {
			step := to.Subtract(from)
			at := from.AddXY(step.X*float32(i+1)/10, step.Y*float32(i+1)/10)
			e.long.entry.over.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at}, Dragged: fyne.NewDelta(step.X/10, step.Y/10)})
		}
	}
	inside, below := top.AddXY(60, 50), top.AddXY(90, e.long.scroll.Size().Height+40)
	drag(inside, below)
	for range 100 {
		d.wake()
	}
	if got := copied(t, e); e.long.at < 2 || !strings.Contains(text, got) || len(got) < 5000 || e.long.scroll.Offset.Y == 0 {
		t.Fatalf("down: %d characters, to part %d", len(got), e.long.at)
	}
	began := e.long.picked.anchor
	canvasOf(&e.area).Unfocus() // as where the button comes up over something else
	e.over.DragEnd()
	if !e.long.picked.on || canvasOf(&e.area).Focused() != fyne.Focusable(e) {
		t.Fatal("when the drag ends over something else, nothing is selected, or the keyboard is elsewhere")
	}
	was := e.Caret()
	for range 10 {
		d.wake()
	}
	if e.Caret() != was {
		t.Fatal("it goes on after the drag")
	}
	e.drop()
	e.goTo(0)
	p := e.long.shown[1]
	p.over.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: fyne.CurrentApp().Driver().AbsolutePositionForObject(p).AddXY(60, 60)}})
	drag(fyne.CurrentApp().Driver().AbsolutePositionForObject(e).AddXY(60, 60), top.AddXY(60, -40))
	for range 400 {
		d.wake()
	}
	p.over.DragEnd()
	if from, to := e.long.picked.span(); from > 20 || to <= began || copied(t, e) != text[from:to] {
		t.Fatalf("up from another part: from %d to %d", from, to)
	}
	e.TypedRune('x')
	if !strings.Contains(d.session.doc.Text(), "x") || e.long.whole() != d.session.doc.Text() || e.Busy() {
		t.Fatal("typing does not stand in its place")
	}
}

// TestShiftClickSelects: a click with Shift held selects up to there, in another part too, though the entry loses the
// keyboard between the press and the tap.
func TestShiftClickSelects(t *testing.T) {
	text := longMinutes(400)
	_, _, e := longDesk(t, text)
	e.goTo(10)
	p := e.long.shown[1]
	p.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: fyne.KeyModifierShift})
	e.FocusLost()
	p.Tapped(&fyne.PointEvent{Position: fyne.NewPos(60, 60)})
	if got := copied(t, e); e.long.at != 1 || e.long.shown[0].chosen != afterEdge || got != text[10:e.Caret()] {
		t.Fatalf("%d characters in part %d", len(got), e.long.at)
	}
	e.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(60, 200)}, Button: desktop.MouseButtonPrimary, Modifier: fyne.KeyModifierShift})
	if got := copied(t, e); got != text[10:e.Caret()] || len(got) < 4200 {
		t.Fatalf("%d characters", len(got))
	}
	e.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(60, 200)}, Button: desktop.MouseButtonPrimary})
	if e.Busy() {
		t.Fatal("a click does not end it")
	}
}

// TestNothingIsLostSelecting: whatever is selected across parts, typed over, cut, pasted and undone here while somebody
// else types and rubs out, what is copied is what lies between the two places, what is replaced is that and nothing
// else, one undo gives it back, and every word of the other person that was not selected and not undone stays.
func TestNothingIsLostSelecting(t *testing.T) {
	base := longMinutes(80) + strings.Repeat("one very long paragraph ", 400) + "\n" + longMinutes(20)
	test.NewTempApp(t)
	w := test.NewTempWindow(t, widget.NewLabel(""))
	w.Resize(fyne.NewSize(700, 800))
	keys := []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageDown}
	rapid.Check(t, func(rt *rapid.T) {
		a := &authority{text: base}
		d := newDesk(a)
		e := newTextEditor(d.session)
		w.SetContent(e.Object())
		theirs := map[string]bool{}
		text := d.session.doc.Text
		for n := range rapid.IntRange(1, 14).Draw(rt, "steps") {
			switch rapid.IntRange(0, 7).Draw(rt, "what") {
			case 0, 1:
				for range rapid.IntRange(1, 6).Draw(rt, "times") {
					shifted(e, rapid.SampledFrom(keys).Draw(rt, "key"))
				}
			case 2:
				e.TypedShortcut(ctrlShift(rapid.SampledFrom([]fyne.KeyName{fyne.KeyHome, fyne.KeyEnd, fyne.KeyLeft, fyne.KeyRight}).Draw(rt, "leap")))
			case 3:
				top := fyne.CurrentApp().Driver().AbsolutePositionForObject(e)
				if e.long.several() {
					at := top.AddXY(float32(rapid.IntRange(0, 600).Draw(rt, "x")), float32(rapid.IntRange(-900, 900).Draw(rt, "y")))
					e.over.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at}, Dragged: fyne.NewDelta(3, 30)})
					if rapid.Bool().Draw(rt, "let go") {
						e.over.DragEnd()
					}
				}
			case 4: // somebody else types
				now := []rune(a.text)
				at := rapid.IntRange(0, len(now)).Draw(rt, "at")
				word := fmt.Sprintf("<%d>", n)
				for w := range theirs { // not inside another word of theirs
					if i := strings.Index(string(now), w); i >= 0 && at > utf8.RuneCountInString(string(now)[:i]) && at < utf8.RuneCountInString(string(now)[:i])+len(w) {
						at = 0
					}
				}
				a.text = string(now[:at]) + word + string(now[at:])
				theirs[word] = true
				d.read(a)
				d.rest()
			case 5: // what is selected gives way to something else
				if !e.long.picked.on {
					continue
				}
				from, to := e.long.picked.span()
				was := []rune(text())
				if got := copied(t, e); got != string(was[from:to]) {
					rt.Fatalf("%d characters are copied, not %d", len(got), to-from)
				}
				for w := range theirs {
					if strings.Contains(string(was), w) && !strings.Contains(string(was[:from]), w) && !strings.Contains(string(was[to:]), w) {
						delete(theirs, w) // selected, at least in part
					}
				}
				with := rapid.SampledFrom([]string{"", "x", "\n", longMinutes(100)}).Draw(rt, "with")
				if with == "" {
					press(e, fyne.KeyBackspace)
				} else {
					board := test.NewClipboard()
					board.SetContent(with)
					e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
				}
				rest := string(was[:from]) + with + string(was[to:])
				if got := text(); !apartFrom(got, rest, theirs) {
					rt.Fatalf("%d characters are there, not %d", len(got), len(rest))
				}
			case 6:
				e.TypedShortcut(&fyne.ShortcutUndo{})
			case 7:
				e.TypedShortcut(&fyne.ShortcutRedo{})
			}
			if got, want := e.long.whole(), text(); got != want {
				rt.Fatalf("%d bytes are shown, the text has %d: %.80q", len(got), len(want), got)
			}
		}
		e.over.DragEnd()
		e.drop()
		d.session.Release()
		d.rest()
		d.session.Flush()
		d.rest()
		if a.text != text() {
			rt.Fatal("the store has another text")
		}
		for w := range theirs {
			if !strings.Contains(a.text, w) {
				rt.Fatalf("the word %s of the other person is lost", w)
			}
		}
	})
}

// apartFrom says whether a text is another with nothing but words of others put in.
func apartFrom(got, rest string, theirs map[string]bool) bool {
	for w := range theirs {
		if !strings.Contains(rest, w) {
			got = strings.Replace(got, w, "", 1)
		}
	}
	return got == rest
}

// TestOthersWordsWaitForSelection: what others write does not end what is selected across parts, and comes when that ends.
func TestOthersWordsWaitForSelection(t *testing.T) {
	text := longMinutes(400)
	a, d, e := longDesk(t, text)
	e.TypedShortcut(ctrlShift(fyne.KeyEnd))
	a.text = "Bob came late.\n" + a.text
	d.read(a)
	d.rest()
	if got := copied(t, e); got != text {
		t.Fatalf("%d characters are still selected", len(got))
	}
	press(e, fyne.KeyDelete)
	d.rest()
	if got := e.long.whole(); got != "Bob came late.\n" || a.text != got {
		t.Fatalf("deleted while others wrote: %q is left", got)
	}
	e.TypedShortcut(&fyne.ShortcutUndo{})
	d.rest()
	if a.text != "Bob came late.\n"+text {
		t.Fatal("undo does not give back what was there, with their words")
	}
}

// TestSelectionLooks is for people to look at, when MOOT_SCREENS names a folder: what is selected from one part into another.
func TestSelectionLooks(t *testing.T) {
	t.Cleanup(func() { setLanguage() })
	text := longMinutes(130)
	for _, tag := range []string{"en", "ar"} {
		b := newBench(t)
		setLanguage(tag)
		if tag == "ar" {
			text = strings.ReplaceAll(text, "Ann said that the lamp by the bins is out, and people trip.", "قالت Ann إن المصباح عند الحاويات (رقم 3) لا يعمل، والناس يتعثرون.")
		}
		for name, keys := range map[string]*desktop.CustomShortcut{"down": ctrlShift(fyne.KeyEnd), "up": ctrlShift(fyne.KeyHome)} {
			d := newDesk(&authority{text: text})
			e := newTextEditor(d.session)
			b.window.SetContent(inset(e.Object()))
			b.window.Resize(fyne.NewSize(700, 700))
			b.window.Canvas().Focus(e)
			e.goTo(utf8.RuneCountInString(e.long.parts[0].text) - 300)
			if name == "up" {
				e.putAt(1, false)
				press(e, fyne.KeyDown, fyne.KeyDown)
				e.goTo(e.Caret() + 20)
			}
			e.TypedShortcut(keys)
			y := e.long.shown[map[bool]int{true: 1}[name == "up"]].Position().Y
			e.long.scroll.ScrollToOffset(fyne.NewPos(0, max(0, y+map[bool]float32{true: -150, false: 2400}[name == "up"])))
			b.picture("select-" + name + "-" + tag)
		}
	}
}
