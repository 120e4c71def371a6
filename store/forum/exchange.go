package forum

import (
	"crypto/ed25519"
	"crypto/sha256"
)

// What the store and sync say to each other about a group, in the domain's words, so that neither imports the other.

// GroupRef is what sync needs in order to prove knowledge of a group and exchange it.
type GroupRef struct {
	ID      ID
	Secret  []byte // 16 bytes only members and invited people know
	Joining bool   // invited, but not yet let in
}

// Report says what became of a batch of entries at the gate.
type Report struct {
	New     int              // kept for the first time: shown, waiting, or refused by rule and kept in their chain
	Known   int              // already here
	Waiting int              // held until what they need arrives
	Refused int              // damaged or forged: not kept
	Reasons []string         // distinct reasons for refusals, at most 8, in plain words
	Gaps    map[Chain]uint64 // chains that did not connect: send them from this seq

	Chunks        int // only of a bundle: chunks of files that some record names; they are here now
	ChunksRefused int // only of a bundle: chunks that no record names, or for which there is no room
}

// Peer is one remembered neighbour.
type Peer struct {
	ID     string   `cbor:"1,keyasint"`           // libp2p peer id
	Addrs  []string `cbor:"2,keyasint"`           // multiaddrs, without the peer id
	Typed  bool     `cbor:"3,keyasint,omitempty"` // a person typed or scanned it: kept until forgotten
	Person Person   `cbor:"4,keyasint,omitempty"` // who was there last time
	Seen   int64    `cbor:"5,keyasint,omitempty"` // last contact, ms since 1970 UTC
}

// proofTag keeps a proof to a peer from being taken for a signature over anything else.
const proofTag = "moot/peer/1\x00"

// SignProof signs a statement to a peer with a device's key.
func SignProof(statement []byte, key ed25519.PrivateKey) []byte {
	return ed25519.Sign(key, append([]byte(proofTag), statement...))
}

// CheckProof says whether the device signed the statement with [SignProof].
func CheckProof(d Device, statement, sig []byte) bool {
	return len(sig) == ed25519.SignatureSize && ed25519.Verify(d[:], append([]byte(proofTag), statement...), sig)
}

// Box is which ballots of a secret vote somebody holds.
type Box struct {
	Vote    ID
	Ballots []ID // sorted
}

// Sum is what two devices compare: SHA-256 of "moot/box/1" ‖ 0, the vote and the ballots.
func (b *Box) Sum() [32]byte {
	h := sha256.New()
	h.Write([]byte("moot/box/1\x00"))
	h.Write(b.Vote[:])
	for i := range b.Ballots {
		h.Write(b.Ballots[i][:])
	}
	return [32]byte(h.Sum(nil))
}
