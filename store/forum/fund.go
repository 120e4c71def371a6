package forum

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"moot/store/count"
)

// A fund is money held for a purpose, and the ledger of what came in and went out. All amounts are in the currency's
// smallest unit (pence). A line is never taken away: a correction says what its amount should have been.

// The kinds of record about funds.
const (
	KindFund        Kind = "fund"         // starts a fund
	KindFundLine    Kind = "fund-line"    // a line in the ledger of Subject, a fund
	KindFundCorrect Kind = "fund-correct" // corrects a line of Subject, a fund
)

// What a line of a ledger is.
const (
	LineContribution = "contribution" // a member or a neighbour paid in
	LineGrant        = "grant"        // somebody from outside gave
	LineSpending     = "spending"     // paid out, against a decision
	LineSharing      = "sharing"      // a surplus given out by a rule
)

// The rules by which a surplus is shared.
const (
	ShareEqual      = "equal"      // the same to each
	ShareProportion = "proportion" // in proportion to what each paid in
)

const (
	maxPence  = 1_000_000_000_000 // in one line: ten thousand million pounds
	maxShares = 1000              // people one surplus is shared among
)

// NewFund is the payload of a fund record. Officers start funds, and enter what is in their ledgers.
type NewFund struct {
	Title   string `cbor:"1,keyasint"`
	Purpose string `cbor:"2,keyasint,omitempty"` // at most 20,000 bytes
	Below   int64  `cbor:"3,keyasint,omitempty"` // how far below nothing it may go, pence; 0: not at all
}

// NewLine is the payload of a fund-line record.
type NewLine struct {
	What     string  `cbor:"1,keyasint"`
	Amount   int64   `cbor:"2,keyasint"`           // pence, above 0
	Who      Whom    `cbor:"3,keyasint,omitzero"`  // who paid in, or was paid
	Decision ID      `cbor:"4,keyasint,omitzero"`  // the proposal it was decided by; spending needs one
	Note     string  `cbor:"5,keyasint,omitempty"` // evidence: a receipt's number, what for; at most 2,000 bytes
	Rule     string  `cbor:"6,keyasint,omitempty"` // of a sharing
	Shares   []Share `cbor:"7,keyasint,omitempty"` // of a sharing: exactly what [ShareOut] gives
}

// Share is one person's part of a surplus.
type Share struct {
	Who    Whom  `cbor:"1,keyasint"`
	Weight int64 `cbor:"2,keyasint"` // 1 when shared equally, otherwise what the person had paid in, pence
	Amount int64 `cbor:"3,keyasint"` // pence
}

// CorrectLine is the payload of a fund-correct record.
type CorrectLine struct {
	Line   ID     `cbor:"1,keyasint"`
	Amount int64  `cbor:"2,keyasint,omitempty"` // what the line should have said, pence; 0: it should not have been
	Note   string `cbor:"3,keyasint"`           // why
	After  []ID   `cbor:"4,keyasint,omitempty"` // the earlier corrections of the line, which this one replaces
}

func (f *NewFund) check() error {
	return first(line("a title", f.Title, MaxTitle), text("a purpose", f.Purpose, 0, MaxText), within("an amount", f.Below, 0, maxPence))
}

func (l *NewLine) check() error {
	if err := first(
		known("kind of line in a ledger", l.What, LineContribution, LineGrant, LineSpending, LineSharing),
		within("an amount", l.Amount, 1, maxPence),
		l.Who.check(),
		text("a note", l.Note, 0, MaxReason),
	); err != nil {
		return err
	}
	if l.What == LineSpending && l.Decision.Zero() {
		return bad("money is spent only against a decision, and it names none")
	}
	if l.What != LineSharing {
		if l.Rule != "" || len(l.Shares) > 0 {
			return bad("only a surplus is shared by a rule")
		}
		return nil
	}
	return l.sharing()
}

