package forum

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func init() { goldenFiles[filepath.Join("testdata", "v1", "near.txt")] = goldenNear }

// aCard is a card of a group that its neighbours know under this id.
func aCard(from ID, title string) Card {
	return Card{From: from, Name: "Oak Street", Sort: "offer", Title: title, Body: "Soup on *Fridays*.", Contact: "Ring 12", Made: start, Until: start + 28*day, Hops: 1}
}

func rawCard(t testing.TB, c Card) []byte {
	t.Helper()
	raw, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// signedBy gives a card's signatures by the card keys of these people.
func signedBy(raw []byte, group ID, people ...string) (sigs []CardSig) {
	for _, p := range people {
		sigs = addSig(sigs, SignCard(raw, CardKey(testKey(p), group)))
	}
	return sigs
}

func keysFor(group ID, people ...string) (keys [][]byte) {
	for _, p := range people {
		keys = append(keys, PublicCardKey(testKey(p), group))
	}
	slices.SortFunc(keys, bytes.Compare)
	return keys
}

// goldenNear has what came with neighbours' cards and the confidential part.
func goldenNear() []goldenRow {
	s, oak := testID("subject"), testID("oak")
	card := aCard(testID("near oak"), "Soup")
	card.Reply = testID("answered")
	told := Card{From: testID("near oak"), Name: "Oak Street", Sort: CardDecision, Title: "Two benches", Made: start, Until: start + day, Hops: 3,
		Decision: &Told{Outcome: StatePassed, Certificate: testID("c"), Result: testID("r")}}
	end := Card{From: testID("near oak"), Name: "Oak Street", Sort: CardEnd, Made: start, Until: start + day, Hops: 1, Ends: testID("ended")}
	raw := make([][]byte, 3)
	for i, c := range []Card{card, told, end} {
		var err error
		if raw[i], err = c.Encode(); err != nil {
			panic(err)
		}
	}
	keys := keysFor(oak, "Ann", "Zed")
	ids := slices.SortedFunc(slices.Values([]ID{testID("a"), testID("b")}), compareIDs)
	return []goldenRow{
		goldenBodies()[0],
		{KindCharter, ID{}, Charter{Rules: &Rules{Cards: 2}}},
		{KindNotice, ID{}, NewNotice{Sort: "offer", Title: "Soup", Body: "Soup on *Fridays*.", Share: true, Contact: "Ring 12", Reply: testID("answered")}},
		{KindCardKey, ID{}, NewCardKey{Key: keys[0]}},
		{KindCardOut, s, CardOut{Card: raw[0], Sig: signedBy(raw[0], oak, "Ann")[0], Need: 2}},
		{KindCardOut, s, CardOut{Card: raw[1], Sig: signedBy(raw[1], oak, "Ann")[0], Need: 1, Closes: ids}},
		{KindNeighbour, ID{}, NewNeighbour{From: card.From, Name: "Oak Street", Keys: keys, Need: 2, Part: "Oak"}},
		{KindNeighbour, ID{}, NewNeighbour{From: card.From, Name: "Oak Street", Keys: keys[:1], Need: 1}},
		{KindNeighbourKeys, s, NeighbourKeys{Name: "Oak", Keys: keys, Need: 1, After: ids}},
		{KindNeighbourMute, s, MuteNeighbour{Muted: true, Why: "adverts", After: ids}},
		{KindNeighbourMute, s, MuteNeighbour{}},
		{KindCard, s, CarriedCard{Card: raw[0], Sigs: signedBy(raw[0], oak, "Ann", "Zed"), By: testID("keys"), Hop: 1}},
		{KindCard, s, CarriedCard{Card: raw[2], Sigs: signedBy(raw[2], oak, "Ann"), By: testID("keys"), Hop: 3}},
		{KindConfidential, ID{}, Confidential{}},
		{KindPartOf, ID{}, PartOf{Main: testID("main")}},
		{KindMeeting, ID{}, NewMeeting{Title: "Spring", At: start, Part: s}},
		{KindItem, s, NewItem{Title: ConfidentialTitle, Pos: 1, Confidential: true}},
		{KindItem, s, NewItem{Title: "A complaint", Pos: 1, Part: testID("item")}},
	}
}

// TestCardsComeIn: a card stands only as its group signed it, under a neighbour that a member has introduced.
func TestCardsComeIn(t *testing.T) {
	w := newTown(t)
	ann, bob, cat, rita := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember), w.join("Rita", RoleReader)
	h := newHall(w)
	oak, elm := testID("oak"), testID("elm")
	nearOak, nearElm := NearID(oak, []byte("secret of oaks 1")), NearID(elm, []byte("secret of elms 1"))
	n := h.must(bob, KindNeighbour, ID{}, NewNeighbour{From: nearOak, Name: "Oak Street", Keys: keysFor(oak, "Olga", "Otto"), Need: 2}).ID
	e := h.must(bob, KindNeighbour, ID{}, NewNeighbour{From: nearElm, Name: "Elm Row", Keys: keysFor(elm, "Eli"), Need: 1}).ID
	later := h.must(bob, KindNeighbourKeys, n, NeighbourKeys{Name: "Oak Street", Keys: keysFor(oak, "Otto", "Oona"), Need: 2}).ID
	note := h.must(bob, KindNotice, ID{}, NewNotice{Sort: "need", Title: "x"}).ID
	raw := rawCard(t, aCard(nearOak, "Soup"))
	good := signedBy(raw, oak, "Olga", "Otto")
	edited := bytes.Replace(raw, []byte("Ring 12"), []byte("Ring 99"), 1)
	end := rawCard(t, Card{From: nearOak, Name: "Oak Street", Sort: CardEnd, Made: start, Until: start + day, Hops: 1, Ends: CardHash(raw)})
	elms := rawCard(t, aCard(nearElm, "Apples"))
	card := func(raw []byte, by ID, hop int, sigs ...CardSig) CarriedCard {
		return CarriedCard{Card: raw, Sigs: sigs, By: by, Hop: hop}
	}

	for name, c := range map[string]struct {
		by      *neighbour
		kind    Kind
		subject ID
		body    any
		words   string
	}{
		"a card by any member of both":              {cat, KindCard, n, card(raw, n, 1, good...), ""},
		"by a reader":                               {rita, KindCard, n, card(raw, n, 1, good...), "readers only read"},
		"forged: nobody's keys":                     {cat, KindCard, n, card(raw, n, 1, signedBy(raw, oak, "Mallory", "Mona")...), "a key that this neighbour does not have"},
		"forged: one real key of two":               {cat, KindCard, n, card(raw, n, 1, good[0]), "fewer officers"},
		"forged: a key of the carrier's own":        {cat, KindCard, n, card(raw, n, 1, signedBy(raw, oak, "Olga", "Cat")...), "a key that this neighbour does not have"},
		"forged: a person's key elsewhere":          {cat, KindCard, n, card(raw, n, 1, signedBy(raw, elm, "Olga", "Otto")...), "a key that this neighbour does not have"},
		"edited by the carrier":                     {cat, KindCard, n, card(edited, n, 1, good...), "not what its group signed"},
		"of another group's key":                    {cat, KindCard, e, card(raw, e, 1, good...), "another group's"},
		"under another group":                       {cat, KindCard, e, card(raw, n, 1, good...), "the keys of another neighbour"},
		"another group's card":                      {cat, KindCard, n, card(elms, n, 1, signedBy(elms, elm, "Eli")...), "another group's"},
		"by the later keys":                         {cat, KindCard, n, card(raw, later, 1, signedBy(raw, oak, "Otto", "Oona")...), ""},
		"by the later keys, signed by those before": {cat, KindCard, n, card(raw, later, 1, good...), "a key that this neighbour does not have"},
		"handed on too far":                         {cat, KindCard, n, card(raw, n, 2, good...), "further than its group allows"},
		"a withdrawal by one officer":               {cat, KindCard, n, card(end, n, 1, signedBy(end, oak, "Otto")...), ""},
		"a withdrawal by nobody":                    {cat, KindCard, n, card(end, n, 1, signedBy(end, oak, "Cat")...), "a key that this neighbour does not have"},
		"under a notice":                            {cat, KindCard, note, card(raw, n, 1, good...), "cannot be about that"},
		"of keys that are not here":                 {cat, KindCard, n, card(raw, testID("missing"), 1, good...), "wait"},
		"our own group":                             {bob, KindNeighbour, ID{}, NewNeighbour{From: NearID(w.group, w.secret), Name: "Us", Keys: keysFor(oak, "Ann"), Need: 1}, "not its own neighbour"},
		"keys by the introducer":                    {bob, KindNeighbourKeys, n, NeighbourKeys{Name: "Oak", Keys: keysFor(oak, "Otto"), Need: 1}, ""},
		"keys by an officer":                        {ann, KindNeighbourKeys, n, NeighbourKeys{Name: "Oak", Keys: keysFor(oak, "Otto"), Need: 1}, ""},
		"keys by another":                           {cat, KindNeighbourKeys, n, NeighbourKeys{Name: "Oak", Keys: keysFor(oak, "Cat"), Need: 1}, "only whoever introduced"},
		"muted by an officer":                       {ann, KindNeighbourMute, n, MuteNeighbour{Muted: true}, ""},
		"muted by a member":                         {bob, KindNeighbourMute, n, MuteNeighbour{Muted: true}, "may not do that"},
		"a comment on a neighbour":                  {cat, KindComment, n, NewComment{Body: "May I join?"}, ""},
	} {
		_, err := h.say(c.by, c.kind, c.subject, c.body)
		wantVerdict(t, name, err, c.words)
	}
}

