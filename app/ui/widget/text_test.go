package widget

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// right has the language run from right to left for a test, in a window with a thing.
func right(t *testing.T) {
	test.NewTempApp(t)
	Speak(true)
	t.Cleanup(func() { Speak(false) })
}

// textsIn gives what is drawn of a thing, and where it lies in it.
func textsIn(o fyne.CanvasObject, at fyne.Position, each func(*canvas.Text, fyne.Position)) {
	switch o := o.(type) {
	case *canvas.Text:
		each(o, at)
	case *fyne.Container:
		for _, part := range o.Objects {
			textsIn(part, at.Add(part.Position()), each)
		}
	case fyne.Widget:
		for _, part := range test.WidgetRenderer(o).Objects() {
			textsIn(part, at.Add(part.Position()), each)
		}
	}
}

// TestLabelFromTheRight: a label's words stay as they are written; its lines are broken for the width it has, in the order in which
// they are seen, and end at the right.
func TestLabelFromTheRight(t *testing.T) {
	right(t)
	const words = "صوت 3 من 10 بواسطة Ann Smith اليوم، ولم يصوت 7 من الجيران بعد."
	l := NewLabel("")
	l.Wrapping = fyne.TextWrapWord
	w := test.NewTempWindow(t, l)
	l.SetText(words)
	count := func(width float32) (lines int) {
		w.Resize(fyne.NewSize(width, 400))
		l.Resize(fyne.NewSize(width, 400))
		textsIn(l, fyne.Position{}, func(text *canvas.Text, at fyne.Position) {
			lines++
			if end := at.X + text.MinSize().Width; end < width-theme.InnerPadding()-1 || end > width-theme.InnerPadding()+1 {
				t.Errorf("in %v, %q ends at %v", width, text.Text, end)
			}
			if strings.Contains(text.Text, "Ann") && !strings.Contains(text.Text, leftMark) {
				t.Errorf("in %v, %q is in the order in which it is written", width, text.Text)
			}
		})
		return lines
	}
	wide, narrow, again := count(900), count(160), count(900)
	if wide != 1 || narrow < 3 || again != 1 {
		t.Errorf("there are %d lines in a wide window, %d in a narrow one and %d in a wide one again", wide, narrow, again)
	}
	if l.Text != words || l.AccessibilityLabel() != words {
		t.Errorf("the label's words have become %q", l.Text)
	}
	l.Refresh()
	l.Refresh()
	textsIn(l, fyne.Position{}, func(text *canvas.Text, _ fyne.Position) {
		if text.Text != Line(words) {
			t.Errorf("drawn again it is %q", text.Text)
		}
	})
	l.SetText("Ada Lovelace, 3")
	textsIn(l, fyne.Position{}, func(text *canvas.Text, at fyne.Position) {
		if text.Text != "Ada Lovelace, 3" || at.X < 700 {
			t.Errorf("a name in Latin letters is %q at %v", text.Text, at)
		}
	})
}

// TestButtonFromTheRight: its words are in their order, and its picture is where they begin.
func TestButtonFromTheRight(t *testing.T) {
	right(t)
	b := NewButtonWithIcon("حذف 3 منها", theme.DeleteIcon(), nil)
	test.NewTempWindow(t, b)
	b.Resize(fyne.NewSize(300, 40))
	var words, picture float32
	for _, o := range test.WidgetRenderer(b).Objects() {
		if _, ok := o.(*canvas.Image); ok {
			picture = o.Position().X
		}
	}
	textsIn(b, fyne.Position{}, func(text *canvas.Text, at fyne.Position) {
		words = at.X
		if text.Text != Line(b.Text) {
			t.Errorf("it says %q", text.Text)
		}
	})
	if words == 0 || picture <= words {
		t.Errorf("its words are at %v and its picture at %v", words, picture)
	}
}

// TestPeoplesWords: a text of people runs as its first letter does, whatever the language.
func TestPeoplesWords(t *testing.T) {
	right(t)
	for _, speak := range []bool{false, true} {
		Speak(speak)
		for words, want := range map[string]bool{"نرى أن 3 منها تكفي": true, "We think that 3 of them will do": false, "3 آلاف": true, "12": speak} {
			rich := NewRichText(&TextSegment{Text: words, Style: RichTextStyleParagraph})
			rich.People = true
			test.NewTempWindow(t, rich)
			rich.Resize(fyne.NewSize(500, 40))
			textsIn(rich, fyne.Position{}, func(text *canvas.Text, at fyne.Position) {
				if got := at.X > 100; got != want || got && text.Text != Line(words) {
					t.Errorf("speaking Arabic %v, %q is drawn as %q at %v", speak, words, text.Text, at.X)
				}
			})
		}
	}
}

