package paper

import (
	"bytes"
	"net/url"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// The limits of formatted text: the parser's work grows with the square of what these count. Text beyond them is shown
// whole, but plain.
const (
	maxMarkdown = 256 << 10 // bytes
	maxPrefix   = 96        // quote and list marks at the start of a line
	maxMarks    = 5000      // stars, brackets and the like
	maxDepth    = 64        // parts inside each other
	maxAddress  = 2000      // bytes of a link
)

// DeepestPrefix counts the longest run of quote marks and list marks that starts a line: a parser's work grows with
// the square of it, so it is looked at before parsing.
func DeepestPrefix(source []byte) int {
	deepest := 0
	for line := range bytes.Lines(source) {
		marks := 0
		for _, c := range line {
			if c == '>' || c == '-' || c == '*' || c == '+' {
				marks++
			} else if c != ' ' && c != '\t' {
				break
			}
		}
		if ruler := len(bytes.Trim(line, "-*+ \t\r\n")) == 0; !ruler {
			deepest = max(deepest, marks)
		}
	}
	return deepest
}

// CountMarks counts the characters that a parser of Markdown has to pair with each other.
func CountMarks(source []byte) int {
	n := 0
	for _, c := range source {
		switch c {
		case '*', '_', '~', '[', '`', '<', '|':
			n++
		}
	}
	return n
}

// Printable drops what has no business in a text: control characters, which fonts draw as boxes, and the marks that
// reverse the direction of writing, with which an address can be made to look like another.
func Printable(source string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, source)
}

// markdown is CommonMark with the extensions people expect of minutes. It holds no state between texts.
var markdown = goldmark.New(goldmark.WithExtensions(extension.Strikethrough, extension.TaskList, extension.Table, extension.Linkify))

// parse reads Markdown; ok is false when the text is to be shown plain.
func parse(source string) (root ast.Node, clean []byte, ok bool) {
	clean = []byte(Printable(source))
	if len(clean) > maxMarkdown || DeepestPrefix(clean) > maxPrefix || CountMarks(clean) > maxMarks {
		return nil, clean, false
	}
	root = markdown.Parser().Parse(text.NewReader(clean), parser.WithContext(parser.NewContext()))
	if depth(root, 0) > maxDepth {
		return nil, clean, false
	}
	return root, clean, true
}

func depth(n ast.Node, above int) int {
	deepest := above
	for c := n.FirstChild(); c != nil && deepest <= maxDepth; c = c.NextSibling() {
		deepest = max(deepest, depth(c, above+1))
	}
	return deepest
}

// allowed says whether paper may link to an address: only what a neighbour can see leads to a page or a letter.
func allowed(address string) bool {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxAddress {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return true
	}
	return false
}
