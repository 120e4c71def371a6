package forum

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// goldenElections has what came with elections, and the charter's bodies.
func goldenElections() []goldenRow {
	ann, zed := PersonOf(testKey("Ann")), PersonOf(testKey("Zed"))
	s := testID("subject")
	two := slices.SortedFunc(slices.Values([]Person{zed, ann}), comparePersons)
	bodies := []Body{
		{Name: "board", Seats: 6, Term: 3, Retire: Fraction{Num: 1, Den: 3}, Vacancy: VacancyCoopt},
		{Name: "garden group", Seats: 2, Term: 1, Vacancy: VacancyElect, Plain: true},
	}
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: []byte("sixteen secret b"), Person: ann, Cert: CertifyDevice(testKey("Ann"), DeviceOf(testKey("Ann's laptop"))), Called: "Ann", Rules: &Rules{Bodies: bodies}}},
		{KindCharter, ID{}, Charter{Rules: &Rules{Bodies: bodies[:1]}}},
		{KindVote, s, OpenVote{Title: "Board", Method: MethodSTV, Options: []Option{{Title: "Ann", Person: ann}, {Title: "Zed", Person: zed}}}},
		{KindElection, ID{}, NewElection{Body: "board", Title: "Board 2027", How: ElectionAnnual, At: start, Until: start - day, Seats: 2, Term: 3, Retiring: two, After: []ID{{1}, {2}}}},
		{KindElection, ID{}, NewElection{Body: "chair", Title: "Chair", How: ElectionCoopt, At: start, Seats: 1, Term: 1}},
		{KindNominate, s, Nominate{zed}},
		{KindStand, s, Stand{Stands: true, Statement: "I mend *gates*.", After: []ID{{3}}}},
		{KindStand, s, Stand{}},
		{KindSlate, s, Slate{Candidates: []Candidate{{two[0], ID{1}, ID{2}, ID{3}}, {two[1], ID{4}, ID{5}, ID{6}}}, Proposal: testID("p")}},
		{KindSlate, s, Slate{}},
		{KindElected, s, Elected{List: testID("l"), Certificate: testID("c"), Signed: []Signing{{ID{1}, DeviceOf(testKey("Ann's laptop")), 9}}, Round: 1, People: []Person{zed}}},
		{KindLeave, s, LeaveSeat{Seat: testID("l"), Why: "moving"}},
		{KindLeave, s, LeaveSeat{Seat: testID("l")}},
	}
}

// hustings is a hall with a charter that names bodies.
type hustings struct {
	*hall
	ann, bob, cat, dan *neighbour
}

func newHustings(t testing.TB) hustings {
	w := newTown(t)
	c := hustings{ann: w.founder, bob: w.join("Bob", RoleMember), cat: w.join("Cat", RoleMember), dan: w.join("Dan", RoleMember)}
	w.act(w.founder, KindCharter, ID{}, &Charter{Rules: &Rules{Bodies: []Body{
		{Name: "board", Seats: 2, Term: 2, Retire: Fraction{Num: 1, Den: 2}, Vacancy: VacancyCoopt},
		{Name: "chair", Seats: 1, Term: 1, Vacancy: VacancyElect},
	}}}, w.now())
	c.hall = newHall(w)
	return c
}

// stands has a person proposed, seconded and standing.
func (h hustings) stands(election ID, who, by, second *neighbour) Candidate {
	h.t.Helper()
	return Candidate{who.id(), h.must(by, KindNominate, election, Nominate{who.id()}).ID, h.must(second, KindNominate, election, Nominate{who.id()}).ID,
		h.must(who, KindStand, election, Stand{Stands: true}).ID}
}

func slateOf(proposal ID, all ...Candidate) Slate {
	slices.SortFunc(all, func(a, b Candidate) int { return comparePersons(a.Person, b.Person) })
	return Slate{all, proposal}
}

// judged says what a record meets with: "", "wait" or the reason.
func judgedAs(err error) string {
	var wait *WaitError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &wait):
		return "wait"
	}
	return err.Error()
}

