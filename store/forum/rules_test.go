package forum

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// goldenRules has what came with households, delegation and the rules of meetings.
func goldenRules() []goldenRow {
	ann, zed := PersonOf(testKey("Ann")), PersonOf(testKey("Zed"))
	s := testID("subject")
	voting := &Voting{Who: WhoHousehold, Delegation: true, Proxies: 3}
	meeting := &MeetingRules{Quorum: Quorum{Number: 3, Share: Fraction{Num: 1, Den: 3}}, Active: 12, Adjourned: Quorum{Number: 2}, Notice: 14, Nation: Scotland}
	two := []Proxy{{testID("d"), zed, start}, {testID("e"), ann, start}}
	slices.SortFunc(two, func(a, b Proxy) int { return comparePersons(a.Person, b.Person) })
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: []byte("sixteen secret b"), Person: ann, Cert: CertifyDevice(testKey("Ann"), DeviceOf(testKey("Ann's laptop"))), Called: "Ann",
			Rules: &Rules{Voting: voting, Meeting: meeting}}},
		{KindCharter, ID{}, Charter{Rules: &Rules{Meeting: &MeetingRules{}}}},
		{KindHouse, ID{}, House{Person: zed, Name: "Flat 4"}},
		{KindHouse, ID{}, House{Person: zed}},
		{KindVote, s, OpenVote{Title: "A title", Method: MethodYesNo, Terms: &Terms{Majority: DefaultTerms.Majority, Who: WhoHousehold, Proxies: 3}}},
		{KindDelegate, ID{}, NewDelegation{To: zed, Until: start + 30*day, Type: "budget"}},
		{KindDelegate, ID{}, NewDelegation{To: zed, Until: start + 30*day}},
		{KindDelegateEnd, s, EndDelegation{}},
		{KindBallot, s, NewBallot{Voter: ann, Choice: Yes, For: two}},
		{KindClose, s, Certificate{Ballots: []ID{s}, Outcome: StatePassed, Result: testID("result"), Proxies: []ID{testID("d")}}},
		{KindMeeting, ID{}, NewMeeting{Title: "AGM, adjourned", At: start, Follows: s, Adjourned: true}},
		{KindAttend, s, Attend{Person: zed, As: Present, From: testID("i"), To: testID("j")}},
		{KindActive, s, ActiveMembers{Seen: []Seen{{ann, testID("ballot")}}, After: []ID{testID("a")}}},
		{KindActive, s, ActiveMembers{}},
		{KindCloseList, s, CloseList{Ballots: []ID{testID("ballot")}}},
		{KindCloseList, s, CloseList{Proxies: []ID{testID("d")}}},
		{KindClose, s, Certificate{Outcome: StatePassed, Result: testID("result"), Lists: []ID{testID("l"), testID("k")}, Counted: 2000}},
	}
}

func init() { goldenFiles[filepath.Join("testdata", "v1", "rules.txt")] = goldenRules }

// withRules founds a group by a charter of this voting and meeting.
func withRules(t testing.TB, r *Rules) *town {
	t.Helper()
	w := newTown(t)
	w.act(w.founder, KindCharter, ID{}, &Charter{Rules: r}, w.now())
	return w
}

func (w *town) house(by, who *neighbour, name string) Act {
	w.t.Helper()
	return w.act(by, KindHouse, ID{}, &House{Person: who.id(), Name: name}, w.now())
}

// TestTemplates reads every charter that comes with Moot, and reads the same from what is written of it.
func TestTemplates(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "assets", "charters", "*.toml"))
	if err != nil || len(files) != 5 {
		t.Fatalf("%d templates: %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := ParseCharter(text)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if c.Name != "" || c.Aims == "" || c.Rules == nil || c.Rules.Voting == nil || c.Rules.Meeting == nil {
			t.Errorf("%s: it says too little, or a group's name: %+v", file, c)
			continue
		}
		again, err := ParseCharter(FormatCharter("A group", c.Aims, *c.Rules))
		c.Name, c.keepSections = "A group", false
		if err != nil || !reflect.DeepEqual(again, c) {
			t.Errorf("%s: written and read again it is %+v, %v\nand was %+v", file, again, err, c)
		}
		if !strings.HasPrefix(string(text), "# ") || !strings.Contains(strings.SplitN(string(text), "\n", 2)[0], ": ") {
			t.Errorf("%s: its first line does not say what it is", file)
		}
	}
}

