package cli

import (
	"strings"
	"testing"

	"moot/store/forum"
)

// TestSecretWords: no name, and no place for one, is with a secret ballot; what is not hidden is said when a vote is opened and when one
// votes.
func TestSecretWords(t *testing.T) {
	if got := (&ballotView{}).said("yes"); got != "yes" {
		t.Errorf("a secret ballot is listed as %q", got)
	}
	if got := (&ballotView{Voter: "Ann"}).said("yes"); got != "Ann: yes" {
		t.Errorf("an open one as %q", got)
	}
	opened := secrecyWords(24, []string{"Dan"})
	for _, words := range []string{"which of the 24 people", "not hide", "reason", "backup", "pressure", "cannot vote in it", "Dan"} {
		if !strings.Contains(opened, words) {
			t.Errorf("nothing about %q in %q", words, opened)
		}
	}
	if got := castWords(true, 1, " "); !strings.Contains(got, "--at-once") || strings.Contains(got, "reason") {
		t.Errorf("held back: %q", got)
	}
	if got := castWords(true, 0, "The dark."); !strings.Contains(got, "can guess whose it is") || !strings.Contains(got, "Your reason is shown") {
		t.Errorf("at once: %q", got)
	}
	if got := castWords(false, 0, "The dark."); got != "" {
		t.Errorf("in an open vote: %q", got)
	}
	v := forum.Vote{Secret: true, Boxed: make([]forum.ID, 3), Tally: forum.Tally{Eligible: 5}}
	if got := voteLine(&v); !strings.HasPrefix(got, "3 voted so far, of 5 who may vote.") {
		t.Errorf("before the close: %q", got)
	}
}
