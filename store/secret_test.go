package store

import (
	"bytes"
	"errors"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"moot/store/forum"
	"moot/store/forum/ring"
)

// secretStreet is [street] with a secret yes/no vote, known to all, and no delay.
func secretStreet(t testing.TB) (all []*Store, g, p, vote forum.ID) {
	t.Helper()
	ann, bob, cat, g, p := street(t)
	all = []*Store{ann, bob, cat}
	for _, s := range all {
		s.delay = -1
	}
	vote = must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo, Secret: true}))
	share(t, g, all...)
	return all, g, p, vote
}

// handOn brings b the ballots that a hands on, one by one in this order of chance.
func handOn(t testing.TB, a, b *Store, g forum.ID, r *rand.Rand) (fresh int) {
	t.Helper()
	boxes, _, err := a.Boxes(ctx, g)
	ok(t, err)
	for _, box := range boxes {
		all := must[[][]byte](t)(a.Ballots(ctx, g, box.Ballots))
		if r != nil {
			r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		}
		for _, raw := range all {
			fresh += must[int](t)(b.PutBallots(ctx, g, "test", [][]byte{raw}))
		}
	}
	return fresh
}

func handRound(t testing.TB, g forum.ID, all ...*Store) {
	t.Helper()
	for _, a := range all {
		for _, b := range all {
			if a != b {
				handOn(t, a, b, g, nil)
			}
		}
	}
	share(t, g, all...)
}

// ownRaw gives the one ballot that a device holds of its own person.
func ownRaw(t testing.TB, s *Store, g, p forum.ID) []byte {
	t.Helper()
	page, _ := seen(t, s, g, p)
	if page.MySecret == nil {
		t.Fatal("no ballot of one's own")
	}
	return must[[][]byte](t)(s.Ballots(ctx, g, []forum.ID{page.MySecret.ID}))[0]
}

func TestSecretVoteFromOpeningToCertificate(t *testing.T) {
	all, g, p, _ := secretStreet(t)
	ann, bob, cat := all[0], all[1], all[2]
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Yes, "the shade"))
	must[forum.ID](t)(cat.Cast(ctx, g, p, forum.No, ""))
	must[forum.ID](t)(cat.Cast(ctx, g, p, forum.Abstain, ""))
	for _, s := range all {
		page, v := seen(t, s, g, p)
		if v.Turnout() != 1 || len(v.Ballots) != 0 || v.Tally.Yes+v.Tally.No+v.Tally.Abstain != 0 || page.MyChoice == "" || !v.Sealed() {
			t.Errorf("%+v, mine %q", v, page.MyChoice)
		}
	}
	handRound(t, g, all...)
	for _, s := range all {
		page, v := seen(t, s, g, p)
		_, err := v.Result()
		if v.Turnout() != 3 || len(v.Ballots) != 0 || v.Tally.Yes != 0 || slices.ContainsFunc(v.Totals, func(n int64) bool { return n != 0 }) || err == nil {
			t.Errorf("before the close this is shown: %+v", v)
		}
		if n := must[[]forum.Need](t)(s.Needs(ctx, g)); len(n) != 0 {
			t.Errorf("who has voted is asked to vote: %+v", n)
		}
		if want := map[*Store]forum.Choice{ann: forum.Yes, bob: forum.Yes, cat: forum.Abstain}[s]; page.MyChoice != want {
			t.Errorf("one's own ballot says %q, want %q", page.MyChoice, want)
		}
	}
	agreeOn(t, g, p, forum.StateVoting, 0, all...)
	closed := must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	share(t, g, all...)
	agreeOn(t, g, p, forum.StatePassed, 1, all...)
	for _, s := range all {
		_, v := seen(t, s, g, p)
		r := must[forum.Result](t)(v.Result())
		if r.Digest != closed.Result || v.Tally.Yes != 2 || v.Tally.Abstain != 1 || v.Tally.No != 0 || len(v.Ballots) != 3 || v.Unseen != 0 {
			t.Errorf("%+v", v)
		}
		for _, b := range v.Ballots {
			if !b.Voter.Zero() || b.Time != 0 {
				t.Error("a secret ballot is shown with a voter or a time")
			}
		}
		if rep := must[VerifyReport](t)(s.Verify(ctx, g)); rep.SecretBallots != 3 {
			t.Errorf("%d ballots rechecked", rep.SecretBallots)
		}
	}
	_, err := bob.Cast(ctx, g, p, forum.No, "")
	says(t, err, "no vote is open")
	if got := last(t, bob, g, forum.KindBallot); !got.ID.Zero() {
		t.Error("a secret ballot is in somebody's chain")
	}
}

// TestSecretBallotsOfTwoDevicesOfAPersonCountOnce: both hold the same key, so both ballots have one tag.
func TestSecretBallotsOfTwoDevicesOfAPersonCountOnce(t *testing.T) {
	all, g, p, _ := secretStreet(t)
	ann, bob := all[0], all[1]
	phone := open(t, t.TempDir())
	phone.delay = -1
	ok(t, phone.Adopt(ctx, must[[]byte](t)(bob.Package(ctx))))
	for _, ticket := range must[[]forum.Ticket](t)(phone.Joining(ctx)) {
		must[forum.Standing](t)(ann.Admit(ctx, g, must[forum.Ask](t)(phone.Ask(ctx, ticket))))
	}
	all = append(all, phone)
	share(t, g, all...)
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Yes, ""))
	must[forum.ID](t)(phone.Cast(ctx, g, p, forum.No, "")) // neither knows of the other
	handRound(t, g, all...)
	one, _ := seen(t, bob, g, p)
	for _, s := range all {
		page, v := seen(t, s, g, p)
		if v.Turnout() != 1 {
			t.Errorf("two devices of one person count %d times", v.Turnout())
		}
		if (s == bob || s == phone) && (page.MySecret == nil || page.MySecret.ID != one.MySecret.ID) {
			t.Error("the two devices show different ballots of their person")
		}
	}
	must[forum.ID](t)(phone.Cast(ctx, g, p, forum.Abstain, "")) // knows of both: its next one counts
	handRound(t, g, all...)
	must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	handRound(t, g, all...)
	agreeOn(t, g, p, forum.StateNotPassed, 1, all...)
	if _, v := seen(t, ann, g, p); v.Tally.Abstain != 1 || v.Tally.Yes+v.Tally.No != 0 {
		t.Errorf("%+v", v.Tally)
	}
}

