package ring

import (
	"testing"

	"go.dedis.ch/kyber/v4"
	"go.dedis.ch/kyber/v4/sign/anon"
)

// twistedSign makes a signature whose tag has a point of small order added. It is anon.Sign with that one change; whether
// the sums come out depends on the challenges, so the forger tries again with other chance.
func twistedSign(t *testing.T, r *Ring, seed []byte, tor kyber.Point, try byte) []byte {
	t.Helper()
	x := private(seed)
	base := suite.Point().Pick(suite.XOF(scope))
	tag := suite.Point().Add(suite.Point().Mul(x, base), tor)
	tagBytes, _ := tag.MarshalBinary()
	hash := func(pg, ph kyber.Point) kyber.Scalar {
		h := suite.XOF(r.bind(message))
		for _, b := range [][]byte{scope, tagBytes} {
			_, _ = h.Write(b)
		}
		for _, p := range []kyber.Point{pg, ph} {
			b, _ := p.MarshalBinary()
			_, _ = h.Write(b)
		}
		return suite.Scalar().Pick(h)
	}
	pub, _ := suite.Point().Mul(x, nil).MarshalBinary()
	n, mine := r.Len(), r.find(Key(pub))
	stream := suite.XOF([]byte{try})
	u := suite.Scalar().Pick(stream)
	s, c := make([]kyber.Scalar, n), make([]kyber.Scalar, n)
	c[(mine+1)%n] = hash(suite.Point().Mul(u, nil), suite.Point().Mul(u, base))
	for i := (mine + 1) % n; i != mine; i = (i + 1) % n {
		s[i] = suite.Scalar().Pick(stream)
		pg := suite.Point().Add(suite.Point().Mul(s[i], nil), suite.Point().Mul(c[i], r.points[i]))
		ph := suite.Point().Add(suite.Point().Mul(s[i], base), suite.Point().Mul(c[i], tag))
		c[(i+1)%n] = hash(pg, ph)
	}
	s[mine] = suite.Scalar().Sub(u, suite.Scalar().Mul(x, c[mine]))
	var out []byte
	for _, v := range append([]kyber.Scalar{c[0]}, s...) {
		b, _ := v.MarshalBinary()
		out = append(out, b...)
	}
	return append(out, tagBytes...)
}

// kyberTakes says whether the library alone would count a signature.
func kyberTakes(r *Ring, sig []byte) bool {
	_, err := anon.Verify(suite, r.bind(message), r.points, scope, sig)
	return err == nil
}
