package forum

import "slices"

// A page is a standing text: rules, opening hours, a policy. Its wording is the shared document of the same id. It may
// name parties who each sign it; once they all have, its words are changed only by a decision.

// The kinds of record about pages.
const (
	KindPage       Kind = "page"        // makes a page
	KindPageSign   Kind = "page-sign"   // a party signs the exact words of Subject, a page
	KindPageChange Kind = "page-change" // names the decision that lets Subject, a page, be changed
)

// maxParties is how many parties a page may name.
const maxParties = 32

// Party is one of those who must sign a page, and who signs for it.
type Party struct {
	Name   string `cbor:"1,keyasint"` // such as "Residents" or "Police"
	Person Person `cbor:"2,keyasint"`
}

// NewPage is the payload of a page record. Whoever may minute makes pages.
type NewPage struct {
	Title   string  `cbor:"1,keyasint"`
	Parties []Party `cbor:"2,keyasint,omitempty"` // each name once; none: nobody signs it, and its words are never closed
}

// PageSign is the payload of a page-sign record.
type PageSign struct {
	Party string `cbor:"1,keyasint"`
	Words []ID   `cbor:"2,keyasint"`           // the document's heads, sorted: the exact words signed
	By    ID     `cbor:"3,keyasint,omitzero"`  // the page-change that named the parties; zero when the page itself did
	After []ID   `cbor:"4,keyasint,omitempty"` // the party's earlier signatures, which this one replaces
}

// PageChange is the payload of a page-change record. Whoever made the page, or an officer, makes it.
type PageChange struct {
	Decision ID      `cbor:"1,keyasint"`           // the proposal that was decided
	Words    []ID    `cbor:"2,keyasint,omitempty"` // the signed words it lets be changed
	Parties  []Party `cbor:"3,keyasint,omitempty"` // those who must sign from now on; none: as before
	After    []ID    `cbor:"4,keyasint,omitempty"` // the earlier changes of the parties, which this one replaces
}

func (p *NewPage) check() error { return first(line("a title", p.Title, MaxTitle), parties(p.Parties)) }

func (s *PageSign) check() error {
	if len(s.Words) == 0 {
		return bad("it signs no words")
	}
	return first(line("a party's name", s.Party, MaxName), heads("the words signed", s.Words), after(s.After))
}

func (p *PageChange) check() error {
	if p.Decision.Zero() {
		return bad("it names no decision")
	}
	return first(heads("the words changed", p.Words), parties(p.Parties), after(p.After))
}

func parties(ps []Party) error {
	if len(ps) > maxParties {
		return bad("it names %d parties; the most is %d", len(ps), maxParties)
	}
	for i, p := range ps {
		if err := first(line("a party's name", p.Name, MaxName), person(p.Person)); err != nil {
			return err
		}
		if slices.ContainsFunc(ps[:i], func(q Party) bool { return q.Name == p.Name }) {
			return bad("it names the party %q twice", p.Name)
		}
	}
	return nil
}

func (c *check) signers(ps []Party) error {
	for _, p := range ps {
		if err := c.member(Whom{Person: p.Person}); err != nil {
			return err
		}
	}
	return nil
}

func (p *NewPage) rule(c *check) error { return c.signers(p.Parties) }

func (p *PageChange) rule(c *check) error {
	page, err := c.about("a change of a page", KindPage)
	if err != nil {
		return err
	}
	if err := c.mine(page, "say that a decision changes it"); err != nil {
		return err
	}
	if _, err := c.named("a change of a page", p.Decision, KindProposal); err != nil {
		return err
	}
	return c.signers(p.Parties)
}

// rule: a party's own person, by the list of parties that the signature names.
func (s *PageSign) rule(c *check) error {
	list, err := c.about("a signature", KindPage)
	if err != nil {
		return err
	}
	if !s.By.Zero() {
		if list, err = c.named("a signature", s.By, KindPageChange); err != nil {
			return err
		}
		if list.Subject != c.Subject {
			return forged("it names the parties of another page")
		}
	}
	var ps []Party
	switch b := list.Body.(type) {
	case *NewPage:
		ps = b.Parties
	case *PageChange:
		ps = b.Parties
	default:
		return ErrNewer
	}
	if !slices.Contains(ps, Party{s.Party, c.Person}) {
		return forged("only the person named for %q may sign for it", s.Party)
	}
	return nil
}

// The states of a page.
const (
	PageOpen     = "open"     // nobody need sign it
	PageUnsigned = "unsigned" // not yet signed by every party
	PageSigned   = "signed"   // every party has signed these very words
	PageChanged  = "changed"  // changed since every party signed it
)

// Page is one page as people see it.
type Page struct {
	ID        ID
	Title     string
	State     string
	Author    Person
	Made      int64          // claimed, ms
	Words     []ID           // the document's heads now
	InForce   []ID           // the words every party has signed, last; none before that
	Parties   []PageSigner   // in the order the page names them
	PartiesBy ID             // the change that named them; zero for the page itself
	Changes   []PageDecision // every decision about it, in order: why it is so
	Comments  []Comment
	Now       []ID // the current changes of the parties: a new one names them in After
}

