package forum

import "slices"

// Advice is what somebody whom the charter gives a capacity to (planner, police, business…) says of a proposal, signed
// as that. It binds nobody; it stays beside the decision.

// KindAdvice is advice on Subject, a proposal.
const KindAdvice Kind = "advice"

// Advising is how advice stands to a proposal.
type Advising string

// The ways of advising.
const (
	AdviseFor     Advising = "for"
	AdviseAgainst Advising = "against"
	AdviseNeutral Advising = "neutral"
)

// NewAdvice is the payload of an advice record.
type NewAdvice struct {
	Capacity   string   `cbor:"1,keyasint"` // as the charter names it
	Says       Advising `cbor:"2,keyasint"`
	Text       string   `cbor:"3,keyasint"`           // Markdown, 1 to 20,000 bytes
	Conditions string   `cbor:"4,keyasint,omitempty"` // what must be so for it to hold; at most 2,000 bytes
	Words      []ID     `cbor:"5,keyasint,omitempty"` // the heads of the wording its author read, sorted
	After      []ID     `cbor:"6,keyasint,omitempty"` // this person's earlier advice in this capacity, which this one replaces
}

func (a *NewAdvice) check() error {
	return first(
		line("a capacity's name", a.Capacity, MaxName),
		known("way of advising", string(a.Says), string(AdviseFor), string(AdviseAgainst), string(AdviseNeutral)),
		text("advice", a.Text, 1, MaxText),
		text("a condition", a.Conditions, 0, MaxReason),
		heads("the words advised on", a.Words),
		after(a.After),
	)
}

// rule: by somebody who holds the capacity, under a charter that has it advise.
func (a *NewAdvice) rule(c *check) error {
	if _, err := c.about("advice", KindProposal); err != nil {
		return err
	}
	as, err := c.capacity(a.Capacity)
	if err == nil && !as.Advises {
		return forged("the charter does not have the %s give advice", a.Capacity)
	}
	return err
}

// capacity refuses whoever does not hold a capacity by the roll that the record cites.
func (c *check) capacity(name string) (Capacity, error) {
	as, ok := c.at.Rules.Capacity(name)
	switch {
	case !ok:
		return as, forged("the charter has no capacity called %q", name)
	case !as.heldBy(c.Person):
		return as, forged("its author was not appointed as %s", name)
	}
	return as, nil
}

// Advice is the standing advice of one person in one capacity.
type Advice struct {
	ID         ID
	Capacity   string
	By         Person
	Says       Advising
	Text       string
	Conditions string
	Words      []ID
	Time       int64 // claimed, ms
	Now        []ID  // what newer advice of this person in this capacity names in After
}

// signer is somebody signing in a capacity.
type signer struct {
	Capacity string
	Person   Person
}

func compareSigners(a, b signer) int {
	if a.Capacity != b.Capacity {
		if a.Capacity < b.Capacity {
			return -1
		}
		return 1
	}
	return comparePersons(a.Person, b.Person)
}

// advice folds the advice on a proposal, by capacity and person.
func advice(records []Record, proposal ID) (all []Advice) {
	given := map[signer][]setting[*NewAdvice]{}
	for _, r := range ofKind(records, KindAdvice, proposal) {
		b := r.Body.(*NewAdvice)
		by := signer{b.Capacity, r.Person}
		given[by] = append(given[by], setting[*NewAdvice]{r.ID, r.Time, b.After, b})
	}
	for by, settings := range given {
		if w, now, ok := register(settings); ok {
			b := w.value
			all = append(all, Advice{w.id, by.Capacity, by.Person, b.Says, b.Text, b.Conditions, b.Words, w.time, now})
		}
	}
	slices.SortFunc(all, func(a, b Advice) int { return compareSigners(signer{a.Capacity, a.By}, signer{b.Capacity, b.By}) })
	return all
}