// sharing checks that the shares are what the rule gives, to the penny: anybody can work them out again.
func (l *NewLine) sharing() error {
	if len(l.Shares) == 0 || len(l.Shares) > maxShares {
		return bad("it shares a surplus among %d people; it must be 1 to %d", len(l.Shares), maxShares)
	}
	if err := known("rule for sharing a surplus", l.Rule, ShareEqual, ShareProportion); err != nil {
		return err
	}
	for i, s := range l.Shares {
		switch {
		case s.Who.Zero():
			return bad("it gives a share to nobody")
		case i > 0 && compareWhom(l.Shares[i-1].Who, s.Who) >= 0:
			return bad("its shares are not in order, or somebody has two")
		case s.Weight < 1 || s.Weight > maxPence || l.Rule == ShareEqual && s.Weight != 1:
			return bad("a share's weight is out of range")
		}
		if err := s.Who.check(); err != nil {
			return err
		}
	}
	right, err := ShareOut(l.Amount, l.Shares)
	if err != nil {
		return bad("it cannot be shared: %v", err)
	}
	if !slices.Equal(right, l.Shares) {
		return bad("its shares are not what the rule gives")
	}
	return nil
}

func (c *CorrectLine) check() error {
	if c.Line.Zero() {
		return bad("it corrects nothing")
	}
	return first(within("an amount", c.Amount, 0, maxPence), text("the reason for a correction", c.Note, 1, MaxReason), after(c.After))
}

func compareWhom(a, b Whom) int {
	return cmp.Or(bytes.Compare(a.Person[:], b.Person[:]), strings.Compare(a.Name, b.Name))
}

// ShareOut puts shares in order and works out their amounts from their weights: members by key, then names; the rule for
// the last pennies is that of [count.Apportion]. It gives a new list.
func ShareOut(amount int64, among []Share) ([]Share, error) {
	shares := slices.Clone(among)
	slices.SortFunc(shares, func(a, b Share) int { return compareWhom(a.Who, b.Who) })
	weights := make([]int64, len(shares))
	for i := range shares {
		weights[i] = shares[i].Weight
	}
	amounts, err := count.Apportion(amount, weights)
	for i := range amounts {
		shares[i].Amount = amounts[i]
	}
	return shares, err
}

func (l *NewLine) rule(c *check) error {
	if _, err := c.about("a line in a ledger", KindFund); err != nil {
		return err
	}
	if !l.Decision.Zero() {
		if _, err := c.named("a line in a ledger", l.Decision, KindProposal); err != nil {
			return err
		}
	}
	for _, s := range l.Shares {
		if err := c.member(s.Who); err != nil {
			return err
		}
	}
	return c.member(l.Who)
}

func (l *CorrectLine) rule(c *check) error {
	if _, err := c.about("a correction", KindFund); err != nil {
		return err
	}
	wrong, err := c.named("a correction", l.Line, KindFundLine)
	if err != nil {
		return err
	}
	if wrong.Subject != c.Subject {
		return forged("it corrects a line of another fund")
	}
	b, ok := wrong.Body.(*NewLine)
	switch {
	case !ok:
		return ErrNewer
	case b.What == LineSharing && l.Amount != 0 && l.Amount != b.Amount:
		return refuse("a sharing cannot be made another amount: strike it out with 0, and share again")
	}
	return nil
}

// Fund is one fund as people see it.
type Fund struct {
	ID       ID
	Title    string
	Purpose  string
	Below    int64 // pence
	Author   Person
	Made     int64 // claimed, ms
	Balance  int64 // pence
	In       int64 // contributions and grants, pence
	Out      int64 // spending and surplus shared, pence
	TooLarge bool  // it comes to more than can be counted: the amounts above are not to be trusted
	Lines    []FundLine
	Paid     []Share // what each has paid in, as Weight, and had out of surpluses, as Amount; in order
	Comments []Comment
}

// FundLine is one line of a ledger.
type FundLine struct {
	ID          ID
	What        string
	Amount      int64 // pence, as corrected
	First       int64 // pence, as entered
	Who         Whom
	Decision    ID
	Note        string
	Rule        string
	Shares      []Share // none when the line was struck out
	By          Person
	Time        int64            // claimed, ms
	Balance     int64            // of the fund after it, pence
	TooLow      bool             // it took the fund further below nothing than it may go
	Corrections []FundCorrection // every one, in order
	Now         []ID             // the corrections a new one names in After
}

