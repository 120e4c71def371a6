package sync

import (
	"log"
	"testing"
)

// TestMain makes the compressor before any test: it has channels, and one made inside a test of virtual time could not
// be used by the next.
func TestMain(m *testing.M) {
	packed, err := pack(nil, make([]byte, 2*minPacked))
	if err == nil {
		_, err = unpack(packed)
	}
	if err != nil {
		log.Fatal(err)
	}
	m.Run()
}
