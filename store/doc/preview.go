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
		if text, ok := d.straight(d.later); ok {
			return text, nil
		}
		if text, ok := d.put(d.later); ok {
			return text, nil
		}
	}
	return d.Text()
}

// straight is put for the commonest text, by far: one change that types it from its beginning to its end.
func (d *Doc) straight(changes []pendingChange) (text string, ok bool) {
	if len(changes) != 1 {
		return "", len(changes) == 0
	}
	c, err := Parse(changes[0].raw, d.adm.lim)
	if err != nil {
		return "", false
	}
	var out strings.Builder
	last := opID{}
	for i := range c.ops {
		o := &c.ops[i]
		if !o.insert || o.action != actSet || o.valType != valString || o.elem != last {
			return "", false
		}
		out.Write(o.val)
		last = opID{ctr: uint32(c.StartOp) + uint32(i)}
	}
	return out.String(), true
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
	type id struct {
		ctr   uint32
		actor string
	}
	elements := []element{{}}
	index := map[id]int{}
	for _, p := range changes {
		c, err := Parse(p.raw, d.adm.lim)
		if err != nil {
			return "", false
		}
		at := func(o opID) (int, bool) {
			if o == (opID{}) {
				return 0, true
			}
			i, ok := index[id{o.ctr, string(c.actors[o.actor])}]
			return i, ok
		}
		for i := range c.ops {
			o := &c.ops[i]
			where, known := at(o.elem)
			switch {
			case !known:
				return "", false
			case o.insert && o.action == actSet && o.valType == valString:
				ctr := uint32(c.StartOp) + uint32(i)
				n := len(elements)
				elements = append(elements, element{ctr: ctr, actor: c.actors[0], val: o.val})
				elements[where].follows = append(elements[where].follows, n)
				index[id{ctr, string(c.actors[0])}] = n
			case !o.insert && o.action == actDelete:
				elements[where].gone = true
			default:
				return "", false
			}
		}
	}
	return read(elements), true
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
