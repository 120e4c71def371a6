package forum

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sharedMinutes gives a co-operative's real minutes, which are not part of the project.
func sharedMinutes(t testing.TB) map[string]string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above this package")
		}
		dir = filepath.Dir(dir)
	}
	files, err := filepath.Glob(filepath.Join(dir, "..", "shared", "data", "minutes", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(f)] = string(b)
	}
	return out
}

func whole(p ParsedMinutes) string {
	var b strings.Builder
	for _, i := range p.Items {
		b.WriteString(i.Text)
	}
	return b.String()
}

// checkMinutes holds what is true of whatever was parsed.
func checkMinutes(t *testing.T, p ParsedMinutes, text string) {
	t.Helper()
	if want := strings.ToValidUTF8(text, "\uFFFD"); whole(p) != want {
		t.Errorf("the text was not kept whole: %d bytes of %d", len(whole(p)), len(want))
	}
	if err := line("a title", p.Title, MaxTitle); err != nil {
		t.Errorf("title %q: %v", p.Title, err)
	}
	if err := optional("a place", p.Place, MaxTitle); err != nil {
		t.Errorf("place %q: %v", p.Place, err)
	}
	for _, i := range p.Items {
		if err := line("a title", i.Title, MaxTitle); err != nil {
			t.Errorf("item title %q: %v", i.Title, err)
		}
		if len(i.Text) > MaxItem || i.Text == "" || i.Line < 1 {
			t.Errorf("item %q has %d bytes, at line %d", i.Title, len(i.Text), i.Line)
		}
	}
	for _, a := range p.Attended {
		if err := (&Attend{Name: a.Name, As: a.As}).check(); err != nil {
			t.Errorf("attender %q: %v", a.Name, err)
		}
	}
	if at := p.At(time.UTC); at < 0 || at > MaxTime {
		t.Errorf("it was held at %d", at)
	}
}

func TestSharedMinutes(t *testing.T) {
	files := sharedMinutes(t)
	if len(files) == 0 {
		t.Skip("there are no minutes in ../shared/data/minutes")
	}
	there := map[string]string{
		"2018-08-31": "benhylau, dcwalk, garry, yurko",
		"2019-04-17": "dc, elon, udit, yurko, patcon (late), ben (second half, later)",
		"2019-10-02": "bl, el, y, gi, pc",
		"2020-01-09": "uv, bl, dc",
		"2020-03-18": "bl, dc",
		"2020-05-19": "bl, yj, el",
		"2020-06-13": "",
		"2020-07-20": "bl, el",
		"2020-09-09": "Benedict, Udit, Elon, Yurko, Patrick",
		"2020-10-22": "bl, yj",
		"2021-03-11": "dc, pc",
		"2021-04-14": "bl, el, yj, dc, pc (after vote)",
	}
	began := map[string]string{
		"2019-04-17": "17:00", "2019-10-02": "17:00", "2020-01-09": "10:00", "2020-03-18": "09:30", "2020-05-19": "13:00",
		"2020-07-20": "11:00", "2020-09-09": "17:30", "2021-03-11": "21:00", "2021-04-14": "17:00",
	}
	for name, text := range files {
		p, problems := ParseMinutes(name, text)
		checkMinutes(t, p, text)
		date := p.Date.Format("2006-01-02")
		if date != name[:10] {
			t.Errorf("%s: its date was read as %s", name, date)
		}
		var names []string
		for _, a := range p.Attended {
			if a.As != Present {
				t.Errorf("%s: %s is %s", name, a.Name, a.As)
			}
			if a.Note != "" {
				a.Name += " (" + a.Note + ")"
			}
			names = append(names, a.Name)
		}
		if want, listed := there[date]; listed && strings.Join(names, ", ") != want {
			t.Errorf("%s: there were %q, want %q", name, strings.Join(names, ", "), want)
		}
		want, timed := began[date]
		if timed && time.UnixMilli(p.At(time.UTC)).UTC().Format("15:04") != want {
			t.Errorf("%s: it began at %v, want %s", name, time.UnixMilli(p.At(time.UTC)).UTC(), want)
		}
		if !timed && !reported(problems, "no time of day") {
			t.Errorf("%s: nothing was said of the missing time: %v", name, problems)
		}
		if there[date] == "" && !reported(problems, "no list of who was there") {
			t.Errorf("%s: nothing was said of the missing list: %v", name, problems)
		}
		if strings.Contains(p.Title, "20") && !strings.HasPrefix(p.Title, "2019 Protocol") && !strings.HasPrefix(p.Title, "Hypha 2020") {
			t.Errorf("%s: its title is %q", name, p.Title)
		}
		if len(p.Items) < 2 {
			t.Errorf("%s: it has %d items", name, len(p.Items))
		}
	}
}

