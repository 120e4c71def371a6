package forum

import (
	"cmp"
	"slices"
)

// setting is one setting of a register: a field, a person's ballot, or a person's attendance.
type setting[T any] struct {
	id    ID
	time  int64
	after []ID // the settings its author saw and replaced
	value T
}

// register folds settings, in any order and with any repeats, into what they come to. Those that no other replaces are
// current; more than one when they were made apart. Of these the latest claimed time wins, then the larger id: a clock
// decides only between people who had not seen each other's, and every device decides alike. ok is false when there
// are none.
func register[T any](settings []setting[T]) (winner setting[T], current []ID, ok bool) {
	replaced := make(map[ID]bool, len(settings))
	for _, s := range settings {
		for _, id := range s.after {
			replaced[id] = true
		}
	}
	for _, s := range settings {
		if replaced[s.id] {
			continue
		}
		current = append(current, s.id)
		if !ok || cmp.Or(cmp.Compare(s.time, winner.time), compareIDs(s.id, winner.id)) > 0 {
			winner, ok = s, true
		}
	}
	slices.SortFunc(current, compareIDs)
	return winner, slices.Compact(current), ok
}

// fields folds the set records of one thing. History is every one of them in order of claimed time; now holds the
// current ids of each field that was ever set.
func fields(sets []Record) (last map[Field]Setting, history []Setting, now map[Field][]ID) {
	byField := map[Field][]setting[Setting]{}
	for i := range sets {
		r, b := &sets[i], sets[i].Body.(*Set)
		s := Setting{ID: r.ID, Field: b.Field, Text: b.Text, Number: b.Number, By: r.Person, Time: r.Time}
		history = append(history, s)
		byField[b.Field] = append(byField[b.Field], setting[Setting]{r.ID, r.Time, b.After, s})
	}
	slices.SortFunc(history, func(a, b Setting) int { return byTime(a.Time, b.Time, a.ID, b.ID) })
	last, now = map[Field]Setting{}, map[Field][]ID{}
	for f, settings := range byField {
		w, current, _ := register(settings)
		last[f], now[f] = w.value, current
	}
	return last, history, now
}

// CurrentSettings gives the settings of a field that no other replaces, from records in any order: what a new one names in After.
func CurrentSettings(subject ID, f Field, records []Record) []ID {
	_, _, now := fields(ofKind(distinct(records), KindSet, subject))
	return now[f]
}

// byTime is the order things are shown in: by claimed time, then by id.
func byTime(a, b int64, idA, idB ID) int { return cmp.Or(cmp.Compare(a, b), compareIDs(idA, idB)) }

// distinct gives the records without repeats, in order of id, so that a fold can forget how they came.
func distinct(records []Record) []Record {
	rs := slices.Clone(records)
	slices.SortFunc(rs, func(a, b Record) int { return compareIDs(a.ID, b.ID) })
	return slices.CompactFunc(rs, func(a, b Record) bool { return a.ID == b.ID })
}

// ofKind gives the records of one kind about one subject.
func ofKind(rs []Record, k Kind, subject ID) []Record {
	var out []Record
	for _, r := range rs {
		if r.Kind == k && r.Subject == subject && r.Body != nil {
			out = append(out, r)
		}
	}
	return out
}

// made finds the record that made a thing.
func made(rs []Record, id ID) (Record, bool) {
	i, ok := slices.BinarySearchFunc(rs, id, func(r Record, id ID) int { return compareIDs(r.ID, id) })
	if !ok {
		return Record{}, false
	}
	return rs[i], true
}

// Comments gives the comments on a thing, in order, from records in any order.
func Comments(on ID, records []Record) []Comment { return comments(distinct(records), on) }

func comments(rs []Record, subject ID) []Comment {
	var out []Comment
	for _, r := range ofKind(rs, KindComment, subject) {
		b := r.Body.(*NewComment)
		out = append(out, Comment{ID: r.ID, Author: r.Person, Body: b.Body, ReplyTo: b.ReplyTo, Time: r.Time})
	}
	slices.SortFunc(out, func(a, b Comment) int { return byTime(a.Time, b.Time, a.ID, b.ID) })
	return out
}
