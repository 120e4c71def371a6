package ui

import (
	"fmt"
	"image/png"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
)

// hostileMarkdown is what made Fyne's own widget panic, fetch or open things, and what is hard on parsers.
var hostileMarkdown = []string{
	"- [ ] **bold** task", "- [x] [link](http://x)", "- [ ] `code`", "- [ ] a **b** c", "- [ ]", "- [ ] ",
	"![](%zz)", "[a](%zz)", "[a](http://[::1)", "<http://%zz>", "# \n## ![x](y)", "|a|\n|-|\n|[x](%zz)|", "> - a\n>   - b\n>     > c",
	"- a\n\n      code\n", "1. x\n   ```\n   y\n   ```", "***", "[](a)", "[]()", "| a | b |\n|---|\n| c |", "https://example.org bare",
	"![p](https://tracker.example/p.png)", "[x](file:///etc/passwd)", "[x](javascript:alert(1))", "<script>alert(1)</script>",
	"-\n-\n  - \n", "```\n```", "|a|b|\n|-|-|\n", "a  \nb", "\\*not\\* &amp; &copy; &#0;", "\x00\x01\u202eabc", "www.example.org", "<me@example.org>",
	"[a][b]\n\n[b]: http://example.org", "1. a\n2. b\n   1. c\n      - d\n", "~~a **b** *c*~~", "# `code` in [a](http://b.c) heading", "\xff\xfe",
}

func format(source string) []widget.RichTextSegment {
	return formatMarkdown(source, nil, slog.New(slog.DiscardHandler))
}

// draw lays a text out at several widths, as a page does.
func draw(t testing.TB, source string) {
	prose := newProse()
	showMarkdown(prose, format(source))
	w := test.NewTempWindow(t, prose)
	for _, width := range []float32{60, 300} {
		w.Resize(fyne.NewSize(width, 200))
	}
}

func TestHostileMarkdownIsShown(t *testing.T) {
	test.NewTempApp(t)
	for _, source := range hostileMarkdown {
		draw(t, source)
		for _, s := range flatten(format(source)) {
			switch s := s.(type) {
			case *widget.ImageSegment:
				t.Errorf("%q shows a picture, which is fetched", source)
			case *widget.HyperlinkSegment:
				if s.URL == nil || !strings.Contains("http https mailto moot", s.URL.Scheme) {
					t.Errorf("%q offers a link to %v", source, s.URL)
				}
			}
		}
	}
}

// flatten lists the parts of a text, those inside other parts too.
func flatten(segments []widget.RichTextSegment) []widget.RichTextSegment {
	var out []widget.RichTextSegment
	for _, s := range segments {
		out = append(out, s)
		switch s := s.(type) {
		case *indentSegment:
			out = append(out, flatten(s.Texts)...)
		case *widget.TableSegment:
			for _, row := range append([][][]widget.RichTextSegment{s.Headers}, s.Rows...) {
				for _, cell := range row {
					out = append(out, flatten(cell)...)
				}
			}
		}
	}
	return out
}

// outline writes segments so that a person can read what became of a text.
func outline(segments []widget.RichTextSegment) string {
	var b strings.Builder
	for _, s := range segments {
		switch s := s.(type) {
		case *widget.TextSegment:
			mark := ""
			if s.Style.TextStyle.Bold {
				mark += "b"
			}
			if s.Style.TextStyle.Italic {
				mark += "i"
			}
			if s.Style.TextStyle.Strikethrough {
				mark += "s"
			}
			if s.Style.TextStyle.Monospace {
				mark += "m"
			}
			if !s.Inline() {
				mark += "¶"
			}
			fmt.Fprintf(&b, "%s{%s}", mark, s.Text)
		case *widget.HyperlinkSegment:
			fmt.Fprintf(&b, "<%s→%s>", s.Text, s.URL)
		case *indentSegment:
			fmt.Fprintf(&b, "(%s%s%s %s)", strings.Repeat("-", s.indent), strings.Repeat(">", s.quote), s.bullet, outline(s.Texts))
		case *widget.CodeBlockSegment:
			fmt.Fprintf(&b, "code{%s}", s.Text)
		case *gapSegment:
			b.WriteString("·")
		case *widget.SeparatorSegment:
			b.WriteString("---")
		case *widget.TableSegment:
			fmt.Fprintf(&b, "table %d×%d", len(s.Headers), len(s.Rows))
		default:
			fmt.Fprintf(&b, "%T", s)
		}
	}
	return b.String()
}

