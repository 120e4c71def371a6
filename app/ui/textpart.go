package ui

import (
	"strings"
	"unicode/utf8"
)

// How long the parts of a long text are, in characters: the toolkit's entry takes time with the square of what is in it.
const (
	partUsual = 4000
	partMost  = 6000 // one that has grown beyond this is split
)

// part is a run of whole paragraphs of a text. Only where one paragraph is longer than a part does it hold a piece of one.
type part struct {
	text string // as shown
	end  string // what follows before the next part: the end of the line; nothing after the last part, or inside a paragraph
}

// characters counts all of a part, its end too.
func (p part) characters() int { return utf8.RuneCountInString(p.text) + len(p.end) }

// joined is the text of parts.
func joined(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.text)
		b.WriteString(p.end)
	}
	return b.String()
}

// split makes parts of a text. What follows the text, if anything does, is another part.
func split(text string, follows bool) (parts []part) {
	for longer(text, partMost) {
		cut := start(text, partUsual)
		next := cut
		if at := strings.LastIndexByte(text[:cut], '\n'); at >= 0 {
			cut, next = at, at+1
		} else if at := strings.LastIndexByte(text[:cut], ' '); at >= 0 {
			cut, next = at+1, at+1
		}
		parts = append(parts, part{text[:cut], text[cut:next]})
		text = text[next:]
	}
	if follows && text == "" {
		return parts
	}
	if before, ok := strings.CutSuffix(text, "\n"); ok && follows {
		return append(parts, part{before, "\n"})
	}
	return append(parts, part{text: text})
}

// start is the length of the first n characters in bytes.
func start(text string, n int) int {
	for i := range text {
		if n--; n < 0 {
			return i
		}
	}
	return len(text)
}

func longer(text string, characters int) bool {
	return len(text) > characters && utf8.RuneCountInString(text) > characters
}

// resplit says how the parts of a text become those of another: so many at the start stay, those in the middle are new,
// so many at the end stay. What was changed in one place touches one part, or two; one that has grown too long is split.
func resplit(old []part, text string) (head int, middle []part, tail int) {
	whole := text
	for head < len(old) && starts(text, old[head]) {
		text = text[len(old[head].text)+len(old[head].end):]
		head++
	}
	if head == len(old) && text == "" && head > 0 {
		return head, nil, 0
	}
	if !longer(whole, partMost) {
		return 0, []part{{text: whole}}, 0
	}
	if head > 0 && old[head-1].end == "" { // what follows belongs to its paragraph
		head--
		text = old[head].text + text
	}
	for ; len(old)-tail > head; tail++ {
		last := old[len(old)-1-tail]
		if longer(last.text, partMost) || !strings.HasSuffix(text, last.end) || !strings.HasSuffix(text[:len(text)-len(last.end)], last.text) {
			break
		}
		text = text[:len(text)-len(last.end)-len(last.text)]
	}
	for tail > 0 {
		first := old[len(old)-tail]
		if small := text != "" && !longer(text, partUsual/2) && !longer(text+first.text, partMost); !small && endsWell(old, tail, text) {
			break
		}
		text += first.text + first.end
		tail--
	}
	return head, split(text, tail > 0), tail
}

// endsWell says whether a text can stand before the last parts as it is: at the end of a line, or where a paragraph was
// cut before and is still long.
func endsWell(old []part, tail int, text string) bool {
	cut := len(old) > tail && old[len(old)-tail-1].end == ""
	if text == "" {
		return !cut
	}
	return strings.HasSuffix(text, "\n") || cut && longer(text[strings.LastIndexByte(text, '\n')+1:], partUsual/2)
}

// starts says whether a text starts with a part that can stay.
func starts(text string, p part) bool {
	rest, ok := strings.CutPrefix(text, p.text)
	return ok && strings.HasPrefix(rest, p.end) && !longer(p.text, partMost)
}
