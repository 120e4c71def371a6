package store

import (
	"maps"
	"math/rand"
	"slices"
	"strconv"
	"testing"
	"time"

	"moot/store/forum"
)

// houses has the group vote by household, with delegation, and meetings with a quorum of the active.
func houses(t testing.TB, s *Store, g forum.ID) {
	t.Helper()
	rules := &forum.Rules{
		Voting:  &forum.Voting{Who: forum.WhoHousehold, Delegation: true},
		Meeting: &forum.MeetingRules{Quorum: forum.Quorum{Number: 2, Share: forum.Fraction{Num: 1, Den: 2}}, Active: 12, Notice: 14},
	}
	ok(t, s.SetCharter(ctx, g, forum.Charter{Rules: rules}))
}

// TestRulesAsRebuilt: households, delegations and quorums come out the same on every device in any order of arrival, and
// as if everything were made again, through removals and forks too.
func TestRulesAsRebuilt(t *testing.T) {
	unraced(t)
	for seed := range rounds(t, "MOOT_CONVERGE", 3) {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			u := &unrest{village: newVillage(t, rand.New(rand.NewSource(int64(7000+seed))), 4), twins: map[int]*Store{}, removed: map[int]bool{}}
			text := must[string](t)(u.devices[0].Invite(ctx, u.g, InviteTerms{}, nil))
			houses(t, u.devices[0], u.g)
			share(t, u.g, u.devices...)
			for i := range 90 {
				u.act()
				u.rule()
				if i%15 == 14 {
					u.upset()
				}
			}
			for _, twin := range u.twins {
				u.devices = append(u.devices, twin)
			}
			for range 2 {
				share(t, u.g, u.devices...)
			}
			for _, d := range u.devices {
				asRebuilt(t, d, u.g)
			}
			sameAgain(t, u.g, u.devices...)
			runs := u.all()
			o := u.observer(text)
			u.deliver(o, runs)
			for range 3 {
				give(t, u.devices[0], o, u.g)
			}
			asRebuilt(t, o, u.g)
			sameAgain(t, u.g, u.devices[0], o)
			for _, d := range []*Store{u.devices[0], o} {
				if r := must[VerifyReport](t)(d.Verify(ctx, u.g)); !r.OK {
					t.Errorf("the record does not hold: %v", r.Problems)
				}
			}
		})
	}
}

// rule does one random thing with households, delegations, ballots or a quorum. A refusal is as good an outcome as any.
func (u *unrest) rule() {
	d, other := pick1(u.r, u.devices), pick1(u.r, u.devices)
	them, _ := other.Me()
	switch u.r.Intn(16) {
	case 0:
		u.devices[0].SetHousehold(ctx, u.g, them.Person, pick1(u.r, []string{"", "Flat 1", "Flat 2"}))
	case 1, 2:
		d.Delegate(ctx, u.g, them.Person, time.Now().AddDate(0, 0, 1+u.r.Intn(300)), pick1(u.r, []string{"", "ordinary", "budget"}))
	case 3:
		d.Undelegate(ctx, u.g, forum.Person{})
	case 4, 5, 14:
		d.Cast(ctx, u.g, pick1(u.r, u.proposals), pick1(u.r, []forum.Choice{forum.Yes, forum.No, forum.Abstain}), "")
	case 6:
		if len(u.proposals) > 0 {
			d.CloseVote(ctx, u.g, pick1(u.r, u.proposals), true)
		}
	case 7:
		if len(u.meetings) > 0 {
			d.Set(ctx, u.g, pick1(u.r, u.meetings), forum.FieldState, forum.MeetingStarted, 0)
		}
	case 9, 10:
		u.devices[0].OpenVote(ctx, u.g, pick1(u.r, u.proposals), time.Time{}, 0)
	case 11, 12, 13:
		if d != other {
			give(u.t, d, other, u.g)
		}
	default:
		if len(u.meetings) == 0 {
			return
		}
		m := pick1(u.r, u.meetings)
		page, err := d.Meeting(ctx, u.g, m)
		if err == nil && len(page.Agenda) > 0 {
			d.NoteAttendance(ctx, u.g, m, forum.Attend{Person: them.Person, As: forum.Present, To: pick1(u.r, page.Agenda).ID})
		}
	}
}

