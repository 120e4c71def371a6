package sync

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/sec"
	bhost "github.com/libp2p/go-libp2p/p2p/host/basic"
	"github.com/libp2p/go-libp2p/p2p/host/eventbus"
	"github.com/libp2p/go-libp2p/p2p/host/peerstore/pstoremem"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/net/connmgr"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	tptu "github.com/libp2p/go-libp2p/p2p/net/upgrader"
	libp2ptls "github.com/libp2p/go-libp2p/p2p/security/tls"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	ma "github.com/multiformats/go-multiaddr"
)

const (
	connLow   = 80 // the connection manager trims to this…
	connHigh  = 120
	dialLimit = 6 * time.Second
)

// neighbourHost is a libp2p host with exactly the parts Moot uses, put together by hand: TCP, TLS 1.3 and yamux. It does
// not link WebRTC or WebTransport (libp2p.New always does: 10 MB, and no Android), looks nothing up in DNS, maps no
// ports, uses no relay, and asks nobody what its address is. QUIC is left out: dialling would prefer it, and it moves a
// third as much for three times the work (field-notes, "libp2p").
type neighbourHost struct {
	*bhost.BasicHost
	closers []func() error // in order
}

// Close ends the host and everything it was put together from.
func (h *neighbourHost) Close() error {
	errs := []error{h.BasicHost.Close()}
	for _, c := range h.closers {
		errs = append(errs, c())
	}
	return errors.Join(errs...)
}

func newHost(key ed25519.PrivateKey, listen []string, g *gater) (_ *neighbourHost, err error) {
	priv, err := crypto.UnmarshalEd25519PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("read the network key: %w", err)
	}
	h := &neighbourHost{}
	sw, bus, err := newSwarm(priv, g, h)
	if err != nil {
		return nil, errors.Join(err, h.closeParts())
	}
	if err := listenOn(sw, key, listen); err != nil {
		return nil, errors.Join(err, sw.Close(), h.closeParts())
	}
	cm, err := connmgr.NewConnManager(connLow, connHigh, connmgr.WithGracePeriod(30*time.Second))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("connection manager: %w", err), sw.Close(), h.closeParts())
	}
	h.BasicHost, err = bhost.NewHost(sw, &bhost.HostOpts{EventBus: bus, ConnManager: cm, UserAgent: "p2p/1"})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the network: %w", err), cm.Close(), sw.Close(), h.closeParts())
	}
	h.BasicHost.Start()
	return h, nil
}

func (h *neighbourHost) closeParts() error {
	var errs []error
	for _, c := range h.closers {
		errs = append(errs, c())
	}
	return errors.Join(errs...)
}

// newSwarm puts the connection layers together. What must be closed after the host is added to h.
func newSwarm(priv crypto.PrivKey, g *gater, h *neighbourHost) (*swarm.Swarm, event.Bus, error) {
	id, err := peer.IDFromPrivateKey(priv)
	if err != nil {
		return nil, nil, fmt.Errorf("read the network key: %w", err)
	}
	ps, err := pstoremem.NewPeerstore()
	if err != nil {
		return nil, nil, fmt.Errorf("peer store: %w", err)
	}
	h.closers = append(h.closers, ps.Close)
	if err := errors.Join(ps.AddPrivKey(id, priv), ps.AddPubKey(id, priv.GetPublic())); err != nil {
		return nil, nil, fmt.Errorf("peer store: %w", err)
	}
	rm, err := newLimits()
	if err != nil {
		return nil, nil, err
	}
	h.closers = append(h.closers, rm.Close)
	bus := eventbus.NewBus()
	sw, err := swarm.NewSwarm(id, ps, bus, swarm.WithResourceManager(rm), swarm.WithConnectionGater(g),
		// No black-hole detectors: after a week without a network they would refuse to dial. Our own back-off does the work.
		swarm.WithUDPBlackHoleSuccessCounter(nil), swarm.WithIPv6BlackHoleSuccessCounter(nil),
		swarm.WithMultiaddrResolver(noNames{}), swarm.WithDialTimeout(dialLimit), swarm.WithDialTimeoutLocal(dialLimit/2))
	if err != nil {
		return nil, nil, fmt.Errorf("start the network: %w", err)
	}
	muxers := []tptu.StreamMuxer{{ID: yamux.ID, Muxer: yamux.DefaultTransport}}
	tls, err := libp2ptls.New(libp2ptls.ID, priv, muxers)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("set up TLS: %w", err), sw.Close())
	}
	up, err := tptu.New([]sec.SecureTransport{tls}, muxers, nil, rm, g)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("set up connections: %w", err), sw.Close())
	}
	// Without reuse of ports, a port in use is an error we can see, and act on.
	tr, err := tcp.NewTCPTransport(up, rm, nil, tcp.DisableReuseport())
	if err == nil {
		err = sw.AddTransport(tr)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("set up TCP: %w", err), sw.Close())
	}
	return sw, bus, nil
}

// listenOn listens where asked, or, when nothing is asked, on every interface at a port that stays the same from run to
// run, so that an address a neighbour remembers still works tomorrow. Any free port serves when that one is taken.
func listenOn(sw *swarm.Swarm, key ed25519.PrivateKey, listen []string) error {
	if len(listen) == 0 {
		port := usualPort(key)
		if err := listenEach(sw, anyAddrs(port)); err == nil {
			return nil
		}
		return listenEach(sw, anyAddrs(0))
	}
	for _, l := range listen {
		a, err := ma.NewMultiaddr(l)
		if err != nil {
			return fmt.Errorf("%q is not an address to listen on: one looks like /ip4/0.0.0.0/tcp/4711", l)
		}
		if err := checkDialable(a); err != nil {
			return err
		}
		if err := sw.Listen(a); err != nil {
			return fmt.Errorf("cannot listen on %s (another program may be using it): %w", l, err)
		}
	}
	return nil
}

// listenEach needs one of the addresses to work: many machines have no IPv6.
func listenEach(sw *swarm.Swarm, addrs []string) error {
	var errs []error
	for _, l := range addrs {
		a, err := ma.NewMultiaddr(l)
		if err == nil {
			err = sw.Listen(a)
		}
		errs = append(errs, err)
	}
	if errs[0] != nil {
		return fmt.Errorf("cannot listen on the network: %w", errors.Join(errs...))
	}
	return nil
}

func anyAddrs(port int) []string {
	return []string{fmt.Sprintf("/ip4/0.0.0.0/tcp/%d", port), fmt.Sprintf("/ip6/::/tcp/%d", port)}
}

// usualPort picks a port between 20000 and 29999 from the device's network identity.
func usualPort(key ed25519.PrivateKey) int {
	sum := sha256.Sum256(append([]byte("moot/port/1\x00"), key.Public().(ed25519.PublicKey)...))
	return 20000 + int(binary.BigEndian.Uint32(sum[:])%10000)
}

// noNames refuses every name: looking one up would tell a third party whom this device is about to meet.
type noNames struct{}

var errNames = errors.New("Moot does not look up names")

func (noNames) ResolveDNSAddr(context.Context, peer.ID, ma.Multiaddr, int, int) ([]ma.Multiaddr, error) {
	return nil, errNames
}

func (noNames) ResolveDNSComponent(context.Context, ma.Multiaddr, int) ([]ma.Multiaddr, error) {
	return nil, errNames
}

var _ host.Host = (*neighbourHost)(nil)
