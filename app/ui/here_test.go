package ui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/store/forum"
)

// hereLane is a network on which the test says who writes where, and sees what this device says.
type hereLane struct {
	quietLane
	here  []forum.Writer
	said  map[forum.ID][]forum.Place
	times int
}

func (l *hereLane) SayHere(g forum.ID, places []forum.Place) {
	l.said[g] = places
	l.times++
}
func (l *hereLane) WhoIsHere(forum.ID) []forum.Writer { return l.here }

// hereStreet is a street whose network is the test's.
func hereStreet(t *testing.T, neighbours ...string) (*street, *hereLane) {
	s := newStreet(t, neighbours...)
	lane := &hereLane{said: map[forum.ID][]forum.Place{}}
	s.app.Net = lane
	s.meet()
	return s, lane
}

// writes has neighbours write after some words of a text, as their devices have it.
func (l *hereLane) writes(s *street, doc forum.ID, after map[string]string) {
	l.here = nil
	for name, words := range after {
		st := s.of[name]
		text, err := st.Text(context.Background(), s.group, doc)
		s.ok(err)
		at := len([]rune(text[:strings.Index(text, words)+len(words)]))
		place, err := st.Place(context.Background(), s.group, doc, text, at)
		s.ok(err)
		l.here = append(l.here, forum.Writer{Device: st.Identity(), Person: s.person(name), Places: []forum.Place{place}})
	}
	s.app.here.Hear()
	s.settle()
}

// TestHereLine: who writes is said above the text, with where, and is gone when they leave; nothing moves by it.
func TestHereLine(t *testing.T) {
	s, lane := hereStreet(t, "Ben", "Cat", "Dan")
	id := s.proposal("Mend the light", "The light on the **stairs** is broken.\n\nSomebody slipped.", 0)
	s.meet()
	p := newProposal(s.app, s.group, id)
	s.show(p, 708, 800)
	where := func() fyne.Position { return fyne.CurrentApp().Driver().AbsolutePositionForObject(p.wording.prose) }
	before := where()
	for _, c := range []struct {
		after map[string]string
		want  string
	}{
		{nil, ""},
		{map[string]string{"Ben": "Somebody"}, "Ben is writing here: “Somebody slipped.”"},
		{map[string]string{"Ben": "stairs"}, "Ben is writing here: “The light on the stairs is broken.”"},
		{map[string]string{"Ben": "stairs", "Cat": "slip"}, "Writing here: Ben and Cat"},
		{map[string]string{"Ben": "stairs", "Cat": "slip", "Dan": "is"}, "Writing here: Ben, Cat and 1 more person"},
		{nil, ""},
	} {
		lane.writes(s, id, c.after)
		s.relayout()
		if got := p.wording.here.words.Text; got != c.want {
			t.Errorf("says %q, want %q", got, c.want)
		}
		if where() != before {
			t.Errorf("the words moved from %v to %v when %q was said", before, where(), c.want)
		}
	}
	lane.writes(s, id, map[string]string{"Ada": "light"})
	if got := p.wording.here.words.Text; got != "" {
		t.Errorf("this person is told of themselves: %q", got)
	}
	p.Close()
	if len(s.app.here.blocks) > 0 {
		t.Error("a screen that was left is still followed")
	}
	s.noErrors()
}

func TestWordsAround(t *testing.T) {
	long := "The minutes of the last meeting were read out and **approved** as a true record by all who were there. \n\n- Action: Ada"
	for _, c := range []struct {
		text, after, want string
	}{
		{long, "The", "The minutes of the last…"},
		{long, "approved", "…were read out and approved as a true record…"},
		{long, "there.", "…record by all who were there."},
		{long, "there. \n", ""},
		{long, "Act", "- Action: Ada"},
		{"", "", ""},
		{strings.Repeat("x", 500), "x", strings.Repeat("x", 33) + "…"},
		{"# Money ", "Money", "Money"},
	} {
		at := len([]rune(c.text[:strings.Index(c.text, c.after)+len(c.after)]))
		if got := wordsAround(c.text, at); got != c.want {
			t.Errorf("after %q: %q, want %q", c.after, got, c.want)
		}
	}
	if got := wordsAround("one", 99) + wordsAround("one", -1); got != "oneone" {
		t.Errorf("past the ends: %q", got)
	}
}

