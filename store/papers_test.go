package store

import (
	"slices"
	"testing"

	"moot/store/forum"
)

// paperStreet is [street] with a vote that takes papers, with Ann and Bob as its tellers.
func paperStreet(t testing.TB) (ann, bob, cat *Store, g, p forum.ID) {
	t.Helper()
	ann, bob, cat, g, p = street(t)
	tellers := []forum.Person{meIn(t, ann), meIn(t, bob)}
	must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo, Paper: true, Tellers: tellers}))
	share(t, g, ann, bob, cat)
	return ann, bob, cat, g, p
}

func meIn(t testing.TB, s *Store) forum.Person {
	t.Helper()
	me, _ := s.Me()
	return me.Person
}

// enter has a teller enter one paper and one person.
func enter(t testing.TB, s *Store, g, p forum.ID, no int, c forum.Choice, who forum.Person) {
	t.Helper()
	must[forum.PaperCount](t)(s.EnterPapers(ctx, g, p, func(n *forum.PaperCount) error {
		n.Papers, n.People = append(n.Papers, forum.Paper{No: no, Choice: c}), append(n.People, who)
		return nil
	}))
}

// TestPapersFromSheetToCertificate: two tellers enter apart, neither sees the other's, a mismatch holds the close up until it
// is corrected, somebody who voted both ways counts once, and every device recounts the same.
func TestPapersFromSheetToCertificate(t *testing.T) {
	ann, bob, cat, g, p := paperStreet(t)
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	must[forum.ID](t)(cat.Cast(ctx, g, p, forum.No, ""))
	share(t, g, ann, bob, cat)
	_, err := cat.EnterPapers(ctx, g, p, func(*forum.PaperCount) error { return nil })
	says(t, err, "only a teller")
	_, err = ann.HandInPapers(ctx, g, p, false)
	says(t, err, "nothing has been entered")
	_, err = ann.EnterPapers(ctx, g, p, func(n *forum.PaperCount) error {
		n.Papers = []forum.Paper{{No: 1, Choice: forum.Block}}
		return nil
	})
	says(t, err, "cannot say")
	enter(t, ann, g, p, 7, forum.Yes, meIn(t, bob))
	enter(t, ann, g, p, 3, forum.No, meIn(t, cat))
	page := must[ProposalPage](t)(ann.Proposal(ctx, g, p))
	if n := must[forum.PaperCount](t)(ann.PaperDraft(&page)); len(n.Papers) != 2 || n.Papers[0].No != 3 || len(n.People) != 2 {
		t.Errorf("%+v", n)
	}
	_, err = ann.EnterPapers(ctx, g, p, func(n *forum.PaperCount) error { n.Papers = append(n.Papers, n.Papers[0]); return nil })
	says(t, err, "there twice")
	_, err = ann.CloseVote(ctx, g, p, false)
	says(t, err, "two tellers must count")
	must[forum.ID](t)(ann.HandInPapers(ctx, g, p, false))
	share(t, g, ann, bob, cat)
	if _, v := seen(t, bob, g, p); len(v.Paper.Counts) != 1 || len(v.Paper.Counts[0].Papers) != 0 || v.Tally.Yes != 1 {
		t.Errorf("Bob sees %+v", v.Paper)
	}
	enter(t, bob, g, p, 7, forum.No, meIn(t, bob))
	enter(t, bob, g, p, 3, forum.No, meIn(t, cat))
	must[forum.ID](t)(bob.HandInPapers(ctx, g, p, false))
	share(t, g, ann, bob, cat)
	for _, s := range []*Store{ann, bob, cat} {
		_, v := seen(t, s, g, p)
		a, b := v.Paper.Pair()
		if pair := forum.ComparePapers(&a.PaperCount, &b.PaperCount); len(pair.Differ) != 1 || pair.Differ[0].No != 7 || v.Tally.Yes != 1 || v.Tally.No != 1 || v.Turnout() != 3 {
			t.Errorf("%+v %+v", pair, v.Tally)
		}
		if n := must[[]forum.Need](t)(s.Needs(ctx, g)); slices.ContainsFunc(n, func(n forum.Need) bool { return n.What == "vote" }) {
			t.Errorf("who has voted is asked to vote: %+v", n)
		}
	}
	_, err = bob.CloseVote(ctx, g, p, false)
	says(t, err, "do not agree yet")
	// What was handed in is there to be corrected.
	must[forum.PaperCount](t)(bob.EnterPapers(ctx, g, p, func(n *forum.PaperCount) error { n.Papers[1].Choice = forum.Yes; return nil }))
	must[forum.ID](t)(bob.HandInPapers(ctx, g, p, false))
	share(t, g, ann, bob, cat)
	closed := must[Closed](t)(bob.CloseVote(ctx, g, p, false))
	share(t, g, ann, bob, cat)
	agreeOn(t, g, p, forum.StatePassed, 1, ann, bob, cat)
	for _, s := range []*Store{ann, bob, cat} {
		_, v := seen(t, s, g, p)
		r := must[forum.Result](t)(v.Result())
		if r.Digest != closed.Result || v.Tally.Yes != 2 || v.Tally.No != 1 || v.Turnout() != 3 || len(v.Paper.Instead) != 1 || v.Paper.Instead[0].Voter != meIn(t, cat) {
			t.Errorf("%+v %+v", v.Tally, v.Paper)
		}
		ok2 := must[VerifyReport](t)(s.Verify(ctx, g))
		if len(ok2.Problems) != 0 || ok2.Certificates != 1 {
			t.Errorf("%+v", ok2)
		}
	}
}

