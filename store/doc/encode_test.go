package doc

import (
	"bytes"
	"slices"
)

// An encoder of changes, written apart from the decoder, so that tests can make what no honest program would.

// draft is a change before it is encoded. It names operations by actor bytes; the encoder numbers them.
type draft struct {
	deps           []Hash
	actor          []byte
	seq, start     uint64
	ms             int64
	message        string
	ops            []draftOp
	extraActors    [][]byte // named without need
	patchCols      func(cols map[uint64][]byte)
	keepDepsOrder  bool
	keepPredsOrder bool
}

type ref struct {
	ctr   uint64
	actor string // "" with ctr 0: root, or head
}

type draftOp struct {
	obj, elem ref
	key       string // for maps; "" otherwise
	insert    bool
	action    uint64
	valType   uint64
	val       []byte
	preds     []ref
}

// cell is one row of a column of numbers: null when !ok.
type cell struct {
	v  int64
	ok bool
}

func (d *draft) encode() []byte {
	idx, others := d.numberActors()
	if !d.keepDepsOrder {
		sortHashes(d.deps)
	}
	b := appendUint(nil, uint64(len(d.deps)))
	for _, h := range d.deps {
		b = append(b, h[:]...)
	}
	b = append(appendUint(b, uint64(len(d.actor))), d.actor...)
	b = appendUint(appendUint(b, d.seq), d.start)
	b = appendInt(b, d.ms)
	b = append(appendUint(b, uint64(len(d.message))), d.message...)
	b = appendUint(b, uint64(len(others)))
	for _, o := range others {
		b = append(appendUint(b, uint64(len(o))), o...)
	}
	cols := d.columns(idx)
	if d.patchCols != nil {
		d.patchCols(cols)
	}
	var specs []uint64
	for s, data := range cols {
		if len(data) > 0 {
			specs = append(specs, s)
		}
	}
	slices.Sort(specs)
	b = appendUint(b, uint64(len(specs)))
	for _, s := range specs {
		b = appendUint(appendUint(b, s), uint64(len(cols[s])))
	}
	for _, s := range specs {
		b = append(b, cols[s]...)
	}
	return appendChunk(nil, b)
}

func (d *draft) hash() Hash {
	_, h, err := chunkBody(d.encode())
	if err != nil {
		panic(err)
	}
	return h
}

func (d *draft) numberActors() (map[string]int64, [][]byte) {
	idx := map[string]int64{string(d.actor): 0}
	others := slices.Clone(d.extraActors)
	add := func(r ref) {
		if _, ok := idx[r.actor]; !ok && r.actor != "" {
			idx[r.actor] = -1
			others = append(others, []byte(r.actor))
		}
	}
	for _, o := range d.ops {
		add(o.obj)
		add(o.elem)
		for _, p := range o.preds {
			add(p)
		}
	}
	slices.SortFunc(others, bytes.Compare)
	for i, o := range others {
		idx[string(o)] = int64(i + 1)
	}
	return idx, others
}

func (d *draft) columns(idx map[string]int64) map[uint64][]byte {
	c := map[uint64][]cell{}
	put := func(spec uint64, v int64, ok bool) { c[spec] = append(c[spec], cell{v, ok}) }
	putRef := func(a, n uint64, r ref) {
		some := r.actor != ""
		put(a, idx[r.actor], some)
		put(n, int64(r.ctr), some || n == colKeyCtr)
	}
	var value []byte
	var ins []bool
	var names []string
	for _, o := range d.ops {
		putRef(colObjActor, colObjCtr, o.obj)
		if o.key != "" {
			put(colKeyActor, 0, false)
			put(colKeyCtr, 0, false)
		} else {
			putRef(colKeyActor, colKeyCtr, o.elem)
		}
		names = append(names, o.key)
		ins = append(ins, o.insert)
		put(colAction, int64(o.action), true)
		put(colValueMeta, int64(len(o.val))<<4|int64(o.valType), true)
		value = append(value, o.val...)
		put(colPredCount, int64(len(o.preds)), true)
		if !d.keepPredsOrder {
			slices.SortFunc(o.preds, func(a, b ref) int {
				if a.ctr != b.ctr {
					return int(int64(a.ctr) - int64(b.ctr))
				}
				return bytes.Compare([]byte(a.actor), []byte(b.actor))
			})
		}
		for _, p := range o.preds {
			put(colPredActor, idx[p.actor], true)
			put(colPredCtr, int64(p.ctr), true)
		}
	}
	out := map[uint64][]byte{colValue: value, colInsert: encodeFlags(ins), colKeyStr: encodeNames(names)}
	for spec, cells := range c {
		out[spec] = encodeCells(cells, spec == colKeyCtr || spec == colPredCtr)
	}
	return out
}

