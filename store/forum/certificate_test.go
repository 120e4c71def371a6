package forum

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// poll is a yes/no vote in a hall, with one ballot of everybody's.
type poll struct {
	*hall
	proposal, vote Record
	ballots        []ID // sorted
}

// newPoll has the opener open a vote, and each voter cast as the letters say.
func newPoll(h *hall, opener *neighbour, v OpenVote, said string, voters ...*neighbour) *poll {
	h.t.Helper()
	p := &poll{hall: h}
	p.proposal = h.must(opener, KindProposal, ID{}, NewProposal{Title: "A bench"})
	v.Title, v.Method = "A bench", MethodYesNo
	p.vote = h.must(opener, KindVote, p.proposal.ID, v)
	for i, b := range yesno(said) {
		b.Voter = voters[i].id()
		p.ballots = append(p.ballots, h.must(voters[i], KindBallot, p.vote.ID, b).ID)
	}
	slices.SortFunc(p.ballots, compareIDs)
	return p
}

// certificate gives an honest one of these ballots.
func (p *poll) certificate(ids ...ID) Certificate {
	p.t.Helper()
	at, _ := p.RollAt(p.vote.Roll)
	v := newVote(p.vote, at.Electorate())
	var listed []Record
	for _, id := range ids {
		listed = append(listed, p.records[id])
	}
	v.Ballots = latestOf(listed, nil)
	v.add()
	r, err := v.Result()
	if err != nil {
		p.t.Fatal(err)
	}
	return Certificate{Ballots: v.counted(), Outcome: r.Outcome, Winners: r.Winners, Result: r.Digest}
}

// fold gives the vote as everybody sees it.
func (p *poll) fold() (Proposal, *Vote) {
	var rs []Record
	for id, r := range p.records {
		if p.states[id] == Shown {
			rs = append(rs, r)
		}
	}
	view, ok := FoldProposal(p.proposal.ID, rs, func(heads []ID) Electorate {
		r, _ := p.RollAt(heads)
		return r.Electorate()
	})
	if !ok {
		p.t.Fatal("no proposal")
	}
	return view, &view.Votes[len(view.Votes)-1]
}

func (p *poll) refused(name string, n *neighbour, c Certificate, words string) {
	p.t.Helper()
	if _, err := p.say(n, KindClose, p.vote.ID, c); err == nil || !strings.Contains(err.Error(), words) {
		p.t.Errorf("%s: %v, want %q", name, err, words)
	}
}

// TestCertificateIsChecked: what no certificate may say, each with its reason.
func TestCertificateIsChecked(t *testing.T) {
	w := newTown(t)
	ann, bob, cat, dan := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember), w.join("Dan", RoleMember)
	h := newHall(w)
	elsewhere := newPoll(h, bob, OpenVote{}, "n", dan)
	p := newPoll(h, bob, OpenVote{Closes: start + h.n + 7}, "yyn", ann, bob, cat)
	good := p.certificate(p.ballots...)
	p.refused("by somebody else", cat, good, "not a teller")

	c := good
	c.Outcome = StateNotPassed
	p.refused("another outcome", bob, c, "not what its ballots come to")
	c = good
	c.Result = testID("other")
	p.refused("another digest", bob, c, "not what its ballots come to")
	c = good
	c.Winners = []int{0}
	p.refused("winners where there are no options", bob, c, "not what its ballots come to")

	c = p.certificate(append(slices.Clone(p.ballots), elsewhere.ballots[0])...)
	p.refused("a ballot of another vote", bob, c, "another vote")
	again := p.must(cat, KindBallot, p.vote.ID, NewBallot{Voter: cat.id(), Choice: Yes})
	c = good
	c.Ballots = append(slices.Clone(p.ballots), again.ID)
	slices.SortFunc(c.Ballots, compareIDs)
	p.refused("two ballots of one person", bob, c, "two ballots of one person")
	c = good
	c.Ballots = append(slices.Clone(p.ballots), p.proposal.ID)
	slices.SortFunc(c.Ballots, compareIDs)
	p.refused("what is no ballot", bob, c, "cannot be about that")

	for h.n < 20 { // the deadline goes by
		h.must(dan, KindComment, p.proposal.ID, NewComment{Body: "hm"})
	}
	late := p.must(dan, KindBallot, p.vote.ID, NewBallot{Voter: dan.id(), Choice: No})
	p.refused("a ballot from after the deadline", bob, p.certificate(append(slices.Clone(p.ballots), late.ID)...), "after the vote closed")

	missing := good
	missing.Ballots = append(slices.Clone(p.ballots), testID("on its way"))
	slices.SortFunc(missing.Ballots, compareIDs)
	p.refused("a ballot that has not come", bob, missing, "wait")
	p.must(bob, KindClose, p.vote.ID, good)
	p.must(ann, KindClose, p.vote.ID, good) // an officer is a teller too
	if view, v := p.fold(); view.State != StatePassed || v.Final() == nil || len(v.Final().Tellers) != 2 || len(v.Late) != 2 {
		t.Errorf("%s, %+v", view.State, v)
	}
}

