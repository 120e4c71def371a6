package forum

import (
	"cmp"
	"slices"
)

// A neighbour is another group, as a member of both has introduced it: its name and the keys its cards are signed with. The
// group trusts whoever introduced it, and everybody sees who that was; from then on nobody can make its cards but its own
// officers. When those change, the introducer or an officer writes down the new keys.

// The kinds of record about neighbours.
const (
	KindNeighbour     Kind = "neighbour"      // introduces a neighbouring group
	KindNeighbourKeys Kind = "neighbour-keys" // its name and keys now; Subject is the neighbour
	KindNeighbourMute Kind = "neighbour-mute" // an officer stops showing its cards, or shows them again
	KindCard          Kind = "card"           // a card of Subject, a neighbour, brought by a member of both groups
)

// NewNeighbour is the payload of a neighbour record.
type NewNeighbour struct {
	From ID       `cbor:"1,keyasint"` // [NearID] of the group
	Name string   `cbor:"2,keyasint"`
	Keys [][]byte `cbor:"3,keyasint"` // card keys of its officers, sorted
	Need int      `cbor:"4,keyasint"` // how many of them sign a card
	// Part is the section that this group's members are in there, when it is a joint group that this group takes part in.
	Part string `cbor:"5,keyasint,omitempty"`
}

// NeighbourKeys is the payload of a neighbour-keys record.
type NeighbourKeys struct {
	Name  string   `cbor:"1,keyasint"`
	Keys  [][]byte `cbor:"2,keyasint"`
	Need  int      `cbor:"3,keyasint"`
	After []ID     `cbor:"4,keyasint,omitempty"`
}

// MuteNeighbour is the payload of a neighbour-mute record.
type MuteNeighbour struct {
	Muted bool   `cbor:"1,keyasint"`
	Why   string `cbor:"2,keyasint,omitempty"`
	After []ID   `cbor:"3,keyasint,omitempty"`
}

// CarriedCard is the payload of a card record.
type CarriedCard struct {
	Card []byte    `cbor:"1,keyasint"` // as its group signed it
	Sigs []CardSig `cbor:"2,keyasint"` // by key
	By   ID        `cbor:"3,keyasint"` // the record with the keys it is checked by: the neighbour's own, or a later one's
	Hop  int       `cbor:"4,keyasint"` // 1 when it comes straight from its group, one more for each group between
}

func (n *NewNeighbour) check() error {
	if n.From.Zero() {
		return bad("it names no group")
	}
	return first(line("a group's name", n.Name, MaxName), cardKeys(n.Keys, n.Need), optional("a section's name", n.Part, MaxName))
}

func (n *NeighbourKeys) check() error {
	return first(line("a group's name", n.Name, MaxName), cardKeys(n.Keys, n.Need), after(n.After))
}

func (m *MuteNeighbour) check() error {
	return first(text("a reason", m.Why, 0, MaxReason), after(m.After))
}

func (b *CarriedCard) check() error {
	_, err := ReadCard(b.Card)
	return first(err, cardSigs(b.Sigs), within("how often a card was handed on", int64(b.Hop), 1, MaxHops))
}

func (n *NewNeighbour) rule(c *check) error {
	if n.From == NearID(c.at.Group, c.at.Secret) {
		return refuse("a group is not its own neighbour")
	}
	return nil
}

func (n *NeighbourKeys) rule(c *check) error {
	thing, err := c.about("a neighbour's keys", KindNeighbour)
	if err != nil {
		return err
	}
	if thing.Person == c.Person || c.can(PowerOffice) {
		return nil
	}
	return forged("only whoever introduced this neighbour, or an officer, may change its keys")
}

func (m *MuteNeighbour) rule(c *check) error {
	_, err := c.about("muting", KindNeighbour)
	return err
}

// rule: enough of the keys that the neighbour had, by the record named, signed exactly these bytes, as a card of that very
// group. Who carries it changes nothing: a card with a letter changed is no card.
func (b *CarriedCard) rule(c *check) error {
	thing, err := c.about("a card", KindNeighbour)
	if err != nil {
		return err
	}
	n, ok := thing.Body.(*NewNeighbour)
	if !ok {
		return ErrNewer
	}
	by, err := c.named("a card", b.By, KindNeighbour, KindNeighbourKeys)
	if err != nil {
		return err
	}
	if by.ID != thing.ID && by.Subject != thing.ID {
		return forged("it is checked by the keys of another neighbour")
	}
	keys, need, ok := keysOf(by)
	if !ok {
		return ErrNewer
	}
	card, err := ReadCard(b.Card)
	switch {
	case err != nil:
		return refuse("%s", err)
	case card.From != n.From:
		return forged("the card is another group's")
	case b.Hop > card.Hops:
		return forged("the card has been handed on further than its group allows")
	case vouched(b.Sigs, keys) < len(b.Sigs):
		return forged("the card is signed with a key that this neighbour does not have")
	case card.Sort != CardEnd && len(b.Sigs) < need:
		return forged("fewer officers of the neighbour have signed the card than must")
	}
	for _, s := range b.Sigs {
		if !s.signs(b.Card) {
			return forged("the card is not what its group signed")
		}
	}
	return nil
}

// keysOf gives the keys that a neighbour's own record, or a later one, names.
func keysOf(r Record) (keys [][]byte, need int, ok bool) {
	switch b := r.Body.(type) {
	case *NewNeighbour:
		return b.Keys, b.Need, true
	case *NeighbourKeys:
		return b.Keys, b.Need, true
	}
	return nil, 0, false
}

