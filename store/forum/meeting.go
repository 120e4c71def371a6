package forum

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// The states of a meeting.
const (
	MeetingPlanned = "planned"
	MeetingStarted = "started"
	MeetingEnded   = "ended"
)

// FoldMeeting makes the view of a meeting from records that stand: its own, and those about it and its agenda items,
// in any order and with any repeats. Others among them are passed over. ok is false when the meeting's own record is
// not among them.
func FoldMeeting(id ID, records []Record) (m Meeting, ok bool) {
	rs := distinct(records)
	r, ok := made(rs, id)
	if !ok {
		return Meeting{}, false
	}
	b, ok := r.Body.(*NewMeeting)
	if !ok {
		return Meeting{}, false
	}
	m = Meeting{ID: id, Title: b.Title, At: b.At, Place: b.Place, State: MeetingPlanned, Author: r.Person, Made: r.Time, Follows: b.Follows, Adjourned: b.Adjourned}
	m.Comments = comments(rs, id)
	for _, i := range ofKind(rs, KindItem, id) {
		m.Agenda = append(m.Agenda, foldItem(i, rs))
	}
	slices.SortFunc(m.Agenda, func(a, b Item) int { return cmp.Or(cmp.Compare(a.Pos, b.Pos), compareIDs(a.ID, b.ID)) })
	m.Attended = attendance(ofKind(rs, KindAttend, id))
	m.Signatures, m.Signed, m.SignedNow = signatures(ofKind(rs, KindSign, id))
	m.Active, m.ActiveNow = active(ofKind(rs, KindActive, id))
	m.Roll = standsOn(r, ofKind(rs, KindSet, id))
	m.Notices = summonses(ofKind(rs, KindCalled, id))
	var last map[Field]Setting
	last, m.Settings, m.Now = fields(ofKind(rs, KindSet, id))
	for f, s := range last {
		switch f {
		case FieldTitle:
			m.Title = s.Text
		case FieldState:
			m.State = s.Text
		case FieldAt:
			m.At = s.Number
		case FieldPlace:
			m.Place = s.Text
		}
	}
	return m, true
}

func foldItem(r Record, rs []Record) Item {
	b := r.Body.(*NewItem)
	i := Item{ID: r.ID, Title: b.Title, Pos: b.Pos, Author: r.Person, Motions: motions(r.ID, rs)}
	last, _, now := fields(ofKind(rs, KindSet, r.ID))
	i.Now = now
	if s, ok := last[FieldTitle]; ok {
		i.Title = s.Text
	}
	if s, ok := last[FieldPos]; ok {
		i.Pos = s.Number
	}
	return i
}

// attendance folds who was there: for each person, and each name without a device, what was last said of them. Names
// that differ only in case or spaces are one.
func attendance(rs []Record) []Attender {
	type who struct {
		person Person
		name   string
	}
	said := map[who][]setting[Attender]{}
	for _, r := range rs {
		b := r.Body.(*Attend)
		k := who{b.Person, ""}
		if b.Person.Zero() {
			k.name = strings.ToLower(strings.Join(strings.Fields(b.Name), " "))
		}
		a := Attender{Person: b.Person, As: b.As, By: r.Person, From: b.From, To: b.To}
		if b.Person.Zero() {
			a.Name = b.Name
		}
		said[k] = append(said[k], setting[Attender]{r.ID, r.Time, b.After, a})
	}
	var out []Attender
	for _, settings := range said {
		w, current, ok := register(settings)
		if !ok {
			continue
		}
		w.value.Now = current
		out = append(out, w.value)
	}
	slices.SortFunc(out, func(a, b Attender) int {
		return cmp.Or(bytes.Compare(a.Person[:], b.Person[:]), strings.Compare(a.Name, b.Name))
	})
	return out
}
