package count

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// shared is the folder of real input beside the repository.
func shared(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../../../shared/data", pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the real input (../shared/data) is not here")
	}
	return files
}

func readPB(t testing.TB, file string) *Budget {
	t.Helper()
	bytes, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b, err := ReadPB(bytes)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return b
}

// TestRealBudgets counts real budgets by the rule that each was counted by, and compares who was funded.
func TestRealBudgets(t *testing.T) {
	for _, file := range shared(t, "budget/*.pb") {
		b := readPB(t, file)
		rule := map[string]func(*Budget) (*Funding, error){
			"equalshares/add1": EqualShares, "greedy": Greedy, "greedy-no-skip": GreedyNoSkip,
		}[b.Rule]
		if rule == nil || len(b.Notes) > 0 || len(b.Votes) < 80 && !strings.Contains(file, "Gdynia") {
			t.Fatalf("%s was not read whole: rule %q, notes %v, %d votes", file, b.Rule, b.Notes, len(b.Votes))
		}
		f, err := rule(b)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i, p := range b.Projects {
			if p.Selected != slices.Contains(f.Selected, i) {
				t.Errorf("%s: %s is funded there: %v, and here not so", file, p.ID, p.Selected)
			}
		}
		if b.Rule == "equalshares/add1" && b.Limit-f.Spent != 23300 {
			t.Errorf("%s: %d is left, not 23300", file, b.Limit-f.Spent)
		}
	}
}

// anyBudget draws a budget with many ties.
func anyBudget(t *rapid.T) *Budget {
	b := &Budget{Type: VoteApproval, Places: rapid.SampledFrom([]int{0, 0, 2}).Draw(t, "places")}
	projects := rapid.IntRange(1, 9).Draw(t, "projects")
	unit := power10(b.Places).Int64() * rapid.SampledFrom([]int64{1, 1, 1, 10}).Draw(t, "scale")
	for i := range projects {
		cost := rapid.SampledFrom([]int64{0, 1, 5, 6, 7, 10, 12, 30, 50, 100}).Draw(t, "cost") * unit
		if b.Places > 0 {
			cost += rapid.Int64Range(0, 99).Draw(t, "pence")
		}
		b.Projects = append(b.Projects, Project{ID: fmt.Sprint(i + 1), Name: fmt.Sprintf("Project %d", i+1), Cost: cost})
	}
	b.Limit = rapid.Int64Range(0, 200).Draw(t, "limit") * unit
	all := make([]int, projects)
	for i := range all {
		all[i] = i
	}
	for i := range rapid.IntRange(1, 12).Draw(t, "voters") {
		named := rapid.Permutation(all).Draw(t, "named")
		b.Votes = append(b.Votes, BudgetVote{Voter: fmt.Sprint(i), Projects: named[:rapid.IntRange(0, projects).Draw(t, "n")]})
	}
	if rapid.Bool().Draw(t, "dear") { // somebody wants something for which they alone will long not have enough
		b.Projects = append(b.Projects, Project{ID: "dear", Name: "Dear", Cost: b.Limit})
		b.Votes = append(b.Votes, BudgetVote{Voter: "alone", Projects: []int{projects}})
	}
	return b
}

// plainShares is one run of Equal Shares as it is defined, with fractions and no cleverness at all.
func plainShares(s *shares, share *big.Rat) (order []int, spent int64) {
	money := make([]*big.Rat, len(s.b.Votes))
	for i := range money {
		money[i] = share
	}
	bought := map[int]bool{}
	for {
		best, bestPrice, bestPart := -1, (*big.Rat)(nil), (*big.Rat)(nil)
		for p, may := range s.may {
			if !may || bought[p] {
				continue
			}
			price := plainPrice(s.b.Projects[p].Cost, s.backs[p], money)
			if price == nil {
				continue
			}
			part := new(big.Rat).Quo(price, big.NewRat(s.b.Projects[p].Cost, 1))
			if best >= 0 {
				c := part.Cmp(bestPart)
				more := len(s.backs[p]) - len(s.backs[best])
				less := s.b.Projects[best].Cost - s.b.Projects[p].Cost
				if c > 0 || c == 0 && (more < 0 || more == 0 && less <= 0) {
					continue
				}
			}
			best, bestPrice, bestPart = p, price, part
		}
		if best < 0 {
			return order, spent
		}
		bought[best], order, spent = true, append(order, best), spent+s.b.Projects[best].Cost
		for _, v := range s.backs[best] {
			left := new(big.Rat).Sub(money[v], bestPrice)
			if left.Sign() < 0 {
				left = new(big.Rat)
			}
			money[v] = left
		}
	}
}

