package forum

import (
	"slices"
)

// The kinds that a meeting's papers need.
const (
	KindSign   Kind = "sign"   // the minutes of Subject, a meeting, are a true record
	KindCalled Kind = "called" // notice of Subject, a meeting, was given
)

// Sign is the payload of a sign record: an officer says that exactly these words are a true record of the meeting, as
// the person presiding at it or at the next suitable one does (Local Government Act 1972, Schedule 12, paragraph 41).
// It holds the words themselves, so that they can be shown for ever; of an item's text it holds the heads.
type Sign struct {
	Words Words `cbor:"1,keyasint"`
	After []ID  `cbor:"2,keyasint,omitempty"` // the signatures its author saw and replaces
	// Name is what whoever signs is called in the group; empty in signatures from before it was written down.
	Name string `cbor:"3,keyasint,omitempty"`
}

// Words is everything that the minutes of a meeting say, as it stands or as it stood when it was signed.
type Words struct {
	Title    string      `cbor:"1,keyasint"`
	At       int64       `cbor:"2,keyasint"` // ms
	Place    string      `cbor:"3,keyasint,omitempty"`
	Items    []ItemWords `cbor:"4,keyasint,omitempty"`
	Attended []Attended  `cbor:"5,keyasint,omitempty"`
	// Quorum is how many votes had to be present, where people came or went and some item had fewer; 0 elsewhere.
	Quorum int `cbor:"6,keyasint,omitempty"`
}

// ItemWords is one agenda item: its text is its document as it stood at these heads.
type ItemWords struct {
	Item    ID            `cbor:"1,keyasint"`
	Title   string        `cbor:"2,keyasint"`
	Heads   []ID          `cbor:"3,keyasint,omitempty"` // sorted
	Motions []MotionWords `cbor:"4,keyasint,omitempty"`
	Votes   int           `cbor:"5,keyasint,omitempty"` // present for it, where the words say the quorum
}

// Attended is one person who was there or was not.
type Attended struct {
	Who  Who        `cbor:"1,keyasint"`
	As   Attendance `cbor:"2,keyasint"`
	From ID         `cbor:"3,keyasint,omitzero"` // the first item they were there for; zero: from the start
	To   ID         `cbor:"4,keyasint,omitzero"` // and the last; zero: to the end
}

// Moved says whether somebody came late or left early.
func (a *Attended) Moved() bool { return a.As == Present && !(a.From.Zero() && a.To.Zero()) }

// MotionWords is one motion with what became of it.
type MotionWords struct {
	Motion   ID      `cbor:"1,keyasint"`
	Text     string  `cbor:"2,keyasint"`
	Mover    Who     `cbor:"3,keyasint"`
	Seconder Who     `cbor:"4,keyasint,omitzero"`
	Outcome  Outcome `cbor:"5,keyasint,omitempty"` // empty: undecided
	For      int64   `cbor:"6,keyasint,omitempty"`
	Against  int64   `cbor:"7,keyasint,omitempty"`
	Abstain  int64   `cbor:"8,keyasint,omitempty"`
	Casting  Choice  `cbor:"9,keyasint,omitempty"`
}

// Called is the payload of a called record: what the notice said. The record's own time is when notice was given.
type Called struct {
	At    int64  `cbor:"1,keyasint"` // ms
	Place string `cbor:"2,keyasint,omitempty"`
}

// Summons is one notice of a meeting, as people see it.
type Summons struct {
	ID    ID
	By    Person
	Time  int64  // when it was given: claimed, ms
	At    int64  // the time it gave for the meeting, ms
	Place string // the place it gave
}

// Signature is one signing of a meeting's minutes.
type Signature struct {
	ID    ID
	By    Person
	Name  string `cbor:",omitempty"` // of whoever signed, as it was then; empty where the signature does not say it
	Time  int64  // claimed, ms
	Words Words
}

// MinutesState is how far the minutes of a meeting have got.
type MinutesState string

// The states. Minutes are a draft until they are signed.
const (
	MinutesDraft     MinutesState = "draft"
	MinutesSigned    MinutesState = "signed"    // exactly as they stand
	MinutesCorrected MinutesState = "corrected" // signed, but as they stand they are other words than those signed
)

// Limits of a signature.
const (
	maxSignedItems   = 500
	maxSignedPeople  = 2000
	maxSignedMotions = 200 // under one item
)

