package forum

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"slices"

	"moot/store/forum/ring"
	"moot/store/saying"
)

// Secret ballots. A ballot in a secret vote is in nobody's chain: it is signed by one of the people who could
// vote when the vote opened, and nobody can tell by which. It lies with others in the vote's box, which every member's
// device holds. SECRECY.md says what that hides and what it does not.
//
// The keys in the ring are the members' own, as the roll that the vote cites has them. So everybody has one, on each of
// their devices the same; whoever opens a vote cannot choose whose keys are in it; and no device has to publish anything
// first.

// KindSecret is the kind that a secret ballot has as a [Record], which is how folds and rules see it. There is no entry of
// that kind.
const KindSecret Kind = "secret ballot"

// Limits of secret votes.
const (
	MinRing     = 3 // people: of two, each would know what the other said
	MaxRing     = ring.Most
	MaxRevision = 64       // times one person may change their mind
	MaxBoxed    = 16 << 10 // bytes of a ballot
)

// SecretBallot is a ballot as it lies in a box, in canonical CBOR. Of those with the same link tag the one with the
// greatest revision counts, then the one with the greatest id.
type SecretBallot struct {
	Vote     ID      `cbor:"1,keyasint"`
	Revision int     `cbor:"2,keyasint"` // from 1
	Choice   Choice  `cbor:"3,keyasint"`
	Prefs    []int   `cbor:"4,keyasint,omitempty"`
	Points   []int64 `cbor:"5,keyasint,omitempty"`
	Reason   string  `cbor:"6,keyasint,omitempty"`
	Sig      []byte  `cbor:"7,keyasint,omitempty"` // ring signature over the same without it
}

// Boxed is a secret ballot that has been read. Whether it may count says [Boxed.Verify].
type Boxed struct {
	SecretBallot
	ID  ID       // SHA-256 of "moot/boxed/1" ‖ 0 ‖ Raw
	Tag ring.Tag // the same on every ballot of one person in one vote
	Raw []byte
}

// ReadBoxed reads a ballot out of bytes from anywhere, and checks what needs no sums and no vote: its size, that it is
// written in the one way it can be, and the limits. Errors: [*BadEntryError].
func ReadBoxed(raw []byte) (Boxed, error) {
	b := Boxed{Raw: raw, ID: boxedID(raw)}
	if len(raw) > MaxBoxed {
		return b, bad("a ballot is %d bytes; the most is %d", len(raw), MaxBoxed)
	}
	if err := decode(raw, &b.SecretBallot); err != nil {
		return b, bad("a ballot cannot be read")
	}
	if again, err := encode(b.SecretBallot); err != nil || !bytes.Equal(again, raw) {
		return b, bad("a ballot is not written in the one way it can be")
	}
	if n := len(b.Sig); n < ring.SigSize(MinRing) || n > ring.SigSize(MaxRing) || n%len(b.Tag) != 0 {
		return b, bad("a ballot has a signature of the wrong size")
	}
	copy(b.Tag[:], b.Sig[len(b.Sig)-len(b.Tag):])
	return b, first(
		within("the revision of a ballot", int64(b.Revision), 1, MaxRevision),
		b.plain().checkMarks(),
		text("a reason", b.Reason, 0, MaxReason),
	)
}

func boxedID(raw []byte) ID {
	h := sha256.New()
	h.Write([]byte("moot/boxed/1\x00"))
	h.Write(raw)
	return ID(h.Sum(nil))
}

// plain gives what the ballot says as an open one would.
func (b *SecretBallot) plain() *NewBallot {
	return &NewBallot{Choice: b.Choice, Prefs: b.Prefs, Points: b.Points, Reason: b.Reason}
}

// statement is what is signed: all of the ballot but the signature.
func (b SecretBallot) statement() ([]byte, error) {
	b.Sig = nil
	raw, err := encode(b)
	return append([]byte("moot/secret ballot/1\x00"), raw...), err
}

// SecretScope is what the ballots of one vote are linked within.
func SecretScope(vote ID) []byte { return append([]byte("moot/secret vote/1\x00"), vote[:]...) }

// Verify says whether a ballot may lie in the box of a vote, of which v is the record: it is for that vote, it says what a
// ballot there can say, and one of the ring signed exactly this. Errors: [*RefusedError].
func (b *Boxed) Verify(v Record, r *ring.Ring) error {
	open, ok := v.Body.(*OpenVote)
	if !ok || !open.Secret || v.ID != b.Vote {
		return forged("a ballot is for another vote")
	}
	if err := open.fits(b.plain()); err != nil {
		return err
	}
	statement, err := b.statement()
	if err != nil {
		return err
	}
	if _, err := r.Verify(SecretScope(b.Vote), statement, b.Sig); err != nil {
		return forged("a secret ballot does not hold: %s", err)
	}
	return nil
}

// SealBallot signs a ballot in a secret vote with a person's key, which must be in the ring. Entropy is 32 fresh random
// bytes. Errors: [*BadEntryError] for what no ballot may say, [*RefusedError] when the key is not in the ring.
func SealBallot(b SecretBallot, r *ring.Ring, person ed25519.PrivateKey, entropy []byte) (Boxed, error) {
	if !r.Has(ring.Key(PersonOf(person))) {
		return Boxed{}, refuse("your key was not among those that could vote when the vote opened")
	}
	statement, err := b.statement()
	if err != nil {
		return Boxed{}, err
	}
	if b.Sig, err = r.Sign(person.Seed(), SecretScope(b.Vote), statement, entropy); err != nil {
		return Boxed{}, err
	}
	raw, err := encode(b)
	if err != nil {
		return Boxed{}, err
	}
	return ReadBoxed(raw)
}

