package ui

import (
	"testing"

	"moot/store"
)

// TestRollPictures draws the screens about who belongs.
func TestRollPictures(t *testing.T) {
	s := newStreet(t, "Ben Okri", "Mrs Florence Adeyemi-Richardson")
	s.comes("Cem Yılmaz", store.InviteTerms{Approve: true})
	nothing := func(Screen) {}
	s.looks("members", func() Screen { return newMembers(s.app, s.group, nothing, func() {}) })
	s.looks("person-waiting", func() Screen { return newPerson(s.app, s.group, s.person("Cem Yılmaz")) })
	s.looks("person", func() Screen { return newPerson(s.app, s.group, s.person("Ben Okri")) })
	s.looks("person-remove", func() Screen { return newPerson(s.app, s.group, s.person("Ben Okri")) },
		func(p Screen) { p.(*personScreen).remove.OnTapped() })
	s.looks("matters-none", func() Screen { return newMatters(s.app, s.group) })
	s.looks("undone-none", func() Screen { return newUndone(s.app, s.group) })
	s.looks("charter-none", func() Screen { return newCharter(s.app, s.group, nothing) })
	s.looks("charter-form", func() Screen { return newCharterForm(s.app, s.group, func() {}) },
		func(p Screen) { p.(*charterForm).add.OnTapped() },
		func(p Screen) {
			e := p.(*charterForm).sections[0]
			e.name.SetText("North")
			e.removal.kind.SetSelectedIndex(3)
			e.charter.kind.SetSelectedIndex(1)
		})
	s.looks("devices", func() Screen { return newDevices(s.app, s.group) })
	s.noErrors()
}