func TestRulesInCharterFile(t *testing.T) {
	for _, c := range []struct{ text, words string }{
		{"[voting]\nwho = \"house\"", `write "person" or "household"`},
		{"[voting]\ndelegation = \"yes\"", "write true or false"},
		{"[voting]\nproxies = 17", "as a number from 0 to 16"},
		{"[voting]\nproxies = 1.5", "as a number"},
		{"[meeting]\nquorum = \"many\"", "is not a quorum"},
		{"[meeting]\nactive = 61", "as a number from 0 to 60"},
		{"[meeting]\nnotice = -1", "as a number"},
		{"[meeting]\nholidays = \"france\"", `line 2: there is no nation called "france"`},
		{"[meeting]\nchair = \"Ann\"", `nothing called "chair" in meeting`},
	} {
		if _, err := ParseCharter([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%q: %v, want %q", c.text, err, c.words)
		}
	}
	// A file that speaks of meetings alone leaves the rest as it is.
	c, err := ParseCharter([]byte("[meeting]\nnotice = 7"))
	if err != nil {
		t.Fatal(err)
	}
	now := &Roll{Rules: Rules{Sections: []Section{{Name: "North"}}, Voting: &Voting{Blocks: 1}}}
	change, any := c.Change(now)
	if !any || len(change.Rules.Sections) != 1 || change.Rules.Voting.Blocks != 1 || change.Rules.Meeting.Notice != 7 {
		t.Errorf("it would change the rules to %+v", change.Rules)
	}
}

// TestHouseholdRules: who may say who lives where, and what the sections are owed for it.
func TestHouseholdRules(t *testing.T) {
	north := Section{Name: "North", Removal: Guard{Kind: GuardConsent, Number: 1}}
	w := withRules(t, &Rules{Sections: []Section{north}, Voting: &Voting{Who: WhoHousehold}})
	ann, bob, cat := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember)
	if r := w.roll(); r.Eligible() != 3 {
		t.Fatalf("with no households there are %d votes", r.Eligible())
	}
	bad := w.house(bob, bob, "Flat 1")
	if why, no := w.roll().Refused(bad.ID); !no || !strings.Contains(why, "only an officer") {
		t.Errorf("a member gave a household: %q", why)
	}
	w.house(ann, bob, "Flat 4")
	w.house(ann, cat, "Flat 4")
	r := w.roll()
	if m, _ := r.Find(cat.id()); m.Household != "Flat 4" || r.Eligible() != 2 {
		t.Errorf("Cat is in %q, and there are %d votes", m.Household, r.Eligible())
	}
	if !strings.Contains(r.Explain(cat.id()), "in the household Flat 4") {
		t.Error(r.Explain(cat.id()))
	}
	if e := r.Electorate(); len(e.Homes) != 1 || len(e.Homes[0].People) != 2 || e.Eligible != 2 {
		t.Errorf("electorate %+v", e)
	}
	// Dan of the North and Eve, also of it: to put Dan into Flat 4 is to take his vote, so the North is asked.
	dan, eve := w.join("Dan", RoleMember), w.join("Eve", RoleMember)
	w.act(ann, KindRole, ID{}, &Grant{Person: dan.id(), Role: RoleMember, Section: "North"}, w.now())
	grant := w.act(ann, KindRole, ID{}, &Grant{Person: eve.id(), Role: RoleMember, Section: "North"}, w.now())
	w.act(dan, KindAnswer, grant.ID, &Answer{Stance: StanceAgree}, w.now())
	asked := w.house(ann, dan, "Flat 4")
	r = w.roll()
	if m, _ := r.Find(dan.id()); m.Household != "" || len(r.Matters) != 1 || r.Matters[0].Household != "Flat 4" {
		t.Fatalf("Dan is in %q, and asked for is %+v", m.Household, r.Matters)
	}
	w.act(eve, KindAnswer, asked.ID, &Answer{Stance: StanceAgree}, w.now())
	r = w.roll()
	if m, _ := r.Find(dan.id()); m.Household != "Flat 4" || len(r.Matters) != 0 || r.Eligible() != 3 {
		t.Errorf("after Eve agreed Dan is in %q, with %d votes in all", m.Household, r.Eligible())
	}
	// A household of one's own takes nothing from anybody.
	w.house(ann, dan, "Flat 9")
	if m, _ := w.roll().Find(dan.id()); m.Household != "Flat 9" {
		t.Errorf("Dan is in %q", m.Household)
	}
	// And what an officer did who was removed at the same time is undone, and can be approved again.
	w.act(ann, KindRole, ID{}, &Grant{Person: cat.id(), Role: RoleOfficer}, w.now())
	heads := w.now()
	w.act(ann, KindRemove, ID{}, &Remove{Person: cat.id()}, heads)
	late := w.act(cat, KindHouse, ID{}, &House{Person: bob.id(), Name: "Flat 7"}, heads)
	r = w.roll()
	if m, _ := r.Find(bob.id()); m.Household != "Flat 4" || !slices.ContainsFunc(r.Undone, func(u Undone) bool { return u.Act == late.ID }) {
		t.Errorf("Bob is in %q, undone is %+v", m.Household, r.Undone)
	}
	w.act(ann, KindUphold, late.ID, &Uphold{}, w.now())
	if m, _ := w.roll().Find(bob.id()); m.Household != "Flat 7" {
		t.Errorf("approved again, Bob is in %q", m.Household)
	}
}

