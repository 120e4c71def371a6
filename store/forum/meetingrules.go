package forum

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/BurntSushi/toml"

	"moot/store/saying"
)

// MeetingRules are what a charter says of meetings.
type MeetingRules struct {
	Quorum Quorum `cbor:"1,keyasint,omitzero"`
	// Active: the quorum's share is of the members who attended a meeting or voted in so many months before; 0: of all.
	Active    int    `cbor:"2,keyasint,omitempty"`
	Adjourned Quorum `cbor:"3,keyasint,omitzero"`  // of a meeting that goes on with an adjourned one; as Quorum when left out
	Notice    int    `cbor:"4,keyasint,omitempty"` // clear days: [ClearDays]
	Nation    Nation `cbor:"5,keyasint,omitempty"` // whose bank holidays; [EnglandWales] when left out
}

const maxMonths = 60

func (m *MeetingRules) check() error {
	if m == nil {
		return nil
	}
	return first(
		m.Quorum.check(), m.Adjourned.check(),
		within("the months that somebody stays active", int64(m.Active), 0, maxMonths),
		within("the clear days of notice", int64(m.Notice), 0, maxNotice),
		known("nation", string(m.Nation), "", string(EnglandWales), string(Scotland), string(NorthernIreland)),
	)
}

// Holidays says whose bank holidays are left out of clear days.
func (m *MeetingRules) Holidays() Nation {
	if m == nil {
		return EnglandWales
	}
	return cmp.Or(m.Nation, EnglandWales)
}

// quorum gives the quorum of a meeting, adjourned or not.
func (m *MeetingRules) quorum(adjourned bool) Quorum {
	if adjourned && m.Adjourned != (Quorum{}) {
		return m.Adjourned
	}
	return m.Quorum
}

// KindActive is the record of who of the group is active, about Subject, a meeting: what its quorum is a share of.
const KindActive Kind = "meeting-active"

// MaxActive is how many active members one record can name.
const MaxActive = 800

// ActiveMembers is the payload of a meeting-active record. Each of its people is there for an entry that shows it: a
// ballot, or a note that they were present. So every device can tell that they belong there, and anybody who misses
// somebody can show it and replace the record.
type ActiveMembers struct {
	Seen  []Seen `cbor:"1,keyasint,omitempty"` // by person
	After []ID   `cbor:"2,keyasint,omitempty"` // the records its author saw and replaces
}

// Seen is one entry by which somebody is active.
type Seen struct {
	Person Person `cbor:"1,keyasint"`
	Entry  ID     `cbor:"2,keyasint"`
}

func (a *ActiveMembers) check() error {
	if len(a.Seen) > MaxActive || len(a.After) > MaxIDs {
		return bad("it names more than %d active members, or replaces more than %d records", MaxActive, MaxIDs)
	}
	for i := range a.Seen {
		if a.Seen[i].Person.Zero() || a.Seen[i].Entry.Zero() || i > 0 && comparePersons(a.Seen[i-1].Person, a.Seen[i].Person) >= 0 {
			return bad("the active members it names are not sorted, or one is there twice")
		}
	}
	return nil
}

// ActiveSince gives from when on somebody must have taken part to be active at a time (ms): so many calendar months
// before, in UTC.
func (m *MeetingRules) ActiveSince(at int64) int64 {
	return time.UnixMilli(at).UTC().AddDate(0, -m.Active, 0).UnixMilli()
}

