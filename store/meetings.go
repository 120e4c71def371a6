package store

import (
	"context"
	"slices"
	"time"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
	"moot/store/saying"
)

// noteActive writes down who is active as a meeting starts, where the charter's quorum is a share of them: by what is
// here, each with their latest ballot, or note that they were present, of the months before.
func (w *writer) noteActive(meeting forum.ID) error {
	rules := w.g.roll().Rules.Meeting
	if rules == nil || rules.Active == 0 {
		return nil
	}
	m, err := w.meeting(meeting, "only a meeting can be started")
	if err != nil {
		return err
	}
	seen, err := w.active(rules)
	if err != nil {
		return err
	}
	_, err = w.say(meeting, forum.KindActive, forum.ActiveMembers{Seen: seen, After: m.ActiveNow})
	return err
}

// active finds who is active now, by person, with their latest entry that shows it.
func (w *writer) active(rules *forum.MeetingRules) (all []forum.Seen, err error) {
	now := w.s.clock()
	since := rules.ActiveSince(now)
	latest := map[forum.Person]forum.Record{}
	for _, letter := range []byte{cardProposal, cardMeeting} {
		err := w.g.cards(w.txn, letter, func(id forum.ID, c *card) error {
			if c.Updated < since {
				return nil
			}
			records, err := w.g.readAbout(w.txn, id)
			for _, r := range records {
				p, ok := tookPart(&r)
				if was, seen := latest[p]; ok && r.Time >= since && r.Time <= now && w.g.roll().Votes(p) && (!seen || r.Time > was.Time) {
					latest[p] = r
				}
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for p, r := range latest {
		all = append(all, forum.Seen{Person: p, Entry: r.ID})
	}
	slices.SortFunc(all, func(a, b forum.Seen) int { return slices.Compare(a.Person[:], b.Person[:]) })
	if len(all) > forum.MaxActive {
		return nil, refuseEnglish(CodeRefused, "%d members are active, and the list of them has room for %d: choose a quorum that is not a share of the active", len(all), forum.MaxActive)
	}
	return all, nil
}

// tookPart says whose taking part a record shows, if it does.
func tookPart(r *forum.Record) (forum.Person, bool) {
	switch b := r.Body.(type) {
	case *forum.NewBallot:
		return r.Person, true
	case *forum.Attend:
		return b.Person, b.As == forum.Present && !b.Person.Zero()
	}
	return forum.Person{}, false
}

// Rearrange changes when a meeting is, where it is, or both; nil leaves one as it is. Only what differs is written. Notice that was
// given stands for the earlier time and place. Errors: *RefusedError, also where nothing differs, or the meeting has ended.
func (s *Store) Rearrange(ctx context.Context, g, meeting forum.ID, at *time.Time, place *string) error {
	return s.do(ctx, g, func(w *writer) error {
		m, err := w.meeting(meeting, "only a meeting has a time and a place to change")
		if err != nil {
			return err
		}
		if m.State == forum.MeetingEnded {
			return refuse(CodeRefused, "this meeting has ended; to change its day or place, open it again first")
		}
		var changes []forum.Set
		if at != nil && msOf(*at) != m.At {
			changes = append(changes, forum.Set{Field: forum.FieldAt, Number: msOf(*at), After: m.Now[forum.FieldAt]})
		}
		if place != nil && *place != m.Place {
			changes = append(changes, forum.Set{Field: forum.FieldPlace, Text: *place, After: m.Now[forum.FieldPlace]})
		}
		if len(changes) == 0 {
			return refuse(CodeRefused, "the meeting is on that day and at that place already")
		}
		for _, c := range changes {
			if _, err := w.say(meeting, forum.KindSet, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// Adjourn ends a meeting and calls another that goes on with its agenda from an item, counted from 0.
func (s *Store) Adjourn(ctx context.Context, g, meeting forum.ID, to time.Time, place string, from int) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		m, err := w.meeting(meeting, "only a meeting can be adjourned")
		if err != nil {
			return err
		}
		switch {
		case m.State == forum.MeetingEnded:
			return refuse(CodeRefused, "this meeting has ended already")
		case from < 0 || from >= len(m.Agenda):
			return refuseEnglish(CodeBadInput, "the agenda has no item %d to go on with", from+1)
		case msOf(to) <= m.At:
			return refuseEnglish(CodeBadInput, "an adjourned meeting goes on after it was called for, and that is before")
		}
		made := forum.NewMeeting{Title: adjournedTitle(m.Title), At: msOf(to), Place: place, Follows: meeting, Adjourned: true}
		if place == "" {
			made.Place = m.Place
		}
		if id, err = w.say(forum.ID{}, forum.KindMeeting, made); err != nil {
			return err
		}
		for i, item := range m.Agenda[from:] {
			if _, err := w.say(id, forum.KindItem, forum.NewItem{Title: item.Title, Pos: int64(i+1) * itemGap}); err != nil {
				return err
			}
		}
		_, err = w.say(meeting, forum.KindSet, forum.Set{Field: forum.FieldState, Text: forum.MeetingEnded, After: m.Now[forum.FieldState]})
		return err
	})
	return id, err
}

// adjournedTitle names the meeting that goes on with an adjourned one; one that is adjourned again keeps the name.
func adjournedTitle(title string) string {
	const mark = ", adjourned"
	runes := []rune(title)
	if len(title) >= len(mark) && title[len(title)-len(mark):] == mark {
		return title
	}
	return string(runes[:min(len(runes), forum.MaxTitle-len(mark))]) + mark
}

// Undealt gives the first item of the agenda, from 0, that an adjourned meeting would go on with: that at which the
// quorum was lost for good, else the first with neither minutes nor a motion after the last that has some.
func (p *MeetingPage) Undealt() int {
	if p.Quorum != nil && len(p.Agenda) > 0 {
		if last := len(p.Quorum.Items) - 1; p.Quorum.Items[last] < p.Quorum.Need {
			for last > 0 && p.Quorum.Items[last-1] < p.Quorum.Need {
				last--
			}
			return last
		}
	}
	for i := len(p.Agenda) - 1; i >= 0; i-- {
		if p.Texts[p.Agenda[i].ID] != "" || len(p.Agenda[i].Motions) > 0 {
			return i + 1
		}
	}
	return 0
}

// Following lists the meetings on this device that follow another, earliest first.
func (s *Store) Following(ctx context.Context, g, meeting forum.ID) (all []MeetingCard, err error) {
	cards, err := s.Meetings(ctx, g)
	if err != nil {
		return nil, err
	}
	one, err := s.group(g)
	if err != nil {
		return nil, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		for _, c := range slices.Backward(cards) { // they are latest first
			k, _, err := one.find(txn, c.ID)
			if err != nil {
				return err
			}
			body, _, err := forum.Decode(k.Kind, k.Payload)
			if made, ok := body.(*forum.NewMeeting); err == nil && ok && made.Follows == meeting {
				all = append(all, c)
			}
		}
		return nil
	})
	return all, err
}

// ClearDays gives how many clear days' notice a meeting has had by the last notice of it, and how many its group's
// charter asks for; ok is false where it asks for none, or no notice has been given of the time and the place that it has.
func (s *Store) ClearDays(g forum.ID, m *forum.Meeting, in *time.Location) (given, asked int, ok bool) {
	one, err := s.group(g)
	if err != nil || !m.NoticeStands() {
		return 0, 0, false
	}
	rules := one.state().roll.Rules.Meeting
	if rules == nil || rules.Notice == 0 {
		return 0, 0, false
	}
	n := m.Notices[len(m.Notices)-1]
	return forum.ClearDays(time.UnixMilli(n.Time).In(in), time.UnixMilli(m.At).In(in), rules.Holidays()), rules.Notice, true
}

// MeetingWarnings says what the charter asks for and a meeting has not got: clear days of notice, and a quorum. Days are
// those of a place on Earth.
func (s *Store) MeetingWarnings(page *MeetingPage, in *time.Location) (all []*saying.Sentence) {
	if given, asked, ok := s.ClearDays(page.Group, &page.Meeting, in); ok && given < asked {
		all = append(all, forum.ShortNotice(given, asked))
	}
	if page.Quorum == nil || page.State == forum.MeetingPlanned {
		return all
	}
	if w := page.Quorum.Warning(); w != nil {
		all = append(all, w)
	}
	return all
}
