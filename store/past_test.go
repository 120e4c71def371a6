package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"moot/store/doc"
	"moot/store/forum"
)

// TestMoments: one person's changes without a long pause are one moment, those of people who write at once are, and there
// are never more than so many.
func TestMoments(t *testing.T) {
	ann, bob := forum.Person{1}, forum.Person{2}
	const s, min = int64(1000), int64(60_000)
	writes := []write{
		{ann, 0}, {ann, 29 * min}, {ann, 58 * min}, // in one go
		{ann, 88 * min},                                                                // after a pause
		{bob, 90 * min},                                                                // somebody else, later
		{ann, 200 * min}, {bob, 200*min + 2*s}, {ann, 200*min + 4*s}, {bob, 201 * min}, // at once
		{ann, 201*min + 50*s}, {bob, 202*min + 40*s}, {ann, 203*min + 30*s}, {bob, 204*min + 20*s}, {ann, 205*min + 10*s}, // longer than a moment
	}
	var got []string
	for _, m := range momentsOf(writes) {
		who := ""
		for _, p := range m.People {
			who += string(rune('a' - 1 + p[0]))
		}
		got = append(got, fmt.Sprintf("%s%d@%d-%d", who, m.Changes, m.From/s, m.To/s))
	}
	if want := "a3@0-3480 a1@5280-5280 b1@5400-5400 ab8@12000-12260 a1@12310-12310"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
	many := make([]Moment, 1000)
	for i := range many {
		many[i] = Moment{People: []forum.Person{{byte(i % 3)}}, From: int64(i), To: int64(i), Changes: 1}
	}
	few, sum := atMost(100, many), 0
	for i := range few {
		sum += few[i].Changes
	}
	if len(few) != 100 || sum != 1000 || few[99].Changes > few[0].Changes || few[0].From != 0 || len(few[0].People) != 3 {
		t.Errorf("%d moments of %d changes; the first is %+v", len(few), sum, few[0])
	}
}

// TestTextPast: the stops of a text that two people wrote are the same on both devices, and the last is the text as it is.
func TestTextPast(t *testing.T) {
	ann, bob, g := pair(t)
	id := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Light"}, "one"))
	give(t, ann, bob, g)
	must[string](t)(bob.EditText(ctx, g, id, "one", "one two"))
	must[string](t)(ann.EditText(ctx, g, id, "one", "none"))
	give(t, ann, bob, g)
	give(t, bob, ann, g)
	a, b := must[[]Moment](t)(ann.TextPast(ctx, g, id)), must[[]Moment](t)(bob.TextPast(ctx, g, id))
	now := must[string](t)(ann.Text(ctx, g, id))
	if len(a) == 0 || !slices.EqualFunc(a, b, func(a, b Moment) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		t.Fatalf("%+v is not %+v", a, b)
	}
	if last := a[len(a)-1]; last.Text != now || last.Text != "none two" || !slices.Contains(last.Names, "Bob") {
		t.Errorf("the last is %+v, the text %q", last, now)
	}
	if past := must[[]Moment](t)(ann.TextPast(ctx, g, forum.ID{7})); len(past) > 0 {
		t.Errorf("of nothing: %v", past)
	}
}

// TestPlaces: a place stays after its character, whatever either side writes before it, and is not told of words that are
// not here yet.
func TestPlaces(t *testing.T) {
	ann, bob, g := pair(t)
	id := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Light"}, "The light is broken."))
	give(t, ann, bob, g)
	at := func(text, after string) int { return len([]rune(text[:strings.Index(text, after)+len(after)])) }
	find := func(p forum.Place, text, after string) {
		t.Helper()
		got, ok, err := bob.FindPlace(ctx, g, p, text)
		if err != nil || !ok || got != at(text, after) {
			t.Errorf("in %q it is at %d %v %v, not after %q", text, got, ok, err, after)
		}
	}
	shown := "The light is broken." // what Ann's editor shows while the store is ahead of it
	bobs := must[string](t)(bob.EditText(ctx, g, id, shown, "Note well: the light is broken."))
	place := must[forum.Place](t)(ann.Place(ctx, g, id, shown, at(shown, "light")))
	find(place, bobs, "light")
	find(place, "The lighthouse is broken.", "light")
	give(t, bob, ann, g)
	place = must[forum.Place](t)(ann.Place(ctx, g, id, shown, at(shown, "broke")))
	find(place, bobs, "broke")
	anns := must[string](t)(ann.EditText(ctx, g, id, bobs, "Ébène. "+bobs))
	place = must[forum.Place](t)(ann.Place(ctx, g, id, anns, at(anns, "is")))
	if _, ok, err := bob.FindPlace(ctx, g, place, bobs); ok || err != nil {
		t.Errorf("a place in words not here is told: %v", err)
	}
	give(t, ann, bob, g)
	find(place, anns, "is")
	find(place, bobs, "is") // an editor that is behind
	must[string](t)(bob.EditText(ctx, g, id, anns, "Ébène. broken."))
	find(place, "Ébène. broken.", "Ébène. ") // what it was in is gone
	if _, ok, err := bob.FindPlace(ctx, g, forum.Place{Text: id, At: 3}, anns); ok || err != nil {
		t.Error("a place with no heads is told")
	}
	for _, at := range []int{-5, forum.PlaceEnd} {
		place.At = at
		if got, _, err := bob.FindPlace(ctx, g, place, anns); err != nil || got < 0 || got > len(anns) {
			t.Errorf("%d is at %d, %v", at, got, err)
		}
	}
	if p := must[forum.Place](t)(ann.Place(ctx, g, forum.ID{7}, "", 0)); len(p.Heads) > 0 {
		t.Error("a place in an empty text")
	}
}

