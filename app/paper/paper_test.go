package paper

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"flag"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"moot/store/forum"
)

var keepPDF = flag.String("keep-pdf", "", "write the sample's PDF here, to look at")

func sample() Minutes {
	return Minutes{
		Group: "Stryd y Felin", Title: "Cyfarfod Blynyddol / Zażółć gęślą jaźń", When: "Wednesday 1 April 2026 at 18:30", Place: "Tŷ Cymunedol",
		Draft: "DRAFT: not yet signed as a true record",
		Names: []Names{{"Present", []string{"Siân Ŵyn", "Łukasz Żak"}}, {"Apologies", []string{"Mrs Patel"}}},
		Items: []Item{
			{Title: "Welcome & apologies", Body: "Everyone was **welcomed** and *thanked*.\n\n- first\n- second **bold *both***\n  1. inner\n  2. more\n\n> quoted words\n\n```\ncode here\n```\n"},
			{Title: "Money", Body: "### Accounts\n\n| What | Pounds |\n|---|---|\n| Balance | 120 |\n| A long cell that must wrap over more than one line because it is so very long indeed | 7 |\n\nSee [the bank](https://bank.example/x).\n\n---\n\n" + strings.Repeat("A long paragraph about money that goes on. ", 60),
				Motions: []Motion{{"That a bench be bought.", "Moved by Siân Ŵyn, seconded by Łukasz Żak.", "Carried: 4 for, 4 against, 1 abstaining. The casting vote of whoever presided was for."}}},
			{Title: "Any other business", Body: strings.Repeat("Nobody had any.\n\n", 40)},
		},
	}
}

func pdf(t testing.TB, m Minutes) []byte {
	t.Helper()
	b, err := m.PDF()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	streams = regexp.MustCompile(`(?s)/Length \d+>>\s*stream\r?\n(.*?)\nendstream`)
	shown   = regexp.MustCompile(`(?s)/ActualText <FEFF([0-9A-F]*)>>> BDC.*?EMC|\(((?:[^\\()]|\\.)*)\)\s*(?:Tj|\])`)
)

// pages gives the words of each page of a PDF that this package wrote.
func pages(t testing.TB, file []byte) (out []string) {
	t.Helper()
	for _, s := range streams.FindAllSubmatch(file, -1) {
		z, err := zlib.NewReader(bytes.NewReader(s[1]))
		if err != nil {
			continue
		}
		content, err := io.ReadAll(z)
		if err != nil || !bytes.Contains(content, []byte("BT ")) {
			continue
		}
		var words strings.Builder
		for _, m := range shown.FindAllSubmatch(content, -1) {
			if m[1] != nil { // what readers are told that the shapes up to the next mark say
				said, err := hex.DecodeString(string(m[1]))
				if err != nil {
					t.Error(err)
				}
				words.WriteString(utf16Text(said))
			} else {
				words.WriteString(utf16Text(unescape(m[2])))
			}
			words.WriteByte(' ')
		}
		out = append(out, words.String())
	}
	return out
}

func unescape(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && i+1 < len(b) {
			i++
			if b[i] == 'r' {
				out = append(out, '\r')
				continue
			}
		}
		out = append(out, b[i])
	}
	return out
}

func utf16Text(b []byte) string {
	var u []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(u))
}

