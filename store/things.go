package store

import (
	"cmp"
	"errors"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/doc"
	"moot/store/forum"
)

// thing is one noun that has a place of its own in a group: a card in a list, and records gathered under it. A new noun is one
// file in forum and one row here.
type thing struct {
	kind   forum.Kind // of the record that makes one
	letter byte       // of its cards
	name   string     // as people call it
	// fill folds the records about one into its card, and gives everything that is shown of it, for the digest.
	fill func(b *batch, id forum.ID, records []forum.Record, c *card) (shown any, err error)
}

// The letters of cards. They are part of what is stored.
const (
	cardProposal = 'p'
	cardMeeting  = 'm'
	cardTask     = 't'
	cardPage     = 'w' // its words
	cardNotice   = 'n'
	cardFund     = 'f'
	cardGauge    = 'g'
	cardProxy    = 'd' // a delegation

	cardCardKey      = 'K'
	cardNeighbour    = 'N'
	cardConfidential = 'C'
	cardPartOf       = 'P'
	cardElection     = 'e'
)

// things has one row for each noun. Order does not matter.
var things = []thing{
	{forum.KindProposal, cardProposal, "proposal", fillProposal},
	{forum.KindMeeting, cardMeeting, "meeting", fillMeeting},
	{forum.KindTask, cardTask, "task", fillTask},
	{forum.KindPage, cardPage, "page", fillPage},
	{forum.KindNotice, cardNotice, "notice", fillNotice},
	{forum.KindFund, cardFund, "fund", fillFund},
	{forum.KindGauge, cardGauge, "gauge", fillGauge},
	{forum.KindDelegate, cardProxy, "delegation", fillDelegation},
	{forum.KindCardKey, cardCardKey, "card key", fillCardKey},
	{forum.KindNeighbour, cardNeighbour, "neighbour", fillNeighbour},
	{forum.KindConfidential, cardConfidential, "confidential part", fillTied},
	{forum.KindPartOf, cardPartOf, "officers' own group", fillTied},
	{forum.KindElection, cardElection, "election", fillElection},
}

// thingOf finds the noun that a kind of record makes.
func thingOf(k forum.Kind) (thing, bool) {
	for _, t := range things {
		if t.kind == k {
			return t, true
		}
	}
	return thing{}, false
}

// worded says whether what a kind of record makes has a shared text of the same id.
func worded(k forum.Kind) bool {
	return k == forum.KindProposal || k == forum.KindItem || k == forum.KindPage || k == forum.KindAmendment
}

func (g *group) cardKey(letter byte, id forum.ID) key {
	return groupKey(prefixCard, g.num).byte(letter).id(id)
}

// cardOf reads the card of a thing, whatever noun it is. ok is false when nothing of that id is shown.
func (g *group) cardOf(txn *badger.Txn, id forum.ID) (t thing, c card, ok bool, err error) {
	for _, t := range things {
		if ok, err := get(txn, g.cardKey(t.letter, id), &c); ok || err != nil {
			return t, c, ok, err
		}
	}
	return thing{}, c, false, nil
}

// cards reads every card of a noun, by id.
func (g *group) cards(txn *badger.Txn, letter byte, f func(id forum.ID, c *card) error) error {
	return g.readCards(txn, groupKey(prefixCard, g.num).byte(letter), func(_ byte, id forum.ID, c *card) error { return f(id, c) })
}

// allCards reads every card of a group, by letter and id.
func (g *group) allCards(txn *badger.Txn, f func(letter byte, id forum.ID, c *card) error) error {
	return g.readCards(txn, groupKey(prefixCard, g.num), f)
}

func (g *group) readCards(txn *badger.Txn, prefix key, f func(letter byte, id forum.ID, c *card) error) error {
	return each(txn, prefix, func(k, v []byte) error {
		var c card
		if len(k) != 1+4+1+32 || cbor.Unmarshal(v, &c) != nil {
			return errDamaged
		}
		return f(k[5], forum.ID(k[6:]), &c)
	})
}

// card makes the card of a thing again.
func (b *batch) card(id forum.ID) error {
	if done, err := b.countLive(id); done || err != nil {
		return err
	}
	records, last, mine, err := b.recordsAbout(id)
	if err != nil {
		return err
	}
	for i := range records {
		if records[i].ID != id {
			continue
		}
		t, ok := thingOf(records[i].Kind)
		if !ok {
			return errDamaged
		}
		c := card{Author: records[i].Person, Made: records[i].Time, Updated: last, MySeq: mine}
		shown, err := t.fill(b, id, records, &c)
		if err != nil {
			return err
		}
		if files := forum.FoldFiles(records); len(files) > 0 {
			shown = []any{shown, files}
		}
		c.Digest = forum.ViewDigest(shown)
		return put(b.txn, b.g.cardKey(t.letter, id), c)
	}
	for _, t := range things { // it is not shown any more
		if err := b.txn.Delete(b.g.cardKey(t.letter, id)); err != nil {
			return err
		}
	}
	return nil
}

// rootOf gives the thing a record belongs to.
func (b *batch) rootOf(r forum.Record) (forum.ID, error) {
	for range 4 { // change → item → meeting is the longest way
		if _, ok := thingOf(r.Kind); ok {
			return r.ID, nil
		}
		up, state := b.Record(r.Subject)
		if state == forum.Missing {
			return forum.ID{}, errDamaged
		}
		r = up
	}
	return forum.ID{}, errDamaged
}

func fillProposal(b *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	c.Electorates = map[forum.ID]forum.Electorate{}
	electorate := func(heads []forum.ID) forum.Electorate {
		e := b.electorate(heads)
		c.Electorates[headsKey(heads)] = e
		return e
	}
	p, ok := forum.FoldProposal(id, records, electorate)
	if !ok {
		return nil, errDamaged
	}
	mine := b.s.findMine(&p, records)
	proposalCard(c, &p, b.me())
	if mine != nil {
		c.MyChoice = cmp.Or(mine.Choice, chosen)
	}
	c.Shared = len(p.Cards) > 0
	text, heads, err := b.textOf(id)
	c.Excerpt = excerpt(text)
	amended, amErr := b.amendedHeads(&p)
	if err := errors.Join(err, amErr); err != nil {
		return nil, err
	}
	b.goLive(&p, records, electorate, heads, amended)
	return shownProposal{forum.ShownOf(&p), heads, amended}, nil
}

func fillMeeting(b *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	m, ok := forum.FoldMeeting(id, records)
	if !ok {
		return nil, errDamaged
	}
	c.Title, c.State, c.At, c.Place, c.Items, c.Comments = m.Title, m.State, m.At, m.Place, len(m.Agenda), len(m.Comments)
	for _, a := range m.Attended {
		if a.As == forum.Present {
			c.Present++
		}
	}
	shown := struct {
		M forum.Meeting
		H [][]doc.Hash
		Q *forum.Quorate `cbor:",omitempty"`
	}{M: m}
	if shown.Q = b.quorum(&m); shown.Q != nil {
		if err := c.setRow(shown.Q); err != nil {
			return nil, err
		}
	}
	words, err := b.minutesWords(&m)
	if err != nil {
		return nil, err
	}
	c.Minutes = string(m.MinutesState(words))
	for i := range words.Items {
		var heads []doc.Hash
		for _, h := range words.Items[i].Heads {
			heads = append(heads, doc.Hash(h))
		}
		shown.H = append(shown.H, heads)
	}
	return shown, nil
}
