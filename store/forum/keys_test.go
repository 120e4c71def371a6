package forum

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestCertificates(t *testing.T) {
	ann, laptop := testKey("Ann"), DeviceOf(testKey("Ann's laptop"))
	cert := CertifyDevice(ann, laptop)
	if err := CheckCert(PersonOf(ann), laptop, cert); err != nil {
		t.Fatal(err)
	}
	spoilt := bytes.Clone(cert)
	spoilt[0] ^= 1
	for name, err := range map[string]error{
		"another person":        CheckCert(PersonOf(testKey("Bob")), laptop, cert),
		"another device":        CheckCert(PersonOf(ann), DeviceOf(testKey("phone")), cert),
		"spoilt":                CheckCert(PersonOf(ann), laptop, spoilt),
		"none":                  CheckCert(PersonOf(ann), laptop, nil),
		"with no tag":           CheckCert(PersonOf(ann), laptop, ed25519.Sign(ann, laptop[:])),
		"an entry's, on device": CheckCert(PersonOf(ann), laptop, ed25519.Sign(ann, append([]byte(signTag), laptop[:]...))),
	} {
		if err == nil {
			t.Errorf("%s: the certificate was accepted", name)
		}
	}
}

func TestDerivedKeysDiffer(t *testing.T) {
	secret := []byte("sixteen secret b")
	p, b, i := ProofKey(secret), BundleKey(secret), InviteKey(secret).Seed()
	if len(p) != 32 || len(b) != 32 || bytes.Equal(p, b) || bytes.Equal(p, i) || bytes.Equal(b, i) {
		t.Error("keys for different purposes are the same, or have the wrong length")
	}
	if !bytes.Equal(p, ProofKey(secret)) || bytes.Equal(p, ProofKey(secret[:15])) {
		t.Error("the key is not a function of the secret alone")
	}
}

func testTicket() Ticket {
	return Ticket{
		Group: testID("group"), Secret: []byte("sixteen secret b"), Invite: testID("invite"), Seed: []byte("sixteen seed byt"),
		Name: "Mill Lane", Addrs: []string{"/ip4/192.0.2.1/tcp/4001/p2p/12D3KooW", "/ip6/2001:db8::1/udp/4001/quic-v1"}, Expires: start,
	}
}

func TestAsk(t *testing.T) {
	tk := testTicket()
	o := Offer{Key: InviteKey(tk.Seed).Public().(ed25519.PublicKey), Role: RoleMember, Uses: 1, Expires: start}
	a, err := NewAsk(tk, testKey("Zed"), testKey("phone"), "Zed", start)
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckAsk(a, tk.Group, o); err != nil {
		t.Fatal(err)
	}
	var refused *RefusedError
	if err := CheckAsk(a, testID("another group"), o); !errors.As(err, &refused) {
		t.Errorf("an ask for another group: %v", err)
	}
	late, err := NewAsk(tk, testKey("Zed"), testKey("phone"), "Zed", start+1)
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckAsk(late, tk.Group, o); !errors.As(err, &refused) || !strings.Contains(err.Error(), "expired") {
		t.Errorf("a late ask: %v", err)
	}
	other := o
	other.Key = InviteKey([]byte("another seed byt")).Public().(ed25519.PublicKey)
	if err := CheckAsk(a, tk.Group, other); !errors.As(err, &refused) {
		t.Errorf("an ask by another invite: %v", err)
	}
	if _, err := NewAsk(tk, testKey("Zed"), testKey("phone"), "", start); err == nil {
		t.Error("somebody with no name asked")
	}
	tk.Seed = nil
	if _, err := NewAsk(tk, testKey("Zed"), testKey("phone"), "Zed", start); err == nil {
		t.Error("somebody asked with no seed")
	}
}

