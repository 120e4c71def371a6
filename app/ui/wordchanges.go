package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/sergi/go-diff/diffmatchpatch"

	"moot/app/ui/widget"
)

// maxChangedLines bounds what is shown of what one wording changes of another: the rest is in the whole wording.
const maxChangedLines = 120

// wordChanges shows what one wording changes of another: the lines taken out after a minus and those put in after a
// plus, what differs within them in bold, and dots where lines stay as they are. Off the UI thread.
func wordChanges(was, now string) []widget.RichTextSegment {
	if strings.TrimSpace(was) == strings.TrimSpace(now) {
		return []widget.RichTextSegment{&widget.TextSegment{Text: t("amendment.same"), Style: widget.RichTextStyleParagraph}}
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = diffTimeout
	a, b, lines := dmp.DiffLinesToRunes(withEnd(was), withEnd(now))
	parts := dmp.DiffCharsToLines(dmp.DiffMainRunes(a, b, false), lines)
	w := changeWriter{dmp: dmp}
	for i := 0; i < len(parts); i++ {
		switch p := parts[i]; {
		case p.Type == diffmatchpatch.DiffEqual:
			w.same(p.Text)
		case p.Type == diffmatchpatch.DiffDelete && i+1 < len(parts) && parts[i+1].Type == diffmatchpatch.DiffInsert:
			w.replaced(p.Text, parts[i+1].Text)
			i++
		case p.Type == diffmatchpatch.DiffDelete:
			w.replaced(p.Text, "")
		default:
			w.replaced("", p.Text)
		}
	}
	return w.out
}

// withEnd ends a text with the end of a line, so that its last line is like the others.
func withEnd(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}

// wordPerLine puts each word on a line of its own, so that whole words are compared; fromLines undoes it.
var (
	wordPerLine = strings.NewReplacer("\n", "\x01\n", " ", " \n")
	fromLines   = strings.NewReplacer("\x01\n", "\n", "\n", "")
)

// wordsChanged counts the words that one wording has and another has not, either way. Off the UI thread.
func wordsChanged(was, now string) (in, out int) {
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = diffTimeout
	one := func(text string) string { return strings.Join(strings.Fields(text), "\n") + "\n" }
	a, b, words := dmp.DiffLinesToRunes(one(was), one(now))
	for _, p := range dmp.DiffCharsToLines(dmp.DiffMainRunes(a, b, false), words) {
		switch p.Type {
		case diffmatchpatch.DiffInsert:
			in += len(strings.Fields(p.Text))
		case diffmatchpatch.DiffDelete:
			out += len(strings.Fields(p.Text))
		}
	}
	return in, out
}

type changeWriter struct {
	dmp   *diffmatchpatch.DiffMatchPatch
	out   []widget.RichTextSegment
	lines int
}

func (w *changeWriter) same(text string) {
	if strings.TrimSpace(text) != "" {
		w.line("…", theme.ColorNamePlaceHolder, []diffmatchpatch.Diff{{Text: "\u00a0"}}, diffmatchpatch.DiffEqual)
	}
}

// replaced writes lines that were taken out, and those put in their place.
func (w *changeWriter) replaced(out, in string) {
	a, b, words := w.dmp.DiffLinesToRunes(wordPerLine.Replace(out), wordPerLine.Replace(in))
	parts := w.dmp.DiffCharsToLines(w.dmp.DiffMainRunes(a, b, false), words)
	for i := range parts {
		parts[i].Text = fromLines.Replace(parts[i].Text)
	}
	if out == "" || in == "" { // nothing to tell apart within the lines
		parts = []diffmatchpatch.Diff{{Type: diffmatchpatch.DiffEqual, Text: out + in}}
	}
	if out != "" {
		w.side("–", colorNo, parts, diffmatchpatch.DiffDelete)
	}
	if in != "" {
		w.side("+", colorYes, parts, diffmatchpatch.DiffInsert)
	}
}

// side writes one side of a change, line by line.
func (w *changeWriter) side(mark string, ink fyne.ThemeColorName, parts []diffmatchpatch.Diff, own diffmatchpatch.Operation) {
	var line []diffmatchpatch.Diff
	flush := func() {
		if len(line) > 0 {
			w.line(mark, ink, line, own)
		}
		line = nil
	}
	for _, p := range parts {
		if p.Type != own && p.Type != diffmatchpatch.DiffEqual {
			continue
		}
		for i, text := range strings.Split(p.Text, "\n") {
			if i > 0 {
				flush()
			}
			if text != "" {
				line = append(line, diffmatchpatch.Diff{Type: p.Type, Text: text})
			}
		}
	}
	flush()
}

func (w *changeWriter) line(mark string, ink fyne.ThemeColorName, parts []diffmatchpatch.Diff, own diffmatchpatch.Operation) {
	if w.lines++; w.lines > maxChangedLines {
		return
	}
	set := &indentSegment{indent: 1, bullet: mark}
	for _, p := range parts {
		style := widget.RichTextStyleInline
		style.ColorName = ink
		style.TextStyle.Bold = p.Type == own && own != diffmatchpatch.DiffEqual
		set.Texts = append(set.Texts, &widget.TextSegment{Text: printable(p.Text), Style: style})
	}
	w.out = append(w.out, set)
}
