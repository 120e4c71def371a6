package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"slices"
	"unicode/utf8"

	"moot/store/forum"
)

// Me is this person on this device.
type Me struct {
	Person forum.Person
	Device forum.Device
	Name   string
}

// Identity gives this device's author key.
func (s *Store) Identity() forum.Device { return forum.Device(s.session.Device()) }

// maxName is the most characters in a person's or a group's name: it fits a badge and a list row.
const maxName = 80

// Me gives this person; ok is false until CreateMe.
func (s *Store) Me() (Me, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.keys.me, s.keys.person != nil
}

// MeIn gives this person as a group has them, whatever their standing; ok is false while the group does not know this
// device. Who somebody is in a group goes by their device: after a readmission it is not the person their own key names.
func (s *Store) MeIn(id forum.ID) (m forum.Member, ok bool) {
	g, err := s.group(id)
	if err != nil {
		return forum.Member{Standing: forum.StandingNone}, false
	}
	return g.state().me(s.Identity())
}

// me gives the person this device speaks for: retired also when it has only been shown that it is.
func (st *groupState) me(here forum.Device) (forum.Member, bool) {
	if st.roll == nil {
		return forum.Member{Standing: forum.StandingNone}, false
	}
	m, ok := st.roll.ByDevice(here)
	if m.Standing == forum.StandingMember && slices.Contains(m.Devices, st.meta.RetiredBy) {
		m.Standing = forum.StandingRetired
	}
	return m, ok
}

// CreateMe makes this person, once in a home. Errors: *RefusedError.
func (s *Store) CreateMe(ctx context.Context, name string) (Me, error) {
	name = cleanName(name)
	if err := checkName(name); err != nil {
		return Me{}, err
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	if me, ok := s.Me(); ok {
		return me, refuse(CodeRefused, "this device is already set up for %s", me.Name)
	}
	id := s.id
	id.Person, id.Name = seed(), name
	if err := saveIdentity(s.home, id); err != nil {
		return Me{}, err
	}
	s.setIdentity(id)
	me, _ := s.Me()
	return me, nil
}

func checkName(name string) error {
	if name == "" {
		return refuse(CodeBadInput, "a name is needed")
	}
	if n := utf8.RuneCountInString(name); n > maxName || !utf8.ValidString(name) {
		return refuse(CodeBadInput, "that name is too long; use at most %d characters", maxName)
	}
	return nil
}

// Rename changes what this person is called, here and in every group they are in.
func (s *Store) Rename(ctx context.Context, name string) error {
	name = cleanName(name)
	if err := checkName(name); err != nil {
		return err
	}
	if _, ok := s.Me(); !ok {
		return ErrNoMe
	}
	for _, g := range s.memberOf() {
		if _, err := s.act(ctx, g, forum.ID{}, forum.KindRename, forum.Rename{Name: name}); err != nil {
			return err
		}
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	id := s.id
	id.Name = name
	if err := saveIdentity(s.home, id); err != nil {
		return err
	}
	s.setIdentity(id)
	return nil
}

func (s *Store) setIdentity(id identity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.id, s.keys = id, id.keys()
}

// memberOf lists the groups that have this device as an active member's, by id.
func (s *Store) memberOf() (ids []forum.ID) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for id, g := range s.groups {
		if m, _ := g.state().me(s.keys.me.Device); m.Standing == forum.StandingMember {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b forum.ID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}

// deviceKey signs this device's entries.
func (s *Store) deviceKey() ed25519.PrivateKey {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.keys.device
}

// personKey signs what this person vouches for with no device in between. It is nil until CreateMe.
func (s *Store) personKey() ed25519.PrivateKey {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.keys.person
}

// NetworkKey is the device's libp2p identity. It is apart from the key that signs entries, so that what is shown to
// everyone on a Wi-Fi says nothing about authorship.
func (s *Store) NetworkKey() ed25519.PrivateKey {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.keys.network
}

// SignProof signs a statement to a peer with the device's key. Check it with [forum.CheckProof].
func (s *Store) SignProof(statement []byte) ([]byte, error) {
	return forum.SignProof(statement, s.deviceKey()), nil
}
