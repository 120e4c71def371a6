package doc

import (
	"fmt"
	"slices"
	"time"
)

// Version is one change as the record of who wrote when.
type Version struct {
	Hash Hash
	By   Signer // whose device wrote it; zero for the genesis change
	Time time.Time
	Deps []Hash // the versions it was written on
	Ops  int    // characters typed and deleted
}

// History lists the applied changes, each after those it builds on, beginning with the genesis change.
func (d *Doc) History() ([]Version, error) {
	r, err := d.Record()
	if err != nil {
		return nil, err
	}
	return r.Versions()
}

// TextAt is the text as it was at these heads: everything in their past and nothing else. No heads at all is the empty
// text. It builds the old document anew, from its changes: the library's own way of reading the past is not among the
// calls that are safe with more than one head.
func (d *Doc) TextAt(heads []Hash) (string, error) {
	at := make([]uint32, len(heads))
	for i, h := range heads {
		n, ok := d.adm.byHash[h]
		if !ok {
			return "", fmt.Errorf("this document does not hold change %s", h)
		}
		at[i] = n
	}
	if err := d.open(); err != nil || len(at) == 0 {
		return "", err
	}
	in, err := d.past(at)
	if err != nil {
		return "", err
	}
	defer in.Close()
	return in.Text()
}

// Tips gives, of some changes, those that no other of them builds on, each once and in the order of [Doc.Heads]; false when
// one of them is not here.
func (d *Doc) Tips(of []Hash) (tips []Hash, ok bool) {
	at := make([]uint32, len(of))
	for i, h := range of {
		if at[i], ok = d.adm.byHash[h]; !ok {
			return nil, false
		}
	}
	slices.Sort(at)
	at = slices.Compact(at)
	for _, n := range at {
		below := func(x uint32) bool { // after a fork each of two may count as below the other
			return d.adm.under(n, []uint32{x}) && !d.adm.under(x, []uint32{n})
		}
		if !slices.ContainsFunc(at, below) {
			tips = append(tips, d.adm.changes[n].hash)
		}
	}
	sortHashes(tips)
	return tips, true
}

// Written is the number of changes admitted, by which the past takes its time.
func (d *Doc) Written() int { return len(d.adm.changes) }

// past builds an engine's document of these changes and all they build on.
func (d *Doc) past(heads []uint32) (Document, error) {
	all, err := d.in.Changes()
	if err != nil {
		return nil, err
	}
	some, err := d.adm.filter(all, heads)
	if err != nil {
		return nil, err
	}
	in, err := d.engine.New()
	if err != nil {
		return nil, err
	}
	if err := in.Apply(some...); err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

// filter keeps the changes that are one of these or in the past of one, in their order.
func (a *admission) filter(all [][]byte, heads []uint32) (some [][]byte, err error) {
	for _, raw := range all {
		_, h, err := chunkBody(raw)
		if err != nil {
			return nil, err
		}
		if n, ok := a.byHash[h]; ok && a.under(n, heads) {
			some = append(some, raw)
		}
	}
	return some, nil
}

// under reports whether a change is one of these or in the past of one.
func (a *admission) under(n uint32, heads []uint32) bool {
	x := &a.changes[n]
	for _, i := range heads {
		h := &a.changes[i]
		if h.signer == x.signer && h.line >= x.line || h.signer != x.signer && h.past.at(x.signer) >= x.line {
			return true
		}
	}
	return false
}

// headsFor lists the heads, first the one that a signer's own last change lies under, so that what is written on it
// continues that signer's line.
func (a *admission) headsFor(by Signer) []uint32 {
	number, line := a.lineOf(line{by: by})
	heads := slices.Clone(a.heads)
	own := slices.IndexFunc(heads, func(h uint32) bool {
		c := &a.changes[h]
		return line > 0 && (c.signer == number || c.past.at(number) == line)
	})
	if own > 0 {
		heads[0], heads[own] = heads[own], heads[0]
	}
	return heads
}
