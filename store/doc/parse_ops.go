package doc

import (
	"bytes"
	"sync"
	"unicode/utf8"
)

// opDecoder walks all columns of a change in step.
type opDecoder struct {
	c                                             *Change
	objActor, objCtr, keyActor, keyCtr            numbers
	action, valueMeta, predCount, predActor, pred numbers
	keyStr                                        words
	insert                                        flags
	value                                         reader
	used                                          []bool // actors that some operation names
}

// parseOps expands the columns into operations, after counting them.
func (c *Change) parseOps(cols columns, lim Limits) error {
	d, err := c.decoder(cols, lim)
	if err != nil {
		return err
	}
	for i := 0; i < len(c.ops); {
		if k := d.typed(c.ops[i:]); k > 0 {
			i += k
			continue
		}
		if err := d.next(&c.ops[i], lim); err != nil {
			return err
		}
		i++
	}
	return d.ended()
}

// decoder counts the operations and makes room for them.
func (c *Change) decoder(cols columns, lim Limits) (*opDecoder, error) {
	n, ok := countRows(cols.action, uint64(lim.Ops))
	if !ok || n == 0 {
		return nil, refused("it has no operations, or more than %d", lim.Ops)
	}
	preds, ok := sumRows(cols.predCount, n, uint64(lim.Ops))
	if !ok {
		return nil, refused("its operations replace more than %d others", lim.Ops)
	}
	if c.StartOp+n-1 > min(lim.Counter, maxCounter) {
		return nil, refused("its operation numbers are out of range")
	}
	actors, counter := uint64(len(c.actors)-1), min(lim.Counter, maxCounter)
	col := func(b []byte, max uint64) numbers { return numbers{runs: runs{r: reader{b: b}}, max: max} }
	delta := func(b []byte) numbers { d := col(b, counter); d.delta = true; return d }
	c.Ops = int(n)
	c.ops = newOps(int(n))
	c.preds = make([]opID, 0, preds)
	return &opDecoder{
		c:        c,
		objActor: col(cols.objActor, actors), objCtr: col(cols.objCtr, counter),
		keyActor: col(cols.keyActor, actors), keyCtr: delta(cols.keyCtr),
		keyStr: words{runs: runs{r: reader{b: cols.keyStr}}},
		insert: flags{r: reader{b: cols.insert}},
		action: col(cols.action, actIncrement), valueMeta: col(cols.valueMeta, uint64(lim.ChangeBytes)<<4|15),
		predCount: col(cols.predCount, uint64(lim.Ops)), predActor: col(cols.predActor, actors), pred: delta(cols.pred),
		value: reader{b: cols.value},
		used:  make([]bool, len(c.actors)),
	}, nil
}

// opsPool holds room for operations between one change and the next: it is most of what a catch-up would leave to the
// garbage collector.
var opsPool sync.Pool // of *[]op, all zero

func newOps(n int) []op {
	if room, ok := opsPool.Get().(*[]op); ok && cap(*room) >= n {
		return (*room)[:n]
	}
	return make([]op, n)
}

// free gives back the room of the operations, of a change that nobody looks into any more.
func (c *Change) free() {
	clear(c.ops)
	if ops := c.ops[:0]; cap(ops) > 0 {
		opsPool.Put(&ops)
	}
	c.ops = nil
}

// typed decodes operations that go on typing exactly as the one before did, which nearly all do: each inserts one
// string of the same size after the element before. It stops where that ends, or at anything wrong, for next to judge;
// what it yields is what next would.
func (d *opDecoder) typed(out []op) (k int) {
	if d.keyStr.kind != segNone || len(d.keyStr.r.b) != 0 || !d.insert.cur || d.keyCtr.raw != 1 ||
		d.action.raw != actSet || d.valueMeta.raw&15 != valString || d.predCount.raw != 0 {
		return 0
	}
	left := min(uint64(len(out)), d.insert.left, d.keyCtr.max-uint64(d.keyCtr.abs))
	for _, c := range d.steady() {
		if c.kind != segRun || c.fresh || c.r.failed {
			return 0
		}
		left = min(left, c.left)
	}
	obj := opID{ctr: uint32(d.objCtr.abs), actor: uint32(d.objActor.abs)}
	actor, ctr, preds := uint32(d.keyActor.abs), uint32(d.keyCtr.abs), uint32(len(d.c.preds))
	size := d.valueMeta.raw >> 4
	for uint64(k) < left && int64(len(d.value.b)) >= size && utf8.Valid(d.value.b[:size]) {
		out[k] = op{obj: obj, elem: opID{ctr: ctr + uint32(k) + 1, actor: actor}, val: d.value.b[:size:size],
			predLo: preds, predHi: preds, action: actSet, valType: valString, insert: true}
		d.value.b = d.value.b[size:]
		k++
	}
	for _, c := range d.steady() {
		c.left -= uint64(k)
	}
	d.keyCtr.abs += int64(k)
	d.insert.left -= uint64(k)
	return k
}

// steady lists the columns of numbers that have a row for every typed character.
func (d *opDecoder) steady() [7]*numbers {
	return [...]*numbers{&d.objActor, &d.objCtr, &d.keyActor, &d.keyCtr, &d.action, &d.valueMeta, &d.predCount}
}

// countRows counts the rows of a column of numbers without expanding it.
func countRows(b []byte, most uint64) (rows uint64, ok bool) {
	r := reader{b: b}
	for len(r.b) > 0 {
		n := r.int()
		switch {
		case n > 0:
			r.uint()
			rows += uint64(n)
		case n < 0 && uint64(-n) <= uint64(len(r.b)):
			for range -n {
				r.uint()
			}
			rows += uint64(-n)
		default: // every operation has an action: a null is as wrong as a run longer than the bytes
			return 0, false
		}
		if r.failed || rows > most {
			return 0, false
		}
	}
	return rows, true
}

