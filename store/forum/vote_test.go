package forum

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"moot/store/count"
)

// says gives in words what a vote would come to now.
func says(t testing.TB, v *Vote) string {
	t.Helper()
	r, err := v.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r.Says.String()
}

func opts(titles ...string) (all []Option) {
	for _, t := range titles {
		all = append(all, Option{Title: t})
	}
	return all
}

func TestVoteLimits(t *testing.T) {
	abc := opts("A", "B", "C")
	p := Person{1}
	for name, x := range map[string]struct {
		v    OpenVote
		want string
	}{
		"yes/no":                   {OpenVote{Method: MethodYesNo}, ""},
		"consent":                  {OpenVote{Method: MethodConsent}, ""},
		"yes/no with options":      {OpenVote{Method: MethodYesNo, Options: abc}, "0 to 0 options"},
		"unheard of":               {OpenVote{Method: "shouting"}, "no way of voting"},
		"approval":                 {OpenVote{Method: MethodApproval, Options: abc, Seats: 2}, ""},
		"approval of one":          {OpenVote{Method: MethodApproval, Options: abc[:1]}, "2 to 100 options"},
		"more winners than there":  {OpenVote{Method: MethodApproval, Options: abc, Seats: 4}, "number of winners"},
		"ranked":                   {OpenVote{Method: MethodRanked, Options: abc}, ""},
		"ranked for two":           {OpenVote{Method: MethodRanked, Options: abc, Seats: 2}, "number of winners"},
		"stv":                      {OpenVote{Method: MethodSTV, Options: abc, Seats: 2}, ""},
		"score":                    {OpenVote{Method: MethodScore, Options: abc, Most: 5}, ""},
		"score without points":     {OpenVote{Method: MethodScore, Options: abc}, "most points"},
		"ranked with points":       {OpenVote{Method: MethodRanked, Options: abc, Most: 5}, "most points"},
		"budget":                   {OpenVote{Method: MethodBudget, Options: []Option{{Title: "A", Cost: 5}, {Title: "B", Cost: 7}}, Budget: 10}, ""},
		"budget of nothing":        {OpenVote{Method: MethodBudget, Options: abc}, "a budget"},
		"budget beyond counting":   {OpenVote{Method: MethodBudget, Options: []Option{{Title: "A", Cost: MaxSpending}, {Title: "B", Cost: 1}}, Budget: 10}, "cost of an option"},
		"a price where none is":    {OpenVote{Method: MethodRanked, Options: []Option{{Title: "A", Cost: 5}, {Title: "B", Cost: 7}}}, "cost of an option"},
		"the same twice":           {OpenVote{Method: MethodRanked, Options: opts("A", "B", "A")}, "same title"},
		"an option with no title":  {OpenVote{Method: MethodRanked, Options: opts("A", " ")}, "an option is empty"},
		"too many":                 {OpenVote{Method: MethodApproval, Options: make([]Option, MaxOptions+1)}, "options"},
		"tellers not sorted":       {OpenVote{Method: MethodYesNo, Tellers: []Person{{2}, {1}}}, "not sorted"},
		"more than could sign":     {OpenVote{Method: MethodYesNo, Tellers: []Person{p}, Sign: 2}, "only 1 tellers"},
		"a majority of nothing":    {OpenVote{Method: MethodYesNo, Terms: &Terms{}}, "majority"},
		"a majority of more":       {OpenVote{Method: MethodYesNo, Terms: &Terms{Majority: Majority{Need: Fraction{Num: 3, Den: 2}, Of: count.OfVotes}}}, "share"},
		"a casting vote of nobody": {OpenVote{Method: MethodYesNo, Terms: &Terms{Majority: DefaultTerms.Majority, Casting: "mayor"}}, "casting vote"},
	} {
		x.v.Title = "A title"
		_, err := Encode(KindVote, x.v)
		if (err == nil) != (x.want == "") || err != nil && !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %q", name, err, x.want)
		}
	}
	many := make([]int, MaxOptions+1)
	for i := range many {
		many[i] = i
	}
	for name, x := range map[string]struct {
		b    NewBallot
		want string
	}{
		"block":                    {NewBallot{Choice: Block}, ""},
		"options":                  {NewBallot{Prefs: []int{2, 0}}, ""},
		"points":                   {NewBallot{Prefs: []int{2, 0}, Points: []int64{1, 5}}, ""},
		"nothing":                  {NewBallot{}, "no choice"},
		"both":                     {NewBallot{Choice: Yes, Prefs: []int{1}}, "as well"},
		"twice":                    {NewBallot{Prefs: []int{1, 1}}, "twice"},
		"below":                    {NewBallot{Prefs: []int{-1}}, "cannot be"},
		"beyond":                   {NewBallot{Prefs: []int{MaxOptions}}, "cannot be"},
		"too many":                 {NewBallot{Prefs: many}, "the most is 100"},
		"points for fewer":         {NewBallot{Prefs: []int{1, 2}, Points: []int64{1}}, "points to other options"},
		"points for nothing":       {NewBallot{Choice: Abstain, Points: []int64{1}}, "points to nothing"},
		"no points":                {NewBallot{Prefs: []int{1}, Points: []int64{0}}, "more or fewer points"},
		"more points than counted": {NewBallot{Prefs: []int{1}, Points: []int64{count.MaxPoints + 1}}, "more or fewer points"},
	} {
		x.b.Voter = p
		_, err := Encode(KindBallot, x.b)
		if (err == nil) != (x.want == "") || err != nil && !strings.Contains(err.Error(), x.want) {
			t.Errorf("ballot, %s: %v, want %q", name, err, x.want)
		}
	}
}