// TestVoteForAnother: what one device writes for whom, and what the others show and certify.
func TestVoteForAnother(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	_, err := bob.Delegate(ctx, g, self(cat), time.Now().AddDate(0, 1, 0), "")
	says(t, err, "charter of this group does not let")
	ok(t, ann.SetCharter(ctx, g, forum.Charter{Rules: &forum.Rules{Voting: &forum.Voting{Delegation: true, Proxies: 1}}}))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(bob.Delegate(ctx, g, self(ann), time.Now().AddDate(0, 1, 0), ""))
	must[forum.ID](t)(bob.Delegate(ctx, g, self(cat), time.Now().AddDate(0, 1, 0), "")) // instead
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.No, ""))
	must[forum.ID](t)(cat.Cast(ctx, g, p, forum.Yes, ""))
	share(t, g, ann, bob, cat)
	_, v := seen(t, bob, g, p)
	if v.Tally.Yes != 2 || v.Tally.No != 1 || v.Turnout() != 3 || v.Proxied[0].By != self(cat) || v.Proxied[0].Voter != self(bob) {
		t.Fatalf("%+v, %+v", v.Tally, v.Proxied)
	}
	if n := must[[]forum.Need](t)(bob.Needs(ctx, g)); len(n) != 1 {
		t.Errorf("Bob, who may still vote himself, needs to %+v", n)
	}
	// He takes it back; what Cat has cast stays until he votes.
	if ended := must[[]forum.Delegation](t)(bob.Undelegate(ctx, g, forum.Person{})); len(ended) != 1 {
		t.Errorf("%d delegations ended", len(ended))
	}
	_, err = bob.Undelegate(ctx, g, forum.Person{})
	says(t, err, "you have named nobody")
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.No, "I was there after all"))
	share(t, g, ann, bob, cat)
	must[Closed](t)(ann.CloseVote(ctx, g, p, false)) // everybody has voted
	share(t, g, ann, bob, cat)
	agreeOn(t, g, p, forum.StateNotPassed, 1, ann, bob, cat)
	all := must[[]forum.Delegation](t)(cat.Delegations(ctx, g))
	if len(all) != 2 || slices.ContainsFunc(all, func(d forum.Delegation) bool { return !d.Ended }) {
		t.Errorf("delegations: %+v", all)
	}
}

// TestHouseholdDevices: two of a household vote apart, and every device shows the same one's ballot; who needs to vote
// knows of the household.
func TestHouseholdDevices(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	houses(t, ann, g)
	for _, s := range []*Store{bob, cat} {
		ok(t, ann.SetHousehold(ctx, g, self(s), "  Flat   4 "))
	}
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.No, ""))
	must[forum.ID](t)(cat.Cast(ctx, g, p, forum.Yes, ""))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Abstain, ""))
	share(t, g, ann, bob, cat)
	_, v := seen(t, ann, g, p)
	if v.Tally.Eligible != 2 || len(v.Ballots) != 2 || v.Tally.Yes+v.Tally.No != 1 {
		t.Fatalf("%+v", v.Tally)
	}
	for _, s := range []*Store{bob, cat} {
		if n := must[[]forum.Need](t)(s.Needs(ctx, g)); len(n) != 0 {
			t.Errorf("a household that has voted needs to %+v", n)
		}
	}
	// The one who has seen the other's replaces it, whatever the clocks say.
	shiftClock(bob, -time.Hour)
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.No, "we have talked"))
	share(t, g, ann, bob, cat)
	_, v = seen(t, cat, g, p)
	if v.Tally.No != 1 || v.Tally.Yes != 0 {
		t.Errorf("after they talked: %+v", v.Tally)
	}
	must[Closed](t)(ann.CloseVote(ctx, g, p, false)) // both households have voted
	share(t, g, ann, bob, cat)
	agreeOn(t, g, p, forum.StateNotPassed, 1, ann, bob, cat)
}

