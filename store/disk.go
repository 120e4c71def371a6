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

// diskError puts a full disk into words.
func diskError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		return fmt.Errorf("the disk is full, so this could not be saved; make some room and try again: %w", err)
	}
	return err
}
