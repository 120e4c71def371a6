package sync

import (
	"fmt"
	"math"
	"net/netip"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"
	rcmgr "github.com/libp2p/go-libp2p/p2p/host/resource-manager"
	"github.com/libp2p/go-libp2p/x/rate"
)

const (
	netMemory    = 128 << 20 // bytes the network layer may hold for all peers
	netFiles     = 512
	perNeighbour = 8  // connections from one device
	perAddress   = 64 // connections from one public address: a whole house sits behind one
)

// newLimits bounds what peers can make the network layer hold. libp2p's own limits refuse 22 of 30 people behind one
// router, and half of 200 who come at once; the addresses of a home network are therefore not counted, and others
// generously (field-notes, "libp2p").
func newLimits() (network.ResourceManager, error) {
	l := rcmgr.DefaultLimits
	l.TransientBaseLimit.ConnsInbound, l.TransientBaseLimit.Conns = 256, 256
	l.TransientBaseLimit.StreamsInbound, l.TransientBaseLimit.Streams = 512, 1024
	// All addresses of a neighbour are dialled while it dials us: with libp2p's limit of 8, which counts both, stale addresses kept
	// the good one from being tried.
	l.PeerBaseLimit.ConnsInbound, l.PeerBaseLimit.ConnsOutbound = perNeighbour, addrsMost
	l.PeerBaseLimit.Conns, l.PeerBaseLimit.FD = perNeighbour+addrsMost, perNeighbour+addrsMost
	for _, id := range []protocol.ID{protocolID, boxProtocol} {
		l.AddProtocolLimit(id,
			rcmgr.BaseLimit{StreamsInbound: 256, StreamsOutbound: 256, Streams: 512, Memory: netMemory / 2}, rcmgr.BaseLimitIncrease{})
		l.AddProtocolPeerLimit(id,
			rcmgr.BaseLimit{StreamsInbound: 4, StreamsOutbound: 4, Streams: 8, Memory: 24 << 20}, rcmgr.BaseLimitIncrease{})
	}
	l.AddProtocolLimit(pairProtocol,
		rcmgr.BaseLimit{StreamsInbound: 16, StreamsOutbound: 4, Streams: 20, Memory: 16 << 20}, rcmgr.BaseLimitIncrease{})
	l.AddProtocolPeerLimit(pairProtocol,
		rcmgr.BaseLimit{StreamsInbound: 2, StreamsOutbound: 2, Streams: 4, Memory: 4 << 20}, rcmgr.BaseLimitIncrease{})
	l.AddProtocolLimit(fileProtocol,
		rcmgr.BaseLimit{StreamsInbound: 64, StreamsOutbound: 64, Streams: 128, Memory: netMemory / 4}, rcmgr.BaseLimitIncrease{})
	l.AddProtocolPeerLimit(fileProtocol,
		rcmgr.BaseLimit{StreamsInbound: 4, StreamsOutbound: 4, Streams: 8, Memory: 8 << 20}, rcmgr.BaseLimitIncrease{})
	l.AddProtocolLimit(hereProtocol,
		rcmgr.BaseLimit{StreamsInbound: 128, StreamsOutbound: 128, Streams: 256, Memory: netMemory / 8}, rcmgr.BaseLimitIncrease{})
	l.AddProtocolPeerLimit(hereProtocol,
		rcmgr.BaseLimit{StreamsInbound: 2, StreamsOutbound: 2, Streams: 4, Memory: 1 << 20}, rcmgr.BaseLimitIncrease{})
	v4, v6, free := homeNetworks()
	subnet := rate.Limit{RPS: 2, Burst: perAddress}
	rm, err := rcmgr.NewResourceManager(rcmgr.NewFixedLimiter(l.Scale(netMemory, netFiles)),
		rcmgr.WithNetworkPrefixLimit(v4, v6),
		rcmgr.WithLimitPerSubnet(
			[]rcmgr.ConnLimitPerSubnet{{PrefixLength: 32, ConnCount: perAddress}},
			[]rcmgr.ConnLimitPerSubnet{{PrefixLength: 56, ConnCount: perAddress}, {PrefixLength: 48, ConnCount: 2 * perAddress}}),
		rcmgr.WithConnRateLimiters(&rate.Limiter{
			NetworkPrefixLimits: free,
			SubnetRateLimiter: rate.SubnetLimiter{
				GracePeriod:      time.Minute,
				IPv4SubnetLimits: []rate.SubnetLimit{{PrefixLength: 32, Limit: subnet}},
				IPv6SubnetLimits: []rate.SubnetLimit{{PrefixLength: 56, Limit: subnet}},
			},
		}))
	if err != nil {
		return nil, fmt.Errorf("network limits: %w", err)
	}
	return rm, nil
}

// homeNetworks lists the private and loopback ranges, where connections are bounded by the gater alone.
func homeNetworks() (v4, v6 []rcmgr.NetworkPrefixLimit, free []rate.PrefixLimit) {
	for _, s := range []string{
		"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
		"::1/128", "fe80::/10", "fc00::/7",
	} {
		p := netip.MustParsePrefix(s)
		n := rcmgr.NetworkPrefixLimit{Network: p, ConnCount: math.MaxInt}
		if p.Addr().Is4() {
			v4 = append(v4, n)
		} else {
			v6 = append(v6, n)
		}
		free = append(free, rate.PrefixLimit{Prefix: p}) // a zero limit is none
	}
	return v4, v6, free
}
