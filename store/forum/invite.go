package forum

import (
	"crypto/ed25519"
	"encoding/binary"
	"slices"

	"moot/store/saying"
)

// Ticket is what an invite's text holds: enough to find the group, prove knowledge of it, and ask to be let in.
type Ticket struct {
	Group   ID       `cbor:"1,keyasint"`
	Secret  []byte   `cbor:"2,keyasint"`           // the group's secret
	Invite  ID       `cbor:"3,keyasint"`           // the invite act
	Seed    []byte   `cbor:"4,keyasint"`           // 16 bytes the invite's Ed25519 key is derived from
	Name    string   `cbor:"5,keyasint"`           // of the group, so that the joiner knows what they join
	Addrs   []string `cbor:"6,keyasint,omitempty"` // multiaddrs of the inviter, with peer id
	Expires int64    `cbor:"7,keyasint"`           // ms
}

// TicketPrefix is what every invite's text begins with.
const TicketPrefix = "moot:join/"

const (
	maxAddrs = 32
	maxAddr  = 256 // bytes
)

// What can be wrong with an invite's text.
var (
	ErrNotInvite = saying.Error("this is not a Moot invite; an invite begins with %s", TicketPrefix)
	ErrCutShort  = saying.Error("this invite is cut short; ask for it again, or copy all of it")
	ErrMistyped  = saying.Error("this invite has a mistake in it; copy it again, or ask for a new one")
)

var ticketCode = newCode(TicketPrefix, ErrNotInvite, ErrCutShort, ErrMistyped)

// Encode gives the invite's text.
func (t Ticket) Encode() (string, error) {
	if err := t.check(); err != nil {
		return "", err
	}
	return ticketCode.write(t)
}

// ParseTicket reads an invite's text as people paste it: with spaces, line breaks, quotes or brackets that a chat or
// mail program put round it or into it. Errors are [ErrNotInvite], [ErrCutShort] or [ErrMistyped]. It does not look at
// the date: only a clock can say whether an invite is still good.
func ParseTicket(s string) (Ticket, error) {
	var t Ticket
	if err := ticketCode.read(s, &t); err != nil {
		return Ticket{}, err
	}
	if t.check() != nil {
		return Ticket{}, ErrMistyped
	}
	return t, nil
}

func (t *Ticket) check() error {
	if t.Group.Zero() || t.Invite.Zero() {
		return bad("the invite names no group")
	}
	return first(
		addresses(t.Addrs),
		size("the group's secret", t.Secret, SecretSize),
		size("the invite's seed", t.Seed, SecretSize),
		line("a group's name", t.Name, MaxName),
		within("an invite's last day", t.Expires, 0, MaxTime),
	)
}

const askTag = "moot/ask/1\x00"

// NewAsk makes what the holder of an invite sends to be let in. At is the holder's own time, milliseconds since 1970 UTC.
func NewAsk(t Ticket, person, device ed25519.PrivateKey, called string, at int64) (Ask, error) {
	if len(t.Seed) != SecretSize {
		return Ask{}, bad("the invite's seed is %d bytes and not %d", len(t.Seed), SecretSize)
	}
	d := DeviceOf(device)
	a := Ask{
		Invite: t.Invite,
		Person: PersonOf(person),
		Device: d,
		Called: called,
		Cert:   CertifyDevice(person, d),
		Time:   at,
	}
	a.Proof = ed25519.Sign(InviteKey(t.Seed), a.Statement(t.Group))
	a.Own = ed25519.Sign(device, a.Statement(t.Group))
	return a, a.check()
}

// NewLink makes what a member's new device sends to be added to a group: it holds the person's key, after a link in
// person or a restore. Person is who they are in this group: not whose key it is when they were re-admitted with another
// (see [Readmit]). At is the device's own time, milliseconds since 1970 UTC.
func NewLink(group ID, person Person, key, device ed25519.PrivateKey, called string, at int64) (Ask, error) {
	d := DeviceOf(device)
	a := Ask{Person: person, Device: d, Called: called, Cert: CertifyDevice(key, d), Time: at}
	a.Own = ed25519.Sign(device, a.Statement(group))
	return a, a.check()
}

// CheckLink says whether the ask was made by the device it names and certified by the person whose key is given. The
// key is the person's own, or the one they were re-admitted with. Errors: [*RefusedError], [*BadEntryError].
func CheckLink(a Ask, group ID, key Person) error {
	if err := a.check(); err != nil {
		return err
	}
	if !a.Invite.Zero() {
		return forged("the request was made with an invite")
	}
	if !ed25519.Verify(a.Device[:], a.Statement(group), a.Own) {
		return forged("the request was not made on the device it names")
	}
	return CheckCert(key, a.Device, a.Cert)
}

// Statement is what the invite's key and the device sign: the group and everything in the ask but its signatures. All but the name
// have fixed sizes and the name comes last, so no two asks have the same statement.
func (a Ask) Statement(group ID) []byte {
	b := slices.Concat([]byte(askTag), group[:], a.Invite[:], a.Person[:], a.Device[:])
	b = binary.BigEndian.AppendUint64(b, uint64(a.Time))
	return append(b, a.Called...)
}

// CheckAsk says whether the ask was made by somebody who holds the invite that the offer belongs to, for this group,
// before it ended by the asker's own account, and whether the device is the person's. How often the invite has been
// used is for [Resolve] to say. Errors: [*RefusedError], [*BadEntryError].
func CheckAsk(a Ask, group ID, o Offer) error {
	if err := checkTerms(a, o); err != nil {
		return err
	}
	if !ed25519.Verify(o.Key, a.Statement(group), a.Proof) {
		return forged("the request was not made with that invite")
	}
	if !ed25519.Verify(a.Device[:], a.Statement(group), a.Own) {
		return forged("the request was not made on the device it names")
	}
	return CheckCert(a.Person, a.Device, a.Cert)
}

// checkTerms is CheckAsk but for the signatures.
func checkTerms(a Ask, o Offer) error {
	if err := first(a.check(), o.check()); err != nil {
		return err
	}
	if a.Time > o.Expires {
		return refuse("the invite had expired when it was used")
	}
	return nil
}
