package count

import "strings"

// pbRows reads a .pb file row by row: cells parted by one sign, in quotes or not.
type pbRows struct {
	text string // what is left
	line int    // of the last row, the first of its lines
	more int    // lines of the last row beyond the first
	sep  byte
}

// maxRowLines is how many lines one row may go over, inside quotes.
const maxRowLines = 8

// next gives the cells of the next row that is not blank, trimmed. A row with fewer cells than columns, and with a
// quote that is not closed, goes on in the next line if that makes it whole; a quote that never closes is a sign like
// any other.
func (r *pbRows) next(columns int) (cells []string, ok bool) {
	for r.text != "" {
		r.line, r.more = r.line+r.more+1, 0
		line, rest, _ := strings.Cut(r.text, "\n")
		r.text = rest
		if strings.Trim(line, "; \t,") == "" {
			continue
		}
		cells, open := splitRow(line, r.sep)
		if open && len(cells) < columns {
			cells = r.join(line, cells, columns)
		}
		return cells, true
	}
	return nil, false
}

// join tries a row with the lines after it.
func (r *pbRows) join(line string, single []string, columns int) []string {
	rest := r.text
	for more := 1; more < maxRowLines && rest != ""; more++ {
		following := ""
		following, rest, _ = strings.Cut(rest, "\n")
		line += " " + following
		if cells, open := splitRow(line, r.sep); !open {
			if len(cells) > columns {
				break
			}
			r.text, r.more = rest, more
			return cells
		}
	}
	return single
}

// splitRow parts a line into cells. A cell in quotes ends with a quote before a separator or the end, and a quote in it
// is written twice. open says that a cell begins with a quote and does not end so; it, and what follows, is then taken
// as it is.
func splitRow(line string, sep byte) (cells []string, open bool) {
	for {
		if start := strings.TrimLeft(line, " \t"); !open && strings.HasPrefix(start, `"`) {
			cell, rest, closed := quotedCell(start[1:], sep)
			if closed {
				cells = append(cells, strings.TrimSpace(cell))
				if rest == "" {
					return cells, open
				}
				line = rest[1:]
				continue
			}
			open = true
		}
		cell, rest, more := strings.Cut(line, string(sep))
		cells = append(cells, strings.TrimSpace(cell))
		if !more {
			return cells, open
		}
		line = rest
	}
}

// quotedCell reads up to the closing quote. rest is empty, or begins with the separator.
func quotedCell(s string, sep byte) (cell, rest string, closed bool) {
	var b strings.Builder
	for s != "" {
		at := strings.IndexByte(s, '"')
		if at < 0 {
			return "", "", false
		}
		b.WriteString(s[:at])
		s = s[at+1:]
		after := strings.TrimLeft(s, " \t")
		switch {
		case strings.HasPrefix(s, `"`):
			s = s[1:]
		case after == "" || after[0] == sep:
			return b.String(), after, true
		}
		b.WriteByte('"')
	}
	return "", "", false
}
