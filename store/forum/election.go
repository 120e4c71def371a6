package forum

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
)

// An election fills the vacant seats of a body that the charter names: a board, an office. Members put each other up,
// two for each, and nobody stands who has not signed that they do. When nominations close, those who stand are elected if
// there are seats for all of them; otherwise a vote on a proposal of the type "election" decides, and its certificate is
// what the result rests on. Everything that follows (who sits, who retires, who is to be an officer) is reckoned from
// those certificates: see [Boards].

// The kinds of record about elections.
const (
	KindElection Kind = "election"          // calls an election
	KindNominate Kind = "election-nominate" // puts somebody up, in Subject, an election
	KindStand    Kind = "election-stand"    // one's own answer, in Subject
	KindSlate    Kind = "election-close"    // closes the nominations of Subject: who stands
	KindElected  Kind = "election-result"   // who was elected in Subject, by a vote
	KindLeave    Kind = "election-leave"    // gives up a seat that Subject gave
)

// How an election comes about.
const (
	ElectionAnnual = "annual"    // at an annual general meeting: who is due to retires, and every vacant seat is filled
	ElectionCasual = "casual"    // fills vacant seats until the next annual one
	ElectionCoopt  = "co-option" // the same, by two officers who put somebody up
	maxStatement   = 4_000       // bytes
	maxCandidates  = MaxOptions  // they must all fit one vote
	backers        = 2           // who put somebody up: a proposer and a seconder
	typeElection   = "election"  // of the proposal that is voted on
)

// NewElection is the payload of an election record. What it reckons (seats, who retires) follows from the results and
// resignations that it names, and every device reckons it again.
type NewElection struct {
	Body     string   `cbor:"1,keyasint"` // as the charter names it
	Title    string   `cbor:"2,keyasint"`
	How      string   `cbor:"3,keyasint"`           // [ElectionAnnual], [ElectionCasual] or [ElectionCoopt]
	At       int64    `cbor:"4,keyasint"`           // from when the elected serve, milliseconds since 1970 UTC
	Until    int64    `cbor:"5,keyasint,omitempty"` // nominations are open until then, ms; 0: until they are closed
	Seats    int      `cbor:"6,keyasint"`           // to fill
	Term     int      `cbor:"7,keyasint"`           // [Body.Term]
	Retiring []Person `cbor:"8,keyasint,omitempty"` // whose seats end with it, sorted
	After    []ID     `cbor:"9,keyasint,omitempty"` // the latest results and resignations of the body, sorted: what it is reckoned from
}

// Nominate is the payload of an election-nominate record. The first member who puts a person up is the proposer and the
// next the seconder.
type Nominate struct {
	Person Person `cbor:"1,keyasint"`
}

// Stand is the payload of an election-stand record: a candidate's own acceptance, or that they do not stand.
type Stand struct {
	Stands    bool   `cbor:"1,keyasint,omitempty"`
	Statement string `cbor:"2,keyasint,omitempty"` // Markdown, at most 4,000 bytes
	After     []ID   `cbor:"3,keyasint,omitempty"` // the earlier answers it replaces
}

// Candidate is one person who stands, with the records by which they do.
type Candidate struct {
	Person   Person `cbor:"1,keyasint"`
	Proposed ID     `cbor:"2,keyasint"` // election-nominate, by the proposer
	Seconded ID     `cbor:"3,keyasint"` // the same, by the seconder
	Stands   ID     `cbor:"4,keyasint"` // election-stand, by the person
}

// Slate is the payload of an election-close record: the certificate of who stands. Where there is a seat for each they are
// elected by it; otherwise it names the proposal on which the vote is held.
type Slate struct {
	Candidates []Candidate `cbor:"1,keyasint,omitempty"` // by person
	Proposal   ID          `cbor:"2,keyasint,omitzero"`
}

// ID names what a list of candidates says, whoever signed it: the hash of its canonical bytes.
func (l *Slate) ID() ID {
	raw, err := encode(l)
	if err != nil {
		return ID{} // a struct of ids always has bytes
	}
	return sha256.Sum256(raw)
}

// Uncontested says whether the list elects those on it.
func (l *Slate) Uncontested() bool { return l.Proposal.Zero() }

func (l *Slate) people() (all []Person) {
	for _, c := range l.Candidates {
		all = append(all, c.Person)
	}
	return all
}

