package forum

import (
	"moot/store/saying"
)

// LinkCode is what one device of a person shows to another, as text or QR, to make it theirs too. It holds nothing that
// lasts: only a seed with which both prove, once, that they were shown to each other, and where the old one is.
type LinkCode struct {
	Seed    []byte   `cbor:"1,keyasint"`           // 16 random bytes, good for one try
	Addrs   []string `cbor:"2,keyasint,omitempty"` // multiaddrs of the old device, with peer id
	Expires int64    `cbor:"3,keyasint"`           // by the old device's clock, ms since 1970 UTC
}

// LinkPrefix is what every code for linking a device begins with.
const LinkPrefix = "moot:link/"

// What can be wrong with the text of a code for linking.
var (
	ErrNotLink      = saying.Error("this is not a code for linking a device; one begins with %s", LinkPrefix)
	ErrLinkShort    = saying.Error("this code is cut short; copy all of it, or make a new one")
	ErrLinkMistyped = saying.Error("this code has a mistake in it; copy it again, or make a new one")
)

var linkCode = newCode(LinkPrefix, ErrNotLink, ErrLinkShort, ErrLinkMistyped)

// Encode gives the code's text.
func (l LinkCode) Encode() (string, error) {
	if err := l.check(); err != nil {
		return "", err
	}
	return linkCode.write(l)
}

// ParseLink reads the text of a code for linking, with the same tolerance as [ParseTicket]. Errors are [ErrNotLink],
// [ErrLinkShort] or [ErrLinkMistyped]. It does not look at the date.
func ParseLink(s string) (LinkCode, error) {
	var l LinkCode
	if err := linkCode.read(s, &l); err != nil {
		return LinkCode{}, err
	}
	if l.check() != nil {
		return LinkCode{}, ErrLinkMistyped
	}
	return l, nil
}

func (l *LinkCode) check() error {
	return first(
		size("the code's seed", l.Seed, SecretSize),
		addresses(l.Addrs),
		within("a code's last minute", l.Expires, 0, MaxTime),
	)
}

// LinkKeys gives the two 32-byte keys with which the new and the old device prove to each other that they know a code's
// seed.
func LinkKeys(seed []byte) (newer, older []byte) {
	return derive(seed, linkInfo+" new"), derive(seed, linkInfo+" old")
}
