package store

import (
	"fmt"
	"maps"
	"math/rand"
	"os"
	"slices"
	"strconv"
	"testing"

	"moot/store/forum"
)

// village is a few devices of one group that act at random, sometimes in touch and sometimes not.
type village struct {
	t         testing.TB
	r         *rand.Rand
	g         forum.ID
	devices   []*Store
	proposals []forum.ID
	meetings  []forum.ID
	accounts  map[forum.Kind][]forum.ID // tasks, pages, notices, funds, gauges
}

func newVillage(t testing.TB, r *rand.Rand, n int) *village {
	v := &village{t: t, r: r, accounts: map[forum.Kind][]forum.ID{}}
	for i := range n {
		v.devices = append(v.devices, device(t, fmt.Sprintf("Person %d", i)))
	}
	v.g = must[forum.ID](t)(v.devices[0].CreateGroup(ctx, villageCharter))
	for _, d := range v.devices[1:] {
		join(t, v.devices[0], d, v.g)
	}
	return v
}

func pick1[T any](r *rand.Rand, s []T) T { return s[r.Intn(len(s))] }

// act does one random thing on one random device. A refusal is as good an outcome as any.
func (v *village) act() {
	d := pick1(v.r, v.devices)
	words := func() string {
		return pick1(v.r, []string{"lamps ", "trees ", "bins ", "🌳", "é ", "a long walk by the water "})
	}
	switch n := v.r.Intn(22); {
	case n == 0 || len(v.proposals) == 0:
		if p, err := d.NewProposal(ctx, v.g, forum.NewProposal{Title: "About " + words()}, words()); err == nil {
			v.proposals = append(v.proposals, p)
		}
	case n == 1 || len(v.meetings) == 0:
		if m, err := d.NewMeeting(ctx, v.g, forum.NewMeeting{Title: "Meeting", At: int64(v.r.Intn(1e9))}, []string{"One", "Two"}); err == nil {
			v.meetings = append(v.meetings, m)
		}
	case n <= 4:
		p := pick1(v.r, v.proposals)
		v.edit(d, p, words())
	case n == 5:
		if page, err := d.Meeting(ctx, v.g, pick1(v.r, v.meetings)); err == nil && len(page.Agenda) > 0 {
			v.edit(d, pick1(v.r, page.Agenda).ID, words())
		}
	case n == 6:
		d.Comment(ctx, v.g, pick1(v.r, v.proposals), words(), forum.ID{})
	case n == 7:
		d.NewVote(ctx, v.g, pick1(v.r, v.proposals), forum.OpenVote{Method: forum.MethodYesNo, Paper: v.r.Intn(2) == 0})
	case n == 8 && v.r.Intn(2) == 0:
		v.papers(d, pick1(v.r, v.proposals))
	case n == 8:
		d.Cast(ctx, v.g, pick1(v.r, v.proposals), pick1(v.r, []forum.Choice{forum.Yes, forum.No, forum.Abstain}), "")
	case n == 9:
		d.Set(ctx, v.g, pick1(v.r, v.proposals), forum.FieldTitle, "Now about "+words(), 0)
	case n == 10:
		me, _ := d.Me()
		d.Attend(ctx, v.g, pick1(v.r, v.meetings), me.Person, "", forum.Present)
	case n >= 19:
		v.live(d, words())
	case n >= 16:
		v.minute(d, n, words())
	case n == 15:
		v.visit(d)
	case n >= 12:
		v.account(d, words())
	case n == 11:
		give(v.t, d, pick1(v.r, v.devices), v.g)
	}
}

// papers has a teller enter a few papers and hand them in, or close the vote with those that are.
func (v *village) papers(d *Store, p forum.ID) {
	if v.r.Intn(4) == 0 {
		d.CloseVote(ctx, v.g, p, true)
		return
	}
	roll := must[*forum.Roll](v.t)(d.Roll(ctx, v.g))
	d.EnterPapers(ctx, v.g, p, func(n *forum.PaperCount) error {
		*n = forum.PaperCount{}
		for i := range v.r.Intn(3) {
			n.People = append(n.People, roll.Members[i].Person)
			n.Papers = append(n.Papers, forum.Paper{No: i + 1, Choice: pick1(v.r, []forum.Choice{forum.Yes, forum.Spoilt})})
		}
		return nil
	})
	d.HandInPapers(ctx, v.g, p, false)
}