// TestBallotFits: a ballot says what the vote's method lets it say.
func TestBallotFits(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	h := newHall(w)
	p := h.must(bob, KindProposal, ID{}, NewProposal{Title: "A bench"}).ID
	votes := map[string]ID{}
	for _, v := range []OpenVote{
		{Method: MethodYesNo}, {Method: MethodConsent}, {Method: MethodRanked, Options: opts("A", "B")},
		{Method: MethodScore, Options: opts("A", "B"), Most: 3}, {Method: MethodBudget, Options: []Option{{Title: "A", Cost: 5}, {Title: "B", Cost: 7}}, Budget: 9},
	} {
		v.Title = "A bench"
		votes[v.Method] = h.must(bob, KindVote, p, v).ID
	}
	for name, x := range map[string]struct {
		method string
		b      NewBallot
		want   string
	}{
		"no to consent":              {MethodConsent, NewBallot{Choice: No}, "cannot say"},
		"a block without a reason":   {MethodConsent, NewBallot{Choice: Block, Reason: " \n"}, "needs a reason"},
		"a concern without a reason": {MethodConsent, NewBallot{Choice: Concern}, "needs a reason"},
		"a block with one":           {MethodConsent, NewBallot{Choice: Block, Reason: "the roots"}, ""},
		"a block of yes/no":          {MethodYesNo, NewBallot{Choice: Block, Reason: "x"}, "cannot say"},
		"options of yes/no":          {MethodYesNo, NewBallot{Prefs: []int{0}}, "has no options"},
		"yes among options":          {MethodRanked, NewBallot{Choice: Yes}, "cannot say"},
		"abstaining among options":   {MethodRanked, NewBallot{Choice: Abstain}, ""},
		"an option that is not":      {MethodRanked, NewBallot{Prefs: []int{2}}, "option 3, and there are 2"},
		"points in a ranking":        {MethodRanked, NewBallot{Prefs: []int{1}, Points: []int64{1}}, "by score"},
		"a score without points":     {MethodScore, NewBallot{Prefs: []int{1}}, "by score"},
		"a score of too much":        {MethodScore, NewBallot{Prefs: []int{1}, Points: []int64{4}}, "at most 3"},
		"a score":                    {MethodScore, NewBallot{Prefs: []int{1}, Points: []int64{3}}, ""},
		"a budget":                   {MethodBudget, NewBallot{Prefs: []int{1, 0}}, ""},
	} {
		x.b.Voter = bob.id()
		_, err := h.say(bob, KindBallot, votes[x.method], x.b)
		if (err == nil) != (x.want == "") || err != nil && !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %q", name, err, x.want)
		}
	}
}

