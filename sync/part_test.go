package sync

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"moot/store/forum"
)

// parted is Ann's node and Mal, whom she has removed, with a second act and content made after that; Mal has greeted it.
func parted(t *testing.T) (g forum.ID, ann, mal *memStore, a *attacker, n *Node, removal forum.Entry) {
	t.Helper()
	ann, mal = newMem(t, "Ann"), newMem(t, "Mal")
	g = ann.found("Street")
	enrol(t, g, ann, mal)
	ann.say(g, 3, 100)
	ann.act(g, forum.KindRename, forum.Rename{Name: "Anna"})
	removal = ann.act(g, forum.KindRemove, forum.Remove{Person: forum.PersonOf(mal.person), Why: "noise"})
	ann.act(g, forum.KindRename, forum.Rename{Name: "Ann again"})
	ann.say(g, 3, 100)
	n = start(t, ann, Config{})
	a = attack(t, mal, n)
	if err := a.greet(n, mal.GroupRefs()); err != nil {
		t.Fatal(err)
	}
	return g, ann, mal, a, n, removal
}

// everything reads to the end, and gives every kind of frame and every entry that came.
func (a *attacker) everything() (kinds []kind, entries []forum.Entry) {
	for {
		k, body, err := readFrame(a.st)
		if err != nil {
			if !errors.Is(err, io.EOF) {
				a.t.Log(err)
			}
			return kinds, entries
		}
		kinds = append(kinds, k)
		if k == kindEntries {
			u := unpackEntries(body[2:])
			if u.err != nil {
				a.t.Error(u.err)
			}
			entries = append(entries, u.entries...)
		}
	}
}

// A removed device is shown the acts up to its removal, and whatever it says or asks, no later act, nothing of the content and
// no heights.
func TestRemovedDeviceGetsItsFarewellOnly(t *testing.T) {
	g, _, mal, a, _, removal := parted(t)
	list := heights{mode: modeFull, ask: true}.encode()
	late := mal.act(g, forum.KindRename, forum.Rename{Name: "Mallory"})
	body, err := pack([]byte{0, 0}, appendEntry(nil, &late))
	if err != nil {
		t.Fatal(err)
	}
	ask := func() error {
		return errors.Join(a.send(kindDigest, digest{ask: true}.encode()), a.send(kindHeights, list),
			a.send(kindHeights, heights{mode: modeWant, list: []tip{{forum.Chain{Device: removal.Device}, forum.Height{}}}}.encode()))
	}
	if err := errors.Join(a.claim(mal), ask(), a.send(kindEntries, body), ask(), a.claim(mal), ask()); err != nil {
		t.Log(err) // it may have been hung up on
	}
	kinds, entries := a.everything()
	for _, k := range kinds {
		if k != kindClaim && k != kindEntries && k != kindClosed && k != kindBye {
			t.Errorf("frames %v", kinds)
		}
	}
	seen := false
	for i := range entries {
		e := &entries[i]
		seen = seen || e.ID == removal.ID
		if e.Lane != forum.RollLane || e.Device == removal.Device && e.Seq > removal.Seq {
			t.Errorf("got %s %d, lane %d", e.Kind, e.Seq, e.Lane)
		}
	}
	if !seen {
		t.Error("it was not shown its removal")
	}
}

// What a removed device shows is taken in up to a bound, over all its conversations, and none of its content.
func TestRemovedDeviceFloods(t *testing.T) {
	t.Parallel() // it mostly waits
	g, ann, mal, a, n, _ := parted(t)
	if err := a.claim(mal); err != nil {
		t.Fatal(err)
	}
	post := mal.entry(g, forum.ContentLane, "test", []byte("x"))
	body, err := pack([]byte{0, 0}, appendEntry(nil, &post))
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan why, 1)
	go func() { _, last := a.rest(); read <- last }()
	if err := a.send(kindEntries, body); err != nil {
		t.Fatal(err)
	}
	old := mal.act(g, forum.KindRemove, forum.Remove{Person: forum.PersonOf(ann.person), Why: strings.Repeat("!", forum.MaxReason)}) // over and over
	var plain []byte
	for len(plain) < batchSize {
		plain = appendEntry(plain, &old)
	}
	if body, err = pack([]byte{0, 0}, plain); err != nil {
		t.Fatal(err)
	}
	for range vouchBytes/len(plain) + 2 {
		if err := a.send(kindEntries, body); err != nil {
			t.Fatal(err)
		}
	}
	if last := <-read; last != whyAbuse {
		t.Errorf("last word %d", last)
	}
	until(t, "the end", n, func() bool { return len(n.all()) == 0 })
	h := ann.Heights(g)
	if h[forum.Chain{Device: mal.Identity(), Lane: forum.ContentLane}].Seq != 0 {
		t.Error("content was taken in from a removed device")
	}
	if h[forum.Chain{Device: mal.Identity(), Lane: forum.RollLane}].Seq != old.Seq {
		t.Error("its act was not taken in")
	}
	n.mu.Lock()
	if n.burdens[mal.Identity()] == 0 {
		t.Error("it was not counted")
	}
	n.mu.Unlock()
	n.burden(mal.Identity(), vouchBytes+1) // had those been new ones: it comes back, and no more is taken
	again := attack(t, mal, n)
	more := mal.act(g, forum.KindRename, forum.Rename{Name: "Malcolm"})
	if body, err = pack([]byte{0, 0}, appendEntry(nil, &more)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(again.greet(n, mal.GroupRefs()), again.claim(mal), again.send(kindEntries, body)); err != nil {
		t.Fatal(err)
	}
	if _, last := again.rest(); last != whyAbuse {
		t.Errorf("last word %d", last)
	}
	if ann.Heights(g)[more.Chain()].Seq != old.Seq {
		t.Error("more than the bound was taken in")
	}
}