// Elected is the payload of an election-result record. It adds nothing to the certificate it names: anybody may make it.
type Elected struct {
	List        ID        `cbor:"1,keyasint"`           // the election-close record
	Certificate ID        `cbor:"2,keyasint"`           // [Certificate.ID]
	Signed      []Signing `cbor:"3,keyasint"`           // enough of the tellers' records of it, by record
	Round       int       `cbor:"4,keyasint,omitempty"` // votes on the proposal that its opener had seen before
	People      []Person  `cbor:"5,keyasint"`           // in the order of election
}

// Signing is one teller's signature of a certificate: the close record, and where in its chain it stands.
type Signing struct {
	Record ID     `cbor:"1,keyasint"`
	Device Device `cbor:"2,keyasint"`
	Seq    uint64 `cbor:"3,keyasint"`
}

// LeaveSeat is the payload of an election-leave record.
type LeaveSeat struct {
	Seat ID     `cbor:"1,keyasint"`           // the election-close or election-result record that elected its author
	Why  string `cbor:"2,keyasint,omitempty"` // at most 2,000 bytes
}

func (e *NewElection) check() error {
	return first(
		line("the name of a body", e.Body, MaxName),
		line("a title", e.Title, MaxTitle),
		known("way to elect", e.How, ElectionAnnual, ElectionCasual, ElectionCoopt),
		within("a day", e.At, 0, MaxTime),
		within("a time", e.Until, 0, MaxTime),
		within("the number of seats", int64(e.Seats), 1, maxSeats),
		within("a term", int64(e.Term), 1, maxTerm),
		sortedPeople("those who retire", e.Retiring, MaxUses),
		heads("the results it follows", e.After),
	)
}

func (n *Nominate) check() error { return person(n.Person) }

func (s *Stand) check() error {
	if !s.Stands && s.Statement != "" {
		return bad("somebody who does not stand has no statement")
	}
	return first(text("a statement", s.Statement, 0, maxStatement), after(s.After))
}

func (l *Slate) check() error {
	if len(l.Candidates) > maxCandidates {
		return bad("it has %d candidates; the most is %d", len(l.Candidates), maxCandidates)
	}
	return sortedPeople("the candidates", l.people(), maxCandidates)
}

func (e *Elected) check() error {
	if len(e.Signed) < 1 || len(e.Signed) > MaxTellers {
		return bad("it names %d signatures of a certificate; it takes 1 to %d", len(e.Signed), MaxTellers)
	}
	for i := 1; i < len(e.Signed); i++ {
		if compareIDs(e.Signed[i-1].Record, e.Signed[i].Record) >= 0 {
			return bad("the signatures it names are not sorted")
		}
	}
	if len(e.People) < 1 || len(e.People) > maxSeats {
		return bad("it elects %d people; it may be 1 to %d", len(e.People), maxSeats)
	}
	return within("a number of votes", int64(e.Round), 0, MaxIDs)
}

func (l *LeaveSeat) check() error { return text("a reason", l.Why, 0, MaxReason) }

func sortedPeople(what string, all []Person, most int) error {
	if len(all) > most {
		return bad("%s are %d; the most is %d", what, len(all), most)
	}
	for i, p := range all {
		if p.Zero() || i > 0 && comparePersons(all[i-1], p) >= 0 {
			return bad("%s are not sorted", what)
		}
	}
	return nil
}

// electedBy gives whom a record elects.
func electedBy(r Record) []Person {
	switch b := r.Body.(type) {
	case *Slate:
		if b.Uncontested() {
			return b.people()
		}
	case *Elected:
		return b.People
	}
	return nil
}

// certificateOf gives what a record that elects rests on: lots are drawn by it.
func certificateOf(r Record) ID {
	switch b := r.Body.(type) {
	case *Slate:
		return b.ID()
	case *Elected:
		return b.Certificate
	}
	return ID{}
}

// OptionsOf gives the options of the vote on a list of candidates, by name. Names that are the same are told apart by the
// beginning of the person's key.
func OptionsOf(l *Slate, name func(Person) string) (all []Option) {
	count := map[string]int{}
	for _, p := range l.people() {
		count[name(p)]++
	}
	for _, p := range l.people() {
		title := name(p)
		if count[title] > 1 {
			title += " (" + p.String()[:8] + ")"
		}
		all = append(all, Option{Title: title, Person: p})
	}
	slices.SortFunc(all, func(a, b Option) int {
		if by := strings.Compare(a.Title, b.Title); by != 0 {
			return by
		}
		return bytes.Compare(a.Person[:], b.Person[:])
	})
	return all
}
