package doc

import (
	"bytes"
	"errors"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// Mutated and generated changes with right checksums, through Parse and Admit; whatever is admitted goes to the engine,
// which has to take it, save, and load its save again. A poison shows as a failure, an abort as the end of this
// process: the seed logged last says which thousand it was in. MOOT_MUTATIONS sets how many (1000000 for a release).
func TestMutations(t *testing.T) {
	e := native(t)
	n := 20_000
	if s := os.Getenv("MOOT_MUTATIONS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("own texts", func(t *testing.T) {
		mutate(t, e, n/2, false, func() *Doc { return smallText(t, e) })
	})
	t.Run("other documents", func(t *testing.T) {
		base, err := os.ReadFile(filepath.Join(sharedData(t, "hostile"), "base.am"))
		if err != nil {
			t.Fatal(err)
		}
		mutate(t, e, n-n/2, true, func() *Doc { return openDoc(t, e, base) })
	})
}

// smallText is a text that three people have written in.
func smallText(t tester, e Engine) *Doc {
	d := mustCreate(t, e, testID(1))
	write(t, d, person(1), "", "The hall is cold 😀.")
	write(t, d, person(2), text(t, d), "The hall was cold 😀 in March.")
	write(t, d, person(3), text(t, d), "The hall was warm 😀.")
	return d
}

func mutate(t *testing.T, e Engine, n int, open bool, fresh func() *Doc) {
	d := fresh()
	base := d.Ops()
	admitted, missing := 0, 0
	var slowest time.Duration
	var r *rand.Rand
	var g *generator
	for i := range n {
		if i%1000 == 0 {
			r = rand.New(rand.NewSource(int64(i)))
			d.Close()
			d = fresh()
			if n > 100_000 && i%10_000 == 0 {
				t.Logf("seed %d, %d admitted", i, admitted)
			}
		}
		if g == nil || g.a != d.adm || g.ops != d.Ops() {
			g = survey(d, open)
		}
		g.r = r
		raw, by := g.mutant()
		start := time.Now()
		c, err := d.Admit(raw, by)
		took := time.Since(start)
		for retry := 0; took > 50*time.Millisecond && retry < 3; retry++ { // ours, or the machine's?
			start = time.Now()
			_, _ = Parse(raw, d.adm.lim)
			took = time.Since(start)
		}
		slowest = max(slowest, took)
		var wait *MissingError
		var no *RefusedError
		switch {
		case err == nil:
			admitted++
			if !bytes.Equal(redraft(c).encode(), raw) {
				t.Fatalf("mutant %d was admitted in another encoding than the honest one\n%x", i, raw)
			}
			if err := d.Apply(); err != nil {
				t.Fatalf("mutant %d was admitted and not taken: %v\n%x", i, err, raw)
			}
			savesAndLoads(t, e, d)
			if d.Ops() > base+100 {
				d.Close()
				d = fresh()
			}
		case errors.As(err, &wait):
			missing++
		case !errors.As(err, &no) && !errors.Is(err, ErrKnown):
			t.Fatalf("mutant %d: %v", i, err)
		}
	}
	d.Close()
	t.Logf("%d changes: %d admitted, %d waiting, the rest refused; slowest %v", n, admitted, missing, slowest)
	if admitted < n/100 {
		t.Error("hardly any was admitted: the test tests little")
	}
	if slowest > 50*time.Millisecond {
		t.Errorf("one took %v", slowest)
	}
}

// generator makes changes to one document; it knows what there is to refer to.
type generator struct {
	r     *rand.Rand
	a     *admission
	open  bool
	ops   int
	all   []ref
	rows  []row
	known map[uint32]ref // by row
}

func survey(d *Doc, open bool) *generator {
	g := &generator{a: d.adm, open: open, ops: d.Ops(), known: map[uint32]ref{}}
	for _, au := range g.a.authors {
		for _, s := range au.spans {
			for ctr := s.start; ctr <= g.a.changes[s.change].maxOp; ctr++ {
				row := s.row + ctr - s.start
				x := ref{uint64(ctr), au.name}
				g.all = append(g.all, x)
				g.rows = append(g.rows, g.a.rows[row])
				g.known[row] = x
			}
		}
	}
	return g
}

