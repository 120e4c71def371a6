package doc

import (
	"fmt"
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
	all, err := d.Changes()
	if err != nil {
		return nil, err
	}
	out := make([]Version, 0, len(all))
	for _, raw := range all {
		c, err := Parse(raw, d.adm.lim)
		if err != nil {
			return nil, err
		}
		i, ok := d.adm.byHash[c.Hash]
		if !ok {
			continue // edited here, not admitted yet
		}
		by := d.adm.signers[d.adm.changes[i].signer].key
		out = append(out, Version{Hash: c.Hash, By: by, Time: c.Time, Deps: c.Deps, Ops: c.Ops})
	}
	return out, nil
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

// past builds an engine's document of these changes and all they build on.
func (d *Doc) past(heads []uint32) (Document, error) {
	all, err := d.in.Changes()
	if err != nil {
		return nil, err
	}
	var some [][]byte
	for _, raw := range all {
		_, h, err := chunkBody(raw)
		if err != nil {
			return nil, err
		}
		if n, ok := d.adm.byHash[h]; ok && d.adm.under(n, heads) {
			some = append(some, raw)
		}
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

// headsFor picks at most n heads, first the one that a signer's own last change lies under, so that what is written on
// them continues that signer's line.
func (a *admission) headsFor(by Signer, n int) []uint32 {
	number, line, _ := a.lineOf(by)
	out := make([]uint32, 0, len(a.heads))
	var rest []uint32
	for _, h := range a.heads {
		if c := &a.changes[h]; line > 0 && (c.signer == number || c.past.at(number) == line) {
			out = append(out, h)
		} else {
			rest = append(rest, h)
		}
	}
	return append(out, rest...)[:n]
}
