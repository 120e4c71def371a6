package forum

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
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
	if why, no := w.roll().Refused(bad.ID); !no || !strings.Contains(why.String(), "only an officer") {
		t.Errorf("a member gave a household: %q", why)
	}
	w.house(ann, bob, "Flat 4")
	w.house(ann, cat, "Flat 4")
	r := w.roll()
	if m, _ := r.Find(cat.id()); m.Household != "Flat 4" || r.Eligible() != 2 {
		t.Errorf("Cat is in %q, and there are %d votes", m.Household, r.Eligible())
	}
	if !strings.Contains(r.Explain(cat.id()).String(), "in the household Flat 4") {
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
			if h.states[r.ID] == Shown {
				rs = append(rs, r)
			}
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
	if want := "not quorate since item 4, until item 5 (1 present, and 2 must be)"; q.Warning().String() != want {
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
			if b, ok := r.Body.(*Attend); ok && b.Person == n.id() && h.states[r.ID] == Shown {
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