// mutant makes one change: a plausible next one, most often with something wrong in its fields, columns or bytes.
func (g *generator) mutant() ([]byte, Signer) {
	dr, by := g.draft()
	for g.r.Intn(4) > 0 && g.r.Intn(3) > 0 {
		g.spoil(dr)
	}
	raw := dr.encode()
	for g.r.Intn(4) == 0 {
		raw = spoilBytes(g.r, raw)
	}
	if g.open {
		by = selfSigned(raw)
	}
	return raw, by
}

func (g *generator) draft() (*draft, Signer) {
	d := &draft{ms: g.r.Int63n(1 << 41), deps: g.a.headHashes(), start: uint64(g.a.top(g.a.heads)) + 1}
	s := person(byte(1 + g.r.Intn(3)))
	var actor []byte
	if g.open {
		actor = []byte{0xee, byte(g.r.Intn(4))}
	} else {
		x := s.Actor(g.a.id)
		actor = x[:]
	}
	d.actor, d.seq = actor, 1
	if n, ok := g.a.byActor[string(actor)]; ok {
		d.seq = uint64(len(g.a.authors[n].spans)) + 1
	} else if !g.open {
		d.message = s.message()
	}
	for i := range 1 + g.r.Intn(5) {
		d.ops = append(d.ops, g.op(d, i))
	}
	return d, s.device
}

// op is an honest operation at a random place.
func (g *generator) op(d *draft, i int) draftOp {
	me := ref{d.start + uint64(i) - 1, string(d.actor)}
	if i > 0 && g.r.Intn(2) == 0 && d.ops[i-1].insert { // go on typing
		return draftOp{obj: d.ops[i-1].obj, elem: me, insert: true, action: actSet, valType: valString, val: []byte("x")}
	}
	for range 20 {
		n := g.r.Intn(len(g.all))
		at, row := g.all[n], g.rows[n]
		obj := ref{}
		if row.obj > 0 {
			obj = g.known[row.obj-1]
		}
		switch {
		case row.kind&rowText != 0 && g.r.Intn(4) == 0:
			return draftOp{obj: at, insert: true, action: actSet, valType: valString, val: []byte("h")}
		case row.kind&rowElement != 0 && g.r.Intn(2) == 0:
			return draftOp{obj: obj, elem: at, insert: true, action: actSet, valType: valString, val: []byte("é")}
		case row.kind&rowElement != 0:
			return draftOp{obj: obj, elem: at, action: actDelete, preds: []ref{at}}
		case g.open && g.r.Intn(3) == 0:
			action := []uint64{actMakeMap, actSet, actMakeList, actMakeText}[g.r.Intn(4)]
			return draftOp{key: string(rune('a' + g.r.Intn(26))), action: action}
		}
	}
	return draftOp{obj: g.all[0], insert: true, action: actSet, valType: valString, val: []byte("0")}
}

func (g *generator) ref(d *draft) ref {
	switch g.r.Intn(6) {
	case 0:
		return ref{}
	case 1:
		return ref{d.start + uint64(g.r.Intn(len(d.ops)+2)), string(d.actor)}
	case 2:
		x := g.all[g.r.Intn(len(g.all))]
		x.ctr += uint64(g.r.Intn(5))
		return x
	case 3:
		return ref{[]uint64{1 << 31, 1<<31 + 1, 1 << 32, 1 << 33, 1<<63 - 1, 1}[g.r.Intn(6)], g.all[g.r.Intn(len(g.all))].actor}
	}
	return g.all[g.r.Intn(len(g.all))]
}

