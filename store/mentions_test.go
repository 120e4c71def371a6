package store

import (
	"strings"
	"testing"

	"moot/store/forum"
)

// TestMentions: who is named by @ in a comment, a wording, minutes or a notice learns of it once, until they write about the
// thing; their own words never name them to themselves, and words that name them still are no news when others write on.
func TestMentions(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Mend the gate"}, "It sags."))
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "AGM", At: 1}, []string{"Welcome"}))
	item := must[MeetingPage](t)(ann.Meeting(ctx, g, m)).Agenda[0].ID
	give(t, ann, bob, g)
	from := ann.Position()
	named := func(want ...string) {
		t.Helper()
		give(t, bob, ann, g)
		news, now, err := ann.Since(ctx, g, from)
		ok(t, err)
		var got []string
		for i := range news {
			if n := &news[i]; n.Named {
				got = append(got, n.Title+" by "+n.NamedBy)
				if n.NamedAt <= from || n.NamedAt > now {
					t.Errorf("%s: named at %d, read from %d to %d", n.Title, n.NamedAt, from, now)
				}
			}
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("named in %q, want %q", got, want)
		}
		from = now
	}
	write := func(s *Store, id forum.ID, words string) {
		t.Helper()
		must[string](t)(s.EditText(ctx, g, id, must[string](t)(s.Text(ctx, g, id)), words))
	}
	must[forum.ID](t)(bob.Comment(ctx, g, p, "@ann, who has the key?", forum.ID{}))
	named("Mend the gate by Bob")
	write(bob, p, "It sags. Ask @Ann about the hinge.")
	named("Mend the gate by Bob")
	write(bob, p, "It sags a lot. Ask @Ann about the hinge.")
	named()
	write(bob, item, "Opened by bob@ann.example.")
	named()
	write(bob, item, "Opened by bob@ann.example. @Ann to write to the council.")
	named("AGM by Bob")
	must[forum.ID](t)(bob.PostNotice(ctx, g, forum.NewNotice{Sort: "news", Title: "Keys", Body: "@Ann has them."}))
	named("Keys by Bob")
	// Letter by letter, as it is typed while it is shared.
	write(bob, p, "It sags.")
	named()
	for _, words := range []string{"It sags. @", "It sags. @A", "It sags. @An"} {
		write(bob, p, words)
		named()
	}
	write(bob, p, "It sags. @Ann")
	named("Mend the gate by Bob")
	write(bob, p, "It sags. @Ann?")
	named()
	// Answered before it is looked at.
	must[forum.ID](t)(bob.Comment(ctx, g, p, "@Ann, once more: who has the key?", forum.ID{}))
	give(t, bob, ann, g)
	must[forum.ID](t)(ann.Comment(ctx, g, p, "I do.", forum.ID{}))
	named()
	// One's own words.
	write(ann, item, "Opened by @Ann herself. ")
	give(t, ann, bob, g)
	write(bob, item, "Opened by @Ann herself. Closed at nine.")
	named()
	if tell := must3(ann.Tell(ctx, g, 0)); !strings.Contains(tell, TellMention+" Keys") || strings.Contains(tell, TellMention+" Mend the gate") {
		t.Errorf("told: %s", tell)
	}
	if report := must[VerifyReport](t)(ann.Verify(ctx, g)); !report.OK {
		t.Errorf("the record: %v", report.Problems)
	}
}

func must3(all []Telling, _ uint64, err error) string {
	if err != nil {
		return err.Error()
	}
	var lines []string
	for _, x := range all {
		lines = append(lines, x.What+" "+x.Title)
	}
	return strings.Join(lines, "|")
}

// TestMentionOfSeveral: with two of a name, the first name calls both, and the whole name one.
func TestMentionOfSeveral(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Gate"}, ""))
	give(t, bob, ann, g)
	from := ann.Position()
	must[forum.ID](t)(bob.Comment(ctx, g, p, "Ann and @Bob have the keys; not @Anna.", forum.ID{}))
	give(t, bob, ann, g)
	news, _, err := ann.Since(ctx, g, from)
	ok(t, err)
	if len(news) != 1 || !news[0].Named {
		t.Errorf("by a plain name: %+v", news)
	}
}

// BenchmarkKeystrokeInMinutes is what the gate pays for one change of long minutes, which name somebody or have no @ in them.
func BenchmarkKeystrokeInMinutes(b *testing.B) {
	for name, end := range map[string]string{"plain": "", "naming": " @Ann"} {
		b.Run(name, func(b *testing.B) {
			ann, _, g := pair(b)
			m := must[forum.ID](b)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "AGM", At: 1}, []string{"Welcome"}))
			item := must[MeetingPage](b)(ann.Meeting(ctx, g, m)).Agenda[0].ID
			words := ""
			for range 10 {
				was := words
				words += strings.Repeat("We talked about it. ", 245) + end
				must[string](b)(ann.EditText(ctx, g, item, was, words))
			}
			for b.Loop() {
				was := words
				words += "x"
				if _, err := ann.EditText(ctx, g, item, was, words); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