func TestElectionCheck(t *testing.T) {
	h := newHustings(t)
	ann, bob, cat, dan := h.ann, h.bob, h.cat, h.dan
	rita, eve := h.join("Rita", RoleReader), newNeighbour("Eve")
	one := NewElection{Body: "board", Title: "Board", How: ElectionAnnual, At: start, Seats: 2, Term: 2}
	first := h.must(ann, KindElection, ID{}, one).ID
	other := h.must(ann, KindElection, ID{}, NewElection{Body: "chair", Title: "Chair", How: ElectionAnnual, At: start, Seats: 1, Term: 1}).ID
	closed := one
	closed.Until = 1 // long ago
	past := h.must(ann, KindElection, ID{}, closed).ID
	closed.Until = start + 1000*day
	future := h.must(ann, KindElection, ID{}, closed).ID
	b, c, d := h.stands(first, bob, ann, cat), h.stands(first, cat, ann, bob), h.stands(first, dan, ann, bob)
	twice := Candidate{bob.id(), b.Proposed, h.must(ann, KindNominate, first, Nominate{bob.id()}).ID, b.Stands}
	no := h.must(dan, KindStand, first, Stand{}).ID
	elsewhere := h.stands(other, bob, ann, cat)
	prop := h.must(ann, KindProposal, ID{}, NewProposal{Title: "Board", Type: "election"}).ID
	plain := h.must(ann, KindProposal, ID{}, NewProposal{Title: "Board"}).ID
	options := OptionsOf(&Slate{Candidates: []Candidate{b, c, d}}, func(p Person) string { m, _ := h.roll().Find(p); return m.Name })
	done := h.must(ann, KindSlate, first, slateOf(ID{}, b, c)).ID
	next := one
	next.At, next.After, next.Seats = start+365*day, []ID{done}, 1
	turn := slices.MinFunc([]Seat{{Person: bob.id(), Certificate: certificateOf(h.records[done])}, {Person: cat.id(), Certificate: certificateOf(h.records[done])}}, compareLots).Person
	next.Retiring = []Person{turn}
	with := func(e NewElection, change func(*NewElection)) NewElection { change(&e); return e }
	second := h.must(ann, KindElection, ID{}, next).ID

	for name, x := range map[string]struct {
		by      *neighbour
		kind    Kind
		subject ID
		body    any
		words   string
	}{
		"called by a member":              {bob, KindElection, ID{}, one, "may not do that"},
		"called by a stranger":            {eve, KindElection, ID{}, one, "not a member"},
		"called to no body":               {ann, KindElection, ID{}, with(one, func(e *NewElection) { e.Body = "Board" }), `no body called "Board"`},
		"called for another term":         {ann, KindElection, ID{}, with(one, func(e *NewElection) { e.Term = 3 }), "another term"},
		"called for too many seats":       {ann, KindElection, ID{}, with(one, func(e *NewElection) { e.Seats = 3 }), "2 seats are to fill, and it is for 3"},
		"called with somebody retiring":   {ann, KindElection, ID{}, with(one, func(e *NewElection) { e.Retiring = []Person{bob.id()} }), "not those whose turn it is"},
		"the next without the retiring":   {ann, KindElection, ID{}, with(next, func(e *NewElection) { e.Retiring = nil }), "not those whose turn it is"},
		"the next dated before the first": {ann, KindElection, ID{}, with(next, func(e *NewElection) { e.At = 1 }), ""},
		"the next with all seats":         {ann, KindElection, ID{}, with(next, func(e *NewElection) { e.Seats = 2 }), "one seat is to fill, and it is for 2"},
		"following nothing here":          {ann, KindElection, ID{}, with(next, func(e *NewElection) { e.After = []ID{testID("x")} }), "wait"},
		"following a nomination":          {ann, KindElection, ID{}, with(next, func(e *NewElection) { e.After = []ID{b.Proposed} }), "cannot be about that"},
		"following another body":          {ann, KindElection, ID{}, with(one, func(e *NewElection) { e.Body, e.Seats, e.Term, e.After = "chair", 1, 1, []ID{done} }), "another body"},
		"casual, of who may co-opt":       {ann, KindElection, ID{}, with(one, func(e *NewElection) { e.How = ElectionCasual }), "does not let a vacant seat"},
		"a co-option":                     {ann, KindElection, ID{}, with(one, func(e *NewElection) { e.How = ElectionCoopt }), ""},
		"a co-option with none vacant":    {ann, KindElection, ID{}, with(next, func(e *NewElection) { e.How, e.Retiring = ElectionCoopt, nil }), "0 seats are vacant"},
		"a co-option with a retirement":   {ann, KindElection, ID{}, with(next, func(e *NewElection) { e.How = ElectionCoopt }), "annual elections only"},
		"putting oneself up":              {bob, KindNominate, first, Nominate{bob.id()}, "nobody puts themselves up"},
		"putting a stranger up":           {bob, KindNominate, first, Nominate{eve.id()}, "only a voting member"},
		"putting a reader up":             {bob, KindNominate, first, Nominate{rita.id()}, "only a voting member"},
		"a reader puts up":                {rita, KindNominate, first, Nominate{bob.id()}, "readers only read"},
		"put up for a proposal":           {bob, KindNominate, prop, Nominate{cat.id()}, "cannot be about that"},
		"put up too late":                 {bob, KindNominate, past, Nominate{cat.id()}, "had closed by then"},
		"put up who sits":                 {ann, KindNominate, second, Nominate{otherOf(turn, bob, cat)}, "sits on the board already"},
		"put up who retires":              {ann, KindNominate, second, Nominate{turn}, ""},
		"standing too late":               {bob, KindStand, past, Stand{Stands: true}, "had closed by then"},
		"withdrawing later":               {bob, KindStand, past, Stand{}, ""},
		"closed by a member":              {bob, KindSlate, first, slateOf(ID{}, b, c), "only whoever made it, or an officer"},
		"closed too soon":                 {ann, KindSlate, future, Slate{}, "still open then"},
		"nobody stands":                   {ann, KindSlate, past, Slate{}, ""},
		"put up by one twice":             {ann, KindSlate, first, slateOf(ID{}, twice), "put up by one person only"},
		"without an acceptance":           {ann, KindSlate, first, slateOf(ID{}, Candidate{bob.id(), b.Proposed, b.Seconded, c.Stands}), "has not said that they stand"},
		"with a withdrawal":               {ann, KindSlate, first, slateOf(ID{}, Candidate{dan.id(), d.Proposed, d.Seconded, no}), "has not said that they stand"},
		"with another's nomination":       {ann, KindSlate, first, slateOf(ID{}, Candidate{bob.id(), c.Proposed, b.Seconded, b.Stands}), "of somebody else"},
		"with another election's":         {ann, KindSlate, first, slateOf(ID{}, elsewhere), "for another election"},
		"a vote where none is needed":     {ann, KindSlate, first, slateOf(prop, b, c), "and only then"},
		"no vote where one is needed":     {ann, KindSlate, first, slateOf(ID{}, b, c, d), "and only then"},
		"a vote on a plain proposal":      {ann, KindSlate, first, slateOf(plain, b, c, d), "of the type election"},
		"a vote on no proposal":           {ann, KindSlate, first, slateOf(first, b, c, d), "cannot be about that"},
		"a vote on what is not here":      {ann, KindSlate, first, slateOf(testID("x"), b, c, d), "wait"},
		"a contested election":            {ann, KindSlate, first, slateOf(prop, b, c, d), ""},
		"resigning another's seat":        {dan, KindLeave, first, LeaveSeat{Seat: done}, "not elected by that"},
		"resigning by another election":   {bob, KindLeave, other, LeaveSeat{Seat: done}, "not elected by that"},
		"resigning":                       {bob, KindLeave, first, LeaveSeat{Seat: done}, ""},
		"people voted on out of election": {ann, KindVote, plain, OpenVote{Title: "Board", Method: MethodSTV, Options: options}, "in elections only"},
		"a stranger to the vote":          {ann, KindVote, prop, OpenVote{Title: "Board", Method: MethodSTV, Options: []Option{{Title: "Eve", Person: eve.id()}}}, "not a member"},
		"people and things":               {ann, KindVote, prop, OpenVote{Title: "Board", Method: MethodSTV, Options: append([]Option{{Title: "Nobody"}}, options...)}, "some are not"},
		"people to the vote":              {ann, KindVote, prop, OpenVote{Title: "Board", Method: MethodSTV, Options: options, Seats: 2}, ""},
	} {
		_, err := h.say(x.by, x.kind, x.subject, x.body)
		if got := judgedAs(err); x.words == "" && got != "" || !strings.Contains(got, x.words) {
			t.Errorf("%s: %q; want %q", name, got, x.words)
		}
	}
}

