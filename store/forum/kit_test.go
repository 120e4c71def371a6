package forum

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// testKey is a key that is the same in every run.
func testKey(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("moot test key " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func testID(name string) ID { return sha256.Sum256([]byte("moot test id " + name)) }

const day = int64(24 * 3600 * 1000)

// start is the claimed time of every test group's founding: 1 March 2026, noon UTC.
const start = int64(1772366400000)

// neighbour is a person with one device, as a test drives them.
type neighbour struct {
	name   string
	person ed25519.PrivateKey
	device ed25519.PrivateKey
	seq    uint64
	prev   ID
	time   int64
}

func newNeighbour(name string) *neighbour {
	return &neighbour{name: name, person: testKey(name), device: testKey(name + "'s laptop"), time: start}
}

func (n *neighbour) id() Person  { return PersonOf(n.person) }
func (n *neighbour) dev() Device { return DeviceOf(n.device) }

// town is a group under test, with every act made in it.
type town struct {
	t       testing.TB
	group   ID
	secret  []byte
	acts    []Act
	founder *neighbour
	entries []Entry
	settled []*neighbour // who was brought into a section
}

func newTown(t testing.TB) *town {
	t.Helper()
	return foundTown(t, "Ann")
}

func foundTown(t testing.TB, founder string) *town {
	t.Helper()
	w := &town{t: t, founder: newNeighbour(founder), secret: []byte("sixteen secret b")}
	f := w.founder
	w.group = w.act(f, KindFound, ID{}, &Found{
		Name: "Mill Lane", Secret: w.secret, Person: f.id(), Cert: CertifyDevice(f.person, f.dev()), Called: founder,
	}, nil).ID
	return w
}

// act seals and keeps one act by n, who has seen these heads.
func (w *town) act(n *neighbour, k Kind, subject ID, body any, heads []ID) Act {
	w.t.Helper()
	payload, err := Encode(k, body)
	if err != nil {
		w.t.Fatalf("%s by %s: %v", k, n.name, err)
	}
	n.time += 1000
	n.seq++
	e, err := Seal(Header{
		Group: w.group, Device: n.dev(), Lane: RollLane, Seq: n.seq, Prev: n.prev,
		Roll: heads, Time: n.time, Subject: subject, Kind: k,
	}, payload, n.device)
	if err != nil {
		w.t.Fatalf("%s by %s: %v", k, n.name, err)
	}
	n.prev = e.ID
	a, err := ActOf(&e)
	if err != nil {
		w.t.Fatal(err)
	}
	w.acts = append(w.acts, a)
	w.entries = append(w.entries, e)
	return a
}

// roll resolves everything, or only the acts given.
func (w *town) roll(acts ...Act) *Roll {
	w.t.Helper()
	if acts == nil {
		acts = w.acts
	}
	r, err := Resolve(acts)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// now gives the heads of everything so far: for an act that comes after all of it.
func (w *town) now() []ID { return w.roll().Heads }

// invite makes an offer and gives the ticket for it.
func (w *town) invite(by *neighbour, o Offer, heads []ID) Ticket {
	w.t.Helper()
	seed := sha256.Sum256(fmt.Appendf(nil, "seed %d", len(w.acts)))
	t := Ticket{Group: w.group, Secret: w.secret, Seed: seed[:SecretSize], Name: "Mill Lane"}
	o.Key = InviteKey(t.Seed).Public().(ed25519.PublicKey)
	if o.Role == "" {
		o.Role = RoleMember
	}
	if o.Uses == 0 {
		o.Uses = 1
	}
	if o.Expires == 0 {
		o.Expires = start + 30*day
	}
	t.Expires = o.Expires
	t.Invite = w.act(by, KindInvite, ID{}, &o, heads).ID
	return t
}

func (w *town) ask(t Ticket, who *neighbour, at int64) Ask {
	w.t.Helper()
	a, err := NewAsk(t, who.person, who.device, who.name, at)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// join brings in somebody by an invite of the founder's, honoured by the founder, after everything else.
func (w *town) join(name string, role Role) *neighbour {
	w.t.Helper()
	n := newNeighbour(name)
	t := w.invite(w.founder, Offer{Role: role}, w.now())
	w.act(w.founder, KindAdmit, ID{}, &Admit{w.ask(t, n, start)}, w.now())
	return n
}

func (w *town) standing(r *Roll, n *neighbour) Standing {
	m, _ := r.Find(n.id())
	return m.Standing
}

// wantRefused checks that an act does not count and that the reason has these words in it.
func wantRefused(t testing.TB, r *Roll, a Act, words string) {
	t.Helper()
	why, yes := r.Refused(a.ID)
	if !yes || !strings.Contains(why.String(), words) {
		t.Errorf("the %s act: refused %v, reason %q; want a reason with %q", a.Kind, yes, why, words)
	}
}

func wantCounts(t testing.TB, r *Roll, a Act) {
	t.Helper()
	if why, yes := r.Refused(a.ID); yes {
		t.Errorf("the %s act does not count: %s", a.Kind, why)
	}
}

// wantRefused and wantCounts look at an act that was just made, in the roll with it.
func (w *town) wantRefused(a Act, words string) {
	w.t.Helper()
	wantRefused(w.t, w.roll(), a, words)
}

func (w *town) wantCounts(a Act) {
	w.t.Helper()
	wantCounts(w.t, w.roll(), a)
}

// wantVerdict sees that what was said was let stand (no words), waits for what is missing ("wait"; for anything when that is zero), or was refused with the words.
func wantVerdict(t *testing.T, name string, err error, words string, missing ID) {
	t.Helper()
	var refused *RefusedError
	var wait *WaitError
	switch {
	case words == "":
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	case words == "wait":
		if !errors.As(err, &wait) || !missing.Zero() && wait.For != missing {
			t.Errorf("%s: %v; want it to wait", name, err)
		}
	case !errors.As(err, &refused) || !strings.Contains(err.Error(), words):
		t.Errorf("%s: %v; want a refusal with %q", name, err, words)
	}
}
