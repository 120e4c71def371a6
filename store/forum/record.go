package forum

// Records: the deeds of the content lane. The payload of each is one of these structs in canonical CBOR.
//
// Short fields (title, cost, state…) are registers: each setting names the settings it replaces (After), so that a
// later one wins by what its author had seen and never by a clock; of settings made apart, the latest claimed time
// wins, then the larger id, and every device picks the same.

// The kinds of content.
const (
	KindChange   Kind = "change"   // Subject is the document; the payload is one Automerge change
	KindProposal Kind = "proposal" // makes a proposal; its wording is the document of the same id
	KindSet      Kind = "set"      // sets one field of Subject
	KindComment  Kind = "comment"  // Subject is a proposal or a meeting
	KindVote     Kind = "vote"     // opens a vote on Subject, a proposal
	KindBallot   Kind = "ballot"   // Subject is the vote
	KindClose    Kind = "close"    // a teller's certificate of Subject, a vote
	KindMeeting  Kind = "meeting"  // makes a meeting
	KindItem     Kind = "item"     // makes an agenda item of Subject, a meeting; its minutes are the document of the same id
	KindAttend   Kind = "attend"   // who was at Subject, a meeting
)

// NewProposal is the payload of a proposal record.
type NewProposal struct {
	Title string `cbor:"1,keyasint"`           // 1 to 200 characters
	Cost  int64  `cbor:"2,keyasint,omitempty"` // in the currency's smallest unit (pence); 0 when none is given
	Type  string `cbor:"3,keyasint,omitempty"` // "ordinary" (the default), "special", "page", "budget", "election"

	Draft bool `cbor:"20,keyasint,omitempty"` // it begins as a draft
}

// Field names one register.
type Field string

// The fields. Each kind of thing has some of them; see [Check].
const (
	FieldTitle Field = "title" // proposal, meeting, item
	FieldCost  Field = "cost"  // proposal: Number, pence
	FieldState Field = "state" // proposal: "draft", "open", "withdrawn", "doing", "done"; amendment: "open", "withdrawn"; meeting: "planned", "started", "ended"
	FieldAt    Field = "at"    // meeting: Number, milliseconds since 1970 UTC
	FieldPlace Field = "place" // meeting
	FieldPos   Field = "pos"   // item: Number, its place in the agenda
)

// Set is the payload of a set record.
type Set struct {
	Field  Field  `cbor:"1,keyasint"`
	Text   string `cbor:"2,keyasint,omitempty"`
	Number int64  `cbor:"3,keyasint,omitempty"`
	After  []ID   `cbor:"4,keyasint,omitempty"` // the settings of this field that the author saw and replaces
}

// NewComment is the payload of a comment record.
type NewComment struct {
	Body    string `cbor:"1,keyasint"`          // Markdown, at most 20,000 bytes
	ReplyTo ID     `cbor:"2,keyasint,omitzero"` // a comment on the same subject, or zero
}

// OpenVote is the payload of a vote record. It freezes what is voted on: title, cost, the wording as document heads, the
// options and the rules, and through the header's roll heads who may vote.
type OpenVote struct {
	Method  string   `cbor:"1,keyasint"`            // [MethodYesNo] and so on
	Wording []ID     `cbor:"2,keyasint"`            // the document's heads, sorted: the exact words voted on
	Closes  int64    `cbor:"3,keyasint,omitempty"`  // deadline, milliseconds since 1970 UTC; 0 when none is set
	Grace   int64    `cbor:"4,keyasint,omitempty"`  // milliseconds allowed for ballots to travel
	Title   string   `cbor:"5,keyasint"`            // the proposal's title as it is voted on
	Cost    int64    `cbor:"6,keyasint,omitempty"`  // and its cost, pence
	Options []Option `cbor:"7,keyasint,omitempty"`  // what to choose from, in a method that has options
	Seats   int      `cbor:"8,keyasint,omitempty"`  // how many options win; 0 is 1
	Most    int64    `cbor:"9,keyasint,omitempty"`  // score: the most points for one option
	Budget  int64    `cbor:"10,keyasint,omitempty"` // budget: what there is to spend, pence
	Terms   *Terms   `cbor:"11,keyasint,omitempty"` // the charter's rules for it; none are [DefaultTerms]
	Tellers []Person `cbor:"12,keyasint,omitempty"` // who may close it, by person; none: any officer, and its opener
	Sign    int      `cbor:"13,keyasint,omitempty"` // how many of those must sign the same certificate; 0 is 1
	After   []ID     `cbor:"14,keyasint,omitempty"` // earlier votes on the proposal that the opener had seen
	Between []Rival  `cbor:"20,keyasint,omitempty"` // the options that are wordings, by option
	Secret  bool     `cbor:"21,keyasint,omitempty"` // ballots lie in a box: [SecretBallot]
	Paper   bool     `cbor:"22,keyasint,omitempty"` // people may vote on paper too: [PaperCount]
}

// Option is one thing to choose.
type Option struct {
	Title string `cbor:"1,keyasint"`
	Cost  int64  `cbor:"2,keyasint,omitempty"` // budget: pence
	// Person is who is to be elected, in a vote on a proposal of the type "election"; zero elsewhere.
	Person Person `cbor:"3,keyasint,omitzero"`
}

// Choice is what a ballot says.
type Choice string