func otherOf(p Person, of ...*neighbour) Person {
	for _, n := range of {
		if n.id() != p {
			return n.id()
		}
	}
	return Person{}
}

func TestElectionLimits(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for name, x := range map[string]struct {
		kind  Kind
		body  any
		words string
	}{
		"a body in no words":    {KindElection, NewElection{Title: "x", How: ElectionAnnual, Seats: 1, Term: 1}, "name of a body"},
		"no seats":              {KindElection, NewElection{Body: "b", Title: "x", How: ElectionAnnual, Term: 1}, "number of seats"},
		"too many seats":        {KindElection, NewElection{Body: "b", Title: "x", How: ElectionAnnual, Seats: 41, Term: 1}, "number of seats"},
		"no term":               {KindElection, NewElection{Body: "b", Title: "x", How: ElectionAnnual, Seats: 1}, "a term"},
		"another way":           {KindElection, NewElection{Body: "b", Title: "x", How: "lot", Seats: 1, Term: 1}, "way to elect"},
		"unsorted retirement":   {KindElection, NewElection{Body: "b", Title: "x", How: ElectionAnnual, Seats: 1, Term: 1, Retiring: []Person{{2}, {1}}}, "not sorted"},
		"nobody put up":         {KindNominate, Nominate{}, "names nobody"},
		"a long statement":      {KindStand, Stand{Stands: true, Statement: long}, "a statement is 5000 bytes"},
		"words of who does not": {KindStand, Stand{Statement: "x"}, "has no statement"},
		"one candidate twice":   {KindSlate, Slate{Candidates: []Candidate{{Person: Person{1}}, {Person: Person{1}}}}, "not sorted"},
		"no signature":          {KindElected, Elected{People: []Person{{1}}}, "0 signatures"},
		"nobody elected":        {KindElected, Elected{Signed: []Signing{{}}}, "elects 0"},
		"a long reason":         {KindLeave, LeaveSeat{Why: long}, "a reason is 5000 bytes"},
		"a person twice":        {KindVote, OpenVote{Title: "x", Method: MethodSTV, Options: []Option{{Title: "A", Person: Person{1}}, {Title: "B", Person: Person{1}}}}, "the same person"},
	} {
		if _, err := Encode(x.kind, x.body); err == nil || !strings.Contains(err.Error(), x.words) {
			t.Errorf("%s: %v; want %q", name, err, x.words)
		}
	}
}

