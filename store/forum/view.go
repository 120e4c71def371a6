package forum

// Views: what people see, folded from records by FoldProposal and FoldMeeting. They hold no clock and no local state,
// so two devices with the same entries hold equal views; the group's digest is a hash of them.

// Proposal is one proposal as people see it. Its wording is the shared document of the same id.
type Proposal struct {
	ID       ID
	Title    string
	Cost     int64 // pence; 0 when none is given
	Type     string
	State    ProposalState
	Author   Person
	Made     int64 // claimed, ms
	Comments []Comment
	Votes    []Vote    // every vote opened, in order; the last is the one that counts
	Settings []Setting // every field change, in order, for the history
	// Now holds the ids of each field's current settings: a new one names them in After.
	Now map[Field][]ID

	Aims       []string    `cbor:",omitempty"` // of the group, that it serves
	AimsNow    []ID        `cbor:",omitempty"` // what a new list of them names in After
	Advice     []Advice    `cbor:",omitempty"` // by capacity and person
	Amendments []Amendment `cbor:",omitempty"` // in the order they were made
	Life       []Stage     // the states it has been in, in order
}

// ProposalState is where a proposal has got to.
type ProposalState string

// The states. Voting is not set by anyone: a proposal is in it while it has an open vote. Passed, not passed and decided
// are set by a vote's certificate, and where the charter asks for a sign-off by that, until the proposal is set to
// something else by somebody who has seen it. What leads from which to which is in life.go.
const (
	StateDraft     ProposalState = "draft"
	StateOpen      ProposalState = "open"
	StateVoting    ProposalState = "voting"
	StatePassed    ProposalState = "passed"
	StateNotPassed ProposalState = "not passed"
	StateDecided   ProposalState = "decided" // among options, or signed off
	StateAwaiting  ProposalState = "awaiting sign-off"
	StateRefused   ProposalState = "sign-off refused"
	StateWithdrawn ProposalState = "withdrawn"
	StateDoing     ProposalState = "doing"
	StateDone      ProposalState = "done"
)

// Comment is one comment.
type Comment struct {
	ID      ID
	Author  Person
	Body    string
	ReplyTo ID
	Time    int64 // claimed, ms
}

// Vote is one vote on a proposal with what has been cast so far.
type Vote struct {
	ID       ID
	Method   string
	Opener   Person
	Opened   int64 // claimed, ms
	Closes   int64 // ms; 0 when none is set
	Grace    int64 // ms after that in which ballots may still arrive
	Wording  []ID
	Title    string // as voted on
	Cost     int64  // as voted on, pence
	Options  []Option
	Seats    int   // 0 is 1
	Most     int64 // points for one option
	Budget   int64 // pence
	Terms    Terms
	Tellers  []Person // who may close it
	Sign     int      // how many of them must
	After    []ID
	Tally    Tally
	Totals   []int64  // of each option: approvals, points, or first preferences; of yes/no and consent: yes, no, abstain, concern, block
	Ballots  []Ballot // those that count, one of each person, by person
	Late     []Ballot // the latest of people that do not count: see [Vote.InTime]
	Unseen   int      // counted by the certificate and not shown here, because their authors were removed since
	Sections []SectionShare
	Closings []Closing // the certificates signed so far; the one that counts first

	Between    []Rival        `cbor:",omitempty"` // the options that are wordings
	Asked      []SignOffAsked `cbor:",omitempty"` // the sign-offs that the charter asks for
	SignOffs   []SignOff      `cbor:",omitempty"` // by capacity and person
	Statements []Statement    `cbor:",omitempty"` // by person
}

// Ballot is one person's standing ballot.
type Ballot struct {
	ID     ID
	Voter  Person
	Choice Choice  // empty when it names options
	Prefs  []int   // options, from 0
	Points []int64 // score: for each of those
	Reason string
	Time   int64 // claimed, ms
	Now    []ID  // the ids a newer ballot of this person names in After
}

// Tally counts ballots.
type Tally struct {
	Yes      int
	No       int
	Abstain  int
	Eligible int // people who may vote, by the roll the vote cites
	Concern  int `cbor:",omitempty"`
	Block    int `cbor:",omitempty"`
}

// Setting is one change to one field.
type Setting struct {
	ID     ID
	Field  Field
	Text   string
	Number int64
	By     Person
	Time   int64
}

// Meeting is one meeting as people see it.
type Meeting struct {
	ID       ID
	Title    string
	At       int64 // ms
	Place    string
	State    string // "planned", "started", "ended"
	Author   Person
	Made     int64 // claimed, ms
	Agenda   []Item
	Attended []Attender
	Comments []Comment
	Settings []Setting
	Now      map[Field][]ID

	Follows    ID          `cbor:",omitzero"`  // the meeting before it; zero for none
	Signed     Signature   `cbor:",omitzero"`  // the signature that counts; zero until the minutes are signed
	Signatures []Signature `cbor:",omitempty"` // every one, in order
	SignedNow  []ID        `cbor:",omitempty"` // what a new signature names in After
	Notices    []Summons   `cbor:",omitempty"` // in order
}

// Item is one agenda item; its minutes are the shared document of the same id.
type Item struct {
	ID     ID
	Title  string
	Pos    int64
	Author Person
	Now    map[Field][]ID

	Motions []Motion `cbor:",omitempty"` // in order
}

// Attender is what is known of one person and a meeting.
type Attender struct {
	Person Person // zero for someone with no device here
	Name   string // as given, when Person is zero
	As     Attendance
	By     Person
	Now    []ID
}
