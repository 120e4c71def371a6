package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
	"moot/store/saying"
)

// GroupCard is a group as a list shows it.
type GroupCard struct {
	ID       forum.ID
	Name     string
	Members  int            // active
	Standing forum.Standing // this person's: member, waiting, removed; none while joining
	Entries  int            // kept
	Waiting  int            // kept or held, and not shown because something they build on is missing
	Refused  int            // kept in their chains but not shown
	Digest   forum.ID       // equal on two devices exactly when they show the same
}

// CreateGroup founds a group with this charter, and this person as its first officer. Only a name must be given.
func (s *Store) CreateGroup(ctx context.Context, c forum.Charter) (forum.ID, error) {
	name := cleanName(c.Name)
	if err := checkName(name); err != nil {
		return forum.ID{}, err
	}
	me, ok := s.Me()
	if !ok {
		return forum.ID{}, ErrNoMe
	}
	secret := make([]byte, 16)
	rand.Read(secret) // never fails
	found := forum.Found{Name: name, Secret: secret, Person: me.Person, Cert: s.cert(), Called: me.Name, Aims: c.Aims, Rules: c.Rules}
	payload, err := forum.Encode(forum.KindFound, found)
	if err != nil {
		return forum.ID{}, badInput(err)
	}
	e, err := forum.Seal(forum.Header{Device: me.Device, Lane: forum.RollLane, Seq: 1, Time: s.clock(), Kind: forum.KindFound}, payload, s.deviceKey())
	if err != nil {
		return forum.ID{}, err
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	g, err := s.addGroup(groupMeta{ID: e.ID})
	if err != nil {
		return forum.ID{}, diskError(err)
	}
	err = s.commit(g, fromSelf, &forum.Report{}, func(b *batch) error { return b.takeRun([]forum.Entry{e}) })
	if err != nil {
		return forum.ID{}, errors.Join(err, s.dropGroup(g))
	}
	return e.ID, nil
}

// dropGroup takes back a group nothing has been kept of. The gate must be held.
func (s *Store) dropGroup(g *group) error {
	s.setGroups(func(m map[forum.ID]*group) { delete(m, g.id) })
	return s.deleteAll(groupKey(prefixGroup, g.num))
}

// cert is this person's certificate for this device.
func (s *Store) cert() []byte {
	me, _ := s.Me()
	return forum.CertifyDevice(s.personKey(), me.Device)
}

// Groups lists the groups on this device, by name.
func (s *Store) Groups(ctx context.Context) (out []GroupCard, err error) {
	s.mu.RLock()
	groups := s.groups
	s.mu.RUnlock()
	for _, g := range groups {
		c, err := s.groupCard(g)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b GroupCard) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), slices.Compare(a.ID[:], b.ID[:]))
	})
	return out, nil
}

// Group gives one group's card.
func (s *Store) Group(ctx context.Context, id forum.ID) (GroupCard, error) {
	g, err := s.group(id)
	if err != nil {
		return GroupCard{}, err
	}
	return s.groupCard(g)
}

func (s *Store) groupCard(g *group) (GroupCard, error) {
	st := g.state()
	c := GroupCard{ID: g.id, Standing: forum.StandingNone, Entries: st.meta.Kept, Waiting: st.meta.Waiting + st.held, Refused: st.meta.Refused}
	if st.meta.Ticket != nil {
		c.Name = st.meta.Ticket.Name
	}
	if st.roll != nil {
		c.Name, c.Members = st.roll.Name, len(st.roll.Active())
		me, _ := st.me(s.Identity())
		c.Standing = me.Standing
	}
	var err error
	c.Digest, err = s.digest(g)
	return c, err
}

// Roll gives who belongs to a group.
func (s *Store) Roll(ctx context.Context, id forum.ID) (*forum.Roll, error) {
	g, err := s.group(id)
	if err != nil {
		return nil, err
	}
	if r := g.state().roll; r != nil {
		return r, nil
	}
	return nil, refuse(CodeNotMember, "this group's members are not known here yet: no neighbour has been reached")
}

// Digest is equal on two devices exactly when they show the same of a group: its roll and everything in its lists.
func (s *Store) Digest(ctx context.Context, id forum.ID) (forum.ID, error) {
	g, err := s.group(id)
	if err != nil {
		return forum.ID{}, err
	}
	return s.digest(g)
}

func (s *Store) digest(g *group) (forum.ID, error) {
	at := s.Position()
	if d := g.digest.Load(); d != nil && d.at == at {
		return d.sum, nil
	}
	h := sha256.New()
	if r := g.state().roll; r != nil {
		d := r.Digest()
		h.Write(d[:])
	}
	err := s.db.View(func(txn *badger.Txn) error {
		return g.allCards(txn, func(_ byte, id forum.ID, c *card) error {
			h.Write(id[:])
			h.Write(c.Digest[:])
			return nil
		})
	})
	sum := forum.ID(h.Sum(nil))
	if err == nil && s.Position() == at {
		g.digest.Store(&digestAt{at, sum})
	}
	return sum, err
}

// Trouble is one entry that is not shown, and why.
type Trouble struct {
	Entry  forum.ID
	Author string // a name if known, else the start of the device's key
	Kind   forum.Kind
	State  string // "waiting", "refused", "hidden"
	Reason *saying.Sentence
}

// Troubles lists what is kept but not shown, oldest first.
func (s *Store) Troubles(ctx context.Context, id forum.ID) (out []Trouble, err error) {
	g, err := s.group(id)
	if err != nil {
		return nil, err
	}
	roll := g.state().roll
	err = s.db.View(func(txn *badger.Txn) error {
		for _, lane := range []byte{byte(forum.RollLane), byte(forum.ContentLane), asideLane} {
			err := each(txn, groupKey(prefixLog, g.num).byte(lane), func(_, v []byte) error {
				p, err := readPlace(v)
				if err != nil {
					return err
				}
				k, err := g.readPlace(txn, p)
				if err != nil {
					return err
				}
				t, not, err := g.trouble(txn, &k, roll)
				if not {
					out = append(out, t)
				}
				return errors.Join(err, checkCtx(ctx))
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// trouble says why an entry is not shown, if it is not.
func (g *group) trouble(txn *badger.Txn, k *kept, roll *forum.Roll) (t Trouble, not bool, err error) {
	t = Trouble{Entry: k.ID, Author: k.Device.String()[:8], Kind: k.Kind}
	if m, ok := roll.ByDevice(k.Device); ok {
		t.Author = m.Name
	}
	switch k.verdict {
	case shown:
		t.State = "refused"
		t.Reason, not = roll.Refused(k.ID)
		return t, not, nil
	case waiting:
		t.State = "waiting"
	case refused:
		t.State = "refused"
	case hidden, aside:
		t.State = "hidden"
	case newer:
		t.State = "waiting"
	}
	item, err := txn.Get(groupKey(prefixReason, g.num).u64(k.pos))
	if err != nil {
		return t, true, err
	}
	err = item.Value(func(v []byte) error {
		why, err := saying.Decode(v)
		t.Reason = why.Capital()
		return err
	})
	return t, true, err
}
