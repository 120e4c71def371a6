package doc

// Limits bound what one change, and one signer in one document, may cost. Every limit is a function of the change,
// its causal past and its signer's own chain, never of what else has arrived, so that all devices judge alike.
// Raising a limit is a change of the shared rules: devices with different limits stop agreeing.
type Limits struct {
	ChangeBytes int    // bytes of one change chunk, framing included
	Ops         int    // operations in one change: a character typed or deleted is one
	DocOps      int    // highest operation number in a document, and so the most that one signer can write in it
	Deps        int    // changes that one change names as its direct past
	Actors      int    // actors that one change names, its own included
	Depth       int    // nesting of objects; Moot's documents use 1
	Counter     uint64 // highest operation number that may be written at all; keeps arithmetic far from overflow
	Message     int    // bytes of a change's message
	Key         int    // bytes of a map key
}

// DefaultLimits are the limits of Moot's format version 1. 64 KiB and 2,000 operations are a page pasted
// at once; 50,000 operations are the longest minutes in sight several times over.
func DefaultLimits() Limits {
	return Limits{
		ChangeBytes: 64 << 10,
		Ops:         2_000,
		DocOps:      50_000,
		Deps:        64,
		Actors:      256,
		Depth:       16,
		Counter:     1 << 31,
		Message:     64,
		Key:         256,
	}
}
