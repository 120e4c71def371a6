package ui

import (
	"errors"
	"fmt"
	"image/color"
	"log/slog"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tableast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"moot/app/paper"
	"moot/app/ui/widget"
)

// What neighbours write is shown through this file only. Fyne's own Markdown widget is not used: it panics on some
// inputs, fetches images from strangers' servers and opens any kind of link.

// The limits of formatted text. Text beyond them is shown whole, but plain.
const (
	maxMarkdown   = 64 << 10 // bytes
	maxNesting    = 24       // quotes and lists inside each other
	maxSegments   = 6000
	maxAddress    = 2000 // bytes of a link
	maxTableCells = 600
	maxSetIn      = 600  // items of lists and parts of quotations, each a column of its own
	maxPlainLines = 2000 // lines kept apart in plain text
	maxMarks      = 5000 // stars, brackets and the like: the parser's work grows with the square of them
)

var (
	errTooLong = errors.New("the text is too long to format")
	errTooDeep = errors.New("the text is nested too deeply to format")
	errTooMany = errors.New("the text has too many parts to format")
)

// markdownParser is CommonMark with the extensions people expect of a forum. It holds no state between texts.
var markdownParser = goldmark.New(goldmark.WithExtensions(extension.Strikethrough, extension.TaskList, extension.Table,
	extension.Linkify)).Parser()

// formatMarkdown turns what someone wrote into the segments of a [widget.RichText]. It fetches nothing: pictures are
// shown as their description, and links are offered only for http, https, mailto and moot, with the place they lead to
// beside them. open is called on the UI thread when a link is tapped. Whatever cannot be formatted is shown plain, and
// the reason (never the text) is logged. It touches no widget, so any goroutine may call it.
func formatMarkdown(source string, open func(*url.URL), log *slog.Logger) (segments []widget.RichTextSegment) {
	defer func() {
		if r := recover(); r != nil {
			log.Error("formatting a text failed; it is shown plain", slog.String("panic", fmt.Sprintf("%T", r)), slog.Int("bytes", len(source)))
			segments = plainSegments(source)
		}
	}()
	segments, err := parseMarkdown(source, open)
	if err != nil {
		log.Info("a text is shown plain", slog.String("reason", err.Error()), slog.Int("bytes", len(source)))
		return plainSegments(source)
	}
	return segments
}

// plainSegments shows a text as it was typed, one paragraph a line, so that no paragraph is too long to lay out. What
// comes after very many lines is run together: all of it is shown, without so many lines that the window would stop.
func plainSegments(source string) []widget.RichTextSegment {
	var out []widget.RichTextSegment
	lines := strings.Split(printable(source), "\n")
	if len(lines) > maxPlainLines {
		lines = append(lines[:maxPlainLines:maxPlainLines], strings.Join(strings.Fields(strings.Join(lines[maxPlainLines:], " ")), " "))
	}
	for _, line := range lines {
		out = append(out, &widget.TextSegment{Text: line, Style: widget.RichTextStyleParagraph})
	}
	return out
}

func parseMarkdown(source string, open func(*url.URL)) ([]widget.RichTextSegment, error) {
	if len(source) > maxMarkdown {
		return nil, errTooLong
	}
	clean := []byte(printable(source))
	if paper.DeepestPrefix(clean) > 4*maxNesting {
		return nil, errTooDeep
	}
	if paper.CountMarks(clean) > maxMarks {
		return nil, errTooMany
	}
	root := markdownParser.Parse(text.NewReader(clean), parser.WithContext(parser.NewContext()))
	w := &markdownWriter{source: clean, open: open}
	w.blocks(root, place{})
	if w.err != nil {
		return nil, w.err
	}
	return w.out, nil
}

// printable drops what has no business in a text.
func printable(source string) string { return paper.Printable(source) }

// place is where in the text the writer is.
type place struct {
	quote, list int // how many of each are around it
	depth       int // all that is around it, emphasis too
	style       fyne.TextStyle
	size        fyne.ThemeSizeName
}

// textStyle is the style of ordinary words there.
func (p place) textStyle() widget.RichTextStyle {
	s := widget.RichTextStyleInline
	s.TextStyle = p.style
	if p.size != "" {
		s.SizeName = p.size
	}
	if p.quote > 0 {
		s.ColorName = theme.ColorNamePlaceHolder
	}
	return s
}

// markdownWriter turns a parsed text into segments. The first error stops it.
type markdownWriter struct {
	source []byte
	open   func(*url.URL)
	out    []widget.RichTextSegment
	count  int
	setIns int
	err    error
}

func (w *markdownWriter) add(s widget.RichTextSegment) {
	w.out = append(w.out, s)
}

// counted says whether there is room for one more part.
func (w *markdownWriter) counted(p place) bool {
	if w.count++; w.count > maxSegments {
		w.err = errTooMany
	}
	if p.depth > maxNesting {
		w.err = errTooDeep
	}
	return w.err == nil
}

func (w *markdownWriter) blocks(parent ast.Node, p place) {
	for n := parent.FirstChild(); n != nil && w.counted(p); n = n.NextSibling() {
		if n != parent.FirstChild() {
			w.add(&gapSegment{next: firstByte(n)})
		}
		w.block(n, p)
	}
}

