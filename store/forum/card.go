package forum

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"slices"
)

// A card is the little that a group lets its neighbouring groups see: a notice, or a decision of a joint group. Officers
// sign it with keys made for nothing else, and a member of both groups carries it. Whoever reads it learns what is on it
// and nothing more: no member, no device, no secret, and the group under an id that only its own members can work out.

// What a card may be, beside the sorts of notice.
const (
	CardDecision = "decision" // what a vote came to
	CardEnd      = "end"      // withdraws another card of the same group
)

// Limits of cards.
const (
	MaxCardText = 4_000                  // bytes of a card's words
	MaxCardKeys = 16                     // keys of one group
	MaxHops     = 3                      // groups a card may be handed on through
	MaxCardLife = 366 * 24 * 3600 * 1000 // how long after it was made a card may hold, ms
	maxCard     = 8_000                  // bytes of a card
	MaxNear     = 32                     // cards of one neighbour that are shown, the newest
	cardTag     = "moot/card/1\x00"      // before the hash of a card that is signed
	cardInfo    = "moot/card key/1"      // a card key from a person's
	nearInfo    = "moot/near/1"          // a group's id for its neighbours
)

// Card is what stands on a card.
type Card struct {
	From     ID     `cbor:"1,keyasint"` // the group, as its neighbours know it: [NearID]
	Name     string `cbor:"2,keyasint"` // what it wants to be called
	Sort     string `cbor:"3,keyasint"` // "offer", "need", "news", "decision" or "end"
	Title    string `cbor:"4,keyasint,omitempty"`
	Body     string `cbor:"5,keyasint,omitempty"` // Markdown
	Contact  string `cbor:"6,keyasint,omitempty"` // how to answer, in a line
	Made     int64  `cbor:"7,keyasint"`           // claimed, ms
	Until    int64  `cbor:"8,keyasint"`           // the last moment it holds, ms
	Hops     int    `cbor:"9,keyasint"`           // how many groups it may be handed on to in a row, 1 to 3
	Reply    ID     `cbor:"10,keyasint,omitzero"` // the card it answers, by [CardHash]
	Ends     ID     `cbor:"11,keyasint,omitzero"` // the card it withdraws, by [CardHash]
	Decision *Told  `cbor:"12,keyasint,omitempty"`
}

// Told is a decision as a card has it: enough for a member of both groups to find the certificate and compare.
type Told struct {
	Outcome     ProposalState `cbor:"1,keyasint"`
	Certificate ID            `cbor:"2,keyasint"` // [Certificate.ID]
	Result      ID            `cbor:"3,keyasint"` // [Result.Digest]
}

// CardSig is one officer's signature of a card.
type CardSig struct {
	Key []byte `cbor:"1,keyasint"` // the officer's card key
	Sig []byte `cbor:"2,keyasint"`
}

// NearID is the id a group goes by among its neighbours. Whoever does not know the group's secret cannot tell which group
// it is, even with the group's own id at hand.
func NearID(group ID, secret []byte) ID {
	return ID(derive(slices.Concat(secret, group[:]), nearInfo))
}

// CardKey is the key with which a person signs cards of a group as its officer: the same on all their devices, and with
// no likeness to any other key of theirs.
func CardKey(person ed25519.PrivateKey, group ID) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(derive(slices.Concat(person.Seed(), group[:]), cardInfo))
}

// PublicCardKey is the public half of [CardKey].
func PublicCardKey(person ed25519.PrivateKey, group ID) []byte {
	return CardKey(person, group).Public().(ed25519.PublicKey)
}

// CardHash names a card: the hash of its bytes.
func CardHash(raw []byte) ID { return sha256.Sum256(raw) }

// SignCard signs a card's bytes.
func SignCard(raw []byte, key ed25519.PrivateKey) CardSig {
	return CardSig{key.Public().(ed25519.PublicKey), ed25519.Sign(key, cardStatement(raw))}
}

func cardStatement(raw []byte) []byte {
	hash := CardHash(raw)
	return append([]byte(cardTag), hash[:]...)
}

