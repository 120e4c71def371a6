package count

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Seed decides every lot of a count, so that everybody who counts draws the same. In a vote of Moot's it is the
// SHA-256 hash of the closing certificate: nobody knows it before the ballots are fixed.
type Seed [32]byte

// lot draws lots. The draw, to be repeated by anybody with a SHA-256: the lots of a count are numbered 1, 2, 3… in the
// order in which they are drawn. In lot n each tied candidate, numbered 1, 2, 3… in the order of nomination, gets
//
//	SHA-256("moot lot 1" ‖ seed ‖ n ‖ candidate)
//
// with n and the candidate's number as 4 bytes each, the highest first. The candidate whose hash comes first in byte
// order is drawn: to be excluded, to have the surplus transferred first, or to be elected, as the tie demands.
//
// An order that was drawn outside (the [tie …] line of a .blt file) is kept to instead: the first of it is drawn.
type lot struct {
	seed  Seed
	order []int
	drawn uint32
}

func (l *lot) draw(tied []int) int {
	l.drawn++
	if len(l.order) > 0 {
		return slices.MinFunc(tied, func(a, b int) int { return slices.Index(l.order, a) - slices.Index(l.order, b) })
	}
	return slices.MinFunc(tied, func(a, b int) int { return bytes.Compare(l.hash(a), l.hash(b)) })
}

func (l *lot) hash(candidate int) []byte {
	b := append([]byte("moot lot 1"), l.seed[:]...)
	b = binary.BigEndian.AppendUint32(b, l.drawn)
	b = binary.BigEndian.AppendUint32(b, uint32(candidate)+1)
	h := sha256.Sum256(b)
	return h[:]
}
