package ui

import (
	"bufio"
	"bytes"
	"html"
	"net/url"
	"strings"
	"unicode"

	"fyne.io/fyne/v2/theme"
	"github.com/yuin/goldmark/ast"
	tableast "github.com/yuin/goldmark/extension/ast"
	goldhtml "github.com/yuin/goldmark/renderer/html"

	"moot/app/ui/widget"
)

// The words inside a block of formatted text: emphasis, code, links.

// inlines gives the words inside a block.
func (w *markdownWriter) inlines(parent ast.Node, p place) []widget.RichTextSegment {
	var out []widget.RichTextSegment
	for n := parent.FirstChild(); n != nil && w.counted(p); n = n.NextSibling() {
		out = append(out, w.inline(n, p)...)
	}
	return out
}

func (w *markdownWriter) inline(n ast.Node, p place) []widget.RichTextSegment {
	words := func(s string) []widget.RichTextSegment {
		if s == "" {
			return nil
		}
		return []widget.RichTextSegment{&widget.TextSegment{Text: s, Style: p.textStyle()}}
	}
	switch n := n.(type) {
	case *ast.Text:
		return words(w.words(n))
	case *ast.String:
		return words(string(n.Value))
	case *ast.CodeSpan:
		style := widget.RichTextStyleCodeInline
		style.SizeName = p.textStyle().SizeName
		return []widget.RichTextSegment{&widget.TextSegment{Text: w.flat(n), Style: style}}
	case *ast.Emphasis:
		p.style.Italic = p.style.Italic || n.Level == 1
		p.style.Bold = p.style.Bold || n.Level == 2
		return w.inlinesDeeper(n, p)
	case *tableast.Strikethrough:
		p.style.Strikethrough = true
		return w.inlinesDeeper(n, p)
	case *ast.Link:
		return w.link(w.flat(n), string(n.Destination), p)
	case *ast.AutoLink:
		address := string(n.URL(w.source))
		if n.AutoLinkType == ast.AutoLinkEmail {
			address = "mailto:" + address
		}
		return w.link(string(n.Label(w.source)), address, p)
	case *ast.Image:
		return words("[" + t("markdown.picture", "Description", w.flat(n)) + "]")
	case *ast.RawHTML:
		var b strings.Builder
		for i := range n.Segments.Len() {
			s := n.Segments.At(i)
			b.Write(s.Value(w.source))
		}
		return words(b.String())
	case *tableast.TaskCheckBox:
		style := p.textStyle()
		style.TextStyle.Symbol = true
		box := "☐"
		if n.IsChecked {
			box = "☑"
		}
		return append([]widget.RichTextSegment{&widget.TextSegment{Text: box, Style: style}}, words("  ")...)
	}
	return w.inlinesDeeper(n, p)
}

// inlinesDeeper counts nested emphasis as nesting, which bounds the recursion.
func (w *markdownWriter) inlinesDeeper(n ast.Node, p place) []widget.RichTextSegment {
	p.depth++
	return w.inlines(n, p)
}

// words gives a run of text with its escapes and entities resolved and its line break.
func (w *markdownWriter) words(n *ast.Text) string {
	s := unescape(n.Value(w.source))
	switch {
	case n.HardLineBreak():
		return s + "\n"
	case n.SoftLineBreak():
		return s + " "
	}
	return s
}

// unescape resolves backslashes and entities by the rules of Markdown: the library's writer makes safe HTML of the
// words, of which the standard library gives the plain text.
func unescape(words []byte) string {
	var b bytes.Buffer
	out := bufio.NewWriter(&b)
	goldhtml.DefaultWriter.Write(out, words)
	if out.Flush() != nil {
		return string(words)
	}
	return printable(html.UnescapeString(b.String()))
}

// flat gives the words inside a node without their formatting.
func (w *markdownWriter) flat(parent ast.Node) string {
	var b strings.Builder
	code := parent.Kind() == ast.KindCodeSpan
	// The walker below never fails, so neither does Walk.
	_ = ast.Walk(parent, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			if code {
				b.Write(n.Value(w.source))
			} else {
				b.WriteString(w.words(n))
			}
		case *ast.String:
			b.Write(n.Value)
		}
		return ast.WalkContinue, nil
	})
	return strings.ReplaceAll(b.String(), "\n", " ")
}

// link offers an address that is safe to offer, and says where it leads unless its words already do.
func (w *markdownWriter) link(words, address string, p place) []widget.RichTextSegment {
	words = strings.TrimSpace(words)
	target, where := safeLink(address)
	if words == "" {
		words = address
	}
	if target == nil {
		if words != address {
			words += " (" + address + ")"
		}
		return []widget.RichTextSegment{&widget.TextSegment{Text: words, Style: p.textStyle()}}
	}
	seg := &widget.HyperlinkSegment{Text: words, URL: target, TextStyle: p.style, SizeName: p.textStyle().SizeName}
	if w.open != nil {
		seg.OnTapped = func() { w.open(target) }
	}
	out := []widget.RichTextSegment{seg}
	if where != "" && words != address && "mailto:"+words != address && target.Scheme+"://"+words != address {
		style := p.textStyle()
		style.ColorName = theme.ColorNamePlaceHolder
		out = append(out, &widget.TextSegment{Text: " (" + where + ")", Style: style})
	}
	return out
}

// safeLink reads an address that may be opened by a tap, with the place it leads to in words; nil for any other.
func safeLink(address string) (target *url.URL, where string) {
	if len(address) > maxAddress || strings.ContainsFunc(address, unicode.IsSpace) {
		return nil, ""
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, ""
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Host == "" {
			return nil, ""
		}
		return u, u.Host
	case "mailto":
		return u, strings.SplitN(u.Opaque, "?", 2)[0]
	case "moot":
		return u, ""
	}
	return nil, ""
}
