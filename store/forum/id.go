package forum

import (
	"encoding/hex"
	"errors"
	"fmt"
)

// ID is a SHA-256 hash: of an entry's header (an entry id), or of the founding act (a group id).
type ID [32]byte

// Person is the Ed25519 public key a person first joined with. It names that person in a group for ever.
type Person [32]byte

// Device is the Ed25519 public key of one device. It signs every entry in that device's chains.
type Device [32]byte

var errLength = errors.New("an id is 32 bytes")

// String gives the full id in lower-case hex.
func (i ID) String() string { return hex.EncodeToString(i[:]) }

// String gives the full key in lower-case hex.
func (p Person) String() string { return hex.EncodeToString(p[:]) }

// String gives the full key in lower-case hex.
func (d Device) String() string { return hex.EncodeToString(d[:]) }

// Zero says whether the id is unset.
func (i ID) Zero() bool { return i == ID{} }

// Zero says whether the person is unset.
func (p Person) Zero() bool { return p == Person{} }

// ParseID reads 64 hex digits.
func ParseID(s string) (ID, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 32 {
		return ID{}, fmt.Errorf("%q is not an id: an id is 64 hexadecimal digits", s)
	}
	return ID(b), nil
}

// MarshalText lets ids be JSON strings and map keys.
func (i ID) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// MarshalText lets people be JSON strings and map keys.
func (p Person) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// MarshalText lets devices be JSON strings and map keys.
func (d Device) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (i *ID) UnmarshalText(b []byte) error { return unhex(i[:], b) }

// UnmarshalText is the inverse of MarshalText.
func (p *Person) UnmarshalText(b []byte) error { return unhex(p[:], b) }

// UnmarshalText is the inverse of MarshalText.
func (d *Device) UnmarshalText(b []byte) error { return unhex(d[:], b) }

func unhex(dst, text []byte) error {
	if len(text) != 2*len(dst) {
		return errLength
	}
	_, err := hex.Decode(dst, text)
	return err
}

// MarshalCBOR writes the id as a 32-byte string.
func (i ID) MarshalCBOR() ([]byte, error) { return append([]byte{0x58, 32}, i[:]...), nil }

// MarshalCBOR writes the key as a 32-byte string.
func (p Person) MarshalCBOR() ([]byte, error) { return append([]byte{0x58, 32}, p[:]...), nil }

// MarshalCBOR writes the key as a 32-byte string.
func (d Device) MarshalCBOR() ([]byte, error) { return append([]byte{0x58, 32}, d[:]...), nil }

// UnmarshalCBOR accepts exactly a 32-byte string; the CBOR library's own rule would pad or cut others.
func (i *ID) UnmarshalCBOR(b []byte) error { return fixed(i[:], b) }

// UnmarshalCBOR accepts exactly a 32-byte string.
func (p *Person) UnmarshalCBOR(b []byte) error { return fixed(p[:], b) }

// UnmarshalCBOR accepts exactly a 32-byte string.
func (d *Device) UnmarshalCBOR(b []byte) error { return fixed(d[:], b) }

func fixed(dst, b []byte) error {
	if len(b) != 34 || b[0] != 0x58 || b[1] != 32 {
		return errLength
	}
	copy(dst, b[2:])
	return nil
}