// TestHouseholdVote: each household has one vote, the last of theirs; who has none counts alone; and a certificate that
// counts two of one household is refused.
func TestHouseholdVote(t *testing.T) {
	voting := &Voting{Who: WhoHousehold, Quorum: Quorum{Share: Fraction{Num: 1, Den: 2}}}
	w := withRules(t, &Rules{Voting: voting})
	ann, bob, cat, dan := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember), w.join("Dan", RoleMember)
	w.house(ann, bob, "Flat 4")
	w.house(ann, cat, "Flat 4")
	h := newHall(w)
	terms := (&Rules{Voting: voting}).Terms("ordinary")
	p := newPoll(h, ann, OpenVote{Terms: &terms}, "yyn", ann, bob, cat)
	_, v := p.fold()
	if v.Tally.Eligible != 3 || len(v.Ballots) != 2 || v.Tally.Yes != 1 || v.Tally.No != 1 {
		t.Fatalf("%+v of %d ballots", v.Tally, len(v.Ballots))
	}
	flat, _ := v.ballotOf(cat.id())
	if flat == nil || flat.Home != "Flat 4" || !slices.Equal(flat.Others, []Person{bob.id()}) || len(flat.Now) != 2 {
		t.Fatalf("the household's ballot is %+v", flat)
	}
	good, err := v.Certify(h.history.Now().Electorate(), nil, 0)
	if err != nil || len(good.Ballots) != 2 {
		t.Fatalf("%v %+v", err, good)
	}
	two := *good
	two.Ballots = p.ballots
	p.refused("both of a household", ann, two, "a household that has one vote")
	// Bob has seen Cat's ballot and replaces it, though his clock is behind.
	back, err := h.say(bob, KindBallot, p.vote.ID, &NewBallot{Voter: bob.id(), Choice: Abstain, After: flat.Now})
	if err != nil {
		t.Fatal(err)
	}
	back.Time = start
	h.records[back.ID] = back
	_, v = p.fold()
	if b, ok := v.ballotOf(bob.id()); !ok || b.ID != back.ID || v.Tally.Abstain != 1 || len(v.Ballots) != 2 {
		t.Errorf("the later by what its author had seen is not the one that counts: %+v", v.Ballots)
	}
	if _, err := h.say(ann, KindClose, p.vote.ID, good); err != nil {
		t.Errorf("an honest certificate: %v", err)
	}
	_, v = p.fold()
	if v.Final() == nil || v.Unseen != 0 || len(v.Late) != 1 || v.Late[0].Voter != bob.id() {
		t.Errorf("closed, it shows %d unseen and late %+v", v.Unseen, v.Late)
	}
	if s := h.history.Now().Sharing(dan.id()); !slices.Equal(s, []Person{dan.id()}) {
		t.Errorf("Dan, who lives alone, shares his vote with %v", s)
	}
}

// delegated is a group with delegation: Bob has named Ann for all, and Cat for budgets.
type delegated struct {
	*hall
	ann, bob, cat, dan *neighbour
	all, budgets       Record
}

