package sync

import (
	"bytes"
	"encoding/binary"
	"slices"

	"moot/store/forum"
	"moot/store/saying"
)

// version is what a hello carries. A device that only knows an older one says so plainly and hangs up.
const version = 2

type nonce [32]byte

type hello struct {
	version uint8
	nonce   nonce
}

// claim is a device saying who it is in the group of a slot, and, when it is joining, asking to be let in.
type claim struct {
	slot   uint16
	device forum.Device
	sig    [64]byte
	ask    []byte // CBOR of a forum.Ask; empty when not joining
}

// why is the reason a group is closed to a peer, or a conversation ended.
type why uint8

const (
	whyUnknown why = 1  // the device is not on the roll here: it may show the acts that put it there
	whyRemoved why = 2  // the device's person has been removed
	whyDevice  why = 3  // the claim was not the device's
	whyNothing why = 4  // no group in common
	whyTwin    why = 5  // another conversation of the same two devices goes on
	whyAgain   why = 6  // the groups here have changed: start over
	whyClosing why = 7  // Moot is closing
	whyNewer   why = 8  // the versions do not fit
	whyAbuse   why = 9  // too many messages that serve nothing, or damaged entries
	whyRetired why = 11 // the device has been retired by its person
	whyCode    why = 10 // only while linking: the code is wrong, used or too old
)

type closed struct {
	slot uint16
	why  why
}

// answer is what became of an ask.
type answer struct {
	slot     uint16
	standing forum.Standing // none: refused
	later    bool           // refused for now: another member, or this one later, may honour it
	reason   saying.Text    // one plain sentence; empty when honoured
}

type digest struct {
	slot uint16
	ask  bool // the sender wants to hear back
	sum  [32]byte
}

// heights says how far the sender's chains go.
type heights struct {
	slot   uint16
	mode   heightMode
	ask    bool   // full: the sender wants the receiver's list too
	more   bool   // full: the list goes on in the next frame
	frames uint32 // entries frames taken in from the receiver so far in this slot
	list   []tip
}

type heightMode uint8

const (
	modeFull heightMode = 1 // every chain the sender holds
	modeAck  heightMode = 2 // chains just made durable
	modeWant heightMode = 3 // send these again from above this seq: something before what came is missing
)

type tip struct {
	chain  forum.Chain
	height forum.Height
}

const (
	tipSize   = 32 + 1 + 8 + 32
	tipsMost  = 850     // tips a heights frame holds
	listMost  = 1 << 16 // tips a full list may have in all
	tagSize   = 32
	tagsMost  = 1024
	tagsLeast = 8
	askMost   = 4 << 10
	saidMost  = 300 // bytes of a refusal's sentence
)

// cut reads fields off the front of a body; the first one that is not there makes bad true, for good.
type cut struct {
	b   []byte
	bad bool
}

