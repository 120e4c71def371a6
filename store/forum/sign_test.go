package forum

import (
	"slices"
	"strings"
	"testing"
)

// signedHall is a hall with a meeting in it and the words of its minutes.
func signedHall(t *testing.T) (h *hall, ann, bob, rita *neighbour, meet, item ID, words Words) {
	t.Helper()
	w := newTown(t)
	ann, bob, rita = w.founder, w.join("Bob", RoleMember), w.join("Rita", RoleReader)
	h = newHall(w)
	meet = h.must(bob, KindMeeting, ID{}, NewMeeting{Title: "Spring", At: start, Place: "Hall"}).ID
	item = h.must(bob, KindItem, meet, NewItem{Title: "Money"}).ID
	words = Words{Title: "Spring", At: start, Place: "Hall", Items: []ItemWords{{Item: item, Title: "Money", Heads: []ID{{1}}}},
		Attended: []Attended{{Who: Who{bob.id(), "Bob"}, As: Present}, {Who: Who{Name: "Mr Ode"}, As: Apologies}}}
	return h, ann, bob, rita, meet, item, words
}

func TestCheckMinutes(t *testing.T) {
	h, ann, bob, rita, meet, item, words := signedHall(t)
	other := h.must(bob, KindMeeting, ID{}, NewMeeting{Title: "Summer", At: start}).ID
	motion := h.must(bob, KindMotion, item, NewMotion{Text: "Buy a bench.", Mover: Who{Person: ann.id()}}).ID
	with := func(f func(w *Words)) Sign {
		w := words
		w.Items, w.Attended = slices.Clone(words.Items), slices.Clone(words.Attended)
		f(&w)
		return Sign{Words: w}
	}
	for name, c := range map[string]struct {
		by      *neighbour
		kind    Kind
		subject ID
		body    any
		words   string // in the refusal; empty when it stands; "wait" when it must wait
	}{
		"an officer signs":              {ann, KindSign, meet, Sign{Words: words}, ""},
		"a member signs":                {bob, KindSign, meet, Sign{Words: words}, "only an officer may sign"},
		"a reader signs":                {rita, KindSign, meet, Sign{Words: words}, "readers only read"},
		"a signature on an item":        {ann, KindSign, item, Sign{Words: words}, "cannot be about that"},
		"another meeting's item":        {ann, KindSign, other, Sign{Words: words}, "an item of another meeting"},
		"an item not here yet":          {ann, KindSign, meet, with(func(w *Words) { w.Items[0].Item = testID("no") }), "wait"},
		"something else for an item":    {ann, KindSign, meet, with(func(w *Words) { w.Items[0].Item = motion }), "cannot be about that"},
		"a wrong name":                  {ann, KindSign, meet, with(func(w *Words) { w.Attended[0].Who.Name = "Bill" }), "not theirs"},
		"a signer's wrong name":         {ann, KindSign, meet, Sign{Words: words, Name: "Bob"}, "not theirs"},
		"a stranger":                    {ann, KindSign, meet, with(func(w *Words) { w.Attended[0].Who.Person = Person{9} }), "not theirs"},
		"a wrong name under a motion":   {ann, KindSign, meet, with(func(w *Words) { w.Items[0].Motions = []MotionWords{{Text: "x", Mover: Who{bob.id(), "Bill"}}} }), "not theirs"},
		"a member moves":                {bob, KindMotion, item, NewMotion{Text: "x", Mover: Who{Name: "Mr Ode"}, Seconder: Who{Person: ann.id()}}, ""},
		"a reader moves":                {rita, KindMotion, item, NewMotion{Text: "x", Mover: Who{Person: rita.id()}}, "readers only read"},
		"a motion of a stranger's":      {bob, KindMotion, item, NewMotion{Text: "x", Mover: Who{Person: Person{9}}}, "not in the group"},
		"a motion in no item":           {bob, KindMotion, meet, NewMotion{Text: "x", Mover: Who{Name: "Mr Ode"}}, "cannot be about that"},
		"hands for a motion":            {bob, KindHands, motion, Hands{Outcome: Carried, For: 1}, ""},
		"hands for an item":             {bob, KindHands, item, Hands{Outcome: Carried, For: 1}, "cannot be about that"},
		"hands counted by a reader":     {rita, KindHands, motion, Hands{Outcome: Carried, For: 1}, "readers only read"},
		"notice":                        {bob, KindCalled, meet, Called{At: start}, ""},
		"notice of an item":             {bob, KindCalled, item, Called{At: start}, "cannot be about that"},
		"notice by a reader":            {rita, KindCalled, meet, Called{At: start}, "readers only read"},
		"a meeting that follows":        {bob, KindMeeting, ID{}, NewMeeting{Title: "x", Follows: meet}, ""},
		"a meeting that follows no one": {bob, KindMeeting, ID{}, NewMeeting{Title: "x", Follows: testID("no")}, ""},
	} {
		_, err := h.say(c.by, c.kind, c.subject, c.body)
		_, wait := err.(*WaitError)
		switch {
		case c.words == "" && err != nil, c.words == "wait" && !wait:
			t.Errorf("%s: %v", name, err)
		case c.words != "" && c.words != "wait" && (err == nil || !strings.Contains(err.Error(), c.words)):
			t.Errorf("%s: %v, want %q", name, err, c.words)
		}
	}
}

