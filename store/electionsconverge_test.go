package store

import (
	"maps"
	"math/rand"
	"slices"
	"strconv"
	"testing"

	"moot/store/forum"
)

// elect does one random thing about the elections that a device knows of. A refusal is as good an outcome as any.
func (v *village) elect(d *Store, year int) {
	cards := must[[]ElectionCard](v.t)(d.Elections(ctx, v.g))
	if len(cards) == 0 || v.r.Intn(25) == 0 {
		how := pick1(v.r, []string{forum.ElectionAnnual, forum.ElectionAnnual, forum.ElectionCoopt, forum.ElectionCasual})
		d.NewElection(ctx, v.g, forum.NewElection{Body: pick1(v.r, []string{"board", "chair"}), Title: "Election " + strconv.Itoa(year), How: how, At: at(2000 + year)})
		return
	}
	e := must[ElectionPage](v.t)(d.Election(ctx, v.g, cards[min(v.r.Intn(2), len(cards)-1)].ID))
	whom := v.devices[(int(e.ID[0])+v.r.Intn(3))%len(v.devices)] // few are put up, so that some are by two
	other, _ := whom.Me()
	switch v.r.Intn(16) {
	case 0, 1, 2:
		d.Nominate(ctx, v.g, e.ID, other.Person)
		whom.Stand(ctx, v.g, e.ID, v.r.Intn(5) > 0, "")
	case 5, 12:
		if len(e.Standing().Candidates) > 0 {
			d.CloseNominations(ctx, v.g, e.ID, forum.OpenVote{})
		}
	case 6, 7:
		d.NewBallot(ctx, v.g, e.Slate.Proposal, forum.NewBallot{Prefs: v.r.Perm(max(1, len(e.Slate.Candidates)))})
	case 8, 11:
		d.CloseVote(ctx, v.g, e.Slate.Proposal, true)
		d.DeclareResult(ctx, v.g, e.ID)
	case 9, 13:
		d.SeatElected(ctx, v.g, e.Body)
	case 10:
		if v.r.Intn(3) == 0 {
			d.LeaveSeat(ctx, v.g, e.Body, "")
		}
	default:
		give(v.t, d, pick1(v.r, v.devices), v.g)
	}
}

// TestElectionsConverge: elections called, closed and declared apart, and officers seated apart, come to the same on every device, and on
// one that gets everything in another order.
func TestElectionsConverge(t *testing.T) {
	unraced(t)
	elected := 0
	for seed := range rounds(t, "MOOT_CONVERGE", 6) {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			v := &village{t: t, r: rand.New(rand.NewSource(int64(seed)))}
			for i := range 4 {
				v.devices = append(v.devices, device(t, "Person "+strconv.Itoa(i)))
			}
			rules := boardRules
			rules.Bodies = slices.Clone(rules.Bodies)
			rules.Bodies[0].Seats = 2
			v.g = must[forum.ID](t)(v.devices[0].CreateGroup(ctx, forum.Charter{Name: "Village", Rules: &rules}))
			for _, d := range v.devices[1:] {
				join(t, v.devices[0], d, v.g)
			}
			text := must[string](t)(v.devices[0].Invite(ctx, v.g, InviteTerms{}, nil))
			for i := range 300 {
				v.elect(pick1(v.r, v.devices), i)
			}
			for range 2 {
				for _, a := range v.devices {
					for _, b := range v.devices {
						if a != b {
							give(t, a, b, v.g)
						}
					}
				}
			}
			same(t, v.g, v.devices...)
			page := must[BoardPage](t)(v.devices[0].Boards(ctx, v.g))
			for _, b := range page.Boards {
				elected += len(b.Sitting)
			}
			want := forum.ViewDigest(page.Boards)
			runs := v.all()
			for range 2 {
				o := v.observer(text)
				v.deliver(o, runs)
				same(t, v.g, v.devices[0], o)
				if !maps.Equal(v.devices[0].Heights(v.g), o.Heights(v.g)) {
					t.Error("heights differ")
				}
				if got := must[BoardPage](t)(o.Boards(ctx, v.g)); forum.ViewDigest(got.Boards) != want {
					t.Errorf("others sit: %+v, not %+v", got.Boards, page.Boards)
				}
			}
		})
	}
	if elected == 0 {
		t.Error("nobody sits in the end: the test tries too little")
	}
}