// cast makes a vote with ballots in it, for counting.
func cast(v OpenVote, eligible int, ballots ...NewBallot) Vote {
	x := newVote(Record{ID: testID("vote"), Person: Person{1}, Body: &v}, Electorate{Eligible: eligible})
	for i, b := range ballots {
		b.Voter = Person{byte(i + 1)}
		x.Ballots = append(x.Ballots, ballotOf(Record{ID: testID(fmt.Sprint("ballot ", i))}, &b))
	}
	x.add()
	return x
}

func yesno(said string) (all []NewBallot) {
	for _, c := range said {
		all = append(all, NewBallot{Choice: map[rune]Choice{'y': Yes, 'n': No, 'a': Abstain, 'c': Concern, 'b': Block}[c]})
	}
	return all
}

func prefs(lists ...[]int) (all []NewBallot) {
	for _, l := range lists {
		all = append(all, NewBallot{Prefs: l})
	}
	return all
}

func TestCounts(t *testing.T) {
	abc := opts("A", "B", "C")
	terms := func(change func(*Terms)) *Terms { t := DefaultTerms; change(&t); return &t }
	for name, x := range map[string]struct {
		v       OpenVote
		ballots []NewBallot
		want    ProposalState
		winners []int
	}{
		"more yes than no":      {OpenVote{Method: MethodYesNo}, yesno("yynaa"), StatePassed, nil},
		"a tie is lost":         {OpenVote{Method: MethodYesNo}, yesno("yn"), StateNotPassed, nil},
		"nobody":                {OpenVote{Method: MethodYesNo}, nil, StateNotPassed, nil},
		"casting, yes":          {OpenVote{Method: MethodYesNo, Terms: terms(func(t *Terms) { t.Casting = CastingOpener })}, yesno("yn"), StatePassed, nil},
		"casting, no":           {OpenVote{Method: MethodYesNo, Terms: terms(func(t *Terms) { t.Casting = CastingOpener })}, yesno("ny"), StateNotPassed, nil},
		"casting, abstained":    {OpenVote{Method: MethodYesNo, Terms: terms(func(t *Terms) { t.Casting = CastingOpener })}, yesno("any"), StateNotPassed, nil},
		"three quarters":        {OpenVote{Method: MethodYesNo, Terms: terms(func(t *Terms) { t.Majority = Majority{Fraction{Num: 3, Den: 4}, true, count.OfVotes} })}, yesno("yyyn"), StatePassed, nil},
		"not three quarters":    {OpenVote{Method: MethodYesNo, Terms: terms(func(t *Terms) { t.Majority = Majority{Fraction{Num: 3, Den: 4}, true, count.OfVotes} })}, yesno("yyn"), StateNotPassed, nil},
		"half of the eligible":  {OpenVote{Method: MethodYesNo, Terms: terms(func(t *Terms) { t.Majority.Of = count.OfEligible })}, yesno("yyyy"), StateNotPassed, nil},
		"a quorum":              {OpenVote{Method: MethodYesNo, Terms: terms(func(t *Terms) { t.Quorum = Quorum{3, Fraction{Num: 1, Den: 2}} })}, yesno("yyyya"), StatePassed, nil},
		"no quorum":             {OpenVote{Method: MethodYesNo, Terms: terms(func(t *Terms) { t.Quorum = Quorum{3, Fraction{Num: 1, Den: 2}} })}, yesno("yyyy"), StateNotPassed, nil},
		"consent":               {OpenVote{Method: MethodConsent}, yesno("yyca"), StatePassed, nil},
		"blocked":               {OpenVote{Method: MethodConsent}, yesno("yyyyb"), StateNotPassed, nil},
		"consent minus one":     {OpenVote{Method: MethodConsent, Terms: terms(func(t *Terms) { t.Blocks = 1 })}, yesno("yyyyb"), StatePassed, nil},
		"approval":              {OpenVote{Method: MethodApproval, Options: abc}, prefs([]int{0, 1}, []int{1}, []int{2}), StateDecided, []int{1}},
		"approval of two":       {OpenVote{Method: MethodApproval, Options: abc, Seats: 2}, prefs([]int{0, 1}, []int{1}, []int{0, 1}), StateDecided, []int{1, 0}},
		"all abstain":           {OpenVote{Method: MethodApproval, Options: abc}, yesno("aaa"), StateNotPassed, nil},
		"approval, no quorum":   {OpenVote{Method: MethodApproval, Options: abc, Terms: terms(func(t *Terms) { t.Quorum.Number = 3 })}, prefs([]int{0}, []int{0}), StateNotPassed, nil},
		"score":                 {OpenVote{Method: MethodScore, Options: abc, Most: 9}, []NewBallot{{Prefs: []int{2, 0}, Points: []int64{9, 1}}, {Prefs: []int{0}, Points: []int64{7}}}, StateDecided, []int{2}},
		"ranked: B's go to C":   {OpenVote{Method: MethodRanked, Options: abc}, prefs([]int{0}, []int{0}, []int{0}, []int{2}, []int{2}, []int{1, 2}, []int{1, 2}, []int{2}), StateDecided, []int{2}},
		"stv":                   {OpenVote{Method: MethodSTV, Options: abc, Seats: 2}, prefs([]int{0, 1}, []int{0, 1}, []int{0, 1}, []int{0, 1}, []int{2}), StateDecided, []int{0, 1}},
		"budget, shares":        {OpenVote{Method: MethodBudget, Options: []Option{{Title: "A", Cost: 600}, {Title: "B", Cost: 400}, {Title: "C", Cost: 500}}, Budget: 1000}, prefs([]int{0}, []int{0}, []int{0}, []int{1}, []int{1}), StateDecided, []int{0, 1}},
		"budget, all too dear":  {OpenVote{Method: MethodBudget, Options: []Option{{Title: "A", Cost: 2000}}, Budget: 1000}, prefs([]int{0}), StateNotPassed, nil},
		"abstaining is turnout": {OpenVote{Method: MethodRanked, Options: abc, Terms: terms(func(t *Terms) { t.Quorum.Number = 2 })}, append(prefs([]int{1}), NewBallot{Choice: Abstain}), StateDecided, []int{1}},
	} {
		v := cast(x.v, 10, x.ballots...)
		r, err := v.Result()
		if err != nil || r.Outcome != x.want || !slices.Equal(r.Winners, x.winners) {
			t.Errorf("%s: %s %v (%s), %v; want %s %v", name, r.Outcome, r.Winners, r.Says, err, x.want, x.winners)
		}
	}
}