func TestMarkdown(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"one\ntwo", "{one }{two}¶{}"},
		{"# Why", "b{Why}¶{}"},
		{"a *b **c*** ~~d~~ `e`", "{a }i{b }bi{c}{ }s{d}{ }m{e}¶{}"},
		{"- a\n  - b\n- c", "(-• {a})(--• {b})(-• {c})"},
		{"2. a\n3. b", "(-2. {a})(-3. {b})"},
		{"- [x] done **now**\n- [ ] later", "(-• {☑}{  }{done }b{now})(-• {☐}{  }{later})"},
		{"> a\n> > b", "(> {a})·(>> {b})"},
		{"---", "---"},
		{"```\nx < y\n```", "code{x < y}"},
		{"|a|b|\n|-|-|\n|1|2|", "table 2×1"},
		{"[bank](https://evil.example/x)", "<bank→https://evil.example/x>{ (evil.example)}¶{}"},
		{"[https://bank.example](https://evil.example)", "<https://bank.example→https://evil.example>{ (evil.example)}¶{}"},
		{"<https://a.example/b>", "<https://a.example/b→https://a.example/b>¶{}"},
		{"[me](mailto:a@b.example?subject=x)", "<me→mailto:a@b.example?subject=x>{ (a@b.example)}¶{}"},
		{"[join](moot:join/abc)", "<join→moot:join/abc>¶{}"},
		{"[x](file:///etc/passwd)", "{x (file:///etc/passwd)}¶{}"},
		{"[x](JavaScript:alert)", "{x (JavaScript:alert)}¶{}"},
		{"![a plan](https://tracker.example/p.png)", "{[" + pictureWords("a plan") + "]}¶{}"},
		{`\*a\* &amp; &copy;`, "{*a* &}{ ©}¶{}"},
		{"<b>x</b>", "{<b>}{x}{</b>}¶{}"},
		{"a\u202eb\x07c", "{abc}¶{}"},
	} {
		if got := outline(format(c.source)); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.source, got, c.want)
		}
	}
}

// pictureWords is what stands for a picture, made where t is not the test.
func pictureWords(of string) string { return t("markdown.picture", "Description", of) }

func TestLinkTapped(t *testing.T) {
	var opened *url.URL
	for _, s := range formatMarkdown("[a](https://b.example)", func(u *url.URL) { opened = u }, slog.Default()) {
		if link, ok := s.(*widget.HyperlinkSegment); ok {
			link.OnTapped()
		}
	}
	if opened == nil || opened.Host != "b.example" {
		t.Fatalf("opened %v", opened)
	}
}

// TestTooMuchMarkdownIsPlain: what is too big or too deep is shown whole but plain, and quickly.
func TestTooMuchMarkdownIsPlain(t *testing.T) {
	for name, source := range map[string]string{
		"long":     strings.Repeat("**word** ", maxMarkdown/9+1),
		"quotes":   strings.Repeat("> ", 20_000) + "end",
		"lists":    strings.Repeat("- ", 20_000) + "end",
		"emphasis": strings.Repeat("**a *b ", 2_000) + "end",
		"parts":    strings.Repeat("*a* b ", 9_000),
		"table":    "|" + strings.Repeat("a|", 1000) + "\n|" + strings.Repeat("-|", 1000) + "\n",
	} {
		start := time.Now()
		got := format(source)
		t.Log(name, time.Since(start))
		if len(got) != 1 && name != "emphasis" && name != "table" {
			t.Errorf("%s is not shown plain: %d parts", name, len(got))
		}
	}
	if got := outline(plainSegments("a\nb")); got != "¶{a}¶{b}" {
		t.Error(got)
	}
}

