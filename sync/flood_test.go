package sync

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"moot/store/forum"
)

// What a peer can make this device remember, and do, has an end.

func madeUp(i int) (id [32]byte) {
	binary.BigEndian.PutUint64(id[:], uint64(i)+1)
	return id
}

// A member who names ever new chains is hung up on once there are more than any list may have.
func TestChainsWithoutEnd(t *testing.T) {
	g, ann, _, n, a := member(t)
	go func() {
		for at := 0; at < 4*listMost; at += tipsMost {
			m := heights{mode: modeFull, more: at/tipsMost%70 != 69}
			for i := range tipsMost {
				m.list = append(m.list, tip{forum.Chain{Device: madeUp(at + i)}, forum.Height{Seq: 1}})
			}
			if a.send(kindHeights, m.encode()) != nil {
				break
			}
		}
		_ = a.send(kindDigest, digest{ask: true}.encode())
	}()
	if kinds, last := a.rest(); slices.Contains(kinds, kindHeights) || last != whyAbuse && last != 0 {
		t.Errorf("listened to to the end: last word %d", last)
	}
	if len(n.all()) > 0 {
		until(t, "the end", n, func() bool { return len(n.all()) == 0 })
	}
	stillServes(t, g, n, ann)
}

// Chains that are not here are neither remembered as acknowledged nor as wanted.
func TestChainsThatAreNotHere(t *testing.T) {
	_, _, _, n, a := member(t)
	s := n.all()[0]
	m := heights{list: []tip{{forum.Chain{Device: madeUp(1)}, forum.Height{Seq: 1}}}}
	for _, m.mode = range []heightMode{modeFull, modeAck, modeWant} {
		if m.mode != modeFull {
			m.list[0].chain.Device = madeUp(2)
		}
		if err := a.send(kindHeights, m.encode()); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.send(kindDigest, digest{ask: true}.encode()); err != nil {
		t.Fatal(err)
	}
	for k, _, err := readFrame(a.st); k != kindHeights; k, _, err = readFrame(a.st) { // the list that answers it
		if err != nil {
			t.Fatal(err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	sl, c := s.slots[0], forum.Chain{Device: madeUp(2)}
	if _, ok := sl.acked[c]; ok {
		t.Error("acknowledged")
	}
	if _, ok := sl.have[c]; ok {
		t.Error("wanted")
	}
}

// A member who speaks of votes that nobody has heard of is listened to, but not remembered without end.
func TestVotesWithoutEnd(t *testing.T) {
	g, ann, _, n, a := memberBy(t, boxProtocol)
	s := n.all()[0]
	read := make(chan struct{})
	go func() {
		defer close(read)
		for k, _, err := readFrame(a.st); err == nil && k != kindHeights; k, _, err = readFrame(a.st) {
		}
	}()
	const frames = 40
	for i := range frames {
		m := boxSums{}
		for j := range boxesMost {
			m.sums = append(m.sums, boxSum{madeUp(i*boxesMost + j), forum.ID{9}}, boxSum{madeUp(-2 - i*boxesMost - j), (&forum.Box{Vote: madeUp(-2 - i*boxesMost - j)}).Sum()})
		}
		if err := errors.Join(a.send(kindBoxes, boxSums{sums: m.sums[:boxesMost]}.encode()), a.send(kindBoxes, boxSums{sums: m.sums[boxesMost:]}.encode())); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.send(kindDigest, digest{ask: true}.encode()); err != nil {
		t.Fatal(err)
	}
	<-read // the list that answers it: all that came before has been dealt with
	s.mu.Lock()
	asked, has := len(s.slots[0].box.asked)+len(s.slots[0].box.ask), len(s.slots[0].box.has)
	s.mu.Unlock()
	if asked > votesMost || has > votesMost {
		t.Errorf("%d votes asked about and %d known of", asked, has)
	}
	stillServes(t, g, n, ann)
}

// Of what a peer says that it holds, only what is here too is remembered.
func TestBallotsWithoutEnd(t *testing.T) {
	_, _, _, n, a := memberBy(t, boxProtocol)
	s := n.all()[0]
	m := boxHeld{vote: madeUp(0)}
	for i := range heldMost {
		m.ballots = append(m.ballots, madeUp(i))
	}
	if err := a.send(kindHeld, m.encode()); err != nil {
		t.Fatal(err)
	}
	until(t, "it has been heard", n, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.slots[0].box.has[m.vote] != nil
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	if got := len(s.slots[0].box.has[m.vote]); got > 0 {
		t.Errorf("%d ballots that are not here are remembered", got)
	}
}

// Somebody on the same Wi-Fi who announces devices that are none does not keep a person from adding a neighbour, nor a member
// from being remembered, and those who are known are dialled first.
func TestMadeUpDevicesOnTheNetwork(t *testing.T) {
	n := start(t, newMem(t, "Ann"), Config{})
	made, at := 1000, ma.StringCast("/ip4/10.255.255.1/tcp/9")
	for range linksMost + 100 {
		n.HandlePeerFound(peer.AddrInfo{ID: peer.ID(newMem(t, "x").Identity().String()), Addrs: []ma.Multiaddr{at}})
	}
	if err := n.AddPeer(t.Context(), "/ip4/127.0.0.1/tcp/9/p2p/12D3KooWGRUvFDNbKKBYSYzyMrjZNwSqfUC3rBdpUkBEc3bU1iMz"); err != nil {
		t.Error(err)
	}
	typed := peer.ID("")
	for range 3 { // nor does who announces addresses in that neighbour's name
		n.mu.Lock()
		for id, l := range n.links {
			if l.typed {
				typed = id
			}
		}
		n.mu.Unlock()
		info := peer.AddrInfo{ID: typed}
		for range addrsMost {
			made++
			info.Addrs = append(info.Addrs, ma.StringCast(fmt.Sprintf("/ip4/10.255.255.1/tcp/%d", made)))
		}
		n.HandlePeerFound(info)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if addrs := n.links[typed].addrs; !ma.Contains(addrs, ma.StringCast("/ip4/127.0.0.1/tcp/9")) {
		t.Errorf("the address that a person typed has gone: %v", addrs)
	}
	var all []*link
	for _, l := range n.links {
		l.dialing, l.next = false, time.Now().Add(-time.Second)
		all = append(all, l)
	}
	if len(all) > linksMost {
		t.Errorf("%d links", len(all))
	}
	slices.SortFunc(all, firstDialled)
	if !all[0].known {
		t.Error(fmt.Sprint("a made-up device is dialled before ", len(all), " others"))
	}
}

// A claim that is not the device's changes nothing about who is at the other end.
func TestFalseClaimChangesNobody(t *testing.T) {
	_, _, mal, n, a := member(t)
	s := n.all()[0]
	sig, err := mal.SignProof(a.g.statement(a.g.slots[0].ID, true))
	if err != nil {
		t.Fatal(err)
	}
	c := claim{device: forum.Device(madeUp(1))}
	copy(c.sig[:], sig)
	if err := a.send(kindClaim, c.encode()); err != nil {
		t.Fatal(err)
	}
	if _, last := a.rest(); last != whyDevice {
		t.Errorf("last word %d", last)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slots[0].peer != mal.Identity() {
		t.Errorf("the peer is taken for %v", s.slots[0].peer)
	}
}

// slowShared is a store that takes its time to note what others hold: it does so behind what is being written.
type slowShared struct {
	*memStore
	begun, end chan struct{}
}

func (s slowShared) MarkShared(forum.ID, forum.Device, map[forum.Chain]uint64) {
	select {
	case s.begun <- struct{}{}:
		<-s.end
	default:
	}
}

// While the store is busy noting what one neighbour holds, the others and whoever asks for the status do not wait.
func TestStatusDoesNotWaitForTheStore(t *testing.T) {
	ann, bob := newMem(t, "Ann"), newMem(t, "Bob")
	g := ann.found("Street")
	enrol(t, g, ann, bob)
	slow := slowShared{ann, make(chan struct{}, 1), make(chan struct{})}
	n := start(t, slow, Config{})
	bob.say(g, 1, 10)
	start(t, bob, Config{Peers: n.Addrs()})
	select {
	case <-slow.begun:
	case <-time.After(patience):
		t.Fatal("nobody noted what the neighbour holds")
	}
	defer close(slow.end)
	seen := make(chan Status, 1)
	go func() { seen <- n.Status() }()
	select {
	case <-seen:
	case <-time.After(patience):
		t.Error("the status waits for the store")
	}
}

// Ballots that have been picked to be sent are on their way: nobody takes the boxes for compared in between.
func TestPickedBallotsAreOnTheirWay(t *testing.T) {
	vote, ballot := forum.ID{1}, forum.ID{2}
	for name, owed := range map[string]bool{"owed": true, "new": false} {
		sl := &slot{box: newBoxState()}
		sl.box.begun, sl.box.heard = true, true
		sl.box.list = []forum.Box{{Vote: vote, Ballots: []forum.ID{ballot}}}
		sl.box.has[vote] = map[forum.ID]bool{}
		if owed {
			sl.box.reply[vote] = true
		}
		w := &writer{session: &session{}}
		if _, lacks, ok := w.nextBallots(sl); !ok || len(lacks) != 1 || sl.box.settled() {
			t.Errorf("%s: picked %v, settled %v", name, lacks, sl.box.settled())
		}
	}
}
