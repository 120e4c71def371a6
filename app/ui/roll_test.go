package ui

import (
	"context"
	"testing"

	"moot/store"
	"moot/store/forum"
	"moot/store/saying"
)

// TestRollPictures draws the screens about who belongs.
func TestRollPictures(t *testing.T) {
	s := newStreet(t, "Ben Okri", "Mrs Florence Adeyemi-Richardson")
	s.comes("Cem Yılmaz", store.InviteTerms{Approve: true})
	nothing := func(Screen) {}
	s.looks("members", func() Screen { return newMembers(s.app, s.group, nothing, func() {}) })
	s.looks("person-waiting", func() Screen { return newPerson(s.app, s.group, s.person("Cem Yılmaz")) })
	s.looks("person", func() Screen { return newPerson(s.app, s.group, s.person("Ben Okri")) })
	s.looks("person-more", func() Screen { return newPerson(s.app, s.group, s.person("Ben Okri")) },
		func(p Screen) { p.(*personScreen).more.OpenAll() })
	s.looks("person-remove", func() Screen { return newPerson(s.app, s.group, s.person("Ben Okri")) },
		func(p Screen) { p.(*personScreen).remove.OnTapped() })
	s.looks("matters-none", func() Screen { return newMatters(s.app, s.group) })
	s.looks("undone-none", func() Screen { return newUndone(s.app, s.group) })
	s.looks("charter-none", func() Screen { return newCharter(s.app, s.group, nothing) })
	s.looks("charter-form", func() Screen { return newCharterForm(s.app, s.group, func() {}) },
		func(p Screen) { p.(*charterForm).more.parts[1].Open(true); p.(*charterForm).add.OnTapped() },
		func(p Screen) {
			e := p.(*charterForm).sections.all[0]
			e.name.SetText("North")
			e.removal.kind.SetSelectedIndex(3)
			e.charter.kind.SetSelectedIndex(1)
		})
	s.looks("charter-rules", func() Screen { return newCharterForm(s.app, s.group, func() {}) }, func(p Screen) {
		p.(*charterForm).rules.template.SetSelectedIndex(3)
	})
	s.app.Net = quietLane{s.now}
	s.looks("devices", func() Screen { return newDevices(s.app) })
	s.looks("devices-link", func() Screen { return newDevices(s.app) }, func(p Screen) {
		d := p.(*devicesScreen)
		d.offer.start.OnTapped()
		for range 2 { // to the code, and not on to what becomes of it
			next := s.queue[0]
			s.queue = s.queue[1:]
			next()
			if len(d.offer.shown.Objects) > 0 {
				s.queue = nil
				break
			}
		}
	})
	s.looks("invite", func() Screen { return newInvite(s.app, s.group) }, func(p Screen) { p.(*inviteScreen).create() })
	s.looks("welcome", func() Screen { return newWelcome(s.app, func() {}) })
	s.looks("comeback", func() Screen { return newComeback(s.app, func() {}, func() {}) })
	s.looks("waiting-none", func() Screen { return newWaiting(s.app, s.group) })
	s.looks("waiting", func() Screen { return newWaiting(s.app, s.group) }, func(p Screen) {
		p.(*waitingScreen).show(waitView{can: store.Can{Approve: true}, forks: []store.Fork{{Name: "Ben Okri", Since: s.now.UnixMilli()}}, waits: []store.Wait{
			{Source: "peer:12D3KooWQhmU7bVcPr2", Entries: 12, Name: "Ben Okri", Why: saying.New("An earlier part of its author's record has not arrived yet.")},
			{Source: "peer:12D3KooWQhmU7bVcPr2", Entries: 1, Device: forum.Device{1, 2, 3, 4}, Why: saying.New("Nobody known here has let its author's device in yet.")},
			{Source: "bundle", Entries: 3, Name: "Mrs Florence Adeyemi-Richardson", Why: saying.New("An earlier part of its author's record has not arrived yet.")},
			{Entries: 2, Name: "Cem Yılmaz", Why: saying.New("it was written under a membership list that has not arrived yet")}}})
	})
	s.noErrors()
}

// TestRemovalPictures draws the way of a removal: asked about, asked for, answered, done.
func TestRemovalPictures(t *testing.T) {
	s := newStreet(t, "Ben Okri", "Cem Yılmaz", "Mrs Florence Adeyemi-Richardson")
	s.section("North", 2, "Ben Okri", "Cem Yılmaz", "Mrs Florence Adeyemi-Richardson")
	ctx := context.Background()
	ben := s.person("Ben Okri")
	s.looks("removal-asking", func() Screen { return newPerson(s.app, s.group, ben) }, func(p Screen) { p.(*personScreen).remove.OnTapped() })
	s.ok(s.store.Remove(ctx, s.group, ben, "He sold the shared ladder and would not say where the money went."))
	s.meet()
	id := func() forum.ID {
		roll, err := s.store.Roll(ctx, s.group)
		s.ok(err)
		return roll.Matters[0].ID
	}()
	s.ok(s.of["Ben Okri"].Answer(ctx, s.group, id, forum.Answer{Stance: forum.StanceSpeak, Words: "The ladder was mine. I lent it to the street in 2019 and said so at the meeting."}))
	s.meet()
	s.looks("removal-asked", func() Screen { return newPerson(s.as("Cem Yılmaz"), s.group, ben) })
	s.looks("removal-own", func() Screen { return newPerson(s.as("Ben Okri"), s.group, ben) })
	s.looks("removal-answering", func() Screen { return newMatters(s.as("Cem Yılmaz"), s.group) }, func(p Screen) {
		for _, card := range p.(*mattersScreen).cards.made {
			card.agree.OnTapped()
		}
	})
	s.ok(s.of["Cem Yılmaz"].Answer(ctx, s.group, id, forum.Answer{Stance: forum.StanceAgree}))
	s.ok(s.of["Mrs Florence Adeyemi-Richardson"].Answer(ctx, s.group, id, forum.Answer{Stance: forum.StanceAgree, Words: "With regret."}))
	s.meet()
	if got := s.standing("Ben Okri"); got != forum.StandingRemoved {
		t.Fatalf("Ben is %s", got)
	}
	s.looks("removal-done", func() Screen { return newPerson(s.app, s.group, ben) })
	s.looks("removal-list", func() Screen { return newMembers(s.app, s.group, func(Screen) {}, func() {}) })
	s.noErrors()
}
