package forum

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"slices"
)

// finished is one election that has filled seats, as whatever follows it is reckoned from.
type finished struct {
	id      ID // of the election
	body    *NewElection
	record  ID // that elects
	cert    ID // that it rests on
	elected []Person
}

// place is one person's seat, as their election gave it.
type place struct {
	election ID
	person   Person
}

// reckoning is everything that who sits on a body is reckoned from: finished elections, and resignations. It does not
// matter in what order they are put in.
type reckoning struct {
	done map[ID]*finished // by election
	left map[place]ID     // the resignation
	of   map[ID]ID        // records that elect, and resignations: the election each belongs to
	past map[ID]map[ID]bool
}

func newReckoning() *reckoning {
	return &reckoning{done: map[ID]*finished{}, left: map[place]ID{}, of: map[ID]ID{}, past: map[ID]map[ID]bool{}}
}

// maxReckoned is how many results and resignations one election may rest on: more than a body has in a century. Whoever
// judges an election reckons them all.
const maxReckoned = 512

// pastOf reads what an election is reckoned from: the records it names, those that their elections name, and so on.
func (c *check) pastOf(after []ID, body string) (*reckoning, error) {
	k := newReckoning()
	for todo := slices.Clone(after); len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if _, seen := k.of[id]; seen {
			continue
		}
		if len(k.of) == maxReckoned {
			return nil, forged("it follows more elections than can be reckoned")
		}
		r, err := c.named("an election", id, KindSlate, KindElected, KindLeave)
		if err != nil {
			return nil, err
		}
		of, err := c.named("an election", r.Subject, KindElection)
		if err != nil {
			return nil, err
		}
		e, ok := of.Body.(*NewElection)
		if !ok || r.Body == nil {
			return nil, ErrNewer
		}
		if e.Body != body {
			return nil, forged("it follows an election to another body")
		}
		k.of[id] = of.ID
		if l, ok := r.Body.(*LeaveSeat); ok {
			k.leave(place{of.ID, r.Person}, id)
			todo = append(todo, l.Seat)
			continue
		}
		elected := electedBy(r)
		if slate, ok := r.Body.(*Slate); ok && !slate.Uncontested() {
			return nil, forged("it follows an election that has no result")
		}
		k.finish(&finished{of.ID, e, id, certificateOf(r), elected})
		todo = append(todo, e.After...)
	}
	return k, nil
}

// finish puts in a finished election; of two results of one, the one by the lesser record counts.
func (k *reckoning) finish(f *finished) {
	if was := k.done[f.id]; was == nil || compareIDs(f.record, was.record) < 0 {
		k.done[f.id] = f
	}
}

func (k *reckoning) leave(p place, record ID) {
	if was, ok := k.left[p]; !ok || compareIDs(record, was) < 0 {
		k.left[p] = record
	}
}

// before gives the elections that one is reckoned from.
func (k *reckoning) before(e *NewElection, id ID) map[ID]bool {
	if past, ok := k.past[id]; ok {
		return past
	}
	past := map[ID]bool{}
	for todo := slices.Clone(e.After); len(todo) > 0; {
		of, ok := k.of[todo[len(todo)-1]]
		todo = todo[:len(todo)-1]
		if !ok || past[of] {
			continue
		}
		past[of] = true
		if f := k.done[of]; f != nil {
			todo = append(todo, f.body.After...)
		}
	}
	k.past[id] = past
	return past
}

// Seat is one person's seat on a body.
type Seat struct {
	Person      Person
	Election    ID     // that they were elected in
	How         string // [NewElection.How]
	Since       int64  // ms
	Record      ID     // that elects them
	Certificate ID     // that it rests on
	Served      int    // annual elections that followed it
	Ends        int    // annual elections until its term ends: 1 is the next
	Retires     Turn   // at the next annual election; empty when they stay
}

// Turn is why a seat ends at the next annual election.
type Turn string

// The reasons why somebody retires.
const (
	TurnNone    Turn = ""
	TurnCasual  Turn = "casual"  // the seat was filled until then
	TurnTerm    Turn = "term"    // the term ends
	TurnLongest Turn = "longest" // of those who retire each year, one of the longest-serving
	TurnLot     Turn = "lot"     // the same; the lot fell on them among those who have served as long
)

