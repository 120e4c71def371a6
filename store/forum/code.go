package forum

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A code is a value as text that people copy, paste and scan: a prefix, then base64url of the value's canonical CBOR and
// four check bytes. Invites and codes for linking a device are such.
type code struct {
	prefix string
	start  *regexp.Regexp // the prefix, which phones like to write with a capital
	not    error          // it is none of this kind
	short  error          // its end is missing
	typo   error          // its check bytes do not fit
}

const (
	maxCode   = 8 << 10 // characters of a code
	codeCheck = 4       // bytes of SHA-256 after the value, against a slip of the hand
)

func newCode(prefix string, not, short, typo error) code {
	return code{prefix, regexp.MustCompile("(?i)" + prefix), not, short, typo}
}

var errLongCode = errors.New("it has too many addresses in it; make it with fewer")

// write gives a value's text.
func (c code) write(v any) (string, error) {
	b, err := encode(v)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	s := c.prefix + base64.RawURLEncoding.EncodeToString(append(b, sum[:codeCheck]...))
	if len(s) > maxCode {
		return "", errLongCode
	}
	return s, nil
}

// read reads text as people paste it: with spaces, line breaks, quotes or brackets that a chat or mail program put round
// it or into it. Errors are the three of the code.
func (c code) read(s string, v any) error {
	b, err := c.bytes(s)
	if err != nil {
		return err
	}
	rest, err := decMode.UnmarshalFirst(b, v)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || err == nil && len(rest) < codeCheck:
		return c.short
	case err != nil || len(rest) != codeCheck:
		return c.typo
	}
	if sum := sha256.Sum256(b[:len(b)-codeCheck]); !slices.Equal(sum[:codeCheck], rest) {
		return c.typo
	}
	return nil
}

// bytes finds the coded part of a text and decodes it.
func (c code) bytes(s string) ([]byte, error) {
	if len(s) > 4*maxCode {
		return nil, c.not
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("\u200b\u200c\u200d\u2060\ufeff\u00ad", r) {
			return -1
		}
		return r
	}, s)
	at := c.start.FindStringIndex(s)
	if at == nil {
		return nil, c.not
	}
	text := strings.TrimRightFunc(s[at[1]:], func(r rune) bool { return !inBase64(r) })
	if text == "" {
		return nil, c.short
	}
	if strings.ContainsFunc(text, func(r rune) bool { return !inBase64(r) }) {
		return nil, c.typo
	}
	// One lone character at the end is no whole byte: the rest of its group of four was lost.
	if len(text)%4 == 1 {
		return nil, c.short
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, c.typo
	}
	return b, nil
}

func inBase64(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_'
}

// addresses checks a code's list of multiaddrs.
func addresses(addrs []string) error {
	if len(addrs) > maxAddrs {
		return bad("there are %d addresses; the most is %d", len(addrs), maxAddrs)
	}
	for _, a := range addrs {
		if err := line("an address", a, maxAddr); err != nil {
			return err
		}
	}
	return nil
}
