package store

import (
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
)

// tiedRow is what a list shows of an officers' own group.
type tiedRow struct {
	Main forum.ID `cbor:"1,keyasint,omitzero"`
}

func fillTied(_ *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	t, ok := forum.FoldTied(id, records)
	if !ok {
		return nil, errDamaged
	}
	c.Title = "There is a confidential part, which only officers see"
	if !t.Main.Zero() {
		c.Title = "The confidential part of another group"
	}
	return t, c.setRow(tiedRow{t.Main})
}

// OfficersGroup is the confidential part of a group: a group of its officers' own.
type OfficersGroup struct {
	ID      forum.ID       // zero when this device does not belong to it
	Name    string         // of it
	Lacking []forum.Member // officers who are not in it, by the rolls of both groups here
	Surplus []forum.Member // who is in it and is no officer, or not any more
}

// HasConfidential says whether the record of a group says that there is a confidential part.
func (s *Store) HasConfidential(main forum.ID) (bool, error) {
	by, err := s.confiders(main)
	return len(by) > 0, err
}

// confiders gives who wrote that there is a confidential part.
func (s *Store) confiders(main forum.ID) (by []forum.Person, err error) {
	g, err := s.group(main)
	if err != nil {
		return nil, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		return g.cards(txn, cardConfidential, func(_ forum.ID, c *card) error {
			by = append(by, c.Author)
			return nil
		})
	})
	return by, err
}

// OfficersGroup finds the confidential part of a group as far as this device knows it. Errors: *RefusedError.
func (s *Store) OfficersGroup(ctx context.Context, main forum.ID) (o OfficersGroup, err error) {
	g, err := s.group(main)
	if err != nil {
		return o, err
	}
	if o.ID, err = s.officersGroup(main); err != nil || o.ID.Zero() {
		return o, err
	}
	own, err := s.Roll(ctx, o.ID)
	if err != nil {
		return o, err
	}
	o.Name = own.Name
	o.Lacking, o.Surplus = forum.Mismatch(g.state().roll, own)
	return o, nil
}

// officersGroup finds the group on this device that says it is the confidential part of another. Two that say so are one
// too many to choose from: words must not go to the wrong one.
func (s *Store) officersGroup(main forum.ID) (found forum.ID, err error) {
	for _, id := range s.memberOf() {
		of, err := s.partOf(id)
		if err != nil {
			return found, err
		}
		if of != main {
			continue
		}
		if !found.Zero() {
			return found, refuseEnglish(CodeAmbiguous, "you are in two groups that say they are the confidential part of this one: leave the wrong one first")
		}
		found = id
	}
	return found, nil
}

// partOf gives the group that a group is the confidential part of; zero when it is none.
func (s *Store) partOf(id forum.ID) (main forum.ID, err error) {
	g, err := s.group(id)
	if err != nil {
		return main, err
	}
	var first int64
	err = s.db.View(func(txn *badger.Txn) error {
		return rowsOf(txn, g, cardPartOf, func(c *card, r *tiedRow) {
			if main.Zero() || c.Made < first {
				main, first = r.Main, c.Made
			}
		})
	})
	return main, err
}

// rowsOf reads the cards of a noun with what each holds beside the common fields.
func rowsOf[R any](txn *badger.Txn, g *group, letter byte, f func(c *card, row *R)) error {
	return g.cards(txn, letter, func(_ forum.ID, c *card) error {
		var row R
		if cbor.Unmarshal(c.Row, &row) != nil {
			return errDamaged
		}
		f(c, &row)
		return nil
	})
}