// Words gives what the minutes say now. Name gives the name of a person of the group, and heads the heads of an item's
// text, in any order. Quorum is that of the meeting ([Meeting.Quorum]); nil for none.
func (m *Meeting) Words(name func(Person) string, heads func(item ID) []ID, quorum *Quorate) Words {
	called := func(w Who) Who {
		if !w.Person.Zero() {
			w.Name = name(w.Person)
		}
		return w
	}
	w := Words{Title: m.Title, At: m.At, Place: m.Place}
	for i := range m.Agenda {
		item := &m.Agenda[i]
		at := slices.Clone(heads(item.ID))
		slices.SortFunc(at, compareIDs)
		words := ItemWords{Item: item.ID, Title: item.Title, Heads: at}
		for j := range item.Motions {
			if motion, shown := item.Motions[j].words(called); shown {
				words.Motions = append(words.Motions, motion)
			}
		}
		w.Items = append(w.Items, words)
	}
	at := func(item ID) ID { // where the agenda has lost it, nobody came or went at it: [Meeting.There]
		if slices.ContainsFunc(w.Items, func(i ItemWords) bool { return i.Item == item }) {
			return item
		}
		return ID{}
	}
	for _, a := range m.Attended {
		w.Attended = append(w.Attended, Attended{called(Who{a.Person, a.Name}), a.As, at(a.From), at(a.To)})
	}
	w.count(quorum)
	return w
}

// count writes down how many votes were present for each item, where people came or went and some had fewer than the quorum.
func (w *Words) count(q *Quorate) {
	if q == nil || q.Lost() == 0 || len(q.Items) != len(w.Items) || !w.Moved() {
		return
	}
	w.Quorum = q.Need
	for i, votes := range q.Items {
		w.Items[i].Votes = votes
	}
}

// Moved says whether anybody came late or left early.
func (w *Words) Moved() bool {
	return slices.ContainsFunc(w.Attended, func(a Attended) bool { return a.Moved() })
}

// words gives a motion as the minutes have it; shown is false for one that was struck.
func (m *Motion) words(called func(Who) Who) (w MotionWords, shown bool) {
	h := &m.Hands
	return MotionWords{Motion: m.ID, Text: m.Text, Mover: called(m.Mover), Seconder: called(m.Seconder), Outcome: h.Outcome,
		For: h.For, Against: h.Against, Abstain: h.Abstain, Casting: h.Casting}, h.Outcome != Struck
}

// Digest is one value for all of the words: equal exactly when the minutes say the same. What people of the group are
// called is left out: a person is known by the key, and may take another name without changing a record.
func (w Words) Digest() ID {
	w.Attended = slices.Clone(w.Attended)
	for i := range w.Attended {
		w.Attended[i].Who = w.Attended[i].Who.bare()
	}
	w.Items = slices.Clone(w.Items)
	for i := range w.Items {
		ms := slices.Clone(w.Items[i].Motions)
		for j := range ms {
			ms[j].Mover, ms[j].Seconder = ms[j].Mover.bare(), ms[j].Seconder.bare()
		}
		w.Items[i].Motions = ms
	}
	return ViewDigest(w)
}

func (w Who) bare() Who {
	if !w.Person.Zero() {
		w.Name = ""
	}
	return w
}

// MinutesState compares the words as they stand now with those that were signed.
func (m *Meeting) MinutesState(now Words) MinutesState {
	switch {
	case m.Signed.ID.Zero():
		return MinutesDraft
	case m.Signed.Words.Digest() == now.Digest():
		return MinutesSigned
	}
	return MinutesCorrected
}

func (s *Sign) check() error {
	w := &s.Words
	switch {
	case len(s.After) > MaxIDs:
		return bad("it replaces %d signatures; the most is %d", len(s.After), MaxIDs)
	case len(w.Items) == 0:
		return bad("it signs minutes that have no items")
	case len(w.Items) > maxSignedItems:
		return bad("it signs %d items; the most is %d", len(w.Items), maxSignedItems)
	case len(w.Attended) > maxSignedPeople:
		return bad("it signs for %d people; the most is %d", len(w.Attended), maxSignedPeople)
	}
	seen := map[ID]bool{}
	for i := range w.Items {
		if err := w.Items[i].check(w.Quorum); err != nil {
			return err
		}
		if seen[w.Items[i].Item] {
			return bad("it signs an item twice")
		}
		seen[w.Items[i].Item] = true
	}
	for _, a := range w.Attended {
		switch moved := a.Moved(); {
		case !moved && !(a.From.Zero() && a.To.Zero()):
			return bad("only somebody present comes or goes at an item")
		case moved && !(a.From.Zero() || seen[a.From]) || moved && !(a.To.Zero() || seen[a.To]):
			return bad("it signs that somebody came or went at an item that it does not sign")
		}
		err := first(line("a name", a.Who.Name, MaxName),
			known("kind of attendance", string(a.As), string(Present), string(Apologies), string(Absent)))
		if err != nil {
			return err
		}
	}
	return first(line("a title", w.Title, MaxTitle), within("a time", w.At, 0, MaxTime), optional("a place", w.Place, MaxTitle),
		optional("a name", s.Name, MaxName), within("a quorum", int64(w.Quorum), 0, MaxVoters))
}

