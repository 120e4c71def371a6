package forum

import "slices"

// KindStatement is a statement on Subject, a closed vote, by somebody who voted otherwise than it was decided. It travels
// with the decision.
const KindStatement Kind = "statement"

// NewStatement is the payload of a statement record.
type NewStatement struct {
	Close  ID     `cbor:"1,keyasint"`           // a teller's record of the certificate
	Ballot ID     `cbor:"2,keyasint"`           // the author's own ballot, which the certificate counted
	Text   string `cbor:"3,keyasint"`           // Markdown, 1 to 20,000 bytes
	After  []ID   `cbor:"4,keyasint,omitempty"` // this person's earlier statements on the vote, which this one replaces
}

func (s *NewStatement) check() error {
	if s.Close.Zero() || s.Ballot.Zero() {
		return bad("it must name the certificate and the ballot it speaks for")
	}
	return first(text("a statement", s.Text, 1, MaxText), after(s.After))
}

// rule: whoever's ballot was counted and was not for what was decided.
func (s *NewStatement) rule(c *check) error {
	v, body, err := c.closedVote("a statement", s.Close)
	if err != nil {
		return err
	}
	r, err := c.named("a statement", s.Ballot, KindBallot)
	if err != nil {
		return err
	}
	b, ok := r.Body.(*NewBallot)
	opened, isVote := v.Body.(*OpenVote)
	_, counted := slices.BinarySearchFunc(body.Ballots, s.Ballot, compareIDs)
	switch {
	case !ok || !isVote:
		return ErrNewer
	case r.Subject != c.Subject:
		return forged("it names a ballot of another vote")
	case b.Voter != c.Person:
		return forged("it names somebody else's ballot: people speak for their own vote")
	case !counted:
		return forged("the ballot it names was not counted")
	}
	cast := ballotOf(r, b)
	if !Dissents(opened.Method, &cast, body.Outcome, body.Winners) {
		return refuse("its author voted for what was decided; a statement is for those who did not")
	}
	return nil
}

// Dissents says whether a ballot was not for what was decided: in a yes or no vote, and by consent, whatever is not a
// plain yes to what passed or a plain no (or block) to what did not; among options, when what did not win was put first,
// or with no order, named at all, or nothing was.
func Dissents(method string, b *Ballot, outcome ProposalState, winners []int) bool {
	won := func(o int) bool { return slices.Contains(winners, o) }
	switch {
	case !HasOptions(method) && outcome == StateNotPassed:
		return b.Choice != No && b.Choice != Block
	case !HasOptions(method):
		return b.Choice != Yes
	case len(b.Prefs) == 0:
		return true
	case method == MethodRanked || method == MethodSTV:
		return !won(b.Prefs[0])
	}
	return slices.ContainsFunc(b.Prefs, func(o int) bool { return !won(o) })
}

// Outvoted says whether a ballot's answer lost, which is when its voter is offered to state another view: as [Dissents], but that
// among options with no order it is enough that one of those named won; of a vote by points, one of those given the most.
func Outvoted(method string, b *Ballot, outcome ProposalState, winners []int) bool {
	if !Dissents(method, b, outcome, winners) {
		return false
	}
	if len(b.Prefs) == 0 || method == MethodRanked || method == MethodSTV {
		return true
	}
	most := int64(0)
	for _, points := range b.Points {
		most = max(most, points)
	}
	for i, o := range b.Prefs {
		if slices.Contains(winners, o) && (len(b.Points) == 0 || b.Points[i] == most) {
			return false
		}
	}
	return true
}

// Statement is one person's standing statement on a closed vote.
type Statement struct {
	ID     ID
	By     Person
	Ballot ID
	Text   string
	Time   int64 // claimed, ms
	Counts bool  // it names the certificate that counts
	Now    []ID  // what a newer one of this person names in After
}

// statements folds the statements on a vote, by person; rs are the records about it.
func (v *Vote) statements(rs []Record) {
	made := map[Person][]setting[*NewStatement]{}
	for _, r := range ofKind(rs, KindStatement, v.ID) {
		b := r.Body.(*NewStatement)
		made[r.Person] = append(made[r.Person], setting[*NewStatement]{r.ID, r.Time, b.After, b})
	}
	final := v.Final()
	for by, settings := range made {
		if w, now, ok := register(settings); ok {
			counts := final != nil && slices.Contains(final.Records, w.value.Close)
			v.Statements = append(v.Statements, Statement{w.id, by, w.value.Ballot, w.value.Text, w.time, counts, now})
		}
	}
	slices.SortFunc(v.Statements, func(a, b Statement) int { return comparePersons(a.By, b.By) })
}
