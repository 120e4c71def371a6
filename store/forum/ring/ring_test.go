package ring

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"go.dedis.ch/kyber/v4"
)

func seedOf(n int) []byte {
	h := sha256.Sum256(fmt.Appendf(nil, "seed %d", n))
	return h[:]
}

func keyOf(n int) Key { return Key(ed25519.NewKeyFromSeed(seedOf(n)).Public().(ed25519.PublicKey)) }

func ringOf(t testing.TB, n int) *Ring {
	t.Helper()
	var keys []Key
	for i := range n {
		keys = append(keys, keyOf(i))
	}
	r, err := New(keys)
	if err != nil || r.Len() != n {
		t.Fatal(r, err)
	}
	return r
}

var (
	scope   = []byte("vote one")
	chance  = bytes.Repeat([]byte{7}, 32)
	message = []byte("yes")
)

func TestRing(t *testing.T) {
	r := ringOf(t, 5)
	tags := map[Tag]bool{}
	for i := range 5 {
		sig, err := r.Sign(seedOf(i), scope, message, chance)
		if err != nil || len(sig) != SigSize(5) {
			t.Fatal(err)
		}
		tag, err := r.Verify(scope, message, sig)
		if err != nil || tag != TagOf(seedOf(i), scope) {
			t.Fatal(tag, err)
		}
		tags[tag] = true
		again, _ := r.Sign(seedOf(i), scope, []byte("no"), chance)
		if other, err := r.Verify(scope, []byte("no"), again); err != nil || other != tag {
			t.Error("another ballot of the same person has another tag", err)
		}
		if TagOf(seedOf(i), []byte("vote two")) == tag {
			t.Error("the tag is the same in another vote")
		}
	}
	if len(tags) != 5 {
		t.Errorf("%d tags of 5 people", len(tags))
	}
}

func TestRefused(t *testing.T) {
	r := ringOf(t, 5)
	sig, err := r.Sign(seedOf(2), scope, message, chance)
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, r *Ring, scope, message, sig []byte, want error) {
		t.Helper()
		if _, err := r.Verify(scope, message, sig); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	check("replayed into another vote", r, []byte("vote two"), message, sig, ErrWrong)
	check("another choice", r, scope, []byte("no"), sig, ErrWrong)
	check("too short", r, scope, message, sig[:len(sig)-1], ErrSize)
	check("too long", r, scope, message, append(bytes.Clone(sig), 0), ErrSize)
	check("nothing", r, scope, message, nil, ErrSize)
	check("a smaller ring", ringOf(t, 4), scope, message, sig, ErrSize)
	other, err := New([]Key{keyOf(0), keyOf(1), keyOf(2), keyOf(3), keyOf(9)})
	if err != nil {
		t.Fatal(err)
	}
	check("another ring of the same size", other, scope, message, sig, ErrWrong)
	for i := 0; i < len(sig); i += 17 {
		bent := bytes.Clone(sig)
		bent[i] ^= 1
		if _, err := r.Verify(scope, message, bent); err == nil {
			t.Errorf("with byte %d changed it is still good", i)
		}
	}
	if _, err := r.Sign(seedOf(9), scope, message, chance); !errors.Is(err, errMine) {
		t.Error("somebody outside the ring signed", err)
	}
}

// The same number plus the order is the same number to the sums, and other bytes: a second form of the same ballot.
func TestNonCanonicalNumberIsRefused(t *testing.T) {
	r := ringOf(t, 3)
	sig, err := r.Sign(seedOf(0), scope, message, chance)
	if err != nil {
		t.Fatal(err)
	}
	carry := 0
	for i := range keySize {
		n := int(sig[i]) + int(order[i]) + carry
		sig[i], carry = byte(n), n>>8
	}
	if _, err := r.Verify(scope, message, sig); !errors.Is(err, ErrForm) {
		t.Error(err)
	}
	if below(order[:], order[:]) {
		t.Error("the order is not below itself")
	}
}

