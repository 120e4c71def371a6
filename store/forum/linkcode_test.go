package forum

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func someLink() LinkCode {
	return LinkCode{Seed: bytes.Repeat([]byte{7}, SecretSize), Addrs: []string{"/ip4/192.168.1.20/tcp/4711/p2p/12D3KooW"}, Expires: 1_700_000_000_000}
}

func TestLinkCode(t *testing.T) {
	text, err := someLink().Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, pasted := range []string{text, " “" + text + "” ", "Moot" + text[4:20] + "\n  " + text[20:] + ">"} {
		got, err := ParseLink(pasted)
		if err != nil || !bytes.Equal(got.Seed, someLink().Seed) || got.Addrs[0] != someLink().Addrs[0] || got.Expires != someLink().Expires {
			t.Errorf("%q: %+v, %v", pasted, got, err)
		}
	}
	for i := len(LinkPrefix); i < len(text); i++ {
		if _, err := ParseLink(text[:i]); !errors.Is(err, ErrLinkShort) && !errors.Is(err, ErrLinkMistyped) {
			t.Errorf("cut at %d: %v", i, err)
		}
		other := "A"
		if text[i] == 'A' {
			other = "B"
		}
		if _, err := ParseLink(text[:i] + other + text[i+1:]); err == nil {
			t.Errorf("a slip at %d was not noticed", i)
		}
	}
	if _, err := ParseLink("moot:join/abc"); !errors.Is(err, ErrNotLink) {
		t.Errorf("an invite: %v", err)
	}
	if _, err := ParseTicket(text); !errors.Is(err, ErrNotInvite) {
		t.Errorf("taken for an invite: %v", err)
	}
	long := someLink()
	long.Addrs = make([]string, maxAddrs+1)
	if _, err := long.Encode(); err == nil {
		t.Error("too many addresses went in")
	}
	newer, older := LinkKeys(someLink().Seed)
	if bytes.Equal(newer, older) || len(newer) != 32 {
		t.Error("both sides prove with the same key")
	}
}

func FuzzParseLink(f *testing.F) {
	text, err := someLink().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add(strings.ToUpper(text))
	f.Fuzz(func(t *testing.T, s string) {
		if l, err := ParseLink(s); err == nil && l.check() != nil {
			t.Error("a bad code was read")
		}
	})
}
