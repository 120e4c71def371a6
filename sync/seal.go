package sync

import (
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"

	"moot/store/forum"
)

// A bundle is an age file (age-encryption.org/v1) with one recipient of our own kind: the group. The stanza holds the
// file key sealed by XChaCha20-Poly1305 under the group's bundle key, and names nothing.
const (
	stanzaType = "moot-group"
	stanzaTag  = "moot/bundle/1 file key"
	stanzasMax = 8 // stanzas looked at: a writer makes one
)

// groupKey is the group as an age recipient.
type groupKey struct{ key []byte }

var _ age.Recipient = groupKey{}

// Wrap seals the file key for the group.
func (g groupKey) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	a, err := g.cipher()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, a.NonceSize())
	rand.Read(nonce) // never fails: see crypto/rand
	return []*age.Stanza{{Type: stanzaType, Body: a.Seal(nonce, nonce, fileKey, []byte(stanzaTag))}}, nil
}

func (g groupKey) cipher() (cipher.AEAD, error) {
	a, err := chacha20poly1305.NewX(g.key)
	if err != nil {
		return nil, fmt.Errorf("set up the bundle's seal: %w", err)
	}
	return a, nil
}

// groupIdentity is a group as an age identity; it says which group it was that fitted.
type groupIdentity struct {
	ref   forum.GroupRef
	found func(forum.ID)
}

var _ age.Identity = (*groupIdentity)(nil)

// Unwrap opens the file key if the bundle is for this group.
func (g *groupIdentity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	a, err := groupKey{forum.BundleKey(g.ref.Secret)}.cipher()
	if err != nil {
		return nil, err
	}
	for _, s := range stanzas[:min(len(stanzas), stanzasMax)] {
		if s.Type != stanzaType || len(s.Args) != 0 || len(s.Body) < a.NonceSize() {
			continue
		}
		n := a.NonceSize()
		if key, err := a.Open(nil, s.Body[:n], s.Body[n:], []byte(stanzaTag)); err == nil {
			g.found(g.ref.ID)
			return key, nil
		}
	}
	return nil, errors.Join(age.ErrIncorrectIdentity, errors.New("not this group's"))
}
