package count

import (
	"errors"
	"math/big"
	"strconv"
	"strings"
)

// What one budget may hold.
const (
	MaxProjects = 2000
	MaxVoters   = 1_000_000
	MaxMoney    = 1_000_000_000_000_000 // smallest units, in all projects together too
)

// VoteType is what voters were asked for.
type VoteType string

// The vote types of Pabulib.
const (
	VoteApproval   VoteType = "approval"   // any number of projects
	VoteChooseOne  VoteType = "choose-1"   // one project
	VoteOrdinal    VoteType = "ordinal"    // projects in order, the best first
	VoteCumulative VoteType = "cumulative" // a number of points, shared among projects
	VoteScoring    VoteType = "scoring"    // points for each project by itself
)

// Budget is money, the projects that it could pay for, and votes for them.
type Budget struct {
	Title  string
	Limit  int64 // smallest units, such as pence
	Places int   // decimal places of one smallest unit: 2 where 1 pound is 100 units
	Type   VoteType
	// MaxLength is how many projects a voter could name; 0 where that is not said.
	MaxLength int
	// Threshold is how many votes or points a project must have at least.
	Threshold   int64
	PointPlaces int // decimal places of points, and so of Threshold
	Projects    []Project
	Votes       []BudgetVote
	Rule        string    // by which the file says that it was counted, or empty
	Meta        []MetaRow // what else a file says of itself
	Notes       []Note    // what a reader of the file passed over
}

// Project could be paid for. Its number is its place in [Budget.Projects], from 0.
type Project struct {
	ID       string
	Name     string
	Cost     int64
	Selected bool // by whoever made the file
}

// BudgetVote is what one voter said.
type BudgetVote struct {
	Voter    string
	Projects []int   // best first, in an ordinal vote
	Points   []int64 // for each of Projects; empty in a vote without points
}

// MetaRow is a line of what a file says of itself.
type MetaRow struct{ Key, Value string }

// check says why a budget cannot be counted.
func (b *Budget) check() error {
	switch {
	case len(b.Projects) == 0 || len(b.Projects) > MaxProjects:
		return errors.New("a budget has 1 to 2000 projects")
	case len(b.Votes) > MaxVoters:
		return errors.New("a budget has at most a million voters")
	case b.Limit < 0 || b.Limit > MaxMoney:
		return errors.New("the budget is too big to count with")
	}
	total := int64(0)
	for _, p := range b.Projects {
		if p.Cost < 0 || p.Cost > MaxMoney-total {
			return errors.New("the projects cost more together than can be counted with")
		}
		total += p.Cost
	}
	for _, v := range b.Votes {
		if len(v.Points) != 0 && len(v.Points) != len(v.Projects) {
			return errors.New("a vote gives points to other projects than it names")
		}
		for _, p := range v.Projects {
			if p < 0 || p >= len(b.Projects) {
				return errors.New("a vote names a project that is not there")
			}
		}
	}
	return nil
}

// Scores adds up what the voters give each project: one for being named; the points, where there are points; in an
// ordinal vote, by Borda's count, as many points for the first as a voter could name projects, one less for the
// second, and so on.
func (b *Budget) Scores() []int64 {
	scores := make([]int64, len(b.Projects))
	longest := b.longest()
	for _, v := range b.Votes {
		for i, p := range v.Projects {
			switch {
			case len(v.Points) > 0:
				scores[p] += v.Points[i]
			case b.Type == VoteOrdinal:
				scores[p] += int64(max(longest-i, 1))
			default:
				scores[p]++
			}
		}
	}
	return scores
}

func (b *Budget) longest() int {
	if b.MaxLength > 0 {
		return b.MaxLength
	}
	longest := 0
	for _, v := range b.Votes {
		longest = max(longest, len(v.Projects))
	}
	return longest
}

// eligible says which projects may be paid for at all: those that somebody wants, that reach the threshold and that do
// not cost more than the whole budget.
func (b *Budget) eligible(scores []int64) []bool {
	may := make([]bool, len(b.Projects))
	for i, p := range b.Projects {
		may[i] = scores[i] > 0 && scores[i] >= b.Threshold && p.Cost <= b.Limit
	}
	return may
}

