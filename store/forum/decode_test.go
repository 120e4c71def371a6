package forum

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestDecodeLimits has, for each kind, bodies just inside the limits and bodies outside them.
func TestDecodeLimits(t *testing.T) {
	p, s := Person{1}, testID("s")
	key, sig := make([]byte, ed25519.PublicKeySize), make([]byte, ed25519.SignatureSize)
	secret := make([]byte, SecretSize)
	long := func(n int) string { return strings.Repeat("é", n) }
	ids := func(n int) []ID {
		out := make([]ID, n)
		for i := range out {
			out[i] = ID{byte(i / 256), byte(i), 1}
		}
		return out
	}
	found := func(change func(f *Found)) Found {
		f := Found{Name: "Mill Lane", Secret: secret, Person: p, Cert: sig, Called: "Ann"}
		change(&f)
		return f
	}
	offer := func(change func(o *Offer)) Offer {
		o := Offer{Key: key, Role: RoleMember, Uses: 1, Expires: 1}
		change(&o)
		return o
	}
	ask := func(change func(a *Ask)) Admit {
		a := Ask{Invite: s, Person: p, Device: Device{2}, Called: "Zed", Cert: sig, Proof: sig, Own: sig}
		change(&a)
		return Admit{a}
	}
	for _, c := range []struct {
		kind  Kind
		body  any
		words string // in the error; empty when it is good
	}{
		{KindFound, found(func(*Found) {}), ""},
		{KindFound, found(func(f *Found) { f.Name = "" }), "name is empty"},
		{KindFound, found(func(f *Found) { f.Name = long(MaxName) }), ""},
		{KindFound, found(func(f *Found) { f.Name = long(MaxName + 1) }), "81 characters"},
		{KindFound, found(func(f *Found) { f.Secret = sig }), "secret is 64 bytes"},
		{KindFound, found(func(f *Found) { f.Person = Person{} }), "names nobody"},
		{KindFound, found(func(f *Found) { f.Cert = nil }), "certificate"},
		{KindFound, found(func(f *Found) { f.Aims = long(MaxText) }), "aims"},
		{KindInvite, offer(func(o *Offer) { o.Uses = MaxUses }), ""},
		{KindInvite, offer(func(o *Offer) { o.Uses = MaxUses + 1 }), "out of range"},
		{KindInvite, offer(func(o *Offer) { o.Uses = 0 }), "out of range"},
		{KindInvite, offer(func(o *Offer) { o.Role = "king" }), `no role called "king"`},
		{KindInvite, offer(func(o *Offer) { o.Key = key[1:] }), "key is 31 bytes"},
		{KindInvite, offer(func(o *Offer) { o.Expires = -1 }), "last day"},
		{KindAdmit, ask(func(*Ask) {}), ""},
		{KindAdmit, ask(func(a *Ask) { a.Invite = ID{} }), "no invite"},
		{KindAdmit, ask(func(a *Ask) { a.Device = Device{} }), "no device"},
		{KindAdmit, ask(func(a *Ask) { a.Called = "Zed\nAnn" }), "cannot be shown"},
		{KindAdmit, ask(func(a *Ask) { a.Called = "deZ\u202e" }), "cannot be shown"},
		{KindAdmit, ask(func(a *Ask) { a.Proof = sig[1:] }), "proof is 63 bytes"},
		{KindApprove, Approve{}, "names nobody"},
		{KindRole, Grant{Person: p, Role: RoleReader}, ""},
		{KindRole, Grant{Person: p}, "no role"},
		{KindRemove, Remove{Person: p, Pins: make([]Pin, MaxPins)}, ""},
		{KindRemove, Remove{Person: p, Pins: make([]Pin, MaxPins+1)}, "1025 chains"},
		{KindRemove, Remove{Person: p, Pins: []Pin{{Lane: 2}}}, "cannot be"},
		{KindRename, Rename{"  \u00a0 "}, "name is empty"},
		{KindCharter, Charter{}, "changes nothing"},
		{KindProposal, NewProposal{Title: long(MaxTitle), Cost: MaxNumber, Type: "page"}, ""},
		{KindProposal, NewProposal{Title: long(MaxTitle + 1)}, "201 characters"},
		{KindProposal, NewProposal{Title: "x", Cost: -1}, "cost is out of range"},
		{KindProposal, NewProposal{Title: "x", Type: "whim"}, "type of proposal"},
		{KindSet, Set{Field: "colour"}, "no field"},
		{KindSet, Set{Field: FieldTitle}, "title is empty"},
		{KindSet, Set{Field: FieldPlace}, ""},
		{KindSet, Set{Field: FieldState, Text: "voting"}, "no state"},
		{KindSet, Set{Field: FieldState, Text: "ended"}, ""},
		{KindSet, Set{Field: FieldAt, Number: -1}, "out of range"},
		{KindSet, Set{Field: FieldPos, Number: -5, After: ids(MaxIDs)}, ""},
		{KindSet, Set{Field: FieldPos, After: ids(MaxIDs + 1)}, "65 settings"},
		{KindComment, NewComment{Body: strings.Repeat("x", MaxText)}, ""},
		{KindComment, NewComment{Body: strings.Repeat("x", MaxText+1)}, "20001 bytes"},
		{KindComment, NewComment{}, "comment is empty"},
		{KindVote, OpenVote{Title: "A title", Method: MethodYesNo, Wording: ids(MaxIDs)}, ""},
		{KindVote, OpenVote{Title: "A title", Method: MethodYesNo, Wording: ids(MaxIDs + 1)}, "65 heads"},
		{KindVote, OpenVote{Title: "A title", Method: MethodYesNo, Wording: []ID{{2}, {1}}}, "not sorted"},
		{KindVote, OpenVote{Title: "A title", Method: MethodYesNo, Wording: []ID{{2}, {2}}}, "not sorted"},
		{KindVote, OpenVote{Title: "A title", Method: "acclaim"}, "way of voting"},
		{KindVote, OpenVote{Title: "A title", Method: MethodYesNo, Grace: -1}, "out of range"},
		{KindBallot, NewBallot{Voter: p, Choice: "maybe"}, `no choice called "maybe"`},
		{KindBallot, NewBallot{Choice: Yes}, "names nobody"},
		{KindBallot, NewBallot{Voter: p, Choice: Yes, After: ids(MaxIDs + 1)}, "65 ballots"},
		{KindMeeting, NewMeeting{Title: "x", At: MaxTime + 1}, "out of range"},
		{KindItem, NewItem{Title: "", Pos: 1}, "title is empty"},
		{KindItem, NewItem{Title: "x", Pos: MaxNumber + 1}, "out of range"},
		{KindAttend, Attend{Name: "Mrs Patel", As: Present}, ""},
		{KindAttend, Attend{As: Present}, "name one person"},
		{KindAttend, Attend{Person: p, Name: "Ann", As: Present}, "name one person"},
		{KindAttend, Attend{Person: p, As: "asleep"}, "attendance"},
		{"song", NewComment{Body: "x"}, `no kind of entry called "song"`},
	} {
		_, err := Encode(c.kind, c.body)
		switch {
		case c.words == "" && err != nil:
			t.Errorf("%s %+v: %v", c.kind, c.body, err)
		case c.words != "" && (err == nil || !strings.Contains(err.Error(), c.words)):
			t.Errorf("%s %.80v: %v; want an error with %q", c.kind, c.body, err, c.words)
		}
	}
}

