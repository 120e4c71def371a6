package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"slices"
	"unicode/utf8"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
)

// A package is what a person's new device needs: who they are, and which groups to ask to be added to. A backup holds
// it, and one device of a person hands it to another. It can come from anybody's disk, so its reader bounds everything.
const (
	packageVersion = 1
	maxPackGroups  = 512
	maxPackPeers   = 64
	maxPackAddrs   = 16
	maxPackAddr    = 256 // bytes
)

type packed struct {
	Version int           `cbor:"1,keyasint"`
	Person  []byte        `cbor:"2,keyasint"` // Ed25519 seed of the person's key
	Name    string        `cbor:"3,keyasint"`
	Groups  []packedGroup `cbor:"4,keyasint,omitempty"`
	Peers   []packedPeer  `cbor:"5,keyasint,omitempty"` // neighbours, last seen first
}

type packedGroup struct {
	ID     forum.ID     `cbor:"1,keyasint"`
	Secret []byte       `cbor:"2,keyasint"`
	Name   string       `cbor:"3,keyasint"`
	Person forum.Person `cbor:"4,keyasint"` // who they are there
}

type packedPeer struct {
	ID    string   `cbor:"1,keyasint"`
	Addrs []string `cbor:"2,keyasint"`
}

// Package gives what another device of this person needs. It is secret: it holds the person's key. Groups that this
// person has not been let into yet are left out.
func (s *Store) Package(ctx context.Context) ([]byte, error) {
	if err := s.Outward(); err != nil {
		return nil, err
	}
	me, ok := s.Me()
	if !ok {
		return nil, ErrNoMe
	}
	p := packed{Version: packageVersion, Person: s.personKey().Seed(), Name: me.Name}
	s.mu.RLock()
	for id, g := range s.groups {
		if one, ok := g.state().packed(id, me.Device); ok {
			p.Groups = append(p.Groups, one)
		}
	}
	s.mu.RUnlock()
	slices.SortFunc(p.Groups, func(a, b packedGroup) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	if len(p.Groups) > maxPackGroups {
		return nil, refuseEnglish(CodeRefused, "you are in %d groups, and at most %d can be taken along", len(p.Groups), maxPackGroups)
	}
	peers, err := s.Peers(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range peers[:min(len(peers), maxPackPeers)] {
		p.Peers = append(p.Peers, packedPeer{n.ID, n.Addrs[:min(len(n.Addrs), maxPackAddrs)]})
	}
	if packErr != nil {
		return nil, packErr
	}
	return packMode.Marshal(p)
}

// packed is a group as a package has it, if the person belongs to it. A retired device is as good as any for this: the
// person still belongs.
func (st *groupState) packed(id forum.ID, d forum.Device) (packedGroup, bool) {
	me, known := st.me(d)
	switch {
	case known && (me.Standing == forum.StandingMember || me.Standing == forum.StandingRetired):
		return packedGroup{id, st.roll.Secret, st.roll.Name, me.Person}, true
	case st.meta.linking():
		return packedGroup{id, st.meta.Ticket.Secret, st.meta.Ticket.Name, st.meta.Person}, true
	}
	return packedGroup{}, false
}

// linking says whether this device waits to be added as a member's new device, rather than let in with an invite.
func (m *groupMeta) linking() bool { return m.Ticket != nil && m.Ticket.Invite.Zero() }

var (
	packMode, packErr     = cbor.CoreDetEncOptions().EncMode()
	unpackMode, unpackErr = cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden,
		MaxNestedLevels: 5, MaxArrayElements: maxPackGroups, MaxMapPairs: 16,
	}.DecMode()
)

// unpack reads a package. Errors: *RefusedError for bytes that are none.
func unpack(b []byte) (packed, error) {
	var of struct {
		Version int `cbor:"1,keyasint"`
	}
	if unpackErr != nil {
		return packed{}, unpackErr
	}
	if len(b) > maxBackup || unpackMode.Unmarshal(b, &of) != nil || of.Version < 1 {
		return packed{}, errBadBackup
	}
	if of.Version > packageVersion {
		return packed{}, errNewerBackup
	}
	var p packed
	if unpackMode.Unmarshal(b, &p) != nil || !p.sound() {
		return packed{}, errBadBackup
	}
	return p, nil
}

func (p *packed) sound() bool {
	if len(p.Person) != 32 || checkName(p.Name) != nil || len(p.Groups) > maxPackGroups || len(p.Peers) > maxPackPeers {
		return false
	}
	for _, g := range p.Groups {
		if g.ID.Zero() || g.Person.Zero() || len(g.Secret) != forum.SecretSize || utf8.RuneCountInString(g.Name) > forum.MaxName || !utf8.ValidString(g.Name) {
			return false
		}
	}
	for _, n := range p.Peers {
		long := func(a string) bool { return len(a) > maxPackAddr }
		if n.ID == "" || long(n.ID) || len(n.Addrs) > maxPackAddrs || slices.ContainsFunc(n.Addrs, long) {
			return false
		}
	}
	return true
}

// Adopt makes this device one of the person in a package: it takes their key and name, and asks to be added to their
// groups. Adopting again, after an interruption or for groups that have come since, adds what is missing. Errors:
// *RefusedError, in particular when somebody else is set up here.
func (s *Store) Adopt(ctx context.Context, pack []byte) error {
	p, err := unpack(pack)
	if err != nil {
		return err
	}
	person := forum.PersonOf(ed25519.NewKeyFromSeed(p.Person))
	s.gate.Lock()
	err = s.adopt(ctx, p, person)
	s.gate.Unlock()
	if err != nil {
		return err
	}
	for _, n := range p.Peers {
		if err := s.meet(ctx, n); err != nil {
			return err
		}
	}
	s.hint()
	return nil
}

// adopt does the groups first and the person last: a home without a person can be restored into again. The gate must be
// held.
func (s *Store) adopt(ctx context.Context, p packed, person forum.Person) error {
	me, ok := s.Me()
	if ok && me.Person != person {
		return refuseEnglish(CodeRefused, "this device is already set up for %s, who is somebody else; use a folder where nobody is: moot --home FOLDER …", me.Name)
	}
	for _, g := range p.Groups {
		if err := checkCtx(ctx); err != nil {
			return err
		}
		if err := s.beginLink(g); err != nil {
			return diskError(err)
		}
	}
	if ok {
		return nil
	}
	id := s.id
	id.Person, id.Name = p.Person, p.Name
	if err := saveIdentity(s.home, id); err != nil {
		return err
	}
	s.setIdentity(id)
	return nil
}

// beginLink remembers a group this device asks to be added to, unless it belongs to it.
func (s *Store) beginLink(p packedGroup) error {
	ticket := &forum.Ticket{Group: p.ID, Secret: p.Secret, Name: p.Name}
	g, err := s.group(p.ID)
	if err != nil {
		_, err := s.addGroup(groupMeta{ID: p.ID, Ticket: ticket, Person: p.Person})
		return err
	}
	if _, known := g.state().me(s.Identity()); known {
		return nil
	}
	g.meta.Ticket, g.meta.Person = ticket, p.Person
	if err := s.db.Update(func(txn *badger.Txn) error { return g.saveMeta(txn) }); err != nil {
		return err
	}
	g.publish()
	return nil
}

// meet adds a neighbour to the address book, unless they are in it.
func (s *Store) meet(ctx context.Context, n packedPeer) error {
	known, err := s.Peers(ctx)
	if err != nil || slices.ContainsFunc(known, func(k forum.Peer) bool { return k.ID == n.ID }) {
		return err
	}
	return s.SavePeer(ctx, forum.Peer{ID: n.ID, Addrs: n.Addrs})
}

// Linking lists the groups that this device waits to be added to, as a member's new device.
func (s *Store) Linking() (out []forum.ID) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for id, g := range s.groups {
		st := g.state()
		if me, _ := st.me(s.keys.me.Device); st.meta.linking() && me.Standing == forum.StandingNone {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b forum.ID) int { return bytes.Compare(a[:], b[:]) })
	return out
}

// ask makes this device's request to be let in under an invite, or to be added as a new device of a member.
func (s *Store) ask(t forum.Ticket, name string) (forum.Ask, error) {
	if !t.Invite.Zero() {
		return forum.NewAsk(t, s.personKey(), s.deviceKey(), name, s.clock())
	}
	g, err := s.group(t.Group)
	if err != nil {
		return forum.Ask{}, err
	}
	return forum.NewLink(t.Group, g.state().meta.Person, s.personKey(), s.deviceKey(), name, s.clock())
}
