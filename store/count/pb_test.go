package count

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const plainPB = `META
key;value
description;Our street
budget;1200
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name;selected
a1;700;Bench, new;1
b2;500.50;Trees;0
VOTES
voter_id;vote
x;a1,b2
y;b2
z;
`

// samePB are other ways to write plainPB.
var samePB = map[string]string{
	"byte order mark":  "\ufeff" + plainPB,
	"Windows lines":    strings.ReplaceAll(plainPB, "\n", "\r\n"),
	"blank lines":      strings.ReplaceAll(plainPB, "\n", "\n;;\n\n"),
	"lower case":       strings.NewReplacer("META", "meta", "PROJECTS", "Projects;;;", "VOTES", "votes", "project_id", "Project ID").Replace(plainPB),
	"comments":         strings.NewReplacer("META", "# a file\nMETA", "a1;700", "# two\na1;700", "x;a1", "#\nx;a1").Replace(plainPB),
	"quotes":           strings.NewReplacer("Our street", `"Our street"`, "Bench, new", `"Bench, new"`, "x;a1,b2", `"x";"a1,b2"`).Replace(plainPB),
	"commas":           strings.NewReplacer("a1,b2", `"a1,b2"`, "Bench, new", `"Bench, new"`, ";", ",").Replace(plainPB),
	"tabs":             strings.ReplaceAll(plainPB, ";", "\t"),
	"other columns":    strings.NewReplacer("project_id;cost;name;selected", "votes;name;project_id;selected;cost", "a1;700;Bench, new;1", "1;Bench, new;a1;1;700", "b2;500.50;Trees;0", "2;Trees;b2;0;500.50", "voter_id;vote", "age;voter_id;sex;vote", "x;a1", "34;x;F;a1", "y;b2", ";y;;b2", "z;", "7;z;M;").Replace(plainPB),
	"thousands":        strings.NewReplacer("1200", "1,200.00", "500.50", "500,5").Replace(plainPB),
	"blanks":           strings.NewReplacer(";", " ; ", "a1,b2", "a1 , b2", "1200", "1 200").Replace(plainPB),
	"powers of ten":    strings.NewReplacer("1200", "1.2e3", "500.50", "50050e-2").Replace(plainPB),
	"no heads of META": strings.Replace(plainPB, "key;value\n", "", 1),
}

