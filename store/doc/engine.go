package doc

import "time"

// Engine makes documents of one implementation of Automerge. It is safe for concurrent use; the documents it makes
// are not. Engines check nothing: only bytes that [Doc] has admitted, or that this device saved itself, may reach one.
type Engine interface {
	// Name is a short word for logs: "native".
	Name() string
	// New makes an empty document.
	New() (Document, error)
	// Load opens what Save made.
	Load(saved []byte) (Document, error)
}

// Document is one Automerge document in an engine, holding one text at ROOT.body. One goroutine at a time owns it.
type Document interface {
	// Heads are the changes no other change builds on, in no special order.
	Heads() ([]Hash, error)
	// Apply takes the exact bytes of changes whose dependencies come before them or are already here. A change
	// already here is skipped. Engines may answer nil for bytes they did not take: compare Heads afterwards.
	Apply(raw ...[]byte) error
	// Text is the current text.
	Text() (string, error)
	// Splice queues the replacement of del runes at rune pos by ins for the next Commit; each is relative to the
	// text as the ones before it leave it.
	Splice(pos, del int, ins string) error
	// Commit makes one change of the queued splices in the name of a, and returns its exact bytes. The time is
	// stored in milliseconds; the zero time as 0.
	Commit(a Actor, message string, at time.Time) ([]byte, error)
	// Changes are the exact bytes of every change, each after those it builds on.
	Changes() ([][]byte, error)
	// Change is the exact bytes of one change that is here.
	Change(Hash) ([]byte, error)
	// Save is the whole document in compact form.
	Save() ([]byte, error)
	// Close lets the document go. Its memory returns when the garbage collector has run; see [Cache].
	Close()
}