func (c *cut) bytes(n int) []byte {
	if c.bad || len(c.b) < n {
		c.bad = true
		return make([]byte, n)
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *cut) u8() uint8   { return c.bytes(1)[0] }
func (c *cut) u16() uint16 { return binary.BigEndian.Uint16(c.bytes(2)) }
func (c *cut) u32() uint32 { return binary.BigEndian.Uint32(c.bytes(4)) }
func (c *cut) u64() uint64 { return binary.BigEndian.Uint64(c.bytes(8)) }

// yes reads a flag: 0 or 1, nothing else.
func (c *cut) yes() bool {
	b := c.u8()
	c.bad = c.bad || b > 1
	return b == 1
}

// done gives the error for a body that was too short or has bytes left over.
func (c *cut) done() error {
	if c.bad || len(c.b) != 0 {
		return errFrame
	}
	return nil
}

func slotHead(slot uint16) []byte { return binary.BigEndian.AppendUint16(make([]byte, 0, 64), slot) }

func (m hello) encode() []byte { return append([]byte{m.version}, m.nonce[:]...) }

func readHello(b []byte) (m hello, err error) {
	c := cut{b: b}
	m.version = c.u8()
	copy(m.nonce[:], c.bytes(len(m.nonce)))
	return m, c.done()
}

func (m claim) encode() []byte {
	b := append(slotHead(m.slot), m.device[:]...)
	return append(append(b, m.sig[:]...), m.ask...)
}

func readClaim(b []byte) (m claim, err error) {
	c := cut{b: b}
	m.slot = c.u16()
	copy(m.device[:], c.bytes(32))
	copy(m.sig[:], c.bytes(64))
	if len(c.b) > askMost {
		return m, errFrame
	}
	m.ask = c.bytes(len(c.b))
	return m, c.done()
}

func (m closed) encode() []byte { return append(slotHead(m.slot), byte(m.why)) }

func readClosed(b []byte) (m closed, err error) {
	c := cut{b: b}
	m.slot, m.why = c.u16(), why(c.u8())
	return m, c.done()
}

// standings are written as their place in this list.
var standings = []forum.Standing{forum.StandingNone, forum.StandingMember, forum.StandingWaiting}

func (m answer) encode() []byte {
	at := max(0, slices.Index(standings, m.standing))
	b := append(slotHead(m.slot), byte(at), flag(m.later))
	return append(b, m.reason[:min(len(m.reason), saidMost)]...)
}

func readAnswer(b []byte) (m answer, err error) {
	c := cut{b: b}
	m.slot = c.u16()
	at := c.u8()
	m.later = c.yes()
	if int(at) >= len(standings) || len(c.b) > saidMost {
		return m, errFrame
	}
	m.standing = standings[at]
	m.reason = saying.Text(plain(c.bytes(len(c.b))))
	return m, c.done()
}

// plain makes a peer's sentence safe to show: valid UTF-8, no control characters.
func plain(b []byte) string {
	return string(bytes.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) {
			return -1
		}
		return r
	}, bytes.ToValidUTF8(b, nil)))
}

func flag(yes bool) byte {
	if yes {
		return 1
	}
	return 0
}

func (m digest) encode() []byte { return append(append(slotHead(m.slot), flag(m.ask)), m.sum[:]...) }

func readDigest(b []byte) (m digest, err error) {
	c := cut{b: b}
	m.slot, m.ask = c.u16(), c.yes()
	copy(m.sum[:], c.bytes(32))
	return m, c.done()
}

func (m heights) encode() []byte {
	b := append(slotHead(m.slot), byte(m.mode), flag(m.ask)|flag(m.more)<<1)
	b = binary.BigEndian.AppendUint32(b, m.frames)
	for _, t := range m.list {
		b = t.append(b)
	}
	return b
}

func (t *tip) append(b []byte) []byte {
	b = append(append(b, t.chain.Device[:]...), byte(t.chain.Lane))
	return append(binary.BigEndian.AppendUint64(b, t.height.Seq), t.height.Head[:]...)
}

func readHeights(b []byte) (m heights, err error) {
	c := cut{b: b}
	m.slot, m.mode = c.u16(), heightMode(c.u8())
	flags := c.u8()
	m.ask, m.more = flags&1 != 0, flags&2 != 0
	m.frames = c.u32()
	n := len(c.b) / tipSize
	if m.mode < modeFull || m.mode > modeWant || n > tipsMost || flags > 3 {
		return m, errFrame
	}
	m.list = make([]tip, n)
	for i := range m.list {
		t := &m.list[i]
		copy(t.chain.Device[:], c.bytes(32))
		t.chain.Lane = forum.Lane(c.u8())
		t.height.Seq = c.u64()
		copy(t.height.Head[:], c.bytes(32))
		if t.chain.Lane > forum.ContentLane || t.height.Seq > 1<<48 {
			return m, errFrame
		}
	}
	return m, c.done()
}

// tips lists heights in their one order: device, then lane. Chains of other lanes than those asked for are left out.
func tips(h map[forum.Chain]forum.Height, shown func(forum.Lane) bool) []tip {
	out := make([]tip, 0, len(h))
	for c, t := range h {
		if shown(c.Lane) && t.Seq > 0 {
			out = append(out, tip{c, t})
		}
	}
	slices.SortFunc(out, func(a, b tip) int {
		if d := bytes.Compare(a.chain.Device[:], b.chain.Device[:]); d != 0 {
			return d
		}
		return int(a.chain.Lane) - int(b.chain.Lane)
	})
	return out
}