func newDelegated(t testing.TB, most int) *delegated {
	t.Helper()
	w := withRules(t, &Rules{Voting: &Voting{Delegation: true, Proxies: most}})
	d := &delegated{ann: w.founder, bob: w.join("Bob", RoleMember), cat: w.join("Cat", RoleMember), dan: w.join("Dan", RoleMember)}
	d.hall = newHall(w)
	d.all = d.must(d.bob, KindDelegate, ID{}, NewDelegation{To: d.ann.id(), Until: start + 30*day})
	d.budgets = d.must(d.cat, KindDelegate, ID{}, NewDelegation{To: d.ann.id(), Until: start + 30*day, Type: "budget"})
	return d
}

func (d *delegated) terms() *Terms {
	at := d.history.Now().Rules.Terms("ordinary")
	return &at
}

func proxyOf(r Record) Proxy { return Proxy{r.ID, r.Person, r.Time} }

// TestDelegationRules: what no delegation, and no ballot for others, may say.
func TestDelegationRules(t *testing.T) {
	d := newDelegated(t, 1)
	reader := d.join("Ray", RoleReader)
	d.catchUp()
	for name, x := range map[string]struct {
		by    *neighbour
		b     NewDelegation
		words string
	}{
		"to oneself":           {d.bob, NewDelegation{To: d.bob.id(), Until: start + day}, "themselves"},
		"to somebody else":     {d.bob, NewDelegation{To: PersonOf(testKey("Zed")), Until: start + day}, "has no vote"},
		"to a reader":          {d.bob, NewDelegation{To: reader.id(), Until: start + day}, "has no vote"},
		"by a reader":          {reader, NewDelegation{To: d.bob.id(), Until: start + day}, "readers only read"},
		"that is over":         {d.bob, NewDelegation{To: d.ann.id(), Until: start}, "at most 366 days"},
		"for more than a year": {d.bob, NewDelegation{To: d.ann.id(), Until: start + 400*day}, "at most 366 days"},
	} {
		if _, err := d.say(x.by, KindDelegate, ID{}, x.b); err == nil || !strings.Contains(err.Error(), x.words) {
			t.Errorf("a delegation %s: %v, want %q", name, err, x.words)
		}
	}
	if _, err := d.say(d.ann, KindDelegateEnd, d.all.ID, EndDelegation{}); err == nil || !strings.Contains(err.Error(), "only whoever gave") {
		t.Errorf("taken back by another: %v", err)
	}
	p := newPoll(d.hall, d.ann, OpenVote{Terms: d.terms()}, "", d.ann)
	short := d.must(d.dan, KindDelegate, ID{}, NewDelegation{To: d.ann.id(), Until: start + d.n + 2})
	other := d.must(d.dan, KindDelegate, ID{}, NewDelegation{To: d.cat.id(), Until: start + day})
	misdated := proxyOf(d.all)
	misdated.Given++
	for name, x := range map[string]struct {
		by    *neighbour
		f     []Proxy
		words string
	}{
		"by no delegation":      {d.ann, []Proxy{{p.vote.ID, d.bob.id(), start}}, "cannot be about that"},
		"in another's name":     {d.ann, []Proxy{{d.all.ID, d.cat.id(), d.all.Time}}, "misquotes"},
		"misdated":              {d.ann, []Proxy{misdated}, "misquotes"},
		"who named another":     {d.ann, []Proxy{proxyOf(other)}, "has named somebody else"},
		"handed on":             {d.cat, []Proxy{proxyOf(d.all)}, "has named somebody else"},
		"for budgets only":      {d.ann, []Proxy{proxyOf(d.budgets)}, "of the type budget only"},
		"after its last moment": {d.ann, []Proxy{proxyOf(short)}, "come to its end"},
		"for more than allowed": {d.ann, both(proxyOf(d.all), proxyOf(d.budgets)), "at most one other"},
	} {
		if _, err := d.say(x.by, KindBallot, p.vote.ID, NewBallot{Voter: x.by.id(), Choice: Yes, For: x.f}); err == nil || !strings.Contains(err.Error(), x.words) {
			t.Errorf("a ballot for somebody %s: %v, want %q", name, err, x.words)
		}
	}
	late := d.join("Eve", RoleMember)
	d.catchUp()
	eve := d.must(late, KindDelegate, ID{}, NewDelegation{To: d.ann.id(), Until: start + day})
	if _, err := d.say(d.ann, KindBallot, p.vote.ID, NewBallot{Voter: d.ann.id(), Choice: Yes, For: []Proxy{proxyOf(eve)}}); err == nil || !strings.Contains(err.Error(), "not a voting member when the vote opened") {
		t.Errorf("for somebody who came after: %v", err)
	}
	d.act(d.ann, KindRemove, ID{}, &Remove{Person: d.bob.id()}, d.now())
	if _, err := d.say(d.ann, KindBallot, p.vote.ID, NewBallot{Voter: d.ann.id(), Choice: Yes, For: []Proxy{proxyOf(d.all)}}); err == nil || !strings.Contains(err.Error(), "no vote in this group any more") {
		t.Errorf("for somebody who has gone: %v", err)
	}
	none := newHall(newTown(t))
	bob := none.join("Bob", RoleMember)
	if _, err := none.say(bob, KindDelegate, ID{}, NewDelegation{To: none.founder.id(), Until: start + day}); err == nil || !strings.Contains(err.Error(), "charter of this group does not") {
		t.Errorf("where the charter has none: %v", err)
	}
}

