package forum

import (
	"slices"

	"moot/store/saying"
)

// Standing is how a person stands in the group.
type Standing string

// The standings.
const (
	StandingMember  Standing = "member"
	StandingWaiting Standing = "waiting" // for an officer's approval
	StandingRemoved Standing = "removed"
	StandingRetired Standing = "retired" // of a device: its owner has given it up, or two officers have on their behalf
	StandingNone    Standing = "none"
)

// Member is one person as the roll has them.
type Member struct {
	Person    Person           `cbor:"1,keyasint"`
	Name      string           `cbor:"2,keyasint"`
	Role      Role             `cbor:"3,keyasint"`
	Section   string           `cbor:"4,keyasint,omitempty"`
	Devices   []Device         `cbor:"5,keyasint"` // in use, sorted
	Standing  Standing         `cbor:"6,keyasint"`
	Since     int64            `cbor:"7,keyasint"`           // when admitted, as claimed by whoever admitted them, ms
	By        Person           `cbor:"8,keyasint"`           // who admitted them (themselves, for the founder)
	Why       string           `cbor:"9,keyasint,omitempty"` // for a removal or a wait: one plain sentence
	Wait      *saying.Sentence `cbor:"-"`                    // for a wait: Why, to be said in other languages
	Pins      []Pin            `cbor:"10,keyasint,omitempty"`
	Left      bool             `cbor:"11,keyasint,omitempty"` // removed because they said so themselves
	Lost      []Device         `cbor:"12,keyasint,omitempty"` // retired, sorted
	Key       Person           `cbor:"13,keyasint"`           // certifies their devices: their own, until they were re-admitted with another
	Said      []Said           `cbor:"14,keyasint,omitempty"` // for a removed person: what they and their section said to it
	Removers  []Person         `cbor:"15,keyasint,omitempty"` // who removed them, by person
	Household string           `cbor:"16,keyasint,omitempty"` // whom they live with; empty when the group has not been told
}

// Invite is one invite as the roll has it.
type Invite struct {
	ID      ID
	Offer   Offer
	By      Person
	Used    int
	Revoked bool
}

// Roll is who belongs to a group and who may do what: the answer of [Resolve]. It is never changed once made and may
// be read from any goroutine.
type Roll struct {
	Group    ID
	Name     string
	Aims     string
	Founded  int64    // claimed, ms
	Secret   []byte   // the group's 16-byte secret
	Rules    Rules    // the charter
	Matters  []Matter // asked for, not in effect yet; by time first asked for, then id
	Undone   []Undone // can be approved again; by time, then id
	Heads    []ID     // acts nothing else cites, sorted: what a new entry cites
	Members  []Member // by person, sorted: everyone who ever belonged or waits
	Invites  map[ID]Invite
	byDevice map[Device]Person
	byPerson map[Person]int
	known    map[Device]bool // every device that an admit let in, even one whose removal came to cancel it
	lost     map[Device]bool
	strays   map[Device]stray
	refused  map[ID]*saying.Sentence // acts that do not count, with the reason in plain words
}

// ByDevice gives the person a device speaks for, whatever their standing. Of a device that they have given up, and that
// speaks for nobody any more, the standing is [StandingRetired].
func (r *Roll) ByDevice(d Device) (Member, bool) {
	p, ok := r.byDevice[d]
	if !ok {
		return Member{Standing: StandingNone}, false
	}
	m, ok := r.Find(p)
	if r.lost[d] && m.Standing == StandingMember {
		m.Standing = StandingRetired
	}
	return m, ok
}

// Find gives a person, whatever their standing.
func (r *Roll) Find(p Person) (Member, bool) {
	i, ok := r.byPerson[p]
	if !ok {
		return Member{Standing: StandingNone}, false
	}
	return r.Members[i], true
}

// Active gives the people who belong now, by person.
func (r *Roll) Active() []Member {
	var active []Member
	for _, m := range r.Members {
		if m.Standing == StandingMember {
			active = append(active, m)
		}
	}
	return active
}

// Known says whether the device was ever let in or put on the waiting list. It never turns false as acts arrive, so a
// device's entries are not thrown away for what became of its owner.
func (r *Roll) Known(d Device) bool { return r.known[d] }

// Refused says whether an act does not count, and why.
func (r *Roll) Refused(act ID) (reason *saying.Sentence, yes bool) {
	reason, yes = r.refused[act]
	return reason, yes
}

// Hidden says whether an entry is past what the group accepts of a removed person, or of a device that was given up: later
// than the pin that was set then. Of a chain that nobody had seen anything of, nothing in the content lane is shown.
// Whoever leaves on their own account leaves what they wrote.
func (r *Roll) Hidden(d Device, lane Lane, seq uint64) bool {
	p, ok := r.byDevice[d]
	if !ok {
		return lane == ContentLane && r.strayed(d)
	}
	m, _ := r.Find(p)
	if !r.lost[d] && (m.Standing != StandingRemoved || m.Left) {
		return false
	}
	for _, p := range m.Pins {
		if p.Device == d && p.Lane == lane {
			return seq > p.Seq
		}
	}
	return lane == ContentLane
}

// strayed says whether a device that was never really added goes the way of whoever added it: its owner, who was removed or
// gave up the device that added it at the same time; or a neighbour, and its owner was removed.
func (r *Roll) strayed(d Device) bool {
	x, ok := r.strays[d]
	if !ok {
		return false
	}
	m, there := r.Find(x.whose)
	return x.own || !there || m.Standing == StandingRemoved && !m.Left
}

// Cite gives the heads a new entry cites. A header has room for [MaxRoll]; those left over are cited by the next act.
func (r *Roll) Cite() []ID { return slices.Clone(r.Heads[:min(len(r.Heads), MaxRoll)]) }

// digested is a roll in the form that is hashed.
type digested struct {
	_       struct{} `cbor:",toarray"`
	Group   ID
	Name    string
	Aims    string
	Founded int64
	Secret  []byte
	Heads   []ID
	Members []Member
	Invites map[ID]Invite
	Known   map[Device]bool
	Refused map[ID]*saying.Sentence
	Rules   Rules
	Matters []Matter
	Undone  []Undone
}

// Digest is a hash of everything in the roll: two devices with equal digests agree on who belongs and who may do what.
func (r *Roll) Digest() ID {
	return ViewDigest(digested{
		Group: r.Group, Name: r.Name, Aims: r.Aims, Founded: r.Founded, Secret: r.Secret,
		Heads: r.Heads, Members: r.Members, Invites: r.Invites, Known: r.known, Refused: r.refused,
		Rules: r.Rules, Matters: r.Matters, Undone: r.Undone,
	})
}

// Act is a record of the roll lane with its place in the DAG: it comes after the acts its header cites and after the
// act before it in its own chain (Prev, zero for the first).
type Act struct {
	Record
	Prev    ID
	Checked bool // the signatures inside its payload have been checked before, on this device
	// Apart says that its device had signed two histories by then. The act keeps its place, because others cite it, and
	// counts for nothing: which of the two its author meant nobody can know, and a thief who copied the folder must not
	// be able to choose. Whoever it let in waits for an officer's approval, as when an admission is cancelled by a removal.
	Apart bool
}

// apartReason is what is said of an act that is [Act.Apart].
const apartReason saying.Text = "it was made on a device that had signed two different histories"
