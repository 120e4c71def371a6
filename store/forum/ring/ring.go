package ring

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"slices"

	"go.dedis.ch/kyber/v4"
	"go.dedis.ch/kyber/v4/group/edwards25519"
	"go.dedis.ch/kyber/v4/sign/anon"
	"go.dedis.ch/kyber/v4/xof/blake2xb"
)

// Most is how many keys a ring may have: it bounds the size of a signature and the time that checking one takes.
const Most = 200

const (
	keySize     = 32
	entropySize = 32
	seedSize    = 32
)

// Key is an Ed25519 public key.
type Key = [keySize]byte

// Tag is what two signatures of one person under one scope have in common.
type Tag [keySize]byte

// What is wrong with a signature. Whoever sends one like that was not handed it by an honest device.
var (
	ErrSize  = errors.New("the ring signature has the wrong size")
	ErrForm  = errors.New("the ring signature is not written in the one way it can be")
	ErrOrder = errors.New("the tag of the ring signature is not in the subgroup of prime order")
	ErrWrong = errors.New("the ring signature was not made by anybody in the ring, or not over this")
	errRing  = errors.New("a ring has 1 to 200 keys")
	errMine  = errors.New("the key is not in the ring")
	errInput = errors.New("a seed and fresh chance are 32 bytes each")
)

// Ring is a list of people's keys. It is never changed once made and may be used from any goroutine.
type Ring struct {
	keys   []Key
	points anon.Set
	sum    [sha256.Size]byte
}

// New makes a ring of the keys that can be in one, each once, in the order of their bytes; the others it leaves out. A key
// that is no point of the curve, not written canonically, or not of prime order was made by nobody's honest program.
// Errors: when none or more than [Most] are left.
func New(keys []Key) (*Ring, error) {
	all := slices.Clone(keys)
	slices.SortFunc(all, func(a, b Key) int { return bytes.Compare(a[:], b[:]) })
	r := &Ring{}
	h := sha256.New()
	for _, k := range slices.Compact(all) {
		p, err := point(k[:])
		if err != nil {
			continue
		}
		if len(r.keys) == Most {
			return nil, errRing
		}
		r.keys, r.points = append(r.keys, k), append(r.points, p)
		h.Write(k[:])
	}
	if len(r.keys) == 0 {
		return nil, errRing
	}
	h.Sum(r.sum[:0])
	return r, nil
}

// Len is how many people the ring has.
func (r *Ring) Len() int { return len(r.keys) }

// Has says whether a key is in the ring.
func (r *Ring) Has(k Key) bool { return r.find(k) >= 0 }

func (r *Ring) find(k Key) int {
	i, ok := slices.BinarySearchFunc(r.keys, k, func(a, b Key) int { return bytes.Compare(a[:], b[:]) })
	if !ok {
		return -1
	}
	return i
}

// SigSize is how long a signature of a ring of n is, in bytes.
func SigSize(n int) int { return keySize * (n + 2) }

// Sign signs a message under a scope with the Ed25519 key of that seed, which must be in the ring. Entropy is 32 fresh
// random bytes; they are mixed with the key and the message, so that bad ones alone do not give the key away.
func (r *Ring) Sign(seed, scope, message, entropy []byte) ([]byte, error) {
	if len(seed) != seedSize || len(entropy) != entropySize {
		return nil, errInput
	}
	x := private(seed)
	pub, err := suite.Point().Mul(x, nil).MarshalBinary()
	if err != nil {
		return nil, err
	}
	mine := r.find(Key(pub))
	if mine < 0 {
		return nil, errMine
	}
	bound := r.bind(message)
	chance := sha512.New()
	for _, part := range [][]byte{[]byte("moot/ring/chance/1\x00"), seed, entropy, scope, {0}, bound} {
		chance.Write(part)
	}
	s := &signing{SuiteEd25519: edwards25519.NewBlakeSHA256Ed25519WithRand(blake2xb.New(chance.Sum(nil)))}
	return anon.Sign(s, bound, r.points, scope, mine, x), nil
}

