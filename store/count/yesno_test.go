package count

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

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
		if got := Simple.Judge(Totals{Yes: c.yes, No: c.no, Abstain: c.abstain, Eligible: c.eligible}); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestRules(t *testing.T) {
	casting := Simple
	casting.Casting = true
	third := Simple
	third.Quorum = Quorum{Number: 3, Share: Share{1, 3}}
	present := Rule{Need: Share{1, 2}, Of: OfVoters}
	members := Rule{Need: Share{2, 3}, AtLeast: true, Of: OfEligible}
	for name, c := range map[string]struct {
		rule   Rule
		totals Totals
		want   Outcome
	}{
		"three quarters, exactly":          {Special, Totals{Yes: 3, No: 1}, WouldPass},
		"just under three quarters":        {Special, Totals{Yes: 299, No: 100}, WouldNotPass},
		"as many for as against":           {Special, Totals{Yes: 2, No: 2}, WouldNotPass},
		"nobody for":                       {Special, Totals{Abstain: 2}, WouldNotPass},
		"a casting vote to come":           {casting, Totals{Yes: 2, No: 2}, CastingVote},
		"cast for":                         {casting, Totals{Yes: 2, No: 2, Cast: 1}, WouldPass},
		"cast against":                     {casting, Totals{Yes: 2, No: 2, Cast: -1}, WouldNotPass},
		"cast where there is no tie":       {casting, Totals{Yes: 1, No: 2, Cast: 1}, WouldNotPass},
		"cast where there is none":         {Simple, Totals{Yes: 2, No: 2, Cast: 1}, Tied},
		"a third of ten is more than 3":    {third, Totals{Yes: 3, Eligible: 10}, NoQuorum},
		"a third of nine is 3":             {third, Totals{Yes: 3, Eligible: 9}, WouldPass},
		"at least 3":                       {third, Totals{Yes: 2, Eligible: 4}, NoQuorum},
		"abstentions count to the quorum":  {third, Totals{Yes: 2, Abstain: 1, Eligible: 4}, WouldPass},
		"who is there counts":              {third, Totals{Yes: 2, Eligible: 4, Present: 4}, WouldPass},
		"abstentions are in the way":       {present, Totals{Yes: 2, No: 1, Abstain: 1}, WouldNotPass},
		"two thirds of the members":        {members, Totals{Yes: 6, No: 3, Eligible: 9}, WouldPass},
		"who does not vote is in the way":  {members, Totals{Yes: 6, Eligible: 10}, WouldNotPass},
		"more than the votes there can be": {Simple, Totals{Yes: math.MaxInt32, No: math.MaxInt32 - 1}, WouldPass},
	} {
		if got := c.rule.Judge(c.totals); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if err := c.rule.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, r := range []Rule{{}, {Need: Share{1, 2}}, {Need: Share{3, 2}, Of: OfVotes}, {Need: Share{1, 1}, Of: OfVotes}, {Need: Share{0, 1}, AtLeast: true, Of: OfVotes}, {Need: Share{1, 2}, Of: OfVotes, Quorum: Quorum{Number: -1}}} {
		if r.Check() == nil {
			t.Errorf("%+v is taken for a rule", r)
		}
	}
}

// TestMoreYesNeverHurts: under every rule, one more yes never stops a motion, and one more no never carries it.
func TestMoreYesNeverHurts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		den := rapid.Uint32Range(1, 6).Draw(t, "den")
		r := Rule{
			Need: Share{rapid.Uint32Range(0, den).Draw(t, "num"), den}, AtLeast: rapid.Bool().Draw(t, "atLeast"),
			Of:      rapid.SampledFrom([]Base{OfVotes, OfVoters, OfEligible}).Draw(t, "of"),
			Casting: rapid.Bool().Draw(t, "casting"), Quorum: Quorum{Number: rapid.IntRange(0, 5).Draw(t, "quorum")},
		}
		n := rapid.IntRange(0, 9)
		v := Totals{Yes: n.Draw(t, "yes"), No: n.Draw(t, "no"), Abstain: n.Draw(t, "abstain"), Cast: rapid.IntRange(-1, 1).Draw(t, "cast")}
		v.Eligible = v.Yes + v.No + v.Abstain + 1 + n.Draw(t, "silent")
		more := v
		more.Yes++
		if r.Judge(v) == WouldPass && r.Judge(more) != WouldPass {
			t.Fatalf("%+v: %+v passes, and with one more yes it is %q", r, v, r.Judge(more))
		}
		less := v
		less.No++
		// A no may make the quorum up: that is why some charters do not count it so.
		if was := r.Judge(v); was != WouldPass && was != NoQuorum && was != NoVotes && r.Judge(less) == WouldPass {
			t.Fatalf("%+v: %+v is %q, and passes with one more no", r, v, was)
		}
	})
}

func TestConsent(t *testing.T) {
	minusOne := ConsentRule{Blocks: 1, Quorum: Quorum{Number: 3}}
	for _, c := range []struct {
		rule ConsentRule
		cast Consents
		want Outcome
	}{
		{ConsentRule{}, Consents{}, NoVotes},
		{ConsentRule{}, Consents{Agree: 3, Concern: 9}, WouldPass},
		{ConsentRule{}, Consents{Agree: 300, Block: 1}, WouldNotPass},
		{ConsentRule{}, Consents{StandAside: 5}, WouldNotPass},
		{minusOne, Consents{Agree: 3, Block: 1}, WouldPass},
		{minusOne, Consents{Agree: 3, Block: 2}, WouldNotPass},
		{minusOne, Consents{Agree: 2}, NoQuorum},
	} {
		if got := c.rule.Judge(c.cast); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