func both(a, b Proxy) []Proxy {
	out := []Proxy{a, b}
	slices.SortFunc(out, func(a, b Proxy) int { return comparePersons(a.Person, b.Person) })
	return out
}

// TestDelegatedVote: a vote for another counts where they cast none, shows by whom, and is on the certificate.
func TestDelegatedVote(t *testing.T) {
	d := newDelegated(t, 2)
	p := newPoll(d.hall, d.ann, OpenVote{Terms: d.terms()}, "n", d.dan)
	d.must(d.ann, KindBallot, p.vote.ID, NewBallot{Voter: d.ann.id(), Choice: Yes, For: []Proxy{proxyOf(d.all)}})
	_, v := p.fold()
	if v.Tally.Yes != 2 || v.Tally.No != 1 || v.Turnout() != 3 || len(v.Proxied) != 1 {
		t.Fatalf("%+v, %d counted", v.Tally, v.Turnout())
	}
	if b := v.Proxied[0]; b.Voter != d.bob.id() || b.By != d.ann.id() || b.Delegation != d.all.ID {
		t.Errorf("cast for Bob: %+v", b)
	}
	good, err := v.Certify(d.history.Now().Electorate(), nil, 0)
	if err != nil || !slices.Equal(good.Proxies, []ID{d.all.ID}) {
		t.Fatalf("%v %+v", err, good)
	}
	without := *good
	without.Proxies = nil
	p.refused("leaves out a delegation", d.ann, without, "delegations it lists")
	without.Proxies = []ID{d.budgets.ID}
	p.refused("lists another", d.ann, without, "delegations it lists")

	// Bob votes himself: then Ann's vote for him does not count.
	own := d.must(d.bob, KindBallot, p.vote.ID, NewBallot{Voter: d.bob.id(), Choice: No})
	_, v = p.fold()
	if v.Tally.Yes != 1 || v.Tally.No != 2 || len(v.Proxied) != 0 {
		t.Errorf("with Bob's own: %+v", v.Tally)
	}
	// A certificate signed by a teller who had not heard from him counts the delegated one, and his comes late.
	d.must(d.ann, KindClose, p.vote.ID, *good)
	_, v = p.fold()
	if v.Tally.Yes != 2 || len(v.Proxied) != 1 || len(v.Late) != 1 || v.Late[0].ID != own.ID {
		t.Errorf("closed without it: %+v, late %+v", v.Tally, v.Late)
	}
	if would, err := v.WouldChange(); err != nil || !would {
		t.Errorf("Bob's late ballot would have changed the result, and it says %v, %v", would, err)
	}
}

