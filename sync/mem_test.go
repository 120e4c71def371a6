package sync

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"moot/store/forum"
)

// memStore is a Store in memory with a real roll and real entries and a simple gate: chains must connect, runs must be
// signed. It exists so that this package is tested without the disk.
type memStore struct {
	t       testing.TB
	network ed25519.PrivateKey
	person  ed25519.PrivateKey
	device  ed25519.PrivateKey
	name    string

	mu       sync.Mutex
	groups   map[forum.ID]*memGroup
	pos      uint64
	watchers map[chan struct{}]bool
	peers    map[string]forum.Peer
	shared   map[forum.ID]map[forum.Device]map[forum.Chain]uint64
	applied  int
	failNext error
	files    map[forum.ID]*memFile
	holders  map[forum.ID]map[forum.Device]int
	full     bool // no chunk can be kept
	refuse   func(*forum.Entry) bool
}

type memGroup struct {
	ticket forum.Ticket
	chains map[forum.Chain][]forum.Entry
	log    []memPlace
	acts   []forum.Act
	roll   *forum.Roll
	held   []forum.Act
	joined bool // has been a member
}

type memPlace struct {
	pos   uint64
	chain forum.Chain
	seq   uint64
}

func newKey(t testing.TB) ed25519.PrivateKey {
	_, k, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newMem(t testing.TB, name string) *memStore {
	return &memStore{
		t: t, name: name, network: newKey(t), person: newKey(t), device: newKey(t),
		groups: map[forum.ID]*memGroup{}, watchers: map[chan struct{}]bool{}, peers: map[string]forum.Peer{},
		shared: map[forum.ID]map[forum.Device]map[forum.Chain]uint64{},
	}
}

func (m *memStore) Identity() forum.Device             { return forum.DeviceOf(m.device) }
func (m *memStore) NetworkKey() ed25519.PrivateKey     { return m.network }
func (m *memStore) SignProof(b []byte) ([]byte, error) { return forum.SignProof(b, m.device), nil }

func (m *memStore) GroupRefs() (out []forum.GroupRef) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, g := range m.groups {
		ref := forum.GroupRef{ID: id, Secret: g.ticket.Secret, Joining: !g.joined}
		out = append(out, ref)
	}
	return out
}

func (m *memStore) inside(g *memGroup) bool {
	if g.roll == nil {
		return false
	}
	me, _ := g.roll.ByDevice(m.Identity())
	return me.Standing == forum.StandingMember
}

func (m *memStore) Roll(_ context.Context, id forum.ID) (*forum.Roll, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	g := m.groups[id]
	if g == nil || g.roll == nil {
		return nil, errors.New("no roll")
	}
	return g.roll, nil
}

func (m *memStore) Heights(id forum.ID) map[forum.Chain]forum.Height {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[forum.Chain]forum.Height{}
	if g := m.groups[id]; g != nil {
		for c, es := range g.chains {
			out[c] = forum.Height{Seq: uint64(len(es)), Head: es[len(es)-1].ID}
		}
	}
	return out
}

func (m *memStore) Tail(ctx context.Context, id forum.ID, have map[forum.Chain]uint64, after uint64, yield func([]forum.Entry) error) (uint64, error) {
	m.mu.Lock()
	g, pos := m.groups[id], m.pos
	var places []memPlace
	if g != nil {
		for _, lane := range []forum.Lane{forum.RollLane, forum.ContentLane} {
			for _, p := range g.log {
				if p.chain.Lane == lane && p.pos > after && p.seq > have[p.chain] {
					places = append(places, p)
				}
			}
		}
	}
	m.mu.Unlock()
	for len(places) > 0 {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		n := 1
		for n < len(places) && n < forum.RunMax && places[n].chain == places[0].chain && places[n].seq == places[n-1].seq+1 {
			n++
		}
		m.mu.Lock()
		run := slices.Clone(g.chains[places[0].chain][places[0].seq-1 : places[0].seq-1+uint64(n)])
		m.mu.Unlock()
		for n > 0 && run[n-1].Sig == nil { // a run ends with a signature
			n--
		}
		if n == 0 {
			return 0, errors.New("test store: unsigned run")
		}
		run = run[:n]
		for i := range run[:n-1] {
			run[i].Sig = nil
		}
		if err := yield(run); err != nil {
			return 0, err
		}
		places = places[n:]
	}
	return pos, nil
}

func (m *memStore) Apply(ctx context.Context, id forum.ID, from string, entries []forum.Entry) (forum.Report, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failNext; err != nil {
		m.failNext = nil
		return forum.Report{}, err
	}
	m.applied++
	g := m.groups[id]
	if g == nil {
		return forum.Report{}, errors.New("no such group")
	}
	r := forum.Report{Gaps: map[forum.Chain]uint64{}}
	for len(entries) > 0 {
		n := 1
		for n < len(entries) && entries[n-1].Sig == nil {
			n++
		}
		m.applyRun(g, entries[:n], &r)
		entries = entries[n:]
	}
	if r.New > 0 {
		m.hint()
	}
	return r, nil
}