func reported(problems []Problem, words string) bool {
	for _, p := range problems {
		if strings.Contains(p.Message, words) {
			return true
		}
	}
	return false
}

func titles(p ParsedMinutes) string {
	var out []string
	for _, i := range p.Items {
		out = append(out, i.Title)
	}
	return strings.Join(out, " | ")
}

func TestMinutesShapes(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		title      string
		items      string
		there      string
		problem    string
	}{
		"a usual one": {
			"2026-03-01-committee.md",
			"# Mill Lane Committee\n\nTime: 7pm-9pm\nPresent: Ann, Bob and Cat (chair)\nApologies: Dan\n\n## Reports\n\nAll well.\n\n## AOB\n\nNone.\n",
			"Mill Lane Committee", "Before the meeting | Reports | AOB", "Ann:present Bob:present Cat:present Dan:apologies", "",
		},
		"lists under headings, Windows line ends": {
			"2026-03-01.md",
			"# Committee\r\n\r\n## Present\r\n\r\n- [x] Ann\r\n- [ ] Bob\r\n- Cat\r\n\r\n## Regrets\r\n\r\nDan; Eve\r\n\r\n## Notes\r\n\r\nWell.\r\n",
			"Committee", "Before the meeting | Present | Regrets | Notes", "Ann:present Cat:present Dan:apologies Eve:apologies", "empty box",
		},
		"bold labels, nobody sorry": {
			"m.md", "# 1 March 2026: AGM\n\n**Present:** Ann\n**Apologies**: _None_\n- *Absent*: Zed.\n\nText\n",
			"AGM", "Minutes", "Ann:present Zed:absent", "no time of day",
		},
		"no heading at all": {
			"2026-03-01-street-party_planning.txt", "We met and ate cake.\n",
			"street-party_planning", "Minutes", "", "no main heading",
		},
		"underlined headings": {
			"x.md", "Annual Meeting\n==============\n\nHeld on the lawn.\n\nReports\n-------\n\nGood.\n",
			"Annual Meeting", "Before the meeting | Reports", "", "no date was found",
		},
		"a heading in code, a rule, a table": {
			"2026-03-01-x.md", "# X\n\n## A\n\n```\n# not one\n```\n\ntext\n\n---\n\n| a | b |\n|---|---|\n\n## B\n\nb\n",
			"X", "Before the meeting | A | B", "", "",
		},
		"dates that differ": {
			"2026-03-01-x.md", "# X, 2 March 2026\n\nPresent: Ann\n\n## A\n\na\n", "X", "Before the meeting | A", "Ann:present", "the heading says 2 March 2026",
		},
		"nothing":         {"2026-03-01-x.md", "", "x", "", "", "no list of who"},
		"a 31st of June":  {"2026-06-31-x.md", "# X\n\nhi\n", "X", "Minutes", "", "no date was found"},
		"markup in title": {"2026-03-01.md", "# **The** [big](http://x) `one`\n\nhi\n", "The big one", "Minutes", "", ""},
		"empty headings":  {"2026-03-01.md", "# X\n\n##\n\ntext\n\n## Notes\n\n### Old\n\nt\n", "X", "Before the meeting | Untitled | Old", "", ""},
	} {
		p, problems := ParseMinutes(c.file, c.text)
		checkMinutes(t, p, c.text)
		var there []string
		for _, a := range p.Attended {
			there = append(there, a.Name+":"+string(a.As))
		}
		if p.Title != c.title || titles(p) != c.items || strings.Join(there, " ") != c.there {
			t.Errorf("%s: title %q, items %q, there %q", name, p.Title, titles(p), there)
		}
		if c.problem != "" && !reported(problems, c.problem) {
			t.Errorf("%s: problems %v, want one with %q", name, problems, c.problem)
		}
	}
}