// longText gives a proposal whose wording has been written in so many changes.
func longText(b *testing.B, changes int) (s *Store, g, id forum.ID, text string) {
	s = device(b, "Ann")
	g = must[forum.ID](b)(s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	id = must[forum.ID](b)(s.NewProposal(ctx, g, forum.NewProposal{Title: "Long"}, "Long."))
	text = must[string](b)(s.Text(ctx, g, id))
	for i := range changes {
		was := text
		text = must[string](b)(s.EditText(ctx, g, id, was, fmt.Sprintf("%s%d ", was, i%10)))
	}
	return s, g, id, text
}

// BenchmarkPast reads the past of a text of 10,000 changes, and finds a place in it by heads that are not its own.
func BenchmarkPast(b *testing.B) {
	s, g, id, text := longText(b, 10_000)
	b.Run("all of it", func(b *testing.B) {
		for b.Loop() {
			must[[]Moment](b)(s.TextPast(ctx, g, id))
		}
	})
	place := must[forum.Place](b)(s.Place(ctx, g, id, text, 9_000))
	now := must[string](b)(s.EditText(ctx, g, id, text, "Very "+text))
	b.Run("a place, by older heads", func(b *testing.B) {
		for b.Loop() {
			if at, ok, err := s.FindPlace(ctx, g, place, now); at != 9_005 || !ok || err != nil {
				b.Fatal(at, ok, err)
			}
		}
	})
	b.Run("with the document held", func(b *testing.B) {
		group := must[*group](b)(s.group(g))
		for b.Loop() {
			ok(b, s.readDoc(group, id, func(d *doc.Doc) error { _, err := d.Record(); return err }))
		}
	})
}

// TestOldTextsAreKept: a place in an older text is found the same when that is kept, in words that have gone on since, and no more
// texts are kept than a few.
func TestOldTextsAreKept(t *testing.T) {
	s := device(t, "Ann")
	g := must[forum.ID](t)(s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	id := must[forum.ID](t)(s.NewProposal(ctx, g, forum.NewProposal{Title: "Lamp"}, "x"))
	now, places := "x", []forum.Place{}
	for range 3 * pastTextsMost {
		places = append(places, must[forum.Place](t)(s.Place(ctx, g, id, now, 1)))
		now = must[string](t)(s.EditText(ctx, g, id, now, "y"+now))
	}
	for range 2 {
		for i, p := range places {
			if at, found, err := s.FindPlace(ctx, g, p, now); at != len(places)-i+1 && i == 0 || !found || err != nil || p.At != 1 {
				t.Fatalf("the place of text %d is at %d (%v, %v)", i, at, found, err)
			} else if again, _, err := s.FindPlace(ctx, g, p, now); again != at || err != nil {
				t.Fatalf("the place of text %d is at %d, then at %d (%v)", i, at, again, err)
			}
		}
	}
	if n := len(s.past.kept); n != pastTextsMost {
		t.Errorf("%d texts are kept", n)
	}
	for _, k := range s.past.kept {
		text := ""
		group := must[*group](t)(s.group(g))
		ok(t, s.readDoc(group, k.of, func(d *doc.Doc) (err error) { text, err = d.TextAt(k.heads); return err }))
		if text != k.text {
			t.Errorf("%q is kept of %q", k.text, text)
		}
	}
}

// TestOddHeadsCostLittle: heads that say the same in another way are the same text, and of a long text that neighbours name in ever
// other ways one is made and then none for a while; what was made is still found.
func TestOddHeadsCostLittle(t *testing.T) {
	now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
	s, err := Open(t.TempDir(), Options{Now: func() time.Time { return now }})
	ok(t, err)
	t.Cleanup(func() { ok(t, s.Close()) })
	if _, err := s.CreateMe(ctx, "Ann"); err != nil {
		t.Fatal(err)
	}
	g := must[forum.ID](t)(s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	id := must[forum.ID](t)(s.NewProposal(ctx, g, forum.NewProposal{Title: "Long"}, "Long."))
	text := must[string](t)(s.Text(ctx, g, id))
	var places []forum.Place
	for i := range pastLong + 20 {
		places = append(places, must[forum.Place](t)(s.Place(ctx, g, id, text, 4)))
		text = must[string](t)(s.EditText(ctx, g, id, text, fmt.Sprintf("%d%s", i%10, text)))
	}
	found := func(heads ...forum.ID) bool {
		t.Helper()
		_, known, err := s.FindPlace(ctx, g, forum.Place{Text: id, Heads: heads, At: 4}, text)
		ok(t, err)
		return known
	}
	last := must[forum.Place](t)(s.Place(ctx, g, id, text, 4)).Heads[0]
	old := func(i int) forum.ID { return places[i].Heads[0] }
	if !found(old(3), last, last, old(7)) || len(s.past.kept) > 0 {
		t.Error("the latest words, with older heads beside theirs, are not known for what they are")
	}
	if found(forum.ID{7}, last) || found(forum.ID{7}) {
		t.Error("words that are not here are found")
	}
	if !found(old(500)) || !found(old(500), old(20)) || len(s.past.kept) != 1 {
		t.Errorf("%d texts are kept of one", len(s.past.kept))
	}
	for i := range 200 {
		if found(old(300 + i)) {
			t.Fatalf("text %d is made at once", i)
		}
	}
	if !found(old(500)) {
		t.Error("what was made is not found again")
	}
	now = now.Add(2 * time.Second)
	if !found(old(400)) || found(old(401)) {
		t.Error("after a while one is made again")
	}
	now = now.Add(-time.Hour)
	if !found(old(402)) {
		t.Error("after the clock was set back none is made")
	}
}
