package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"time"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// InviteTerms are what an invite offers.
type InviteTerms struct {
	Role    forum.Role    // zero: member
	Uses    int           // zero: 1
	Expires time.Duration // from now; zero: 7 days
	Approve bool          // an officer must approve each person
	Section string
}

// Invite makes an invite. addrs are this device's multiaddrs with its peer id: the inviter's own address is always
// inside. The text begins with moot:join/.
func (s *Store) Invite(ctx context.Context, g forum.ID, t InviteTerms, addrs []string) (text string, err error) {
	if t.Role == "" {
		t.Role = forum.RoleMember
	}
	if t.Uses == 0 {
		t.Uses = 1
	}
	if t.Expires == 0 {
		t.Expires = 7 * 24 * time.Hour
	}
	if t.Expires < 0 {
		return "", refuse(CodeBadInput, "an invite cannot expire before it is made")
	}
	roll, err := s.Roll(ctx, g)
	if err != nil {
		return "", err
	}
	ticket := forum.Ticket{Group: g, Secret: roll.Secret, Seed: make([]byte, 16), Name: roll.Name, Addrs: addrs, Expires: s.now().Add(t.Expires).UnixMilli()}
	rand.Read(ticket.Seed) // never fails
	offer := forum.Offer{Key: forum.InviteKey(ticket.Seed).Public().(ed25519.PublicKey), Role: t.Role, Uses: t.Uses, Expires: ticket.Expires, Approve: t.Approve, Section: t.Section}
	if ticket.Invite, err = s.act(ctx, g, forum.ID{}, forum.KindInvite, offer); err != nil {
		return "", err
	}
	return ticket.Encode()
}

// BeginJoin remembers a group being joined, so that its roll can be received. Joining again with the same or a newer
// ticket is fine; an expired ticket, or one for a group this person is in, is refused.
func (s *Store) BeginJoin(ctx context.Context, t forum.Ticket) error {
	me, ok := s.Me()
	if !ok {
		return ErrNoMe
	}
	if s.clock() > t.Expires {
		return refuse(CodeRefused, "this invite ran out on %s; ask for a new one", time.UnixMilli(t.Expires).Format("2 January 2006"))
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	g, err := s.group(t.Group)
	if err != nil {
		_, err := s.addGroup(groupMeta{ID: t.Group, Ticket: &t})
		return diskError(err)
	}
	if r := g.state().roll; r != nil {
		if m, ok := r.ByDevice(me.Device); ok && m.Standing == forum.StandingMember {
			return refuse(CodeRefused, "you are already in %s", r.Name)
		}
	}
	g.meta.Ticket = &t
	if err := s.db.Update(func(txn *badger.Txn) error { return g.saveMeta(txn) }); err != nil {
		return diskError(err)
	}
	g.publish()
	return nil
}

// CancelJoin forgets a group that was being joined and has not been reached.
func (s *Store) CancelJoin(ctx context.Context, id forum.ID) error {
	s.gate.Lock()
	defer s.gate.Unlock()
	g, err := s.group(id)
	if err != nil {
		return err
	}
	if g.meta.Ticket == nil || g.meta.Kept > 0 {
		return refuse(CodeRefused, "this group is not being joined")
	}
	return s.dropGroup(g)
}

// Ask makes this device's request to be let in under a ticket.
func (s *Store) Ask(ctx context.Context, t forum.Ticket) (forum.Ask, error) {
	me, ok := s.Me()
	if !ok {
		return forum.Ask{}, ErrNoMe
	}
	return forum.NewAsk(t, s.personKey(), s.deviceKey(), me.Name, s.clock())
}

// Joining lists the tickets of groups this person is not yet let into.
func (s *Store) Joining(ctx context.Context) (out []forum.Ticket, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, g := range s.groups {
		if t := g.state().meta.Ticket; t != nil {
			out = append(out, *t)
		}
	}
	return out, nil
}

// Admit honours an ask: it writes the admit act, if by this device's own clock the invite still holds, and says how the
// asker now stands. Asking twice changes nothing. Errors: *RefusedError with a reason for the asker.
func (s *Store) Admit(ctx context.Context, g forum.ID, a forum.Ask) (forum.Standing, error) {
	roll, err := s.Roll(ctx, g)
	if err != nil {
		return forum.StandingNone, err
	}
	if m, ok := roll.ByDevice(a.Device); ok && m.Standing != forum.StandingRemoved {
		return m.Standing, nil
	}
	inv, ok := roll.Invites[a.Invite]
	switch {
	case !ok:
		return forum.StandingNone, refuse(CodeRefused, "this invite is not known here; it may have been made on a device that has not been in touch yet")
	case inv.Revoked:
		return forum.StandingNone, refuse(CodeRefused, "this invite has been withdrawn")
	case s.clock() > inv.Offer.Expires:
		return forum.StandingNone, refuse(CodeRefused, "this invite has run out; ask for a new one")
	case inv.Used >= inv.Offer.Uses:
		return forum.StandingNone, refuse(CodeRefused, "this invite has been used up; ask for a new one")
	}
	if err := forum.CheckAsk(a, g, inv.Offer); err != nil {
		return forum.StandingNone, refuse(CodeRefused, "%s", sentence(err.Error()))
	}
	if _, err := s.act(ctx, g, forum.ID{}, forum.KindAdmit, forum.Admit{Ask: a}); err != nil {
		return forum.StandingNone, err
	}
	if roll, err = s.Roll(ctx, g); err != nil {
		return forum.StandingNone, err
	}
	m, _ := roll.ByDevice(a.Device)
	return m.Standing, nil
}

// Approve lets a waiting person in.
func (s *Store) Approve(ctx context.Context, g forum.ID, p forum.Person) error {
	_, err := s.act(ctx, g, forum.ID{}, forum.KindApprove, forum.Approve{Person: p})
	return err
}

// SetRole gives a person a role and a section.
func (s *Store) SetRole(ctx context.Context, g forum.ID, p forum.Person, r forum.Role, section string) error {
	_, err := s.act(ctx, g, forum.ID{}, forum.KindRole, forum.Grant{Person: p, Role: r, Section: section})
	return err
}

// SetCharter changes a group's name, aims or rules. The rules are an act of their own: they may have to wait for others'
// consent, and a name need not.
func (s *Store) SetCharter(ctx context.Context, g forum.ID, c forum.Charter) error {
	return s.do(ctx, g, func(w *writer) error {
		parts := []forum.Charter{c}
		if c.Rules != nil && (c.Name != "" || c.Aims != "") {
			parts = []forum.Charter{{Name: c.Name, Aims: c.Aims}, {Rules: c.Rules}}
		}
		for _, part := range parts {
			if _, err := w.say(forum.ID{}, forum.KindCharter, part); err != nil {
				return err
			}
		}
		return nil
	})
}

// Remove ends a person's membership. What they wrote until now stays; later writing is not shown.
func (s *Store) Remove(ctx context.Context, id forum.ID, p forum.Person, why string) error {
	return s.do(ctx, id, func(w *writer) error { return w.remove(p, why) })
}

func (w *writer) remove(p forum.Person, why string) error {
	m, ok := w.g.roll().Find(p)
	if !ok {
		return refuse(CodeNotFound, "there is no such person in this group")
	}
	_, err := w.say(forum.ID{}, forum.KindRemove, forum.Remove{Person: p, Why: why, Pins: w.pins(m.Devices...)})
	return err
}