// TestDrawingTime: no text holds the window up for long when it is drawn, however it is made.
func TestDrawingTime(t *testing.T) {
	test.NewTempApp(t)
	for _, unit := range []string{"\n", "a\n", "a\n\n", "- a\n", "> a\n\n", "a ", "a", "*a* ", "# a\n", "![a](b)", "[a](http://b.c) ", "---\n", "`a` ", "ż"} {
		source := strings.Repeat(unit, maxMarkdown/len(unit))
		segments := format(source)
		start := time.Now()
		p := newProse()
		showMarkdown(p, segments)
		w := test.NewTempWindow(t, p)
		w.Resize(fyne.NewSize(400, 300))
		took := time.Since(start)
		t.Logf("%q repeated is drawn in %v", unit, took)
		if took > 5*time.Second {
			t.Errorf("%q repeated takes %v to draw", unit, took)
		}
	}
}

// TestParserTime: no text of the greatest length takes the parser long, however it is made.
func TestParserTime(t *testing.T) {
	for _, unit := range []string{"[", "![", "[a](", "*", "_", "*a_", "`", "<", "<a", "&", "\\", "|", "~", "- a\n", "> a\n", "1. a\n", "#", "a\n=\n", "[a]: b\n", "[a]",
		"http://", "www.", "a@", "a@b.", "<!--", "<?", "``` \n", " ", "\t", "\n", "|a\n", "|-", "]", "[]", "**a", "*a **b ", "![a](b \"", "a@a.a", "-\t", "  - a\n    "} {
		source := strings.Repeat(unit, maxMarkdown/len(unit))
		start := time.Now()
		format(source)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%q repeated takes %v", unit, took)
		} else if took > 100*time.Millisecond {
			t.Logf("%q repeated takes %v", unit, took)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	test.NewTempApp(f)
	for _, s := range hostileMarkdown {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 2000 {
			return
		}
		segments, err := parseMarkdown(source, nil) // not formatMarkdown, which would hide a panic
		if err != nil {
			return
		}
		prose := newProse()
		showMarkdown(prose, segments)
		for _, width := range []float32{50, 320} {
			prose.Resize(fyne.NewSize(width, 200))
			prose.MinSize()
		}
	})
}

const samplePage = `# Mending the light

The stairwell light on the **second floor** has been broken since *March*. Two neighbours have slipped; see the
[incident note](https://example.org/n/12), or write to <ada@example.org>.

## What to do

1. Replace the fixture with an LED unit (about £38), which needs an electrician for about an hour on a working day
2. Add a motion sensor
   - sensor range 6 m
   - off after 90 s
3. Ask the council for ` + "`grant-7b`" + ` funding

> We asked the landlord in April and again in June. No answer yet, and we do not expect one before the end of the year.

| Option | Cost | Who |
|:-------|-----:|:---:|
| Self-install | £38 | Ayesha |
| Electrician | £140 | Tomasz |

- [x] Ask three neighbours
- [ ] Get a **written** quote

` + "```\nlamp = LED 6 W\n```" + `

~~Old plan: candles.~~ ![the old lamp](http://x.example/a.png) End.
`

// TestMarkdownPicture writes a picture of a formatted text for people to look at, when asked to.
func TestMarkdownPicture(t *testing.T) {
	dir := os.Getenv("MOOT_SCREENS")
	if dir == "" {
		t.Skip("MOOT_SCREENS names no folder for pictures")
	}
	test.NewTempApp(t)
	prose := newProse()
	showMarkdown(prose, format(samplePage))
	w := test.NewTempWindow(t, prose)
	w.Resize(fyne.NewSize(500, 800))
	f, err := os.Create(filepath.Join(dir, "markdown.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}