// Money writes an amount, such as 1200.50.
func (b *Budget) Money(units int64) string { return decimalText(units, b.Places) }

// Points writes a project's votes or points, such as 43 or 12.5.
func (b *Budget) Points(score int64) string { return decimalText(score, b.PointPlaces) }

// decimalText writes units of ten to the minus places.
func decimalText(units int64, places int) string {
	t := Table{Places: places}
	s := t.Amount(units)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// FundingRule is a way of deciding what a budget pays for.
type FundingRule string

// The rules.
const (
	RuleEqualShares  FundingRule = "equalshares"
	RuleGreedy       FundingRule = "greedy"
	RuleGreedyNoSkip FundingRule = "greedy-no-skip"
	RuleKnapsack     FundingRule = "knapsack"
)

// Funding is what a rule makes of a budget, step by step.
type Funding struct {
	Rule     FundingRule
	Selected []int // projects in the order in which they were chosen
	Spent    int64
	Scores   []int64 // as [Budget.Scores]
	Steps    []FundingStep
	// Share is what each voter had to spend, in smallest units; only under Equal Shares.
	Share *big.Rat
}

// FundingStep is one decision.
type FundingStep struct {
	What    FundingEvent
	Project int
	Left    int64 // of the budget, after it
	// Under Equal Shares: how many voters stand behind the project, and the most that one of them gave, in hundredths
	// of a main unit (such as pence), rounded up.
	Backers int
	Each    int64
}

// FundingEvent is the kind of a step.
type FundingEvent string

// What can happen in a step.
const (
	Funded    FundingEvent = "funded"
	TooDear   FundingEvent = "tooDear" // not enough is left
	Stopped   FundingEvent = "stopped" // not enough is left, and the rule ends there
	AfterStop FundingEvent = "after"   // the rule had ended before it
	TooFew    FundingEvent = "tooFew"  // fewer votes than the threshold, or none
	BestOfAll FundingEvent = "best"    // in the set with the most votes that can be paid for
	PaidByAll FundingEvent = "paid"    // its supporters paid for it
	Unpaid    FundingEvent = "unpaid"  // its supporters do not have enough left
	LeftOut   FundingEvent = "leftOut" // not in the set with the most votes
	CostsNone FundingEvent = "costsNone"
)

// Sentence says a step in plain English.
func (b *Budget) Sentence(f *Funding, s FundingStep) string {
	p := b.Projects[s.Project]
	name := p.Name
	if name == "" {
		name = p.ID
	}
	votes := b.Points(f.Scores[s.Project])
	cost, left := b.Money(p.Cost), b.Money(s.Left)
	switch s.What {
	case Funded:
		return name + " (" + votes + " votes) is funded for " + cost + "; " + left + " is left."
	case TooDear:
		return name + " (" + votes + " votes) costs " + cost + ", more than the " + left + " that is left, and is passed over."
	case Stopped:
		return name + " (" + votes + " votes) costs " + cost + ", more than the " + left + " that is left, and nothing further is funded."
	case AfterStop:
		return name + " (" + votes + " votes) comes after the project at which the money ran out, and is not funded."
	case TooFew:
		return name + " (" + votes + " votes) does not have enough votes to be funded, or costs more than the whole budget."
	case BestOfAll:
		return name + " (" + votes + " votes) is in the set that has the most votes for the money."
	case LeftOut:
		return name + " (" + votes + " votes) is not in the set that has the most votes for the money."
	case PaidByAll:
		return name + " is paid for by its " + strconv.Itoa(s.Backers) + " voters, none giving more than " + decimalText(s.Each, 2) + "; " + left + " is left of the budget."
	case CostsNone:
		return name + " costs nothing and is funded."
	case Unpaid:
		return name + " is not funded: its supporters do not have enough of their shares left."
	}
	return "Something happened that this version of Moot has no words for."
}

func power10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }
