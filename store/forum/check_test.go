package forum

import (
	"errors"
	"strings"
	"testing"
)

// hall is a group with records in it, as a store would hold them.
type hall struct {
	*town
	history *History
	records map[ID]Record
	states  map[ID]LookupState
	n       int64
}

func newHall(w *town) *hall {
	h := &hall{town: w, history: NewHistory(w.group), records: map[ID]Record{}, states: map[ID]LookupState{}}
	h.catchUp()
	return h
}

// catchUp takes in the acts made since.
func (h *hall) catchUp() {
	h.t.Helper()
	if err := h.history.Add(h.acts...); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) Record(id ID) (Record, LookupState) { return h.records[id], h.states[id] }

func (h *hall) RollAt(heads []ID) (*Roll, []ID) { return h.history.At(heads) }

// say makes a record by n under the roll as it is now; it is kept as standing if it does.
func (h *hall) say(n *neighbour, k Kind, subject ID, body any) (Record, error) {
	h.t.Helper()
	h.catchUp()
	return h.sayAt(n, k, subject, body, h.history.Now().Heads)
}

func (h *hall) sayAt(n *neighbour, k Kind, subject ID, body any, heads []ID) (Record, error) {
	h.t.Helper()
	if k != KindChange {
		payload, err := Encode(k, body)
		if err != nil {
			h.t.Fatal(err)
		}
		if body, _, err = Decode(k, payload); err != nil {
			h.t.Fatal(err)
		}
	}
	h.n++
	r := Record{
		ID: testID(string(k) + strings.Repeat("i", int(h.n))), Subject: subject, Kind: k, Person: n.id(), Device: n.dev(),
		Lane: ContentLane, Seq: uint64(h.n), Time: start + h.n, Roll: heads, Body: body,
	}
	at, missing := h.RollAt(heads)
	if len(missing) > 0 {
		h.t.Fatalf("missing %v", missing)
	}
	err := Check(r, at, h)
	h.records[r.ID], h.states[r.ID] = r, Shown
	if err != nil {
		h.states[r.ID] = Refused
	}
	return r, err
}

// must is say for what has to stand.
func (h *hall) must(n *neighbour, k Kind, subject ID, body any) Record {
	h.t.Helper()
	r, err := h.say(n, k, subject, body)
	if err != nil {
		h.t.Fatalf("%s by %s: %v", k, n.name, err)
	}
	return r
}

