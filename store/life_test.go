package store

import (
	"errors"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"testing"

	"moot/store/forum"
)

// villageCharter names capacities that members of a village may come to hold.
var villageCharter = forum.Charter{Name: "Village", Aims: "- Lamps\n- Trees", Rules: &forum.Rules{Capacities: []forum.Capacity{
	{Name: "councillor", Signs: 1}, {Name: "planner", Advises: true},
}}}

// live does one random thing to the life of a proposal. A refusal is as good an outcome as any.
func (v *village) live(d *Store, words string) {
	p := pick1(v.r, v.proposals)
	page, err := d.Proposal(ctx, v.g, p)
	if err != nil {
		return
	}
	var amendment forum.ID
	if len(page.Amendments) > 0 {
		amendment = pick1(v.r, page.Amendments).ID
	}
	what := v.r.Intn(13)
	switch further := v.r.Intn(2) == 0; { // often what comes next, so that some get to the end
	case further && page.State == forum.StateVoting:
		what = pick1(v.r, []int{8, 8, 8, 9})
	case further && page.Progress().Decided:
		what = pick1(v.r, []int{10, 11})
	case further && page.State == forum.StateOpen && !amendment.Zero():
		what = 7
	}
	switch what {
	case 0:
		me, _ := pick1(v.r, v.devices).Me()
		d.Appoint(ctx, v.g, pick1(v.r, []string{"councillor", "planner"}), me.Person, v.r.Intn(4) == 0)
	case 1:
		d.Advise(ctx, v.g, p, forum.NewAdvice{Says: forum.AdviseFor, Text: words, Words: page.Words})
	case 2, 3:
		d.Amend(ctx, v.g, p, words, page.Words, page.Body+words)
	case 4:
		d.TakeIn(ctx, v.g, amendment)
	case 5:
		d.WithdrawAmendment(ctx, v.g, amendment, v.r.Intn(2) == 0)
	case 6:
		v.edit(d, amendment, words)
	case 7:
		d.NewVote(ctx, v.g, p, forum.OpenVote{Method: forum.MethodRanked, Options: []forum.Option{{Title: "A"}, {Title: "B"}},
			Between: []forum.Rival{{Option: 0, Of: amendment}, {Option: 1, Of: p}}})
	case 8:
		for _, d := range v.devices {
			d.NewBallot(ctx, v.g, p, forum.NewBallot{Prefs: []int{v.r.Intn(2)}})
		}
	case 9:
		d.CloseVote(ctx, v.g, p, true)
	case 10:
		d.SignOff(ctx, v.g, p, "", v.r.Intn(3) == 0, words)
	case 11:
		for _, d := range v.devices {
			d.Dissent(ctx, v.g, p, words)
		}
	default:
		d.Set(ctx, v.g, p, forum.FieldState, string(pick1(v.r, []forum.ProposalState{forum.StateDraft, forum.StateOpen, forum.StateDoing, forum.StateWithdrawn})), 0)
		d.Serve(ctx, v.g, p, forum.AimsIn(villageCharter.Aims)[:v.r.Intn(3)])
	}
}

// TestLivesConverge is TestConvergence for the life of proposals: a village that does little else, mostly apart.
func TestLivesConverge(t *testing.T) {
	reached := map[string]int{}
	for seed := range rounds(t, "MOOT_CONVERGE", 4) {
		v := newVillage(t, rand.New(rand.NewSource(int64(seed))), 3)
		text := must[string](t)(v.devices[0].Invite(ctx, v.g, InviteTerms{}, nil))
		for i, d := range v.devices {
			me, _ := d.Me()
			ok(t, v.devices[0].Appoint(ctx, v.g, []string{"councillor", "planner", "councillor"}[i], me.Person, false))
		}
		for i := range 3 {
			v.proposals = append(v.proposals, must[forum.ID](t)(v.devices[0].NewProposal(ctx, v.g, forum.NewProposal{Title: "About " + strconv.Itoa(i)}, "Words. ")))
		}
		for range 120 {
			if v.r.Intn(2) == 0 {
				give(t, pick1(v.r, v.devices), pick1(v.r, v.devices), v.g)
			}
			v.live(pick1(v.r, v.devices), pick1(v.r, []string{"lamps ", "🌳", "a long walk "}))
		}
		v.wholeLife()
		v.converges(t, text)
		for _, p := range v.proposals {
			page := must[ProposalPage](t)(v.devices[0].Proposal(ctx, v.g, p))
			reached["advice"] += len(page.Advice)
			for _, a := range page.Amendments {
				reached[a.State]++
			}
			for _, vote := range page.Votes {
				reached["between"] += len(vote.Between)
				reached["signed"] += len(vote.SignOffs)
				reached["statements"] += len(vote.Statements)
			}
		}
	}
	for _, what := range []string{forum.AmendmentOpen, forum.AmendmentWithdrawn, forum.AmendmentAdopted, "between", "signed", "statements"} {
		if reached[what] == 0 {
			t.Errorf("no village came to %s: %v", what, reached)
		}
	}
	t.Log(reached)
}

