package count

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPlainElection: kept in its plain form an election comes to the same, whoever's papers lay where; and the plain form of
// a plain form is itself.
func TestPlainElection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anyElection(t)
		mixed := *e
		mixed.Papers = rapid.Permutation(e.Papers).Draw(t, "order")
		plain := WriteBLT(e.Plain())
		if other := WriteBLT(mixed.Plain()); !bytes.Equal(plain, other) {
			t.Fatalf("the order of the papers shows:\n%s\n%s", plain, other)
		}
		again, err := ReadBLT(plain)
		if err != nil || !bytes.Equal(WriteBLT(again.Plain()), plain) {
			t.Fatalf("%v\n%s", err, plain)
		}
		for method, count := range ranked {
			want, wantErr := count(e, Seed{1})
			got, err := count(again, Seed{1})
			if (err == nil) != (wantErr == nil) {
				t.Fatalf("%s: %v; want %v", method, err, wantErr)
			}
			if err == nil && (!slices.Equal(got.Elected, want.Elected) || len(got.Stages) != len(want.Stages) || got.Valid != want.Valid || got.Invalid != want.Invalid) {
				t.Fatalf("%s: %v, want %v", method, got, want)
			}
		}
	})
}

// TestPlainBudget is the same of budgets.
func TestPlainBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBudget(t)
		mixed := *b
		mixed.Votes = rapid.Permutation(b.Votes).Draw(t, "order")
		plain := WritePB(b.Plain())
		if other := WritePB(mixed.Plain()); !bytes.Equal(plain, other) {
			t.Fatalf("the order of the votes shows:\n%s\n%s", plain, other)
		}
		again, err := ReadPB(plain)
		if err != nil {
			t.Fatalf("%v\n%s", err, plain)
		}
		for _, count := range []func(*Budget) (*Funding, error){EqualShares, Greedy, GreedyNoSkip, Knapsack} {
			want, wantErr := count(b)
			got, err := count(again)
			if (err == nil) != (wantErr == nil) || err == nil && !slices.Equal(got.Selected, want.Selected) {
				t.Fatalf("%v %v; want %v %v\n%s", got, err, want, wantErr, plain)
			}
		}
	})
}

// slips are habits and slips of whoever writes a file, each of which leaves what it says as it is. Several at once do too.
var bltSlips = []func(string) string{
	func(s string) string { return s },
	func(s string) string { return "\ufeff" + s },
	func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	func(s string) string { return strings.ReplaceAll(s, "\n", " \n\n") },
	func(s string) string { return strings.TrimSpace(s) },
	func(s string) string { return "# from a program\n/* and\nmore */\n" + s },
	func(s string) string { return strings.ReplaceAll(s, " 0\n", " 0 # one\n") },
	func(s string) string { return strings.ReplaceAll(s, " 2 0", " 2 0 /* x */") },
	func(s string) string { return strings.Replace(s, "3 2\n", "3, 2\n", 1) },
	func(s string) string { return strings.Replace(s, "4 1 2 0", "4, 1, 2, 0", 1) },
	func(s string) string { return strings.Replace(s, "4 1 2 0", "4;1;2;0", 1) },
	func(s string) string { return strings.Replace(s, "2 3 0", "2\t3\t0", 1) },
	func(s string) string { return strings.Replace(s, "\"Castor\"", "Castor", 1) },
	func(s string) string { return strings.Replace(s, "\"Pollux\"", "'Pollux',", 1) },
	func(s string) string { return strings.Replace(s, "\"Helen\"", "“Helen”", 1) },
	func(s string) string { return strings.Replace(s, "4 1 2 0\n", "1 1 2 0\n3 1 2 0\n", 1) },
	func(s string) string { return strings.Replace(s, "4 1 2 0\n", "(a1) 1 2 0\n3 1 2 0\n", 1) },
	func(s string) string { return s + "\n\"counted by hand\"\n" },
	inUTF16,
}

// TestReadBLTManySlips: three at a time, some 1,500 files, are read as the same election.
func TestReadBLTManySlips(t *testing.T) {
	e, err := ReadBLT([]byte(plainBLT))
	if err != nil {
		t.Fatal(err)
	}
	want := WriteBLT(e.Plain())
	last := len(bltSlips) - 1 // UTF-16 is the last there can be
	for i, a := range bltSlips {
		for j, b := range bltSlips[:last] {
			for k, c := range bltSlips[:last] {
				if i == last && (j > k) || i < last && (i > j || j > k) {
					continue
				}
				text := a(b(c(plainBLT)))
				e, err := ReadBLT([]byte(text))
				if err != nil || !bytes.Equal(WriteBLT(e.Plain()), want) {
					t.Errorf("slips %d, %d, %d: %v\n%s", i, j, k, err, text)
				}
			}
		}
	}
}

var pbSlips = []func(string) string{
	func(s string) string { return s },
	func(s string) string { return "\ufeff" + s },
	func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") },
	func(s string) string { return strings.ReplaceAll(s, "\n", ";\n") },
	func(s string) string { return "# from a program\n" + s },
	func(s string) string { return strings.Replace(s, "META", "[meta]", 1) },
	func(s string) string { return strings.Replace(s, "PROJECTS", "Projects:", 1) },
	func(s string) string { return strings.Replace(s, "1200", "1,200.00", 1) },
	func(s string) string { return strings.Replace(s, "500.50", "\"500,5\"", 1) },
	func(s string) string { return strings.Replace(s, "a1,b2", "\" a1 , b2 \"", 1) },
	func(s string) string { return strings.Replace(s, ";Bench, new;", ";\"Bench, new\";", 1) },
	func(s string) string { return strings.Replace(s, "voter_id;vote", "Voter ID;Vote", 1) },
	func(s string) string { return strings.Replace(s, "key;value\n", "", 1) },
	func(s string) string { return strings.Replace(s, "z;\n", "z;none\n", 1) },
	inUTF16,
}

// TestReadPBManySlips is the same for budgets.
func TestReadPBManySlips(t *testing.T) {
	b, err := ReadPB([]byte(plainPB))
	if err != nil {
		t.Fatal(err)
	}
	want := WritePB(b.Plain())
	last := len(pbSlips) - 1
	for i, one := range pbSlips {
		for j, two := range pbSlips[:last] {
			for k, three := range pbSlips[:last] {
				if i == last && (j > k) || i < last && (i > j || j > k) {
					continue
				}
				text := one(two(three(plainPB)))
				b, err := ReadPB([]byte(text))
				if err != nil || !bytes.Equal(WritePB(b.Plain()), want) {
					t.Errorf("slips %d, %d, %d: %v\n%s", i, j, k, err, text)
				}
			}
		}
	}
}
