package sync

import (
	"encoding/binary"

	"moot/store/forum"
)

// The frames by which boxes are exchanged. PROTOCOL.md lays them out.

type boxSum struct {
	vote forum.ID
	sum  [32]byte
}

// boxSums says what the sender's boxes come to.
type boxSums struct {
	slot  uint16
	again bool // the receiver is to say it too, even if it has
	sums  []boxSum
}

// boxHeld lists the ballots of one vote that the sender holds, and asks for the others.
type boxHeld struct {
	slot    uint16
	vote    forum.ID
	ballots []forum.ID
}

// boxBallots holds ballots of one vote.
type boxBallots struct {
	slot    uint16
	more    bool // and more are to come
	vote    forum.ID
	ballots [][]byte
}

const (
	boxesMost = 1000    // votes in one boxes frame
	heldMost  = 2000    // ballots in one held frame
	votesMost = 1 << 14 // votes without ballots here of which is kept what the peer says
)

func (m boxSums) encode() []byte {
	b := append(slotHead(m.slot), flag(m.again))
	for i := range m.sums {
		b = append(append(b, m.sums[i].vote[:]...), m.sums[i].sum[:]...)
	}
	return b
}

func readBoxSums(b []byte) (m boxSums, err error) {
	c := cut{b: b}
	m.slot, m.again = c.u16(), c.yes()
	n := len(c.b) / 64
	if n > boxesMost {
		return m, errFrame
	}
	m.sums = make([]boxSum, n)
	for i := range m.sums {
		copy(m.sums[i].vote[:], c.bytes(32))
		copy(m.sums[i].sum[:], c.bytes(32))
	}
	return m, c.done()
}

func (m boxHeld) encode() []byte {
	b := append(slotHead(m.slot), m.vote[:]...)
	for i := range m.ballots {
		b = append(b, m.ballots[i][:]...)
	}
	return b
}

func readBoxHeld(b []byte) (m boxHeld, err error) {
	c := cut{b: b}
	m.slot = c.u16()
	copy(m.vote[:], c.bytes(32))
	n := len(c.b) / 32
	if n > heldMost {
		return m, errFrame
	}
	m.ballots = make([]forum.ID, n)
	for i := range m.ballots {
		copy(m.ballots[i][:], c.bytes(32))
	}
	return m, c.done()
}

func (m boxBallots) encode() []byte {
	b := append(append(slotHead(m.slot), flag(m.more)), m.vote[:]...)
	for _, raw := range m.ballots {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(raw))), raw...)
	}
	return b
}

func readBoxBallots(b []byte) (m boxBallots, err error) {
	c := cut{b: b}
	m.slot, m.more = c.u16(), c.yes()
	copy(m.vote[:], c.bytes(32))
	for len(c.b) > 0 && !c.bad {
		n := c.u32()
		if n > forum.MaxBoxed {
			return m, errFrame
		}
		m.ballots = append(m.ballots, c.bytes(int(n)))
	}
	return m, c.done()
}
