package forum

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// goldenPapers has what came with papers.
func goldenPapers() []goldenRow {
	ann, zed := PersonOf(testKey("Ann")), PersonOf(testKey("Zed"))
	s := testID("subject")
	people := slices.SortedFunc(slices.Values([]Person{zed, ann}), comparePersons)
	two := slices.SortedFunc(slices.Values([]ID{testID("count a"), testID("count b")}), compareIDs)
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: []byte("sixteen secret b"), Person: ann, Cert: CertifyDevice(testKey("Ann"), DeviceOf(testKey("Ann's laptop"))), Called: "Ann"}},
		{KindVote, s, OpenVote{Title: "A title", Method: MethodYesNo, Tellers: people, Paper: true}},
		{KindPaperCount, s, PaperCount{}},
		{KindPaperCount, s, PaperCount{People: people, Papers: []Paper{{No: 1, Choice: Yes}, {No: 2, Choice: Spoilt}, {No: 20_000, Choice: Block}}, After: []ID{testID("a")}}},
		{KindPaperCount, s, PaperCount{People: people, Papers: []Paper{{No: 3, Prefs: []int{2, 0}}, {No: 7, Prefs: []int{1, 0}, Points: []int64{5, 1}}}}},
		{KindClose, s, Certificate{Ballots: []ID{s}, Outcome: StatePassed, Result: testID("result"), Papers: two, OnPaper: 2}},
		{KindClose, s, Certificate{Outcome: StateNotPassed, Result: testID("result"), Papers: two}},
	}
}

func init() { goldenFiles[filepath.Join("testdata", "v1", "papers.txt")] = goldenPapers }

// hallOf is a hall in which Ann, an officer, has opened a vote that takes papers, with Bob and her as the tellers.
func hallOf(t *testing.T, v OpenVote, said string, more ...string) (p *poll, ann, bob *neighbour, rest []*neighbour) {
	t.Helper()
	w := newTown(t)
	ann, bob = w.founder, w.join("Bob", RoleMember)
	for _, name := range more {
		rest = append(rest, w.join(name, RoleMember))
	}
	v.Paper = true
	v.Tellers = slices.SortedFunc(slices.Values([]Person{ann.id(), bob.id()}), comparePersons)
	return newPoll(newHall(w), ann, v, said, slices.Concat([]*neighbour{ann, bob}, rest)...), ann, bob, rest
}

// papers reads "1y 2n 3s" as papers.
func papers(said string) (all []Paper) {
	for _, word := range strings.Fields(said) {
		var p Paper
		fmt.Sscanf(word[:len(word)-1], "%d", &p.No)
		p.Choice = map[byte]Choice{'y': Yes, 'n': No, 'a': Abstain, 's': Spoilt}[word[len(word)-1]]
		all = append(all, p)
	}
	return all
}

func paperCount(said string, people ...*neighbour) PaperCount {
	n := PaperCount{Papers: papers(said)}
	for _, p := range people {
		n.People = append(n.People, p.id())
	}
	slices.SortFunc(n.People, comparePersons)
	return n
}

