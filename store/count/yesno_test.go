package count

import "testing"

func TestYesNo(t *testing.T) {
	for _, c := range []struct {
		yes, no, abstain, eligible int
		want                       Outcome
	}{
		{0, 0, 0, 5, NoVotes},
		{1, 0, 0, 5, WouldPass},
		{0, 1, 0, 5, WouldNotPass},
		{2, 2, 1, 5, Tied},
		{0, 0, 3, 5, Tied},
		{3, 2, 40, 50, WouldPass}, // abstentions are not against
	} {
		if got := YesNo(c.yes, c.no, c.abstain, c.eligible); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
