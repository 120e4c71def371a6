package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"moot/store/forum"
)

// boardroom is a group that elects a board of six, with as many devices as names.
type boardroom struct {
	t     *testing.T
	g     forum.ID
	names []string
	homes map[string]*Store
}

var boardRules = forum.Rules{Bodies: []forum.Body{
	{Name: "board", Seats: 6, Term: 3, Retire: forum.Fraction{Num: 1, Den: 3}, Vacancy: forum.VacancyCoopt},
	{Name: "chair", Seats: 1, Term: 1, Vacancy: forum.VacancyElect},
	{Name: "garden group", Seats: 2, Term: 1, Plain: true},
}}

func newBoardroom(t *testing.T, names ...string) *boardroom {
	t.Helper()
	x := &boardroom{t: t, names: names, homes: map[string]*Store{}}
	for _, n := range names {
		x.homes[n] = device(t, n)
	}
	first := x.homes[names[0]]
	x.g = must[forum.ID](t)(first.CreateGroup(ctx, forum.Charter{Name: "Elm Row", Rules: &boardRules}))
	for _, n := range names[1:] {
		join(t, first, x.homes[n], x.g)
	}
	x.meet()
	return x
}

func (x *boardroom) person(name string) forum.Person {
	me, _ := x.homes[name].Me()
	return me.Person
}

func (x *boardroom) stores() (all []*Store) {
	for _, n := range x.names {
		all = append(all, x.homes[n])
	}
	return all
}

// meet has everybody end with everything: it goes to the first and back.
func (x *boardroom) meet(names ...string) {
	x.t.Helper()
	if len(names) == 0 {
		names = x.names
	}
	hub := x.homes[names[0]]
	for _, n := range names[1:] {
		give(x.t, x.homes[n], hub, x.g)
	}
	for _, n := range names[1:] {
		give(x.t, hub, x.homes[n], x.g)
	}
}

// putUp has a candidate proposed, seconded and standing, each on their own device.
func (x *boardroom) putUp(election forum.ID, who, proposer, seconder string) {
	x.t.Helper()
	must[forum.ID](x.t)(x.homes[proposer].Nominate(ctx, x.g, election, x.person(who)))
	must[forum.ID](x.t)(x.homes[seconder].Nominate(ctx, x.g, election, x.person(who)))
	must[forum.ID](x.t)(x.homes[who].Stand(ctx, x.g, election, true, "I am "+who+"."))
}

func (x *boardroom) board(on, body string) forum.Board {
	x.t.Helper()
	page := must[BoardPage](x.t)(x.homes[on].Boards(ctx, x.g))
	i := slices.IndexFunc(page.Boards, func(b forum.Board) bool { return b.Name == body })
	return page.Boards[i]
}

func (x *boardroom) name(p forum.Person) string {
	for _, n := range x.names {
		if x.person(n) == p {
			return n
		}
	}
	return "nobody"
}

func (x *boardroom) sitting(on, body string) (names []string) {
	for _, s := range x.board(on, body).Sitting {
		names = append(names, x.name(s.Person))
	}
	slices.Sort(names)
	return names
}

func (x *boardroom) needs(name string) (what []string) {
	x.t.Helper()
	for _, n := range must[[]forum.Need](x.t)(x.homes[name].Needs(ctx, x.g)) {
		what = append(what, n.What)
	}
	slices.Sort(what)
	return what
}

func (x *boardroom) role(name string) forum.Role {
	x.t.Helper()
	m, _ := must[*forum.Roll](x.t)(x.homes["Ann"].Roll(ctx, x.g)).Find(x.person(name))
	return m.Role
}

func at(year int) int64 { return time.Date(year, time.May, 14, 19, 0, 0, 0, time.UTC).UnixMilli() }

