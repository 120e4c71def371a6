package doc

import (
	"bytes"
	"slices"
	"strings"
)

// Preview is the text as Text gives it, but without opening the engine where it is not open yet: catching up on
// thousands of short texts then costs no engine documents, which are what takes memory. Use it for excerpts; Text is
// what a page shows.
func (d *Doc) Preview() (string, error) {
	if d.err == nil && d.in == nil {
		if !d.typed.crooked {
			return string(d.typed.text), nil
		}
		if text, ok := d.put(d.later); ok {
			return text, nil
		}
	}
	return d.Text()
}

// straight is the commonest text, by far: typed from its beginning to its end, by whoever. It grows with each change
// that is applied, so that nothing is parsed again to show it.
type straight struct {
	text    []byte
	last    opID   // the operation that typed its last character; zero before the first
	actor   []byte // of last
	crooked bool   // something was done elsewhere than at the end
}

// add takes in a change that has just been applied.
func (s *straight) add(c *Change) {
	for i := range c.ops {
		o := &c.ops[i]
		if s.crooked || !o.insert || o.action != actSet || o.valType != valString || !s.at(c, o.elem) {
			*s = straight{crooked: true}
			return
		}
		s.text = append(s.text, o.val...)
		s.last, s.actor = opID{ctr: uint32(c.StartOp) + uint32(i)}, c.actors[0]
	}
}

// at says whether a place named by a change is the end of the text.
func (s *straight) at(c *Change, elem opID) bool {
	if elem == (opID{}) || s.last == (opID{}) {
		return elem == s.last
	}
	return elem.ctr == s.last.ctr && bytes.Equal(c.actors[elem.actor], s.actor)
}

// element is one character run of a text being put together: what one insert made.
type element struct {
	ctr     uint32
	actor   []byte
	val     []byte
	gone    bool
	follows []int // elements inserted right after this one
}

// after orders elements inserted at the same place: the later operation comes first, and of equal numbers the larger
// actor's. This is the rule of the replicated growable array (Roh et al., 2011) as Automerge applies it.
func (e *element) after(f *element) int {
	if e.ctr != f.ctr {
		return int(int64(f.ctr) - int64(e.ctr))
	}
	return bytes.Compare(f.actor, e.actor)
}

// put works out the text that admitted changes make: elements hang from the one they were inserted after, and the text
// is that tree read from the top. ok is false for anything but insertions and deletions, which is all that Moot writes.
func (d *Doc) put(changes []pendingChange) (text string, ok bool) {
	elements := []element{{}}
	index := make([]int, len(d.adm.rows)) // of the element that an operation's row made
	for _, p := range changes {
		c, err := Parse(p.raw, d.adm.lim)
		if err != nil {
			return "", false
		}
		rows := d.rowsOf(c)
		for i := range c.ops {
			o := &c.ops[i]
			where, known := 0, true
			if o.elem != (opID{}) {
				var row uint32
				row, known = rows(o.elem)
				where = index[row]
				known = known && where != 0
			}
			switch {
			case !known:
				return "", false
			case o.insert && o.action == actSet && o.valType == valString:
				ctr := uint32(c.StartOp) + uint32(i)
				n := len(elements)
				elements = append(elements, element{ctr: ctr, actor: c.actors[0], val: o.val})
				elements[where].follows = append(elements[where].follows, n)
				row, _ := rows(opID{ctr: ctr})
				index[row] = n
			case !o.insert && o.action == actDelete:
				elements[where].gone = true
			default:
				return "", false
			}
		}
	}
	return read(elements), true
}

// rowsOf finds the rows of operations as an admitted change names them; row 0, the genesis change's, for unknown ones.
func (d *Doc) rowsOf(c *Change) func(opID) (row uint32, ok bool) {
	numbers := make([]uint32, len(c.actors))
	for i, name := range c.actors {
		numbers[i] = d.adm.byActor[string(name)]
	}
	return func(o opID) (uint32, bool) {
		row, _, ok := d.adm.find(numbers[o.actor], o.ctr)
		if !ok {
			return 0, false
		}
		return row, true
	}
}

// read walks the tree without recursion: typed text is one long line of elements, each after the one before.
func read(elements []element) string {
	var out strings.Builder
	stack := []int{0}
	for len(stack) > 0 {
		e := &elements[stack[len(stack)-1]]
		stack = stack[:len(stack)-1]
		if !e.gone {
			out.Write(e.val)
		}
		slices.SortFunc(e.follows, func(a, b int) int { return elements[a].after(&elements[b]) })
		for i := len(e.follows) - 1; i >= 0; i-- {
			stack = append(stack, e.follows[i])
		}
	}
	return out.String()
}
