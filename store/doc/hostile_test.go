package doc

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// sharedData finds a folder of the shared test data, which is beside the repository and not part of it.
func sharedData(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the package")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the shared test data is not here: %v", err)
	}
	return path
}

// openDoc opens a document that another program made, with the same parser and the same admission, except that any
// actor may write (each signs for itself) and all kinds of objects are allowed.
func openDoc(t tester, e Engine, saved []byte) *Doc {
	t.Helper()
	in, err := e.Load(saved)
	if err != nil {
		t.Fatal(err)
	}
	d := &Doc{engine: e, in: in, adm: &admission{
		lim: DefaultLimits(), open: true,
		byHash: map[Hash]uint32{}, byActor: map[string]uint32{}, byLine: map[line]uint32{}, keys: map[string]uint32{},
	}}
	t.Cleanup(d.Close)
	all, err := in.Changes()
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range all {
		if _, err := d.Admit(raw, selfSigned(raw)); err != nil {
			t.Fatalf("base document: %v", err)
		}
	}
	d.staged = nil
	if err := d.sameHeads(in); err != nil {
		t.Fatal(err)
	}
	return d
}

// selfSigned makes a signer of whatever actor a change claims.
func selfSigned(raw []byte) Signer {
	c, err := Parse(raw, DefaultLimits())
	if err != nil {
		return Signer{1}
	}
	return sha256.Sum256(c.actors[0])
}

// splitChunks cuts a batch at chunk borders as far as they can be made out; the rest stays whole.
func splitChunks(b []byte) (out [][]byte) {
	for len(b) > chunkHeader && bytes.HasPrefix(b, chunkMagic[:]) {
		r := reader{b: b[chunkHeader:]}
		r.take(r.uint())
		if r.failed {
			break
		}
		n := len(b) - len(r.b)
		out, b = append(out, b[:n]), b[n:]
	}
	if len(b) > 0 {
		out = append(out, b)
	}
	return out
}

func TestHostile(t *testing.T) {
	t.Run("shared", func(t *testing.T) { hostileFolder(t, sharedData(t, "hostile")) })
	if dir := os.Getenv("MOOT_HOSTILE"); dir != "" {
		t.Run("named", func(t *testing.T) { hostileFolder(t, dir) })
	}
}

func hostileFolder(t *testing.T, dir string) {
	e := native(t)
	base, err := os.ReadFile(filepath.Join(dir, "base.am"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*__*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no inputs in %s: %v", dir, err)
	}
	verdicts := readVerdicts(t, filepath.Join(dir, "verdicts.tsv"))
	admitted := 0
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(f)
		t.Run(name, func(t *testing.T) {
			within(t, func() { feedClosed(t, e, create(t, e, DefaultLimits(), testID(1)), raw) })
			if !strings.HasPrefix(name, "inc__") {
				return
			}
			var open *Doc
			n := 0
			within(t, func() {
				open = openDoc(t, e, base)
				n = feedOpen(open, raw)
			})
			if n < 0 {
				t.Fatal("the engine did not take what was admitted")
			}
			if n > 0 {
				admitted++
				t.Log("admitted to the open document")
				savesAndLoads(t, e, open)
			}
			bad := strings.Contains(verdicts[name], "aborts") || strings.Contains(verdicts[name], "poison") || strings.Contains(verdicts[name], "hangs")
			if bad && n == len(splitChunks(raw)) {
				t.Errorf("admitted, and with no gate in front: %s", verdicts[name])
			}
			if (name == "inc__00_valid" || name == "inc__text_insert_ok") && n != 1 {
				t.Error("an honest change was refused")
			}
		})
	}
	t.Logf("%d inputs, %d of them admitted to the open document", len(files), admitted)
}

// feedClosed gives bytes to every way into a document of Moot's own: nothing made elsewhere may get in.
func feedClosed(t *testing.T, e Engine, d *Doc, raw []byte) {
	for _, c := range append(splitChunks(raw), raw) {
		_, err := d.Admit(c, Signer{1})
		var missing *MissingError
		var no *RefusedError
		if !errors.As(err, &missing) && !errors.As(err, &no) {
			t.Errorf("admit: %v", err)
		}
	}
	if _, err := Restore(e, DefaultLimits(), testID(1), raw); !errors.Is(err, errSnapshot) {
		t.Errorf("restore: %v", err)
	}
}

// feedOpen gives a batch to the open document and returns how many changes were admitted; -1 if the engine then
// refused one.
func feedOpen(d *Doc, raw []byte) (n int) {
	for _, c := range splitChunks(raw) {
		if _, err := d.Admit(c, selfSigned(c)); err == nil {
			n++
		}
	}
	if d.Apply() != nil {
		return -1
	}
	return n
}

// savesAndLoads checks that a document is not poisoned.
func savesAndLoads(t tester, e Engine, d *Doc) {
	t.Helper()
	saved, err := d.in.Save()
	if err != nil {
		t.Fatal(err)
	}
	back, err := e.Load(saved)
	if err != nil {
		t.Fatalf("poisoned: its save does not load: %v", err)
	}
	defer back.Close()
	if err := d.sameHeads(back); err != nil {
		t.Fatalf("poisoned: %v", err)
	}
}

// within holds a piece of work to 50 ms and 16 MB. It is tried three times before it is called too slow, since it
// shares the machine.
func within(t tester, f func()) {
	t.Helper()
	var took time.Duration
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		rss := residentBytes(t)
		start := time.Now()
		f()
		took = time.Since(start)
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 16<<20 {
			t.Errorf("allocated %d bytes", n)
		}
		if n := residentBytes(t) - rss; n > 16<<20 {
			t.Errorf("took %d bytes of memory", n)
		}
		if took <= 50*time.Millisecond {
			return
		}
	}
	t.Errorf("took %v", took)
}

func readVerdicts(t *testing.T, path string) map[string]string {
	t.Helper()
	out := map[string]string{}
	f, err := os.Open(path)
	if err != nil {
		return out
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if p := strings.Split(lines.Text(), "\t"); len(p) >= 3 {
			out[p[0]] = p[2]
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