// A removed device that says nothing more is not waited for.
func TestRemovedDeviceIsNotWaitedFor(t *testing.T) {
	t.Parallel() // it mostly waits
	_, _, mal, a, n, _ := parted(t)
	if err := a.claim(mal); err != nil {
		t.Fatal(err)
	}
	a.everything()
	until(t, "the end", n, func() bool { return len(n.all()) == 0 })
}

// Two people who removed each other while they were apart meet, just the two of them: both come to know the outcome, and why.
func TestMutualRemoval(t *testing.T) {
	ann, bob := newMem(t, "Ann"), newMem(t, "Bob")
	g := ann.found("Street")
	enrol(t, g, ann, bob)
	ann.act(g, forum.KindRole, forum.Grant{Person: forum.PersonOf(bob.person), Role: forum.RoleOfficer})
	give(t, g, ann, bob)
	ann.act(g, forum.KindRemove, forum.Remove{Person: forum.PersonOf(bob.person), Why: "noise"})
	bob.act(g, forum.KindRemove, forum.Remove{Person: forum.PersonOf(ann.person), Why: "rudeness"})
	bob.say(g, 3, 100)
	ann.say(g, 3, 100)
	content := bob.Heights(g)[forum.Chain{Device: bob.Identity(), Lane: forum.ContentLane}]
	na := start(t, ann, Config{})
	nb := start(t, bob, Config{Peers: na.Addrs()})
	until(t, "one roll", nb, func() bool { return rollOf(t, ann, g).Digest() == rollOf(t, bob, g).Digest() })
	m, _ := rollOf(t, bob, g).Find(forum.PersonOf(bob.person))
	if m.Standing != forum.StandingRemoved || m.Why != "noise" {
		t.Errorf("Bob is %s, because %q", m.Standing, m.Why)
	}
	for s, other := range map[*memStore]*memStore{ann: bob, bob: ann} {
		if h := s.Heights(g)[forum.Chain{Device: other.Identity(), Lane: forum.ContentLane}]; h.Seq > 0 {
			t.Errorf("content passed: %d of %d", h.Seq, content.Seq)
		}
	}
}

// Somebody is removed while away. They learn it from the first member they meet, answer it, and the answer reaches the others.
func TestLastWord(t *testing.T) {
	ann, bob, cat := newMem(t, "Ann"), newMem(t, "Bob"), newMem(t, "Cat")
	g := ann.found("Street")
	enrol(t, g, ann, bob)
	enrol(t, g, ann, cat)
	give(t, g, ann, bob)
	removal := ann.act(g, forum.KindRemove, forum.Remove{Person: forum.PersonOf(bob.person), Why: "noise"})
	na := start(t, ann, Config{})
	nc := start(t, cat, Config{Peers: na.Addrs()})
	nb := start(t, bob, Config{Peers: na.Addrs()})
	me := forum.PersonOf(bob.person)
	until(t, "Bob to know", nb, func() bool {
		m, _ := rollOf(t, bob, g).Find(me)
		return m.Standing == forum.StandingRemoved && m.Why == "noise"
	})
	bob.answer(g, removal.ID, "I have a newborn")
	until(t, "Cat to hear it", nc, func() bool {
		nb.seek(nil)
		m, _ := rollOf(t, cat, g).Find(me)
		return len(m.Said) == 1 && m.Said[0].Words == "I have a newborn"
	})
}

// A member who wants something sent again before anything has been compared does no harm.
func TestWantBeforeComparing(t *testing.T) {
	g, ann, _, n, a := member(t)
	if err := a.send(kindHeights, heights{mode: modeWant, list: []tip{{forum.Chain{Device: ann.Identity()}, forum.Height{}}}}.encode()); err != nil {
		t.Fatal(err)
	}
	stillServes(t, g, n, ann)
}

func rollOf(t *testing.T, m *memStore, g forum.ID) *forum.Roll {
	r, err := m.Roll(context.Background(), g)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answer says something about an act.
func (m *memStore) answer(id, about forum.ID, words string) {
	payload, err := forum.Encode(forum.KindAnswer, forum.Answer{Stance: forum.StanceSpeak, Words: words})
	if err != nil {
		m.t.Fatal(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.seal(m.groups[id], id, forum.RollLane, forum.KindAnswer, payload)
	e.Header.Subject = about
	if e, err = forum.Seal(e.Header, payload, m.device); err != nil {
		m.t.Fatal(err)
	}
	m.keep(m.groups[id], e)
	m.hint()
}