// TestRepresentAnyOrder: the votes that are cast for others come out the same in whatever order ballots arrive, and
// nobody has two votes.
func TestRepresentAnyOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var people []Person
		for i := range 8 {
			people = append(people, PersonOf(testKey(fmt.Sprint("resident ", i))))
		}
		slices.SortFunc(people, comparePersons)
		of := voices{}
		if rapid.Bool().Draw(rt, "households") {
			of = voicesOf([]Home{{"A", people[:2]}, {"B", people[2:5]}})
		}
		var rs []Record
		for i := range rapid.IntRange(0, 12).Draw(rt, "ballots") {
			n := &NewBallot{Voter: rapid.SampledFrom(people).Draw(rt, "voter"), Choice: rapid.SampledFrom([]Choice{Yes, No}).Draw(rt, "choice")}
			for _, p := range people {
				if p != n.Voter && rapid.IntRange(0, 3).Draw(rt, "for") == 0 {
					n.For = append(n.For, Proxy{testID(fmt.Sprint("d", rapid.IntRange(0, 20).Draw(rt, "delegation"))), p, int64(rapid.IntRange(0, 3).Draw(rt, "given"))})
				}
			}
			rs = append(rs, Record{ID: testID(fmt.Sprint("b", i)), Kind: KindBallot, Person: n.Voter, Time: int64(rapid.IntRange(0, 3).Draw(rt, "time")), Body: n})
		}
		count := func(rs []Record) *Vote {
			v := &Vote{Method: MethodYesNo, of: of}
			v.countInTime(rs)
			v.add()
			return v
		}
		a := count(rs)
		b := count(rapid.Permutation(rs).Draw(rt, "order"))
		if ViewDigest(a) != ViewDigest(b) {
			rt.Fatalf("in another order: %+v and %+v", a.Proxied, b.Proxied)
		}
		voted := map[Person]bool{}
		for _, one := range a.Cast() {
			if voted[of.voice(one.Voter)] {
				rt.Fatalf("somebody has two votes: %+v", a.Cast())
			}
			voted[of.voice(one.Voter)] = true
		}
	})
}

