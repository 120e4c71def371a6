package ui

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"moot/store/forum"
)

// TestVoteLooks draws every way of voting as a neighbour meets it: nobody has voted, one has and others too, and the result.
func TestVoteLooks(t *testing.T) {
	s := newStreet(t, "Bob", "Cleo", "Dan")
	ctx := context.Background()
	trees := []forum.Option{{Title: "An oak"}, {Title: "A lime tree with a bench all the way round it"}, {Title: "A beech"}}
	works := []forum.Option{{Title: "Lamps in the passage", Cost: 60000}, {Title: "A swing for the little ones in the yard", Cost: 45000}, {Title: "Grit and a shovel", Cost: 9000}}
	for _, way := range []struct {
		name string
		open forum.OpenVote
		cast map[string]forum.NewBallot
	}{
		{"yesno", forum.OpenVote{Method: forum.MethodYesNo}, map[string]forum.NewBallot{"Ada": {Choice: forum.Yes}, "Bob": {Choice: forum.Yes, Reason: "My mother fell there in March."}, "Cleo": {Choice: forum.No}}},
		{"consent", forum.OpenVote{Method: forum.MethodConsent}, map[string]forum.NewBallot{"Ada": {Choice: forum.Concern, Reason: "Who waters them in August?"}, "Bob": {Choice: forum.Yes}}},
		{"approval", forum.OpenVote{Method: forum.MethodApproval, Options: trees}, map[string]forum.NewBallot{"Ada": {Prefs: []int{0, 1}}, "Bob": {Prefs: []int{1}}, "Cleo": {Prefs: []int{1, 2}}}},
		{"score", forum.OpenVote{Method: forum.MethodScore, Most: 5, Options: trees}, map[string]forum.NewBallot{"Ada": {Prefs: []int{0, 1}, Points: []int64{5, 2}}, "Bob": {Prefs: []int{1}, Points: []int64{4}}}},
		{"ranked", forum.OpenVote{Method: forum.MethodRanked, Options: trees}, map[string]forum.NewBallot{"Ada": {Prefs: []int{1, 0}}, "Bob": {Prefs: []int{1}}, "Cleo": {Prefs: []int{2, 1}}}},
		{"budget", forum.OpenVote{Method: forum.MethodBudget, Budget: 80000, Options: works}, map[string]forum.NewBallot{"Ada": {Prefs: []int{0, 2}}, "Bob": {Prefs: []int{0}}, "Cleo": {Prefs: []int{1, 2}}}},
	} {
		id := s.proposal("Trees in Mill Lane", "We plant **one tree** at the corner of the passage.\n\nThe residents of numbers 2 to 8 water it.", 12000)
		_, err := s.store.NewVote(ctx, s.group, id, way.open)
		s.ok(err)
		s.meet()
		page := func() Screen { return newProposal(s.app, s.group, id) }
		s.looks("ballot-"+way.name, page)
		for _, who := range []string{"Ada", "Bob", "Cleo"} {
			if n, ok := way.cast[who]; ok {
				_, err := s.of[who].NewBallot(ctx, s.group, id, n)
				s.ok(err)
			}
		}
		s.meet()
		s.looks("voted-"+way.name, page)
		_, err = s.store.CloseVote(ctx, s.group, id, true)
		s.ok(err)
		s.looks("result-"+way.name, page, func(x Screen) { x.(*proposalScreen).vote.who.OpenAll() })
	}
	s.noErrors()
}

// TestFirstLooks draws what somebody sees who has just named themselves: the ways into a group, a group with nothing in it
// yet, and its empty lists.
func TestFirstLooks(t *testing.T) {
	b := newBench(t)
	for _, size := range []struct {
		name          string
		width, height float32
		mode          string
		scale         float32
	}{{"wide-light", 1280, 800, "light", 1}, {"phone-light", 390, 844, "light", 1}, {"phone-dark", 390, 844, "dark", 1}, {"phone-200", 390, 844, "light", 2}, {"keys-200", 390, 422, "light", 2}} {
		u := b.house(size.width, size.height)
		u.app.practice = func(context.Context, string, func(error)) {}
		u.app.settings.look.mode, u.app.settings.look.scale = size.mode, size.scale
		u.app.settings.apply()
		for _, one := range []struct {
			name string
			open func()
		}{
			{"home", func() { u.shell.visit(sectionHome) }},
			{"proposals", func() { u.shell.visit(sectionProposals) }},
			{"write", func() { u.shell.Create() }},
			{"doorway", func() {
				u.shell.group = forum.ID{}
				u.shell.visit(sectionGroups)
				u.shell.open(newDoorway(u.app, u.shell.enter))
			}},
		} {
			u.shell.group = b.group
			one.open()
			b.settle()
			b.relayout()
			b.draw("first-" + size.name + "-" + one.name)
			for _, words := range squeezed(b.window.Canvas().Content()) {
				t.Errorf("%s at %s: no room for %q", one.name, size.name, words)
			}
			if got := b.window.Canvas().Content().MinSize(); got.Width > size.width {
				t.Errorf("%s at %s needs %v of %v units", one.name, size.name, got.Width, size.width)
			}
		}
		u.app.stop()
	}
	fyne.CurrentApp().Settings().SetTheme(&look{mode: "light", scale: 1})
	b.noErrors()
}
