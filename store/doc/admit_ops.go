package doc

import (
	"slices"
	"unicode/utf8"
)

// maxWrites is how often one change may write one map key; an honest encoder writes it once.
const maxWrites = 64

// builder checks the operations of one change against the document and appends their rows.
type builder struct {
	a        *admission
	c        *Change
	past     past
	signer   uint32
	firstRow uint32
	actors   []uint32          // the document's number of each actor the change names, plus one; 0: not looked up
	writes   map[[2]uint32]int // (object, key) → times written here
	inText   bool              // the operation before acted on a text
}

// build checks and appends every operation.
func (b *builder) build() error {
	b.actors = make([]uint32, len(b.c.actors))
	b.a.rows = slices.Grow(b.a.rows, len(b.c.ops))
	for i := range b.c.ops {
		if i > 0 && b.typedOn(&b.c.ops[i-1], &b.c.ops[i]) {
			continue
		}
		if err := b.op(&b.c.ops[i]); err != nil {
			return err
		}
	}
	return nil
}

// typedOn appends the row of a character typed right after the one before, which is what most operations are: it acts
// on the same text, and its place is the row just appended. It says whether it was one; op judges any other.
func (b *builder) typedOn(before, o *op) bool {
	me := uint32(len(b.a.rows))
	typed := b.inText && o.insert && before.insert && o.obj == before.obj && o.action == actSet && o.valType == valString &&
		o.elem == opID{ctr: uint32(b.c.StartOp) + me - b.firstRow - 1} && o.predLo == o.predHi && oneRune(o.val)
	if typed {
		b.a.rows = append(b.a.rows, row{obj: b.a.rows[me-1].obj, place: me, kind: rowValue | rowElement})
	}
	return typed
}

// sees reports whether a change is in the past of the one being built. All of its own signer's are: that is the line.
func (b *builder) sees(change uint32) bool {
	x := &b.a.changes[change]
	return x.signer == b.signer || b.past.at(x.signer) >= x.line
}

// row finds an operation that this change refers to: one of its own before this point, or one in its past. An
// operation that is here but not in its past is as unknown as one that does not exist: another device may not have it.
func (b *builder) row(id opID) (uint32, bool) {
	if id.actor == 0 && uint64(id.ctr) >= b.c.StartOp {
		row := uint64(b.firstRow) + uint64(id.ctr) - b.c.StartOp
		return uint32(row), row < uint64(len(b.a.rows))
	}
	n := b.actors[id.actor]
	if n == 0 {
		known, ok := b.a.byActor[string(b.c.actors[id.actor])]
		if !ok {
			return 0, false
		}
		n = known + 1
		b.actors[id.actor] = n
	}
	row, change, ok := b.a.find(n-1, id.ctr)
	return row, ok && b.sees(change)
}

// op checks one operation and appends its row.
func (b *builder) op(o *op) error {
	me := uint32(len(b.a.rows))
	obj, kind, depth, err := b.object(o.obj)
	if err != nil {
		return err
	}
	r := row{obj: obj}
	switch {
	case (o.key != nil) != (kind == rowMap):
		return refused("an operation's place does not fit its object")
	case kind == rowMap:
		if r.place, err = b.key(obj, o.key); err != nil {
			return err
		}
	default:
		if err := b.element(o, &r, me); err != nil {
			return err
		}
	}
	if b.inText = kind == rowText; b.inText {
		if err := b.text(o); err != nil {
			return err
		}
	}
	if err := b.replaces(o, &r); err != nil {
		return err
	}
	if r.kind, r.depth, err = b.makes(o, r.kind, depth); err != nil {
		return err
	}
	b.a.rows = append(b.a.rows, r)
	return nil
}

// object finds the object an operation acts on. Moot's documents have one: the text the genesis change made.
func (b *builder) object(id opID) (obj uint32, kind rowKind, depth uint8, err error) {
	if id != (opID{}) {
		row, ok := b.row(id)
		if !ok {
			return 0, 0, 0, refused("an operation acts on an object that is not in its past")
		}
		obj, depth = row+1, b.a.rows[row].depth
		kind = b.a.rows[row].kind & (rowMap | rowList | rowText)
		if kind == 0 {
			return 0, 0, 0, refused("an operation acts on something that is no object")
		}
	} else {
		kind = rowMap
	}
	if !b.a.open && obj != bodyObject {
		return 0, 0, 0, refused("an operation acts on something else than the document's text")
	}
	return obj, kind, depth, nil
}

// key numbers a map key and bounds how often a change writes it.
func (b *builder) key(obj uint32, key []byte) (uint32, error) {
	n, ok := b.a.keys[string(key)]
	if !ok {
		n = uint32(len(b.a.keys))
		b.a.keys[string(key)] = n
	}
	if b.writes == nil {
		b.writes = map[[2]uint32]int{}
	}
	at := [2]uint32{obj, n}
	if b.writes[at]++; b.writes[at] > maxWrites {
		return 0, refused("one key is written more than %d times", maxWrites)
	}
	return n, nil
}

// element checks an operation's place in a list or text: behind (insert) or at (anything else) an element of it.
func (b *builder) element(o *op, r *row, me uint32) error {
	if o.elem != (opID{}) {
		row, ok := b.row(o.elem)
		if !ok || b.a.rows[row].obj != r.obj || b.a.rows[row].kind&rowElement == 0 {
			return refused("an operation's place is not an element in its past")
		}
		r.place = row
	}
	if o.insert {
		r.place, r.kind = me, rowElement
	}
	return nil
}

// text checks that a text holds characters only. In Moot's own texts an element is exactly one character, typed once
// and deleted by naming itself, so that a position is a character everywhere.
func (b *builder) text(o *op) error {
	switch {
	case o.action != actSet && o.action != actDelete:
		return refused("a text holds characters only")
	case o.action == actSet && o.valType != valString:
		return refused("a text holds characters only")
	case b.a.open:
		return nil
	case o.action == actSet && (!o.insert || !oneRune(o.val)):
		return refused("a text is typed one character an operation")
	case o.action == actDelete && (o.predHi-o.predLo != 1 || b.c.preds[o.predLo] != o.elem):
		return refused("a character is deleted by naming it alone")
	}
	return nil
}

func oneRune(v []byte) bool {
	_, n := utf8.DecodeRune(v)
	return n > 0 && n == len(v)
}

// replaces checks that what an operation replaces sits at its place and can be replaced.
func (b *builder) replaces(o *op, r *row) error {
	for _, id := range b.c.preds[o.predLo:o.predHi] {
		n, ok := b.row(id)
		if !ok || b.a.rows[n].kind&rowValue == 0 || b.a.rows[n].obj != r.obj || b.a.rows[n].place != r.place {
			return refused("an operation replaces something that is not at its place in its past")
		}
	}
	return nil
}

// makes says what the operation leaves behind: a value, a new object one level down, or nothing.
func (b *builder) makes(o *op, kind rowKind, depth uint8) (rowKind, uint8, error) {
	object := rowKind(0)
	switch o.action {
	case actDelete, actIncrement:
		return kind, 0, nil
	case actMakeMap:
		object = rowMap
	case actMakeList:
		object = rowList
	case actMakeText:
		object = rowText
	}
	kind |= rowValue
	if object == 0 {
		return kind, 0, nil
	}
	if int(depth)+1 > b.a.lim.Depth {
		return 0, 0, refused("objects are nested deeper than %d", b.a.lim.Depth)
	}
	return kind | object, depth + 1, nil
}
