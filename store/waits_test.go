package store

import (
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"

	"moot/store/forum"
)

// loner is a device that nobody has let in, with a chain of its own.
type loner struct {
	key  ed25519.PrivateKey
	seq  uint64
	prev forum.ID
}

func newLoner(t testing.TB) *loner {
	_, key, err := ed25519.GenerateKey(nil)
	ok(t, err)
	return &loner{key: key}
}

// next makes the loner's next entry, of about size bytes.
func (l *loner) next(t testing.TB, s *Store, g forum.ID, size int) forum.Entry {
	t.Helper()
	h := forum.Header{Group: g, Lane: forum.ContentLane, Seq: l.seq + 1, Prev: l.prev, Time: 1, Kind: "x", Subject: forum.ID{1},
		Device: forum.DeviceOf(l.key), Roll: must[*forum.Roll](t)(s.Roll(ctx, g)).Cite()}
	e := must[forum.Entry](t)(forum.Seal(h, make([]byte, size), l.key))
	l.seq, l.prev = e.Seq, e.ID
	return e
}

// flood sends entries of many strangers' devices, each n of them, and gives how many are held and how many turned away.
func flood(t testing.TB, s *Store, g forum.ID, source string, devices, n int) (held, refused int) {
	t.Helper()
	for range devices {
		l := newLoner(t)
		var es []forum.Entry
		for range n {
			es = append(es, l.next(t, s, g, 10))
		}
		r := must[forum.Report](t)(s.Apply(ctx, g, source, es))
		held, refused = held+r.Waiting, refused+r.Refused
	}
	return held, refused
}

// heldIn counts the runs in the pool, from memory and from disk alike.
func heldIn(t testing.TB, s *Store, g forum.ID) int {
	t.Helper()
	grp := must[*group](t)(s.group(g))
	return len(grp.held.runs)
}

// TestQuarantineFlood: a source that sends what nobody here can judge fills its own share and no more; other sources
// still get in, and the group goes on.
func TestQuarantineFlood(t *testing.T) {
	unraced(t)
	ann, bob, g := pair(t)
	held, turned := flood(t, ann, g, "peer:mal", heldShare.runs+200, 1)
	if held != heldShare.runs || turned != 200 {
		t.Errorf("%d held and %d turned away from one source", held, turned)
	}
	if held, _ := flood(t, ann, g, "peer:honest", 5, 1); held != 5 {
		t.Errorf("another source got %d of 5 in", held)
	}
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	give(t, bob, ann, g)
	must[ProposalPage](t)(ann.Proposal(ctx, g, p))

	all := must[[]Wait](t)(ann.Waits(ctx, g))
	if len(all) != heldShare.runs+5 || all[0].Source != "peer:honest" || all[0].Why.Text != whyStranger || all[0].Since == 0 || all[0].Name != "" {
		t.Errorf("%d waits, the first %+v", len(all), all[0])
	}
}

// TestOrphanFlood: a member's device whose entries hang in the air fills one author's share, through however many peers
// they come, and every other author's still fit.
func TestOrphanFlood(t *testing.T) {
	unraced(t)
	ann, bob, g := pair(t)
	bobs := bob.keys.device
	held, turned := 0, 0
	for i := range heldShare.runs + 100 {
		at := ann.Heights(g)[forum.Chain{Device: forum.DeviceOf(bobs), Lane: forum.ContentLane}]
		e := forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: forum.ID{1}, Seq: at.Seq + 2 + uint64(2*i), Prev: forum.ID{byte(i), byte(i >> 8), 1}},
			body(t, forum.KindComment, forum.NewComment{Body: "hello"}), bobs)
		r := must[forum.Report](t)(ann.Apply(ctx, g, fmt.Sprint("peer:", i%50), []forum.Entry{e}))
		held, turned = held+r.Waiting, turned+r.Refused
	}
	if held != heldShare.runs || turned != 100 {
		t.Errorf("%d held and %d turned away of one author through 50 peers", held, turned)
	}
	if held, _ := flood(t, ann, g, "peer:1", 5, 3); held != 15 {
		t.Errorf("of other authors %d of 15 got in", held)
	}
	all := must[[]Wait](t)(ann.Waits(ctx, g))
	if w := all[0]; w.Name != "Bob" || w.Why.Text != whyGap || !strings.HasPrefix(w.Source, "peer:") || w.Person.Zero() {
		t.Errorf("the first wait is %+v", w)
	}
}