func wantVerdict(t *testing.T, name string, err error, words string) {
	t.Helper()
	var refused *RefusedError
	var wait *WaitError
	switch {
	case words == "" && err != nil:
		t.Errorf("%s: %v", name, err)
	case words == "wait" && !errors.As(err, &wait):
		t.Errorf("%s: %v; want it to wait", name, err)
	case words != "" && words != "wait" && (!errors.As(err, &refused) || !strings.Contains(err.Error(), words)):
		t.Errorf("%s: %v; want a refusal with %q", name, err, words)
	}
}

// TestCardsGoOut: only officers sign cards, with what their author offered or the tellers signed, and as many as the charter says.
func TestCardsGoOut(t *testing.T) {
	w := newTown(t)
	ann, bob := w.founder, w.join("Bob", RoleMember)
	w.act(ann, KindCharter, ID{}, &Charter{Rules: &Rules{Cards: 2}}, w.now())
	h := newHall(w)
	near := NearID(w.group, w.secret)
	shared := h.must(bob, KindNotice, ID{}, NewNotice{Sort: "offer", Title: "Soup", Body: "Soup on *Fridays*.", Share: true, Contact: "Ring 12", Until: start + 28*day}).ID
	kept := h.must(bob, KindNotice, ID{}, NewNotice{Sort: "offer", Title: "Soup", Body: "Soup on *Fridays*."}).ID
	meet := h.must(bob, KindMeeting, ID{}, NewMeeting{Title: "Spring", At: start}).ID
	p := h.must(ann, KindProposal, ID{}, NewProposal{Title: "A bench"}).ID
	p2 := h.must(ann, KindProposal, ID{}, NewProposal{Title: "A pond"}).ID
	vote := h.must(ann, KindVote, p, OpenVote{Title: "A bench", Method: MethodYesNo})
	view := newVote(vote, Electorate{Eligible: 2})
	ballot := h.must(bob, KindBallot, vote.ID, NewBallot{Voter: bob.id(), Choice: Yes})
	view.Ballots = []Ballot{ballotOf(ballot, ballot.Body.(*NewBallot))}
	view.add()
	result, err := view.Result()
	if err != nil {
		t.Fatal(err)
	}
	cert := Certificate{Ballots: []ID{ballot.ID}, Outcome: result.Outcome, Result: result.Digest}
	closed := h.must(ann, KindClose, vote.ID, cert).ID

	out := func(edit func(*Card, *CardOut)) CardOut {
		c, o := aCard(near, "Soup"), CardOut{Need: 2}
		edit(&c, &o)
		o.Card = rawCard(t, c)
		if o.Sig.Key == nil {
			o.Sig = SignCard(o.Card, CardKey(testKey("Ann"), w.group))
		}
		return o
	}
	decision := func(edit func(*Card, *CardOut)) CardOut {
		return out(func(c *Card, o *CardOut) {
			c.Sort, c.Title, c.Body, c.Contact = CardDecision, "A bench", "", ""
			c.Decision, o.Closes = &Told{result.Outcome, cert.ID(), result.Digest}, []ID{closed}
			edit(c, o)
		})
	}
	as := func(*Card, *CardOut) {}
	for name, c := range map[string]struct {
		by      *neighbour
		subject ID
		body    CardOut
		words   string
	}{
		"signed by an officer":        {ann, shared, out(as), ""},
		"by a member":                 {bob, shared, out(as), "may not do that"},
		"of a notice that is our own": {ann, kept, out(func(c *Card, _ *CardOut) { c.Contact = "" }), "did not offer it"},
		"with other words":            {ann, shared, out(func(c *Card, _ *CardOut) { c.Body = "Soup on Mondays." }), "does not say what the notice says"},
		"with another title":          {ann, shared, out(func(c *Card, _ *CardOut) { c.Title = "Free soup" }), "does not say what the notice says"},
		"with another contact":        {ann, shared, out(func(c *Card, _ *CardOut) { c.Contact = "Ring 13" }), "does not say what the notice says"},
		"longer than the notice":      {ann, shared, out(func(c *Card, _ *CardOut) { c.Until++ }), "longer than the notice"},
		"of another group":            {ann, shared, out(func(c *Card, _ *CardOut) { c.From = testID("other") }), "a card of another group"},
		"with fewer signers than due": {ann, shared, out(func(_ *Card, o *CardOut) { o.Need = 1 }), "another number of signatures"},
		"not signed":                  {ann, shared, out(func(_ *Card, o *CardOut) { o.Sig = SignCard([]byte("another"), CardKey(testKey("Ann"), w.group)) }), "not signed with the key"},
		"of a meeting":                {ann, meet, out(as), "cannot be about that"},
		"a withdrawal": {ann, shared, out(func(c *Card, _ *CardOut) {
			*c = Card{From: near, Name: "x", Sort: CardEnd, Until: 1, Hops: 1, Ends: testID("e")}
		}), ""},
		"of a decision":                     {ann, p, decision(as), ""},
		"a notice as a decision":            {ann, p, out(as), "what is told of a proposal"},
		"a decision never made":             {ann, p, decision(func(c *Card, _ *CardOut) { c.Decision.Outcome = StateNotPassed }), "what the certificate says"},
		"a decision by no certificate here": {ann, p, decision(func(c *Card, _ *CardOut) { c.Decision.Certificate = testID("other") }), "what the certificate says"},
		"a decision of another result":      {ann, p, decision(func(c *Card, _ *CardOut) { c.Decision.Result = testID("other") }), "what the certificate says"},
		"a decision with no certificate":    {ann, p, decision(func(_ *Card, o *CardOut) { o.Closes = nil }), "no certificate"},
		"a decision on something else":      {ann, p2, decision(as), "a vote on something else"},
		"a decision by another name":        {ann, p, decision(func(c *Card, _ *CardOut) { c.Title = "Two benches" }), "the title that was voted on"},
	} {
		_, err := h.say(c.by, KindCardOut, c.subject, c.body)
		wantVerdict(t, name, err, c.words)
	}
}

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
		wantVerdict(t, name, err, c.words)
	}
	if _, err := Encode(KindItem, NewItem{Title: "A complaint", Confidential: true}); err == nil {
		t.Error("a confidential item has a title")
	}
}

