package forum

import "moot/store/saying"

// RefusedError says that an entry is well made but may not stand, with the reason in a sentence for people. The
// verdict is the same on every device and never changes.
type RefusedError struct{ Reason *saying.Sentence }

func (e *RefusedError) Error() string { return e.Reason.String() }

// Said is the reason, to be said in other languages.
func (e *RefusedError) Said() *saying.Sentence { return e.Reason }

// WaitError says that an entry cannot be judged before another has arrived and been judged.
type WaitError struct{ For ID }

func (e *WaitError) Error() string { return e.Said().String() }

// Said is the reason, to be said in other languages.
func (e *WaitError) Said() *saying.Sentence {
	return saying.New("it waits for something that has not arrived yet")
}

// refuse is for what people can run into.
func refuse(text saying.Text, args ...any) error { return &RefusedError{saying.New(text, args...)} }

// forged refuses what only a faulty or dishonest program writes: its words are for engineers.
func forged(format string, args ...any) error { return &RefusedError{saying.Plain(format, args...)} }
