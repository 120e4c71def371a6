package forum

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"testing"
)

// sealed makes an entry of the content lane.
func sealed(t testing.TB, key ed25519.PrivateKey, seq uint64, prev ID, body string) Entry {
	t.Helper()
	payload, err := Encode(KindComment, NewComment{Body: body})
	if err != nil {
		t.Fatal(err)
	}
	e, err := Seal(Header{
		Group: testID("group"), Device: DeviceOf(key), Lane: ContentLane, Seq: seq, Prev: prev,
		Roll: []ID{testID("roll")}, Time: start + int64(seq), Subject: testID("subject"), Kind: KindComment,
	}, payload, key)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// chain makes a run of n entries that carry a signature only on the last.
func chain(t testing.TB, n int) []Entry {
	key := testKey("Ann's laptop")
	var run []Entry
	var prev ID
	for i := range n {
		e := sealed(t, key, uint64(i+1), prev, "comment "+strings.Repeat("!", i+1))
		prev = e.ID
		if i < n-1 {
			e.Sig = nil
		}
		run = append(run, e)
	}
	return run
}

func TestSealThenDecode(t *testing.T) {
	e := sealed(t, testKey("Ann's laptop"), 1, ID{}, "hello")
	b, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeEntry(b)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != e.ID || got.ID != sha256.Sum256(e.Raw) || got.Verify() != nil || !bytes.Equal(got.Payload, e.Payload) {
		t.Errorf("decoded %+v", got)
	}
	if got.GroupOf() != testID("group") {
		t.Errorf("its group is %s", got.GroupOf())
	}
	r, err := RecordOf(&got, Person{1})
	if err != nil || r.Body.(*NewComment).Body != "hello" || r.Person != (Person{1}) || r.Seq != 1 {
		t.Errorf("the record is %+v, %v", r, err)
	}
	// Erased, it is still an entry, and its record has nothing to say.
	got.Payload = nil
	b, err = got.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err = DecodeEntry(b)
	if err != nil || got.Verify() != nil {
		t.Errorf("with its payload erased: %v", err)
	}
	if r, err := RecordOf(&got, Person{1}); err != nil || r.Body != nil {
		t.Errorf("an erased record is %+v, %v", r, err)
	}
}

func TestSealRefuses(t *testing.T) {
	key := testKey("Ann's laptop")
	good := Header{
		Group: testID("group"), Device: DeviceOf(key), Lane: ContentLane, Seq: 2, Prev: testID("before"),
		Roll: []ID{testID("roll")}, Time: start, Kind: KindComment,
	}
	roll := func(n int) []ID {
		ids := make([]ID, n)
		for i := range ids {
			ids[i] = ID{byte(i + 1)}
		}
		return ids
	}
	for name, c := range map[string]struct {
		change func(h *Header)
		words  string
	}{
		"lane":                  {func(h *Header) { h.Lane = 2 }, "lane 2"},
		"a comment as an act":   {func(h *Header) { h.Lane = RollLane }, "does not belong in its lane"},
		"an act as content":     {func(h *Header) { h.Kind = KindAdmit }, "does not belong in its lane"},
		"number 0":              {func(h *Header) { h.Seq = 0 }, "number in the chain"},
		"too great a number":    {func(h *Header) { h.Seq = 1<<48 + 1 }, "number in the chain"},
		"first, with a link":    {func(h *Header) { h.Seq = 1 }, "link"},
		"second, with no link":  {func(h *Header) { h.Prev = ID{} }, "link"},
		"time below 0":          {func(h *Header) { h.Time = -1 }, "time"},
		"time past all clocks":  {func(h *Header) { h.Time = MaxTime + 1 }, "time"},
		"no kind":               {func(h *Header) { h.Kind = "" }, "kind"},
		"a long kind":           {func(h *Header) { h.Kind = Kind(strings.Repeat("k", MaxKind+1)) }, "kind"},
		"no roll":               {func(h *Header) { h.Roll = nil }, "no roll"},
		"no group":              {func(h *Header) { h.Group = ID{} }, "no group"},
		"65 roll heads":         {func(h *Header) { h.Roll = roll(MaxRoll + 1) }, "65 roll heads"},
		"the same head twice":   {func(h *Header) { h.Roll = []ID{{1}, {1}} }, "not sorted"},
		"founding in mid-chain": {func(h *Header) { h.Kind, h.Lane = KindFound, RollLane }, "stand alone"},
		"another's device":      {func(h *Header) { h.Device = Device{9} }, "its own device"},
	} {
		h := good
		c.change(&h)
		if _, err := Seal(h, []byte("x"), key); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v; want an error with %q", name, err, c.words)
		}
	}
	if _, err := Seal(good, make([]byte, MaxPayload+1), key); err == nil {
		t.Error("too large a payload was sealed")
	}
	good.Roll = roll(MaxRoll)
	slices.Reverse(good.Roll)
	if _, err := Seal(good, make([]byte, MaxPayload), key); err != nil {
		t.Errorf("at the limits: %v", err)
	}
	if !slices.Equal(good.Roll[:2], []ID{{64}, {63}}) {
		t.Error("Seal changed its caller's list of heads")
	}
}

