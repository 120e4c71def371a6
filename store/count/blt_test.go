package count

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

const plainBLT = "3 2\n4 1 2 0\n2 3 0\n0\n\"Castor\"\n\"Pollux\"\n\"Helen\"\n\"Sparta\"\n"

// sameBLT are other ways to write plainBLT, all of which were seen in files or are one slip away from it.
var sameBLT = map[string]string{
	"byte order mark":       "\ufeff" + plainBLT,
	"Windows lines":         strings.ReplaceAll(plainBLT, "\n", "\r\n"),
	"old Mac lines":         strings.ReplaceAll(plainBLT, "\n", "\r"),
	"blank lines":           strings.ReplaceAll(plainBLT, "\n", "\n\n  \n"),
	"no line at the end":    strings.TrimSpace(plainBLT),
	"commas":                "3, 2\n4, 1, 2, 0\n2, 3, 0\n0\n\"Castor\",\n\"Pollux\",\n\"Helen\",\n\"Sparta\"",
	"semicolons and tabs":   "3;2\n4;1;2;0\n2\t3\t0\n0;\n\"Castor\"\n\"Pollux\"\n\"Helen\"\n\"Sparta\"",
	"one line":              `3 2 4 1 2 0 2 3 0 0 "Castor" "Pollux" "Helen" "Sparta"`,
	"names on one line":     "3 2\n4 1 2 0\n2 3 0\n0 \"Castor\" \"Pollux\" \"Helen\"\n\"Sparta\"",
	"no quotes":             "3 2\n4 1 2 0\n2 3 0\n0\nCastor\nPollux\nHelen\nSparta",
	"curly quotes":          "3 2\n4 1 2 0\n2 3 0\n0\n“Castor”\n“Pollux”\n“Helen”\n“Sparta”",
	"single quotes":         "3 2\n4 1 2 0\n2 3 0\n0\n'Castor'\n'Pollux'\n'Helen'\n'Sparta'",
	"half a quote":          "3 2\n4 1 2 0\n2 3 0\n0\n\"Castor\nPollux\"\n\"Helen\"\n\"Sparta\"",
	"comments":              "# a file\n3 2 # here\n4 1 2 0 # four\n#2 2 0\n2 3 0#two\n0\n/* names\n\"Not this\" */\n\"Castor\" # a star\n\"Pollux\"\n\"Helen\" /* too */\n\"Sparta\"",
	"no 0 after a paper":    "3 2\n4 1 2\n2 3\n0\n\"Castor\"\n\"Pollux\"\n\"Helen\"\n\"Sparta\"",
	"one 0 forgotten":       "3 2\n4 1 2\n2 3 0\n0\n\"Castor\"\n\"Pollux\"\n\"Helen\"\n\"Sparta\"",
	"papers over two lines": "3 2\n4 1\n2 0\n2 3 0\n0\n\"Castor\"\n\"Pollux\"\n\"Helen\"\n\"Sparta\"",
	"text at the end":       plainBLT + "A: 4 votes\n\"Source\"\n1 2 3 0\n",
	"short names":           "3 2\n[nick c p h]\n4 c p 0\n2 h 0\n0\n\"Castor\"\n\"Pollux\"\n\"Helen\"\n\"Sparta\"",
	"other options":         "3 2\n[droop precision=5]\n[undeclared 3]\n4 1 2 0\n2 3 0\n0\n\"Castor\"\n\"Pollux\"\n\"Helen\"\n\"Sparta\"",
	"nought times":          "3 2\n4 1 2 0\n0 2 1 0\n2 3 0\n0\n\"Castor\"\n\"Pollux\"\n\"Helen\"\n\"Sparta\"",
	"UTF-16":                inUTF16(plainBLT),
}

