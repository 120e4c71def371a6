package sync

import (
	"context"
	"crypto/ed25519"

	"moot/store/forum"
)

// Store is what this package needs of the place where entries are kept. [moot/store.Store] is one. Every method may be
// called from any goroutine. Tail must not hold a lock that Apply needs while it is in yield: yield blocks as long as a
// slow neighbour does.
type Store interface {
	Files
	// Identity gives this device's author key; zero while nobody has been set up here.
	Identity() forum.Device
	// NetworkKey gives the libp2p identity, which is apart from the author key.
	NetworkKey() ed25519.PrivateKey
	// SignProof signs a statement to a peer; [forum.CheckProof] checks it.
	SignProof(statement []byte) ([]byte, error)

	GroupRefs() []forum.GroupRef
	Roll(ctx context.Context, g forum.ID) (*forum.Roll, error)

	// Heights, Position and Identity are asked often, some of them with a conversation's lock held: they must not wait for Apply.
	// The map is not changed by either side.
	Heights(g forum.ID) map[forum.Chain]forum.Height
	Tail(ctx context.Context, g forum.ID, have map[forum.Chain]uint64, after uint64, yield func(window []forum.Entry) error) (uint64, error)
	// Apply is the gate; what it keeps is durable when it returns, so that it may be acknowledged.
	Apply(ctx context.Context, g forum.ID, from string, entries []forum.Entry) (forum.Report, error)
	Position() uint64
	Watch() (hints <-chan struct{}, cancel func())
	// MarkShared notes that another device holds the group up to these heights. It is called with nothing locked.
	MarkShared(g forum.ID, by forum.Device, heights map[forum.Chain]uint64)

	BeginJoin(ctx context.Context, t forum.Ticket) error
	Joining(ctx context.Context) ([]forum.Ticket, error)
	Ask(ctx context.Context, t forum.Ticket) (forum.Ask, error)
	Admit(ctx context.Context, g forum.ID, a forum.Ask) (forum.Standing, error)

	// Package gives what another device of this person needs, which is secret; Adopt makes this device one of the person in
	// a package, and has Joining list the groups it came with.
	Package(ctx context.Context) ([]byte, error)
	Adopt(ctx context.Context, pack []byte) error

	// RetireProof gives the act by which a device was retired, as a signed run, to show to that device; none when there is
	// no such act. NoteRetired takes such a run about this device; whatever else it is given changes nothing.
	RetireProof(ctx context.Context, g forum.ID, d forum.Device) ([]forum.Entry, error)
	NoteRetired(ctx context.Context, g forum.ID, run []forum.Entry) error

	// Farewell hands out what a device that is out of the group may still be shown: the acts that put it out, and what they
	// build on; nothing to any other device. Like Tail it holds no lock that Apply needs while it is in yield.
	Farewell(ctx context.Context, g forum.ID, d forum.Device, yield func(window []forum.Entry) error) error

	// Boxes lists the ballots of secret votes that may be handed on now, by vote, and when that changes by itself (ms; zero:
	// never). BoxesAt changes when it changes for another reason. Ballots gives ballots; what is not there is left out.
	// PutBallots takes some in, durable when it returns; a *forum.BadEntryError or *forum.RefusedError means that one was not
	// handed on by an honest device.
	Boxes(ctx context.Context, g forum.ID) (boxes []forum.Box, next int64, err error)
	BoxesAt(g forum.ID) uint64
	Ballots(ctx context.Context, g forum.ID, ids []forum.ID) ([][]byte, error)
	PutBallots(ctx context.Context, g forum.ID, from string, ballots [][]byte) (fresh int, err error)

	Peers(ctx context.Context) ([]forum.Peer, error)
	SavePeer(ctx context.Context, p forum.Peer) error
	ForgetPeer(ctx context.Context, id string) error
}
