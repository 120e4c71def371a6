package count

import (
	"strings"
	"unicode/utf8"
)

// bltLine is one line of a .blt file without its comments.
type bltLine struct {
	number int
	text   string
}

// bltLines drops comments and blank lines.
func bltLines(text string) (lines []bltLine) {
	depth := 0
	for number := 1; text != ""; number++ {
		line := ""
		line, text, _ = strings.Cut(text, "\n")
		if depth > 0 || strings.ContainsAny(line, "#*") {
			line, depth = uncomment(line, depth)
		}
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, bltLine{number, line})
		}
	}
	return lines
}

// uncomment drops what a line says after a # and between /* and */. depth is how many /* are open before and after. A
// comment begins at the start, after a blank, or among numbers: elsewhere, and inside quotes, these are part of a name.
func uncomment(line string, depth int) (kept string, after int) {
	var b strings.Builder
	quoted, blank, numbers := false, true, true
	for i := 0; i < len(line); i++ {
		opens := !quoted && (blank || numbers)
		switch {
		case depth > 0 && strings.HasPrefix(line[i:], "*/"):
			depth, i, blank = depth-1, i+1, true
		case (depth > 0 || opens) && strings.HasPrefix(line[i:], "/*"):
			depth, i = depth+1, i+1
		case depth > 0:
		case opens && line[i] == '#':
			return b.String(), depth
		default:
			quoted = quoted != (line[i] == '"')
			blank = line[i] == ' ' || line[i] == '\t'
			numbers = numbers && strings.IndexByte("0123456789 \t,;:=-()", line[i]) >= 0
			b.WriteByte(line[i])
		}
	}
	return b.String(), depth
}

// bltWord is a number, a sign or a short name. Its text is empty at the end of the file.
type bltWord struct {
	text  string
	line  int
	first bool // of its line
}

// bltWords reads the numbers of a .blt file one by one. A copy of it is a place to come back to.
type bltWords struct {
	lines  []bltLine
	line   int // in lines
	offset int // in its text
}

// rest is what has not been read of the line: nothing at its end.
func (w *bltWords) rest() string {
	if w.line == len(w.lines) {
		return ""
	}
	return strings.TrimLeftFunc(w.lines[w.line].text[w.offset:], separates)
}

func (w *bltWords) next() bltWord {
	for w.line < len(w.lines) {
		rest := w.rest()
		if rest == "" {
			w.line, w.offset = w.line+1, 0
			continue
		}
		at := w.lines[w.line]
		start := len(at.text) - len(rest)
		size := wordSize(rest)
		word := bltWord{rest[:size], at.number, strings.TrimLeftFunc(at.text[:start], separates) == ""}
		w.offset = start + size
		return word
	}
	last := 0
	if len(w.lines) > 0 {
		last = w.lines[len(w.lines)-1].number
	}
	return bltWord{line: last}
}

// wordSize is how many bytes the first word has: one sign, or all up to a sign, a blank or a comma.
func wordSize(s string) int {
	if strings.IndexByte("=()[]", s[0]) >= 0 {
		return 1
	}
	end := strings.IndexFunc(s, func(c rune) bool { return separates(c) || strings.ContainsRune("=()[]", c) })
	if end < 0 {
		return len(s)
	}
	if end == 0 {
		_, size := utf8.DecodeRuneInString(s)
		return size
	}
	return end
}

func separates(c rune) bool {
	switch c {
	case ' ', '\t', ',', ';', ':', '\v', '\f', '\u00a0':
		return true
	}
	return false
}
