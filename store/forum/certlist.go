package forum

import "slices"

// A certificate whose ballots do not fit one payload names lists of them, each a record of its own.

// KindCloseList is a part of what a certificate of Subject, a vote, counts.
const KindCloseList Kind = "close-list"

// MaxLists is how many lists one certificate names, and MaxVoters how many votes there can be in one vote: what fits them.
const (
	MaxLists  = 16
	MaxVoters = 20_000
)

// CloseList is the payload of a close-list record: the next ballots, or delegations, of a certificate in order.
type CloseList struct {
	Ballots []ID `cbor:"1,keyasint,omitempty"` // sorted
	Proxies []ID `cbor:"2,keyasint,omitempty"` // sorted
}

func (l *CloseList) check() error {
	if n := len(l.Ballots) + len(l.Proxies); n == 0 || n > MaxCounted || !sortedIDs(l.Ballots) || !sortedIDs(l.Proxies) {
		return bad("what it lists is not sorted, or nothing, or more than %d", MaxCounted)
	}
	return nil
}

// rule: a list is a teller's, and what is on it stands and belongs to the vote.
func (l *CloseList) rule(c *check) error {
	if _, _, err := c.told("a list of ballots"); err != nil {
		return err
	}
	for _, id := range l.Ballots {
		if ballot, err := c.named("a list of ballots", id, KindBallot); err != nil {
			return err
		} else if ballot.Subject != c.Subject {
			return forged("it lists a ballot of another vote")
		}
	}
	for _, id := range l.Proxies {
		if _, err := c.named("a list of delegations", id, KindDelegate); err != nil {
			return err
		}
	}
	return nil
}

// Split gives a certificate as it is signed: itself where it fits a payload, or else without its ballots and delegations,
// and the lists of those, whose ids the caller puts into Lists in the same order.
func (b *Certificate) Split() (short *Certificate, lists []CloseList) {
	if len(b.Ballots)+len(b.Proxies) <= MaxCounted {
		return b, nil
	}
	for part := range slices.Chunk(b.Ballots, MaxCounted) {
		lists = append(lists, CloseList{Ballots: part})
	}
	for part := range slices.Chunk(b.Proxies, MaxCounted) {
		lists = append(lists, CloseList{Proxies: part})
	}
	c := *b
	c.Ballots, c.Proxies, c.Counted = nil, nil, len(b.Ballots)+len(b.Proxies)
	return &c, lists
}

// checkLists holds the two ways of listing apart.
func (b *Certificate) checkLists() error {
	if len(b.Lists) > MaxLists {
		return bad("it names %d lists of ballots; the most is %d", len(b.Lists), MaxLists)
	}
	if len(b.Lists) == 0 {
		if b.Counted != 0 {
			return bad("it says how many ballots are on its lists, and names none")
		}
		return nil
	}
	if len(b.Ballots)+len(b.Proxies) > 0 || b.Counted <= MaxCounted || b.Counted > MaxLists*MaxCounted {
		return bad("it lists ballots itself and names lists of them too, or need not name any")
	}
	return nil
}

// whole gives a certificate with what its lists hold; missing says that some are not shown here.
func (b *Certificate) whole(list func(ID) *CloseList) (all Certificate, missing bool) {
	all = *b
	for _, id := range b.Lists {
		l := list(id)
		if l == nil {
			missing = true
			continue
		}
		all.Ballots, all.Proxies = append(all.Ballots, l.Ballots...), append(all.Proxies, l.Proxies...)
	}
	return all, missing
}

// lists reads the lists of a certificate, which together are as one would be that fits.
func (c *check) lists(b *Certificate) (*Certificate, error) {
	if len(b.Lists) == 0 {
		return b, nil
	}
	read := map[ID]*CloseList{}
	for _, id := range b.Lists {
		r, err := c.named("a certificate", id, KindCloseList)
		if err != nil {
			return nil, err
		}
		l, ok := r.Body.(*CloseList)
		switch {
		case !ok:
			return nil, ErrNewer
		case r.Subject != c.Subject:
			return nil, forged("it names a list of the ballots of another vote")
		}
		read[id] = l
	}
	all, _ := b.whole(func(id ID) *CloseList { return read[id] })
	if len(all.Ballots)+len(all.Proxies) != b.Counted || !sortedIDs(all.Ballots) || !sortedIDs(all.Proxies) {
		return nil, forged("its lists are not in order, or hold more or fewer ballots than it says")
	}
	return &all, nil
}
