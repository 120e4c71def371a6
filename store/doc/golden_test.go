package doc

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/v1 anew (only before the first release: these files must open for ever)")

// What version 1 wrote must open for ever. The change and the snapshot are by fixed sessions at a fixed time, so the
// bytes of genesis and change are also what every later version writes.
func TestGolden(t *testing.T) {
	e := native(t)
	dir := filepath.Join("testdata", "v1")
	d := create(t, e, DefaultLimits(), testID(1))
	change := write(t, d, person(1), "", "Minutes 😀")[0].raw
	write(t, d, person(2), "Minutes 😀", "Draft minutes 😀")
	snap, err := d.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, b := range map[string][]byte{"genesis.change": Genesis(testID(1)), "first.change": change, "two-writers.snapshot": snap} {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if !bytes.Equal(read("genesis.change"), Genesis(testID(1))) {
		t.Error("the genesis change is not what version 1 made: old documents would no longer merge")
	}
	if !bytes.Equal(read("first.change"), change) {
		t.Error("a first change is not what version 1 made")
	}
	from := create(t, e, DefaultLimits(), testID(1))
	receive(t, from, sent{read("first.change"), person(1).device})
	wantText(t, from, "Minutes 😀")
	back, err := Restore(e, DefaultLimits(), testID(1), read("two-writers.snapshot"))
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	wantText(t, back, "Draft minutes 😀")
	if h := back.Heads(); len(h) != 1 || h[0] != d.Heads()[0] {
		t.Errorf("heads %v, want %v", h, d.Heads())
	}
	if _, err := Restore(e, DefaultLimits(), testID(2), read("two-writers.snapshot")); err == nil {
		t.Error("a snapshot opened as another document")
	}
}
