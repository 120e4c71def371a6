package forum

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// rec makes a record that stands, for folds; n gives its id.
func rec(n int, k Kind, subject ID, by Person, time int64, body any) Record {
	return Record{ID: testID(fmt.Sprint("record ", n)), Subject: subject, Kind: k, Person: by, Time: time, Body: body}
}

func noone([]ID) Electorate { return Electorate{} }

func TestRegister(t *testing.T) {
	a, b, c := ID{1}, ID{2}, ID{3}
	type s = setting[string]
	for name, x := range map[string]struct {
		in      []s
		want    string
		current []ID
	}{
		"one":                       {[]s{{a, 5, nil, "a"}}, "a", []ID{a}},
		"replaced, by a slow clock": {[]s{{a, 9, nil, "a"}, {b, 1, []ID{a}, "b"}}, "b", []ID{b}},
		"apart: later time":         {[]s{{a, 9, nil, "a"}, {b, 1, nil, "b"}}, "a", []ID{a, b}},
		"apart, at one time":        {[]s{{a, 5, nil, "a"}, {b, 5, nil, "b"}}, "b", []ID{a, b}},
		"both replaced":             {[]s{{a, 9, nil, "a"}, {b, 8, nil, "b"}, {c, 1, []ID{a, b}, "c"}}, "c", []ID{c}},
		"one of two replaced":       {[]s{{a, 9, nil, "a"}, {b, 8, nil, "b"}, {c, 1, []ID{a}, "c"}}, "b", []ID{b, c}},
		"what is not here":          {[]s{{b, 1, []ID{a}, "b"}}, "b", []ID{b}},
	} {
		for range 3 {
			got, current, ok := register(x.in)
			if !ok || got.value != x.want || !slices.Equal(current, x.current) {
				t.Errorf("%s: %q and %v, want %q and %v", name, got.value, current, x.want, x.current)
			}
			slices.Reverse(x.in)
		}
	}
	if _, _, ok := register[string](nil); ok {
		t.Error("a register that was never set has a value")
	}
}

func TestFoldProposal(t *testing.T) {
	ann, bob := Person{1}, Person{2}
	p := rec(0, KindProposal, ID{}, ann, 10, &NewProposal{Title: "A bench", Cost: 100})
	view := func(rs ...Record) Proposal {
		t.Helper()
		v, ok := FoldProposal(p.ID, append(rs, p), func([]ID) Electorate { return Electorate{Eligible: 7} })
		if !ok {
			t.Fatal("no proposal")
		}
		return v
	}
	if v := view(); v.Title != "A bench" || v.Cost != 100 || v.Type != "ordinary" || v.State != StateOpen || v.Author != ann || v.Made != 10 {
		t.Errorf("%+v", v)
	}
	title := rec(1, KindSet, p.ID, ann, 5, &Set{Field: FieldTitle, Text: "Two benches"})
	cost := rec(2, KindSet, p.ID, bob, 20, &Set{Field: FieldCost, Number: 250})
	v := view(title, cost, rec(3, KindSet, testID("another"), bob, 30, &Set{Field: FieldTitle, Text: "Not this"}))
	if v.Title != "Two benches" || v.Cost != 250 || len(v.Settings) != 2 || v.Settings[0].ID != title.ID || v.Settings[1].By != bob {
		t.Errorf("%+v", v)
	}
	if !slices.Equal(v.Now[FieldTitle], []ID{title.ID}) || v.Now[FieldState] != nil {
		t.Errorf("current settings: %v", v.Now)
	}
	vote := rec(4, KindVote, p.ID, ann, 40, &OpenVote{Title: "A title", Method: MethodYesNo, Wording: []ID{{9}}, Closes: 99})
	first := rec(5, KindBallot, vote.ID, bob, 60, &NewBallot{Voter: bob, Choice: No, Wording: []ID{{9}}, Reason: "dear"})
	second := rec(6, KindBallot, vote.ID, bob, 50, &NewBallot{Voter: bob, Choice: Yes, Wording: []ID{{9}}, After: []ID{first.ID}})
	third := rec(7, KindBallot, vote.ID, ann, 50, &NewBallot{Voter: ann, Choice: Abstain, Wording: []ID{{9}}})
	v = view(vote, second, first, third)
	if v.State != StateVoting || len(v.Votes) != 1 {
		t.Fatalf("%+v", v)
	}
	x := v.Votes[0]
	if x.Tally != (Tally{Yes: 1, Abstain: 1, Eligible: 7}) || len(x.Ballots) != 2 || x.Ballots[1].Choice != Yes || x.Closes != 99 {
		t.Errorf("%+v", x)
	}
	if !slices.Equal(x.Ballots[1].Now, []ID{second.ID}) || says(t, &x) != "would pass" {
		t.Errorf("%+v, %s", x, says(t, &x))
	}
	done := rec(8, KindSet, p.ID, ann, 70, &Set{Field: FieldState, Text: "doing"})
	if v = view(vote, done); v.State != StateDoing {
		t.Errorf("its state is %s", v.State)
	}
	back := rec(9, KindSet, p.ID, ann, 60, &Set{Field: FieldState, Text: "open", After: []ID{done.ID}})
	if v = view(vote, done, back); v.State != StateVoting {
		t.Errorf("its state is %s", v.State)
	}
	if _, ok := FoldProposal(p.ID, []Record{title}, noone); ok {
		t.Error("a proposal was made of settings alone")
	}
	if _, ok := FoldProposal(title.ID, []Record{title}, noone); ok {
		t.Error("a setting was taken for a proposal")
	}
}

