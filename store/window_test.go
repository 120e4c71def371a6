package store

import (
	"bytes"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"moot/store/forum"
)

// turns makes a group in which Ann and Bob take turns, each building on what the other has just said, and brings
// everything to Ann.
func turns(t *testing.T, n int) (ann, bob *Store, g forum.ID) {
	ann, bob, g = pair(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	said := forum.ID{}
	for i := range n {
		if i%2 == 0 {
			give(t, ann, bob, g)
			said = must[forum.ID](t)(bob.Comment(ctx, g, p, "and so on", said))
		} else {
			give(t, bob, ann, g)
			said = must[forum.ID](t)(ann.Comment(ctx, g, p, "and so forth", said))
		}
	}
	give(t, bob, ann, g)
	return ann, bob, g
}

// newcomer is a device that has begun to join and knows nothing yet.
func newcomer(t *testing.T, from *Store, g forum.ID, name string) *Store {
	s := device(t, name)
	ok(t, s.BeginJoin(ctx, must[forum.Ticket](t)(forum.ParseTicket(must[string](t)(from.Invite(ctx, g, InviteTerms{}, nil))))))
	return s
}

// allWindows gathers all that a device hands on of the content.
func allWindows(t *testing.T, s *Store, g forum.ID, have map[forum.Chain]uint64, most int) (all []forum.Entry) {
	must[uint64](t)(s.tail(ctx, g, have, 0, most, func(w []forum.Entry) error {
		var cover forum.Cover
		for i := range w {
			if n := cover.Add(&w[i]); n >= forum.RunMax {
				t.Errorf("%d entries of a chain without a signature", n)
			}
		}
		if !cover.Closed() {
			t.Error("a window has entries that no signature in it covers")
		}
		if w[0].Lane == forum.ContentLane {
			all = append(all, w...)
		}
		return nil
	}))
	return all
}

func signatures(entries []forum.Entry) (n int) {
	for i := range entries {
		if entries[i].Sig != nil {
			n++
		}
	}
	return n
}

// TestTurnsCostFewSignatures: people who take turns cost one signature each for a window, nothing has to wait, and a
// device that has caught up so can hand it all on, whole or in small pieces.
func TestTurnsCostFewSignatures(t *testing.T) {
	ann, _, g := turns(t, 100)
	cara, dan, eve := newcomer(t, ann, g, "Cara"), newcomer(t, ann, g, "Dan"), newcomer(t, ann, g, "Eve")
	all := allWindows(t, ann, g, nil, batchEntries)
	if n := signatures(all); n > 4 {
		t.Errorf("%d signatures for %d entries of two people", n, len(all))
	}
	if r := give(t, ann, cara, g); r.Waiting > 0 || r.Refused > 0 {
		t.Errorf("from the one who took part: %+v", r)
	}
	if r := give(t, cara, dan, g); r.Waiting > 0 || r.Refused > 0 {
		t.Errorf("from the one who caught up: %+v", r)
	}
	if n := signatures(allWindows(t, dan, g, nil, 1)); n > 6 {
		t.Errorf("%d signatures are left", n)
	}
	must[uint64](t)(dan.tail(ctx, g, nil, 0, 1, func(w []forum.Entry) error {
		r, err := eve.Apply(ctx, g, "test", reread(t, w))
		if r.Refused > 0 {
			t.Error(r.Reasons)
		}
		return err
	}))
	same(t, g, ann, cara, dan, eve)
	if r := must[VerifyReport](t)(eve.Verify(ctx, g)); !r.OK {
		t.Error(r.Problems)
	}
}

// TestBegunRunIsLeftAlone: while some entries of a run are kept and others to come, a held run that now connects may not
// come in between.
func TestBegunRunIsLeftAlone(t *testing.T) {
	ann, bob, g := turns(t, 40)
	cara := newcomer(t, ann, g, "Cara")
	chain := forum.Chain{Device: bob.Identity(), Lane: forum.ContentLane}
	must[uint64](t)(ann.Tail(ctx, g, nil, 0, func(w []forum.Entry) error { // the roll and nothing else
		if w[0].Lane != forum.RollLane {
			return nil
		}
		_, err := cara.Apply(ctx, g, "test", reread(t, w))
		return err
	}))
	var early []forum.Entry // what Bob said from the fourth on, before what it builds on
	for _, e := range allWindows(t, bob, g, map[forum.Chain]uint64{chain: 3}, 1) {
		if e.Chain() == chain && e.Seq <= 6 {
			early = append(early, e)
		}
	}
	if r := must[forum.Report](t)(cara.Apply(ctx, g, "test", reread(t, early))); r.Waiting != 3 {
		t.Fatalf("not held: %+v", r)
	}
	give(t, ann, cara, g)
	same(t, g, ann, cara)
	if a, c := allWindows(t, ann, g, nil, 1), allWindows(t, cara, g, nil, 1); len(a) != len(c) {
		t.Errorf("%d entries were written and %d are kept", len(a), len(c))
	}
	if r := must[VerifyReport](t)(cara.Verify(ctx, g)); !r.OK {
		t.Error(r.Problems)
	}
}

// TestForkBetweenSignatures: a fork cuts a chain where the devices that caught up have no signature. They can still hand
// it on, with the proof.
func TestForkBetweenSignatures(t *testing.T) {
	ann, bob, g := turns(t, 20)
	cara, dan := newcomer(t, ann, g, "Cara"), newcomer(t, ann, g, "Dan")
	chain := forum.Chain{Device: bob.Identity(), Lane: forum.ContentLane}
	var fifth forum.Entry
	for _, e := range allWindows(t, bob, g, nil, 1) {
		if e.Chain() == chain && e.Seq == 5 {
			fifth = e
		}
	}
	give(t, ann, cara, g)
	h := fifth.Header
	h.Time++
	other := forge(t, ann, g, h, fifth.Payload, bob.keys.device)
	for _, s := range []*Store{cara, ann} {
		must[forum.Report](t)(s.Apply(ctx, g, "peer:x", reread(t, []forum.Entry{other})))
		if got := s.Heights(g)[chain].Seq; got != 4 {
			t.Fatalf("the chain ends at %d", got)
		}
	}
	for range 3 {
		give(t, cara, dan, g)
	}
	for _, s := range []*Store{cara, dan} { // some of what Ann said waits for ever for what is set aside
		if must[forum.ID](t)(s.Digest(ctx, g)) != must[forum.ID](t)(ann.Digest(ctx, g)) {
			t.Error("they show different things")
		}
		if r := must[VerifyReport](t)(s.Verify(ctx, g)); !r.OK {
			t.Error(r.Problems)
		}
		if a, b := ann.Heights(g)[chain], s.Heights(g)[chain]; a != b {
			t.Errorf("one has the chain to %d, the other to %d", a.Seq, b.Seq)
		}
	}
}

// TestCut: however the signatures lie, batches end where the stream is closed, keep each chain in order, lose nothing,
// and are bounded.
func TestCut(t *testing.T) {
	for seed := range int64(200) {
		r := rand.New(rand.NewSource(seed))
		stream := streamOf(r)
		next := map[forum.Chain]uint64{}
		for rest := stream; len(rest) > 0; {
			var batch []forum.Entry
			if batch, rest = cut(rest, 40, false); len(batch) == 0 {
				t.Fatal("nothing was cut")
			}
			var cover forum.Cover
			for i := range batch {
				cover.Add(&batch[i])
				if next[batch[i].Chain()]++; next[batch[i].Chain()] != batch[i].Seq {
					t.Fatalf("seed %d: a chain is out of order", seed)
				}
			}
			if !cover.Closed() && len(rest) > 0 {
				t.Fatalf("seed %d: a batch of %d is not closed", seed, len(batch))
			}
		}
		total := uint64(0)
		for _, n := range next {
			total += n
		}
		if total != uint64(len(stream)) {
			t.Fatalf("seed %d: %d of %d entries", seed, total, len(stream))
		}
	}
}

// streamOf is a random stream of some chains, with signatures seldom or often.
func streamOf(r *rand.Rand) (stream []forum.Entry) {
	seldom := 1 + r.Intn(60)
	seqs := make([]uint64, 1+r.Intn(6))
	for range 1 + r.Intn(3000) {
		c := r.Intn(len(seqs))
		seqs[c]++
		e := forum.Entry{Header: forum.Header{Device: forum.Device{byte(c)}, Seq: seqs[c]}, Raw: make([]byte, 300)}
		if r.Intn(seldom) == 0 {
			e.Sig = bytes.Repeat([]byte{1}, 64)
		}
		stream = append(stream, e)
	}
	return stream
}

// TestUncheckedSignaturesAreNotKept: of a run only the last signature is checked, so a bad one before it is neither kept
// nor handed on.
func TestUncheckedSignaturesAreNotKept(t *testing.T) {
	ann, bob, g := turns(t, 20)
	cara, dan := newcomer(t, ann, g, "Cara"), newcomer(t, ann, g, "Dan")
	must[uint64](t)(bob.tail(ctx, g, nil, 0, 1, func(w []forum.Entry) error {
		if w[0].Lane == forum.RollLane {
			_, err := cara.Apply(ctx, g, "test", reread(t, w))
			return err
		}
		return nil
	}))
	all := reread(t, allWindows(t, bob, g, nil, 1))
	spoilt := all[4].Chain()
	all[4].Sig = make([]byte, 64)
	if r := must[forum.Report](t)(cara.Apply(ctx, g, "test", all)); r.Refused > 0 {
		t.Fatalf("an honest signature covers it: %+v", r)
	}
	must[uint64](t)(cara.tail(ctx, g, nil, 0, 1, func(w []forum.Entry) error {
		r, err := dan.Apply(ctx, g, "test", reread(t, w))
		if r.Refused > 0 {
			t.Error(r.Reasons)
		}
		return err
	}))
	if a, d := bob.Heights(g)[spoilt], dan.Heights(g)[spoilt]; a != d {
		t.Errorf("the chain came to %d of %d", d.Seq, a.Seq)
	}
}

// TestOneSignatureOverTooMuch: what one signature covers is kept in one transaction, so there is a limit to it; the same
// entries with more signatures are taken in.
func TestOneSignatureOverTooMuch(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	give(t, ann, bob, g)
	for range forum.RunMax {
		must[forum.ID](t)(bob.Comment(ctx, g, p, strings.Repeat("and so on ", forum.MaxText/10), forum.ID{}))
	}
	all := reread(t, allWindows(t, bob, g, seqs(ann.Heights(g)), 1))
	bare := slices.Clone(all)
	for i := range bare[:len(bare)-1] {
		bare[i].Sig = nil
	}
	if r := must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", bare)); r.New > 0 || r.Refused == 0 {
		t.Errorf("one signature for %d entries: %+v", len(bare), r)
	}
	if r := must[forum.Report](t)(ann.Apply(ctx, g, "test", all)); r.New != forum.RunMax {
		t.Errorf("signed one by one: %+v", r)
	}
	same(t, g, ann, bob)
}

