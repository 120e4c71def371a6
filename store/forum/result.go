package forum

import (
	"crypto/sha256"
	"strings"

	"moot/store/count"
)

// Result is what ballots come to.
type Result struct {
	Outcome ProposalState  // if these are all the ballots: [StatePassed], [StateNotPassed] or [StateDecided]
	Says    string         // the same in words, as long as the vote is open
	Winners []int          // options that win or are funded, in that order
	Table   *count.Table   // approval, score, ranked, stv: the count, stage by stage
	Budget  *count.Budget  // budget: what was counted
	Funding *count.Funding // and the outcome, step by step
	Digest  ID             // of all that decides
}

// counted is a result in the form that is hashed for a certificate. It is part of the format: what explains a count is
// left out of it, so that later versions can explain better.
type counted struct {
	_       struct{} `cbor:",toarray"`
	Vote    ID
	Outcome ProposalState
	Winners []int
	Ballots []ID      // those counted, sorted
	Totals  []int64   // [Vote.Totals]
	Stages  [][]int64 // of each stage of a table: every option's votes
}

// Seed is what the lots of a count are drawn from: SHA-256 of "moot lot seed 1", the vote's id and the ids of the
// ballots counted, in order. It is the certificate's hash without the result, which may depend on the lot: nobody knows
// it before the ballots are fixed.
func Seed(vote ID, ballots []ID) count.Seed {
	b := append([]byte("moot lot seed 1"), vote[:]...)
	for _, id := range ballots {
		b = append(b, id[:]...)
	}
	return sha256.Sum256(b)
}

// Result counts the ballots of the vote, with the lots that a certificate of exactly these would draw. Before the vote
// is closed it is provisional, and of a secret vote there is none. Errors: [count.ErrTooLong] for a budget that no device
// can count.
func (v *Vote) Result() (Result, error) { return v.Count(Seed(v.ID, v.counted())) }

// Count is [Vote.Result] with lots drawn from another seed.
func (v *Vote) Count(seed count.Seed) (Result, error) {
	if v.Sealed() {
		return Result{}, errSealed
	}
	return v.count(seed)
}

func (v *Vote) count(seed count.Seed) (r Result, err error) {
	switch v.Method {
	case MethodYesNo:
		r.judge(v.Terms.rule().Judge(count.Totals{
			Yes: v.Tally.Yes, No: v.Tally.No, Abstain: v.Tally.Abstain, Eligible: v.Tally.Eligible, Cast: v.casting(),
			Present: v.Turnout() - v.Unseen,
		}))
	case MethodConsent:
		r.judge(count.ConsentRule{Blocks: v.Terms.Blocks, Quorum: v.Terms.Quorum.rule()}.Judge(count.Consents{
			Agree: v.Tally.Yes, Concern: v.Tally.Concern, Block: v.Tally.Block, StandAside: v.Tally.Abstain, Eligible: v.Tally.Eligible,
			Present: v.Turnout() - v.Unseen,
		}))
	default:
		err = v.choose(&r, seed)
	}
	sum := counted{Vote: v.ID, Outcome: r.Outcome, Winners: r.Winners, Ballots: v.counted(), Totals: v.Totals}
	if r.Table != nil {
		for _, s := range r.Table.Stages {
			sum.Stages = append(sum.Stages, s.Votes)
		}
	}
	r.Digest = ViewDigest(sum)
	return r, err
}

func (r *Result) judge(o count.Outcome) {
	r.Outcome, r.Says = StateNotPassed, string(o)
	if o == count.WouldPass {
		r.Outcome = StatePassed
	}
}

// casting gives how the opener's ballot counts once more in a tie.
func (v *Vote) casting() int {
	if b, ok := v.ballotOf(v.Opener); ok && v.Terms.Casting == CastingOpener {
		return map[Choice]int{Yes: 1, No: -1}[b.Choice]
	}
	return 0
}

// choose counts a vote among options.
func (v *Vote) choose(r *Result, seed count.Seed) (err error) {
	marked := v.marked()
	switch {
	case len(marked) == 0:
		r.judge(count.NoVotes)
		return nil
	case !v.Terms.Quorum.rule().Reached(v.Turnout()-v.Unseen, v.Tally.Eligible):
		r.judge(count.NoQuorum)
		return nil
	}
	switch v.Method {
	case MethodApproval:
		r.Table, err = count.Approval(v.names(), v.Totals, len(marked), max(v.Seats, 1), seed)
	case MethodScore:
		r.Table, err = count.Score(v.names(), v.Totals, len(marked), max(v.Seats, 1), seed)
	case MethodRanked:
		r.Table, err = count.Runoff(v.Election(), seed)
	case MethodSTV:
		r.Table, err = count.Scottish(v.Election(), seed)
	default:
		r.Budget = v.Projects()
		r.Funding, err = count.EqualShares(r.Budget)
	}
	if err != nil {
		return err
	}
	r.Winners, r.Says = v.winners(r)
	if r.Outcome = StateDecided; len(r.Winners) == 0 {
		r.Outcome = StateNotPassed
	}
	return nil
}

// winners gives the options that win, and says so.
func (v *Vote) winners(r *Result) (winners []int, says string) {
	does := "would win"
	if r.Funding != nil {
		winners, does = r.Funding.Selected, "would be funded"
	} else {
		winners = r.Table.Elected
	}
	if len(winners) == 0 {
		return nil, "nothing " + does
	}
	names := make([]string, len(winners))
	for i, w := range winners {
		names[i] = v.Options[w].Title
	}
	return winners, strings.Join(names, ", ") + " " + does
}

// marked gives the ballots that name options; the others abstain.
func (v *Vote) marked() (all []*Ballot) {
	cast := v.everyVote()
	for i := range cast {
		if len(cast[i].Prefs) > 0 {
			all = append(all, &cast[i])
		}
	}
	return all
}

func (v *Vote) names() []string {
	all := make([]string, len(v.Options))
	for i, o := range v.Options {
		all[i] = o.Title
	}
	return all
}

// Election gives the ballots of a ranked or STV vote that count, as what a file of ballots holds.
func (v *Vote) Election() *count.Election {
	e := &count.Election{Title: v.Title, Seats: max(v.Seats, 1)}
	for _, name := range v.names() {
		e.Candidates = append(e.Candidates, count.Candidate{Name: name})
	}
	for _, b := range v.marked() {
		p := count.Paper{Count: 1}
		for _, o := range b.Prefs {
			p.Marks = append(p.Marks, count.Mark{Candidate: o})
		}
		e.Papers = append(e.Papers, p)
	}
	return e
}

// Projects is [Vote.Election] for a vote on a budget.
func (v *Vote) Projects() *count.Budget {
	b := &count.Budget{Title: v.Title, Limit: v.Budget, Places: 2, Type: count.VoteApproval}
	for _, o := range v.Options {
		b.Projects = append(b.Projects, count.Project{ID: o.Title, Name: o.Title, Cost: o.Cost})
	}
	for _, one := range v.marked() {
		b.Votes = append(b.Votes, count.BudgetVote{Voter: one.voterName(), Projects: one.Prefs})
	}
	return b
}
