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

// TestSecretVote: opened with the tick, cast with the usual buttons; nothing but the turnout before the close, and no names
// after it.
func TestSecretVote(t *testing.T) {
	st := newStreet(t, "Bob", "Cat")
	b := st.bench
	id := b.proposal("Mend the light", "The light is broken.", 0)
	s := newProposal(b.app, b.group, id)
	b.show(s, 500, 700)
	b.settle()
	o := s.vote.opening
	test.Tap(o.start)
	if o.limits.Visible() {
		t.Error("the limits of a secret vote are shown before it is asked for")
	}
	test.Tap(o.secret.box)
	if !o.limits.Visible() || !strings.Contains(o.limits.Text, "does not hide") {
		t.Error("nothing says what a secret vote does not hide")
	}
	test.Tap(o.open)
	b.settle()
	if v := b.page(id).Votes[0]; !v.Secret {
		t.Fatalf("%+v", v)
	}
	if !strings.Contains(s.vote.note.Text, "This vote is secret") || !strings.Contains(s.vote.note.Text, "does not hide") {
		t.Errorf("the ballot says %q", s.vote.note.Text)
	}
	test.Type(s.vote.why, "It is dark.")
	test.Tap(s.vote.buttons[0])
	b.settle()
	if s.vote.counts.Text != "1 person has voted. 2 people have not voted." || s.vote.bar.Visible() || s.vote.who.Visible() || s.vote.stands.Visible() {
		t.Errorf("before the close it shows %q, %q", s.vote.counts.Text, s.vote.stands.Text)
	}
	if s.vote.yours.Text != "You voted: Yes. Tap another answer to change it." || s.vote.why.Text != "It is dark." {
		t.Errorf("one's own vote: %q, %q", s.vote.yours.Text, s.vote.why.Text)
	}
	s.vote.sign()
	b.settle()
	if p := b.page(id); p.State != forum.StatePassed || !strings.Contains(s.vote.counts.Text, "Yes 1, No 0") || !s.vote.bar.Visible() {
		t.Fatalf("%s, shows %q", p.State, s.vote.counts.Text)
	}
	if !s.vote.who.Visible() || s.vote.who.parts[0].head.name.Text != "What was said, without names" || !strings.Contains(s.vote.note.Text, "was secret") {
		t.Errorf("after the close: %q, %q", s.vote.who.parts[0].head.name.Text, s.vote.note.Text)
	}
	if words := wordsIn(s.vote.ballots); words != "Yes\nIt is dark.\n" {
		t.Errorf("a secret ballot shows as %q", words)
	}
	b.noErrors()
}

// labelled gives the words of all labels in a thing.
func wordsIn(o fyne.CanvasObject) (words string) {
	switch o := o.(type) {
	case *widget.Label:
		return o.Text + "\n"
	case *fyne.Container:
		for _, inner := range o.Objects {
			words += wordsIn(inner)
		}
	}
	return words
}

// TestSecretVoteByOrder: a ballot among options is filled in again as it was cast.
func TestSecretVoteByOrder(t *testing.T) {
	st := newStreet(t, "Bob", "Cat")
	b := st.bench
	_, s := voteOn(b, forum.OpenVote{Method: forum.MethodApproval, Secret: true, Options: []forum.Option{{Title: "Oak"}, {Title: "Lime"}}})
	test.Tap(s.vote.options.ticks[1])
	test.Tap(s.vote.options.cast)
	b.settle()
	if s.vote.options.yours.Text != "You voted: Lime. You can change it while the vote is open." || strings.Contains(s.vote.stands.Text, "Lime") {
		t.Errorf("shows %q and %q", s.vote.options.yours.Text, s.vote.stands.Text)
	}
	if needs, err := b.store.Needs(context.Background(), b.group); err != nil || slices.ContainsFunc(needs, func(n forum.Need) bool { return n.What == "vote" }) {
		t.Errorf("%+v, %v", needs, err)
	}
	b.noErrors()
}
