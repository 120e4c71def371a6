package forum

// Acts: the records of the roll lane. The payload of each is one of these structs in canonical CBOR.

// The kinds of act.
const (
	KindFound   Kind = "found"   // start a group
	KindInvite  Kind = "invite"  // offer membership to whoever holds a secret
	KindRevoke  Kind = "revoke"  // withdraw an invite; Subject is the invite
	KindAdmit   Kind = "admit"   // honour an invite: let its holder in, or put them on the waiting list
	KindApprove Kind = "approve" // let a waiting person in
	KindRole    Kind = "role"    // give or take a role
	KindRemove  Kind = "remove"  // end a membership
	KindRename  Kind = "rename"  // a person says what they are called
	KindCharter Kind = "charter" // change the group's name, aims or rules
	KindDevice  Kind = "device"  // a member's new device
	KindRetire  Kind = "retire"  // a member's own device is lost or given up
	KindAnswer  Kind = "answer"  // agree, object or speak to what has been asked for; Subject is the act that asked for it
	KindUphold  Kind = "uphold"  // approve again what was undone when somebody was removed; Subject is the act
	KindAccept  Kind = "accept"  // show what a removed person wrote after the removal's pins
	KindReadmit Kind = "readmit" // somebody who lost every device is the same person again
	KindRecover Kind = "recover" // members name officers when none is left
)

// Role is what a person may do in a group.
type Role string

// The roles. The founder starts as an officer; the charter will name offices (chair, secretary…) in terms of these.
const (
	RoleOfficer Role = "officer" // may also admit to any role, remove, approve, and change the charter
	RoleMember  Role = "member"  // may propose, discuss, vote, minute, and invite members
	RoleReader  Role = "reader"  // may read
)

// Found is the payload of the founding act.
type Found struct {
	Name    string `cbor:"1,keyasint"`           // of the group
	Secret  []byte `cbor:"2,keyasint"`           // 16 random bytes only members know: they prove knowledge of the group with it
	Person  Person `cbor:"3,keyasint"`           // the founder
	Cert    []byte `cbor:"4,keyasint"`           // the founder's certificate for the signing device
	Called  string `cbor:"5,keyasint"`           // the founder's name
	Aims    string `cbor:"6,keyasint,omitempty"` // what the group is for, Markdown
	Charter []byte `cbor:"7,keyasint,omitempty"` // never used: the rules are in Rules
	Rules   *Rules `cbor:"8,keyasint,omitempty"` // the charter the group starts with
}

// Offer is the payload of an invite act. The act's id is the invite's id.
type Offer struct {
	Key     []byte `cbor:"1,keyasint"` // Ed25519 public key whose secret half is in the invite text
	Role    Role   `cbor:"2,keyasint"`
	Uses    int    `cbor:"3,keyasint"`           // how many people it may let in, 1 to 1000
	Expires int64  `cbor:"4,keyasint"`           // milliseconds since 1970 UTC
	Approve bool   `cbor:"5,keyasint,omitempty"` // an officer must approve each person
	Section string `cbor:"6,keyasint,omitempty"`
}

// Ask is what the holder of an invite says to be let in. It is signed by the invite's key, the person and the device.
// With no invite it is what a member's new device says to be added: then the person's certificate is all it rests on.
type Ask struct {
	Invite ID     `cbor:"1,keyasint"` // the invite act; zero for a member's new device
	Person Person `cbor:"2,keyasint"`
	Device Device `cbor:"3,keyasint"`
	Called string `cbor:"4,keyasint"` // the person's name
	Cert   []byte `cbor:"5,keyasint"` // the person's certificate for the device
	Proof  []byte `cbor:"6,keyasint"` // signature by the invite's key over [Ask.Statement]; empty with no invite
	Time   int64  `cbor:"7,keyasint"` // claimed, milliseconds since 1970 UTC
	Own    []byte `cbor:"8,keyasint"` // signature by the device over [Ask.Statement]: nobody can claim another's device
}

// Revoke is the payload of a revoke act; which invite is in the header's Subject.
type Revoke struct{}

// Admit is the payload of an admit act: the ask, honoured by the member who received it.
type Admit struct {
	Ask Ask `cbor:"1,keyasint"`
}

// Approve is the payload of an approve act.
type Approve struct {
	Person Person `cbor:"1,keyasint"`
}

// Rename is the payload of a rename act: the author's own new name.
type Rename struct {
	Name string `cbor:"1,keyasint"`
}

// Grant is the payload of a role act: these are now all of the person's roles and the section they belong to.
type Grant struct {
	Person  Person `cbor:"1,keyasint"`
	Role    Role   `cbor:"2,keyasint"`
	Section string `cbor:"3,keyasint,omitempty"`
}

// Pin says how far a removed person's device had got when it was removed: later content from it is not shown.
type Pin struct {
	Device Device `cbor:"1,keyasint"`
	Lane   Lane   `cbor:"2,keyasint"`
	Seq    uint64 `cbor:"3,keyasint"`
}

// Remove is the payload of a remove act.
type Remove struct {
	Person Person `cbor:"1,keyasint"`
	Why    string `cbor:"2,keyasint,omitempty"`
	Pins   []Pin  `cbor:"3,keyasint,omitempty"` // what the remover had seen of the person's chains
}

// Charter is the payload of a charter act. An empty field is left as it was; Rules, when given, replace all the rules.
type Charter struct {
	Name         string `cbor:"1,keyasint,omitempty"`
	Aims         string `cbor:"2,keyasint,omitempty"`
	Rules        *Rules `cbor:"3,keyasint,omitempty"`
	keepSections bool   // of a charter file: it says nothing of sections
}

// Link is the payload of a device act. Its ask has no invite.
type Link struct {
	Ask Ask `cbor:"1,keyasint"`
}

// Retire is the payload of a retire act. Only the person whose device it is can make one.
type Retire struct {
	Device Device `cbor:"1,keyasint"`
	Why    string `cbor:"2,keyasint,omitempty"`
	Pins   []Pin  `cbor:"3,keyasint,omitempty"` // what its owner's other device had seen of it: later content is not shown
}

// Stance is what an answer says.
type Stance string

// The stances. Agreeing is what consent is made of; to object or to speak counts as having been heard.
const (
	StanceAgree  Stance = "agree"
	StanceObject Stance = "object"
	StanceSpeak  Stance = "speak" // the words of the person concerned, which travel with the act
)

// Answer is the payload of an answer act.
type Answer struct {
	Stance Stance `cbor:"1,keyasint"`
	Words  string `cbor:"2,keyasint,omitempty"`
}

// Uphold is the payload of an uphold act; what it approves again is in the header's Subject.
type Uphold struct{}

// Accept is the payload of an accept act: content of a removed person's devices is shown up to these pins.
type Accept struct {
	Person Person `cbor:"1,keyasint"`
	Pins   []Pin  `cbor:"2,keyasint"`
}

// Readmit is the payload of a readmit act: New, who waits to be let in, is Person, who lost every device. From then on
// New's key and device are Person's and the old ones are retired.
type Readmit struct {
	Person Person `cbor:"1,keyasint"`
	New    Person `cbor:"2,keyasint"`
	Why    string `cbor:"3,keyasint,omitempty"`
	Pins   []Pin  `cbor:"4,keyasint,omitempty"` // how far the lost devices had got: later content from them is not shown
}

// Recover is the payload of a recover act: these people are officers from now on.
type Recover struct {
	Officers []Person `cbor:"1,keyasint"` // sorted, each once, 1 to 8
}