// Neighbour is a neighbouring group as people see it.
type Neighbour struct {
	ID       ID
	From     ID
	Name     string
	Keys     [][]byte
	Need     int
	Part     string // the section this group is in there; empty when it is no joint group of ours
	Author   Person // who introduced it
	Made     int64  // claimed, ms
	KeysID   ID     // the record that the keys are from
	KeysBy   Person // who wrote that
	KeysNow  []ID   // what new keys name in After
	Muted    bool
	Why      string // it was muted
	MutedNow []ID
	Cards    []NearCard // those signed with its keys of now and not withdrawn, newest first, [MaxNear] at most
	More     []ID       // older ones that are not shown, by age
	Ends     []NearCard // withdrawals by its group, by hash
	Comments []Comment
}

// NearCard is a neighbour's card as people see it.
type NearCard struct {
	Hash  ID
	Card  Card
	Raw   []byte
	Sigs  []CardSig // by key
	Hop   int       // the shortest way it came
	By    Person    // who brought it first
	Since int64     // when, as claimed, ms
}

// FoldNeighbour makes the view of a neighbour from records that stand, in any order and with any repeats. Others among them
// are passed over. ok is false when the neighbour's own record is not among them. A card that was withdrawn stays so,
// whoever brings it again; one signed with keys that the neighbour no longer has fades.
func FoldNeighbour(id ID, records []Record) (n Neighbour, ok bool) {
	rs := distinct(records)
	r, b, ok := madeAs[NewNeighbour](rs, id)
	if !ok {
		return Neighbour{}, false
	}
	n = Neighbour{ID: id, From: b.From, Name: b.Name, Keys: b.Keys, Need: b.Need, Part: b.Part, Author: r.Person, Made: r.Time,
		KeysID: id, KeysBy: r.Person, Comments: comments(rs, id)}
	n.foldKeys(ofKind(rs, KindNeighbourKeys, id))
	n.foldMute(ofKind(rs, KindNeighbourMute, id))
	n.foldCards(ofKind(rs, KindCard, id))
	return n, true
}

func (n *Neighbour) foldKeys(rs []Record) {
	var settings []setting[Record]
	for _, r := range rs {
		settings = append(settings, setting[Record]{r.ID, r.Time, r.Body.(*NeighbourKeys).After, r})
	}
	last, now, ok := register(settings)
	if !ok {
		return
	}
	b := last.value.Body.(*NeighbourKeys)
	n.Name, n.Keys, n.Need = b.Name, b.Keys, b.Need
	n.KeysID, n.KeysBy, n.KeysNow = last.id, last.value.Person, now
}

func (n *Neighbour) foldMute(rs []Record) {
	var settings []setting[*MuteNeighbour]
	for _, r := range rs {
		b := r.Body.(*MuteNeighbour)
		settings = append(settings, setting[*MuteNeighbour]{r.ID, r.Time, b.After, b})
	}
	if last, now, ok := register(settings); ok {
		n.Muted, n.Why, n.MutedNow = last.value.Muted, last.value.Why, now
	}
}

func (n *Neighbour) foldCards(rs []Record) {
	at, ended := map[ID]int{}, map[ID]bool{}
	var all, standing []NearCard
	for _, r := range rs {
		b := r.Body.(*CarriedCard)
		card, err := ReadCard(b.Card)
		if err != nil {
			continue // one that stands can be read
		}
		hash := CardHash(b.Card)
		i, there := at[hash]
		if !there {
			i, at[hash] = len(all), len(all)
			all = append(all, NearCard{Hash: hash, Card: card, Raw: b.Card, Hop: b.Hop, By: r.Person, Since: r.Time})
		}
		c := &all[i]
		for _, s := range b.Sigs {
			c.Sigs = addSig(c.Sigs, s)
		}
		c.Hop = min(c.Hop, b.Hop)
		if cmp.Or(cmp.Compare(r.Time, c.Since), comparePersons(r.Person, c.By)) < 0 {
			c.By, c.Since = r.Person, r.Time
		}
	}
	for _, c := range all {
		if c.Card.Sort == CardEnd {
			n.Ends = append(n.Ends, c)
			ended[c.Card.Ends] = true
		}
	}
	slices.SortFunc(n.Ends, func(a, b NearCard) int { return compareIDs(a.Hash, b.Hash) })
	for _, c := range all {
		if c.Card.Sort != CardEnd && !ended[c.Hash] && vouched(c.Sigs, n.Keys) >= n.Need {
			standing = append(standing, c)
		}
	}
	n.Cards = standing
	slices.SortFunc(n.Cards, func(a, b NearCard) int { return byTime(b.Card.Made, a.Card.Made, b.Hash, a.Hash) })
	for len(n.Cards) > MaxNear {
		last := len(n.Cards) - 1
		n.More, n.Cards = append(n.More, n.Cards[last].Hash), n.Cards[:last]
	}
}

// Ended says whether the neighbour has withdrawn a card.
func (n *Neighbour) Ended(hash ID) bool {
	return slices.ContainsFunc(n.Ends, func(c NearCard) bool { return c.Card.Ends == hash })
}

// Lacks says whether a card of this neighbour would be news here: it would stand and does not yet, or it withdraws what has
// not been withdrawn.
func (n *Neighbour) Lacks(hash ID, c *Card, sigs []CardSig) bool {
	if c.Sort == CardEnd {
		return !n.Ended(c.Ends) && vouched(sigs, n.Keys) > 0
	}
	here := slices.Contains(n.More, hash) || slices.ContainsFunc(n.Cards, func(c NearCard) bool { return c.Hash == hash })
	return !here && !n.Ended(hash) && vouched(sigs, n.Keys) >= n.Need
}

// Vouched gives the signatures of a card that are by keys this neighbour has.
func (n *Neighbour) Vouched(sigs []CardSig) (good []CardSig) {
	for _, s := range sigs {
		if vouched([]CardSig{s}, n.Keys) > 0 {
			good = append(good, s)
		}
	}
	return good
}
