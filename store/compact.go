package store

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/dgraph-io/badger/v4"
)

// Badger's own compactors look for work 20 times a second each, for as long as a home is open: with nobody at it, that was nearly
// all that Moot itself took of the processor. So a database of an ordinary size is opened without any, and compactor has it
// compact when there is something to: what is done, and how it is made safe against a crash, stays Badger's. A large one
// keeps Badger's, because compactor does all there is to do at once, which takes seconds there.

const (
	largeTables  = 64 << 20    // bytes of tables at opening: several times what 10,000 proposals take
	compactEvery = time.Second // between looks at how many new tables there are; each fills in a second at the very least
	newTables    = 2           // from so many on it is worth it, when they are not little beside the rest
	mostNew      = 6           // and from so many in any case, since each is looked through for every key
	stallTables  = 10          // at so many Badger makes those who write wait
	newShare     = 4           // little is less than this part of the rest, all of which may have to be written again
)

// openDB opens the database, with what keeps its tables few.
func (s *Store) openDB() error {
	dir := filepath.Join(s.home, databaseDir)
	size, err := tableBytes(dir)
	if err != nil {
		return err
	}
	o := tuned(dir)
	if size >= largeTables {
		o = o.WithNumCompactors(2)
	}
	db, err := badger.Open(o)
	if err != nil {
		// What Badger gives beside the error is half open, and waits for ever when it is used or closed.
		return fmt.Errorf("open the data in %s: %w", s.home, err)
	}
	s.db = db
	if size < largeTables {
		s.compact = compacting(db, s.home, s.log)
	}
	return nil
}

func tableBytes(dir string) (sum int64, err error) {
	files, err := listedTables(dir)
	if err != nil {
		return 0, err
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			return 0, err
		}
		sum += info.Size()
	}
	return sum, nil
}

// compactor keeps the tables of a database few.
type compactor struct {
	db   *badger.DB
	home string
	log  *slog.Logger
	stop chan struct{}
	done sync.WaitGroup
}

// compacting begins; end must be called before the database is closed.
func compacting(db *badger.DB, home string, log *slog.Logger) *compactor {
	c := &compactor{db: db, home: home, log: log, stop: make(chan struct{})}
	c.done.Go(c.run)
	return c
}

// end waits until what is being compacted is.
func (c *compactor) end() {
	close(c.stop)
	c.done.Wait()
}

func (c *compactor) run() {
	look := time.NewTicker(compactEvery)
	defer look.Stop()
	for {
		if c.due() && roomToOpen(c.home) == nil { // where there is no room, nothing is written either, and none waits for this
			if err := c.db.Flatten(1); err != nil { // nothing has changed then; it is tried again at the next look
				c.log.Warn("the database could not be compacted", slog.Any("error", err))
			}
		}
		select {
		case <-c.stop:
			return
		case <-look.C:
		}
	}
}

// due says whether there is anything worth compacting.
func (c *compactor) due() bool { return worthCompacting(c.db.Levels()) }

func worthCompacting(levels []badger.LevelInfo) bool {
	fresh, old := levels[0], int64(0)
	for _, l := range levels[1:] {
		old += l.Size
	}
	return fresh.NumTables >= mostNew || fresh.NumTables >= newTables && fresh.Size*newShare >= old
}
