package store

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/doc"
	"moot/store/forum"
)

// card is a row of a list as it is stored: made by the gate when its subject changes, so that a list opens no document.
type card struct {
	Title    string          `cbor:"1,keyasint"`
	State    string          `cbor:"2,keyasint,omitempty"`
	Author   forum.Person    `cbor:"3,keyasint"`
	Made     int64           `cbor:"4,keyasint"`
	Updated  int64           `cbor:"5,keyasint"`
	Cost     int64           `cbor:"6,keyasint,omitempty"`
	Comments int             `cbor:"7,keyasint,omitempty"`
	Excerpt  string          `cbor:"8,keyasint,omitempty"`
	Tally    forum.Tally     `cbor:"9,keyasint"`
	Voting   bool            `cbor:"10,keyasint,omitempty"`
	MyChoice forum.Choice    `cbor:"11,keyasint,omitempty"`
	MySeq    uint64          `cbor:"12,keyasint,omitempty"` // this device's last entry about it
	At       int64           `cbor:"13,keyasint,omitempty"`
	Place    string          `cbor:"14,keyasint,omitempty"`
	Items    int             `cbor:"15,keyasint,omitempty"`
	Present  int             `cbor:"16,keyasint,omitempty"`
	Digest   forum.ID        `cbor:"18,keyasint"`           // of everything shown about it
	Row      cbor.RawMessage `cbor:"19,keyasint,omitempty"` // what a list shows of the noun beside the above
	Closed   bool            `cbor:"20,keyasint,omitempty"` // its words are changed only by a decision
	Decided  bool            `cbor:"22,keyasint,omitempty"` // by a certificate: the words stay
	Minutes  string          `cbor:"30,keyasint,omitempty"` // of a meeting: how far they have got
	Shared   bool            `cbor:"40,keyasint,omitempty"` // cards of it are for neighbouring groups
	// Electorates has what votes took from the rolls they cite, by those: readers cannot ask the history.
	Electorates map[forum.ID]forum.Electorate `cbor:"21,keyasint,omitempty"`
}

// chosen is what a row says of a ballot that names options.
const chosen forum.Choice = "chosen"

// excerptRunes is how much of the wording a row shows and a search looks through.
const excerptRunes = 240

func proposalCard(c *card, p *forum.Proposal, me forum.Person) {
	c.Title, c.State, c.Cost, c.Comments = p.Title, string(p.State), p.Cost, len(p.Comments)
	c.Decided = p.Frozen() && p.State != forum.StateVoting
	if n := len(p.Votes); n > 0 {
		v := &p.Votes[n-1]
		c.Tally, c.Voting = v.Tally, p.State == forum.StateVoting
		if v.Blind(me) {
			shown := v.Blinded()
			c.Tally = shown.Tally
		}
		for i := range v.Ballots {
			if b := &v.Ballots[i]; b.Voter == me {
				c.MyChoice = cmp.Or(b.Choice, chosen)
			}
		}
	}
}

// recordsAbout gives the shown records of a thing, the time of the latest entry about it, and the seq of
// this device's own latest.
func (b *batch) recordsAbout(id forum.ID) (records []forum.Record, last int64, mine uint64, err error) {
	if !b.begins(id) {
		if records, err = b.g.readAbout(b.read, id); err != nil {
			return nil, 0, 0, err
		}
	}
	records = append(records, b.about[id]...)
	me := forum.Device(b.s.session.Device())
	for i := range records {
		r := &records[i]
		last = max(last, r.Time)
		if r.Device == me {
			mine = max(mine, r.Seq)
		}
		if !worded(r.Kind) {
			continue
		}
		var m docMeta
		if _, err := get(b.txn, groupKey(prefixDoc, b.g.num).id(r.ID), &m); err != nil {
			return nil, 0, 0, err
		}
		last, mine = max(last, m.Last), max(mine, m.Mine)
	}
	return records, last, mine, nil
}

// begins says whether a thing comes to be shown in this very batch: then nothing about it was shown before.
func (b *batch) begins(id forum.ID) bool {
	return slices.ContainsFunc(b.about[id], func(r forum.Record) bool { return r.ID == id })
}

// readAbout reads the shown records of a thing, and the ballots of its secret votes.
func (g *group) readAbout(txn *badger.Txn, id forum.ID) (records []forum.Record, err error) {
	roll := g.state().roll
	err = each(txn, groupKey(prefixAbout, g.num).id(id), func(_, v []byte) error {
		p, err := readPlace(v)
		if err != nil {
			return err
		}
		k, err := g.readPlace(txn, p)
		if err != nil {
			return err
		}
		r, err := recordOf(&k.Entry, roll)
		records = append(records, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	ballots, err := g.readBoxes(txn, records)
	return append(records, ballots...), err
}

// electorate gives what a vote takes from the roll it cites; nothing when that is not here.
func (b *batch) electorate(heads []forum.ID) forum.Electorate {
	roll, missing := b.g.history.At(heads)
	if len(missing) > 0 {
		return forum.Electorate{}
	}
	return roll.Electorate()
}

// headsKey names a set of heads.
func headsKey(heads []forum.ID) forum.ID { return forum.ViewDigest(heads) }

func (b *batch) me() forum.Person {
	me, _ := b.g.roll().ByDevice(b.s.Identity())
	return me.Person
}

// textOf reads the words of a document the batch may have changed. A document nobody has written in has no line and is not opened.
func (b *batch) textOf(id forum.ID) (text string, heads []doc.Hash, err error) {
	if heads, err = b.headsOf(id); err != nil || len(heads) == 0 {
		return "", nil, err
	}
	err = b.s.withDoc(b, b.g, id, func(d *doc.Doc) (err error) { text, err = d.Preview(); return err })
	var closed *RefusedError
	if errors.As(err, &closed) { // a text left closed (guard.go): its row has no excerpt
		return "", heads, nil
	}
	return text, heads, err
}

func (b *batch) headsOf(id forum.ID) ([]doc.Hash, error) {
	if use := b.docs[id]; use != nil && len(use.raws) > 0 {
		return use.heads, nil
	}
	var m docMeta
	_, err := get(b.read, groupKey(prefixDoc, b.g.num).id(id), &m)
	return m.Heads, err
}

// excerpt is the start of a text on one line.
func excerpt(text string) string {
	if len(text) > 8*excerptRunes {
		text = strings.ToValidUTF8(text[:8*excerptRunes], "")
	}
	var out strings.Builder
	n, gap := 0, false
	for _, r := range text {
		if unicode.IsSpace(r) {
			gap = n > 0
			continue
		}
		if gap && n < excerptRunes {
			out.WriteByte(' ')
			n++
		}
		if n == excerptRunes {
			return out.String() + "…"
		}
		out.WriteRune(r)
		n, gap = n+1, false
	}
	return out.String()
}
