package store

import (
	"strings"
	"testing"
	"time"

	"moot/store/forum"
)

// shiftClock has a device's clock run fast or slow from now on.
func shiftClock(s *Store, by time.Duration) { s.now = func() time.Time { return time.Now().Add(by) } }

// street is Ann, an officer, Bob and Cat, with a proposal of Ann's, all in step.
func street(t testing.TB) (ann, bob, cat *Store, g, p forum.ID) {
	ann, bob, cat = device(t, "Ann"), device(t, "Bob"), device(t, "Cat")
	g = must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	join(t, ann, bob, g)
	join(t, ann, cat, g)
	p = must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	share(t, g, ann, bob, cat)
	return ann, bob, cat, g, p
}

// share brings everybody everything.
func share(t testing.TB, g forum.ID, all ...*Store) {
	t.Helper()
	for range 2 {
		for _, a := range all {
			for _, b := range all {
				if a != b {
					give(t, a, b, g)
				}
			}
		}
	}
}

// seen gives a proposal and its vote as a device shows them.
func seen(t testing.TB, s *Store, g, p forum.ID) (ProposalPage, *forum.Vote) {
	t.Helper()
	page := must[ProposalPage](t)(s.Proposal(ctx, g, p))
	v, ok := page.CurrentVote()
	if !ok {
		t.Fatal("no vote")
	}
	return page, v
}

func says(t testing.TB, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("%v, want %q", err, words)
	}
}

// agree checks that devices show the same, that this is so, and that their records hold with these many certificates.
func agreeOn(t testing.TB, g, p forum.ID, state forum.ProposalState, certificates int, all ...*Store) {
	t.Helper()
	want := must[forum.ID](t)(all[0].Digest(ctx, g))
	for i, s := range all {
		page, _ := seen(t, s, g, p)
		if page.State != state {
			t.Errorf("device %d shows %q, want %q", i, page.State, state)
		}
		if got := must[forum.ID](t)(s.Digest(ctx, g)); got != want {
			t.Errorf("device %d shows something else", i)
		}
		r := must[VerifyReport](t)(s.Verify(ctx, g))
		if !r.OK || r.Certificates != certificates {
			t.Errorf("device %d: %d certificates (want %d), %v", i, r.Certificates, certificates, r.Problems)
		}
	}
}

func TestVoteFromOpeningToReopening(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodRanked,
		Options: []forum.Option{{Title: "Oak"}, {Title: "Lime"}, {Title: "Beech"}}}))
	share(t, g, ann, bob, cat)
	for i, s := range []*Store{ann, bob, cat} {
		must[forum.ID](t)(s.NewBallot(ctx, g, p, forum.NewBallot{Prefs: [][]int{{0, 1}, {1, 2}, {1}}[i]}))
	}
	must[forum.ID](t)(cat.NewBallot(ctx, g, p, forum.NewBallot{Prefs: []int{2, 0}}))
	must[forum.ID](t)(cat.NewBallot(ctx, g, p, forum.NewBallot{Prefs: []int{1, 0}}))
	_, err := cat.CloseVote(ctx, g, p, false)
	says(t, err, "only a teller")
	share(t, g, ann, bob, cat)
	closed := must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	share(t, g, ann, bob, cat)
	agreeOn(t, g, p, forum.StateDecided, 1, ann, bob, cat)
	for _, s := range []*Store{ann, bob, cat} {
		_, v := seen(t, s, g, p)
		r := must[forum.Result](t)(v.Result())
		if v.Final().ID != closed.Certificate || r.Digest != closed.Result || len(r.Winners) != 1 || r.Winners[0] != 1 || len(v.Ballots) != 3 {
			t.Errorf("%+v", v)
		}
	}
	_, err = bob.NewBallot(ctx, g, p, forum.NewBallot{Prefs: []int{0}})
	says(t, err, "no vote is open")
	_, err = ann.CloseVote(ctx, g, p, false)
	says(t, err, "no vote is open")
	_, err = ann.OpenVote(ctx, g, p, time.Time{}, 0)
	says(t, err, "reopen it before another vote")
	_, err = ann.EditText(ctx, g, p, "Six trees.", "Nine trees.")
	says(t, err, "have been decided on")
	says(t, ann.Set(ctx, g, p, forum.FieldTitle, "Bushes", 0), "have been decided on")
	ok(t, ann.Set(ctx, g, p, forum.FieldState, "doing", 0))
	_, err = ann.EditText(ctx, g, p, "Six trees.", "Nine trees.")
	says(t, err, "have been decided on")
	ok(t, ann.Set(ctx, g, p, forum.FieldState, "open", 0))
	must[string](t)(ann.EditText(ctx, g, p, "Six trees.", "Nine trees."))
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	share(t, g, ann, bob, cat)
	agreeOn(t, g, p, forum.StateVoting, 1, ann, bob, cat)
}

