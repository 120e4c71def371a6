package forum

import (
	"cmp"
	"crypto/sha256"
	"slices"
)

// Certificate is the payload of a close record: exactly which ballots were counted in a vote, and what they come to. It
// is final when as many tellers as the vote asks for have signed the same one, each with a record of their own. Whether
// one may stand follows from what it lists and from what the vote froze, and from nothing else: so a result never
// depends on a clock or on what arrived where, and every device counts it again before it shows it.
type Certificate struct {
	Ballots []ID          `cbor:"1,keyasint"`           // the ballots counted, sorted; one for each person or household
	Outcome ProposalState `cbor:"2,keyasint"`           // [StatePassed], [StateNotPassed] or [StateDecided]
	Winners []int         `cbor:"3,keyasint,omitempty"` // options that won or are funded, in that order
	Result  ID            `cbor:"4,keyasint"`           // [Result.Digest]
	Heard   []ID          `cbor:"5,keyasint,omitempty"` // comments by which sections were heard, sorted
	Proxies []ID          `cbor:"6,keyasint,omitempty"` // delegations by which its ballots count for others too, sorted
	Lists   []ID          `cbor:"7,keyasint,omitempty"` // where those do not fit: [CloseList] records that hold them, in order
	Counted int           `cbor:"8,keyasint,omitempty"` // and how many they hold together

	Papers  []ID `cbor:"20,keyasint,omitempty"` // the two counts of papers that it counts by, sorted: [PaperCount]
	OnPaper int  `cbor:"21,keyasint,omitempty"` // how many people voted on paper by those
}

// decided are the outcomes a certificate may state.
var decided = []string{string(StatePassed), string(StateNotPassed), string(StateDecided)}

func (b *Certificate) check() error {
	if len(b.Ballots)+len(b.Proxies) > MaxCounted || !sortedIDs(b.Ballots) || !sortedIDs(b.Proxies) {
		return bad("the ballots it lists are not sorted, or more than %d", MaxCounted)
	}
	if err := b.checkLists(); err != nil {
		return err
	}
	if len(b.Papers) != 0 && len(b.Papers) != 2 || !sortedIDs(b.Papers) || b.OnPaper < 0 || b.OnPaper > MaxPapers || b.OnPaper > 0 && len(b.Papers) == 0 {
		return bad("it names other than two counts of papers, or says how many are on paper and names none")
	}
	if len(b.Heard) > maxParts || !sortedIDs(b.Heard) {
		return bad("the comments it lists are not sorted, or more than %d", maxParts)
	}
	if len(b.Winners) > MaxOptions {
		return bad("it has more winners than a vote has options")
	}
	for _, w := range b.Winners {
		if w < 0 || w >= MaxOptions {
			return bad("it names a winner who cannot be")
		}
	}
	return known("outcome", string(b.Outcome), decided...)
}

// ID names what the certificate says, whoever signed it: the hash of its canonical bytes.
func (b *Certificate) ID() ID {
	raw, err := encode(b)
	if err != nil {
		return ID{} // a struct of lists and hashes always has bytes
	}
	return sha256.Sum256(raw)
}

// told gives the vote that a teller's record is about, with what it takes from the roll it was opened under. Its author must be one of
// its tellers.
func (c *check) told(what string) (vote Record, e Electorate, err error) {
	r, err := c.about(what, KindVote)
	if err != nil {
		return r, e, err
	}
	body, ok := r.Body.(*OpenVote)
	if !ok {
		return r, e, ErrNewer
	}
	opened, missing := c.look.RollAt(r.Roll)
	if len(missing) > 0 {
		return r, e, &WaitError{For: missing[0]}
	}
	e = opened.Electorate()
	if !slices.Contains(e.tellers(body, r.Person), c.Person) {
		return r, e, forged("its author is not a teller of this vote")
	}
	return r, e, nil
}

// close: by a teller of the vote as it was opened; every ballot on the list stands, belongs to the vote and claims to be
// in time, one for each voter; the result is what those ballots come to, with the votes they cast for others; and sections have had what they are owed.
func (c *check) close(b *Certificate) error {
	r, e, err := c.told("a certificate")
	if err != nil {
		return err
	}
	body, v := r.Body.(*OpenVote), newVote(r, e)
	if b, err = c.lists(b); err != nil {
		return err
	}
	if body.Secret {
		v.Ballots, err = c.listedSecret(b)
	} else {
		v.Ballots, err = c.listed(b, &v)
	}
	if err != nil {
		return err
	}
	if err := c.papers(b, &v); err != nil {
		return err
	}
	v.represent()
	if !slices.Equal(v.delegations(), b.Proxies) {
		return forged("the delegations it lists are not those by which its ballots count for others")
	}
	v.add()
	result, err := v.count(Seed(v.ID, v.counted()))
	if err != nil {
		return forged("its ballots cannot be counted: %s", err)
	}
	if result.Outcome != b.Outcome || result.Digest != b.Result || !slices.Equal(result.Winners, b.Winners) {
		return forged("the result it states is not what its ballots come to")
	}
	heard, err := c.heard(b, r.Subject)
	if err != nil {
		return err
	}
	waits := c.Time - v.Opened
	if len(e.Officers) > 1 && c.Person == v.Opener {
		waits = 0 // with another officer there, nobody puts their own clock forward over a hearing
	}
	if lack := e.lack(&v, heard, b.Outcome, waits); lack != nil {
		return forged("it closes the vote over the head of a section: %s", lack.Sentence())
	}
	return nil
}

