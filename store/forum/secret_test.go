package forum

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"moot/store/forum/ring"
)

// goldenSecret has the record that opens a secret vote.
func goldenSecret() []goldenRow {
	ann, s := PersonOf(testKey("Ann")), testID("subject")
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: []byte("sixteen secret b"), Person: ann, Cert: CertifyDevice(testKey("Ann"), DeviceOf(testKey("Ann's laptop"))), Called: "Ann"}},
		{KindVote, s, OpenVote{Title: "A title", Method: MethodYesNo, Secret: true}},
	}
}

// goldenBallots has secret ballots of every form, in a ring of five.
func goldenBallots(t testing.TB) (r *ring.Ring, all []Boxed) {
	t.Helper()
	var keys []ring.Key
	for i := range 5 {
		keys = append(keys, ring.Key(PersonOf(testKey(fmt.Sprint("voter ", i)))))
	}
	r, err := ring.New(keys)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range []SecretBallot{
		{Revision: 1, Choice: Yes}, {Revision: MaxRevision, Choice: Block, Reason: "the roots"}, {Revision: 2, Prefs: []int{2, 0}},
		{Revision: 1, Prefs: []int{1, 0}, Points: []int64{5, 1}},
	} {
		b.Vote = testID("vote")
		x, err := SealBallot(b, r, testKey(fmt.Sprint("voter ", i)), bytes.Repeat([]byte{byte(i)}, 32))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	return r, all
}

// TestGoldenBallots: ballots in people's boxes are read for ever, and their ids and tags stay what they were.
func TestGoldenBallots(t *testing.T) {
	r, all := goldenBallots(t)
	file := filepath.Join("testdata", "v1", "ballots.txt")
	if *writeGolden {
		var b strings.Builder
		for _, x := range all {
			fmt.Fprintf(&b, "%s %x %x\n", x.ID, x.Tag, x.Raw)
		}
		writeNew(t, file, b.String())
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(want)) {
		f := strings.Fields(line)
		raw, err := hex.DecodeString(f[2])
		if err != nil {
			t.Fatal(err)
		}
		b, err := ReadBoxed(raw)
		if err != nil || b.ID.String() != f[0] || hex.EncodeToString(b.Tag[:]) != f[1] {
			t.Fatalf("ballot %d: %v, %s", n, err, b.ID)
		}
		statement, err := b.statement()
		if err != nil {
			t.Fatal(err)
		}
		if tag, err := r.Verify(SecretScope(b.Vote), statement, b.Sig); err != nil || tag != ring.TagOf(testKey(fmt.Sprint("voter ", n)).Seed(), SecretScope(b.Vote)) {
			t.Errorf("ballot %d: %v", n, err)
		}
		n++
	}
	if n != len(all) {
		t.Errorf("%d of %d", n, len(all))
	}
}

func FuzzReadBoxed(f *testing.F) {
	_, all := goldenBallots(f)
	for i := range all {
		f.Add(all[i].Raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := ReadBoxed(raw)
		var badly *BadEntryError
		if err != nil {
			if !errors.As(err, &badly) {
				t.Fatalf("%v", err)
			}
			return
		}
		if again, err := encode(b.SecretBallot); err != nil || !bytes.Equal(again, raw) {
			t.Fatalf("%x is read and written as %x, %v", raw, again, err)
		}
		if len(raw) > MaxBoxed || b.Revision < 1 || b.Revision > MaxRevision {
			t.Fatal("a limit was passed over")
		}
	})
}

// ballotBox is a secret vote in a hall, with the ballots in its box.
type ballotBox struct {
	*poll
	ring *ring.Ring
}

func newBallotBox(t testing.TB) (b *ballotBox, people []*neighbour) {
	t.Helper()
	w := newTown(t)
	people = []*neighbour{w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember), w.join("Dan", RoleMember)}
	b = &ballotBox{poll: newPoll(newHall(w), people[1], OpenVote{Secret: true}, "")}
	at, _ := b.RollAt(b.vote.Roll)
	var err error
	if b.ring, err = at.Ring(); err != nil {
		t.Fatal(err)
	}
	return b, people
}

// cast puts a ballot into the box.
func (b *ballotBox) cast(n *neighbour, revision int, c Choice) Boxed {
	b.t.Helper()
	return b.castIn(b.vote, n, revision, c)
}

