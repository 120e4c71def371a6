package sync

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"filippo.io/age"

	"moot/store/forum"
)

// small is a group of two with a few entries, and a bundle of it.
func small(t testing.TB) (g forum.ID, a, b *memStore, file []byte) {
	t.Helper()
	a, b = newMem(t, "Ann"), newMem(t, "Bob")
	g = a.found("Street")
	enrol(t, g, a, b)
	a.say(g, 3, 200)
	return g, a, b, bundleOf(t, a, g, nil)
}

func bundleOf(t testing.TB, s Store, g forum.ID, since map[forum.Chain]uint64) []byte {
	t.Helper()
	var out bytes.Buffer
	n, size, err := WriteBundle(context.Background(), s, g, &out, since)
	if err != nil || int64(out.Len()) != size || n == 0 {
		t.Fatalf("write: %d entries, %d of %d bytes, %v", n, out.Len(), size, err)
	}
	return out.Bytes()
}

func read(s Store, file []byte) (forum.ID, forum.Report, error) {
	return ReadBundle(context.Background(), s, bytes.NewReader(file))
}

func TestBundleRoundTripAndReplay(t *testing.T) {
	g, a, b, file := small(t)
	got, r, err := read(b, file)
	if err != nil || got != g || r.New != 3 || !same(g, a, b) {
		t.Fatalf("%v %+v %v", got, r, err)
	}
	_, r, err = read(b, file)
	if err != nil || r.New != 0 || r.Refused != 0 || r.Known == 0 {
		t.Errorf("replay: %+v %v", r, err)
	}
	since := map[forum.Chain]uint64{}
	for c, h := range b.Heights(g) {
		since[c] = h.Seq
	}
	a.say(g, 1, 100)
	if _, r, err = read(b, bundleOf(t, a, g, since)); err != nil || r.New != 1 || r.Known != 0 {
		t.Errorf("since: %+v %v", r, err)
	}
}

// A joiner who has only the invite can read a bundle: the roll comes by stick.
func TestBundleForJoiner(t *testing.T) {
	g, a, _, _ := small(t)
	c := newMem(t, "Cat")
	if err := c.BeginJoin(context.Background(), a.invite(g, 1, false)); err != nil {
		t.Fatal(err)
	}
	if _, r, err := read(c, bundleOf(t, a, g, nil)); err != nil || !same(g, a, c) {
		t.Fatalf("%+v %v", r, err)
	}
}

func TestBundleLarge(t *testing.T) {
	g, a, b, _ := small(t)
	a.say(g, 200, 20000)
	file := bundleOf(t, a, g, nil)
	if _, r, err := read(b, file); err != nil || !same(g, a, b) {
		t.Fatalf("%+v %v", r, err)
	}
}

func TestBundleSaysWhatIsWrong(t *testing.T) {
	g, _, b, file := small(t)
	before := b.applied
	stranger := newMem(t, "Sam")
	other := stranger.found("Other")
	nobody := newMem(t, "Nob")
	swapped := func() []byte { // the key of one group, the name of another
		var out bytes.Buffer
		out.WriteString(bundleMagic)
		w, err := age.Encrypt(&out, groupKey{forum.BundleKey(b.groups[g].ticket.Secret)})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := writeBundleFrames(context.Background(), stranger, other, w, nil, false); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return ended(out.Bytes())
	}
	zeroed := bytes.Clone(file) // a half copy on some sticks: the right length, nothing in the second half
	clear(zeroed[len(zeroed)/2:])
	for name, c := range map[string]struct {
		s    Store
		file []byte
		want error
	}{
		"empty":          {b, nil, ErrCutShort},
		"a text":         {b, []byte("Dear neighbours, this is not a bundle at all, but a letter about the lamps in the yard."), ErrNotBundle},
		"another group":  {stranger, file, ErrOtherGroup},
		"no group":       {nobody, file, ErrOtherGroup},
		"newer":          {b, append([]byte("moot bundle 2\n"), file[14:]...), ErrNewerBundle},
		"swapped group":  {b, swapped(), ErrDamaged},
		"half, zeroed":   {b, zeroed, ErrCutShort},
		"trailing bytes": {b, append(bytes.Clone(file), 'x'), ErrCutShort},
	} {
		if _, _, err := read(c.s, c.file); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b.applied != before {
		t.Error("a bad bundle was applied")
	}
}

// ended gives a file a right end, whatever it holds.
func ended(b []byte) []byte {
	sum := sha256.Sum256(b)
	return append(append(b, bundleEnd...), sum[:]...)
}

func TestBundleCutAnywhereIsCutShort(t *testing.T) {
	_, _, b, file := small(t)
	before := b.applied
	for n := range len(file) {
		if _, _, err := read(b, file[:n]); !errors.Is(err, ErrCutShort) {
			t.Fatalf("cut at %d of %d: %v", n, len(file), err)
		}
	}
	if b.applied != before {
		t.Error("a cut bundle was applied")
	}
}

func TestBundleFlippedAnywhereIsRefused(t *testing.T) {
	_, _, b, file := small(t)
	before := b.applied
	for i := range file {
		bad := bytes.Clone(file)
		bad[i] ^= 1 << (i % 8)
		_, _, err := read(b, bad)
		known := errors.Is(err, ErrDamaged) || i < len(bundleMagic) && (errors.Is(err, ErrNotBundle) || errors.Is(err, ErrNewerBundle))
		if !known {
			t.Fatalf("byte %d of %d: %v", i, len(file), err)
		}
		// Somebody who also mends the checksum meets the seal.
		if end := len(file) - int(bundleTail); i >= len(bundleMagic) && i < end {
			if _, _, err := read(b, ended(bad[:end])); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrOtherGroup) {
				t.Fatalf("byte %d, checksum mended: %v", i, err)
			}
		}
	}
	if b.applied != before {
		t.Error("a damaged bundle was applied")
	}
}