// TestElectionResult: a result says what a final certificate of the right vote says, and nothing else.
func TestElectionResult(t *testing.T) {
	h := newHustings(t)
	ann, bob, cat, dan := h.ann, h.bob, h.cat, h.dan
	first := h.must(ann, KindElection, ID{}, NewElection{Body: "board", Title: "Board", How: ElectionAnnual, At: start, Seats: 2, Term: 2}).ID
	prop := h.must(ann, KindProposal, ID{}, NewProposal{Title: "Board", Type: "election"}).ID
	l := slateOf(prop, h.stands(first, bob, ann, cat), h.stands(first, cat, ann, bob), h.stands(first, dan, ann, bob))
	list := h.must(ann, KindSlate, first, l).ID
	names := func(p Person) string { m, _ := h.roll().Find(p); return m.Name }
	options := OptionsOf(&l, names)
	two := slices.SortedFunc(slices.Values([]Person{ann.id(), bob.id()}), comparePersons)
	vote := h.must(ann, KindVote, prop, OpenVote{Title: "Board", Method: MethodSTV, Options: options, Seats: 2, Tellers: two, Sign: 2})
	one := h.must(ann, KindVote, prop, OpenVote{Title: "Board", Method: MethodSTV, Options: options})
	for i, n := range []*neighbour{ann, bob, cat, dan} {
		h.must(n, KindBallot, vote.ID, NewBallot{Voter: n.id(), Prefs: [][]int{{0, 2}, {0, 1}, {2, 0}, {2}}[i]})
	}
	fold := func(r Record) *Vote {
		records := slices.Collect(func(yield func(Record) bool) {
			for id, r := range h.records {
				if h.states[id] == Shown && !yield(r) {
					return
				}
			}
		})
		p, _ := FoldProposal(prop, records, func([]ID) Electorate { return h.roll().Electorate() })
		i := slices.IndexFunc(p.Votes, func(v Vote) bool { return v.ID == r.ID })
		return &p.Votes[i]
	}
	each := func(id ID) (Device, uint64) { return h.records[id].Device, h.records[id].Seq }
	if _, ok := Declare(list, fold(vote), each); ok {
		t.Error("a result before there is a certificate")
	}
	cert, err := fold(vote).Certify(h.roll().Electorate(), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	sign := h.must(ann, KindClose, vote.ID, cert)
	if _, ok := Declare(list, fold(vote), each); ok {
		t.Error("a result of a certificate that lacks a teller")
	}
	early := Elected{List: list, Certificate: cert.ID(), Signed: []Signing{{sign.ID, ann.dev(), sign.Seq}}, People: []Person{bob.id(), dan.id()}}
	h.must(bob, KindClose, vote.ID, cert)
	good, ok := Declare(list, fold(vote), each)
	if !ok || len(good.Signed) != 2 || len(good.People) != 2 {
		t.Fatalf("%+v", good)
	}
	other := h.must(ann, KindClose, one.ID, must(fold(one).Certify(h.roll().Electorate(), nil, 0)))
	with := func(change func(*Elected)) Elected {
		e := good
		e.Signed, e.People = slices.Clone(e.Signed), slices.Clone(e.People)
		change(&e)
		return e
	}
	for name, x := range map[string]struct {
		body  Elected
		words string
	}{
		"by one of two tellers":    {early, "1 of the tellers have signed"},
		"the wrong people":         {with(func(e *Elected) { e.People[0] = cat.id() }), "does not say that these people"},
		"the wrong order":          {with(func(e *Elected) { slices.Reverse(e.People) }), "does not say that these people"},
		"too few":                  {with(func(e *Elected) { e.People = e.People[:1] }), "does not say that these people"},
		"another certificate":      {with(func(e *Elected) { e.Certificate = testID("x") }), "another certificate"},
		"another place of it":      {with(func(e *Elected) { e.Signed[0].Seq++ }), "another certificate"},
		"another vote":             {Elected{List: list, Certificate: other.Body.(*Certificate).ID(), Signed: []Signing{{other.ID, ann.dev(), other.Seq}}, People: good.People}, "this many seats"},
		"another round":            {with(func(e *Elected) { e.Round = 1 }), "how many votes came before"},
		"no list":                  {with(func(e *Elected) { e.List = prop }), "cannot be about that"},
		"a signature not here yet": {with(func(e *Elected) { e.Signed = []Signing{{testID("x"), ann.dev(), 1}} }), "wait"},
		"the result":               {good, ""},
	} {
		_, err := h.say(cat, KindElected, first, x.body)
		if got := judgedAs(err); x.words == "" && got != "" || !strings.Contains(got, x.words) {
			t.Errorf("%s: %q; want %q", name, got, x.words)
		}
	}
}

// years is a random history of elections to a body, some of them held apart.
func years(rt *rapid.T) (r *Roll, b Body, all []Election, apart bool) {
	b = Body{Name: "board", Seats: rapid.IntRange(1, 7).Draw(rt, "seats"), Term: 3,
		Retire: Fraction{Num: uint32(rapid.IntRange(0, 2).Draw(rt, "num")), Den: 3}}
	r = &Roll{Rules: Rules{Bodies: []Body{b}}, byPerson: map[Person]int{}}
	for i := range 9 {
		p := Person{byte(i + 1)}
		r.byPerson[p] = i
		r.Members = append(r.Members, Member{Person: p, Name: fmt.Sprint(i), Standing: StandingMember, Role: RoleMember})
	}
	for year := range rapid.IntRange(1, 6).Draw(rt, "years") {
		seen := all
		if rapid.IntRange(0, 3).Draw(rt, "apart") == 0 && len(all) > 0 {
			apart = true
			seen = all[:len(all)-1] // called by somebody who has not seen the last one
		}
		board := Boards(r, seen)[0]
		e := Election{ID: testID(fmt.Sprint("e", year)), Body: b.Name, How: ElectionAnnual, At: start + int64(year)*365*day, Term: rapid.IntRange(1, 4).Draw(rt, "term"),
			After: board.After, State: ElectionDone, Result: testID(fmt.Sprint("r", year)), Resting: testID(fmt.Sprint("c", year))}
		e.results = []ID{e.Result}
		if e.Retiring, e.Seats = board.Retirees(); e.Seats < 1 {
			continue
		}
		sits := peopleOf(board.Sitting)
		for _, i := range rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7, 8}).Draw(rt, "order") {
			m := r.Members[i]
			if len(e.Elected) < e.Seats && (!slices.Contains(sits, m.Person) || slices.Contains(e.Retiring, m.Person)) {
				e.Elected = append(e.Elected, m.Person)
			}
		}
		if rapid.Bool().Draw(rt, "leaves") {
			e.Left = []Left{{Person: e.Elected[0], Record: testID(fmt.Sprint("l", year))}}
		}
		all = append(all, e)
	}
	return r, b, all, apart
}