// listed reads the ballots of a certificate, by voter.
func (c *check) listed(b *Certificate, v *Vote) (all []Ballot, err error) {
	voters := make(map[Person]bool, len(b.Ballots))
	for _, id := range b.Ballots {
		r, err := c.named("a certificate", id, KindBallot)
		if err != nil {
			return nil, err
		}
		n, ok := r.Body.(*NewBallot)
		switch {
		case !ok:
			return nil, ErrNewer
		case r.Subject != c.Subject:
			return nil, forged("it counts a ballot of another vote")
		case voters[v.of.voice(n.Voter)]:
			return nil, forged("it counts two ballots of one person, or of a household that has one vote")
		case v.Closes > 0 && r.Time > v.Closes:
			return nil, forged("it counts a ballot that was cast after the vote closed")
		}
		voters[v.of.voice(n.Voter)] = true
		all = append(all, ballotOf(r, n))
	}
	slices.SortFunc(all, func(a, b Ballot) int { return comparePersons(a.Voter, b.Voter) })
	return all, nil
}

// heard gives whose comments a certificate lists.
func (c *check) heard(b *Certificate, proposal ID) (map[Person]bool, error) {
	by := make(map[Person]bool, len(b.Heard))
	for _, id := range b.Heard {
		r, err := c.named("a certificate", id, KindComment)
		if err != nil {
			return nil, err
		}
		if r.Subject != proposal {
			return nil, forged("it lists a comment on something else")
		}
		by[r.Person] = true
	}
	return by, nil
}

// lack gives the first thing a section has not had before a closing with this outcome, waits milliseconds after the vote
// opened. What does not pass needs nobody's consent.
func (e Electorate) lack(v *Vote, heard map[Person]bool, outcome ProposalState, waits int64) *SectionShare {
	for _, s := range e.shares(v, heard) {
		switch {
		case s.Met():
		case s.Guard.Kind == GuardConsent && outcome == StateNotPassed:
		case s.Guard.Kind == GuardHearing && waits >= int64(s.Guard.days())*24*3600*1000:
		default:
			return &s
		}
	}
	return nil
}

// Closing is a certificate with who has signed it.
type Closing struct {
	ID          ID       // of the certificate: [Certificate.ID]
	Tellers     []Person // who signed it, by person
	Records     []ID     // their records, sorted
	Time        int64    // when the last of them signed it, as claimed, ms
	Certificate          // with what its lists hold
	Missing     bool     `cbor:",omitempty"` // some of its lists are not shown here, because their author was removed since
}

// closings gives the certificates of a vote, the one that counts first: of those that enough tellers have signed, the
// one more of them signed, then the one with the smaller id. Where one signature is enough, only the first that a
// teller's device made counts: nobody decides a vote again by signing something else afterwards.
func (v *Vote) closings(rs []Record) (all []Closing) {
	signed := ofKind(rs, KindClose, v.ID)
	slices.SortFunc(signed, func(a, b Record) int {
		return cmp.Or(slices.Compare(a.Device[:], b.Device[:]), cmp.Compare(a.Seq, b.Seq), compareIDs(a.ID, b.ID))
	})
	lists := map[ID]*CloseList{}
	for _, r := range ofKind(rs, KindCloseList, v.ID) {
		lists[r.ID] = r.Body.(*CloseList)
	}
	at := map[ID]int{}
	for i, r := range signed {
		if v.Sign <= 1 && i > 0 && signed[i-1].Device == r.Device {
			continue
		}
		b := r.Body.(*Certificate)
		id := b.ID()
		if _, ok := at[id]; !ok {
			at[id] = len(all)
			whole, missing := b.whole(func(id ID) *CloseList { return lists[id] })
			all = append(all, Closing{ID: id, Certificate: whole, Missing: missing})
		}
		c := &all[at[id]]
		c.Records, c.Time = append(c.Records, r.ID), max(c.Time, r.Time)
		if !slices.Contains(c.Tellers, r.Person) {
			c.Tellers = append(c.Tellers, r.Person)
		}
	}
	for i := range all {
		slices.SortFunc(all[i].Tellers, comparePersons)
		slices.SortFunc(all[i].Records, compareIDs)
	}
	slices.SortFunc(all, func(a, b Closing) int {
		return cmp.Or(cmp.Compare(len(b.Tellers), len(a.Tellers)), compareIDs(a.ID, b.ID))
	})
	return all
}

// Final gives the certificate that counts, or nil while the vote has none.
func (v *Vote) Final() *Closing {
	if len(v.Closings) == 0 || len(v.Closings[0].Tellers) < max(v.Sign, 1) {
		return nil
	}
	return &v.Closings[0]
}

// Rivals gives the other certificates that enough tellers have signed. There are none unless a teller signed two: it is
// for the group to ask why.
func (v *Vote) Rivals() []Closing {
	n := 0
	for n < len(v.Closings) && len(v.Closings[n].Tellers) >= max(v.Sign, 1) {
		n++
	}
	return v.Closings[min(n, 1):n]
}
