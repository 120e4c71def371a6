package widget

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// picture keeps what a window looks like, for people to look at.
func picture(t *testing.T, w fyne.Window, name string) {
	t.Helper()
	dir := os.Getenv("MOOT_SCREENS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

const mixed = "وافق 12 من Ann Smith اليوم"

// field is a field with words, in a window, with the keyboard.
func field(t *testing.T, words string, lines bool, width float32) (*Entry, fyne.Window) {
	t.Helper()
	right(t)
	e := NewEntry()
	if lines {
		e.MultiLine, e.Wrapping = true, fyne.TextWrapWord
	}
	e.SetPlaceHolder("ما 3 كلمات؟")
	w := test.NewTempWindow(t, e)
	w.Resize(fyne.NewSize(width, 120))
	e.Resize(fyne.NewSize(width-8, 100))
	w.Canvas().Focus(e)
	e.SetText(words)
	return e, w
}

// caretAt puts the cursor at a column and gives where it is seen.
func caretAt(e *Entry, column int) float32 {
	e.CursorRow, e.CursorColumn = 0, column
	e.Refresh()
	return e.right.cursor.Position().X
}

// TestFieldFromTheRight: what is typed is drawn in the order in which it is seen, from the right; the cursor goes left with Arabic letters
// and right with Latin ones and figures.
func TestFieldFromTheRight(t *testing.T) {
	e, w := field(t, mixed, false, 500)
	picture(t, w, "field-ar")
	var drawn *canvas.Text
	for _, r := range e.right.text.rows {
		drawn = r.drawn
	}
	if drawn == nil || drawn.Text != Line(mixed) || e.Text != mixed {
		t.Fatalf("it draws %v of %q", drawn, e.Text)
	}
	if x := drawn.Position().X; x < 200 {
		t.Errorf("its words begin at %v", x)
	}
	letters := []rune(mixed)
	start, end := caretAt(e, 0), caretAt(e, len(letters))
	if start < 470 || end > start-100 {
		t.Errorf("the cursor is at %v before all letters and at %v after them", start, end)
	}
	if a, b := caretAt(e, 1), caretAt(e, 3); a <= b {
		t.Errorf("with letters of Arabic the cursor goes from %v to %v", a, b)
	}
	ann := len([]rune("وافق 12 من "))
	if a, b := caretAt(e, ann+1), caretAt(e, ann+3); a >= b {
		t.Errorf("with letters of Latin the cursor goes from %v to %v", a, b)
	}
	if caretAt(e, ann+1) >= caretAt(e, 2) {
		t.Error("the name stands before the first word")
	}
}

// TestClickFromTheRight: a click puts the cursor where it is seen, and dragging chooses what is seen.
func TestClickFromTheRight(t *testing.T) {
	e, w := field(t, mixed, false, 500)
	for column := range len([]rune(mixed)) + 1 {
		x := caretAt(e, column)
		e.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 15)}, Button: desktop.MouseButtonPrimary})
		if got := e.right.cursor.Position().X; got < x-2 || got > x+2 {
			t.Errorf("a click at %v, column %d, puts the cursor at %v, column %d", x, column, got, e.CursorColumn)
		}
	}
	from, to := caretAt(e, 0), caretAt(e, 4)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(e.right.scroll)
	test.Drag(w.Canvas(), at.Add(fyne.NewPos(to, 15)), to-from, 0)
	if got := e.SelectedText(); got != "وافق" {
		t.Errorf("%q is chosen", got)
	}
	if len(e.right.chosen.Objects) != 1 {
		t.Fatalf("%d grounds are drawn", len(e.right.chosen.Objects))
	}
	picture(t, w, "field-ar-chosen")
	ground := e.right.chosen.Objects[0]
	if left := ground.Position().X; left < to-8 || left > to+8 || ground.Size().Width < from-to-4 || ground.Size().Width > from-to+4 {
		t.Errorf("what is chosen is drawn from %v, %v wide, and not from %v to %v", left, ground.Size().Width, to, from)
	}
}

// TestArrowsFromTheRight: an arrow moves the cursor to where it points.
func TestArrowsFromTheRight(t *testing.T) {
	e, _ := field(t, mixed, false, 500)
	for _, column := range []int{2, len([]rune("وافق 12 من An"))} {
		was := caretAt(e, column)
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
		if now := e.right.cursor.Position().X; now >= was {
			t.Errorf("from column %d, the arrow to the left goes from %v to %v", column, was, now)
		}
	}
}