// TestHereMarks: while one writes, the names of others stand at their lines, follow their words when others come in above,
// here or there, and the own caret stays on its word all the while.
func TestHereMarks(t *testing.T) {
	s, lane := hereStreet(t, "Ben", "Cat")
	id := s.proposal("Mend the light", "one\ntwo\nthree\nfour\nfive\nsix", 0)
	s.meet()
	p := newProposal(s.app, s.group, id)
	s.show(p, 708, 800)
	test.Tap(p.wording.write)
	s.settle()
	e := p.wording.editor
	e.setCaret(len("one\ntwo"))
	lane.writes(s, id, map[string]string{"Ben": "three\nfo", "Cat": "six"})
	s.relayout()
	before := func(name string) string {
		for i, m := range e.margin.marks {
			if m.name != name {
				continue
			}
			for _, tag := range e.margin.tags {
				if tag.Visible() && tag.text.Text == name {
					at := e.session.doc.Caret(e.margin.marks[i].after)
					rows, _ := e.rowsOf(at)
					want := float32(rows[0])*fyne.MeasureText("M", textSize, fyne.TextStyle{}).Height + 8
					if y := tag.Position().Y; y < want-4 || y > want+8 {
						t.Errorf("the tag of %s is at %v, its line at %v", name, y, want)
					}
					return e.Text[:at] // the text is ASCII
				}
			}
		}
		return "nowhere"
	}
	want := func(ben, cat string, text string) {
		t.Helper()
		s.relayout() // as a window does with each picture
		if b, c := before("Ben"), before("Cat"); !strings.HasSuffix(b, ben) || !strings.HasSuffix(c, cat) {
			t.Errorf("of %q, before Ben is %q and before Cat %q; want %q and %q", e.Text, b, c, ben, cat)
		}
		if e.Text != text {
			t.Errorf("the text is %q, want %q", e.Text, text)
		}
	}
	want("three\nfo", "six", "one\ntwo\nthree\nfour\nfive\nsix")
	s.others(id, func(was string) string { return "zero\n" + was }) // somebody types above; Ben's and Cat's devices said nothing new
	p.Refresh()
	s.settle()
	s.pauseOver()
	want("three\nfo", "six", "zero\none\ntwo\nthree\nfour\nfive\nsix")
	test.Type(e, "!\nand a half")
	e.margin.due() // its pause is over; what was typed is not saved yet
	e.margin.due = nil
	e.margin.measure()
	want("three\nfo", "six", "zero\none\ntwo!\nand a half\nthree\nfour\nfive\nsix")
	lane.writes(s, id, map[string]string{"Ben": "thr", "Cat": "six"}) // on devices that are behind both
	want("half\nthr", "six", "zero\none\ntwo!\nand a half\nthree\nfour\nfive\nsix")
	s.pauseOver()
	want("half\nthr", "six", "zero\none\ntwo!\nand a half\nthree\nfour\nfive\nsix")
	lane.here[0].Places[0].Heads, lane.here[1].Places[0].Heads = []forum.ID{{1}}, nil // in words not here yet, and nowhere that can be told
	s.app.here.Hear()
	s.settle()
	want("half\nthr", "six", "zero\none\ntwo!\nand a half\nthree\nfour\nfive\nsix")
	lane.writes(s, id, nil)
	if before("Ben") != "nowhere" || len(e.margin.marks) > 0 {
		t.Error("who has left is still marked")
	}
	s.noErrors()
}

// TestHereIsTold: neighbours are told in which text and where this person writes, of nothing that is only read, and at once
// when they leave; nothing when they do not want it, and nothing of a practice group.
func TestHereIsTold(t *testing.T) {
	s, lane := hereStreet(t, "Ben")
	id := s.proposal("Mend the light", "The light is broken.", 0)
	s.meet()
	p := newProposal(s.app, s.group, id)
	s.show(p, 708, 800)
	s.pauseOver()
	if lane.times > 0 {
		t.Error("neighbours are told what is read")
	}
	test.Tap(p.wording.write)
	e := p.wording.editor
	e.setCaret(len("The light"))
	test.Type(e, " upstairs")
	s.pauseOver()
	ben := s.of["Ben"]
	s.meet()
	place := func() int {
		if len(lane.said[s.group]) != 1 {
			t.Fatalf("%d places are told", len(lane.said[s.group]))
		}
		text, err := ben.Text(context.Background(), s.group, id)
		s.ok(err)
		at, _, err := ben.FindPlace(context.Background(), s.group, lane.said[s.group][0], text)
		s.ok(err)
		return at
	}
	e.OnCursorChanged()
	s.pauseOver()
	if at := place(); at != len("The light upstairs") {
		t.Errorf("told to be at %d", at)
	}
	box := s.app.settings.prefs
	box.SetBool(prefQuietly, true)
	s.app.here.Tell()
	s.settle()
	if len(lane.said[s.group]) > 0 {
		t.Error("who does not want it is told of")
	}
	times := lane.times
	test.Type(e, "!")
	s.pauseOver()
	if lane.times != times {
		t.Error("something is said all the same")
	}
	box.SetBool(prefQuietly, false)
	s.app.here.Tell()
	s.settle()
	s.meet()
	if at := place(); at != len("The light upstairs!") {
		t.Errorf("told again to be at %d", at)
	}
	p.Close()
	s.settle()
	if len(lane.said[s.group]) > 0 {
		t.Error("not told to have left")
	}
	s.ok(s.store.Seclude())
	times = lane.times
	again := newProposal(s.app, s.group, id)
	s.show(again, 708, 800)
	test.Tap(again.wording.write)
	test.Type(again.wording.editor, "?")
	s.pauseOver()
	if lane.times != times {
		t.Error("something is said of a practice group")
	}
	again.Close()
	s.settle()
	box.RemoveValue(prefQuietly)
}

