package forum

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"slices"

	"moot/store/saying"
)

// Version is the header version this build writes and reads.
const Version = 1

// Size limits, in bytes. They are part of the format: every device must agree on them.
const (
	MaxHeader  = 4 << 10   // one encoded header
	MaxPayload = 64 << 10  // one payload
	MaxEntry   = 72 << 10  // one encoded entry: header, signature, payload
	MaxRoll    = 64        // roll heads one header may cite
	MaxKind    = 24        // letters in a kind
	MaxTime    = 1<<53 - 1 // milliseconds since 1970: what JSON can carry exactly
)

// Lane separates what a device says about membership, which everybody needs first, from everything else.
type Lane uint8

// The lanes.
const (
	RollLane    Lane = 0 // acts
	ContentLane Lane = 1 // records and changes
)

// Kind names what an entry says. A kind this build does not know is kept and handed on, but not shown.
type Kind string

// Header is the signed part of an entry. Its canonical CBOR (RFC 8949 §4.2) is hashed to give the entry's id.
type Header struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Group   ID // zero only in the founding act, whose own id is the group
	Device  Device
	Lane    Lane
	Seq     uint64 // from 1, no gaps
	Prev    ID     // the id of this chain's entry before; zero when Seq is 1
	Roll    []ID   // roll heads the author acted under, sorted: the entry is judged by these and nothing else
	Time    int64  // claimed, milliseconds since 1970 UTC; never runs backwards in a chain
	Subject ID     // the document or thing this is about; zero when it makes a new one
	Kind    Kind
	Hash    ID     // of the payload: SHA-256, and for a change the Automerge change hash
	Size    uint32 // of the payload, bytes
}

// Entry is one step of a chain as it is stored and sent.
type Entry struct {
	Header
	ID      ID     // SHA-256 of Raw
	Raw     []byte // the header's canonical bytes
	Sig     []byte // 64 bytes, or nil inside a run: a later signature in the run covers it
	Payload []byte // nil once erased; its hash stays in the chain
}

// Chain names one device's entries in one lane.
type Chain struct {
	Device Device
	Lane   Lane
}

// Height says how far a chain goes: its last seq and that entry's id.
type Height struct {
	_    struct{} `cbor:",toarray"`
	Seq  uint64
	Head ID
}

// ErrNewer means the entry was written by a later version of Moot.
var ErrNewer = saying.Error("this was written by a newer version of Moot; update Moot to read it")

// BadEntryError is an entry that no honest device writes: it is refused and never stored.
type BadEntryError struct{ Reason *saying.Sentence }

func (e *BadEntryError) Error() string { return "damaged or forged entry: " + e.Reason.String() }

// Said is the reason, to be said in other languages.
func (e *BadEntryError) Said() *saying.Sentence { return e.Reason }

// bad is for what only a damaged or dishonest program writes: its words are for engineers.
func bad(format string, args ...any) error { return &BadEntryError{saying.Plain(format, args...)} }

// mistyped is for what people could type.
func mistyped(text saying.Text, args ...any) error { return &BadEntryError{saying.New(text, args...)} }

// Chain names the chain the entry belongs to.
func (h *Header) Chain() Chain { return Chain{h.Device, h.Lane} }

// GroupOf gives the group: the header's, or for the founding act its own id.
func (e *Entry) GroupOf() ID {
	if e.Kind == KindFound && e.Group.Zero() {
		return e.ID
	}
	return e.Group
}

// signTag keeps an entry's signature from being taken for a signature over anything else.
const signTag = "moot/entry/1\x00"

// Seal makes a signed entry from a header and its payload. It fills in Version, Hash and Size; for a change the
// caller has already set Hash to the change's own hash.
func Seal(h Header, payload []byte, key ed25519.PrivateKey) (Entry, error) {
	h.Version, h.Size = Version, uint32(len(payload))
	if h.Kind != KindChange {
		h.Hash = sha256.Sum256(payload)
	}
	if DeviceOf(key) != h.Device {
		return Entry{}, errors.New("an entry is signed with the key of its own device")
	}
	h.Roll = append([]ID{}, h.Roll...) // the caller's list is not to be changed
	slices.SortFunc(h.Roll, compareIDs)
	raw, err := encode(h)
	if err != nil {
		return Entry{}, err
	}
	e, err := parse(raw)
	if err != nil {
		return Entry{}, err
	}
	e.Payload = payload
	e.Sig = ed25519.Sign(key, append([]byte(signTag), e.ID[:]...))
	return e, e.checkPayload()
}

// wire is an entry's encoded form: header bytes stay bytes, so that they are hashed as they came.
type wire struct {
	_       struct{} `cbor:",toarray"`
	Raw     []byte
	Sig     []byte
	Payload []byte
}

// Encode gives the entry as it is stored and sent. Decode it with [DecodeEntry].
func (e *Entry) Encode() ([]byte, error) {
	return e.AppendTo(make([]byte, 0, len(e.Raw)+len(e.Sig)+len(e.Payload)+16)), nil
}

