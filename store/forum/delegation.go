package forum

import (
	"cmp"
	"slices"
)

// A delegation is a member's word that another votes for them: until a day, and if they wish only on proposals of one
// type. It counts in a vote only where the one who gave it casts no ballot of their own. It goes one step: who votes for
// others cannot hand that on, and votes for at most as many as the rules frozen into the vote say.

// The kinds of record about delegations.
const (
	KindDelegate    Kind = "delegate"     // names somebody to vote for its author
	KindDelegateEnd Kind = "delegate-end" // takes Subject, a delegation, back for good
)

// MaxProxies is the most others that any charter can let one person vote for.
const MaxProxies = 16

const maxTermOfDelegation = 366 * 24 * 3600 * 1000 // ms

// NewDelegation is the payload of a delegate record.
type NewDelegation struct {
	To    Person `cbor:"1,keyasint"`           // who votes for the author
	Until int64  `cbor:"2,keyasint"`           // the last moment it holds, milliseconds since 1970 UTC; at most 366 days on
	Type  string `cbor:"3,keyasint,omitempty"` // of proposals it is for, such as "budget"; empty for all
}

// EndDelegation is the payload of a delegate-end record. Only who gave a delegation takes it back.
type EndDelegation struct{}

// Proxy is one vote that a ballot casts for somebody else besides its author's own.
type Proxy struct {
	Delegation ID     `cbor:"1,keyasint"`
	Person     Person `cbor:"2,keyasint"` // who gave it
	Given      int64  `cbor:"3,keyasint"` // when, as it claims, ms: of two delegations by one person the later counts
}

func (d *NewDelegation) check() error {
	return first(person(d.To), within("the last day of a delegation", d.Until, 1, MaxTime), optional("a type of proposal", d.Type, MaxName))
}

// rule: a delegation is given by somebody with a vote to somebody else with one, where the charter has delegation.
func (d *NewDelegation) rule(c *check) error {
	if c.at.Rules.Terms(d.Type).Proxies == 0 {
		return refuse("the charter of this group does not let one person vote for another")
	}
	if d.To == c.Person {
		return refuse("nobody can name themselves to vote for them")
	}
	if !c.at.Votes(d.To) {
		return refuse("the person it names has no vote in this group")
	}
	if d.Until <= c.Time || d.Until > c.Time+maxTermOfDelegation {
		return refuse("a delegation ends at a moment to come, at most 366 days on")
	}
	return nil
}

func (*EndDelegation) rule(c *check) error {
	d, err := c.about("the end of a delegation", KindDelegate)
	if err != nil {
		return err
	}
	if d.Person != c.Person {
		return refuse("only whoever gave a delegation can take it back")
	}
	return nil
}

func checkProxies(all []Proxy) error {
	if len(all) > MaxProxies {
		return bad("it votes for %d others; the most is %d", len(all), MaxProxies)
	}
	for i := range all {
		if all[i].Delegation.Zero() || all[i].Person.Zero() {
			return bad("it votes for somebody and names nobody")
		}
		if i > 0 && comparePersons(all[i-1].Person, all[i].Person) >= 0 {
			return bad("the people it votes for are not sorted, or one is there twice")
		}
		if err := within("a time", all[i].Given, 0, MaxTime); err != nil {
			return err
		}
	}
	return nil
}

// proxies checks the votes that a ballot casts for others: each by a delegation to the author that held when the ballot
// was cast, from somebody who could vote when the vote opened and can vote still. That it was not taken back before
// nobody but its giver can know, and they need do no more than vote: then it does not count.
func (c *check) proxies(b *NewBallot, v Record, vote *OpenVote, opened *Roll) error {
	if n := vote.terms().Proxies; len(b.For) > n {
		if n == 0 {
			return refuse("in this vote nobody votes for anybody else")
		}
		return refuse("in this vote one person may vote for at most %s", people(n, "other", "others"))
	}
	for i := range b.For {
		if err := c.proxy(&b.For[i], v, opened); err != nil {
			return err
		}
	}
	return nil
}