// TestSectionsAreOwedTheirSay: no vote is closed over the head of a section that the charter safeguards.
func TestSectionsAreOwedTheirSay(t *testing.T) {
	for name, x := range map[string]struct {
		guard   Guard
		said    string // by Ann, Bob, Cat and Dan; Cat and Dan are the section
		comment bool
		days    int64
		want    string
	}{
		"consent given":              {Guard{Kind: GuardConsent, Number: 1}, "yyyn", false, 0, ""},
		"consent not given":          {Guard{Kind: GuardConsent, Number: 1}, "yynn", false, 0, ""}, // a tie: nothing passes
		"consent of nobody":          {Guard{Kind: GuardConsent, Number: 1}, "yyna", false, 0, "North must agree"},
		"consent of two":             {Guard{Kind: GuardConsent, Percent: 100}, "yyyn", false, 0, "2 people of North must agree before this passes (1 of 2 so far)"},
		"nothing passes":             {Guard{Kind: GuardConsent, Number: 1}, "nnna", false, 0, ""},
		"a quorum":                   {Guard{Kind: GuardQuorum, Percent: 100}, "yynn", false, 0, ""},
		"no quorum":                  {Guard{Kind: GuardQuorum, Percent: 100}, "nnn", false, 0, "2 people of North must have voted"},
		"heard":                      {Guard{Kind: GuardHearing}, "yyn", false, 0, ""},
		"not heard":                  {Guard{Kind: GuardHearing}, "yy", false, 0, "North must be heard"},
		"heard in a comment":         {Guard{Kind: GuardHearing}, "yy", true, 0, ""},
		"not heard in time":          {Guard{Kind: GuardHearing}, "yy", false, 14, ""},
		"not heard in its own time":  {Guard{Kind: GuardHearing, Days: 20}, "yy", false, 14, "North must be heard"},
		"a guard of no other matter": {Guard{}, "yy", false, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			ann := w.founder
			w.act(ann, KindCharter, ID{}, &Charter{Rules: &Rules{Sections: []Section{{Name: "North", Closing: x.guard}}}}, w.now())
			bob, cat, dan := w.join("Bob", RoleMember), w.join("Cat", RoleMember), w.join("Dan", RoleMember)
			for _, n := range []*neighbour{cat, dan} {
				w.act(ann, KindRole, ID{}, &Grant{Person: n.id(), Role: RoleMember, Section: "North"}, w.now())
			}
			p := newPoll(newHall(w), bob, OpenVote{}, x.said, ann, bob, cat, dan)
			c := p.certificate(p.ballots...)
			if x.comment {
				c.Heard = []ID{p.must(cat, KindComment, p.proposal.ID, NewComment{Body: "We do not want it."}).ID}
			}
			at, _ := p.RollAt(p.vote.Roll)
			body := c
			r := Record{ID: testID("close"), Subject: p.vote.ID, Kind: KindClose, Person: bob.id(), Device: bob.dev(),
				Lane: ContentLane, Time: p.vote.Time + x.days*day, Roll: p.vote.Roll, Body: &body}
			err := Check(r, at, p)
			if (err == nil) != (x.want == "") || err != nil && !strings.Contains(err.Error(), x.want) {
				t.Errorf("%v, want %q", err, x.want)
			}
		})
	}
}

