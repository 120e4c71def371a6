package count

import (
	"strconv"
	"strings"
)

// Method is a way of counting.
type Method string

// The methods that a [Table] can come from.
const (
	MethodApproval Method = "approval"
	MethodScore    Method = "score"
	MethodRunoff   Method = "ranked"
	MethodScottish Method = "scottish"
	MethodMeek     Method = "meek"
)

// Status is where a candidate stands at the end of a stage.
type Status string

// The statuses of a candidate.
const (
	Continuing Status = "continuing"
	Elected    Status = "elected"
	Excluded   Status = "excluded"
	Withdrawn  Status = "withdrawn"
)

// Table is a count, stage by stage. Whatever is shown of a count, on paper or on a screen, is made from this.
// Candidates are numbers, from 0, in the order of Names. Amounts are in units: [Table.Amount] writes them as votes.
type Table struct {
	Method  Method
	Title   string
	Names   []string
	Seats   int
	Places  int   // decimal places of an amount: 5 where a unit is a hundred-thousandth of a vote
	Valid   int64 // papers counted
	Invalid int64 // papers with no good first preference
	Stages  []Stage
	Elected []int // in the order of election
}

// Stage is one step of a count and how things stand after it. Votes, Exhausted and Lost together are always all the
// valid papers, except in an approval or score vote.
type Stage struct {
	Events    []Event // what happened, in this order
	Quota     int64   // what it takes to be elected
	Votes     []int64 // of each candidate
	Change    []int64 // in Votes since the stage before; empty in the first stage
	Status    []Status
	Exhausted int64   // on papers with no further preference
	Lost      int64   // to rounding down
	Keep      []int64 // Meek only: how much of each vote a candidate keeps, in billionths
}

// Happening is the kind of an event.
type Happening string

// What can happen in a stage.
const (
	FirstPreferences Happening = "firstPreferences" // Amount: valid papers
	TotalsAdded      Happening = "totals"           // an approval or score vote: all there is to count
	Distributed      Happening = "distributed"      // Meek: Amount is the total surplus left
	SurplusMoved     Happening = "surplus"          // Who: from whom; Amount: how much
	Exclusion        Happening = "excluded"         // Who; Amount: with how many votes
	ReachedQuota     Happening = "quota"            // Who; Amount: with how many votes
	MoreThanHalf     Happening = "majority"         // Who; Amount: with how many votes
	MostVotes        Happening = "most"             // Who; Amount: with how many votes
	LastSeats        Happening = "lastSeats"        // Who: elected because no more are left than there are seats
	TieBefore        Happening = "tieBefore"        // Among were level; stage Stage decided for Who
	TieLot           Happening = "tieLot"           // Among were level at every stage; the lot fell on Who
	SeatsLeftEmpty   Happening = "seatsEmpty"       // Amount: seats for which there is nobody
)

// Event is one thing that happened in a stage.
type Event struct {
	What   Happening
	Who    int
	Among  []int
	Stage  int // from 1
	Amount int64
	For    Happening // of a tie: what it was about, [SurplusMoved], [Exclusion] or [MostVotes]
}

// Amount writes units as votes, such as 1412.45570.
func (t *Table) Amount(units int64) string {
	s := strconv.FormatInt(units, 10)
	if t.Places == 0 {
		return s
	}
	sign := ""
	if units < 0 {
		sign, s = "-", s[1:]
	}
	if len(s) <= t.Places {
		s = strings.Repeat("0", t.Places+1-len(s)) + s
	}
	return sign + s[:len(s)-t.Places] + "." + s[len(s)-t.Places:]
}

// Explain says in plain sentences what happened in a stage, from 0.
func (t *Table) Explain(stage int) []string {
	sentences := make([]string, 0, len(t.Stages[stage].Events))
	for _, e := range t.Stages[stage].Events {
		sentences = append(sentences, t.Sentence(e))
	}
	return sentences
}

// Sentence says one event in plain English.
func (t *Table) Sentence(e Event) string {
	votes := t.Amount(e.Amount)
	switch e.What {
	case FirstPreferences:
		return "The first preferences on " + strconv.FormatInt(t.Valid, 10) + " valid papers were counted."
	case TotalsAdded:
		return "The points for each were added up."
	case Distributed:
		return "Every paper was shared out again among those elected and those still standing; " + votes + " votes above the quota are left over."
	case SurplusMoved:
		return "The " + votes + " votes that " + t.Names[e.Who] + " has above the quota were passed on, each paper at a smaller value."
	case Exclusion:
		return t.Names[e.Who] + " has the fewest votes (" + votes + ") and is out; those papers go to the next preference on them."
	case ReachedQuota:
		return t.Names[e.Who] + " has reached the quota with " + votes + " votes and is elected."
	case MoreThanHalf:
		return t.Names[e.Who] + " has more than half of the papers still in the count (" + votes + ") and is elected."
	case MostVotes:
		return t.Names[e.Who] + " has the most (" + votes + ") and is elected."
	case LastSeats:
		return t.Names[e.Who] + " is elected, because no more candidates are left than there are seats."
	case SeatsLeftEmpty:
		return "There are not enough candidates: " + strconv.FormatInt(e.Amount, 10) + " of the seats stay empty."
	case TieBefore, TieLot:
		return t.tieSentence(e)
	}
	return "Something happened that this version of Moot has no words for."
}

func (t *Table) tieSentence(e Event) string {
	names := make([]string, len(e.Among))
	for i, c := range e.Among {
		names[i] = t.Names[c]
	}
	level := strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " are level"
	about := map[Happening]string{
		SurplusMoved: "is taken first", Exclusion: "goes out", MostVotes: "is elected",
	}[e.For]
	if e.What == TieLot {
		return level + " and cannot be told apart; the lot decides that " + t.Names[e.Who] + " " + about + "."
	}
	return level + "; at stage " + strconv.Itoa(e.Stage) + " they were not, and by that " + t.Names[e.Who] + " " + about + "."
}