// TestPaperCountsAreChecked: what no count may say, each with its reason.
func TestPaperCountsAreChecked(t *testing.T) {
	p, ann, bob, rest := hallOf(t, OpenVote{}, "", "Cat", "Dan")
	cat, dan := rest[0], rest[1]
	refused := func(name string, by *neighbour, n PaperCount, words string) {
		t.Helper()
		_, err := p.say(by, KindPaperCount, p.vote.ID, n)
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want %q", name, err, words)
		}
	}
	refused("by no teller", cat, paperCount("1y", dan), "not a teller")
	refused("a stranger", ann, PaperCount{People: []Person{Person(testID("stranger"))}}, "had no vote when the vote opened")
	late := p.join("Eve", RoleMember)
	p.catchUp()
	refused("somebody who joined since", ann, paperCount("1y", late), "had no vote when the vote opened")
	refused("points where there are none", ann, PaperCount{Papers: []Paper{{No: 1, Prefs: []int{0}}}}, "has no options")
	refused("a choice of another method", ann, PaperCount{Papers: []Paper{{No: 1, Choice: Block}}}, `cannot say "block"`)
	other := newPoll(p.hall, ann, OpenVote{}, "")
	if _, err := p.say(ann, KindPaperCount, other.vote.ID, paperCount("1y", dan)); err == nil || !strings.Contains(err.Error(), "takes no papers") {
		t.Errorf("a vote without papers: %v", err)
	}
	for name, n := range map[string]PaperCount{
		"a paper twice":       {Papers: papers("1y 1y")},
		"not sorted":          {Papers: papers("2y 1y")},
		"number nought":       {Papers: papers("0y")},
		"a number too great":  {Papers: []Paper{{No: MaxPaperNo + 1, Choice: Yes}}},
		"says nothing":        {Papers: []Paper{{No: 1}}},
		"a spoilt one speaks": {Papers: []Paper{{No: 1, Choice: Spoilt, Prefs: []int{1}}}},
		"an option twice":     {Papers: []Paper{{No: 1, Prefs: []int{1, 1}}}},
		"somebody twice":      {People: []Person{ann.id(), ann.id()}},
		"nobody":              {People: []Person{{}}},
		"too many papers":     {Papers: make([]Paper, MaxPapers+1)},
		"too many people":     {People: make([]Person, MaxPapers+1)},
		"replaces too many":   {After: make([]ID, MaxIDs+1)},
	} {
		if _, err := Encode(KindPaperCount, n); err == nil {
			t.Errorf("%s: it is accepted", name)
		}
	}
	p.must(bob, KindPaperCount, p.vote.ID, paperCount("1y 2s", cat, dan))
	if _, v := p.fold(); len(v.Paper.Counts) != 1 || len(v.Paper.Used) != 0 || v.Turnout() != 0 {
		t.Errorf("one count alone counts: %+v", v.Paper)
	}
}

// TestFullPaperCountFits: as many papers as may be, with long preferences, fit one record.
func TestFullPaperCountFits(t *testing.T) {
	n := PaperCount{}
	for i := range MaxPapers {
		n.People = append(n.People, Person(testID(fmt.Sprint("p", i))))
		n.Papers = append(n.Papers, Paper{No: MaxPaperNo - MaxPapers + i, Prefs: []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}})
	}
	slices.SortFunc(n.People, comparePersons)
	if raw, err := Encode(KindPaperCount, n); err != nil || len(raw) > MaxPayload {
		t.Errorf("%d bytes, %v", len(raw), err)
	}
}

// TestVotesWithPapers: which votes may take them.
func TestVotesWithPapers(t *testing.T) {
	open := func(rules *Rules, v OpenVote, officers int) error {
		w := newTown(t)
		if rules != nil {
			w.act(w.founder, KindCharter, ID{}, &Charter{Rules: rules}, w.now())
		}
		w.join("Bob", RoleMember)
		w.join("Cat", RoleMember)
		for i := range officers {
			n := w.join(fmt.Sprint("Officer ", i), RoleMember)
			w.act(w.founder, KindRole, ID{}, &Grant{Person: n.id(), Role: RoleOfficer}, w.now())
		}
		h := newHall(w)
		made := h.must(w.founder, KindProposal, ID{}, NewProposal{Title: "A bench"})
		v.Title, v.Method, v.Paper = "A bench", MethodYesNo, true
		_, err := h.say(w.founder, KindVote, made.ID, v)
		return err
	}
	for name, x := range map[string]struct {
		rules    *Rules
		v        OpenVote
		officers int
		words    string
	}{
		"two officers":         {nil, OpenVote{}, 1, ""},
		"one who could count":  {nil, OpenVote{}, 0, "there is only one"},
		"too many could count": {nil, OpenVote{}, MaxTellers, "name at most 16"},
		"secret":               {nil, OpenVote{Secret: true}, 1, "nobody could tell whether"},
		"sections that agree":  {&Rules{Sections: []Section{{Name: "North", Closing: Guard{Kind: GuardConsent, Number: 1}}}}, OpenVote{}, 1, "papers name nobody"},
		"sections heard":       {&Rules{Sections: []Section{{Name: "North", Closing: Guard{Kind: GuardHearing, Days: 1}}}}, OpenVote{}, 1, ""},
	} {
		if err := open(x.rules, x.v, x.officers); (err == nil) != (x.words == "") || err != nil && !strings.Contains(err.Error(), x.words) {
			t.Errorf("%s: %v, want %q", name, err, x.words)
		}
	}
}