// TestClosingsByTellers: final when as many tellers as it takes have signed the same, and not before.
func TestClosingsByTellers(t *testing.T) {
	w := newTown(t)
	ann, bob, cat, dan := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember), w.join("Dan", RoleMember)
	tellers := []Person{bob.id(), cat.id(), dan.id()}
	slices.SortFunc(tellers, comparePersons)
	p := newPoll(newHall(w), bob, OpenVote{Tellers: tellers, Sign: 2}, "yyn", ann, bob, cat)
	all, fewer := p.certificate(p.ballots...), p.certificate(p.ballots[:2]...)
	p.refused("an officer who is not named", ann, all, "not a teller")
	p.must(bob, KindClose, p.vote.ID, all)
	p.must(bob, KindClose, p.vote.ID, all) // signing twice is no second teller
	p.must(cat, KindClose, p.vote.ID, fewer)
	if view, v := p.fold(); view.State != StateVoting || v.Final() != nil || len(v.Closings) != 2 {
		t.Fatalf("%s with %+v", view.State, v.Closings)
	}
	p.must(dan, KindClose, p.vote.ID, fewer)
	if _, v := p.fold(); v.Final() == nil || v.Final().ID != fewer.ID() || len(v.Late) != 1 || len(v.Rivals()) != 0 {
		t.Fatalf("%+v", v)
	}
	if _, v := p.fold(); !v.InTime(&v.Late[0]) {
		t.Error("a ballot that the tellers left out is taken for a late one")
	}
	p.must(dan, KindClose, p.vote.ID, all)
	p.must(cat, KindClose, p.vote.ID, all)
	view, v := p.fold()
	if v.Final().ID != all.ID() || len(v.Rivals()) != 1 || v.Rivals()[0].ID != fewer.ID() || view.State != all.Outcome {
		t.Errorf("of two certificates, the one with more tellers does not count: %+v", v.Closings)
	}
}

// TestOneTellerDecidesOnce: where one signature is enough, whoever gave it cannot give another later.
func TestOneTellerDecidesOnce(t *testing.T) {
	w := newTown(t)
	ann, bob, cat := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember)
	for n := range 6 { // whichever of the two has the smaller id
		p := newPoll(newHall(w), bob, OpenVote{}, "yyn", ann, bob, cat)
		p.n += int64(n)
		first, second := p.certificate(p.ballots...), p.certificate(p.ballots[n%3])
		p.must(bob, KindClose, p.vote.ID, first)
		p.must(bob, KindClose, p.vote.ID, second)
		if _, v := p.fold(); v.Final().ID != first.ID() || len(v.Closings) != 1 {
			t.Errorf("%+v", v.Closings)
		}
	}
}

// TestReopening: a decision stands until somebody who has seen it sets the proposal to something else; another vote
// changes nothing before that.
func TestReopening(t *testing.T) {
	w := newTown(t)
	ann, bob := w.founder, w.join("Bob", RoleMember)
	p := newPoll(newHall(w), bob, OpenVote{}, "yy", ann, bob)
	unseen := p.must(bob, KindSet, p.proposal.ID, Set{Field: FieldState, Text: "open"})
	p.must(bob, KindClose, p.vote.ID, p.certificate(p.ballots...))
	rival := p.must(bob, KindVote, p.proposal.ID, OpenVote{Title: "Undo it", Method: MethodYesNo})
	view, v := p.fold()
	if view.State != StatePassed || v.ID != p.vote.ID || view.Title != "A bench" || !view.Frozen() {
		t.Fatalf("%s by vote %s", view.State, v.ID)
	}
	if !slices.Contains(view.Now[FieldState], unseen.ID) || len(view.Now[FieldState]) != 2 {
		t.Fatalf("what a new state replaces: %v", view.Now[FieldState])
	}
	doing := p.must(bob, KindSet, p.proposal.ID, Set{Field: FieldState, Text: "doing", After: view.Now[FieldState]})
	if view, _ = p.fold(); view.State != StateDoing || !slices.Equal(view.Now[FieldState], []ID{doing.ID}) {
		t.Fatalf("%s, %v", view.State, view.Now[FieldState])
	}
	p.must(bob, KindSet, p.proposal.ID, Set{Field: FieldState, Text: "open", After: view.Now[FieldState]})
	if view, v = p.fold(); view.State != StateVoting || v.ID != rival.ID {
		t.Errorf("reopened: %s by vote %s", view.State, v.ID)
	}
}