func TestFindTimes(t *testing.T) {
	for s, want := range map[string][2]int{
		"9:30-11:00am ET":            {570, 660},
		"1:00-2:30pm ET":             {780, 870},
		"11:00-12:30pm ET":           {660, 750},
		"11:30-12:30pm":              {690, 750},
		"12:30-1:30pm":               {750, 810},
		"Wed, Oct 2 @ 5pm-6:15pm ET": {1020, 1095},
		"Thu, Jan 9 @ 10-noon ET":    {600, 720},
		"17:00 - 18:00 EDT":          {1020, 1080},
		"19.30":                      {1170, -1},
		"7 p.m. to 9 p.m.":           {1140, 1260},
		"noon":                       {720, -1},
		"12am":                       {0, -1},
		"in room 12":                 {-1, -1},
		"31 Aug":                     {-1, -1},
		"25:00":                      {-1, -1},
		"13pm":                       {-1, -1},
		"":                           {-1, -1},
	} {
		start, end, _, ok := findTimes(s)
		if start != want[0] || end != want[1] || ok != (want[0] >= 0) {
			t.Errorf("%q: %d to %d (%v), want %v", s, start, end, ok, want)
		}
	}
}

func TestFindDate(t *testing.T) {
	for s, want := range map[string]string{
		"2020-03-18-governance":       "2020-03-18",
		"minutes_2020.3.8":            "2020-03-08",
		"AGM - June 13-14, 2020":      "2020-06-13",
		"31 Aug 2018":                 "2018-08-31",
		"the 1st of March, 2026":      "2026-03-01",
		"Sept. 5, 2021":               "2021-09-05",
		"2020-02-30":                  "",
		"1969-12-31":                  "",
		"call 12020-03-18":            "",
		"no day at all in March 2020": "",
	} {
		day, _, ok := findDate(s)
		if got := day.Format("2006-01-02"); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %s (%v), want %q", s, got, ok, want)
		}
	}
}

func TestLongMinutesAreSplit(t *testing.T) {
	para := strings.Repeat("word ", 300) + "\n\n"
	for name, text := range map[string]string{
		"paragraphs":   "# X\n\n## Long\n\n" + strings.Repeat(para, 30),
		"sub-headings": "# X\n\n## Long\n\n" + strings.Repeat("#### Part\n\n"+para+para, 12),
		"one line":     "# X\n\n## Long\n\n" + strings.Repeat("é", 23_000) + "\n",
		"lines":        "# X\n\n## Long\n" + strings.Repeat("- a point made\n", 2000),
	} {
		p, problems := ParseMinutes("2026-03-01-x.md", text)
		checkMinutes(t, p, text)
		if len(p.Items) < 4 || !reported(problems, "is long") || !strings.Contains(titles(p), "Long (part 2 of ") {
			t.Errorf("%s: %d items, %v", name, len(p.Items), problems)
		}
		if name == "sub-headings" {
			for _, i := range p.Items[2:] {
				if !strings.HasPrefix(i.Text, "#### Part") {
					t.Errorf("%s: item %q begins %.20q", name, i.Title, i.Text)
				}
			}
		}
		if name == "paragraphs" {
			for _, i := range p.Items {
				if !strings.HasSuffix(i.Text, "\n\n") {
					t.Errorf("%s: item %q does not end with a paragraph", name, i.Title)
				}
			}
		}
	}
}

func FuzzParseMinutes(f *testing.F) {
	for name, text := range sharedMinutes(f) {
		f.Add(name, text)
	}
	f.Add("2026-03-01.md", "---\na: b\n---\n# X\n\nPresent:\n  Ann\n  - Bob (late, sorry)\n\nY\n===\n```\n# z\n")
	f.Add("", "\ufeff# \xff\n\n## \u202e\n"+strings.Repeat("a", MaxItem+5))
	f.Fuzz(func(t *testing.T, name, text string) {
		p, _ := ParseMinutes(name, text)
		checkMinutes(t, p, text)
	})
}