// TestHereLooks is for people to look at, when MOOT_SCREENS names a folder, and checks that it fits.
func TestHereLooks(t *testing.T) {
	s, lane := hereStreet(t, "Ben Adeyemi", "Catherine Wrzesniewska")
	_, meeting := s.lived()
	s.meet()
	page, err := s.store.Meeting(context.Background(), s.group, meeting)
	s.ok(err)
	item := page.Agenda[1].ID
	for name, writing := range map[string]bool{"here-read": false, "here-write": true} {
		s.looks(name, func() Screen { return newMeeting(s.app, s.group, meeting) }, func(x Screen) {
			m := x.(*meetingScreen)
			if writing {
				m.items[item].block.toggle()
				s.settle()
			}
			lane.writes(s, item, map[string]string{"Ben Adeyemi": "approved", "Catherine Wrzesniewska": "council"})
			s.relayout()
			y, _ := depth(m.scroll.Content, m.items[item].box, 0)
			m.scroll.ScrollToOffset(fyne.NewPos(0, y-60))
		})
	}
}

// TestHereBeside: in a text that is read the names stand at the paragraphs people write in, headings, items of lists and
// quotations too, and where it is narrow a bar does; nothing of the text moves when they come, and go.
func TestHereBeside(t *testing.T) {
	s, lane := hereStreet(t, "Ben", "Cat")
	words := "The **light** on the stairs is broken, and nobody has come to mend it though the council was told twice in spring.\n\n## Costs\n\nÜber *forty* pounds.\n\n- a lamp\n- a ladder\n  - a long one\n\n> It was dark.\n\nThe end."
	id := s.proposal("Mend the light", words, 0)
	s.meet()
	for _, width := range []float32{708, 390} {
		p := newProposal(s.app, s.group, id)
		s.show(p, width, 900)
		b := p.wording.beside
		looks := func() (at []fyne.Position) {
			for _, row := range b.prose.rows {
				at = append(at, row.words.Position(), fyne.NewPos(row.words.Size().Width, row.words.Size().Height))
			}
			return at
		}
		before, last := looks(), float32(-1)
		for i, word := range []string{"council", "Costs", "forty", "lamp", "a ladder", "long one", "dark", "The end"} {
			lane.writes(s, id, map[string]string{"Ben": word})
			s.relayout()
			var what fyne.CanvasObject = b.tags[0]
			if width < 500 {
				what = b.bars[0]
			}
			if !what.Visible() || b.tags[0].Visible() == b.bars[0].Visible() || b.tags[0].String() != "Ben" {
				t.Fatalf("at %q: nothing is marked", word)
			}
			if y := what.Position().Y; y <= last || i == 0 && y > 20 || y > b.root.Size().Height-10 {
				t.Errorf("%q is marked at %v, after %v", word, y, last)
			} else {
				last = y
			}
			if got := looks(); !slices.Equal(got, before) {
				t.Errorf("the words moved when somebody wrote at %q", word)
			}
		}
		lane.writes(s, id, map[string]string{"Ben": "stairs", "Cat": "twice"})
		if got := b.tags[0].String(); got != "Ben, Cat" && !strings.HasPrefix(got, "Ben, ") && got != "Cat, Ben" {
			t.Errorf("both in one paragraph are %q", got)
		}
		lane.writes(s, id, nil)
		s.relayout()
		if b.tags[0].Visible() || b.bars[0].Visible() || !slices.Equal(looks(), before) {
			t.Error("who has left is still marked")
		}
		p.Close()
	}
	s.noErrors()
}