// TestDecodeEntryRefuses takes one good entry and spoils it.
func TestDecodeEntryRefuses(t *testing.T) {
	e := sealed(t, testKey("Ann's laptop"), 1, ID{}, "hello")
	for name, c := range map[string]struct {
		spoil func(w *wire)
		words string
	}{
		"payload swapped":    {func(w *wire) { w.Payload = append(bytes.Clone(w.Payload[:len(w.Payload)-1]), 'O') }, "not the one that was signed"},
		"payload cut":        {func(w *wire) { w.Payload = w.Payload[1:] }, "its header says"},
		"payload lengthened": {func(w *wire) { w.Payload = append(bytes.Clone(w.Payload), 0) }, "its header says"},
		"payload emptied":    {func(w *wire) { w.Payload = []byte{} }, "its header says"},
		"short signature":    {func(w *wire) { w.Sig = w.Sig[:63] }, "wrong length"},
		"header cut":         {func(w *wire) { w.Raw = w.Raw[:len(w.Raw)-1] }, "cannot be read"},
		"header lengthened":  {func(w *wire) { w.Raw = append(bytes.Clone(w.Raw), 0) }, "cannot be read"},
		"header huge":        {func(w *wire) { w.Raw = make([]byte, MaxHeader+1) }, "header is 4097 bytes"},
		"an overlong number": {func(w *wire) {
			// Version 1 written in two bytes: the same value, another encoding.
			w.Raw = append([]byte{w.Raw[0], 0x18, 0x01}, w.Raw[2:]...)
		}, "not in canonical form"},
	} {
		w := wire{Raw: e.Raw, Sig: e.Sig, Payload: e.Payload}
		c.spoil(&w)
		b, err := encode(w)
		if err != nil {
			t.Fatal(err)
		}
		_, err = DecodeEntry(b)
		var badly *BadEntryError
		if !errors.As(err, &badly) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v; want a BadEntryError with %q", name, err, c.words)
		}
	}
	b, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for i := range b {
		if _, err := DecodeEntry(b[:i]); err == nil {
			t.Errorf("an entry cut short at %d was read", i)
		}
	}
	if _, err := DecodeEntry(make([]byte, MaxEntry+1)); err == nil || !strings.Contains(err.Error(), "the most is") {
		t.Errorf("too large: %v", err)
	}
}

func TestNewerVersion(t *testing.T) {
	e := sealed(t, testKey("Ann's laptop"), 1, ID{}, "hello")
	raw := bytes.Clone(e.Raw)
	raw[1] = 2
	b, err := encode(wire{Raw: raw, Sig: e.Sig, Payload: e.Payload})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := DecodeEntry(b); !errors.Is(err, ErrNewer) {
		t.Errorf("an entry of version 2: %v", err)
	}
}

