package forum

import (
	"crypto/sha256"
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// viewMode writes views: as [encode], except that no list and an empty list are the same.
var viewMode = must(func() (cbor.EncMode, error) {
	o := cbor.CoreDetEncOptions()
	o.NilContainers = cbor.NilContainerAsEmpty
	return o.EncMode()
}())

// ViewDigest hashes a view, or any plain struct made of views: equal digests mean that people see the same. Maps are
// written in the order of their keys. A type that holds functions or channels cannot be written: its digest is that
// of its type's name, so it equals no real view's.
func ViewDigest(v any) ID {
	b, err := viewMode.Marshal(v)
	if err != nil {
		b = fmt.Appendf(nil, "moot/unwritable/%T", v)
	}
	return sha256.Sum256(b)
}