// TestLiveVoteWithPapers: a vote kept folded in memory shows what a fold of all its records does, when papers are in and
// people who voted on paper vote again on a device.
func TestLiveVoteWithPapers(t *testing.T) {
	ann, bob, cat, g, p := paperStreet(t)
	all := []*Store{ann, bob, cat}
	for _, s := range all[:2] {
		enter(t, s, g, p, 1, forum.No, meIn(t, cat))
		must[forum.ID](t)(s.HandInPapers(ctx, g, p, false))
	}
	share(t, g, all...)
	for _, c := range []forum.Choice{forum.Yes, forum.No, forum.Yes} {
		for _, s := range all {
			must[forum.ID](t)(s.Cast(ctx, g, p, c, ""))
			share(t, g, all...)
		}
	}
	group := ann.groups[g]
	if _, kept := group.live[p]; !kept {
		t.Error("the vote is not kept folded")
	}
	agreeOn(t, g, p, forum.StateVoting, 0, all...)
	_, v := seen(t, ann, g, p)
	if v.Tally.Yes != 2 || v.Tally.No != 1 || len(v.Paper.Instead) != 1 {
		t.Errorf("%+v", v.Tally)
	}
}

// TestCertificateKeepsAForkedCount: a count of papers that a certificate goes by stays when its teller's device turns out to
// have signed two histories, whichever of the three comes first to a device; and when the teller is removed.
func TestCertificateKeepsAForkedCount(t *testing.T) {
	ann, bob, cat, g, p := paperStreet(t)
	other := forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: p}, body(t, forum.KindComment, forum.NewComment{Body: "my other self"}), bob.keys.device)
	for _, s := range []*Store{ann, bob} {
		enter(t, s, g, p, 1, forum.Yes, meIn(t, cat))
		must[forum.ID](t)(s.HandInPapers(ctx, g, p, false))
	}
	give(t, bob, ann, g)
	closed := must[Closed](t)(ann.CloseVote(ctx, g, p, true))
	must[forum.Report](t)(cat.Apply(ctx, g, "peer:x", []forum.Entry{other})) // Cat has the other branch first
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{other})) // and Ann last
	share(t, g, ann, cat)
	check := func() {
		t.Helper()
		agreeOn(t, g, p, forum.StatePassed, 1, ann, cat)
		for _, s := range []*Store{ann, cat} {
			_, v := seen(t, s, g, p)
			if r := must[forum.Result](t)(v.Result()); v.Paper.Missing || v.Tally.Yes != 1 || r.Digest != closed.Result {
				t.Errorf("%+v %+v", v.Tally, v.Paper)
			}
		}
	}
	check()
	ok(t, ann.Remove(ctx, g, meIn(t, bob), "moved away"))
	share(t, g, ann, cat)
	check()
}

