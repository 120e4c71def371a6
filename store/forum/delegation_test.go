package forum

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

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
