package forum

import (
	"bytes"
	"crypto/ed25519"
	"slices"
)

// How a group lets a card out. A member posts a notice that says it may be shared; officers sign, each with a record of
// their own, until there are as many as the charter asks for.

// The kinds of record about cards that go out.
const (
	KindCardKey Kind = "card-key" // an officer's key for signing cards
	KindCardOut Kind = "card-out" // an officer signs a card of Subject, a notice or a decided proposal
)

// NewCardKey is the payload of a card-key record.
type NewCardKey struct {
	Key []byte `cbor:"1,keyasint"` // Ed25519 public key: of [CardKey]
}

// CardOut is the payload of a card-out record.
type CardOut struct {
	Card   []byte  `cbor:"1,keyasint"` // [Card.Encode]
	Sig    CardSig `cbor:"2,keyasint"`
	Need   int     `cbor:"3,keyasint"`           // how many officers must sign it: what the charter said
	Closes []ID    `cbor:"4,keyasint,omitempty"` // of a decision: the tellers' records of the certificate, sorted
}

func (k *NewCardKey) check() error { return size("a key", k.Key, ed25519.PublicKeySize) }

func (o *CardOut) check() error {
	if len(o.Closes) > MaxCardKeys || !sortedIDs(o.Closes) {
		return bad("the certificates it names are not sorted, or more than %d", MaxCardKeys)
	}
	_, err := ReadCard(o.Card)
	return first(err, cardSigs([]CardSig{o.Sig}), within("how many sign a card", int64(o.Need), 1, MaxCardKeys))
}

// rule: an officer signs, for this group and no other, and the card says what the member who posted the notice wrote, or
// what the tellers of the vote signed. A card that withdraws another needs only one officer.
func (o *CardOut) rule(c *check) error {
	thing, err := c.about("a card", KindNotice, KindProposal)
	if err != nil {
		return err
	}
	card, err := ReadCard(o.Card)
	switch {
	case err != nil:
		return refuse("%s", err)
	case !o.Sig.signs(o.Card):
		return forged("the card was not signed with the key it names")
	case card.From != NearID(c.at.Group, c.at.Secret):
		return forged("it is a card of another group")
	case o.Need != c.at.Rules.CardSigners():
		return forged("it asks for another number of signatures than the charter does")
	case card.Sort == CardEnd:
		return nil
	}
	switch b := thing.Body.(type) {
	case *NewNotice:
		return b.shared(&card)
	case *NewProposal:
		return c.reported(o, &card)
	}
	return ErrNewer
}

// shared refuses a card that says anything but what its author chose to share.
func (n *NewNotice) shared(c *Card) error {
	switch {
	case !n.Share:
		return forged("whoever posted this notice did not offer it to neighbouring groups")
	case c.Sort != n.Sort || c.Title != n.Title || c.Body != n.Body || c.Contact != n.Contact || c.Reply != n.Reply:
		return forged("the card does not say what the notice says")
	case n.Until > 0 && c.Until > n.Until:
		return forged("the card would hold longer than the notice")
	}
	return nil
}

// reported refuses a card of a decision that is not what the tellers signed.
func (c *check) reported(o *CardOut, card *Card) error {
	if card.Decision == nil {
		return forged("what is told of a proposal is its decision")
	}
	if len(o.Closes) == 0 {
		return forged("it names no certificate of the decision")
	}
	var tellers []Person
	var of *OpenVote
	for _, id := range o.Closes {
		r, err := c.named("a card of a decision", id, KindClose)
		if err != nil {
			return err
		}
		cert, ok := r.Body.(*Certificate)
		if !ok {
			return ErrNewer
		}
		if cert.ID() != card.Decision.Certificate || cert.Outcome != card.Decision.Outcome || cert.Result != card.Decision.Result {
			return forged("the card does not say what the certificate says")
		}
		vote, err := c.named("a certificate", r.Subject, KindVote)
		if err != nil {
			return err
		}
		if vote.Subject != c.Subject {
			return forged("the certificate is of a vote on something else")
		}
		if of, ok = vote.Body.(*OpenVote); !ok {
			return ErrNewer
		}
		if !slices.Contains(tellers, r.Person) {
			tellers = append(tellers, r.Person)
		}
	}
	if len(tellers) < max(of.Sign, 1) {
		return forged("fewer tellers have signed the certificate than the vote asks for")
	}
	if card.Title != of.Title {
		return forged("the card does not have the title that was voted on")
	}
	return nil
}

// OutCard is a card on its way to neighbouring groups, or there.
type OutCard struct {
	Hash  ID
	Card  Card
	Raw   []byte
	Sigs  []CardSig // by key
	By    []Person  // who signed it, by person
	Need  int       // how many must
	Ended bool      // it has been withdrawn
}

// Out says whether it may be carried.
func (o *OutCard) Out() bool { return !o.Ended && len(o.By) >= o.Need }

// outCards folds the cards of a notice or proposal, and the withdrawals among them, by time made.
func outCards(rs []Record, subject ID) []OutCard {
	at, ended := map[ID]int{}, map[ID]bool{}
	var all []OutCard
	for _, r := range ofKind(rs, KindCardOut, subject) {
		b := r.Body.(*CardOut)
		card, err := ReadCard(b.Card)
		if err != nil {
			continue // one that stands can be read
		}
		hash := CardHash(b.Card)
		i, there := at[hash]
		if !there {
			i, at[hash] = len(all), len(all)
			all = append(all, OutCard{Hash: hash, Card: card, Raw: b.Card})
		}
		all[i].Need = max(all[i].Need, b.Need)
		if card.Sort == CardEnd {
			ended[card.Ends], all[i].Need = true, 1
		}
		all[i].Sigs = addSig(all[i].Sigs, b.Sig)
		if at, there := slices.BinarySearchFunc(all[i].By, r.Person, comparePersons); !there {
			all[i].By = slices.Insert(all[i].By, at, r.Person)
		}
	}
	for i := range all {
		all[i].Ended = ended[all[i].Hash]
	}
	slices.SortFunc(all, func(a, b OutCard) int { return byTime(a.Card.Made, b.Card.Made, a.Hash, b.Hash) })
	return all
}

// Current gives the card that may be carried now, or is being signed; nil when there is none.
func Current(cards []OutCard) *OutCard {
	for i := range slices.Backward(cards) {
		if c := &cards[i]; c.Card.Sort != CardEnd && !c.Ended {
			return c
		}
	}
	return nil
}

// Keyed is an officer's card key as people see it.
type Keyed struct {
	ID     ID
	Key    []byte
	Author Person
	Made   int64 // claimed, ms
}

// FoldCardKey makes the view of a card key.
func FoldCardKey(id ID, records []Record) (k Keyed, ok bool) {
	r, b, ok := madeAs[NewCardKey](distinct(records), id)
	if !ok {
		return Keyed{}, false
	}
	return Keyed{ID: id, Key: b.Key, Author: r.Person, Made: r.Time}, true
}

// CardKeys gives the keys that a group's cards are signed with now: the latest of each of its officers, sorted.
func CardKeys(all []Keyed, roll *Roll) (keys [][]byte) {
	last := map[Person]Keyed{}
	for _, k := range all {
		if before, there := last[k.Author]; roll.Can(k.Author, PowerOffice) && (!there || byTime(before.Made, k.Made, before.ID, k.ID) < 0) {
			last[k.Author] = k
		}
	}
	for _, k := range last {
		keys = append(keys, k.Key)
	}
	slices.SortFunc(keys, bytes.Compare)
	return slices.CompactFunc(keys, bytes.Equal)
}