// TestYearsOfABoard: the first year elects six of seven, two of them apart from the rest; the second year a third retire, by lot; one resigns
// and another is co-opted until the third, when that one and two more retire. Every device reckons the same.
func TestYearsOfABoard(t *testing.T) {
	x := newBoardroom(t, "Ann", "Bob", "Cat", "Dan", "Eve", "Fay", "Gus")
	ann := x.homes["Ann"]
	first := must[forum.ID](t)(ann.NewElection(ctx, x.g, forum.NewElection{Body: "Board", Title: "Board 2026", At: at(2026)}))
	x.meet()
	if got := x.needs("Gus"); !slices.Equal(got, []string{"nominate"}) {
		t.Errorf("Gus needs to %v", got)
	}
	x.putUp(first, "Bob", "Cat", "Dan")
	x.putUp(first, "Cat", "Bob", "Dan")
	x.putUp(first, "Dan", "Bob", "Cat")
	// Eve, Fay and Gus are away together, and come back with their own nominations.
	x.meet("Eve", "Fay", "Gus")
	x.putUp(first, "Eve", "Fay", "Gus")
	x.putUp(first, "Fay", "Eve", "Gus")
	x.putUp(first, "Gus", "Eve", "Fay")
	must[forum.ID](t)(x.homes["Bob"].Nominate(ctx, x.g, first, x.person("Ann")))
	x.meet()
	if got := x.needs("Ann"); !slices.Equal(got, []string{"nominate", "stand"}) {
		t.Errorf("Ann needs to %v", got)
	}
	must[forum.ID](t)(x.homes["Eve"].Nominate(ctx, x.g, first, x.person("Ann")))
	must[forum.ID](t)(ann.Stand(ctx, x.g, first, true, ""))
	x.meet()
	closed := must[ClosedElection](t)(ann.CloseNominations(ctx, x.g, first, forum.OpenVote{}))
	if closed.Vote.Zero() || len(closed.Elected) > 0 {
		t.Fatalf("%+v", closed)
	}
	x.meet()
	page := must[ProposalPage](t)(x.homes["Gus"].Proposal(ctx, x.g, closed.Proposal))
	if !strings.Contains(page.Body, "I am Gus.") || len(page.Votes[0].Options) != 7 || page.Votes[0].Seats != 6 {
		t.Errorf("%s %+v", page.Body, page.Votes[0].Options)
	}
	for i, n := range x.names { // Gus is last on every ballot but one
		prefs := []int{i, (i + 1) % 6, (i + 2) % 6, (i + 3) % 6}
		if n == "Gus" {
			prefs = []int{0, 6}
		}
		must[forum.ID](t)(x.homes[n].NewBallot(ctx, x.g, closed.Proposal, forum.NewBallot{Prefs: prefs}))
	}
	_, err := ann.DeclareResult(ctx, x.g, first)
	says(t, err, "has not been decided")
	x.meet()
	must[Closed](t)(ann.CloseVote(ctx, x.g, closed.Proposal, false))
	x.meet()
	if got := x.needs("Ann"); !slices.Equal(got, []string{"declare"}) {
		t.Errorf("Ann needs to %v", got)
	}
	elected := must[[]forum.Person](t)(x.homes["Fay"].DeclareResult(ctx, x.g, first))
	x.meet()
	six := []string{"Ann", "Bob", "Cat", "Dan", "Eve", "Fay"}
	if len(elected) != 6 || !slices.Equal(x.sitting("Gus", "board"), six) {
		t.Fatalf("elected %v", x.sitting("Gus", "board"))
	}

	// Seating.
	if got := x.needs("Ann"); !slices.Equal(got, []string{"seat"}) {
		t.Errorf("Ann needs to %v", got)
	}
	if notes := must[VerifyReport](t)(x.homes["Gus"].Verify(ctx, x.g)).Seats; len(notes) != 5 || !strings.Contains(notes[0], "Bob was elected to the board and is not an officer yet") {
		t.Errorf("%q", notes)
	}
	_, _, err = x.homes["Gus"].SeatElected(ctx, x.g, "board")
	says(t, err, "Only an officer may give or take roles")
	done, left, err := ann.SeatElected(ctx, x.g, "board")
	if ok(t, err); len(done) != 5 || len(left) != 0 || x.role("Bob") != forum.RoleOfficer {
		t.Errorf("%v %v", done, left)
	}
	x.meet()
	same(t, x.g, x.stores()...)

	// The second year: two of the six retire, by lot, and they are told now.
	b := x.board("Ann", "board")
	retiring, seats := b.Retirees()
	if len(retiring) != 2 || seats != 2 {
		t.Fatalf("%v retire, %d seats", retiring, seats)
	}
	for _, s := range x.board("Gus", "board").Sitting {
		if want := slices.Contains(retiring, s.Person); want != (s.Retires == forum.TurnLot) || s.Ends != 3 {
			t.Errorf("%s: %q, ends %d", x.name(s.Person), s.Retires, s.Ends)
		}
	}
	second := must[forum.ID](t)(ann.NewElection(ctx, x.g, forum.NewElection{Body: "board", Title: "Board 2027", At: at(2027)}))
	x.meet()
	staying := slices.DeleteFunc(slices.Clone(six), func(n string) bool { return slices.Contains(retiring, x.person(n)) })
	says(t, errOf(x.homes["Gus"].Nominate(ctx, x.g, second, x.person(staying[0]))), "sits on the board already")
	says(t, errOf(x.homes["Gus"].Nominate(ctx, x.g, second, x.person("Gus"))), "Nobody puts themselves up")
	again := x.name(retiring[0]) // one of the two stands again, and Gus for the other seat
	x.putUp(second, again, staying[0], staying[1])
	x.putUp(second, "Gus", staying[0], staying[1])
	x.meet()
	by := x.homes[staying[0]] // any officer closes them
	closed = must[ClosedElection](t)(by.CloseNominations(ctx, x.g, second, forum.OpenVote{}))
	if len(closed.Elected) != 2 || !closed.Vote.Zero() {
		t.Fatalf("%+v", closed)
	}
	x.meet()
	out := x.name(retiring[1])
	if got := x.sitting("Cat", "board"); slices.Contains(got, out) || !slices.Contains(got, "Gus") || len(got) != 6 {
		t.Errorf("%v sit, and %s does not", got, out)
	}

	// Taking an office needs two officers: each seats, apart, and the second makes it so.
	done, left, err = x.homes[staying[0]].SeatElected(ctx, x.g, "board")
	if ok(t, err); len(done) != 1 || len(left) != 1 || x.name(left[0].Person) != out {
		t.Errorf("%v %v", done, left)
	}
	x.meet()
	if got := x.needs(staying[0]); len(got) > 0 {
		t.Errorf("who has asked needs to %v", got)
	}
	if got := x.needs(staying[1]); !slices.Equal(got, []string{"seat"}) {
		t.Errorf("the second officer needs to %v", got)
	}
	done, left, err = x.homes[staying[1]].SeatElected(ctx, x.g, "board")
	if ok(t, err); len(done) != 1 || len(left) != 0 {
		t.Errorf("%v %v", done, left)
	}
	x.meet()
	if x.role(out) != forum.RoleMember || x.role("Gus") != forum.RoleOfficer {
		t.Errorf("%s is %s, Gus is %s", out, x.role(out), x.role("Gus"))
	}
	if notes := must[VerifyReport](t)(ann.Verify(ctx, x.g)).Seats; len(notes) > 0 {
		t.Errorf("%q", notes)
	}

	// A casual vacancy: one resigns while others are away, and who retired is co-opted.
	gone := staying[1]
	ok(t, x.homes[gone].LeaveSeat(ctx, x.g, "board", "moving to Leeds"))
	says(t, x.homes[gone].LeaveSeat(ctx, x.g, "board", ""), "no seat on the board")
	_, err = x.homes[staying[2]].NewElection(ctx, x.g, forum.NewElection{Body: "board", Title: "Vacancy", How: forum.ElectionCoopt, At: at(2027)})
	says(t, err, "no seat of the board is to be filled")
	x.meet()
	filler := x.homes[staying[2]]
	_, err = filler.NewElection(ctx, x.g, forum.NewElection{Body: "board", Title: "Vacancy", How: forum.ElectionCasual, At: at(2027)})
	says(t, err, "does not let a vacant seat")
	third := must[forum.ID](t)(filler.NewElection(ctx, x.g, forum.NewElection{Body: "board", Title: "Vacancy", How: forum.ElectionCoopt, At: at(2027)}))
	x.meet()
	says(t, errOf(x.homes[out].Nominate(ctx, x.g, third, x.person(gone))), "Only officers")
	x.putUp(third, out, staying[2], staying[3])
	x.meet()
	must[ClosedElection](t)(filler.CloseNominations(ctx, x.g, third, forum.OpenVote{}))
	x.meet()
	for _, s := range x.board("Ann", "board").Sitting {
		if x.name(s.Person) == out && (s.Retires != forum.TurnCasual || s.How != forum.ElectionCoopt) {
			t.Errorf("%+v", s)
		}
	}
	// The third year: of the five elected two retire, the longest-serving; and the co-opted one.
	b = x.board("Gus", "board")
	retiring, seats = b.Retirees()
	if len(retiring) != 3 || seats != 3 || b.Vacant != 0 {
		t.Errorf("%d retire of %d, %d seats", len(retiring), len(b.Sitting), seats)
	}
	for _, s := range b.Sitting {
		if s.Since == at(2027) && s.How == forum.ElectionAnnual && s.Retires != forum.TurnNone {
			t.Errorf("%s was elected last and retires: %s", x.name(s.Person), s.Retires)
		}
	}
	same(t, x.g, x.stores()...)
	g1, _ := x.homes["Cat"].group(x.g)
	before := must[forum.ID](t)(x.homes["Cat"].Digest(ctx, x.g))
	ok(t, x.homes["Cat"].rebuild(g1))
	if after := must[forum.ID](t)(x.homes["Cat"].Digest(ctx, x.g)); after != before {
		t.Error("made again from the entries, it shows something else")
	}
}

