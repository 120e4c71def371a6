package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestPaperVote: in a hall with no network two tellers each enter the papers of six people whose devices are at home. They find
// one paper read differently, correct it, and close; one of the six had voted on a device as well and counts once; all recount
// the same result, and the record says how many voted which way.
func TestPaperVote(t *testing.T) {
	s := tell(t, "Mill Lane", "", "Ann", "Bob", "Cat", "Dan", "Eve", "Fay", "Gil", "Hal")
	s.does("Ann", "proposal new @ --title 'Mend the light'")
	s.refused("Ann", "vote open 'Mend the light' --paper", "there is only one")
	s.refused("Ann", "vote open 'Mend the light' --paper --secret --tellers Ann --tellers Bob", "nobody could tell whether")
	opened := s.does("Ann", "vote open 'Mend the light' --paper --tellers Ann --tellers Bob --sign 2")
	s.wants(opened, "paper", "true")
	s.meet()
	s.does("Cat", "vote cast 'Mend the light' no")
	s.does("Dan", "vote cast 'Mend the light' no")
	s.meet()

	file := filepath.Join(t.TempDir(), "papers.pdf")
	printed := s.does("Bob", "vote paper print 'Mend the light' --count 8 --out "+file)
	if pdf, err := os.ReadFile(file); err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) || len(text(printed, "code")) != 9 {
		t.Errorf("printed %v: %v", printed, err)
	}
	s.refused("Cat", "vote paper mark 'Mend the light' Eve", "only a teller")
	enter := func(teller string, said ...string) {
		s.does(teller, "vote paper mark 'Mend the light' Dan Eve Fay Gil Hal Bob")
		for i, choice := range said {
			s.does(teller, fmt.Sprintf("vote paper add 'Mend the light' %d %s", i+1, choice))
		}
	}
	s.offline(func() {
		enter("Ann", "yes", "yes", "yes", "no", "spoilt", "yes")
		enter("Bob", "yes", "yes", "yes", "no", "spoilt", "no")
		s.refused("Bob", "vote paper add 'Mend the light' 6 yes", "already")
		s.refused("Bob", "vote paper add 'Mend the light' 7 block", "cannot say")
		s.does("Bob", "vote paper add 'Mend the light' 8 yes")
		s.wants(s.does("Bob", "vote paper drop 'Mend the light' 8"), "handed_in", "false")
		s.refused("Bob", "vote paper hand-in 'Mend the light' --none", "not so that nobody")
		s.does("Ann", "vote paper hand-in 'Mend the light'")
		s.does("Bob", "vote paper hand-in 'Mend the light'")
		s.sees("Bob", "vote paper show 'Mend the light'", "between", "[]")
	})
	s.meet()
	for _, name := range []string{"Ann", "Bob", "Cat"} {
		shown := s.does(name, "vote paper show 'Mend the light'")
		s.wants(shown, "differ.0.paper", "6")
		s.wants(shown, "clean", "false")
		s.wants(s.does(name, "vote count 'Mend the light'"), "turnout", "7")
	}
	s.refused("Ann", "vote close 'Mend the light'", "do not agree yet")

	s.does("Bob", "vote paper add 'Mend the light' 6 yes --replace")
	s.wants(s.does("Bob", "vote paper hand-in 'Mend the light'"), "clean", "true")
	s.meet()
	closed := s.does("Ann", "vote close 'Mend the light' --now")
	s.meet()
	s.does("Bob", "vote close 'Mend the light' --now")
	s.meet()
	for _, name := range s.names {
		got := s.does(name, "vote count 'Mend the light'")
		s.wants(got, "digest", text(closed, "digest"))
		s.wants(got, "outcome", "passed")
		s.wants(got, "tally.yes", "4")
		s.wants(got, "tally.no", "2") // Cat's on a device, and paper 4: Dan's ballot gave way to his paper
		s.wants(got, "turnout", "7")
		s.wants(got, "paper.spoilt", "1")
		s.wants(got, "paper.instead.0.voter", "Dan")
		s.wants(got, "certificates.0.on_paper", "6")
		s.tells(got, "paper.words", "1 on devices, 6 on paper")
		s.tells(got, "paper.words", "Dan voted on paper instead")
	}
	// A count that comes afterwards is shown, and whether it would have mattered.
	s.does("Bob", "vote paper add 'Mend the light' 1 no --replace")
	s.does("Bob", "vote paper hand-in 'Mend the light'")
	s.meet()
	s.sees("Cat", "vote count 'Mend the light'", "paper.late.0", "Bob")
	s.sees("Cat", "vote count 'Mend the light'", "would_change", "false")
	record := s.ends()
	s.wants(record, "proposals.0.votes.0.on_paper", "6")
	s.wants(record, "proposals.0.votes.0.turnout", "7")
	s.wants(record, "proposals.0.votes.0.paper.papers.0.paper", "1")
	dir := filepath.Join(t.TempDir(), "out")
	for format, file := range map[string]string{"csv": "decisions.csv", "md": "decisions.md"} {
		s.does("Hal", "export @ --format "+format+" --out "+dir)
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if want := map[string]string{"csv": "7,1,6,8", "md": "1 on devices, 6 on paper"}[format]; !bytes.Contains(b, []byte(want)) {
			t.Errorf("%s has no %q: %s", file, want, b)
		}
	}
}