// TestPapersAreCounted: what two tellers agree on counts beside ballots, once for each person, and the certificate that names
// the two counts is held to exactly that.
func TestPapersAreCounted(t *testing.T) {
	p, ann, bob, rest := hallOf(t, OpenVote{Terms: nil}, "ynn", "Cat", "Dan", "Eve", "Fay")
	cat, dan, eve, fay := rest[0], rest[1], rest[2], rest[3]
	p.must(ann, KindPaperCount, p.vote.ID, paperCount("1y 2y 3y 4s", cat, dan, eve, fay))
	first := p.must(bob, KindPaperCount, p.vote.ID, paperCount("1y 2n 3y 4s 9y", cat, dan, eve, fay, bob))
	_, v := p.fold()
	a, b := v.Paper.Pair()
	pair := ComparePapers(&a.PaperCount, &b.PaperCount)
	if len(pair.Agreed) != 3 || len(pair.Differ) != 1 || pair.Differ[0].No != 2 || len(pair.Only[0])+len(pair.Only[1]) != 1 || pair.Over() || pair.Clean() ||
		len(pair.PeopleOnly[0])+len(pair.PeopleOnly[1]) != 1 {
		t.Errorf("side by side: %+v", pair)
	}
	// Cat's own ballot, a no, is set aside: she voted on paper.
	if v.Tally.Yes != 3 || v.Tally.No != 1 || v.Turnout() != 6 || len(v.Paper.Instead) != 1 || v.Paper.Instead[0].Voter != cat.id() || v.Paper.Spoilt != 1 {
		t.Errorf("%+v, %+v", v.Tally, v.Paper)
	}
	second := p.must(bob, KindPaperCount, p.vote.ID, PaperCount{People: a.People, Papers: papers("1y 2y 3y 4s"), After: []ID{first.ID}})
	_, v = p.fold()
	if v.Tally.Yes != 4 || len(v.Paper.Counts) != 2 || !slices.Contains(v.Paper.Used, second.ID) {
		t.Errorf("handed in again: %+v, %+v", v.Tally, v.Paper.Used)
	}
	good, err := v.Certify(p.history.Now().Electorate(), nil, 0)
	if err != nil || good.OnPaper != 4 || len(good.Ballots) != 2 || len(good.Papers) != 2 {
		t.Fatalf("%+v, %v", good, err)
	}
	if ids := v.counted(); len(ids) != 4 || !slices.Contains(ids, good.Papers[0]) || !slices.Contains(ids, good.Papers[1]) {
		t.Error("lots are drawn, and the result is named, without the counts of the papers")
	}
	c := *good
	c.Papers, c.OnPaper = nil, 0
	p.refused("without the papers", ann, c, "not what its ballots come to")
	c = *good
	c.OnPaper = 3
	p.refused("another number on paper", ann, c, "not what the counts it names come to")
	c = *good
	c.Papers = slices.SortedFunc(slices.Values([]ID{first.ID, second.ID}), compareIDs)
	p.refused("both by one teller", ann, c, "by one teller")
	c = *good
	c.Papers = slices.SortedFunc(slices.Values([]ID{second.ID, p.ballots[0]}), compareIDs)
	p.refused("a ballot for a count", ann, c, "cannot be about that")
	c = *good
	c.Ballots = p.ballots
	p.refused("Cat's ballot as well", ann, c, "voted on paper instead")
	c = *good
	c.Papers = slices.SortedFunc(slices.Values([]ID{second.ID, testID("on its way")}), compareIDs)
	var wait *WaitError
	if _, err := p.say(ann, KindClose, p.vote.ID, c); !errors.As(err, &wait) {
		t.Errorf("a count that is not here: %v", err)
	}
	for name, bad := range map[string]Certificate{
		"one count":     {Outcome: StatePassed, Papers: good.Papers[:1]},
		"a bare number": {Outcome: StatePassed, OnPaper: 1},
		"not sorted":    {Outcome: StatePassed, Papers: []ID{good.Papers[1], good.Papers[0]}},
	} {
		if bad.check() == nil {
			t.Errorf("%s: it is accepted", name)
		}
	}
	other := newPoll(p.hall, ann, OpenVote{Paper: true, Tellers: v.Tellers}, "")
	foreign := p.must(ann, KindPaperCount, other.vote.ID, paperCount("1y", cat))
	c = *good
	c.Papers = slices.SortedFunc(slices.Values([]ID{second.ID, foreign.ID}), compareIDs)
	p.refused("papers of another vote", ann, c, "papers of another vote")
	plain := newPoll(p.hall, ann, OpenVote{}, "")
	if _, err := p.say(ann, KindClose, plain.vote.ID, c); err == nil || !strings.Contains(err.Error(), "another vote") && !strings.Contains(err.Error(), "takes none") {
		t.Errorf("a vote that takes none: %v", err)
	}
	p.must(ann, KindClose, p.vote.ID, good)
	view, v := p.fold()
	r, _ := v.Result()
	if view.State != StatePassed || r.Digest != v.Final().Result || len(v.Paper.Instead) != 1 || len(v.Late) != 0 || v.Unseen != 0 {
		t.Errorf("%s, %+v", view.State, v)
	}
	// Afterwards Ann finds that she misread them. Everybody sees that it would have mattered.
	p.must(ann, KindPaperCount, p.vote.ID, PaperCount{People: a.People, Papers: papers("1n 2n 3n 4n"), After: []ID{v.CountBy(ann.id()).ID}})
	p.must(bob, KindPaperCount, p.vote.ID, PaperCount{People: a.People, Papers: papers("1n 2n 3n 4n"), After: []ID{second.ID}})
	_, v = p.fold()
	would, err := v.WouldChange()
	if again, _ := v.Result(); err != nil || !would || len(v.LateCounts()) != 2 || again.Digest != r.Digest {
		t.Errorf("late counts: %v %v, %d", would, err, len(v.LateCounts()))
	}
	// A count that is hidden, because its author was removed since: the certificate stands.
	p.states[second.ID] = Refused
	if _, v = p.fold(); !v.Paper.Missing || v.Unseen == 0 || v.Final() == nil {
		t.Errorf("without a count: %+v", v.Paper)
	}
}

