package sync

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"slices"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"

	"moot/store/forum"
	"moot/store/saying"
)

// Link makes this device one of the person's whose other device shows the code. It needs a home without a person, or
// with the same one: then it adds the groups that are missing. Afterwards the groups come by the usual exchange. It takes some
// two minutes at most, or until ctx ends. Errors are the ErrLink errors, that the code names no other device, and the store's; out says
// what had been done by then.
func (n *Node) Link(ctx context.Context, code forum.LinkCode) (out Linked, err error) {
	to, err := n.whereTo(code)
	if err != nil {
		return Linked{}, err
	}
	st, err := n.reachPair(ctx, to)
	if err != nil {
		return Linked{}, fmt.Errorf("%w (%w)", ErrLinkUnreached, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = st.Reset() })
	defer stop()
	out = Linked{Device: n.store.Identity()}
	adopted := false
	err = n.pairing(st, true, func(_ context.Context, p *pair) error {
		if err := n.receive(ctx, p, code); err != nil {
			return err
		}
		adopted = true
		if err := n.rememberOld(ctx, to); err != nil {
			return err
		}
		return n.askAll(ctx, p, &out)
	})
	if adopted { // whatever is missing comes by the usual exchange
		err = errors.Join(err, n.Reload(ctx))
	}
	return out, err
}

// whereTo gives the old device that a code names.
func (n *Node) whereTo(code forum.LinkCode) (to peer.AddrInfo, err error) {
	for _, a := range code.Addrs {
		info, err := n.parse(a)
		if err != nil || to.ID != "" && info.ID != to.ID {
			continue // the old device may list what this build cannot dial
		}
		to.ID = info.ID
		to.Addrs = append(to.Addrs, info.Addrs...)
	}
	if to.ID == "" {
		return to, saying.Error("the code does not say where the other device is, or it was made on this one; make a new code on the other device")
	}
	return to, nil
}

func (n *Node) reachPair(ctx context.Context, to peer.AddrInfo) (network.Stream, error) {
	ctx, cancel := context.WithTimeout(ctx, dialLimit)
	defer cancel()
	if sw, ok := n.host.Network().(*swarm.Swarm); ok {
		sw.Backoff().Clear(to.ID)
	}
	if err := n.host.Connect(ctx, to); err != nil {
		return nil, err
	}
	return n.host.NewStream(ctx, to.ID, pairProtocol)
}

// receive proves that this device was shown the code, has the other prove the same, and takes what it hands over.
func (n *Node) receive(ctx context.Context, p *pair, code forum.LinkCode) error {
	if err := p.send(kindProof, p.proof(code.Seed, true)); err != nil {
		return broken(err)
	}
	claim, err := p.want(kindProof)
	if err != nil {
		return broken(err)
	}
	if !hmac.Equal(claim, p.proof(code.Seed, false)) {
		return ErrLinkStranger
	}
	n.trusted(p.answerer)
	pack, err := p.readPack()
	if err != nil {
		return broken(err)
	}
	return n.store.Adopt(ctx, pack)
}

// broken gives an interruption its words.
func broken(err error) error {
	if err == nil || errors.Is(err, ErrLinkCode) {
		return err
	}
	return fmt.Errorf("%w (%w)", ErrLinkBroken, err)
}

// rememberOld keeps the old device's address: it is the neighbour to catch up with.
func (n *Node) rememberOld(ctx context.Context, to peer.AddrInfo) error {
	known, err := n.store.Peers(ctx)
	if err != nil {
		return err
	}
	p := forum.Peer{ID: to.ID.String(), Addrs: texts(dialable(to.Addrs, true))}
	if i := slices.IndexFunc(known, func(k forum.Peer) bool { return k.ID == p.ID }); i >= 0 {
		p.Typed, p.Person, p.Seen = known[i].Typed, known[i].Person, known[i].Seen
	}
	return n.store.SavePeer(ctx, p)
}

// askAll asks the old device to add this one to every group.
func (n *Node) askAll(ctx context.Context, p *pair, out *Linked) error {
	tickets, err := n.store.Joining(ctx)
	if err != nil {
		return err
	}
	for _, t := range tickets {
		if !t.Invite.Zero() {
			continue // that one is for whoever made the invite
		}
		g, err := n.askOne(ctx, p, t)
		if err != nil {
			return broken(err)
		}
		out.Groups = append(out.Groups, g)
	}
	if err := p.send(kindDone, out.Device[:]); err != nil {
		return broken(err)
	}
	_, err = p.want(kindDone)
	return broken(err)
}

func (n *Node) askOne(ctx context.Context, p *pair, t forum.Ticket) (LinkedGroup, error) {
	g := LinkedGroup{Group: t.Group}
	a, err := n.store.Ask(ctx, t)
	if err != nil {
		return g, err
	}
	ask, err := encodeAsk(a)
	if err != nil {
		return g, err
	}
	if err := p.send(kindAsk, append(t.Group[:], ask...)); err != nil {
		return g, err
	}
	body, err := p.want(kindAnswer)
	if err != nil {
		return g, err
	}
	said, err := readAnswer(body)
	g.Standing, g.Reason = said.standing, string(said.reason)
	return g, err
}

// Reload takes in neighbours and groups that the store has come to know other than through this node: by a restore. The error is
// the store's, which could not list them.
func (n *Node) Reload(ctx context.Context) error {
	if err := n.loadLinks(ctx, nil); err != nil {
		return err
	}
	n.regroup()
	n.poke()
	return nil
}