// TestCardLimits: what is outside the limits is refused by every device alike.
func TestCardLimits(t *testing.T) {
	oak := testID("oak")
	raw := rawCard(t, aCard(oak, "Soup"))
	sigs := signedBy(raw, oak, "Ann", "Zed")
	keys := keysFor(oak, "Ann", "Zed")
	for name, c := range map[string]struct {
		kind Kind
		body any
	}{
		"cards that cannot be read":    {KindCard, CarriedCard{Card: raw[:len(raw)-1], Sigs: sigs, Hop: 1}},
		"too long a card":              {KindCard, CarriedCard{Card: make([]byte, maxCard+1), Sigs: sigs, Hop: 1}},
		"signatures out of order":      {KindCard, CarriedCard{Card: raw, Sigs: []CardSig{sigs[1], sigs[0]}, Hop: 1}},
		"one signature twice":          {KindCard, CarriedCard{Card: raw, Sigs: []CardSig{sigs[0], sigs[0]}, Hop: 1}},
		"no signature":                 {KindCard, CarriedCard{Card: raw, Hop: 1}},
		"no hop":                       {KindCard, CarriedCard{Card: raw, Sigs: sigs}},
		"keys out of order":            {KindNeighbour, NewNeighbour{From: oak, Name: "Oak", Keys: [][]byte{keys[1], keys[0]}, Need: 1}},
		"more signers than keys":       {KindNeighbour, NewNeighbour{From: oak, Name: "Oak", Keys: keys, Need: 3}},
		"no signers":                   {KindNeighbour, NewNeighbour{From: oak, Name: "Oak", Keys: keys}},
		"a short key":                  {KindCardKey, NewCardKey{Key: keys[0][:31]}},
		"no group":                     {KindPartOf, PartOf{}},
		"a contact for nobody":         {KindNotice, NewNotice{Sort: "offer", Title: "x", Contact: "Ring 12"}},
		"a long notice for neighbours": {KindNotice, NewNotice{Sort: "offer", Title: "x", Share: true, Body: strings.Repeat("x", MaxCardText+1)}},
	} {
		if _, err := Encode(c.kind, c.body); err == nil {
			t.Errorf("%s: it was let through", name)
		}
	}
	for name, edit := range map[string]func(*Card){
		"no group":                  func(c *Card) { c.From = ID{} },
		"no name":                   func(c *Card) { c.Name = "" },
		"no end":                    func(c *Card) { c.Until = c.Made + MaxCardLife + 1 },
		"an end before it was made": func(c *Card) { c.Until = c.Made - 1 },
		"four hops":                 func(c *Card) { c.Hops = 4 },
		"an unknown sort":           func(c *Card) { c.Sort = "advert" },
		"a withdrawal of nothing":   func(c *Card) { c.Sort = CardEnd },
		"a notice that withdraws":   func(c *Card) { c.Ends = ID{1} },
		"a decision of nothing":     func(c *Card) { c.Sort = CardDecision },
		"long words":                func(c *Card) { c.Body = strings.Repeat("x", MaxCardText+1) },
	} {
		c := aCard(oak, "Soup")
		edit(&c)
		if _, err := c.Encode(); err == nil {
			t.Errorf("a card with %s was let through", name)
		}
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

// TestNeighbourFoldForgetsOrder: any order and any repeats give equal views (design §7.1).
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

func FuzzReadCard(f *testing.F) {
	c := aCard(testID("near"), "Soup")
	raw, err := c.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := ReadCard(raw)
		if err != nil {
			return
		}
		if _, err := c.Encode(); err != nil {
			t.Errorf("a card that was read cannot be written: %v", err)
		}
	})
}

