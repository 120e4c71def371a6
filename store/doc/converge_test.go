package doc

import (
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// mailbox delivers changes the way the store does: in each signer's order, a change with missing dependencies waiting
// and its signer's later ones behind it.
type mailbox struct {
	d       *Doc
	waiting map[Signer][]sent
	refused []Hash
}

func (m *mailbox) deliver(t tester, in ...sent) {
	t.Helper()
	if m.waiting == nil {
		m.waiting = map[Signer][]sent{}
	}
	for _, c := range in {
		m.waiting[c.by] = append(m.waiting[c.by], c)
	}
	for moved := true; moved; {
		moved = false
		for by, queue := range m.waiting {
			for len(queue) > 0 {
				_, err := m.d.Admit(queue[0].raw, by)
				var missing *MissingError
				if errors.As(err, &missing) {
					break
				}
				var no *RefusedError
				switch {
				case errors.As(err, &no):
					_, h, _ := chunkBody(queue[0].raw)
					m.refused = append(m.refused, h)
				case err != nil && !errors.Is(err, ErrKnown):
					t.Fatalf("admit: %v", err)
				}
				queue, moved = queue[1:], true
			}
			m.waiting[by] = queue
		}
	}
	if err := m.d.Apply(); err != nil {
		t.Fatalf("apply: %v", err)
	}
}

// interleave shuffles changes, keeping each signer's order. With again, some come twice.
func interleave(r *rand.Rand, all []sent, again bool) []sent {
	lines := map[Signer][]sent{}
	var order []Signer
	for _, c := range all {
		lines[c.by] = append(lines[c.by], c)
		order = append(order, c.by)
	}
	r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	var out []sent
	for _, by := range order {
		out = append(out, lines[by][0])
		if again && r.Intn(4) == 0 && len(out) > 1 {
			// an old one again, from before this signer's next: it is known, or waits like the first copy did
			out = append(out, lines[by][0])
		}
		lines[by] = lines[by][1:]
	}
	return out
}

// Several people write in several sessions, hearing of each other now and then; every order of delivery ends alike.
func TestConvergence(t *testing.T) {
	e := native(t)
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		people := rapid.IntRange(2, 4).Draw(t, "people")
		rounds := rapid.IntRange(2, 25).Draw(t, "rounds")
		all, docs := writeTogether(t, e, r, people, rounds)
		for i := range docs {
			(&mailbox{d: docs[i]}).deliver(t, interleave(r, all, true)...)
		}
		want := text(t, docs[0])
		for i, d := range docs {
			if text(t, d) != want || !slices.Equal(d.Heads(), docs[0].Heads()) {
				t.Fatalf("replica %d: %q, replica 0: %q", i, text(t, d), want)
			}
		}
		for range 2 {
			fresh := mustCreate(t, e, testID(7))
			m := &mailbox{d: fresh}
			order := interleave(r, all, true)
			for len(order) > 0 {
				n := min(len(order), 1+r.Intn(6))
				m.deliver(t, order[:n]...)
				order = order[n:]
			}
			if text(t, fresh) != want || len(m.refused) != 0 {
				t.Fatalf("a newcomer reads %q, want %q; %d refused", text(t, fresh), want, len(m.refused))
			}
			again(t, e, fresh)
		}
	})
}

// writeTogether makes people write at random, each on a replica of their own, sometimes restarting and sometimes
// hearing what another has.
func writeTogether(t tester, e Engine, r *rand.Rand, people, rounds int) (all []sent, docs []*Doc) {
	boxes := make([]*mailbox, people)
	sessions := make([]Session, people)
	heard := make([]int, people) // how many of all
	for i := range boxes {
		docs = append(docs, mustCreate(t, e, testID(7)))
		boxes[i] = &mailbox{d: docs[i]}
		sessions[i] = person(byte(i + 1))
	}
	for n := range rounds {
		i := r.Intn(people)
		switch r.Intn(4) {
		case 0:
			boxes[i].deliver(t, all[heard[i]:]...)
			heard[i] = len(all)
		case 1:
			sessions[i].nonce[1] = byte(n + 1) // a restart
		default:
			was := text(t, docs[i])
			all = append(all, write(t, docs[i], sessions[i], was, scribble(r, was))...)
		}
	}
	return all, docs
}

