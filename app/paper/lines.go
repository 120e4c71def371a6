package paper

import (
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// span is words in one style and size.
type span struct {
	text, style string
	size        float64 // pt
}

// line is words on one line, shaped and in the order in which they are seen.
type line struct {
	words []rune // of the paragraph that it is of
	runs  []shaping.Output
	size  float64
	width float64 // mm
}

// finer is how much finer than a point widths are reckoned.
const finer = 16

// millimetres of a width that was reckoned.
func millimetres(width fixed.Int26_6) float64 { return float64(width) / 64 / finer * 25.4 / 72 }

// typesetter breaks words into lines and shapes their letters, by HarfBuzz's rules for each script and UAX #9 and #14. It belongs
// to one sheet.
type typesetter struct {
	all     []letters
	faces   []*font.Face
	of      map[*font.Face]*letters
	shaper  shaping.HarfbuzzShaper
	parts   shaping.Segmenter
	wrapper shaping.LineWrapper
	script  language.Script
	drawn   map[rune]bool
}

func newTypesetter() (*typesetter, error) {
	all, err := fonts()
	if err != nil {
		return nil, err
	}
	t := &typesetter{all: all, of: map[*font.Face]*letters{}, drawn: map[rune]bool{}}
	for i := range all {
		face := font.NewFace(all[i].font)
		t.faces, t.of[face] = append(t.faces, face), &all[i]
	}
	return t, nil
}

// face gives a font of a family in a style, or in the nearest there is.
func (t *typesetter) face(family, style string) *font.Face {
	for _, style := range []string{style, strings.Trim(style, "I"), ""} {
		for i := range t.all {
			if t.all[i].family == family && t.all[i].style == style {
				return t.faces[i]
			}
		}
	}
	return t.faces[0]
}

// has says whether a font has a shape for a letter.
func has(f *font.Face, r rune) bool {
	shape, ok := f.NominalGlyph(r)
	return ok && shape != 0
}

// SetScript implements [shaping.FontmapScript].
func (t *typesetter) SetScript(s language.Script) { t.script = s }

// ResolveFace gives the plain font that has a letter. Spaces and points are taken from the font of the words beside them.
func (t *typesetter) ResolveFace(r rune) *font.Face {
	first, second := t.face(latin, ""), t.face(other, "")
	if t.script == language.Arabic || t.script == language.Bengali {
		first, second = second, first
	}
	if !has(first, r) && has(second, r) {
		return second
	}
	return first
}

// draws says whether there is a shape for a letter.
func (t *typesetter) draws(r rune) bool {
	yes, known := t.drawn[r]
	if !known {
		yes = has(t.face(latin, ""), r) || has(t.face(other, ""), r)
		t.drawn[r] = yes
	}
	return yes
}

// gone stands for words that there are no shapes for.
const gone = "[…]"

// printed gives a text that the fonts can show; lost is whether something was left out.
func (t *typesetter) printed(text string) (printed string, lost bool) {
	var b strings.Builder
	waiting, inGap := "", false // spaces after a gap, until it is seen whether the gap goes on
	for _, r := range Printable(text) {
		switch {
		case r == '\u2028', r == '\u2029', r == '\n':
			b.WriteString(waiting + "\n")
			waiting, inGap = "", false
		case unicode.IsSpace(r):
			if inGap {
				waiting = " "
			} else {
				b.WriteByte(' ')
			}
		case (inGap || !t.draws(r)) && unicode.In(r, unicode.Cf, unicode.Variation_Selector): // nobody sees it
		case t.draws(r):
			b.WriteString(waiting)
			b.WriteRune(r)
			waiting, inGap = "", false
		default:
			if !inGap {
				b.WriteString(gone)
			}
			waiting, inGap, lost = "", true, true
		}
	}
	return b.String(), lost
}

// Latin letters are set one beside the other: what a PDF reader finds in the file is then the words.
var loose = []shaping.FontFeature{{Tag: opentype.MustNewTag("kern")}, {Tag: opentype.MustNewTag("liga")}}

// longest is how many letters are shaped at once: widths have to stay within 32 bits.
const longest = 4000

// lines breaks spans into lines no wider than room, mm. right says which way they run.
func (t *typesetter) lines(spans []span, right bool, room float64) (all []line) {
	rest := slices.Clone(spans)
	for len(rest) > 0 {
		var now []span
		now, rest = cutParagraph(rest)
		all = append(all, t.paragraph(now, right, room)...)
	}
	return all
}

// cutParagraph parts spans at the first end of a line, or where they become too long; the rest takes their place.
func cutParagraph(spans []span) (now, rest []span) {
	n := 0
	for i, s := range spans {
		at, after := strings.IndexByte(s.text, '\n'), 1
		if long := cutLong(s.text, longest-n); long >= 0 && (at < 0 || long < at) {
			at, after = long, 0
		}
		if at < 0 {
			now, n = append(now, s), n+len([]rune(s.text))
			continue
		}
		now = append(now, span{s.text[:at], s.style, s.size})
		spans[i].text = s.text[at+after:]
		return now, spans[i:]
	}
	return now, nil
}

// cutLong gives where a text is longer than so many letters, after a space if it can be; -1 where it is not.
func cutLong(text string, most int) int {
	n, space := 0, -1
	for i, r := range text {
		if n++; n > max(most, 1) {
			if space > 0 {
				return space
			}
			return i
		}
		if r == ' ' {
			space = i + 1
		}
	}
	return -1
}

func direction(right bool) di.Direction {
	if right {
		return di.DirectionRTL
	}
	return di.DirectionLTR
}

func (t *typesetter) paragraph(spans []span, right bool, room float64) (all []line) {
	var words []rune
	var size float64
	ends := make([]int, len(spans))
	for i, s := range spans {
		words, size = append(words, []rune(s.text)...), max(size, s.size)
		ends[i] = len(words)
	}
	if len(words) == 0 {
		return []line{{size: size}}
	}
	parts := t.parts.Split(shaping.Input{Text: words, RunEnd: len(words), Direction: direction(right), Face: t.faces[0]}, t)
	var shaped []shaping.Output
	for _, part := range parts {
		for i, s := range spans {
			input := part
			if i > 0 {
				input.RunStart = max(input.RunStart, ends[i-1])
			}
			if input.RunEnd = min(input.RunEnd, ends[i]); input.RunStart >= input.RunEnd {
				continue
			}
			l := t.of[part.Face]
			input.Face, input.Size = t.face(l.family, s.style), fixed.Int26_6(s.size*finer*64)
			if l.family == latin {
				input.FontFeatures = loose
			}
			shaped = append(shaped, t.shaper.Shape(input))
		}
	}
	lines, _ := t.wrapper.WrapParagraphF(shaping.WrapConfig{Direction: direction(right)}, fixed.Int26_6(room*72/25.4*finer*64), words, shaping.NewSliceIterator(shaped))
	for _, runs := range lines {
		l := line{words: words, runs: slices.Clone(runs), size: size} // the wrapper uses its own again
		for _, run := range runs {
			l.width += millimetres(run.Advance)
		}
		all = append(all, l)
	}
	return all
}

// draw draws a line with its left end at x and its top at y, as high as high, mm.
func (s *sheet) draw(l *line, x, y, high float64) {
	base := y + high/2 + 0.3*l.size*25.4/72
	starts, seen := make([]float64, len(l.runs)), make([]int, len(l.runs))
	for i := range seen {
		seen[i] = i
	}
	slices.SortFunc(seen, func(a, b int) int { return int(l.runs[a].VisualIndex - l.runs[b].VisualIndex) })
	for _, i := range seen {
		starts[i] = x
		x += millimetres(l.runs[i].Advance)
	}
	for i := range l.runs { // in the order in which they are read, for those who have the file read to them
		s.run(l, &l.runs[i], starts[i], base)
	}
}

// run draws what of a line is in one font and runs one way.
func (s *sheet) run(l *line, run *shaping.Output, x, base float64) {
	from := s.set.of[run.Face]
	s.SetFont(from.family, from.style, float64(run.Size)/64/finer)
	words := string(l.words[run.Runes.Offset : run.Runes.Offset+run.Runes.Count])
	type piece struct {
		x, y  float64
		codes string
	}
	var pieces []piece
	end := math.Inf(-1) // where the next shape would be by its width alone
	for _, g := range run.Glyphs {
		at := piece{x: x + millimetres(g.XOffset), y: base - millimetres(g.YOffset), codes: string(from.codes[g.GlyphID])}
		if n := len(pieces); n > 0 && math.Abs(at.x-end) < 0.005 && at.y == pieces[n-1].y {
			pieces[n-1].codes += at.codes
		} else {
			pieces = append(pieces, at)
		}
		end = at.x + millimetres(run.FromFontUnit(run.Face.HorizontalAdvance(g.GlyphID)))
		x += millimetres(g.Advance)
	}
	// Of what runs from right to left, readers put the letters they find in order by themselves: told the words, they turned those round too.
	plain := run.Direction.Progression() == di.TowardTopLeft || len(pieces) == 1 && pieces[0].codes == words
	if !plain {
		s.RawWriteStr("/Span <</ActualText <" + utf16Hex(words) + ">>> BDC")
	}
	for _, p := range pieces {
		s.Text(p.x, p.y, p.codes)
	}
	if !plain {
		s.RawWriteStr("EMC")
	}
}

func utf16Hex(words string) string {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(words)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return strings.ToUpper(hex.EncodeToString(b))
}

// runsRight says whether a text runs from right to left: as its first letter does (UAX #9, rule P2), or otherwise as is given.
func runsRight(text string, otherwise bool) bool {
	for _, r := range text {
		properties, _ := bidi.LookupRune(r)
		switch properties.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return otherwise
}