// Beats says whether a ballot takes the place of another one of the same person.
func (b *Boxed) Beats(revision int, id ID) bool {
	return cmp.Or(cmp.Compare(b.Revision, revision), compareIDs(b.ID, id)) > 0
}

// Record gives a ballot whose signature holds the form in which folds and rules take it. It has no author and no time.
func (b *Boxed) Record() Record {
	return Record{ID: b.ID, Subject: b.Vote, Kind: KindSecret, Lane: ContentLane, Body: b}
}

// Ring gives the keys of the people who may vote, for a secret vote opened under this roll. Errors: [*RefusedError] when
// they are too few or too many. It takes a few tenths of a millisecond for each.
func (r *Roll) Ring() (*ring.Ring, error) {
	var keys []ring.Key
	for i := range r.Members {
		if m := &r.Members[i]; m.Standing == StandingMember && r.Votes(m.Person) {
			keys = append(keys, ring.Key(m.Key))
		}
	}
	if err := ringSize(len(keys)); err != nil {
		return nil, err
	}
	all, err := ring.New(keys)
	if err != nil {
		return nil, ringSize(0)
	}
	return all, ringSize(all.Len())
}

// Unringed gives the people who may vote and whose key cannot be in a ring: no program of Moot makes such keys.
func (r *Roll) Unringed(in *ring.Ring) (out []Person) {
	for i := range r.Members {
		if m := &r.Members[i]; m.Standing == StandingMember && r.Votes(m.Person) && !in.Has(ring.Key(m.Key)) {
			out = append(out, m.Person)
		}
	}
	return out
}

// secret: enough people to hide among, few enough to check, and no safeguard that asks who of a section said what. The keys are
// looked at with the first ballot: it takes a while, and whoever opens votes without end must not keep everybody busy.
func (c *check) secret(b *OpenVote) error {
	if !b.Secret {
		return nil
	}
	if c.at.Rules.ByHousehold() {
		return refuse("a vote cannot be secret where each household has one vote: nobody could tell which two ballots are of one household")
	}
	for _, s := range c.at.Electorate().Sections {
		if s.Guard.Kind != GuardHearing {
			return refuse("a vote cannot be secret where the charter asks how many of %s vote or agree: nobody could tell", s.Name)
		}
	}
	return ringSize(c.at.Eligible())
}

// ringSize refuses a secret vote among too many or too few people.
func ringSize(people int) error {
	switch {
	case people > MaxRing:
		return refuse("%d people could vote, and a secret vote has room for %d", people, MaxRing)
	case people < MinRing:
		return refuse("a secret vote needs at least %d people who may vote, or it hides nothing", MinRing)
	}
	return nil
}

// listedSecret reads the ballots of a secret vote's certificate: one for each tag.
func (c *check) listedSecret(b *Certificate) (all []Ballot, err error) {
	tags := make(map[ring.Tag]bool, len(b.Ballots))
	for _, id := range b.Ballots {
		r, err := c.named("a certificate", id, KindSecret)
		if err != nil {
			return nil, err
		}
		n, ok := r.Body.(*Boxed)
		switch {
		case !ok:
			return nil, ErrNewer
		case r.Subject != c.Subject:
			return nil, forged("it counts a ballot of another vote")
		case tags[n.Tag]:
			return nil, forged("it counts two ballots of one person")
		}
		tags[n.Tag] = true
		all = append(all, n.ballot())
	}
	return all, nil
}

func (b *Boxed) ballot() Ballot {
	return Ballot{ID: b.ID, Choice: b.Choice, Prefs: b.Prefs, Points: b.Points, Reason: b.Reason, Tag: b.Tag}
}

// foldBox takes the ballots of a secret vote. Before its certificate only how many there are is part of the view; what
// they say is kept for the tellers. Afterwards those on the certificate are shown, and others count as late.
func (v *Vote) foldBox(records []Record, final *Closing) {
	best, listed := map[ring.Tag]*Boxed{}, map[ID]bool{}
	for i := range records {
		b := records[i].Body.(*Boxed)
		if had := best[b.Tag]; had == nil || b.Beats(had.Revision, had.ID) {
			best[b.Tag] = b
		}
		if final == nil {
			continue
		}
		if _, ok := slices.BinarySearchFunc(final.Ballots, b.ID, compareIDs); ok && !listed[b.ID] {
			listed[b.ID] = true
			v.Ballots = append(v.Ballots, b.ballot())
		}
	}
	for _, b := range best {
		switch {
		case final == nil:
			v.Boxed, v.box = append(v.Boxed, b.ID), append(v.box, b.ballot())
		case !listed[b.ID]:
			v.Late = append(v.Late, b.ballot())
		}
	}
	slices.SortFunc(v.Boxed, compareIDs)
	for _, all := range [][]Ballot{v.Ballots, v.Late, v.box} {
		slices.SortFunc(all, func(a, b Ballot) int { return compareIDs(a.ID, b.ID) })
	}
	if final != nil {
		v.Unseen = len(final.Ballots) - len(v.Ballots)
	}
}

// Sealed says that what the ballots say is not to be shown or counted yet: the vote is secret and has no certificate.
func (v *Vote) Sealed() bool { return v.Secret && v.Final() == nil }

// unsealed gives the vote with the ballots of its box, as the tellers count it.
func (v *Vote) unsealed() *Vote {
	if !v.Sealed() {
		return v
	}
	open := *v
	open.Ballots, open.Boxed = v.box, nil
	open.add()
	return &open
}

// errSealed is why nobody is told how a secret vote stands.
var errSealed = saying.Error("this vote is secret: nothing is counted before it is closed")
