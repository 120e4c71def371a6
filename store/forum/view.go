package forum

import (
	"fmt"

	"moot/store/forum/ring"
)

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
	// Elsewhere is a result that was counted elsewhere and brought in; nil when there is none.
	Elsewhere *CountedElsewhere `cbor:",omitempty"`
	// Cards are of its decision, for neighbouring groups.
	Cards []OutCard `cbor:",omitempty"`

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
	Ballots  []Ballot // those that count, one of each person, or of each household where that has one vote; by person
	Proxied  []Ballot `cbor:",omitempty"` // votes that those cast for others as well, by person; their ids are those of the ballots
	Late     []Ballot // the latest of people that do not count: see [Vote.InTime]
	Unseen   int      // counted by the certificate and not shown here, because their authors were removed since
	Sections []SectionShare
	Closings []Closing // the certificates signed so far; the one that counts first

	Secret     bool           `cbor:",omitempty"`
	Boxed      []ID           `cbor:",omitempty"` // secret, before the certificate: the ballots that would count, sorted; nothing is shown of them
	Paper      *OnPaper       `cbor:",omitempty"` // nil where it takes no papers
	Mine       ID             `cbor:"-"`          // secret: this device's person's ballot; whoever holds their key fills it in, and no digest has it
	box        []Ballot       // what those say
	of         voices         // who shares a vote
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
	Now    []ID  // the ids a newer ballot of this person, or of their household, names in After

	For        []Proxy  `cbor:",omitempty"` // whom it names as well; those it counts for are in [Vote.Proxied]
	Home       string   `cbor:",omitempty"` // the household whose one vote it is, where several could have cast it
	Others     []Person `cbor:",omitempty"` // of that household, who voted too; the last of them counts
	By         Person   `cbor:",omitzero"`  // who cast it for the voter
	Delegation ID       `cbor:",omitzero"`  // by which they did

	Paper int `cbor:",omitempty"` // the number of a paper, of which nobody knows the voter; 0 for a ballot on a device

	Tag ring.Tag `cbor:",omitzero"` // in a secret vote, where Voter and Time are zero: the same for every ballot of one person
}

// voterName names the voter for a count: in a secret vote by nothing but the ballot.
func (b *Ballot) voterName() string {
	if b.Paper > 0 {
		return fmt.Sprintf("paper %d", b.Paper)
	}
	if b.Voter.Zero() {
		return b.ID.String()
	}
	return b.Voter.String()
}

// sameVoice says whether two ballots are for the same one vote: of one person or one household, or in a secret vote of one
// person whoever that is.
func (v *Vote) sameVoice(a, b *Ballot) bool {
	if v.Secret {
		return a.Tag == b.Tag
	}
	return v.of.voice(a.Voter) == v.of.voice(b.Voter)
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
	Part       ID          `cbor:",omitzero"`  // the meeting of the main group that it is the confidential part of

	Adjourned bool     `cbor:",omitempty"` // it goes on with the meeting it follows
	Active    []Person `cbor:",omitempty"` // who was written down as active, by person
	ActiveNow []ID     `cbor:",omitempty"` // what a new list of them names in After
	Roll      []ID     `cbor:",omitempty"` // heads of the roll that its quorum is counted by
}

// Item is one agenda item; its minutes are the shared document of the same id.
type Item struct {
	ID     ID
	Title  string
	Pos    int64
	Author Person
	Now    map[Field][]ID

	Motions []Motion `cbor:",omitempty"` // in order

	Confidential bool `cbor:",omitempty"` // its words are in the officers' own group
	Part         ID   `cbor:",omitzero"`  // in that group: the item of the main group that it is
}

// Attender is what is known of one person and a meeting.
type Attender struct {
	Person Person // zero for someone with no device here
	Name   string // as given, when Person is zero
	As     Attendance
	By     Person
	Now    []ID
	From   ID `cbor:",omitzero"` // the first item they were there for; zero: from the start
	To     ID `cbor:",omitzero"` // and the last; zero: to the end
}
