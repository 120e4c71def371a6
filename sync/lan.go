package sync

import (
	"cmp"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/discovery/mdns"
	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"
)

const (
	lanService = "_moot._udp"            // the same for every group: it says only that Moot runs here
	lanPoll    = time.Second             // between looks at the interfaces
	lanRestart = time.Minute             // mDNS tells of a known name only after 3,200 s, so it is started afresh
	lanRetry   = 5 * time.Second         // after it could not start
	lanWait    = 1500 * time.Millisecond // the lower peer id dials first
)

// freshHost shows mDNS the addresses the machine has now: libp2p remembers them for a minute.
type freshHost struct{ host.Host }

type freshNetwork struct{ network.Network }

func (h freshHost) Network() network.Network { return freshNetwork{h.Host.Network()} }

// InterfaceListenAddresses gives the addresses to announce on the local network.
func (n freshNetwork) InterfaceListenAddresses() ([]ma.Multiaddr, error) {
	addrs, err := manet.ResolveUnspecifiedAddresses(n.Network.ListenAddresses(), nil)
	if err != nil {
		return nil, fmt.Errorf("read the network interfaces: %w", err)
	}
	return slices.DeleteFunc(addrs, func(a ma.Multiaddr) bool { return !announced(a) }), nil
}

// announced keeps to private addresses: a mobile or VPN provider's are nobody's business on the Wi-Fi.
func announced(a ma.Multiaddr) bool {
	return manet.IsPrivateAddr(a) && !manet.IsIPLoopback(a) && !manet.IsIP6LinkLocal(a)
}

// lanAddrs gives what would be announced; none when the host listens on loopback only, and then mDNS never starts.
func lanAddrs(h host.Host) []ma.Multiaddr {
	var out []ma.Multiaddr
	for _, a := range h.Network().ListenAddresses() {
		if !manet.IsIPLoopback(a) {
			out = append(out, a)
		}
	}
	return out
}

// interfaces is a fingerprint of the machine's networks: when it changes, the machine has moved.
func interfaces() string {
	var all []string
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return "" // as if there were none; looked at again in a second
	}
	for _, a := range addrs {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && !ip.IP.IsLinkLocalUnicast() {
			all = append(all, a.String())
		}
	}
	ifs, err := net.Interfaces()
	if err != nil {
		return ""
	}
	for _, i := range ifs {
		if i.Flags&(net.FlagUp|net.FlagRunning) == net.FlagUp|net.FlagRunning && i.Flags&net.FlagLoopback == 0 {
			all = append(all, fmt.Sprint(i.Name, "#", i.Index)) // an interface made anew has another index
		}
	}
	slices.Sort(all)
	return strings.Join(all, ",")
}

// discover announces this device on the local network and listens for others, through every change of network.
// The stock service reads the interfaces once, and goes deaf or dies quietly when they change (field-notes, "libp2p").
func (n *Node) discover() {
	tick := time.NewTicker(lanPoll)
	defer tick.Stop()
	var service mdns.Service
	stop := func() {
		if service != nil {
			if err := service.Close(); err != nil {
				n.log.Debug("close of discovery failed", slog.Any("error", err))
			}
			service = nil
		}
	}
	defer func() { stop() }()
	here, since := "", time.Time{}
	for first := true; ; first = false {
		now := interfaces()
		moved := now != here || first
		old := time.Since(since) > lanRestart || (service == nil && time.Since(since) > lanRetry)
		if moved || old {
			here, since = now, time.Now()
			stop()
			service = n.announce()
		}
		if moved && !first {
			n.moved()
		}
		select {
		case <-n.ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (n *Node) announce() mdns.Service {
	s := mdns.NewMdnsService(freshHost{n.host}, lanService, n)
	if err := s.Start(); err != nil {
		n.log.Debug("discovery could not start", slog.Any("error", err))
		if err := s.Close(); err != nil {
			n.log.Debug("close of discovery failed", slog.Any("error", err))
		}
		return nil
	}
	return s
}

// moved is called when the machine has changed networks: connections may be dead without anyone having said so.
func (n *Node) moved() {
	n.mu.Lock()
	for _, l := range n.links {
		l.fails, l.next = 0, time.Now()
	}
	n.mu.Unlock()
	for _, s := range n.all() {
		s.ask(probeLimit)
	}
	n.poke()
	n.changed()
}

// HandlePeerFound is mDNS's call, on a goroutine of its own, for somebody on the local network; nobody else calls it. What it is
// told anybody there may have made up. The lower peer id dials first, so that two devices that find each other do not connect twice.
func (n *Node) HandlePeerFound(info peer.AddrInfo) {
	info.Addrs = slices.DeleteFunc(dialable(info.Addrs, false), func(a ma.Multiaddr) bool { return !announced(a) })
	if info.ID == n.host.ID() || len(info.Addrs) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return
	}
	wasNext, known := time.Time{}, n.links[info.ID]
	if known != nil {
		wasNext = known.next
	}
	had := known != nil && len(known.addrs) > 0 && ma.Contains(known.addrs, info.Addrs[0])
	l := n.point(&info, false)
	if l == nil {
		return
	}
	if had && known.saved.ID == "" {
		l.next = wasNext // a stranger who is still there is not new
	} else if cmp.Compare(n.host.ID(), info.ID) > 0 {
		l.next = time.Now().Add(lanWait)
	}
	n.poke()
}