// TestResultIsTheCertificates: once a certificate is final, nothing that arrives later changes what was
// counted or what it came to, in any order of arrival.
func TestResultIsTheCertificates(t *testing.T) {
	w := newTown(t)
	ann, bob, cat, dan := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember), w.join("Dan", RoleMember)
	voters := []*neighbour{ann, bob, cat, dan}
	rapid.Check(t, func(rt *rapid.T) {
		p := newPoll(newHall(w), bob, OpenVote{}, rapid.StringOfN(rapid.RuneFrom([]rune("yna")), 3, 3, 3).Draw(rt, "said"), voters...)
		p.must(bob, KindClose, p.vote.ID, p.certificate(p.ballots[:rapid.IntRange(0, 3).Draw(rt, "listed")]...))
		before, was := p.fold()
		for range rapid.IntRange(1, 6).Draw(rt, "later") {
			n := rapid.SampledFrom(voters).Draw(rt, "by")
			c := rapid.SampledFrom([]Choice{Yes, No, Abstain}).Draw(rt, "choice")
			p.n += rapid.Int64Range(0, 3).Draw(rt, "clock")
			p.must(n, KindBallot, p.vote.ID, NewBallot{Voter: n.id(), Choice: c, After: p.ballots[:rapid.IntRange(0, 2).Draw(rt, "after")]})
		}
		for range 3 {
			after, is := p.fold() // from a map: in another order every time
			if after.State != before.State || is.Tally != was.Tally || is.Final().ID != was.Final().ID || !slices.EqualFunc(is.Ballots, was.Ballots, sameBallot) {
				rt.Fatalf("was %s %+v\nis %s %+v", before.State, was, after.State, is)
			}
		}
	})
}

func sameBallot(a, b Ballot) bool { return a.ID == b.ID }

// TestWouldChange: whether late ballots matter is said, and is no more than that.
func TestWouldChange(t *testing.T) {
	w := newTown(t)
	ann, bob, cat, dan := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember), w.join("Dan", RoleMember)
	for late, want := range map[string]bool{"y": false, "n": true, "a": false} {
		p := newPoll(newHall(w), bob, OpenVote{}, "yyn"+late, ann, bob, cat, dan)
		var listed []ID
		for _, id := range p.ballots {
			if p.records[id].Person != dan.id() {
				listed = append(listed, id)
			}
		}
		p.must(bob, KindClose, p.vote.ID, p.certificate(listed...))
		view, v := p.fold()
		would, err := v.WouldChange()
		if err != nil || would != want || view.State != StatePassed || len(v.Late) != 1 {
			t.Errorf("%s: would change %v, %v, %s", late, would, err, view.State)
		}
	}
}

// randomCloses adds to records certificates of the votes among them, signed at random.
func randomCloses(t *rapid.T, rs []Record) []Record {
	var votes, ballots []Record
	for _, r := range rs {
		switch r.Kind {
		case KindVote:
			votes = append(votes, r)
		case KindBallot:
			ballots = append(ballots, r)
		}
	}
	for n := range rapid.IntRange(0, min(4, 4*len(votes))).Draw(t, "closes") {
		v := rapid.SampledFrom(votes).Draw(t, "closed")
		c := &Certificate{Outcome: rapid.SampledFrom([]ProposalState{StatePassed, StateNotPassed}).Draw(t, "outcome")}
		for _, b := range ballots {
			if b.Subject == v.ID && rapid.Bool().Draw(t, "listed") {
				c.Ballots = append(c.Ballots, b.ID)
			}
		}
		slices.SortFunc(c.Ballots, compareIDs)
		r := rec(1000+n, KindClose, v.ID, Person{byte(rapid.IntRange(1, 3).Draw(t, "teller"))}, 6, c)
		r.Device, r.Seq = Device(r.Person), uint64(n)
		rs = append(rs, r)
		if rapid.Bool().Draw(t, "reopened") {
			rs = append(rs, rec(2000+n, KindSet, v.Subject, v.Person, 7, &Set{Field: FieldState, Text: "open", After: []ID{r.ID}}))
		}
	}
	return rs
}

// TestClosedFoldsForgetOrder is TestFoldsForgetOrder with certificates.
func TestClosedFoldsForgetOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, _, rs := randomRecords(rt)
		rs = randomCloses(rt, rs)
		want, _ := FoldProposal(p, rs, noone)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 1))
		for range 4 {
			other := append(slices.Clone(rs), rs[:r.IntN(len(rs))]...)
			r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
			if got, _ := FoldProposal(p, other, noone); ViewDigest(got) != ViewDigest(want) || fmt.Sprint(got) != fmt.Sprint(want) {
				rt.Fatalf("another order gave another proposal:\n%+v\n%+v", want, got)
			}
		}
	})
}
