package sync

import (
	"crypto/ed25519"
	"fmt"
	"slices"
	"strings"

	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"

	"moot/store/saying"
)

// addrsMost is how many addresses of one neighbour are kept.
const addrsMost = 16

// ParseAddr reads what a person typed or scanned: /ip4/192.168.1.20/tcp/4711/p2p/12D3Koo…
// Errors say in plain words what is missing.
func ParseAddr(s string) (*peer.AddrInfo, error) {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, "/") {
		return nil, saying.Error("%q is not a neighbour's address: one begins with /ip4/ or /ip6/ and ends with /p2p/ and a long code; copy it whole from the other device", s)
	}
	a, err := ma.NewMultiaddr(s)
	if err != nil {
		return nil, saying.Error("%q is not a complete address; copy it whole from the other device", s)
	}
	info, err := peer.AddrInfoFromP2pAddr(a)
	if err != nil {
		return nil, saying.Error("the address does not end with /p2p/ and the other device's code; copy it whole from the other device")
	}
	if len(info.Addrs) == 0 {
		return nil, saying.Error("the address has only the other device's code and not where to find it; copy it whole from the other device")
	}
	return info, checkDialable(info.Addrs[0])
}

// checkDialable refuses what this build does not dial: names, which would ask a name server who is not a neighbour;
// relays; and transports it does not have.
func checkDialable(a ma.Multiaddr) error {
	if len(a) == 0 {
		return saying.Error("the address is empty")
	}
	switch a[0].Protocol().Code {
	case ma.P_IP4, ma.P_IP6, ma.P_IP6ZONE:
	case ma.P_DNS, ma.P_DNS4, ma.P_DNS6, ma.P_DNSADDR:
		return saying.Error("Moot does not look up names: that would tell a name server whom you are looking for; use the address with numbers, like /ip4/192.168.1.20/…")
	default:
		return fmt.Errorf("an address begins with /ip4/ or /ip6/, not with /%s/", a[0].Protocol().Name)
	}
	for _, c := range a[1:] {
		switch c.Protocol().Code {
		case ma.P_TCP, ma.P_IP6, ma.P_UDP, ma.P_QUIC_V1:
		default:
			return fmt.Errorf("Moot cannot use an address with /%s/ in it", c.Protocol().Name)
		}
	}
	return nil
}

// dialable keeps the addresses worth keeping: of a kind we dial, each once, not too many. Loopback is of use only to
// somebody on the same machine.
func dialable(addrs []ma.Multiaddr, loopback bool) []ma.Multiaddr {
	var out []ma.Multiaddr
	for _, a := range addrs {
		if bare, id := peer.SplitAddr(a); id != "" {
			a = bare
		}
		if len(out) == addrsMost || checkDialable(a) != nil || manet.IsIPUnspecified(a) ||
			(manet.IsIPLoopback(a) && !loopback) || manet.IsIP6LinkLocal(a) || ma.Contains(out, a) {
			continue
		}
		out = append(out, a)
	}
	return out
}

// fullAddrs gives the host's addresses with its peer id, loopback ones only when there are no others.
func fullAddrs(h host.Host) []string {
	all, err := h.Network().InterfaceListenAddresses()
	if err != nil || len(all) == 0 {
		all = h.Addrs()
	}
	return withID(all, h.ID())
}

// withID adds the peer id to the addresses worth telling others, loopback ones only when there are no others.
func withID(all []ma.Multiaddr, id peer.ID) []string {
	use := dialable(all, false)
	if len(use) == 0 {
		use = dialable(all, true)
	}
	out := make([]string, 0, len(use))
	for _, a := range use {
		out = append(out, a.String()+"/p2p/"+id.String())
	}
	slices.Sort(out)
	return out
}

// UsualAddrs gives the full multiaddrs at which a device with this network key is reached when its window is open or it
// serves, at its usual port (see listenOn) on the interfaces it has now; loopback only when there are no others. It needs
// no node and opens nothing.
func UsualAddrs(key ed25519.PrivateKey) ([]string, error) {
	priv, err := crypto.UnmarshalEd25519PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("read the network key: %w", err)
	}
	id, err := peer.IDFromPrivateKey(priv)
	if err != nil {
		return nil, fmt.Errorf("read the network key: %w", err)
	}
	var listen []ma.Multiaddr
	for _, text := range anyAddrs(usualPort(key)) {
		a, err := ma.NewMultiaddr(text)
		if err != nil {
			return nil, err
		}
		listen = append(listen, a)
	}
	all, err := manet.ResolveUnspecifiedAddresses(listen, nil)
	if err != nil {
		return nil, fmt.Errorf("read the network interfaces: %w", err)
	}
	return withID(all, id), nil
}

func texts(addrs []ma.Multiaddr) []string {
	out := make([]string, len(addrs))
	for i, a := range addrs {
		out[i] = a.String()
	}
	return out
}

// parseAll reads stored addresses; those that no longer make sense are left out.
func parseAll(ss []string) []ma.Multiaddr {
	var out []ma.Multiaddr
	for _, s := range ss {
		if a, err := ma.NewMultiaddr(s); err == nil {
			out = append(out, a)
		}
	}
	return dialable(out, true)
}