// TestMorePapersThanPeople: a stuffed box counts for nothing, spoilt papers in it or not, and ballots stand.
func TestMorePapersThanPeople(t *testing.T) {
	p, ann, bob, rest := hallOf(t, OpenVote{}, "ynn", "Cat", "Dan")
	cat, dan := rest[0], rest[1]
	for _, said := range []string{"1y 2y 3y", "1y 2y 3s"} {
		for _, n := range []*neighbour{ann, bob} {
			_, v := p.fold()
			count := paperCount(said, cat, dan)
			if mine := v.CountBy(n.id()); mine != nil {
				count.After = mine.Now
			}
			p.must(n, KindPaperCount, p.vote.ID, count)
		}
		_, v := p.fold()
		if !v.Paper.Over || v.Tally.Yes != 1 || v.Tally.No != 2 || v.Turnout() != 3 || len(v.Paper.Instead) != 0 {
			t.Errorf("%s: %+v %+v", said, v.Tally, v.Paper)
		}
	}
	_, v := p.fold()
	c, err := v.Certify(p.history.Now().Electorate(), nil, 0)
	if err != nil || c.OnPaper != 0 || len(c.Papers) != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	p.must(bob, KindClose, p.vote.ID, c)
}

// TestPapersAndOthersVotes: a household has one vote however it is cast, nobody is voted for who voted on paper, who voted on
// paper carries nobody's vote and has no casting vote, and a quorum counts them.
func TestPapersAndOthersVotes(t *testing.T) {
	w := newTown(t)
	w.act(w.founder, KindCharter, ID{}, &Charter{Rules: &Rules{Voting: &Voting{Who: WhoHousehold, Delegation: true, Casting: CastingOpener, Quorum: Quorum{Number: 3}}}}, w.now())
	ann, bob := w.founder, w.join("Bob", RoleMember)
	cat, dan, eve := w.join("Cat", RoleMember), w.join("Dan", RoleMember), w.join("Eve", RoleMember)
	w.house(ann, cat, "Flat 4")
	w.house(ann, dan, "Flat 4")
	h := newHall(w)
	terms := w.roll().Rules.Terms("")
	p := newPoll(h, ann, OpenVote{Paper: true, Terms: &terms, Tellers: slices.SortedFunc(slices.Values([]Person{ann.id(), bob.id()}), comparePersons)}, "yyy", ann, bob, cat)
	gave := h.must(eve, KindDelegate, ID{}, NewDelegation{To: ann.id(), Until: start + 30*day})
	_, v := p.fold()
	mine, _ := v.ballotOf(ann.id())
	h.must(ann, KindBallot, p.vote.ID, NewBallot{Voter: ann.id(), Choice: Yes, After: mine.Now, For: []Proxy{{gave.ID, eve.id(), gave.Time}}})
	if _, err := h.say(ann, KindPaperCount, p.vote.ID, paperCount("1n 2n", cat, dan)); err == nil || !strings.Contains(err.Error(), "two people of one household") {
		t.Errorf("two of one household: %v", err)
	}
	for _, x := range []struct {
		on             []*neighbour
		said           string
		yes, no, voted int
		outcome        ProposalState
	}{
		{nil, "", 4, 0, 4, StatePassed},
		{[]*neighbour{dan}, "1n", 3, 1, 4, StatePassed},                    // Cat's ballot gives way: Dan of her household was there
		{[]*neighbour{eve}, "1n", 3, 1, 4, StatePassed},                    // Ann votes for Eve no more
		{[]*neighbour{ann}, "1n", 2, 1, 3, StatePassed},                    // nor for anybody
		{[]*neighbour{ann, dan}, "1n 2s", 1, 1, 3, StateNotPassed},         // a tie, and Ann's casting vote is on no ballot
		{[]*neighbour{ann, dan, bob}, "1n 2s 3s", 0, 1, 3, StateNotPassed}, // spoilt papers are people there
		{[]*neighbour{ann, dan, bob}, "1y 2s 3s", 1, 0, 3, StatePassed},    // and make up the quorum of three
		{[]*neighbour{dan, eve}, "1y 2s", 3, 0, 4, StatePassed},
	} {
		for _, teller := range []*neighbour{ann, bob} {
			n := paperCount(x.said, x.on...)
			_, v := p.fold()
			if had := v.CountBy(teller.id()); had != nil {
				n.After = had.Now
			}
			h.must(teller, KindPaperCount, p.vote.ID, n)
		}
		_, v := p.fold()
		r, err := v.Result()
		if err != nil || v.Tally.Yes != x.yes || v.Tally.No != x.no || v.Turnout() != x.voted || r.Outcome != x.outcome {
			t.Errorf("%q: %+v, %d voted, %s, %v", x.said, v.Tally, v.Turnout(), r.Says, err)
		}
	}
}