// sumRows adds up the first n rows of a column of numbers, none of which may be null.
func sumRows(b []byte, n, most uint64) (sum uint64, ok bool) {
	c := numbers{runs: runs{r: reader{b: b}}, max: most}
	for range n {
		v, ok := c.next()
		if sum += v; !ok || sum > most {
			return 0, false
		}
	}
	return sum, true
}

// next decodes one operation and checks what can be seen from it alone.
func (d *opDecoder) next(o *op, lim Limits) error {
	var ok bool
	if o.obj, ok = d.id(&d.objActor, &d.objCtr); !ok {
		return refused("an operation names half an object, or one out of range")
	}
	o.insert = d.insert.next()
	if !d.place(o, lim) {
		return refused("an operation has no place, or two")
	}
	action, ok := d.action.next()
	if !ok {
		return refused("an operation has no action, or an unknown one")
	}
	o.action = uint8(action)
	if !d.content(o) {
		return refused("an operation's value is malformed, or does not fit its action")
	}
	if !d.replaced(o) {
		return refused("the operations that an operation replaces are malformed or not in order")
	}
	return nil
}

// id reads an operation id from its two columns: both or neither.
func (d *opDecoder) id(actor, ctr *numbers) (opID, bool) {
	a, okA := actor.next()
	n, okN := ctr.next()
	if !okA && !okN {
		return opID{}, !actor.r.failed && !ctr.r.failed
	}
	if !okA || !okN || n == 0 || a >= uint64(len(d.used)) {
		return opID{}, false
	}
	d.used[a] = true
	return opID{ctr: uint32(n), actor: uint32(a)}, true
}

// place reads where the operation acts: a string key, an element, or (only for inserting) the head of a list, which
// is written as counter 0 without an actor.
func (d *opDecoder) place(o *op, lim Limits) bool {
	key, isKey := d.keyStr.next()
	a, okA := d.keyActor.next()
	n, okN := d.keyCtr.next()
	if d.keyStr.r.failed || d.keyActor.r.failed || d.keyCtr.r.failed || d.insert.r.failed {
		return false
	}
	switch {
	case isKey:
		o.key = key
		return !okA && !okN && !o.insert && len(key) > 0 && len(key) <= lim.Key && utf8.Valid(key)
	case !okN:
		return false
	case !okA:
		return n == 0 && o.insert
	case n == 0:
		return false
	}
	d.used[a] = true
	o.elem = opID{ctr: uint32(n), actor: uint32(a)}
	return true
}

// content reads the value and checks that it fits the action.
func (d *opDecoder) content(o *op) bool {
	meta, ok := d.valueMeta.next()
	if !ok {
		return false
	}
	o.valType = uint8(meta & 15)
	o.val = d.value.take(meta >> 4)
	if d.value.failed || !valueOK(o.valType, o.val) {
		return false
	}
	switch o.action {
	case actSet:
		return true
	case actIncrement:
		return !o.insert && (o.valType == valUint || o.valType == valInt)
	case actDelete:
		return !o.insert && meta == 0
	default:
		return meta == 0
	}
}

// valueOK checks a value's bytes. Types above valTime do not exist yet; the library keeps them, Moot has no use for them.
func valueOK(t uint8, v []byte) bool {
	r := reader{b: v}
	switch t {
	case valNull, valFalse, valTrue:
		return len(v) == 0
	case valUint:
		r.uint()
		return !r.failed && len(r.b) == 0
	case valInt, valCounter, valTime:
		r.int()
		return !r.failed && len(r.b) == 0
	case valFloat:
		return len(v) == 8
	case valString:
		return utf8.Valid(v)
	case valBytes:
		return true
	}
	return false
}

// replaced reads the operations this one replaces: sorted by counter, then actor; none for an insert or what begins
// a key, at least one for a delete or an increment.
func (d *opDecoder) replaced(o *op) bool {
	n, ok := d.predCount.next()
	if !ok {
		return false
	}
	if o.insert && n > 0 || n == 0 && (o.action == actDelete || o.action == actIncrement) {
		return false
	}
	o.predLo = uint32(len(d.c.preds))
	for i := range n {
		id, ok := d.id(&d.predActor, &d.pred)
		if !ok || id.ctr == 0 {
			return false
		}
		if i > 0 && !d.before(d.c.preds[len(d.c.preds)-1], id) {
			return false
		}
		d.c.preds = append(d.c.preds, id)
	}
	o.predHi = uint32(len(d.c.preds))
	return true
}

// before is Automerge's order of operation ids: by counter, then by the actor's bytes.
func (d *opDecoder) before(a, b opID) bool {
	if a.ctr != b.ctr {
		return a.ctr < b.ctr
	}
	return bytes.Compare(d.c.actors[a.actor], d.c.actors[b.actor]) < 0
}

// ended checks that every column held exactly the rows of the operations, and that every actor named is used (an
// honest encoder names no other).
func (d *opDecoder) ended() error {
	for _, c := range []*numbers{&d.objActor, &d.objCtr, &d.keyActor, &d.keyCtr, &d.action, &d.valueMeta, &d.predCount, &d.predActor, &d.pred} {
		if !c.ended() {
			return refused("a column has more rows than operations, or is not in its one form")
		}
	}
	if !d.keyStr.ended() || !d.insert.ended() || len(d.value.b) != 0 {
		return refused("a column has more rows than operations, or is not in its one form")
	}
	for _, u := range d.used[1:] {
		if !u {
			return refused("it names an actor it does not use")
		}
	}
	return nil
}