// sealedWith makes a bundle by a member who means harm: any frames, rightly sealed and ended.
func sealedWith(t testing.TB, s *memStore, g forum.ID, frames func(io.Writer)) []byte {
	t.Helper()
	var out bytes.Buffer
	out.WriteString(bundleMagic)
	w, err := age.Encrypt(&out, groupKey{forum.BundleKey(s.groups[g].ticket.Secret)})
	if err != nil {
		t.Fatal(err)
	}
	if err := writeFrame(w, kindBundle, append([]byte{version}, g[:]...)); err != nil {
		t.Fatal(err)
	}
	frames(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return ended(out.Bytes())
}

func TestBundleFromAMemberWhoMeansHarm(t *testing.T) {
	g, a, b, _ := small(t)
	before := b.applied
	entry, err := a.groups[g].chains[forum.Chain{Device: a.Identity(), Lane: forum.ContentLane}][0].Encode()
	if err != nil {
		t.Fatal(err)
	}
	one := append(binary.BigEndian.AppendUint32(nil, uint32(len(entry))), entry...)
	body, err := pack([]byte{0, 0}, one)
	if err != nil {
		t.Fatal(err)
	}
	end := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	c, err := coder()
	if err != nil {
		t.Fatal(err)
	}
	bomb := c.enc.EncodeAll(make([]byte, 50<<20), []byte{0, 0, codingZstd, 0, 1, 0, 0})
	for name, frames := range map[string]func(io.Writer){
		"no end":        func(w io.Writer) { writeFrame(w, kindEntries, body) },
		"wrong count":   func(w io.Writer) { writeFrame(w, kindEntries, body); writeFrame(w, kindEnd, end(2)) },
		"after the end": func(w io.Writer) { writeFrame(w, kindEnd, end(0)); writeFrame(w, kindEnd, end(0)) },
		"bomb":          func(w io.Writer) { writeFrame(w, kindEntries, bomb); writeFrame(w, kindEnd, end(1)) },
		"huge frame":    func(w io.Writer) { w.Write([]byte{byte(kindEntries), 0xff, 0xff, 0xff, 0xff}) },
		"other frame":   func(w io.Writer) { writeFrame(w, kindClaim, body); writeFrame(w, kindEnd, end(0)) },
		"empty frame":   func(w io.Writer) { writeFrame(w, kindEntries, nil); writeFrame(w, kindEnd, end(0)) },
	} {
		if _, _, err := read(b, sealedWith(t, a, g, frames)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b.applied != before {
		t.Error("something was applied")
	}
}

func TestBundleSaysNothingToAStranger(t *testing.T) {
	g, a, _, file := small(t)
	device := a.Identity()
	for name, secret := range map[string][]byte{
		"group": g[:], "secret": a.groups[g].ticket.Secret, "device": device[:], "name": []byte("Street"), "words": []byte("says"),
		"group in hex": []byte(g.String()),
	} {
		if bytes.Contains(file, secret) {
			t.Errorf("the %s is in the clear", name)
		}
	}
}

func FuzzBundle(f *testing.F) {
	_, a, b, file := small(f)
	g := a.GroupRefs()[0].ID
	f.Add(file)
	f.Add([]byte(bundleMagic))
	f.Add(file[:len(file)/2])
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := b.applied
		if _, _, err := read(b, raw); err == nil && !bytes.Equal(raw, file) {
			t.Error("accepted a file that nobody wrote")
		}
		// The same bytes as frames inside a good seal.
		if _, _, err := read(b, sealedWith(t, a, g, func(w io.Writer) { w.Write(raw) })); err == nil && b.applied == before {
			return // a bundle with no entries
		}
	})
}