func TestTicketAsPeoplePasteIt(t *testing.T) {
	text, err := testTicket().Encode()
	if err != nil {
		t.Fatal(err)
	}
	var wrapped strings.Builder
	for i, r := range text {
		if i > 0 && i%37 == 0 {
			wrapped.WriteString("\r\n> "[:2])
		}
		wrapped.WriteRune(r)
	}
	for name, s := range map[string]string{
		"as it is":           text,
		"with spaces":        "  \t" + text + "\n\n",
		"in quotes":          `"` + text + `"`,
		"in curly quotes":    "\u201c" + text + "\u201d",
		"in angle brackets":  "<" + text + ">",
		"in round brackets":  "(" + text + ").",
		"wrapped":            wrapped.String(),
		"with no-width bits": text[:30] + "\u200b" + text[30:60] + "\u00ad" + text[60:],
		"after a sentence":   "Join us: " + text,
		"with a capital":     "Moot:join/" + strings.TrimPrefix(text, TicketPrefix),
		"after İ":            "İİİ " + text,
	} {
		got, err := ParseTicket(s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again, _ := got.Encode(); again != text {
			t.Errorf("%s: read as %+v", name, got)
		}
	}
}

// TestTicketCutShort cuts an invite at every letter: each must be told from a good one, most of them as cut short.
func TestTicketCutShort(t *testing.T) {
	text, err := testTicket().Encode()
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		_, err := ParseTicket(text[:i])
		want := ErrCutShort
		if i < len(TicketPrefix) {
			want = ErrNotInvite
		}
		if !errors.Is(err, want) && !(errors.Is(err, ErrMistyped) && len(text)-i < 8) {
			t.Errorf("cut at %d of %d: %v, want %v", i, len(text), err, want)
		}
	}
}

func TestTicketMistyped(t *testing.T) {
	text, err := testTicket().Encode()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for range 2000 {
		b := []byte(text)
		i := len(TicketPrefix) + r.IntN(len(b)-len(TicketPrefix))
		was := b[i]
		b[i] = letters[r.IntN(len(letters))]
		if _, err := ParseTicket(string(b)); err == nil && b[i] != was && i < len(b)-1 { // the last letter has bits that stand for nothing
			t.Fatalf("an invite with letter %d changed from %c to %c was read", i, was, b[i])
		}
	}
	for _, s := range []string{"", "moot", "https://example.org/join", "mooo:join/AAAA", strings.Repeat("x", 1<<20)} {
		if _, err := ParseTicket(s); !errors.Is(err, ErrNotInvite) {
			t.Errorf("%.30q: %v", s, err)
		}
	}
	if _, err := ParseTicket(text[:40] + "%" + text[40:]); !errors.Is(err, ErrMistyped) {
		t.Errorf("with a strange letter: %v", err)
	}
}

func TestTicketLimits(t *testing.T) {
	for name, change := range map[string]func(*Ticket){
		"no group":       func(t *Ticket) { t.Group = ID{} },
		"short secret":   func(t *Ticket) { t.Secret = t.Secret[1:] },
		"short seed":     func(t *Ticket) { t.Seed = nil },
		"no name":        func(t *Ticket) { t.Name = "" },
		"many addresses": func(t *Ticket) { t.Addrs = make([]string, 100) },
		"a long address": func(t *Ticket) { t.Addrs = []string{strings.Repeat("a", maxAddr+1)} },
	} {
		tk := testTicket()
		change(&tk)
		if _, err := tk.Encode(); err == nil {
			t.Errorf("%s: an invite was written", name)
		}
	}
}

func FuzzParseTicket(f *testing.F) {
	text, err := testTicket().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add(" <" + text[:50] + "\n" + text[50:] + "> ")
	f.Add(text[:70])
	f.Fuzz(func(t *testing.T, s string) {
		tk, err := ParseTicket(s)
		if err != nil {
			if !errors.Is(err, ErrNotInvite) && !errors.Is(err, ErrCutShort) && !errors.Is(err, ErrMistyped) {
				t.Fatalf("an error that is none of the three: %v", err)
			}
			return
		}
		again, err := tk.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseTicket(again); err != nil {
			t.Fatal(err)
		}
	})
}
