package sync

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"moot/store/forum"
)

// What a memStore's owner does: start a group, invite, write.

// found starts a group.
func (m *memStore) found(name string) forum.ID {
	secret := make([]byte, 16)
	rand.Read(secret)
	payload, err := forum.Encode(forum.KindFound, forum.Found{
		Name: name, Secret: secret, Person: forum.PersonOf(m.person),
		Cert: forum.CertifyDevice(m.person, m.Identity()), Called: m.name,
	})
	if err != nil {
		m.t.Fatal(err)
	}
	e, err := forum.Seal(forum.Header{Device: m.Identity(), Seq: 1, Time: time.Now().UnixMilli(), Kind: forum.KindFound}, payload, m.device)
	if err != nil {
		m.t.Fatal(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	g := &memGroup{ticket: forum.Ticket{Group: e.ID, Secret: secret, Name: name}, chains: map[forum.Chain][]forum.Entry{}}
	m.groups[e.ID] = g
	m.keep(g, e)
	m.hint()
	return e.ID
}

// act writes an act; entry writes anything.
func (m *memStore) act(g forum.ID, k forum.Kind, body any) forum.Entry {
	payload, err := forum.Encode(k, body)
	if err != nil {
		m.t.Fatal(err)
	}
	return m.entry(g, forum.RollLane, k, payload)
}

func (m *memStore) entry(id forum.ID, lane forum.Lane, k forum.Kind, payload []byte) forum.Entry {
	m.mu.Lock()
	defer m.mu.Unlock()
	g := m.groups[id]
	e := m.seal(g, id, lane, k, payload)
	m.keep(g, e)
	m.hint()
	return e
}

func (m *memStore) seal(g *memGroup, id forum.ID, lane forum.Lane, k forum.Kind, payload []byte) forum.Entry {
	c := forum.Chain{Device: m.Identity(), Lane: lane}
	h := forum.Header{
		Group: id, Device: m.Identity(), Lane: lane, Seq: uint64(len(g.chains[c])) + 1, Kind: k,
		Time: time.Now().UnixMilli(), Roll: g.roll.Cite(),
	}
	if h.Seq > 1 {
		h.Prev = g.chains[c][h.Seq-2].ID
	}
	e, err := forum.Seal(h, payload, m.device)
	if err != nil {
		m.t.Fatal(err)
	}
	return e
}

// say writes n content entries of about size bytes.
func (m *memStore) say(g forum.ID, n, size int) {
	for i := range n {
		b := make([]byte, size)
		rand.Read(b[:min(size, 32)])
		copy(b[min(size, 32):], fmt.Sprint(m.name, " says ", i))
		m.entry(g, forum.ContentLane, "test", b)
	}
}

// invite makes a ticket that lets people in.
func (m *memStore) invite(g forum.ID, uses int, approve bool, addrs ...string) forum.Ticket {
	return m.inviteUntil(g, uses, approve, time.Now().Add(time.Hour), addrs...)
}

func (m *memStore) inviteUntil(g forum.ID, uses int, approve bool, until time.Time, addrs ...string) forum.Ticket {
	seed := make([]byte, 16)
	rand.Read(seed)
	key := forum.InviteKey(seed).Public().(ed25519.PublicKey)
	e := m.act(g, forum.KindInvite, forum.Offer{
		Key: key, Role: forum.RoleMember, Uses: uses, Expires: until.UnixMilli(), Approve: approve,
	})
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.groups[g].ticket
	t.Invite, t.Seed, t.Addrs, t.Expires = e.ID, seed, addrs, until.UnixMilli()
	return t
}

// same says whether two stores hold the same entries of a group.
func same(g forum.ID, stores ...*memStore) bool {
	first := stores[0].Heights(g)
	for _, s := range stores[1:] {
		if !maps.Equal(first, s.Heights(g)) {
			return false
		}
	}
	return len(first) > 0
}

// enrol makes b a member of a's group with no network, by handing over entries.
func enrol(t testing.TB, g forum.ID, a, b *memStore) {
	t.Helper()
	ticket := a.invite(g, 1, false)
	if err := b.BeginJoin(context.Background(), ticket); err != nil {
		t.Fatal(err)
	}
	ask, err := b.Ask(context.Background(), ticket)
	if err != nil {
		t.Fatal(err)
	}
	if st, err := a.Admit(context.Background(), g, ask); err != nil || st != forum.StandingMember {
		t.Fatalf("admit: %s %v", st, err)
	}
	give(t, g, a, b)
}

// give hands over everything a has and b lacks.
func give(t testing.TB, g forum.ID, a, b *memStore) {
	t.Helper()
	have := map[forum.Chain]uint64{}
	for c, h := range b.Heights(g) {
		have[c] = h.Seq
	}
	_, err := a.Tail(context.Background(), g, have, 0, func(run []forum.Entry) error {
		_, err := b.Apply(context.Background(), g, "test", run)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// clone copies the store with what it holds.
func (m *memStore) clone() *memStore {
	c := newMem(m.t, m.name)
	c.network, c.person, c.device, c.pos = m.network, m.person, m.device, m.pos
	for id, g := range m.groups {
		n := *g
		n.chains, n.log, n.acts = maps.Clone(g.chains), slices.Clone(g.log), slices.Clone(g.acts)
		c.groups[id] = &n
	}
	return c
}