// PageSigner is a party with its standing signature.
type PageSigner struct {
	Party
	Words   []ID  // signed; none when it has not signed
	Time    int64 // claimed, ms
	Current bool  // these are the words as they are now
	Now     []ID  // the signatures a newer one names in After
}

// PageDecision is one decision about a page.
type PageDecision struct {
	ID       ID
	Decision ID // a proposal
	Words    []ID
	Parties  []Party
	By       Person
	Time     int64 // claimed, ms
}

// Closed says whether the words may not be changed without a decision: every party has signed, and no decision is on
// record that lets what they signed be changed.
func (p *Page) Closed() bool { return len(p.InForce) > 0 && !p.Allowed() }

// Allowed says whether a decision lets the words in force be changed.
func (p *Page) Allowed() bool {
	return slices.ContainsFunc(p.Changes, func(c PageDecision) bool { return len(c.Words) > 0 && slices.Equal(c.Words, p.InForce) })
}

// FoldPage makes the view of a page from records that stand, in any order and with any repeats, and the heads of its
// document. Others among the records are passed over. ok is false when the page's own record is not among them.
func FoldPage(id ID, records []Record, words []ID) (p Page, ok bool) {
	rs := distinct(records)
	r, b, ok := madeAs[NewPage](rs, id)
	if !ok {
		return Page{}, false
	}
	p = Page{ID: id, Title: b.Title, Author: r.Person, Made: r.Time, Words: slices.Clone(words), Comments: comments(rs, id)}
	slices.SortFunc(p.Words, compareIDs)
	list := b.Parties
	var named []setting[[]Party]
	for _, r := range ofKind(rs, KindPageChange, id) {
		b := r.Body.(*PageChange)
		p.Changes = append(p.Changes, PageDecision{r.ID, b.Decision, b.Words, b.Parties, r.Person, r.Time})
		if len(b.Parties) > 0 {
			named = append(named, setting[[]Party]{r.ID, r.Time, b.After, b.Parties})
		}
	}
	slices.SortFunc(p.Changes, func(a, b PageDecision) int { return byTime(a.Time, b.Time, a.ID, b.ID) })
	if last, now, ok := register(named); ok {
		list, p.PartiesBy, p.Now = last.value, last.id, now
	}
	p.sign(list, ofKind(rs, KindPageSign, id))
	return p, true
}

// sign folds the signatures. One counts while its author is the person named for the party: a party whose person is
// another now signs again.
func (p *Page) sign(list []Party, signs []Record) {
	var agreed agreements
	for _, party := range list {
		var of []setting[[]ID]
		for _, r := range signs {
			if b := r.Body.(*PageSign); b.Party == party.Name && r.Person == party.Person {
				of = append(of, setting[[]ID]{r.ID, r.Time, b.After, b.Words})
			}
		}
		s := PageSigner{Party: party}
		if last, now, ok := register(of); ok {
			s.Words, s.Time, s.Now = last.value, last.time, now
			s.Current = slices.Equal(s.Words, p.Words)
		}
		p.Parties = append(p.Parties, s)
		agreed.party(of)
	}
	p.InForce = agreed.last(len(list))
	switch {
	case len(list) == 0:
		p.State = PageOpen
	case len(p.InForce) == 0:
		p.State = PageUnsigned
	case slices.Equal(p.InForce, p.Words):
		p.State = PageSigned
	default:
		p.State = PageChanged
	}
}

// agreements gathers which words how many parties have signed.
type agreements map[ID]*agreement

type agreement struct {
	setting[[]ID] // id: of the words; after: of the words that one of its signatures replaced
	parties       int
}

// party adds all the signatures of one party, replaced ones too: what was in force stays so until all have signed anew.
func (a *agreements) party(signs []setting[[]ID]) {
	if *a == nil {
		*a = agreements{}
	}
	of := map[ID]ID{} // signature → its words
	for _, s := range signs {
		of[s.id] = ViewDigest(s.value)
	}
	counted := map[ID]bool{}
	for _, s := range signs {
		key := of[s.id]
		w := (*a)[key]
		if w == nil {
			w = &agreement{setting: setting[[]ID]{id: key, value: s.value}}
			(*a)[key] = w
		}
		if !counted[key] {
			counted[key] = true
			w.parties++
		}
		w.time = max(w.time, s.time)
		for _, id := range s.after {
			if before, ok := of[id]; ok && before != key {
				w.after = append(w.after, before)
			}
		}
	}
}

// last gives the words in force of those that all have signed. Words replace those whose signatures theirs replaced;
// where two replace each other, because somebody went back to earlier words, the later signature says.
func (a agreements) last(parties int) []ID {
	var all []setting[[]ID]
	for _, w := range a {
		if w.parties == parties {
			all = append(all, w.setting)
		}
	}
	w, _, ok := register(all)
	if !ok {
		for i := range all {
			all[i].after = nil
		}
		w, _, _ = register(all)
	}
	return w.value
}
