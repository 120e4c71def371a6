package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/gofrs/flock"

	"moot/store/doc"
	"moot/store/forum"
	"moot/store/forum/ring"
	"moot/store/saying"
)

// Options configure Open. The zero value is right for a member's device.
type Options struct {
	Log *slog.Logger     // nil: slog.Default
	Now func() time.Time // nil: time.Now
	// Limits on documents; the zero value means doc.DefaultLimits. Every device of a group must use the same: only
	// measurements change them.
	Limits doc.Limits
	// BallotDelay is within how long a secret ballot leaves the device it was cast on: zero means half an hour, less than
	// zero at once.
	BallotDelay time.Duration
}

// The document cache: at most this many open documents and operations in them. A small document costs about 700 KiB in
// the native engine, so this is what bounds the memory of a device that reads much.
const (
	cacheDocs = 48
	cacheOps  = 400_000
)

var errDamaged = saying.Error("the data in this folder is damaged; run `moot verify`, or join again from a neighbour's copy")

// RefusedError is an action or a reading that cannot be done, in words for a person. Code is for programs and stable.
type RefusedError struct {
	Code   string
	Reason *saying.Sentence
}

func (e *RefusedError) Error() string { return e.Reason.String() }

// Said is the reason, to be said in other languages.
func (e *RefusedError) Said() *saying.Sentence { return e.Reason }

// The codes of RefusedError.
const (
	CodeNotFound  = "not_found"
	CodeAmbiguous = "ambiguous"
	CodeRefused   = "refused"
	CodeBadInput  = "bad_input"
	CodeNotMember = "not_member"
	CodeNoMe      = "no_me"
	CodeRetired   = "retired"
	CodeDiskFull  = "disk_full"
	CodeNoRoom    = "no_room" // the charter's, for files
	CodeMissing   = "missing" // a file that is not all here
)

func refuse(code string, text saying.Text, args ...any) error {
	return &RefusedError{code, saying.New(text, args...)}
}

// refuseEnglish is for what can only come of commands that are typed: it is not said in other languages.
func refuseEnglish(code, format string, args ...any) error {
	return &RefusedError{code, saying.Plain(format, args...)}
}

// ErrNoMe means CreateMe has not been called in this home yet.
var ErrNoMe = refuse(CodeNoMe, "nobody has been set up on this device yet; say your name first (`moot me create NAME`)")

// Store is everything one device holds.
type Store struct {
	home    string
	lock    *flock.Flock
	log     *slog.Logger
	now     func() time.Time
	live    int // from how many ballots on a vote is kept folded: see live.go
	db      *badger.DB
	compact *compactor // nil where Badger's own do it
	docs    *doc.Cache
	engine  doc.Engine
	limits  doc.Limits
	session doc.Session
	scrypt  int // work factor of backups
	delay   time.Duration

	// gate serialises writers: one batch at a time, one transaction each.
	gate     sync.Mutex
	position uint64 // of the last entry kept; the gate's
	marker   *marker
	between  func() error      // nil but in tests, which end a home here: called before each transaction of judging again
	banned   map[forum.ID]bool // documents and changes that ended the process each time; fixed once open

	past      pastTexts
	keepFiles atomic.Bool // every file is wanted
	chunkMu   sync.Mutex
	chunkDirs map[forum.ID]*chunkDir // by group; guarded by chunkMu

	mu     sync.RWMutex // guards the five below
	id     identity
	keys   keys
	groups map[forum.ID]*group
	pos    atomic.Uint64 // position, for readers
	hints  map[chan struct{}]struct{}

	checks  sync.Mutex              // guards the two below, for a moment at a time; it may be taken while the gate is held
	rings   map[forum.ID]*ring.Ring // by secret vote: a bounded memory
	checked map[source]int          // how many ballots were checked for whom
}

