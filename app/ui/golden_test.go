package ui

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fyneswidget "fyne.io/fyne/v2/widget"

	"moot/app/ui/widget"
	"moot/assets"
)

// The goldens of the screens: of every look of a screen that a test draws (bench.draw), its layout as text, and of those
// with words of the usual size a small picture. Both are kept in this folder; MOOT_GOLDEN=update writes them anew.
const goldens = "testdata/screens"

// near is by how many units a place may differ: what the same fonts measure is the same but for rounding.
const near = 2

// looksDrawn is which looks this process has drawn: two of one name would share a golden.
var looksDrawn = map[string]bool{}

// draw compares what the window shows with its goldens, or saves it for people to look at when MOOT_SCREENS names a folder. A
// dark look has no golden: its layout is that of the light one, and its colours are held by TestContrast.
func (b *bench) draw(name string) {
	b.t.Helper()
	if os.Getenv("MOOT_SCREENS") != "" { // dark looks too, and what one leaves in the store the next would show
		if os.Getenv("MOOT_GOLDEN") == "update" {
			b.t.Fatal("MOOT_SCREENS draws for people to look at, and MOOT_GOLDEN keeps what is compared: one of them at a time")
		}
		b.picture(name)
		return
	}
	if _, ok := assets.Font(false); !ok {
		b.t.Logf("%s is not compared: its stops are of the font that .ci/fonts makes", name)
		return
	}
	for _, other := range []string{"-dark", "-medium", "-wide-200"} {
		if strings.Contains(name, other) {
			return
		}
	}
	if looksDrawn[name] {
		b.t.Errorf("two looks are drawn as %s", name)
	}
	looksDrawn[name] = true
	b.t.Cleanup(func() { delete(looksDrawn, name) })
	l := layoutText{words: 32}
	if strings.Contains(name, "wide") {
		l.words = 1000
	}
	drawn := l.of(b.window.Canvas())
	if os.Getenv("MOOT_GOLDEN") == "update" {
		b.settled(name, drawn, l.words)
	}
	golden(b.t, name+".txt", drawn, layoutDiffers)
	if !strings.Contains(name, "200") {
		goldenPicture(b.t, name+".png", b.window.Canvas().Capture())
	}
}

// settled refuses to keep a look that another layout would change: in a real window the next frame would, and here what was
// measured before, at another size, would hang on the order of the looks.
func (b *bench) settled(name, drawn string, words int) {
	b.t.Helper()
	b.relayout()
	l := layoutText{words: words}
	if how := layoutDiffers(drawn, l.of(b.window.Canvas())); how != "" {
		b.t.Fatalf("%s has not come to rest: b.relayout() before it is drawn\n%s", name, how)
	}
}

// golden compares a text with what is kept, or keeps it when asked to and it differs.
func golden(t testing.TB, name, got string, differs func(want, got string) string) {
	t.Helper()
	path := filepath.Join(goldens, name)
	want, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	how := differs(string(want), got)
	if how == "" {
		return
	}
	if os.Getenv("MOOT_GOLDEN") == "update" {
		keepGolden(t, path, []byte(got))
		return
	}
	t.Errorf("%s has changed (- as kept, + as drawn; MOOT_GOLDEN=update keeps what is drawn):\n%s", name, how)
}

