package forum

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestCertificateInLists: more ballots than fit a payload are certified in lists, which every device puts together again.
func TestCertificateInLists(t *testing.T) {
	w := newTown(t)
	ann, bob := w.founder, w.join("Bob", RoleMember)
	h := newHall(w)
	p := newPoll(h, ann, OpenVote{}, "", ann)
	other := newPoll(h, ann, OpenVote{}, "y", ann)
	const n = 4000
	for i := range n {
		voter := Person(testID(fmt.Sprint("voter ", i)))
		choice := Yes
		if i%3 == 0 {
			choice = No
		}
		id := testID(fmt.Sprint("ballot ", i))
		h.records[id] = Record{ID: id, Subject: p.vote.ID, Kind: KindBallot, Person: voter, Time: start, Body: &NewBallot{Voter: voter, Choice: choice}}
		h.states[id] = Shown
	}
	_, v := p.fold()
	whole, err := v.Certify(h.history.Now().Electorate(), nil, 0)
	if err != nil || len(whole.Ballots) != n {
		t.Fatalf("%v, %d ballots", err, len(whole.Ballots))
	}
	if _, err := Encode(KindClose, whole); err == nil {
		t.Error("a certificate of that many fits a payload, so it need not be split")
	}
	short, lists := whole.Split()
	if len(lists) != 3 || len(short.Ballots) != 0 || short.Counted != n {
		t.Fatalf("%d lists, %+v", len(lists), short)
	}
	said := func(by *neighbour, l CloseList, words string) ID {
		t.Helper()
		r, err := h.say(by, KindCloseList, p.vote.ID, l)
		if words == "" && err != nil || words != "" && (err == nil || !strings.Contains(err.Error(), words)) {
			t.Errorf("a list: %v, want %q", err, words)
		}
		return r.ID
	}
	said(bob, lists[0], "not a teller")
	said(ann, CloseList{Ballots: other.ballots}, "ballot of another vote")
	said(ann, CloseList{Ballots: []ID{p.vote.ID}}, "cannot be about that")
	for _, l := range lists {
		short.Lists = append(short.Lists, said(ann, l, ""))
	}
	bad := *short
	bad.Lists = []ID{short.Lists[1], short.Lists[0], short.Lists[2]}
	p.refused("lists in another order", ann, bad, "not in order")
	bad.Lists = short.Lists[:2]
	p.refused("a list left out", ann, bad, "more or fewer ballots than it says")
	bad.Lists = []ID{short.Lists[0], short.Lists[1], testID("nowhere")}
	if _, err := h.say(ann, KindClose, p.vote.ID, bad); err == nil || !strings.Contains(err.Error(), "wait") && !strings.Contains(fmt.Sprintf("%T", err), "WaitError") {
		t.Errorf("a list that is not here: %v", err)
	}
	bad.Lists = []ID{p.vote.ID}
	p.refused("what is no list", ann, bad, "cannot be about that")
	for name, c := range map[string]Certificate{
		"both ways":     {Outcome: StatePassed, Lists: short.Lists, Counted: n, Ballots: whole.Ballots[:1]},
		"needs no list": {Outcome: StatePassed, Lists: short.Lists[:1], Counted: 5},
		"a bare number": {Outcome: StatePassed, Counted: n},
	} {
		if err := c.check(); err == nil {
			t.Errorf("%s: it is accepted", name)
		}
	}
	if _, err := h.say(ann, KindClose, p.vote.ID, short); err != nil {
		t.Fatalf("an honest one: %v", err)
	}
	_, v = p.fold()
	if v.Final() == nil || len(v.Final().Ballots) != n || len(v.Ballots) != n || v.Unseen != 0 || len(v.Late) != 0 || v.Final().ID != short.ID() {
		t.Errorf("it shows %d ballots, %d unseen, %d late", len(v.Ballots), v.Unseen, len(v.Late))
	}
	// A list that is hidden, because its author was removed since: the result stands, and nothing is called late.
	h.states[short.Lists[1]] = Refused
	_, v = p.fold()
	if v.Final() == nil || v.Unseen != MaxCounted || len(v.Late) != 0 || !v.Final().Missing {
		t.Errorf("without a list: %d unseen, %d late", v.Unseen, len(v.Late))
	}
}