// TestOneTellerIsNotTwo: two counts from two devices of one person are one teller's.
func TestOneTellerIsNotTwo(t *testing.T) {
	p, ann, _, rest := hallOf(t, OpenVote{}, "", "Cat")
	one := p.must(ann, KindPaperCount, p.vote.ID, paperCount("1y", rest[0]))
	again := one
	again.ID, again.Device = testID("from her phone"), DeviceOf(testKey("Ann's phone"))
	p.records[again.ID], p.states[again.ID] = again, Shown
	if _, v := p.fold(); len(v.Paper.Counts) != 1 || len(v.Paper.Used) != 0 || v.Tally.Yes != 0 {
		t.Errorf("%+v", v.Paper)
	}
}

// TestBlindTellers: a teller sees nothing of the papers before they have handed in a count of their own.
func TestBlindTellers(t *testing.T) {
	w := newTown(t)
	ann, bob, cat, dan := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember), w.join("Dan", RoleMember)
	p := newPoll(newHall(w), ann, OpenVote{Paper: true, Tellers: slices.SortedFunc(slices.Values([]Person{ann.id(), bob.id(), cat.id()}), comparePersons)}, "yn", ann, dan)
	p.must(ann, KindPaperCount, p.vote.ID, paperCount("1y", dan))
	p.must(bob, KindPaperCount, p.vote.ID, paperCount("1y", dan))
	_, v := p.fold()
	if v.Blind(ann.id()) || v.Blind(dan.id()) || !v.Blind(cat.id()) {
		t.Error("who is blind")
	}
	shown := v.Blinded()
	if shown.Tally.Yes != 1 || shown.Tally.No != 1 || shown.Turnout() != 2 || len(shown.Paper.Used) != 0 || len(shown.Paper.Counts) != 2 || shown.Paper.Counts[0].Papers != nil {
		t.Errorf("%+v %+v", shown.Tally, shown.Paper)
	}
	if v.Tally.Yes != 2 || v.Tally.No != 0 {
		t.Errorf("%+v", v.Tally)
	}
	p.must(cat, KindPaperCount, p.vote.ID, PaperCount{})
	if _, v = p.fold(); v.Blind(cat.id()) || v.Tally.Yes != 2 {
		t.Errorf("her count of nothing makes another pair: %+v", v.Tally)
	}
}