// TestSecretBallotsThatAreRefused: what no honest device hands on.
func TestSecretBallotsThatAreRefused(t *testing.T) {
	all, g, p, vote := secretStreet(t)
	ann, bob := all[0], all[1]
	q := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Bins"}, ""))
	other := must[forum.ID](t)(ann.NewVote(ctx, g, q, forum.OpenVote{Method: forum.MethodYesNo, Secret: true}))
	open := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Lamps"}, ""))
	plain := must[forum.ID](t)(ann.OpenVote(ctx, g, open, time.Time{}, 0))
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Yes, ""))
	good := must[forum.Boxed](t)(forum.ReadBoxed(ownRaw(t, bob, g, p)))
	keys := must[*ring.Ring](t)(must[*forum.Roll](t)(ann.Roll(ctx, g)).Ring())
	edit := func(change func(*forum.SecretBallot)) []byte {
		b := good.SecretBallot
		b.Sig = bytes.Clone(b.Sig)
		change(&b)
		return must[[]byte](t)(packMode.Marshal(b))
	}
	eve := device(t, "Eve")
	outsider := must[*ring.Ring](t)(ring.New([]ring.Key{ring.Key(forum.PersonOf(eve.personKey())), ring.Key(forum.PersonOf(ann.personKey())), ring.Key(forum.PersonOf(bob.personKey()))}))
	stranger := must[forum.Boxed](t)(forum.SealBallot(forum.SecretBallot{Vote: vote, Revision: 1, Choice: forum.No}, outsider, eve.personKey(), make([]byte, 32)))
	bad := must[forum.Boxed](t)(forum.SealBallot(forum.SecretBallot{Vote: vote, Revision: 2, Choice: forum.Block, Reason: "no"}, keys, bob.personKey(), make([]byte, 32)))
	for name, x := range map[string]struct {
		raw  []byte
		want string
	}{
		"replayed into another vote":  {edit(func(b *forum.SecretBallot) { b.Vote = other }), "does not hold"},
		"for a vote that is open":     {edit(func(b *forum.SecretBallot) { b.Vote = plain }), "not secret"},
		"a tampered choice":           {edit(func(b *forum.SecretBallot) { b.Choice = forum.No }), "does not hold"},
		"a tampered reason":           {edit(func(b *forum.SecretBallot) { b.Reason = "bribed" }), "does not hold"},
		"a later revision":            {edit(func(b *forum.SecretBallot) { b.Revision = 9 }), "does not hold"},
		"a tag of small order":        {edit(func(b *forum.SecretBallot) { copy(b.Sig[len(b.Sig)-32:], append([]byte{1}, make([]byte, 31)...)) }), "subgroup of prime order"},
		"the key of a non-member":     {stranger.Raw, "does not hold"},
		"a choice that this has not":  {bad.Raw, "cannot say"},
		"a revision beyond the most":  {edit(func(b *forum.SecretBallot) { b.Revision = forum.MaxRevision + 1 }), "out of range"},
		"a signature cut short":       {edit(func(b *forum.SecretBallot) { b.Sig = b.Sig[:len(b.Sig)-32] }), "wrong size"},
		"bytes":                       {[]byte("ballot"), "cannot be read"},
		"too many bytes":              {make([]byte, forum.MaxBoxed+1), "the most is"},
		"the same in another writing": {append(bytes.Clone(good.Raw), 0), "cannot be read"},
	} {
		before := must[forum.ID](t)(ann.Digest(ctx, g))
		n, err := ann.PutBallots(ctx, g, "test", [][]byte{x.raw})
		if n != 0 || err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %d taken, %v, want %q", name, n, err, x.want)
		}
		if must[forum.ID](t)(ann.Digest(ctx, g)) != before {
			t.Errorf("%s: what is shown has changed", name)
		}
	}
	before, at := must[forum.ID](t)(ann.Digest(ctx, g)), ann.Position()
	if n := must[int](t)(ann.PutBallots(ctx, g, "test", [][]byte{good.Raw, good.Raw})); n != 1 {
		t.Errorf("a good one twice: %d taken", n)
	}
	if must[forum.ID](t)(ann.Digest(ctx, g)) == before || ann.Position() == at {
		t.Error("nobody can tell that a ballot has come")
	}
	_, _, err := ann.CastSecret(ctx, g, open, forum.NewBallot{Choice: forum.Yes}, false)
	says(t, err, "not secret")
	bobMe, _ := bob.Me()
	words := must[ProposalPage](t)(bob.Proposal(ctx, g, p)).Votes[0].Wording
	refusedFor(t, ann, g, forge(t, ann, g, forum.Header{Kind: forum.KindBallot, Subject: vote},
		body(t, forum.KindBallot, forum.NewBallot{Voter: bobMe.Person, Choice: forum.No, Wording: words}), bob.keys.device), "this vote is secret")
}

// TestBallotsOfOneVoteAreCheckedOnlySoOften: a voter can make any number of good ballots, each of which counts in place of
// the one before; a neighbour who hands on more than people could have cast is not listened to any more.
func TestBallotsOfOneVoteAreCheckedOnlySoOften(t *testing.T) {
	all, g, _, vote := secretStreet(t)
	ann, bob := all[0], all[1]
	keys := must[*ring.Ring](t)(must[*forum.Roll](t)(ann.Roll(ctx, g)).Ring())
	taken := 0
	for n := 1; n <= 5*keys.Len(); n++ {
		x := must[forum.Boxed](t)(forum.SealBallot(forum.SecretBallot{Vote: vote, Revision: n, Choice: forum.No}, keys, bob.personKey(), make([]byte, 32)))
		taken += must[int](t)(ann.PutBallots(ctx, g, "device:bob", [][]byte{x.Raw}))
		if x2 := must[int](t)(ann.PutBallots(ctx, g, "device:bob", [][]byte{x.Raw})); x2 != 0 {
			t.Error("the same twice")
		}
	}
	if taken != checksEach*keys.Len() {
		t.Errorf("%d were checked for one neighbour", taken)
	}
	boxes, _, err := ann.Boxes(ctx, g)
	if ok(t, err); len(boxes) != 1 || len(boxes[0].Ballots) != 1 {
		t.Errorf("the box has %+v", boxes)
	}
}