func TestFoldMeeting(t *testing.T) {
	ann, bob := Person{1}, Person{2}
	m := rec(0, KindMeeting, ID{}, ann, 10, &NewMeeting{Title: "Spring", At: 1000, Place: "Library"})
	i1 := rec(1, KindItem, m.ID, ann, 11, &NewItem{Title: "Reports", Pos: 2 << 20})
	i2 := rec(2, KindItem, m.ID, bob, 12, &NewItem{Title: "Apologies", Pos: 1 << 20})
	v, ok := FoldMeeting(m.ID, []Record{
		i1, i2, m,
		rec(3, KindSet, i1.ID, bob, 13, &Set{Field: FieldTitle, Text: "All reports"}),
		rec(4, KindSet, m.ID, ann, 14, &Set{Field: FieldState, Text: MeetingStarted}),
		rec(5, KindSet, m.ID, ann, 15, &Set{Field: FieldPlace, Text: "Hall"}),
		rec(6, KindSet, m.ID, ann, 15, &Set{Field: FieldAt, Number: 2000}),
		rec(7, KindAttend, m.ID, bob, 16, &Attend{Person: bob, As: Apologies}),
		rec(8, KindAttend, m.ID, ann, 17, &Attend{Person: bob, As: Present}),
		rec(9, KindAttend, m.ID, ann, 18, &Attend{Name: "Mrs Patel", As: Present}),
		rec(10, KindAttend, m.ID, bob, 19, &Attend{Name: "mrs  PATEL", As: Absent}),
		rec(11, KindComment, m.ID, bob, 20, &NewComment{Body: "See you"}),
	})
	if !ok || v.Title != "Spring" || v.State != MeetingStarted || v.Place != "Hall" || v.At != 2000 || len(v.Comments) != 1 {
		t.Fatalf("%+v", v)
	}
	if len(v.Agenda) != 2 || v.Agenda[0].Title != "Apologies" || v.Agenda[1].Title != "All reports" || v.Agenda[1].Author != ann {
		t.Errorf("agenda %+v", v.Agenda)
	}
	if len(v.Attended) != 2 || v.Attended[0].Name != "mrs  PATEL" || v.Attended[0].As != Absent || len(v.Attended[0].Now) != 2 ||
		v.Attended[1].Person != bob || v.Attended[1].As != Present || v.Attended[1].By != ann {
		t.Errorf("attended %+v", v.Attended)
	}
	if _, ok := FoldMeeting(i1.ID, []Record{i1}); ok {
		t.Error("an item was taken for a meeting")
	}
}

