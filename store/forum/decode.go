package forum

import (
	"bytes"
	"crypto/ed25519"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of payloads. They are part of the format: an entry outside them is refused by every device alike.
const (
	MaxTitle   = 200       // characters in a title or a place
	MaxName    = 80        // characters in the name of a person, group or section
	MaxText    = 20_000    // bytes in a comment, or in a group's aims
	MaxReason  = 2_000     // bytes in the reason for a ballot or a removal
	MaxIDs     = 64        // ids in a list of heads or of settings replaced
	MaxUses    = 1000      // people one invite may let in
	MaxPins    = 1024      // chains one removal may pin
	MaxNumber  = 1<<53 - 1 // any number: what JSON can carry exactly
	SecretSize = 16        // bytes in a group's secret and in an invite's seed
	maxGrace   = 366 * 24 * 3600 * 1000
	maxNamed   = 8   // officers one recovery names
	maxParts   = 32  // sections a charter may have
	maxNotice  = 366 // days a section may be given to be heard
)

// reader turns a payload into its struct, refusing what is outside the limits.
type reader func(payload []byte) (any, error)

// reads makes the reader of one payload struct.
func reads[T any](check func(*T) error) reader {
	return func(payload []byte) (any, error) {
		v := new(T)
		if err := decode(payload, v); err != nil {
			return nil, bad("what it says cannot be read")
		}
		return v, check(v)
	}
}

// readers has one row for each kind that carries a struct. Keys that a struct does not know are passed over: a newer
// version may have added them.
var readers = map[Kind]reader{
	KindFound:   reads((*Found).check),
	KindInvite:  reads((*Offer).check),
	KindRevoke:  reads(func(*Revoke) error { return nil }),
	KindAdmit:   reads((*Admit).check),
	KindApprove: reads(func(a *Approve) error { return person(a.Person) }),
	KindRole:    reads((*Grant).check),
	KindRemove:  reads((*Remove).check),
	KindRename:  reads(func(r *Rename) error { return line("a name", r.Name, MaxName) }),
	KindCharter: reads((*Charter).check),
	KindDevice:  reads((*Link).check),
	KindRetire:  reads((*Retire).check),
	KindAnswer:  reads((*Answer).check),
	KindUphold:  reads(func(*Uphold) error { return nil }),
	KindAccept:  reads((*Accept).check),
	KindReadmit: reads((*Readmit).check),
	KindRecover: reads((*Recover).check),
	KindHouse:   reads((*House).check),

	KindProposal: reads((*NewProposal).check),
	KindSet:      reads((*Set).check),
	KindComment:  reads(func(c *NewComment) error { return text("a comment", c.Body, 1, MaxText) }),
	KindVote:     reads((*OpenVote).check),
	KindBallot:   reads((*NewBallot).check),
	KindClose:    reads((*Certificate).check),
	KindMeeting:  reads((*NewMeeting).check),
	KindItem:     reads((*NewItem).check),
	KindAttend:   reads((*Attend).check),
	KindMotion:   reads((*NewMotion).check),
	KindHands:    reads((*Hands).check),
	KindSign:     reads((*Sign).check),
	KindCalled:   reads((*Called).check),

	KindTask:        reads((*NewTask).check),
	KindTaskUpdate:  reads((*TaskUpdate).check),
	KindPage:        reads((*NewPage).check),
	KindPageSign:    reads((*PageSign).check),
	KindPageChange:  reads((*PageChange).check),
	KindNotice:      reads((*NewNotice).check),
	KindNoticeEnd:   reads((*EndNotice).check),
	KindFund:        reads((*NewFund).check),
	KindFundLine:    reads((*NewLine).check),
	KindFundCorrect: reads((*CorrectLine).check),
	KindGauge:       reads((*NewGauge).check),
	KindReading:     reads((*NewReading).check),

	KindFile:          reads((*NewFile).check),
	KindFileDrop:      reads((*DropFile).check),
	KindCloseList:     reads((*CloseList).check),
	KindPaperCount:    reads((*PaperCount).check),
	KindActive:        reads((*ActiveMembers).check),
	KindDelegate:      reads((*NewDelegation).check),
	KindDelegateEnd:   reads(func(*EndDelegation) error { return nil }),
	KindElsewhere:     reads((*Elsewhere).check),
	KindCardKey:       reads((*NewCardKey).check),
	KindCardOut:       reads((*CardOut).check),
	KindNeighbour:     reads((*NewNeighbour).check),
	KindNeighbourKeys: reads((*NeighbourKeys).check),
	KindNeighbourMute: reads((*MuteNeighbour).check),
	KindCard:          reads((*CarriedCard).check),
	KindConfidential:  reads(func(*Confidential) error { return nil }),
	KindPartOf:        reads((*PartOf).check),
	KindElection:      reads((*NewElection).check),
	KindNominate:      reads((*Nominate).check),
	KindStand:         reads((*Stand).check),
	KindSlate:         reads((*Slate).check),
	KindElected:       reads((*Elected).check),
	KindLeave:         reads((*LeaveSeat).check),
	KindAdvice:        reads((*NewAdvice).check),
	KindAmendment:     reads((*NewAmendment).check),
	KindAdopt:         reads((*Adopt).check),
	KindSignOff:       reads((*NewSignOff).check),
	KindStatement:     reads((*NewStatement).check),
	KindServes:        reads((*Serves).check),
}

func decodeBody(k Kind, payload []byte) (body any, ok bool, err error) {
	if k == KindChange {
		return nil, true, nil
	}
	read, ok := readers[k]
	if !ok {
		return nil, false, nil
	}
	if len(payload) > MaxPayload {
		return nil, true, bad("its payload is %d bytes; the most is %d", len(payload), MaxPayload)
	}
	body, err = read(payload)
	if err != nil {
		return nil, true, err
	}
	return body, true, nil
}

func (f *Found) check() error {
	return first(
		line("a group's name", f.Name, MaxName),
		size("the group's secret", f.Secret, SecretSize),
		person(f.Person),
		size("a certificate", f.Cert, ed25519.SignatureSize),
		line("a name", f.Called, MaxName),
		text("a group's aims", f.Aims, 0, MaxText),
		f.Rules.check(),
	)
}

func (o *Offer) check() error {
	return first(
		size("an invite's key", o.Key, ed25519.PublicKeySize),
		role(o.Role),
		within("the number of people an invite lets in", int64(o.Uses), 1, MaxUses),
		within("an invite's last day", o.Expires, 0, MaxTime),
		optional("a section's name", o.Section, MaxName),
	)
}

func (a *Admit) check() error {
	if a.Ask.Invite.Zero() {
		return bad("it names no invite")
	}
	return a.Ask.check()
}

func (l *Link) check() error {
	if !l.Ask.Invite.Zero() {
		return bad("a new device needs no invite, and this one names one")
	}
	return l.Ask.check()
}

func (a *Ask) check() error {
	proof := ed25519.SignatureSize
	if a.Invite.Zero() {
		proof = 0
	}
	if a.Device == (Device{}) {
		return bad("it names no device")
	}
	return first(
		person(a.Person),
		line("a name", a.Called, MaxName),
		size("a certificate", a.Cert, ed25519.SignatureSize),
		size("a proof", a.Proof, proof),
		size("a device's signature", a.Own, ed25519.SignatureSize),
		within("a time", a.Time, 0, MaxTime),
	)
}

func (g *Grant) check() error {
	return first(person(g.Person), role(g.Role), optional("a section's name", g.Section, MaxName))
}

func (r *Remove) check() error {
	return first(person(r.Person), text("a reason", r.Why, 0, MaxReason), pins(r.Pins))
}

func (r *Retire) check() error {
	if r.Device == (Device{}) {
		return bad("it names no device")
	}
	return first(text("a reason", r.Why, 0, MaxReason), pins(r.Pins))
}

func (a *Answer) check() error {
	return first(
		known("stance", string(a.Stance), string(StanceAgree), string(StanceObject), string(StanceSpeak)),
		text("an answer", a.Words, 0, MaxReason),
	)
}

func (a *Accept) check() error { return first(person(a.Person), pins(a.Pins)) }

func (r *Readmit) check() error {
	if r.Person == r.New {
		return bad("it names the same person twice")
	}
	return first(person(r.Person), person(r.New), text("a reason", r.Why, 0, MaxReason), pins(r.Pins))
}

func (r *Recover) check() error {
	if len(r.Officers) < 1 || len(r.Officers) > maxNamed {
		return bad("it must name 1 to %d officers", maxNamed)
	}
	for i, p := range r.Officers {
		if err := person(p); err != nil {
			return err
		}
		if i > 0 && bytes.Compare(r.Officers[i-1][:], p[:]) >= 0 {
			return bad("the officers it names are not sorted")
		}
	}
	return nil
}

func (c *Charter) check() error {
	if c.Name == "" && c.Aims == "" && c.Rules == nil {
		return bad("it changes nothing")
	}
	return first(
		optional("a group's name", c.Name, MaxName),
		text("a group's aims", c.Aims, 0, MaxText),
		c.Rules.check(),
	)
}

func pins(ps []Pin) error {
	if len(ps) > MaxPins {
		return bad("it pins %d chains; the most is %d", len(ps), MaxPins)
	}
	for _, p := range ps {
		if p.Lane > ContentLane || p.Seq > 1<<48 {
			return bad("it pins a chain that cannot be")
		}
	}
	return nil
}

// proposalTypes are the types a proposal may have.
var proposalTypes = []string{"", "ordinary", "special", "page", "budget", "election"}

func (p *NewProposal) check() error {
	return first(
		line("a title", p.Title, MaxTitle),
		within("a cost", p.Cost, 0, MaxNumber),
		known("type of proposal", p.Type, proposalTypes...),
	)
}

func (s *Set) check() error {
	if len(s.After) > MaxIDs {
		return bad("it replaces %d settings; the most is %d", len(s.After), MaxIDs)
	}
	switch s.Field {
	case FieldTitle:
		return line("a title", s.Text, MaxTitle)
	case FieldPlace:
		return optional("a place", s.Text, MaxTitle)
	case FieldState:
		return known("state", s.Text, slices.Concat(proposalStates, meetingStates)...)
	case FieldCost:
		return within("a cost", s.Number, 0, MaxNumber)
	case FieldAt, FieldReview:
		return within("a time", s.Number, 0, MaxTime)
	case FieldPos:
		return within("a place in the agenda", s.Number, -MaxNumber, MaxNumber)
	}
	return bad("there is no field called %q", s.Field)
}

func (m *NewMeeting) check() error {
	return first(
		line("a title", m.Title, MaxTitle),
		within("a time", m.At, 0, MaxTime),
		optional("a place", m.Place, MaxTitle),
	)
}

// rule: an adjourned meeting goes on with one that was called.
func (m *NewMeeting) rule(c *check) error {
	if !m.Adjourned {
		return nil
	}
	_, err := c.named("an adjourned meeting", m.Follows, KindMeeting)
	return err
}

func (i *NewItem) check() error {
	if i.Confidential && i.Title != ConfidentialTitle {
		return bad("a confidential item has no title of its own")
	}
	return first(line("a title", i.Title, MaxTitle), within("a place in the agenda", i.Pos, -MaxNumber, MaxNumber))
}

func (a *Attend) check() error {
	if len(a.After) > MaxIDs {
		return bad("it replaces %d records; the most is %d", len(a.After), MaxIDs)
	}
	if a.Person.Zero() == (a.Name == "") {
		return bad("it must name one person, by key or by name")
	}
	if a.As != Present && !(a.From.Zero() && a.To.Zero()) {
		return bad("only somebody present comes or goes at an item")
	}
	return first(
		optional("a name", a.Name, MaxName),
		known("kind of attendance", string(a.As), string(Present), string(Apologies), string(Absent)),
	)
}

// first gives the first error of several checks.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// line checks text of one line: from 1 to most characters, not all blank, nothing that moves the reader's cursor.
func line(what, s string, most int) error {
	if strings.TrimSpace(s) == "" {
		return bad("%s is empty", what)
	}
	return optional(what, s, most)
}

// optional is line for text that may be left out.
func optional(what, s string, most int) error {
	if n := utf8.RuneCountInString(s); n > most {
		return bad("%s has %d characters; the most is %d", what, n, most)
	}
	if !utf8.ValidString(s) {
		return bad("%s is not readable text", what)
	}
	if strings.ContainsFunc(s, unprintable) {
		return bad("%s has a character in it that cannot be shown", what)
	}
	return nil
}

// unprintable is true of control characters, line breaks of every kind, and the marks that reverse the order of
// letters, with which one name can be made to look like another.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' ||
		(r >= '\u202A' && r <= '\u202E') || (r >= '\u2066' && r <= '\u2069')
}

