package forum

import "fmt"

// RefusedError says that an entry is well made but may not stand, with the reason in a sentence for people. The
// verdict is the same on every device and never changes.
type RefusedError struct{ Reason string }

func (e *RefusedError) Error() string { return e.Reason }

// WaitError says that an entry cannot be judged before another has arrived and been judged.
type WaitError struct{ For ID }

func (e *WaitError) Error() string { return "it waits for something that has not arrived yet" }

func refuse(format string, args ...any) error {
	return &RefusedError{Reason: fmt.Sprintf(format, args...)}
}
