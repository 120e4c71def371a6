package ui

import (
	"testing"

	"moot/store"
	"moot/store/forum"
	"moot/store/saying"
)

// TestMatterPictures draws matters of every kind, made by hand.
func TestMatterPictures(t *testing.T) {
	s := newStreet(t, "Ben Okri", "Mrs Florence Adeyemi-Richardson")
	real, err := readRoll(s.app.ctx, s.app, s.group)
	s.ok(err)
	ada, ben, flo := s.person("Ada"), s.person("Ben Okri"), s.person("Mrs Florence Adeyemi-Richardson")
	at := s.now.UnixMilli()
	roll := *real.roll
	north := forum.Section{Name: "North", For: "Rowan House, numbers 1 to 12", Removal: forum.Guard{Kind: forum.GuardConsent, Number: 2}, Charter: forum.Guard{Kind: forum.GuardQuorum, Percent: 50, Number: 3}, Closing: forum.Guard{Kind: forum.GuardHearing, Days: 14}}
	roll.Rules = forum.Rules{Sections: []forum.Section{north, {Name: "Tenants of the landlord's flats"}}}
	changed := forum.Rules{Sections: []forum.Section{{Name: "North", Removal: forum.Guard{Kind: forum.GuardHearing, Days: 7}}, {Name: "Young people", Charter: forum.Guard{Kind: forum.GuardConsent, Percent: 60}}}}
	roll.Matters = []forum.Matter{
		{ID: forum.ID{1}, Kind: forum.KindRemove, Person: ben, Asked: []forum.Person{ada, flo}, Time: at, Why: "He sold the shared ladder and would not say where the money went.",
			Lacks: []forum.Lack{{Have: 1, Need: 2}, {Section: "North", Guard: north.Removal, Have: 0, Need: 2}},
			Said:  []forum.Said{{By: ben, Stance: forum.StanceSpeak, Words: "The ladder was mine. I lent it to the street in 2019 and said so at the meeting."}, {By: flo, Stance: forum.StanceObject, Words: "I was at that meeting."}, {By: ada, Stance: forum.StanceAgree}}},
		{ID: forum.ID{2}, Kind: forum.KindCharter, Asked: []forum.Person{flo}, Time: at, Charter: &forum.Charter{Name: "Rowan Lane and Elm Row", Rules: &changed},
			Lacks: []forum.Lack{{Section: "North", Guard: north.Charter, Have: 1, Need: 3}}},
		{ID: forum.ID{3}, Kind: forum.KindReadmit, Person: ben, New: flo, Asked: []forum.Person{ada}, Time: at, Lacks: []forum.Lack{{Have: 1, Need: 2}}},
	}
	roll.Undone = []forum.Undone{{Act: forum.ID{7}, Kind: forum.KindAdmit, By: ben, Person: flo, Time: at, Reason: saying.New("%s was removed from the group at the same time", "Ben Okri")},
		{Act: forum.ID{8}, Kind: forum.KindRole, By: ben, Person: ada, Time: at, Reason: saying.New("%s was removed from the group at the same time", "Ben Okri")}}
	v := real
	v.roll = &roll
	v.can.Recover, v.can.Uphold = true, true
	all := store.MatterCan{AskToo: true, Agree: true, Object: true, Speak: true}
	v.matters = map[forum.ID]store.MatterCan{{1}: all, {2}: all, {3}: {}}
	s.looks("matters", func() Screen { return newMatters(s.app, s.group) }, func(p Screen) { p.(*mattersScreen).show(v) })
	s.looks("undone", func() Screen { return newUndone(s.app, s.group) }, func(p Screen) { p.(*undoneScreen).show(v) })
	s.looks("charter", func() Screen { return newCharter(s.app, s.group, func(Screen) {}) }, func(p Screen) {
		only := v
		only.matters = map[forum.ID]store.MatterCan{{2}: all}
		p.(*charterScreen).show(only)
	})
	s.looks("recover", func() Screen { return newRecover(s.app, s.group) }, func(p Screen) {
		only := v
		only.matters = nil
		p.(*recoverScreen).show(only)
	})
	s.looks("members-busy", func() Screen { return newMembers(s.app, s.group, func(Screen) {}, func() {}) }, func(p Screen) { p.(*membersScreen).show(v) })
}