// wholeLife has a proposal go all the way, whatever chance has brought the others to.
func (v *village) wholeLife() {
	t, ann, bob, cat := v.t, v.devices[0], v.devices[1], v.devices[2]
	p := must[forum.ID](t)(ann.NewProposal(ctx, v.g, forum.NewProposal{Title: "Whole"}, "Words."))
	v.proposals = append(v.proposals, p)
	meet := func() {
		for _, d := range []*Store{bob, cat} {
			give(t, d, ann, v.g)
			give(t, ann, d, v.g)
		}
	}
	meet()
	page := must[ProposalPage](t)(bob.Proposal(ctx, v.g, p))
	amend := func(d *Store, words string) forum.ID {
		return must[forum.ID](t)(d.Amend(ctx, v.g, p, words, page.Words, words))
	}
	mine, in, out := amend(bob, "Others."), amend(cat, "More words."), amend(cat, "No words.")
	ok(t, cat.WithdrawAmendment(ctx, v.g, out, false))
	bob.Advise(ctx, v.g, p, forum.NewAdvice{Says: forum.AdviseAgainst, Text: "No."}) // where chance has left Bob a planner
	meet()
	if _, _, err := ann.TakeIn(ctx, v.g, in); err != nil {
		t.Fatal(err)
	}
	must[forum.ID](t)(ann.NewVote(ctx, v.g, p, forum.OpenVote{Method: forum.MethodRanked, Options: []forum.Option{{Title: "A"}, {Title: "B"}},
		Between: []forum.Rival{{Option: 0, Of: mine}, {Option: 1, Of: p}}}))
	meet()
	for i, d := range v.devices {
		must[forum.ID](t)(d.NewBallot(ctx, v.g, p, forum.NewBallot{Prefs: []int{i % 2}}))
	}
	meet()
	must[Closed](t)(ann.CloseVote(ctx, v.g, p, true))
	meet()
	must[forum.ID](t)(bob.Dissent(ctx, v.g, p, "I was for the other."))
	me, _ := cat.Me()
	if err := ann.Appoint(ctx, v.g, "councillor", me.Person, false); err != nil {
		wantRefusal(t.(*testing.T), err, "already")
	}
	meet()
	must[forum.ID](t)(cat.SignOff(ctx, v.g, p, "councillor", false, ""))
	meet()
	if got := must[ProposalPage](t)(ann.Proposal(ctx, v.g, p)); got.State != forum.StateDecided || got.Chosen.Body != "Others." {
		t.Errorf("%s: %q", got.State, got.Chosen.Body)
	}
}