func (w *markdownWriter) block(n ast.Node, p place) {
	switch n := n.(type) {
	case *ast.Heading:
		w.heading(n, p)
	case *ast.Blockquote:
		p.quote++
		p.depth++
		w.blocks(n, p)
	case *ast.List:
		w.list(n, p)
	case *ast.ThematicBreak:
		w.add(&widget.SeparatorSegment{})
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		if code := w.lines(n); code != "" {
			w.add(&widget.CodeBlockSegment{Text: code})
		}
	case *ast.HTMLBlock:
		w.paragraph([]widget.RichTextSegment{&widget.TextSegment{Text: w.lines(n), Style: p.textStyle()}}, p, firstByte(n))
	case *tableast.Table:
		w.table(n, p)
	default: // a paragraph, or the text of a tight list item
		w.paragraph(w.inlines(n, p), p, firstByte(n))
	}
}

// gapSegment is the space between two blocks.
type gapSegment struct {
	next int               // where what follows begins, in bytes of what was written
	box  *canvas.Rectangle // as it was drawn
}

// firstByte is where a block begins in what was written.
func firstByte(n ast.Node) int {
	for ; n != nil && n.Type() == ast.TypeBlock; n = n.FirstChild() {
		if n.Lines().Len() > 0 {
			return n.Lines().At(0).Start
		}
	}
	return 0 // a line across the page, or nothing
}

// Inline and the methods below make it a [widget.RichTextSegment].
func (*gapSegment) Inline() bool { return false }

// Textual gives no words.
func (*gapSegment) Textual() string { return "" }

// Visual gives an empty box as high as the space.
func (s *gapSegment) Visual() fyne.CanvasObject {
	s.box = canvas.NewRectangle(color.Transparent)
	s.box.SetMinSize(fyne.NewSize(1, theme.TextSize()/3))
	return s.box
}

// Update has nothing to do.
func (*gapSegment) Update(fyne.CanvasObject) {}

// Select has nothing to do.
func (*gapSegment) Select(_, _ fyne.Position) {}

// SelectedText gives no words.
func (*gapSegment) SelectedText() string { return "" }

// Unselect has nothing to do.
func (*gapSegment) Unselect() {}

// lineEnd ends a paragraph: an empty segment after which a new line starts.
func lineEnd() *widget.TextSegment {
	return &widget.TextSegment{Style: widget.RichTextStyleParagraph}
}

func (w *markdownWriter) paragraph(parts []widget.RichTextSegment, p place, from int) {
	switch {
	case len(parts) == 0:
	case p.quote+p.list > 0:
		w.setIn(parts, "", p, from)
	default:
		w.out = append(append(w.out, parts...), lineEnd())
	}
}

// setIn writes an item of a list or a part of a quotation, which begins at a byte of what was written.
func (w *markdownWriter) setIn(parts []widget.RichTextSegment, bullet string, p place, from int) {
	if w.setIns++; w.setIns > maxSetIn {
		w.err = errTooMany
	}
	w.add(&indentSegment{ParagraphSegment: widget.ParagraphSegment{Texts: parts}, indent: p.list, quote: p.quote, bullet: bullet, from: from})
}

func (w *markdownWriter) heading(n *ast.Heading, p place) {
	p.style.Bold = true
	switch n.Level {
	case 1:
		p.size = theme.SizeNameHeadingText
	case 2:
		p.size = theme.SizeNameSubHeadingText
	}
	w.paragraph(w.inlines(n, p), p, firstByte(n))
}

// lines gives the text of a code or HTML block as it stands.
func (w *markdownWriter) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(w.source))
	}
	return strings.TrimRight(b.String(), "\n")
}

// list writes the items of a list.
func (w *markdownWriter) list(n *ast.List, p place) {
	p.list++
	p.depth++
	number := n.Start
	for item := n.FirstChild(); item != nil && w.counted(p); item = item.NextSibling() {
		bullet := "•"
		if n.IsOrdered() {
			bullet = fmt.Sprintf("%d.", number)
			number++
		}
		w.item(item, bullet, p)
	}
}

func (w *markdownWriter) item(item ast.Node, bullet string, p place) {
	empty := []widget.RichTextSegment{&widget.TextSegment{Text: " ", Style: p.textStyle()}}
	for n := item.FirstChild(); n != nil && w.counted(p); n = n.NextSibling() {
		if n.Kind() != ast.KindParagraph && n.Kind() != ast.KindTextBlock {
			if bullet != "" && n.Kind() != ast.KindList {
				w.setIn(empty, bullet, p, firstByte(n))
				bullet = ""
			}
			w.block(n, p)
			continue
		}
		parts := w.inlines(n, p)
		if len(parts) == 0 {
			parts = empty
		}
		w.setIn(parts, bullet, p, firstByte(n))
		bullet = ""
	}
	if item.FirstChild() == nil {
		w.setIn(empty, bullet, p, firstByte(item))
	}
}

func (w *markdownWriter) table(n *tableast.Table, p place) {
	seg := &widget.TableSegment{}
	for _, a := range n.Alignments {
		seg.Alignments = append(seg.Alignments, tableAlign(a))
	}
	cells := 0
	for row := n.FirstChild(); row != nil && w.counted(p); row = row.NextSibling() {
		var line [][]widget.RichTextSegment
		for cell := row.FirstChild(); cell != nil && w.counted(p); cell = cell.NextSibling() {
			line = append(line, w.inlines(cell, place{}))
			cells++
		}
		if row.Kind() == tableast.KindTableHeader {
			seg.Headers = line
		} else {
			seg.Rows = append(seg.Rows, line)
		}
	}
	if cells > maxTableCells {
		w.err = errTooMany
	}
	w.add(seg)
}

func tableAlign(a tableast.Alignment) fyne.TextAlign {
	switch a {
	case tableast.AlignCenter:
		return fyne.TextAlignCenter
	case tableast.AlignRight:
		return fyne.TextAlignTrailing
	}
	return fyne.TextAlignLeading
}
