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
		s.people(string(clean), "", sizeText, lineHeight)
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
		s.inline(n, source, "B", max(sizeText, sizeItem-float64(n.Level)))
		s.end()
	case *ast.Paragraph, *ast.TextBlock:
		s.inline(n, source, "", sizeText)
		s.end()
		if _, apart := n.(*ast.Paragraph); apart {
			s.Ln(1.5)
		}
	case *ast.List:
		s.list(n, source)
	case *ast.Blockquote:
		s.deeper(s.right(n, source), func() { s.blocks(n, source) })
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		s.people(string(blockText(n, source)), "", sizeText-1, lineHeight)
		s.Ln(1.5)
	case *ast.ThematicBreak:
		s.ruler()
	case *east.Table:
		s.table(n, source)
	default:
		s.blocks(n, source)
	}
}

// right says whether what is in a node runs from right to left.
func (s *sheet) right(n ast.Node, source []byte) bool {
	return runsRight(string(plain(n, source)), s.in.Right)
}

// end ends a paragraph of running text.
func (s *sheet) end() {
	var spans []span
	var all, one strings.Builder
	for i, sp := range s.waiting {
		all.WriteString(sp.text)
		one.WriteString(sp.text)
		if i+1 == len(s.waiting) || s.waiting[i+1].style != sp.style {
			spans = append(spans, span{one.String(), sp.style, sp.size})
			one.Reset()
		}
	}
	s.waiting = nil
	s.put(spans, runsRight(all.String(), s.in.Right), lineHeight)
}

// deeper is inset, as far as the paper is wide enough.
func (s *sheet) deeper(right bool, draw func()) {
	if before, _, after, _ := s.GetMargins(); before-marginLeft+after-marginRight >= mostInset {
		draw()
		return
	}
	s.inset(right, draw)
}

func (s *sheet) ruler() {
	width, _ := s.GetPageSize()
	s.Line(marginLeft, s.GetY()+2, width-marginRight, s.GetY()+2)
	s.Ln(4)
}

func (s *sheet) list(l *ast.List, source []byte) {
	number, right := l.Start, s.right(l, source)
	for c := l.FirstChild(); c != nil; c = c.NextSibling() {
		mark := "•"
		if l.IsOrdered() {
			mark = fmt.Sprintf("%d.", number)
			number++
		}
		s.keep(lineHeight)
		s.mark(mark, right)
		s.deeper(right, func() { s.blocks(c, source) })
		if c.FirstChild() == nil {
			s.Ln(lineHeight)
		}
	}
	s.Ln(1)
}

// mark draws the mark of something in a list, beside which it then begins.
func (s *sheet) mark(mark string, right bool) {
	for _, l := range s.lines([]span{{mark, "", sizeText}}, right, 2*indent) {
		x, _, after, _ := s.GetMargins()
		if width, _ := s.GetPageSize(); right {
			x = width - after - l.width
		}
		s.draw(&l, x, s.GetY(), lineHeight)
	}
}

// inline gathers running text in a style; [sheet.end] writes it.
func (s *sheet) inline(n ast.Node, source []byte, style string, size float64) {
	say := func(words string) {
		s.waiting = append(s.waiting, span{strings.ReplaceAll(words, "\n", " "), style, size})
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			say(string(c.Value(source)))
			if c.HardLineBreak() {
				s.waiting = append(s.waiting, span{"\n", style, size})
			} else if c.SoftLineBreak() {
				say(" ")
			}
		case *ast.String:
			say(string(c.Value))
		case *ast.Emphasis:
			s.inline(c, source, both(style, c.Level), size)
		case *ast.Link:
			s.inline(c, source, style, size)
			if to := string(c.Destination); to != string(plain(c, source)) {
				say(" (" + to + ")") // paper cannot be tapped
			}
		case *ast.AutoLink:
			say(string(c.Label(source)))
		case *east.TaskCheckBox:
			say(map[bool]string{true: "[x] ", false: "[ ] "}[c.IsChecked])
		default:
			s.inline(c, source, style, size)
		}
	}
}

// both adds emphasis of a level to a style, as fpdf names styles.
func both(style string, level int) string {
	more := map[int]string{1: "I", 2: "B"}[level]
	switch {
	case style == "" || style == more:
		return more
	case more == "":
		return style
	}
	return "BI"
}

// The most of a table that is drawn as one; a larger one is written row by row.
const maxColumns = 8

func (s *sheet) table(t *east.Table, source []byte) {
	var rows [][]string
	columns, right := 0, s.right(t, source)
	for r := t.FirstChild(); r != nil; r = r.NextSibling() {
		var row []string
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			row = append(row, string(plain(c, source)))
		}
		rows, columns = append(rows, row), max(columns, len(row))
	}
	for i, row := range rows {
		style := map[bool]string{true: "B", false: ""}[i == 0]
		if columns > maxColumns {
			s.people(strings.Join(row, " | "), style, sizeText-1, lineHeight)
			continue
		}
		s.row(row, columns, style, right)
	}
	s.Ln(2)
}

// row draws a row of a table, as high as its tallest cell; right is whether its first cell is at the right.
func (s *sheet) row(cells []string, columns int, style string, right bool) {
	width, height := s.GetPageSize()
	left, _, after, _ := s.GetMargins()
	each := (width - left - after) / float64(columns)
	words := make([][]line, columns)
	tallest := 1
	for i, cell := range cells {
		words[i] = s.lines([]span{{cell, style, sizeText - 1}}, runsRight(cell, right), each-2)
		tallest = max(tallest, len(words[i]))
	}
	high := float64(tallest) * lineHeight
	if high > height-marginTop-marginBottom {
		s.people(strings.Join(cells, " | "), style, sizeText-1, lineHeight)
		return
	}
	s.keep(high)
	y := s.GetY()
	for i := range columns {
		x := left + float64(i)*each
		if right {
			x = width - after - float64(i+1)*each
		}
		s.Rect(x, y, each, high, "D")
		for j := range words[i] {
			at := x + 1
			if runsRight(cells[i], right) {
				at = x + each - 1 - words[i][j].width
			}
			s.draw(&words[i][j], at, y+float64(j)*lineHeight, lineHeight)
		}
	}
	s.SetXY(left, y+high)
}