func encodeCells(cells []cell, delta bool) []byte {
	if delta {
		abs := int64(0)
		cells = slices.Clone(cells)
		for i := range cells {
			if cells[i].ok {
				cells[i].v, abs = cells[i].v-abs, cells[i].v
			}
		}
	}
	write := func(b []byte, i int) []byte {
		if delta {
			return appendInt(b, cells[i].v)
		}
		return appendUint(b, uint64(cells[i].v))
	}
	return encodeRuns(len(cells), func(i int) bool { return !cells[i].ok }, func(i, j int) bool { return cells[i] == cells[j] }, write)
}

func encodeNames(names []string) []byte {
	return encodeRuns(len(names), func(i int) bool { return names[i] == "" }, func(i, j int) bool { return names[i] == names[j] },
		func(b []byte, i int) []byte { return append(appendUint(b, uint64(len(names[i]))), names[i]...) })
}

// encodeRuns writes the one honest run-length encoding.
func encodeRuns(n int, null func(int) bool, same func(i, j int) bool, write func([]byte, int) []byte) []byte {
	var b []byte
	values := false
	for i := 0; i < n; {
		j := i + 1
		switch {
		case null(i):
			for j < n && null(j) {
				j++
			}
			b = appendUint(append(b, 0), uint64(j-i))
		case j < n && !null(j) && same(i, j):
			for j < n && !null(j) && same(i, j) {
				j++
			}
			b = write(appendInt(b, int64(j-i)), i)
			values = true
		default:
			for j < n && !null(j) && !same(j-1, j) && !(j+1 < n && !null(j+1) && same(j, j+1)) {
				j++
			}
			b = appendInt(b, -int64(j-i))
			for k := i; k < j; k++ {
				b = write(b, k)
			}
			values = true
		}
		i = j
	}
	if !values {
		return nil
	}
	return b
}

func encodeFlags(v []bool) []byte {
	var b []byte
	cur, run := false, uint64(0)
	for _, x := range v {
		if x != cur {
			b, cur, run = appendUint(b, run), x, 0
		}
		run++
	}
	return appendUint(b, run)
}

func appendInt(b []byte, v int64) []byte {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 || v == -1 && c&0x40 != 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}

// redraft turns a parsed change back into a draft.
func redraft(c *Change) *draft {
	d := &draft{deps: slices.Clone(c.Deps), actor: c.actors[0], seq: c.Seq, start: c.StartOp, ms: c.Time.UnixMilli(), message: c.Message}
	at := func(id opID) ref {
		if id == (opID{}) {
			return ref{}
		}
		return ref{uint64(id.ctr), string(c.actors[id.actor])}
	}
	for _, o := range c.ops {
		x := draftOp{obj: at(o.obj), elem: at(o.elem), key: string(o.key), insert: o.insert, action: uint64(o.action), valType: uint64(o.valType), val: o.val}
		for _, p := range c.preds[o.predLo:o.predHi] {
			x.preds = append(x.preds, at(p))
		}
		d.ops = append(d.ops, x)
	}
	return d
}
