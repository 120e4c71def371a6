package forum

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestConfidentialSaysNothing: an item that says it is confidential has no words, no title and no motions in the main group.
func TestConfidentialSaysNothing(t *testing.T) {
	w := newTown(t)
	ann, bob := w.founder, w.join("Bob", RoleMember)
	h := newHall(w)
	meet := h.must(ann, KindMeeting, ID{}, NewMeeting{Title: "Spring", At: start}).ID
	silent := NewItem{Title: ConfidentialTitle, Pos: 1, Confidential: true}
	item := h.must(ann, KindItem, meet, silent).ID
	for name, c := range map[string]struct {
		by      *neighbour
		kind    Kind
		subject ID
		body    any
		words   string
	}{
		"by a member":   {bob, KindItem, meet, silent, "only an officer"},
		"its words":     {ann, KindChange, item, nil, "this item is confidential"},
		"its title":     {ann, KindSet, item, Set{Field: FieldTitle, Text: "A complaint"}, "this item is confidential"},
		"its place":     {ann, KindSet, item, Set{Field: FieldPos, Number: 7}, ""},
		"its motion":    {ann, KindMotion, item, NewMotion{Text: "To dismiss", Mover: Who{Person: ann.id()}}, "this item is confidential"},
		"by an officer": {ann, KindItem, meet, silent, ""},
		"a part":        {bob, KindConfidential, ID{}, Confidential{}, "may not do that"},
	} {
		_, err := h.say(c.by, c.kind, c.subject, c.body)
		wantVerdict(t, name, err, c.words, ID{})
	}
	if _, err := Encode(KindItem, NewItem{Title: "A complaint", Confidential: true}); err == nil {
		t.Error("a confidential item has a title")
	}
}

// TestNeighbourCards: what people see of a neighbour's cards as they come, are withdrawn and brought again, and as its
// officers change.
func TestNeighbourCards(t *testing.T) {
	oak, near := testID("oak"), testID("near oak")
	bob, cat := Person{2}, Person{3}
	made := rec(0, KindNeighbour, ID{}, bob, 1, &NewNeighbour{From: near, Name: "Oak", Keys: keysFor(oak, "Olga", "Otto"), Need: 1})
	n := 0
	bring := func(raw []byte, by Person, signers ...string) Record {
		n++
		return rec(n, KindCard, made.ID, by, int64(n), &CarriedCard{Card: raw, Sigs: signedBy(raw, oak, signers...), By: made.ID, Hop: 1})
	}
	soup := rawCard(t, aCard(near, "Soup"))
	end := rawCard(t, Card{From: near, Name: "Oak", Sort: CardEnd, Made: start + 1, Until: start + day, Hops: 1, Ends: CardHash(soup)})
	titles := func(rs ...Record) (out []string) {
		v, ok := FoldNeighbour(made.ID, append([]Record{made}, rs...))
		if !ok {
			t.Fatal("no neighbour")
		}
		for _, c := range v.Cards {
			out = append(out, fmt.Sprintf("%s by %d", c.Card.Title, len(c.Sigs)))
		}
		return out
	}
	want := func(name string, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v; want %v", name, got, want)
		}
	}
	first, again, other := bring(soup, bob, "Olga"), bring(soup, cat, "Olga"), bring(soup, cat, "Otto")
	want("one card brought twice", titles(first, again), "Soup by 1")
	want("by both officers", titles(first, other), "Soup by 2")
	withdrawn := bring(end, bob, "Otto")
	replayed := bring(soup, cat, "Olga")
	want("withdrawn", titles(first, withdrawn))
	want("replayed after withdrawal", titles(first, withdrawn, replayed))
	want("withdrawn before it came", titles(withdrawn, replayed))
	n++
	rotated := rec(n, KindNeighbourKeys, made.ID, bob, 50, &NeighbourKeys{Name: "Oak", Keys: keysFor(oak, "Otto", "Oona"), Need: 1})
	want("of an officer who is none now", titles(first, rotated))
	want("of one who still is", titles(first, other, rotated), "Soup by 2")
	want("withdrawn by one who is none now", titles(other, bring(end, bob, "Olga"), rotated))

	long := bring(soup, bob, "Olga")
	long.Body.(*CarriedCard).Hop = 3
	for _, rs := range [][]Record{{made, long, first}, {made, first, long}} {
		if v, _ := FoldNeighbour(made.ID, rs); v.Cards[0].Hop != 1 || v.Cards[0].By != bob || v.Cards[0].Since != first.Time {
			t.Errorf("a card that came two ways came %+v", v.Cards[0])
		}
	}

	var flood []Record
	for i := range 3 * MaxNear {
		c := aCard(near, fmt.Sprint(i))
		c.Made += int64(i)
		flood = append(flood, bring(rawCard(t, c), cat, "Olga"))
	}
	v, _ := FoldNeighbour(made.ID, append(flood, made))
	if len(v.Cards) != MaxNear || len(v.More) != 2*MaxNear || v.Cards[0].Card.Title != fmt.Sprint(3*MaxNear-1) {
		t.Errorf("of a flood %d are shown, the first %q, and %d are not", len(v.Cards), v.Cards[0].Card.Title, len(v.More))
	}
}