func TestCheck(t *testing.T) {
	w := newTown(t)
	ann, bob, cat := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember)
	rita, eve, gone := w.join("Rita", RoleReader), newNeighbour("Eve"), w.join("Gus", RoleMember)
	wes := newNeighbour("Wes")
	tk := w.invite(ann, Offer{Approve: true}, w.now())
	w.act(ann, KindAdmit, ID{}, &Admit{w.ask(tk, wes, start)}, w.now())
	w.remove(ann, gone, w.now())
	h := newHall(w)
	words := []ID{{1}, {2}}
	prop := h.must(bob, KindProposal, ID{}, NewProposal{Title: "A bench"}).ID
	other := h.must(cat, KindProposal, ID{}, NewProposal{Title: "A fence"}).ID
	meet := h.must(bob, KindMeeting, ID{}, NewMeeting{Title: "Spring", At: start}).ID
	item := h.must(bob, KindItem, meet, NewItem{Title: "Reports"}).ID
	com := h.must(cat, KindComment, prop, NewComment{Body: "Yes"}).ID
	vote := h.must(bob, KindVote, prop, OpenVote{Title: "A title", Method: MethodYesNo, Wording: words}).ID
	bad, _ := h.say(eve, KindProposal, ID{}, NewProposal{Title: "Mine"})
	missing := testID("missing")
	ballot := func(n *neighbour) NewBallot { return NewBallot{Voter: n.id(), Choice: Yes, Wording: words} }

	for name, c := range map[string]struct {
		by      *neighbour
		kind    Kind
		subject ID
		body    any
		words   string // in the refusal; empty when it stands; "wait" when it must wait
	}{
		"a comment by a non-member":        {eve, KindComment, prop, NewComment{Body: "Hi"}, "not a member of this group"},
		"a comment by somebody waiting":    {wes, KindComment, prop, NewComment{Body: "Hi"}, "Wes is not a member of this group yet"},
		"a comment by somebody removed":    {gone, KindComment, prop, NewComment{Body: "Hi"}, "Gus is not a member of this group any more"},
		"a comment by a reader":            {rita, KindComment, prop, NewComment{Body: "Hi"}, "readers only read"},
		"a proposal by a reader":           {rita, KindProposal, ID{}, NewProposal{Title: "x"}, "readers only read"},
		"a ballot by a reader":             {rita, KindBallot, vote, ballot(rita), "readers only read"},
		"minutes by a reader":              {rita, KindChange, item, nil, "readers only read"},
		"a comment on a meeting":           {cat, KindComment, meet, NewComment{Body: "Hi"}, ""},
		"a comment on nothing":             {cat, KindComment, ID{}, NewComment{Body: "Hi"}, "about nothing"},
		"a comment on a comment":           {cat, KindComment, com, NewComment{Body: "Hi"}, "cannot be about that"},
		"a comment on what is not here":    {cat, KindComment, missing, NewComment{Body: "Hi"}, "wait"},
		"a comment on what was refused":    {cat, KindComment, bad.ID, NewComment{Body: "Hi"}, "itself refused"},
		"a reply":                          {bob, KindComment, prop, NewComment{Body: "Hi", ReplyTo: com}, ""},
		"a reply from elsewhere":           {bob, KindComment, other, NewComment{Body: "Hi", ReplyTo: com}, "comment on something else"},
		"a reply to a proposal":            {bob, KindComment, prop, NewComment{Body: "Hi", ReplyTo: prop}, "cannot be about that"},
		"a reply to what is not here":      {bob, KindComment, prop, NewComment{Body: "Hi", ReplyTo: missing}, "wait"},
		"words of another's proposal":      {cat, KindChange, prop, nil, ""},
		"minutes":                          {cat, KindChange, item, nil, ""},
		"words of a meeting":               {cat, KindChange, meet, nil, "cannot be about that"},
		"words by a non-member":            {eve, KindChange, prop, nil, "not a member"},
		"own title":                        {bob, KindSet, prop, Set{Field: FieldTitle, Text: "x"}, ""},
		"an officer sets a title":          {ann, KindSet, prop, Set{Field: FieldTitle, Text: "x"}, ""},
		"another's title":                  {cat, KindSet, prop, Set{Field: FieldTitle, Text: "x"}, "only whoever made it, or an officer"},
		"another's state":                  {cat, KindSet, prop, Set{Field: FieldState, Text: "withdrawn"}, "only whoever made it"},
		"own state":                        {bob, KindSet, prop, Set{Field: FieldState, Text: "withdrawn"}, ""},
		"a meeting's state on a proposal":  {bob, KindSet, prop, Set{Field: FieldState, Text: "ended"}, `cannot be "ended"`},
		"a proposal's state on a meeting":  {bob, KindSet, meet, Set{Field: FieldState, Text: "done"}, `cannot be "done"`},
		"a meeting started by another":     {cat, KindSet, meet, Set{Field: FieldState, Text: "started"}, "only whoever made it"},
		"a place for a proposal":           {bob, KindSet, prop, Set{Field: FieldPlace, Text: "x"}, "has no place"},
		"a place for a meeting":            {bob, KindSet, meet, Set{Field: FieldPlace, Text: "x"}, ""},
		"a cost for a meeting":             {bob, KindSet, meet, Set{Field: FieldCost, Number: 1}, "has no cost"},
		"an item moved by another":         {cat, KindSet, item, Set{Field: FieldPos, Number: 1}, ""},
		"an item's state":                  {cat, KindSet, item, Set{Field: FieldState, Text: "open"}, "has no state"},
		"a comment changed":                {cat, KindSet, com, Set{Field: FieldTitle, Text: "x"}, "cannot be about that"},
		"a vote on another's proposal":     {cat, KindVote, prop, OpenVote{Title: "A title", Method: MethodYesNo}, "only whoever made it, or an officer, may open a vote"},
		"a vote by an officer":             {ann, KindVote, prop, OpenVote{Title: "A title", Method: MethodYesNo}, ""},
		"a vote on a meeting":              {bob, KindVote, meet, OpenVote{Title: "A title", Method: MethodYesNo}, "cannot be about that"},
		"a ballot":                         {cat, KindBallot, vote, ballot(cat), ""},
		"a ballot for another":             {cat, KindBallot, vote, ballot(bob), "a ballot can only be cast by the voter"},
		"a ballot on other words":          {cat, KindBallot, vote, NewBallot{Voter: cat.id(), Choice: Yes, Wording: words[:1]}, "different words from those the vote froze"},
		"a ballot on a proposal":           {cat, KindBallot, prop, ballot(cat), "cannot be about that"},
		"a ballot before its vote is here": {cat, KindBallot, missing, ballot(cat), "wait"},
		"an item of a proposal":            {cat, KindItem, prop, NewItem{Title: "x"}, "cannot be about that"},
		"own apologies":                    {cat, KindAttend, meet, Attend{Person: cat.id(), As: Apologies}, ""},
		"another's apologies":              {cat, KindAttend, meet, Attend{Person: bob.id(), As: Apologies}, "only an officer may say"},
		"another's, by an officer":         {ann, KindAttend, meet, Attend{Person: bob.id(), As: Present}, ""},
		"a stranger's key, by an officer":  {ann, KindAttend, meet, Attend{Person: eve.id(), As: Present}, "not in the group"},
		"somebody without a device":        {cat, KindAttend, meet, Attend{Name: "Mrs Patel", As: Present}, ""},
		"attendance of a proposal":         {cat, KindAttend, prop, Attend{Person: cat.id(), As: Present}, "cannot be about that"},
	} {
		_, err := h.say(c.by, c.kind, c.subject, c.body)
		wantVerdict(t, name, err, c.words, missing)
	}
}

