package doc

import (
	"errors"
	"strings"
	"sync"
	"testing"
)

func loader(t tester, e Engine, id ID, loads *int) func() (*Doc, error) {
	return func() (*Doc, error) {
		*loads++
		return Create(e, DefaultLimits(), id)
	}
}

func TestCacheKeepsAndLetsGo(t *testing.T) {
	e := native(t)
	c := NewCache(e, DefaultLimits(), 4, 1000)
	defer c.Close()
	loads := 0
	use := func(n byte, f func(*Doc) error) error {
		if f == nil {
			f = func(d *Doc) error { _, err := d.Text(); return err }
		}
		return c.With(testID(n), loader(t, e, testID(n), &loads), f)
	}
	open := func(n byte) {
		t.Helper()
		if err := use(n, nil); err != nil {
			t.Fatal(err)
		}
	}
	want := func(n int, why string) {
		t.Helper()
		if loads != n {
			t.Fatalf("%s: %d loads, want %d", why, loads, n)
		}
	}
	for _, n := range []byte{1, 2, 3, 4, 1, 2, 3, 4} {
		open(n)
	}
	want(4, "four fit")
	open(1)
	open(5) // 2 and 3 go, least recently used, down to three quarters
	open(1)
	open(4)
	want(5, "the recent ones stay")
	open(2)
	want(6, "the old ones went")
	c.Drop(testID(2))
	open(2)
	want(7, "dropped")

	failed := errors.New("no")
	if err := use(2, func(d *Doc) error { d.Close(); return failed }); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	open(2)
	want(8, "an unusable document is dropped")
	func() {
		defer func() { _ = recover() }()
		_ = use(2, func(*Doc) error { panic("in use") })
	}()
	open(2)
	want(9, "one that f panicked over is dropped")
	if err := use(2, func(d *Doc) error {
		c.Drop(testID(2)) // while in use: it ends first
		_, err := d.Text()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	open(2)
	want(10, "dropped while in use")
	// 1,000 operations in one document: all else goes
	if err := use(9, func(d *Doc) error { write(t, d, person(1), "", strings.Repeat("x", 990)); return nil }); err != nil {
		t.Fatal(err)
	}
	if c.ops > 1000 {
		t.Fatalf("%d operations kept", c.ops)
	}
	if err := c.With(testID(8), func() (*Doc, error) { return nil, failed }, nil); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if c.slots[testID(8)] != nil {
		t.Fatal("what did not load keeps a place")
	}
	c.Close()
	if err := use(1, nil); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
	if len(c.slots) != 0 || c.ops != 0 || c.recent.Len() != 0 {
		t.Fatal("closed, and not empty")
	}
}

// Many goroutines on few documents: each use is exclusive, none is lost, and the native library is content with
// different documents on different threads.
func TestCacheConcurrently(t *testing.T) {
	e := native(t)
	c := NewCache(e, DefaultLimits(), 3, 10_000)
	var mu sync.Mutex
	stored := map[ID][]sent{}
	var wg sync.WaitGroup
	const workers, rounds = 8, 60
	for w := range workers {
		wg.Go(func() {
			for i := range rounds {
				id := testID(byte((w + i) % 6))
				err := c.With(id, func() (*Doc, error) {
					d, err := Create(e, DefaultLimits(), id)
					if err == nil {
						mu.Lock()
						was := stored[id]
						mu.Unlock()
						receive(t, d, was...)
					}
					return d, err
				}, func(d *Doc) error {
					was := text(t, d)
					s := write(t, d, Session{device: Signer{1}, nonce: [16]byte{byte(w), byte(i)}}, was, was+"x")
					mu.Lock()
					stored[id] = append(stored[id], s...)
					mu.Unlock()
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	c.Close()
	total := 0
	for _, s := range stored {
		total += len(s)
	}
	if total != workers*rounds {
		t.Fatalf("%d changes, want %d", total, workers*rounds)
	}
}

// Opening many documents one after another holds memory within the cache's bound and gives it back.
func TestCacheReturnsMemory(t *testing.T) {
	e := native(t)
	if residentBytes(t) == 0 {
		t.Skip("this system does not tell resident memory")
	}
	from := create(t, e, DefaultLimits(), testID(1))
	change := write(t, from, person(1), "", strings.Repeat("a page of minutes ", 100))
	open := func(c *Cache, docs int) (peak int64) {
		for i := range docs {
			id := ID{byte(i), byte(i >> 8)}
			// the same words under each id: only the engine's memory matters here, so the changes go past admission
			err := c.With(id, func() (*Doc, error) { return Create(e, DefaultLimits(), testID(1)) }, func(d *Doc) error {
				receive(t, d, change...)
				text(t, d) // the engine holds a document from its first reading on
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			peak = max(peak, residentBytes(t))
		}
		return peak
	}
	const each = 1800 * 600 // bytes of one such document, rounded up
	c := NewCache(e, DefaultLimits(), 16, 1<<20)
	open(c, 16)
	before := residentBytes(t)
	peak := open(c, 400)
	if grown := peak - before; grown > 40*each { // without eviction it would be 400
		t.Errorf("grew by %d MB at the peak, holding 16 of 400 documents", grown>>20)
	}
	c.Close()
	big := NewCache(e, DefaultLimits(), 400, 1<<20)
	full := open(big, 300)
	big.Close()
	after := residentBytes(t)
	t.Logf("16 open: %d MB; peak over 400: %d MB; 300 open: %d MB; closed: %d MB", before>>20, peak>>20, full>>20, after>>20)
	if after > before+(full-before)/3 {
		t.Errorf("closing gave back %d MB of %d MB", (full-after)>>20, (full-before)>>20)
	}
}