func (i *ItemWords) check(quorum int) error {
	if i.Item.Zero() {
		return bad("it signs an item without naming it")
	}
	if quorum == 0 && i.Votes != 0 {
		return bad("it signs how many votes were present, and not how many had to be")
	}
	if len(i.Motions) > maxSignedMotions {
		return bad("an item has %d motions; the most is %d", len(i.Motions), maxSignedMotions)
	}
	for j := range i.Motions {
		if err := i.Motions[j].check(); err != nil {
			return err
		}
	}
	return first(line("a title", i.Title, MaxTitle), heads("the words signed", i.Heads), within("votes present", int64(i.Votes), 0, MaxVoters))
}

func (m *MotionWords) check() error {
	err := first(text("a motion", m.Text, 1, MaxReason), line("who moves it", m.Mover.Name, MaxName))
	if err == nil && !m.Seconder.Nobody() {
		err = line("who seconds it", m.Seconder.Name, MaxName)
	}
	if err != nil || m.Outcome == "" {
		return err
	}
	if m.Outcome == Struck {
		return bad("a motion that was struck is not part of the minutes")
	}
	h := Hands{Outcome: m.Outcome, For: m.For, Against: m.Against, Abstain: m.Abstain, Casting: m.Casting}
	return h.check()
}

func (n *Called) check() error {
	return first(within("a time", n.At, 0, MaxTime), optional("a place", n.Place, MaxTitle))
}

// rule: an officer signs, for items of this meeting, and calls everybody by the name they had in the group. That the
// words are the meeting's own is not asked here: people correct them at any time, and everybody is shown whether they
// still are those that were signed.
func (s *Sign) rule(c *check) error {
	if !c.can(PowerOffice) {
		return refuse("only an officer may sign the minutes")
	}
	if _, err := c.about("a signature", KindMeeting); err != nil {
		return err
	}
	for i := range s.Words.Items {
		item, err := c.named("a signature", s.Words.Items[i].Item, KindItem)
		if err != nil {
			return err
		}
		if item.Subject != c.Subject {
			return forged("it signs an item of another meeting")
		}
	}
	return c.called(s)
}

// called refuses a signature that calls somebody in the group by another name.
func (c *check) called(s *Sign) error {
	var named []Who
	if s.Name != "" {
		named = append(named, Who{c.Person, s.Name})
	}
	for _, a := range s.Words.Attended {
		named = append(named, a.Who)
	}
	for i := range s.Words.Items {
		for _, m := range s.Words.Items[i].Motions {
			named = append(named, m.Mover, m.Seconder)
		}
	}
	for _, w := range named {
		if m, ok := c.at.Find(w.Person); !w.Person.Zero() && (!ok || m.Name != w.Name) {
			return forged("it calls somebody by a name that is not theirs in the group")
		}
	}
	return nil
}

func (n *Called) rule(c *check) error {
	_, err := c.about("a notice", KindMeeting)
	return err
}

// signatures folds every signing of a meeting's minutes, in order; last is the one that counts.
func signatures(rs []Record) (all []Signature, last Signature, now []ID) {
	var settings []setting[Signature]
	for _, r := range rs {
		b := r.Body.(*Sign)
		s := Signature{ID: r.ID, By: r.Person, Name: b.Name, Time: r.Time, Words: b.Words}
		all = append(all, s)
		settings = append(settings, setting[Signature]{r.ID, r.Time, b.After, s})
	}
	slices.SortFunc(all, func(a, b Signature) int { return byTime(a.Time, b.Time, a.ID, b.ID) })
	if w, current, ok := register(settings); ok {
		last, now = w.value, current
	}
	return all, last, now
}

// NoticeStands says whether the last notice that was given of the meeting is of the time and the place that it has.
func (m *Meeting) NoticeStands() bool {
	if len(m.Notices) == 0 {
		return false
	}
	last := &m.Notices[len(m.Notices)-1]
	return last.At == m.At && last.Place == m.Place
}

func summonses(rs []Record) []Summons {
	var out []Summons
	for _, r := range rs {
		b := r.Body.(*Called)
		out = append(out, Summons{ID: r.ID, By: r.Person, Time: r.Time, At: b.At, Place: b.Place})
	}
	slices.SortFunc(out, func(a, b Summons) int { return byTime(a.Time, b.Time, a.ID, b.ID) })
	return out
}
