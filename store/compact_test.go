package store

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4"
)

// TestCompacting writes more than fits into the tables at which Badger makes those who write wait: it goes through, few
// tables are new when what is due has been done, and all is there, also when the home is opened again, now that it is large.
func TestCompacting(t *testing.T) {
	if testing.Short() {
		t.Skip("it writes 110 MB")
	}
	home := t.TempDir()
	s := open(t, home)
	const writes, size = 3_600, 30 << 10
	value := func(i int) []byte {
		b := make([]byte, size)
		_, _ = rand.NewChaCha8(sha256.Sum256(binary.BigEndian.AppendUint32(nil, uint32(i)))).Read(b) // never fails
		return b
	}
	key := func(i int) []byte {
		sum := sha256.Sum256(binary.BigEndian.AppendUint32([]byte("key"), uint32(i)))
		return append([]byte("~"), sum[:]...)
	}
	wb := s.db.NewWriteBatch()
	for i := range writes {
		if err := wb.Set(key(i), value(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := wb.Flush(); err != nil { // it would never end
		t.Fatal(err)
	}
	check := func() {
		t.Helper()
		err := s.db.View(func(txn *badger.Txn) error {
			for i := range writes {
				item, err := txn.Get(key(i))
				if err != nil {
					return err
				}
				if err := item.Value(func(b []byte) error {
					if sha256.Sum256(b) != sha256.Sum256(value(i)) {
						t.Errorf("value %d is another", i)
					}
					return nil
				}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	check()
	s.compact.end()
	s.compact = nil
	c := compacting(s.db, home, s.log)
	c.end() // one look at least
	if c.due() {
		t.Errorf("%+v is still to be compacted", s.db.Levels())
	}
	check()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, home)
	check()
	if s.compact != nil {
		t.Error("a large database is compacted by Badger's own, bit by bit")
	}
}

// TestCompactingIsDue leaves new tables alone that are little beside the rest.
func TestCompactingIsDue(t *testing.T) {
	level := func(tables int, size int64) badger.LevelInfo { return badger.LevelInfo{NumTables: tables, Size: size} }
	for _, c := range []struct {
		fresh, old badger.LevelInfo
		want       bool
	}{
		{level(1, 8<<20), level(0, 0), false},
		{level(2, 16<<20), level(0, 0), true},
		{level(2, 16<<20), level(30, 60<<20), true},
		{level(2, 16<<20), level(300, 600<<20), false},
		{level(5, 40<<20), level(300, 600<<20), false},
		{level(6, 48<<20), level(300, 600<<20), true},
	} {
		if got := worthCompacting([]badger.LevelInfo{c.fresh, {}, c.old}); got != c.want {
			t.Errorf("%d new tables of %d MB beside %d MB: due %t", c.fresh.NumTables, c.fresh.Size>>20, c.old.Size>>20, got)
		}
	}
}

// BenchmarkWrites keeps 200 MB, a kilobyte to a key, 500 keys to a transaction, as a very long catch-up would: more than any
// group has had yet. Then every hundredth key is read.
func BenchmarkWrites(b *testing.B) {
	const writes, batch = 200_000, 500
	for b.Loop() {
		s := open(b, b.TempDir())
		random := rand.NewChaCha8([32]byte{1})
		keys := make([][]byte, writes)
		start := time.Now()
		for i := 0; i < writes; i += batch {
			if err := s.db.Update(func(txn *badger.Txn) error {
				for j := range batch {
					b := make([]byte, 32+1000)
					_, _ = random.Read(b) // never fails
					keys[i+j] = b[:32:32]
					if err := txn.Set(keys[i+j], b[32:]); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(writes/1000/time.Since(start).Seconds(), "MB/s")
		start = time.Now()
		for i := 0; i < writes; i += 100 {
			if err := s.db.View(func(txn *badger.Txn) error { _, err := txn.Get(keys[i]); return err }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(time.Since(start).Microseconds())/(writes/100), "µs/read")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
