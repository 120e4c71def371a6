package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"time"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
	"moot/store/saying"
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
	if err := s.Outward(); err != nil {
		return "", err
	}
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
		return "", refuseEnglish(CodeBadInput, "an invite cannot expire before it is made")
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

// Revoke withdraws an invite: one's own, or as an officer anybody's.
func (s *Store) Revoke(ctx context.Context, g, invite forum.ID) error {
	_, err := s.act(ctx, g, invite, forum.KindRevoke, forum.Revoke{})
	return err
}

// FindInvite takes an invite's id, an unambiguous start of it, or its text.
func (s *Store) FindInvite(ctx context.Context, g forum.ID, ref string) (forum.ID, error) {
	roll, err := s.Roll(ctx, g)
	if err != nil {
		return forum.ID{}, err
	}
	if t, err := forum.ParseTicket(ref); err == nil && t.Group == g {
		ref = t.Invite.String()
	}
	var all []match
	for id := range roll.Invites {
		all = append(all, match{id: id, name: id.String()})
	}
	m, err := pick("invite", ref, all)
	return m.id, err
}

// BeginJoin remembers a group being joined, so that its roll can be received. Joining again with the same or a newer
// ticket is fine; an expired ticket, or one for a group this person is in, is refused.
func (s *Store) BeginJoin(ctx context.Context, t forum.Ticket) error {
	if err := s.Outward(); err != nil {
		return err
	}
	me, ok := s.Me()
	if !ok {
		return ErrNoMe
	}
	if s.clock() > t.Expires {
		return refuse(CodeRefused, "this invite ran out on %s; ask for a new one", Date(t.Expires))
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
		return refuseEnglish(CodeRefused, "this group is not being joined")
	}
	return s.dropGroup(g)
}

// Ask makes this device's request to be let in under a ticket.
func (s *Store) Ask(ctx context.Context, t forum.Ticket) (forum.Ask, error) {
	me, ok := s.Me()
	if !ok {
		return forum.Ask{}, ErrNoMe
	}
	return s.ask(t, me.Name)
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
// asker now stands. With no invite the asker is a member's new device, and the device act is written. Asking twice changes
// nothing. Errors: *forum.RefusedError with a reason for the asker; others are this device's own.
func (s *Store) Admit(ctx context.Context, g forum.ID, a forum.Ask) (forum.Standing, error) {
	roll, err := s.Roll(ctx, g)
	if err != nil {
		return forum.StandingNone, err
	}
	switch m, ok := roll.ByDevice(a.Device); {
	case ok && m.Standing == forum.StandingRetired:
		return forum.StandingNone, &forum.RefusedError{Reason: saying.New("This device has been retired, and cannot be used again; begin in an empty folder")}
	case ok && m.Standing != forum.StandingRemoved:
		return m.Standing, nil
	}
	if a.Invite.Zero() {
		err = s.admitDevice(ctx, g, roll, a)
	} else {
		err = s.admitPerson(ctx, g, roll, a)
	}
	var no *RefusedError
	if errors.As(err, &no) && no.Code == CodeRefused {
		return forum.StandingNone, &forum.RefusedError{Reason: no.Reason}
	}
	if err != nil {
		return forum.StandingNone, err
	}
	if roll, err = s.Roll(ctx, g); err != nil {
		return forum.StandingNone, err
	}
	m, _ := roll.ByDevice(a.Device)
	return m.Standing, nil
}

// admitPerson honours an ask made with an invite. One that has been used up still puts its holder on the waiting list, as
// the resolver would for two who used it at once far apart; but not without end, for whoever has the text could make up
// people for as long as the invite holds.
func (s *Store) admitPerson(ctx context.Context, g forum.ID, roll *forum.Roll, a forum.Ask) error {
	inv, ok := roll.Invites[a.Invite]
	switch {
	case !ok:
		return refuse(CodeRefused, "This invite is not known here; it may have been made on a device that has not been in touch yet")
	case inv.Revoked:
		return refuse(CodeRefused, "This invite has been withdrawn; ask for a new one")
	case s.clock() > inv.Offer.Expires:
		return refuse(CodeRefused, "This invite has run out; ask for a new one")
	case inv.Used >= inv.Offer.Uses && waitingIn(roll) >= maxSurplus:
		return refuse(CodeRefused, "This invite has been used up, and too many people are waiting to be let in already; ask for a new one")
	}
	if err := forum.CheckAsk(a, g, inv.Offer); err != nil {
		return &RefusedError{CodeRefused, ReasonOf(err).Capital()}
	}
	_, err := s.act(ctx, g, forum.ID{}, forum.KindAdmit, forum.Admit{Ask: a})
	return err
}

// maxSurplus is how many people may be waiting before an invite that has been used up puts no more on the list.
const maxSurplus = 50

func waitingIn(roll *forum.Roll) (n int) {
	for i := range roll.Members {
		if roll.Members[i].Standing == forum.StandingWaiting {
			n++
		}
	}
	return n
}

// admitDevice adds a member's new device, which holds the person's key after a link or a restore.
func (s *Store) admitDevice(ctx context.Context, g forum.ID, roll *forum.Roll, a forum.Ask) error {
	m, ok := roll.Find(a.Person)
	switch {
	case !ok:
		return refuse(CodeRefused, "The person this device belongs to is not known here yet")
	case m.Standing == forum.StandingRemoved:
		return refuse(CodeRefused, "%s is no longer in the group", m.Name)
	case m.Standing != forum.StandingMember:
		return refuse(CodeRefused, "%s is still waiting to be let in", m.Name)
	}
	if err := forum.CheckLink(a, g, m.Key); err != nil {
		if m.Key != a.Person {
			return refuse(CodeRefused, "%s lost their devices and was let in again with a new key since this backup was made; link this device from the one they use now", m.Name)
		}
		return &RefusedError{CodeRefused, ReasonOf(err).Capital()}
	}
	return s.Link(ctx, g, a)
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

// SetHousehold says which household a person belongs to (officers); empty for none.
func (s *Store) SetHousehold(ctx context.Context, g forum.ID, p forum.Person, name string) error {
	_, err := s.act(ctx, g, forum.ID{}, forum.KindHouse, forum.House{Person: p, Name: cleanName(name)})
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
