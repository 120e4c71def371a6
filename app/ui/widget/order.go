package widget

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// Marks that nobody sees, and that say which way the text between two of them runs.
const (
	leftMark  = "\u200e"
	rightMark = "\u200f"
)

// Line gives one line of words as Fyne has to be given it to draw it from right to left. The parts are found by the Unicode
// bidirectional algorithm (UAX #9), for a paragraph that runs from right to left, and are given from the left to the right;
// each stays written as it is read, for the font to join its letters, between two marks that keep its direction. A line
// of one part, and one with no letter of a script that runs from right to left, is given as it is.
func Line(line string) string {
	if !hasRight(line) {
		return line
	}
	return ordered(line, true)
}

// ordered is Line for any line of a text that runs either way.
func ordered(line string, right bool) string {
	parts := partsOf(line, right)
	if len(parts) < 2 {
		return line
	}
	var b strings.Builder
	for i, p := range parts { // each is of one direction: only their order has to be turned round
		mark := leftMark
		if p.right {
			mark = rightMark
		}
		if i > 0 && p.right && parts[i-1].right { // else they would be one part again, in the order as written
			b.WriteString(leftMark)
		}
		b.WriteString(mark + p.text + mark)
	}
	return b.String()
}

// part is what of a line runs one way and is drawn in one font.
type part struct {
	text  string
	right bool
	from  int // letters before it in the line as it is written
}

// partsOf gives the parts of a line from the left to the right.
func partsOf(line string, right bool) []part {
	parts := writtenParts(line, right)
	if right {
		slices.Reverse(parts)
		return parts
	}
	for from := 0; from < len(parts); from++ { // in a line from the left, what is in Arabic runs the other way, with its numbers
		if !parts[from].right {
			continue
		}
		to := from + 1
		for to < len(parts) && (parts[to].right || isNumber(parts[to].text)) {
			to++
		}
		slices.Reverse(parts[from:to])
		from = to - 1
	}
	return parts
}

// isNumber says whether a part has digits and no letters.
func isNumber(text string) bool {
	return strings.ContainsFunc(text, unicode.IsDigit) && !strings.ContainsFunc(text, unicode.IsLetter)
}

// writtenParts gives the parts of a line in the order in which they are written.
func writtenParts(line string, right bool) (parts []part) {
	var paragraph bidi.Paragraph
	first, base, between := "", bidi.RightToLeft, " "+rightMark+" "
	if !right { // the library would go by the first letter there is
		first, base, between = leftMark, bidi.LeftToRight, " "+leftMark+" "
	}
	// What stands between two points says two things. By the algorithm a number belongs to the name before the point: of "Ann · 3 days
	// ago" in Arabic the 3 stood before Ann, and the days after her.
	apart := strings.ReplaceAll(line, " · ", between)
	if _, err := paragraph.SetString(first+apart, bidi.DefaultDirection(base)); err != nil {
		return nil
	}
	written := []rune(line)
	order, err := paragraph.Order()
	if err != nil {
		return nil
	}
	from := 0
	for i := range order.NumRuns() {
		run := order.Run(i)
		if run.Direction() != bidi.RightToLeft {
			text := run.String()
			if i == 0 {
				text = strings.TrimPrefix(text, first)
			}
			n := utf8.RuneCountInString(text)
			if n > 0 {
				parts = append(parts, part{text: string(written[from : from+n]), from: from})
			}
			from += n
			continue
		}
		for _, text := range byFont(string(written[from : from+utf8.RuneCountInString(run.String())])) {
			parts = append(parts, part{text, true, from})
			from += utf8.RuneCountInString(text)
		}
	}
	return parts
}

// byFont parts what is not in a font of those scripts (points, brackets, arrows, emoji) from their words: Fyne would set what
// is of one font after the other from the left too.
func byFont(run string) (texts []string) {
	from, was := 0, false
	for i, r := range run {
		is := r >= firstRight && r <= lastRight || unicode.IsSpace(r)
		if i > from && is != was {
			texts = append(texts, run[from:i])
			from = i
		}
		was = is
	}
	return append(texts, run[from:])
}

// hasRight says whether a text has a letter of a script that runs from right to left.
func hasRight(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= firstRight && letterOf(r) == fromRight })
}

// firstLetter says which way the first letter of a text runs (UAX #9, rule P2).
func firstLetter(text string) direction {
	for _, r := range text {
		if d := letterOf(r); d != neither {
			return d
		}
	}
	return neither
}

// firstRight and lastRight are from where to where in Unicode the living scripts are that run from right to left, from Hebrew to
// the further letters of Arabic.
const (
	firstRight = 0x590
	lastRight  = 0x8ff
)

type direction int

const (
	neither direction = iota
	fromLeft
	fromRight
)

// letterOf says which way a letter runs.
func letterOf(r rune) direction {
	properties, _ := bidi.LookupRune(r)
	switch properties.Class() {
	case bidi.L:
		return fromLeft
	case bidi.R, bidi.AL:
		return fromRight
	}
	return neither
}
