package sync

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store/forum"
	"moot/store/saying"
)

// Linking a second device in person. The old device shows a code with a seed that is good for one try; the new one dials
// it; both prove that they know the seed, bound to the two libp2p identities of this connection; then the old one hands
// over what makes the new one the same person's, and adds its device to every group. PROTOCOL.md, "Linking a device".

const (
	pairProtocol = "/moot/link/1"
	pairTag      = "moot/link/1"
	pairLife     = 10 * time.Minute // of a code
	pairLimit    = 2 * time.Minute  // for everything after the proofs
	packMost     = 1 << 20          // bytes of what is handed over
	packChunk    = 64 << 10
	pairsMost    = 512 // groups asked for
)

// What can go wrong while linking, in words for the person who does it.
var (
	ErrLinkUnreached = saying.Error("the other device could not be reached: keep Moot open on it with the code showing, and both devices on the same network; then try again, or make a new code")
	ErrLinkCode      = saying.Error("the other device did not accept the code: each is good once and for ten minutes. Make a new one there")
	ErrLinkStranger  = saying.Error("whoever answered does not know the code, so nothing was taken from them. Make a new code on your other device")
	ErrLinkGuessed   = saying.Error("somebody tried a wrong code, so this one is void. Make a new one")
	ErrLinkExpired   = saying.Error("nobody used the code in ten minutes, so it is void. Make a new one")
	ErrLinkReplaced  = saying.Error("a newer code has taken the place of this one")
	ErrLinkBroken    = saying.Error("the linking was interrupted. Make a new code on your other device and link again: what was done already stays")
)

// Linked is what came of linking.
type Linked struct {
	Device forum.Device // the new one
	Groups []LinkedGroup
}

// LinkedGroup is how the new device stands in one group. Where it is not a member it goes on asking everybody it meets.
type LinkedGroup struct {
	Group    forum.ID
	Standing forum.Standing
	Reason   string // why it was not added, one plain sentence
}

// LinkOffer is a code that is out. Its methods may be called from any goroutine.
type LinkOffer struct {
	Code forum.LinkCode
	node *Node
	once sync.Once
	done chan struct{}
	got  Linked
	err  error
}

// OfferLink makes a code with which another device can become one of this person's. There is one at a time: a newer one
// voids it, and so do one wrong try, its use, ten minutes, and [LinkOffer.Close]. The error is the store's: there is nothing to
// hand over.
func (n *Node) OfferLink(ctx context.Context) (*LinkOffer, error) {
	if _, err := n.store.Package(ctx); err != nil {
		return nil, err // better now than when the other device asks
	}
	o := &LinkOffer{node: n, done: make(chan struct{}), Code: forum.LinkCode{
		Seed: make([]byte, forum.SecretSize), Addrs: n.Addrs(), Expires: time.Now().Add(pairLife).UnixMilli(),
	}}
	rand.Read(o.Code.Seed) // never fails: see crypto/rand
	n.mu.Lock()
	old := n.offer
	n.offer = o
	n.mu.Unlock()
	if old != nil {
		old.end(Linked{}, ErrLinkReplaced)
	}
	return o, nil
}

// Wait blocks until the code has been used, and gives what came of it, or one of the ErrLink errors. When ctx ends the
// code is void.
func (o *LinkOffer) Wait(ctx context.Context) (Linked, error) {
	late := time.NewTimer(time.Until(time.UnixMilli(o.Code.Expires)))
	defer late.Stop()
	for {
		select {
		case <-o.done:
			return o.got, o.err
		case <-late.C:
			if o.withdraw() { // else somebody is using it just now
				o.end(Linked{}, ErrLinkExpired)
			}
		case <-ctx.Done():
			o.Close()
			return Linked{}, context.Cause(ctx)
		case <-o.node.ctx.Done():
			return Linked{}, ErrLinkBroken
		}
	}
}

// Close voids the code, unless somebody is using it just now; then it changes nothing, and Wait tells what came of it.
func (o *LinkOffer) Close() {
	if o.withdraw() {
		o.end(Linked{}, ErrLinkReplaced)
	}
}

// withdraw takes the code back, if nobody has begun to use it.
func (o *LinkOffer) withdraw() bool {
	o.node.mu.Lock()
	defer o.node.mu.Unlock()
	if o.node.offer != o {
		return false
	}
	o.node.offer = nil
	return true
}

func (o *LinkOffer) end(got Linked, err error) {
	o.once.Do(func() {
		o.got, o.err = got, err
		close(o.done)
	})
}

// takeOffer hands the code out for its one try. It is nil when there is none or its time is over.
func (n *Node) takeOffer() *LinkOffer {
	n.mu.Lock()
	defer n.mu.Unlock()
	o := n.offer
	if o == nil || time.Now().UnixMilli() > o.Code.Expires {
		return nil
	}
	n.offer = nil
	return o
}

// pair is one linking conversation.
type pair struct {
	*greeting
	st   stream
	mine bool // this side opened it: it is the new device
}

// proof is HMAC-SHA256 under one side's key over who speaks, both nonces and both libp2p identities.
func (p *pair) proof(seed []byte, byNew bool) []byte {
	newer, older := forum.LinkKeys(seed)
	key := older
	if byNew {
		key = newer
	}
	m := hmac.New(sha256.New, key)
	m.Write(p.transcript(pairTag, byNew))
	return m.Sum(nil)
}

func (p *pair) send(k kind, body []byte) error {
	if err := p.st.SetWriteDeadline(time.Now().Add(frameLimit)); err != nil {
		return err
	}
	return writeFrame(p.st, k, body)
}

