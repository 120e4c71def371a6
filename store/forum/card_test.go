package forum

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
		wantVerdict(t, name, err, c.words, ID{})
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
		wantVerdict(t, name, err, c.words, ID{})
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
