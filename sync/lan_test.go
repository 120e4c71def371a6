package sync

import (
	"net"
	"os"
	"testing"
)

// TestLAN finds a neighbour by mDNS and nothing else. It sends multicast, so it runs only where that cannot leave the
// machine, in a network namespace of its own:
//
//	go test -c -o build/sync.test ./sync
//	unshare -rn sh -c 'ip link set lo up; ip link add d0 type veth peer name d1; ip link set d1 up;
//	  ip addr add 10.9.0.1/24 dev d0; ip link set d0 up; MOOT_LAN=1 build/sync.test -test.run TestLAN'
func TestLAN(t *testing.T) {
	if os.Getenv("MOOT_LAN") == "" {
		t.Skip("needs a network namespace of its own: see the comment")
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addrs {
		if ip := a.(*net.IPNet).IP; !ip.IsLoopback() && !ip.IsLinkLocalUnicast() && !ip.Equal(net.IPv4(10, 9, 0, 1)) {
			t.Fatalf("%v: this is no namespace of its own", ip)
		}
	}
	a, b := newMem(t, "Ann"), newMem(t, "Bob")
	g := a.found("Street")
	enrol(t, g, a, b)
	a.say(g, 3, 100)
	here := []string{"/ip4/0.0.0.0/tcp/0"}
	na := start(t, a, Config{Listen: here, Discover: true})
	nb := start(t, b, Config{Listen: here, Discover: true})
	until(t, "finding each other", nb, func() bool { return same(g, a, b) })
	until(t, "one conversation", na, inSync(na, 1))
}

func TestLoopbackNeverAnnounces(t *testing.T) {
	n := start(t, newMem(t, "Ann"), Config{Discover: true})
	if n.lan {
		t.Error("a node on loopback would start mDNS")
	}
}