// TestPapersForgetOrder: counts and ballots in any order, with repeats, make one view.
func TestPapersForgetOrder(t *testing.T) {
	p, ann, bob, rest := hallOf(t, OpenVote{}, "yny", "Cat", "Dan")
	a := p.must(ann, KindPaperCount, p.vote.ID, paperCount("1y 2n", rest...))
	b := p.must(bob, KindPaperCount, p.vote.ID, paperCount("1y 2y", rest...))
	p.must(bob, KindPaperCount, p.vote.ID, PaperCount{People: b.Body.(*PaperCount).People, Papers: papers("1y 2n"), After: []ID{b.ID}})
	p.must(ann, KindPaperCount, p.vote.ID, PaperCount{People: b.Body.(*PaperCount).People, Papers: papers("1n 2n"), After: []ID{a.ID}})
	var rs []Record
	for _, r := range p.records {
		rs = append(rs, r)
	}
	electorate := func(heads []ID) Electorate { r, _ := p.RollAt(heads); return r.Electorate() }
	want, _ := FoldProposal(p.proposal.ID, rs, electorate)
	rapid.Check(t, func(rt *rapid.T) {
		some := rapid.Permutation(rs).Draw(rt, "order")
		some = append(some, some[:rapid.IntRange(0, len(some)).Draw(rt, "again")]...)
		if got, _ := FoldProposal(p.proposal.ID, some, electorate); ViewDigest(got) != ViewDigest(want) || ViewDigest(ShownOf(&got)) != ViewDigest(ShownOf(&want)) {
			rt.Fatalf("%+v\n%+v", got.Votes, want.Votes)
		}
	})
}

// TestPapersInEveryMethod: papers count as ballots do, whatever the way of voting.
func TestPapersInEveryMethod(t *testing.T) {
	three := opts("Oak", "Lime", "Beech")
	for method, x := range map[string]struct {
		v     Vote
		paper Paper
	}{
		MethodConsent:  {Vote{}, Paper{No: 1, Choice: Concern}},
		MethodApproval: {Vote{Options: three}, Paper{No: 1, Prefs: []int{1}}},
		MethodScore:    {Vote{Options: three, Most: 5}, Paper{No: 1, Prefs: []int{1}, Points: []int64{5}}},
		MethodRanked:   {Vote{Options: three}, Paper{No: 1, Prefs: []int{1, 0}}},
		MethodSTV:      {Vote{Options: three, Seats: 1}, Paper{No: 1, Prefs: []int{1, 0}}},
		MethodBudget:   {Vote{Options: []Option{{Title: "A", Cost: 5}, {Title: "B", Cost: 5}}, Budget: 5}, Paper{No: 1, Prefs: []int{1}}},
	} {
		v := x.v
		v.Method, v.Terms, v.Paper = method, DefaultTerms, &OnPaper{Papers: []Paper{x.paper}, People: []Person{{1}}}
		v.Tally.Eligible = 3
		if err := v.FitsPaper(&x.paper); err != nil {
			t.Errorf("%s: %v", method, err)
		}
		v.add()
		r, err := v.Result()
		if err != nil || r.Outcome == StateNotPassed || len(x.paper.Prefs) > 0 && r.Winners[0] != 1 {
			t.Errorf("%s: %+v %v", method, r, err)
		}
		if v.FitsPaper(&Paper{No: 1, Choice: "maybe"}) == nil || v.FitsPaper(&Paper{No: 1, Prefs: []int{9}}) == nil {
			t.Errorf("%s takes anything", method)
		}
	}
}
