package forum

import (
	"bytes"
	"slices"
	"strings"

	"moot/store/count"
)

// The ways of voting.
const (
	MethodYesNo    = "yesno"    // yes, no or abstain
	MethodConsent  = "consent"  // agree (yes), concern, block or abstain: [count.ConsentRule]
	MethodApproval = "approval" // any number of options: [count.Approval]
	MethodScore    = "score"    // points for each option: [count.Score]
	MethodRanked   = "ranked"   // options in order, one wins: [count.Runoff]
	MethodSTV      = "stv"      // options in order, for several seats: [count.Scottish]
	MethodBudget   = "budget"   // projects worth their cost: [count.EqualShares]
)

// Limits of votes.
const (
	MaxOptions  = 100
	MaxTellers  = 16
	MaxCounted  = 1800                // ballots and delegations one record lists: what fits a payload; more are in lists of their own
	MaxSpending = 100_000_000_000_000 // pence: a budget, or all the options of one together
)

// choices says what a ballot may say in each method; where there are options it may name them instead.
var choices = map[string][]Choice{
	MethodYesNo:    {Yes, No, Abstain},
	MethodConsent:  {Yes, Concern, Block, Abstain},
	MethodApproval: {Abstain},
	MethodScore:    {Abstain},
	MethodRanked:   {Abstain},
	MethodSTV:      {Abstain},
	MethodBudget:   {Abstain},
}

// Choices gives what a ballot may say in a method, besides naming options where there are any.
func Choices(method string) []Choice { return slices.Clone(choices[method]) }

// Methods lists the ways of voting.
func Methods() []string {
	return []string{MethodYesNo, MethodConsent, MethodApproval, MethodScore, MethodRanked, MethodSTV, MethodBudget}
}

// HasOptions says whether ballots of a method name options.
func HasOptions(method string) bool { return method != MethodYesNo && method != MethodConsent }

func (v *OpenVote) check() error {
	if len(v.After) > MaxIDs {
		return bad("it comes after %d votes; the most is %d", len(v.After), MaxIDs)
	}
	return first(
		known("way of voting", v.Method, Methods()...),
		heads("the words voted on", v.Wording),
		line("a title", v.Title, MaxTitle),
		within("a cost", v.Cost, 0, MaxNumber),
		within("a deadline", v.Closes, 0, MaxTime),
		within("the time for ballots to travel", v.Grace, 0, maxGrace),
		v.Terms.check(),
		v.checkTellers(),
		v.checkBetween(),
		v.checkOptions(),
	)
}

func (v *OpenVote) checkTellers() error {
	if len(v.Tellers) > MaxTellers {
		return bad("it names %d tellers; the most is %d", len(v.Tellers), MaxTellers)
	}
	for i, p := range v.Tellers {
		if p.Zero() || i > 0 && bytes.Compare(v.Tellers[i-1][:], p[:]) >= 0 {
			return bad("the tellers it names are not sorted")
		}
	}
	if len(v.Tellers) > 0 && v.Sign > len(v.Tellers) {
		return bad("it takes %d signatures, and there are only %d tellers", v.Sign, len(v.Tellers))
	}
	return within("the number of tellers who must sign", int64(v.Sign), 0, MaxTellers)
}

// checkOptions holds the fields that only some methods have to those methods.
func (v *OpenVote) checkOptions() error {
	least, most := 2, MaxOptions
	switch v.Method {
	case MethodYesNo, MethodConsent:
		least, most = 0, 0
	case MethodBudget, MethodSTV:
		least = 1
	}
	if len(v.Options) < least || len(v.Options) > most {
		return bad("a vote of this kind has %d to %d options", least, most)
	}
	seats := 0
	if v.Method == MethodApproval || v.Method == MethodScore || v.Method == MethodSTV {
		seats = len(v.Options)
	}
	points, spend := int64(0), int64(0)
	if v.Method == MethodScore {
		points = count.MaxPoints
	}
	if v.Method == MethodBudget {
		spend = MaxSpending
	}
	return first(
		within("the number of winners", int64(v.Seats), 0, int64(seats)),
		within("the most points for one option", v.Most, min(points, 1), points),
		within("a budget", v.Budget, min(spend, 1), spend),
		v.checkEach(spend),
	)
}

func (v *OpenVote) checkEach(spend int64) error {
	titles, people := map[string]bool{}, map[Person]bool{}
	left := spend
	for _, o := range v.Options {
		if err := first(line("an option", o.Title, MaxTitle), within("the cost of an option", o.Cost, 0, left)); err != nil {
			return err
		}
		if titles[o.Title] {
			return bad("two options have the same title")
		}
		if people[o.Person] {
			return bad("two options are the same person")
		}
		people[o.Person] = !o.Person.Zero()
		titles[o.Title] = true
		left -= o.Cost
	}
	return nil
}