func TestShowOfHands(t *testing.T) {
	for _, c := range []struct {
		yes, no, abstain int
		casting          Choice
		want             Outcome // empty: refused
	}{
		{3, 2, 9, "", Carried}, {2, 3, 0, "", Lost}, {2, 2, 1, "", Lost}, {2, 2, 0, Yes, Carried}, {2, 2, 0, No, Lost},
		{1, 0, 0, "", Carried}, {0, 1, 0, "", Lost}, {0, 0, 5, "", ""}, {0, 0, 0, Yes, ""}, {3, 2, 0, Yes, ""}, {3, 2, 0, No, ""},
	} {
		got, err := ShowOfHands(c.yes, c.no, c.abstain, c.casting)
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
}

func TestMinutesLimits(t *testing.T) {
	_, ann, _, _, _, item, words := signedHall(t)
	many := make([]ItemWords, maxSignedItems+1)
	for i := range many {
		many[i] = ItemWords{Item: ID{byte(i), byte(i >> 8), 1}, Title: "x"}
	}
	with := func(m MotionWords) Sign {
		return Sign{Words: Words{Title: "x", Items: []ItemWords{{Item: item, Title: "x", Motions: []MotionWords{m}}}}}
	}
	moved := Who{Name: "Mr Ode"}
	for name, c := range map[string]struct {
		kind  Kind
		body  any
		words string
	}{
		"no items":             {KindSign, Sign{Words: Words{Title: "x"}}, "no items"},
		"too many items":       {KindSign, Sign{Words: Words{Title: "x", Items: many}}, "the most is 500"},
		"an item twice":        {KindSign, Sign{Words: Words{Title: "x", Items: []ItemWords{many[0], many[0]}}}, "twice"},
		"heads not sorted":     {KindSign, Sign{Words: Words{Title: "x", Items: []ItemWords{{Item: item, Title: "x", Heads: []ID{{2}, {1}}}}}}, "not sorted"},
		"no title":             {KindSign, Sign{Words: Words{Items: words.Items}}, "a title is empty"},
		"no name":              {KindSign, Sign{Words: Words{Title: "x", Items: words.Items, Attended: []Attended{{Who: Who{Person: ann.id()}, As: Present}}}}, "a name is empty"},
		"coming to nothing":    {KindSign, Sign{Words: Words{Title: "x", Items: words.Items, Attended: []Attended{{Who: moved, As: Present, From: testID("no")}}}}, "an item that it does not sign"},
		"an absence that ends": {KindSign, Sign{Words: Words{Title: "x", Items: words.Items, Attended: []Attended{{Who: moved, As: Absent, To: item}}}}, "only somebody present"},
		"votes and no quorum":  {KindSign, Sign{Words: Words{Title: "x", Items: []ItemWords{{Item: item, Title: "x", Votes: 3}}}}, "not how many had to be"},
		"a negative quorum":    {KindSign, Sign{Words: Words{Title: "x", Items: words.Items, Quorum: -1}}, "out of range"},
		"a false count":        {KindSign, with(MotionWords{Text: "x", Mover: moved, Outcome: Carried, For: 1, Against: 2}), "is lost, and not carried"},
		"a struck motion":      {KindSign, with(MotionWords{Text: "x", Mover: moved, Outcome: Struck}), "not part of the minutes"},
		"a false outcome":      {KindHands, Hands{Outcome: Carried, For: 2, Against: 2}, "is lost, and not carried"},
		"a needless casting":   {KindHands, Hands{Outcome: Carried, For: 2, Against: 1, Casting: Yes}, "casting vote"},
		"hands for withdrawn":  {KindHands, Hands{Outcome: Withdrawn, For: 2}, "no show of hands"},
		"negative hands":       {KindHands, Hands{Outcome: Lost, For: -2, Against: 1}, "out of range"},
		"no mover":             {KindMotion, NewMotion{Text: "x"}, "who moves it is empty"},
		"seconding oneself":    {KindMotion, NewMotion{Text: "x", Mover: moved, Seconder: moved}, "second their own"},
		"a mover given twice":  {KindMotion, NewMotion{Text: "x", Mover: Who{ann.id(), "Ann"}}, "both by key and by name"},
		"a motion of no words": {KindMotion, NewMotion{Mover: moved}, "empty"},
	} {
		if _, err := Encode(c.kind, c.body); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v, want %q", name, err, c.words)
		}
	}
}

