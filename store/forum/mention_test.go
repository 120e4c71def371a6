package forum

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestMentioned: the longest name counts, in any case and any script; of several people so called each is named; an address
// names nobody.
func TestMentioned(t *testing.T) {
	names := map[Person]string{{1}: "Ann Smith", {2}: "Ann Jones", {3}: "Bob", {4}: "রোকেয়া বেগম", {5}: "J Hall", {6}: "Bob"}
	for words, want := range map[string]string{
		"@Ann Smith, could you?": "1", "@ann smith": "1", "@Ann could you?": "12", "ask @Ann Jones and @Bob.": "236", "@রোকেয়া কোথায়?": "4",
		"me@bob.org": "", "@Annabel": "", "@Bobby": "", "Ann Smith": "", "@": "", "": "", "@ Ann": "", "@J": "", "@J Hall": "5", "(@Bob)": "36", "**@Ann Smith**": "1",
		"@@Bob": "36", "@Ann\nSmith": "12", strings.Repeat("@x ", maxMentions) + "@Bob": "", "@Bob's": "36", "@\xff\xfe@Bob": "36", "@Ann SmithX": "12",
	} {
		who, _ := Mentioned(words, names)
		var got []string
		for p := range who {
			got = append(got, fmt.Sprint(p[0]))
		}
		slices.Sort(got)
		if strings.Join(got, "") != want {
			t.Errorf("%.30q names %q, want %q", words, got, want)
		}
	}
	if _, rest := Mentioned("ask @Ann Smith and Ann, or me@bob.org", names); rest != "ask  and Ann, or me@bob.org" {
		t.Errorf("the rest is %q", rest)
	}
	if _, rest := Mentioned("no name @here", names); rest != "no name @here" {
		t.Errorf("the rest is %q", rest)
	}
}

// TestMentioning: names are offered while the start of one stands at the end of what is typed.
func TestMentioning(t *testing.T) {
	names := []string{"Ann Smith", "Ann Jones", "Bob", "Ángel"}
	for words, want := range map[string]string{
		"Ask @an": "Ask @Ann Smith |Ask @Ann Jones ", "@": "@Ann Smith |@Ann Jones |@Bob |@Ángel ", "@Ann S": "@Ann Smith ", "@bob": "", "@Bob ": "",
		"me@b": "", "Ask an": "", "@an\n": "", "@á": "@Ángel ", "@\xff": "", "": "",
	} {
		if _, whole := Mentioning(words, names); strings.Join(whole, "|") != want {
			t.Errorf("%q offers %q, want %q", words, whole, want)
		}
	}
	if got, _ := Mentioning("@", []string{"a", "b", "c", "d", "e", "f", "g"}); len(got) != MaxMatches {
		t.Errorf("%d names at once", len(got))
	}
}

// FuzzMentioned: nobody's words make it fail, and with nobody to name they are left as they are.
func FuzzMentioned(f *testing.F) {
	f.Add("ask @Ann Smith", "Ann Smith")
	f.Add("@\xff@", "\xff")
	f.Fuzz(func(t *testing.T, words, name string) {
		Mentioned(words, map[Person]string{{1}: name})
		Mentioning(words, []string{name})
		if who, rest := Mentioned(words, nil); len(who) > 0 || rest != words {
			t.Errorf("%q becomes %q", words, rest)
		}
	})
}