// mismatch tells, in an officers' own group, who is missing and who should not be there any more; nothing elsewhere, or
// when the main group is not on this device.
func (s *Store) mismatch(ctx context.Context, in forum.ID) (lacking, surplus []forum.Member, err error) {
	main, err := s.partOf(in)
	if err != nil || main.Zero() {
		return nil, nil, err
	}
	g, err := s.group(main)
	if err != nil || g.state().roll == nil {
		return nil, nil, nil //nolint:nilerr // this device is not in the main group: it cannot tell
	}
	own, err := s.Roll(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	lacking, surplus = forum.Mismatch(g.state().roll, own)
	return lacking, surplus, nil
}

// Confide makes the confidential part of a group, as an officer: a group of its own, of which the main group's record says
// only that there is one. Officers are invited to it like anybody to any group. When there is one here, that is given.
// Errors: *RefusedError.
func (s *Store) Confide(ctx context.Context, main forum.ID) (OfficersGroup, error) {
	o, err := s.OfficersGroup(ctx, main)
	if err != nil || !o.ID.Zero() {
		return o, err
	}
	by, err := s.confiders(main)
	if err != nil {
		return o, err
	}
	me, _ := s.MeIn(main)
	switch {
	case !officer(me):
		return o, refuseEnglish(CodeRefused, "only an officer can make the confidential part of a group")
	case len(by) > 0 && !slices.Contains(by, me.Person):
		return o, refuseEnglish(CodeRefused, "there is a confidential part already: ask an officer for an invite to it")
	}
	g, err := s.group(main)
	if err != nil {
		return o, err
	}
	if len(by) == 0 {
		if _, err := s.act(ctx, main, forum.ID{}, forum.KindConfidential, forum.Confidential{}); err != nil {
			return o, err
		}
	}
	id, err := s.CreateGroup(ctx, forum.Charter{Name: officersName(g.state().roll.Name)})
	if err != nil {
		return o, err
	}
	if _, err := s.act(ctx, id, forum.ID{}, forum.KindPartOf, forum.PartOf{Main: main}); err != nil {
		return o, err
	}
	return s.OfficersGroup(ctx, main)
}

// officersName calls the officers' own group after the main one, within the length that a name may have.
func officersName(main string) string {
	const end = ": officers"
	return shortened(main, forum.MaxName-len(end)) + end
}

// confidentialEnd is what the meeting of the officers' own group is called after.
const confidentialEnd = " (confidential part)"

func shortened(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// ConfidentialItem is an item on two agendas: in the main group it says nothing, in the officers' own it has its title.
type ConfidentialItem struct {
	Item    forum.ID // of the main group
	Group   forum.ID // the officers' own
	Meeting forum.ID // of that group
	Own     forum.ID // the item there, whose text is its minutes
}

// AddConfidential puts an item with a title on the agenda of the officers' own group, and on the main agenda an item that
// says only that it is confidential. Errors: *RefusedError.
func (s *Store) AddConfidential(ctx context.Context, main, meeting forum.ID, title string) (c ConfidentialItem, err error) {
	if c.Group, err = s.officersGroup(main); err != nil {
		return c, err
	}
	if c.Group.Zero() {
		return c, refuseEnglish(CodeRefused, "this device is in no officers' group of this one: make it with moot group confidential, or ask an officer for an invite to it")
	}
	m, err := s.Meeting(ctx, main, meeting)
	if err != nil {
		return c, err
	}
	own, err := s.confidentialOf(ctx, c.Group, meeting)
	if err != nil {
		return c, err
	}
	if c.Item = s.orphan(main, &m.Meeting, own); c.Item.Zero() {
		if c.Item, err = s.addItem(ctx, main, meeting, forum.NewItem{Title: forum.ConfidentialTitle, Confidential: true}); err != nil {
			return c, err
		}
	}
	if own == nil {
		made := forum.NewMeeting{Title: shortened(m.Title, forum.MaxTitle-len(confidentialEnd)) + confidentialEnd, At: m.At, Place: m.Place, Part: meeting}
		if c.Meeting, err = s.NewMeeting(ctx, c.Group, made, nil); err != nil {
			return c, err
		}
	} else {
		c.Meeting = own.ID
	}
	c.Own, err = s.addItem(ctx, c.Group, c.Meeting, forum.NewItem{Title: title, Part: c.Item})
	return c, err
}

// orphan finds an item that this person put on the main agenda before a power cut kept them from saying what it is about.
func (s *Store) orphan(main forum.ID, m *forum.Meeting, own *MeetingPage) forum.ID {
	me, _ := s.MeIn(main)
	for _, item := range m.Agenda {
		if item.Confidential && item.Author == me.Person && (own == nil || !has(own.Agenda, item.ID)) {
			return item.ID
		}
	}
	return forum.ID{}
}

func has(agenda []forum.Item, part forum.ID) bool {
	for i := range agenda {
		if agenda[i].Part == part {
			return true
		}
	}
	return false
}

// confidentialOf finds the meeting of an officers' own group that is the confidential part of another; nil for none.
func (s *Store) confidentialOf(ctx context.Context, own, meeting forum.ID) (*MeetingPage, error) {
	all, err := everyThing(ctx, s, own, cardMeeting, func(*card) bool { return true }, plain(forum.FoldMeeting))
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Part == meeting {
			page, err := s.Meeting(ctx, own, all[i].ID)
			return &page, err
		}
	}
	return nil, nil
}

// WholeMeeting is a meeting with its confidential part put in its place, for an officer's device only.
type WholeMeeting struct {
	MeetingPage              // the main meeting, with the confidential titles and words in place
	Own         *MeetingPage // the confidential part by itself; nil when there is none
}

// WholeMeeting reads both parts of a meeting. Errors: *RefusedError, also for whoever is not in the officers' own group.
func (s *Store) WholeMeeting(ctx context.Context, main, meeting forum.ID) (w WholeMeeting, err error) {
	o, err := s.officersGroup(main)
	if err != nil {
		return w, err
	}
	if o.Zero() {
		return w, refuseEnglish(CodeNotMember, "the confidential part is only on the devices of officers who are in their own group")
	}
	if w.MeetingPage, err = s.Meeting(ctx, main, meeting); err != nil {
		return w, err
	}
	if w.Own, err = s.confidentialOf(ctx, o, meeting); err != nil || w.Own == nil {
		return w, err
	}
	w.Words = together(w.Words, w.Own)
	for item, text := range w.Own.Texts {
		w.Texts[item] = text
	}
	if w.Own.Minutes != forum.MinutesSigned {
		w.Minutes = w.Own.Minutes
	}
	return w, nil
}

// together puts in the place of each item that says nothing those that it stands for; who came or went at it came or went
// at them.
func together(main forum.Words, own *MeetingPage) forum.Words {
	part := map[forum.ID]forum.ID{}
	for i := range own.Agenda {
		part[own.Agenda[i].ID] = own.Agenda[i].Part
	}
	standsFor := map[forum.ID][]forum.ItemWords{} // what each item of the main agenda stands for
	var beside []forum.ItemWords                  // what has no place in it, or whose place has not arrived here
	for _, words := range own.Words.Items {
		words.Title = "Confidential: " + words.Title
		words.Votes = 0 // of the main roll's votes, the main agenda knows
		place := slices.IndexFunc(main.Items, func(i forum.ItemWords) bool { return i.Item == part[words.Item] })
		if place < 0 {
			beside = append(beside, words)
			continue
		}
		words.Votes = main.Items[place].Votes
		standsFor[part[words.Item]] = append(standsFor[part[words.Item]], words)
	}
	var all []forum.ItemWords
	for _, item := range main.Items {
		if own, ok := standsFor[item.Item]; ok {
			all = append(all, own...)
		} else {
			all = append(all, item)
		}
	}
	main.Items, main.Attended = append(all, beside...), slices.Clone(main.Attended)
	for i := range main.Attended {
		a := &main.Attended[i]
		if own, ok := standsFor[a.From]; ok {
			a.From = own[0].Item
		}
		if own, ok := standsFor[a.To]; ok {
			a.To = own[len(own)-1].Item
		}
	}
	return main
}