// minute signs the minutes of a meeting, or moves or decides a motion there.
func (v *village) minute(d *Store, n int, words string) {
	m := pick1(v.r, v.meetings)
	page, err := d.Meeting(ctx, v.g, m)
	if err != nil || len(page.Agenda) == 0 {
		return
	}
	item := pick1(v.r, page.Agenda)
	switch {
	case n == 16:
		d.Move(ctx, v.g, item.ID, forum.NewMotion{Text: words, Mover: forum.Who{Name: "Mr Fox"}})
	case n == 17 && len(item.Motions) > 0:
		d.Decide(ctx, v.g, pick1(v.r, item.Motions).ID, forum.Hands{Outcome: forum.Carried, For: int64(1 + v.r.Intn(9))})
	default:
		d.SignMinutes(ctx, v.g, m, page.Words.Digest())
	}
}

func (v *village) edit(d *Store, id forum.ID, add string) {
	was, err := d.Text(ctx, v.g, id)
	if err != nil {
		return
	}
	r := []rune(was)
	at := v.r.Intn(len(r) + 1)
	cut := at + min(len(r)-at, v.r.Intn(4))
	d.EditText(ctx, v.g, id, was, string(r[:at])+add+string(r[cut:]))
}

// all gathers every entry of every device, in windows of all sizes.
func (v *village) all() (runs [][]forum.Entry) {
	for _, d := range v.devices {
		most := []int{1, 1, 5, 20, batchEntries}[v.r.Intn(5)]
		must[uint64](v.t)(d.tail(ctx, v.g, nil, 0, most, func(run []forum.Entry) error { runs = append(runs, reread(v.t, run)); return nil }))
	}
	return runs
}

// observer is a fresh device that only listens.
func (v *village) observer(text string) *Store {
	s := device(v.t, "Observer")
	ok(v.t, s.BeginJoin(ctx, must[forum.Ticket](v.t)(forum.ParseTicket(text))))
	return s
}

// deliver brings runs to a device in a random order, in random pieces, some more than once.
func (v *village) deliver(s *Store, runs [][]forum.Entry) {
	pieces := slices.Clone(runs)
	for _, run := range runs {
		if len(run) == 1 || v.r.Intn(2) == 0 {
			pieces = append(pieces, run)
		}
	}
	v.r.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
	for len(pieces) > 0 {
		n := 1 + v.r.Intn(min(len(pieces), 9))
		var batch []forum.Entry
		for _, p := range pieces[:n] {
			batch = append(batch, p...)
		}
		pieces = pieces[n:]
		r := must[forum.Report](v.t)(s.Apply(ctx, v.g, "peer:"+strconv.Itoa(v.r.Intn(3)), batch))
		if r.Refused > 0 {
			v.t.Errorf("refused: %v", r.Reasons)
		}
	}
}

// unraced leaves a long test out under the race detector, which finds nothing where one goroutine does it all.
func unraced(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("long, and all in one goroutine: nothing for the race detector")
	}
}

// rounds is how often a test of chance is to be run: a slice of it, unless asked for more; with the race detector fewer
// still, for the orders are not what that looks at.
func rounds(t testing.TB, env string, slice int) int {
	if n, err := strconv.Atoi(os.Getenv(env)); err == nil {
		return n
	}
	if testing.Short() {
		return (slice + 3) / 4
	}
	return slice
}

// TestConvergence: any delivery order, batching and duplication of the same entries gives the same roll,
// content, tallies and heights.
func TestConvergence(t *testing.T) {
	for seed := range rounds(t, "MOOT_CONVERGE", 6) {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			v := newVillage(t, rand.New(rand.NewSource(int64(seed))), 3)
			text := must[string](t)(v.devices[0].Invite(ctx, v.g, InviteTerms{}, nil))
			for range 60 {
				v.act()
			}
			v.converges(t, text)
		})
	}
}

// converges has everybody meet, and others take in the same entries in other orders: all must show the same.
func (v *village) converges(t *testing.T, invite string) {
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
	runs := v.all()
	for range 3 {
		o := v.observer(invite)
		v.deliver(o, runs)
		same(t, v.g, v.devices[0], o)
		if !maps.Equal(v.devices[0].Heights(v.g), o.Heights(v.g)) {
			t.Error("heights differ")
		}
		if c := must[GroupCard](t)(o.Group(ctx, v.g)); c.Waiting != 0 || c.Refused != must[GroupCard](t)(v.devices[0].Group(ctx, v.g)).Refused {
			t.Errorf("observer %+v", c)
		}
	}
}
