package forum

import (
	"bytes"
	"maps"
	"slices"
)

// state is a roll in the making: what [Roll] is made of, in a form that acts can be folded into one after another.
// Members and invites are values behind pointers that a clone shares until it changes them.
type state struct {
	group   ID
	name    string
	aims    string
	founded int64
	secret  []byte
	people  map[Person]*seat
	devices map[Device]Person
	invites map[ID]*voucher
	known   map[Device]bool
	refused map[ID]string
	officer int  // how many officers there are
	apart   bool // an act that is apart is among them: see [Act.Apart]
}

// seat is a person with what the resolver must remember of them besides what is shown.
type seat struct {
	Member
	joined   *node            // the act that made them a member
	basis    []*node          // the acts that their authority stands on: what made them a member, what gave them the role
	invite   ID               // the invite they came by
	counted  bool             // whether a use of it was counted for them
	removed  []*node          // the acts that ended the last membership
	removers map[Person]*node // officers who asked for the removal while it needed a second
	demoters map[Person]bool  // officers who asked to take the office while that needed a second
}

// voucher is an invite and the act that made it.
type voucher struct {
	Invite
	node  *node
	apart bool // the act is: see [Act.Apart]
}

func newState() *state {
	return &state{
		people: map[Person]*seat{}, devices: map[Device]Person{}, invites: map[ID]*voucher{},
		known: map[Device]bool{}, refused: map[ID]string{},
	}
}

func (s *state) clone() *state {
	c := *s
	c.people, c.devices = maps.Clone(s.people), maps.Clone(s.devices)
	c.invites = maps.Clone(s.invites)
	c.known, c.refused = maps.Clone(s.known), maps.Clone(s.refused)
	return &c
}

// edit gives a seat that may be changed: a copy, so that clones of the state keep theirs.
func (s *state) edit(p Person) *seat {
	t := *s.people[p]
	t.Devices, t.basis = slices.Clone(t.Devices), slices.Clone(t.basis)
	t.removers, t.demoters = maps.Clone(t.removers), maps.Clone(t.demoters)
	s.people[p] = &t
	return &t
}

// author gives the active member a device speaks for.
func (s *state) author(d Device) (*seat, bool) {
	p, ok := s.devices[d]
	if !ok {
		return nil, false
	}
	t := s.people[p]
	return t, t.Standing == StandingMember
}

func (t *seat) active() bool { return t != nil && t.Standing == StandingMember }

func (t *seat) officer() bool { return t.active() && t.Role == RoleOfficer }

func (t *seat) can(p Power) bool { return t.active() && powers[t.Role][p] }

// stand changes a person's standing and role together, keeping the count of officers.
func (s *state) stand(t *seat, standing Standing, r Role) {
	if t.officer() {
		s.officer--
	}
	t.Standing, t.Role = standing, r
	if t.officer() {
		s.officer++
	}
}

// addDevice gives a person one more device, unless it is someone's already.
func (s *state) addDevice(t *seat, d Device) bool {
	if owner, taken := s.devices[d]; taken {
		return owner == t.Person
	}
	s.devices[d] = t.Person
	at, _ := slices.BinarySearchFunc(t.Devices, d, func(a, b Device) int { return bytes.Compare(a[:], b[:]) })
	t.Devices = slices.Insert(t.Devices, at, d)
	return true
}

// roll makes the finished roll. It shares nothing with the state that a later fold could change.
func (s *state) roll(heads []ID) *Roll {
	r := &Roll{
		Group: s.group, Name: s.name, Aims: s.aims, Founded: s.founded, Secret: s.secret, Heads: heads,
		Members: make([]Member, 0, len(s.people)), Invites: make(map[ID]Invite, len(s.invites)),
		byDevice: maps.Clone(s.devices), byPerson: make(map[Person]int, len(s.people)),
		known: maps.Clone(s.known), refused: maps.Clone(s.refused),
	}
	for _, t := range s.people {
		r.Members = append(r.Members, t.Member)
	}
	slices.SortFunc(r.Members, func(a, b Member) int { return bytes.Compare(a.Person[:], b.Person[:]) })
	for i := range r.Members {
		r.byPerson[r.Members[i].Person] = i
	}
	r.seconds = map[Person][]Person{}
	for p, t := range s.people {
		if len(t.removers) > 0 {
			r.seconds[p] = slices.SortedFunc(maps.Keys(t.removers), func(a, b Person) int { return bytes.Compare(a[:], b[:]) })
		}
	}
	for id, v := range s.invites {
		r.Invites[id] = v.Invite
	}
	return r
}

// joinedIn gives the generation in which the person became a member.
func (t *seat) joinedIn() int {
	if t.joined == nil {
		return 0
	}
	return t.joined.gen
}
