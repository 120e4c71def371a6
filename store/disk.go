package store

import (
	"errors"
	"fmt"
	"syscall"
)

// The sources of entries that are not peers.
const (
	fromSelf    = "self"
	fromRebuild = "rebuild"
)

// minFree is how many bytes must be free on the disk before anything is written. Badger writes through memory maps of
// files made in advance, and running out of room under a map ends the process (SIGBUS): so the room for a batch, the
// tables it may be flushed into and their compaction is asked for first.
const minFree = 48 << 20

// room refuses to write on a disk that is nearly full.
func (s *Store) room() error {
	free, err := freeBytes(s.home)
	if err != nil {
		return fmt.Errorf("look how much room is left on the disk: %w", err)
	}
	if free < minFree {
		return refuse(CodeDiskFull, "the disk is full (%d MB left), so nothing can be saved; make some room and try again", free>>20)
	}
	return nil
}

// roomToOpen refuses to open or close the database on a disk with less room than half of what writing keeps free:
// both write tables. In between, everything can be read and nothing written.
func roomToOpen(home string) error {
	free, err := freeBytes(home)
	if err != nil {
		return fmt.Errorf("look how much room is left on the disk: %w", err)
	}
	if free < minFree/2 {
		return refuse(CodeDiskFull, "the disk is full (%d MB left), so Moot cannot open what it keeps there; make some room and try again (nothing saved is lost)", free>>20)
	}
	return nil
}

// diskError puts a full disk into words.
func diskError(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return refuse(CodeDiskFull, "the disk is full, so this could not be saved; make some room and try again")
	}
	return err
}