// TestLive: a vote that takes in its ballots one by one comes to what it is when folded from all of them, in any order,
// with replacements, households and sections.
func TestLive(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var people []Person
		for i := range 10 {
			people = append(people, PersonOf(testKey(fmt.Sprint("resident ", i))))
		}
		slices.SortFunc(people, comparePersons)
		e := Electorate{Eligible: 10, Officers: people[:1], Sections: []Constituency{
			{Name: "North", Guard: Guard{Kind: GuardConsent, Number: 2}, People: people[3:7], Voters: 4},
			{Name: "South", Guard: Guard{Kind: GuardQuorum, Percent: 50}, People: people[7:9], Voters: 2}}}
		if rapid.Bool().Draw(rt, "households") {
			e.Homes = []Home{{"A", people[:2]}, {"B", people[2:5]}}
		}
		electorate := func([]ID) Electorate { return e }
		options := opts("Oak", "Lime", "Beech")
		open := &OpenVote{Method: MethodYesNo, Title: "x"}
		if rapid.Bool().Draw(rt, "options") {
			open = &OpenVote{Method: MethodScore, Title: "x", Options: options, Most: 5}
		}
		rs := []Record{{ID: testID("p"), Kind: KindProposal, Person: people[0], Body: &NewProposal{Title: "x"}},
			{ID: testID("v"), Kind: KindVote, Subject: testID("p"), Person: people[0], Body: open},
			{ID: testID("c"), Kind: KindComment, Subject: testID("p"), Person: people[8], Body: &NewComment{Body: "yes"}}}
		if rapid.Bool().Draw(rt, "papers") {
			open.Paper, open.Tellers = true, people[:2]
			for i, teller := range people[:rapid.IntRange(0, 2).Draw(rt, "counts")] {
				n := &PaperCount{People: people[4:rapid.IntRange(4, 8).Draw(rt, "on paper")]}
				for no := range rapid.IntRange(0, 3).Draw(rt, "papers handed in") {
					n.Papers = append(n.Papers, Paper{No: no + 1, Choice: rapid.SampledFrom([]Choice{Abstain, Spoilt}).Draw(rt, "paper")})
				}
				rs = append(rs, Record{ID: testID(fmt.Sprint("count ", i)), Kind: KindPaperCount, Subject: testID("v"), Person: teller, Body: n})
			}
		}
		var ids []ID
		var ballots []Record
		for i := range rapid.IntRange(0, 25).Draw(rt, "ballots") {
			n := &NewBallot{Voter: rapid.SampledFrom(people).Draw(rt, "voter")}
			if len(open.Options) == 0 || rapid.IntRange(0, 3).Draw(rt, "abstains") == 0 {
				n.Choice = Abstain
				if len(open.Options) == 0 {
					n.Choice = rapid.SampledFrom([]Choice{Yes, No, Abstain}).Draw(rt, "choice")
				}
			} else {
				n.Prefs, n.Points = []int{rapid.IntRange(0, 2).Draw(rt, "option")}, []int64{int64(rapid.IntRange(1, 5).Draw(rt, "points"))}
			}
			if len(ids) > 0 && rapid.Bool().Draw(rt, "replaces") {
				n.After = []ID{rapid.SampledFrom(ids).Draw(rt, "after")}
			}
			r := Record{ID: testID(fmt.Sprint("b", i)), Kind: KindBallot, Subject: testID("v"), Person: n.Voter, Time: int64(rapid.IntRange(0, 3).Draw(rt, "time")), Body: n}
			ids, ballots = append(ids, r.ID), append(ballots, r)
		}
		ballots = rapid.Permutation(ballots).Draw(rt, "order")
		cut := rapid.IntRange(0, len(ballots)).Draw(rt, "cut")
		fold := func(some []Record) *Proposal {
			p, ok := FoldProposal(testID("p"), slices.Concat(rs, some), electorate)
			if !ok {
				rt.Fatal("no proposal")
			}
			return &p
		}
		live, ok := NewLive(fold(ballots[:cut]), slices.Concat(rs, ballots[:cut]), electorate)
		if !ok {
			rt.Fatal("an open vote is of no use")
		}
		for i, r := range ballots[cut:] {
			for range 2 { // once more changes nothing
				if !live.Add(r) {
					rt.Fatal("a ballot is not taken in")
				}
			}
			all := fold(ballots[:cut+i+1])
			if a, b := ViewDigest(live.Shown()), ViewDigest(ShownOf(all)); a != b {
				rt.Fatalf("taken in one by one it is\n%+v\nand folded\n%+v", live.Shown(), ShownOf(all))
			}
			if live.Tally(Person{}) != all.Votes[0].Tally {
				rt.Fatalf("%+v and %+v", live.Tally(Person{}), all.Votes[0].Tally)
			}
			if v := &all.Votes[0]; v.Blind(people[1]) {
				if shown := v.Blinded(); live.Tally(people[1]) != shown.Tally {
					rt.Fatalf("who is to count sees %+v and %+v", live.Tally(people[1]), shown.Tally)
				}
			}
			for _, p := range people {
				a, has := live.BallotOf(p)
				b, had := all.Votes[0].ballotOf(p)
				if has != had || has && ViewDigest(a) != ViewDigest(b) {
					rt.Fatalf("of %s: %v and %v", p, a, b)
				}
			}
		}
		for name, r := range map[string]Record{
			"another vote's": {ID: testID("z"), Kind: KindBallot, Subject: testID("w"), Body: &NewBallot{Voter: people[0], Choice: Yes}},
			"for others too": {ID: testID("z"), Kind: KindBallot, Subject: testID("v"), Body: &NewBallot{Voter: people[0], Choice: Yes, For: []Proxy{{testID("d"), people[1], 0}}}},
			"no ballot":      rs[2],
		} {
			if live.Add(r) {
				rt.Fatalf("it takes in %s", name)
			}
		}
	})
}
