package store

import (
	"encoding/binary"

	"moot/store/forum"
)

// Database keys. Groups and chains have small local numbers, so keys stay short. FORMAT.md is this file in words.
const (
	prefixMeta     = 'm' // m ‖ name                             settings of the whole store
	prefixGroup    = 'g' // g ‖ group                            groupMeta
	prefixChain    = 'c' // c ‖ group ‖ chain                    chainMeta
	prefixEntry    = 'e' // e ‖ group ‖ chain ‖ seq              verdict ‖ position ‖ entry
	prefixLog      = 'l' // l ‖ group ‖ lane ‖ position          chain ‖ seq; what a fork cut off is in a lane of its own
	prefixID       = 'i' // i ‖ group ‖ entry id                 chain ‖ seq
	prefixAbout    = 'a' // a ‖ group ‖ subject ‖ position       chain ‖ seq: shown records, under the thing they belong to
	prefixText     = 't' // t ‖ group ‖ document ‖ position      chain ‖ seq: shown changes
	prefixDoc      = 'd' // d ‖ group ‖ document                 docMeta
	prefixSnap     = 's' // s ‖ group ‖ document                 snapshot
	prefixCard     = 'k' // k ‖ group ‖ kind letter ‖ subject    card
	prefixWait     = 'w' // w ‖ group ‖ need ‖ position          chain ‖ seq: kept, and waiting for the entry or change called need
	prefixHidden   = 'y' // y ‖ group ‖ change hash              chain ‖ seq: changes kept out of their document
	prefixBeside   = 'b' // b ‖ group ‖ subject ‖ position       chain ‖ seq: content that is kept and not shown
	prefixLeaned   = 'n' // n ‖ group ‖ document ‖ change hash   nothing: a change that another builds on, or a vote is on
	prefixRival    = 'z' // z ‖ group ‖ document ‖ actor ‖ seq ‖ change hash    nothing: changes after a fork that are leaned on
	prefixNames    = 'x' // x ‖ group ‖ entry id ‖ position      chain ‖ seq: content that names the entry, and is not about it
	prefixReason   = 'r' // r ‖ group ‖ position                 why an entry is waiting or refused
	prefixBox      = 'o' // o ‖ group ‖ ballot id                secret ballot
	prefixBoxOf    = 'u' // u ‖ group ‖ vote ‖ tag ‖ ballot id   revision ‖ not handed on before: see box.go
	prefixHeld     = 'h' // h ‖ group ‖ number                   heldRun
	prefixFork     = 'f' // f ‖ group ‖ chain                    forkProof
	prefixPeer     = 'p' // p ‖ peer id                          forum.Peer
	prefixBanned   = 'q' // q ‖ entry or document id             why it is never handed to the engine again
	prefixFile     = 'F' // F ‖ group ‖ entry id                 nothing: a record of a file, whatever its verdict
	prefixFileDrop = 'D' // D ‖ group ‖ file ‖ entry id          nothing: a record that takes the file away, whatever its verdict
	prefixWant     = 'W' // W ‖ group ‖ file                     when it was wanted, ms
	prefixPapers   = 'P' // P ‖ group ‖ vote                     what this device's person has entered of its papers: forum.PaperCount
	prefixHolder   = 'H' // H ‖ group ‖ file ‖ device            holder
)

type key []byte

func newKey(prefix byte) key                 { return append(make(key, 0, 64), prefix) }
func groupKey(prefix byte, g uint32) key     { return newKey(prefix).u32(g) }
func (k key) u32(v uint32) key               { return binary.BigEndian.AppendUint32(k, v) }
func (k key) u64(v uint64) key               { return binary.BigEndian.AppendUint64(k, v) }
func (k key) byte(v byte) key                { return append(k, v) }
func (k key) id(v forum.ID) key              { return append(k, v[:]...) }
func (k key) text(v string) key              { return append(k, v...) }
func entryKey(g, chain uint32, s uint64) key { return groupKey(prefixEntry, g).u32(chain).u64(s) }

// place is where an entry is kept: the value of every index.
type place struct {
	chain uint32
	seq   uint64
}

func (p place) bytes() []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(nil, p.chain), p.seq)
}

func readPlace(b []byte) (place, error) {
	if len(b) != 12 {
		return place{}, errDamaged
	}
	return place{binary.BigEndian.Uint32(b), binary.BigEndian.Uint64(b[4:])}, nil
}

// tailU64 reads the last eight bytes of a key: a position or a number.
func tailU64(k []byte) uint64 {
	if len(k) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(k[len(k)-8:])
}