// applyRun keeps what connects.
func (m *memStore) applyRun(g *memGroup, run []forum.Entry, r *forum.Report) {
	if err := forum.VerifyRun(run); err != nil || (m.refuse != nil && m.refuse(&run[0])) {
		r.Refused += len(run)
		r.Reasons = append(r.Reasons, fmt.Sprint(err))
		return
	}
	for i := range run {
		c := run[i].Chain()
		have := uint64(len(g.chains[c]))
		switch {
		case run[i].Seq <= have:
			r.Known++
		case run[i].Seq > have+1:
			r.Gaps[c] = have + 1
			return
		default:
			m.keep(g, run[i])
			r.New++
		}
	}
}

func (m *memStore) keep(g *memGroup, e forum.Entry) {
	c := e.Chain()
	g.chains[c] = append(g.chains[c], e)
	m.pos++
	g.log = append(g.log, memPlace{m.pos, c, e.Seq})
	if e.Lane == forum.RollLane {
		g.held = append(g.held, actOf(&e))
		all := append(slices.Clone(g.acts), g.held...)
		if roll, err := forum.Resolve(all); err == nil {
			g.acts, g.roll, g.held = all, roll, nil
			g.joined = g.joined || m.inside(g)
		}
	}
}

func actOf(e *forum.Entry) forum.Act {
	body, _, err := forum.Decode(e.Kind, e.Payload)
	if err != nil {
		panic(err)
	}
	return forum.Act{Prev: e.Prev, Record: forum.Record{
		ID: e.ID, Subject: e.Subject, Kind: e.Kind, Device: e.Device, Lane: e.Lane, Seq: e.Seq,
		Time: e.Time, Roll: e.Header.Roll, Body: body,
	}}
}

func (m *memStore) Position() uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.pos
}

func (m *memStore) Watch() (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.watchers[c] = true
	return c, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.watchers, c)
	}
}

func (m *memStore) hint() {
	for c := range m.watchers {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (m *memStore) MarkShared(g forum.ID, by forum.Device, h map[forum.Chain]uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.shared[g] == nil {
		m.shared[g] = map[forum.Device]map[forum.Chain]uint64{}
	}
	if m.shared[g][by] == nil {
		m.shared[g][by] = map[forum.Chain]uint64{}
	}
	maps.Copy(m.shared[g][by], h)
}

func (m *memStore) BeginJoin(_ context.Context, t forum.Ticket) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.groups[t.Group] == nil {
		m.groups[t.Group] = &memGroup{ticket: t, chains: map[forum.Chain][]forum.Entry{}}
	}
	return nil
}

func (m *memStore) Joining(context.Context) (out []forum.Ticket, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, g := range m.groups {
		if !g.joined {
			out = append(out, g.ticket)
		}
	}
	return out, nil
}

func (m *memStore) Ask(_ context.Context, t forum.Ticket) (forum.Ask, error) {
	return forum.NewAsk(t, m.person, m.device, m.name, time.Now().UnixMilli())
}

func (m *memStore) Admit(_ context.Context, id forum.ID, a forum.Ask) (forum.Standing, error) {
	m.act(id, forum.KindAdmit, forum.Admit{Ask: a})
	roll, err := m.Roll(context.Background(), id)
	if err != nil {
		return forum.StandingNone, err
	}
	who, _ := roll.ByDevice(a.Device)
	return who.Standing, nil
}

func (m *memStore) Peers(context.Context) ([]forum.Peer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Collect(maps.Values(m.peers)), nil
}

func (m *memStore) SavePeer(_ context.Context, p forum.Peer) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.peers[p.ID] = p
	return nil
}

func (m *memStore) ForgetPeer(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.peers, id)
	return nil
}

func (m *memStore) Package(context.Context) ([]byte, error) {
	return nil, errors.New("this store has nothing to hand over")
}

func (m *memStore) RetireProof(context.Context, forum.ID, forum.Device) ([]forum.Entry, error) {
	return nil, nil
}

// Farewell hands the acts out one by one: every entry here is signed.
func (m *memStore) Farewell(_ context.Context, id forum.ID, d forum.Device, yield func([]forum.Entry) error) error {
	m.mu.Lock()
	var out []forum.Entry
	if g := m.groups[id]; g != nil {
		h := forum.NewHistory(id)
		if err := h.Add(g.acts...); err != nil {
			m.t.Error(err)
		}
		upto := h.Parting(d)
		for _, p := range g.log {
			if p.seq <= upto[p.chain] {
				out = append(out, g.chains[p.chain][p.seq-1])
			}
		}
	}
	m.mu.Unlock()
	for i := range out {
		if err := yield(out[i : i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (m *memStore) NoteRetired(context.Context, forum.ID, []forum.Entry) error { return nil }

func (m *memStore) Boxes(context.Context, forum.ID) ([]forum.Box, int64, error) { return nil, 0, nil }
func (m *memStore) BoxesAt(forum.ID) uint64                                     { return 0 }
func (m *memStore) Ballots(context.Context, forum.ID, []forum.ID) ([][]byte, error) {
	return nil, nil
}
func (m *memStore) PutBallots(_ context.Context, _ forum.ID, _ string, ballots [][]byte) (int, error) {
	for _, raw := range ballots {
		if _, err := forum.ReadBoxed(raw); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

func (m *memStore) Adopt(context.Context, []byte) error {
	return errors.New("this store takes nothing over")
}
