package store

import (
	"context"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// fundRow is what a list of funds shows beside the common fields of a card.
type fundRow struct {
	Balance  int64 `cbor:"1,keyasint"`
	In       int64 `cbor:"2,keyasint"`
	Out      int64 `cbor:"3,keyasint"`
	Lines    int   `cbor:"4,keyasint"`
	TooLarge bool  `cbor:"5,keyasint,omitempty"`
}

func fillFund(_ *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	f, ok := forum.FoldFund(id, records)
	if !ok {
		return nil, errDamaged
	}
	c.Title, c.Comments, c.Excerpt = f.Title, len(f.Comments), excerpt(f.Purpose)
	return f, c.setRow(fundRow{f.Balance, f.In, f.Out, len(f.Lines), f.TooLarge})
}

// FundCard is a row of the list of funds. Amounts are in pence.
type FundCard struct {
	ID       forum.ID
	Title    string
	Balance  int64
	In       int64
	Out      int64
	Lines    int
	TooLarge bool // the amounts are not to be trusted
	Updated  int64
}

// Funds lists a group's funds, newest activity first.
func (s *Store) Funds(ctx context.Context, in forum.ID) ([]FundCard, error) {
	return rows(ctx, s, in, cardFund, func(_ *badger.Txn, _ *group, id forum.ID, c *card, r *fundRow) (FundCard, error) {
		return FundCard{ID: id, Title: c.Title, Balance: r.Balance, In: r.In, Out: r.Out, Lines: r.Lines, TooLarge: r.TooLarge, Updated: c.Updated}, nil
	})
}

// FundPage is everything shown about one fund.
type FundPage struct {
	forum.Fund
	Group     forum.ID
	Names     map[forum.Person]string
	Decisions []Link // those its lines name, each once
	Can       Can
}

// Fund reads one fund. Errors: *RefusedError (not_found).
func (s *Store) Fund(ctx context.Context, group, id forum.ID) (FundPage, error) {
	f, names, err := readThing(s, group, id, "fund", forum.FoldFund)
	if err != nil {
		return FundPage{}, err
	}
	var ids []forum.ID
	for _, l := range f.Lines {
		if !l.Decision.Zero() {
			ids = append(ids, l.Decision)
		}
	}
	decisions, err := s.Links(ctx, group, tidy(ids)...)
	return FundPage{f, group, names, decisions, s.canOf(group, f.Author)}, err
}

// NewFund starts a fund. Officers may.
func (s *Store) NewFund(ctx context.Context, group forum.ID, f forum.NewFund) (forum.ID, error) {
	return s.act(ctx, group, forum.ID{}, forum.KindFund, f)
}

// AddLine enters a contribution, a grant or a spending in a fund's ledger. Officers may. It is refused when nothing was
// decided yet by the proposal it names, or when it takes the fund further below nothing than it may go. Both are rules for
// what is entered here: two treasurers apart can still overspend, and the ledger then shows the line that did.
func (s *Store) AddLine(ctx context.Context, group, fund forum.ID, l forum.NewLine) (id forum.ID, err error) {
	err = s.do(ctx, group, func(w *writer) error { id, err = w.enter(fund, l, nil); return err })
	return id, err
}

// ShareSurplus shares an amount out of a fund by a rule (forum.ShareEqual or forum.ShareProportion), as AddLine enters
// it. Among nobody named: equally among the active members, or in proportion among all who paid in.
func (s *Store) ShareSurplus(ctx context.Context, group, fund forum.ID, l forum.NewLine, among []forum.Whom) (id forum.ID, err error) {
	l.What = forum.LineSharing
	err = s.do(ctx, group, func(w *writer) error { id, err = w.enter(fund, l, among); return err })
	return id, err
}

func (w *writer) enter(fund forum.ID, l forum.NewLine, among []forum.Whom) (id forum.ID, err error) {
	f, err := folded(w, fund, "only a fund has a ledger", forum.FoldFund)
	if err != nil {
		return id, err
	}
	if !l.Decision.Zero() {
		if err := w.decided(l.Decision); err != nil {
			return id, err
		}
	}
	if l.What == forum.LineSharing {
		if l.Shares, err = w.shares(&f, l, among); err != nil {
			return id, err
		}
	}
	if out := l.What == forum.LineSpending || l.What == forum.LineSharing; out && l.Amount > f.Balance+f.Below {
		return id, refuse(CodeRefused, "there is not enough in this fund: it holds %d pence and may go %d below nothing", f.Balance, f.Below)
	}
	return w.say(fund, forum.KindFundLine, l)
}

// shares works out who gets what of a surplus.
func (w *writer) shares(f *forum.Fund, l forum.NewLine, among []forum.Whom) ([]forum.Share, error) {
	var out []forum.Share
	if l.Rule == forum.ShareEqual && len(among) == 0 {
		for _, m := range w.g.roll().Active() {
			among = append(among, forum.Whom{Person: m.Person})
		}
	}
	wanted := map[forum.Whom]bool{}
	for _, one := range among {
		if l.Rule == forum.ShareEqual && !wanted[one] {
			out = append(out, forum.Share{Who: one, Weight: 1})
		}
		wanted[one] = true
	}
	if l.Rule == forum.ShareProportion {
		for _, p := range f.Paid {
			if p.Weight > 0 && (len(among) == 0 || wanted[p.Who]) {
				out = append(out, forum.Share{Who: p.Who, Weight: p.Weight})
			}
		}
		if len(out) == 0 || len(among) > 0 && len(out) < len(wanted) {
			return nil, refuseEnglish(CodeRefused, "a surplus is shared in proportion among those who paid in, and not all of these did")
		}
	}
	shares, err := forum.ShareOut(l.Amount, out)
	if err != nil {
		return nil, refuseEnglish(CodeBadInput, "this cannot be shared: %v", err)
	}
	return shares, nil
}

// CorrectLine says what a line of a fund's ledger should have said: 0 pence when it should not have been there. Officers
// may. The line stays, with both.
func (s *Store) CorrectLine(ctx context.Context, group, fund, line forum.ID, amount int64, why string) (id forum.ID, err error) {
	err = s.do(ctx, group, func(w *writer) error {
		f, err := folded(w, fund, "only a fund has a ledger", forum.FoldFund)
		if err != nil {
			return err
		}
		c := forum.CorrectLine{Line: line, Amount: amount, Note: why}
		for _, l := range f.Lines {
			if l.ID == line {
				c.After = l.Now
			}
		}
		id, err = w.say(fund, forum.KindFundCorrect, c)
		return err
	})
	return id, err
}

// decided refuses a proposal about which nothing was decided yet.
func (w *writer) decided(proposal forum.ID) error {
	p, err := w.proposal(proposal, "only a proposal can be decided on")
	if err != nil {
		return err
	}
	switch p.State {
	case forum.StateDraft, forum.StateOpen, forum.StateVoting, forum.StateWithdrawn, forum.StateNotPassed, forum.StateAwaiting, forum.StateRefused:
		return refuseEnglish(CodeRefused, "nothing has been decided by %q yet: it is %s. Once it is (vote on it and close the vote, or say that it is being done) this can be done", p.Title, p.State)
	}
	return nil
}
