package doc

import (
	"errors"
	"fmt"
)

// ErrKnown is Admit's answer to a change the document already holds. It is not a failure.
var ErrKnown = errors.New("this change is already in the document")

// MissingError is Admit's answer to a change whose direct past is not here yet. Keep the change and try again when
// the named ones have been applied.
type MissingError struct {
	Deps []Hash // the ones that are missing, in the change's own order
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("this change builds on %d that have not arrived yet", len(e.Deps))
}

// RefusedError says why a change will never be accepted. Every device gives the same verdict on the same change.
type RefusedError struct {
	Reason string // a sentence without capital or full stop, fit to be logged; holds no content
}

func (e *RefusedError) Error() string { return "this change is refused: " + e.Reason }

func refused(format string, args ...any) error {
	return &RefusedError{Reason: fmt.Sprintf(format, args...)}
}

// ErrUnusable wraps whatever made a Doc unusable: an apply that failed, or staged changes that were discarded.
// Drop the Doc and open it again from what is stored.
var ErrUnusable = errors.New("this document has to be opened again")

// ErrFull is Edit's answer when the edit would pass the document's limit of operations.
var ErrFull = errors.New("this text has been edited so much that it is full; please continue in a new one")