// TestNeighbourFoldForgetsOrder: any order and any repeats give equal views.
func TestNeighbourFoldForgetsOrder(t *testing.T) {
	oak, near := testID("oak"), testID("near oak")
	people := []Person{{1}, {2}, {3}}
	officers := []string{"Olga", "Otto", "Oona"}
	rapid.Check(t, func(rt *rapid.T) {
		pick := func(what string) []string {
			return officers[:rapid.IntRange(1, 3).Draw(rt, what)]
		}
		rs := []Record{rec(0, KindNeighbour, ID{}, people[0], 1, &NewNeighbour{From: near, Name: "Oak", Keys: keysFor(oak, pick("keys")...), Need: 1})}
		id := rs[0].ID
		var hashes []ID
		for n := 1; n < rapid.IntRange(1, 25).Draw(rt, "records"); n++ {
			by, time := rapid.SampledFrom(people).Draw(rt, "by"), rapid.Int64Range(1, 5).Draw(rt, "time")
			before := []ID{rapid.SampledFrom(rs).Draw(rt, "replaced").ID}
			c := aCard(near, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "title"))
			if len(hashes) > 0 && rapid.Bool().Draw(rt, "ends") {
				c.Sort, c.Ends = CardEnd, rapid.SampledFrom(hashes).Draw(rt, "ended")
			}
			raw := rawCard(t, c)
			hashes = append(hashes, CardHash(raw))
			rs = append(rs, rapid.SampledFrom([]Record{
				rec(n, KindCard, id, by, time, &CarriedCard{Card: raw, Sigs: signedBy(raw, oak, pick("signers")...), By: id, Hop: 1}),
				rec(n, KindCard, id, by, time, &CarriedCard{Card: raw, Sigs: signedBy(raw, oak, pick("signers")...), By: id, Hop: 2}),
				rec(n, KindNeighbourKeys, id, by, time, &NeighbourKeys{Name: fmt.Sprint(n), Keys: keysFor(oak, pick("new keys")...), Need: 1, After: before}),
				rec(n, KindNeighbourMute, id, by, time, &MuteNeighbour{Muted: n%2 == 0, After: before}),
				rec(n, KindComment, id, by, time, &NewComment{Body: "x"}),
			}).Draw(rt, "record"))
		}
		view, _ := FoldNeighbour(id, rs)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 1))
		for range 3 {
			other := append(slices.Clone(rs), rs[:r.IntN(len(rs))]...)
			r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
			if again, _ := FoldNeighbour(id, other); ViewDigest(again) != ViewDigest(view) {
				rt.Fatalf("another order gave another view:\n%+v\n%+v", view, again)
			}
		}
	})
}

// TestMismatch: who should be in the officers' own group and who should not.
func TestMismatch(t *testing.T) {
	main, own := &Roll{}, &Roll{}
	member := func(n byte, r Role, s Standing) Member {
		return Member{Person: Person{n}, Key: Person{n}, Role: r, Standing: s}
	}
	main.Members = []Member{member(1, RoleOfficer, StandingMember), member(2, RoleOfficer, StandingMember), member(3, RoleMember, StandingMember), member(4, RoleOfficer, StandingRemoved)}
	again := member(9, RoleOfficer, StandingMember)
	again.Key = Person{2} // admitted here again with a key of their own
	own.Members = []Member{again, member(3, RoleOfficer, StandingMember), member(4, RoleOfficer, StandingMember), member(5, RoleMember, StandingRemoved)}
	lacking, surplus := Mismatch(main, own)
	if len(lacking) != 1 || lacking[0].Person != (Person{1}) || len(surplus) != 2 || surplus[0].Person != (Person{3}) || surplus[1].Person != (Person{4}) {
		t.Errorf("lacking %v, surplus %v", lacking, surplus)
	}
}