// TestOtherLanguages: where the language runs from left to right, buttons and rich texts are Fyne's with nothing in between, and a label
// draws what Fyne does, but for what people wrote in Arabic.
func TestOtherLanguages(t *testing.T) {
	test.NewTempApp(t)
	if r, ok := test.WidgetRenderer(NewButton("Add", nil)).(*turner); ok {
		t.Errorf("a button has %T", r)
	}
	if r, ok := test.WidgetRenderer(NewRichText(&TextSegment{Text: "Ann"})).(*lines); ok {
		t.Errorf("a rich text has %T", r)
	}
	l := NewLabel("")
	w := test.NewTempWindow(t, l)
	w.Resize(fyne.NewSize(400, 60))
	for words, want := range map[string]string{"Ann 3 (x)": "Ann 3 (x)", "شراء 3 من Ann": ordered("شراء 3 من Ann", true), "Buy شراء 3 من, now": ordered("Buy شراء 3 من, now", false)} {
		l.SetText(words)
		textsIn(l, fyne.Position{}, func(text *canvas.Text, at fyne.Position) {
			if text.Text != want || at.X > 20 || l.Text != words {
				t.Errorf("%q is drawn as %q at %v", words, text.Text, at)
			}
		})
	}
}

// TestPhrases: bold words in Latin letters side by side in an Arabic sentence are read from the left, and in an English one bold
// Arabic words from the right; a link is part of its line, with its own words in order.
func TestPhrases(t *testing.T) {
	right(t)
	bold := RichTextStyleStrong
	bold.Inline = true
	link := &HyperlinkSegment{Text: "موقع 3 مقاعد"}
	for _, c := range []struct {
		speak bool
		parts []RichTextSegment
		want  []string // from the left
	}{
		{true, []RichTextSegment{&TextSegment{Text: "قال ", Style: RichTextStyleInline}, &TextSegment{Text: "Ann", Style: bold}, &TextSegment{Text: " ", Style: RichTextStyleInline},
			&TextSegment{Text: "Smith", Style: bold}, &TextSegment{Text: " نعم", Style: RichTextStyleInline}}, []string{" نعم", "Ann", " ", "Smith", "قال "}},
		{false, []RichTextSegment{&TextSegment{Text: "They said ", Style: RichTextStyleInline}, &TextSegment{Text: "نعم", Style: bold}, &TextSegment{Text: " ", Style: RichTextStyleInline},
			&TextSegment{Text: "شكرا", Style: bold}, &TextSegment{Text: " twice", Style: RichTextStyleInline}}, []string{"They said ", "شكرا", " ", "نعم", " twice"}},
		{true, []RichTextSegment{&TextSegment{Text: "انظر ", Style: RichTextStyleInline}, link, &TextSegment{Text: " هنا", Style: RichTextStyleInline}}, []string{" هنا", Line(link.Text), "انظر "}},
	} {
		Speak(c.speak)
		rich := NewRichText(c.parts...)
		rich.People = true
		w := test.NewTempWindow(t, rich)
		w.Resize(fyne.NewSize(500, 60))
		rich.Refresh()
		at := map[string]float32{}
		textsIn(rich, fyne.Position{}, func(text *canvas.Text, pos fyne.Position) { at[text.Text] = pos.X })
		for i, words := range c.want {
			if x, ok := at[words]; !ok || i > 0 && x <= at[c.want[i-1]] {
				t.Errorf("%q is at %v (%v), after %v", words, x, ok, at)
			}
		}
	}
}

// TestLinesInTheMiddle: lines that are set in the middle stay each on its own, whichever is the longer.
func TestLinesInTheMiddle(t *testing.T) {
	right(t)
	l := NewLabel("اعرض شيئا، أو اطلب شيئا، أو أخبر جيرانك. ضع أول إعلان.")
	l.Wrapping, l.Alignment = fyne.TextWrapWord, fyne.TextAlignCenter
	w := test.NewTempWindow(t, l)
	for width := float32(150); width < 400; width += 10 {
		w.Resize(fyne.NewSize(width, 400))
		l.Resize(fyne.NewSize(width, 400))
		textsIn(l, fyne.Position{}, func(text *canvas.Text, at fyne.Position) {
			middle := at.X + text.MinSize().Width/2
			if middle < width/2-1 || middle > width/2+1 {
				t.Errorf("in %v, the middle of %q is at %v", width, text.Text, middle)
			}
		})
	}
}