// TestLotFollowsTheBallots: a tie that only a lot can break is decided by the ballots listed, alike on every device, and
// not always for the same option.
func TestLotFollowsTheBallots(t *testing.T) {
	won := map[int]int{}
	for n := range 40 {
		v := cast(OpenVote{Method: MethodApproval, Options: opts("A", "B")}, 10, prefs([]int{0}, []int{1})...)
		v.Ballots[0].ID = testID(fmt.Sprint("other ballot ", n))
		r, err := v.Result()
		again, _ := v.Result()
		if err != nil || again.Digest != r.Digest || again.Winners[0] != r.Winners[0] {
			t.Fatal("counted again, the lot fell otherwise")
		}
		won[r.Winners[0]]++
	}
	if won[0] == 0 || won[1] == 0 {
		t.Errorf("of 40 lots %v", won)
	}
}

// TestResultDigestIsFixed: the digest in certificates, and what lots are drawn from, are part of the format.
func TestResultDigestIsFixed(t *testing.T) {
	if got := fmt.Sprintf("%x", Seed(ID{1}, []ID{{2}, {3}}))[:16]; got != fixedDigests["seed"] {
		t.Errorf("the seed is %s and was %s", got, fixedDigests["seed"])
	}
	for want, v := range map[string]Vote{
		"yesno": cast(OpenVote{Method: MethodYesNo}, 3, yesno("yyn")...),
		"stv":   cast(OpenVote{Method: MethodSTV, Options: opts("A", "B", "C"), Seats: 2}, 5, prefs([]int{0, 1}, []int{0, 1}, []int{0, 1}, []int{2})...),
	} {
		r, err := v.Result()
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Digest.String()[:16]; got != fixedDigests[want] {
			t.Errorf("%s: the digest is %s and was %s", want, got, fixedDigests[want])
		}
	}
}

