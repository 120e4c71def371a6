package sync

import (
	"errors"
	"fmt"
	"testing"

	"moot/store/forum"
)

// Heights that nobody has are only a claim: the node goes on, and does not call itself up to date with such a peer.
func TestForgedHeights(t *testing.T) {
	g, ann, _, n, a := member(t)
	list := []tip{{forum.Chain{Device: forum.Device{9}, Lane: forum.ContentLane}, forum.Height{Seq: 1 << 40}}}
	for c := range ann.Heights(g) { // and of Ann's own chains it says that it has all there will ever be
		list = append(list, tip{c, forum.Height{Seq: 1 << 40}})
	}
	if err := a.send(kindHeights, heights{mode: modeFull, ask: true, list: list}.encode()); err != nil {
		t.Fatal(err)
	}
	until(t, "the claim shows", n, func() bool {
		p := n.Status().Peers
		return len(p) == 1 && len(p[0].Groups) == 1 && p[0].Groups[0].Behind > 0 && !p[0].InSync
	})
	for c, h := range ann.shared[g][a.deviceOf(n)] {
		if h > ann.Heights(g)[c].Seq {
			t.Error("more is counted as shared than there is")
		}
	}
	stillServes(t, g, n, ann)
}

func (a *attacker) deviceOf(n *Node) forum.Device { return n.Status().Peers[0].Device }

// A damaged entry from a member is refused, the rest of what comes is kept, and repeating it ends the conversation.
func TestDamagedEntries(t *testing.T) {
	g, ann, mal, n, a := member(t)
	ann.mu.Lock()
	ann.refuse = func(e *forum.Entry) bool { return e.Kind == "bad" }
	ann.mu.Unlock()
	var plain []byte
	for i := range refusedMost + 1 {
		k := forum.Kind("bad")
		if i == 0 {
			k = "good"
		}
		e := mal.entry(g, forum.ContentLane, k, []byte("x"))
		plain = appendEntry(plain, &e)
	}
	body, err := pack([]byte{0, 0}, plain)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.send(kindEntries, body), a.send(kindEntries, body)); err != nil {
		t.Fatal(err)
	}
	if _, last := a.rest(); last != whyAbuse {
		t.Errorf("last word %d", last)
	}
	if ann.Heights(g)[forum.Chain{Device: mal.Identity(), Lane: forum.ContentLane}].Seq != 1 {
		t.Error("the good entry was lost")
	}
	stillServes(t, g, n, ann)
}

// A member is removed while connected: they are shown that, nothing more goes to them, and they cannot come back.
func TestRemovedMember(t *testing.T) {
	ann, bob := newMem(t, "Ann"), newMem(t, "Bob")
	g := ann.found("Street")
	enrol(t, g, ann, bob)
	na := start(t, ann, Config{})
	nb := start(t, bob, Config{Peers: na.Addrs()})
	until(t, "meeting", nb, inSync(nb, 1))
	before := bob.Heights(g)
	removal := ann.act(g, forum.KindRemove, forum.Remove{Person: forum.PersonOf(bob.person)})
	before[removal.Chain()] = forum.Height{Seq: removal.Seq, Head: removal.ID}
	ann.act(g, forum.KindRename, forum.Rename{Name: "Anna"})
	ann.say(g, 3, 100)
	until(t, "the end", na, func() bool {
		p := na.Status().Peers
		return len(p) == 1 && !p[0].Connected
	})
	for range 3 { // it comes back and is turned away
		tried := nb.tries()
		until(t, "another try", nb, func() bool { nb.seek(nil); return nb.tries() > tried })
	}
	if got := bob.Heights(g); len(got) != len(before) || !mapsEqual(got, before) {
		t.Error("a removed member got something")
	}
}

func (n *Node) tries() (all int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, l := range n.links {
		all += l.tried
	}
	return all
}

func mapsEqual[K comparable, V comparable](a, b map[K]V) bool {
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return len(a) == len(b)
}

// A conversation cut after any frame leaves both sides whole, and the next one finishes the work.
func TestDisconnectAtEachMessage(t *testing.T) {
	for frames := range 9 {
		t.Run(fmt.Sprint(frames), func(t *testing.T) {
			ann, mal := newMem(t, "Ann"), newMem(t, "Mal")
			g := ann.found("Street")
			enrol(t, g, ann, mal)
			ann.say(g, 40, 4000)
			mal.say(g, 40, 4000)
			n := start(t, ann, Config{})
			a := attack(t, mal, n)
			steps := []func() error{
				func() error { return a.send(kindHello, hello{version: version}.encode()) },
				func() error { _, _, err := readFrame(a.st); return err },
			}
			if frames >= len(steps) {
				steps = []func() error{
					func() error { return a.greet(n, mal.GroupRefs()) },
					func() error { return a.claim(mal) },
					func() error { _, _, err := readFrame(a.st); return err },
					func() error { return a.send(kindDigest, digest{ask: true}.encode()) },
					func() error { _, _, err := readFrame(a.st); return err },
					func() error { return a.send(kindHeights, heights{mode: modeFull}.encode()) },
					func() error { _, _, err := readFrame(a.st); return err },
					func() error { _, err := a.st.Write([]byte{byte(kindEntries), 0, 0, 10, 0, 1}); return err },
				}
			}
			for _, step := range steps[:min(frames, len(steps))] {
				if err := step(); err != nil {
					t.Fatal(err)
				}
			}
			if err := a.st.Reset(); err != nil {
				t.Fatal(err)
			}
			if err := a.host.Close(); err != nil {
				t.Fatal(err)
			}
			nm := start(t, mal, Config{Peers: n.Addrs()})
			until(t, "the rest", nm, func() bool { return same(g, ann, mal) })
		})
	}
}
