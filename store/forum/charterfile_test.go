package forum

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"moot/store/count"
	"moot/store/saying"
)

// TestParseCharterFile reads a file as a resident would write it.
func TestParseCharterFile(t *testing.T) {
	got, err := ParseCharter([]byte(`# ours
name = "Elm Street"
aims = """
Keep it green.
And quiet.
"""

[section."South block"]
removal = "consent 50%, at least 2"

[section.North]
for = "numbers 1 to 24"
removal = "consent 2"
charter = "quorum 50%"
closing = "hearing 1 day"
`))
	if err != nil {
		t.Fatal(err)
	}
	want := Charter{Name: "Elm Street", Aims: "Keep it green.\nAnd quiet.\n", Rules: &Rules{Sections: []Section{
		{Name: "North", For: "numbers 1 to 24", Removal: Guard{Kind: GuardConsent, Number: 2},
			Charter: Guard{Kind: GuardQuorum, Percent: 50}, Closing: Guard{Kind: GuardHearing, Days: 1}},
		{Name: "South block", Removal: Guard{Kind: GuardConsent, Percent: 50, Number: 2}},
	}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

// TestCharterFileLeavesOut: what a file does not say is left as it is, and an empty [section] says that there is none.
func TestCharterFileLeavesOut(t *testing.T) {
	for text, want := range map[string]Charter{
		`name = "Elm"`:              {Name: "Elm"},
		"name = \"Elm\"\n[section]": {Name: "Elm", Rules: &Rules{}},
	} {
		if got, err := ParseCharter([]byte(text)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// TestCharterFileErrors: whatever is wrong is answered with its line and what to write instead.
func TestCharterFileErrors(t *testing.T) {
	for _, c := range []struct {
		text  string
		line  int
		words string
	}{
		{"", 0, "changes nothing"},
		{"aims = 'x'\nmajority = 0.75", 2, `nothing called "majority" in a charter; it has aims, body, capacity, cards, files, meeting, name, section`},
		{"\n[quorum]\nvotes = 3", 2, `nothing called "quorum"`},
		{"name = 3", 1, "between quotation marks"},
		{"name = \"\\u0007\"", 1, "cannot be shown"},
		{"name = '" + strings.Repeat("é", MaxName+1) + "'", 1, "81 characters"},
		{"name = 'a'\naims = '" + strings.Repeat("a", MaxText+1) + "'", 2, "20001 bytes"},
		{"section = 3", 1, `write it as [section."North block"]`},
		{"[[section]]\nname = 'North'", 1, `write it as [section."North block"]`},
		{"[section]\nNorth = 'consent 2'", 2, `write it as [section."North block"]`},
		{"[section.' ']\n", 1, "name is empty"},
		{"[section.North]\n\nremove = 'consent 2'", 3, "it has charter, closing, for, removal"},
		{"[section.A]\nremoval = 'consent 2'\n[section.North]\nremoval = 'consent maybe'", 4, `"consent maybe" is not a safeguard: write one like "consent 2"`},
		{"[section.North]\nremoval = ['consent 2']", 2, "quotation marks"},
		{"[section.North]\n[section.North]", 2, "already been defined"},
		{"[section.North block]", 1, `begin a section with [section."Its name"]`},
		{"name = Elm", 1, "write a setting as"},
		{"name = 'Elm", 1, "write a setting as"},
		{"section = {North = {}}", 1, "a line of its own"},
		{"body = 3", 1, "write it as [body.board]"},
		{"[body.board]\nseats = 0", 2, "a number from 1 to 40"},
		{"[body.board]\nseats = 'six'", 2, "a number from 1 to 40"},
		{"[body.board]\nterm = 21", 2, "a number from 1 to 20"},
		{"[body.board]\nretire = '4/3'", 2, `"4/3" is not a share`},
		{"[body.board]\nretire = '0/3'", 2, `"0/3" is not a share`},
		{"[body.board]\nvacancy = 'lot'", 2, `"lot" is not a way to fill a vacancy`},
		{"[body.board]\nofficers = 'no'", 2, "officers = true or officers = false"},
		{"[body.board]\nchairs = 3", 2, "it has officers, retire, seats, term, vacancy"},
		{"name = 'a'\n" + strings.Repeat("a.", 9) + "a = 1", 2, "a line of its own"},
		{strings.Repeat("#", MaxCharterFile+1), 0, "256 KiB"},
	} {
		_, err := ParseCharter([]byte(c.text))
		var wrong *CharterError
		if !errors.As(err, &wrong) || wrong.Line != c.line || !strings.Contains(wrong.Reason, c.words) {
			t.Errorf("%.60q: line %d wanted: %v", c.text, c.line, err)
		}
		if how := "write a setting as"; strings.Contains(err.Error(), how) && strings.Contains(err.Error(), "there is nothing called") {
			t.Errorf("%.60q is answered twice over: %v", c.text, err)
		}
	}
	many := strings.Builder{}
	for i := range maxParts + 1 {
		many.WriteString("[section.s" + strings.Repeat("x", i) + "]\n")
	}
	if _, err := ParseCharter([]byte(many.String())); err == nil || !strings.Contains(err.Error(), "33 sections; the most is 32") {
		t.Errorf("too many sections: %v", err)
	}
}

// TestCharterFileBombs: files that would take the TOML reader minutes and gigabytes are refused before it sees them,
// wherever a quotation mark or a comment is put to hide them.
func TestCharterFileBombs(t *testing.T) {
	braces := "a = " + strings.Repeat("{a=", 20_000)
	dots := strings.Repeat("a.", 50_000) + "a = 1"
	for _, hidden := range []string{
		"%", "# \"\n%", "aims = '\"'\n%", "aims = \"\\\"\"\n%", "aims = ''\n%", "aims = \"\"\"\"\"\"\n%",
		"aims = \"\"\"a\"\"\"\" # \" \"\"\"\n%", "aims = '''a''''' # '''\n%", "aims = 'it\\'\n%", "aims = '#'\n%",
	} {
		for _, bomb := range []string{braces, dots} {
			if err := simple([]byte(strings.Replace(hidden, "%", bomb, 1))); err == nil {
				t.Errorf("%q lets a bomb through", hidden)
			}
		}
	}
	for _, harmless := range []string{"aims = \"" + dots + braces + "\"", "# " + dots + braces, "aims = '''\n" + dots + "\n" + braces + "'''"} {
		if err := simple([]byte(harmless)); err != nil {
			t.Errorf("%.20q: %v", harmless, err)
		}
	}
}

// drawnText is any text, with what is awkward in a TOML file more often than chance would have it.
func drawnText(most int) *rapid.Generator[string] {
	awkward := rapid.SampledFrom([]string{`"`, `""`, `"""`, `'''`, `\`, "\n", "\r\n", "\t", "\x00", "\u007f", "\ufeff", "\ufffd", "#", " ", "[section]", "=", "é"})
	piece := rapid.OneOf(awkward, rapid.StringN(0, 5, 20))
	return rapid.Map(rapid.SliceOfN(piece, 0, most), func(p []string) string { return strings.ToValidUTF8(strings.Join(p, ""), "") })
}

func drawnLine(t *rapid.T, what string, most int) string {
	return drawnText(8).Filter(func(s string) bool { return line(saying.Text(what), s, most) == nil }).Draw(t, what)
}

func drawnGuard(t *rapid.T, what string) Guard {
	g := Guard{Kind: rapid.SampledFrom([]GuardKind{GuardNone, GuardHearing, GuardQuorum, GuardConsent}).Draw(t, what)}
	switch g.Kind {
	case GuardHearing:
		g.Days = rapid.IntRange(1, maxNotice).Draw(t, "days")
	case GuardQuorum, GuardConsent:
		if g.Percent = rapid.IntRange(0, 100).Draw(t, "percent"); g.Percent == 0 {
			g.Number = rapid.IntRange(1, MaxUses).Draw(t, "number")
		} else if rapid.Bool().Draw(t, "both") {
			g.Number = rapid.IntRange(2, MaxUses).Draw(t, "number")
		}
	}
	return g
}

func drawnRules(t *rapid.T) (r Rules) {
	for range rapid.IntRange(0, 4).Draw(t, "sections") {
		s := Section{Name: drawnLine(t, "name", MaxName), Removal: drawnGuard(t, "removal"), Charter: drawnGuard(t, "charter"), Closing: drawnGuard(t, "closing")}
		if rapid.Bool().Draw(t, "says for whom") {
			s.For = drawnLine(t, "for", MaxTitle)
		}
		r.Sections = append(r.Sections, s)
	}
	slices.SortFunc(r.Sections, func(a, b Section) int { return strings.Compare(a.Name, b.Name) })
	if rapid.Bool().Draw(t, "says of voting") {
		r.Voting = drawnVoting(t)
	}
	r.Sections = slices.CompactFunc(r.Sections, func(a, b Section) bool { return a.Name == b.Name })
	return r
}

func drawnVoting(t *rapid.T) *Voting {
	majority := func(what string) (m Majority) {
		if rapid.Bool().Draw(t, what) {
			m.Need.Den = rapid.Uint32Range(2, 99).Draw(t, "den")
			m.Need.Num = rapid.Uint32Range(1, m.Need.Den-1).Draw(t, "num")
			m.AtLeast = rapid.Bool().Draw(t, "at least")
			m.Of = rapid.SampledFrom([]count.Base{count.OfVotes, count.OfVoters, count.OfEligible}).Draw(t, "of")
		}
		return m
	}
	v := &Voting{Ordinary: majority("ordinary"), Special: majority("special"), Blocks: rapid.IntRange(0, 3).Draw(t, "blocks")}
	v.Casting = rapid.SampledFrom([]Casting{CastingNone, CastingOpener}).Draw(t, "casting")
	v.Quorum.Number = rapid.IntRange(0, 9).Draw(t, "quorum")
	if rapid.Bool().Draw(t, "share") {
		v.Quorum.Share = Fraction{Num: 1, Den: rapid.Uint32Range(1, 9).Draw(t, "of all")}
	}
	return v
}

// TestVotingFile: what is wrong with what it takes to decide is said, and a file that says nothing of sections keeps them.
func TestVotingFile(t *testing.T) {
	for text, want := range map[string]string{
		"[voting]\nordinary = \"half\"":                   "is not a majority",
		"[voting]\nordinary = \"at least 0/2 of votes\"":  "is not a majority",
		"[voting]\nordinary = \"more than 3/2 of votes\"": "is not a majority",
		"[voting]\nspecial = \"at least 3/4 of them\"":    "is not a majority",
		"[voting]\nquorum = \"some\"":                     "is not a quorum",
		"[voting]\nquorum = \"1/0\"":                      "is not a quorum",
		"[voting]\ncasting = \"mayor\"":                   "is not a casting vote",
		"[voting]\nblocks = \"one\"":                      "as a number",
		"[voting]\nblocks = -1":                           "as a number",
		"[voting]\nhouseholds = 1":                        "it has blocks, casting, delegation, ordinary, proxies, quorum, special, who",
		"voting = 1":                                      "[voting]",
	} {
		if _, err := ParseCharter([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	r := &Roll{Rules: Rules{Sections: []Section{{Name: "North"}}, Voting: &Voting{Blocks: 1}}}
	file, err := ParseCharter([]byte("[voting]\nquorum = \"1/3, at least 3\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	c, any := file.Change(r)
	if !any || len(c.Rules.Sections) != 1 || c.Rules.Voting.Blocks != 0 || c.Rules.Voting.Quorum.Number != 3 {
		t.Errorf("%+v", c.Rules)
	}
	if file, err = ParseCharter([]byte("[section.South]\n")); err != nil {
		t.Fatal(err)
	}
	if c, any = file.Change(r); !any || c.Rules.Sections[0].Name != "South" || c.Rules.Voting.Blocks != 1 {
		t.Errorf("%+v", c.Rules)
	}
}

// TestCharterFileRoundTrip: what is written as a file is read from it, whatever the words are.
func TestCharterFileRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := drawnRules(t)
		want := Charter{Name: drawnLine(t, "name", MaxName), Aims: drawnText(30).Draw(t, "aims"), Rules: &rules}
		file := FormatCharter(want.Name, want.Aims, rules)
		got, err := ParseCharter(file)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("wrote %q\nread %+v %+v\nwant %+v %+v: %v", file, got, got.Rules, want, rules, err)
		}
	})
}

// TestCharterFileLargest: the largest charter that the format allows has room in a file.
func TestCharterFileLargest(t *testing.T) {
	var r Rules
	for i := range maxParts {
		g := Guard{Kind: GuardConsent, Percent: 100, Number: MaxUses}
		name := strings.Repeat(`"`, MaxName-1) + string(rune('A'+i))
		r.Sections = append(r.Sections, Section{Name: name, For: strings.Repeat("𝄞", MaxTitle), Removal: g, Charter: g, Closing: g})
	}
	if _, err := ParseCharter(FormatCharter("A", strings.Repeat("\x01", MaxText), r)); err != nil {
		t.Error(err)
	}
}

func TestCharterFileChange(t *testing.T) {
	r := &Roll{Name: "Elm", Aims: "Green", Rules: Rules{Sections: []Section{{Name: "North", Removal: Guard{Kind: GuardConsent}}}}}
	file, err := ParseCharter(FormatCharter(r.Name, r.Aims, r.Rules))
	if err != nil {
		t.Fatal(err)
	}
	if c, any := file.Change(r); any {
		t.Errorf("a file as it was written changes %+v", c)
	}
	file.Rules.Sections[0].Removal.Number = 2
	if c, any := file.Change(r); !any || c.Name != "" || c.Aims != "" || c.Rules == nil {
		t.Errorf("a change of the rules alone is %+v", c)
	}
}

// FuzzParseCharter: any file gives a charter the format allows, or a [*CharterError]; and a charter comes back the same.
func FuzzParseCharter(f *testing.F) {
	f.Add([]byte(FormatCharter("Elm", "a\nb", Rules{Sections: []Section{{Name: "N", Removal: Guard{Kind: GuardHearing, Days: 3}}}})))
	f.Add([]byte("[section]\n[section.'a\"b']\nfor='''x'''"))
	f.Add([]byte("aims = \"\"\"\"\"\"\n[[section]]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := ParseCharter(text)
		if err != nil {
			var wrong *CharterError
			if !errors.As(err, &wrong) || wrong.Reason == "" {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		if _, err := Encode(KindCharter, c); err != nil {
			t.Fatalf("%+v may not be said: %v", c, err)
		}
		if c.Rules == nil {
			c.Rules = &Rules{}
		}
		again, err := ParseCharter(FormatCharter(c.Name, c.Aims, *c.Rules))
		if err != nil || string(FormatCharter(again.Name, again.Aims, *again.Rules)) != string(FormatCharter(c.Name, c.Aims, *c.Rules)) {
			t.Fatalf("%+v comes back as %+v: %v", c, again, err)
		}
	})
}

// TestBodiesFile: a charter's bodies are the same once written and read again. A file that does not speak of them leaves
// them, and an empty table takes them all away.
func TestBodiesFile(t *testing.T) {
	rules := Rules{Bodies: []Body{
		{Name: "board", Seats: 6, Term: 3, Retire: Fraction{Num: 1, Den: 3}, Vacancy: VacancyCoopt},
		{Name: "chair's \"panel\"", Seats: 1, Term: 1, Vacancy: VacancyElect, Plain: true},
	}, Sections: []Section{{Name: "North"}}}
	c, err := ParseCharter(FormatCharter("Elm", "", rules))
	if err != nil || !slices.Equal(c.Rules.Bodies, rules.Bodies) || len(c.Rules.Sections) != 1 {
		t.Fatalf("%+v, %v", c.Rules, err)
	}
	roll := &Roll{Name: "Elm", Rules: rules}
	for text, want := range map[string]int{"aims = 'x'": 2, "[voting]\nquorum = '2'": 2, "[section.South]": 2, "[body]": 0, "[body.chair]\nseats = 1": 1} {
		c, err := ParseCharter([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		change, any := c.Change(roll)
		switch {
		case !any:
			t.Errorf("%q changes nothing", text)
		case change.Rules == nil && want != 2, change.Rules != nil && len(change.Rules.Bodies) != want:
			t.Errorf("%q leaves %+v", text, change.Rules)
		case change.Rules != nil && !strings.Contains(text, "section") && len(change.Rules.Sections) != 1:
			t.Errorf("%q leaves the sections %+v", text, change.Rules.Sections)
		}
	}
}