// TestQuorumByItem: who is present at each item, against a quorum in people, in households and of the active.
func TestQuorumByItem(t *testing.T) {
	rules := &Rules{Meeting: &MeetingRules{Quorum: Quorum{Share: Fraction{Num: 1, Den: 2}, Number: 2}, Adjourned: Quorum{Number: 1}}}
	w := withRules(t, rules)
	ann, bob, cat, dan := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember), w.join("Dan", RoleMember)
	ray := w.join("Ray", RoleReader)
	h := newHall(w)
	m := h.must(ann, KindMeeting, ID{}, NewMeeting{Title: "AGM", At: start})
	var items []ID
	for i := range 5 {
		items = append(items, h.must(ann, KindItem, m.ID, NewItem{Title: fmt.Sprint("Item ", i+1), Pos: int64(i+1) << 20}).ID)
	}
	h.must(ann, KindAttend, m.ID, Attend{Person: ann.id(), As: Present})
	h.must(bob, KindAttend, m.ID, Attend{Person: bob.id(), As: Present, To: items[2]})
	h.must(cat, KindAttend, m.ID, Attend{Person: cat.id(), As: Present, From: items[4]})
	h.must(dan, KindAttend, m.ID, Attend{Person: dan.id(), As: Apologies})
	h.must(ann, KindAttend, m.ID, Attend{Name: "Mrs Patel", As: Present})
	h.must(ann, KindAttend, m.ID, Attend{Person: ray.id(), As: Present})
	fold := func(id ID) Meeting {
		var rs []Record
		for _, r := range h.records {
			rs = append(rs, r)
		}
		v, ok := FoldMeeting(id, rs)
		if !ok {
			t.Fatal("no meeting")
		}
		return v
	}
	v := fold(m.ID)
	at, _ := h.RollAt(v.Roll)
	q := v.Quorum(at)
	if q == nil || q.Need != 2 || q.Of != 4 || !slices.Equal(q.Items, []int{2, 2, 2, 1, 2}) || q.Lost() != 4 {
		t.Fatalf("quorum %+v", q)
	}
	if want := "not quorate since item 4, until item 5 (1 present, and 2 must be)"; q.Warning() != want {
		t.Errorf("%q, want %q", q.Warning(), want)
	}
	other := h.must(ann, KindMeeting, ID{}, NewMeeting{Title: "AGM, adjourned", At: start, Follows: m.ID, Adjourned: true})
	h.must(dan, KindAttend, other.ID, Attend{Person: dan.id(), As: Present})
	next := fold(other.ID)
	if q := next.Quorum(at); q.Need != 1 || q.Lost() != 0 {
		t.Errorf("adjourned: %+v", q)
	}
	for name, x := range map[string]struct {
		k       Kind
		subject ID
		b       any
		words   string
	}{
		"an item of another meeting": {KindAttend, other.ID, Attend{Person: ann.id(), As: Present, To: items[1]}, "item of another meeting"},
		"adjourned from nothing":     {KindMeeting, ID{}, NewMeeting{Title: "x", Adjourned: true}, "about nothing"},
		"adjourned from a ballot":    {KindMeeting, ID{}, NewMeeting{Title: "x", Adjourned: true, Follows: items[0]}, "cannot be about that"},
		"active where it is not so":  {KindActive, m.ID, ActiveMembers{}, "not a share of the active"},
	} {
		if _, err := h.say(ann, x.k, x.subject, x.b); err == nil || !strings.Contains(err.Error(), x.words) {
			t.Errorf("%s: %v, want %q", name, err, x.words)
		}
	}
	if err := (&Attend{Person: ann.id(), As: Apologies, To: items[0]}).check(); err == nil {
		t.Error("somebody who sent apologies left at an item")
	}

	// In households, and of the active: Ann and Bob live together, and of the rest only Cat has taken part.
	w.act(ann, KindCharter, ID{}, &Charter{Rules: &Rules{Voting: &Voting{Who: WhoHousehold}, Meeting: &MeetingRules{Quorum: Quorum{Share: Fraction{Num: 1, Den: 1}}, Active: 12}}}, w.now())
	w.house(ann, ann, "Flat 1")
	w.house(ann, bob, "Flat 1")
	third := h.mustNow(ann, KindMeeting, ID{}, NewMeeting{Title: "Third", At: start})
	seen := func(n *neighbour) Seen {
		for _, r := range h.records {
			if b, ok := r.Body.(*Attend); ok && b.Person == n.id() {
				return Seen{n.id(), r.ID}
			}
		}
		return Seen{n.id(), m.ID}
	}
	list := []Seen{seen(ann), seen(bob), seen(cat)}
	slices.SortFunc(list, func(a, b Seen) int { return comparePersons(a.Person, b.Person) })
	for name, x := range map[string]struct {
		s     Seen
		words string
	}{
		"by another's deed":    {Seen{dan.id(), seen(cat).Entry}, "by what another did"},
		"by apologies":         {Seen{dan.id(), func() ID { return apology(h, dan) }()}, "was not present"},
		"who has no vote":      {seen(ray), "has no vote"},
		"by what is not there": {Seen{dan.id(), m.ID}, "cannot be about that"},
	} {
		if _, err := h.say(ann, KindActive, third.ID, ActiveMembers{Seen: []Seen{x.s}}); err == nil || !strings.Contains(err.Error(), x.words) {
			t.Errorf("active %s: %v, want %q", name, err, x.words)
		}
	}
	h.must(ann, KindActive, third.ID, ActiveMembers{Seen: list})
	h.must(ann, KindAttend, third.ID, Attend{Person: ann.id(), As: Present})
	h.must(bob, KindAttend, third.ID, Attend{Person: bob.id(), As: Present})
	v = fold(third.ID)
	at, _ = h.RollAt(v.Roll)
	if q := v.Quorum(at); q.Of != 2 || q.Need != 2 || !slices.Equal(q.Items, []int{1}) || !q.Homes || !q.Share || q.Lost() != 1 {
		t.Errorf("in households, of the active: %+v", q)
	}
	c := check{Record{Subject: third.ID, Person: ann.id(), Time: start + 400*day}, at, h}
	if err := (&ActiveMembers{Seen: list}).rule(&c); err == nil || !strings.Contains(err.Error(), "last 12 months") {
		t.Errorf("active by what was long ago: %v", err)
	}
}

// mustNow is must after acts were made.
func (h *hall) mustNow(n *neighbour, k Kind, subject ID, body any) Record {
	h.t.Helper()
	h.catchUp()
	return h.must(n, k, subject, body)
}

func apology(h *hall, n *neighbour) ID {
	for _, r := range h.records {
		if b, ok := r.Body.(*Attend); ok && b.Person == n.id() && b.As == Apologies {
			return r.ID
		}
	}
	return ID{}
}

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
			if !live.Add(r) || !live.Add(r) {
				rt.Fatal("a ballot is not taken in")
			}
			all := fold(ballots[:cut+i+1])
			if a, b := ViewDigest(live.Shown()), ViewDigest(ShownOf(all)); a != b {
				rt.Fatalf("taken in one by one it is\n%+v\nand folded\n%+v", live.Shown(), ShownOf(all))
			}
			if live.Tally() != all.Votes[0].Tally {
				rt.Fatalf("%+v and %+v", live.Tally(), all.Votes[0].Tally)
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
