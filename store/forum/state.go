package forum

import (
	"bytes"
	"maps"
	"slices"

	"moot/store/saying"
)

// state is a roll in the making: what [Roll] is made of, in a form that acts can be folded into one after another.
// Members, invites and motions are values behind pointers that a clone shares until it changes them.
type state struct {
	group    ID
	name     string
	aims     string
	rules    Rules
	founded  int64
	secret   []byte
	people   map[Person]*seat
	devices  map[Device]Person
	lost     map[Device]bool // those of devices that were given up
	strays   map[Device]stray
	invites  map[ID]*voucher
	known    map[Device]bool
	refused  map[ID]*saying.Sentence
	undone   map[ID]*node       // acts that can be approved again
	motions  map[string]*motion // what is asked for, by keyOfMatter
	asked    map[ID]string      // the motion an act belongs to
	officer  int                // how many officers there are
	apart    bool               // an act that is apart is among them: see [Act.Apart]
	electors map[Person]bool    // while there is none: who could vote when the last one went. Never changed once made
}

// seat is a person with what the resolver must remember of them besides what is shown.
type seat struct {
	Member
	joined  *node              // the act that made them a member
	basis   []*node            // the acts that their authority stands on: what made them a member, what gave them the role
	links   map[Device]*node   // the acts that added their devices, but for the first
	invite  ID                 // the invite they came by
	counted bool               // whether a use of it was counted for them
	outside bool               // waiting to come into a section, by an invite from outside it
	removed []*node            // the acts that ended the last membership
	agreed  []*node            // the answers that there were to those when the last of them took effect
	given   map[Device][]*node // the acts by which their devices were given up
	said    map[Person]*node   // the answers to that
}

// stray is a device that was added, as those who saw no more of the roll have it, and was not after all.
type stray struct {
	whose Person
	own   bool // added by the person themself
}

// voucher is an invite and the act that made it.
type voucher struct {
	Invite
	node    *node
	outside bool // into a section that its maker is not of
	apart   bool // the act is: see [Act.Apart]
}

func newState() *state {
	return &state{
		people: map[Person]*seat{}, devices: map[Device]Person{}, lost: map[Device]bool{}, strays: map[Device]stray{}, invites: map[ID]*voucher{},
		known: map[Device]bool{}, refused: map[ID]*saying.Sentence{}, undone: map[ID]*node{},
		motions: map[string]*motion{}, asked: map[ID]string{},
	}
}

func (s *state) clone() *state {
	c := *s
	c.people, c.devices, c.lost = maps.Clone(s.people), maps.Clone(s.devices), maps.Clone(s.lost)
	c.strays = maps.Clone(s.strays)
	c.invites, c.undone = maps.Clone(s.invites), maps.Clone(s.undone)
	c.known, c.refused = maps.Clone(s.known), maps.Clone(s.refused)
	c.motions, c.asked = maps.Clone(s.motions), maps.Clone(s.asked)
	return &c
}

// edit gives a seat that may be changed: a copy, so that clones of the state keep theirs.
func (s *state) edit(p Person) *seat {
	t := *s.people[p]
	t.Devices, t.Lost, t.basis = slices.Clone(t.Devices), slices.Clone(t.Lost), slices.Clone(t.basis)
	t.links, t.said, t.given = maps.Clone(t.links), maps.Clone(t.said), maps.Clone(t.given)
	s.people[p] = &t
	return &t
}

func (t *seat) active() bool { return t != nil && t.Standing == StandingMember }

func (t *seat) officer() bool { return t.active() && t.Role == RoleOfficer }

func (t *seat) can(p Power) bool { return t.active() && powers[t.Role][p] }

// basisOf gives the acts that what the person does on a device rests on.
func (t *seat) basisOf(d Device) []*node {
	if n := t.links[d]; n != nil {
		return append(t.basis[:len(t.basis):len(t.basis)], n)
	}
	return t.basis[:len(t.basis):len(t.basis)]
}

// removedBy says whether an act is one of those that ended the membership.
func (t *seat) removedBy(act ID) bool {
	return slices.ContainsFunc(t.removed, func(n *node) bool { return n.act.ID == act })
}

// joinedIn gives the generation in which the person became a member.
func (t *seat) joinedIn() int {
	if t.joined == nil {
		return 0
	}
	return t.joined.gen
}

// stand changes a person's standing and role together, keeping the count of officers and, when the last one goes, who
// could vote then.
func (s *state) stand(t *seat, standing Standing, r Role) {
	was := s.officer
	if t.officer() {
		s.officer--
	}
	t.Standing, t.Role = standing, r
	if t.officer() {
		s.officer++
	}
	switch {
	case s.officer > 0:
		s.electors = nil
	case was > 0:
		s.electors = map[Person]bool{}
		for _, other := range s.people {
			if other.can(PowerVote) {
				s.electors[other.Person] = true
			}
		}
	}
}

// addDevice gives a person one more device, unless it is someone's already.
func (s *state) addDevice(t *seat, d Device) bool {
	if owner, taken := s.devices[d]; taken {
		return owner == t.Person
	}
	s.devices[d] = t.Person
	delete(s.strays, d)
	t.Devices = insert(t.Devices, d)
	return true
}

// retire takes a device out of use, by these acts.
func (s *state) retire(t *seat, d Device, by ...*node) {
	if t.given == nil {
		t.given = map[Device][]*node{}
	}
	t.given[d] = slices.Concat(t.given[d], by)
	t.Devices = slices.DeleteFunc(t.Devices, func(other Device) bool { return other == d })
	if !s.lost[d] {
		s.lost[d] = true
		t.Lost = insert(t.Lost, d)
	}
}

// insert puts a device in its place among others.
func insert(ds []Device, d Device) []Device {
	at, _ := slices.BinarySearchFunc(ds, d, func(a, b Device) int { return bytes.Compare(a[:], b[:]) })
	return slices.Insert(ds, at, d)
}

// roll makes the finished roll. It shares nothing with the state that a later fold could change.
func (s *state) roll(heads []ID) *Roll {
	r := &Roll{
		Group: s.group, Name: s.name, Aims: s.aims, Rules: s.rules, Founded: s.founded, Secret: s.secret, Heads: heads,
		Members: make([]Member, 0, len(s.people)), Invites: make(map[ID]Invite, len(s.invites)),
		byDevice: maps.Clone(s.devices), byPerson: make(map[Person]int, len(s.people)),
		known: maps.Clone(s.known), refused: maps.Clone(s.refused), lost: maps.Clone(s.lost),
		strays: maps.Clone(s.strays),
	}
	for _, t := range s.people {
		r.Members = append(r.Members, t.Member)
	}
	slices.SortFunc(r.Members, func(a, b Member) int { return bytes.Compare(a.Person[:], b.Person[:]) })
	for i := range r.Members {
		r.byPerson[r.Members[i].Person] = i
	}
	for id, v := range s.invites {
		r.Invites[id] = v.Invite
	}
	r.Matters, r.Undone = s.matters(), s.undoneList()
	return r
}