func TestClosingWaitsForBallots(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Now().Add(time.Hour), 72*time.Hour))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	_, err := ann.CloseVote(ctx, g, p, true)
	says(t, err, "only be closed when everybody has voted (1 of 3 so far)")
	shiftClock(ann, 2*time.Hour)
	_, err = ann.CloseVote(ctx, g, p, false)
	says(t, err, "may still be on their way")
	_, err = ann.Cast(ctx, g, p, forum.No, "")
	says(t, err, "this vote closed on")
	must[Closed](t)(ann.CloseVote(ctx, g, p, true))
	share(t, g, ann, bob, cat)
	agreeOn(t, g, p, forum.StatePassed, 1, ann, bob, cat)
}

func TestEverybodyVotedClosesEarly(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Now().Add(time.Hour), 72*time.Hour))
	share(t, g, ann, bob, cat)
	for _, s := range []*Store{ann, bob, cat} {
		must[forum.ID](t)(s.Cast(ctx, g, p, forum.No, ""))
	}
	share(t, g, ann, bob, cat)
	must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	share(t, g, ann, bob, cat)
	agreeOn(t, g, p, forum.StateNotPassed, 1, ann, bob, cat)
}

// forgeBallot makes a ballot with a time of the forger's choosing, on the vote that is open.
func forgeBallot(t testing.TB, s, by *Store, g, p forum.ID, c forum.Choice, at int64, roll []forum.ID) forum.Entry {
	t.Helper()
	_, v := seen(t, s, g, p)
	me, _ := by.Me()
	return forge(t, s, g, forum.Header{Kind: forum.KindBallot, Subject: v.ID, Time: at, Roll: roll},
		body(t, forum.KindBallot, forum.NewBallot{Voter: me.Person, Choice: c, Wording: v.Wording}), by.keys.device)
}

// TestAttackBackDatedBallot: a ballot made after the deadline and dated before it. Where it cites what has happened
// since, no honest teller counts it; where its author hid that, it comes after the certificate and changes nothing, though
// all can see that it exists and would have mattered.
func TestAttackBackDatedBallot(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	closes := time.Now().Add(time.Hour)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, closes, 0))
	share(t, g, ann, bob, cat)
	early := must[*forum.Roll](t)(ann.Roll(ctx, g)).Cite()
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	share(t, g, ann, bob, cat)
	shiftClock(ann, 2*time.Hour)
	ok(t, ann.Rename(ctx, "Anna")) // a change of the membership after the deadline
	share(t, g, ann, bob, cat)
	dated := closes.Add(-time.Minute).UnixMilli()

	e := forgeBallot(t, ann, bob, g, p, forum.No, dated, nil)
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{e}))
	if _, v := seen(t, ann, g, p); len(v.Ballots) != 2 {
		t.Fatal("the back-dated ballot is not even here")
	}
	must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	page, v := seen(t, ann, g, p)
	if page.State != forum.StatePassed || len(v.Ballots) != 1 || len(v.Late) != 1 {
		t.Errorf("a ballot that cites what came after the deadline counts: %s, %+v", page.State, v.Ballots)
	}

	hid := forgeBallot(t, ann, cat, g, p, forum.No, dated, early)
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{hid}))
	share(t, g, ann, bob, cat)
	agreeOn(t, g, p, forum.StatePassed, 1, ann, bob, cat)
	for _, s := range []*Store{ann, bob, cat} {
		if _, v := seen(t, s, g, p); len(v.Late) != 2 || !must[bool](t)(v.WouldChange()) {
			t.Errorf("what came after the certificate is not shown: %+v", v.Late)
		}
	}
}

