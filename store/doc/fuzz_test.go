package doc

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// fixChecksum makes the framing of bytes right, so that fuzzing reaches what lies behind it.
func fixChecksum(raw []byte) []byte {
	if len(raw) < chunkHeader {
		return raw
	}
	r := reader{b: raw[chunkHeader:]}
	r.uint()
	if r.failed {
		return raw
	}
	return appendChunk(nil, r.b)
}

func FuzzParse(f *testing.F) {
	e := native(f)
	f.Add(Genesis(testID(1)))
	d := create(f, e, DefaultLimits(), testID(1))
	for _, now := range []string{"héllo 😀", "llo", "x llo y"} {
		for _, c := range write(f, d, person(1), text(f, d), now) {
			f.Add(c.raw)
		}
	}
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "hostile", "inc__*"))
	for _, name := range files {
		if raw, err := os.ReadFile(name); err == nil {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, b := range [][]byte{raw, fixChecksum(raw)} {
			c, err := Parse(b, DefaultLimits())
			var no *RefusedError
			switch {
			case err != nil && !errors.As(err, &no):
				t.Fatalf("%T", err)
			case err == nil && !bytes.Equal(redraft(c).encode(), b):
				t.Fatal("what is accepted is encoded in another way than the honest one")
			}
		}
	})
}

// FuzzRestore damages snapshots without mending the checksum: what reaches the engine is only what this device saved.
func FuzzRestore(f *testing.F) {
	e := native(f)
	d := create(f, e, DefaultLimits(), testID(1))
	write(f, d, person(1), "", "héllo 😀")
	snap, err := d.Snapshot()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(snap)
	f.Add(snap[:len(snap)-1])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		back, err := Restore(e, DefaultLimits(), testID(1), raw)
		if err == nil {
			back.Close()
		}
		if (err == nil) != bytes.Equal(raw, snap) {
			t.Fatalf("restored %v: %v", err == nil, err)
		}
		if _, _, err := decodeSnapshot(raw); err != nil && !errors.Is(err, errSnapshot) {
			t.Fatal(err)
		}
	})
}
