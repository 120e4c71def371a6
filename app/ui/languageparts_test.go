package ui

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"moot/assets"
	"moot/store/forum"
)

// TestLanguagesFitTheForms holds the forms and pages that are reached from a section to a phone at 200 %, in every language.
func TestLanguagesFitTheForms(t *testing.T) {
	t.Cleanup(func() { setLanguage() })
	e := newEvening(t)
	ctx := context.Background()
	want, err := forum.ParseCharter([]byte(everyRule))
	e.ok(err)
	want.Rules.Voting.Delegation = true
	e.ok(e.store.SetCharter(ctx, e.group, want))
	e.ok(e.store.Appoint(ctx, e.group, "planner", e.person("Ben"), false))
	e.ok(e.store.Attend(ctx, e.group, e.meeting, e.person("Ben"), "", forum.Present))
	_, err = e.store.Delegate(ctx, e.group, e.person("Cem"), e.now.AddDate(0, 1, 0), "budget")
	e.ok(err)
	_, err = e.store.Confide(ctx, e.group)
	e.ok(err)
	_, err = e.store.AddConfidential(ctx, e.group, e.meeting, "Rent owed at number 9")
	e.ok(err)
	page, err := e.store.NewPage(ctx, e.group, forum.NewPage{Title: "Agreement", Parties: []forum.Party{{Name: "Residents", Person: e.person("Ada")}}}, "Quiet after ten.")
	e.ok(err)
	shown, err := e.store.StandingPage(ctx, e.group, page)
	e.ok(err)
	e.ok(e.store.SignPage(ctx, e.group, page, "Residents", shown.Words))
	screens := map[string]func() Screen{
		"charter": func() Screen { return newCharter(e.app, e.group, func(Screen) {}) },
		"charter form": func() Screen {
			f := newCharterForm(e.app, e.group, func() {})
			f.more.OpenAll()
			return f
		},
		"person": func() Screen {
			p := newPerson(e.app, e.group, e.person("Ben"))
			p.more.OpenAll()
			return p
		},
		"devices": func() Screen {
			d := newDevices(e.app)
			d.more.OpenAll()
			return d
		},
		"neighbours": func() Screen {
			n := newNeighbours(e.app, e.group)
			n.more.OpenAll()
			return n
		},
		"members":      func() Screen { return newMembers(e.app, e.group, func(Screen) {}, func() {}) },
		"search":       func() Screen { return newSearch(e.app, e.group, func(forum.Kind, forum.ID) {}) },
		"keys":         func() Screen { return newKeysScreen((&UI{}).shortcuts()) },
		"delegations":  func() Screen { return newDelegations(e.app, e.group) },
		"confidential": func() Screen { return newConfidential(e.app, e.group, func(Screen) {}, func(forum.ID) {}) },
		"meeting": func() Screen {
			m := newMeeting(e.app, e.group, e.meeting)
			m.open = func(forum.ID, forum.Kind, forum.ID) {}
			m.attendance.toggle()
			m.hidden.sheet.Unfold(true)
			return m
		},
		"page": func() Screen { return newPage(e.app, e.group, page) },
		"doorway": func() Screen {
			d := newDoorway(e.app, func(forum.ID) {})
			d.joint.is.box.SetChecked(true)
			return d
		},
		"proposal form": func() Screen { return newProposalForm(e.app, e.group, func(forum.ID) {}, func() {}) },
	}
	fyne.CurrentApp().Settings().SetTheme(&look{mode: "light", scale: 2})
	t.Cleanup(func() { fyne.CurrentApp().Settings().SetTheme(&look{mode: "light", scale: 1}) })
	for _, tag := range assets.Languages() {
		setLanguage(tag)
		for name, make := range screens {
			screen := make()
			e.show(screen, 390, 844)
			if c, ok := screen.(*charterForm); ok { // nothing of it is kept for the next language
				e.app.desk.Keep(c.key(), "")
			}
			e.picture("parts-" + tag + "-" + name)
			for _, words := range squeezed(e.window.Canvas().Content()) {
				t.Errorf("%s in %s: no room for %q", name, tag, words)
			}
			if got := e.window.Canvas().Content().MinSize().Width; got > 390 {
				t.Errorf("%s in %s needs %v of 390 units, for %q", name, tag, got, widest(e.window.Canvas().Content()))
			}
			if c, ok := screen.(closer); ok {
				c.Close()
			}
		}
	}
	e.noErrors()
}