// TestTellersNeeds: a teller is told to count the papers of an open vote until they have, and both are told when their counts
// differ, and nobody any more once they agree.
func TestTellersNeeds(t *testing.T) {
	ann, bob, cat, g, p := paperStreet(t)
	wants := func(when string, want ...string) {
		t.Helper()
		for i, s := range []*Store{ann, bob, cat} {
			got := ""
			for _, n := range must[[]forum.Need](t)(s.Needs(ctx, g)) {
				if n.What == "count" || n.What == "recount" {
					got += n.What
				}
			}
			if got != want[i] {
				t.Errorf("%s: number %d is told %q, and not %q", when, i, got, want[i])
			}
		}
	}
	wants("at first", "count", "count", "")
	enter(t, ann, g, p, 1, forum.Yes, meIn(t, cat))
	wants("entered and not handed in", "count", "count", "")
	must[forum.ID](t)(ann.HandInPapers(ctx, g, p, false))
	share(t, g, ann, bob, cat)
	wants("one has", "", "count", "")
	enter(t, bob, g, p, 1, forum.No, meIn(t, cat))
	must[forum.ID](t)(bob.HandInPapers(ctx, g, p, false))
	share(t, g, ann, bob, cat)
	wants("they differ", "recount", "recount", "")
	must[forum.PaperCount](t)(bob.EnterPapers(ctx, g, p, func(n *forum.PaperCount) error { n.Papers[0].Choice = forum.Yes; return nil }))
	must[forum.ID](t)(bob.HandInPapers(ctx, g, p, false))
	share(t, g, ann, bob, cat)
	wants("they agree", "", "", "")
}

// TestCertificateBeforeItsPapers: a certificate that reaches a device before the two counts of papers it names waits for both, over a
// restart too, and then counts: in every order in which the three can come.
func TestCertificateBeforeItsPapers(t *testing.T) {
	unraced(t)
	ann, bob, cat, g, p := street(t)
	orders := [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {2, 0, 1}, {1, 2, 0}, {2, 1, 0}} // 0 is the certificate
	homes, late := make([]string, len(orders)), make([]*Store, len(orders))
	for i := range orders {
		homes[i] = t.TempDir()
		late[i] = must[*Store](t)(Open(homes[i], Options{}))
		must[Me](t)(late[i].CreateMe(ctx, "Dan"))
		join(t, ann, late[i], g)
	}
	share(t, g, ann, bob, cat)
	tellers := []forum.Person{meIn(t, ann), meIn(t, bob), meIn(t, cat)}
	must[forum.ID](t)(ann.NewVote(ctx, g, p, forum.OpenVote{Method: forum.MethodYesNo, Paper: true, Tellers: tellers}))
	share(t, g, ann, bob, cat)
	for _, s := range late {
		give(t, ann, s, g)
	}
	before := ann.Heights(g)
	for _, s := range []*Store{ann, bob} {
		enter(t, s, g, p, 1, forum.Yes, meIn(t, cat))
		must[forum.ID](t)(s.HandInPapers(ctx, g, p, false))
	}
	share(t, g, ann, bob, cat)
	must[Closed](t)(cat.CloseVote(ctx, g, p, true))
	give(t, cat, ann, g)
	have := map[forum.Chain]uint64{}
	for c, h := range before {
		have[c] = h.Seq
	}
	var came [3][]forum.Entry // the certificate, and the two counts
	must[uint64](t)(cat.Tail(ctx, g, have, 0, func(run []forum.Entry) error {
		for _, e := range reread(t, run) { // each is the end of its chain, so each is signed
			from := slices.Index([]forum.Device{cat.Identity(), ann.Identity(), bob.Identity()}, e.Device)
			came[from] = append(came[from], e)
		}
		return nil
	}))
	for i, order := range orders {
		s := late[i]
		for n, which := range order {
			must[forum.Report](t)(s.Apply(ctx, g, "peer:x", came[which]))
			if len(came[which]) != 1 {
				t.Fatalf("%d entries from teller %d", len(came[which]), which)
			}
			waits := slices.Index(order, 0) <= n && n < 2
			if got := must[GroupCard](t)(s.Group(ctx, g)).Waiting; (got == 1) != waits || got > 1 {
				t.Errorf("order %v: %d wait after step %d", order, got, n+1)
			}
			if page, _ := seen(t, s, g, p); (page.State == forum.StatePassed) != (n == 2) {
				t.Errorf("order %v: %q after step %d", order, page.State, n+1)
			}
			ok(t, s.Close())
			s = must[*Store](t)(Open(homes[i], Options{}))
		}
		agreeOn(t, g, p, forum.StatePassed, 1, ann, s)
		same(t, g, ann, s)
		ok(t, s.Close())
	}
}
