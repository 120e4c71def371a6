package forum

import (
	"cmp"
	"slices"
)

// Election is one election as people see it.
type Election struct {
	ID       ID
	Body     string
	Title    string
	How      string
	At       int64 // ms: from when the elected serve
	Until    int64 // ms: nominations; 0 when no end is set
	Seats    int   // to fill
	Term     int
	Retiring []Person
	After    []ID
	Author   Person
	Made     int64 // claimed, ms
	State    ElectionState
	Nominees []Nominee // by person
	Slate    Slate     // who stands, once nominations are closed
	Closed   ID        // the record that closed them
	ClosedBy Person
	Elected  []Person // in the order of election
	Result   ID       // the record that elects them; zero while there is none
	Resting  ID       // the certificate it rests on
	Declared int64    // when that record was made, as claimed, ms
	Rivals   []ID     // other records that elect, and do not count, by id
	Left     []Left   // resignations, by record
	Comments []Comment

	results []ID // every record that elects
}

// ElectionState is how far an election has got.
type ElectionState string

// The states.
const (
	ElectionOpen   ElectionState = "nominations"
	ElectionVoting ElectionState = "voting" // on the candidates; or the vote is to be held, or its result declared
	ElectionDone   ElectionState = "elected"
)

// Nominee is somebody who was put up, or says that they stand.
type Nominee struct {
	Person    Person
	By        []Backer // in the order they put them up: the first two are the proposer and the seconder
	Answer    Answered
	Statement string
	Stands    ID   // the answer that counts; zero for none
	Now       []ID // what a new answer names in After
}

// Backer is who put somebody up, and by which record.
type Backer struct {
	Person Person
	Record ID
}

// Answered is what a person said to being put up.
type Answered string

// The answers.
const (
	AnsweredNot Answered = ""
	AnsweredYes Answered = "stands"
	AnsweredNo  Answered = "does not stand"
)

// Ready says whether a person can be on the list of candidates: two others have put them up and they stand.
func (n *Nominee) Ready() bool { return len(n.By) >= backers && n.Answer == AnsweredYes }

// Left is a resignation.
type Left struct {
	Person Person
	Why    string
	Record ID
	Time   int64 // claimed, ms
}

// FoldElection makes the view of an election from records that stand, in any order and with any repeats. Others among
// them are passed over. ok is false when the election's own record is not among them.
func FoldElection(id ID, records []Record) (e Election, ok bool) {
	rs := distinct(records)
	r, b, ok := madeAs[NewElection](rs, id)
	if !ok {
		return Election{}, false
	}
	e = Election{ID: id, Body: b.Body, Title: b.Title, How: b.How, At: b.At, Until: b.Until, Seats: b.Seats, Term: b.Term,
		Retiring: b.Retiring, After: b.After, Author: r.Person, Made: r.Time, State: ElectionOpen, Comments: comments(rs, id)}
	e.nominees(rs)
	for _, r := range ofKind(rs, KindLeave, id) {
		e.Left = append(e.Left, Left{r.Person, r.Body.(*LeaveSeat).Why, r.ID, r.Time})
	}
	e.outcome(rs)
	return e, true
}

func (e *Election) nominees(rs []Record) {
	at := map[Person]*Nominee{}
	nominee := func(p Person) *Nominee {
		if at[p] == nil {
			at[p] = &Nominee{Person: p}
		}
		return at[p]
	}
	ups := ofKind(rs, KindNominate, e.ID)
	slices.SortStableFunc(ups, func(a, b Record) int { return byTime(a.Time, b.Time, a.ID, b.ID) })
	for _, r := range ups {
		n := nominee(r.Body.(*Nominate).Person)
		if !slices.ContainsFunc(n.By, func(b Backer) bool { return b.Person == r.Person }) {
			n.By = append(n.By, Backer{r.Person, r.ID})
		}
	}
	answers := map[Person][]setting[*Stand]{}
	for _, r := range ofKind(rs, KindStand, e.ID) {
		b := r.Body.(*Stand)
		answers[r.Person] = append(answers[r.Person], setting[*Stand]{r.ID, r.Time, b.After, b})
	}
	for p, all := range answers {
		w, current, _ := register(all)
		n := nominee(p)
		n.Now, n.Statement, n.Stands, n.Answer = current, w.value.Statement, w.id, AnsweredNo
		if w.value.Stands {
			n.Answer = AnsweredYes
		}
	}
	for _, n := range at {
		e.Nominees = append(e.Nominees, *n)
	}
	slices.SortFunc(e.Nominees, func(a, b Nominee) int { return comparePersons(a.Person, b.Person) })
}

