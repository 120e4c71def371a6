package sync

import (
	"testing"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
)

// TestEveryAddressIsDialled: a neighbour's addresses may all be dialled at a time while it dials us as often as it may, which it may
// not do more often.
func TestEveryAddressIsDialled(t *testing.T) {
	rm, err := newLimits()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rm.Close(); err != nil {
			t.Error(err)
		}
	}()
	bob := peer.ID("bob")
	open := func(dir network.Direction) error {
		c, err := rm.OpenConnection(dir, true, ma.StringCast("/ip4/192.168.1.7/tcp/4711"))
		if err != nil {
			t.Fatal(err)
		}
		if err = c.SetPeer(bob); err != nil {
			c.Done()
		}
		return err
	}
	for i := range perNeighbour {
		if err := open(network.DirInbound); err != nil {
			t.Errorf("connection %d from there: %v", i+1, err)
		}
	}
	if open(network.DirInbound) == nil {
		t.Error("any number may come from one device")
	}
	for i := range addrsMost {
		if err := open(network.DirOutbound); err != nil {
			t.Errorf("address %d: %v", i+1, err)
		}
	}
}