// TestSecretBallotsConverge: in whatever order ballots and certificate come, every device ends the same.
func TestSecretBallotsConverge(t *testing.T) {
	unraced(t)
	for seed := range int64(6) {
		r := rand.New(rand.NewSource(seed))
		all, g, p, _ := secretStreet(t)
		ann, bob, cat := all[0], all[1], all[2]
		for range 3 {
			for _, s := range all {
				if r.Intn(3) > 0 {
					must[forum.ID](t)(s.Cast(ctx, g, p, pick1(r, []forum.Choice{forum.Yes, forum.No, forum.Abstain}), ""))
				}
			}
			handOn(t, pick1(r, all), pick1(r, all), g, r)
		}
		must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Yes, ""))
		handOn(t, bob, ann, g, r)
		closed := must[Closed](t)(ann.CloseVote(ctx, g, p, false))
		must[forum.ID](t)(bob.Cast(ctx, g, p, forum.No, "")) // not knowing that it is over: late
		// Cat hears of the later ballot and of the certificate before the ballot that the certificate lists.
		handOn(t, bob, cat, g, r)
		share(t, g, all...)
		page, _ := seen(t, cat, g, p)
		if page.State == forum.StateVoting && page.WaitingHere == 0 {
			t.Error("nothing says that something is missing")
		}
		for range 2 {
			for _, i := range r.Perm(9) {
				if i%3 != i/3 {
					handOn(t, all[i%3], all[i/3], g, r)
				}
			}
		}
		want, v := seen(t, ann, g, p)
		agreeOn(t, g, p, want.State, 1, all...)
		if v.Final().Result != closed.Result || v.Unseen != 0 || len(v.Late) == 0 {
			t.Errorf("%+v", v)
		}
	}
}

// TestSecretBallotIsHeldBack: in virtual time, a ballot is handed on at one of a few moments ahead, is on disk all the while,
// and leaves in good time before the deadline.
func TestSecretBallotIsHeldBack(t *testing.T) {
	home := t.TempDir()
	now := time.Now()
	clock := func() time.Time { return now }
	ann := must[*Store](t)(Open(home, Options{Now: clock}))
	must[Me](t)(ann.CreateMe(ctx, "Ann"))
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	for _, name := range []string{"Bob", "Cat"} {
		join(t, ann, device(t, name), g)
	}
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo, Secret: true}))
	_, until, err := ann.CastSecret(ctx, g, p, forum.NewBallot{Choice: forum.Yes}, false)
	ok(t, err)
	step := ballotDelay.Milliseconds() / holdSteps
	if ahead := until - now.UnixMilli(); ahead <= 0 || ahead > ballotDelay.Milliseconds()+step || until%step != 0 {
		t.Errorf("it leaves in %d ms, at %d", ahead, until)
	}
	boxes, next, err := ann.Boxes(ctx, g)
	if ok(t, err); len(boxes) != 0 || next != until {
		t.Errorf("%+v is handed on, next at %d", boxes, next)
	}
	held := must[[]HeldBallot](t)(ann.HeldBack(ctx, g))
	if len(held) != 1 || held[0].Title != "Trees" || held[0].Until != until {
		t.Errorf("%+v", held)
	}
	ok(t, ann.Close())
	ann = must[*Store](t)(Open(home, Options{Now: clock}))
	defer func() { ok(t, ann.Close()) }()
	now = time.UnixMilli(until - 1)
	if boxes, next, err = ann.Boxes(ctx, g); err != nil || len(boxes) != 0 || next != until {
		t.Errorf("a moment before: %+v, %d, %v", boxes, next, err)
	}
	now = time.UnixMilli(until)
	if boxes, next, err = ann.Boxes(ctx, g); err != nil || len(boxes) != 1 || next != 0 {
		t.Errorf("when its time has come: %+v, %d, %v", boxes, next, err)
	}
	// A ballot in the place of one that is out already is not to be seen either: nobody else would miss the first.
	first := boxes[0].Ballots[0]
	_, later, err := ann.CastSecret(ctx, g, p, forum.NewBallot{Choice: forum.Abstain}, false)
	ok(t, err)
	if boxes, next, err = ann.Boxes(ctx, g); err != nil || len(boxes) != 1 || len(boxes[0].Ballots) != 1 || boxes[0].Ballots[0] != first || next != later {
		t.Errorf("while the second is held back: %+v, %d, %v", boxes, next, err)
	}
	if _, v := seen(t, ann, g, p); v.Turnout() != 1 {
		t.Errorf("one person counts %d times", v.Turnout())
	}
	now = time.UnixMilli(later)
	if boxes, next, err = ann.Boxes(ctx, g); err != nil || len(boxes) != 1 || len(boxes[0].Ballots) != 1 || boxes[0].Ballots[0] == first || next != 0 {
		t.Errorf("when it is out: %+v, %d, %v", boxes, next, err)
	}
	for range 50 {
		if until := ann.holdUntil(now.Add(time.Minute).UnixMilli()); until > now.Add(30*time.Second).UnixMilli() {
			t.Error("it leaves too close to the deadline")
		}
	}
	_, until, err = ann.CastSecret(ctx, g, p, forum.NewBallot{Choice: forum.No}, true)
	if ok(t, err); until != 0 {
		t.Error("at once is not at once")
	}
	// What a certificate lists goes out with it.
	_, _, err = ann.CastSecret(ctx, g, p, forum.NewBallot{Choice: forum.Yes}, false)
	ok(t, err)
	third, _, _ := ann.Boxes(ctx, g)
	must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	page, _ := seen(t, ann, g, p)
	if boxes, next, _ := ann.Boxes(ctx, g); len(boxes) != 1 || next != 0 || !slices.Contains(boxes[0].Ballots, page.MySecret.ID) || slices.Contains(third[0].Ballots, page.MySecret.ID) {
		t.Errorf("%+v is handed on after the close", boxes)
	}
}

