package count

// Consents is what a consent vote has come to, in people.
type Consents struct {
	Agree, Concern, Block int
	StandAside            int // neither for nor in the way
	Eligible              int
	Present               int // as in [Totals]
}

// ConsentRule says when a motion has the group's consent: nobody, or hardly anybody, blocks it. A concern is recorded
// with the decision and does not stop it; a block does. This is consent as in sociocracy ("no reasoned, paramount
// objection": G. Endenburg, Sociocracy, 1981), and with Blocks above 0 the "consensus minus one" of many housing
// co-operatives. There must be at least one agreement: silence is not consent.
type ConsentRule struct {
	Blocks int    `json:"blocks"` // how many blocks a motion can bear; usually 0
	Quorum Quorum `json:"quorum"`
}

// Judge says what the vote comes to.
func (r ConsentRule) Judge(c Consents) Outcome {
	voters := c.Agree + c.Concern + c.Block + c.StandAside
	switch {
	case voters == 0:
		return NoVotes
	case !r.Quorum.Reached(max(voters, c.Present), c.Eligible):
		return NoQuorum
	case c.Block > r.Blocks || c.Agree+c.Concern == 0:
		return WouldNotPass
	}
	return WouldPass
}
