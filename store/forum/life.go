package forum

import (
	"cmp"
	"slices"

	"moot/store/saying"
)

// The life of a proposal: which step leads on from which state. This is the one place that says so. It is for a device's
// own deeds; whether a record made elsewhere stands never depends on what else has arrived, and is said by [Check].

// Step is one thing people do with a proposal.
type Step string

// The steps.
const (
	StepDraft    Step = "draft"    // take it back to a draft
	StepOpen     Step = "open"     // put a draft forward, or reopen
	StepWithdraw Step = "withdraw" // give it up
	StepEdit     Step = "edit"     // change its words, title or cost
	StepAdvise   Step = "advise"
	StepAmend    Step = "amend" // propose other words, or take such words in
	StepVote     Step = "vote"  // open a vote on it
	StepSignOff  Step = "sign-off"
	StepDissent  Step = "statement" // attach a statement to what was decided
	StepDoing    Step = "doing"
	StepDone     Step = "done"
)

// leads says from which states each step may be taken.
var leads = map[Step][]ProposalState{
	StepDraft:    {StateDraft, StateOpen, StateWithdrawn},
	StepOpen:     {StateDraft, StateOpen, StatePassed, StateNotPassed, StateDecided, StateAwaiting, StateRefused, StateWithdrawn, StateDoing, StateDone},
	StepWithdraw: {StateDraft, StateOpen, StateVoting, StateNotPassed, StateRefused, StateWithdrawn},
	StepEdit:     {StateDraft, StateOpen, StateWithdrawn, StateDoing, StateDone},
	StepAdvise:   {StateDraft, StateOpen, StateVoting},
	StepAmend:    {StateDraft, StateOpen},
	StepVote:     {StateOpen},
	StepSignOff:  {StateDecided, StateAwaiting, StateRefused},
	StepDissent:  {StatePassed, StateNotPassed, StateDecided, StateAwaiting, StateRefused, StateDoing, StateDone},
	StepDoing:    {StateOpen, StatePassed, StateDecided, StateDoing, StateDone},
	StepDone:     {StateOpen, StatePassed, StateDecided, StateDoing, StateDone},
}

// why says why a step cannot be taken from a state, where there is more to say than in stuck.
var why = map[Step]map[ProposalState]saying.Text{
	StepEdit: {StateVoting: "people are voting on these words, so they cannot be changed now; make a comment, or withdraw the proposal first"},
	StepVote: {
		StateDraft:  "this is still a draft: put it forward before a vote (moot proposal state PROPOSAL open)",
		StateVoting: "a vote on this proposal is already open",

		StatePassed:    "this has been voted on (passed); reopen it before another vote",
		StateNotPassed: "this has been voted on (not passed); reopen it before another vote",
		StateDecided:   "this has been voted on (decided); reopen it before another vote",
	},
	StepOpen: {StateVoting: "people are voting on this: it is open already"},
	StepSignOff: {
		StatePassed:    "the charter asks nobody to sign this off",
		StateNotPassed: "this was not passed, so there is nothing to sign off",
	},
	StepDissent: {StateVoting: "a statement is attached to a vote that is closed; say it with your vote, or in a comment"},
	StepDoing:   {StateAwaiting: "this cannot begin until it is signed off", StateRefused: "its sign-off was refused, so it cannot begin; reopen it to change it"},
	StepDone:    {StateAwaiting: "this cannot be done until it is signed off", StateRefused: "its sign-off was refused, so it cannot be done; reopen it to change it"},
}

// stuck says how a proposal stands that a step cannot be taken from.
var stuck = map[ProposalState]saying.Text{
	StateDraft:     "this is still a draft: put it forward first (moot proposal state PROPOSAL open)",
	StateOpen:      "nothing has been decided about this yet",
	StateVoting:    "people are voting on this: that must be over first, or the proposal withdrawn",
	StatePassed:    "this has been voted on (passed); reopen it first",
	StateNotPassed: "this has been voted on (not passed); reopen it first",
	StateDecided:   "this has been voted on (decided); reopen it first",
	StateAwaiting:  "this has been voted on and is waiting to be signed off; reopen it first",
	StateRefused:   "the sign-off of this was refused; reopen it first",
	StateWithdrawn: "this proposal is withdrawn; reopen it first",
	StateDoing:     "this proposal is being done; reopen it first",
	StateDone:      "this proposal is done; reopen it first",
}

// errSettled is why words that were decided on stay.
const errSettled saying.Text = "these words have been decided on, so they stay as they are; make a new proposal to change what was decided, or reopen this one"

// Progress is what of a proposal says which steps can be taken.
type Progress struct {
	State   ProposalState
	Decided bool // by a vote, which still holds
}

// Progress gives how a proposal stands.
func (p *Proposal) Progress() Progress {
	return Progress{p.State, p.Frozen() && p.State != StateVoting}
}

// May says whether a step can be taken. Errors: [*RefusedError] with the reason in plain words.
func (s Progress) May(step Step) error {
	switch {
	case step == StepEdit && s.Decided:
		return refuse(errSettled)
	case step == StepDissent && !s.Decided && s.State != StateVoting:
		return refuse("nothing has been decided by a vote here, so there is nothing to make a statement on")
	case slices.Contains(leads[step], s.State):
		return nil
	}
	return refuse(cmp.Or(why[step][s.State], stuck[s.State], "this version of Moot does not know how this proposal stands"))
}

// StepTo gives the step that sets a proposal to a state. ok is false for a state that nobody sets.
func StepTo(s ProposalState) (step Step, ok bool) {
	step, ok = map[ProposalState]Step{
		StateDraft: StepDraft, StateOpen: StepOpen, StateWithdrawn: StepWithdraw, StateDoing: StepDoing, StateDone: StepDone,
	}[s]
	return step, ok
}

// Stage is a state that a proposal came into.
type Stage struct {
	State ProposalState
	By    Person
	Time  int64 // claimed, ms
}

// life lists the states a proposal has been in, in the order of the times claimed.
func (p *Proposal) life(first ProposalState) []Stage {
	all := []Stage{{first, p.Author, p.Made}}
	for _, s := range p.Settings {
		if s.Field == FieldState {
			all = append(all, Stage{ProposalState(s.Text), s.By, s.Time})
		}
	}
	for i := range p.Votes {
		all = append(all, p.Votes[i].life()...)
	}
	slices.SortStableFunc(all, func(a, b Stage) int { return cmp.Compare(a.Time, b.Time) })
	return all
}

// life lists the states a vote has brought its proposal into.
func (v *Vote) life() []Stage {
	all := []Stage{{StateVoting, v.Opener, v.Opened}}
	final := v.Final()
	if final == nil {
		return all
	}
	all = append(all, Stage{final.Outcome, final.Tellers[0], final.Time})
	out := v.Outcome()
	if out == final.Outcome && len(v.Asked) == 0 || final.Outcome == StateNotPassed {
		return all
	}
	all = append(all, Stage{StateAwaiting, final.Tellers[0], final.Time})
	if out == StateAwaiting {
		return all
	}
	var last Stage
	for _, s := range v.SignOffs {
		if s.Counts && s.Refused == (out == StateRefused) && (last.Time == 0 || s.Time > last.Time) {
			last = Stage{out, s.By, max(s.Time, final.Time)}
		}
	}
	return append(all, last)
}
