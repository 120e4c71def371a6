package doc

import (
	"slices"
	"sort"
)

// admission is what has to be known of a document to judge the next change: a shadow of it without its words. It
// takes 12 bytes an operation and about 150 a change.
//
// Causal past is kept by signer. Every signer's changes to one document form a line, each building on the one before
// (an honest device has all its own changes before it writes the next), so "is X in the past of Y" is one comparison:
// Y's past says how far along X's signer's line it reaches. The line also bounds a document's heads by its signers:
// without it one hostile device could leave more loose ends than a change may tie together.
type admission struct {
	lim  Limits
	id   ID
	open bool // only this package's tests set it: any actor, any object, for data made by other programs

	changes []change
	byHash  map[Hash]uint32 // index into changes
	heads   []uint32

	authors []author
	byActor map[string]uint32 // index into authors
	signers []signer
	byLine  map[line]uint32 // index into signers

	rows []row
	keys map[string]uint32 // map keys by number; Moot's own documents have one
}

// change is one admitted change.
type change struct {
	hash   Hash
	signer uint32
	line   uint32 // its number in its signer's line, from 1
	maxOp  uint32 // the highest operation number in its past, itself included
	past   past   // what it builds on, itself not included; shared while one signer goes on alone
}

// past says how many changes of each signer's line are in a change's past, by signer number. It is never modified.
type past []uint32

func (p past) at(signer uint32) uint32 {
	if int(signer) < len(p) {
		return p[signer]
	}
	return 0
}

// author is one actor: who signs for it and where its operations are.
type author struct {
	name   string
	signer uint32
	spans  []span // one a change, so their number is the actor's last seq
}

// span places one change's operations: operation start+i is rows[row+i].
type span struct{ start, row, change uint32 }

// signer is one signer's line in this document.
type signer struct {
	key  Signer
	line uint32 // changes so far
}

// line names a line of changes, each building on those before: a signer's, or of one that has signed two histories,
// what a single actor of it wrote after they parted (see [Doc.AdmitApart]).
type line struct {
	by    Signer
	actor Actor // zero for a signer's own line
}

// row is one admitted operation.
type row struct {
	obj   uint32 // the object it acts on: its making operation's row+1; 0 is the root
	place uint32 // the element (its inserting operation's row) or the map key's number
	kind  rowKind
	depth uint8 // of the object it makes
}

type rowKind uint8

const (
	rowValue   rowKind = 1 << iota // can be replaced
	rowElement                     // inserted into a list or text: can be referred to as a place
	rowMap
	rowList
	rowText
)

// bodyObject is ROOT.body: made by the genesis change's only operation.
const bodyObject = 1

// genesisSigner is the line that holds only the genesis change. Its key, all zeros, is a point of small order that no
// device has.
const genesisSigner = 0

// newAdmission starts the shadow of a document that holds only its genesis change.
func newAdmission(lim Limits, id ID, genesis Hash) *admission {
	actor := genesisActor(id)
	return &admission{
		lim: lim, id: id,
		changes: []change{{hash: genesis, signer: genesisSigner, line: 1, maxOp: 1}},
		byHash:  map[Hash]uint32{genesis: 0},
		heads:   []uint32{0},
		authors: []author{{name: string(actor[:]), signer: genesisSigner, spans: []span{{start: 1}}}},
		byActor: map[string]uint32{string(actor[:]): 0},
		signers: []signer{{line: 1}},
		byLine:  map[line]uint32{{}: genesisSigner},
		rows:    []row{{kind: rowValue | rowText, depth: 1}},
		keys:    map[string]uint32{bodyKey: 0},
	}
}

// admit judges a parsed change and, if it is good, adds it. On any error the state is as before.
func (a *admission) admit(c *Change, in line) error {
	if _, ok := a.byHash[c.Hash]; ok {
		return ErrKnown
	}
	if err := a.mayWrite(c, in.by); err != nil {
		return err
	}
	deps, err := a.deps(c)
	if err != nil {
		return err
	}
	from, line := a.lineOf(in)
	p, own := a.merge(deps, from)
	if own != line {
		return refused("it does not build on all that its signer wrote here before")
	}
	if err := a.follows(c, deps); err != nil {
		return err
	}
	b := builder{a: a, c: c, past: p, signer: from, firstRow: uint32(len(a.rows))}
	if err := b.build(); err != nil {
		a.rows = a.rows[:b.firstRow]
		return err
	}
	a.add(c, in, &b, line)
	return nil
}

// mayWrite checks that the change's actor is its signer's, and that its message is the one thing it may be.
func (a *admission) mayWrite(c *Change, by Signer) error {
	own, known := a.byActor[string(c.actors[0])]
	if known && a.signers[a.authors[own].signer].key != by {
		return refused("its actor belongs to another device")
	}
	if a.open {
		return nil
	}
	if by == (Signer{}) {
		return refused("it has no signer")
	}
	for _, name := range c.actors {
		if len(name) != len(Actor{}) {
			return refused("an actor has %d bytes instead of 16", len(name))
		}
	}
	if c.Seq > 1 {
		if c.Message != "" {
			return refused("only an actor's first change carries a message")
		}
		return nil
	}
	nonce, ok := nonceIn([]byte(c.Message))
	if !ok || actorFor(by, a.id, nonce) != c.Actor {
		return refused("its actor is not its signer's")
	}
	return nil
}