func TestReadPBGenerously(t *testing.T) {
	want, err := ReadPB([]byte(plainPB))
	if err != nil {
		t.Fatal(err)
	}
	meant := &Budget{
		Title: "Our street", Limit: 12000, Places: 1, Type: VoteApproval, Rule: "greedy",
		Projects: []Project{{"a1", "Bench, new", 7000, true}, {"b2", "Trees", 5005, false}},
		Votes:    []BudgetVote{{"x", []int{0, 1}, nil}, {"y", []int{1}, nil}, {"z", nil, nil}},
	}
	if !reflect.DeepEqual(want, meant) {
		t.Fatalf("%+v", want)
	}
	for name, text := range samePB {
		got, err := ReadPB([]byte(text))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestReadPBPoints(t *testing.T) {
	text := strings.NewReplacer("approval", "cumulative", "voter_id;vote", "voter_id;vote;points", "a1,b2", "a1,b2;2,3.5",
		"y;b2", "y;b2;-1", "rule;greedy", "min_project_score_threshold;3").Replace(plainPB)
	b, err := ReadPB([]byte(text))
	if err != nil || b.PointPlaces != 1 || b.Threshold != 30 || !slices.Equal(b.Scores(), []int64{20, 25}) {
		t.Errorf("%+v %v", b, err)
	}
	f, err := EqualShares(b)
	if err != nil || len(f.Selected) > 0 {
		t.Errorf("neither has 3 points: %+v %v", f, err)
	}
}

func TestReadPBQuotes(t *testing.T) {
	text := strings.NewReplacer("Bench, new", `"Bench "new" for all`, "Trees", "\"Trees \"\"green\"\"\nand tall; too\"").Replace(plainPB)
	b, err := ReadPB([]byte(text))
	if err != nil || b.Projects[0].Name != `"Bench "new" for all` || b.Projects[1].Name != `Trees "green" and tall; too` {
		t.Errorf("%+v %v", b, err)
	}
}

func TestReadPBNotes(t *testing.T) {
	b, err := ReadPB([]byte(strings.NewReplacer("y;b2", "y;b2,c3,b2", "vote_type;approval\n", "").Replace(plainPB)))
	if err != nil || len(b.Notes) != 2 || b.Notes[0].Line != 13 || !slices.Equal(b.Votes[1].Projects, []int{1}) {
		t.Errorf("%+v %v", b, err)
	}
}

func TestReadPBErrors(t *testing.T) {
	for change, want := range map[[2]string]string{
		{"budget;1200\n", ""}:                             "the META part does not say what the budget is",
		{"1200", "lots"}:                                  `line 4: "lots" is not a budget that can be counted with`,
		{"700", "700 zł"}:                                 `line 9: "700 zł" is not a cost that can be counted with`,
		{"700", ""}:                                       "line 9: the end of the file is not a cost that can be counted with",
		{"700", "-5"}:                                     "line 9: a project cannot cost less than nothing",
		{"700", "9999999999999999"}:                       `line 9: "9999999999999999" is not a cost that can be counted with`,
		{"b2;500.50", "a1;500.50"}:                        `line 10: the project "a1" is there twice, or has no number`,
		{"approval", "drawing lots"}:                      `line 5: "drawing lots" is not a type of vote: it is approval, choose-1, ordinal, cumulative or scoring`,
		{"project_id;cost", "project_id;x"}:               "line 8: the headings of PROJECTS do not have cost among them",
		{"voter_id;vote", "voter_id;x"}:                   "line 12: the headings of VOTES do not have vote among them",
		{"META\n", ""}:                                    `line 1: a .pb file begins with META, not with "key"`,
		{"VOTES\nvoter_id;vote\nx;a1,b2\ny;b2\nz;\n", ""}: "the file ends before its VOTES",
		{"PROJECTS", "VOTES"}:                             "line 7: the votes come before the projects that they are for",
	} {
		_, err := ReadPB([]byte(strings.Replace(plainPB, change[0], change[1], 1)))
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", change, err, want)
		}
	}
	text := strings.NewReplacer("approval", "scoring", "voter_id;vote", "voter_id;vote;points", "a1,b2", "a1,b2;2").Replace(plainPB)
	if _, err := ReadPB([]byte(text)); err == nil || err.Error() != "line 13: the vote names 2 projects and gives 1 lots of points" {
		t.Errorf("points: %v", err)
	}
}

func TestDecimals(t *testing.T) {
	for s, want := range map[string]string{
		"0": "0", "12": "12", "1.50": "1.5", "1,5": "1.5", "1,500": "1500", "1.500": "1.5", "0,500": "0.5", "1,234,567": "1234567",
		"1.234.567,89": "1234567.89", "1,234.5": "1234.5", "-3": "-3", "1e6": "1000000", "2.5E+3": "2500", "12 000,50": "12000.5",
		"0.1234567": "0.123456", "100000.000000001": "100000", ".5": "0.5", "5.": "5", "000": "0",
	} {
		d, ok := parseDecimal(s)
		if got := decimalText(d.n, d.places); !ok || got != want {
			t.Errorf("%q is read as %s (%v), want %s", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "-", ".", "x", "1e99", "1e", "--1", "1-2", "12345678901234567", "∞", "NaN", "0x10", "1e15000"} {
		if d, ok := parseDecimal(s); ok {
			t.Errorf("%q is read as %+v", s, d)
		}
	}
}

// TestPBRoundTrip: what is written is read as the same.
func TestPBRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBudget(t)
		name := rapid.StringMatching(`[A-Za-z][A-Za-z";,#' é]{0,12}`)
		tidy := func() string { return strings.Join(strings.Fields(name.Draw(t, "name")), " ") }
		b.Title, b.Rule = strings.TrimRight(tidy(), ";, "), "greedy"
		b.Meta = []MetaRow{{"country", "Wales"}}
		b.Type = rapid.SampledFrom([]VoteType{VoteApproval, VoteOrdinal, VoteCumulative, VoteScoring, VoteChooseOne}).Draw(t, "type")
		for i := range b.Projects {
			b.Projects[i].Name, b.Projects[i].Selected = tidy(), rapid.Bool().Draw(t, "selected")
			if n := strings.ToLower(b.Projects[i].Name); n == "none" || n == "nan" {
				b.Projects[i].Name = "x"
			}
		}
		for i := range b.Votes {
			v := &b.Votes[i]
			if v.Projects = slices.Clone(v.Projects); len(v.Projects) == 0 {
				v.Projects = nil
			}
			for range v.Projects {
				if b.Type == VoteCumulative || b.Type == VoteScoring {
					v.Points = append(v.Points, rapid.Int64Range(1, 9).Draw(t, "points"))
				}
			}
		}
		// In the fewest places that the amounts need, as a file has them.
		for b.Places > 0 && b.Limit%10 == 0 && !slices.ContainsFunc(b.Projects, func(p Project) bool { return p.Cost%10 != 0 }) {
			b.Places, b.Limit = b.Places-1, b.Limit/10
			for i := range b.Projects {
				b.Projects[i].Cost /= 10
			}
		}
		text := WritePB(b)
		got, err := ReadPB(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if x, y := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", b); x != y {
			t.Fatalf("%s\nread %s\nof   %s", text, x, y)
		}
	})
}

func FuzzReadPB(f *testing.F) {
	for _, text := range samePB {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := ReadPB(text)
		if err != nil {
			return
		}
		again, err := ReadPB(WritePB(b))
		if err != nil || len(again.Projects) != len(b.Projects) || len(again.Votes) != len(b.Votes) {
			t.Fatalf("written and read again: %v", err)
		}
		if len(b.Projects) > 20 || len(b.Votes) > 50 {
			return
		}
		for _, rule := range []func(*Budget) (*Funding, error){Greedy, GreedyNoSkip, Knapsack} {
			funded, err := rule(b)
			if err != nil {
				continue
			}
			if funded.Spent > b.Limit {
				t.Fatalf("%s spends %d of %d", funded.Rule, funded.Spent, b.Limit)
			}
			for _, s := range funded.Steps {
				b.Sentence(funded, s)
			}
		}
		if len(b.Votes) == 0 {
			return
		}
		// One run, for the whole method may take long where money is fine and plenty.
		s := newShares(b)
		if r, err := s.run(equalShare(b)); err == nil && r.spent > b.Limit {
			t.Fatalf("equal shares spends %d of %d", r.spent, b.Limit)
		}
	})
}

func BenchmarkReadPB(b *testing.B) {
	text := WritePB(manyVoters(10_000, 100))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := ReadPB(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEqualShares(b *testing.B) {
	budget := manyVoters(10_000, 100)
	for b.Loop() {
		if _, err := EqualShares(budget); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkKnapsack(b *testing.B) {
	budget := manyVoters(10_000, 100)
	for b.Loop() {
		if _, err := Knapsack(budget); err != nil {
			b.Fatal(err)
		}
	}
}