// outcome finds the list of candidates and the result that count. Of each device only the first list does. A result by a
// vote comes before an election without one; then the longer list counts, and of lists as long the one with the lesser id.
func (e *Election) outcome(rs []Record) {
	slates := firstOfEach(ofKind(rs, KindSlate, e.ID))
	results := map[ID][]Record{}
	for _, r := range ofKind(rs, KindElected, e.ID) {
		list := r.Body.(*Elected).List
		results[list] = append(results[list], r)
	}
	var best *Record
	var won *Record
	for i := range slates {
		r := &slates[i]
		result := bestResult(results[r.ID])
		if best == nil || cmp.Or(rank(r, result)-rank(best, won), compareSlates(best, r)) > 0 {
			best, won = r, result
		}
	}
	if best == nil {
		return
	}
	slate := best.Body.(*Slate)
	e.State, e.Slate, e.Closed, e.ClosedBy = ElectionVoting, *slate, best.ID, best.Person
	if slate.Uncontested() {
		won = best
	}
	if won != nil {
		e.State, e.Elected, e.Result, e.Resting, e.Declared = ElectionDone, electedBy(*won), won.ID, certificateOf(*won), won.Time
	}
	for _, r := range rs {
		if r.Subject != e.ID || r.Kind != KindSlate && r.Kind != KindElected {
			continue
		}
		if slate, ok := r.Body.(*Slate); ok && !slate.Uncontested() {
			continue
		}
		e.results = append(e.results, r.ID)
		if certificateOf(r) != e.Resting {
			e.Rivals = append(e.Rivals, r.ID)
		}
	}
}

// firstOfEach gives the first list of each device.
func firstOfEach(slates []Record) []Record {
	slices.SortFunc(slates, func(a, b Record) int {
		return cmp.Or(slices.Compare(a.Device[:], b.Device[:]), cmp.Compare(a.Seq, b.Seq), compareIDs(a.ID, b.ID))
	})
	return slices.CompactFunc(slates, func(a, b Record) bool { return a.Device == b.Device })
}

// rank orders lists by how far they have got: voted on, elected without a vote, to be voted on.
func rank(slate, result *Record) int {
	switch {
	case result != nil:
		return 2
	case slate.Body.(*Slate).Uncontested():
		return 1
	}
	return 0
}

// compareSlates is above 0 when the second list is to be preferred: it is longer, or as long with the lesser id.
func compareSlates(a, b *Record) int {
	x, y := a.Body.(*Slate), b.Body.(*Slate)
	return cmp.Or(len(y.Candidates)-len(x.Candidates), compareIDs(x.ID(), y.ID()), compareIDs(a.ID, b.ID))
}

// bestResult gives the result of a list that counts: of the earliest vote; then by the certificate that more tellers have
// signed, and then that with the lesser id. Of certificates that one device signed alone only the first counts.
func bestResult(all []Record) *Record {
	first := map[Device]uint64{}
	for _, r := range all {
		if s := r.Body.(*Elected).Signed; len(s) == 1 {
			if seq, ok := first[s[0].Device]; !ok || s[0].Seq < seq {
				first[s[0].Device] = s[0].Seq
			}
		}
	}
	all = slices.DeleteFunc(slices.Clone(all), func(r Record) bool {
		s := r.Body.(*Elected).Signed
		return len(s) == 1 && s[0].Seq > first[s[0].Device]
	})
	if len(all) == 0 {
		return nil
	}
	best := slices.MinFunc(all, func(a, b Record) int {
		x, y := a.Body.(*Elected), b.Body.(*Elected)
		return cmp.Or(x.Round-y.Round, len(y.Signed)-len(x.Signed), compareIDs(x.Certificate, y.Certificate), compareIDs(a.ID, b.ID))
	})
	return &best
}

// Nominee gives what is known of a person in the election.
func (e *Election) Nominee(p Person) (Nominee, bool) {
	i, ok := slices.BinarySearchFunc(e.Nominees, p, func(n Nominee, p Person) int { return comparePersons(n.Person, p) })
	if !ok {
		return Nominee{}, false
	}
	return e.Nominees[i], true
}

// Standing makes the list of everybody who can be on it now.
func (e *Election) Standing() (l Slate) {
	for _, n := range e.Nominees {
		if n.Ready() {
			l.Candidates = append(l.Candidates, Candidate{n.Person, n.By[0].Record, n.By[1].Record, n.Stands})
		}
	}
	return l
}

// Missed gives those who were put up and stand, and are not on the list of candidates: what they signed reached whoever
// closed the nominations too late, or was left out.
func (e *Election) Missed() (all []Person) {
	if e.Closed.Zero() {
		return nil
	}
	for _, n := range e.Nominees {
		if n.Ready() && !slices.Contains(e.Slate.people(), n.Person) {
			all = append(all, n.Person)
		}
	}
	return all
}
