package forum

import (
	"slices"
	"testing"
)

func TestFoldTask(t *testing.T) {
	ann, bob := Person{1}, Person{2}
	made := rec(0, KindTask, ID{}, ann, 10, &NewTask{Title: "Mend", For: Whom{Person: ann}, Due: 500, From: testID("meeting")})
	doing := rec(1, KindTaskUpdate, made.ID, ann, 20, &TaskUpdate{State: TaskDoing, For: Whom{Person: bob}, Note: "hinges bought"})
	// Made with a slow clock, but its author had seen the one before.
	done := rec(2, KindTaskUpdate, made.ID, bob, 15, &TaskUpdate{State: TaskDone, Due: NoDue, Note: "hung", After: []ID{doing.ID}})
	v, ok := FoldTask(made.ID, []Record{done, made, doing})
	if !ok || v.State != TaskDone || v.For.Person != bob || v.Due != 0 || v.First.Person != ann || v.From != testID("meeting") {
		t.Errorf("%+v", v)
	}
	if len(v.Updates) != 2 || v.Updates[0].Note != "hung" || !slices.Equal(v.Now[FieldState], []ID{done.ID}) || !slices.Equal(v.Now[FieldFor], []ID{doing.ID}) {
		t.Errorf("%+v", v)
	}
	if v.Given(bob) != doing.ID || !v.Given(ann).Zero() {
		t.Errorf("given by %v and %v", v.Given(bob), v.Given(ann))
	}
	before, _ := FoldTask(made.ID, []Record{made})
	if !before.Overdue(501) || before.Overdue(500) || v.Overdue(501) || v.Going() {
		t.Error("overdue is wrong")
	}
}

func TestFoldPage(t *testing.T) {
	ann, bob, cat := Person{1}, Person{2}, Person{3}
	one, two := []ID{{1}}, []ID{{2}}
	made := rec(0, KindPage, ID{}, ann, 10, &NewPage{Title: "Rules", Parties: []Party{{"R", ann}, {"P", bob}}})
	sign := func(n int, by Person, party string, words []ID, at int64, after ...ID) Record {
		return rec(n, KindPageSign, made.ID, by, at, &PageSign{Party: party, Words: words, After: after})
	}
	a1, b1 := sign(1, ann, "R", one, 20), sign(2, bob, "P", one, 21)
	a2, b2 := sign(3, ann, "R", two, 5, a1.ID), sign(4, bob, "P", two, 6, b1.ID) // slow clocks
	fold := func(words []ID, rs ...Record) Page {
		t.Helper()
		p, ok := FoldPage(made.ID, append(rs, made), words)
		if !ok {
			t.Fatal("no page")
		}
		return p
	}
	change := rec(5, KindPageChange, made.ID, ann, 30, &PageChange{Decision: testID("decision"), Words: one})
	swap := rec(6, KindPageChange, made.ID, ann, 30, &PageChange{Decision: testID("decision"), Parties: []Party{{"R", ann}, {"P", cat}}})
	for name, c := range map[string]struct {
		p       Page
		state   string
		inForce []ID
		closed  bool
	}{
		"nobody has signed":       {fold(one), PageUnsigned, nil, false},
		"one of two":              {fold(one, a1), PageUnsigned, nil, false},
		"on different words":      {fold(two, a2, b1), PageUnsigned, nil, false},
		"both":                    {fold(one, a1, b1), PageSigned, one, true},
		"changed since":           {fold(two, a1, b1), PageChanged, one, true},
		"changed by a decision":   {fold(two, a1, b1, change), PageChanged, one, false},
		"signing anew has begun":  {fold(two, a1, b1, change, a2), PageChanged, one, false},
		"signed anew":             {fold(two, a1, b1, change, a2, b2), PageSigned, two, true},
		"a decision on old words": {fold([]ID{{3}}, a1, b1, change, a2, b2), PageChanged, two, true},
		"another signs for P now": {fold(one, a1, b1, swap), PageUnsigned, nil, false},
		"and has":                 {fold(one, a1, b1, swap, sign(7, cat, "P", one, 40)), PageSigned, one, true},
		"signed for no party":     {fold(one, a1, sign(8, bob, "Q", one, 40)), PageUnsigned, nil, false},
	} {
		if c.p.State != c.state || !slices.Equal(c.p.InForce, c.inForce) || c.p.Closed() != c.closed {
			t.Errorf("%s: %s, in force %v, closed %v; want %s, %v, %v", name, c.p.State, c.p.InForce, c.p.Closed(), c.state, c.inForce, c.closed)
		}
	}
	if p := fold(one, a1, b1, swap); p.PartiesBy != swap.ID || !slices.Equal(p.Now, []ID{swap.ID}) || p.Parties[1].Person != cat {
		t.Errorf("%+v", p)
	}
	// Somebody going back to earlier words must not leave the page with none in force.
	back1, back2 := sign(9, ann, "R", one, 50, a2.ID), sign(10, bob, "P", one, 51, b2.ID)
	if p := fold(one, a1, b1, a2, b2, back1, back2); p.State != PageSigned || !slices.Equal(p.InForce, one) {
		t.Errorf("back to earlier words: %s, in force %v", p.State, p.InForce)
	}
	if p, _ := FoldPage(made.ID, []Record{rec(0, KindPage, ID{}, ann, 10, &NewPage{Title: "Hours"})}, one); p.State != PageOpen || p.Closed() {
		t.Errorf("a page that nobody need sign is %s", p.State)
	}
}

