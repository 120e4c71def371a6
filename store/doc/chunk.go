package doc

import (
	"bytes"
	"crypto/sha256"
	"math"
)

// Framing and integers of Automerge's binary format (https://automerge.org/automerge-binary-format-spec). Integers
// are LEB128 and must be in their shortest form, so that a change has one encoding and re-encoding keeps its hash.

var chunkMagic = [4]byte{0x85, 0x6f, 0x4a, 0x83}

const (
	chunkChange = 1 // the only chunk type accepted: a change, uncompressed
	chunkHeader = 9 // magic, checksum, type
)

// reader takes pieces off bytes. After the first failure it keeps failing and yields zeros.
type reader struct {
	b      []byte
	failed bool
}

func (r *reader) fail() {
	r.failed = true
	r.b = nil
}

// uint takes an unsigned integer.
func (r *reader) uint() uint64 {
	if len(r.b) > 0 && r.b[0] < 0x80 {
		v := r.b[0]
		r.b = r.b[1:]
		return uint64(v)
	}
	var v uint64
	for i, c := range r.b {
		if i == 9 && c > 1 {
			break
		}
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			if c == 0 {
				break // not the shortest form
			}
			r.b = r.b[i+1:]
			return v
		}
	}
	r.fail()
	return 0
}

// int takes a signed integer. Only values within ±2⁵⁶ occur in what Moot accepts; longer ones fail.
func (r *reader) int() int64 {
	var v int64
	for i, c := range r.b {
		if i == 8 {
			break
		}
		v |= int64(c&0x7f) << (7 * i)
		if c >= 0x80 {
			continue
		}
		if i > 0 {
			before := r.b[i-1] & 0x40
			if c == 0 && before == 0 || c == 0x7f && before != 0 {
				break // not the shortest form
			}
		}
		if c&0x40 != 0 {
			v |= -1 << (7 * (i + 1))
		}
		r.b = r.b[i+1:]
		return v
	}
	r.fail()
	return 0
}

// take takes n bytes, sharing memory with the input.
func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.fail()
		return nil
	}
	x := r.b[:n:n]
	r.b = r.b[n:]
	return x
}

// chunkBody checks the framing of exactly one change chunk and returns its body and its hash.
func chunkBody(raw []byte) ([]byte, Hash, error) {
	if len(raw) < chunkHeader || !bytes.Equal(raw[:4], chunkMagic[:]) {
		return nil, Hash{}, refused("it is not an Automerge change")
	}
	if raw[8] != chunkChange {
		return nil, Hash{}, refused("its chunk has type %d, and only plain changes are accepted", raw[8])
	}
	r := reader{b: raw[chunkHeader:]}
	n := r.uint()
	if r.failed || n != uint64(len(r.b)) {
		return nil, Hash{}, refused("its length is wrong")
	}
	h := Hash(sha256.Sum256(raw[8:])) // type, length and body are contiguous, and the length is in its one form
	if !bytes.Equal(raw[4:8], h[:4]) {
		return nil, Hash{}, refused("its checksum is wrong")
	}
	return r.b, h, nil
}

// appendChunk frames a body as a change chunk with its right checksum.
func appendChunk(dst, body []byte) []byte {
	start := len(dst)
	dst = append(dst, chunkMagic[:]...)
	dst = append(dst, 0, 0, 0, 0, chunkChange)
	dst = appendUint(dst, uint64(len(body)))
	dst = append(dst, body...)
	h := sha256.Sum256(dst[start+8:])
	copy(dst[start+4:], h[:4])
	return dst
}

func appendUint(b []byte, v uint64) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

// maxMillis bounds a change's time: 2⁵³ milliseconds, what every engine's numbers hold exactly.
const maxMillis = 1 << 53

// maxCounter bounds operation numbers whatever the limits say, so that they fit 32 bits with room for one change.
const maxCounter = 1 << 31

// maxRows is more rows than any column may claim before its limit is looked at.
const maxRows = math.MaxInt32
