package sync

import (
	"sync/atomic"

	"github.com/libp2p/go-libp2p/core/connmgr"
	"github.com/libp2p/go-libp2p/core/control"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
)

// strangersMost is how many connections may be open at once whose other end has not proved anything yet.
const strangersMost = 64

// gater decides which connections may begin. Who a peer is it cannot know: members are known by their device keys,
// which they show only inside the conversation. So it bounds how many unknown ones there are, and the node closes
// those that prove nothing in time.
type gater struct{ strangers atomic.Int32 }

var _ connmgr.ConnectionGater = (*gater)(nil)

// InterceptPeerDial lets every peer be dialled: only remembered, typed and discovered ones ever are.
func (*gater) InterceptPeerDial(peer.ID) bool { return true }

// InterceptAddrDial keeps to numeric addresses.
func (*gater) InterceptAddrDial(_ peer.ID, a ma.Multiaddr) bool { return checkDialable(a) == nil }

// InterceptAccept turns newcomers away while too many unknown ones are here.
func (g *gater) InterceptAccept(network.ConnMultiaddrs) bool {
	return g.strangers.Load() < strangersMost
}

// InterceptSecured lets every proved libp2p identity through to the conversation.
func (*gater) InterceptSecured(network.Direction, peer.ID, network.ConnMultiaddrs) bool { return true }

// InterceptUpgraded lets every connection through.
func (*gater) InterceptUpgraded(network.Conn) (bool, control.DisconnectReason) { return true, 0 }
