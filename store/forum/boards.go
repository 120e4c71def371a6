package forum

import (
	"cmp"
	"slices"
)

// Board is a body of the charter with who sits on it.
type Board struct {
	Body
	Sitting []Seat // the longest-serving first
	Vacant  int    // seats
	Over    int    // people above the number of seats: elections were held that did not know of each other
	After   []ID   // what the next election is reckoned from: [NewElection.After]
	Former  []Former
}

// Former is somebody whose last seat on a body has ended.
type Former struct {
	Person Person
	By     ID // the record by which it ended; zero when they are not in the group any more
}

// Boards gives the bodies of a charter, by name, with who sits on each: a pure function of the elections, in any order, and of the
// roll.
func Boards(r *Roll, elections []Election) []Board {
	all := make([]Board, len(r.Rules.Bodies))
	for i, b := range r.Rules.Bodies {
		all[i] = boardOf(b, reckon(elections, b.Name), active(r))
	}
	return all
}

// reckon gathers what is reckoned of one body.
func reckon(elections []Election, body string) *reckoning {
	k := newReckoning()
	for i := range elections {
		e := &elections[i]
		if e.Body != body {
			continue
		}
		for _, id := range e.results {
			k.of[id] = e.ID
		}
		for _, l := range e.Left {
			k.of[l.Record] = e.ID
			k.leave(place{e.ID, l.Person}, l.Record)
		}
		if e.State == ElectionDone {
			k.done[e.ID] = &finished{e.ID, e.body(), e.Result, e.Resting, e.Elected}
		}
	}
	return k
}

// body gives back what the reckoning needs of an election's own record.
func (e *Election) body() *NewElection {
	return &NewElection{Body: e.Body, How: e.How, At: e.At, Seats: e.Seats, Term: e.Term, Retiring: e.Retiring, After: e.After}
}

func boardOf(b Body, k *reckoning, belongs func(Person) bool) Board {
	out := Board{Body: b, Sitting: k.sitting(belongs), After: k.latestRecords()}
	for _, s := range k.retiring(b, out.Sitting) {
		i := slices.IndexFunc(out.Sitting, func(x Seat) bool { return x.Person == s.Person })
		out.Sitting[i].Retires = s.Retires
	}
	out.Vacant, out.Over = max(0, b.Seats-len(out.Sitting)), max(0, len(out.Sitting)-b.Seats)
	sits := peopleOf(out.Sitting)
	ended, enders := map[Person]Former{}, k.enders()
	for _, f := range k.done {
		for _, p := range f.elected {
			if slices.Contains(sits, p) {
				continue
			}
			by, _ := k.ended(f, p, enders)
			if was, ok := ended[p]; !ok || compareIDs(by, was.By) > 0 {
				ended[p] = Former{p, by}
			}
		}
	}
	for _, f := range ended {
		out.Former = append(out.Former, f)
	}
	slices.SortFunc(out.Former, func(a, b Former) int { return comparePersons(a.Person, b.Person) })
	return out
}

// latestRecords gives the records that an election is reckoned from which knows of everything here: those that no
// finished election is reckoned from already.
func (k *reckoning) latestRecords() (ids []ID) {
	covered, followed := map[ID]bool{}, map[ID]bool{} // records, and elections
	for _, f := range k.done {
		for _, id := range f.body.After {
			covered[id] = true
		}
		for id := range k.before(f.body, f.id) {
			followed[id] = true
		}
	}
	for _, f := range k.done {
		if !covered[f.record] && !followed[f.id] {
			ids = append(ids, f.record)
		}
	}
	for p, id := range k.left {
		if f := k.done[p.election]; f != nil && slices.Contains(f.elected, p.person) && !covered[id] {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, compareIDs)
	return ids[:min(len(ids), MaxIDs)]
}

// Retirees gives who retires at an annual election of a body that is called now, and how many seats it then fills.
func (b *Board) Retirees() (retiring []Person, seats int) {
	for _, s := range b.Sitting {
		if s.Retires != TurnNone {
			retiring = append(retiring, s.Person)
		}
	}
	slices.SortFunc(retiring, comparePersons)
	return retiring, b.Seats - len(b.Sitting) + len(retiring)
}

// Seating is a role that is to be given or taken because of an election, and has not been.
type Seating struct {
	Person Person
	Role   Role
	Body   string
	For    ID // the record that it follows from: the result, or how the last seat ended
}

// Seatings gives what is still to be done on the roll so that officers are those who sit: the elected are to be officers,
// and whoever sat and does not any more is to be a member. New officers come first, so that there is always one. Officers who
// never sat are left as they are.
func Seatings(r *Roll, boards []Board) (all []Seating) {
	sits := map[Person]bool{}
	for i := range boards {
		for _, s := range boards[i].Sitting {
			sits[s.Person] = sits[s.Person] || !boards[i].Plain
		}
	}
	due := map[Person]bool{}
	note := func(p Person, want Role, body string, of ID) {
		m, ok := r.Find(p)
		if !ok || m.Standing != StandingMember || (m.Role == RoleOfficer) == (want == RoleOfficer) || due[p] {
			return
		}
		due[p] = true
		all = append(all, Seating{p, want, body, of})
	}
	for i := range boards {
		if boards[i].Plain {
			continue
		}
		for _, s := range boards[i].Sitting {
			note(s.Person, RoleOfficer, boards[i].Name, s.Record)
		}
		for _, f := range boards[i].Former {
			if !sits[f.Person] {
				note(f.Person, RoleMember, boards[i].Name, f.By)
			}
		}
	}
	slices.SortFunc(all, func(a, b Seating) int {
		return cmp.Or(yesFirst(a.Role == RoleOfficer, b.Role == RoleOfficer), comparePersons(a.Person, b.Person))
	})
	return all
}

// Gives says whether a record of some elections gives a person a role: it elects them to a body whose people are officers, or it
// ends their seat.
func Gives(record ID, p Person, role Role, elections []Election) bool {
	for i := range elections {
		e := &elections[i]
		switch {
		case role == RoleOfficer && slices.Contains(e.results, record) && !slices.Contains(e.Rivals, record) && slices.Contains(e.Elected, p):
			return true
		case role != RoleOfficer && slices.Contains(e.results, record) && slices.Contains(e.Retiring, p):
			return true
		case role != RoleOfficer && slices.ContainsFunc(e.Left, func(l Left) bool { return l.Record == record && l.Person == p }):
			return true
		}
	}
	return false
}
