package ui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"moot/store/forum"
)

// polling is a street that elects a committee of one and a board of two, with an election under way.
type polling struct {
	*street
	chair forum.ID
}

func newPolling(t testing.TB) *polling {
	p := &polling{street: newStreet(t, "Bob", "Cleo", "Dev")}
	ctx := context.Background()
	p.ok(p.store.SetCharter(ctx, p.group, forum.Charter{Rules: &forum.Rules{Bodies: []forum.Body{
		{Name: "board", Seats: 2, Term: 2, Vacancy: forum.VacancyElect}, {Name: "chair", Seats: 1, Term: 1},
	}}}))
	var err error
	p.chair, err = p.store.NewElection(ctx, p.group, forum.NewElection{Body: "chair", Title: "Chair of Rowan Lane for the coming year", At: p.now.UnixMilli()})
	p.ok(err)
	p.meet()
	return p
}

func (p *polling) at(who string) *electionScreen {
	s := newElection(p.as(who), p.group, p.chair, func(forum.ID) {})
	p.show(s, 390, 844)
	return s
}

// TestElectionByTaps: from the call to the seat, each on their own device, and offered only to whoever may.
func TestElectionByTaps(t *testing.T) {
	p := newPolling(t)
	ctx := context.Background()
	for _, step := range []struct{ by, whom string }{{"Ada", "Bob"}, {"Cleo", "Bob"}, {"Ada", "Cleo"}, {"Bob", "Cleo"}} {
		s := p.at(step.by)
		test.Tap(s.nominate.open)
		p.settle()
		s.nominate.submit()
		if s.nominate.note.Text != t2text("election.needs_person") {
			t.Errorf("nobody chosen: %q", s.nominate.note.Text)
		}
		s.who.SetSelected(step.whom)
		p.press(s.nominate.send)
		p.meet()
	}
	bob := p.at("Bob")
	if bob.close.root.Visible() || !bob.not.Visible() || bob.nominees.made[p.person("Bob")].second.Visible() {
		t.Error("Bob may end nominations, or not decline, or put himself up")
	}
	if dev := p.at("Dev"); !dev.nominees.made[p.person("Bob")].second.Visible() || dev.not.Visible() {
		t.Error("Dev cannot put Bob up too, or is asked to decline")
	}
	bob = p.at("Bob")
	p.press(bob.not)
	if bob.not.Visible() {
		t.Error("he can decline twice")
	}
	for _, who := range []string{"Bob", "Cleo"} {
		s := p.at(who)
		test.Tap(s.stand.open)
		s.stand.inputs["stand/"+p.chair.String()+"/statement"].SetText("I mend *gates*.")
		p.press(s.stand.send)
	}
	p.meet()
	ada := p.at("Ada")
	test.Tap(ada.close.open)
	p.press(ada.close.send)
	if !ada.vote.Visible() || ada.declare.Visible() || ada.again.Visible() || ada.nominate.root.Visible() {
		t.Fatalf("after nominations: told %v, %q", p.told, ada.close.note.Text)
	}
	p.meet()
	names := ada.voteID
	page, err := p.store.Proposal(ctx, p.group, names)
	p.ok(err)
	if page.Votes[0].Method != forum.MethodSTV || !strings.Contains(page.Body, "gates") {
		t.Errorf("%s: %q", page.Votes[0].Method, page.Body)
	}
	_, err = p.store.NewBallot(ctx, p.group, names, forum.NewBallot{Prefs: []int{1}})
	p.ok(err)
	_, err = p.store.CloseVote(ctx, p.group, names, true)
	p.ok(err)
	ada.Refresh()
	p.settle()
	p.press(ada.declare)
	if !strings.Contains(ada.result.Text, "Cleo") || !ada.seating.seat.Visible() {
		t.Fatalf("the result: %q, told %v", ada.result.Text, p.told)
	}
	p.press(ada.seating.seat)
	p.meet()
	roll, err := p.store.Roll(ctx, p.group)
	p.ok(err)
	if m, _ := roll.Find(p.person("Cleo")); m.Role != forum.RoleOfficer {
		t.Errorf("Cleo is %s", m.Role)
	}
	cleo := newBoard(p.as("Cleo"), p.group, "chair")
	p.show(cleo, 390, 844)
	if !strings.Contains(cleo.seats.shown, "Cleo") || !cleo.leave.Visible() {
		t.Errorf("who sits: %q", cleo.seats.shown)
	}
	p.press(cleo.leave)
	p.press(cleo.asking.yes)
	if !strings.Contains(cleo.seats.shown, t2text("election.nobody_sits")) {
		t.Errorf("after giving it up: %q", cleo.seats.shown)
	}
	p.noErrors()
}

// TestElectionLooks draws the list, the form, an election in each state, and a board.
func TestElectionLooks(t *testing.T) {
	p := newPolling(t)
	ctx := context.Background()
	list := func(who string) func() Screen {
		return func() Screen { return newElections(p.as(who), p.group, func(forum.ID) {}, func(string) {}, func() {}) }
	}
	election := func(who string) func() Screen {
		return func() Screen { return newElection(p.as(who), p.group, p.chair, func(forum.ID) {}) }
	}
	p.looks("elections", list("Ada"))
	p.looks("election-form", func() Screen { return newElectionForm(p.as("Ada"), p.group, func(forum.ID) {}, func() {}) })
	for _, by := range []string{"Ada", "Bob", "Cleo", "Dev"} {
		for _, whom := range []string{"Bob", "Cleo"} {
			if by != whom {
				_, err := p.of[by].Nominate(ctx, p.group, p.chair, p.person(whom))
				p.ok(err)
			}
		}
	}
	_, err := p.of["Cleo"].Stand(ctx, p.group, p.chair, true, "I have lived at number 4 for **twenty years** and know where every tap is.")
	p.ok(err)
	p.meet()
	p.looks("election-open", election("Bob"))
	p.looks("election-stand", election("Bob"), func(s Screen) { s.(*electionScreen).stand.Unfold(true) })
	p.looks("election-close", election("Ada"), func(s Screen) {
		s.(*electionScreen).close.Unfold(true)
		s.(*electionScreen).scroll.Offset.Y = 400
		s.(*electionScreen).scroll.Refresh()
	})
	_, err = p.store.CloseNominations(ctx, p.group, p.chair, forum.OpenVote{})
	p.ok(err)
	p.looks("election-over", election("Ada"))
	p.looks("elections-over", list("Ada"))
	p.looks("board", func() Screen { return newBoard(p.as("Ada"), p.group, "chair") })
	p.noErrors()
}

// TestHomeLeadsToElections: what an election wants of somebody is said at home in words of its own, and opens the election.
func TestHomeLeadsToElections(t *testing.T) {
	p := newPolling(t)
	u := p.house(390, 844)
	p.settle()
	h := u.shell.list.(*homeScreen)
	if len(h.needs.words.tiles) != 1 || !strings.Contains(h.needs.words.tiles[0].meta, t2text("need.nominate")) {
		t.Fatalf("home says %+v", h.needs.words.tiles)
	}
	for _, tile := range h.needs.tiles.made {
		p.press(tile)
	}
	if s, ok := u.shell.detail.(*electionScreen); !ok || s.id != p.chair {
		t.Fatalf("it opens %T", u.shell.detail)
	}
	u.shell.visit(sectionElections)
	p.settle()
	u.shell.Create()
	p.settle()
	if _, ok := u.shell.detail.(*electionForm); !ok {
		t.Errorf("Ctrl+N in elections opens %T", u.shell.detail)
	}
	p.noErrors()
}