var fixedDigests = map[string]string{"yesno": "1ff56f2aafaf2e09", "stv": "d40d8fa6c55d52b3", "seed": "3ba6fbed7572f9d7"}

// TestCharterRulesTheVote: a vote is opened under the charter's rules or not at all.
func TestCharterRulesTheVote(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	special := Majority{Fraction{Num: 3, Den: 4}, true, count.OfVotes}
	voting := &Voting{Special: special, Quorum: Quorum{Number: 2}}
	w.act(w.founder, KindCharter, ID{}, &Charter{Rules: &Rules{Voting: voting}}, w.now())
	h := newHall(w)
	for kind, terms := range map[string]Terms{
		"":        {Majority: DefaultTerms.Majority, Quorum: Quorum{Number: 2}},
		"special": {Majority: special, Quorum: Quorum{Number: 2}},
	} {
		p := h.must(bob, KindProposal, ID{}, NewProposal{Title: "A bench", Type: kind}).ID
		if _, err := h.say(bob, KindVote, p, OpenVote{Title: "A bench", Method: MethodYesNo}); err == nil || !strings.Contains(err.Error(), "rules that the charter gives") {
			t.Errorf("%q without its rules: %v", kind, err)
		}
		easy := terms
		easy.Majority = Majority{Fraction{Num: 1, Den: 100}, true, count.OfVotes}
		if _, err := h.say(bob, KindVote, p, OpenVote{Title: "A bench", Method: MethodYesNo, Terms: &easy}); err == nil {
			t.Errorf("%q under easier rules stands", kind)
		}
		h.must(bob, KindVote, p, OpenVote{Title: "A bench", Method: MethodYesNo, Terms: &terms})
	}
	p := h.must(bob, KindProposal, ID{}, NewProposal{Title: "A pond", Type: "special"}).ID
	terms := h.history.Now().Rules.Terms("special")
	for name, v := range map[string]OpenVote{
		"a teller from elsewhere": {Tellers: []Person{{9}}},
		"more than could sign":    {Sign: 3},
	} {
		v.Title, v.Method, v.Terms = "A pond", MethodYesNo, &terms
		if _, err := h.say(bob, KindVote, p, v); err == nil {
			t.Errorf("%s: it stands", name)
		}
	}
}

// TestVotesKeepTheirOrder: whichever clock was wrong, a vote opened after another comes after it.
func TestVotesKeepTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Vote{ID: testID("a"), Opened: rapid.Int64Range(0, 3).Draw(t, "a")}
		b := Vote{ID: testID("b"), Opened: rapid.Int64Range(0, 3).Draw(t, "b"), After: []ID{a.ID}}
		c := Vote{ID: testID("c"), Opened: rapid.Int64Range(0, 3).Draw(t, "c"), After: []ID{b.ID, testID("gone")}}
		votes := rapid.Permutation([]Vote{a, b, c}).Draw(t, "came")
		order(votes, func(*Closing) bool { return false })
		if votes[0].ID != a.ID || votes[1].ID != b.ID || votes[2].ID != c.ID {
			t.Errorf("%v", votes)
		}
	})
}
