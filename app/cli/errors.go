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
	case errors.Is(err, store.ErrInUse):
		return "in_use", err.Error()
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
	_, message := describe(err)
	return errors.New(message)
}
