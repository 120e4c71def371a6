package forum

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// agree compares the codec of the two fixed shapes with package cbor, which it may never read otherwise than.
func agree(t *testing.T, raw []byte) {
	t.Helper()
	if h, ok := readHeader(raw); ok {
		var slow Header
		if err := decode(raw, &slow); err != nil || !reflect.DeepEqual(h, slow) {
			t.Fatalf("%x is read as %+v; package cbor reads %+v, %v", raw, h, slow, err)
		}
		if again, err := encode(slow); err != nil || !bytes.Equal(again, raw) {
			t.Fatalf("%x is read, and is not in canonical form", raw)
		}
	}
	if w, ok := readWire(raw); ok {
		var slow wire
		if err := decode(raw, &slow); err != nil || !reflect.DeepEqual(w, slow) {
			t.Fatalf("%x is read as %+v; package cbor reads %+v, %v", raw, w, slow, err)
		}
	}
}

// TestWireAgrees damages honest entries in every byte, and in many at random.
func TestWireAgrees(t *testing.T) {
	read := 0
	for _, e := range slices.Concat(chain(t, 3), goldenEntries(t, goldenBodies()), goldenEntries(t, goldenActs())) {
		whole, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if want, err := encode(wire{Raw: e.Raw, Sig: e.Sig, Payload: e.Payload}); err != nil || !bytes.Equal(want, whole) {
			t.Fatalf("written as %x; package cbor writes %x, %v", whole, want, err)
		}
		if _, ok := readHeader(e.Raw); !ok {
			t.Fatalf("an honest header is not read: %x", e.Raw)
		}
		if _, ok := readWire(whole); !ok {
			t.Fatal("an honest entry is not read")
		}
		for _, b := range [][]byte{e.Raw, whole} {
			for at := range b {
				for _, x := range []byte{1, 2, 0x18, 0x20, 0x40, 0x80, 0xff} {
					bad := bytes.Clone(b)
					bad[at] ^= x
					agree(t, bad)
					agree(t, bad[:at])
				}
			}
			for range 2000 {
				bad := bytes.Clone(b)
				for range 1 + rand.IntN(4) {
					at := rand.IntN(min(len(bad), 300))
					bad[at] = byte(rand.Uint32())
					bad = append(bad[:at:at], bad[min(len(bad), at+rand.IntN(3)):]...)
				}
				if _, ok := readHeader(bad); ok {
					read++
				}
				agree(t, bad)
			}
		}
	}
	if read == 0 {
		t.Error("no damaged header was ever read: this test compares nothing")
	}
}

// TestWireNumbers: every length of number and of byte string, at its borders.
func TestWireNumbers(t *testing.T) {
	for _, n := range []uint64{0, 1, 23, 24, 255, 256, 65535, 65536, math.MaxUint32, math.MaxUint32 + 1, MaxTime, math.MaxUint64} {
		b := appendHead(nil, majorUint, n)
		want, err := encode(n)
		if err != nil || !bytes.Equal(b, want) {
			t.Errorf("%d is written %x; package cbor writes %x", n, b, want)
		}
		s := scan{b: b}
		if got := s.head(majorUint); got != n || !s.done() {
			t.Errorf("%d is read as %d", n, got)
		}
		h := Header{Version: 1, Seq: n, Time: int64(min(n, MaxTime)), Kind: "x", Roll: []ID{{1}}, Size: uint32(n)}
		raw, err := encode(h)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := readHeader(raw); !ok || !reflect.DeepEqual(got, h) {
			t.Errorf("%+v is read as %+v", h, got)
		}
	}
	for _, n := range []int{0, 1, 23, 24, 255, 256, 65535, 65536} {
		w := wire{Raw: make([]byte, n), Payload: make([]byte, n)}
		b, err := encode(w)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := readWire(b); !ok || !reflect.DeepEqual(got, w) {
			t.Errorf("%d bytes are not read as they were written", n)
		}
		if got := (&Entry{Raw: w.Raw, Payload: w.Payload}).AppendTo(nil); !bytes.Equal(got, b) {
			t.Errorf("%d bytes are not written as package cbor writes them", n)
		}
	}
	for _, long := range [][]byte{{0x18, 23}, {0x19, 0, 255}, {0x1a, 0, 0, 255, 255}, {0x1b, 0, 0, 0, 0, 255, 255, 255, 255}, {0x1c}, {0x1f}} {
		s := scan{b: long}
		if s.head(majorUint); s.done() {
			t.Errorf("%x is not the shortest form and was read", long)
		}
	}
}