func (b *ballotBox) castIn(vote Record, n *neighbour, revision int, c Choice) Boxed {
	b.t.Helper()
	x, err := SealBallot(SecretBallot{Vote: vote.ID, Revision: revision, Choice: c}, b.ring, n.person, make([]byte, 32))
	if err == nil {
		err = x.Verify(vote, b.ring)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	b.records[x.ID], b.states[x.ID] = x.Record(), Shown
	return x
}

// TestSecretCertificate: what a certificate of a secret vote may not say, and what it comes to.
func TestSecretCertificate(t *testing.T) {
	b, people := newBallotBox(t)
	ann, bob, cat, dan := people[0], people[1], people[2], people[3]
	var counted []ID
	for i, c := range []Choice{Yes, Yes, No} {
		counted = append(counted, b.cast(people[i], 1, c).ID)
	}
	slices.SortFunc(counted, compareIDs)
	view, v := b.fold()
	if view.State != StateVoting || v.Turnout() != 3 || len(v.Ballots) != 0 || v.Tally.Yes != 0 {
		t.Errorf("%s, %+v", view.State, v)
	}
	if _, err := v.Result(); err == nil {
		t.Error("a secret vote is counted before it is closed")
	}
	if ViewDigest(*v) == ViewDigest(*v.unsealed()) {
		t.Error("the digest does not tell how far a vote is open")
	}
	at, _ := b.RollAt(b.vote.Roll)
	good, err := v.Certify(at.Electorate(), nil, 0)
	if err != nil || good.Outcome != StatePassed || !slices.Equal(good.Ballots, counted) {
		t.Fatalf("%+v, %v", good, err)
	}
	c := *good
	c.Outcome = StateNotPassed
	b.refused("another outcome", bob, c, "not what its ballots come to")
	again := b.cast(cat, 2, Yes)
	c = *good
	c.Ballots = slices.SortedFunc(slices.Values(append(slices.Clone(counted), again.ID)), compareIDs)
	b.refused("two of one person", bob, c, "two ballots of one person")
	other := b.must(bob, KindVote, b.must(bob, KindProposal, ID{}, NewProposal{Title: "A fence"}).ID, OpenVote{Title: "A fence", Method: MethodYesNo, Secret: true})
	c = *good
	c.Ballots = slices.SortedFunc(slices.Values(append(slices.Clone(counted), b.castIn(other, dan, 1, No).ID)), compareIDs)
	b.refused("a ballot of another vote", bob, c, "another vote")
	c = *good
	c.Ballots = slices.SortedFunc(slices.Values(append(slices.Clone(counted), testID("on its way"))), compareIDs)
	b.refused("a ballot that is not here", bob, c, "wait")
	if _, err := b.say(dan, KindBallot, b.vote.ID, NewBallot{Voter: dan.id(), Choice: No}); err == nil || !strings.Contains(err.Error(), "this vote is secret") {
		t.Errorf("an open ballot: %v", err)
	}
	b.must(ann, KindClose, b.vote.ID, *good)
	view, v = b.fold()
	if would, err := v.WouldChange(); view.State != StatePassed || v.Tally.Yes != 2 || v.Tally.No != 1 || len(v.Late) != 1 || would || err != nil || v.InTime(&v.Late[0]) {
		t.Errorf("%s, %+v, %v", view.State, v, err)
	}
	// A different pair of late minds would have made a tie.
	b.cast(ann, 2, No)
	if _, v = b.fold(); len(v.Late) != 2 {
		t.Errorf("%+v", v.Late)
	}
	b.cast(cat, 3, No)
	if would, err := func() (bool, error) { _, v := b.fold(); return v.WouldChange() }(); !would || err != nil {
		t.Errorf("late ballots that would change the result: %v, %v", would, err)
	}
}

// TestRingOfARoll: all who may vote, whose keys can be used, no fewer than hide each other and no more than can be checked.
func TestRingOfARoll(t *testing.T) {
	roll := func(people int) *Roll {
		r := &Roll{byPerson: map[Person]int{}}
		for i := range people {
			p := PersonOf(testKey(fmt.Sprint("voter ", i)))
			r.byPerson[p] = len(r.Members)
			r.Members = append(r.Members, Member{Person: p, Key: p, Role: RoleMember, Standing: StandingMember})
		}
		return r
	}
	for people, good := range map[int]bool{MinRing - 1: false, MinRing: true, MaxRing: true, MaxRing + 1: false} {
		if r, err := roll(people).Ring(); (err == nil) != good || good && r.Len() != people {
			t.Errorf("%d people: %v", people, err)
		}
	}
	r := roll(5)
	r.Members[1].Role, r.Members[2].Key = RoleReader, Person{1} // the neutral point
	all, err := r.Ring()
	if left := r.Unringed(all); err != nil || all.Len() != 3 || len(left) != 1 || left[0] != r.Members[2].Person {
		t.Errorf("%v, %v", left, err)
	}
	r.Members[0].Key = Person{1}
	if _, err := r.Ring(); err == nil {
		t.Error("two people hide each other")
	}
}

// TestBoxFoldsInAnyOrder: what is shown does not depend on the order of ballots, nor on which were replaced meanwhile.
func TestBoxFoldsInAnyOrder(t *testing.T) {
	b, people := newBallotBox(t)
	for i, n := range people {
		for r := range 1 + i {
			b.cast(n, 1+r, []Choice{Yes, No, Abstain}[(i+r)%3])
		}
	}
	_, want := b.fold()
	var rs []Record
	for _, r := range b.records {
		rs = append(rs, r)
	}
	r := rand.New(rand.NewSource(1))
	for range 20 {
		r.Shuffle(len(rs), func(i, j int) { rs[i], rs[j] = rs[j], rs[i] })
		some := slices.DeleteFunc(slices.Clone(rs), func(x Record) bool {
			old, ok := x.Body.(*Boxed)
			return ok && !slices.Contains(want.Boxed, old.ID) && r.Intn(2) == 0
		})
		p, _ := FoldProposal(b.proposal.ID, append(some, some[0]), func(heads []ID) Electorate {
			at, _ := b.RollAt(heads)
			return at.Electorate()
		})
		if ViewDigest(p.Votes[0]) != ViewDigest(*want) || len(want.Boxed) != len(people) {
			t.Fatalf("%+v, want %+v", p.Votes[0], want)
		}
	}
}