func (c *check) proxy(f *Proxy, v Record, opened *Roll) error {
	r, err := c.named("a vote for somebody else", f.Delegation, KindDelegate)
	if err != nil {
		return err
	}
	d, ok := r.Body.(*NewDelegation)
	if !ok {
		return ErrNewer
	}
	m, _ := c.at.Find(f.Person)
	switch {
	case r.Person != f.Person || r.Time != f.Given:
		return refuse("it misquotes the delegation it rests on")
	case d.To != c.Person:
		return refuse("%s has named somebody else to vote for them", m.Name)
	case c.Time > d.Until:
		return refuse("the delegation from %s had come to its end", m.Name)
	case !opened.Votes(f.Person):
		return refuse("%s was not a voting member when the vote opened", m.Name)
	case !c.at.Votes(f.Person):
		return refuse("%s has no vote in this group any more", m.Name)
	}
	if d.Type == "" {
		return nil
	}
	p, err := c.named("a vote", v.Subject, KindProposal)
	if err != nil {
		return err
	}
	made, ok := p.Body.(*NewProposal)
	if !ok {
		return ErrNewer
	}
	if typeOf(made) != d.Type {
		return refuse("%s has given a delegation for proposals of the type %s only", m.Name, d.Type)
	}
	return nil
}

// typeOf gives the type of a proposal in words.
func typeOf(p *NewProposal) string { return cmp.Or(p.Type, "ordinary") }

// represent adds the votes that the counted ballots cast for others who, or whose households, cast none. Of two for one
// vote the later delegation counts, then the one with the larger id.
func (v *Vote) represent() {
	own := make(map[Person]bool, len(v.Ballots))
	for i := range v.Ballots {
		own[v.of.voice(v.Ballots[i].Voter)] = true
	}
	for _, p := range v.onPaper() {
		own[v.of.voice(p)] = true
	}
	given := map[Person]Proxy{}
	by := map[Person]Ballot{}
	for i := range v.Ballots {
		b := &v.Ballots[i]
		for _, f := range b.For {
			voice := v.of.voice(f.Person)
			was, taken := given[voice]
			if own[voice] || taken && cmp.Or(cmp.Compare(was.Given, f.Given), compareIDs(was.Delegation, f.Delegation)) > 0 {
				continue
			}
			given[voice] = f
			by[voice] = Ballot{ID: b.ID, Voter: f.Person, Choice: b.Choice, Prefs: b.Prefs, Points: b.Points, Reason: b.Reason, Time: b.Time,
				By: b.Voter, Delegation: f.Delegation, Home: v.of.home(f.Person)}
		}
	}
	v.Proxied = nil
	for _, b := range by {
		v.Proxied = append(v.Proxied, b)
	}
	slices.SortFunc(v.Proxied, func(a, b Ballot) int { return comparePersons(a.Voter, b.Voter) })
}

// Cast gives every vote that counts and has a voter, by person: people's own ballots, and those cast for others. Papers are
// in [OnPaper].
func (v *Vote) Cast() []Ballot {
	if len(v.Proxied) == 0 {
		return v.Ballots
	}
	all := slices.Concat(v.Ballots, v.Proxied)
	slices.SortFunc(all, func(a, b Ballot) int { return comparePersons(a.Voter, b.Voter) })
	return all
}

// Turnout is how many votes count, of [Tally.Eligible], as far as is known here; in a secret vote that is still open, how
// many have been cast.
func (v *Vote) Turnout() int {
	return len(v.Ballots) + len(v.Proxied) + len(v.Boxed) + len(v.onPaper()) + v.Unseen
}

// OnDevices is how many of those were cast on a device.
func (v *Vote) OnDevices() int { return v.Turnout() - len(v.onPaper()) }

// delegations gives those by which votes were cast that count, sorted.
func (v *Vote) delegations() (ids []ID) {
	for i := range v.Proxied {
		ids = append(ids, v.Proxied[i].Delegation)
	}
	slices.SortFunc(ids, compareIDs)
	return ids
}

// Delegation is one delegation as people see it.
type Delegation struct {
	ID    ID
	From  Person
	To    Person
	Until int64  // ms
	Type  string // of proposals; empty for all
	Given int64  // claimed, ms
	Ended bool   // taken back
}

// Holds says whether it may be voted by at a time (milliseconds since 1970 UTC), on a proposal of a type.
func (d *Delegation) Holds(now int64, proposalType string) bool {
	return !d.Ended && now <= d.Until && (d.Type == "" || d.Type == proposalType)
}

// FoldDelegation makes the view of a delegation from records that stand, in any order and with any repeats. Others among
// them are passed over. ok is false when the delegation's own record is not among them.
func FoldDelegation(id ID, records []Record) (d Delegation, ok bool) {
	rs := distinct(records)
	r, b, ok := madeAs[NewDelegation](rs, id)
	if !ok {
		return Delegation{}, false
	}
	return Delegation{
		ID: id, From: r.Person, To: b.To, Until: b.Until, Type: b.Type, Given: r.Time, Ended: len(ofKind(rs, KindDelegateEnd, id)) > 0,
	}, true
}