// The choices. Yes in a consent vote is agreement. Abstain can be said in every method. A ballot that chooses among
// options says nothing here.
const (
	Yes     Choice = "yes"
	No      Choice = "no"
	Abstain Choice = "abstain"
	Concern Choice = "concern" // consent: agrees, with a worry that is recorded
	Block   Choice = "block"   // consent: stands in the way
)

// NewBallot is the payload of a ballot record.
type NewBallot struct {
	Voter   Person `cbor:"1,keyasint"` // must be the author: nobody votes for someone else
	Choice  Choice `cbor:"2,keyasint"`
	Wording []ID   `cbor:"3,keyasint"` // the heads of the words the voter read: must be the vote's
	Reason  string `cbor:"4,keyasint,omitempty"`
	After   []ID   `cbor:"5,keyasint,omitempty"` // the earlier ballots of this person, or of their household where that has one vote, which this one replaces
	// Prefs are options, numbered from 0: those approved of, or in the order of preference, or those given points.
	Prefs  []int   `cbor:"6,keyasint,omitempty"`
	Points []int64 `cbor:"7,keyasint,omitempty"` // score: for each of Prefs
	For    []Proxy `cbor:"8,keyasint,omitempty"` // whom it votes for as well, by person
}

// NewMeeting is the payload of a meeting record.
type NewMeeting struct {
	Title string `cbor:"1,keyasint"`
	At    int64  `cbor:"2,keyasint"` // milliseconds since 1970 UTC
	Place string `cbor:"3,keyasint,omitempty"`
	// Follows is the meeting before it, of which it takes the minutes and the matters arising; zero for none.
	// It is a reference for readers: nothing is refused for it.
	Follows ID `cbor:"4,keyasint,omitzero"`
	// Adjourned: it goes on with the meeting it follows, which was adjourned.
	Adjourned bool `cbor:"5,keyasint,omitempty"`
	// Part is, in an officers' own group, the meeting of the main group that it is the confidential part of; zero for none.
	Part ID `cbor:"20,keyasint,omitzero"`
}

// NewItem is the payload of an item record.
type NewItem struct {
	Title string `cbor:"1,keyasint"`
	Pos   int64  `cbor:"2,keyasint"` // items are shown by position, then id; new ones are put 1<<20 apart
	// Confidential says that its words are in the officers' own group: its title is [ConfidentialTitle].
	Confidential bool `cbor:"20,keyasint,omitempty"`
	Part         ID   `cbor:"21,keyasint,omitzero"` // in an officers' own group: the item of the main group that it is
}

// Attendance is what is known of someone and a meeting.
type Attendance string

// The kinds of attendance.
const (
	Present   Attendance = "present"
	Apologies Attendance = "apologies"
	Absent    Attendance = "absent"
)

// Attend is the payload of an attend record. Person is zero for someone who is not in the group or has no device.
type Attend struct {
	Person Person     `cbor:"1,keyasint,omitzero"`
	Name   string     `cbor:"2,keyasint,omitempty"` // used when Person is zero
	As     Attendance `cbor:"3,keyasint"`
	After  []ID       `cbor:"4,keyasint,omitempty"`
	From   ID         `cbor:"5,keyasint,omitzero"` // present: the first item they were there for; zero: from the start
	To     ID         `cbor:"6,keyasint,omitzero"` // and the last; zero: to the end
}

// Record is one statement, ready to be judged and folded.
type Record struct {
	ID      ID
	Subject ID
	Kind    Kind
	Person  Person // who said it: found from Device and the roll cited
	Device  Device
	Lane    Lane
	Seq     uint64
	Time    int64 // claimed, milliseconds since 1970 UTC
	Roll    []ID  // roll heads cited
	Body    any   // a pointer to one of the payload structs; nil for a change or an unknown kind
}

// RecordOf reads an entry into a record, said by this person. Body is nil for a change, for a kind this build does not
// know, and when the payload was erased. Errors are those of [Decode].
func RecordOf(e *Entry, by Person) (Record, error) {
	r := Record{
		ID: e.ID, Subject: e.Subject, Kind: e.Kind, Person: by, Device: e.Device,
		Lane: e.Lane, Seq: e.Seq, Time: e.Time, Roll: e.Roll,
	}
	if e.Payload == nil && e.Size > 0 {
		return r, nil
	}
	body, _, err := Decode(e.Kind, e.Payload)
	r.Body = body
	return r, err
}

// ActOf reads an entry of the roll lane into an act. Errors are those of [Decode].
func ActOf(e *Entry) (Act, error) {
	r, err := RecordOf(e, Person{})
	return Act{Record: r, Prev: e.Prev}, err
}

// Decode reads the payload of a record or act into its struct and checks every limit that needs nothing else (lengths,
// ranges, known choices). It gives a pointer to the struct. For [KindChange] it gives nil: package doc reads those.
// ok is false for a kind this build does not know. Errors are [*BadEntryError] in plain words.
func Decode(k Kind, payload []byte) (body any, ok bool, err error) {
	return decodeBody(k, payload)
}

// Encode gives the canonical payload of a record or act struct (by value or pointer), refusing what [Decode] would refuse.
func Encode(k Kind, body any) ([]byte, error) {
	b, err := encode(body)
	if err != nil {
		return nil, err
	}
	if _, ok, err := Decode(k, b); err != nil || !ok {
		if err == nil {
			err = bad("there is no kind of entry called %q", k)
		}
		return nil, err
	}
	return b, nil
}