// Open locks a home and opens what it holds, making it on first use. Errors: [ErrInUse]; a plain sentence when the
// folder cannot be used or part of it is missing.
func Open(home string, o Options) (*Store, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Limits == (doc.Limits{}) {
		o.Limits = doc.DefaultLimits()
	}
	if o.BallotDelay == 0 {
		o.BallotDelay = ballotDelay
	}
	lock, err := lockHome(home)
	if err != nil {
		return nil, err
	}
	if err := roomToOpen(home); err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	s := &Store{home: home, lock: lock, log: o.Log, now: o.Now, live: liveFrom, limits: o.Limits, scrypt: scryptWork, delay: o.BallotDelay,
		rings: map[forum.ID]*ring.Ring{}, checked: map[source]int{}, chunkDirs: map[forum.ID]*chunkDir{},
		groups: map[forum.ID]*group{}, hints: map[chan struct{}]struct{}{}, banned: map[forum.ID]bool{}}
	if err := s.open(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open() (err error) {
	if s.id, err = loadIdentity(s.home); err != nil {
		return err
	}
	s.setIdentity(s.id)
	if s.session, err = doc.NewSession(doc.Signer(s.keys.me.Device)); err != nil {
		return err
	}
	if s.engine, err = doc.Native(); err != nil {
		return err
	}
	s.docs = doc.NewCache(s.engine, s.limits, cacheDocs, cacheOps)
	if err := dropEmptyLogs(filepath.Join(s.home, databaseDir)); err != nil {
		return err
	}
	if err := checkTables(filepath.Join(s.home, databaseDir)); err != nil {
		return err
	}
	if err := s.openDB(); err != nil {
		return err
	}
	if err := s.loadPosition(); err != nil {
		return err
	}
	if err := s.loadBans(); err != nil {
		return err
	}
	if err := s.openMarker(); err != nil {
		return err
	}
	if err := s.loadGroups(); err != nil {
		return err
	}
	return s.tidyAll()
}

// compression of the tables: a group's entries repeat their ids, and shrink to about half.
const compression = options.ZSTD

// tuned is Badger for a phone or an old laptop. Every commit is synced: a person's deed is one
// commit, and what peers send is committed a few hundred entries at a time, so that one sync serves them all.
func tuned(dir string) badger.Options {
	return badger.DefaultOptions(dir).
		WithLogger(nil).
		WithSyncWrites(true).
		WithDetectConflicts(false). // one writer: the gate
		WithMemTableSize(8 << 20).WithNumMemtables(2).
		WithNumLevelZeroTables(newTables).WithNumLevelZeroTablesStall(stallTables).
		WithBaseTableSize(2 << 20).WithBaseLevelSize(8 << 20).
		WithBlockCacheSize(8 << 20).WithIndexCacheSize(8 << 20).
		WithValueLogFileSize(32 << 20).WithValueThreshold(64 << 10).
		WithNumCompactors(0).WithCompactL0OnClose(true). // see compact.go
		WithCompression(compression).WithZSTDCompressionLevel(1).
		WithChecksumVerificationMode(options.OnBlockRead) // and checkTables before
}

// Close lets the home go. It waits for writers; what was kept stays kept.
func (s *Store) Close() error {
	s.gate.Lock()
	defer s.gate.Unlock()
	var errs []error
	if s.docs != nil {
		s.docs.Close()
	}
	if s.db != nil && !s.db.IsClosed() {
		errs = append(errs, s.closeDB())
	}
	if s.marker != nil {
		errs = append(errs, s.marker.file.Close())
		s.marker = nil
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Unlock())
		s.lock = nil
	}
	return errors.Join(errs...)
}

// closeDB closes the database. On a full disk it leaves it as a kill would, which loses nothing: closing writes tables
// through memory maps, and running out of room under one ends the process.
func (s *Store) closeDB() error {
	if s.compact != nil {
		s.compact.end()
		s.compact = nil
	}
	if err := roomToOpen(s.home); err != nil {
		s.log.Warn("the disk is full: the database is left without tidying up")
		return nil
	}
	err := errors.Join(s.saveShared(), s.db.Close())
	if s.position > 0 {
		err = errors.Join(err, writeSeal(s.home, s.position))
	}
	return err
}

// saveShared writes down what others are known to hold, so that the next run does not call it unshared.
func (s *Store) saveShared() error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.db.Update(func(txn *badger.Txn) error {
		for _, g := range s.groups {
			if !g.moved {
				continue
			}
			if err := g.saveMeta(txn); err != nil {
				return err
			}
		}
		return nil
	})
}

var positionKey = newKey(prefixMeta).text("position")

// loadPosition reads the log position and compares it with the one kept beside the database.
func (s *Store) loadPosition() error {
	err := s.db.View(func(txn *badger.Txn) error {
		item, err := txn.Get(positionKey)
		if errors.Is(err, badger.ErrKeyNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return item.Value(func(v []byte) error {
			if len(v) != 8 {
				return errDamaged
			}
			s.position = binary.BigEndian.Uint64(v)
			return nil
		})
	})
	if err != nil {
		return err
	}
	sealed, err := readSeal(s.home)
	if err != nil {
		return err
	}
	if sealed > s.position {
		lost, have := sealed, s.position
		s.position = 0 // so that Close does not seal the loss
		return fmt.Errorf("part of the data in %s is missing (%d of %d entries are here): its database files were deleted or damaged; put a copy of the folder back, or move it away and join again from a neighbour", s.home, have, lost)
	}
	s.pos.Store(s.position)
	return nil
}

// Position is that of the last entry kept. It only grows; compare it with the one you last saw to know whether to read again.
func (s *Store) Position() uint64 { return s.pos.Load() }

// Watch gives a channel that holds at most one hint that the log has moved. Hints may be lost: keep a slow ticker
// behind them and compare [Store.Position]. Call cancel when done.
func (s *Store) Watch() (hints <-chan struct{}, cancel func()) {
	c := make(chan struct{}, 1)
	s.mu.Lock()
	s.hints[c] = struct{}{}
	s.mu.Unlock()
	return c, func() {
		s.mu.Lock()
		delete(s.hints, c)
		s.mu.Unlock()
	}
}

func (s *Store) hint() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for c := range s.hints {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// group finds a loaded group.
func (s *Store) group(g forum.ID) (*group, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if grp, ok := s.groups[g]; ok {
		return grp, nil
	}
	return nil, refuse(CodeNotFound, "there is no such group on this device")
}

// openMarker reads the note a dead process left while the document engine was at work. What ended the process three
// times is given up: its text stays, unshown, with its author named.
func (s *Store) openMarker() (err error) {
	var last forum.ID
	var tries byte
	if s.marker, last, tries, err = openMarker(s.home); err != nil || tries == 0 {
		return err
	}
	s.log.Warn("the last run ended inside the document engine", slog.Int("times", int(tries)))
	if tries < crashTries {
		return nil
	}
	return s.ban(last, "it ended Moot each time it was opened")
}

func (s *Store) ban(id forum.ID, why string) error {
	s.banned[id] = true
	return s.db.Update(func(txn *badger.Txn) error { return txn.Set(newKey(prefixBanned).id(id), []byte(why)) })
}

// loadBans reads what is never opened again.
func (s *Store) loadBans() error {
	return s.db.View(func(txn *badger.Txn) error {
		return each(txn, newKey(prefixBanned), func(k, _ []byte) error {
			if len(k) != 33 {
				return errDamaged
			}
			s.banned[forum.ID(k[1:])] = true
			return nil
		})
	})
}

// checkCtx is how a long reading stops when its asker has gone.
func checkCtx(ctx context.Context) error { return context.Cause(ctx) }