func TestFoldFund(t *testing.T) {
	ann, bob := Whom{Person: Person{1}}, Whom{Name: "Bob"}
	made := rec(0, KindFund, ID{}, ann.Person, 10, &NewFund{Title: "Garden", Below: 100})
	line := func(n int, l NewLine) Record { return rec(n, KindFundLine, made.ID, ann.Person, int64(n), &l) }
	correct := func(n int, wrong Record, amount int64, after ...ID) Record {
		return rec(n, KindFundCorrect, made.ID, ann.Person, int64(n), &CorrectLine{Line: wrong.ID, Amount: amount, Note: "x", After: after})
	}
	paid := line(1, NewLine{What: LineContribution, Amount: 1000, Who: ann})
	more := line(2, NewLine{What: LineContribution, Amount: 500, Who: bob})
	given := line(3, NewLine{What: LineGrant, Amount: 50})
	spent := line(4, NewLine{What: LineSpending, Amount: 1600, Decision: testID("spades")})
	over := line(5, NewLine{What: LineSpending, Amount: 100, Decision: testID("spades")})
	f, ok := FoldFund(made.ID, []Record{over, spent, given, more, paid, made})
	if !ok || f.Balance != -150 || f.In != 1550 || f.Out != 1700 || f.Spent(testID("spades")) != 1700 || f.Spent(ID{}) != 0 {
		t.Errorf("%+v", f)
	}
	if f.Lines[3].TooLow || f.Lines[3].Balance != -50 || !f.Lines[4].TooLow {
		t.Errorf("how far below nothing it may go: %+v", f.Lines)
	}
	first := correct(6, over, 10)
	second := correct(9, over, 0, first.ID)
	second.Time = 1 // a slow clock
	if f, _ = FoldFund(made.ID, []Record{made, paid, more, given, spent, over, first, second}); f.Balance != -50 || f.Lines[4].First != 100 ||
		f.Lines[4].Amount != 0 || len(f.Lines[4].Corrections) != 2 || !slices.Equal(f.Lines[4].Now, []ID{second.ID}) {
		t.Errorf("corrected: %+v", f)
	}
	shares, err := ShareOut(100, []Share{{Who: ann, Weight: 1000}, {Who: bob, Weight: 500}})
	if err != nil {
		t.Fatal(err)
	}
	shared := line(7, NewLine{What: LineSharing, Amount: 100, Rule: ShareProportion, Shares: shares})
	f, _ = FoldFund(made.ID, []Record{made, paid, more, shared})
	if f.Balance != 1400 || len(f.Paid) != 2 || f.Paid[0] != (Share{bob, 500, 33}) || f.Paid[1] != (Share{ann, 1000, 67}) {
		t.Errorf("shared: %+v", f.Paid)
	}
	if f, _ = FoldFund(made.ID, []Record{made, paid, more, shared, correct(8, shared, 0)}); f.Balance != 1500 || f.Paid[1].Amount != 0 {
		t.Errorf("a sharing struck out: %+v", f)
	}
}

// TestFundTooLarge: a ledger that comes to more than can be counted says so, and never wraps round.
func TestFundTooLarge(t *testing.T) {
	made := rec(0, KindFund, ID{}, Person{1}, 0, &NewFund{Title: "Garden"})
	rs := []Record{made}
	for n := 1; n <= MaxNumber/maxPence+1; n++ {
		rs = append(rs, rec(n, KindFundLine, made.ID, Person{1}, 1, &NewLine{What: LineGrant, Amount: maxPence}))
	}
	f, _ := FoldFund(made.ID, rs)
	if !f.TooLarge || f.Balance < 0 || f.Balance > MaxNumber {
		t.Errorf("too large %v, balance %d", f.TooLarge, f.Balance)
	}
	if f, _ = FoldFund(made.ID, rs[:len(rs)-1]); f.TooLarge || f.Balance != int64(len(rs)-2)*maxPence {
		t.Errorf("too large %v, balance %d", f.TooLarge, f.Balance)
	}
}