// TestAmendments: an amendment is taken in as a merge with what others have written since it was made, once; a second
// time only what was changed since.
func TestAmendments(t *testing.T) {
	ann, bob := device(t, "Ann"), device(t, "Bob")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	join(t, ann, bob, g)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Crossing"}, "A crossing.\n\nTwenty trees.\n"))
	give(t, ann, bob, g)
	page := must[ProposalPage](t)(bob.Proposal(ctx, g, p))
	a := must[forum.ID](t)(bob.Amend(ctx, g, p, "", page.Words, "A crossing.\n\nTwelve trees.\n"))
	must[string](t)(ann.EditText(ctx, g, p, page.Body, "A zebra crossing.\n\nTwenty trees.\n"))
	give(t, bob, ann, g)
	if got := must[ProposalPage](t)(ann.Proposal(ctx, g, p)).Amendments[0]; got.Title != "Bob’s wording" || got.State != forum.AmendmentOpen {
		t.Errorf("%+v", got)
	}
	takeIn := func(want string) {
		t.Helper()
		if _, merged, err := ann.TakeIn(ctx, g, a); err != nil || merged != want {
			t.Errorf("%q, %v; want %q", merged, err, want)
		}
	}
	takeIn("A zebra crossing.\n\nTwelve trees.\n")
	_, _, err := ann.TakeIn(ctx, g, a)
	wantRefusal(t, err, "taken in already")
	_, _, err = bob.TakeIn(ctx, g, a)
	wantRefusal(t, err, "Only whoever made it")
	wantRefusal(t, bob.WithdrawAmendment(ctx, g, p, false), "no such amendment")

	// Bob goes on with his amendment, and Ann has changed the words meanwhile: only what is new comes in.
	give(t, ann, bob, g)
	now := must[ProposalPage](t)(ann.Proposal(ctx, g, p)).Body
	must[string](t)(ann.EditText(ctx, g, p, now, "Two zebra crossings.\n\nTwelve trees.\n"))
	must[string](t)(bob.EditText(ctx, g, a, "A crossing.\n\nTwelve trees.\n", "A crossing.\n\nTwelve lime trees.\n"))
	give(t, bob, ann, g)
	takeIn("Two zebra crossings.\n\nTwelve lime trees.\n")

	// From words that nobody has, nothing can be taken in, and it is shown all the same.
	lie := must[forum.ID](t)(bob.act(ctx, g, p, forum.KindAmendment, forum.NewAmendment{Title: "From nowhere", From: []forum.ID{{9}}}))
	give(t, bob, ann, g)
	page = must[ProposalPage](t)(ann.Proposal(ctx, g, p))
	all := must[[]AmendmentPage](t)(ann.Amendments(ctx, &page))
	if len(all) != 2 || all[1].From != "" || all[0].Body != "A crossing.\n\nTwelve lime trees.\n" {
		t.Errorf("%+v", all)
	}
	_, _, err = ann.TakeIn(ctx, g, lie)
	wantRefusal(t, err, "have not all arrived")
	_, err = ann.AmendAt(ctx, &page, "ffffff", "")
	wantRefusal(t, err, "no version")
	_, err = ann.Amend(ctx, g, p, "", page.Words, page.Body)
	wantRefusal(t, err, "write what should be different")
	give(t, ann, bob, g)
	same(t, g, ann, bob)
}

// TestForgedWords: a vote between words that nobody has is shown, and what it decides reads as nothing.
func TestForgedWords(t *testing.T) {
	ann := device(t, "Ann")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Crossing"}, "A crossing."))
	page := must[ProposalPage](t)(ann.Proposal(ctx, g, p))
	a := must[forum.ID](t)(ann.Amend(ctx, g, p, "Lights", page.Words, "A crossing with lights."))
	must[forum.ID](t)(ann.act(ctx, g, p, forum.KindVote, forum.OpenVote{Title: "Crossing", Method: forum.MethodApproval, Wording: []forum.ID{{8}},
		Options: []forum.Option{{Title: "A"}, {Title: "B"}}, Between: []forum.Rival{{Option: 1, Of: a, Words: []forum.ID{{9}}}}}))
	must[forum.ID](t)(ann.NewBallot(ctx, g, p, forum.NewBallot{Prefs: []int{1}}))
	must[Closed](t)(ann.CloseVote(ctx, g, p, true))
	page = must[ProposalPage](t)(ann.Proposal(ctx, g, p))
	if page.State != forum.StateDecided || page.Chosen.Of != a || page.Chosen.Body != "" || page.Voted != "" || page.Body != "A crossing." {
		t.Errorf("%+v", page.Chosen)
	}
	if r := must[VerifyReport](t)(ann.Verify(ctx, g)); !r.OK {
		t.Errorf("%v", r.Problems)
	}
}

// TestSignedOffMoney: a fund is spent against a decision only when that has been signed off; and a charter of three
// officers takes two to appoint.
func TestSignedOffMoney(t *testing.T) {
	ann := device(t, "Ann")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, villageCharter))
	me, _ := ann.Me()
	ok(t, ann.Appoint(ctx, g, "councillor", me.Person, false))
	wantRefusal(t, ann.Appoint(ctx, g, "councillor", me.Person, false), "is councillor already")
	wantRefusal(t, ann.Appoint(ctx, g, "plumber", me.Person, false), "no capacity called")
	fund := must[forum.ID](t)(ann.NewFund(ctx, g, forum.NewFund{Title: "Road"}))
	must[forum.ID](t)(ann.AddLine(ctx, g, fund, forum.NewLine{What: forum.LineGrant, Amount: 500}))
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Crossing", Cost: 100}, "A crossing."))
	must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo}))
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	must[Closed](t)(ann.CloseVote(ctx, g, p, true))
	spend := func() error {
		_, err := ann.AddLine(ctx, g, fund, forum.NewLine{What: forum.LineSpending, Amount: 100, Decision: p})
		return err
	}
	wantRefusal(t, spend(), "it is awaiting sign-off")
	must[forum.ID](t)(ann.SignOff(ctx, g, p, "", true, "Not yet."))
	wantRefusal(t, spend(), "it is sign-off refused")
	must[forum.ID](t)(ann.SignOff(ctx, g, p, "councillor", false, ""))
	ok(t, spend())
	if r := must[VerifyReport](t)(ann.Verify(ctx, g)); !r.OK {
		t.Errorf("%v", r.Problems)
	}
}