// deps finds the change's direct past.
func (a *admission) deps(c *Change) ([]uint32, error) {
	var missing []Hash
	deps := make([]uint32, 0, len(c.Deps))
	for _, h := range c.Deps {
		if i, ok := a.byHash[h]; ok {
			deps = append(deps, i)
		} else {
			missing = append(missing, h)
		}
	}
	if len(missing) > 0 {
		return nil, &MissingError{Deps: missing}
	}
	return deps, nil
}

// lineOf says where a line stands in this document: its number, or the next free one for a new one.
func (a *admission) lineOf(in line) (number, length uint32) {
	if i, ok := a.byLine[in]; ok {
		return i, a.signers[i].line
	}
	return uint32(len(a.signers)), 0
}

// merge makes the past of a change by signer from, given its direct past, and says how far along from's own line it
// reaches. The own entry of a shared past is stale, which is why it is answered apart and never read again: see
// [builder.sees].
func (a *admission) merge(deps []uint32, from uint32) (p past, own uint32) {
	if len(deps) == 1 && a.changes[deps[0]].signer == from {
		d := &a.changes[deps[0]]
		return d.past, d.line
	}
	n := 0
	for _, i := range deps {
		n = max(n, len(a.changes[i].past), int(a.changes[i].signer)+1)
	}
	p = make(past, n)
	for _, i := range deps {
		d := &a.changes[i]
		for s, line := range d.past {
			p[s] = max(p[s], line)
		}
		p[d.signer] = max(p[d.signer], d.line)
	}
	return p, p.at(from)
}

// follows checks the change's numbers against its past.
func (a *admission) follows(c *Change, deps []uint32) error {
	seq := uint64(0)
	if own, ok := a.byActor[string(c.actors[0])]; ok {
		seq = uint64(len(a.authors[own].spans))
	}
	if c.Seq != seq+1 {
		return refused("its sequence number is %d, and its actor's next is %d", c.Seq, seq+1)
	}
	top := a.top(deps)
	if c.StartOp != uint64(top)+1 {
		return refused("its first operation number is %d, and its past ends at %d", c.StartOp, top)
	}
	if !a.fits(top, c.Ops) {
		return refused("the document would pass %d operations", a.lim.DocOps)
	}
	return nil
}

// fits is the cap on a document, by operation numbers, which follow from a change's past. (A cap on all operations would
// depend on what arrived first.) It also bounds what any one signer can write here: a line's numbers only grow, by each
// operation in it.
func (a *admission) fits(top uint32, ops int) bool { return int(top)+ops <= a.lim.DocOps }

// add records a change that passed; its rows are there already.
func (a *admission) add(c *Change, in line, b *builder, length uint32) {
	if int(b.signer) == len(a.signers) {
		a.signers = append(a.signers, signer{key: in.by})
		a.byLine[in] = b.signer
	}
	s := &a.signers[b.signer]
	s.line = length + 1
	n := uint32(len(a.changes))
	own, ok := a.byActor[string(c.actors[0])]
	if !ok {
		own = uint32(len(a.authors))
		name := string(c.actors[0])
		a.authors = append(a.authors, author{name: name, signer: b.signer})
		a.byActor[name] = own
	}
	au := &a.authors[own]
	au.spans = append(au.spans, span{start: uint32(c.StartOp), row: b.firstRow, change: n})
	a.changes = append(a.changes, change{hash: c.Hash, signer: b.signer, line: length + 1, maxOp: uint32(c.StartOp) + uint32(c.Ops) - 1, past: b.past})
	a.byHash[c.Hash] = n
	a.heads = slices.DeleteFunc(a.heads, func(h uint32) bool { return slices.Contains(c.Deps, a.changes[h].hash) })
	a.heads = append(a.heads, n)
}

// find looks up an actor's operation: its row, and the change that holds it.
func (a *admission) find(actor uint32, ctr uint32) (row, change uint32, ok bool) {
	spans := a.authors[actor].spans
	i := sort.Search(len(spans), func(i int) bool { return spans[i].start > ctr }) - 1
	if i < 0 {
		return 0, 0, false
	}
	s := spans[i]
	end := a.changes[s.change].maxOp
	return s.row + ctr - s.start, s.change, ctr <= end
}

// headHashes lists the heads, sorted.
func (a *admission) headHashes() []Hash {
	out := make([]Hash, len(a.heads))
	for i, h := range a.heads {
		out[i] = a.changes[h].hash
	}
	sortHashes(out)
	return out
}

// top is the highest operation number in the past of these changes, themselves included.
func (a *admission) top(changes []uint32) uint32 {
	top := uint32(0)
	for _, i := range changes {
		top = max(top, a.changes[i].maxOp)
	}
	return top
}
