package doc

import "bytes"

// A change's operations are stored by column, each column run-length encoded. The decoders here yield one row at a
// time and never expand a run, so a few bytes that claim 2⁶² rows cost nothing. They accept only the encoding an
// honest encoder writes: a change in any other encoding is re-encoded differently by the library when it saves the
// document, gets another hash, and the document no longer loads.
//
// The canonical form: values alone or pairwise different stand in one literal segment; two or more equal neighbours
// are one run; neighbouring nulls are one null segment; a column of nothing but nulls is left out.

// Column specifications: id<<4 | type, as the format numbers them.
const (
	colObjActor  = 0x01
	colObjCtr    = 0x02
	colKeyActor  = 0x11
	colKeyCtr    = 0x13
	colKeyStr    = 0x15
	colInsert    = 0x34
	colAction    = 0x42
	colValueMeta = 0x56
	colValue     = 0x57
	colPredCount = 0x70
	colPredActor = 0x71
	colPredCtr   = 0x73
)

// segment says what kind of segment an RLE decoder is in.
type segment uint8

const (
	segNone segment = iota
	segRun
	segLiteral
	segNull
)

// runs is the part of RLE decoding that all value types share.
type runs struct {
	r       reader
	left    uint64 // rows left in this segment
	kind    segment
	fresh   bool // the next row is the first of its segment
	anyRow  bool // a value (not a null) has been read
	follows bool // the row before this one was a value, so equal neighbours would be a fault
}

// begin reads the next segment's head. It leaves failed set on anything an honest encoder would not write.
func (c *runs) begin() {
	n := c.r.int()
	was := c.kind
	switch {
	case c.r.failed:
		return
	case n > 0:
		c.kind, c.left = segRun, uint64(n)
		if n == 1 {
			c.r.fail()
		}
	case n < 0:
		c.kind, c.left = segLiteral, uint64(-n)
		if was == segLiteral {
			c.r.fail()
		}
	default:
		c.kind, c.left = segNull, c.r.uint()
		if was == segNull || c.left == 0 {
			c.r.fail()
		}
	}
	if c.left > maxRows {
		c.r.fail()
	}
	c.fresh = true
}

// ended reports that the column held exactly the rows that were taken from it.
func (c *runs) ended() bool {
	return !c.r.failed && c.left == 0 && len(c.r.b) == 0 && (c.kind == segNone || c.anyRow)
}

// numbers decodes a column of unsigned numbers, or of differences between signed ones.
type numbers struct {
	runs
	delta bool
	max   uint64 // values above fail
	raw   int64  // the encoded value: the number, or the difference
	abs   int64  // the number
}

// next yields the next row; ok is false for a null, and for every row of a column that is absent.
func (c *numbers) next() (v uint64, ok bool) {
	if c.left == 0 {
		if c.kind == segNone && len(c.r.b) == 0 {
			return 0, false
		}
		c.begin()
	}
	if c.r.failed {
		return 0, false
	}
	c.left--
	if c.kind == segNull {
		c.follows, c.fresh = false, false
		return 0, false
	}
	if c.kind == segLiteral || c.fresh {
		c.value()
	}
	if c.delta {
		c.abs += c.raw
	} else {
		c.abs = c.raw
	}
	if c.abs < 0 || uint64(c.abs) > c.max {
		c.r.fail()
	}
	return uint64(c.abs), true
}

// value reads one encoded value, which has to differ from the row before.
func (c *numbers) value() {
	var v int64
	if c.delta {
		v = c.r.int() // |v| < 2⁵⁶, and abs stays within [0, max]: no overflow
	} else if u := c.r.uint(); u <= 1<<56 {
		v = int64(u)
	} else {
		c.r.fail()
	}
	if c.follows && v == c.raw {
		c.r.fail()
	}
	c.raw, c.fresh, c.follows, c.anyRow = v, false, true, true
}

// words decodes a column of strings.
type words struct {
	runs
	cur []byte
}

func (c *words) next() (s []byte, ok bool) {
	if c.left == 0 {
		if c.kind == segNone && len(c.r.b) == 0 {
			return nil, false
		}
		c.begin()
	}
	if c.r.failed {
		return nil, false
	}
	c.left--
	if c.kind == segNull {
		c.follows, c.fresh = false, false
		return nil, false
	}
	if c.kind == segLiteral || c.fresh {
		s := c.r.take(c.r.uint())
		if c.follows && bytes.Equal(s, c.cur) {
			c.r.fail()
		}
		c.cur, c.fresh, c.follows, c.anyRow = s, false, true, true
	}
	return c.cur, true
}

// flags decodes a column of booleans: run lengths of false, true, false…; only the first may be zero.
type flags struct {
	r     reader
	left  uint64
	cur   bool
	begun bool
}

func (c *flags) next() bool {
	for c.left == 0 {
		n := c.r.uint()
		if c.r.failed || n > maxRows || n == 0 && c.begun {
			c.r.fail()
			return false
		}
		c.cur = c.begun && !c.cur
		c.left, c.begun = n, true
	}
	c.left--
	return c.cur
}

func (c *flags) ended() bool { return !c.r.failed && c.left == 0 && len(c.r.b) == 0 }