// TestDigestCoversLife: every deed changes what is shown, and so the digest.
func TestDigestCoversLife(t *testing.T) {
	ann := device(t, "Ann")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, villageCharter))
	me, _ := ann.Me()
	var p, a forum.ID
	state := func(s forum.ProposalState) error { return ann.Set(ctx, g, p, forum.FieldState, string(s), 0) }
	only := func(_ forum.ID, err error) error { return err }
	before := must[forum.ID](t)(ann.Digest(ctx, g))
	for i, deed := range []func() error{
		func() error { return ann.Appoint(ctx, g, "planner", me.Person, false) },
		func() error { return ann.Appoint(ctx, g, "councillor", me.Person, false) },
		func() (err error) {
			p, err = ann.NewProposal(ctx, g, forum.NewProposal{Title: "Lamp", Draft: true}, "One.")
			return err
		},
		func() error { return ann.Serve(ctx, g, p, []string{"Lamps"}) },
		func() error { return state(forum.StateOpen) },
		func() error {
			return only(ann.Advise(ctx, g, p, forum.NewAdvice{Says: forum.AdviseFor, Text: "Good."}))
		},
		func() error {
			return only(ann.Advise(ctx, g, p, forum.NewAdvice{Says: forum.AdviseFor, Text: "Good.", Conditions: "x"}))
		},
		func() (err error) {
			page, err := ann.Proposal(ctx, g, p)
			if err == nil {
				a, err = ann.Amend(ctx, g, p, "Two", page.Words, "Two.")
			}
			return err
		},
		func() error { _, err := ann.EditText(ctx, g, a, "Two.", "Twenty."); return err },
		func() error { return ann.WithdrawAmendment(ctx, g, a, false) },
		func() error { return ann.WithdrawAmendment(ctx, g, a, true) },
		func() error {
			return only(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodRanked, Options: []forum.Option{{Title: "A"}, {Title: "B"}},
				Between: []forum.Rival{{Option: 0, Of: a}, {Option: 1, Of: p}}}))
		},
		func() error { return only(ann.NewBallot(ctx, g, p, forum.NewBallot{Choice: forum.Abstain})) },
		func() error { _, err := ann.CloseVote(ctx, g, p, true); return err },
		func() error { return only(ann.Dissent(ctx, g, p, "Neither.")) },
		func() error { return only(ann.Dissent(ctx, g, p, "Neither is good.")) },
		func() error { return state(forum.StateOpen) },
		func() error { _, _, err := ann.TakeIn(ctx, g, a); return err },
		func() error { return only(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo})) },
		func() error { return only(ann.Cast(ctx, g, p, forum.Yes, "")) },
		func() error { _, err := ann.CloseVote(ctx, g, p, true); return err },
		func() error { return only(ann.SignOff(ctx, g, p, "", true, "No.")) },
		func() error { return only(ann.SignOff(ctx, g, p, "", false, "Yes.")) },
	} {
		ok(t, deed())
		after := must[forum.ID](t)(ann.Digest(ctx, g))
		if after == before {
			t.Errorf("deed %d changed nothing of the digest", i)
		}
		before = after
	}
	same(t, g, ann)
	page := must[ProposalPage](t)(ann.Proposal(ctx, g, p))
	var states []string
	for _, s := range page.Life {
		states = append(states, string(s.State))
	}
	if got := strings.Join(states, ", "); got != "draft, open, voting, not passed, open, voting, passed, awaiting sign-off, decided" {
		t.Errorf("its life: %s", got)
	}
	if page.Body != "Twenty." || !slices.Equal(page.Chosen.Words, page.Words) || page.Chosen.Body != "Twenty." {
		t.Errorf("%q decided, %q written", page.Chosen.Body, page.Body)
	}
	var no *RefusedError
	if err := state(forum.StateWithdrawn); !errors.As(err, &no) {
		t.Errorf("what was decided is withdrawn: %v", err)
	}
}