// DecodeEntry reads one encoded entry and checks all that can be checked of it alone: sizes, canonical encoding,
// field ranges and the payload's hash. It does not check the signature ([VerifyRun] does), and for a change not the
// hash, which package doc computes. Errors: [ErrNewer], [*BadEntryError].
func DecodeEntry(b []byte) (Entry, error) {
	if len(b) > MaxEntry {
		return Entry{}, bad("it is %d bytes; the most is %d", len(b), MaxEntry)
	}
	w, ok := readWire(b)
	if !ok {
		if err := decode(b, &w); err != nil {
			return Entry{}, bad("not an entry")
		}
	}
	e, err := parse(w.Raw)
	if err != nil {
		return Entry{}, err
	}
	if len(w.Sig) != 0 && len(w.Sig) != ed25519.SignatureSize {
		return Entry{}, bad("its signature has the wrong length")
	}
	if len(w.Sig) > 0 {
		e.Sig = w.Sig
	}
	e.Payload = w.Payload
	return e, e.checkPayload()
}

// parse reads header bytes and insists on the one canonical encoding.
func parse(raw []byte) (Entry, error) {
	if len(raw) > MaxHeader {
		return Entry{}, bad("its header is %d bytes; the most is %d", len(raw), MaxHeader)
	}
	// A header of another version may have other fields, so its version is looked at before they are.
	if len(raw) > 2 && raw[0]>>5 == 4 && raw[1] > Version && raw[1] < 24 {
		return Entry{}, ErrNewer
	}
	h, ok := readHeader(raw)
	if !ok {
		if err := decode(raw, &h); err != nil {
			return Entry{}, bad("its header cannot be read")
		}
		if again, err := encode(h); err != nil || !bytes.Equal(again, raw) {
			return Entry{}, bad("its header is not in canonical form")
		}
	}
	if err := h.check(); err != nil {
		return Entry{}, err
	}
	return Entry{Header: h, Raw: raw, ID: sha256.Sum256(raw)}, nil
}

// check holds the header to the ranges of the format.
func (h *Header) check() error {
	founding := h.Kind == KindFound
	switch {
	case h.Version != Version:
		return bad("its version is %d", h.Version)
	case h.Lane > ContentLane:
		return bad("it is in lane %d, which does not exist", h.Lane)
	case h.Seq == 0 || h.Seq > 1<<48:
		return bad("its number in the chain is out of range")
	case (h.Seq == 1) != h.Prev.Zero():
		return bad("its link to the entry before does not fit its number")
	case h.Time < 0 || h.Time > MaxTime:
		return bad("its time is out of range")
	case h.Kind == "" || len(h.Kind) > MaxKind:
		return bad("its kind has no name or too long a one")
	case misplaced(h.Kind, h.Lane):
		return bad("a %s does not belong in its lane", h.Kind)
	case h.Size > MaxPayload:
		return bad("its payload would be %d bytes; the most is %d", h.Size, MaxPayload)
	case len(h.Roll) > MaxRoll:
		return bad("it cites %d roll heads; the most is %d", len(h.Roll), MaxRoll)
	case founding && (!h.Group.Zero() || h.Lane != RollLane || h.Seq != 1 || len(h.Roll) != 0):
		return bad("a founding act must come first and stand alone")
	case !founding && (h.Group.Zero() || len(h.Roll) == 0):
		return bad("it names no group or no roll")
	}
	if !sortedIDs(h.Roll) {
		return bad("its roll heads are not sorted")
	}
	return nil
}

// checkPayload compares the payload, if it is still here, with what the header promised.
func (e *Entry) checkPayload() error {
	if e.Payload == nil && e.Size > 0 {
		return nil // erased: the chain stays verifiable without it
	}
	if len(e.Payload) != int(e.Size) {
		return bad("its payload is %d bytes and its header says %d", len(e.Payload), e.Size)
	}
	if e.Kind != KindChange && sha256.Sum256(e.Payload) != e.Hash {
		return bad("its payload is not the one that was signed")
	}
	return nil
}

// Verify checks the entry's own signature.
func (e *Entry) Verify() error {
	if len(e.Sig) != ed25519.SignatureSize ||
		!ed25519.Verify(e.Device[:], append([]byte(signTag), e.ID[:]...), e.Sig) {
		return bad("its signature is not its device's")
	}
	return nil
}

// RunMax is the most entries one signature may have to cover: every chain has a signature at least this often, so a
// device can check what it has been sent without waiting for the rest.
const RunMax = 64

// VerifyRun checks consecutive entries of one chain: each links to the one before, time never runs backwards, and the
// last one's signature, which through prev covers them all, is the device's. One signature, however long the run:
// this is what makes catching up cost hashes and not signatures. Entries must be in order and not empty. Signatures
// before the last are not looked at, so they are dropped from the run: what has not been checked is not kept.
func VerifyRun(run []Entry) error {
	if len(run) == 0 || len(run) > RunMax {
		return bad("a run of %d entries", len(run))
	}
	for i := 1; i < len(run); i++ {
		if err := Follows(&run[i], &run[i-1]); err != nil {
			return err
		}
	}
	if err := run[len(run)-1].Verify(); err != nil {
		return err
	}
	for i := range run[:len(run)-1] {
		run[i].Sig = nil
	}
	return nil
}

// Follows says whether e is the entry after prev in the same chain.
func Follows(e, prev *Entry) error {
	switch {
	case e.Chain() != prev.Chain() || e.GroupOf() != prev.GroupOf():
		return bad("it belongs to another chain")
	case e.Seq != prev.Seq+1 || e.Prev != prev.ID:
		return bad("it does not link to the entry before it")
	case e.Time < prev.Time:
		return bad("its time runs backwards")
	}
	return nil
}