// TestBoardsConverge: in whatever order elections arrive, the same people sit and retire. Where none was held apart there is nobody too
// many, and as many retire as the charter says.
func TestBoardsConverge(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r, b, all, apart := years(rt)
		want := Boards(r, all)
		for range 3 {
			rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			if got := Boards(r, all); ViewDigest(got) != ViewDigest(want) {
				rt.Fatalf("%+v\nis not\n%+v", got, want)
			}
		}
		line := want[0]
		retiring, seats := line.Retirees()
		if seats != b.Seats-len(line.Sitting)+len(retiring) || line.Over > 0 && !apart {
			rt.Fatalf("%d seats, %d sit, %d retire", seats, len(line.Sitting), len(retiring))
		}
		ended := 0
		for _, s := range line.Sitting {
			i := slices.IndexFunc(all, func(e Election) bool { return e.ID == s.Election })
			if slices.ContainsFunc(all[i].Left, func(l Left) bool { return l.Person == s.Person }) {
				rt.Fatalf("%v has resigned and sits", s)
			}
			if s.Ends <= 1 {
				ended++
			}
			if s.Ends <= 0 && !apart {
				rt.Fatalf("%v sits after the term", s)
			}
		}
		if len(retiring) != max(ended, b.share(len(line.Sitting))) {
			rt.Fatalf("%d retire of %d, whose term ends for %d", len(retiring), len(line.Sitting), ended)
		}
	})
}