func plainPrice(cost int64, backs []int32, money []*big.Rat) *big.Rat {
	voters := slices.Clone(backs)
	slices.SortFunc(voters, func(a, b int32) int { return money[a].Cmp(money[b]) })
	rest := big.NewRat(cost, 1)
	for i, v := range voters {
		each := new(big.Rat).Quo(rest, big.NewRat(int64(len(voters)-i), 1))
		if money[v].Cmp(each) >= 0 {
			return each
		}
		rest.Sub(rest, money[v])
	}
	return nil
}

// plainEqualShares is the whole method, one unit at a time.
func plainEqualShares(b *Budget) (order []int, share *big.Rat) {
	s := newShares(b)
	share = big.NewRat(b.Limit, int64(len(b.Votes)))
	unit := new(big.Rat).SetInt(power10(b.Places))
	order, _ = plainShares(s, share)
	for {
		more := new(big.Rat).Add(share, unit)
		next, spent := plainShares(s, more)
		if spent > b.Limit {
			return order, share
		}
		if wanted := len(slices.DeleteFunc(slices.Clone(s.may), func(m bool) bool { return !m })); len(next) == wanted {
			return next, nil // everything is funded
		}
		order, share = next, more
	}
}

// TestEqualSharesIsExact compares with the method as it is defined.
func TestEqualSharesIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBudget(t)
		want, share := plainEqualShares(b)
		f, err := EqualShares(b)
		if err != nil {
			t.Fatal(err)
		}
		got := slices.DeleteFunc(slices.Clone(f.Selected), func(p int) bool { return b.Projects[p].Cost == 0 })
		if share == nil {
			slices.Sort(want)
			slices.Sort(got)
		} else if share.Cmp(f.Share) != 0 {
			t.Fatalf("the share is %v, want %v", f.Share, share)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("funded %v, want %v", got, want)
		}
	})
}

// TestEqualSharesBounds compares a run by bounds with the same by exact fractions only, and with the plain one.
func TestEqualSharesBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newShares(anyBudget(t))
		s.b.Limit = MaxMoney // a run stops when it has overspent
		share := big.NewRat(rapid.Int64Range(0, 10_000).Draw(t, "share"), rapid.Int64Range(1, 20).Draw(t, "of"))
		want, _ := plainShares(s, share)
		if got := boundedAndExact(t, s, share); !slices.Equal(got, want) {
			t.Fatalf("bought %v, want %v", got, want)
		}
	})
	s := newShares(manyVoters(300, 40))
	for pounds := range int64(40) {
		boundedAndExact(t, s, big.NewRat(pounds*150+1, 3))
	}
}

// boundedAndExact makes one run both ways, and sees that every price is within its bounds.
func boundedAndExact(t rapid.TB, s *shares, share *big.Rat) (order []int) {
	got, err := s.run(share)
	if err != nil {
		t.Fatal(err)
	}
	exactly := s.begin(share)
	exactly.slack = maxError
	if err := exactly.finish(); err != nil {
		t.Fatal(err)
	}
	if len(got.order) != len(exactly.order) {
		t.Fatalf("bought %d, and exactly %d", len(got.order), len(exactly.order))
	}
	got.exact.replay(len(got.order))
	for i, o := range got.order {
		if o.project != exactly.order[i].project {
			t.Fatalf("bought %d, and exactly %d", o.project, exactly.order[i].project)
		}
		paid := new(big.Rat).Mul(got.exact.paid[i], new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), got.shift)))
		if paid.Cmp(new(big.Rat).SetInt64(o.low)) < 0 || paid.Cmp(new(big.Rat).SetInt64(o.high)) > 0 {
			t.Fatalf("the price %v is not between %d and %d", paid, o.low, o.high)
		}
		order = append(order, o.project)
	}
	return order
}

// wants makes a budget from what each voter wants: one string for each, one letter for each project.
func wants(limit int64, costs map[string]int64, voters ...string) *Budget {
	b := &Budget{Limit: limit, Type: VoteApproval}
	for _, id := range slices.Sorted(maps.Keys(costs)) {
		b.Projects = append(b.Projects, Project{ID: id, Cost: costs[id]})
	}
	for _, ids := range voters {
		v := BudgetVote{}
		for _, id := range strings.Split(ids, "") {
			v.Projects = append(v.Projects, slices.IndexFunc(b.Projects, func(p Project) bool { return p.ID == id }))
		}
		b.Votes = append(b.Votes, v)
	}
	return b
}

