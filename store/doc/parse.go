package doc

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// Change is one parsed change. It shares no memory with the bytes it was parsed from. Treat it as read-only.
type Change struct {
	Hash    Hash
	Actor   Actor // meaningful only after Admit, which demands 16 bytes
	Deps    []Hash
	Seq     uint64 // 1 for an actor's first change
	StartOp uint64 // number of its first operation
	Ops     int    // at least 1
	Time    time.Time
	Message string
	Raw     []byte // the exact bytes
	Calls   bool   // it writes an @ somewhere: it may name somebody

	actors [][]byte // its own first, then the others it names, sorted
	ops    []op
	preds  []opID
}

// opID names an operation as a change writes it: actor is an index into the change's actors. The zero opID is the
// root object, or the head of a list.
type opID struct {
	ctr   uint32
	actor uint32
}

// op is one operation. elem is used on lists and texts, key on maps.
type op struct {
	obj, elem opID
	key       []byte // nil on lists and texts
	val       []byte
	predLo    uint32 // preds[predLo:predHi] are the operations this one replaces
	predHi    uint32
	action    uint8
	valType   uint8
	insert    bool
}

// Actions of operations, as the format numbers them. Tables (6) and marks (7) are refused.
const (
	actMakeMap   = 0
	actSet       = 1
	actMakeList  = 2
	actDelete    = 3
	actMakeText  = 4
	actIncrement = 5
)

// Types of values, as the format numbers them.
const (
	valNull = iota
	valFalse
	valTrue
	valUint
	valInt
	valFloat
	valString
	valBytes
	valCounter
	valTime
)

// Parse reads the bytes of one change and checks everything that needs no document: framing, checksum, limits, and
// that the encoding is the one honest form. It never panics; time is linear in the bytes, memory in the bytes and in
// the operations, whose number is checked before they are expanded. Every error is a *RefusedError.
func Parse(raw []byte, lim Limits) (*Change, error) {
	if len(raw) > lim.ChangeBytes {
		return nil, refused("it has %d bytes, and the limit is %d", len(raw), lim.ChangeBytes)
	}
	raw = bytes.Clone(raw)
	body, h, err := chunkBody(raw)
	if err != nil {
		return nil, err
	}
	c := &Change{Hash: h, Raw: raw}
	r := &reader{b: body}
	if err := c.parseHead(r, lim); err != nil {
		return nil, err
	}
	cols, err := parseColumns(r)
	if err != nil {
		return nil, err
	}
	c.Calls = bytes.IndexByte(cols.value, '@') >= 0
	if err := c.parseOps(cols, lim); err != nil {
		return nil, err
	}
	return c, nil
}

// parseHead reads all that comes before the columns.
func (c *Change) parseHead(r *reader, lim Limits) error {
	n := r.uint()
	if n > uint64(lim.Deps) || n > uint64(len(r.b)/32) {
		return refused("it builds on more than %d changes, or ends early", lim.Deps)
	}
	c.Deps = make([]Hash, n)
	for i := range c.Deps {
		c.Deps[i] = Hash(r.take(32))
		if i > 0 && bytes.Compare(c.Deps[i-1][:], c.Deps[i][:]) >= 0 {
			return refused("the changes it builds on are repeated or not in order")
		}
	}
	own := r.take(r.uint())
	c.Seq, c.StartOp = r.uint(), r.uint()
	ms := r.int()
	message := r.take(r.uint())
	others := r.uint()
	switch {
	case r.failed:
		return refused("it ends early")
	case !actorLen(own):
		return refused("its actor has %d bytes", len(own))
	case c.Seq == 0 || c.Seq > lim.Counter:
		return refused("its sequence number is out of range")
	case c.StartOp == 0 || c.StartOp > min(lim.Counter, maxCounter):
		return refused("its first operation number is out of range")
	case ms < 0 || ms > maxMillis:
		return refused("its time is out of range")
	case len(message) > lim.Message || !utf8.Valid(message):
		return refused("its message is too long or not text")
	case others >= uint64(lim.Actors) || others > uint64(len(r.b)):
		return refused("it names more than %d actors", lim.Actors)
	}
	c.Time, c.Message = time.UnixMilli(ms).UTC(), string(message)
	c.actors = make([][]byte, 1+others)
	c.actors[0] = own
	if len(own) == len(c.Actor) {
		c.Actor = Actor(own)
	}
	for i := 1; i < len(c.actors); i++ {
		a := r.take(r.uint())
		c.actors[i] = a
		if !actorLen(a) || bytes.Equal(a, own) || i > 1 && bytes.Compare(c.actors[i-1], a) >= 0 {
			return refused("the actors it names are malformed, repeated or not in order")
		}
	}
	return nil
}

// actorLen is Automerge's own bound; Admit asks for exactly 16.
func actorLen(a []byte) bool { return len(a) > 0 && len(a) <= 64 }

// columns holds the bytes of each known column; a column left out is nil.
type columns struct {
	objActor, objCtr, keyActor, keyCtr, keyStr, insert   []byte
	action, valueMeta, value, predCount, predActor, pred []byte
}

// slot finds where a column's bytes go; nil for one that Moot does not use (marks, compressed or unknown ones).
func (c *columns) slot(spec uint64) *[]byte {
	switch spec {
	case colObjActor:
		return &c.objActor
	case colObjCtr:
		return &c.objCtr
	case colKeyActor:
		return &c.keyActor
	case colKeyCtr:
		return &c.keyCtr
	case colKeyStr:
		return &c.keyStr
	case colInsert:
		return &c.insert
	case colAction:
		return &c.action
	case colValueMeta:
		return &c.valueMeta
	case colValue:
		return &c.value
	case colPredCount:
		return &c.predCount
	case colPredActor:
		return &c.predActor
	case colPredCtr:
		return &c.pred
	}
	return nil
}

// parseColumns reads the column table and splits the column data. Nothing may follow.
func parseColumns(r *reader) (columns, error) {
	const most = 12 // as many as slot knows
	var cols columns
	var slots [most]*[]byte
	var lens [most]uint64
	n := r.uint()
	if r.failed || n > most {
		return cols, refused("it has %d columns", n)
	}
	last := uint64(0)
	for i := range n {
		spec := r.uint()
		slots[i], lens[i] = cols.slot(spec), r.uint()
		if r.failed || slots[i] == nil || spec <= last || lens[i] == 0 {
			return cols, refused("column %#x is unknown, empty or out of order", spec)
		}
		last = spec
	}
	for i := range n {
		*slots[i] = r.take(lens[i])
	}
	if r.failed || len(r.b) != 0 {
		return cols, refused("its columns are cut short, or bytes follow them")
	}
	return cols, nil
}