// randomRecords makes records about a proposal and a meeting, with settings that replace one another at random.
func randomRecords(t *rapid.T) (prop, meet ID, rs []Record) {
	people := []Person{{1}, {2}, {3}}
	p := rec(0, KindProposal, ID{}, people[0], 1, &NewProposal{Title: "A bench"})
	m := rec(1, KindMeeting, ID{}, people[0], 1, &NewMeeting{Title: "Spring"})
	rs = []Record{p, m}
	votes, items, moved := []ID{testID("no vote")}, []ID{testID("no item")}, []ID{testID("no motion")}
	for n := 2; n < rapid.IntRange(2, 40).Draw(t, "records"); n++ {
		by := rapid.SampledFrom(people).Draw(t, "by")
		thing := rapid.SampledFrom([]ID{p.ID, m.ID, rapid.SampledFrom(items).Draw(t, "item")}).Draw(t, "thing")
		var after []ID
		for range rapid.IntRange(0, 3).Draw(t, "after") {
			after = append(after, rapid.SampledFrom(rs).Draw(t, "replaced").ID)
		}
		time := rapid.Int64Range(1, 5).Draw(t, "time")
		text := fmt.Sprint("text ", n)
		var r Record
		switch rapid.SampledFrom([]string{"set", "set", "comment", "vote", "ballot", "ballot", "item", "attend", "attend", "change", "motion", "hands", "hands", "sign", "called"}).Draw(t, "kind") {
		case "set":
			f := rapid.SampledFrom([]Field{FieldTitle, FieldCost, FieldState, FieldPos, FieldAt}).Draw(t, "field")
			r = rec(n, KindSet, thing, by, time, &Set{Field: f, Text: text, Number: int64(n), After: after})
		case "comment":
			r = rec(n, KindComment, thing, by, time, &NewComment{Body: text})
		case "vote":
			r = rec(n, KindVote, p.ID, by, time, &OpenVote{Title: "A title", Method: MethodYesNo})
			votes = append(votes, r.ID)
		case "ballot":
			c := rapid.SampledFrom([]Choice{Yes, No, Abstain}).Draw(t, "choice")
			r = rec(n, KindBallot, rapid.SampledFrom(votes).Draw(t, "vote"), by, time, &NewBallot{Voter: by, Choice: c, After: after})
		case "item":
			r = rec(n, KindItem, m.ID, by, time, &NewItem{Title: text, Pos: time})
			items = append(items, r.ID)
		case "attend":
			a := &Attend{Person: by, As: Present, After: after}
			if rapid.Bool().Draw(t, "nameless") {
				a = &Attend{Name: rapid.SampledFrom([]string{"Mrs Patel", "mrs patel", "Mr Ode"}).Draw(t, "name"), As: Absent, After: after}
			}
			r = rec(n, KindAttend, m.ID, by, time, a)
		case "motion":
			r = rec(n, KindMotion, rapid.SampledFrom(items).Draw(t, "item"), by, time, &NewMotion{Text: text, Mover: Who{Person: by}})
			moved = append(moved, r.ID)
		case "hands":
			r = rec(n, KindHands, rapid.SampledFrom(moved).Draw(t, "motion"), by, time, &Hands{Outcome: Carried, For: int64(n), After: after})
		case "sign":
			r = rec(n, KindSign, m.ID, by, time, &Sign{Words: Words{Title: text}, After: after})
		case "called":
			r = rec(n, KindCalled, m.ID, by, time, &Called{At: time})
		case "change":
			r = rec(n, KindChange, p.ID, by, time, nil)
		}
		rs = append(rs, r)
	}
	return p.ID, m.ID, rs
}

// TestFoldsForgetOrder: any order and any repeats of the same records give equal views.
func TestFoldsForgetOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, m, rs := randomRecords(rt)
		prop, ok1 := FoldProposal(p, rs, noone)
		meet, ok2 := FoldMeeting(m, rs)
		if !ok1 || !ok2 {
			rt.Fatal("nothing was folded")
		}
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 1))
		for range 4 {
			other := append(slices.Clone(rs), rs[:r.IntN(len(rs))]...)
			r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
			prop2, _ := FoldProposal(p, other, noone)
			meet2, _ := FoldMeeting(m, other)
			if ViewDigest(prop2) != ViewDigest(prop) || fmt.Sprint(prop2) != fmt.Sprint(prop) {
				rt.Fatalf("another order gave another proposal:\n%+v\n%+v", prop, prop2)
			}
			if ViewDigest(meet2) != ViewDigest(meet) || fmt.Sprint(meet2) != fmt.Sprint(meet) {
				rt.Fatalf("another order gave another meeting:\n%+v\n%+v", meet, meet2)
			}
		}
	})
}

func TestViewDigest(t *testing.T) {
	a := Proposal{Title: "x", Now: map[Field][]ID{FieldTitle: {{1}}, FieldCost: {{2}}}}
	b := Proposal{Title: "x", Now: map[Field][]ID{FieldCost: {{2}}, FieldTitle: {{1}}}, Comments: []Comment{}}
	if ViewDigest(a) != ViewDigest(b) {
		t.Error("equal views have different digests")
	}
	b.Now[FieldCost][0] = ID{3}
	if ViewDigest(a) == ViewDigest(b) {
		t.Error("different views have one digest")
	}
	if ViewDigest(func() {}).Zero() || ViewDigest(func() {}) == ViewDigest(make(chan int)) {
		t.Error("what cannot be written has the digest of something else")
	}
}