// runIDs makes one run of Equal Shares and gives what it buys.
func runIDs(t *testing.T, b *Budget, share int64) (ids string) {
	t.Helper()
	r, err := newShares(b).run(big.NewRat(share, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range r.order {
		ids += b.Projects[o.project].ID
	}
	return ids
}

// TestEqualSharesToTheLastPenny: after a third of ten each, three voters have exactly what the next project costs.
func TestEqualSharesToTheLastPenny(t *testing.T) {
	b := wants(40, map[string]int64{"a": 10, "b": 20}, "ab", "ab", "ab")
	if got := runIDs(t, b, 10); got != "ab" {
		t.Errorf("bought %q", got)
	}
	b.Projects[1].Cost = 21
	if got := runIDs(t, b, 10); got != "a" {
		t.Errorf("bought %q with a pound too little", got)
	}
}

// TestEqualSharesEven: two projects come out even, one of them with a supporter who has nothing left.
func TestEqualSharesEven(t *testing.T) {
	b := wants(100, map[string]int64{"a": 12, "b": 12, "c": 40}, "a", "a", "b", "b", "bc", "c", "c", "c")
	if got := runIDs(t, b, 10); got != "cba" {
		t.Errorf("bought %q: of a and b, b has more voters", got)
	}
	b = wants(100, map[string]int64{"a": 12, "b": 10}, "a", "a", "b", "b")
	if got := runIDs(t, b, 10); got != "ba" {
		t.Errorf("bought %q: of a and b, b is cheaper", got)
	}
}

// TestEqualSharesSkipsAhead funds a dear project that one voter of a thousand wants only after a million steps.
func TestEqualSharesSkipsAhead(t *testing.T) {
	b := &Budget{Limit: 1_500_000, Type: VoteApproval}
	b.Projects = []Project{{ID: "dear", Cost: 1_000_000}, {ID: "liked", Cost: 600_000}}
	b.Votes = []BudgetVote{{Projects: []int{0}}}
	for range 999 {
		b.Votes = append(b.Votes, BudgetVote{Projects: []int{1}})
	}
	f, err := EqualShares(b)
	if err != nil || !slices.Equal(f.Selected, []int{1}) {
		t.Fatalf("funded %+v, %v", f, err)
	}
	if f.Share.Cmp(big.NewRat(999_999, 1)) != 0 {
		t.Errorf("the share is %v, want 999999: with one more, the dear project is bought too", f.Share)
	}
	s := newShares(b)
	if _, err := s.complete(); err != nil || s.work > 10_000_000 {
		t.Errorf("that took %d looks at voters' money (%v): every one of a million steps was gone through", s.work, err)
	}
}

// TestEqualSharesSkipsNothing: more money changes the order of purchases, and with it the outcome, before anybody can
// pay for what could not be paid. A random election showed it.
func TestEqualSharesSkipsNothing(t *testing.T) {
	b := wants(200, map[string]int64{"b": 100, "d": 10, "f": 50, "g": 50, "i": 50}, "", "bf", "", "bdfgi", "bdfgi", "bdfgi", "dg")
	_, share := plainEqualShares(b)
	f, err := EqualShares(b)
	if err != nil || f.Share.Cmp(share) != 0 {
		t.Errorf("the share is %v (%v), want %v", f.Share, err, share)
	}
}

// TestRulesStayWithinTheBudget holds for all rules: what is funded can be paid, adds up, and does not depend on the
// order in which ballots come.
func TestRulesStayWithinTheBudget(t *testing.T) {
	rules := []func(*Budget) (*Funding, error){EqualShares, Greedy, GreedyNoSkip, Knapsack}
	rapid.Check(t, func(t *rapid.T) {
		b := anyBudget(t)
		b.Threshold = rapid.Int64Range(0, 4).Draw(t, "threshold")
		other := *b
		other.Votes = rapid.Permutation(b.Votes).Draw(t, "order")
		for _, rule := range rules {
			f, err := rule(b)
			if err != nil {
				t.Fatal(err)
			}
			spent := int64(0)
			for _, p := range f.Selected {
				spent += b.Projects[p].Cost
				if f.Scores[p] < b.Threshold || f.Scores[p] == 0 {
					t.Fatalf("%s funded a project with %d votes", f.Rule, f.Scores[p])
				}
			}
			if spent != f.Spent || spent > b.Limit {
				t.Fatalf("%s spent %d, says %d, of %d", f.Rule, spent, f.Spent, b.Limit)
			}
			if len(f.Steps) != len(b.Projects) {
				t.Fatalf("%s explains %d of %d projects", f.Rule, len(f.Steps), len(b.Projects))
			}
			for _, s := range f.Steps {
				if strings.Contains(b.Sentence(f, s), "Something") {
					t.Fatalf("%s has no words for %q", f.Rule, s.What)
				}
			}
			again, err := rule(&other)
			if err != nil || !slices.Equal(again.Selected, f.Selected) {
				t.Fatalf("%s funds %v, and in another order of ballots %v", f.Rule, f.Selected, again.Selected)
			}
		}
	})
}

// TestKnapsackIsTheBest tries every set there is.
func TestKnapsackIsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBudget(t)
		scores := b.Scores()
		var best []bool
		var bestVotes, bestCost int64
		for set := range 1 << len(b.Projects) {
			in := make([]bool, len(b.Projects))
			var votes, cost int64
			for p := range in {
				if in[p] = set&(1<<p) != 0; in[p] {
					votes, cost = votes+scores[p], cost+b.Projects[p].Cost
				}
			}
			useless := slices.ContainsFunc(slices.Collect(indexes(in)), func(p int) bool { return scores[p] == 0 })
			if cost > b.Limit || useless || best != nil && (votes < bestVotes || votes == bestVotes && cost > bestCost) {
				continue
			}
			if best == nil || votes > bestVotes || cost < bestCost || earlier(in, best) {
				best, bestVotes, bestCost = in, votes, cost
			}
		}
		f, err := Knapsack(b)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]bool, len(b.Projects))
		for _, p := range f.Selected {
			got[p] = true
		}
		if !slices.Equal(got, best) {
			t.Fatalf("chose %v, want %v (scores %v)", got, best, scores)
		}
	})
}