// want reads a frame that must be of a kind.
func (p *pair) want(k kind) ([]byte, error) {
	got, body, err := p.next()
	if err == nil && got != k {
		err = errFrame
	}
	return body, err
}

func (p *pair) next() (kind, []byte, error) {
	if err := p.st.SetReadDeadline(time.Now().Add(frameLimit)); err != nil {
		return 0, nil, err
	}
	k, body, err := readFrame(p.st)
	if err == nil && k == kindBye {
		if len(body) == 1 && why(body[0]) == whyCode {
			return 0, nil, ErrLinkCode
		}
		err = errFrame
	}
	return k, body, err
}

// bye says why this side stops.
func (p *pair) bye(reason why) {
	if p.send(kindBye, []byte{byte(reason)}) == nil && p.st.CloseWrite() == nil {
		_, _ = io.CopyN(io.Discard, p.st, 1<<10) // the other side closes when it has read the reason
	}
}

// pairing runs one linking conversation to its end: nothing else closes the connection meanwhile, and the node's end
// ends it.
func (n *Node) pairing(st network.Stream, mine bool, talk func(ctx context.Context, p *pair) error) error {
	other := st.Conn().RemotePeer()
	n.mu.Lock()
	n.pairs[other]++
	n.mu.Unlock()
	defer func() {
		n.mu.Lock()
		if n.pairs[other]--; n.pairs[other] == 0 {
			delete(n.pairs, other)
		}
		n.mu.Unlock()
		if err := st.Close(); err != nil {
			n.log.Debug("close of a linking failed", slog.Any("error", err))
		}
	}()
	ctx, cancel := context.WithTimeout(n.ctx, proveLimit+pairLimit)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = st.Reset() }) // whoever reads or writes sees it end
	defer stop()
	p := &pair{greeting: &greeting{opener: n.host.ID(), answerer: other}, st: st, mine: mine}
	if !mine {
		p.opener, p.answerer = other, n.host.ID()
	}
	if err := st.SetDeadline(time.Now().Add(proveLimit)); err != nil {
		return err
	}
	if err := p.swapHello(st, mine); err != nil {
		return err
	}
	return talk(ctx, p)
}

// trusted lets a connection live whose other end has proved that it knows the code.
func (n *Node) trusted(id peer.ID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.deadline, id)
	n.countStrangers()
}

// acceptPair is libp2p's call for a stream that a new device has opened.
func (n *Node) acceptPair(st network.Stream) {
	began := n.own(func() {
		if err := n.pairing(st, false, n.giveAway); err != nil {
			n.log.Info("a linking came to nothing", slog.Any("reason", err))
		}
	})
	if !began {
		_ = st.Reset()
	}
}

// giveAway is the old device's side.
func (n *Node) giveAway(ctx context.Context, p *pair) (err error) {
	claim, err := p.want(kindProof)
	if err != nil {
		return err
	}
	o := n.takeOffer()
	if o == nil {
		p.bye(whyCode)
		return ErrLinkCode
	}
	if !hmac.Equal(claim, p.proof(o.Code.Seed, true)) {
		o.end(Linked{}, ErrLinkGuessed)
		p.bye(whyCode)
		return ErrLinkGuessed
	}
	n.trusted(p.opener)
	var out Linked
	defer func() {
		if err != nil {
			err = fmt.Errorf("%w (%w)", ErrLinkBroken, err)
		}
		o.end(out, err)
	}()
	pack, err := n.store.Package(ctx)
	if err != nil {
		return err
	}
	if err := p.send(kindProof, p.proof(o.Code.Seed, false)); err != nil {
		return err
	}
	if err := p.sendPack(pack); err != nil {
		return err
	}
	return n.addDevice(ctx, p, &out)
}

// sendPack sends a package in chunks; the last says that it is the last.
func (p *pair) sendPack(pack []byte) error {
	for {
		k := min(len(pack), packChunk)
		more := k < len(pack)
		if err := p.send(kindPack, append([]byte{flag(more)}, pack[:k]...)); err != nil || !more {
			return err
		}
		pack = pack[k:]
	}
}

func (p *pair) readPack() (pack []byte, err error) {
	for {
		b, err := p.want(kindPack)
		if err != nil {
			return nil, err
		}
		c := cut{b: b}
		more := c.yes()
		if c.bad || len(c.b) > packChunk || len(pack)+len(c.b) > packMost || more && len(c.b) == 0 {
			return nil, errFrame
		}
		if pack = append(pack, c.b...); !more {
			return pack, nil
		}
	}
}

// addDevice writes the device acts that the new device asks for, one after the other, and says what became of each.
func (n *Node) addDevice(ctx context.Context, p *pair, out *Linked) error {
	for range pairsMost + 1 {
		k, body, err := p.next()
		if err != nil {
			return err
		}
		switch {
		case k == kindDone && len(body) == len(out.Device):
			out.Device = forum.Device(body)
			return p.send(kindDone, body)
		case k != kindAsk || len(body) < len(forum.ID{}) || len(body) > len(forum.ID{})+askMost:
			return errFrame
		}
		g := LinkedGroup{Group: forum.ID(body[:32])}
		ask, err := decodeAsk(body[32:])
		if err != nil {
			return err
		}
		a := answer{slot: uint16(len(out.Groups))}
		if a.standing, err = n.store.Admit(ctx, g.Group, ask); err != nil {
			a = refusal(n.log, a, err)
		}
		g.Standing, g.Reason = a.standing, string(a.reason)
		out.Groups = append(out.Groups, g)
		if err := p.send(kindAnswer, a.encode()); err != nil {
			return err
		}
	}
	return errFrame
}