// TestOfficersHeldToAccount: verify names an officer who was seated by a result that is not there, or that elects
// somebody else, and one who was elected and is not seated.
func TestOfficersHeldToAccount(t *testing.T) {
	x := newBoardroom(t, "Ann", "Bob", "Cat", "Dan")
	ann := x.homes["Ann"]
	e := must[forum.ID](t)(ann.NewElection(ctx, x.g, forum.NewElection{Body: "chair", Title: "Chair", At: at(2026)}))
	x.meet()
	x.putUp(e, "Bob", "Ann", "Cat")
	x.meet()
	must[ClosedElection](t)(ann.CloseNominations(ctx, x.g, e, forum.OpenVote{}))
	result := must[ElectionPage](t)(ann.Election(ctx, x.g, e)).Result
	says := func(want ...string) {
		t.Helper()
		x.meet()
		notes := must[VerifyReport](t)(x.homes["Dan"].Verify(ctx, x.g)).Seats
		for i := range max(len(notes), len(want)) {
			if i >= len(notes) || i >= len(want) || !strings.Contains(notes[i], want[i]) {
				t.Fatalf("%q; want %q", notes, want)
			}
		}
	}
	says("Bob was elected to the chair and is not an officer yet")
	must[forum.ID](t)(ann.act(ctx, x.g, result, forum.KindRole, forum.Grant{Person: x.person("Cat"), Role: forum.RoleOfficer}))
	says("Bob was elected", "Cat was made an officer by Ann")
	_, _, err := ann.SeatElected(ctx, x.g, "chair")
	ok(t, err)
	says("Cat was made an officer by Ann")
	must[forum.ID](t)(ann.act(ctx, x.g, forum.ID{7}, forum.KindRole, forum.Grant{Person: x.person("Dan"), Role: forum.RoleOfficer}))
	says("Cat was made", "Dan was made an officer by Ann")
	ok(t, x.homes["Bob"].LeaveSeat(ctx, x.g, "chair", ""))
	says("Bob no longer sits on the chair and is still an officer", "Cat was made", "Dan was made")
	_, _, err = x.homes["Bob"].SeatElected(ctx, x.g, "chair") // one's own office one lays down alone
	ok(t, err)
	says("Cat was made", "Dan was made")
	if x.role("Bob") != forum.RoleMember {
		t.Error("Bob is an officer still")
	}
	// Seats of a body without powers make nobody an officer.
	e = must[forum.ID](t)(ann.NewElection(ctx, x.g, forum.NewElection{Body: "garden group", Title: "Garden", At: at(2026)}))
	x.meet()
	x.putUp(e, "Bob", "Cat", "Dan")
	x.meet()
	must[ClosedElection](t)(ann.CloseNominations(ctx, x.g, e, forum.OpenVote{}))
	says("Cat was made", "Dan was made")
	if got := x.sitting("Dan", "garden group"); !slices.Equal(got, []string{"Bob"}) {
		t.Errorf("%v sit in the garden", got)
	}
	// Somebody who is removed sits no more.
	ok(t, x.homes["Bob"].Remove(ctx, x.g, x.person("Bob"), "moved"))
	x.meet()
	if got := x.sitting("Dan", "garden group"); len(got) != 0 {
		t.Errorf("%v sit in the garden", got)
	}
	same(t, x.g, ann, x.homes["Cat"], x.homes["Dan"])
}