// rule: everybody it names has a vote, and took part when it says, by an entry of their own or one that says so.
func (a *ActiveMembers) rule(c *check) error {
	if _, err := c.about("a list of active members", KindMeeting); err != nil {
		return err
	}
	m := c.at.Rules.Meeting
	if m == nil || m.Active == 0 {
		return forged("the charter's quorum is not a share of the active members")
	}
	since := m.ActiveSince(c.Time)
	for i := range a.Seen {
		s := &a.Seen[i]
		r, err := c.named("a list of active members", s.Entry, KindBallot, KindAttend)
		if err != nil {
			return err
		}
		who := r.Person
		if b, ok := r.Body.(*Attend); ok {
			if who = b.Person; b.As != Present {
				return forged("it takes somebody for active who was not present")
			}
		}
		switch {
		case who != s.Person:
			return forged("it takes somebody for active by what another did")
		case !c.at.Votes(who):
			return forged("it takes somebody for active who has no vote")
		case r.Time < since || r.Time > c.Time:
			return forged("it takes somebody for active by what was not in the last %d months", m.Active)
		}
	}
	return nil
}

// activeList folds the lists of active members of a meeting: the last one counts.
func activeList(rs []Record) (people []Person, now []ID) {
	var said []setting[*ActiveMembers]
	for _, r := range rs {
		b := r.Body.(*ActiveMembers)
		said = append(said, setting[*ActiveMembers]{r.ID, r.Time, b.After, b})
	}
	w, now, ok := register(said)
	if !ok {
		return nil, nil
	}
	for i := range w.value.Seen {
		people = append(people, w.value.Seen[i].Person)
	}
	return people, now
}

// Quorate is how the quorum of a meeting stands, item by item.
type Quorate struct {
	Need  int   `cbor:"1,keyasint"`
	Of    int   `cbor:"2,keyasint"`           // votes that the share is of
	Share bool  `cbor:"3,keyasint,omitempty"` // of those who are active
	Items []int `cbor:"4,keyasint,omitempty"` // votes present at each item of the agenda; where it has none, one number for the whole meeting
	Homes bool  `cbor:"5,keyasint,omitempty"` // counted in households
}

// Lost gives the first item, from 1, at which the meeting was not quorate; 0 when it was throughout.
func (q *Quorate) Lost() int {
	for i, n := range q.Items {
		if n < q.Need {
			return i + 1
		}
	}
	return 0
}

// Sentence says in plain words what the quorum takes.
func (q *Quorate) Sentence() *saying.Sentence {
	text := saying.Text("%d must be present, of %d members with a vote")
	switch {
	case q.Homes && q.Share:
		text = "%d must be present, of %d active households with a vote"
	case q.Homes:
		text = "%d must be present, of %d households with a vote"
	case q.Share:
		text = "%d must be present, of %d active members with a vote"
	}
	return saying.New(text, q.Need, q.Of)
}

// Warning says since when the meeting has not been quorate; nil when it was throughout.
func (q *Quorate) Warning() *saying.Sentence {
	at := q.Lost()
	if at == 0 {
		return nil
	}
	there, back := q.Items[at-1], at+slices.IndexFunc(q.Items[at-1:], func(n int) bool { return n >= q.Need })
	switch found := back >= at; {
	case at == 1 && found:
		return saying.New("not quorate from the start, until item %d (%d present, and %d must be)", back, there, q.Need)
	case at == 1:
		return saying.New("not quorate from the start (%d present, and %d must be)", there, q.Need)
	case found:
		return saying.New("not quorate since item %d, until item %d (%d present, and %d must be)", at, back, there, q.Need)
	}
	return saying.New("not quorate since item %d (%d present, and %d must be)", at, there, q.Need)
}

// Quorum counts who was present at each item of the agenda against what the charter asks for, by the roll that the
// meeting stands on: [Meeting.Roll]. It is nil when the charter asks for nothing. Only people with a vote count, or their households.
func (m *Meeting) Quorum(at *Roll) *Quorate {
	rules := at.Rules.Meeting
	if rules == nil || rules.quorum(m.Adjourned) == (Quorum{}) {
		return nil
	}
	of := voicesOf(at.homes())
	q := &Quorate{Of: at.Eligible(), Share: rules.Active > 0, Homes: at.Rules.ByHousehold()}
	if q.Share {
		q.Of = 0
		counted := map[Person]bool{}
		for _, p := range m.Active {
			if at.Votes(p) && !counted[of.voice(p)] {
				counted[of.voice(p)] = true
				q.Of++
			}
		}
	}
	q.Need = max(1, rules.quorum(m.Adjourned).Need(q.Of))
	for i := range max(1, len(m.Agenda)) {
		there := map[Person]bool{}
		for j := range m.Attended {
			if a := &m.Attended[j]; at.Votes(a.Person) && m.There(a, i) {
				there[of.voice(a.Person)] = true
			}
		}
		q.Items = append(q.Items, len(there))
	}
	return q
}

