package store

import (
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
)

// Amend proposes other words for a proposal. From are the heads of the words they were made from, and title names them; an
// empty one says whose wording it is.
func (s *Store) Amend(ctx context.Context, g, proposal forum.ID, title string, from []forum.ID, body string) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		p, err := w.proposal(proposal, "only a proposal can be amended")
		if err != nil {
			return err
		}
		if err := p.Progress().May(forum.StepAmend); err != nil {
			return plainly(err)
		}
		was, err := w.textAt(proposal, from)
		if err != nil {
			return err
		}
		if body == was {
			return refuse(CodeBadInput, "these are the words of the proposal as they are: write what should be different")
		}
		if title == "" {
			title = w.namesOf([]forum.Person{w.me()}) + "’s wording"
		}
		if id, err = w.say(proposal, forum.KindAmendment, forum.NewAmendment{Title: title, From: from}); err != nil {
			return err
		}
		_, err = w.edit(id, "", body)
		return err
	})
	return id, err
}

// textAt reads a document at some heads, in a batch that may have changed it.
func (w *writer) textAt(id forum.ID, heads []forum.ID) (text string, err error) {
	if len(heads) == 0 {
		return "", nil
	}
	at := make([]doc.Hash, len(heads))
	for i, h := range heads {
		at[i] = doc.Hash(h)
	}
	err = w.s.withDoc(w.batch, w.g, id, func(d *doc.Doc) (err error) { text, err = d.TextAt(at); return err })
	if err != nil {
		return "", refuse(CodeNotFound, "the words this is about have not all arrived on this device yet: catch up with a neighbour first")
	}
	return text, nil
}

// amendment finds an amendment with its proposal.
func (w *writer) amendment(id forum.ID) (p forum.Proposal, a *forum.Amendment, err error) {
	r, state := w.Record(id)
	if state != forum.Shown || r.Kind != forum.KindAmendment {
		return p, nil, refuse(CodeNotFound, "there is no such amendment on this device")
	}
	if p, err = w.proposal(r.Subject, "only a proposal can be amended"); err != nil {
		return p, nil, err
	}
	for i := range p.Amendments {
		if p.Amendments[i].ID == id {
			return p, &p.Amendments[i], nil
		}
	}
	return p, nil, errDamaged
}

// TakeIn takes an amendment into its proposal: what it changes of the words it was made from is changed in the words as
// they are now, and all else stays. Whoever made the proposal may, or an officer. It gives the text with both.
func (s *Store) TakeIn(ctx context.Context, g, amendment forum.ID) (proposal forum.ID, merged string, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		p, a, err := w.amendment(amendment)
		if err != nil {
			return err
		}
		proposal = p.ID
		if err := p.Progress().May(forum.StepAmend); err != nil {
			return plainly(err)
		}
		if a.State == forum.AmendmentWithdrawn {
			return refuse(CodeRefused, "this amendment was withdrawn; its author can put it forward again")
		}
		words, err := w.wording(amendment)
		if err != nil {
			return err
		}
		of, from := proposal, a.From
		if n := len(a.Adopted); n > 0 { // taken in before: only what was changed since
			of, from = amendment, a.Adopted[n-1].Words
			if slices.Equal(from, words) {
				return refuse(CodeRefused, "this amendment has been taken in already")
			}
		}
		was, err := w.textAt(of, from)
		if err != nil {
			return err
		}
		now, err := w.textAt(amendment, words)
		if err != nil {
			return err
		}
		if _, err := w.say(amendment, forum.KindAdopt, forum.Adopt{Words: words}); err != nil {
			return err
		}
		merged, err = w.edit(proposal, was, now)
		return err
	})
	return proposal, merged, err
}

// WithdrawAmendment withdraws an amendment, or with again puts it forward again. Its author may, or an officer.
func (s *Store) WithdrawAmendment(ctx context.Context, g, amendment forum.ID, again bool) error {
	return s.do(ctx, g, func(w *writer) error {
		p, a, err := w.amendment(amendment)
		if err != nil {
			return err
		}
		if err := p.Progress().May(forum.StepAmend); err != nil {
			return plainly(err)
		}
		if a.State == forum.AmendmentAdopted {
			return refuse(CodeRefused, "this amendment has been taken in already; edit the proposal to change it back")
		}
		to := forum.AmendmentWithdrawn
		if again {
			to = forum.AmendmentOpen
		}
		_, err = w.say(amendment, forum.KindSet, forum.Set{Field: forum.FieldState, Text: to, After: a.Now[forum.FieldState]})
		return err
	})
}