// TestCharterSaysWhoSignsCards: a charter file says how many officers sign a card, and leaves the rest of the rules alone.
func TestCharterSaysWhoSignsCards(t *testing.T) {
	was := &Roll{Name: "Oak", Rules: Rules{Sections: []Section{{Name: "North"}}, Voting: &Voting{Blocks: 1}}}
	c, err := ParseCharter([]byte("cards = 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	change, any := c.Change(was)
	if !any || change.Rules.Cards != 2 || len(change.Rules.Sections) != 1 || change.Rules.Voting == nil {
		t.Fatalf("it changes %+v", change.Rules)
	}
	was.Rules = *change.Rules
	for _, text := range []string{"[section.South]\n", "[voting]\nblocks = 2\n"} {
		if c, err = ParseCharter([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if change, _ := c.Change(was); change.Rules.Cards != 2 {
			t.Errorf("%q takes away how many sign cards", text)
		}
	}
	again, err := ParseCharter(FormatCharter("Oak", "", was.Rules))
	if err != nil {
		t.Fatal(err)
	}
	if change, any := again.Change(was); any {
		t.Errorf("written and read, it changes %+v", change)
	}
	for _, text := range []string{"cards = 0", "cards = 17", "cards = 'two'", "cards = 1.5"} {
		if _, err := ParseCharter([]byte(text)); err == nil {
			t.Errorf("%s was let through", text)
		}
	}
}
