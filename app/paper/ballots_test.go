package paper

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"moot/store/forum"
)

// votesOnPaper has a vote of each way of voting.
func votesOnPaper() map[string]*forum.Vote {
	id := forum.ID{1, 2, 3, 4, 5}
	three := []forum.Option{{Title: "An oak"}, {Title: "A lime"}, {Title: "A beech with a bench round it, if the council lets us have the wood"}}
	all := map[string]*forum.Vote{}
	for _, m := range forum.Methods() {
		v := &forum.Vote{ID: id, Method: m, Title: "Should we plant a tree by the pond?", Closes: 1_780_000_000_000, Most: 5, Budget: 90_000}
		if forum.HasOptions(m) {
			v.Options = three
		}
		all[m] = v
	}
	all[forum.MethodBudget].Options = []forum.Option{{Title: "A bench", Cost: 45_000}, {Title: "A lamp", Cost: 60_050}}
	return all
}

func ballotPDF(t testing.TB, v *forum.Vote, first, count int) []byte {
	t.Helper()
	b, err := BallotsOf("Mill Lane Tŷ", v, first, count, English(time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	file, err := b.PDF()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestBallots: each paper has the question, the code of the vote, a number of its own, what to mark and how; the same are the
// same bytes; short ones are two on a page.
func TestBallots(t *testing.T) {
	marks := map[string][]string{
		forum.MethodYesNo: {"Yes", "No", "Abstain", "one box only"}, forum.MethodConsent: {"I agree, with a concern", "(block)"},
		forum.MethodApproval: {"as many as you like", "A lime"}, forum.MethodScore: {"points from 0 to 5"}, forum.MethodRanked: {"1 in the box of your first"},
		forum.MethodSTV: {"Use each number once"}, forum.MethodBudget: {"900.00 to spend", "costs 600.50"},
	}
	for method, v := range votesOnPaper() {
		file := ballotPDF(t, v, 7, 3)
		if dir := os.Getenv("MOOT_SCREENS"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "ballot-"+method+".pdf"), file, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(file, ballotPDF(t, v, 7, 3)) {
			t.Errorf("%s: the same papers are other bytes the second time", method)
		}
		ps := pages(t, file)
		all := strings.Join(strings.Fields(strings.Join(ps, " ")), " ")
		for _, want := range append(marks[method], "Paper 7", "Paper 8", "Paper 9", v.Title, forum.PaperCode(v.ID), "28 May 2026", "Mill Lane Tŷ", "Do not write your name") {
			if !strings.Contains(all, want) {
				t.Errorf("%s: no %q in %q", method, want, all)
			}
		}
		if method == forum.MethodYesNo && len(ps) != 2 {
			t.Errorf("three short papers are on %d pages", len(ps))
		}
	}
}

// TestLongBallots: as many choices as a vote may have, and the longest words, go on overleaf with the number on every page.
func TestLongBallots(t *testing.T) {
	v := votesOnPaper()[forum.MethodSTV]
	v.Title, v.Options = strings.Repeat("W", forum.MaxTitle), nil
	for i := range forum.MaxOptions {
		v.Options = append(v.Options, forum.Option{Title: fmt.Sprint(i, strings.Repeat(" wide", 39))})
	}
	for i, p := range pages(t, ballotPDF(t, v, 1, 1)) {
		if !strings.Contains(p, "Paper 1") || !strings.Contains(p, forum.PaperCode(v.ID)) {
			t.Errorf("page %d does not say what it is of", i+1)
		}
	}
	for _, n := range [][2]int{{0, 1}, {1, 0}, {1, forum.MaxPapers + 1}, {forum.MaxPaperNo, 2}} {
		if _, err := BallotsOf("x", v, n[0], n[1], English(time.UTC)); err == nil {
			t.Errorf("%d papers from %d", n[1], n[0])
		}
	}
}
