package store

import (
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
)

// pageRow is what a list of pages shows beside the common fields of a card.
type pageRow struct {
	Parties int  `cbor:"1,keyasint,omitempty"`
	Signed  int  `cbor:"2,keyasint,omitempty"` // of them, the words as they are now
	Allowed bool `cbor:"3,keyasint,omitempty"`
}

func fillPage(b *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	text, heads, err := b.textOf(id)
	if err != nil {
		return nil, err
	}
	p, ok := forum.FoldPage(id, records, idsOf(heads))
	if !ok {
		return nil, errDamaged
	}
	c.Title, c.State, c.Comments, c.Excerpt, c.Closed = p.Title, p.State, len(p.Comments), excerpt(text), p.Closed()
	row := pageRow{Parties: len(p.Parties), Allowed: p.Allowed()}
	for _, s := range p.Parties {
		if s.Current {
			row.Signed++
		}
	}
	return p, c.setRow(row)
}

func idsOf(heads []doc.Hash) []forum.ID {
	ids := make([]forum.ID, len(heads))
	for i, h := range heads {
		ids[i] = forum.ID(h)
	}
	return tidy(ids)
}

// tidy puts ids in order, each once.
func tidy(ids []forum.ID) []forum.ID {
	slices.SortFunc(ids, func(a, b forum.ID) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}

// PageCard is a row of the list of standing pages.
type PageCard struct {
	ID      forum.ID
	Title   string
	State   string // forum.PageOpen…
	Parties int
	Signed  int  // parties that have signed the words as they are now
	Allowed bool // a decision lets the signed words be changed
	Excerpt string
	Author  forum.Person
	Updated int64 // ms
}

// Pages lists a group's standing pages, newest activity first. It opens no document.
func (s *Store) Pages(ctx context.Context, in forum.ID) ([]PageCard, error) {
	return rows(ctx, s, in, cardPage, func(_ *badger.Txn, _ *group, id forum.ID, c *card, r *pageRow) (PageCard, error) {
		return PageCard{ID: id, Title: c.Title, State: c.State, Parties: r.Parties, Signed: r.Signed, Allowed: r.Allowed,
			Excerpt: c.Excerpt, Author: c.Author, Updated: c.Updated}, nil
	})
}

// StandingPage is everything shown about one page.
type StandingPage struct {
	forum.Page
	Group  forum.ID
	Body   string // the wording now
	Signed string // the wording in force, when it is another; empty when this device does not hold it
	Names  map[forum.Person]string
	Why    []Link // the decisions about it, in order
	Can    Can
}

// StandingPage reads one page. Errors: *RefusedError (not_found).
func (s *Store) StandingPage(ctx context.Context, group, id forum.ID) (page StandingPage, err error) {
	g, err := s.group(group)
	if err != nil {
		return page, err
	}
	var heads []forum.ID
	err = s.db.View(func(txn *badger.Txn) (err error) { heads, err = g.docHeads(txn, id); return err })
	if err != nil {
		return page, err
	}
	p, names, err := readThing(s, group, id, "page", func(id forum.ID, rs []forum.Record) (forum.Page, bool) { return forum.FoldPage(id, rs, heads) })
	if err != nil {
		return page, err
	}
	page = StandingPage{Page: p, Group: group, Names: names, Can: s.canOf(group, p.Author)}
	page.Can.Edit = page.Can.Edit && !p.Closed()
	if page.Body, err = s.text(g, id); err != nil {
		return page, err
	}
	var ids []forum.ID
	for _, c := range p.Changes {
		ids = append(ids, c.Decision)
	}
	if page.Why, err = s.Links(ctx, group, ids...); err != nil {
		return page, err
	}
	page.Signed, err = s.inForce(ctx, &page)
	return page, err
}

// inForce reads the words all have signed. A signature can name words that nobody has: those read as nothing.
func (s *Store) inForce(ctx context.Context, p *StandingPage) (string, error) {
	if p.State != forum.PageChanged {
		return "", nil
	}
	versions, err := s.TextHistory(ctx, p.Group, p.ID)
	if err != nil {
		return "", err
	}
	for _, h := range p.InForce {
		if !slices.ContainsFunc(versions, func(v Version) bool { return slices.Contains(v.Heads, h) }) {
			return "", nil
		}
	}
	return s.TextAt(ctx, p.Group, p.ID, p.InForce)
}

// docHeads reads the heads of a document's shown changes, in order; none for one nobody has written in.
func (g *group) docHeads(txn *badger.Txn, id forum.ID) ([]forum.ID, error) {
	var m docMeta
	_, err := get(txn, groupKey(prefixDoc, g.num).id(id), &m)
	return idsOf(m.Heads), err
}

// NewPage makes a standing page with its first wording. Whoever may minute may.
func (s *Store) NewPage(ctx context.Context, group forum.ID, p forum.NewPage, body string) (id forum.ID, err error) {
	err = s.do(ctx, group, func(w *writer) error {
		if id, err = w.say(forum.ID{}, forum.KindPage, p); err != nil {
			return err
		}
		_, err = w.edit(id, "", body)
		return err
	})
	return id, err
}

// page folds a page as it is here.
func (w *writer) page(id forum.ID) (forum.Page, error) {
	heads, err := w.headsOf(id)
	if err != nil {
		return forum.Page{}, err
	}
	return folded(w, id, "this is not a standing page", func(id forum.ID, rs []forum.Record) (forum.Page, bool) {
		return forum.FoldPage(id, rs, idsOf(heads))
	})
}

// EditPage changes a page's wording, as EditText does. A page that all its parties have signed is changed only by a
// decision, which is named once; it may be zero otherwise.
func (s *Store) EditPage(ctx context.Context, group, page forum.ID, was, now string, decision forum.ID) (merged string, err error) {
	err = s.do(ctx, group, func(w *writer) error {
		if err := w.change(page, nil, decision); err != nil {
			return err
		}
		merged, err = w.edit(page, was, now)
		return err
	})
	return merged, err
}

// NameParties says who must sign a page from now on, by a decision. Whoever made the page may, or an officer.
func (s *Store) NameParties(ctx context.Context, group, page forum.ID, parties []forum.Party, decision forum.ID) error {
	if decision.Zero() {
		return refuseEnglish(CodeBadInput, "who must sign a page is changed only by a decision: name the proposal")
	}
	return s.do(ctx, group, func(w *writer) error { return w.change(page, parties, decision) })
}

// change puts on record the decision by which a page is changed; without one it refuses a page that is closed.
func (w *writer) change(page forum.ID, parties []forum.Party, decision forum.ID) error {
	p, err := w.page(page)
	if err != nil {
		return err
	}
	if decision.Zero() {
		if p.Closed() {
			return errClosed()
		}
		return nil
	}
	if err := w.decided(decision); err != nil {
		return err
	}
	c := forum.PageChange{Decision: decision, Words: p.InForce}
	if len(parties) > 0 { // who signs, and not the words
		c.Words, c.Parties, c.After = nil, parties, p.Now
	}
	_, err = w.say(page, forum.KindPageChange, c)
	return err
}

func errClosed() error {
	return refuseEnglish(CodeRefused, "everyone who must sign this page has signed these words, so they are changed only by a decision: name the proposal that was decided")
}

// SignPage signs a page's words for a party, which may be empty for whoever signs for only one. The words are the heads
// of what the signer has read; it is refused when the page says something else by now.
func (s *Store) SignPage(ctx context.Context, group, page forum.ID, party string, words []forum.ID) error {
	me, _ := s.Me()
	return s.do(ctx, group, func(w *writer) error {
		p, err := w.page(page)
		if err != nil {
			return err
		}
		if !slices.Equal(p.Words, words) {
			return refuse(CodeRefused, "these words have changed since you read them: read them again before you sign")
		}
		if len(words) == 0 {
			return refuseEnglish(CodeRefused, "there are no words on this page to sign yet")
		}
		sign := forum.PageSign{Words: words, By: p.PartiesBy}
		mine := 0
		for _, of := range p.Parties {
			if of.Person == me.Person && (party == "" || party == of.Name) {
				sign.Party, sign.After = of.Name, of.Now
				mine++
			}
		}
		switch {
		case mine == 0:
			return notNamed(party)
		case mine > 1:
			return refuseEnglish(CodeAmbiguous, "you sign this page for more than one party: say for which")
		}
		_, err = w.say(page, forum.KindPageSign, sign)
		return err
	})
}

func notNamed(party string) error {
	if party == "" {
		return refuse(CodeRefused, "you are not named to sign this page")
	}
	return refuseEnglish(CodeRefused, "you are not named to sign this page for %s", party)
}
