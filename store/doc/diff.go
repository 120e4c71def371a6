package doc

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Splice replaces Del characters at Pos by Ins. A character is a Unicode code point (a rune), as Automerge counts.
// In a list of splices every Pos is a position in the text before any of them; the list is in order and no two
// overlap. Where one both deletes and inserts, the new text stands where the old one began.
type Splice struct {
	Pos, Del int
	Ins      string
}

// diffTime bounds the search for the smallest difference. Past it, what is left is replaced as one block: still right,
// merely not minimal. Texts are edited by people waiting for the screen.
const diffTime = 100 * time.Millisecond

// Diff lists splices that turn was into now, few and small (Myers' algorithm, by way of diffmatchpatch). Bytes that
// are not UTF-8 count as U+FFFD.
func Diff(was, now string) []Splice {
	if was == now {
		return nil
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = diffTime
	var out []Splice
	pos := 0
	open := false // the last splice still touches pos
	for _, d := range dmp.DiffMainRunes([]rune(was), []rune(now), false) {
		n := runeCount(d.Text)
		if n == 0 {
			continue
		}
		if d.Type == diffmatchpatch.DiffEqual {
			pos, open = pos+n, false
			continue
		}
		if !open {
			out, open = append(out, Splice{Pos: pos}), true
		}
		s := &out[len(out)-1]
		if d.Type == diffmatchpatch.DiffInsert {
			s.Ins += d.Text
		} else {
			s.Del, pos = s.Del+n, pos+n
		}
	}
	return out
}

// Patch applies splices to a text. It fails if they are out of order, overlap, or reach past the end.
func Patch(text string, splices []Splice) (string, error) {
	var b strings.Builder
	at := 0 // position in runes of what is left of text
	for _, s := range splices {
		if s.Pos < at || s.Del < 0 {
			return "", fmt.Errorf("splice at %d of %d characters is out of order", s.Pos, s.Del)
		}
		keep, ok := runePrefix(text, s.Pos-at)
		if !ok {
			return "", fmt.Errorf("splice at %d is past the end of the text", s.Pos)
		}
		b.WriteString(text[:keep])
		b.WriteString(s.Ins)
		text = text[keep:]
		drop, ok := runePrefix(text, s.Del)
		if !ok {
			return "", fmt.Errorf("splice at %d deletes %d characters, past the end of the text", s.Pos, s.Del)
		}
		text, at = text[drop:], s.Pos+s.Del
	}
	b.WriteString(text)
	return b.String(), nil
}

// runePrefix is how many bytes the first n runes of s take; false if s has fewer.
func runePrefix(s string, n int) (size int, ok bool) {
	for ; n > 0; n-- {
		if size == len(s) {
			return 0, false
		}
		_, w := utf8.DecodeRuneInString(s[size:])
		size += w
	}
	return size, true
}

func runeCount(s string) int { return utf8.RuneCountInString(s) }