// TestVotersAreThoseOfTheVote: who joined after a vote opened has no ballot in it, and who could vote then but has
// left the group since cannot cast one.
func TestVotersAreThoseOfTheVote(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	h := newHall(w)
	prop := h.must(bob, KindProposal, ID{}, NewProposal{Title: "A bench"}).ID
	vote := h.must(bob, KindVote, prop, OpenVote{Title: "A title", Method: MethodYesNo}).ID
	before := h.history.Now().Heads
	late := w.join("Lou", RoleMember)
	_, err := h.say(late, KindBallot, vote, NewBallot{Voter: late.id(), Choice: Yes})
	if err == nil || !strings.Contains(err.Error(), "Lou was not a voting member when the vote opened") {
		t.Errorf("a late joiner's ballot: %v", err)
	}
	w.remove(w.founder, bob, w.now())
	if _, err := h.say(bob, KindBallot, vote, NewBallot{Voter: bob.id(), Choice: No}); err == nil {
		t.Error("a removed person's ballot stands")
	}
	// Under the roll he acted under he was a member: pins, and not this check, deal with back-dating.
	if _, err := h.sayAt(bob, KindBallot, vote, NewBallot{Voter: bob.id(), Choice: No}, before); err != nil {
		t.Errorf("a ballot cast before the removal: %v", err)
	}
}

// TestBallotWaitsForTheVotesRoll: the roll a vote cites may be late.
func TestBallotWaitsForTheVotesRoll(t *testing.T) {
	w := newTown(t)
	h := newHall(w)
	prop := h.must(w.founder, KindProposal, ID{}, NewProposal{Title: "A bench"}).ID
	vote := h.must(w.founder, KindVote, prop, OpenVote{Title: "A title", Method: MethodYesNo})
	vote.Roll = []ID{testID("not here")}
	h.records[vote.ID] = vote
	_, err := h.say(w.founder, KindBallot, vote.ID, NewBallot{Voter: w.founder.id(), Choice: Yes})
	var wait *WaitError
	if !errors.As(err, &wait) || wait.For != testID("not here") {
		t.Errorf("%v; want it to wait for the roll", err)
	}
}

func TestCheckNewerAndForged(t *testing.T) {
	w := newTown(t)
	bob := w.join("Bob", RoleMember)
	h := newHall(w)
	r := Record{Kind: "song", Person: bob.id(), Device: bob.dev()}
	if err := Check(r, h.history.Now(), h); !errors.Is(err, ErrNewer) {
		t.Errorf("a kind of a later version: %v", err)
	}
	r = Record{Kind: KindProposal, Person: w.founder.id(), Device: bob.dev(), Body: &NewProposal{Title: "x"}}
	var refused *RefusedError
	if err := Check(r, h.history.Now(), h); !errors.As(err, &refused) {
		t.Errorf("a record said to be another's: %v", err)
	}
}
