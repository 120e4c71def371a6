package forum

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"moot/store/count"
)

// KindElsewhere says what a vote that was held elsewhere came to: an election counted from a .blt file, or a budget from
// a .pb file. Subject is the proposal that the officer who brought it in made for it.
const KindElsewhere Kind = "elsewhere"

// MaxBallotFile is the most bytes of a file of ballots that is read.
const MaxBallotFile = int64(count.MaxFile)

// The formats of files of ballots.
const (
	FormatBLT = "blt"
	FormatPB  = "pb"
)

// Limits of an elsewhere record. What a file may unpack to is bounded before it is unpacked, and so is what a device spends
// on counting it.
const (
	maxPackedVotes = 60_000  // bytes
	maxVotesFile   = 1 << 20 // bytes
	maxRivals      = 200     // candidates or projects
)

// Elsewhere is the payload of an elsewhere record. It holds the ballots themselves, so that every device counts them again
// before it shows the result: what is taken on trust is that they are the ballots that were cast, and that is the word of
// whoever brought them in. Nothing in it says whose a ballot was.
type Elsewhere struct {
	Format  string `cbor:"1,keyasint"`           // [FormatBLT] or [FormatPB]
	Rule    string `cbor:"2,keyasint"`           // of blt: scottish or meek; of pb: equalshares, greedy, greedy-no-skip or knapsack
	File    ID     `cbor:"3,keyasint"`           // SHA-256 of the file as it was brought in; lots are drawn from it
	Votes   []byte `cbor:"4,keyasint"`           // the file in its plain form, [count.Election.Plain] or [count.Budget.Plain], as DEFLATE packs it
	Ballots int64  `cbor:"5,keyasint"`           // how many there are, those that are not valid among them
	Winners []int  `cbor:"6,keyasint,omitempty"` // who is elected, or what is funded, numbered from 0, in that order
	Result  ID     `cbor:"7,keyasint"`           // digest of all that decides
	After   []ID   `cbor:"8,keyasint,omitempty"` // earlier results for the same proposal that this one replaces
}

// CountedElsewhere is a result from elsewhere as people see it, with who brought it in.
type CountedElsewhere struct {
	ID   ID
	By   Person
	Time int64 // claimed, ms
	Said Elsewhere
	Now  []ID // what a result that replaces it names in After
}

// Recount is what the ballots of a file come to: an election with its table, or a budget with what is funded.
type Recount struct {
	Election *count.Election
	Table    *count.Table
	Budget   *count.Budget
	Funding  *count.Funding
}

var countRules = map[string]func(*count.Election, count.Seed) (*count.Table, error){"scottish": count.Scottish, "meek": count.Meek}

var fundRules = map[string]func(*count.Budget) (*count.Funding, error){
	string(count.RuleEqualShares): count.EqualShares, string(count.RuleGreedy): count.Greedy,
	string(count.RuleGreedyNoSkip): count.GreedyNoSkip, string(count.RuleKnapsack): count.Knapsack,
}

// NewElsewhere counts a file of ballots by a rule and makes the record of it, without what says whose they are. Errors are
// [*count.FileError] for a file that cannot be read, and otherwise say why it cannot be counted or kept.
func NewElsewhere(format, rule string, file []byte) (*Elsewhere, error) {
	e := &Elsewhere{Format: format, Rule: rule, File: sha256.Sum256(file)}
	plain := file
	for i := 0; ; i++ { // amounts are written in the fewest places, and so read differently once
		again, err := plainVotes(format, plain)
		if err != nil {
			return nil, err
		}
		if bytes.Equal(again, plain) {
			break
		}
		if plain = again; i == 3 {
			return nil, errors.New("this file has names that cannot be kept as they are: give candidates or projects plain names and numbers")
		}
	}
	if len(plain) > maxVotesFile {
		return nil, fmt.Errorf("this file has more ballots than one record can hold: %d KiB without names, and the most is %d", len(plain)>>10, maxVotesFile>>10)
	}
	var err error
	if e.Votes, err = packVotes(plain); err != nil {
		return nil, err
	}
	if len(e.Votes) > maxPackedVotes {
		return nil, fmt.Errorf("this file has more different ballots than one record can hold: %d bytes packed, and the most is %d", len(e.Votes), maxPackedVotes)
	}
	r, err := e.Count()
	if err != nil {
		return nil, err
	}
	e.Ballots, e.Winners, e.Result = r.ballots(), r.winners(), r.digest(e)
	return e, nil
}

// plainVotes reads a file and writes what is kept of it.
func plainVotes(format string, file []byte) ([]byte, error) {
	if format == FormatBLT {
		e, err := count.ReadBLT(file)
		if err != nil {
			return nil, err
		}
		return count.WriteBLT(e.Plain()), nil
	}
	b, err := count.ReadPB(file)
	if err != nil {
		return nil, err
	}
	return count.WritePB(b.Plain()), nil
}

func packVotes(plain []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

// Plain gives the ballots as a file of their format: anybody can count it with any program.
func (e *Elsewhere) Plain() ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(e.Votes)), maxVotesFile+1))
	if err != nil || len(b) > maxVotesFile {
		return nil, errors.New("its ballots cannot be unpacked")
	}
	return b, nil
}