// TestWordsDigest: every word counts, except what people of the group are called.
func TestWordsDigest(t *testing.T) {
	_, _, _, _, _, _, words := signedHall(t)
	motion := MotionWords{Text: "x", Mover: words.Attended[0].Who, Outcome: Carried, For: 2, Against: 1}
	words.Items[0].Motions = []MotionWords{motion}
	digest := words.Digest()
	change := func(f func(w *Words)) ID {
		w := words
		w.Items, w.Attended = slices.Clone(words.Items), slices.Clone(words.Attended)
		w.Items[0].Motions = slices.Clone(words.Items[0].Motions)
		f(&w)
		return w.Digest()
	}
	for i, f := range []func(w *Words){
		func(w *Words) { w.Title = "x" }, func(w *Words) { w.At++ }, func(w *Words) { w.Place = "x" },
		func(w *Words) { w.Items[0].Title = "x" }, func(w *Words) { w.Items[0].Heads = []ID{{2}} },
		func(w *Words) { w.Items[0].Motions[0].For++ }, func(w *Words) { w.Items[0].Motions = nil },
		func(w *Words) { w.Attended[0].As = Absent }, func(w *Words) { w.Attended[1].Who.Name = "x" },
		func(w *Words) { w.Attended[0].Who.Person = Person{7} }, func(w *Words) { w.Attended[0].From = ID{7} },
		func(w *Words) { w.Attended[0].To = ID{7} }, func(w *Words) { w.Quorum = 7 }, func(w *Words) { w.Items[0].Votes = 7 },
	} {
		if change(f) == digest {
			t.Errorf("change %d left the digest as it was", i)
		}
	}
	if change(func(w *Words) { w.Attended[0].Who.Name, w.Items[0].Motions[0].Mover.Name = "Bobby", "Bobby" }) != digest {
		t.Error("another name for the same person changed the digest")
	}
	if words.Attended[0].Who.Name != "Bob" {
		t.Error("the words themselves were changed")
	}
}