// TestRetiringShare: the number nearest to the share, half upwards.
func TestRetiringShare(t *testing.T) {
	for _, x := range [][4]int{{6, 1, 3, 2}, {7, 1, 3, 2}, {8, 1, 3, 3}, {5, 1, 3, 2}, {1, 1, 3, 0}, {2, 1, 3, 1}, {3, 1, 2, 2}, {9, 0, 0, 0}, {4, 1, 1, 4}} {
		b := Body{Retire: Fraction{Num: uint32(x[1]), Den: uint32(x[2])}}
		if got := b.share(x[0]); got != x[3] {
			t.Errorf("%d/%d of %d: %d, want %d", x[1], x[2], x[0], got, x[3])
		}
	}
}

// TestRivalLists: two officers close nominations apart. The longer list counts, a voted one before all, and of a device only its first.
func TestRivalLists(t *testing.T) {
	made := rec(0, KindElection, ID{}, Person{1}, 1, &NewElection{Body: "b", Title: "t", How: ElectionAnnual, Seats: 2, Term: 1})
	on := func(id int, device byte, seq uint64, body any) Record {
		k := KindSlate
		if _, ok := body.(*Elected); ok {
			k = KindElected
		}
		r := rec(id, k, made.ID, Person{device}, int64(seq), body)
		r.Device, r.Seq = Device{device}, seq
		return r
	}
	who := func(n ...byte) (all []Candidate) {
		for _, p := range n {
			all = append(all, Candidate{Person: Person{p}})
		}
		return all
	}
	short := on(1, 1, 5, &Slate{Candidates: who(1)})
	long := on(2, 2, 5, &Slate{Candidates: who(1, 2)})
	third := on(3, 1, 6, &Slate{Candidates: who(3, 4)}) // of the device of the first
	vote := on(4, 3, 5, &Slate{Candidates: who(1, 2, 3), Proposal: ID{9}})
	result := func(id int, device byte, seq uint64, n ...byte) Record {
		e := &Elected{List: vote.ID, Certificate: ID{byte(100 - seq)}, Signed: []Signing{{ID{byte(id)}, Device{device}, seq}}}
		for _, p := range n {
			e.People = append(e.People, Person{p})
		}
		return on(id, 9, uint64(id), e)
	}
	for name, x := range map[string]struct {
		records []Record
		want    []Person
		state   ElectionState
		rivals  int
	}{
		"one":                         {[]Record{short}, []Person{{1}}, ElectionDone, 0},
		"the longer":                  {[]Record{short, long}, []Person{{1}, {2}}, ElectionDone, 1},
		"a device's second is naught": {[]Record{short, third}, []Person{{1}}, ElectionDone, 1},
		"elected before to be voted":  {[]Record{vote, short}, []Person{{1}}, ElectionDone, 0},
		"to be voted":                 {[]Record{vote}, nil, ElectionVoting, 0},
		"voted before elected":        {[]Record{vote, long, result(5, 7, 3, 3, 2)}, []Person{{3}, {2}}, ElectionDone, 1},
		"a teller's first":            {[]Record{vote, result(5, 7, 3, 3, 2), result(6, 7, 2, 1, 2)}, []Person{{1}, {2}}, ElectionDone, 1},
		"of two tellers, the lesser":  {[]Record{vote, result(5, 7, 3, 3, 2), result(6, 8, 4, 1, 2)}, []Person{{1}, {2}}, ElectionDone, 1},
	} {
		rs := append([]Record{made}, x.records...)
		for range 4 {
			rand.Shuffle(len(rs), func(i, j int) { rs[i], rs[j] = rs[j], rs[i] })
			e, ok := FoldElection(made.ID, rs)
			if !ok || !slices.Equal(e.Elected, x.want) || e.State != x.state || len(e.Rivals) != x.rivals {
				t.Errorf("%s: %v elected, %s, %d rivals", name, e.Elected, e.State, len(e.Rivals))
			}
		}
	}
}