// Count counts the ballots again.
func (e *Elsewhere) Count() (r Recount, err error) {
	file, err := e.Plain()
	if err != nil {
		return r, err
	}
	if e.Format == FormatBLT {
		if r.Election, err = count.ReadBLT(file); err != nil {
			return r, err
		}
		if len(r.Election.Candidates) > maxRivals {
			return r, fmt.Errorf("there are more than %d candidates", maxRivals)
		}
		r.Table, err = countRules[e.Rule](r.Election, count.Seed(e.File))
		return r, err
	}
	if r.Budget, err = count.ReadPB(file); err != nil {
		return r, err
	}
	if len(r.Budget.Projects) > maxRivals {
		return r, fmt.Errorf("there are more than %d projects", maxRivals)
	}
	r.Funding, err = fundRules[e.Rule](r.Budget)
	return r, err
}

// Title is what the file calls the vote; it may be empty.
func (r *Recount) Title() string {
	if r.Election != nil {
		return r.Election.Title
	}
	return r.Budget.Title
}

// Winners gives the names of who is elected, or of what is funded.
func (r *Recount) Winners() (names []string) {
	for _, w := range r.winners() {
		if r.Election != nil {
			names = append(names, r.Election.Candidates[w].Name)
			continue
		}
		p := r.Budget.Projects[w]
		if p.Name == "" {
			p.Name = p.ID
		}
		names = append(names, p.Name)
	}
	return names
}

func (r *Recount) winners() []int {
	if r.Table != nil {
		return r.Table.Elected
	}
	return r.Funding.Selected
}

func (r *Recount) ballots() int64 {
	if r.Table != nil {
		return r.Table.Valid + r.Table.Invalid
	}
	return int64(len(r.Budget.Votes))
}

// digest is [counted] for a result from elsewhere.
func (r *Recount) digest(e *Elsewhere) ID {
	sum := struct {
		_       struct{} `cbor:",toarray"`
		Format  string
		Rule    string
		File    ID
		Ballots int64
		Winners []int
		Scores  []int64
		Stages  [][]int64
	}{Format: e.Format, Rule: e.Rule, File: e.File, Ballots: r.ballots(), Winners: r.winners()}
	if r.Funding != nil {
		sum.Scores = r.Funding.Scores
	} else {
		for _, s := range r.Table.Stages {
			sum.Stages = append(sum.Stages, s.Votes)
		}
	}
	return ViewDigest(sum)
}

func (e *Elsewhere) check() error {
	_, stv := countRules[e.Rule]
	_, pays := fundRules[e.Rule]
	switch {
	case !(e.Format == FormatBLT && stv || e.Format == FormatPB && pays):
		return bad("it names no way to count that this version knows")
	case len(e.Votes) == 0 || len(e.Votes) > maxPackedVotes:
		return bad("its ballots have %d bytes; there are 1 to %d", len(e.Votes), maxPackedVotes)
	case len(e.Winners) > maxRivals:
		return bad("it names more than %d winners", maxRivals)
	}
	return first(within("the number of ballots", e.Ballots, 0, MaxNumber), heads("the results that a result replaces", e.After))
}

// rule lets a result from elsewhere stand only as what its ballots come to, for a proposal of whoever brings it in.
func (e *Elsewhere) rule(c *check) error {
	p, err := c.about("a result from elsewhere", KindProposal)
	if err != nil {
		return err
	}
	if p.Person != c.Person {
		return forged("a result from elsewhere is for a proposal that the same person made for it")
	}
	for _, id := range e.After {
		switch before, err := c.named("a result from elsewhere", id, KindElsewhere); {
		case err != nil:
			return err
		case before.Subject != c.Subject:
			return forged("it replaces a result of something else")
		}
	}
	file, err := e.Plain()
	if err != nil {
		return refuse("%s", err)
	}
	if again, err := plainVotes(e.Format, file); err != nil || !bytes.Equal(again, file) {
		return forged("its ballots are not in the form in which they are kept")
	}
	r, err := e.Count()
	if err != nil {
		return forged("its ballots cannot be counted: %s", err)
	}
	if r.ballots() != e.Ballots || !slices.Equal(r.winners(), e.Winners) || r.digest(e) != e.Result {
		return forged("the result it states is not what its ballots come to")
	}
	return nil
}

// foldElsewhere adds a result that was counted elsewhere. It decides the proposal as a certificate does, until it is
// reopened; what a vote of the group's own makes of the state goes first.
func (p *Proposal) foldElsewhere(rs []Record) {
	var all []setting[CountedElsewhere]
	for _, r := range ofKind(rs, KindElsewhere, p.ID) {
		b := r.Body.(*Elsewhere)
		all = append(all, setting[CountedElsewhere]{r.ID, r.Time, b.After, CountedElsewhere{ID: r.ID, By: r.Person, Time: r.Time, Said: *b}})
	}
	last, now, ok := register(all)
	if !ok {
		return
	}
	last.value.Now = now
	p.Elsewhere = &last.value
	replaced := replacedIn(ofKind(rs, KindSet, p.ID))
	if slices.ContainsFunc(now, func(id ID) bool { return replaced[id] }) {
		return
	}
	p.Now[FieldState] = slices.Concat(p.Now[FieldState], now)
	if p.State == StateOpen {
		if p.State = StateDecided; len(last.value.Said.Winners) == 0 {
			p.State = StateNotPassed
		}
	}
}
