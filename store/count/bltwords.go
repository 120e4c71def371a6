package count

import "strings"

// maxLines is how many lines a .blt file may have that say anything.
const maxLines = 2 * MaxPapers

// bltLine is one line of a .blt file without its comments.
type bltLine struct {
	number int
	text   string
}

// bltLines drops comments and blank lines. Blanks that do not break a line are like any other.
func bltLines(text string) (lines []bltLine, err error) {
	depth := 0
	text = strings.ReplaceAll(text, "\u00a0", " ")
	for number := 1; text != ""; number++ {
		if len(lines) == maxLines {
			return nil, wrong(number, "the file is too long: at most %d lines can be read", maxLines)
		}
		line := ""
		line, text, _ = strings.Cut(text, "\n")
		if depth > 0 || strings.ContainsAny(line, "#*") {
			line, depth = uncomment(line, depth)
		}
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, bltLine{number, line})
		}
	}
	return lines, nil
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
	line   int  // in lines
	offset int  // in its text
	inside bool // a word of the line has been read
}

// rest is what has not been read of the line: nothing at its end.
func (w *bltWords) rest() string {
	if w.line == len(w.lines) {
		return ""
	}
	text := w.lines[w.line].text
	for w.offset < len(text) && separates(text[w.offset]) {
		w.offset++
	}
	return text[w.offset:]
}

func (w *bltWords) next() bltWord {
	for w.line < len(w.lines) {
		rest := w.rest()
		if rest == "" {
			w.line, w.offset, w.inside = w.line+1, 0, false
			continue
		}
		word := bltWord{rest[:wordSize(rest)], w.lines[w.line].number, !w.inside}
		w.offset, w.inside = w.offset+len(word.text), true
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
	for i := range len(s) {
		if separates(s[i]) {
			return i
		}
		switch s[i] {
		case '=', '(', ')', '[', ']':
			return max(i, 1)
		}
	}
	return len(s)
}

func separates(c byte) bool {
	switch c {
	case ' ', '\t', ',', ';', ':', '\v', '\f':
		return true
	}
	return false
}
