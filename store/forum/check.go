package forum

import (
	"slices"

	"moot/store/saying"
)

// LookupState is how far an entry that another refers to has got on this device.
type LookupState int

// The states. All but Missing and Waiting are final, and the same on every device.
const (
	Missing LookupState = iota // not here
	Waiting                    // here, not judged yet
	Refused                    // judged: it may not stand
	Shown                      // judged: it stands. Hiding it after a removal, or erasing its words, changes nothing here
)

// Lookup is what [Check] may ask about entries and rolls. It answers with facts that never change once known.
type Lookup interface {
	// Record gives an entry by its id, with Person filled in. The record is zero when the state is Missing; when it is
	// Waiting, what its header says is there.
	Record(id ID) (Record, LookupState)
	// RollAt gives the roll at heads, or the heads that are not here: [History.At].
	RollAt(heads []ID) (r *Roll, missing []ID)
}

// Check says whether a record of the content lane, or a change, may stand. At is the roll its header cites. The
// verdict comes from the record, that roll, and entries the record names, never from what else has arrived: so every
// device gives the same one. Errors: nil for yes, [*RefusedError] for never, [*WaitError] for not yet.
func Check(r Record, at *Roll, look Lookup) error {
	c := check{r, at, look}
	power, known := contentPowers[r.Kind]
	if !known || r.Body == nil && r.Kind != KindChange {
		return ErrNewer
	}
	if err := c.author(power); err != nil {
		return err
	}
	switch b := r.Body.(type) {
	case *Set:
		return c.set(b)
	case *NewComment:
		return c.comment(b)
	case *OpenVote:
		return c.vote(b)
	case *NewBallot:
		return c.ballot(b)
	case *Certificate:
		return c.close(b)
	case *Attend:
		return c.attend(b)
	case ruled:
		return b.rule(&c)
	case nil:
		return c.change()
	}
	return nil // a new proposal or meeting: that its author may is all there is to it
}

// contentPowers is the power each kind needs of its author. A change, a set and the like need more, depending on
// what they are about.
var contentPowers = map[Kind]Power{
	KindChange:   PowerDiscuss,
	KindProposal: PowerPropose,
	KindSet:      PowerDiscuss,
	KindComment:  PowerDiscuss,
	KindVote:     PowerVote,
	KindBallot:   PowerVote,
	KindClose:    PowerDiscuss,
	KindMeeting:  PowerMinute,
	KindItem:     PowerMinute,
	KindAttend:   PowerDiscuss,
	KindMotion:   PowerMinute,
	KindHands:    PowerMinute,
	KindSign:     PowerMinute,
	KindCalled:   PowerMinute,

	KindTask:        PowerMinute,
	KindTaskUpdate:  PowerDiscuss,
	KindPage:        PowerMinute,
	KindPageSign:    PowerDiscuss,
	KindPageChange:  PowerDiscuss,
	KindNotice:      PowerDiscuss,
	KindNoticeEnd:   PowerDiscuss,
	KindFund:        PowerOffice,
	KindFundLine:    PowerOffice,
	KindFundCorrect: PowerOffice,
	KindGauge:       PowerMinute,
	KindReading:     PowerMinute,

	KindFile:          PowerDiscuss,
	KindFileDrop:      PowerDiscuss,
	KindCloseList:     PowerDiscuss,
	KindPaperCount:    PowerDiscuss,
	KindActive:        PowerMinute,
	KindDelegate:      PowerVote,
	KindDelegateEnd:   PowerDiscuss,
	KindElsewhere:     PowerOffice,
	KindCardKey:       PowerOffice,
	KindCardOut:       PowerOffice,
	KindNeighbour:     PowerPropose,
	KindNeighbourKeys: PowerPropose,
	KindNeighbourMute: PowerOffice,
	KindCard:          PowerPropose,
	KindConfidential:  PowerOffice,
	KindPartOf:        PowerOffice,
	KindElection:      PowerOffice,
	KindNominate:      PowerVote,
	KindStand:         PowerVote,
	KindSlate:         PowerMinute,
	KindElected:       PowerDiscuss,
	KindLeave:         PowerDiscuss,
	KindAdvice:        PowerSign,
	KindAmendment:     PowerPropose,
	KindAdopt:         PowerPropose,
	KindSignOff:       PowerSign,
	KindStatement:     PowerSign,
	KindServes:        PowerPropose,
}

type check struct {
	Record
	at   *Roll
	look Lookup
}

// author checks that the record's device was an active member's, and that the member's role has the power.
func (c *check) author(power Power) error {
	m, ok := c.at.ByDevice(c.Device)
	switch {
	case !ok:
		return refuse("its author is not a member of this group")
	case m.Standing == StandingWaiting:
		return refuse("%s is not a member of this group yet", m.Name)
	case m.Standing == StandingRetired:
		return refuse("%s has given up the device this was written on", m.Name)
	case m.Standing != StandingMember:
		return refuse("%s is not a member of this group any more", m.Name)
	case m.Person != c.Person:
		return forged("it was made on the device of somebody else than it says")
	case !c.can(power) && m.Role == RoleReader:
		return refuse("%s is a reader in this group, and readers only read", m.Name)
	case !c.can(power):
		return refuse("%s may not do that in this group", m.Name)
	}
	return nil
}

func (c *check) can(p Power) bool { return c.at.Can(c.Person, p) }