// TestAdjourn: the rest of the agenda goes on, and a meeting's quorum is of those who took part.
func TestAdjourn(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	houses(t, ann, g)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	share(t, g, ann, bob, cat)
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Yes, ""))
	share(t, g, ann, bob, cat)
	at := time.Now().AddDate(0, 0, 5)
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "AGM", At: at.UnixMilli(), Place: "Hall"}, []string{"Reports", "Rents", "Any other business"}))
	must[forum.Summons](t)(ann.GiveNotice(ctx, g, m))
	page := must[MeetingPage](t)(ann.Meeting(ctx, g, m))
	if given, asked, ok := ann.ClearDays(g, &page.Meeting, time.UTC); !ok || given >= asked || asked != 14 {
		t.Errorf("%d clear days of %d, %v", given, asked, ok)
	}
	ok(t, ann.Set(ctx, g, m, forum.FieldState, forum.MeetingStarted, 0))
	ok(t, ann.NoteAttendance(ctx, g, m, forum.Attend{Person: self(ann), As: forum.Present}))
	ok(t, ann.NoteAttendance(ctx, g, m, forum.Attend{Person: self(cat), As: forum.Present, To: page.Agenda[0].ID}))
	page = must[MeetingPage](t)(ann.Meeting(ctx, g, m))
	if len(page.Active) != 1 || page.Active[0] != self(bob) {
		t.Errorf("active: %v", page.Active)
	}
	if q := page.Quorum; q == nil || q.Need != 2 || q.Of != 1 || !slices.Equal(q.Items, []int{2, 1, 1}) || page.Undealt() != 1 {
		t.Fatalf("quorum %+v, to go on with item %d", q, page.Undealt())
	}
	_, err := ann.Adjourn(ctx, g, m, at.Add(-time.Hour), "", 1)
	says(t, err, "goes on after it was called for")
	_, err = ann.Adjourn(ctx, g, m, at.AddDate(0, 0, 7), "", 3)
	says(t, err, "no item 4")
	next := must[forum.ID](t)(ann.Adjourn(ctx, g, m, at.AddDate(0, 0, 7), "", page.Undealt()))
	_, err = ann.Adjourn(ctx, g, m, at.AddDate(0, 0, 8), "", 1)
	says(t, err, "ended already")
	share(t, g, ann, bob, cat)
	for _, s := range []*Store{ann, bob, cat} {
		page = must[MeetingPage](t)(s.Meeting(ctx, g, next))
		if page.Title != "AGM, adjourned" || page.Follows != m || !page.Adjourned || len(page.Agenda) != 2 || page.Agenda[0].Title != "Rents" || page.Place != "Hall" {
			t.Errorf("adjourned: %+v", page.Meeting)
		}
	}
	same(t, g, ann, bob, cat)
	digests := map[forum.ID]bool{}
	for _, s := range []*Store{ann, bob, cat} {
		digests[must[forum.ID](t)(s.Digest(ctx, g))] = true
	}
	if len(slices.Collect(maps.Keys(digests))) != 1 {
		t.Error("the devices show other things")
	}
}

// TestLiveChanged: an edit that was made elsewhere before the vote was known, a comment, and a ballot that came with them
// are all in the row and its digest, though the vote is kept folded.
func TestLiveChanged(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	was := must[string](t)(bob.Text(ctx, g, p))
	must[string](t)(bob.EditText(ctx, g, p, was, "Seven trees."))
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	must[forum.ID](t)(ann.Cast(ctx, g, p, forum.Yes, ""))
	grp := must[*group](t)(ann.group(g))
	if len(grp.live) != 1 {
		t.Fatalf("%d votes are kept folded", len(grp.live))
	}
	give(t, ann, cat, g)
	must[forum.ID](t)(cat.Cast(ctx, g, p, forum.No, "too many"))
	give(t, cat, ann, g) // nothing but a ballot
	asRebuilt(t, ann, g)
	give(t, bob, ann, g) // nothing but an edit
	asRebuilt(t, ann, g)
	must[forum.ID](t)(cat.Comment(ctx, g, p, "too many, I said", forum.ID{}))
	must[forum.ID](t)(cat.Cast(ctx, g, p, forum.Yes, ""))
	give(t, cat, ann, g)
	asRebuilt(t, ann, g)
	rows := must[[]ProposalCard](t)(ann.Proposals(ctx, g, Filter{}))
	if rows[0].Tally.Yes != 2 || rows[0].Excerpt != "Seven trees." || rows[0].Comments != 1 {
		t.Errorf("the row is %+v", rows[0])
	}
	share(t, g, ann, bob, cat)
	same(t, g, ann, bob, cat)
}
