package paper

import "testing"

// FuzzPaper: whatever neighbours write can be printed in every format.
func FuzzPaper(f *testing.F) {
	for _, s := range []string{"", "# a\n\n- b\n  1. c", "|a|b|\n|-|-|\n|c|d|", "![x](y) [z](http://a.example) <b>", "> ```\n> x\n", "- [x] done\n***both***", "😀\u202e\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m := sample()
		m.Items = m.Items[:1]
		m.Title, m.Group, m.Place, m.Items[0].Title, m.Items[0].Body = text, text, text, text, text
		m.Names[0].Names = []string{text}
		if _, err := m.HTML(); err != nil {
			t.Fatal(err)
		}
		if _, err := m.PDF(); err != nil {
			t.Fatal(err)
		}
	})
}
