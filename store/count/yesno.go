package count

// Outcome is what a count comes to, or would come to if it ended now.
type Outcome string

// The outcomes of a yes/no vote that is still open.
const (
	NoVotes      Outcome = "no votes yet"
	WouldPass    Outcome = "would pass"
	WouldNotPass Outcome = "would not pass"
	Tied         Outcome = "tied"
)

// YesNo counts by simple majority of those who said yes or no. Abstentions are votes cast but not for or against, and
// a tie passes nothing; a casting vote, a quorum or a larger majority is for the charter to add. Eligible is how many
// may vote: it does not enter into a simple majority.
func YesNo(yes, no, abstain, eligible int) Outcome {
	switch {
	case yes+no+abstain == 0:
		return NoVotes
	case yes > no:
		return WouldPass
	case yes < no:
		return WouldNotPass
	}
	return Tied
}
