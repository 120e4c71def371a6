package store

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"moot/store/forum"
)

// voter is somebody with a device of their own who does nothing but vote.
type voter struct {
	person forum.Person
	device ed25519.PrivateKey
	seq    uint64
	prev   forum.ID
}

// electorate is a group of Ann and so many voters, with a vote open.
type electorate struct {
	*Store
	g, p, vote forum.ID
	roll       []forum.ID
	wording    []forum.ID
	voters     []*voter
}

func newElectorate(t testing.TB, n int) *electorate {
	e := &electorate{Store: device(t, "Ann")}
	e.g = must[forum.ID](t)(e.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	for len(e.voters) < n {
		ticket := must[forum.Ticket](t)(forum.ParseTicket(must[string](t)(e.Invite(ctx, e.g, InviteTerms{Uses: forum.MaxUses}, nil))))
		ok(t, e.do(ctx, e.g, func(w *writer) error {
			for range min(forum.MaxUses, n-len(e.voters)) {
				seed := sha256.Sum256(fmt.Appendf(nil, "voter %d", len(e.voters)))
				person, key := ed25519.NewKeyFromSeed(seed[:]), sha256.Sum256(seed[:])
				v := &voter{person: forum.PersonOf(person), device: ed25519.NewKeyFromSeed(key[:])}
				ask, err := forum.NewAsk(ticket, person, v.device, fmt.Sprint("Voter ", len(e.voters)), time.Now().UnixMilli())
				if err != nil {
					return err
				}
				if _, err := w.say(forum.ID{}, forum.KindAdmit, forum.Admit{Ask: ask}); err != nil {
					return err
				}
				e.voters = append(e.voters, v)
			}
			return nil
		}))
	}
	e.p = must[forum.ID](t)(e.NewProposal(ctx, e.g, forum.NewProposal{Title: "A bench"}, "A bench by the pond."))
	e.vote = must[forum.ID](t)(e.OpenVote(ctx, e.g, e.p, time.Time{}, 0))
	e.roll = must[*forum.Roll](t)(e.Roll(ctx, e.g)).Cite()
	page := must[ProposalPage](t)(e.Proposal(ctx, e.g, e.p))
	e.wording = page.Votes[0].Wording
	return e
}

// ballot seals one more ballot of somebody's.
func (e *electorate) ballot(t testing.TB, v *voter, c forum.Choice) forum.Entry {
	b := forum.NewBallot{Voter: v.person, Choice: c, Wording: e.wording}
	payload := must[[]byte](t)(forum.Encode(forum.KindBallot, b))
	v.seq++
	entry := must[forum.Entry](t)(forum.Seal(forum.Header{
		Group: e.g, Device: forum.DeviceOf(v.device), Lane: forum.ContentLane, Seq: v.seq, Prev: v.prev, Roll: e.roll,
		Time: time.Now().UnixMilli(), Subject: e.vote, Kind: forum.KindBallot,
	}, payload, v.device))
	v.prev = entry.ID
	return entry
}

func (e *electorate) cast(t testing.TB, entries ...forum.Entry) {
	if r := must[forum.Report](t)(e.Apply(ctx, e.g, "bench", entries)); r.New != len(entries) || r.Refused+r.Waiting > 0 {
		t.Fatalf("%+v", r)
	}
}

// BenchmarkLiveTally adds one ballot to a vote that has so many already, and reads the tally that a list shows.
func BenchmarkLiveTally(top *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		var e *electorate
		top.Run(fmt.Sprintf("ballots=%d", n), func(b *testing.B) {
			if e == nil {
				e = newElectorate(top, n+1)
				var all []forum.Entry
				for _, v := range e.voters[:n] {
					all = append(all, e.ballot(top, v, forum.Yes))
				}
				e.cast(top, all...)
			}
			last := e.voters[n]
			for b.Loop() {
				e.cast(b, e.ballot(b, last, forum.No))
				rows := must[[]ProposalCard](b)(e.Proposals(ctx, e.g, Filter{}))
				if rows[0].Tally.Yes != n || rows[0].Tally.No != 1 {
					b.Fatalf("%+v", rows[0].Tally)
				}
			}
		})
	}
}
