package paper

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// markdown draws what neighbours wrote.
func (s *sheet) markdown(source string) {
	if source == "" {
		return
	}
	root, clean, ok := parse(source)
	if !ok {
		s.MultiCell(0, lineHeight, s.letters(string(clean)), "", "L", false)
		return
	}
	disarm(root, clean)
	s.blocks(root, clean)
}

// mostInset keeps the margins on the paper however deep lists go.
const mostInset = 8 * indent

func (s *sheet) blocks(n ast.Node, source []byte) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s.block(c, source)
	}
}

func (s *sheet) block(n ast.Node, source []byte) {
	switch n := n.(type) {
	case *ast.Heading:
		s.keep(2 * lineHeight)
		s.Ln(1)
		s.style("B", max(sizeText, sizeItem-float64(n.Level)))
		s.inline(n, source, "B")
		s.end()
	case *ast.Paragraph, *ast.TextBlock:
		s.style("", sizeText)
		s.inline(n, source, "")
		s.end()
		if _, apart := n.(*ast.Paragraph); apart {
			s.Ln(1.5)
		}
	case *ast.List:
		s.list(n, source)
	case *ast.Blockquote:
		s.deeper(func() { s.blocks(n, source) })
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		s.style("", sizeText-1)
		s.MultiCell(0, lineHeight, s.letters(string(blockText(n, source))), "", "L", false)
		s.Ln(1.5)
	case *ast.ThematicBreak:
		s.ruler()
	case *east.Table:
		s.table(n, source)
	default:
		s.blocks(n, source)
	}
}

// end ends a line of running text.
func (s *sheet) end() { s.Ln(lineHeight) }

// deeper is inset, as far as the paper is wide enough.
func (s *sheet) deeper(draw func()) {
	if left, _, _, _ := s.GetMargins(); left-marginLeft >= mostInset {
		draw()
		return
	}
	s.inset(draw)
}

func (s *sheet) ruler() {
	width, _ := s.GetPageSize()
	s.Line(marginLeft, s.GetY()+2, width-marginRight, s.GetY()+2)
	s.Ln(4)
}

func (s *sheet) list(l *ast.List, source []byte) {
	number := l.Start
	for c := l.FirstChild(); c != nil; c = c.NextSibling() {
		mark := "•"
		if l.IsOrdered() {
			mark = fmt.Sprintf("%d.", number)
			number++
		}
		s.keep(lineHeight)
		s.style("", sizeText)
		x, page := s.GetX(), s.PageNo()
		s.CellFormat(indent, lineHeight, mark, "", 0, "L", false, 0, "")
		s.deeper(func() { s.blocks(c, source) })
		if c.FirstChild() == nil {
			s.end()
		}
		if s.PageNo() == page {
			s.SetX(x)
		}
	}
	s.Ln(1)
}

// inline writes running text in a style; the line goes on where it ends.
func (s *sheet) inline(n ast.Node, source []byte, style string) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			s.words(string(c.Value(source)))
			if c.HardLineBreak() {
				s.end()
			} else if c.SoftLineBreak() {
				s.words(" ")
			}
		case *ast.String:
			s.words(string(c.Value))
		case *ast.Emphasis:
			s.styled(c, source, style, map[int]string{1: "I", 2: "B"}[c.Level])
		case *ast.Link:
			s.inline(c, source, style)
			if to := string(c.Destination); to != string(plain(c, source)) {
				s.words(" (" + to + ")") // paper cannot be tapped
			}
		case *ast.AutoLink:
			s.words(string(c.Label(source)))
		case *east.TaskCheckBox:
			s.words(map[bool]string{true: "[x] ", false: "[ ] "}[c.IsChecked])
		default:
			s.inline(c, source, style)
		}
	}
}

// mostWritten is about how many bytes the library is given to write at once: its work grows with the square of them.
const mostWritten = 500

func (s *sheet) words(text string) {
	text = s.letters(strings.ReplaceAll(text, "\n", " "))
	for len(text) > mostWritten {
		end := strings.IndexByte(text[mostWritten:], ' ')
		if end < 0 {
			break
		}
		end += mostWritten + 1
		s.Write(lineHeight, text[:end])
		text = text[end:]
	}
	s.Write(lineHeight, text)
}

// styled writes with one more style and goes back.
func (s *sheet) styled(n ast.Node, source []byte, style, more string) {
	size, _ := s.GetFontSize()
	both := style
	if !strings.Contains(both, more) {
		both = strings.TrimSpace(map[bool]string{true: "BI", false: style + more}[len(style) == 1])
	}
	s.style(both, size)
	s.inline(n, source, both)
	s.style(style, size)
}

// The most of a table that is drawn as one; a larger one is written row by row.
const maxColumns = 8

func (s *sheet) table(t *east.Table, source []byte) {
	var rows [][]string
	columns := 0
	for r := t.FirstChild(); r != nil; r = r.NextSibling() {
		var row []string
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			row = append(row, s.letters(string(plain(c, source))))
		}
		rows, columns = append(rows, row), max(columns, len(row))
	}
	for i, row := range rows {
		s.style(map[bool]string{true: "B", false: ""}[i == 0], sizeText-1)
		if columns > maxColumns {
			s.MultiCell(0, lineHeight, strings.Join(row, " | "), "", "L", false)
			continue
		}
		s.row(row, columns)
	}
	s.Ln(2)
}

// row draws a row of a table, as high as its tallest cell.
func (s *sheet) row(cells []string, columns int) {
	width, height := s.GetPageSize()
	left, _, right, _ := s.GetMargins()
	each := (width - left - right) / float64(columns)
	tallest := 1
	for _, cell := range cells {
		tallest = max(tallest, len(s.SplitText(cell, each-2)))
	}
	high := float64(tallest) * lineHeight
	if high > height-marginTop-marginBottom {
		s.MultiCell(0, lineHeight, strings.Join(cells, " | "), "", "L", false)
		return
	}
	s.keep(high)
	y := s.GetY()
	for i := range columns {
		x := left + float64(i)*each
		s.Rect(x, y, each, high, "D")
		if i < len(cells) && cells[i] != "" {
			s.SetXY(x, y)
			s.MultiCell(each, lineHeight, cells[i], "", "L", false)
		}
	}
	s.SetXY(left, y+high)
}