// TestAttackColludingWitness: a teller who helps somebody to back-date a ballot, by signing another certificate that
// counts it, gets nowhere where two must sign, and where one is enough cannot take back what was signed first.
func TestAttackColludingWitness(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	annMe, _ := ann.Me()
	bobMe, _ := bob.Me()
	catMe, _ := cat.Me()
	closes := time.Now().Add(time.Hour)
	must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo, Closes: closes.UnixMilli(),
		Tellers: []forum.Person{annMe.Person, bobMe.Person, catMe.Person}, Sign: 2}))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	share(t, g, ann, bob, cat)
	for _, s := range []*Store{ann, bob, cat} {
		shiftClock(s, 2*time.Hour)
	}
	must[Closed](t)(ann.CloseVote(ctx, g, p, true))
	e := forgeBallot(t, bob, bob, g, p, forum.No, closes.Add(-time.Minute).UnixMilli(), nil)
	must[forum.Report](t)(bob.Apply(ctx, g, "peer:x", []forum.Entry{e}))
	must[Closed](t)(bob.CloseVote(ctx, g, p, true)) // counts it: the witness
	agreeOn(t, g, p, forum.StateVoting, 1, bob)
	give(t, ann, cat, g)
	if c := must[Closed](t)(cat.CloseVote(ctx, g, p, true)); c.Signed != 2 {
		t.Fatalf("%+v", c)
	}
	share(t, g, ann, bob, cat)
	agreeOn(t, g, p, forum.StatePassed, 2, ann, bob, cat)
	if _, v := seen(t, bob, g, p); len(v.Final().Tellers) != 2 || len(v.Rivals()) != 0 || len(v.Late) != 1 {
		t.Errorf("%+v", v)
	}
}

// TestHonestLateStick: a ballot that was cast in time and travelled on a stick counts in the grace period, and is shown
// as not counted when it comes after the certificate.
func TestHonestLateStick(t *testing.T) {
	for _, inGrace := range []bool{true, false} {
		ann, bob, cat, g, p := street(t)
		must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Now().Add(time.Hour), 72*time.Hour))
		share(t, g, ann, bob, cat)
		must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
		must[forum.ID](t)(bob.Cast(ctx, g, p, forum.No, ""))
		shiftClock(ann, 2*time.Hour)
		counted, late := 1, 1
		if inGrace {
			give(t, bob, ann, g)
			counted, late = 2, 0
		}
		must[Closed](t)(ann.CloseVote(ctx, g, p, true))
		share(t, g, ann, bob, cat)
		for _, s := range []*Store{ann, bob, cat} {
			_, v := seen(t, s, g, p)
			if len(v.Ballots) != counted || len(v.Late) != late || must[bool](t)(v.WouldChange()) == inGrace {
				t.Errorf("in grace %v: counts %d, late %d", inGrace, len(v.Ballots), len(v.Late))
			}
			if late == 1 && !v.InTime(&v.Late[0]) {
				t.Error("a ballot cast in time is said to be late by its own time")
			}
		}
	}
}

// TestTwoCertificates: tellers apart sign different certificates; every device picks the same and says so.
func TestTwoCertificates(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	annMe, _ := ann.Me()
	bobMe, _ := bob.Me()
	must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo, Tellers: []forum.Person{annMe.Person, bobMe.Person}}))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.No, ""))
	a := must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	b := must[Closed](t)(bob.CloseVote(ctx, g, p, false))
	want := forum.StatePassed
	if b.Certificate.String() < a.Certificate.String() {
		want = forum.StateNotPassed
	}
	give(t, bob, cat, g)
	share(t, g, ann, cat, bob)
	agreeOn(t, g, p, want, 2, ann, bob, cat)
	for _, s := range []*Store{ann, bob, cat} {
		if _, v := seen(t, s, g, p); len(v.Rivals()) != 1 {
			t.Error("nothing says that there are two")
		}
	}
}

// TestClocksAYearOut: a voter whose clock is a year slow is counted; one whose clock is a year fast is told so, and makes
// nobody else late; and a teller's wrong clock changes when a vote can be closed, and not what it comes to.
func TestClocksAYearOut(t *testing.T) {
	const year = 365 * 24 * time.Hour
	ann, bob, cat, g, p := street(t)
	shiftClock(bob, -year)
	shiftClock(cat, year)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Now().Add(time.Hour), 0))
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	ok(t, cat.Rename(ctx, "Kat")) // dated a year ahead; Bob's ballot comes after it
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Yes, ""))
	_, err := cat.Cast(ctx, g, p, forum.No, "")
	says(t, err, "this vote closed on")
	share(t, g, ann, bob, cat)
	e := forgeBallot(t, ann, cat, g, p, forum.No, time.Now().Add(year).UnixMilli(), nil)
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{e}))
	shiftClock(ann, 2*time.Hour)
	must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	share(t, g, ann, bob, cat)
	agreeOn(t, g, p, forum.StatePassed, 1, ann, bob, cat)
	_, v := seen(t, bob, g, p)
	if len(v.Ballots) != 2 || len(v.Late) != 1 || v.InTime(&v.Late[0]) {
		t.Errorf("%d counted, late %+v", len(v.Ballots), v.Late)
	}
}