// about gives the subject, which must stand and be of one of these kinds.
func (c *check) about(what string, kinds ...Kind) (Record, error) {
	return c.named(what, c.Subject, kinds...)
}

func (c *check) named(what string, id ID, kinds ...Kind) (Record, error) {
	r, state := c.look.Record(id)
	switch {
	case id.Zero():
		return r, forged("%s must be about something, and this is about nothing", what)
	case state == Missing:
		return r, &WaitError{For: id}
	case !slices.Contains(kinds, r.Kind):
		return r, forged("%s cannot be about that", what)
	case state == Waiting:
		return r, &WaitError{For: id}
	case state == Refused:
		return r, forged("%s is about something that was itself refused", what)
	}
	return r, nil
}

// mine refuses what only whoever made the thing, or an officer, may do.
func (c *check) mine(thing Record, what saying.Text) error {
	if thing.Person == c.Person || c.can(PowerOffice) {
		return nil
	}
	return refuse("only whoever made it, or an officer, may %s", what)
}

// change: everybody who may propose can improve the wording of a proposal or a page, and everybody who may minute the
// minutes. What was voted on or signed is safe from that: a vote and a signature name the words they are about.
func (c *check) change() error {
	thing, err := c.about("a change of words", KindProposal, KindItem, KindPage, KindAmendment)
	if err != nil {
		return err
	}
	if thing.Kind == KindItem && !c.can(PowerMinute) || thing.Kind != KindItem && !c.can(PowerPropose) {
		return refuse("its author may not write these words")
	}
	return open(thing)
}

var (
	// What a proposal can be set to; a certificate sets the others.
	proposalStates = []string{string(StateDraft), string(StateOpen), string(StateWithdrawn), string(StateDoing), string(StateDone)}
	meetingStates  = []string{MeetingPlanned, MeetingStarted, MeetingEnded}
	// What an amendment can be set to; taking it in sets the other.
	amendmentStates = []string{AmendmentOpen, AmendmentWithdrawn}
)

// fieldsOf says which fields each kind of thing has.
var fieldsOf = map[Kind][]Field{
	KindProposal: {FieldTitle, FieldCost, FieldState},
	KindMeeting:  {FieldTitle, FieldState, FieldAt, FieldPlace},
	KindItem:     {FieldTitle, FieldPos},
	KindGauge:    {FieldReview},

	KindAmendment: {FieldState},
}

// changing says what it is to set each field.
var changing = map[Field]saying.Text{
	FieldTitle: "change its title", FieldCost: "change its cost", FieldState: "change its state", FieldAt: "change its time",
	FieldPlace: "change its place", FieldReview: "change its review",
}

// commented are the kinds of thing that people comment on.
var commented = []Kind{KindProposal, KindMeeting, KindTask, KindPage, KindNotice, KindFund, KindGauge, KindNeighbour, KindElection}

// set: the facts of a thing are its maker's, or an officer's, to change. An agenda belongs to the
// meeting, so whoever may minute may put its items in order and word them.
func (c *check) set(b *Set) error {
	thing, err := c.about("a setting", KindProposal, KindMeeting, KindItem, KindGauge, KindAmendment)
	if err != nil {
		return err
	}
	if !slices.Contains(fieldsOf[thing.Kind], b.Field) {
		return forged("a %s has no %s", thing.Kind, b.Field)
	}
	if b.Field == FieldState && !slices.Contains(statesOf(thing.Kind), b.Text) {
		return forged("a %s cannot be %q", thing.Kind, b.Text)
	}
	if thing.Kind == KindItem {
		if !c.can(PowerMinute) {
			return refuse("its author may not write the agenda")
		}
		if b.Field == FieldTitle {
			return open(thing)
		}
		return nil
	}
	return c.mine(thing, changing[b.Field])
}

func statesOf(k Kind) []string {
	switch k {
	case KindMeeting:
		return meetingStates
	case KindAmendment:
		return amendmentStates
	}
	return proposalStates
}

// comment: a reply must be to a comment in the same conversation, or it would appear out of nowhere.
func (c *check) comment(b *NewComment) error {
	if _, err := c.about("a comment", commented...); err != nil {
		return err
	}
	if b.ReplyTo.Zero() {
		return nil
	}
	to, err := c.named("a reply", b.ReplyTo, KindComment)
	if to.Kind == KindComment && to.Subject != c.Subject {
		return forged("it replies to a comment on something else")
	}
	return err
}

// attend: people answer for themselves; an officer can answer for others, and anybody who may minute can write down
// who came without a device.
func (c *check) attend(b *Attend) error {
	if _, err := c.about("attendance", KindMeeting); err != nil {
		return err
	}
	for _, id := range []ID{b.From, b.To} {
		if id.Zero() {
			continue
		}
		if item, err := c.named("attendance", id, KindItem); err != nil {
			return err
		} else if item.Subject != c.Subject {
			return forged("it names an item of another meeting")
		}
	}
	switch {
	case b.Person == c.Person:
		return nil
	case b.Person.Zero():
		if !c.can(PowerMinute) {
			return refuse("its author may not write down who was there")
		}
		return nil
	case !c.can(PowerOffice):
		return refuse("only an officer may say that somebody else was there or sent apologies")
	}
	if _, ok := c.at.Find(b.Person); !ok {
		return forged("it names somebody who is not in the group")
	}
	return nil
}
