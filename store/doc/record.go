package doc

import (
	"bytes"
	"cmp"
	"container/heap"
	"errors"
	"fmt"
)

// Record is all the changes of a document at one moment, taken out of it: so that its past is read while others go on
// using the document. One goroutine at a time owns a record.
type Record struct {
	engine  Engine
	lim     Limits
	changes []recorded
}

type recorded struct {
	raw  []byte
	by   Signer
	hash Hash
}

// Record takes out what has been admitted and applied, beginning with the genesis change.
func (d *Doc) Record() (*Record, error) {
	all, err := d.Changes()
	if err != nil {
		return nil, err
	}
	r := &Record{engine: d.engine, lim: d.adm.lim, changes: make([]recorded, 0, len(all))}
	for _, raw := range all {
		_, h, err := chunkBody(raw)
		if err != nil {
			return nil, err
		}
		i, ok := d.adm.byHash[h]
		if !ok {
			continue // edited here, not admitted yet
		}
		r.changes = append(r.changes, recorded{raw, d.adm.signers[d.adm.changes[i].signer].key, h})
	}
	return r, nil
}

// Versions lists the changes in the order of the record.
func (r *Record) Versions() ([]Version, error) {
	out := make([]Version, len(r.changes))
	for i, rec := range r.changes {
		c, err := Parse(rec.raw, r.lim)
		if err != nil {
			return nil, err
		}
		out[i] = Version{Hash: rec.hash, By: rec.by, Time: c.Time, Deps: c.Deps, Ops: c.Ops}
		c.free()
	}
	return out, nil
}

// Sort puts the changes in the order in which people made them, by the times they claim, each after those it builds on:
// the same on every device that holds the same changes. versions are those of [Record.Versions], and are sorted with it.
func (r *Record) Sort(versions []Version) error {
	if len(versions) != len(r.changes) {
		return errors.New("these are not the versions of this record")
	}
	place := make(map[Hash]int, len(versions))
	for i := range versions {
		place[versions[i].Hash] = i
	}
	waits, next := make([]int, len(versions)), make([][]int, len(versions))
	ready := &byTime{versions: versions}
	for i := range versions {
		for _, dep := range versions[i].Deps {
			j, ok := place[dep]
			if !ok {
				return fmt.Errorf("change %s builds on one that is not here", versions[i].Hash)
			}
			waits[i]++
			next[j] = append(next[j], i)
		}
		if waits[i] == 0 {
			ready.at = append(ready.at, i)
		}
	}
	heap.Init(ready)
	sorted, changes := make([]Version, 0, len(versions)), make([]recorded, 0, len(versions))
	for ready.Len() > 0 {
		i := heap.Pop(ready).(int)
		sorted, changes = append(sorted, versions[i]), append(changes, r.changes[i])
		for _, j := range next[i] {
			if waits[j]--; waits[j] == 0 {
				heap.Push(ready, j)
			}
		}
	}
	copy(versions, sorted)
	r.changes = changes
	return nil
}

// byTime is a heap of versions by their times, and by hash where these are the same.
type byTime struct {
	versions []Version
	at       []int
}

func (h *byTime) Len() int { return len(h.at) }

func (h *byTime) Less(i, j int) bool {
	a, b := &h.versions[h.at[i]], &h.versions[h.at[j]]
	return cmp.Or(a.Time.Compare(b.Time), bytes.Compare(a.Hash[:], b.Hash[:])) < 0
}

func (h *byTime) Swap(i, j int) { h.at[i], h.at[j] = h.at[j], h.at[i] }
func (h *byTime) Push(x any)    { h.at = append(h.at, x.(int)) }

func (h *byTime) Pop() any {
	last := h.at[len(h.at)-1]
	h.at = h.at[:len(h.at)-1]
	return last
}

// Texts gives the text as it stood after the first so many changes of the record, for each number of ends, which rise. It
// builds the document once, whatever the number of ends.
func (r *Record) Texts(ends []int) ([]string, error) {
	in, err := r.engine.New()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	out, from := make([]string, len(ends)), 0
	for i, end := range ends {
		if end < from || end > len(r.changes) {
			return nil, errors.New("a place in the record that is not there")
		}
		var raws [][]byte
		for _, c := range r.changes[from:end] {
			raws = append(raws, c.raw)
		}
		from = end
		if len(raws) > 0 {
			if err := in.Apply(raws...); err != nil {
				return nil, err
			}
		}
		if end == 0 {
			continue
		}
		if out[i], err = in.Text(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