// text checks text of many lines by its size in bytes.
func text(what, s string, least, most int) error {
	switch {
	case len(s) < least:
		return bad("%s is empty", what)
	case len(s) > most:
		return bad("%s is %d bytes; the most is %d", what, len(s), most)
	case !utf8.ValidString(s):
		return bad("%s is not readable text", what)
	}
	return nil
}

func size(what string, b []byte, want int) error {
	if len(b) != want {
		return bad("%s is %d bytes and not %d", what, len(b), want)
	}
	return nil
}

func within(what string, n, least, most int64) error {
	if n < least || n > most {
		return bad("%s is out of range", what)
	}
	return nil
}

func known(what, s string, choices ...string) error {
	if !slices.Contains(choices, s) {
		return bad("there is no %s called %q", what, s)
	}
	return nil
}

func role(r Role) error {
	return known("role", string(r), string(RoleOfficer), string(RoleMember), string(RoleReader))
}

func person(p Person) error {
	if p.Zero() {
		return bad("it names nobody")
	}
	return nil
}

// heads checks a list of document heads: each once, in order, so that equal lists are equal bytes.
func heads(what string, ids []ID) error {
	if len(ids) > MaxIDs {
		return bad("%s have %d heads; the most is %d", what, len(ids), MaxIDs)
	}
	if !sortedIDs(ids) {
		return bad("the heads of %s are not sorted", what)
	}
	return nil
}

func sortedIDs(ids []ID) bool {
	for i := 1; i < len(ids); i++ {
		if compareIDs(ids[i-1], ids[i]) >= 0 {
			return false
		}
	}
	return true
}

func compareIDs(a, b ID) int { return bytes.Compare(a[:], b[:]) }

// misplaced says whether a kind this build knows stands in the wrong lane. Where a kind of a newer version belongs, this
// build cannot say.
func misplaced(k Kind, l Lane) bool {
	_, record := contentPowers[k]
	_, known := readers[k]
	return record && l != ContentLane || known && !record && l != RollLane
}