// spoil changes one thing.
func (g *generator) spoil(d *draft) {
	r := g.r
	o := &d.ops[r.Intn(len(d.ops))]
	switch r.Intn(20) {
	case 0:
		o.obj = g.ref(d)
	case 1:
		o.elem, o.key = g.ref(d), ""
	case 2:
		o.action = uint64(r.Intn(10))
	case 3:
		o.insert = !o.insert
	case 4:
		o.preds = append(o.preds, g.ref(d))
	case 5:
		o.preds = nil
	case 6:
		o.valType = uint64(r.Intn(16))
	case 7:
		o.val = [][]byte{nil, {0}, {0x80}, []byte("ab"), {0xff, 0xfe}, []byte("😀"), make([]byte, 8), make([]byte, 9), []byte("e\u0301")}[r.Intn(9)]
	case 8:
		o.key, o.elem = []string{"body", "z", "\xff", "k"}[r.Intn(4)], ref{}
	case 9:
		d.seq = []uint64{0, d.seq + 1, d.seq - 1, 1, 1 << 40}[r.Intn(5)]
	case 10:
		d.start = []uint64{0, 1, d.start + 1, d.start - 1, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 63}[r.Intn(8)]
	case 11:
		d.ms = []int64{-1, -1 << 62, 1 << 54, 1<<62 - 1, 0}[r.Intn(5)]
	case 12:
		d.message = []string{"", "x", "\xff", person(9).message()}[r.Intn(4)]
	case 13:
		d.actor = [][]byte{{}, {0xee, 9}, []byte(g.a.authors[0].name), []byte(g.a.authors[r.Intn(len(g.a.authors))].name), make([]byte, 65)}[r.Intn(5)]
	case 14:
		d.deps = slices.Clone(d.deps[:r.Intn(len(d.deps)+1)])
	case 15:
		d.deps = append(d.deps, g.a.changes[r.Intn(len(g.a.changes))].hash)
	case 16:
		d.extraActors = append(d.extraActors, []byte(g.a.authors[r.Intn(len(g.a.authors))].name))
	case 17:
		d.keepPredsOrder, d.keepDepsOrder = true, true
		r.Shuffle(len(o.preds), func(i, j int) { o.preds[i], o.preds[j] = o.preds[j], o.preds[i] })
	case 18:
		d.ops = append(d.ops, *o)
	case 19:
		d.patchCols = func(cols map[uint64][]byte) { spoilColumns(r, cols) }
	}
}

// spoilColumns damages the encoding of one column.
func spoilColumns(r *rand.Rand, cols map[uint64][]byte) {
	specs := []uint64{colObjActor, colObjCtr, colKeyActor, colKeyCtr, colKeyStr, colInsert, colAction, colValueMeta, colValue, colPredCount, colPredActor, colPredCtr, 0x94, 0xa5, 0x4a, 0x61}
	s := specs[r.Intn(len(specs))]
	switch r.Intn(5) {
	case 0:
		delete(cols, s)
	case 1:
		cols[s] = append(slices.Clone(cols[s]), [][]byte{{0}, {1, 1}, {0x7f, 0}, {0, 1}, {0, 0}, {2, 0}}[r.Intn(6)]...)
	case 2:
		cols[s] = spoilPlain(r, cols[s])
	case 3: // a run that claims far more rows than there are
		cols[s] = append(appendInt(nil, []int64{1 << 20, 1 << 31, 1 << 40, 1 << 55, -1 << 40, 2001}[r.Intn(6)]), byte(r.Intn(4)))
	case 4:
		cols[s] = append(appendUint([]byte{0}, 1<<uint(r.Intn(63))), cols[s]...)
	}
}

// spoilBytes damages a change anywhere behind its framing, and mends the checksum.
func spoilBytes(r *rand.Rand, raw []byte) []byte {
	body, _, err := chunkBody(raw)
	if err != nil {
		return raw
	}
	return appendChunk(nil, spoilPlain(r, body))
}

func spoilPlain(r *rand.Rand, b []byte) []byte {
	b = slices.Clone(b)
	if len(b) == 0 {
		return []byte{byte(r.Intn(256))}
	}
	at := r.Intn(len(b))
	switch r.Intn(5) {
	case 0:
		b[at] = byte(r.Intn(256))
	case 1:
		b[at] ^= 1 << r.Intn(8)
	case 2:
		b = slices.Delete(b, at, at+1)
	case 3:
		b = slices.Insert(b, at, byte(r.Intn(256)))
	case 4:
		b = b[:at]
	}
	return b
}