func (b *NewBallot) check() error {
	if len(b.After) > MaxIDs {
		return bad("it replaces %d ballots; the most is %d", len(b.After), MaxIDs)
	}
	return first(
		person(b.Voter),
		b.checkMarks(),
		heads("the words voted on", b.Wording),
		text("a reason", b.Reason, 0, MaxReason),
		checkProxies(b.For),
	)
}

func (b *NewBallot) checkMarks() error {
	if len(b.Prefs) == 0 {
		if len(b.Points) > 0 {
			return bad("it gives points to nothing")
		}
		return known("choice", string(b.Choice), string(Yes), string(No), string(Abstain), string(Concern), string(Block))
	}
	switch {
	case b.Choice != "":
		return bad("it chooses among options and says %s as well", b.Choice)
	case len(b.Prefs) > MaxOptions:
		return bad("it names %d options; the most is %d", len(b.Prefs), MaxOptions)
	case len(b.Points) > 0 && len(b.Points) != len(b.Prefs):
		return bad("it gives points to other options than it names")
	}
	seen := map[int]bool{}
	for i, o := range b.Prefs {
		if o < 0 || o >= MaxOptions || seen[o] {
			return bad("it names an option twice, or one that cannot be")
		}
		seen[o] = true
		if len(b.Points) > 0 && (b.Points[i] < 1 || b.Points[i] > count.MaxPoints) {
			return bad("it gives an option more or fewer points than can be given")
		}
	}
	return nil
}

// fits says why a ballot is not one for this vote, or nothing when it is.
func (v *OpenVote) fits(b *NewBallot) error {
	if err := v.marks(b); err != nil {
		return err
	}
	blank := strings.TrimSpace(b.Reason) == ""
	switch {
	case b.Choice == Block && blank:
		return refuse("a block needs a reason, so that the others can answer it")
	case b.Choice == Concern && blank:
		return refuse("a concern needs a reason, so that the others can answer it")
	}
	return nil
}

// marks says why this vote takes no ballot that says what one does, whatever its reason.
func (v *OpenVote) marks(b *NewBallot) error {
	switch {
	case len(b.Prefs) == 0 && !slices.Contains(choices[v.Method], b.Choice):
		return forged("this vote is by %s, and a ballot in it cannot say %q", v.Method, b.Choice)
	case len(b.Prefs) > 0 && !HasOptions(v.Method):
		return forged("this vote is by %s, and has no options to choose from", v.Method)
	case (v.Method == MethodScore) != (len(b.Points) > 0) && len(b.Prefs) > 0:
		return forged("a ballot has points when the vote is by score, and only then")
	}
	for i, o := range b.Prefs {
		if o >= len(v.Options) {
			return forged("the ballot names option %d, and there are %d", o+1, len(v.Options))
		}
		if len(b.Points) > 0 && b.Points[i] > v.Most {
			return forged("an option can be given at most %d points", v.Most)
		}
	}
	return nil
}

// vote: whoever made the proposal says when it is ready to be voted on, or an officer does. The rules are the charter's,
// not the opener's.
func (c *check) vote(b *OpenVote) error {
	p, err := c.about("a vote", KindProposal)
	if err != nil {
		return err
	}
	if err := c.mine(p, "open a vote on it"); err != nil {
		return err
	}
	made, ok := p.Body.(*NewProposal)
	if !ok {
		return ErrNewer
	}
	if err := c.candidates(b, made.Type); err != nil {
		return err
	}
	if b.terms() != c.at.Rules.Terms(made.Type) {
		return forged("it is not opened under the rules that the charter gives")
	}
	if err := c.between(b); err != nil {
		return err
	}
	for _, t := range b.Tellers {
		if m, ok := c.at.Find(t); !ok || m.Standing != StandingMember || m.Role == RoleReader {
			return forged("it names a teller who is not a member of this group")
		}
	}
	if n := len(c.at.Electorate().tellers(b, c.Person)); b.Sign > n {
		return forged("it takes %d signatures to close, and only %d people could sign", b.Sign, n)
	}
	if err := c.paper(b); err != nil {
		return err
	}
	return c.secret(b)
}

// ballot: one's own, on the words the vote froze, by somebody who could vote when it opened.
func (c *check) ballot(b *NewBallot) error {
	v, err := c.about("a ballot", KindVote)
	if err != nil {
		return err
	}
	if b.Voter != c.Person {
		return forged("a ballot can only be cast by the voter")
	}
	vote, ok := v.Body.(*OpenVote)
	if !ok {
		return ErrNewer
	}
	if vote.Secret {
		return forged("this vote is secret, and a ballot that names its voter cannot be cast in it")
	}
	if !slices.Equal(b.Wording, vote.Wording) {
		return forged("this ballot was cast on different words from those the vote froze")
	}
	opened, missing := c.look.RollAt(v.Roll)
	if len(missing) > 0 {
		return &WaitError{For: missing[0]}
	}
	if !opened.Votes(b.Voter) {
		m, _ := c.at.Find(b.Voter)
		return refuse("%s was not a voting member when the vote opened", m.Name)
	}
	if err := c.proxies(b, v, vote, opened); err != nil {
		return err
	}
	return vote.fits(b)
}
