package paper

import (
	"bytes"
	"strings"
	"testing"
)

// TestDocument: the text has all the words in their order and nothing hidden in them; the PDF is the same bytes for the same
// words, whatever those are.
func TestDocument(t *testing.T) {
	d := Document{Group: "Rowan Lane", Title: "Buy a bench\u202e", Under: []string{"Passed · by Ada", "", " "},
		Parts: []Part{{Body: "For the **green**.\n\n- oak\n"}, {Heading: "How the vote stands", Body: "- Yes 3\n"}, {Heading: "Nothing yet"}}}
	want := "# Buy a bench\n\nPassed · by Ada\n\nFor the **green**.\n\n- oak\n\n## How the vote stands\n\n- Yes 3\n\n## Nothing yet\n"
	if got := d.Markdown(); got != want {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
	first, err := d.PDF()
	if err != nil || !bytes.HasPrefix(first, []byte("%PDF")) {
		t.Fatal(err)
	}
	if again, err := d.PDF(); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the same words are other bytes: %v", err)
	}
	for _, words := range []string{strings.Repeat("> ", 5000), strings.Repeat("*", 100_000), "\x00\xff", "<script>", strings.Repeat("word ", 20_000), "রোকেয়া"} {
		hostile := Document{Title: words[:min(len(words), 200)], Parts: []Part{{Body: words}}}
		if b, err := hostile.PDF(); err != nil || len(b) == 0 {
			t.Errorf("%.20q: %v", words, err)
		}
	}
}

// TestWords: the title is the first heading, else the first line; what is no text is none.
func TestWords(t *testing.T) {
	for file, want := range map[string]string{
		"# Plant a tree\n\nAn oak.\n": "Plant a tree|An oak.|true", "Some words\n\n## Plant a tree ##\r\nAn oak.": "Plant a tree|Some words\n\nAn oak.|true",
		"Only a line": "Only a line||true", "\n\nFirst\nsecond": "First|second|true", "#hashtag\nmore": "hashtag|more|true", "\ufeff# A\n": "A||true",
		"#": "…||true", "": "||false", " \n\t": "||false", "a\x00b": "||false", "caf\xe9": "||false",
	} {
		title, rest, ok := Words([]byte(file))
		got := title + "|" + rest + "|false"
		if ok {
			got = title + "|" + rest + "|true"
		}
		if got != want {
			t.Errorf("%q gives %q, want %q", file, got, want)
		}
	}
}

// FuzzWords: no file makes it fail.
func FuzzWords(f *testing.F) {
	f.Add([]byte("# A\nb"))
	f.Add([]byte("#\n# \n\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if title, _, ok := Words(file); ok && (title == "" || strings.Contains(title, "\n")) {
			t.Errorf("%q has the title %q", file, title)
		}
	})
}