func (s CardSig) signs(raw []byte) bool {
	return len(s.Key) == ed25519.PublicKeySize && ed25519.Verify(s.Key, cardStatement(raw), s.Sig)
}

// Encode gives the bytes that are signed. Errors: [*BadEntryError].
func (c *Card) Encode() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	raw, err := encode(c)
	if err == nil && len(raw) > maxCard {
		err = bad("the card is %d bytes; the most is %d", len(raw), maxCard)
	}
	return raw, err
}

// ReadCard reads a card's bytes. Errors: [*BadEntryError].
func ReadCard(raw []byte) (Card, error) {
	var c Card
	if len(raw) > maxCard {
		return c, bad("the card is %d bytes; the most is %d", len(raw), maxCard)
	}
	if decode(raw, &c) != nil {
		return c, bad("the card cannot be read")
	}
	return c, c.check()
}

func (c *Card) check() error {
	if c.From.Zero() {
		return bad("the card names no group")
	}
	err := first(
		line("a group's name", c.Name, MaxName),
		known("sort of card", c.Sort, append([]string{CardDecision, CardEnd}, NoticeSorts...)...),
		text("a card", c.Body, 0, MaxCardText),
		optional("a contact", c.Contact, MaxTitle),
		within("a time", c.Made, 0, MaxTime),
		within("the last day of a card", c.Until, c.Made, c.Made+MaxCardLife),
		within("the number of groups it is handed on to", int64(c.Hops), 1, MaxHops),
	)
	switch {
	case err != nil:
		return err
	case (c.Sort == CardEnd) != !c.Ends.Zero():
		return bad("a card that withdraws another names it, and no other card does")
	case (c.Sort == CardDecision) != (c.Decision != nil):
		return bad("a card of a decision says what it was, and no other card does")
	case c.Sort == CardEnd:
		return nil
	case c.Decision != nil:
		err = known("outcome", string(c.Decision.Outcome), decided...)
	}
	return first(err, line("a title", c.Title, MaxTitle))
}

// Standing says whether a card still holds at a time (milliseconds since 1970 UTC).
func (c *Card) Standing(now int64) bool { return now <= c.Until }

// cardKeys checks a list of card keys: each once, in order.
func cardKeys(keys [][]byte, need int) error {
	if len(keys) < 1 || len(keys) > MaxCardKeys {
		return bad("it must have 1 to %d keys", MaxCardKeys)
	}
	for i, k := range keys {
		if err := size("a key", k, ed25519.PublicKeySize); err != nil {
			return err
		}
		if i > 0 && bytes.Compare(keys[i-1], k) >= 0 {
			return bad("its keys are not sorted")
		}
	}
	return within("how many sign a card", int64(need), 1, int64(len(keys)))
}

// cardSigs checks the form of a card's signatures: each key once, in order.
func cardSigs(sigs []CardSig) error {
	if len(sigs) < 1 || len(sigs) > MaxCardKeys {
		return bad("a card has 1 to %d signatures", MaxCardKeys)
	}
	for i, s := range sigs {
		if err := first(size("a key", s.Key, ed25519.PublicKeySize), size("a signature", s.Sig, ed25519.SignatureSize)); err != nil {
			return err
		}
		if i > 0 && bytes.Compare(sigs[i-1].Key, s.Key) >= 0 {
			return bad("its signatures are not sorted")
		}
	}
	return nil
}

// vouched counts the signatures that are by some keys.
func vouched(sigs []CardSig, keys [][]byte) (n int) {
	for _, s := range sigs {
		if slices.ContainsFunc(keys, func(k []byte) bool { return bytes.Equal(k, s.Key) }) {
			n++
		}
	}
	return n
}

// addSig puts a signature among others, by key.
func addSig(sigs []CardSig, s CardSig) []CardSig {
	i, there := slices.BinarySearchFunc(sigs, s.Key, func(a CardSig, key []byte) int { return bytes.Compare(a.Key, key) })
	if there {
		return sigs
	}
	return slices.Insert(sigs, i, s)
}
