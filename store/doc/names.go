package doc

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Hash names a change: SHA-256 over its chunk's type, length and body, as Automerge defines it.
type Hash [32]byte

// String is the hash in hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// ID names a document: the id of the entry that made it.
type ID [32]byte

// String is the id in hex.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// Signer is the device that signed the entry carrying a change: its Ed25519 public key.
type Signer [32]byte

// Actor is the name Automerge knows one writer by: SHA-256("moot/actor/1" ‖ device ‖ document ‖ nonce)[:16].
// It is bound to its signer so that nobody can write in another device's name, and to a nonce that is fresh for
// every process start, so that an honest device never gives the same (actor, seq) to two different changes, not even
// after its disk was put back to an earlier state.
type Actor [16]byte

// String is the actor in hex, the form Automerge takes.
func (a Actor) String() string { return hex.EncodeToString(a[:]) }

// nonceLen is the bytes of a session's nonce; a first change carries it in hex as its message.
const nonceLen = 16

// actorFor derives the actor of a device in a document from its session's nonce.
func actorFor(by Signer, id ID, nonce [nonceLen]byte) Actor {
	const tag = "moot/actor/1"
	b := make([]byte, 0, len(tag)+len(by)+len(id)+len(nonce))
	b = append(b, tag...)
	b = append(b, by[:]...)
	b = append(b, id[:]...)
	b = append(b, nonce[:]...)
	sum := sha256.Sum256(b)
	return Actor(sum[:16])
}

// Session is one process run's writing identity. Make one per process start and per device, never store it.
// It is a value; copies are the same session.
type Session struct {
	device Signer
	nonce  [nonceLen]byte
}

// NewSession makes the writing identity of this device for this run of the process, with a fresh nonce.
func NewSession(device Signer) (Session, error) {
	s := Session{device: device}
	if _, err := rand.Read(s.nonce[:]); err != nil {
		return Session{}, fmt.Errorf("this computer gives no random numbers, so nothing can be written safely: %w", err)
	}
	return s, nil
}

// Device is the signer this session writes as.
func (s Session) Device() Signer { return s.device }

// Actor is this session's actor in one document.
func (s Session) Actor(id ID) Actor { return actorFor(s.device, id, s.nonce) }

// message is what a first change carries so that others can check its actor.
func (s Session) message() string { return hex.EncodeToString(s.nonce[:]) }

// nonceIn reads the nonce from a first change's message: exactly 32 lower-case hex digits, so that there is one
// way to write it.
func nonceIn(message []byte) (nonce [nonceLen]byte, ok bool) {
	if len(message) != 2*nonceLen {
		return nonce, false
	}
	for _, c := range message {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return nonce, false
		}
	}
	_, err := hex.Decode(nonce[:], message)
	return nonce, err == nil
}