func inUTF16(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func TestReadBLTGenerously(t *testing.T) {
	want, err := ReadBLT([]byte(plainBLT))
	if err != nil || len(want.Notes) > 0 || want.Title != "Sparta" || len(want.Papers) != 2 || want.Candidates[2].Name != "Helen" {
		t.Fatalf("%+v %v", want, err)
	}
	for name, text := range sameBLT {
		got, err := ReadBLT([]byte(text))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestReadBLTParts(t *testing.T) {
	e, err := ReadBLT([]byte(`
		6 2
		-2 -6
		[tie 6 5 4 3 2 1]
		3 1 3=4 5 0
		1 (1 3) 5 0
		2 5 - 4 0
		(paper 17) 4 0
		2 0
		1 1 1 3 0
		1 2 (2 3) 0
		0
		"Adam" "Independent"
		"O'Neil, Beth",
		Carl Smith, Green
		"Dora ""Dot"" Day"
		"Eve "Evie" East"
		"Fay (#3)"
		The board, 2026
	`))
	if err != nil {
		t.Fatal(err)
	}
	names := ""
	for _, c := range e.Candidates {
		names += fmt.Sprintf("%s/%s/%v|", c.Name, c.Party, c.Withdrawn)
	}
	want := `Adam/Independent/false|O'Neil, Beth//true|Carl Smith, Green//false|Dora "Dot" Day//false|Eve "Evie" East//false|Fay (#3)//true|`
	if names != want || e.Title != "The board, 2026" {
		t.Errorf("names %s, title %s", names, e.Title)
	}
	papers := []Paper{
		{3, []Mark{{0, false}, {2, false}, {3, true}, {4, false}}},
		{1, []Mark{{0, false}, {2, true}, {4, false}}},
		{2, []Mark{{4, false}, {Gap, false}, {3, false}}},
		{1, []Mark{{3, false}}},
		{2, []Mark{}},
		{1, []Mark{{0, false}, {2, false}}},
		{1, []Mark{{1, false}, {2, false}}}, // level only with who is named already
	}
	if !reflect.DeepEqual(e.Papers, papers) {
		t.Errorf("papers %v", e.Papers)
	}
	if !slices.Equal(e.Order, []int{5, 4, 3, 2, 1, 0}) || len(e.Notes) != 1 || e.Notes[0].Line != 10 {
		t.Errorf("order %v, notes %v", e.Order, e.Notes)
	}
}

func TestReadBLTMadeUp(t *testing.T) {
	e, err := ReadBLT([]byte("3 1\n2 1 2 0\n1 3 0\n\"Ann\"\n\"Bob\"\n"))
	if err != nil || len(e.Notes) != 2 || e.Candidates[2].Name != "Candidate 3" || e.Title != "" || len(e.Papers) != 2 {
		t.Errorf("%+v %v", e, err)
	}
	// Windows-1252, as an older program writes it.
	e, err = ReadBLT([]byte("1 1\n1 1 0\n0\n\"Ren\xe9e O\x92Hara\"\n\"Board\"\n"))
	if err != nil || e.Candidates[0].Name != "Renée O’Hara" {
		t.Errorf("%+v %v", e, err)
	}
}

func TestReadBLTErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "the file is empty",
		"GIF\x00":                              "this is not a text file",
		"Board\n3 2\n":                         "line 1: a .blt file begins with two numbers: how many candidates, and how many seats",
		"3":                                    "line 1: a .blt file begins with two numbers: how many candidates, and how many seats",
		"3 0\n":                                "line 1: there can be 1 to 1000 seats, not 0",
		"5000 2\n":                             "line 1: there can be 1 to 1000 candidates, not 5000",
		"3 2\n1 1 0\n1 4 0\n0\n":               "line 3: there is no candidate 4: the file begins by saying that there are 3",
		"3 2\n1 1 0\n1 Ann 0\n0\n":             `line 3: "Ann" is not the number of a candidate`,
		"3 2\n-9\n1 1 0\n0\n":                  "line 2: there is no candidate 9: the file begins by saying that there are 3",
		"3 2\n1 1 0\n":                         "line 2: the file ends before the line with a 0 that ends the ballot papers",
		"3 2\n99999999 1 0\n99999999 1 0\n0":   "line 3: there are too many ballot papers: at most 100000000, and 1000000 different ones",
		"3 2\n[tie 1 2]\n1 1 0\n0\n":           "line 2: the order drawn by lot must name every candidate once",
		"3 2\n[tie 1 2 3\n":                    "line 2: there is a [ with no ] after it",
		"3 2\n[nick a b]\n":                    "line 2: there are 2 short names for 3 candidates",
		"3 2\n\n# x\nabc 1 0\n0\n\"A\"\n\"B\"": `line 4: "abc" is not a number of ballot papers (a line with a 0 ends them)`,
	} {
		_, err := ReadBLT([]byte(text))
		var at *FileError
		if err == nil || err.Error() != want || !errors.As(err, &at) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := ReadBLT(make([]byte, MaxFile+1)); err == nil || !strings.Contains(err.Error(), "too big") {
		t.Errorf("a huge file: %v", err)
	}
}

// TestBLTRoundTrip: what is written is read as the same.
func TestBLTRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anyElection(t)
		e.Title = rapid.StringMatching(`[A-Za-z"'#,;()= é]{0,12}`).Draw(t, "title")
		e.Title = strings.Join(strings.Fields(e.Title), " ")
		for i := range e.Candidates {
			c := &e.Candidates[i]
			c.Name = strings.Join(strings.Fields(rapid.StringMatching(`[A-Z][A-Za-z"'#,;()=/*\\ é]{0,12}`).Draw(t, "name")), " ")
			c.Party = strings.Join(strings.Fields(rapid.StringMatching(`[A-Za-z"'#,; ]{0,9}`).Draw(t, "party")), " ")
		}
		if rapid.Bool().Draw(t, "order") {
			for i := range e.Candidates {
				e.Order = append(e.Order, len(e.Candidates)-1-i)
			}
		}
		text := WriteBLT(e)
		got, err := ReadBLT(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if a, b := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", e); a != b {
			t.Fatalf("%s\nread %s\nof   %s", text, a, b)
		}
	})
}

func FuzzReadBLT(f *testing.F) {
	for _, text := range sameBLT {
		f.Add([]byte(text))
	}
	f.Add([]byte("3 2\n-2 -3\n[tie 3 2 1]\n2 1=2 0\n1 (1 2) 3 0\n(x) - 2 0\n0\n\"A\" \"x\"\n\"B\nC\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := ReadBLT(text)
		if err != nil {
			return
		}
		again, err := ReadBLT(WriteBLT(e))
		if err != nil || len(again.Papers) != len(e.Papers) || len(again.Candidates) != len(e.Candidates) {
			t.Fatalf("written and read again: %v", err)
		}
		if len(e.Candidates) > 20 || len(e.Papers) > 50 {
			return
		}
		for method, count := range ranked {
			table, err := count(e, Seed{})
			if err != nil {
				continue
			}
			for i, s := range table.Stages {
				sum := s.Exhausted + s.Lost
				for _, v := range s.Votes {
					sum += v
				}
				if table.Amount(sum) != table.Amount(table.Valid*unitOf(table)) {
					t.Fatalf("%s, stage %d: %d units", method, i+1, sum)
				}
				table.Explain(i)
			}
		}
	})
}

func unitOf(t *Table) int64 { return power10(t.Places).Int64() }

func BenchmarkReadBLT(b *testing.B) {
	text := WriteBLT(manyPapers(10_000, 12))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := ReadBLT(text); err != nil {
			b.Fatal(err)
		}
	}
}