// TestElectionVotedAgain: a vote in which nobody votes elects nobody; another is opened, and only a decided one is declared.
func TestElectionVotedAgain(t *testing.T) {
	x := newBoardroom(t, "Ann", "Bob", "Cat")
	ann := x.homes["Ann"]
	e := must[forum.ID](t)(ann.NewElection(ctx, x.g, forum.NewElection{Body: "chair", Title: "Chair", At: at(2026)}))
	x.meet()
	x.putUp(e, "Bob", "Ann", "Cat")
	x.putUp(e, "Cat", "Ann", "Bob")
	x.meet()
	closed := must[ClosedElection](t)(ann.CloseNominations(ctx, x.g, e, forum.OpenVote{}))
	x.meet()
	says(t, errOf(x.homes["Bob"].Nominate(ctx, x.g, e, x.person("Ann"))), "have been closed")
	says(t, errOf(ann.CloseNominations(ctx, x.g, e, forum.OpenVote{})), "a vote is open on the candidates")
	must[Closed](t)(ann.CloseVote(ctx, x.g, closed.Proposal, true))
	says(t, errOf(ann.DeclareResult(ctx, x.g, e)), "has not been decided")
	again := must[ClosedElection](t)(ann.CloseNominations(ctx, x.g, e, forum.OpenVote{}))
	if again.Proposal != closed.Proposal || again.Vote == closed.Vote {
		t.Errorf("%+v %+v", closed, again)
	}
	x.meet()
	must[forum.ID](t)(x.homes["Bob"].NewBallot(ctx, x.g, closed.Proposal, forum.NewBallot{Prefs: []int{0}}))
	x.meet()
	must[Closed](t)(ann.CloseVote(ctx, x.g, closed.Proposal, true))
	says(t, errOf(ann.CloseNominations(ctx, x.g, e, forum.OpenVote{})), "declare the result")
	must[[]forum.Person](t)(x.homes["Ann"].DeclareResult(ctx, x.g, e))
	x.meet()
	if got := x.sitting("Cat", "chair"); !slices.Equal(got, []string{"Bob"}) {
		t.Errorf("%v sits", got)
	}
	same(t, x.g, x.stores()...)
}

