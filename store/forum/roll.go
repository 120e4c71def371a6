package forum

// Standing is how a person stands in the group.
type Standing string

// The standings.
const (
	StandingMember  Standing = "member"
	StandingWaiting Standing = "waiting" // for an officer's approval
	StandingRemoved Standing = "removed"
	StandingNone    Standing = "none"
)

// Member is one person as the roll has them.
type Member struct {
	Person   Person   `cbor:"1,keyasint"`
	Name     string   `cbor:"2,keyasint"`
	Role     Role     `cbor:"3,keyasint"`
	Section  string   `cbor:"4,keyasint,omitempty"`
	Devices  []Device `cbor:"5,keyasint"` // sorted
	Standing Standing `cbor:"6,keyasint"`
	Since    int64    `cbor:"7,keyasint"`           // when admitted, as claimed by whoever admitted them, ms
	By       Person   `cbor:"8,keyasint"`           // who admitted them (themselves, for the founder)
	Why      string   `cbor:"9,keyasint,omitempty"` // for a removal or a wait: one plain sentence
	Pins     []Pin    `cbor:"10,keyasint,omitempty"`
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
	Heads    []ID     // acts nothing else cites, sorted: what a new entry cites
	Members  []Member // by person, sorted: everyone who ever belonged or waits
	Invites  map[ID]Invite
	byDevice map[Device]int
	byPerson map[Person]int
	refused  map[ID]string // acts that do not count, with the reason in plain words
}

// Act is a record of the roll lane with its place in the DAG: it comes after the acts its header cites and after the
// act before it in its own chain (Prev, zero for the first).
type Act struct {
	Record
	Prev ID
}