func indexes(in []bool) func(func(int) bool) {
	return func(yield func(int) bool) {
		for p, is := range in {
			if is && !yield(p) {
				return
			}
		}
	}
}

func earlier(a, b []bool) bool {
	for p := range a {
		if a[p] != b[p] {
			return a[p]
		}
	}
	return false
}

func TestKnapsackGivesUp(t *testing.T) {
	b := &Budget{Type: VoteApproval, Limit: 1 << 40}
	v := BudgetVote{}
	for i := range 200 { // costs and points such that no set beats another
		b.Projects = append(b.Projects, Project{ID: fmt.Sprint(i), Cost: 1<<34 + int64(i*i*i*7919%1_000_003)*1_000})
		v.Projects, v.Points = append(v.Projects, i), append(v.Points, 1<<34+int64(i*i*i*7919%1_000_003)*1_000)
	}
	b.Type, b.Votes = VoteScoring, []BudgetVote{v}
	if _, err := Knapsack(b); !errors.Is(err, ErrTooHard) {
		t.Errorf("got %v", err)
	}
}

func TestGreedyWays(t *testing.T) {
	b := &Budget{Limit: 100, Type: VoteApproval, Projects: []Project{{ID: "a", Cost: 60}, {ID: "b", Cost: 50}, {ID: "c", Cost: 40}}}
	b.Votes = []BudgetVote{{Projects: []int{0, 1, 2}}, {Projects: []int{0, 1}}, {Projects: []int{0}}}
	for _, c := range []struct {
		rule func(*Budget) (*Funding, error)
		want []int
	}{{Greedy, []int{0, 2}}, {GreedyNoSkip, []int{0}}, {Knapsack, []int{0, 2}}} {
		if f, err := c.rule(b); err != nil || !slices.Equal(f.Selected, c.want) {
			t.Errorf("%+v %v, want %v", f, err, c.want)
		}
	}
}

func TestOrdinalPoints(t *testing.T) {
	b := &Budget{Type: VoteOrdinal, MaxLength: 3, Projects: make([]Project, 4)}
	b.Votes = []BudgetVote{{Projects: []int{2, 0}}, {Projects: []int{1, 2, 3}}}
	if got := b.Scores(); !slices.Equal(got, []int64{2, 3, 5, 1}) {
		t.Errorf("points %v", got)
	}
}

func TestNobodyVoted(t *testing.T) {
	if _, err := EqualShares(&Budget{Limit: 5, Projects: []Project{{ID: "a", Cost: 1}}}); !errors.Is(err, ErrNoVoters) {
		t.Errorf("got %v", err)
	}
}

func equalShare(b *Budget) *big.Rat { return big.NewRat(b.Limit, int64(len(b.Votes))) }

// manyVoters makes a budget of 1.2 million pounds, with projects of ten to a hundred and thirty thousand, of which
// each voter names about a tenth; some are much better liked than others.
func manyVoters(voters, projects int) *Budget {
	b := &Budget{Limit: 1_200_000, Type: VoteApproval}
	state := uint32(7)
	next := func(n int) int {
		state = state*1664525 + 1013904223
		return int(state>>8) % n
	}
	for i := range projects {
		b.Projects = append(b.Projects, Project{ID: fmt.Sprint(i), Cost: int64(10_000 + next(120_000))})
	}
	for i := range voters {
		v := BudgetVote{Voter: fmt.Sprint(i)}
		for p := range projects {
			if next(100) < 2+p%17 {
				v.Projects = append(v.Projects, p)
			}
		}
		b.Votes = append(b.Votes, v)
	}
	return b
}