// smallOrder gives a point of order 8, and its multiples.
func smallOrder(t *testing.T) (all []kyber.Point) {
	t.Helper()
	// (order) · P for a P of full order leaves the part of small order; kyber takes no such number, so: order-1, and 1 more.
	most := order
	most[0]--
	minus := suite.Scalar()
	if err := minus.UnmarshalBinary(most[:]); err != nil {
		t.Fatal(err)
	}
	for n := 0; len(all) < 7; n++ {
		h := sha256.Sum256([]byte{byte(n), byte(n >> 8)})
		p := suite.Point()
		if p.UnmarshalBinary(h[:]) != nil {
			continue
		}
		tor := suite.Point().Add(suite.Point().Mul(minus, p), p)
		four := suite.Point().Add(tor, tor)
		four.Add(four, four)
		if four.Equal(suite.Point().Null()) {
			continue // not of order 8
		}
		for q := tor.Clone(); len(all) < 7; q.Add(q, tor) {
			all = append(all, q.Clone())
		}
	}
	return all
}

// TestSmallOrderLinkTag is the attack by that name: a tag with a point of small order added to it belongs to the
// same key, and would count as another voter's. It signs honestly but for the tag, trying until the challenge fits.
func TestSmallOrderLinkTag(t *testing.T) {
	r := ringOf(t, 3)
	caught, counted := 0, map[Tag]bool{}
	for _, tor := range smallOrder(t) {
		for n := range 64 {
			sig := twistedSign(t, r, seedOf(1), tor, byte(n))
			tag := Tag(sig[len(sig)-keySize:])
			if !kyberTakes(r, sig) {
				continue
			}
			counted[tag] = true
			if _, err := r.Verify(scope, message, sig); !errors.Is(err, ErrOrder) {
				t.Errorf("a tag with a part of small order gave %v", err)
			} else {
				caught++
			}
			break
		}
		b, _ := tor.MarshalBinary()
		bare := append(make([]byte, SigSize(3)-keySize), b...)
		if _, err := r.Verify(scope, message, bare); !errors.Is(err, ErrOrder) {
			t.Errorf("a tag of small order gave %v", err)
		}
		if _, err := point(b); !errors.Is(err, ErrOrder) {
			t.Errorf("a key of small order gave %v", err)
		}
	}
	if caught == 0 || len(counted) == 0 {
		t.Error("no forgery got past the plain library: the attack was not tried")
	}
	t.Logf("%d forged tags of one person that the library alone would count apart", len(counted))
	null, _ := suite.Point().Null().MarshalBinary()
	if _, err := point(null); !errors.Is(err, ErrOrder) {
		t.Error("the neutral point is taken", err)
	}
}

func TestKeysThatCannotBeInARing(t *testing.T) {
	tor := smallOrder(t)[0]
	p := suite.Point()
	k := keyOf(1)
	if err := p.UnmarshalBinary(k[:]); err != nil {
		t.Fatal(err)
	}
	twisted, _ := suite.Point().Add(p, tor).MarshalBinary()
	high := Key(bytes.Repeat([]byte{0xff}, 32)) // above the field's prime
	r, err := New([]Key{keyOf(0), keyOf(1), keyOf(1), Key(twisted), high, {}})
	if err != nil || r.Len() != 2 || !r.Has(keyOf(0)) || !r.Has(keyOf(1)) || r.Has(Key(twisted)) {
		t.Error(r.Len(), err)
	}
	var many []Key
	for i := range Most + 1 {
		many = append(many, keyOf(i))
	}
	if _, err := New(many); err == nil {
		t.Error("a ring of more than the most")
	}
	if _, err := New(nil); err == nil {
		t.Error("an empty ring")
	}
}

func BenchmarkSign200(b *testing.B) {
	r := ringOf(b, Most)
	for b.Loop() {
		if _, err := r.Sign(seedOf(100), scope, message, chance); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify200(b *testing.B) {
	r := ringOf(b, Most)
	sig, err := r.Sign(seedOf(100), scope, message, chance)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := r.Verify(scope, message, sig); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew200(b *testing.B) {
	var keys []Key
	for i := range Most {
		keys = append(keys, keyOf(i))
	}
	for b.Loop() {
		if _, err := New(keys); err != nil {
			b.Fatal(err)
		}
	}
}