func TestFoldGauge(t *testing.T) {
	ann := Person{1}
	made := rec(0, KindGauge, ID{}, ann, 0, &NewGauge{Title: "Days", Baseline: Decimal{12, 0}, Target: Decimal{4, 0}, Review: 9})
	read := func(n int, v Decimal, at int64, instead ID) Record {
		return rec(n, KindReading, made.ID, ann, int64(n), &NewReading{Value: v, At: at, Instead: instead})
	}
	wrong := read(2, Decimal{13, 0}, 20, ID{})
	for name, c := range map[string]struct {
		rs    []Record
		trend Trend
		last  string
	}{
		"none":              {nil, TrendNone, ""},
		"nearer":            {[]Record{read(1, Decimal{1199, 2}, 10, ID{})}, TrendNearer, "11.99"},
		"same":              {[]Record{read(1, Decimal{1200, 2}, 10, ID{})}, TrendSame, "12.00"},
		"further":           {[]Record{read(1, Decimal{10, 0}, 10, ID{}), wrong}, TrendFurther, "13"},
		"replaced":          {[]Record{read(1, Decimal{10, 0}, 10, ID{}), wrong, read(3, Decimal{9, 0}, 20, wrong.ID)}, TrendNearer, "9"},
		"reached":           {[]Record{read(1, Decimal{40, 1}, 10, ID{})}, TrendReached, "4.0"},
		"past it":           {[]Record{read(1, Decimal{-1, 0}, 10, ID{})}, TrendReached, "-1"},
		"entered backwards": {[]Record{read(1, Decimal{5, 0}, 30, ID{}), read(2, Decimal{11, 0}, 10, ID{})}, TrendNearer, "5"},
	} {
		g, ok := FoldGauge(made.ID, append(c.rs, made))
		last, any := g.Latest()
		if !ok || g.Trend != c.trend || any != (c.last != "") || any && last.Value.String() != c.last {
			t.Errorf("%s: %q, %v", name, g.Trend, last.Value)
		}
	}
	g, _ := FoldGauge(made.ID, []Record{made, rec(9, KindSet, made.ID, ann, 5, &Set{Field: FieldReview, Number: 77})})
	if g.Review != 77 || len(g.Now[FieldReview]) != 1 {
		t.Errorf("%+v", g)
	}
}

func TestFoldNotice(t *testing.T) {
	ann, bob := Person{1}, Person{2}
	made := rec(0, KindNotice, ID{}, ann, 10, &NewNotice{Sort: "offer", Title: "A ladder", Body: "Ask.", Until: 100})
	n, ok := FoldNotice(made.ID, []Record{made})
	if !ok || n.Withdrawn || !n.Standing(100) || n.Standing(101) || n.Body != "Ask." {
		t.Errorf("%+v", n)
	}
	n, _ = FoldNotice(made.ID, []Record{made, rec(1, KindNoticeEnd, made.ID, bob, 30, &EndNotice{Why: "later"}), rec(2, KindNoticeEnd, made.ID, ann, 20, &EndNotice{Why: "lent"})})
	if !n.Withdrawn || n.Why != "lent" || n.By != ann || n.Standing(50) {
		t.Errorf("%+v", n)
	}
}

func TestNeeds(t *testing.T) {
	me, other := Person{1}, Person{2}
	vote := func(n byte, closes int64, ballots ...Ballot) Proposal {
		return Proposal{ID: ID{n}, State: StateVoting, Votes: []Vote{{Closes: closes, Ballots: ballots}}}
	}
	got := Needs(me, 100, Outstanding{
		Tasks: []Task{
			{ID: ID{1}, For: Whom{Person: me}, State: TaskOpen},
			{ID: ID{2}, For: Whom{Person: me}, State: TaskDoing, Due: 99},
			{ID: ID{3}, For: Whom{Person: me}, State: TaskDone, Due: 99},
			{ID: ID{4}, For: Whom{Person: other}, State: TaskOpen},
			{ID: ID{5}, For: Whom{Person: me}, State: TaskOpen, Due: 150},
		},
		Pages: []Page{{ID: ID{6}, Parties: []PageSigner{
			{Party: Party{"A", me}}, {Party: Party{"B", other}}, {Party: Party{"C", me}, Current: true},
		}}},
		Proposals: []Proposal{
			vote(7, 0), vote(8, 99), vote(9, 120, Ballot{Voter: other}), vote(10, 0, Ballot{Voter: me}), {ID: ID{11}, State: StateOpen},
		},
		Gauges: []Gauge{{ID: ID{12}, Author: me, Review: 100}, {ID: ID{13}, Author: me, Review: 101}, {ID: ID{14}, Author: other, Review: 1}},
	})
	var order []byte
	for _, n := range got {
		order = append(order, n.ID[0])
	}
	if !slices.Equal(order, []byte{2, 12, 9, 5, 1, 6, 7}) || got[0].What != "task" || !got[0].Overdue || got[5].Detail != "A" || got[2].Due != 120 {
		t.Errorf("%v: %+v", order, got)
	}
}