// TestHeldPoolIsBounded: however many sources and authors there are, the pool of a group has an end.
func TestHeldPoolIsBounded(t *testing.T) {
	ann, _, g := pair(t)
	grp := must[*group](t)(ann.group(g))
	held := 0
	for i := range heldMost.runs + 50 {
		if !grp.held.room(fmt.Sprint(i), forum.Device{byte(i), byte(i >> 8)}, 100) {
			continue
		}
		held++
		grp.held.add(uint64(i), []forum.Entry{{Header: forum.Header{Device: forum.Device{byte(i), byte(i >> 8)}}}}, heldRun{From: fmt.Sprint(i)}, 100)
	}
	if held != heldMost.runs {
		t.Errorf("%d runs held", held)
	}
	for i := range held {
		grp.held.remove(uint64(i))
	}
	if grp.held.total != (quota{}) || len(grp.held.sources) != 0 || len(grp.held.devices) != 0 {
		t.Errorf("counts that do not come back to nothing: %+v", grp.held.total)
	}
}

func TestReleaseAndForget(t *testing.T) {
	unraced(t)
	ann, bob, g := pair(t)
	flood(t, ann, g, "peer:far", heldShare.runs, 1)
	if held, _ := flood(t, ann, g, "peer:far", 1, 1); held != 0 {
		t.Fatal("a full share took one more")
	}
	refusedWith(t, ann.Release(ctx, g, "peer:nobody"), "nothing is held")
	flood(t, bob, g, "peer:far", 1, 1)
	refusedWith(t, bob.Release(ctx, g, "peer:far"), "officer")
	ok(t, ann.Release(ctx, g, "peer:far"))
	held, turned := flood(t, ann, g, "peer:far", heldShare.runs+50, 1)
	if held != heldShare.runs || turned != 50 {
		t.Errorf("after a release %d more held, %d turned away", held, turned)
	}
	if held, _ := flood(t, ann, g, "peer:far", 1, 1); held != 0 {
		t.Error("a release is good more than once")
	}
	home := ann.home
	flood(t, ann, g, "peer:near", 3, 2)
	n := must[int](t)(ann.ForgetHeld(ctx, g, "peer:far"))
	if n != 2*heldShare.runs || heldIn(t, ann, g) != 3 {
		t.Errorf("%d entries forgotten, %d runs left", n, heldIn(t, ann, g))
	}
	ok(t, ann.Close())
	ann = open(t, home)
	if heldIn(t, ann, g) != 3 {
		t.Errorf("after a restart %d runs are held", heldIn(t, ann, g))
	}
	if all := must[[]Wait](t)(ann.Waits(ctx, g)); len(all) != 3 || all[0].Entries != 2 || all[0].Bytes == 0 {
		t.Errorf("%+v", all)
	}
}

// TestWaitsForWhatIsMissing: what is kept in its chain and builds on something that has not come is listed too.
func TestWaitsForWhatIsMissing(t *testing.T) {
	ann, bob, g := pair(t)
	e := forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: forum.ID{7}}, body(t, forum.KindComment, forum.NewComment{Body: "hello"}), bob.keys.device)
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{e}))
	all := must[[]Wait](t)(ann.Waits(ctx, g))
	if len(all) != 1 || all[0].Source != "" || all[0].Name != "Bob" || all[0].Entries != 1 || !strings.Contains(all[0].Why.String(), "not arrived") {
		t.Errorf("%+v", all)
	}
}