// scribble changes a text at random.
func scribble(r *rand.Rand, was string) string {
	runes := []rune(was)
	words := []string{"a", "bc", "é", "e\u0301", "😀", "👩\u200d👩\u200d👧", "\n", "word ", "مرحبا", "\x00"}
	for range 1 + r.Intn(3) {
		at := r.Intn(len(runes) + 1)
		end := at + r.Intn(min(4, len(runes)-at+1))
		ins := []rune(words[r.Intn(len(words))])
		if r.Intn(3) == 0 {
			ins = nil
		}
		runes = slices.Concat(runes[:at], ins, runes[end:])
	}
	return string(runes)
}

func mustCreate(t tester, e Engine, id ID) *Doc {
	d, err := Create(e, DefaultLimits(), id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// again takes a snapshot, restores it and compares everything that can be asked.
func again(t tester, e Engine, d *Doc) {
	snap, err := d.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Restore(e, d.adm.lim, d.id, snap)
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if text(t, back) != text(t, d) || back.Ops() != d.Ops() || !slices.Equal(back.Heads(), d.Heads()) {
		t.Fatal("the restored document differs")
	}
	for _, s := range d.adm.signers {
		i := back.adm.byLine[line{by: s.key}]
		if back.adm.signers[i] != s {
			t.Fatalf("restored signer %v, want %v", back.adm.signers[i], s)
		}
	}
}

// Orders of hostile changes: what is refused on one device is refused on all.
func TestVerdictsDoNotDependOnOrder(t *testing.T) {
	e := native(t)
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		all, _ := writeTogether(t, e, r, 3, rapid.IntRange(4, 16).Draw(t, "rounds"))
		all = append(all, mischief(r, all, rapid.IntRange(1, 12).Draw(t, "mischief"))...)
		verdict := ""
		for i := range 4 {
			m := &mailbox{d: mustCreate(t, e, testID(7))}
			m.deliver(t, interleave(r, all, false)...)
			sortHashes(m.refused)
			waiting := 0
			for _, q := range m.waiting {
				waiting += len(q)
			}
			got := fmt.Sprint(text(t, m.d), m.d.Heads(), m.refused, waiting)
			if i > 0 && got != verdict {
				t.Fatalf("order %d ends as\n%s\nthe first as\n%s", i, got, verdict)
			}
			verdict = got
			savesAndLoads(t, e, m.d)
			m.d.Close()
		}
	})
}

// mischief makes changes by a further device, correctly named and encoded, that refer to what they have no right to:
// operations that are not in their past, dependencies left out, its own earlier changes not built on, numbers repeated.
func mischief(r *rand.Rand, honest []sent, n int) (out []sent) {
	bad := person(99)
	pool := []Hash{}
	var parsed []*Change
	_, genesis, _ := chunkBody(Genesis(testID(7)))
	pool = append(pool, genesis)
	tops := map[Hash]uint64{genesis: 1}
	for _, s := range honest {
		c, err := Parse(s.raw, DefaultLimits())
		if err != nil {
			panic(err)
		}
		parsed = append(parsed, c)
		pool = append(pool, c.Hash)
		tops[c.Hash] = c.StartOp + uint64(c.Ops) - 1
	}
	g := genesisActor(testID(7))
	body := ref{1, string(g[:])}
	seq := uint64(1)
	for range n {
		if r.Intn(5) == 0 {
			bad.nonce[1]++
			seq = 1
		}
		actor := bad.Actor(testID(7))
		d := &draft{actor: actor[:], seq: seq}
		if seq == 1 {
			d.message = bad.message()
		}
		deps := []Hash{pool[r.Intn(len(pool))]}
		if other := pool[r.Intn(len(pool))]; r.Intn(3) == 0 && other != deps[0] {
			deps = append(deps, other)
		}
		if len(out) > 0 && r.Intn(3) > 0 { // mostly build on its own last, so that some get in
			_, h, _ := chunkBody(out[len(out)-1].raw)
			deps = []Hash{h}
		}
		d.deps = deps
		for _, h := range deps {
			d.start = max(d.start, tops[h]+1)
		}
		o := draftOp{obj: body, insert: true, action: actSet, valType: valString, val: []byte{byte('A' + r.Intn(26))}}
		if len(parsed) > 0 && r.Intn(2) == 0 {
			c := parsed[r.Intn(len(parsed))]
			o.elem = ref{c.StartOp + uint64(r.Intn(c.Ops)), string(c.actors[0])}
			if r.Intn(2) == 0 {
				o = draftOp{obj: body, elem: o.elem, action: actDelete, preds: []ref{o.elem}}
			}
		}
		d.ops = []draftOp{o}
		raw := d.encode()
		h := d.hash()
		tops[h] = d.start
		pool = append(pool, h)
		out = append(out, sent{raw, bad.device})
		if r.Intn(4) > 0 {
			seq++
		}
	}
	return out
}