// Verify checks a signature and gives its tag. Everything that costs little is looked at first. Errors: [ErrSize],
// [ErrForm], [ErrOrder], [ErrWrong].
func (r *Ring) Verify(scope, message, sig []byte) (Tag, error) {
	t, err := r.TagIn(sig)
	if err != nil {
		return t, err
	}
	if _, err := point(t[:]); err != nil {
		return t, err
	}
	if _, err := anon.Verify(quick{suite}, r.bind(message), r.points, scope, sig); err != nil {
		return t, ErrWrong
	}
	return t, nil
}

// TagIn reads the tag that a signature claims, and checks what can be checked with no sums: the size, and that the
// numbers are written canonically. Errors: [ErrSize], [ErrForm].
func (r *Ring) TagIn(sig []byte) (t Tag, err error) {
	if len(sig) != SigSize(len(r.keys)) {
		return t, ErrSize
	}
	last := len(sig) - keySize
	for at := 0; at < last; at += keySize {
		if !below(sig[at:at+keySize], order[:]) {
			return t, ErrForm
		}
	}
	return Tag(sig[last:]), nil
}

// TagOf gives the tag of every signature that the key of this seed makes under a scope.
func TagOf(seed, scope []byte) (t Tag) {
	base := suite.Point().Pick(suite.XOF(scope)) // as anon.Sign does
	b, err := suite.Point().Mul(private(seed), base).MarshalBinary()
	if err == nil { // a point always has bytes
		copy(t[:], b)
	}
	return t
}

// bind puts the ring into what is signed: kyber hashes the message, the scope and the tag, and not the keys.
func (r *Ring) bind(message []byte) []byte {
	return slices.Concat([]byte("moot/ring/1\x00"), r.sum[:], message)
}

var suite = edwards25519.NewBlakeSHA256Ed25519()

// quick lets sums about what is public take a time that depends on what they are about.
type quick struct{ *edwards25519.SuiteEd25519 }

func (q quick) Point() kyber.Point {
	p := q.SuiteEd25519.Point()
	if v, ok := p.(interface{ AllowVarTime(bool) }); ok {
		v.AllowVarTime(true)
	}
	return p
}

// signing makes the first points of a signature in a time that tells nothing: anon.Sign multiplies those by what is
// secret (the base, the tag, two commitments). The sums after them are about numbers that the signature shows.
type signing struct {
	*edwards25519.SuiteEd25519
	made int
}

func (s *signing) Point() kyber.Point {
	const secret = 4
	if s.made++; s.made <= secret {
		return s.SuiteEd25519.Point()
	}
	return quick{s.SuiteEd25519}.Point()
}

// private gives the number behind an Ed25519 key (RFC 8032 §5.1.5).
func private(seed []byte) kyber.Scalar {
	h := sha512.Sum512(seed)
	h[0] &= 248
	h[31] &= 127
	h[31] |= 64
	return suite.Scalar().SetBytes(h[:32]) // less the multiples of the order: the same key
}

// eighth is 1/8 modulo the order.
var eighth = suite.Scalar().Inv(suite.Scalar().SetInt64(8))

// point reads a point of prime order. A point P splits into P₀ of prime order and T of an order that divides 8:
// 8·((1/8)·P) is P₀, so it is P only where T is nothing.
func point(b []byte) (kyber.Point, error) {
	p := quick{suite}.Point()
	if err := p.UnmarshalBinary(b); err != nil {
		return nil, ErrForm
	}
	if again, err := p.MarshalBinary(); err != nil || !bytes.Equal(again, b) {
		return nil, ErrForm
	}
	q := quick{suite}.Point()
	q.Mul(eighth, p)
	for range 3 {
		q.Add(q, q)
	}
	if !q.Equal(p) || p.Equal(suite.Point().Null()) {
		return nil, ErrOrder
	}
	return p, nil
}

// order is the order of the subgroup, 2²⁵² + 27742317777372353535851937790883648493, smallest byte first.
var order = [keySize]byte{
	0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
}

// below compares two numbers that are written smallest byte first.
func below(a, b []byte) bool {
	for i := keySize - 1; i >= 0; i-- {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}