// between freezes the wordings that a vote is between. Of each the caller gives the option and whose wording it is.
func (w *writer) between(p *forum.Proposal, v *forum.OpenVote) (err error) {
	for i := range v.Between {
		r := &v.Between[i]
		if r.Of == p.ID {
			r.Words = v.Wording
			continue
		}
		at := slices.IndexFunc(p.Amendments, func(a forum.Amendment) bool { return a.ID == r.Of })
		switch {
		case at < 0:
			return refuse(CodeNotFound, "there is no such amendment of this proposal")
		case p.Amendments[at].State != forum.AmendmentOpen:
			return refuseEnglish(CodeRefused, "the amendment %q is %s, so it cannot be voted on", p.Amendments[at].Title, p.Amendments[at].State)
		}
		if r.Words, err = w.wording(r.Of); err != nil {
			return err
		}
	}
	return nil
}

// AmendmentPage is an amendment with its words.
type AmendmentPage struct {
	forum.Amendment
	Words []forum.ID // the heads of its wording now
	Body  string
	From  string // the words of the proposal that it was made from; empty when this device does not hold them all
	Can   AmendmentCan
}

// AmendmentOf gives the proposal that an amendment is of. Errors: *RefusedError (not_found).
func (s *Store) AmendmentOf(_ context.Context, group, id forum.ID) (proposal forum.ID, err error) {
	g, err := s.group(group)
	if err != nil {
		return proposal, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		k, ok, err := g.find(txn, id)
		if err == nil && (!ok || k.Kind != forum.KindAmendment || k.verdict != shown) {
			return refuse(CodeNotFound, "there is no such amendment on this device")
		}
		proposal = k.Subject
		return err
	})
	return proposal, err
}

// Rivalry is a version of a proposal's words that was written apart from others, and has not been written on since: a rival that can
// be made an amendment.
type Rivalry struct {
	Version forum.ID
	By      forum.Person
	Name    string
	Time    int64 // claimed, ms
	Body    string
}

// Amendments reads the amendments of a proposal, in the order they were made.
func (s *Store) Amendments(ctx context.Context, p *ProposalPage) (out []AmendmentPage, err error) {
	g, err := s.group(p.Group)
	if err != nil {
		return nil, err
	}
	for i := range p.Amendments {
		one := AmendmentPage{Amendment: p.Amendments[i]}
		err := s.db.View(func(txn *badger.Txn) (err error) { one.Words, err = g.docHeads(txn, one.ID); return err })
		if err != nil {
			return nil, err
		}
		if one.Body, err = s.text(g, one.ID); err != nil {
			return nil, err
		}
		if one.From, _, err = s.textIfHere(g, p.ID, one.Amendment.From); err != nil {
			return nil, err
		}
		if err := checkCtx(ctx); err != nil {
			return nil, err
		}
		one.Can = s.amendmentCan(g, p, &one)
		out = append(out, one)
	}
	return out, nil
}

// Apart gives the wordings of a proposal that were written apart and that nobody has written on since: more than one
// while the edits of people who had not seen each other's stand side by side. Any of them can be made an amendment.
func (s *Store) Apart(ctx context.Context, p *ProposalPage) (out []Rivalry, err error) {
	if len(p.Words) < 2 {
		return nil, nil
	}
	versions, err := s.TextHistory(ctx, p.Group, p.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if !slices.Contains(p.Words, v.Heads[0]) {
			continue
		}
		body, err := s.TextAt(ctx, p.Group, p.ID, v.Heads)
		if err != nil {
			return nil, err
		}
		out = append(out, Rivalry{v.Heads[0], v.By, v.Name, v.Time, body})
	}
	return out, nil
}

// AmendAt makes an amendment of a wording that a proposal had, or has beside others: see [Store.Apart]. The version is the
// start of its id, or the name of whoever wrote only one. An empty title says whose wording it is.
func (s *Store) AmendAt(ctx context.Context, p *ProposalPage, version, title string) (id forum.ID, err error) {
	versions, err := s.TextHistory(ctx, p.Group, p.ID)
	if err != nil {
		return id, err
	}
	var known []match
	for _, v := range versions {
		if !v.By.Zero() {
			known = append(known, match{id: v.Heads[0], name: v.Name})
		}
	}
	m, err := pick("version", version, known)
	if err != nil {
		return id, err
	}
	body, err := s.TextAt(ctx, p.Group, p.ID, []forum.ID{m.id})
	if err != nil {
		return id, err
	}
	if title == "" {
		title = m.name + "’s wording"
	}
	return s.Amend(ctx, p.Group, p.ID, title, p.Words, body)
}
