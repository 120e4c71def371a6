package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"moot/app/ui/widget"
)

// longMinutes is a text of so many lines, each with its number.
func longMinutes(lines int) string {
	var b strings.Builder
	for i := range lines {
		fmt.Fprintf(&b, "%d: Ann said that the lamp by the bins is out, and people trip.\n", i)
	}
	return b.String()
}

// longDesk opens an editor on a long text, in a window.
func longDesk(t testing.TB, text string) (*authority, *desk, *textEditor) {
	test.NewTempApp(t)
	a := &authority{text: text}
	d := newDesk(a)
	e := newTextEditor(d.session)
	w := test.NewTempWindow(t, container.NewVScroll(e.Object()))
	w.Resize(fyne.NewSize(700, 800))
	w.Canvas().Focus(e)
	return a, d, e
}

func press(e *textEditor, keys ...fyne.KeyName) {
	for _, k := range keys {
		e.TypedKey(&fyne.KeyEvent{Name: k})
	}
}

// whole is what the parts show together, each in its place.
func (l *longText) whole() string {
	var b strings.Builder
	for i, p := range l.parts {
		if words := p.text; l.shown[i] == nil && words != l.entry.Text || l.shown[i] != nil && l.shown[i].words.Text != words {
			return fmt.Sprintf("part %d is not what is shown", i)
		}
		b.WriteString(p.text + p.end)
	}
	return b.String()
}

func TestKeysCrossParts(t *testing.T) {
	_, d, e := longDesk(t, longMinutes(400))
	if n := len(e.long.parts); n < 5 {
		t.Fatalf("%d parts", n)
	}
	ends := utf8.RuneCountInString(e.long.parts[0].text)
	at := func(part, caret int) {
		t.Helper()
		if e.long.at != part || e.Caret() != caret {
			t.Fatalf("the caret is at %d in part %d, not at %d in part %d", e.Caret(), e.long.at, caret, part)
		}
	}
	e.setCaret(ends)
	press(e, fyne.KeyRight)
	at(1, ends+1)
	press(e, fyne.KeyLeft)
	at(0, ends)
	press(e, fyne.KeyHome)
	press(e, fyne.KeyRight, fyne.KeyRight, fyne.KeyDown)
	at(1, ends+3)
	press(e, fyne.KeyUp)
	if e.long.at != 0 || e.CursorColumn != 2 {
		t.Fatalf("up: column %d in part %d", e.CursorColumn, e.long.at)
	}
	e.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyEnd, Modifier: fyne.KeyModifierControl})
	at(len(e.long.parts)-1, utf8.RuneCountInString(d.session.doc.Text()))
	if e.long.scroll.Offset.Y == 0 {
		t.Fatal("the caret cannot be seen")
	}
	for range 200 {
		press(e, fyne.KeyPageUp)
	}
	if e.long.at != 0 || e.CursorRow != 0 {
		t.Fatalf("page up ends in row %d of part %d", e.CursorRow, e.long.at)
	}
	for range 200 {
		press(e, fyne.KeyPageDown)
	}
	if e.long.at != len(e.long.parts)-1 || e.CursorRow != e.lastRow() {
		t.Fatalf("page down ends in row %d of part %d", e.CursorRow, e.long.at)
	}
}

func TestPartsAreJoined(t *testing.T) {
	text := longMinutes(400)
	for _, c := range []struct {
		key fyne.KeyName
		at  func(e *textEditor)
	}{
		{fyne.KeyBackspace, func(e *textEditor) { e.turnTo(1); e.setCaret(0) }},
		{fyne.KeyDelete, func(e *textEditor) { e.setCaret(utf8.RuneCountInString(e.Text)) }},
	} {
		a, d, e := longDesk(t, text)
		cut := len(e.long.parts[0].text)
		c.at(e)
		press(e, c.key)
		want := text[:cut] + text[cut+1:]
		if e.long.whole() != want || e.Caret() != cut {
			t.Fatalf("%s: the caret is at %d, not at %d, or the text is wrong", c.key, e.Caret(), cut)
		}
		e.TypedShortcut(&fyne.ShortcutUndo{})
		if e.long.whole() != text {
			t.Fatalf("%s: undo does not part them again", c.key)
		}
		press(e, c.key)
		d.rest()
		if a.text != d.session.doc.Text() {
			t.Fatalf("%s is not saved", c.key)
		}
	}
}