func TestPDF(t *testing.T) {
	m := sample()
	file := pdf(t, m)
	if *keepPDF != "" {
		if err := os.WriteFile(*keepPDF, file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if again := pdf(t, sample()); !bytes.Equal(file, again) {
		t.Error("the same minutes are other bytes the second time")
	}
	ps := pages(t, file)
	if len(ps) < 2 {
		t.Fatalf("%d pages", len(ps))
	}
	for i, p := range ps {
		for _, want := range []string{"DRAFT", "Stryd y Felin", "Page " + string(rune('1'+i)) + " of " + string(rune('0'+len(ps)))} {
			if !strings.Contains(p, want) {
				t.Errorf("page %d has no %q: %q", i+1, want, p)
			}
		}
	}
	all := strings.Join(ps, " ")
	for _, want := range []string{"Zażółć gęślą jaźń", "Tŷ Cymunedol", "Siân Ŵyn, Łukasz Żak", "1. Welcome & apologies", "welcomed", "•", "code here",
		"Balance", "https://bank.example/x", "That a bench be bought", "Carried: 4 for", "Signed as a true record by ____"} {
		if !strings.Contains(strings.Join(strings.Fields(all), " "), want) {
			t.Errorf("the PDF has no %q", want)
		}
	}
	m.Draft, m.Signed = "", "Signed as a true record by Ann on 1 May 2026 (check value 0123456789abcdef)"
	signed := strings.Join(pages(t, pdf(t, m)), " ")
	if strings.Contains(signed, "DRAFT") || !strings.Contains(signed, "check value 0123456789abcdef") || strings.Contains(signed, "____") {
		t.Errorf("signed minutes: %q", signed)
	}
}

// TestHostilePDF: what a neighbour may write is printed, and never stops the program.
func TestHostilePDF(t *testing.T) {
	for name, body := range map[string]string{
		"emoji and Bengali": "😀 মিল লেন \u202Eevil\u0000", "deep lists": strings.Repeat("- ", 40) + "x", "deep quotes": strings.Repeat(">", 90) + "x",
		"too deep": strings.Repeat("> ", 5000) + "x", "stars": strings.Repeat("*a_", 20000), "one long word": strings.Repeat("W", 5000),
		"wide table": "|" + strings.Repeat("a|", 300) + "\n|" + strings.Repeat("-|", 300) + "\n|b|\n",
		"tall cell":  "|a|b|c|d|e|f|g|h|\n|-|-|-|-|-|-|-|-|\n|" + strings.Repeat("word ", 3000) + "|\n",
		"long cell":  "|a|b|\n|-|-|\n|" + strings.Repeat("W", 3000) + "|x|\n", "markup": "<script>alert(1)</script>\n\n![x](http://evil/x.png)", "not text": "\xff\xfe(\\)",
		"empty item": "-\n-\n- \n\n1.\n", "page mark": "{nb} \\(" + strings.Repeat("\n", 3000),
	} {
		m := sample()
		m.Items[0].Body = body
		m.Title, m.Group = body[:min(len(body), 200)], strings.Repeat("Group ", 100)
		if ps := pages(t, pdf(t, m)); len(ps) == 0 {
			t.Errorf("%s: no pages", name)
		}
	}
	m := sample()
	m.Items[0].Title, m.Items[0].Body = "👍👍 yes", "😀 👩‍🌾 漢字"
	all := strings.Join(pages(t, pdf(t, m)), " ")
	if strings.Count(all, gone) != 3 || strings.Contains(all, "?") || strings.Count(all, "that cannot be printed") != 1 {
		t.Errorf("letters were lost without a word: %q", all)
	}
}

func TestHTML(t *testing.T) {
	m := sample()
	m.Group = "<b>Street"
	m.Items[0].Body = "<script>alert(1)</script>\n\n![tea](http://evil.example/x.png) [a](javascript:alert(1)) [b](data:text/html,x) [ok](https://ok.example/)" +
		" <mailto:ann@example.org> <ann@example.org> <img src=x onerror=y> [c](//evil.example) [d](file:///etc/passwd) moot:join/abc\n"
	b, err := m.HTML()
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	for _, want := range []string{"&lt;script&gt;", "&lt;b&gt;Street", "[picture: tea]", `<a href="https://ok.example/">ok</a>`, `href="mailto:ann@example.org"`,
		"<td>120</td>", "DRAFT: not yet signed", "default-src 'none'", "2. Money", "Moved by Siân Ŵyn"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	for _, bad := range []string{"<script", "<img", "javascript:", "data:", "href=\"//", "file:", "src="} {
		if strings.Contains(strings.ReplaceAll(page, "&lt;img src=x", ""), bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if t.Failed() {
		t.Log(page)
	}
}

func TestMarkdownAndChanges(t *testing.T) {
	was := sample()
	now := sample()
	now.Items[1].Body = strings.Replace(now.Items[1].Body, "120", "210", 1)
	now.Draft = "DRAFT: corrected"
	text := was.Markdown()
	for _, want := range []string{"# Cyfarfod", "**DRAFT: not yet", "Present: Siân Ŵyn, Łukasz Żak\n", "## 2. Money\n", "**Motion:** That a bench"} {
		if !strings.Contains(text, want) {
			t.Errorf("the Markdown has no %q", want)
		}
	}
	got := Changes(was, now)
	if got != "  Accounts\n- | Balance | 120 |\n+ | Balance | 210 |\n" {
		t.Errorf("changes:\n%s", got)
	}
	if got := Changes(was, was); got != "" {
		t.Errorf("no changes: %q", got)
	}
}

func TestCalendar(t *testing.T) {
	m := forum.Meeting{ID: forum.ID{1}, Title: "AGM, with; odd\\ letters", At: 1775068200000, Place: "Tŷ", Made: 1772366400000, Agenda: []forum.Item{{Title: "Welcome"}}}
	first := Calendar("Street", []forum.Meeting{m})
	for _, want := range []string{"UID:" + m.ID.String()[:40], "SEQUENCE:0", "DTSTART:20260401T183000Z", `SUMMARY:AGM\, with\; odd\\ letters`, "LOCATION:Tŷ", "BEGIN:VEVENT"} {
		if !strings.Contains(first, want) {
			t.Errorf("no %q in:\n%s", want, first)
		}
	}
	m.At += 3600_000
	m.Settings = []forum.Setting{{Field: forum.FieldAt, Number: m.At, Time: m.Made + 5000}}
	if second := Calendar("Street", []forum.Meeting{m}); !strings.Contains(second, "SEQUENCE:1") || !strings.Contains(second, "UID:"+m.ID.String()[:40]) || !strings.Contains(second, "DTSTAMP:20260301T120005Z") {
		t.Errorf("after a change:\n%s", second)
	}
	for line := range strings.Lines(first) {
		if len(line) > 77 || !strings.HasSuffix(line, "\r\n") {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
}
