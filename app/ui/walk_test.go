package ui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
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
		if way.name == "consent" || way.name == "ranked" { // with one's own answer, and with one's own order
			s.looks("voted-"+way.name, page)
		}
		_, err = s.store.CloseVote(ctx, s.group, id, true)
		s.ok(err)
		s.looks("result-"+way.name, page, func(x Screen) { x.(*proposalScreen).vote.who.OpenAll() })
	}
	t.Cleanup(func() { setLanguage() })
	for _, method := range []string{forum.MethodRanked, forum.MethodConsent} {
		id := s.proposal("Trees in Mill Lane", "We plant **one tree**.", 0)
		open := forum.OpenVote{Method: method}
		if method == forum.MethodRanked {
			open.Options = trees
		}
		_, err := s.store.NewVote(ctx, s.group, id, open)
		s.ok(err)
		for _, tag := range []string{"ar", "bn"} {
			setLanguage(tag)
			s.show(newProposal(s.app, s.group, id), 390, 844)
			s.picture("ballot-" + method + "-" + tag)
		}
		setLanguage("en")
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

// TestVoteStands: before anybody has voted there is no count to read; then each option has its bar, and once the vote is
// over those that won are told from the others. Closing is offered quietly while people may still vote.
func TestVoteStands(t *testing.T) {
	s := newStreet(t, "Bob")
	ctx := context.Background()
	id := s.proposal("Trees", "One tree.", 0)
	_, err := s.store.NewVote(ctx, s.group, id, forum.OpenVote{Method: forum.MethodApproval, Options: []forum.Option{{Title: "Oak"}, {Title: "Lime"}}})
	s.ok(err)
	s.meet()
	p := newProposal(s.app, s.group, id)
	s.show(p, 390, 844)
	v := p.vote
	if v.counts.Text != t2text("vote.nobody_yet") || v.bar.Visible() || v.who.Visible() || len(v.totals.bars) != 0 || v.stands.Visible() {
		t.Errorf("before anybody has voted it says %q, %q", v.counts.Text, v.stands.Text)
	}
	if !slices.Contains(p.others.Objects, fyne.CanvasObject(v.end)) || len(v.endRow.Objects) > 0 || !v.end.Visible() {
		t.Error("closing is not offered with what is rarely wanted while people may still vote")
	}
	for who, prefs := range map[string][]int{"Ada": {0, 1}, "Bob": {1}} {
		_, err := s.of[who].NewBallot(ctx, s.group, id, forum.NewBallot{Prefs: prefs})
		s.ok(err)
	}
	s.meet()
	p.Refresh()
	s.settle()
	if len(v.totals.bars) != 2 || v.totals.words[1].Text != "Lime: 2" || v.totals.bars[0].parts != [3]int{1, 0, 0} || v.totals.bars[0].of != 2 || !v.who.Visible() {
		t.Errorf("then %d bars", len(v.totals.bars))
	}
	if slices.Contains(p.others.Objects, fyne.CanvasObject(v.end)) || len(v.endRow.Objects) != 1 {
		t.Error("closing is not offered with the vote when everybody has voted")
	}
	_, err = s.store.CloseVote(ctx, s.group, id, true)
	s.ok(err)
	p.Refresh()
	s.settle()
	if v.title.Text != "Chosen: Lime." || v.totals.bars[0].parts != [3]int{0, 0, 1} || v.totals.bars[1].parts != [3]int{2, 0, 0} || v.line.Visible() {
		t.Errorf("in the end it says %q", v.title.Text)
	}
	s.noErrors()
}

// TestWordsBeforeTheVote: whoever has yet to answer meets the words first, and where these are long a way down to the ballot, which
// no answer moves while the page is open. Whoever has answered meets how the vote stands first.
func TestWordsBeforeTheVote(t *testing.T) {
	s := newStreet(t, "Bob")
	ctx := context.Background()
	id := s.proposal("Trees", strings.Repeat("One tree at the corner.\n\n", 40), 0)
	_, err := s.store.NewVote(ctx, s.group, id, forum.OpenVote{Method: forum.MethodYesNo})
	s.ok(err)
	s.meet()
	p := newProposal(s.app, s.group, id)
	s.show(p, 390, 844)
	place := func(o fyne.CanvasObject) float32 {
		y, ok := depth(p.scroll.Content, o, 0)
		if !ok {
			t.Fatalf("%T is not on the page", o)
		}
		return y
	}
	if place(p.words) > place(p.voteBox) || !p.toVote.Visible() {
		t.Errorf("the words are at %v, the ballot at %v, the way to it shown: %v", place(p.words), place(p.voteBox), p.toVote.Visible())
	}
	s.picture("vote-words-first")
	test.Tap(p.toVote)
	if at := place(p.voteBox); at < -1 || at+p.vote.buttons[0].Size().Height > p.scroll.Size().Height {
		t.Errorf("the way to the ballot leaves it at %v of %v", at, p.scroll.Size().Height)
	}
	_, err = s.store.NewBallot(ctx, s.group, id, forum.NewBallot{Choice: forum.Yes})
	s.ok(err)
	p.Refresh()
	s.settle()
	if place(p.words) > place(p.voteBox) || p.toVote.Visible() {
		t.Error("an answer moves the ballot, or leaves the way to it")
	}
	again := newProposal(s.app, s.group, id)
	s.show(again, 390, 844)
	p = again
	if place(p.words) < place(p.voteBox) {
		t.Error("who has answered does not meet first how the vote stands")
	}
	s.noErrors()
}

// TestDeeds: what can be done with a proposal stands in one row, and what one of them asks for is not there until it is tapped;
// to withdraw it is never in that row while people vote.
func TestDeeds(t *testing.T) {
	b := newBench(t)
	id := b.proposal("Mend the light", "The light is broken.", 0)
	s := newProposal(b.app, b.group, id)
	b.show(s, 390, 844)
	if s.vote.opening.start.Importance != widget.HighImportance || s.amends.root.Visible() || s.vote.opening.root.Visible() || s.voteBox.Visible() {
		t.Error("an open proposal shows more than its words and what can be done")
	}
	if s.photos.title.Visible() && s.photos.head.Objects[0] != s.photos.bare {
		t.Error("there is a heading over no photos")
	}
	test.Tap(button(s, t2text("amendment.write")))
	b.settle()
	if !s.amends.root.Visible() || s.amends.write.open.Visible() {
		t.Error("writing other words unfolds nothing")
	}
	test.Tap(s.amends.write.cancel)
	test.Tap(button(s, t2text("vote.start")))
	b.settle()
	if s.amends.root.Visible() || !s.vote.opening.root.Visible() || s.vote.opening.start.Visible() {
		t.Error("opening a vote unfolds nothing")
	}
	test.Tap(s.vote.opening.open)
	b.settle()
	for _, o := range s.deeds.Objects {
		if o.Visible() {
			t.Errorf("while people vote the row offers %q", o.(*widget.Button).Text)
		}
	}
	if len(s.others.Objects) != 2 || s.comments.send.Visible() {
		t.Errorf("%d other ways on", len(s.others.Objects))
	}
	test.Type(s.comments.composer, "I")
	if !s.comments.send.Visible() {
		t.Error("a comment cannot be sent")
	}
	b.noErrors()
}

// TestEvenly: answers of one weight are as wide as one another, side by side or two and two or under each other, and
// never lower than a thumb.
func TestEvenly(t *testing.T) {
	newBench(t)
	for _, c := range []struct {
		words  string
		width  float32
		across int
	}{{"Yes No Abstain", 340, 3}, {"Yes Concern Block Abstain", 340, 2}, {"Yes No Abstain", 200, 1}, {"Yes Concern Block Abstain", 900, 4}} {
		var buttons []fyne.CanvasObject
		for word := range strings.SplitSeq(c.words, " ") {
			buttons = append(buttons, widget.NewButtonWithIcon(word, icon("check"), nil))
		}
		row := evenly(buttons...).Objects[0].(*fyne.Container)
		row.Resize(fyne.NewSize(c.width, 400))
		first, across := buttons[0], 0
		for _, o := range buttons {
			if o.Size() != first.Size() || o.Size().Height < thumb || o.Position().X+o.Size().Width > c.width+0.5 {
				t.Errorf("%q in %v: %v at %v", c.words, c.width, o.Size(), o.Position())
			}
			if o.Position().Y == first.Position().Y {
				across++
			}
		}
		if across != c.across {
			t.Errorf("%q in %v: %d abreast, want %d", c.words, c.width, across, c.across)
		}
	}
}

// TestEmptyList: a list with nothing in it offers to begin once, and one with a vote says in words how many have voted.
func TestEmptyList(t *testing.T) {
	b := newBench(t)
	s := newProposals(b.app, b.group, func(forum.ID) {}, func() {})
	b.show(s, 390, 844)
	if s.add.Visible() || !s.empty.button.Visible() {
		t.Error("the empty list offers to begin twice, or not at all")
	}
	id := b.proposal("Mend the light", "", 0)
	_, err := b.store.NewVote(context.Background(), b.group, id, forum.OpenVote{Method: forum.MethodYesNo})
	b.ok(err)
	_, err = b.store.Cast(context.Background(), b.group, id, forum.Yes, "")
	b.ok(err)
	s.Refresh()
	b.settle()
	row := newProposalRow()
	row.Set(&s.cards[0], false, b.now)
	if !s.add.Visible() || !strings.HasPrefix(row.meta.Text, "not shared yet · 1 of 1 voted") {
		t.Errorf("the row says %q", row.meta.Text)
	}
	s.search.SetText("nothing like it")
	s.Refresh()
	b.settle()
	if !s.add.Visible() {
		t.Error("where a search finds nothing, a new proposal cannot be written")
	}
	b.noErrors()
}