// TestSeatingOneself: an officer who does what follows from an election lays down their own office last.
func TestSeatingOneself(t *testing.T) {
	x := newBoardroom(t, "Ann", "Bob", "Cat")
	ann := x.homes["Ann"]
	e := must[forum.ID](t)(ann.NewElection(ctx, x.g, forum.NewElection{Body: "board", Title: "Board", At: at(2026)}))
	x.meet()
	x.putUp(e, "Bob", "Ann", "Cat")
	x.putUp(e, "Cat", "Ann", "Bob")
	x.meet()
	must[ClosedElection](t)(ann.CloseNominations(ctx, x.g, e, forum.OpenVote{}))
	_, _, err := ann.SeatElected(ctx, x.g, "board")
	ok(t, err)
	x.meet()
	one, other := "Bob", "Cat"
	if a, b := x.person(one), x.person(other); slices.Compare(a[:], b[:]) > 0 {
		one, other = other, one // the first by key does it
	}
	for _, n := range []string{one, other} {
		ok(t, x.homes[n].LeaveSeat(ctx, x.g, "board", ""))
	}
	x.meet()
	done, left, err := x.homes[one].SeatElected(ctx, x.g, "board")
	if ok(t, err); len(done) != 1 || len(left) != 1 || left[0].Person != x.person(other) {
		t.Errorf("done %v, left %v", done, left)
	}
	x.meet()
	_, _, err = ann.SeatElected(ctx, x.g, "board")
	if ok(t, err); x.role(one) != forum.RoleMember || x.role(other) != forum.RoleMember {
		t.Errorf("%s and %s", x.role(one), x.role(other))
	}
	x.meet()
	same(t, x.g, x.stores()...)
}

