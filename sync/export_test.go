package sync

import (
	"crypto/ed25519"

	"github.com/libp2p/go-libp2p/core/host"
)

// NewHost gives benchmarks in package sync_test a bare host like a node's own.
func NewHost(key ed25519.PrivateKey) (host.Host, error) {
	return newHost(key, []string{"/ip4/127.0.0.1/tcp/0"}, &gater{})
}