// There says whether somebody was present at an item, counted from 0. Where the agenda has lost the item that they came
// or went at, they were there from the start, or to the end.
func (m *Meeting) There(a *Attender, item int) bool {
	if a.As != Present {
		return false
	}
	place := func(id ID, otherwise int) int {
		if i := slices.IndexFunc(m.Agenda, func(x Item) bool { return x.ID == id }); i >= 0 && !id.Zero() {
			return i
		}
		return otherwise
	}
	return place(a.From, 0) <= item && item <= place(a.To, len(m.Agenda))
}

// standsOn gives the roll that a meeting stands on: that cited by whoever first said that it had started, else by
// whoever called it.
func standsOn(meeting Record, sets []Record) []ID {
	var first *Record
	for i := range sets {
		b := sets[i].Body.(*Set)
		if b.Field == FieldState && b.Text == MeetingStarted && (first == nil || byTime(sets[i].Time, first.Time, sets[i].ID, first.ID) < 0) {
			first = &sets[i]
		}
	}
	if first == nil {
		return meeting.Roll
	}
	return first.Roll
}

const meetingHelp = `
# Meetings:
#   [meeting]
#   quorum = "1/3, at least 3"   how many with a vote must be present
#   active = 12                  the share is of those who attended or voted in so many months before; 0 for all members
#   adjourned = "2"              the quorum when an adjourned meeting goes on; as quorum when left out
#   notice = 14                  clear days
#   holidays = "scotland"        or "england-and-wales", "northern-ireland"
`

const meetingExample = "[meeting]"

// meeting reads the table of meetings.
func (f charterFile) meeting(c *Charter) func(toml.Primitive) error {
	return func(p toml.Primitive) error {
		inner, err := f.tables(p, meetingExample)
		if err != nil {
			return err
		}
		if c.Rules == nil {
			c.Rules, c.keepSections = &Rules{}, true
		}
		m := &MeetingRules{}
		c.Rules.Meeting = m
		return f.table(inner, "meeting", keys{
			"quorum":    f.text(func(s string) (err error) { m.Quorum, err = ParseQuorum(s); return err }),
			"adjourned": f.text(func(s string) (err error) { m.Adjourned, err = ParseQuorum(s); return err }),
			"active":    f.number(&m.Active, 0, maxMonths, "it"),
			"notice":    f.number(&m.Notice, 0, maxNotice, "it"),
			"holidays": f.text(func(s string) error {
				m.Nation = Nation(s)
				return explained(m.check())
			}),
		})
	}
}

func formatMeeting(b *bytes.Buffer, m *MeetingRules) {
	b.WriteString(meetingHelp)
	if m == nil {
		return
	}
	b.WriteString("[meeting]\n")
	if m.Quorum != (Quorum{}) {
		fmt.Fprintf(b, "quorum = %s\n", quotedTOML(m.Quorum.String()))
	}
	if m.Active > 0 {
		fmt.Fprintf(b, "active = %d\n", m.Active)
	}
	if m.Adjourned != (Quorum{}) {
		fmt.Fprintf(b, "adjourned = %s\n", quotedTOML(m.Adjourned.String()))
	}
	if m.Notice > 0 {
		fmt.Fprintf(b, "notice = %d\n", m.Notice)
	}
	if m.Nation != "" {
		fmt.Fprintf(b, "holidays = %s\n", quotedTOML(string(m.Nation)))
	}
}