func TestWholeLongTextIsSelected(t *testing.T) {
	text := longMinutes(400)
	_, d, e := longDesk(t, text)
	board := test.NewClipboard()
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	e.TypedShortcut(&fyne.ShortcutCopy{Clipboard: board})
	if board.Content() != text || !e.Busy() {
		t.Fatalf("%d of %d characters are copied", len(board.Content()), len(text))
	}
	press(e, fyne.KeyRight)
	if e.Busy() || e.long.whole() != text {
		t.Fatal("a key does not end the selection")
	}
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	e.TypedRune('x')
	if got := d.session.doc.Text(); got != "x" || e.long.whole() != "x" || e.Busy() {
		t.Fatalf("typing over everything gives %d characters", len(got))
	}
	e.TypedShortcut(&fyne.ShortcutUndo{})
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	e.TypedShortcut(&fyne.ShortcutCut{Clipboard: board})
	if d.session.doc.Text() != "" || board.Content() != text {
		t.Fatal("everything is not cut")
	}
	e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
	if d.session.doc.Text() != text || e.long.whole() != text || len(e.long.parts) < 5 {
		t.Fatalf("pasted: %d parts", len(e.long.parts))
	}
}

func TestTapPutsPartInHand(t *testing.T) {
	_, d, e := longDesk(t, longMinutes(400))
	p := e.long.shown[1]
	line := fyne.MeasureText("M", e.Theme().Size("text"), fyne.TextStyle{}).Height
	p.Tapped(&fyne.PointEvent{Position: fyne.NewPos(1, p.MinSize().Height/2)})
	if e.long.at != 1 || e.CursorRow == 0 || e.CursorColumn != 0 || line == 0 {
		t.Fatalf("part %d, row %d, column %d", e.long.at, e.CursorRow, e.CursorColumn)
	}
	test.Type(e, "Bob: ")
	if !strings.Contains(d.session.doc.Text(), "\nBob: ") || e.long.whole() != d.session.doc.Text() {
		t.Fatal("what is typed is not where it was tapped")
	}
}

// TestKeyCostsOnePart: typing into a long text lays out nothing but the part in hand, and words of others only theirs,
// however long the text is.
func TestKeyCostsOnePart(t *testing.T) {
	a, d, e := longDesk(t, longMinutes(900))
	e.turnTo(3)
	e.setCaret(10)
	e.long.laid = 0
	for range 100 {
		test.Type(e, "a")
	}
	d.rest()
	if e.long.laid != 0 || len(e.Text) > partMost {
		t.Fatalf("%d parts laid out for 100 keys; %d bytes in hand", e.long.laid, len(e.Text))
	}
	for range 25 {
		a.text += "x"
		d.read(a)
		d.rest()
		test.Type(e, "b")
	}
	if e.long.laid > 26 { // at most once a part more, when it has grown too long
		t.Fatalf("%d parts laid out for 25 letters of others", e.long.laid)
	}
	if e.long.whole() != d.session.doc.Text() {
		t.Fatal("what is shown is not the text")
	}
	board := test.NewClipboard()
	board.SetContent(longMinutes(30))
	for range 8 {
		e.setCaret(0)
		e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
		if utf8.RuneCountInString(e.Text) > partMost {
			t.Fatalf("%d characters in hand", utf8.RuneCountInString(e.Text))
		}
	}
}

// TestOthersWordsDoNotMoveTheLine: what others write above does not move the line one is writing in.
func TestOthersWordsDoNotMoveTheLine(t *testing.T) {
	a, d, e := longDesk(t, longMinutes(400))
	e.turnTo(2)
	e.setCaret(100)
	e.long.follow()
	was, _ := e.long.place()
	a.text = strings.Repeat("Bob came late.\n", 20) + a.text
	d.read(a)
	d.rest()
	if is, _ := e.long.place(); is-was > 1 || was-is > 1 {
		t.Fatalf("the line was at %v and is at %v", was, is)
	}
	if !strings.HasPrefix(e.long.whole(), "Bob came late.\n") {
		t.Fatal("the words did not come")
	}
}

