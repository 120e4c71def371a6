package cli

import (
	"context"
	"errors"
	"syscall"

	"moot/store"
)

// describe gives an error's stable code and its sentence for a person.
func describe(err error) (code, message string) {
	var refused *store.RefusedError
	var failed *failure
	var wrong *usageError
	switch {
	case errors.As(err, &wrong):
		return "usage", wrong.reason
	case errors.As(err, &failed):
		return failed.code, failed.reason
	case errors.Is(err, store.ErrNoMe):
		return "no_me", "nobody has been set up on this device yet: run moot me create NAME first"
	case errors.Is(err, store.ErrInUse):
		return "in_use", "another Moot is using this folder: close it, or wait until it has finished, and try again"
	case errors.As(err, &refused):
		return refused.Code, err.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout", "the time allowed ran out: " + err.Error()
	case errors.Is(err, context.Canceled):
		return "stopped", "stopped before it was done"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "disk_full", "the disk is full: make some room and try again (nothing saved before is lost)"
	default:
		return "failed", err.Error()
	}
}

// Explain gives an error of [Start] as a sentence for a person.
func Explain(err error) error {
	if errors.Is(err, store.ErrInUse) {
		return errors.New("Moot is running with this folder already: look for its window, or stop moot serve, and try again")
	}
	_, message := describe(err)
	return errors.New(message)
}