// TestNobodyMakesOthersLate: a change of the membership dated just after the deadline, made long before it, does not make
// late the ballots that cite it: the teller had built on it in time.
func TestNobodyMakesOthersLate(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Now().Add(time.Hour), 0))
	shiftClock(cat, 61*time.Minute)
	ok(t, cat.Rename(ctx, "Kat"))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.No, ""))
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.No, ""))
	share(t, g, ann, bob)
	shiftClock(ann, 2*time.Hour)
	must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	if _, v := seen(t, ann, g, p); len(v.Ballots) != 2 {
		t.Errorf("%d of 2 counted", len(v.Ballots))
	}
}

// TestTellerLeavesOutABallot: what a teller does not list is shown, with the difference it makes.
func TestTellerLeavesOutABallot(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	certificate := last(t, ann, g, forum.KindClose)
	// Had Bob voted before it, the very same certificate would leave him out.
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.No, "they left me out"))
	must[forum.Report](t)(bob.Apply(ctx, g, "peer:x", reread(t, []forum.Entry{last(t, ann, g, forum.KindBallot), certificate})))
	share(t, g, ann, bob, cat)
	agreeOn(t, g, p, forum.StatePassed, 1, ann, bob, cat)
	_, v := seen(t, cat, g, p)
	if len(v.Late) != 1 || v.Late[0].Reason != "they left me out" || !must[bool](t)(v.WouldChange()) {
		t.Errorf("%+v", v.Late)
	}
}

// TestAttackForgedCertificates: certificates that say something untrue are refused on every device, each with the reason.
func TestAttackForgedCertificates(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	must[forum.ID](t)(bob.Comment(ctx, g, p, "hm", forum.ID{}))
	vote := must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.No, ""))
	share(t, g, ann, bob, cat)
	_, v := seen(t, ann, g, p)
	honest := must[*forum.Certificate](t)(v.Certify(forum.Electorate{}, nil, 0))
	send := func(by *Store, c forum.Certificate, words string) {
		t.Helper()
		refusedFor(t, ann, g, forge(t, ann, g, forum.Header{Kind: forum.KindClose, Subject: vote}, body(t, forum.KindClose, c), by.keys.device), words)
	}
	send(bob, *honest, "not a teller")
	lie := *honest
	lie.Outcome = forum.StatePassed
	send(ann, lie, "not what its ballots come to")
	lie = *honest
	lie.Ballots = nil
	send(ann, lie, "not what its ballots come to")
	give(t, ann, bob, g)
	agreeOn(t, g, p, forum.StateVoting, 0, ann, bob)
}

// TestCertificateBeforeItsBallots: whatever order things come in, every device ends with the same.
func TestCertificateBeforeItsBallots(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Yes, ""))
	give(t, bob, ann, g)
	must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	must[forum.Report](t)(cat.Apply(ctx, g, "test", reread(t, []forum.Entry{last(t, ann, g, forum.KindClose)})))
	if page, _ := seen(t, cat, g, p); page.State != forum.StateVoting || page.WaitingHere != 1 {
		t.Fatalf("%s, %d waiting", page.State, page.WaitingHere)
	}
	give(t, bob, cat, g)
	agreeOn(t, g, p, forum.StatePassed, 1, ann, cat)
}

// TestVerifyFindsAWrongResult: a certificate that does not hold is found, however it came to be shown.
func TestVerifyFindsAWrongResult(t *testing.T) {
	ann, _, _, g, p := street(t)
	vote := must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.No, ""))
	_, v := seen(t, ann, g, p)
	lie := must[*forum.Certificate](t)(v.Certify(forum.Electorate{}, nil, 0))
	lie.Outcome = forum.StatePassed
	e := forge(t, ann, g, forum.Header{Kind: forum.KindClose, Subject: vote}, body(t, forum.KindClose, lie), ann.keys.device)
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{e}))
	showAll(t, ann, g, p, e.ID)
	r := must[VerifyReport](t)(ann.Verify(ctx, g))
	if r.OK || r.Certificates != 1 || !strings.Contains(strings.Join(r.Problems, "\n"), "not what its ballots come to") {
		t.Errorf("%+v", r)
	}
}

// showAll marks an entry as shown in the database, as a program without rules would.
func showAll(t testing.TB, s *Store, in, p, id forum.ID) {
	t.Helper()
	g := must[*group](t)(s.group(in))
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	k, _, err := g.find(txn, id)
	ok(t, err)
	k.verdict = shown
	num, _ := g.numOf(k.Chain())
	ok(t, txn.Set(entryKey(g.num, num, k.Seq), k.encode()))
	ok(t, txn.Set(groupKey(prefixAbout, g.num).id(p).u64(k.pos), place{num, k.Seq}.bytes()))
	ok(t, txn.Commit())
}