// TestLongTextShowsItsText: whatever is typed, rubbed out, undone, tapped and written by others, the parts show the text,
// the caret is in the part in hand, and the store gets what is shown.
func TestLongTextShowsItsText(t *testing.T) {
	base := longMinutes(80) + strings.Repeat("one very long paragraph ", 400) + "\n" + longMinutes(20)
	keys := []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp,
		fyne.KeyPageDown, fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyReturn, fyne.KeyBackspace, fyne.KeyDelete}
	test.NewTempApp(t)
	w := test.NewTempWindow(t, widget.NewLabel(""))
	w.Resize(fyne.NewSize(700, 800))
	rapid.Check(t, func(rt *rapid.T) {
		a := &authority{text: base}
		d := newDesk(a)
		e := newTextEditor(d.session)
		w.SetContent(e.Object())
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			switch rapid.IntRange(0, 9).Draw(rt, "what") {
			case 0, 1, 2:
				press(e, rapid.SampledFrom(keys).Draw(rt, "key"))
			case 3:
				test.Type(e, rapid.StringN(0, 5, 20).Draw(rt, "typed"))
			case 4:
				part := rapid.IntRange(0, len(e.long.parts)-1).Draw(rt, "part")
				e.putAt(part, rapid.Bool().Draw(rt, "end"))
			case 5:
				if p := e.long.shown[rapid.IntRange(0, len(e.long.parts)-1).Draw(rt, "tapped")]; p != nil {
					p.Tapped(&fyne.PointEvent{Position: fyne.NewPos(40, float32(rapid.IntRange(0, 900).Draw(rt, "y")))})
				}
			case 6:
				now := []rune(a.text)
				at := rapid.IntRange(0, len(now)).Draw(rt, "at")
				out := rapid.IntRange(0, min(5000, len(now)-at)).Draw(rt, "out")
				a.text = string(now[:at]) + "theirs\n" + string(now[at+out:])
				d.read(a)
				d.rest()
			case 7:
				e.TypedShortcut(&fyne.ShortcutUndo{})
			case 8:
				e.TypedShortcut(&fyne.ShortcutRedo{})
			case 9:
				e.TypedShortcut(&fyne.ShortcutSelectAll{})
				if rapid.IntRange(0, 9).Draw(rt, "over") == 0 {
					press(e, fyne.KeyBackspace)
				}
				press(e, fyne.KeyLeft)
			}
			if got, want := e.long.whole(), d.session.doc.Text(); got != want {
				rt.Fatalf("%d bytes are shown, the text has %d: %.80q", len(got), len(want), got)
			}
			if e.long.before+e.Text+e.long.after != d.session.doc.Text() || e.Caret() > utf8.RuneCountInString(d.session.doc.Text()) {
				rt.Fatal("the part in hand is not where it should be")
			}
		}
		d.rest()
		d.session.Flush()
		d.rest()
		if a.text != d.session.doc.Text() {
			rt.Fatal("the store has another text")
		}
	})
}

// TestPartInHandIsAsHighAsItsWords: whichever part is in hand, there is no room left under its words.
func TestPartInHandIsAsHighAsItsWords(t *testing.T) {
	_, _, e := longDesk(t, longMinutes(130))
	for _, part := range []int{1, 0, 1, 0} {
		e.turnTo(part)
		if got, want := e.Size().Height, e.MinSize().Height; got > want+1 {
			t.Errorf("part %d is %v high for words that need %v", part, got, want)
		}
	}
}

// TestWordsStayWhereTheyAreInHand: in Arabic too the words of a part that is not in hand are where they will be in the entry.
func TestWordsStayWhereTheyAreInHand(t *testing.T) {
	t.Cleanup(func() { setLanguage() })
	for _, tag := range []string{"en", "ar"} {
		setLanguage(tag)
		_, _, e := longDesk(t, longMinutes(130))
		margin, p := e.margin.MinSize().Width, e.long.shown[1]
		if want := map[bool]float32{true: margin}[tag == "ar"]; margin == 0 || p.words.Position().X != want {
			t.Errorf("in %s the words begin at %v, beside a margin of %v", tag, p.words.Position().X, margin)
		}
	}
}

// TestReadingIsSetWhenShown: while a text is written in, what others write is not set for reading, which would take long; when
// writing is done, all of it is there.
func TestReadingIsSetWhenShown(t *testing.T) {
	b := newBench(t)
	id := b.proposal("Mend the light", "One.", 0)
	p := newProposal(b.app, b.group, id)
	b.show(p, 700, 900)
	said := func() (all string) {
		for _, row := range p.wording.prose.rows {
			all += row.words.String()
		}
		return all
	}
	test.Tap(p.wording.write)
	b.settle()
	_, err := b.store.EditText(context.Background(), b.group, id, "One.", "One.\n\nTwo.")
	b.ok(err)
	p.Refresh()
	b.settle()
	if said() != "One." || p.wording.editor.session.doc.Text() != "One.\n\nTwo." {
		t.Errorf("while it is written in, %q is set and %q written in", said(), p.wording.editor.session.doc.Text())
	}
	test.Tap(p.wording.write)
	b.settle()
	if !strings.Contains(said(), "Two.") || !p.wording.beside.root.Visible() {
		t.Errorf("afterwards %q is read", said())
	}
	b.noErrors()
}
