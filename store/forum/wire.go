package forum

import (
	"bytes"
	"encoding/binary"
	"math"
	"unicode/utf8"
)

// Entries are read and written by the thousand, so the two fixed shapes of the format, the header and the entry around
// it, have a codec of their own here, many times faster than reflection. It reads nothing that package cbor would read
// differently, and leaves to package cbor whatever it cannot read, with the reasons for it (see parse and DecodeEntry).

// The CBOR heads of the two shapes (RFC 8949 §3): major type in the upper three bits.
const (
	majorUint  = 0 << 5
	majorBytes = 2 << 5
	majorText  = 3 << 5
	majorArray = 4 << 5
	cborNull   = 0xf6

	headerFields = 12
	wireFields   = 3
)

// appendHead adds a type and its argument in the shortest form.
func appendHead(dst []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(dst, major|byte(n))
	case n <= math.MaxUint8:
		return append(dst, major|24, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, major|25), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(dst, major|26), uint32(n))
	default:
		return binary.BigEndian.AppendUint64(append(dst, major|27), n)
	}
}

// appendBytes adds a byte string, or null for nil.
func appendBytes(dst, b []byte) []byte {
	if b == nil {
		return append(dst, cborNull)
	}
	return append(appendHead(dst, majorBytes, uint64(len(b))), b...)
}

// AppendTo adds the entry to dst as it is stored and sent: what Encode gives.
func (e *Entry) AppendTo(dst []byte) []byte {
	dst = appendHead(dst, majorArray, wireFields)
	dst = appendBytes(dst, e.Raw)
	dst = appendBytes(dst, e.Sig)
	return appendBytes(dst, e.Payload)
}

// scan reads the shortest forms of what the two shapes are made of; once something else comes it has failed for good.
type scan struct {
	b      []byte
	failed bool
}

// head reads a type and its argument.
func (s *scan) head(major byte) uint64 {
	if s.failed || len(s.b) == 0 || s.b[0]&0xe0 != major {
		s.failed = true
		return 0
	}
	short := s.b[0] & 0x1f
	if short < 24 {
		s.b = s.b[1:]
		return uint64(short)
	}
	size := 1 << (short - 24) // of the argument, in bytes
	if short > 27 || len(s.b) < 1+size {
		s.failed = true
		return 0
	}
	var n uint64
	for _, c := range s.b[1 : 1+size] {
		n = n<<8 | uint64(c)
	}
	// The shortest form is the only one: what fits in half the bytes is written in half the bytes.
	if size == 1 && n < 24 || size > 1 && n>>(4*size) == 0 {
		s.failed = true
	}
	s.b = s.b[1+size:]
	return n
}

// take gives the next n bytes as they lie.
func (s *scan) take(n uint64) []byte {
	if s.failed || n > uint64(len(s.b)) {
		s.failed = true
		return nil
	}
	out := s.b[:n:n]
	s.b = s.b[n:]
	return out
}

// id reads a byte string of 32.
func (s *scan) id() (out [32]byte) {
	if b := s.take(s.head(majorBytes)); len(b) == len(out) {
		return [32]byte(b)
	}
	s.failed = true
	return out
}

// bytes reads a byte string, or nil for null.
func (s *scan) bytes() []byte {
	if len(s.b) > 0 && s.b[0] == cborNull {
		s.b = s.b[1:]
		return nil
	}
	return s.take(s.head(majorBytes))
}

// most reads a number that must not be larger than max.
func (s *scan) most(max uint64) uint64 {
	n := s.head(majorUint)
	if n > max {
		s.failed = true
	}
	return n
}

// done says that all was read and nothing is left.
func (s *scan) done() bool { return !s.failed && len(s.b) == 0 }

// readHeader reads a header in its one canonical form; ok is false for anything else.
func readHeader(raw []byte) (h Header, ok bool) {
	s := &scan{b: raw}
	if s.head(majorArray) != headerFields {
		return Header{}, false
	}
	h.Version = uint8(s.most(math.MaxUint8))
	h.Group, h.Device = s.id(), s.id()
	h.Lane = Lane(s.most(math.MaxUint8))
	h.Seq = s.head(majorUint)
	h.Prev = s.id()
	n := s.head(majorArray)
	if n > MaxRoll {
		return Header{}, false
	}
	h.Roll = make([]ID, n)
	for i := range h.Roll {
		h.Roll[i] = s.id()
	}
	h.Time = int64(s.most(MaxTime))
	h.Subject = s.id()
	kind := s.take(s.head(majorText))
	h.Kind = Kind(kind)
	h.Hash = s.id()
	h.Size = uint32(s.most(math.MaxUint32))
	if !s.done() || !utf8.Valid(kind) {
		return Header{}, false
	}
	return h, true
}

// readWire reads an entry in its canonical form; ok is false for anything else. What it gives lies in a copy of b.
func readWire(b []byte) (w wire, ok bool) {
	if len(b) == 0 || b[0] != majorArray|wireFields {
		return w, false
	}
	s := &scan{b: bytes.Clone(b[1:])}
	w.Raw, w.Sig, w.Payload = s.bytes(), s.bytes(), s.bytes()
	if !s.done() {
		return wire{}, false
	}
	return w, true
}