func TestSecretVotesThatCannotBe(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	_, err := ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo, Secret: true})
	says(t, err, "at least 3 people")
	cat := device(t, "Cat")
	join(t, ann, cat, g)
	must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo, Secret: true}))
	dan := device(t, "Dan")
	join(t, ann, dan, g)
	share(t, g, ann, bob, cat, dan)
	_, err = dan.Cast(ctx, g, p, forum.Yes, "")
	says(t, err, "when the vote opened")
	q := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Bins"}, ""))
	ok(t, ann.SetCharter(ctx, g, forum.Charter{Rules: &forum.Rules{Sections: []forum.Section{{Name: "North", Closing: forum.Guard{Kind: forum.GuardConsent, Number: 1}}}}}))
	_, err = ann.NewVote(ctx, g, q, forum.OpenVote{Method: forum.MethodYesNo, Secret: true})
	says(t, err, "cannot be secret where the charter asks")
	var no *RefusedError
	if !errors.As(err, &no) {
		t.Errorf("%T", err)
	}
}

// TestSecretVoteAndTheVotesOfOthers: where households share a vote nobody could tell who shares a ballot, and nobody can vote for
// somebody else without saying so.
func TestSecretVoteAndTheVotesOfOthers(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	ok(t, ann.SetCharter(ctx, g, forum.Charter{Rules: &forum.Rules{Voting: &forum.Voting{Delegation: true}}}))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(bob.Delegate(ctx, g, self(ann), time.Now().Add(time.Hour), ""))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo, Secret: true}))
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	share(t, g, ann, bob, cat)
	if _, v := seen(t, ann, g, p); v.Tally.Yes != 1 || v.Turnout() != 1 || len(v.Proxied) != 0 {
		t.Errorf("%+v", v)
	}
	houses(t, ann, g)
	for _, s := range []*Store{bob, cat} {
		ok(t, ann.SetHousehold(ctx, g, self(s), "Flat 4"))
	}
	q := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Bins"}, ""))
	_, err := ann.NewVote(ctx, g, q, forum.OpenVote{Method: forum.MethodYesNo, Secret: true})
	says(t, err, "where each household has one vote")
}
