package forum

import (
	"slices"

	"moot/store/count"
	"moot/store/saying"
)

// The kinds of a motion in a meeting.
const (
	KindMotion Kind = "motion" // somebody moves something under Subject, an agenda item
	KindHands  Kind = "hands"  // what became of Subject, a motion, by a show of hands
)

// Who names somebody in minutes: a person of the group, or by name somebody who has no device here.
type Who struct {
	Person Person `cbor:"1,keyasint,omitzero"`
	Name   string `cbor:"2,keyasint,omitempty"` // in a motion, used when Person is zero; in [Words], always there
}

// Nobody says whether this names nobody.
func (w Who) Nobody() bool { return w == Who{} }

// NewMotion is the payload of a motion record.
type NewMotion struct {
	Text     string `cbor:"1,keyasint"` // 1 to 2,000 bytes: the words that are put to the meeting
	Mover    Who    `cbor:"2,keyasint"`
	Seconder Who    `cbor:"3,keyasint,omitzero"` // nobody when the motion had none
}

// Outcome is what became of a motion in a meeting.
type Outcome string

// The outcomes.
const (
	Carried   Outcome = "carried"
	Lost      Outcome = "lost"
	Withdrawn Outcome = "withdrawn"
	Struck    Outcome = "struck" // it was entered by mistake, and the minutes do not show it
)

// Hands is the payload of a hands record: the hands that were shown and what they came to. More for than against
// carries; a tie is lost, unless whoever presides gives a casting vote. Hands that do not come to the outcome are
// refused by every device.
type Hands struct {
	Outcome Outcome `cbor:"1,keyasint"`
	For     int64   `cbor:"2,keyasint,omitempty"`
	Against int64   `cbor:"3,keyasint,omitempty"`
	Abstain int64   `cbor:"4,keyasint,omitempty"`
	Casting Choice  `cbor:"5,keyasint,omitempty"` // how whoever presides decided a tie: yes, no, or empty
	After   []ID    `cbor:"6,keyasint,omitempty"` // the outcomes its author saw and replaces
}

// Motion is one motion in a meeting as people see it.
type Motion struct {
	ID       ID
	Text     string
	Mover    Who
	Seconder Who
	By       Person // who wrote it down
	Time     int64  // claimed, ms
	Hands    Hands  // its outcome is empty while it is undecided
	Now      []ID   // what a new outcome names in After
}

const maxHands = 100_000 // hands in one meeting

func (m *NewMotion) check() error {
	if err := m.Mover.check("who moves it"); err != nil {
		return err
	}
	if !m.Seconder.Nobody() {
		if err := m.Seconder.check("who seconds it"); err != nil {
			return err
		}
		if m.Seconder == m.Mover {
			return bad("nobody can second their own motion")
		}
	}
	return text("a motion", m.Text, 1, MaxReason)
}

func (w *Who) check(what saying.Text) error {
	if w.Person.Zero() {
		return line(what, w.Name, MaxName)
	}
	if w.Name != "" {
		return bad("%s is given both by key and by name", what)
	}
	return nil
}

func (h *Hands) check() error {
	if len(h.After) > MaxIDs {
		return bad("it replaces %d outcomes; the most is %d", len(h.After), MaxIDs)
	}
	err := first(
		known("outcome", string(h.Outcome), string(Carried), string(Lost), string(Withdrawn), string(Struck)),
		known("casting vote", string(h.Casting), "", string(Yes), string(No)),
		within("the hands for", h.For, 0, maxHands),
		within("the hands against", h.Against, 0, maxHands),
		within("the hands abstaining", h.Abstain, 0, maxHands),
	)
	if err != nil {
		return err
	}
	if h.Outcome == Withdrawn || h.Outcome == Struck {
		if h.For+h.Against+h.Abstain > 0 || h.Casting != "" {
			return bad("a motion that is %s has no show of hands", h.Outcome)
		}
		return nil
	}
	return h.counted()
}

// counted holds the outcome to what the hands come to.
func (h *Hands) counted() error {
	want, err := ShowOfHands(int(h.For), int(h.Against), int(h.Abstain), h.Casting)
	if err != nil {
		return err
	}
	if h.Outcome != want {
		return bad("%d for and %d against is %s, and not %s", h.For, h.Against, want, h.Outcome)
	}
	return nil
}

// ShowOfHands counts by simple majority: more for than against carries, and a tie is lost unless whoever presides gives
// a casting vote. Errors are [*BadEntryError]: when nobody voted for or against, and for a casting vote without a tie.
func ShowOfHands(yes, no, abstain int, casting Choice) (Outcome, error) {
	rule, cast := count.Simple, 0
	if yes+no == 0 {
		return "", bad("say how many hands were for and how many against")
	}
	if casting != "" {
		if yes != no {
			return "", bad("a casting vote is given only when as many are for as against")
		}
		rule.Casting, cast = true, 1
		if casting == No {
			cast = -1
		}
	}
	if rule.Judge(count.Totals{Yes: yes, No: no, Abstain: abstain, Cast: cast}) == count.WouldPass {
		return Carried, nil
	}
	return Lost, nil
}

// rule: whoever may minute writes down what was moved, by people of the group or others.
func (m *NewMotion) rule(c *check) error {
	item, err := c.about("a motion", KindItem)
	if err == nil {
		err = open(item)
	}
	if err != nil {
		return err
	}
	for _, w := range []Who{m.Mover, m.Seconder} {
		if _, ok := c.at.Find(w.Person); !w.Person.Zero() && !ok {
			return forged("it names somebody who is not in the group")
		}
	}
	return nil
}

func (h *Hands) rule(c *check) error {
	_, err := c.about("a show of hands", KindMotion)
	return err
}

// motions folds the motions under an agenda item, in the order they were written down.
func motions(item ID, rs []Record) []Motion {
	var out []Motion
	for _, r := range ofKind(rs, KindMotion, item) {
		b := r.Body.(*NewMotion)
		m := Motion{ID: r.ID, Text: b.Text, Mover: b.Mover, Seconder: b.Seconder, By: r.Person, Time: r.Time}
		var settings []setting[Hands]
		for _, h := range ofKind(rs, KindHands, r.ID) {
			b := h.Body.(*Hands)
			settings = append(settings, setting[Hands]{h.ID, h.Time, b.After, *b})
		}
		if w, current, ok := register(settings); ok {
			m.Hands, m.Now = w.value, current
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Motion) int { return byTime(a.Time, b.Time, a.ID, b.ID) })
	return out
}