// TestDecodeNewer: keys that a newer version added are passed over, and a newer kind is no error.
func TestDecodeNewer(t *testing.T) {
	payload, err := encode(map[int]any{1: "Yes.", 99: []string{"what is to come"}})
	if err != nil {
		t.Fatal(err)
	}
	body, ok, err := Decode(KindComment, payload)
	if err != nil || !ok || body.(*NewComment).Body != "Yes." {
		t.Errorf("%+v, %v, %v", body, ok, err)
	}
	if body, ok, err := Decode("song", payload); body != nil || ok || err != nil {
		t.Errorf("an unknown kind: %v, %v, %v", body, ok, err)
	}
	if body, ok, err := Decode(KindChange, payload); body != nil || !ok || err != nil {
		t.Errorf("a change: %v, %v, %v", body, ok, err)
	}
}

func TestDecodeRefusesBadCBOR(t *testing.T) {
	for name, payload := range map[string][]byte{
		"nothing":          nil,
		"a number":         {0x01},
		"not UTF-8":        {0xA1, 0x01, 0x62, 0xC3, 0x28},
		"a key twice":      {0xA2, 0x01, 0x61, 'a', 0x01, 0x61, 'b'},
		"of no set length": {0xBF, 0x01, 0x61, 'a', 0xFF},
		"a tag":            {0xA1, 0x01, 0xC0, 0x61, 'a'},
		"more after it":    {0xA1, 0x01, 0x61, 'a', 0x00},
		"nested deep":      append([]byte{0xA2, 0x01, 0x61, 'a', 0x02}, bytes.Repeat([]byte{0x81}, 5000)...),
	} {
		_, _, err := Decode(KindComment, payload)
		var badly *BadEntryError
		if !errors.As(err, &badly) {
			t.Errorf("%s: %v; want a BadEntryError", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, e := range slices.Concat(goldenEntries(f, goldenBodies()), goldenEntries(f, goldenActs()), goldenEntries(f, goldenPapers())) {
		f.Add(string(e.Kind), e.Payload)
	}
	f.Fuzz(func(t *testing.T, kind string, payload []byte) {
		body, ok, err := Decode(Kind(kind), payload)
		if err != nil || !ok || body == nil {
			return
		}
		again, err := Encode(Kind(kind), body)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if _, _, err := Decode(Kind(kind), again); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}