func keepGolden(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// layoutText says what is on a canvas, one line for each thing in the order it is drawn: its place (left, top, width, height;
// what has to be scrolled to is below the window), what it is, and its words, at most so many letters of them.
type layoutText struct {
	strings.Builder
	words int
}

func (l *layoutText) of(c fyne.Canvas) string {
	l.add(c.Content(), fyne.Position{})
	for _, o := range c.Overlays().List() {
		l.add(o, fyne.Position{})
	}
	return l.String()
}

// add writes a thing and what is in it, where at is the place of what it is in.
func (l *layoutText) add(o fyne.CanvasObject, at fyne.Position) {
	if o == nil || !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	switch x := o.(type) {
	case *fyne.Container:
		for _, part := range x.Objects {
			l.add(part, at)
		}
	case *container.Scroll:
		l.add(x.Content, at)
	case *canvas.Text:
		l.line("text", at, x, x.Text)
	case *canvas.Image:
		l.line("picture", at, x, resourceName(x.Resource))
	case fyne.Widget:
		l.widget(x, at)
	}
}

// widget writes a widget as a whole when it is one of the toolkit's with words, else what it is made of.
func (l *layoutText) widget(w fyne.Widget, at fyne.Position) {
	switch x := w.(type) {
	case *widget.Label:
		l.line("text", at, x, x.Text)
	case *fyneswidget.Label:
		l.line("text", at, x, x.Text)
	case *widget.RichText:
		l.line("text", at, x, x.String())
	case *fyneswidget.RichText:
		l.line("text", at, x, x.String())
	case *fyneswidget.Hyperlink:
		l.line("link", at, x, x.Text)
	case *widget.Button:
		l.button(&x.Button, at)
	case *fyneswidget.Button:
		l.button(x, at)
	case *widget.Check:
		l.line(able(fmt.Sprintf("tick %v", x.Checked), x), at, x, x.Text)
	case *widget.Select:
		l.line(able("choice", x), at, x, or(x.Selected, x.PlaceHolder))
	case *widget.Icon:
		l.line("icon", at, x, resourceName(x.Resource))
	case *widget.Slider:
		l.line("slider", at, x, fmt.Sprint(x.Value, " of ", x.Max))
	default:
		if _, ok := w.(interface{ SelectedText() string }); ok { // an entry, or one of ours made of one
			text := reflect.Indirect(reflect.ValueOf(w))
			l.line("field", at, w, or(text.FieldByName("Text").String(), text.FieldByName("PlaceHolder").String()))
			return
		}
		if _, ok := w.(fyne.Tappable); ok {
			l.line(reflect.TypeOf(w).Elem().Name(), at, w, "")
		}
		for _, part := range test.WidgetRenderer(w).Objects() {
			l.add(part, at)
		}
	}
}

func (l *layoutText) button(b *fyneswidget.Button, at fyne.Position) {
	l.line(able("button", b), at, b, strings.TrimSpace(resourceName(b.Icon)+" "+b.Text))
}

func able(what string, w fyne.Disableable) string {
	if w.Disabled() {
		return what + " off"
	}
	return what
}

func or(words, none string) string {
	if words == "" {
		return none
	}
	return words
}

func resourceName(r fyne.Resource) string {
	if r == nil {
		return ""
	}
	return strings.TrimPrefix(strings.TrimSuffix(filepath.Base(r.Name()), ".svg"), "foreground_")
}

func (l *layoutText) line(what string, at fyne.Position, o fyne.CanvasObject, words string) {
	if what == "text" && words == "" {
		return
	}
	round := func(v float32) int { return int(math.Round(float64(v))) }
	fmt.Fprintf(l, "%d %d %d %d %s", round(at.X), round(at.Y), round(o.Size().Width), round(o.Size().Height), what)
	if cut := []rune(words); len(cut) > l.words {
		words = string(cut[:l.words-1]) + "…"
	}
	if words != "" {
		fmt.Fprintf(l, " %q", words)
	}
	l.WriteByte('\n')
}

// layoutDiffers lists the lines of two layouts that are not in the other, near enough; or says that the order is another.
func layoutDiffers(want, got string) string {
	kept, now := strings.Split(strings.TrimSpace(want), "\n"), strings.Split(strings.TrimSpace(got), "\n")
	used := make([]bool, len(now))
	var how strings.Builder
	order, last := "", -1
	for _, w := range kept {
		found := -1
		for i := range now {
			if !used[i] && sameLine(w, now[i]) {
				found = i
				break
			}
		}
		if found < 0 {
			how.WriteString("- " + w + "\n")
			continue
		}
		if found < last {
			order = "drawn in another order: " + w + "\n"
		}
		used[found], last = true, found
	}
	for i, g := range now {
		if !used[i] {
			how.WriteString("+ " + g + "\n")
		}
	}
	if how.Len() == 0 {
		return order
	}
	return how.String()
}

// sameLine: the same words, in places no further from one another than near.
func sameLine(a, b string) bool {
	var p, q [4]int
	x, y := takePlace(a, &p), takePlace(b, &q)
	if x != y {
		return false
	}
	for i := range p {
		if p[i]-q[i] > near || q[i]-p[i] > near {
			return false
		}
	}
	return true
}

// takePlace takes the numbers off a line.
func takePlace(line string, at *[4]int) (rest string) {
	parts := strings.SplitN(line, " ", 5)
	if len(parts) < 5 {
		return line
	}
	for i := range at {
		if _, err := fmt.Sscan(parts[i], &at[i]); err != nil {
			return line
		}
	}
	return parts[4]
}
