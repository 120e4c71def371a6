package count

import (
	"fmt"
	"strings"
)

// names reads the names of the candidates and the title, from what is left of the file. They are one to a line, with
// or without quotes; in a file with fewer lines than candidates, they are quoted strings or single words.
func (r *bltReader) names() {
	var lines []bltLine
	if rest := strings.TrimSpace(r.words.rest()); rest != "" {
		lines = append(lines, bltLine{r.words.lines[r.words.line].number, rest})
	}
	if r.words.line < len(r.words.lines) {
		lines = append(lines, r.words.lines[r.words.line+1:]...)
	}
	found := make([][]string, 0, len(r.e.Candidates)+1)
	if len(lines) >= len(r.e.Candidates) {
		for _, line := range lines[:min(len(lines), len(r.e.Candidates)+1)] {
			found = append(found, nameLine(line.text))
		}
	} else {
		for _, line := range lines {
			for _, name := range namesIn(line.text, cap(found)-len(found)) {
				found = append(found, []string{name})
			}
		}
	}
	for i := range r.e.Candidates {
		r.name(i, found)
	}
	if n := len(r.e.Candidates); len(found) > n {
		r.e.Title = strings.Join(found[n], " ")
	}
}

func (r *bltReader) name(i int, found [][]string) {
	c := &r.e.Candidates[i]
	if i < len(found) {
		c.Name, c.Party = found[i][0], strings.Join(found[i][1:], ", ")
	}
	if c.Name == "" {
		c.Name = fmt.Sprintf("Candidate %d", i+1)
		r.note(0, "The name of candidate "+fmt.Sprint(i+1)+" is missing.")
	}
}

var straight = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`)

// nameLine reads a line with the name of a candidate, and what else it says of them. The name is never missing, but
// may be empty.
func nameLine(line string) []string {
	line = strings.Trim(straight.Replace(line), " \t,;")
	if parts, whole := quotedStrings(line); whole {
		return parts
	}
	// Quotes inside quotes: the outer ones are the file's, the inner ones the candidate's.
	if len(line) > 1 && line[0] == '"' && line[len(line)-1] == '"' {
		line = line[1 : len(line)-1]
	} else if strings.Count(line, `"`) == 1 {
		line = strings.Trim(line, `"`)
	}
	if len(line) > 1 && line[0] == '\'' && line[len(line)-1] == '\'' {
		line = line[1 : len(line)-1]
	}
	return []string{strings.TrimSpace(strings.ReplaceAll(line, `\"`, `"`))}
}

// quotedStrings reads a line of nothing but strings in quotes; a quote inside one is written twice.
func quotedStrings(line string) (parts []string, whole bool) {
	for line != "" {
		if line[0] != '"' {
			return nil, false
		}
		var part strings.Builder
		rest, closed := line[1:], false
		for rest != "" && !closed {
			switch {
			case strings.HasPrefix(rest, `""`):
				part.WriteByte('"')
				rest = rest[2:]
			case rest[0] == '"':
				rest, closed = rest[1:], true
			default:
				part.WriteByte(rest[0])
				rest = rest[1:]
			}
		}
		after := skipSeparators(rest)
		if !closed || after != "" && len(after) == len(rest) {
			return nil, false
		}
		parts, line = append(parts, strings.TrimSpace(part.String())), after
	}
	return parts, len(parts) > 0
}

// namesIn reads strings in quotes and single words, at most so many.
func namesIn(line string, most int) (found []string) {
	line = straight.Replace(line)
	for len(found) < most {
		if line = skipSeparators(line); line == "" {
			break
		}
		if line[0] == '"' {
			if name, rest, closed := strings.Cut(line[1:], `"`); closed {
				found, line = append(found, strings.TrimSpace(name)), rest
				continue
			}
		}
		end := 0
		for end < len(line) && !separates(line[end]) {
			end++
		}
		found, line = append(found, strings.Trim(line[:end], `"`)), line[end:]
	}
	return found
}

func skipSeparators(s string) string {
	for s != "" && separates(s[0]) {
		s = s[1:]
	}
	return s
}

// WriteBLT writes an election as a .blt file that [ReadBLT] reads as the same election: with those who withdrew, the
// order drawn by lot, ties and gaps. A line break in a name becomes a blank.
func WriteBLT(e *Election) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d\n", len(e.Candidates), e.Seats)
	withdrawn := ""
	for i, c := range e.Candidates {
		if c.Withdrawn {
			withdrawn += fmt.Sprintf("-%d ", i+1)
		}
	}
	if withdrawn != "" {
		b.WriteString(strings.TrimSpace(withdrawn) + "\n")
	}
	if len(e.Order) > 0 {
		b.WriteString("[tie")
		for _, c := range e.Order {
			fmt.Fprintf(&b, " %d", c+1)
		}
		b.WriteString("]\n")
	}
	for _, p := range e.Papers {
		writePaper(&b, p)
	}
	b.WriteString("0\n")
	for _, c := range e.Candidates {
		b.WriteString(inQuotes(c.Name))
		if c.Party != "" {
			b.WriteString(" " + inQuotes(c.Party))
		}
		b.WriteString("\n")
	}
	b.WriteString(inQuotes(e.Title) + "\n")
	return []byte(b.String())
}

func writePaper(b *strings.Builder, p Paper) {
	fmt.Fprintf(b, "%d", p.Count)
	for _, m := range p.Marks {
		sign := " "
		if m.Equal {
			sign = "="
		}
		if m.Candidate == Gap {
			b.WriteString(" -")
		} else {
			fmt.Fprintf(b, "%s%d", sign, m.Candidate+1)
		}
	}
	b.WriteString(" 0\n")
}

func inQuotes(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