// TestDigestCoversElections: every deed changes what is shown, and so the digest.
func TestDigestCoversElections(t *testing.T) {
	x := newBoardroom(t, "Ann", "Bob", "Cat")
	ann, bob, cat := x.homes["Ann"], x.homes["Bob"], x.homes["Cat"]
	var e forum.ID
	before := must[forum.ID](t)(ann.Digest(ctx, x.g))
	for i, deed := range []func() error{
		func() (err error) {
			e, err = ann.NewElection(ctx, x.g, forum.NewElection{Body: "chair", Title: "Chair", At: at(2026)})
			return err
		},
		func() error { return errOf(ann.Nominate(ctx, x.g, e, x.person("Bob"))) },
		func() error { return errOf(cat.Nominate(ctx, x.g, e, x.person("Bob"))) },
		func() error { return errOf(bob.Stand(ctx, x.g, e, true, "")) },
		func() error { return errOf(bob.Stand(ctx, x.g, e, true, "Me!")) },
		func() error { return errOf(ann.Comment(ctx, x.g, e, "Thank you, Bob", forum.ID{})) },
		func() error { return errOf(ann.CloseNominations(ctx, x.g, e, forum.OpenVote{})) },
		func() error { return bob.LeaveSeat(ctx, x.g, "chair", "too busy") },
	} {
		x.meet()
		ok(t, deed())
		x.meet()
		after := must[forum.ID](t)(ann.Digest(ctx, x.g))
		if after == before {
			t.Errorf("deed %d changed nothing of the digest", i)
		}
		before = after
	}
	same(t, x.g, ann, bob, cat)
}

// TestListRestsOnAForkedNomination: a list of candidates that names a nomination stands, and elects the same on every device, when the device of
// whoever put them up turns out to have signed two histories, whichever came first.
func TestListRestsOnAForkedNomination(t *testing.T) {
	x := newBoardroom(t, "Ann", "Bob", "Cat", "Dan")
	ann, bob, dan := x.homes["Ann"], x.homes["Bob"], x.homes["Dan"]
	e := must[forum.ID](t)(ann.NewElection(ctx, x.g, forum.NewElection{Body: "chair", Title: "Chair", At: at(2026)}))
	x.meet()
	other := forge(t, ann, x.g, forum.Header{Kind: forum.KindComment, Subject: e}, body(t, forum.KindComment, forum.NewComment{Body: "my other self"}), bob.keys.device)
	must[forum.ID](t)(bob.Nominate(ctx, x.g, e, x.person("Cat")))
	must[forum.ID](t)(ann.Nominate(ctx, x.g, e, x.person("Cat")))
	must[forum.ID](t)(x.homes["Cat"].Stand(ctx, x.g, e, true, ""))
	x.meet("Ann", "Bob", "Cat")
	must[ClosedElection](t)(ann.CloseNominations(ctx, x.g, e, forum.OpenVote{}))
	must[forum.Report](t)(dan.Apply(ctx, x.g, "peer:x", []forum.Entry{other})) // Dan has the other branch first
	must[forum.Report](t)(ann.Apply(ctx, x.g, "peer:x", []forum.Entry{other})) // and Ann last
	share(t, x.g, ann, dan)
	for _, n := range []string{"Ann", "Dan"} {
		page := must[ElectionPage](t)(x.homes[n].Election(ctx, x.g, e))
		if n, _ := page.Nominee(x.person("Cat")); len(n.By) != 2 || !n.Ready() {
			t.Errorf("%+v", n)
		}
		if got := x.sitting(n, "chair"); !slices.Equal(got, []string{"Cat"}) {
			t.Errorf("%v sits, as %s sees it", got, n)
		}
	}
	if a, d := must[forum.ID](t)(ann.Digest(ctx, x.g)), must[forum.ID](t)(dan.Digest(ctx, x.g)); a != d {
		t.Error("Ann and Dan show different things")
	}
	same(t, x.g, ann, dan)
}