// FundCorrection is one correction of a line.
type FundCorrection struct {
	ID     ID
	Amount int64 // pence
	Note   string
	By     Person
	Time   int64 // claimed, ms
}

// Change is what the line does to the balance, pence.
func (l *FundLine) Change() int64 {
	if l.What == LineSpending || l.What == LineSharing {
		return -l.Amount
	}
	return l.Amount
}

// FoldFund makes the view of a fund from records that stand, in any order and with any repeats. Others among them are
// passed over. ok is false when the fund's own record is not among them.
func FoldFund(id ID, records []Record) (f Fund, ok bool) {
	rs := distinct(records)
	r, b, ok := madeAs[NewFund](rs, id)
	if !ok {
		return Fund{}, false
	}
	f = Fund{ID: id, Title: b.Title, Purpose: b.Purpose, Below: b.Below, Author: r.Person, Made: r.Time, Comments: comments(rs, id)}
	wrong := map[ID][]Record{}
	for _, r := range ofKind(rs, KindFundCorrect, id) {
		l := r.Body.(*CorrectLine).Line
		wrong[l] = append(wrong[l], r)
	}
	for _, r := range ofKind(rs, KindFundLine, id) {
		b := r.Body.(*NewLine)
		l := FundLine{ID: r.ID, What: b.What, Amount: b.Amount, First: b.Amount, Who: b.Who, Decision: b.Decision, Note: b.Note,
			Rule: b.Rule, Shares: b.Shares, By: r.Person, Time: r.Time}
		l.correct(wrong[r.ID])
		f.Lines = append(f.Lines, l)
	}
	slices.SortFunc(f.Lines, func(a, b FundLine) int { return byTime(a.Time, b.Time, a.ID, b.ID) })
	f.add()
	return f, true
}

func (l *FundLine) correct(rs []Record) {
	var of []setting[int64]
	for _, r := range rs {
		b := r.Body.(*CorrectLine)
		l.Corrections = append(l.Corrections, FundCorrection{r.ID, b.Amount, b.Note, r.Person, r.Time})
		of = append(of, setting[int64]{r.ID, r.Time, b.After, b.Amount})
	}
	slices.SortFunc(l.Corrections, func(a, b FundCorrection) int { return byTime(a.Time, b.Time, a.ID, b.ID) })
	if last, now, ok := register(of); ok {
		l.Amount, l.Now = last.value, now
	}
	if l.Amount == 0 {
		l.Shares = nil
	}
}

// add works out the balances.
func (f *Fund) add() {
	paid := map[Whom]*Share{}
	of := func(w Whom) *Share {
		if paid[w] == nil {
			paid[w] = &Share{Who: w}
		}
		return paid[w]
	}
	for i := range f.Lines {
		l := &f.Lines[i]
		change := l.Change()
		f.sum(&f.Balance, change)
		if change < 0 {
			f.sum(&f.Out, -change)
		} else {
			f.sum(&f.In, change)
		}
		l.Balance, l.TooLow = f.Balance, change < 0 && f.Balance < -f.Below
		if l.What == LineContribution && !l.Who.Zero() {
			f.sum(&of(l.Who).Weight, l.Amount)
		}
		for _, s := range l.Shares {
			f.sum(&of(s.Who).Amount, s.Amount)
		}
	}
	for _, s := range paid {
		f.Paid = append(f.Paid, *s)
	}
	slices.SortFunc(f.Paid, func(a, b Share) int { return compareWhom(a.Who, b.Who) })
}

// sum adds, and stops at what can be counted exactly.
func (f *Fund) sum(to *int64, n int64) {
	if s := *to + n; s > MaxNumber || s < -MaxNumber { // |to| ≤ 2⁵³ and |n| ≤ 10¹², so s itself cannot overflow
		f.TooLarge = true
		return
	}
	*to += n
}

// Spent adds up what was paid out against a decision, pence.
func (f *Fund) Spent(decision ID) (n int64) {
	for i := range f.Lines {
		if l := &f.Lines[i]; l.Decision == decision && !decision.Zero() && !f.TooLarge {
			n -= l.Change()
		}
	}
	return n
}