// TestFieldScrollsToTheCursor: of more words than there is room for, those at the cursor are in sight.
func TestFieldScrollsToTheCursor(t *testing.T) {
	e, w := field(t, mixed+" "+mixed+" "+mixed, false, 220)
	for _, column := range []int{0, 40, len([]rune(e.Text))} {
		x := caretAt(e, column)
		if seen := x - e.right.scroll.Offset.X; seen < 0 || seen > e.right.scroll.Size().Width {
			t.Errorf("at column %d the cursor is at %v of %v", column, seen, e.right.scroll.Size().Width)
		}
	}
	picture(t, w, "field-ar-long")
}

// TestAreaFromTheRight: so with several lines, an empty one, and one in English.
func TestAreaFromTheRight(t *testing.T) {
	e, w := field(t, mixed+"\n\nAnn Smith\n"+mixed+" "+mixed, true, 300)
	picture(t, w, "area-ar")
	if n := len(e.right.text.rows); n < 5 {
		t.Fatalf("%d rows", n)
	}
	e.CursorRow, e.CursorColumn = 1, 0
	e.Refresh()
	if x := e.right.cursor.Position().X; x < 250 {
		t.Errorf("on an empty line the cursor is at %v", x)
	}
	e.CursorRow, e.CursorColumn = 2, 3
	e.Refresh()
	a := e.right.cursor.Position().X
	e.CursorColumn = 5
	e.Refresh()
	if b := e.right.cursor.Position().X; b <= a {
		t.Errorf("in Latin letters the cursor goes from %v to %v", a, b)
	}
	e.SetText("A line with كلمة in it, so long that it is on more than one, and then كلمة.\n" + mixed)
	if first, last := e.right.text.rows[0], e.right.text.rows[len(e.right.text.rows)-1]; first.drawn.Text != ordered(string(first.written), false) || last.drawn.Text != ordered(string(last.written), true) {
		t.Errorf("an English line is drawn as %q, an Arabic one as %q", first.drawn.Text, last.drawn.Text)
	}
	if second := e.right.text.rows[1]; second.base {
		t.Errorf("an English line goes on as %q", second.drawn.Text)
	}
	e.SetText("")
	if x := caretAt(e, 0); x < 250 {
		t.Errorf("in an empty field the cursor is at %v", x)
	}
	picture(t, w, "area-ar-empty")
	test.Type(e, "اسم")
	if e.Text != "اسم" {
		t.Errorf("typed %q", e.Text)
	}
}

// TestFieldInEnglish: there is nothing between Fyne and its field.
func TestFieldInEnglish(t *testing.T) {
	test.NewTempApp(t)
	e := NewEntry()
	told := 0
	e.OnCursorChanged = func() { told++ }
	w := test.NewTempWindow(t, e)
	w.Canvas().Focus(e)
	test.Type(e, "Ann")
	if _, ours := test.WidgetRenderer(e).(*fieldRight); ours || e.Text != "Ann" || told == 0 || e.right != nil {
		t.Errorf("%q, told %d times", e.Text, told)
	}
}

// BenchmarkTypeFromTheRight types into a field as full as parts of a text get.
func BenchmarkTypeFromTheRight(b *testing.B) {
	for _, speak := range []bool{false, true} {
		b.Run(map[bool]string{false: "left", true: "right"}[speak], func(b *testing.B) {
			test.NewTempApp(b)
			Speak(speak)
			defer Speak(false)
			e := NewEntry()
			e.MultiLine, e.Wrapping = true, fyne.TextWrapWord
			w := test.NewTempWindow(b, e)
			w.Resize(fyne.NewSize(600, 400))
			e.SetText(strings.Repeat(mixed+" ", 120))
			w.Canvas().Focus(e)
			for b.Loop() {
				e.TypedRune('م')
			}
		})
	}
}

// TestClickBesidePicture: in a field with something at the end of its line, which stands at its left, a click goes to the letter
// that is seen there.
func TestClickBesidePicture(t *testing.T) {
	right(t)
	beside := canvas.NewRectangle(nil)
	beside.SetMinSize(fyne.NewSize(80, 20))
	w := test.NewTempWindow(t, nil)
	e := NewEntry()
	e.MultiLine, e.Wrapping, e.ActionItem = true, fyne.TextWrapWord, beside
	w.SetContent(e)
	w.Resize(fyne.NewSize(500, 120))
	e.SetText(mixed)
	for _, column := range []int{0, 3, len([]rune(mixed))} {
		x := caretAt(e, column) + e.right.scroll.Position().X
		e.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 20)}, Button: desktop.MouseButtonPrimary})
		if e.CursorColumn != column {
			t.Errorf("a click where column %d is seen goes to column %d", column, e.CursorColumn)
		}
	}
}