// Sentence says it in plain words.
func (t Turn) Sentence() string {
	switch t {
	case TurnCasual:
		return "fills a vacancy until the next annual election"
	case TurnTerm:
		return "the term ends"
	case TurnLongest:
		return "is one of the longest-serving"
	case TurnLot:
		return "is one of the longest-serving, by lot among those who have served as long"
	}
	return ""
}

// sitting gives who sits, longest-serving first: everybody elected whose seat has not ended by a resignation, by
// retiring at an election that is reckoned from theirs, or by being elected again, and who belongs to the group.
func (k *reckoning) sitting(belongs func(Person) bool) (sits []Seat) {
	enders := k.enders()
	for _, f := range k.done {
		served := k.annuals(f.id)
		for _, p := range f.elected {
			if _, gone := k.ended(f, p, enders); gone || !belongs(p) {
				continue
			}
			sits = append(sits, Seat{Person: p, Election: f.id, How: f.body.How, Since: f.body.At, Record: f.record,
				Certificate: f.cert, Served: served, Ends: f.body.Term - served})
		}
	}
	slices.SortFunc(sits, func(a, b Seat) int {
		return cmp.Or(b.Served-a.Served, cmp.Compare(a.Since, b.Since), compareIDs(a.Election, b.Election), comparePersons(a.Person, b.Person))
	})
	seen := map[Person]bool{} // elected twice by people who did not know of each other: one seat
	return slices.DeleteFunc(sits, func(s Seat) bool {
		twice := seen[s.Person]
		seen[s.Person] = true
		return twice
	})
}

// enders gives, of each person, the elections at which they retire or are elected.
func (k *reckoning) enders() map[Person][]*finished {
	all := map[Person][]*finished{}
	for _, f := range k.done {
		for _, people := range [][]Person{f.body.Retiring, f.elected} {
			for _, p := range people {
				all[p] = append(all[p], f)
			}
		}
	}
	return all
}

// ended says whether a seat has ended, and by which record.
func (k *reckoning) ended(f *finished, p Person, enders map[Person][]*finished) (by ID, yes bool) {
	if by, yes = k.left[place{f.id, p}]; yes {
		return by, true
	}
	for _, next := range enders[p] {
		if !k.before(next.body, next.id)[f.id] {
			continue
		}
		if !yes || compareIDs(next.record, by) < 0 {
			by, yes = next.record, true
		}
	}
	return by, yes
}

// annuals counts the annual elections that were reckoned from one.
func (k *reckoning) annuals(id ID) (n int) {
	for _, f := range k.done {
		if f.body.How == ElectionAnnual && k.before(f.body, f.id)[id] {
			n++
		}
	}
	return n
}

// retiring gives the seats that end at the next annual election, however it is dated: those filled until then, those whose term ends, and of
// the elected as many more as make up the charter's share, the longest-serving first and then by lot.
func (k *reckoning) retiring(b Body, sits []Seat) (all []Seat) {
	var elected []Seat
	for _, s := range sits {
		if s.How == ElectionAnnual {
			elected = append(elected, s)
			continue
		}
		s.Retires = TurnCasual
		all = append(all, s)
	}
	slices.SortFunc(elected, func(a, b Seat) int {
		return cmp.Or(yesFirst(a.Ends <= 1, b.Ends <= 1), b.Served-a.Served, compareLots(a, b))
	})
	share := b.share(len(elected))
	for i, s := range elected {
		switch {
		case s.Ends <= 1:
			s.Retires = TurnTerm
		case i >= share:
			continue
		case share < len(elected) && elected[share].Served == s.Served:
			s.Retires = TurnLot
		default:
			s.Retires = TurnLongest
		}
		all = append(all, s)
	}
	return all
}

// compareLots orders seats by their lots: SHA-256("moot retire 1" ‖ certificate ‖ person), the lowest first. Nobody knows the lot
// before the certificate is signed, and anybody can draw it again.
func compareLots(a, b Seat) int {
	x, y := lotOf(a), lotOf(b)
	return bytes.Compare(x[:], y[:])
}

func lotOf(s Seat) ID {
	b := append([]byte("moot retire 1"), s.Certificate[:]...)
	return sha256.Sum256(append(b, s.Person[:]...))
}

func peopleOf(seats []Seat) (all []Person) {
	for _, s := range seats {
		all = append(all, s.Person)
	}
	slices.SortFunc(all, comparePersons)
	return all
}

// active says who belongs to a group now.
func active(r *Roll) func(Person) bool {
	return func(p Person) bool {
		m, ok := r.Find(p)
		return ok && m.Standing == StandingMember
	}
}