// TestTwoHistoriesInOneWindow: a device sends both of its histories at once, mixed with each other. Whatever a device
// makes of that its record is sound, and when they have met they all have the same.
func TestTwoHistoriesInOneWindow(t *testing.T) {
	ann, bob, g := pair(t)
	p := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""))
	give(t, ann, bob, g)
	must[forum.ID](t)(bob.Comment(ctx, g, p, "before", forum.ID{}))
	give(t, bob, ann, g)
	at := bob.Heights(g)[forum.Chain{Device: bob.Identity(), Lane: forum.ContentLane}]
	history := func(words string) (run []forum.Entry) {
		prev := at.Head
		for i := range uint64(4) {
			e := forge(t, bob, g, forum.Header{Kind: forum.KindComment, Subject: p, Seq: at.Seq + 1 + i, Prev: prev},
				body(t, forum.KindComment, forum.NewComment{Body: words}), bob.deviceKey())
			if prev = e.ID; i < 3 {
				e.Sig = nil
			}
			run = append(run, e)
		}
		return run
	}
	left, right := history("left"), history("right")
	orders := map[string][]forum.Entry{
		"in turn":   {left[0], right[0], left[1], right[1], left[2], right[2], left[3], right[3]},
		"inside":    {left[0], left[1], right[0], right[1], right[2], right[3], left[2], left[3]},
		"the left":  left,
		"the right": right,
	}
	stores := []*Store{}
	for name, order := range orders {
		s := device(t, name)
		join(t, ann, s, g)
		give(t, ann, s, g)
		must[forum.Report](t)(s.Apply(ctx, g, "peer:"+name, reread(t, order)))
		if r := must[VerifyReport](t)(s.Verify(ctx, g)); !r.OK {
			t.Errorf("%s: %v", name, r.Problems)
		}
		stores = append(stores, s)
	}
	meet(t, g, append(stores, ann)...)
	same(t, g, append(stores, ann)...)
}
