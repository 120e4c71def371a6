package ui

import (
	"context"
	"time"

	"moot/store/forum"
)

// Network is what the screens ask of the world outside this device; the program gives it. Calls may take long: never on
// the UI thread.
type Network interface {
	// Status says who is near.
	Status() []Neighbour
	// Watch gives a channel of lossy hints that Status has changed; cancel releases it.
	Watch() (hints <-chan struct{}, cancel func())
	// AddPeer remembers an address a person typed or scanned and connects to it.
	AddPeer(ctx context.Context, addr string) error
	// ForgetPeer forgets a neighbour's addresses.
	ForgetPeer(ctx context.Context, id string) error
	// Addrs are the addresses others can reach this device at.
	Addrs() []string
	// Join asks to be let into the group of an invite and waits until it is, or ctx ends; the asking goes on after that.
	Join(ctx context.Context, t forum.Ticket) (forum.Standing, error)
	// OfferLink gives a code with which another device can become one of this person's. Ending ctx, and [LinkOffer].Wait's,
	// voids it.
	OfferLink(ctx context.Context) (LinkOffer, error)
	// Link makes this device one of the person's whose other device shows the code.
	Link(ctx context.Context, code forum.LinkCode) error
	// Reload takes up what the store has learnt of groups and neighbours apart from the network: from a backup.
	Reload(ctx context.Context) error
	// SayHere tells the neighbours in a group where this person writes now, in place of what was said before.
	SayHere(g forum.ID, places []forum.Place)
	// WhoIsHere gives those neighbours who write in shared texts of a group now.
	WhoIsHere(g forum.ID) []forum.Writer
	// WatchHere gives a channel of hints that WhoIsHere has changed; cancel releases it.
	WatchHere() (hints <-chan struct{}, cancel func())
	// WriteBundle writes a group to a file for a stick.
	WriteBundle(ctx context.Context, g forum.ID, path string) (entries int, err error)
	// ReadBundle takes in such a file.
	ReadBundle(ctx context.Context, path string) (forum.ID, forum.Report, error)
}

// LinkOffer is a code that is out. Wait blocks until it has been used, and gives how many groups the other device was
// added to, or until it is void.
type LinkOffer struct {
	Code forum.LinkCode
	Wait func(context.Context) (groups int, err error)
}

// Neighbour is another device.
type Neighbour struct {
	ID        string
	Person    forum.Person
	Connected bool
	InSync    bool
	Since     time.Time // of the connection
	Contact   time.Time // last word from it
	Typed     bool      // its address was typed in
	Addrs     []string
}