func TestVerifyRun(t *testing.T) {
	run := chain(t, RunMax)
	if err := VerifyRun(run); err != nil {
		t.Fatal(err)
	}
	if VerifyRun(nil) == nil || VerifyRun(chain(t, RunMax+1)) == nil {
		t.Error("an empty run, or one that is too long, was verified")
	}
	if VerifyRun(run[:10]) == nil {
		t.Error("a run with no signature at its end was verified")
	}
	other := sealed(t, testKey("Eve's laptop"), 33, run[31].ID, "comment")
	early := run[32].Header
	early.Time = run[31].Time - 1
	back, err := Seal(early, run[32].Payload, testKey("Ann's laptop"))
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(r []Entry) []Entry{
		"one left out":        func(r []Entry) []Entry { return slices.Delete(r, 20, 21) },
		"one twice":           func(r []Entry) []Entry { return slices.Insert(r[:63], 20, r[20]) },
		"two swapped":         func(r []Entry) []Entry { r[20], r[21] = r[21], r[20]; return r },
		"another's in it":     func(r []Entry) []Entry { r[32] = other; return r },
		"time runs backwards": func(r []Entry) []Entry { return append(r[:32], back) },
		"signature spoilt":    func(r []Entry) []Entry { r[63].Sig = bytes.Clone(r[63].Sig); r[63].Sig[5] ^= 1; return r },
		"another's signature": func(r []Entry) []Entry {
			r[63].Sig = ed25519.Sign(testKey("Eve's laptop"), append([]byte(signTag), r[63].ID[:]...))
			return r
		},
		"a signature with no tag": func(r []Entry) []Entry {
			r[63].Sig = ed25519.Sign(testKey("Ann's laptop"), r[63].ID[:])
			return r
		},
	} {
		if err := VerifyRun(spoil(slices.Clone(run))); err == nil {
			t.Errorf("%s: verified", name)
		}
	}
}

// TestTamperingIsCaught changes each entry of a run in turn, the way a peer could: by its bytes.
func TestTamperingIsCaught(t *testing.T) {
	run := chain(t, 8)
	for i := range run {
		for at := 0; at < len(run[i].Raw); at++ {
			raw := bytes.Clone(run[i].Raw)
			raw[at] ^= 0x40
			b, err := encode(wire{Raw: raw, Sig: run[i].Sig, Payload: run[i].Payload})
			if err != nil {
				t.Fatal(err)
			}
			e, err := DecodeEntry(b)
			if err != nil {
				continue
			}
			forged := slices.Clone(run)
			forged[i] = e
			if VerifyRun(forged) == nil {
				t.Fatalf("byte %d of entry %d was changed and the run still verified", at, i)
			}
		}
	}
}

// TestInnerSignaturesAreDropped: a signature that was not checked is not kept.
func TestInnerSignaturesAreDropped(t *testing.T) {
	run := chain(t, 3)
	run[1].Sig = make([]byte, ed25519.SignatureSize)
	if err := VerifyRun(run); err != nil {
		t.Fatal(err)
	}
	if run[1].Sig != nil || run[2].Sig == nil {
		t.Error("an unchecked signature was kept, or the checked one was not")
	}
}

func FuzzDecodeEntry(f *testing.F) {
	for _, e := range slices.Concat(chain(f, 2), goldenEntries(f, goldenBodies()), goldenEntries(f, goldenActs())) {
		b, err := e.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(e.Raw)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		agree(t, b)
		e, err := DecodeEntry(b)
		if err != nil {
			return
		}
		again, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		e2, err := DecodeEntry(again)
		if err != nil || e2.ID != e.ID {
			t.Fatalf("what was read reads differently when written again: %v", err)
		}
		if e.Verify() == nil && e.ID != sha256.Sum256(e.Raw) {
			t.Fatal("the id is not the header's hash")
		}
		_, _ = RecordOf(&e, Person{})
	})
}
