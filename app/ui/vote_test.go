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

// voteOn opens a vote on a new proposal and shows it.
func voteOn(b *bench, v forum.OpenVote) (forum.ID, *proposalScreen) {
	id := b.proposal("Mend the light", "The light is broken.", 0)
	_, err := b.store.NewVote(context.Background(), b.group, id, v)
	b.ok(err)
	s := newProposal(b.app, b.group, id)
	b.show(s, 500, 700)
	b.settle()
	return id, s
}

func mineIn(b *bench, id forum.ID) forum.Ballot {
	vote := b.page(id).Votes[0]
	if len(vote.Ballots) != 1 {
		b.t.Fatalf("%d ballots", len(vote.Ballots))
	}
	return vote.Ballots[0]
}

func TestConsentVote(t *testing.T) {
	b := newBench(t)
	id, s := voteOn(b, forum.OpenVote{Method: forum.MethodConsent})
	if s.vote.buttons[1].Visible() || !s.vote.buttons[2].Visible() || !s.vote.buttons[3].Visible() {
		t.Fatal("the answers are not those of consent")
	}
	test.Type(s.vote.why, "The roots.")
	test.Tap(s.vote.buttons[3])
	b.settle()
	if mine := mineIn(b, id); mine.Choice != forum.Block || mine.Reason != "The roots." || s.vote.counts.Text != "Agree 0, with a concern 0, block 1, abstain 0." {
		t.Fatalf("%+v, shows %q", mine, s.vote.counts.Text)
	}
	s.vote.sign()
	b.settle()
	if p := b.page(id); p.State != forum.StateNotPassed || s.vote.title.Text != "Result: Not passed." || !strings.Contains(s.vote.fine.Text, "Certificate") {
		t.Fatalf("%s, shows %q", p.State, s.vote.stands.Text)
	}
	if s.vote.cast.Visible() || s.vote.end.Visible() {
		t.Error("one can still vote, or close it")
	}
	b.noErrors()
}

func TestVoteByTicks(t *testing.T) {
	b := newBench(t)
	id, s := voteOn(b, forum.OpenVote{Method: forum.MethodApproval, Options: []forum.Option{{Title: "Oak"}, {Title: "Lime"}}})
	if s.vote.cast.Visible() || !s.vote.options.root.Visible() {
		t.Fatal("the ballot is not one with options")
	}
	test.Tap(s.vote.options.ticks[1].box)
	s.Refresh()
	b.settle()
	if !s.vote.options.ticks[1].box.Checked {
		t.Fatal("what is being filled in is lost when the page is read again")
	}
	test.Tap(s.vote.options.cast)
	b.settle()
	if mine := mineIn(b, id); !slices.Equal(mine.Prefs, []int{1}) {
		t.Fatalf("%+v", mine)
	}
	if !strings.Contains(s.vote.stands.Text, "Lime would win") || s.vote.options.yours.Text != "You voted: Lime. You can change it while the vote is open." {
		t.Fatalf("shows %q and %q", s.vote.stands.Text, s.vote.options.yours.Text)
	}
	test.Tap(s.vote.options.abstain)
	b.settle()
	if mine := mineIn(b, id); mine.Choice != forum.Abstain {
		t.Fatalf("%+v", mine)
	}
	b.noErrors()
}

func TestVoteByPoints(t *testing.T) {
	b := newBench(t)
	id, s := voteOn(b, forum.OpenVote{Method: forum.MethodScore, Most: 5, Options: []forum.Option{{Title: "Oak"}, {Title: "Lime"}}})
	test.Type(s.vote.options.points[0], "6")
	if _, err := s.vote.options.ballot(); err == nil || !strings.Contains(err.Error(), "from 0 to 5") {
		t.Errorf("6 points of 5: %v", err)
	}
	s.vote.options.points[0].SetText("")
	if _, err := s.vote.options.ballot(); err == nil {
		t.Error("an empty ballot was taken for a vote")
	}
	test.Type(s.vote.options.points[1], "4")
	test.Tap(s.vote.options.cast)
	b.settle()
	if mine := mineIn(b, id); !slices.Equal(mine.Prefs, []int{1}) || mine.Points[0] != 4 {
		t.Fatalf("%+v", mine)
	}
	b.noErrors()
}

func TestVoteByOrder(t *testing.T) {
	b := newBench(t)
	id, s := voteOn(b, forum.OpenVote{Method: forum.MethodSTV, Seats: 1, Options: []forum.Option{{Title: "Ann"}, {Title: "Bob"}, {Title: "Cat"}}})
	tap := func(row, button int) {
		t.Helper()
		buttons := s.vote.options.rows.Objects[row].(*fyne.Container).Objects[1].(*fyne.Container)
		test.Tap(buttons.Objects[button].(*widget.Button))
	}
	tap(2, 0) // Cat
	tap(1, 0) // Ann, after Cat
	tap(2, 0) // Bob
	tap(2, 0) // Bob before Ann
	if !slices.Equal(s.vote.options.picked, []int{2, 1, 0}) {
		t.Fatalf("%v", s.vote.options.picked)
	}
	tap(0, 0) // Cat out
	test.Tap(s.vote.options.cast)
	b.settle()
	if mine := mineIn(b, id); !slices.Equal(mine.Prefs, []int{1, 0}) {
		t.Fatalf("%+v", mine)
	}
	s.vote.sign()
	b.settle()
	if p := b.page(id); p.State != forum.StateDecided || s.vote.title.Text != "Chosen: Bob." {
		t.Fatalf("%s, shows %q", p.State, s.vote.stands.Text)
	}
	b.noErrors()
}

// TestVoteBetweenWordings: what won is shown beside the words it did not.
func TestVoteBetweenWordings(t *testing.T) {
	b := newBench(t)
	id := b.proposal("Mend the light", "The light is broken.", 0)
	page, err := b.store.Proposal(context.Background(), b.group, id)
	b.ok(err)
	lamp, err := b.store.Amend(context.Background(), b.group, id, "A new lamp", page.Words, "Buy a new lamp.")
	b.ok(err)
	_, err = b.store.NewVote(context.Background(), b.group, id, forum.OpenVote{Method: forum.MethodApproval,
		Options: []forum.Option{{Title: "A new lamp"}, {Title: "Original"}}, Between: []forum.Rival{{Option: 0, Of: lamp}, {Option: 1, Of: id}}})
	b.ok(err)
	_, err = b.store.NewBallot(context.Background(), b.group, id, forum.NewBallot{Prefs: []int{0}})
	b.ok(err)
	s := newProposal(b.app, b.group, id)
	b.show(s, 500, 700)
	b.settle()
	if s.vote.words.Visible() {
		t.Error("other words are shown before the vote is over")
	}
	s.vote.sign()
	b.settle()
	if !s.vote.words.Visible() || s.vote.votedText != "Buy a new lamp." || !strings.Contains(s.vote.note.Text, "other words") {
		t.Errorf("%q, visible %v, noted %q", s.vote.votedText, s.vote.words.Visible(), s.vote.note.Text)
	}
	b.noErrors()
}
